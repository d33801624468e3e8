import pytest

from lib.dataset import text as texts
from tests import hostile


@pytest.mark.parametrize("text", hostile.PAYLOADS)
def test_plain_text_reads_as_it_did_and_holds_no_address_that_markdown_would_make_a_link(text):
    shown = texts.plain(text)
    assert not any(sign in shown for sign in ("://", "www.", "\n"))
    assert shown.count("@") == shown.count("\u2060\\@")
    shown = shown.replace("\u2060", "").replace("\\", "")
    assert shown.strip("\u2068\u2069") == texts.fenced(" ".join(text.splitlines())).replace(
        "\\", ""
    ).strip("\u2068\u2069")


def test_text_is_escaped_only_where_markdown_would_read_more_into_it():
    shown = {
        "$x$ :smile: ~no~": r"\$x\$ \:smile\: \~no\~",
        "- no list": r"\- no list",
        "1. no list": "1\u2060. no list",
        "Plain words, with 1.5 and - dashes.": "Plain words, with 1.5 and - dashes.",
    }
    assert {text: texts.plain(text) for text in shown} == shown


@pytest.mark.parametrize(
    ("text", "closed"),
    [
        ("a\u202eb", "\u2068a\u202eb\u202c\u2069"),
        ("a\u2069b", "\u2068ab\u2069"),
        ("\u2067a\u202bb\u2069", "\u2068\u2067a\u202bb\u202c\u2069\u2069"),
        ("שלום", "\u2068שלום\u2069"),
        ("Zürich 2023", "Zürich 2023"),
    ],
)
def test_no_text_turns_around_what_follows_it(text, closed):
    assert texts.fenced(text) == closed


@pytest.mark.parametrize("width", [3, 120])
@pytest.mark.parametrize("text", [*hostile.PAYLOADS, "word " * 200_000, "W" * 1_000_000])
def test_what_is_brief_is_one_line_no_wider_than_asked_for(text, width):
    found = texts.brief(text, width)
    assert len(found) <= width
    assert "\n" not in found
    assert found == " ".join(text.split()) or found.endswith("…")


def test_a_cut_text_says_how_much_more_there_is():
    assert texts.cut("W" * 1_000_000, 10) == "WWWWWWWWWW … (999,990 more characters)"
    assert texts.cut("short", 10) == "short"
