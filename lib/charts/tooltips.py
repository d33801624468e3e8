"""Tooltips of events: what a mark says when a reader points at it."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from html import escape

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
        SELECT event_id, title, label(claim_type), coalesce(commitment::VARCHAR, ''), speakers,
            date, about_date, regexp_extract(date_note, '“([^”]+)”', 1) AS printed, quote
        FROM events JOIN {seen} USING (no)
        JOIN quotes ON quotes.event = no JOIN speakers ON speakers.event = no
        ORDER BY no
    """

    def words(
        title: str,
        kind: str,
        commitment: str,
        speakers: str,
        date: str,
        about: str,
        printed: str,
        quote: str,
    ) -> str:
        firm = f", said as {commitment}" if commitment not in ("", "certain") else ""
        as_printed = f" (printed: “{text.fenced(text.brief(printed, 60))}”)" if printed else ""
        happens = f"; said to happen {dates.in_words(about)}" if about else ""
        quoted = f"“{text.fenced(text.brief(quote, 110))}”"
        lines = [
            *(f"<b>{escape(line)}</b>" for line in textwrap.wrap(text.fenced(title), 56)),
            escape(f"{text.fenced(text.brief(speakers, 70))} · {kind.lower()}{firm}"),
            escape(f"{dates.in_words(date)}{as_printed}{happens}"),
            *(f"<i>{escape(line)}</i>" for line in textwrap.wrap(quoted, 62)),
        ]
        return "<br>".join(lines)

    return {event_id: words(*row) for event_id, *row in seen.store.rows(sql, seen=seen)}
