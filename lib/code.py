"""`python -m lib.code [FOLDER]`: open the dashboard so that articles can be coded in it."""

import os
import subprocess
import sys

from lib.dataset import codebook
from lib.dataset.actions import EDITING, coder_here


def main(*arguments: str) -> int:
    """Run the dashboard in editing mode, over the tables of FOLDER or the usual ones."""
    folder = [a for a in arguments[:1] if not a.startswith("-")]
    elsewhere = {codebook.ELSEWHERE: folder[0]} if folder else {}
    environment = os.environ | elsewhere | {EDITING: coder_here()}
    tables = environment.get(codebook.ELSEWHERE) or codebook.DATA
    print(f"Coding writes into {tables} at once; another folder: make code DATA=folder", flush=True)
    command = [sys.executable, "-m", "streamlit", "run", "dashboard.py", *arguments[len(folder) :]]
    return subprocess.run(command, cwd=codebook.ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
