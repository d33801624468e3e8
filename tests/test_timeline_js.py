"""A table for TimelineJS: its own columns, spans for uncertain dates, HTML that is only words."""

import csv
import io
from html.parser import HTMLParser

from conftest import SMALL, stated, write

from lib.analysis.filters import Filters
from lib.dataset.tables import Tables, load
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


class Words(HTMLParser):
    """The words and the tags of a text, as a browser would take them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        assert attrs == []
        self.tags.append(tag)

    def handle_data(self, data):
        self.words.append(data)


def test_the_first_slide_is_the_title_with_the_statement(small):
    view = {"filters": KIRBY, "title": "A <title>", "note": "A note"}
    first = slides(small, **view)[0]
    assert (first["Type"], first["Headline"], first["Year"]) == ("title", "A &lt;title&gt;", "")
    lines = stated(small, **view)[1].lines()
    words = ["A note"] + [w for heading, said in lines.items() for w in (heading, f": {said}")]
    assert Words(first["Text"]).words == words


def test_days_are_days_and_uncertain_dates_are_spans_with_the_date_in_words(small):
    keys = ("Year", "Month", "Day", "End Year", "End Month", "End Day", "Display Date", "Group")
    assert [tuple(s[k] for k in keys) for s in slides(small)[1:]] == [
        ("2023", "1", "5", "", "", "", "5 January 2023", "Accusation"),
        ("2023", "1", "1", "2023", "1", "31", "January 2023", "Denial"),
        ("2023", "1", "10", "", "", "", "up to 10 January 2023", "Media report"),
        ("2023", "6", "10", "", "", "", "about 10 June 2023", "Assessment"),
    ]


def test_a_slide_carries_summary_passages_sources_and_caution(small):
    slide = slides(small, filters=KIRBY)[1]
    assert slide["Headline"] == "Kirby accuses Iran"
    read = Words(slide["Text"])
    assert read.words == [
        "Summary of E001, naïvely put.",
        "“The US said that Iran sent drones”",
        "Daily One, 10 January 2023",
        "“Iran sent drones”",
        "Weekly Two, about 10 June 2023",
        "E001. Accusation, by John Kirby; rests on: named official. "
        "Claims are reported, not established.",
    ]


def test_what_looks_like_html_or_a_formula_is_text_on_a_slide(tmp_path):
    odd = {"title": "=1<script>", "summary": "<img src=x onerror=alert(1)> & more"}
    events = [SMALL["events"][0] | odd, *SMALL["events"][1:]]
    write(tmp_path, SMALL | {"events": events})
    slide = slides(load(tmp_path, tmp_path), filters=KIRBY)[1]
    assert slide["Headline"] == "'=1&lt;script&gt;"
    read = Words(slide["Text"])
    assert set(read.tags) == {"p", "blockquote", "br", "cite", "small"}
    assert read.words[0] == "<img src=x onerror=alert(1)> & more"
