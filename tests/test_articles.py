import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pandas as pd
import pytest

from lib.analysis import articles, filters
from lib.analysis.articles import Segment
from lib.analysis.filters import Filters
from lib.charts.theme import DARK, LIGHT
from lib.dataset import codebook
from lib.dataset import passages as evidence

SOURCES = ("2023-02-blinken", "2022-12-kirby", "2023-07-patel", "2023-06-plant", "2023-05-examiner")


class Read(HTMLParser):
    """What a browser makes of the HTML: the words of the paragraphs, the margins, every tag."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.margins, self.text, self._margin = [], [], "", False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag == "p":
            self.text += "\n"
        if tag == "ul":
            self._margin = True
            self.margins.append([])

    def handle_endtag(self, tag):
        if tag == "ul":
            self._margin = False

    def handle_data(self, data):
        if self._margin:
            self.margins[-1].append(data)
        else:
            self.text += data

    def of(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]

    def lines(self, event_class):
        return [a for a in self.of("span") if event_class in a["class"].split()]


def address(event_id):
    return f"?article=x&event={event_id}"


def drawn(tables, source_id, keep=None, picked="", href=address, theme=LIGHT):
    keep = pd.Series(True, index=tables.events.index) if keep is None else keep
    return Read(articles.as_html(tables, source_id, keep, theme, href, picked))


def with_article(tables, source_id, text, passages):
    """The tables with another text for one article, and these passages alone in it."""
    rows = pd.DataFrame(
        [{"event_id": e, "source_id": source_id, "exact": exact} for e, exact in passages]
    ).assign(prefix="", suffix="", hedge="")
    texts = {**tables.articles, source_id: text}
    rows = rows.join(evidence.locate(rows, texts))
    others = tables.evidence[tables.evidence["source_id"] != source_id]
    both = pd.concat([others, rows], ignore_index=True)
    return replace(tables, articles=texts, evidence=both)


@pytest.fixture
def overlapping(small):
    """An article in which one passage lies over the end of another and one within it."""
    text = "He said that they said it was so.\nThe end."
    passages = [("E001", "He said that they said it"), ("E002", "said it was so"), ("E003", "they")]
    return with_article(small, "one", text, passages)


# --- The text --------------------------------------------------------------------------------


def test_an_article_is_cut_where_passages_begin_and_end(overlapping):
    assert articles.segments(overlapping, "one") == [
        Segment(0, 13, "He said that ", ("E001",)),
        Segment(13, 17, "they", ("E001", "E003")),
        Segment(17, 18, " ", ("E001",)),
        Segment(18, 25, "said it", ("E001", "E002")),
        Segment(25, 32, " was so", ("E002",)),
        Segment(32, 42, ".\nThe end.", ()),
    ]


@pytest.mark.parametrize("source_id", SOURCES)
def test_the_segments_of_an_article_are_the_whole_article(real, source_id):
    found = articles.segments(real, source_id)
    assert "".join(s.text for s in found) == real.articles[source_id]
    assert all(a.end == b.start for a, b in pairwise(found))


def test_an_unknown_article_is_an_error(small):
    with pytest.raises(KeyError):
        articles.segments(small, "three")


@pytest.mark.parametrize("source_id", SOURCES)
def test_the_words_on_the_page_are_the_articles_words(real, source_id):
    assert drawn(real, source_id).text.split() == real.articles[source_id].split()


@pytest.mark.parametrize("source_id", SOURCES)
def test_every_event_of_an_article_has_one_anchor_and_a_link(real, source_id):
    page = drawn(real, source_id)
    told = set(real.evidence.loc[real.evidence["source_id"] == source_id, "event_id"])
    anchors = [a["id"] for a in page.of("span") if "id" in a]
    assert sorted(anchors) == sorted(f"passage-{e}" for e in told)
    assert {a["href"] for a in page.of("a")} == {address(e) for e in told}


def test_each_line_of_the_article_is_a_paragraph(overlapping):
    page = drawn(overlapping, "one")
    assert page.text == "\nHe said that they said it was so.\nThe end."
    assert len(page.of("p")) == 2


def test_a_passage_over_a_line_break_is_marked_in_both_paragraphs(small):
    tables = with_article(small, "one", "One\n\ntwo", [("E001", "One\n\ntwo")])
    page = drawn(tables, "one")
    assert page.text == "\nOne\ntwo"
    assert [a.get("id") for a in page.of("span")] == ["passage-E001", None]


def test_the_first_line_is_set_as_a_headline_only_if_it_is_the_title(small):
    tables = with_article(
        small, "one", "Article one\nIran denied it.", [("E002", "Iran denied it")]
    )
    assert [a["class"] for a in drawn(tables, "one").of("p")] == [
        "article-paragraph article-headline",
        "article-paragraph",
    ]


def test_markup_in_an_article_comes_out_as_text(small):
    text = "He said <script>alert(1)</script> & <b>left</b>.\n<img src=x onerror=alert(1)>"
    tables = with_article(small, "one", text, [("E001", "said <script>alert(1)</script> &")])
    page = drawn(tables, "one")
    assert page.text.strip() == text
    assert {tag for tag, _ in page.tags} == {"div", "p", "ul", "li", "a", "span"}


def test_markup_in_titles_and_addresses_stays_in_its_attribute(small):
    hostile = '"><script>alert(1)</script>'
    small.events.loc["E002", "title"] = hostile
    small.storylines["title"] = hostile
    page = drawn(small, "one", href=lambda e: f"?q={hostile}&event={e}")
    assert {tag for tag, _ in page.tags} == {"div", "p", "ul", "li", "a", "span"}
    assert page.of("a")[1]["href"] == f"?q={hostile}&event=E002"
    assert page.of("a")[1]["title"] == f"E002, Denial: {hostile}"
    assert page.margins == [[hostile, hostile]]


def test_a_passage_has_the_colour_and_the_line_of_its_claim_type(small):
    line = drawn(small, "one", theme=DARK).of("span")[1]
    assert line == {
        "class": "article-line article-thick article-dotted",
        "id": "passage-E002",
        "style": f"--article-colour:{DARK.claim_type['denial']};--article-depth:0",
    }


def test_no_two_claim_types_have_the_same_line():
    codes = codebook.vocabulary("events", "claim_type")
    assert len({articles.underline(c) for c in codes}) == len(codes)


def test_overlapping_passages_keep_lines_of_their_own(overlapping):
    page = drawn(overlapping, "one")
    depths = [(a["style"][17:24], a["style"][-1]) for a in page.of("span")]
    accusation, denial, report = (
        LIGHT.claim_type[c] for c in ("accusation", "denial", "media-report")
    )
    assert depths == [
        (accusation, "0"),
        (accusation, "0"),
        (report, "1"),
        (accusation, "0"),
        (accusation, "0"),
        (denial, "1"),
        (denial, "1"),
    ]
    assert [a["style"] for a in page.of("p")] == ["--article-lines:2", "--article-lines:1"]


def test_where_passages_overlap_all_are_named_and_each_has_a_link(overlapping):
    both = drawn(overlapping, "one").of("a")[1:3]
    assert both == [
        {
            "class": "article-passage",
            "href": address("E003"),
            "title": "E001, Accusation: Kirby accuses Iran\n"
            "E003, Media report: Russia is said to agree",
        },
        {
            "class": "article-also",
            "href": address("E001"),
            "title": "E001, Accusation: Kirby accuses Iran",
            "aria-label": "E001, Accusation: Kirby accuses Iran",
        },
    ]


def test_an_overlap_leads_to_the_event_in_view(overlapping):
    keep = filters.match(overlapping, Filters(claim_type=("accusation",)))
    assert drawn(overlapping, "one", keep).of("a")[1]["href"] == address("E001")


def test_what_is_filtered_out_is_faded_and_still_there(small):
    keep = filters.match(small, Filters(claim_type=("denial",)))
    page = drawn(small, "one", keep)
    assert [a["id"] for a in page.lines("article-faded")] == ["passage-E001", "passage-E003"]
    assert len(page.of("a")) == 3
    assert page.of("a")[0]["title"].endswith("(outside the filters)")
    assert [a["class"] for a in page.of("li")] == [
        "article-storyline",
        "article-storyline article-faded",
    ]


def test_the_picked_event_is_outlined(small):
    page = drawn(small, "one", picked="E002")
    assert [a["id"] for a in page.lines("article-picked")] == ["passage-E002"]
    assert [a["href"] for a in page.of("a") if a.get("aria-current")] == [address("E002")]


def test_the_margin_has_the_storylines_of_its_paragraph(small):
    text = "Nothing yet.\nA plant could open.\nThe US said it. A plant is there."
    passages = [("E004", "A plant could"), ("E003", "A plant is"), ("E001", "The US said it")]
    tables = with_article(small, "one", text, passages)
    assert drawn(tables, "one").margins == [[], ["Plant"], ["Drones", "Plant"]]


def test_the_legend_has_the_types_present_in_the_codebooks_order():
    legend = Read(articles.legend_html(LIGHT, {"position", "denial"}))
    assert legend.margins == [["Denial", "Position"]]
    assert [a["class"] for a in legend.of("span")] == [
        "article-line article-thick article-dotted",
        "article-line article-thin article-wavy",
    ]


def test_the_stylesheet_styles_every_class_and_nothing_else(real):
    css = (codebook.ROOT / "lib" / "export" / "templates" / "articles.css").read_text(
        encoding="utf-8"
    )
    rules = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    styled = set(re.findall(r"\.([a-z][\w-]*)", re.sub(r"\{[^{}]*\}", "", rules)))
    keep = filters.match(real, Filters(claim_type=("denial",)))
    pages = [drawn(real, s, keep, picked="E009") for s in SOURCES]
    pages.append(drawn(replace(real, articles={}), SOURCES[0], keep))
    pages.append(Read(articles.legend_html(LIGHT, codebook.vocabulary("events", "claim_type"))))
    used = {c for p in pages for _, a in p.tags for c in a.get("class", "").split()}
    assert styled - used == set()
    assert used - styled == set()
    assert all(name.startswith("article-") for name in styled)


# --- Beside the other articles ---------------------------------------------------------------


def test_a_profile_counts_and_shares_out_the_coded_text(small):
    assert articles.profile(small).to_dict("index") == {
        "one": {"events": 3, "passages": 3, "speakers": 3}
        | dict.fromkeys(small.sides, 0.0)
        | {"United States": 33 / 70, "Iran": 14 / 70, "Other": 23 / 70},
        "two": {"events": 2, "passages": 2, "speakers": 2}
        | dict.fromkeys(small.sides, 0.0)
        | {"United States": 16 / 42, "Other": 26 / 42},
    }


def test_a_passage_of_several_sides_is_split_evenly_between_them(small):
    more = pd.DataFrame({"event_id": "E002", "actor_id": ["russia", "us", "kirby"]})
    parts = pd.concat([small.parts, more.assign(part="speaker")], ignore_index=True)
    found = articles.profile(replace(small, parts=parts)).loc["one"]
    third = 14 / 3 / 70
    assert found[["Iran", "Russia", "United States"]].tolist() == pytest.approx(
        [third, third, 33 / 70 + third]
    )


def test_a_profile_of_a_selection_has_every_article(small):
    keep = filters.match(small, Filters(claim_type=("denial",)))
    found = articles.profile(small, keep)
    assert found[["events", "passages", "speakers", "Iran"]].to_numpy().tolist() == [
        [1, 1, 1, 1],
        [0, 0, 0, 0],
    ]


def test_overlapping_passages_count_in_full(overlapping):
    assert articles.by_claim_type(overlapping).loc["one"][lambda s: s > 0].to_dict() == {
        "denial": 14 / 43,
        "media-report": 4 / 43,
        "accusation": 25 / 43,
    }


@pytest.mark.parametrize("shares", [articles.by_claim_type, articles.by_attribution])
def test_shares_of_an_article_sum_to_one_over_the_whole_vocabulary(real, shares):
    found = shares(real)
    column = shares.__name__.removeprefix("by_")
    assert list(found.columns) == list(codebook.vocabulary("events", column))
    assert found.sum(axis="columns").tolist() == pytest.approx([1.0] * len(real.sources))


def test_sides_of_an_article_sum_to_one(real):
    sides = articles.profile(real)[list(codebook.vocabulary("actors", "side"))]
    assert sides.sum(axis="columns").tolist() == pytest.approx([1.0] * len(real.sources))


def test_what_sets_an_article_apart_is_said_in_words(small):
    assert articles.in_words(small, "one") == [
        "47\u00a0% of its coded text gives voice to the side “United States”; "
        "over all articles it is 44\u00a0%.",
        "Media reports take up more of it than of the other articles (33\u00a0% against 0\u00a0%), "
        "assessments less (0\u00a0% against 62\u00a0%).",
        "47\u00a0% of it, the largest share by attribution, rests on named officials; "
        "over all articles it is 44\u00a0%.",
    ]


def test_an_only_article_is_compared_with_no_other(small):
    alone = replace(small, evidence=small.evidence[small.evidence["source_id"] == "one"])
    assert len(articles.in_words(alone, "one")) == 2
    assert articles.in_words(alone, "two") == ["No passage of it is coded."]


def test_of_an_article_that_is_not_here_the_passages_stand_alone_and_it_says_so(small):
    page = drawn(replace(small, articles={}), "one")
    assert page.text.splitlines() == [
        "",
        "Not checkable here: the article is not among the files. "
        "Below are its passages as they were coded.",
        "The US said that Iran sent drones",
        "Iran denied it",
        "Russia allegedly agreed",
    ]
    assert [a["href"] for a in page.of("a")] == [address(e) for e in ("E001", "E002", "E003")]


def test_shares_do_not_depend_on_whether_an_article_is_here(small):
    absent = replace(small, articles={}, evidence=small.evidence.assign(start=-1, end=-1))
    assert articles.by_claim_type(absent).equals(articles.by_claim_type(small))


@pytest.mark.parametrize(
    ("words", "table", "column"),
    [
        (articles.CLAIMS, "events", "claim_type"),
        (articles.GROUNDS, "events", "attribution"),
    ],
)
def test_every_value_has_its_words(words, table, column):
    assert tuple(words) == codebook.vocabulary(table, column)


def test_only_here_are_events_no_other_article_tells_in_date_order(small):
    assert articles.only_here(small, "one") == ["E002", "E003"]
    assert articles.only_here(small, "two") == ["E004"]


def test_left_out_is_what_was_known_on_the_articles_own_questions(small):
    assert articles.left_out(small, "two") == ["E002", "E003"]


def test_what_happened_after_an_article_is_not_left_out_of_it(small):
    assert articles.left_out(small, "one") == []


@pytest.mark.parametrize(
    ("earliest", "latest", "expected"),
    [
        ("2023-01-05", "2023-01-09", ["E004"]),
        ("2023-01-05", "2023-01-10", []),
        ("2023-01-05", None, ["E004"]),
        (None, "2023-01-09", ["E004"]),
    ],
)
def test_an_event_is_left_out_only_if_it_was_over_or_open_before(small, earliest, latest, expected):
    small.events.loc["E004", "earliest"] = pd.Timestamp(earliest) if earliest else pd.NaT
    small.events.loc["E004", "latest"] = pd.Timestamp(latest) if latest else pd.NaT
    assert articles.left_out(small, "one") == expected


def test_other_storylines_are_not_left_out(small):
    told = small.evidence[small.evidence["event_id"] != "E004"]
    assert articles.left_out(replace(small, evidence=told), "two") == ["E002"]


@pytest.mark.parametrize("source_id", SOURCES)
def test_what_is_left_out_is_told_elsewhere_and_not_here(real, source_id):
    told = real.evidence.groupby("source_id")["event_id"].agg(set)[source_id]
    missed = articles.left_out(real, source_id)
    assert not set(missed) & told
    assert set(articles.only_here(real, source_id)) <= told


def test_coverage_counts_sentences_touched_and_factual(small):
    assert articles.coverage(small, "one") == (3, 3)
    told = small.evidence[small.evidence["event_id"] != "E002"]
    assert articles.coverage(replace(small, evidence=told), "one") == (2, 3)


def test_coverage_is_the_coverage_reports(real):
    covered, factual = articles.coverage(real, "2023-06-plant")
    assert 0 < covered == factual


def test_shares_stand_beside_those_of_the_other_articles_taken_as_one(small):
    found = articles.beside_others(small, "one", "attribution")
    assert found.sum().round(9).to_dict() == {"here": 1.0, "others": 1.0}
    assert found.loc["article-voice"].round(2).tolist() == [0.0, 0.62]


# --- Articles of very many passages ----------------------------------------------------------


def longest(tables):
    return tables.evidence["source_id"].value_counts().index[0]


def test_parts_of_an_article_are_the_whole_article_cut_between_lines(many):
    source_id = longest(many)
    found = articles.segments(many, source_id)
    whole = articles.parts(found, most=20)
    assert len(whole) > 2
    texts = ["".join(segment.text for segment in part) for part in whole]
    assert "".join(texts) == many.articles[source_id]
    assert all(text.endswith("\n") for text in texts)
    for part in whole:
        assert [s.end for s in part[:-1]] == [s.start for s in part[1:]]
        assert sum(bool(s.event_ids) for s in part) < 20 + 5
    told = [e for part in whole for s in part for e in s.event_ids]
    assert set(told) == {e for s in found for e in s.event_ids}


def test_a_short_article_is_one_part(real, small):
    for source_id in SOURCES:
        found = articles.segments(real, source_id)
        assert articles.parts(found) == [found]
    assert articles.parts(articles.segments(small, "one"), most=1)[0][-1].text.endswith("\n")


def test_the_parts_drawn_are_the_page_drawn_in_parts(many):
    source_id = longest(many)
    keep = pd.Series(True, index=many.events.index)
    whole = articles.parts(articles.segments(many, source_id), most=20)
    inside = "".join(
        articles.as_html(many, source_id, keep, LIGHT, address, part=part).removeprefix(
            '<div class="article-page">'
        )[: -len("</div>")]
        for part in whole
    )
    page = articles.as_html(many, source_id, keep, LIGHT, address)
    assert page == f'<div class="article-page">{inside}</div>'


def test_an_event_is_found_in_its_part(many):
    whole = articles.parts(articles.segments(many, longest(many)), most=20)
    last = next(s.event_ids[0] for s in reversed(whole[-1]) if s.event_ids)
    first = next(s.event_ids[0] for s in whole[0] if s.event_ids)
    assert articles.part_of(whole, last) == len(whole)
    assert articles.part_of(whole, first) == 1
    assert articles.part_of(whole, "E9999999") == articles.part_of(whole, "") == 0


def test_what_an_article_alone_tells_and_leaves_out_is_found_by_places(many):
    source_id = longest(many)
    ids = many.events["event_id"]
    told = many.evidence.groupby("event_id")["source_id"].agg(set)
    alone = told.index[told == {source_id}]
    assert sorted(ids.iloc[articles.told_only_here(many, source_id)]) == sorted(alone)
    elsewhere = ids.iloc[articles.told_elsewhere(many, source_id)]
    assert sorted(elsewhere) == sorted(articles.left_out(many, source_id))
    assert not told[elsewhere].map(lambda sources: source_id in sources).any()
