"""`python -m lib.mend`: see `lib.dataset.mend`."""

import sys

from lib.dataset import disk
from lib.dataset.mend import main

if __name__ == "__main__":
    sys.exit(disk.run(lambda: main(*sys.argv[1:2])))
