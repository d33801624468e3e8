"""Tooltips of events: what a mark says when a reader points at it."""

import textwrap
from collections.abc import Mapping
from html import escape
from typing import Any

from lib.dataset import dates, text
from lib.dataset.store import Selection
from lib.dataset.tables import Tables

_KEPT = 20_000  # for a set of tables


def of_events(tables: Tables, seen: Selection) -> Mapping[str, str]:
    """The tooltips of events, as Plotly's markup with everything escaped, by event_id.

    Title, claim type, speakers, the date in words and as printed, and the first words of the first
    passage. Those asked for once are kept, so there may be more than are in `seen`.
    """
    kept: dict[str, str] = tables.once("hover", dict)
    ids = seen.ids()
    if missing := [event_id for event_id in ids if event_id not in kept]:
        if len(kept) > _KEPT:
            kept.clear()
            missing = list(ids)
        kept |= _written(seen.where("list_contains($ids, event_id)", ids=missing))
    return kept


def _written(seen: Selection) -> dict[str, str]:
    # The printed words of a date are those that the coder's note on it quotes first.
    sql = """
        WITH quotes AS (
            SELECT event, arg_min(exact, evidence.no) AS quote
            FROM evidence JOIN {seen} AS seen ON event = seen.no GROUP BY event
        ), speakers AS (
            SELECT event, string_agg(name, ', ' ORDER BY nth) AS speakers
            FROM voices JOIN {seen} AS seen ON event = seen.no JOIN actors USING (actor_id)
            WHERE part = 'speaker' GROUP BY event
        )
        SELECT event_id, title, label(claim_type) AS kind, speakers, date, about_date, quote,
            coalesce(nullif(commitment::VARCHAR, ''), 'certain') AS firm,
            coalesce(regexp_extract(date_note, '“([^”]+)”', 1), '') AS printed
        FROM events JOIN {seen} USING (no)
        JOIN quotes ON quotes.event = no JOIN speakers ON speakers.event = no
        ORDER BY no
    """
    return {row.event_id: _words(row) for row in seen.store.frame(sql, seen=seen).itertuples()}


def _words(event: Any) -> str:
    firm = f", said as {event.firm}" if event.firm != "certain" else ""
    printed = text.fenced(text.brief(event.printed, 60))
    printed = f" (printed: “{printed}”)" if printed else ""
    about = f"; said to happen {dates.in_words(event.about_date)}" if event.about_date else ""
    quoted = f"“{text.fenced(text.brief(event.quote, 110))}”"
    lines = [
        *(f"<b>{escape(line)}</b>" for line in textwrap.wrap(text.fenced(event.title), 56)),
        escape(f"{text.fenced(text.brief(event.speakers, 70))} · {event.kind.lower()}{firm}"),
        escape(f"{dates.in_words(event.date)}{printed}{about}"),
        *(f"<i>{escape(line)}</i>" for line in textwrap.wrap(quoted, 62)),
    ]
    return "<br>".join(lines)
