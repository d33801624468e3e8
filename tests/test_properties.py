"""What holds for any input at all: nothing but the agreed errors."""

import copy
import os
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import edtf
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.database import DirectoryBasedExampleDatabase

from lib.analysis.filters import WITHIN, Filters, options
from lib.analysis.links import PAIR, STYLES
from lib.dataset import codebook, dates, passages
from lib.dataset.tables import Tables, TablesError, load
from lib.view import url
from lib.view.view import CHOICES, View
from tests.conftest import SMALL, write

# `python -m tests.fuzz` tries more, other ones each time, and keeps what fails.
MORE = int(os.environ.get("FUZZ", "1"))
kept = DirectoryBasedExampleDatabase(Path(__file__).with_name("found")) if MORE > 1 else None
settings.register_profile("any", derandomize=MORE == 1, deadline=None, database=kept)
settings.load_profile("any")

TABLES = list(codebook.resources())
ODD = [
    *("", " ", "\0", "\n", '"', ";", ",", "x" * 2_000, "-1", "E001", "E1", "iran", "iran;", "Iran"),
    *("us;us", "kirby, iran", "denial", "Denial", "none", "stated", "2023", "0001~", "9999-12~"),
    *("../..", "2023-02-30", "2023/2022", "202X", "2023-21~", "18/02/2023", "one", "one.txt"),
    *("..", ".", "../one.txt", "\u202e", "é", "e\u0301", "𝔸", "nan", "NA", "None", "1e9", "R001"),
]
BYTES = [
    *(b"", b"\0", b'"', b'""', b",", b";", b"\n", b"\r", b"\r\n", b"\n\n", b"\t", b"\xef\xbb\xbf"),
    *(b"\xe9", b"\xff\xfe", b"\xc3", b"'", b"\\", b"\x1a", b",,,,\n", b"E001", b"\xe2\x80\xa8"),
]

cells = st.tuples(
    st.sampled_from(TABLES), st.integers(0, 5), st.integers(0, 13), st.sampled_from(ODD) | st.text()
)
splices = st.tuples(
    st.sampled_from(TABLES),
    st.floats(0, 1),
    st.integers(0, 40),
    st.sampled_from(BYTES) | st.binary(max_size=8),
)


@given(st.lists(cells, max_size=3), st.lists(splices, max_size=2))
@settings(max_examples=12 * MORE)
def test_any_cells_and_bytes_give_tables_or_their_problems_and_nothing_else(changes, spliced):
    rows = copy.deepcopy(SMALL)
    for name, row, column, value in changes:
        columns = codebook.columns(name)
        text = value.encode("utf-8", "replace").decode()
        if rows[name]:
            rows[name][row % len(rows[name])][columns[column % len(columns)]] = text
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), rows)
        for name, share, width, put in spliced:
            path = Path(folder) / f"{name}.csv"
            data = path.read_bytes()
            at = int(share * len(data))
            path.write_bytes(data[:at] + put + data[at + width :])
        try:
            tables = load(Path(folder), Path(folder))
        except TablesError as error:
            assert error.problems
            assert all(p.reason and p.remedy and str(p) for p in error.problems)
        else:
            assert url.read(tables, {"actor": ["us"]})[1] in ([], [url.Unknown("actor", "us")])


years = st.integers(0, 9999).map("{:04d}".format) | st.sampled_from(["202X", "20XX", "2024"])
months = st.integers(0, 25).map("{:02d}".format) | st.just("XX")
days = st.integers(0, 32).map("{:02d}".format) | st.just("XX")
points = st.builds(
    lambda parts, sign: "-".join(parts) + sign,
    st.one_of(st.tuples(years), st.tuples(years, months), st.tuples(years, months, days)),
    st.sampled_from(["", "", "?", "~", "%"]),
)


@given(points.map(lambda point: point.rstrip("?~%")))
@example("2024-25")
@settings(max_examples=60 * MORE)
def test_plain_dates_mean_what_python_edtf_says(point):
    try:
        judged = edtf.parse_edtf(point)
        ends = [date(*bound()[:3]) for bound in (judged.lower_strict, judged.upper_strict)]
    except (edtf.EDTFParseException, ValueError):
        ends = None
    try:
        span = dates.parse(point)
    except dates.DateError:
        within = ends and dates.FIRST_YEAR <= ends[0].year <= ends[1].year <= dates.LAST_YEAR
        assert not within or point[5:7] > "24"  # seasons of a hemisphere, in level 2 of EDTF
    else:
        assert [span.earliest, span.latest] == ends


words = st.sampled_from(
    [
        *(*dates.MONTHS, "sept.", "summer", "c.", "about", "?", "~", "/", "-", " - ", "to", "late"),
        *("..", "2023", "23", "0", "1", "18", "31", "02", "13", "T10:00", ",", "of", "until"),
        "9999",
    ]
)
spans = points | st.tuples(points, points).map("/".join)


@given(st.text(max_size=30) | spans | st.lists(words, max_size=6).map(" ".join))
@settings(max_examples=120 * MORE)
def test_any_text_is_a_date_or_a_date_error_and_what_is_proposed_for_it_is_one(text):
    try:
        span = dates.parse(text)
    except dates.DateError as error:
        assert str(error)
    else:
        assert span.earliest is None or span.latest is None or span.earliest <= span.latest
    for proposed in dates.meant(text):
        dates.parse(proposed)
    assert dates.remedy(text)


typed = st.text("Iran’s'\"“”–- \n\r\u00a0\u00ad.…ﬁé\u0301A", max_size=30)


@given(typed, typed, typed)
@settings(max_examples=150 * MORE)
def test_a_piece_of_an_article_is_found_in_it_however_it_is_typed(before, exact, after):
    text = before + exact + after
    if exact and "\r" not in text:
        assert passages.Passage(len(before), len(before) + len(exact)) in passages.find(text, exact)
    for passage in passages.find(text, exact, before[-3:], after[:3]):
        assert " ".join(text[passage.start : passage.end].split()) == " ".join(exact.split())
    if alike := passages.alike(text, exact.replace("’", "'").replace(" ", "\u00a0")):
        assert 0 <= alike.start < alike.end <= len(text)
    assert isinstance(passages.nearest(text, exact), str)


NAMES = [*View.__dataclass_fields__, *Filters.__dataclass_fields__]
names = st.sampled_from([*NAMES, *(f"b.{name}" for name in NAMES), "embed", "actr"]) | st.text(
    max_size=8
)
values = st.sampled_from(
    [*ODD, "us~iran", "us~iran~denial~solid", "~", "~~~", "2023-01/..", "1", "2", "events", "two"]
) | st.text(max_size=12)


@given(query=st.dictionaries(names, st.lists(values, max_size=3), max_size=5))
@settings(max_examples=80 * MORE)
def test_any_address_gives_a_view_and_what_it_says_in_vain(loaded_small, query):
    view, unknown = url.read(loaded_small, query)
    assert isinstance(view, View)
    assert all(isinstance(part, url.Unknown) and str(part) for part in unknown)
    assert url.read(loaded_small, url.write(view)) == (view, [])


any_day = st.dates(date(dates.FIRST_YEAR, 1, 1), date(dates.LAST_YEAR, 12, 31))
ranges = st.tuples(st.none() | any_day, st.none() | any_day).filter(
    lambda pair: None in pair or pair[0] <= pair[1]
)


def filters(tables: Tables) -> st.SearchStrategy[Filters]:
    several = {
        name: st.lists(st.sampled_from(list(known)), unique=True, max_size=3).map(tuple)
        for name, known in options(tables).items()
        if known
    }
    drawn = st.builds(
        Filters,
        **several,
        date=ranges,
        within=st.sampled_from(list(WITHIN)),
        q=st.text(max_size=8).map(str.strip),
    )
    # An address keeps no `within` without a date.
    return drawn.map(lambda f: f if any(f.date) else replace(f, within=Filters.within))


def views(tables: Tables) -> st.SearchStrategy[View]:
    ids = {
        "event": tables.store.select().ids(),
        "node": tables.actors.index,
        "article": tables.sources.index,
        "read": tables.sources.index,
        "question": tables.storylines.index,
    }
    kinds = [*codebook.vocabulary("events", "claim_type")]
    kinds += codebook.vocabulary("relationships", "relation")
    link = st.tuples(st.sampled_from(kinds), st.sampled_from(STYLES)).map(PAIR.join)
    pair = st.tuples(*[st.sampled_from(list(tables.actors.index))] * 2).map(PAIR.join)
    span = ranges.filter(any).map(lambda p: "/".join(str(d) if d else ".." for d in p))
    return st.builds(
        View,
        filters=filters(tables),
        against=filters(tables),
        **{name: st.sampled_from(list(known)) for name, known in CHOICES.items()},
        **{name: st.sampled_from(["", *index]) for name, index in ids.items()},
        until=st.just("") | any_day.map(date.isoformat),
        span=st.just("") | span,
        edge=st.just("") | pair | st.tuples(pair, link).map(PAIR.join),
    )


@given(data=st.data())
@settings(max_examples=50 * MORE)
def test_any_view_written_to_the_address_is_read_back_the_same(loaded_small, data):
    view = data.draw(views(loaded_small))
    assert url.read(loaded_small, url.write(view)) == (view, [])
