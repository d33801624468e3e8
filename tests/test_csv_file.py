import pandas as pd
import pytest

from lib.analysis import rows
from lib.dataset import csv_file


def test_every_cell_is_text_with_line_feeds_and_nothing_is_a_missing_value():
    read = csv_file.parse('\ufeffid,text\r\nNA,"a\r\nb"\r\n"",nan\r\n'.encode())
    assert read.to_dict("list") == {"id": ["NA", ""], "text": ["a\nb", "nan"]}
    assert [str(t) for t in read.dtypes] == ["str", "str"]


@pytest.mark.parametrize("write", [rows.as_csv, rows.as_stored])
def test_cells_come_back_from_a_file_for_spreadsheets_as_they_were(write):
    cells = ["=1+1", "'=1+1", "+7 495", "'Yes', he said", "-", "＝1", "plain"]
    table = pd.DataFrame({"id": [str(n) for n in range(len(cells))], "text": cells}, dtype=str)
    pd.testing.assert_frame_equal(csv_file.parse(write(table)), table, check_dtype=False)
