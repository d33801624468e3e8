"""Any input for as long as one likes: `python -m tests.fuzz --minutes 10`.

It runs tests/test_properties.py again and again, each time with other inputs. What fails is kept in
tests/found and tried first the next time; its report names the input, for an `@example` beside the
test, which is tried in every run.
"""

import argparse
import os
import subprocess
import sys
import time

from lib.dataset.codebook import ROOT

TESTS = [sys.executable, "-m", "pytest", "-q", "-x", "tests/test_properties.py"]


def main() -> int:
    """Run until the minutes are over or something fails; exit code 1 if it does."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--more", type=int, default=20, help="times as many inputs as the tests")
    given = parser.parse_args()
    end, runs = time.monotonic() + 60 * given.minutes, 0
    while not runs or time.monotonic() < end:
        ended = subprocess.run(
            TESTS, cwd=ROOT, env=os.environ | {"FUZZ": str(max(given.more, 2))}, check=False
        )
        runs += 1
        if ended.returncode:
            print(f"Run {runs} failed. The input is kept in tests/found.")
            return 1
    print(f"{runs} runs, nothing found.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
