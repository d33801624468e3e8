"""Events and the passages they rest on, written on a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lib.analysis import events
from lib.dataset import codebook, dates, text
from lib.dataset.passages import Run
from lib.export.canvas import LINE, Box, Sheet, Word, cut, measure, split, wrap, wrap_words
from lib.view.screen import Screen
from lib.view.theme import PRINT, Theme

_INDENT = 24
_MOST = 200  # events that are looked at: no sheet has room for more


def draw_list(sheet: Sheet, screen: Screen, box: Box) -> None:
    """The events in date order, as many as there is room for, and how many are left out."""
    theme, size = screen.theme, 18.0 if box.width > 700 else 16.0
    ties = events.listed(screen.seen, _MOST)
    if not ties:
        sheet.paragraph(box.left, box.top, ["No event under these filters."], size, theme.quiet)
    asked = "SELECT event_id, claim_type::VARCHAR FROM events JOIN {seen} USING (no)"
    types = dict(screen.seen.store.rows(asked, seen=screen.seen))
    written, bottom = 0, box.top + box.height - size * 1.6
    for column in split(box, [1.0, 1.0] if box.width > 1400 else [1.0]):
        room = replace(column, height=bottom - box.top)
        written += _column(sheet, theme, ties[written:], types, room, size)
    if left_out := len(screen.seen) - written:
        rest = f"and {text.count(left_out, 'more event')} in view."
        sheet.paragraph(box.left, bottom, [rest], size, theme.quiet, "italic")


def _column(
    sheet: Sheet,
    theme: Theme,
    ties: Sequence[events.Tie],
    types: dict[str, str],
    box: Box,
    size: float,
) -> int:
    """A list of events down a box: date, claim type and title; how many of them fit."""
    gap = size * 0.6
    dated = min(box.width * 0.26, max((measure(t.date, size) for t in ties[:40]), default=0)) + 18
    kind = min(150.0, box.width * 0.2)
    y = box.top
    for i, tie in enumerate(ties):
        titles = wrap(tie.title, box.width - dated - kind - 20, size, most=2)
        when = wrap(tie.date, dated - 14, size, most=2)
        tall = max(len(titles), len(when)) * size * LINE + gap
        if y + tall > box.top + box.height:
            return i
        sheet.paragraph(box.left, y, when, size, theme.quiet)
        claim_type = types[tie.event_id]
        colour, x = theme.claim_type[claim_type], box.left + dated
        sheet.rectangle(x, y + size * 0.42, size * 0.55, size * 0.55, colour)
        named = cut(codebook.label(claim_type), kind - size, size)
        sheet.paragraph(x + size, y, [named], size, theme.text)
        sheet.paragraph(x + kind + 20, y, titles, size, theme.text)
        y += tall
        sheet.rectangle(box.left, y - gap / 2, box.width, 1, theme.line)
    return len(ties)


def draw_event(sheet: Sheet, screen: Screen, box: Box) -> None:
    """One event: its type, summary, facts and the words it rests on, marked in their sentences."""
    theme = screen.theme
    found = events.dossier(screen.tables, screen.view.event)
    size = 19.0 if box.width > 700 else 17.0
    bottom, width = box.top + box.height, min(box.width, 1240)
    colour = theme.claim_type[found.claim_type]
    sheet.rectangle(box.left, box.top + size * 0.3, size * 0.7, size * 0.7, colour)
    kind = f"{codebook.label(found.claim_type)} · {found.event_id}"
    y = sheet.paragraph(box.left + size * 1.1, box.top, [kind], size, theme.quiet) + 4
    y = sheet.paragraph(box.left, y, wrap(found.summary, width, size, most=4), size, theme.text)
    facts = dict(found.facts)
    for name in ("Said or done by", "When", "Rests on", "Words of doubt"):
        if facts[name]:
            lines = wrap(f"{name}: {facts[name]}", width, size * 0.9, most=2)
            y = sheet.paragraph(box.left, y + 3, lines, size * 0.9, theme.quiet)
    letter = size * 1.05
    for i, quote in enumerate(found.quotes):
        lines_of_words = wrap_words(_words(quote.runs), width - _INDENT, letter)
        if i and y + (len(lines_of_words) + 1) * letter * LINE + 26 > bottom:
            more = f"and {text.count(len(found.quotes) - i, 'more passage')}."
            sheet.paragraph(box.left, y + 8, [more], size, theme.quiet, "italic")
            return
        fit = max(1, int((bottom - y - 26) / (letter * LINE)) - 1)
        y = _quote(sheet, lines_of_words, box.left, y + 16, letter, theme, fit)
        credit = cut(f"— {quote.credit}", width - _INDENT, size * 0.9)
        y = sheet.paragraph(box.left + _INDENT, y, [credit], size * 0.9, theme.quiet)


def draw_passage(
    sheet: Sheet,
    screen: Screen,
    event_id: str,
    quote: events.Quote,
    box: Box,
    size: float,
) -> float:
    """The passage alone, with speaker, date and article, if all of it fits; the bottom of it."""
    alone = [run for run in quote.runs if run.marked or not quote.checked]
    lines = wrap_words(_words(alone), box.width - _INDENT, size)
    if (len(lines) + 1.3) * size * LINE > box.height:
        return box.top - 10
    y = _quote(sheet, lines, box.left, box.top, size, screen.theme, len(lines))
    date = screen.tables.store.value("SELECT date FROM events WHERE event_id = $id", id=event_id)
    who = events.speakers(screen.tables, event_id)
    told = f"— {who}, {dates.in_words(date)}. {quote.credit}"
    credit = cut(told, box.width - _INDENT, size * 0.88)
    return sheet.paragraph(box.left + _INDENT, y, [credit], size * 0.88, screen.theme.quiet)


def _words(runs: Sequence[Run]) -> list[Word]:
    return [(word, run.marked) for run in runs for word in run.text.split()]


def _quote(
    sheet: Sheet,
    lines: list[list[Word]],
    left: float,
    top: float,
    size: float,
    theme: Theme,
    most: int,
) -> float:
    """At most so many lines of a quote with the passage marked; the bottom of it."""
    ink = "#fff1b8" if theme.name != PRINT.name else "#dcdcdc"
    y, space = top, measure(" ", size)
    for number, line in enumerate(lines[:most], 1):
        x = left + _INDENT
        for i, (word, marked) in enumerate(line):
            width = measure(word, size)
            if marked:
                joined = i + 1 < len(line) and line[i + 1][1]
                sheet.rectangle(x, y + size * 0.14, width + space * joined, size * 1.18, ink)
            sheet.text(x, y + size, word, size, theme.text)
            x += width + space
        if number == most < len(lines):
            sheet.text(x, y + size, "…", size, theme.text)
        y += size * LINE
    sheet.rectangle(left, top + size * 0.1, 4, y - top - size * 0.1, theme.line)
    return y
