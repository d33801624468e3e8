"""`python -m lib.blank`: see `lib.dataset.starter`."""

import sys

from lib.dataset.starter import main

if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
