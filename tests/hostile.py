"""Tables that are sound and mean harm: every text cell holds a payload, each column every one."""

from __future__ import annotations

import csv
import hashlib
import os
from itertools import count
from pathlib import Path

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
LARGE = 1_000_000
FIRST_DAY = "2023-01-{:02}"


def write(folder: Path, large: bool = False) -> Path:
    """Write hostile tables and their articles into a folder; its path comes back.

    With `large` the prose of one event, one relationship, one tension, one actor and one source
    is a million characters long in each cell.
    """
    tables = rows(folder, large)
    for name, found in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, codebook.columns(name), lineterminator="\n")
            writer.writeheader()
            writer.writerows(found)
    return folder


def rows(folder: Path, large: bool) -> dict[str, list[dict[str, str]]]:
    """The rows of each table; the articles that they quote are written on the way."""
    many = len(PAYLOADS)
    turn = count()
    million = "lengthy words of prose " * (LARGE // 23) + "W" * 1000

    def text(row: int, prose: bool = True) -> str:
        """The next payload in its turn, so that each column gets every one; or a million."""
        payload = PAYLOADS[(row + next(turn) * 7) % many]
        return f"{payload} {million}" if large and prose and not row else payload

    vocabulary = {
        (table, column): codebook.vocabulary(table, column)
        for table in codebook.resources()
        for column in codebook.columns(table)
    }

    def code(table: str, column: str, row: int) -> str:
        return vocabulary[table, column][row % len(vocabulary[table, column])]

    actors = [
        {
            "actor_id": f"actor-{i}",
            "name": f"{PAYLOADS[i % many]} {i}",
            "kind": code("actors", "kind", i),
            "side": code("actors", "side", i),
            "role": PAYLOADS[(i + 3) % many],
            "part_of": f"actor-{i - 1}" if i % 3 == 1 else "",
            "aliases": text(i),
        }
        for i in range(many)
    ]
    storylines = [
        {
            "storyline_id": f"line-{i}",
            "title": f"{PAYLOADS[i]} {i}",
            "question": PAYLOADS[(i + 1) % many],
        }
        for i in range(many)
    ]
    sources, articles = [], []
    for i in range(8):
        passages = [f"{PAYLOADS[n]} of {i} in {n}" for n in range(many)]
        hedged = "allegedly <script>window.ran=7</script>"
        article = f"{PAYLOADS[(i + 11) % many]}\n\n" + "\n\n".join(
            f"{PAYLOADS[(n + 2) % many]} and {passage} {hedged}."
            for n, passage in enumerate(passages)
        )
        if large and not i:
            passages.append(f"So it was said: {million} was the end")
            article += f"\n\n{passages[-1]} of it."
        # No name of a file holds a slash or, on some systems, these.
        name = PAYLOADS[i].replace("/", "∕") if os.name == "posix" else f"{i}"
        file = f"{name} {i}.txt"
        (folder / file).write_text(article, encoding="utf-8", newline="")
        articles.append(passages)
        sources.append(
            {
                "source_id": f"source-{i}",
                "file": file,
                "title": PAYLOADS[(i + 11) % many],
                "publisher": f"{PAYLOADS[(i * 4 + 2) % many]} {i}",
                "publisher_basis": code("sources", "publisher_basis", i),
                "published": "2023-06-10~",
                "published_basis": "inferred",
                "note": text(i),
                "sha256": hashlib.sha256((folder / file).read_bytes()).hexdigest(),
            }
        )
    events, evidence = [], []
    for i in range(2 * many):
        events.append(
            {
                "event_id": f"E{i + 1:03}",
                "title": PAYLOADS[i % many][:90],
                "summary": text(i),
                "date": FIRST_DAY.format(1 + i % 28),
                "date_basis": "inferred",
                "date_note": f"“{text(i)}” so",
                "claim_type": code("events", "claim_type", i),
                "attribution": code("events", "attribution", i),
                "actors": f"actor-{i % many};actor-{(i + 5) % many}",
                "targets": f"actor-{(i + 9) % many}",
                "storyline_id": f"line-{i % many if i >= many else 0}",
                "stance": code("events", "stance", i),
                "items": text(i),
                "responds_to": f"E{i:03}" if i else "",
            }
        )
        for source in {i % 8, (i * 3 + 1) % 8}:
            evidence.append(
                {
                    "event_id": f"E{i + 1:03}",
                    "source_id": f"source-{source}",
                    "exact": articles[source][i % many],
                    "prefix": "and " if i % 5 == 0 else "",
                    "suffix": "",
                    "hedge": "",
                }
            )
    evidence[2]["hedge"] = "allegedly <script>window.ran=7</script>"
    if large:
        evidence.append({"event_id": "E001", "source_id": "source-0", "exact": articles[0][-1]})
    return {
        "sources": sources,
        "actors": actors,
        "storylines": storylines,
        "events": events,
        "evidence": evidence,
        "relationships": [
            {
                "relationship_id": f"R{i + 1:03}",
                "subject_id": f"actor-{i % many}",
                "relation": code("relationships", "relation", i),
                "object_id": f"actor-{(i + 4) % many}",
                "item": text(i),
                "event_id": f"E{i + 1:03}",
                "polarity": code("relationships", "polarity", i),
            }
            for i in range(many)
        ],
        "tensions": [
            {
                "tension_id": f"T{i + 1:02}",
                "event_a": f"E{i + 1:03}",
                "event_b": f"E{i + 2:03}",
                "kind": code("tensions", "kind", i),
                "note": text(i),
            }
            for i in range(many)
        ],
    }
