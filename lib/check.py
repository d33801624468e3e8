"""`python -m lib.check`: see `lib.dataset.check`."""

import sys

from lib.dataset import disk
from lib.dataset.check import main

if __name__ == "__main__":
    sys.exit(disk.run(lambda: main(*sys.argv[1:2])))
