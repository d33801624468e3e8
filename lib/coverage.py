"""`python -m lib.coverage`: see `lib.analysis.coverage`."""

import sys

from lib.analysis.coverage import main

if __name__ == "__main__":
    sys.exit(main())
