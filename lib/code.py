"""`python -m lib.code [FOLDER]`: open the dashboard so that articles can be coded in it."""

import getpass
import os
import subprocess
import sys

from lib.dataset import codebook
from lib.dataset.journal import EDITING


def coder_here() -> str:
    """Who edits: the environment variable CLAIMS_CODE, or else whoever is signed in."""
    try:
        return os.environ.get(EDITING) or getpass.getuser()
    except (OSError, KeyError):
        return "coder"


def main(*arguments: str) -> int:
    """Run the dashboard in editing mode, over the tables of FOLDER or the usual ones."""
    folder = [a for a in arguments[:1] if not a.startswith("-")]
    elsewhere = {codebook.ELSEWHERE: folder[0]} if folder else {}
    environment = os.environ | elsewhere | {EDITING: coder_here()}
    command = [sys.executable, "-m", "streamlit", "run", "dashboard.py", *arguments[len(folder) :]]
    return subprocess.run(command, cwd=codebook.ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
