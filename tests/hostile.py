"""Tables that are sound and mean harm: every text cell holds a payload, each column every one."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from lib.dataset import codebook

ELSEWHERE = "elsewhere.example"
PAYLOADS = (
    "<script>window.ran=1</script>",
    "</script><script>window.ran=2</script>",
    "<img src=x onerror=window.ran=3>",
    "\"'><svg onload=window.ran=4></svg>",
    '<a href="javascript:window.ran=5">click</a>',
    f"<a href='https://{ELSEWHERE}/5'>click</a><br><b>b</b>",
    "[click](javascript:window.ran=6)",
    f"![seen](https://{ELSEWHERE}/6.png)",
    f"[link](https://{ELSEWHERE}/7) https://{ELSEWHERE}/8",
    f"www.{ELSEWHERE} a@{ELSEWHERE} <https://{ELSEWHERE}>",
    f'<iframe src="//{ELSEWHERE}/9"></iframe><base href="//{ELSEWHERE}">',
    '<a href="data:text/html,<script>alert(1)</script>">data</a>',
    "<!-- hidden --> --> <![CDATA[x]]> &lt;b&gt; &amp;amp; &#60;i&#62;",
    "<style>*{display:none}</style>",
    '" style="position:fixed;inset:0;background:red" onclick="alert(1)',
    "{{7*7}} ${7*7} <%= 7*7 %> %{customdata} {0} %s %(x)s",
    "`code` **bold** ~~out~~ # heading $\\alpha$ :red[x] :material/bolt: :+1:",
    "| a | b |\n|---|---|\n| c | d |\n\n---\n\n- list\n1. one",
    f'=HYPERLINK("https://{ELSEWHERE}/10","pay")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1+1)*cmd",
    "\u202egnp.drow\u202c \u202etxt.exe \u2066\u2067open",
    "שלום עולם: مرحبا بالعالم 2023-01-05",
    "👩‍👩‍👧‍👦🏳️‍🌈🇺🇳 zero\u200bwidth\u00ad Z̸̢̛͎͕̈́̚a̷͓̿l̶̰̇g̴̱̈ö̵",
    "W" * 88,
    "null",
    "nan",
    "../../../../etc/passwd\\..\\..",
    "'; DROP TABLE events; --",
)
LARGE = 950_000  # just below the longest cell that is read
MILLION = "lengthy words of prose " * (LARGE // 23) + "W" * 1000
# What may be a million characters long.
PROSE = ("aliases", "note", "summary", "date_note")
MANY = len(PAYLOADS)
HEDGE = "allegedly <script>window.ran=7</script>"
Row = dict[str, str]


def write(folder: Path, large: bool = False) -> Path:
    """Write hostile tables and their articles into a folder; its path comes back.

    With `large` the prose of one event, one relationship, one tension, one actor and one source
    is a million characters long in each cell.
    """
    for name, found in rows(folder, large).items():
        table = pd.DataFrame(found).reindex(columns=codebook.columns(name))
        table.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
    return folder


def rows(folder: Path, large: bool) -> dict[str, list[Row]]:
    """The rows of each table; the articles that they quote are written on the way."""

    def made(table: str, given: Callable[[int], Row], many: int = MANY) -> list[Row]:
        """Rows in which every cell that is not given holds a code or a payload."""
        found = []
        for i in range(many):
            cells = {}
            for place, column in enumerate(codebook.columns(table)):
                codes = codebook.vocabulary(table, column)
                cells[column] = codes[i % len(codes)] if codes else PAYLOADS[(i + place * 7) % MANY]
                if large and not i and column in PROSE:
                    cells[column] += f" {MILLION}"
            found.append(cells | given(i))
        return found

    quotes = [[f"{payload} of {i} in {n}" for n, payload in enumerate(PAYLOADS)] for i in range(8)]

    def source(i: int) -> Row:
        text = f"{PAYLOADS[(i + 11) % MANY]}\n\n" + "\n\n".join(
            f"{PAYLOADS[(n + 2) % MANY]} and {quote} {HEDGE}." for n, quote in enumerate(quotes[i])
        )
        if large and not i:
            quotes[i].append(f"So it was said: {MILLION} was the end")
            text += f"\n\n{quotes[i][-1]} of it."
        # No name of a file holds a slash or, on some systems, these.
        file = f"{PAYLOADS[i].replace('/', '∕') if os.name == 'posix' else ''} {i}.txt"
        (folder / file).write_text(text, encoding="utf-8", newline="")
        name = PAYLOADS[(i * 4 + 2) % MANY]
        return {
            **{"source_id": f"source-{i}", "file": file, "language": "en", "retrieved": ""},
            **{"publisher": f"{name} {i}", "label": f"{name[:24]} {i}"},
            **{"published": "2023-06-10~", "published_basis": "inferred"},
            "url": f"https://example.org/{i}?<script>",
            "sha256": hashlib.sha256(text.encode()).hexdigest(),
        }

    def event(i: int) -> Row:
        return {
            **{"event_id": f"E{i + 1:03}", "title": PAYLOADS[i % MANY][:90], "about_date": ""},
            **{"date": f"2023-01-{1 + i % 28:02}", "date_basis": "inferred"},
            "actors": f"actor-{i % MANY};actor-{(i + 5) % MANY}",
            "targets": f"actor-{(i + 9) % MANY}",
            "items": f"item-{i % MANY}",
            "storyline_id": f"line-{i % MANY if i >= MANY else 0}",
            "responds_to": f"E{i:03}" if i else "",
        }

    def named(i: int) -> str:
        return f"{PAYLOADS[i]} {i}"

    def of_event(i: int, **more: str) -> Row:
        return {"event_id": f"E{i + 1:03}"} | more

    sources = made("sources", source, 8)
    evidence = [
        of_event(i, source_id=f"source-{source}", exact=quotes[source][i % MANY])
        | {"prefix": "and " if i % 5 == 0 else "", "speaker_words": PAYLOADS[(i + 2) % MANY]}
        | {"hedge": HEDGE if i == 1 else ""}
        for i in range(2 * MANY)
        for source in sorted({i % 8, (i * 3 + 1) % 8})
    ]
    if large:
        evidence.append(of_event(0, source_id="source-0", exact=quotes[0][-1]))
    return {
        "sources": sources,
        "actors": made(
            "actors",
            lambda i: (
                {"actor_id": f"actor-{i}", "name": named(i)}
                | {"part_of": f"actor-{i - 1}" if i % 3 == 1 else ""}
            ),
        ),
        "storylines": made(
            "storylines", lambda i: {"storyline_id": f"line-{i}", "title": named(i)}
        ),
        "events": made("events", event, 2 * MANY),
        "evidence": evidence,
        "relationships": made(
            "relationships",
            lambda i: (
                of_event(i, relationship_id=f"R{i + 1:03}", item=f"item-{i}")
                | {"subject_id": f"actor-{i}", "object_id": f"actor-{(i + 4) % MANY}"}
            ),
        ),
        "items": made("items", lambda i: {"item_id": f"item-{i}", "name": named(i), "forms": ""}),
        "quantities": made(
            "quantities",
            lambda i: of_event(i, value=str(i), unit=PAYLOADS[i][:40], exact=quotes[i % 8][i]),
        ),
        "places": made(
            "places",
            lambda i: of_event(i, lat=str(20 + i), lon=str(30 + i), precision_km=str(50 * i)),
        ),
        "tensions": made(
            "tensions",
            lambda i: (
                {"tension_id": f"T{i + 1:02}", "event_a": f"E{i + 1:03}"}
                | {"event_b": f"E{i + 2:03}"}
            ),
        ),
    }
