"""`python -m lib.export`: see `lib.export.cli`."""

import sys

from lib.export.cli import main

if __name__ == "__main__":
    sys.exit(main())
