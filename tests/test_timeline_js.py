"""A table for TimelineJS: its own columns, spans for uncertain dates, HTML that is only words."""

import csv
import io
from html.parser import HTMLParser

from conftest import stated

from lib.analysis.filters import Filters
from lib.dataset.tables import Tables
from lib.export.timeline_js import timelinejs

KIRBY = Filters(actor=("kirby",))
# As TimelineJS 3.9.11 names them where it reads a row (src/js/core/ConfigFactory.js).
TIMELINEJS = (
    "Year,Month,Day,Time,End Year,End Month,End Day,End Time,Display Date,Headline,Text,Media,"
    "Media Credit,Media Caption,Media Thumbnail,Type,Group,Background"
)


def slides(tables: Tables, **view: object) -> list[dict[str, str]]:
    file = timelinejs(*stated(tables, **view)).decode()
    assert file.splitlines()[0] == TIMELINEJS
    return list(csv.DictReader(io.StringIO(file, newline="")))


def words(text: str) -> list[str]:
    """The words between the tags, as a browser would take them."""
    found: list[str] = []
    parser = HTMLParser()
    parser.handle_data = found.append  # type: ignore[method-assign]
    parser.feed(text)
    return found


def test_days_are_days_and_uncertain_dates_are_spans_with_the_date_in_words(small):
    keys = ("Year", "Month", "Day", "End Year", "End Month", "End Day", "Display Date", "Group")
    assert [tuple(s[k] for k in keys) for s in slides(small)[1:]] == [
        ("2023", "1", "5", "", "", "", "5 January 2023", "Accusation"),
        ("2023", "1", "1", "2023", "1", "31", "January 2023", "Denial"),
        ("2023", "1", "10", "", "", "", "up to 10 January 2023", "Media report"),
        ("2023", "6", "10", "", "", "", "about 10 June 2023", "Assessment"),
    ]


def test_the_first_slide_is_the_title_the_others_carry_summary_passages_sources_and_caution(made):
    tables = made({"E001": {"title": "=1<script>", "summary": "<img src=x> & more"}})
    view = {"filters": KIRBY, "title": "A <title>", "note": "A note"}
    first, slide = slides(tables, **view)
    assert (first["Type"], first["Headline"], first["Year"]) == ("title", "A &lt;title&gt;", "")
    lines = stated(tables, **view)[1].lines()
    told = ["A note"] + [w for heading, said in lines.items() for w in (heading, f": {said}")]
    assert words(first["Text"]) == told
    assert slide["Headline"] == "'=1&lt;script&gt;"
    assert words(slide["Text"]) == [
        "<img src=x> & more",
        "“The US said that Iran sent drones”",
        "Daily One, 10 January 2023",
        "“Iran sent drones”",
        "Weekly Two, about 10 June 2023",
        "E001. Accusation, by John Kirby; rests on: named official. "
        "Claims are reported, not established.",
    ]
