"""`python -m lib.export`: see `lib.export.cli`."""

import sys

from lib.dataset import disk
from lib.export.cli import main

if __name__ == "__main__":
    sys.exit(disk.run(main))
