"""`python -m lib.coverage`: see `lib.analysis.coverage`."""

import sys

from lib.analysis.coverage import main
from lib.dataset import disk

if __name__ == "__main__":
    sys.exit(disk.run(main))
