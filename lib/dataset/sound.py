"""Tables with problems, without the rows that have them: what an editing session can still show."""

import shutil
from pathlib import Path

from lib.dataset import check, codebook, disk
from lib.dataset.problems import TablesError, row_of
from lib.dataset.sheet import Sheet
from lib.dataset.tables import README, Tables, load


def load_sound(folder: Path, articles: Path) -> Tables | None:
    """The tables of the sound rows; a row that needs one that is left out is left out too.

    None where a file cannot be read as a table at all, or where no event is left.
    """
    found = check.examine(folder, articles)
    with disk.passing_folder() as made:
        own = Path(made)
        names = [resource["path"] for resource in codebook.resources().values()]
        for name in (*names, codebook.DESCRIPTOR, README):
            if (folder / name).is_file():
                shutil.copy(folder / name, own / name)
        while found.problems:
            for name in {problem.file for problem in found.problems}:
                rows = {p.row - row_of(0) for p in found.problems if p.file == name}
                if name not in names or min(rows) < 0:
                    return None
                sheet = Sheet(name.removesuffix(".csv"), (own / name).read_bytes())
                sheet.lines = [line for n, line in enumerate(sheet.lines) if n not in rows]
                (own / name).write_bytes(sheet.data())
            found = check.examine(own, articles)
        try:
            return load(own, articles)
        except TablesError:
            return None
