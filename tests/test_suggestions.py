"""What a passage suggests: from the words printed, each with its reason."""

import json

import pytest

from lib.analysis import coding
from lib.analysis.suggestions import Suggestions, sentence_of
from lib.dataset import passages

ACTORS = [
    ("iran", "Iran", "state", "", "Tehran"),
    ("russia", "Russia", "state", "", "Moscow"),
    ("us", "United States", "state", "", "Washington;White House"),
    ("state-dept", "State Department", "agency", "us", ""),
    ("kirby", "John Kirby", "person", "us", ""),
    ("wsj", "Wall Street Journal", "media", "", "WSJ"),
    ("courier", "Kyiv Courier", "media", "", ""),
]
ROWS = {
    "actors": [
        dict(zip(("actor_id", "name", "kind", "part_of", "aliases"), a, strict=True))
        for a in ACTORS
    ],
    "items": [
        {"item_id": "drones", "name": "drones", "forms": "drone"},
        {"item_id": "plant", "name": "drone plant", "forms": ""},
    ],
    "storylines": [{"storyline_id": "supply", "title": "Supply", "question": "?"}],
    "sources": [{"source_id": "s", "published": "2023-05-17", "publisher": "Kyiv Courier"}],
    "events": [],
    "evidence": [],
    "left_out": [],
    "tensions": [],
    "drafts": [],
    "quantities": [],
    "places": [],
}
TOLD = {
    "event_id": "E001",
    "title": "Kirby says Iran supplies Russia with drones",
    "summary": "Kirby said so.",
    "actors": "kirby",
    "storyline_id": "supply",
    "stance": "affirms",
    "claim_type": "accusation",
    "items": "drones",
    "date": "2023-05-15",
    "date_basis": "inferred",
    "date_note": "Monday",
    "about_date": "",
}


def reader(text: str, sentence: int = -1, **rows: object) -> Suggestions:
    place = passages.sentences(text)[sentence]
    return Suggestions(ROWS | rows, "s", text, place.start, place.end)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "John Kirby said on Monday that Iran has supplied Russia with drones.",
            {
                "actors": "kirby",
                "targets": "iran;russia",
                "attribution": "named-official",
                "date": "2023-05-15",
                "items": "drones",
                "commitment": "certain",
            },
        ),
        (
            "Tehran denied that it will build a drone plant.",
            {
                "actors": "iran",
                "claim_type": "denial",
                "stance": "denies",
                "items": "plant",
                "attribution": "institution",
                "commitment": "planned",
                "date_basis": "publication",
            },
        ),
        (
            "State Department spokesman John Kirby warned that Moscow could send drones.",
            {
                "actors": "kirby",
                "targets": "russia",
                "claim_type": "assessment",
                "commitment": "possible",
            },
        ),
        ("Kirby spoke. He said it was so.", {"actors": "kirby"}),
        (
            "The WSJ reported that Iran was alleged to sell drones.",
            {"actors": "wsj", "claim_type": "media-report", "attribution": "media"},
        ),
        (
            "According to John Kirby, it began in late April.",
            {"actors": "kirby", "about_date": "2023-04-21/2023-04-30"},
        ),
        (
            "Washington imposed sanctions last month.",
            {"actors": "us", "claim_type": "sanction", "stance": "none", "date": "2023-04"},
        ),
        (
            "On May 12, the White House imposed sanctions that allegedly end in August 2023.",
            {"actors": "us", "date": "2023-05-12", "about_date": "2023-08"},
        ),
        (
            "Iran’s foreign ministry denied it last week.",
            {"actors": "iran", "date": "2023-05-08/2023-05-14"},
        ),
        (
            "Experts consider that the plant may produce drones by the summer of 2025.",
            {"date": "2023-05-17", "about_date": "2025-22"},
        ),
        ("It happened again.", {"actors": "courier", "attribution": "article-voice"}),
    ],
)
def test_a_sentence_suggests_its_row(text, expected):
    found = reader(text).event()
    assert {c: found[c].value if c in found else "" for c in expected} == expected
    assert all(s.reason for c, s in found.items() if c != "date_note")


CHARGE = "The United States accused Iran on Tuesday of delivering drones to Russia"
QUOTED = "“Russia has now received a shipment of drones and will likely use them,” Kirby said."
AIRLINE = "On Monday the White House imposed sanctions on Iran Air, which it said had moved drones."


def selected(text: str, words: str, **rows: object) -> Suggestions:
    start = text.index(words)
    return Suggestions(ROWS | rows, "s", text, start, start + len(words))


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        (f"{CHARGE}, a charge that Tehran rejected.", CHARGE, "us accusation 2023-05-16"),
        (f"{CHARGE}, a charge that Tehran rejected.", "", "us accusation affirms"),
        (f"{CHARGE}, a charge that Tehran rejected.", "a charge that Tehran", "us accusation"),
        (
            f"{CHARGE}, a charge that Tehran rejected.",
            "a charge that Tehran rejected",
            "iran denial",
        ),
        (QUOTED, "Russia has now received a shipment of drones", "kirby accusation certain"),
        (QUOTED, "will likely use them", "kirby assessment probable drones"),
        (AIRLINE, AIRLINE, "us sanction 2023-05-15"),
        (AIRLINE, "which it said had moved drones", "us accusation"),
        ("It was published in May 2023, Iran said.", "", "iran certain 2023-05"),
        ("“Iran has not delivered drones to Russia,” Tehran wrote.", "", "denial denies iran"),
        ("Iran has never sold drones to Russia, Iran’s ministry said.", "", "denial denies iran"),
        ("Iran has not sent drones to Russia, Kirby said.", "", "no-evidence doubts kirby"),
        ("Kirby did not confirm the reports.", "", "denial denies kirby"),
        ("Kirby did not say where the drones are.", "", "kirby certain"),
        ("Iran has not delivered drones.", "", "no-evidence doubts courier"),
        ("It is so, according to a report that the WSJ published.", "", "wsj media-report"),
        ("Two Iranian officials, who spoke in Kazan, put the number at 9.", "", ""),
        ("Kirby came. The drone was one of two, he said.", "The drone was one of two", "kirby"),
        ("Moscow and Tehran have repeatedly denied it.", "", "russia;iran denial ../2023-05-17"),
    ],
)
def test_only_the_words_selected_count_and_the_rest_of_the_sentence_for_who_speaks(
    text, words, expected
):
    found = selected(text, words or text).event()
    assert set(expected.split()) <= {s.value for s in found.values()}
    assert "Two" not in text or "actors" not in found


def test_any_characters_may_be_selected():
    for end in range(1, len(AIRLINE)):
        for start in (end - 1, max(end - 9, 0)):
            found = Suggestions(ROWS, "s", AIRLINE, start, end)
            assert {"claim_type", "date"} - set(found.event()) <= {"claim_type"}


def test_what_is_chosen_is_followed():
    found = reader("Russia sold drones, according to a report of the group.")
    chosen = found.event("accusation", "kirby")
    assert (found.event()["attribution"].value, chosen["attribution"].value) == (
        "article-voice",
        "named-official",
    )
    assert "russia" not in found.event("", "russia").get("targets", found.event()["date"]).value


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "“Iran has not sent any drones,” John Kirby told the WSJ.",
            "Kirby says Iran has not sent any drones",
        ),
        ("Kirby said on Monday that Iran has sent drones.", "Kirby says Iran has sent drones"),
        (f"{CHARGE}.", "United States accuses Iran of delivering drones to Russia"),
        ("Moscow and Tehran said that they have an agreement.", None),
        (
            "Moscow denied reports that Iran has sent drones.",
            "Russia denies reports that Iran has sent drones",
        ),
        ("Kirby has not said that Iran has sent drones.", None),
        ("Kirby said that it has sent drones.", None),
        ("Kirby, asked about reports that Iran has sent drones, left, the WSJ said.", None),
        ("“Iran has sent many drones” is not so, Kirby said.", None),
        ("“We have sent drones,” Kirby said.", None),
        (
            f"Kirby said that Iran has sent {'many ' * 12}drones to Russia for use if it is asked.",
            None,
        ),
        ("Kirby said that Iran finally has sent drones.", None),
    ],
)
def test_a_title_is_suggested_where_it_says_no_more_than_the_words(text, title):
    found = reader(text).event()
    assert (found["title"].value if "title" in found else None) == title


@pytest.mark.parametrize(
    "verb", ["denied", "believes", "admitted", "does not say", "denied saying"]
)
def test_no_title_says_of_a_part_what_the_speaker_does_not_say_of_it(verb):
    for who in ("Kirby", "The WSJ wrote of Kirby. He"):
        found = selected(f"{who} {verb} that Iran has sent drones.", "Iran has sent drones").event()
        assert not {"title", "summary"} & set(found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Russia has received shipments and will use drones in Ukraine.", []),
        ("Kirby said that drones were sent to Russia.", []),
        ("Kirby saw no shipments of drones from Iran to Russia.", ["iran supplies russia"]),
        ("Russia received drones from Iran.", ["iran supplies russia"]),
        ("Moscow dismissed a report by the WSJ that it had bought drones from Iran.", []),
        ("The partnership between Russia and Iran deepens.", ["russia cooperates_with iran"]),
        ("The White House imposed sanctions on Iran Air.", []),
        ("Washington imposed sanctions on Russia.", ["us sanctions russia"]),
    ],
)
def test_a_relationship_needs_both_its_ends_in_the_words_selected(text, expected):
    found = reader(text).relationships("accusation", "probable")
    said = {
        (f"{r['subject_id']} {r['relation']} {r['object_id']}", r["polarity"]) for r, _ in found
    }
    assert said == {(sentence, "possible") for sentence in expected}
    denied = reader("Iran has not sent drones to Russia.").relationships("accusation", "certain")
    assert [row["polarity"] for row, _ in denied] == ["denied"]


def test_a_passage_without_its_speaker_takes_the_words_that_name_it_and_the_hedge():
    text = "“Iran allegedly helps,” John Kirby told the Wall Street Journal, which reported it."
    start = text.index("Iran")
    found = Suggestions(ROWS, "s", text, start, start + len("Iran allegedly helps")).evidence()
    assert found["exact"].value == "Iran allegedly helps"
    assert found["hedge"].value == "allegedly"
    assert found["via"].value == "wsj"
    assert found["speaker_words"].value == "John Kirby told"


@pytest.mark.parametrize(
    ("claim_type", "commitment", "polarity"),
    [
        ("accusation", "certain", "asserted"),
        ("denial", "certain", "denied"),
        ("admission", "certain", "admitted"),
        ("no-evidence", "certain", "not_seen"),
        ("assessment", "possible", "possible"),
        ("announcement", "planned", "planned"),
    ],
)
def test_a_relationship_is_put_as_the_claim_is(claim_type, commitment, polarity):
    found = reader("John Kirby said that Iran has supplied Russia with drones.")
    ((row, why),) = found.relationships(claim_type, commitment)
    assert (row["polarity"], why) == (polarity, "“supplied”")
    names = {r["actor_id"]: r["name"] for r in ROWS["actors"]}
    assert (
        sentence_of(row, names, {})
        == f"Iran supplies Russia: drones ({polarity.replace('_', ' ')})"
    )


def test_what_was_coded_before_is_offered_again():
    rows = {"events": [TOLD], "evidence": [{"event_id": "E001", "source_id": "s", "exact": "x"}]}
    found = reader("Iran supplies Russia with drones, Kirby said.", **rows)
    assert [event_id for event_id, _ in found.like()] == ["E001"]
    event = found.event()
    assert (event["storyline_id"].value, event["date"].value) == ("supply", "2023-05-15")
    assert event["date"].reason == "as E001, by the same speaker"
    assert reader("Iran supplies drones, Tehran said.", **rows).like() == []  # another speaker
    assert reader("Kirby denied on May 9 that Iran supplies drones.", **rows).like() == []
    of_plant = TOLD | {"event_id": "E002", "items": "plant", "storyline_id": "plant"}
    rows["events"] = [of_plant, TOLD]
    assert reader("The drone plant is old, Kirby said.", **rows).storyline().value == "plant"
    assert (
        reader("It is old, Kirby said.", **rows).storyline().reason == "used last in this article"
    )


def test_names_that_are_nobody_yet_are_offered_as_actors_with_a_guess_at_their_rows():
    said = reader("Iran's deputy minister Andrei Popov said so in Samara.").strangers()
    guess = {"kind": "person", "role": "deputy minister", "part_of": "iran", "side": ""}
    assert said == [{"name": "Andrei Popov", "use": "speaker"} | guess]
    (said,) = reader("Spokesman Andriy Yusov said so.").strangers()
    assert said == {"name": "Andriy Yusov", "use": "speaker", "part_of": ""} | {
        **{"kind": "person", "role": "spokesman", "side": ""}
    }


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The cargo crossed the Caspian Sea to a port near Baku with a Fath-360.", []),
        ("He told the Kyiv Courier of it in London.", []),
        ("“It is so,” Foreign Minister Abbas Araghchi wrote.", ["Abbas Araghchi"]),
        ("Two European officials put the number at nine.", ["Two European officials"]),
        ("Iran Air flew there, Russia said.", ["Iran Air"]),
        ("It is so, according to a report that the group Horizon Watch wrote.", ["Horizon Watch"]),
    ],
)
def test_only_who_may_act_is_offered_as_an_actor(text, names):
    assert [row["name"] for row in reader(text).strangers()] == names


def test_an_article_shows_what_is_coded_and_what_is_left():
    text = "Head 🙂🙂\n\nIran said so. Iran said so. Read more."
    place = text.index("Iran", 20)
    quote = coding.fixed(text, place, place + 12)
    assert quote == {"exact": "Iran said so", "prefix": "so.", "suffix": ""}
    rows = ROWS | {
        "events": [TOLD],
        "evidence": [{"event_id": "E001", "source_id": "s", **quote}],
        "left_out": [{"source_id": "s", "sentence": "Read more.", "reason": "promotion"}],
    }
    states = coding.sentences(rows, "s", text)
    assert [state for _, state in states] == ["open", "open", "coded", "left-out"]
    assert coding.progress(states) == "1 of 4 sentences coded, 1 left out"
    pieces = coding.pieces(rows, "s", text)
    assert "".join(piece.text for piece in pieces) == text
    assert [(p.start, p.text) for p in pieces if p.events] == [(place, "Iran said so")]


def test_a_sentence_of_which_a_clause_is_left_is_coded_in_part():
    text = "The union demands more pay, a demand the board turned down, Ms Low said on Monday."

    def rows(*words: str) -> dict[str, list[dict[str, str]]]:
        told = {"event_id": "E001", "source_id": "s", "speaker_words": "Ms Low said"}
        return ROWS | {"events": [TOLD], "evidence": [told | {"exact": exact} for exact in words]}

    part = rows("The union demands more pay")
    ((_, state),) = coding.sentences(part, "s", text)
    assert (state, coding.progress([(None, state)])) == (
        "partly",
        "1 of 1 sentences coded, 1 of them in part",
    )
    assert [p.state for p in coding.pieces(part, "s", text)] == ["partly", "open"]
    opened, clauses = coding.left(part, "s", text)
    assert (opened, [text[c.start : c.end] for c in clauses]) == (
        [],
        ["a demand the board turned down"],
    )
    whole = rows("The union demands more pay", "a demand the board turned down")
    assert coding.sentences(whole, "s", text)[0][1] == "coded"
    aside = {"source_id": "s", "sentence": text, "reason": "claims nothing"}
    assert coding.sentences(part | {"left_out": [aside]}, "s", text)[0][1] == "coded"


def test_two_articles_of_a_month_have_labels_apart():
    known = {"publisher": "The Northern Courier of Ely", "published": "2023-05-17"}
    first = coding.new_article(ROWS["sources"], "One.", known)[1].after
    second = coding.new_article([*ROWS["sources"], first], "Two.", known)[1].after
    labels = [first["label"], second["label"]]
    assert labels == ["The Northern Couri, May 2023", "The Northern Cou 2, May 2023"]
    assert second["source_id"] == "2023-05-the-northern-2"


def test_pairs_that_may_clash_are_offered_until_they_are_judged():
    denial = TOLD | {"event_id": "E002", "stance": "denies", "actors": "iran"}
    other = TOLD | {"event_id": "E003", "items": "plant", "stance": "denies"}
    rows = ROWS | {
        "events": [TOLD, denial, other],
        "evidence": [{"event_id": "E002", "source_id": "s", "exact": "x"}],
    }
    ((one, two, kind, _),) = coding.tension_pairs(rows, "s")
    assert ({one["event_id"], two["event_id"]}, kind) == ({"E001", "E002"}, "denial")
    judged = {"draft_id": "none E001 E002", "kind": "no-tension"}
    assert coding.tension_pairs(rows | {"drafts": [judged]}, "s") == []
    numbers = [
        {"event_id": f"E00{n}", "of": "drones", "value": str(n), "exact": ""} for n in (1, 3)
    ]
    told = [{"event_id": "E003", "source_id": "s", "exact": "x"}]
    found = coding.tension_pairs(rows | {"quantities": numbers, "evidence": told}, "s")
    assert ("quantity", "drones: 3 / 1") in {(kind, why) for *_, kind, why in found}


def test_passages_that_others_marked_are_found_by_their_words():
    text = "One 🙂 fox. Two fox."
    quotes = [
        {"type": "TextQuoteSelector", "exact": "fox", "prefix": "Two "},
        {"type": "TextQuoteSelector", "exact": "bear"},
        {"type": "TextPositionSelector", "start": 3, "end": 5},
    ]
    data = json.dumps({"first": {"items": [{"target": {"selector": quotes}}]}}).encode()
    (place,), lost = coding.annotated(data, text)
    assert (text[place.start - 4 : place.end], lost) == ("Two fox", 1)
    with pytest.raises(ValueError, match="Expecting"):
        coding.annotated(b"no", text)
