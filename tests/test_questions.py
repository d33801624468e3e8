import copy
import itertools
from dataclasses import replace

import pandas as pd
import pytest

from lib.analysis import events, filters, questions
from lib.analysis.filters import Filters
from lib.analysis.questions import Telling, Tension
from lib.charts import pieces
from lib.charts import theme as palette
from lib.charts import timeline_old as timeline
from lib.dataset import codebook
from lib.dataset.tables import load
from lib.export import draw_plot
from lib.export.canvas import Sheet, Size
from tests.conftest import ARTICLES, SMALL, write
from tests.test_theme import contrast

THEMES = pytest.mark.parametrize("theme", [palette.LIGHT, palette.DARK], ids=lambda t: t.name)
WORDS = ARTICLES["one"].split(". ")[0]


@pytest.fixture
def made(tmp_path):
    """Makes the small tables over: `changes` to events by id, `more` events after `E002`."""

    def make(changes=None, more=(), hedges=None, tensions=None):
        rows = copy.deepcopy(SMALL)
        for number, event in enumerate(more, 5):
            event_id = f"E{number:03}"
            rows["events"].append(rows["events"][1] | {"event_id": event_id} | event)
            rows["evidence"].append({"event_id": event_id, "source_id": "one", "exact": WORDS})
        for event in rows["events"]:
            event.update((changes or {}).get(event["event_id"], {}))
        for passage in rows["evidence"]:
            if passage["event_id"] in (hedges or {}):
                passage["hedge"] = hedges[passage["event_id"]]
        rows["tensions"] = rows["tensions"] if tensions is None else tensions
        write(tmp_path, rows)
        return load(tmp_path, tmp_path)

    return make


def marked(figure):
    return [t for t in figure.data if t.customdata is not None]


def test_counts_tell_events_articles_speakers_and_sides_apart(small, everything):
    assert questions.counts(small, everything(small)).to_dict("index") == {
        "drones": {
            "events": 2,
            "articles": 2,
            "speakers": 2,
            "sides": 2,
            "affirms": 1,
            "denies": 1,
            "partly": 0,
            "doubts": 0,
            "none": 0,
            "tensions": 1,
            "contested": 1.0,
        },
        "plant": {
            "events": 2,
            "articles": 2,
            "speakers": 1,
            "sides": 1,
            "affirms": 2,
            "denies": 0,
            "partly": 0,
            "doubts": 0,
            "none": 0,
            "tensions": 0,
            "contested": 0.0,
        },
    }


def test_a_storyline_without_events_in_view_keeps_its_row(small, everything):
    found = questions.counts(small, ~everything(small))
    assert list(found.index) == ["drones", "plant"]
    assert not found.to_numpy().any()


@pytest.mark.parametrize(
    ("voices", "expected"),
    [
        ([("kirby", "affirms"), ("iran", "denies")], 1),
        ([("kirby", "affirms"), ("kirby", "affirms"), ("iran", "denies")], 1),
        ([("kirby", "affirms"), ("us", "affirms"), ("nsc", "affirms"), ("iran", "denies")], 0.5),
        ([("kirby", "affirms"), ("iran;russia", "denies")], 2 / 3),
        ([("iran", "affirms"), ("iran", "denies")], 1),
        ([("kirby", "affirms"), ("us", "doubts")], 1),
        ([("kirby", "affirms"), ("iran", "partly")], 1),
        ([("kirby", "affirms"), ("iran", "none")], 0),
        ([("iran", "denies"), ("russia", "denies")], 0),
        ([("iran", "none"), ("russia", "none")], 0),
    ],
)
def test_contested_balances_distinct_speakers_not_articles(made, everything, voices, expected):
    first, second, *others = (
        {"actors": who, "stance": stance, "responds_to": ""} for who, stance in voices
    )
    tables = made({"E001": first, "E002": second}, others)
    found = questions.counts(tables, everything(tables))["contested"]
    assert found["drones"] == pytest.approx(expected)


def test_counts_are_said_with_their_independence(small, everything):
    row = questions.counts(small, everything(small)).loc["plant"]
    assert questions.in_words(row) == "2 events, 2 articles, 1 distinct speaker, 1 side"


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("table", ["drones", "plant"]),
        ("contested", ["drones", "plant"]),
        ("events", ["plant", "drones"]),
    ],
)
def test_storylines_are_ranked_as_asked(made, everything, by, expected):
    tables = made(more=[{"storyline_id": "plant", "stance": "affirms", "responds_to": ""}])
    assert questions.ranked(tables, everything(tables), by) == expected


def test_among_the_equally_contested_more_events_come_first(made, everything):
    more = [{"storyline_id": "plant", "responds_to": ""}]
    tables = made(more=more)
    assert questions.ranked(tables, everything(tables), "contested") == ["plant", "drones"]


def test_the_real_ranking_by_the_table_is_the_codebooks(real, everything):
    assert questions.ranked(real, everything(real), "table") == list(real.storylines.index)


def test_every_stance_and_attribution_has_its_place():
    grouped = [s for stances in questions.STANCE_GROUPS.values() for s in stances]
    ordered = [a for equals in questions.ATTRIBUTION_ORDER for a in equals]
    assert sorted([*grouped, "none"]) == sorted(codebook.vocabulary("events", "stance"))
    assert set(questions.SYMBOLS) == set(codebook.vocabulary("events", "stance"))
    assert sorted(ordered) == sorted(codebook.vocabulary("events", "attribution"))


def test_affirming_is_above_the_line_and_each_other_stance_has_its_place(made, everything):
    day = {"date": "2023-01-05", "responds_to": ""}
    more = [day | {"stance": s} for s in ("partly", "none", "doubts", "affirms")]
    tables = made({"E002": {"date": "2023-01-05"}}, more)
    found = questions.marks(tables, everything(tables), "drones", 640).set_index("event_id")
    places = found.sort_values("y", ascending=False)["stance"].to_dict()
    assert list(places.items()) == [
        ("E008", "affirms"),
        ("E001", "affirms"),
        ("E006", "none"),
        ("E005", "partly"),
        ("E002", "denies"),
        ("E007", "doubts"),
    ]
    assert found["y"].to_dict() == pytest.approx(
        {"E001": 1.35, "E008": 2.35, "E006": 0, "E005": -1.35, "E002": -2.35, "E007": -3.35}
    )


def test_the_admission_stands_just_below_the_line(real, everything):
    found = questions.marks(real, everything(real), "drone-transfers", 640)
    below = found[found["y"] < 0].set_index("event_id")
    admissions = real.events.index[
        (real.events["stance"] == "partly") & (real.events["storyline_id"] == "drone-transfers")
    ]
    assert len(admissions) == 1
    assert below["y"].idxmax() == admissions[0]
    assert (below["y"] == below["y"].max()).sum() == 1


@pytest.mark.parametrize("width", [400, 640])
def test_no_two_marks_of_a_board_overlap(real, everything, width):
    for storyline_id in real.storylines.index:
        figure = questions.figure(real, everything(real), storyline_id, palette.LIGHT, "", width)
        (first, last), (low, high) = figure.layout.xaxis.range, figure.layout.yaxis.range
        margin = figure.layout.margin
        pixel = (pd.Timestamp(last) - pd.Timestamp(first)) / (width - margin.l - margin.r)
        down = (figure.layout.height - margin.t - margin.b) / (high - low)
        size = max(max(t.marker.size) for t in marked(figure))
        found = questions.marks(real, everything(real), storyline_id, width)
        for a, b in itertools.combinations(found.itertuples(), 2):
            apart = abs(a.y - b.y) * down >= size
            beside = abs(a.at - b.at) >= size * pixel and (a.end < b.start or b.end < a.start)
            assert apart or beside, (storyline_id, a.event_id, b.event_id)


def test_the_figure_has_exactly_the_events_of_the_board_in_the_colour_of_the_side(real, everything):
    figure = questions.figure(real, everything(real), "drone-transfers", palette.DARK)
    found = [(e, t.marker.color) for t in marked(figure) for e in t.customdata]
    board = real.events[real.events["storyline_id"] == "drone-transfers"]
    sides = {
        e: {str(real.actors.loc[a, "side"]) for a in actors.split(";")}
        for e, actors in board["actors"].items()
    }
    expected = {
        e: palette.DARK.side[min(s)] if len(s) == 1 else palette.DARK.text for e, s in sides.items()
    }
    assert sorted(found) == sorted(expected.items())
    assert expected["E008"] == palette.DARK.text


def test_the_symbol_is_the_stance_and_hollow_where_the_date_is_approximate(made, everything):
    more = [
        {"stance": s, "date": "2023-01-20~", "responds_to": ""}
        for s in ("partly", "doubts", "none")
    ]
    tables = made(more=more)
    figure = questions.figure(tables, everything(tables), "drones", palette.LIGHT)
    assert {
        e: s for t in marked(figure) for e, s in zip(t.customdata, t.marker.symbol, strict=True)
    } == {
        "E001": "triangle-up",
        "E002": "triangle-down",
        "E005": "diamond-open",
        "E006": "square-open",
        "E007": "circle-open",
    }


def test_a_reply_is_joined_to_what_it_answers_within_the_board(made, everything):
    tables = made(
        {"E003": {"responds_to": "E001"}}, [{"date": "2023-01-20", "responds_to": "E001;E002"}]
    )
    figure = questions.figure(tables, everything(tables), "drones", palette.LIGHT)
    placed = questions.marks(tables, everything(tables), "drones", 640).set_index("event_id")
    joined = next(t for t in figure.data if t.name == "replies")
    xs, ys = [pd.Timestamp(x) for x in joined.x], list(joined.y)
    pairs = [("E002", "E001"), ("E005", "E001"), ("E005", "E002")]
    assert [(xs[i], ys[i], xs[i + 1], ys[i + 1]) for i in (0, 3, 6)] == [
        (*placed.loc[a, ["at", "y"]], *placed.loc[b, ["at", "y"]]) for a, b in pairs
    ]
    assert [pd.isna(xs[i]) for i in (2, 5, 8)] == [True] * 3
    assert len(xs) == 9


def test_an_uncertain_date_is_a_translucent_bar(small, everything):
    figure = questions.figure(small, everything(small), "drones", palette.LIGHT)
    bars = [t for t in figure.data if t.mode == "lines" and t.name != "replies" and len(t.x)]
    assert [(pd.Timestamp(t.x[0]), pd.Timestamp(t.x[1]), t.opacity < 0.5) for t in bars] == [
        (pd.Timestamp(2023, 1, 1), pd.Timestamp(2023, 1, 31), True)
    ]


def test_an_open_start_has_an_arrowhead_at_the_edge(small, everything):
    figure = questions.figure(small, everything(small), "plant", palette.LIGHT)
    heads = [
        pd.Timestamp(x)
        for t in figure.data
        if t.customdata is None and "triangle-left" in (t.marker.symbol or ())
        for x in t.x
    ]
    assert heads == [pd.Timestamp(figure.layout.xaxis.range[0])]


def test_the_picked_event_alone_has_a_ring(small, everything):
    figure = questions.figure(small, everything(small), "drones", palette.LIGHT, picked="E002")
    assert [pd.Timestamp(t.x[0]) for t in figure.data if t.name == "picked"] == [
        pd.Timestamp(2023, 1, 16)
    ]
    other = questions.figure(small, everything(small), "plant", palette.LIGHT, picked="E002")
    assert [t for t in other.data if t.name == "picked"] == []


def test_marks_say_what_the_timelines_say(small, everything):
    figure = questions.figure(small, everything(small), "drones", palette.LIGHT)
    assert {e: x for t in marked(figure) for e, x in zip(t.customdata, t.text, strict=True)} == (
        timeline.hover(small, pd.Series(["E001", "E002"])).to_dict()
    )


def test_all_boards_share_the_dates_and_keep_within_their_heights(real, everything):
    boards = [
        questions.figure(real, keep, s, palette.LIGHT)
        for s in real.storylines.index
        for keep in (everything(real), ~everything(real))
    ]
    assert len({tuple(b.layout.xaxis.range) for b in boards}) == 1
    assert all(150 <= b.layout.height <= 330 for b in boards)
    assert {b.layout.margin.l for b in boards} == {142}


def test_labels_at_the_left_name_the_two_sides_with_their_counts(made, everything):
    tables = made(more=[{"stance": "partly", "responds_to": ""}, {"stance": "none"}])
    figure = questions.figure(tables, everything(tables), "drones", palette.LIGHT)
    plain = [t.replace("</span>", "").split("<span") for t in figure.layout.yaxis.ticktext]
    assert [(label.strip(), rest.split(">")[1].strip()) for label, rest in plain] == [
        ("affirm", "1"),
        ("deny, doubt or limit", "2"),
        ("no stance", "1"),
    ]
    above, below, line = figure.layout.yaxis.tickvals
    assert above > line == 0 > below


def test_swatches_name_the_sides_and_stances_present(small, everything):
    figure = questions.figure(small, everything(small), "drones", palette.LIGHT)
    swatches = {t.name: (t.marker.symbol, t.marker.color) for t in figure.data if t.showlegend}
    light = palette.LIGHT
    assert swatches == {
        "Iran": ("circle", light.side["Iran"]),
        "United States": ("circle", light.side["United States"]),
        "affirms": ("triangle-up", light.quiet),
        "denies": ("triangle-down", light.quiet),
    }


def test_the_board_in_words_says_how_many_have_no_known_start(real, everything):
    said = questions.text_alternative(real, everything(real), "drone-transfers")
    assert "; 30 August 2022 – 27 July 2023 (4 with no known start). Affirm: 20" in said


def test_in_greys_letters_say_which_side_a_mark_is_of(real, everything):
    keep = everything(real)
    shown = questions.marks(real, keep, "drone-transfers", 640)
    figure = questions.figure(real, keep, "drone-transfers", palette.PRINT)
    letters = next(t for t in figure.data if t.name == "letters")
    named = palette.letters(real.sides) | {questions.SEVERAL_SIDES: "+"}
    assert sorted(letters.text) == sorted(shown["side"].map(named))
    names = {t.name for t in figure.data if t.showlegend}
    assert {f"{named[s]} = {s}" for s in set(shown["side"])} <= names
    light = questions.figure(real, keep, "drone-transfers", palette.LIGHT)
    assert not [t for t in light.data if t.name == "letters"]


@pytest.mark.parametrize("width", [400, 900])
def test_no_letter_stands_on_another_mark_of_its_row(real, everything, width):
    beside = 15
    shown = questions.marks(real, everything(real), "drone-transfers", width, beside=beside)
    first, last = pieces.padded(*timeline.extent(real))
    reach = (last - first) / (width - questions._LABELS) * pieces.MARK * 0.75
    for _, row in shown.sort_values("at").groupby("y"):
        for one, other in itertools.pairwise(row.itertuples()):
            letter = one.at + reach * (1 + beside / (pieces.MARK * 0.75))
            assert max(one.end, letter) < min(other.start, other.at - reach)


def test_many_events_of_one_day_make_the_board_higher_rather_than_hide_one(made, everything):
    more = [{"date": "2023-01-05", "responds_to": ""}] * 60
    tables = made(more=more)
    figure = questions.figure(tables, everything(tables), "drones", palette.LIGHT)
    low, high = figure.layout.yaxis.range
    plot = figure.layout.height - figure.layout.margin.t - figure.layout.margin.b
    largest = max(max(t.marker.size) for t in marked(figure))
    assert figure.layout.height > 330
    assert plot / (high - low) > largest


def test_each_side_has_its_stances_with_first_and_last_date(made, everything):
    more = [
        {"actors": "iran;russia", "date": "../2023-06-05", "responds_to": ""},
        {"actors": "iran", "stance": "partly", "date": "2022-11~", "responds_to": ""},
    ]
    tables = made(more=more)
    assert questions.stance_over_time(tables, everything(tables), "drones").to_dict("split")[
        "data"
    ] == [
        ["United States", "affirms", 1, "5 January 2023", "5 January 2023"],
        ["Iran", "denies", 2, "January 2023", "up to 5 June 2023"],
        ["Iran", "partly", 1, "about November 2022", "about November 2022"],
        ["Russia", "denies", 1, "up to 5 June 2023", "up to 5 June 2023"],
    ]


def test_grounds_count_events_by_attribution_in_the_codebooks_order(small, everything):
    found = questions.grounds(small, everything(small), "drones")
    assert list(found.items()) == [("named-official", 1), ("institution", 1)]
    assert questions.grounds(small, ~everything(small), "drones").empty


def test_grounds_are_drawn_as_one_bar_for_each_stance_group(real, everything):
    figure = questions.grounds_figure(
        real, everything(real), "drone-transfers", palette.LIGHT, width=640
    )
    board = real.events[real.events["storyline_id"] == "drone-transfers"]
    for bar, stances in zip(figure.data, questions.STANCE_GROUPS.values(), strict=True):
        expected = board[board["stance"].isin(stances)]["attribution"].astype(str).value_counts()
        assert dict(zip(bar.customdata, bar.x, strict=True)) == expected.to_dict()
        assert list(bar.base) == [sum(bar.x[:i]) for i in range(len(bar.x))]
    assert [b.name for b in figure.data] == ["affirm", "deny, doubt or limit"]


def test_a_piece_too_narrow_for_its_name_is_named_below_the_bar(small, everything):
    wide = questions.grounds_figure(small, everything(small), "drones", palette.LIGHT, 640)
    narrow = questions.grounds_figure(small, everything(small), "drones", palette.LIGHT, 200)
    assert [list(b.text) for b in wide.data] == [["Named official 1"], ["Institution 1"]]
    assert [a.text for a in wide.layout.annotations] == []
    assert [list(b.text) for b in narrow.data] == [["1"], ["1"]]
    assert [a.text for a in narrow.layout.annotations] == ["1 named official", "1 institution"]


def test_a_stance_group_without_events_says_so(small, everything):
    figure = questions.grounds_figure(small, everything(small), "plant", palette.LIGHT)
    assert [a.text for a in figure.layout.annotations] == ["no event"]


@THEMES
def test_a_shade_is_legible_and_the_same_for_an_attribution_everywhere(real, everything, theme):
    shades, pairs = {}, []
    for storyline_id in real.storylines.index:
        for bar in questions.grounds_figure(real, everything(real), storyline_id, theme).data:
            for code, shade in zip(bar.customdata, bar.marker.color, strict=True):
                assert shades.setdefault(code, shade) == shade
            pairs += zip(bar.marker.color, bar.textfont.color, strict=True)
    assert set(shades) == set(codebook.vocabulary("events", "attribution"))
    assert min(contrast(*pair) for pair in pairs) >= 4.5


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"attribution": "institution"}, {"attribution": "intelligence"}),
        ({"attribution": "intelligence"}, {"attribution": "unnamed-official"}),
        ({"attribution": "unnamed-official"}, {"attribution": "media-sources"}),
        ({"attribution": "media-sources"}, {"attribution": "expert"}),
        ({"attribution": "expert"}, {"attribution": "article-voice"}),
        ({"attribution": "expert"}, {"attribution": "expert", "hedged": True}),
        ({"date": "2023-02"}, {"date": "2023-01-31"}),
        ({"attribution": "institution", "date": "2023-03"}, {"attribution": "named-official"}),
    ],
)
def test_of_two_passages_the_stronger_comes_first(made, everything, better, worse):
    plain = {"responds_to": "", "date": "2023-01-05"}
    pair = [
        plain | {"actors": who} | {k: v for k, v in e.items() if k != "hedged"}
        for who, e in (("iran", worse), ("russia", better))
    ]
    hedged = {"E005": "said"} if "hedged" in worse else {}
    tables = made({"E002": {"stance": "none"}}, pair, hedged)
    assert questions.strongest(tables, everything(tables), "drones", "deny-or-doubt") == [
        "E006",
        "E005",
    ]


def test_what_more_articles_tell_comes_before_everything_else(made, everything):
    tables = made(
        {"E001": {"attribution": "article-voice"}},
        [{"stance": "affirms", "date": "2023-06", "responds_to": ""}],
        {"E001": "Iran"},
    )
    keep = everything(tables)
    assert questions.strongest(tables, keep, "drones", "affirm") == ["E001", "E005"]
    assert questions.strongest(tables, keep, "drones", "affirm", most=1) == ["E001"]


def test_equally_strong_passages_keep_the_order_of_their_ids(made, everything):
    voices = ("us", "kirby", "russia")
    tables = made(more=[{"responds_to": "", "actors": who} for who in voices])
    found = questions.strongest(tables, everything(tables), "drones", "deny-or-doubt", most=3)
    assert found == ["E002", "E005", "E006"]


def test_a_tension_has_both_its_events_with_their_first_passages(small, everything):
    first = {e: events.dossier(small, e).quotes[0] for e in ("E001", "E002")}
    assert questions.tensions(small, everything(small), "drones") == [
        Tension(
            tension_id="T01",
            kind="Denial",
            note="One asserts what the other denies.",
            a=Telling("E001", "Kirby accuses Iran", "5 January 2023", first["E001"]),
            b=Telling("E002", "Iran denies it", "January 2023", first["E002"]),
        )
    ]
    assert questions.tensions(small, everything(small), "plant") == []


@pytest.mark.parametrize(
    ("kept", "expected"), [(["E001"], ["T01"]), (["E003"], ["T01"]), (["E002", "E004"], [])]
)
def test_a_tension_is_in_view_where_either_event_is_and_touches_both_storylines(
    made, kept, expected
):
    tables = made(
        tensions=[
            {"tension_id": "T01", "event_a": "E001", "event_b": "E003"}
            | {"kind": "timing", "note": "They differ."}
        ]
    )
    keep = pd.Series(tables.events.index.isin(kept), index=tables.events.index)
    for storyline_id in ("drones", "plant"):
        found = questions.tensions(tables, keep, storyline_id)
        assert [t.tension_id for t in found] == expected
        assert questions.counts(tables, keep).loc[storyline_id, "tensions"] == len(expected)


def test_the_text_alternative_says_what_the_board_shows(small, everything):
    assert questions.text_alternative(small, everything(small), "drones") == (
        "Board of “Has Iran sent drones?”: 2 events, 2 articles, 2 distinct speakers, 2 sides; "
        "1–31 January 2023. Affirm: 1 (United States 1). Deny, doubt or limit: 1 (Iran 1). "
        "No stance: 0. 1 tension."
    )
    assert questions.text_alternative(small, ~everything(small), "plant") == (
        "Board of “Is there a plant?”: no event under these filters."
    )


def test_a_filter_leaves_a_board_with_its_dates_and_labels(real):
    keep = filters.match(real, Filters(actor=("china",)))
    figure = questions.figure(real, keep, "sanctions", palette.LIGHT)
    assert marked(figure) == []
    assert len(figure.layout.yaxis.ticktext) == 2


def test_unknown_names_are_errors(small, everything):
    keep = everything(small)
    with pytest.raises(KeyError):
        questions.ranked(small, keep, "truth")
    with pytest.raises(KeyError):
        questions.figure(small, keep, "tanks", palette.LIGHT)
    with pytest.raises(KeyError):
        questions.strongest(small, keep, "drones", "none")


@pytest.mark.parametrize("word", ["confirmed", "proves", "proven", "likely", "true", "false"])
def test_the_page_declares_no_winner(real, everything, word):
    said = [questions.MEASURE]
    keep = everything(real)
    said += [
        questions.text_alternative(real, keep, s).replace(real.storylines.loc[s, "question"], "")
        for s in real.storylines.index
    ]
    assert word not in " ".join(said).lower().split()


def test_a_voice_repeated_does_not_crowd_out_another(real, everything):
    ids = questions.strongest(real, everything(real), "drone-transfers", "affirm", most=3)
    parts = real.parts[real.parts["part"] == "speaker"].drop_duplicates("event_id")
    speakers = parts.set_index("event_id").loc[ids, "actor_id"]
    assert speakers.is_unique


# --- Boards of very many events --------------------------------------------------------------


def biggest(tables, keep):
    return questions.ranked(tables, keep, "events")[0]


def days_of_bar(customdata):
    return [pd.Timestamp(day) for day in customdata.split("/")]


def test_a_board_of_many_events_is_counted_and_says_so(many, everything):
    keep = everything(many)
    storyline_id = biggest(many, keep)
    board = many.events[many.events["storyline_id"] == storyline_id]
    assert len(board) > questions.MOST_MARKS
    figure = questions.figure(many, keep, storyline_id, palette.LIGHT, "", 1040)
    assert figure.layout.title.text.replace("<br>", " ") == (
        f"{len(board):,} events are too many to draw one by one: bars count them by month. Of "
        "100 events or fewer each is drawn."
    )
    assert {t.type for t in marked(figure)} == {"bar"}
    beyond = int(questions.bins(many, keep, storyline_id)["beyond"].sum())
    assert beyond
    assert any(
        f"; {beyond:,} in all may lie before or after" in (t.name or "") for t in figure.data
    )
    assert figure.layout.height < 450
    assert len(figure.to_json()) < 500_000


def test_the_counts_of_a_board_are_those_of_its_marks(many, everything):
    keep = everything(many)
    storyline_id = biggest(many, keep)
    days = timeline.extent(many)
    bins = questions.bins(many, keep, storyline_id)
    assert (bins["beyond"] <= bins["count"]).all()
    marks = questions.marks(many, keep, storyline_id, 1040, days)
    _, starts = timeline.bin_starts(*days)
    # The axis is a little longer than the days, so an open span is not drawn from its first day.
    closed = marks[~marks["open_start"] & ~marks["open_end"]]
    place = starts.searchsorted(closed["at"].to_numpy().astype("M8[D]"), "right") - 1
    drawn = closed.assign(bin=place).groupby(["stance", "side", "bin"]).size()
    counted = bins.assign(bin=starts.searchsorted(bins["start"].to_numpy(), "right") - 1)
    counted = counted.set_index(["stance", "side", "bin"])["count"]
    assert (counted.reindex(drawn.index) >= drawn).all()
    assert counted.sum() == len(marks)
    by_stance = bins.groupby("stance")["count"].sum().to_dict()
    assert by_stance == marks["stance"].value_counts().to_dict()
    by_side = bins.groupby("side")["count"].sum().to_dict()
    assert by_side == marks["side"].value_counts().to_dict()


def test_bars_stand_on_their_side_of_the_line_and_none_hides_another(many, everything):
    keep = everything(many)
    storyline_id = biggest(many, keep)
    figure = questions.figure(many, keep, storyline_id, palette.LIGHT, "", 1040)
    found = [
        (days, text, *sorted((float(base), float(base + y))))
        for t in marked(figure)
        for days, text, base, y in zip(t.customdata, t.hovertext, t.base, t.y, strict=True)
    ]
    above = [bar for bar in found if "affirms" in bar[1]]
    below = [bar for bar in found if any(s in bar[1] for s in ("denies", "partly", "doubts"))]
    assert above
    assert below
    assert len(above) + len(below) < len(found)
    # Pixels downward from the line.
    assert max(high for *_, high in above) < 0 < min(low for *_, low, _ in below)
    bottom, top = figure.layout.yaxis.range
    assert top <= min(low for *_, low, _ in found)
    assert max(high for *_, high in found) <= bottom
    for _, bars in itertools.groupby(sorted(found), key=lambda bar: bar[0]):
        spans = sorted((low, high) for *_, low, high in bars)
        assert all(b[0] >= a[1] - 0.01 for a, b in itertools.pairwise(spans))
    pixels = {high - low for _, text, low, high in found if text.endswith(": 1")}
    assert max(pixels) - min(pixels) < 0.001


def test_a_bars_days_lead_to_its_events_and_the_axis_follows(many, everything):
    keep = everything(many)
    storyline_id = biggest(many, keep)
    figure = questions.figure(many, keep, storyline_id, palette.LIGHT, "", 1040)
    bar = next(t for t in marked(figure)).customdata[0]
    first, last = days_of_bar(bar)
    asked = (first.date(), last.date())
    narrowed = filters.match(many, Filters(date=asked))
    days = questions.days_drawn(many, storyline_id, asked)
    assert days == (first, last)
    board = questions.figure(many, narrowed, storyline_id, palette.LIGHT, "", 1040, days)
    ids = many.events.index[narrowed & (many.events["storyline_id"] == storyline_id)]
    assert sorted(e for t in marked(board) for e in t.customdata) == sorted(ids)
    start, end = board.layout.xaxis.range
    assert (end - start).days < 40


def test_a_small_board_keeps_the_axis_of_the_whole_table(small):
    asked = (pd.Timestamp(2023, 1, 1).date(), None)
    assert questions.days_drawn(small, "drones", asked) == timeline.extent(small)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (("2019-02-01", "2019-02-01"), ("2019-02-01", "2019-02-02")),
        ((None, "2019-02-01"), ("first", "2019-02-01")),
        (("0001-01-01", "9999-12-31"), ("first", "last")),
    ],
)
def test_the_axis_of_a_large_board_stays_within_the_tables_days(many, everything, asked, expected):
    ends = dict(zip(("first", "last"), timeline.extent(many), strict=True))
    days = tuple(pd.Timestamp(d).date() if d else None for d in asked)
    wanted = tuple(ends[d] if d in ends else pd.Timestamp(d) for d in expected)
    assert questions.days_drawn(many, biggest(many, everything(many)), days) == wanted


def test_the_picked_event_has_a_ring_among_the_counts_of_its_own_board(many, everything):
    keep = everything(many)
    storyline_id = biggest(many, keep)
    on_it = many.events["storyline_id"] == storyline_id
    for stance, where in (("affirms", -1), ("none", 0), ("denies", 1)):
        picked = many.events.index[on_it & (many.events["stance"] == stance)][0]
        figure = questions.figure(many, keep, storyline_id, palette.LIGHT, picked, 1040)
        (y,) = next(t for t in figure.data if t.name == "picked").y
        assert (int(y > 0) - int(y < 0)) == where
    elsewhere = many.events.index[~on_it][0]
    figure = questions.figure(many, keep, storyline_id, palette.LIGHT, elsewhere, 1040)
    assert not [t for t in figure.data if t.name == "picked"]


def test_in_greys_letters_stand_on_the_bars_that_have_room(many, everything):
    keep = everything(many)
    storyline_id = biggest(many, keep)
    figure = questions.figure(many, keep, storyline_id, palette.PRINT, "", 1040)
    letters = next(t for t in figure.data if t.name == "letters")
    named = palette.letters(many.sides)
    assert set(letters.text) <= {*named.values(), "+"}
    bars = [
        (colour, x, base + min(height, 0), base + max(height, 0))
        for t in figure.data
        if t.type == "bar"
        for colour, x, base, height in zip(t.marker.color, t.x, t.base, t.y, strict=True)
    ]
    side_of = {letter: side for side, letter in named.items()}
    assert len(letters.text) > 10
    for letter, x, y in zip(letters.text, letters.x, letters.y, strict=True):
        colour = palette.PRINT.side[side_of[letter]] if letter != "+" else palette.PRINT.text
        there = [b for b in bars if abs(pd.Timestamp(b[1]) - x) < pd.Timedelta(days=1)]
        assert [c for c, _, low, high in there if low <= y <= high] == [colour]


def test_paler_bars_are_the_stances_in_between(many, everything):
    keep = everything(many)
    figure = questions.figure(many, keep, biggest(many, keep), palette.LIGHT, "", 1040)
    pale = next(t for t in marked(figure) if t.marker.opacity < 1)
    assert {text.split(", ")[1].split(":")[0] for text in pale.hovertext} == {"partly", "doubts"}
    names = [t.name for t in figure.data if t.showlegend]
    assert "paler: partly or doubts" in names


def test_at_most_so_many_tensions_are_made(many, everything):
    keep = everything(many)
    storyline_id = biggest(many, keep)
    whole = questions.tensions(many, keep, storyline_id)
    assert questions.tensions(many, keep, storyline_id, 3) == whole[:3]
    assert len(whole) == questions.counts(many, keep).loc[storyline_id, "tensions"] > 3


def test_sides_of_a_sets_own_may_be_more_than_the_codebooks(made, everything):
    sides = [*codebook.vocabulary("actors", "side"), *(f"Side {i}" for i in range(9))]
    tables = made()
    actors = tables.actors.copy()
    own = {"us": "Side 8", "nsc": "Side 8", "kirby": "Side 8", "iran": "Side 7"}
    named = actors["actor_id"].map(own).fillna("Other")
    actors["side"] = pd.Categorical(named, sides, ordered=True)
    tables = replace(tables, actors=actors)
    found = questions.bins(tables, everything(tables), "drones")
    assert sorted(zip(found["stance"], found["side"], strict=True)) == [
        ("affirms", "Side 8"),
        ("denies", "Side 7"),
    ]
    assert questions.counts(tables, everything(tables))["sides"].tolist() == [2, 1]
    lanes = timeline.bins(tables, everything(tables), "side", timeline.extent(tables))
    assert set(lanes["lane"]) == {"Side 7", "Side 8", "Other"}


def test_the_label_of_a_large_count_has_room(many, everything):
    keep = everything(many)
    storyline_id = biggest(many, keep)
    board, grounds = (
        draw(many, keep, storyline_id, palette.LIGHT)
        for draw in (questions.figure, questions.grounds_figure)
    )
    assert board.layout.margin.l == grounds.layout.margin.l == 142
    larger = pd.concat([many.events] * 8).assign(
        event_id=lambda e: [f"E{i:07}" for i in range(len(e))]
    )
    tables = replace(
        many,
        events=larger.set_index("event_id", drop=False).rename_axis(None),
        relationships=many.relationships.iloc[:0],
    )
    keep = everything(tables)
    grounds = questions.grounds_figure(tables, keep, storyline_id, palette.LIGHT)
    assert grounds.layout.margin.l > 142


def test_a_counted_board_is_drawn_on_a_sheet_too(many, everything):
    keep = everything(many)
    figure = questions.figure(many, keep, biggest(many, keep), palette.LIGHT, "", 1040)
    plot = draw_plot.Plot(figure, 1040, palette.LIGHT)
    sheet = Sheet(Size(1100, 600, 96), palette.LIGHT.page)
    plot.draw(sheet, 0, 0, 1.0)
    assert 300 < plot.height < 600
