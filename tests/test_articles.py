import copy
import hashlib
from dataclasses import replace

from lib.analysis import articles
from lib.analysis.filters import Filters
from lib.dataset.tables import load
from lib.view.screen import screen
from lib.view.view import View
from tests.conftest import SMALL, write

OVERLAPPING = "He said that they said it was so.\nThe end."
PASSAGES = {"E001": "He said that they said it", "E002": "said it was so", "E003": "they"}


def tables_with(folder, text, passages, dates=None):
    """The small tables with another text and other passages for the article `one`."""
    rows = copy.deepcopy(SMALL)
    rows["sources"][0]["sha256"] = hashlib.sha256(text.encode()).hexdigest()
    for event in rows["events"]:
        event["date"] = (dates or {}).get(event["event_id"], event["date"])
    told = [("one", e, exact) for e, exact in passages.items()]
    told += [("two", e, "Iran sent drones") for e in ("E001", "E002", "E003") if e not in passages]
    told += [("two", "E004", "A plant could open in 2024")] * ("E004" not in passages)
    rows["evidence"] = [{"source_id": s, "event_id": e, "exact": exact} for s, e, exact in told]
    write(folder, rows)
    (folder / "one.txt").write_text(text, encoding="utf-8")
    return load(folder, folder)


def pieces(article):
    """The pieces of each paragraph: their words, and the depth of each event's line."""
    return [
        [(piece.text, {mark.event_id: mark.depth for mark in piece.marks}) for piece in p.pieces]
        for p in article.paragraphs
    ]


def test_an_article_is_cut_where_passages_begin_and_end(tmp_path, whole):
    tables = tables_with(tmp_path, OVERLAPPING, PASSAGES)
    read = articles.read(tables, "one", whole(tables))
    assert pieces(read) == [
        [
            ("He said that ", {"E001": 0}),
            ("they", {"E001": 0, "E003": 1}),
            (" ", {"E001": 0}),
            ("said it", {"E001": 0, "E002": 1}),
            (" was so", {"E002": 1}),
            (".", {}),
        ],
        [("The end.", {})],
    ]
    assert [paragraph.lines for paragraph in read.paragraphs] == [2, 1]
    assert read.claim_types == ["denial", "media-report", "accusation"]
    # A click on an overlap opens the event in view with the fewest words.
    for where, opened in (("true", "E003"), ("event_id = 'E001'", "E001")):
        both = articles.read(tables, "one", whole(tables).where(where)).paragraphs[0].pieces[1]
        assert both.link.event_id == opened
        assert [mark.event_id for mark in both.lines] == ["E001", "E003"]


def test_only_an_event_that_no_words_open_has_a_link_beside_them_and_only_one(tmp_path, whole):
    text = "He said that they said it was so."
    same = {"E001": text, "E002": "they said it was so", "E003": "it was so", "E004": "it was so"}
    tables = tables_with(tmp_path, text, same)
    (paragraph,) = articles.read(tables, "one", whole(tables)).paragraphs
    found = [(p.text, p.link.event_id, [m.event_id for m in p.also]) for p in paragraph.pieces]
    assert found == [
        ("He said that ", "E001", []),
        ("they said ", "E002", []),
        ("it was so", "E003", ["E004"]),
        (".", "E001", []),
    ]


def test_a_passage_over_a_line_break_is_marked_in_both_paragraphs(tmp_path, whole):
    tables = tables_with(tmp_path, "One\n\n two", {"E001": "One\n\n two", "E002": "two"})
    read = articles.read(tables, "one", whole(tables))
    assert pieces(read) == [[("One", {"E001": 0})], [("two", {"E001": 0, "E002": 1})]]
    marks = [mark for paragraph in read.paragraphs for mark in paragraph.pieces[0].marks]
    assert [(mark.event_id, mark.first) for mark in marks] == [
        ("E001", True),
        ("E001", False),
        ("E002", True),
    ]


def test_beside_a_paragraph_stand_its_storylines_in_the_tables_order(tmp_path, whole):
    text = "Article one\nA plant could open.\nThe US said it. A plant is there."
    passages = {"E004": "A plant could", "E003": "A plant is", "E001": "The US said it"}
    tables = tables_with(tmp_path, text, passages)
    seen = whole(tables).where("event_id <> 'E003'")
    read = articles.read(tables, "one", seen)
    assert [list(paragraph.storylines.items()) for paragraph in read.paragraphs] == [
        [],
        [("Plant", True)],
        [("Drones", True), ("Plant", False)],
    ]
    assert [paragraph.headline for paragraph in read.paragraphs] == [True, False, False]


def test_an_article_is_read_whole_and_each_of_its_events_begins_once(real, whole):
    for source_id, text in real.articles.items():
        read = articles.read(real, source_id, whole(real))
        lines = ["".join(piece.text for piece in p.pieces) for p in read.paragraphs]
        assert " ".join(lines).split() == text.split()
        marks = [m for p in read.paragraphs for piece in p.pieces for m in piece.marks]
        begun = sorted(mark.event_id for mark in marks if mark.first)
        assert begun == articles.told_by(whole(real), source_id).ids()
        assert {mark.event_id for mark in marks} == set(begun)


def test_of_an_absent_article_each_passage_is_a_paragraph(small, whole):
    read = articles.read(replace(small, articles={}), "one", whole(small))
    assert read.absent
    assert pieces(read) == [
        [("The US said that Iran sent drones", {"E001": 0})],
        [("Iran denied it", {"E002": 0})],
        [("Russia allegedly agreed", {"E003": 0})],
    ]


def test_what_is_known_of_an_article_is_said_with_its_basis_and_whose_words_it_reports(small):
    known = articles.known(small, "two")
    assert known["headline"] == "Article two"
    assert {name: said for name, said in known["facts"] if said} == {
        "Publisher": "Weekly Two, as printed",
        "Published": "about 10 June 2023, inferred",
        "File": "two.txt",
    }
    assert articles.in_words(small, "one") == (
        "47% of its coded text reports what the side “United States” says; "
        "over all articles it is 44%."
    )


def test_left_out_is_what_was_over_or_open_before_on_the_articles_questions(tmp_path, whole):
    passages = {"E001": "The US said", "E002": "Iran denied", "E003": "Russia agreed"}
    text = "The US said. Iran denied. Russia agreed."
    dates = {"2023-01-05/2023-01-09": ["E004"], "2023-01-05/2023-01-10": [], "2023-01/..": ["E004"]}
    for date, expected in dates.items():
        tables = tables_with(tmp_path, text, passages, {"E004": date})
        assert articles.left_out(whole(tables), "one").ids() == expected
        assert articles.only_here(whole(tables), "two").ids() == ["E004"]


def test_the_article_that_opens_is_the_one_asked_for_else_the_first_that_fits(small):
    asked = {
        "one": {},
        "two": {"filters": Filters(q="plant")},
        "two ": {"event": "E004"},
        "one ": {"filters": Filters(q="plant"), "read": "one"},
        "one  ": {"filters": Filters(q="nowhere")},
    }
    for found, view in asked.items():
        assert screen(small, View(**view)).article == found.strip()
