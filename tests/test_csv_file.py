from lib.dataset import csv_file


def test_every_cell_is_text_with_line_feeds_and_nothing_is_a_missing_value():
    read = csv_file.parse('\ufeffid,text\r\nNA,"a\r\nb"\r\n"",nan\r\n'.encode())
    assert read.to_dict("list") == {"id": ["NA", ""], "text": ["a\nb", "nan"]}
    assert [str(t) for t in read.dtypes] == ["str", "str"]
