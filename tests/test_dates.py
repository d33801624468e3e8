from datetime import date

import pandas as pd
import pytest

from lib.dataset import dates
from lib.dataset.dates import Span

SPANS = {
    "2022-12-09": (date(2022, 12, 9), date(2022, 12, 9)),
    "2022-11": (date(2022, 11, 1), date(2022, 11, 30)),
    "2023": (date(2023, 1, 1), date(2023, 12, 31)),
    "202X": (date(2020, 1, 1), date(2029, 12, 31)),
    "2023-21": (date(2023, 3, 1), date(2023, 5, 31)),
    "2023-05-15~": (date(2023, 5, 14), date(2023, 5, 16), True),
    "2023-01~": (date(2022, 12, 1), date(2023, 2, 28), True),
    "2023?": (date(2022, 1, 1), date(2024, 12, 31), True),
    "2023-02-21/2023-02-28": (date(2023, 2, 21), date(2023, 2, 28)),
    "2022-12/2023-01": (date(2022, 12, 1), date(2023, 1, 31)),
    "../2023-06-10~": (None, date(2023, 6, 11), True),
    "2023-06-10/..": (date(2023, 6, 10), None),
}
NO_DATES = ["", "18/02/2023", "2023-13", "2023-02-30", "February 2023", "../..", "0000-01-01"]
NO_DATES += [
    "2023-06-10/2023-06-01",
    "[2022,2023]",
    "2023-1",
    "2023-05-15T10:00",
    "2023-25",
    " 2023",
]
NO_DATES += ["0000", "2023-00", "2023-01-00", "0001~", "9999~", "9999-12-31~", "99XX~", "٢٠٢٣"]
NO_DATES += [" 2023", "2023\n", "1066", "3023-02-10", "2022/2999", "1700~", "2249-12-31~"]


def test_a_date_means_the_days_from_its_earliest_to_its_latest_and_all_else_is_an_error():
    assert {text: dates.parse(text) for text in SPANS} == {t: Span(*s) for t, s in SPANS.items()}
    assert [text for text in NO_DATES if not dates.wrong(text)] == []
    with pytest.raises(dates.DateError):
        dates.parse("2023-13")


def test_years_that_no_chart_holds_are_told(real):
    with pytest.raises(dates.DateError, match="lies outside the years 1700 to 2249"):
        dates.parse("3023-02-10")
    said = "Write a year from 1700 to 2249."
    assert dates.remedy("3023-02-10") == dates.remedy("1066/2020") == said
    assert dates.remedy("2023-02-30") != said
    for text in ("1700", "2249-12-31", "../1700-01-01"):
        assert dates.parse(text)


def test_spans_leave_open_ends_empty_and_keep_the_index():
    found = dates.spans(pd.Series(["2022-11", "../2023-06-10~"], index=["E1", "E2"]))
    assert found.loc["E1"].tolist() == [
        pd.Timestamp(2022, 11, 1),
        pd.Timestamp(2022, 11, 30),
        False,
    ]
    assert found.loc["E2"].tolist() == [pd.NaT, pd.Timestamp(2023, 6, 11), True]


def test_a_date_is_said_as_a_reader_would():
    said = {
        "2023?": "possibly 2023",
        "2023-21": "spring 2023",
        "../2023-06-10~": "up to about 10 June 2023",
        "2023-06-10/..": "from 10 June 2023 on",
        "2023-02-05/2023-03-19": "5 February – 19 March 2023",
        "2022-12/2023-01": "December 2022 – January 2023",
        "2022/2023": "2022 – 2023",
    }
    assert {text: dates.in_words(text) for text in said} == said


def test_a_range_of_days_is_said_with_its_open_ends():
    day = date(2023, 1, 5)
    ranges = {(None, None): "any date", (day, day): "5 January 2023"}
    ranges[None, day] = "up to 5 January 2023"
    assert {ends: dates.days_in_words(*ends) for ends in ranges} == ranges


# What a text may mean, and the ways to write it.
MEANT = {
    "2023-02-18": "18/02/2023, 02/18/2023, 18.02.2023, 18-2-2023, 18/02/23, 2023/02/18,"
    "20230218, 2023–02–18, 2023-02-18T10:00, 2023-02-18 10:00:00, 18 Feb 2023,"
    "the 18th of February 2023",
    "2023-04-03": "03.04.2023",
    "2023-04-03 2023-03-04": "03/04/2023",
    "2023-04-04": "04/04/2023",
    "2023-02": "Feb 2023, 2023.02, 02/2023",
    "2022-09": "Sept 2022",
    "2023-06-01/2023-06-10": "2023-06-10/2023-06-01",
    "2022-11": "Nov-22",
    "2022-11 2022-11-01": "1-Nov-22",
    "2023-02-16": "16-Feb-23",
    "2022-11~": "2022-11~ ",
    "": "18/02/2023?, 31-Feb-23, 44866, Foo-22, 22-Nov, ?, soon, 5/6, 32/13/2023, since May 2023",
}


def test_a_date_in_another_notation_is_understood():
    for meant, texts in MEANT.items():
        found = {text: dates.meant(text) for text in texts.split(",")}
        assert found == dict.fromkeys(found, tuple(meant.split()))


def test_commas_in_a_date_do_no_harm_and_a_whole_sentence_is_not_guessed_at():
    assert dates.meant("Saturday, February 18th, 2023") == ("2023-02-18",)
    assert dates.meant("The talks of 18 February 2023 went on and on and on until the end") == ()


def test_a_remedy_says_what_to_write():
    assert dates.remedy("2023-02-30") == (
        "There is no 30 February 2023: its last day is 2023-02-28."
    )
    assert dates.remedy("soon") == (
        "Write 2022-12-09, 2022-11, 2023-05-15~, 2023-02-21/2023-02-28 or ../2023-06-10."
    )
