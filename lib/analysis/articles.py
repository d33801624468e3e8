"""Articles as they read, with the coding laid over them, and how each differs from the others."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from itertools import count, pairwise, product
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from lib.analysis.coverage import left_out as furniture
from lib.analysis.coverage import report
from lib.analysis.events import ABSENT, caution, in_order
from lib.analysis.filters import source_label
from lib.charts import timeline_old as timeline
from lib.charts.theme import Theme
from lib.dataset import codebook, dates, positions, text
from lib.dataset.tables import Tables


@dataclass(frozen=True)
class Segment:
    """A stretch of an article under the same passages throughout: none, one or several.

    `event_ids` are the events of those passages, in event order.
    """

    start: int
    end: int
    text: str
    event_ids: tuple[str, ...]


MOST_PASSAGES = 300  # stretches of passages on a page: a third of a megabyte at most
THICKNESSES = ("thick", "thin")
STYLES = ("solid", "double", "dotted", "dashed", "wavy")

NO_SIDE = "Other"
CLAIMS = {
    "sanction": "sanctions",
    "admission": "admissions",
    "denial": "denials",
    "no-evidence": "statements that there is no evidence",
    "media-report": "media reports",
    "accusation": "accusations",
    "announcement": "announcements",
    "incident": "incidents",
    "assessment": "assessments",
    "position": "positions",
}
GROUNDS = {
    "named-official": "named officials",
    "institution": "institutions",
    "unnamed-official": "unnamed officials",
    "intelligence": "intelligence",
    "media-sources": "media that cite unnamed sources",
    "expert": "experts",
    "article-voice": "the article’s own voice",
}

_PARAGRAPH = re.compile(r"\S[^\n]*")


# --- The text --------------------------------------------------------------------------------


def segments(tables: Tables, source_id: str) -> list[Segment]:
    """The article's text in order, cut wherever a passage begins or ends; joined it is whole.

    Of an article that is not here the passages alone, in their table's order, each by itself.
    Raises KeyError for a source_id that is not in the table.
    """
    if source_id not in tables.articles:
        return _passages_alone(tables, tables.sources.at[source_id, "source_id"])
    text = tables.articles[source_id]
    rows = _passages(tables, source_id)
    passages = tables.evidence.iloc[rows]
    place = tables.positions.passage_event[rows].tolist()
    spans = sorted(
        zip(place, passages["event_id"], passages["start"], passages["end"], strict=True)
    )
    cuts = sorted({0, len(text), *passages["start"], *passages["end"]})
    begun: dict[int, list[tuple[int, str, int]]] = {}
    for order, (_, event_id, first, last) in enumerate(spans):
        begun.setdefault(int(first), []).append((order, event_id, int(last)))
    running: list[tuple[int, str, int]] = []
    found = []
    for start, end in pairwise(map(int, cuts)):
        running = [span for span in running if span[2] > start]
        if start in begun:
            running = sorted(running + begun[start])
        events = tuple(dict.fromkeys(event_id for _, event_id, last in running if last > start))
        found.append(Segment(start, end, text[start:end], events))
    return found


def _passages(tables: Tables, source_id: str) -> np.ndarray:
    """The places in `tables.evidence` of an article's passages.

    Raises KeyError for a source_id that is not in the table.
    """
    return tables.groups("passage_source").of(tables.sources.index.get_loc(source_id))


def parts(found: list[Segment], most: int = MOST_PASSAGES) -> list[list[Segment]]:
    """An article's segments in parts to be read one at a time: one part, if they are few.

    A part ends with the line in which it comes to `most` segments of passages, so that no
    paragraph is in two.
    """
    whole: list[list[Segment]] = [[]]
    number = 0
    for segment in found:
        before, line_break, after = segment.text.partition("\n")
        if number >= most and line_break and not segment.event_ids:
            cut = segment.start + len(before) + 1
            whole[-1].append(Segment(segment.start, cut, before + line_break, ()))
            whole.append([])
            number = 0
            segment = Segment(cut, segment.end, after, ())
        if segment.text:
            whole[-1].append(segment)
        number += bool(segment.event_ids)
    return [part for part in whole if part] or [[]]


def part_of(whole: list[list[Segment]], event_id: str) -> int:
    """In which of the parts of an article an event is told first, counted from 1; 0 in none."""
    return next(
        (
            number
            for number, part in enumerate(whole, 1)
            if any(event_id in segment.event_ids for segment in part)
        ),
        0,
    )


def _passages_alone(tables: Tables, source_id: str) -> list[Segment]:
    """Each different passage of an article, one below the other, as if there were nothing else."""
    passages = tables.evidence.iloc[_passages(tables, source_id)]
    found: list[Segment] = []
    start = 0
    for exact, rows in passages.groupby("exact", sort=False):
        text = str(exact)
        events = sorted(set(rows["event_id"]), key=tables.events.index.get_loc)
        found.append(Segment(start, start + len(text), text, tuple(events)))
        found.append(Segment(start + len(text), start + len(text) + 2, "\n\n", ()))
        start += len(text) + 2
    return found


def underline(claim_type: str) -> tuple[str, str]:
    """The thickness and style that tell a claim type from every other without colour.

    They follow the vocabulary's order and come round again after ten.

    >>> underline("sanction"), underline("accusation")
    (('thick', 'solid'), ('thin', 'solid'))
    """
    lines = list(product(THICKNESSES, STYLES))
    return lines[codebook.vocabulary("events", "claim_type").index(claim_type) % len(lines)]


def as_html(
    tables: Tables,
    source_id: str,
    keep: pd.Series,
    theme: Theme,
    href: Callable[[str], str],
    picked: str = "",
    part: list[Segment] | None = None,
) -> str:
    """The article as HTML, each passage a link to its event, all text escaped; for `articles.css`.

    A stretch under several passages has a line for each and leads to the event in view with the
    fewest words here, as the others can be reached on either side; a link without text follows it
    for each of the others. Events outside `keep` are faded. The first words of each event have the
    id `passage-` and its event_id; `picked` is an event_id whose passages are outlined. Beside
    each paragraph stand the storylines of its events. Of an article that is not here it has the
    passages, and says so. With `part`, one of `parts`, it has that alone.
    """
    found = segments(tables, source_id) if part is None else part
    offset = found[0].start if found else 0
    events = tables.events.iloc[
        np.unique(tables.positions.passage_event[_passages(tables, source_id)])
    ]
    told = {row.event_id: row for row in events.itertuples(index=False)}
    kept = set(events.index[keep.to_numpy()[tables.events.index.get_indexer(events.index)]])
    page = _Page(tables, told, kept, theme, href, picked, _lengths(found))
    depths = list(_depths(found))
    ends = [segment.end for segment in found]
    headline = tables.sources.loc[source_id, "title"]
    started: set[str] = set()
    rows = []
    for paragraph in _PARAGRAPH.finditer("".join(segment.text for segment in found)):
        words: list[str] = []
        touched: dict[str, int] = {}
        first, last = paragraph.start() + offset, paragraph.end() + offset
        for which in range(bisect_right(ends, first), len(found)):
            segment, depth = found[which], depths[which]
            if segment.start >= last:
                break
            start, end = max(segment.start, first), min(segment.end, last)
            if start < end:
                text = segment.text[start - segment.start : end - segment.start]
                words.append(page.stretch(text, segment.event_ids, depth, started))
                touched |= depth
        whole = source_id in tables.articles and paragraph.group().strip() == headline
        title = " article-headline" if whole else ""
        rows.append(
            f'<div class="article-row"><p class="article-paragraph{title}"'
            f' style="--article-lines:{max(touched.values(), default=0) + 1}">{"".join(words)}</p>'
            f"{page.margin(set(touched))}</div>"
        )
    return f'<div class="article-page">{_absent(tables, source_id)}{"".join(rows)}</div>'


def _absent(tables: Tables, source_id: str) -> str:
    if source_id in tables.articles:
        return ""
    said = f"{ABSENT} Below are its passages as they were coded."
    return f'<p class="article-absent">{escape(said)}</p>'


def legend_html(theme: Theme, claim_types_present: Collection[str]) -> str:
    """How each claim type is marked, as an HTML list in the codebook's order."""
    items = "".join(
        f'<li class="article-kind"><span class="{_line(c)}" style="{_colour(theme, c)}">'
        f"{escape(codebook.label(c))}</span></li>"
        for c in codebook.vocabulary("events", "claim_type")
        if c in claim_types_present
    )
    return (
        '<div class="article-legend">'
        f'<ul class="article-kinds" aria-label="Claim types">{items}</ul></div>'
    )


@dataclass(frozen=True)
class _Page:
    """What every stretch of one article needs to be drawn."""

    tables: Tables
    told: Mapping[str, Any]
    kept: set[str]
    theme: Theme
    href: Callable[[str], str]
    picked: str
    lengths: dict[str, int]

    def stretch(
        self, text: str, event_ids: tuple[str, ...], depth: dict[str, int], started: set[str]
    ) -> str:
        """The text in its lines, outermost the highest; the events begun here join `started`."""
        if not event_ids:
            return escape(text)
        html = escape(text)
        for event_id in sorted(event_ids, key=depth.__getitem__, reverse=True):
            html = self._layer(html, event_id, depth[event_id], event_id not in started)
        started.update(event_ids)
        first, *others = sorted(event_ids, key=lambda e: (e not in self.kept, self.lengths[e]))
        title = escape("\n".join(self._named(e) for e in event_ids))
        current = ' aria-current="true"' if self.picked in event_ids else ""
        link = (
            f'<a class="article-passage" href="{escape(self.href(first))}" title="{title}"'
            f"{current}>{html}</a>"
        )
        return link + "".join(
            f'<a class="article-also" href="{escape(self.href(e))}"'
            f' title="{escape(self._named(e))}" aria-label="{escape(self._named(e))}"></a>'
            for e in others
        )

    def _layer(self, html: str, event_id: str, depth: int, begins: bool) -> str:
        claim_type = self.told[event_id].claim_type
        classes = _line(claim_type)
        classes += "" if event_id in self.kept else " article-faded"
        classes += " article-picked" if event_id == self.picked else ""
        anchor = f' id="passage-{escape(event_id)}"' if begins else ""
        style = f"{_colour(self.theme, claim_type)};--article-depth:{depth}"
        return f'<span class="{classes}"{anchor} style="{style}">{html}</span>'

    def _named(self, event_id: str) -> str:
        event = self.told[event_id]
        outside = "" if event_id in self.kept else " (outside the filters)"
        return f"{event_id}, {codebook.label(event.claim_type)}: {event.title}{outside}"

    def margin(self, event_ids: set[str]) -> str:
        """The storylines of the events as an HTML list, in their table's order."""
        storylines = self.tables.storylines
        touched = {self.told[e].storyline_id for e in event_ids}
        in_view = {self.told[e].storyline_id for e in event_ids & self.kept}
        places = sorted(storylines.index.get_indexer(list(touched)).tolist())
        items = "".join(
            f'<li class="article-storyline{"" if s in in_view else " article-faded"}">'
            f"{escape(title)}</li>"
            for s, title in (
                (storylines.index[place], storylines["title"].iloc[place]) for place in places
            )
        )
        return f'<ul class="article-margin" aria-label="Storylines here">{items}</ul>'


def _line(claim_type: str) -> str:
    thickness, style = underline(claim_type)
    return f"article-line article-{thickness} article-{style}"


def _colour(theme: Theme, claim_type: str) -> str:
    return f"--article-colour:{theme.claim_type[claim_type]}"


def _lengths(found: list[Segment]) -> dict[str, int]:
    """How many characters of the article each event rests on."""
    lengths: dict[str, int] = {}
    for segment in found:
        for event_id in segment.event_ids:
            lengths[event_id] = lengths.get(event_id, 0) + segment.end - segment.start
    return lengths


def _depths(found: list[Segment]) -> Iterator[dict[str, int]]:
    """For each segment how far below the words each event's line runs.

    A line stays at its depth to the end of its passage, so that the eye can follow it.
    """
    running: dict[str, int] = {}
    for segment in found:
        running = {e: d for e, d in running.items() if e in segment.event_ids}
        for event_id in segment.event_ids:
            if event_id not in running:
                running[event_id] = next(d for d in count() if d not in running.values())
        yield dict(running)


# --- Beside the other articles ---------------------------------------------------------------


def profile(tables: Tables, keep: pd.Series | None = None) -> pd.DataFrame:
    """For each source_id its `events`, `passages`, `speakers`, and its coded text by side.

    The sides are columns under their own names: shares of the characters of all passages, by the
    side of whoever speaks, halved (and so on) where speakers of several sides act jointly. They
    sum to 1, or are all 0 where nothing is coded. Where passages overlap each counts in full.
    """
    coded = _coded(tables, keep)
    speakers = tables.parts[tables.parts["part"] == "speaker"]
    voices = coded[["source_id", "event_id"]].drop_duplicates().merge(speakers, on="event_id")
    counts = pd.DataFrame(
        {
            "events": coded.groupby("source_id")["event_id"].nunique(),
            "passages": coded.groupby("source_id").size(),
            "speakers": voices.groupby("source_id")["actor_id"].nunique(),
        }
    )
    counts = counts.reindex(tables.sources.index).fillna(0).astype("int64")
    return counts.join(_shares(_by_side(tables, keep)))


def by_claim_type(tables: Tables, keep: pd.Series | None = None) -> pd.DataFrame:
    """For each source_id the shares of its coded characters by claim type, as `profile` has it."""
    return _shares(_by_column(tables, keep, "claim_type"))


def by_attribution(tables: Tables, keep: pd.Series | None = None) -> pd.DataFrame:
    """For each source_id the shares of its coded characters by attribution, as `profile` has it."""
    return _shares(_by_column(tables, keep, "attribution"))


def beside_others(tables: Tables, source_id: str, column: str) -> pd.DataFrame:
    """An article's shares of its coded text by a column of the events, beside the other articles'.

    Columns `here` and `others`, the others taken as one text; indexed by the values that occur.
    Raises KeyError for an article that is not in the table.
    """
    characters = _by_column(tables, None, column)
    both = pd.DataFrame(
        {"here": characters.loc[source_id], "others": characters.drop(source_id).sum()}
    )
    shares = _shares(both.T).T
    return shares[(shares > 0).any(axis=1)]


def in_words(tables: Tables, source_id: str) -> list[str]:
    """What sets the article apart, in up to three sentences: voices, claim types, attribution.

    Claim types are compared with the other articles taken together, the rest with all of them.
    """
    sides = _by_side(tables, None)
    if not sides.loc[source_id].any():
        return ["No passage of it is coded."]
    side, here, overall = _foremost(sides, source_id)
    said = [
        f"{_percent(here)} of its coded text gives voice to {_speakers_of(side)}"
        f"{_among_all(tables, overall)}."
    ]
    said += _set_apart(_by_column(tables, None, "claim_type"), source_id)
    attribution, here, overall = _foremost(_by_column(tables, None, "attribution"), source_id)
    said.append(
        f"{_percent(here)} of it, the largest share by attribution, rests on "
        f"{GROUNDS[attribution]}{_among_all(tables, overall)}."
    )
    return said


def _among_all(tables: Tables, overall: float) -> str:
    return f"; over all articles it is {_percent(overall)}" if len(tables.sources) > 1 else ""


def _speakers_of(side: str) -> str:
    return "outlets and others who belong to no side" if side == NO_SIDE else f"the side “{side}”"


def only_here(tables: Tables, source_id: str) -> list[str]:
    """The events that no other article tells, in date order."""
    return _ordered(tables, told_only_here(tables, source_id))


def told_only_here(tables: Tables, source_id: str) -> np.ndarray:
    """The places of the events that no other article tells, in the table's order."""
    event, source = timeline.told(tables)
    articles = tables.once(
        "articles of each", lambda: np.bincount(event, minlength=len(tables.events))
    )
    here = event[source == tables.sources.index.get_loc(source_id)]
    return np.asarray(here[articles[here] == 1])


def left_out(tables: Tables, source_id: str) -> list[str]:
    """The events on the article's storylines that only others tell, though it could have.

    It could have if their latest day, or their earliest where the end is open, is before the
    earliest day on which it may have been published. In date order.
    """
    return _ordered(tables, told_elsewhere(tables, source_id))


def told_elsewhere(tables: Tables, source_id: str) -> np.ndarray:
    """The places of the events that `left_out` names, in the table's order."""
    place, at = tables.sources.index.get_loc(source_id), tables.positions
    event, source = timeline.told(tables)
    here, somewhere = np.zeros((2, len(tables.events)), dtype=bool)
    here[event[source == place]] = True
    somewhere[event] = True
    first, last = (int(end[place]) for end in timeline.day_numbers(tables, "sources"))
    published = last if first == timeline.NO_DAY else first
    earliest, latest = timeline.day_numbers(tables, "events")
    over = np.where(latest == timeline.NO_DAY, earliest, latest)
    before = (over < published) & (over != timeline.NO_DAY)
    own = np.append(np.zeros(len(tables.storylines), dtype=bool), False)
    own[at.storyline[here]] = True
    own[-1] = False
    return np.flatnonzero(somewhere & ~here & before & own[at.storyline])


@dataclass(frozen=True)
class Known:
    """What is known of an article: its headline, and facts with their names."""

    headline: str
    facts: tuple[tuple[str, str], ...]


def known(tables: Tables, source_id: str) -> Known:
    """An article's headline, publisher, date and caveats; a fact that is not known is empty."""
    row = tables.sources.loc[source_id]
    publisher = f"{row['publisher']}, {row['publisher_basis']}" if row["publisher"] else "not named"
    facts = (
        ("Publisher", publisher),
        ("Published", f"{dates.in_words(row['published'])}, {row['published_basis']}"),
        ("Note", text.cut(row["note"])),
        ("File", row["file"]),
        ("To know", caution(tables, source_id)),
    )
    return Known(row["title"] or source_label(tables, source_id), facts)


def coverage(tables: Tables, source_id: str) -> tuple[int, int]:
    """How many factual sentences of the article a passage touches, and how many there are.

    Raises KeyError for an article that is not here.
    """
    if source_id not in tables.articles:
        raise KeyError(source_id)
    counts, _ = report(tables, furniture(tables.readme), [source_id])
    return int(counts.at[source_id, "covered"]), int(counts.at[source_id, "factual"])


def _ordered(tables: Tables, places: np.ndarray) -> list[str]:
    return list(tables.events["event_id"].iloc[in_order(tables, places).places])


def _coded(tables: Tables, keep: pd.Series | None) -> pd.DataFrame:
    """The passages of the events in view: source_id, event_id, characters."""
    passages = tables.evidence
    if keep is not None:
        passages = passages[passages["event_id"].isin(keep.index[keep.to_numpy()])]
    # By the words themselves: a passage of an article that is not here has no place in it.
    return passages[["source_id", "event_id"]].assign(characters=passages["exact"].str.len())


def _by_side(tables: Tables, keep: pd.Series | None) -> pd.DataFrame:
    def characters() -> pd.DataFrame:
        event, side = timeline.sides_speaking(tables)
        by_event = positions.grouped(event, len(tables.events))
        passages, told = _in_view(tables, keep)
        first, number = by_event.starts[told], by_event.starts[told + 1] - by_event.starts[told]
        lengths = np.repeat(_lengths_of_all(tables)[passages] / np.maximum(number, 1), number)
        sides = side[by_event.order[positions.ranges(first, number)]]
        sources = np.repeat(tables.positions.passage_source[passages], number)
        return _summed(tables, sources, sides, lengths, tables.sides)

    return tables.once("by side", characters) if keep is None else characters()


def _by_column(tables: Tables, keep: pd.Series | None, column: str) -> pd.DataFrame:
    def characters() -> pd.DataFrame:
        passages, told = _in_view(tables, keep)
        sources = tables.positions.passage_source[passages]
        codes = getattr(tables.positions, column)[told]
        lengths = _lengths_of_all(tables)[passages]
        return _summed(tables, sources, codes, lengths, codebook.vocabulary("events", column))

    return tables.once(("by", column), characters) if keep is None else characters()


def _in_view(tables: Tables, keep: pd.Series | None) -> tuple[np.ndarray, np.ndarray]:
    """The places of the passages of the events in view, and those of their events."""
    event = tables.positions.passage_event
    shown = event >= 0 if keep is None else positions.kept(keep)[event]
    passages = np.flatnonzero(shown)
    return passages, event[passages]


def _lengths_of_all(tables: Tables) -> np.ndarray:
    """How many characters each passage has."""
    return tables.once(
        "characters",
        # By the words themselves: a passage of an article that is not here has no place in it.
        lambda: np.asarray(pc.utf8_length(positions.texts(tables.evidence["exact"]))),
    )


def _summed(
    tables: Tables,
    sources: np.ndarray,
    codes: np.ndarray,
    lengths: np.ndarray,
    vocabulary: tuple[str, ...],
) -> pd.DataFrame:
    """Characters by source_id, all sources, and by value, the whole vocabulary."""
    shape = len(tables.sources), len(vocabulary)
    cells = sources.astype(np.int64) * shape[1] + codes
    sums = np.bincount(cells, weights=lengths, minlength=shape[0] * shape[1])
    return pd.DataFrame(
        sums.reshape(shape), index=tables.sources.index, columns=pd.Index(vocabulary)
    )


def _shares(characters: pd.DataFrame) -> pd.DataFrame:
    totals = characters.sum(axis="columns")
    return characters.div(totals.where(totals > 0, 1), axis="index")


def _foremost(characters: pd.DataFrame, source_id: str) -> tuple[str, float, float]:
    """The value with the most characters in the article, its share there and over all articles."""
    value = str(characters.loc[source_id].idxmax())
    overall = characters[value].sum() / characters.to_numpy().sum()
    return value, float(_shares(characters).at[source_id, value]), float(overall)


def _set_apart(characters: pd.DataFrame, source_id: str) -> list[str]:
    """A sentence on the values it has most above and most below the other articles, if any."""
    elsewhere = characters.drop(index=source_id).sum()
    if not elsewhere.sum():
        return []
    here = _shares(characters).loc[source_id].round(2)
    there = (elsewhere / elsewhere.sum()).round(2)
    more = (here - there).idxmax()
    less = (here - there).idxmin()
    if here[more] == there[more] or here[less] == there[less]:
        return []
    first = f"{CLAIMS[more][0].upper()}{CLAIMS[more][1:]}"
    return [
        f"{first} take up more of it than of the other articles "
        f"({_percent(here[more])} against {_percent(there[more])}), "
        f"{CLAIMS[less]} less ({_percent(here[less])} against {_percent(there[less])})."
    ]


def _percent(share: float) -> str:
    return f"{share * 100:.0f}\u00a0%"
