"""Editing mode: an article is coded from first to last."""

import hashlib
import json
from pathlib import Path

import pytest
from playwright.sync_api import expect
from streamlit.testing.v1 import AppTest

from lib.analysis import coding
from lib.dataset import check, codebook, starter
from lib.dataset.actions import EDITING
from lib.dataset.journal import Journal
from lib.dataset.merge import Change
from lib.ui import editing
from tests import browsing
from tests.conftest import SMALL, write

BASIS = {"published_basis": "stated"}
DASHBOARD = str(codebook.ROOT / "dashboard.py")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write(tmp_path, SMALL)
    monkeypatch.setenv(codebook.ELSEWHERE, str(tmp_path))
    return tmp_path


@pytest.fixture
def coder(folder: Path, monkeypatch: pytest.MonkeyPatch):
    """Runs the page Code over the small tables."""
    monkeypatch.setenv(EDITING, "ada")
    editing._opened.clear()
    editing._window.clear()
    app = AppTest.from_file(DASHBOARD, default_timeout=60)
    app.switch_page("pages/code.py")
    yield app.run()
    editing._opened(str(folder)).close()
    editing._opened.clear()
    editing._window.clear()


def task(app: AppTest, folder: Path, words: str, source_id: str) -> str:
    """Pick words of an article, as the mouse does; the id of the form."""
    text = next(p for p in folder.glob("*.txt") if words in p.read_text("utf-8")).read_text("utf-8")
    start = text.index(words)
    app.session_state["_task"] = {"id": "D1", "source_id": source_id, "start": start}
    app.session_state["_task"]["end"] = start + len(words)
    app.run()
    return "row-D1"


def test_a_passage_is_coded_as_a_draft_first_then_as_an_event(coder, folder):
    source = SMALL["sources"][0]
    coder.selectbox("code_source").set_value(source["source_id"]).run()
    text = (folder / source["file"]).read_text("utf-8")
    words = text.split("\n")[0][:20].strip()
    form = task(coder, folder, words, source["source_id"])
    coder.text_input(f"{form}-events-title").set_value("Somebody proves it").run()
    assert any("puts a claim as a fact" in m.value for m in coder.markdown)
    lines = [json.loads(line) for line in (folder / "journal.jsonl").open(encoding="utf-8")]
    (draft,) = [c["after"] for line in lines for c in line.get("changes", ())]
    assert json.loads(draft["row"])["events"]["title"] == "Somebody proves it"
    assert len(check.examine(folder, folder).tables["events"]) == len(SMALL["events"])
    again = AppTest.from_file(DASHBOARD, default_timeout=60)
    again.switch_page("pages/code.py")
    again.run().selectbox("code_source").set_value(source["source_id"])
    again.segmented_control("code_step").set_value("Drafts").run()
    again.button("open_D1").click().run()
    assert again.text_input(f"{form}-events-title").value == "Somebody proves it"
    coder.button("code_save").click().run()
    assert any("is empty" in e.value for e in coder.error)
    example = SMALL["events"][0]
    coder.text_input(f"{form}-events-title").set_value("Somebody says it")
    coder.text_area(f"{form}-events-summary").set_value("Somebody said so.")
    coder.text_area(f"{form}-events-date_note").set_value("As the article.")
    for column in ("claim_type", "attribution", "storyline_id", "stance", "date_basis"):
        coder.selectbox(f"{form}-events-{column}").set_value(example[column])
    coder.multiselect(f"{form}-events-actors").set_value(example["actors"].split(";"))
    coder.run()
    coder.button("code_save").click().run()
    assert [e.value for e in coder.error] == []
    found = check.examine(folder, folder)
    assert found.problems == []
    new = found.tables["events"].iloc[-1]
    assert (new["event_id"], new["title"]) == ("E005", "Somebody says it")
    assert found.tables["evidence"].iloc[-1]["exact"] == words
    journal: Journal = editing._opened(str(folder))
    assert journal.rows("drafts") == []
    coder.button("editing_Undo").click().run()
    assert len(journal.rows("events")) == len(SMALL["events"])
    assert len(journal.rows("drafts")) == 1
    coder.button("editing_Redo").click().run()
    assert journal.rows("events")[-1]["event_id"] == "E005"


def test_what_the_coder_typed_or_chose_wins_over_suggestions(coder, folder):
    coder.selectbox("code_source").set_value("one").run()
    form = task(coder, folder, "Iran denied it", "one")

    def column(name: str) -> str:
        """The key of a field's widget as it is now: another suggestion is another widget."""
        keys = [w.key for kind in (coder.selectbox, coder.multiselect) for w in kind if w.key]
        return next(key for key in keys if key.startswith(f"{form}-events-{name}"))

    stance = column("stance")
    assert (coder.selectbox(stance).value, stance) == ("denies", f"{form}-events-stance")
    coder.selectbox(column("claim_type")).set_value("accusation").run()
    followed = column("stance")
    assert (coder.selectbox(followed).value, followed) == ("affirms", f"{stance}-1")
    coder.selectbox(followed).set_value("doubts")
    coder.multiselect(column("actors")).set_value(["iran"])
    coder.multiselect(column("targets")).set_value(["iran"])
    coder.selectbox(column("claim_type")).set_value("denial").run()
    assert coder.selectbox(column("stance")).value == "doubts"
    assert any("Speaker and target are the same" in m.value for m in coder.markdown)
    reason = [c.value for c in coder.caption]
    coder.text_input(f"{form}-events-title").set_value("Kept").run()
    coder.switch_page("pages/timeline.py").run()
    coder.switch_page("pages/code.py").run()
    assert coder.text_input(f"{form}-events-title").value == "Kept"
    assert coder.selectbox(column("stance")).value == "doubts"
    assert coder.multiselect(column("targets")).value == ["iran"]
    assert reason == [c.value for c in coder.caption]


def test_places_are_saved_with_the_point_of_a_new_one(coder, folder):
    journal: Journal = editing._opened(str(folder))
    coder.selectbox("code_source").set_value("one").run()
    form = task(coder, folder, "Iran denied it", "one")
    for number, name in enumerate(("Iran", "denied")):
        coder.text_input(f"{form}.{number}-places-name").set_value(name)
        coder.selectbox(f"{form}.{number}-places-role").set_value("port").run()
    assert len([c for c in coder.caption if "A new place" in c.value]) == 2
    coder.text_input(f"{form}.1-places-lat").set_value("46.3")
    coder.text_input(f"{form}.1-places-lon").set_value("48").run()
    coder.text_input(f"{form}-events-title").set_value("Iran denies it")
    coder.text_area(f"{form}-events-summary").set_value("Iran denied it.").run()
    coder.selectbox(f"{form}-events-storyline_id").set_value("plant")
    coder.button("code_save").click().run()
    assert [e.value for e in coder.error] == []
    saved = [(r["event_id"], r["name"], r["lat"]) for r in journal.rows("places")[-2:]]
    assert saved == [("E005", "Iran", ""), ("E005", "denied", "46.3")]


def test_pairs_are_judged_or_dismissed_together(coder, folder):
    journal: Journal = editing._opened(str(folder))
    events = {row["event_id"]: row for row in journal.rows("events")}
    same = [
        Change("events", events[name], events[name] | {"storyline_id": "drones", "items": ""})
        for name in ("E001", "E003")
    ]
    tension = Change("tensions", journal.rows("tensions")[0], None)
    journal.commit("two pairs", [*same, tension])
    coder.selectbox("code_source").set_value("one").run()
    assert [m.value for m in coder.success] == ["All sentences are coded or left out."]
    coder.button("code_tensions").click().run()
    assert any(c.value == "January 2023" for c in coder.caption)
    clash = coder.button("contradict_E001-E002")
    clash.click().run()
    assert any("write what clashes first" in e.value for e in coder.error)
    coder.text_input("note_E001-E002").set_value("Which of both").run()
    clash.click().run()
    (made,) = journal.rows("tensions")
    assert (made["verdict"], made["reading"]) == ("contradict", "none found")
    coder.button("editing_Undo").click().run()
    coder.button("none_shown").click().run()
    assert [d["draft_id"] for d in journal.rows("drafts")] == ["none E002 E003", "none E001 E002"]


def test_a_passage_marked_elsewhere_is_a_draft_that_begins_with_the_suggestions(coder, folder):
    place = {"draft_id": "D7", "kind": "passage", "source_id": "one", "start": "35", "end": "49"}
    journal: Journal = editing._opened(str(folder))
    journal.commit("marked", [Change("drafts", None, place | {"row": "{}"})])
    coder.selectbox("code_source").set_value("one").run()
    coder.segmented_control("code_step").set_value("Drafts").run()
    coder.button("open_D7").click().run()
    assert coder.selectbox("row-D7-events-claim_type").value == "denial"
    assert coder.multiselect("row-D7-events-actors").value == ["iran"]


def test_a_sentence_is_left_out_and_an_event_retired(coder, folder):
    source = SMALL["sources"][0]
    coder.selectbox("code_source").set_value(source["source_id"]).run()
    text = (folder / source["file"]).read_text("utf-8")
    task(coder, folder, text.split("\n")[0][:20].strip(), source["source_id"])
    coder.selectbox("code_reason-D1").set_value("byline").run()
    journal: Journal = editing._opened(str(folder))
    assert journal.rows("left_out")[0]["source_id"] == source["source_id"]
    coder.session_state["_task"] = {"id": "D2", "source_id": source["source_id"], "start": 0}
    coder.session_state["_task"] |= {"end": 0, "event_id": "E004"}
    coder.run()
    coder.button("row_retire").click().run()
    assert "E004" not in [row["event_id"] for row in journal.rows("events")] or coder.error


def test_a_second_coder_reads_blind_and_differences_are_settled_one_by_one(coder, folder):
    journal: Journal = editing._opened(str(folder))
    coder.selectbox("code_source").set_value("one").run()
    assert not any("0 of" in m.value for m in coder.markdown)
    coder.segmented_control("code_step").set_value("Second coder").run()
    coder.text_input("second_name").set_value("Bob").run()
    coder.button("second_begin").click().run()
    coder.switch_page("pages/timeline.py").run()  # the first coding is hidden on every page
    assert [t.value for t in coder.title] == ["Code"]
    assert any("0 of" in m.value for m in coder.markdown)
    coder.switch_page("pages/code.py").run()
    form = task(coder, folder, "Iran denied it", "one")
    coder.selectbox(f"{form}-events-claim_type").set_value("position")
    coder.selectbox(f"{form}-events-storyline_id").set_value("plant")
    coder.multiselect(f"{form}-events-actors").set_value(["iran"])
    coder.button("code_save").click().run()
    assert [e.value for e in coder.error] == []
    (row,) = journal.rows("readings/bob_one")
    assert (row["exact"], row["claim_type"]) == ("Iran denied it", "position")
    assert len(journal.rows("events")) == len(SMALL["events"])
    coder.button("blind_end").click().run()
    agreed = coder.dataframe[0].value.set_index("column")["agreement"]
    assert (agreed["Claim type"], agreed["Speaker or doer"]) == (0, 100)
    differences = [m.value for m in coder.markdown if "to settle" in m.value]
    coder.button("settle_second").click().run()
    assert next(r for r in journal.rows("events") if r["event_id"] == "E002")["claim_type"] == (
        "position"
    )
    coder.button("settle_first").click().run()
    left = [m.value for m in coder.markdown if "to settle" in m.value]
    assert int(left[0].strip("*").split()[0]) == int(differences[0].strip("*").split()[0]) - 2
    agreed = coder.dataframe[0].value.set_index("column")["agreement"]
    assert agreed["Claim type"] == 0  # that of the two readings, whatever was settled


def test_a_cell_that_both_changed_is_chosen_on_the_screen(coder, folder):
    path = folder / "events.csv"
    coder.session_state["_task"] = {"id": "D2", "source_id": "one", "start": 0, "end": 0}
    coder.session_state["_task"] |= {"event_id": "E002"}
    coder.selectbox("code_source").set_value("one").run()
    title = SMALL["events"][1]["title"]
    field = next(t for t in coder.text_input if t.key.endswith("-title"))
    field.set_value("Mine").run()
    path.write_text(path.read_text("utf-8").replace(title, "Theirs"), "utf-8")
    coder.button("row_save").click().run()
    assert "Theirs" in path.read_text("utf-8")
    (choice,) = [r for r in coder.radio if r.key.startswith("clash_")]
    assert [o.split(":")[0] for o in choice.options] == ["theirs", "mine"]
    choice.set_value("mine").run()
    coder.button("clash_save").click().run()
    assert editing._opened(str(folder)).rows("events")[1]["title"] == "Mine"


def test_what_is_certain_is_corrected_after_its_diff_was_shown(coder, folder):
    path = folder / "events.csv"
    sound = path.read_text("utf-8")
    path.write_text(sound.replace(",denial,", ", Denial,"), "utf-8")
    coder.run().button("mend").click().run()
    assert "+E002 claim_type: denial" in coder.code[0].value
    coder.button("mend_write").click().run()
    assert path.read_text("utf-8") == sound
    (kept,) = folder.glob("before-*")
    assert ", Denial," in (kept / "events.csv").read_text("utf-8")
    assert not [b for b in coder.button if b.key == "mend"]
    journal: Journal = editing._opened(str(folder))
    (said,) = journal.history("events", "E002")
    change = said["change"]
    assert (said["coder"], said["kept"], journal.can_undo) == ("ada", kept.name, "")
    assert [change[side]["claim_type"] for side in ("before", "after")] == [" Denial", "denial"]


def test_a_second_server_is_refused_with_the_reason_on_every_page(folder, monkeypatch):
    monkeypatch.setenv(EDITING, "bob")
    editing._opened.clear()
    editing._window.clear()
    with Journal(folder, folder, "ada"):
        app = AppTest.from_file(DASHBOARD, default_timeout=60).run()
        assert any("edited by ada" in e.value for e in app.error)
        assert not app.exception


def test_rows_with_a_bad_cell_do_not_hide_the_others(folder, monkeypatch):
    path = folder / "events.csv"
    path.write_text(path.read_text("utf-8").replace("E004,", "E4,", 1), "utf-8")
    assert (
        "cannot be shown" in AppTest.from_file(DASHBOARD, default_timeout=60).run().header[0].value
    )
    monkeypatch.setenv(EDITING, "ada")
    editing._opened.clear()
    editing._window.clear()
    app = AppTest.from_file(DASHBOARD, default_timeout=60).run()
    assert any("3 of 3 events" in m.value for m in app.sidebar.markdown)
    assert any("problem" in e.label for e in app.expander)
    editing._opened(str(folder)).close()


def test_an_empty_set_takes_its_first_article(tmp_path, monkeypatch):
    folder = tmp_path / "new"
    starter.begin(folder)
    monkeypatch.setenv(codebook.ELSEWHERE, str(folder))
    monkeypatch.setenv(EDITING, "ada")
    editing._opened.clear()
    editing._window.clear()
    app = AppTest.from_file(DASHBOARD, default_timeout=60).run()
    assert not app.exception
    assert [i.value for i in app.info] == ["No article yet: add the first."]
    journal: Journal = editing._opened(str(folder))
    sources = journal.rows("sources")
    text = "A headline\n\nThe union said it will strike."
    journal.commit(
        "article", coding.new_article(sources, text, {"published": "2024-03-05", **BASIS})
    )
    assert app.run().selectbox("code_source").value == "2024-03-a-headline"
    (source,) = journal.rows("sources")
    assert (source["title"], source["file"]) == ("A headline", f"{source['source_id']}.txt")
    assert (folder / "articles" / source["file"]).is_file()
    assert not check.examine(folder, folder / "articles").problems
    editing._opened(str(folder)).close()


@pytest.mark.browser
def test_words_are_picked_with_the_mouse_and_the_keyboard_past_emoji(browser, tmp_path):
    write(tmp_path, SMALL)
    source = SMALL["sources"][0]
    text = "A fox. 🙂🛩️ The union said it will strike. The end.\n"
    row = {"source_id": "new", "file": "new.txt", "published": "2024-03-05"}
    row |= {"published_basis": "stated", "sha256": hashlib.sha256(text.encode()).hexdigest()}
    with Journal(tmp_path, tmp_path, "ada") as journal:
        article = Change("articles", None, {"file": "new.txt", "text": text})
        added = Change("sources", None, dict.fromkeys(source, "") | row)
        journal.commit("article", [article, added])
    server, address = browsing.serve(CLAIMS_DATA=str(tmp_path), CLAIMS_CODE="ada")
    try:
        page = browsing.window(browser).new_page()
        wrong: list[str] = []
        browsing.watch(page, address, wrong)
        page.goto(f"{address}/code")
        browsing.settle(page)
        quote = page.locator(".st-key-code_form blockquote")
        expect(page.locator(".code-text")).to_contain_text("union said", timeout=60_000)
        box = page.evaluate(
            """() => {
                const walker = document.createTreeWalker(document.querySelector(".code-text"), 4);
                for (let node; (node = walker.nextNode()); ) {
                    const at = node.data.indexOf("nion said");
                    if (at < 0) continue;
                    const range = document.createRange();
                    range.setStart(node, at);
                    range.setEnd(node, at + 7);
                    return range.getBoundingClientRect().toJSON();
                }
            }"""
        )
        middle = (box["top"] + box["bottom"]) / 2
        page.mouse.move(box["left"] + 1, middle)
        page.mouse.down()
        page.mouse.move(box["right"] - 1, middle, steps=4)
        page.mouse.up()
        expect(quote).to_have_text("union said")
        browsing.settle(page)
        for key in ("Shift+ArrowRight", "Shift+ArrowLeft"):
            page.keyboard.press(key)
        expect(quote).to_have_text("The union said it")
        browsing.settle(page)
        page.keyboard.press("n")
        expect(quote).to_have_text("The end.")
        browsing.settle(page)
        title = page.locator("[class*=-events-title] input")
        title.click()
        page.keyboard.type("n nn")  # letters in a field, and after it, are no commands
        page.keyboard.press("Enter")
        browsing.settle(page)
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("n")
        browsing.settle(page)
        expect(title).to_have_value("n nn")
        expect(quote).to_have_text("The end.")
        other = browsing.window(browser).new_page()
        other.goto(f"{address}/timeline")
        expect(other.get_by_text("edited in another window")).to_be_visible()
        page.close()
        expect(other.get_by_text("Editing")).to_be_visible()
        assert wrong == []
    finally:
        browsing.stop(server)
