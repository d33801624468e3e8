"""Texts that others wrote, as they may be shown: cut, fenced in, and escaped."""

import re
import unicodedata

BRIEF = 120
NOTE = 600
PROSE = 4_000

_DIRECTED = re.compile("[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufefc]")
_OPENED = {
    "\u202a": "\u202c",
    "\u202b": "\u202c",
    "\u202d": "\u202c",
    "\u202e": "\u202c",
} | dict.fromkeys("\u2066\u2067\u2068", "\u2069")
# Line breaks and spaces of any kind, but not the spaces that keep words together.
_BREAKS = re.compile(r"[^\S\u00a0\u202f]+")
# What XML cannot hold, other control characters, and marks that turn the direction of reading.
_ILLEGIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_SPACED = "".join(chr(i) if chr(i).isalnum() else " " for i in range(128))
_MARKDOWN = re.compile(
    r"(?P<joined>https?:(?=//)|www(?=\.)|(?=@))"
    r"|[\\`*_{}\[\]<>#$~|:&@]|^\s*(?:[-+]|\d+(?=[.)]))",
    re.IGNORECASE | re.MULTILINE,
)


def brief(text: str, width: int = BRIEF) -> str:
    """The beginning of a text on one line, of at most `width` characters, cut between words.

    >>> brief("He said so, and said it again.", 13), brief("W" * 50, 5)
    ('He said so …', 'WWWW…')
    """
    line = " ".join(text[: 4 * width + 4].split())
    if len(line) <= width and len(text) <= 4 * width + 4:
        return line
    whole = line[: width - 1].rpartition(" ")[0]
    if len(whole) <= width // 2:
        return f"{line[: width - 1]}…"
    return f"{whole.rstrip(',;:')} …"


def cut(text: str, most: int = PROSE) -> str:
    """The text, or its beginning and how much more there is of it.

    >>> cut("abcdef", 4)
    'abcd … (2 more characters)'
    """
    if len(text) <= most:
        return text
    return f"{text[:most].rstrip()} … ({len(text) - most:,} more characters)"


def count(number: int, noun: str = "event") -> str:
    """So many of something.

    >>> count(1), count(2000, "actor")
    ('1 event', '2,000 actors')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def legible(text: str) -> str:
    r"""The text on one line, without what XML cannot hold and without turns of direction.

    >>> legible("a\x00b\n\tc \u202egpj.exe")
    'ab c gpj.exe'
    """
    return _BREAKS.sub(" ", _ILLEGIBLE.sub("", _BREAKS.sub(" ", text))).strip()


def fenced(text: str) -> str:
    r"""The text so that its direction ends with it and turns no word around that is not its own.

    It stands in a Unicode isolate (UAX #9) with all that it opens closed; a text of one direction
    comes back as it is.

    >>> fenced("plain"), fenced("\u202eevil")
    ('plain', '\u2068\u202eevil\u202c\u2069')
    """
    if not _DIRECTED.search(text):
        return text
    kept, ends = [], []
    for character in text:
        if character in _OPENED:
            ends.append(_OPENED[character])
        elif character in "\u202c\u2069":
            if not ends or ends[-1] != character:
                continue  # it would close what others have opened
            ends.pop()
        kept.append(character)
    return f"\u2068{''.join(kept)}{''.join(reversed(ends))}\u2069"


def plain(text: str) -> str:
    r"""The text with everything escaped that Streamlit's Markdown would read as more than text.

    Addresses are made links whatever is escaped in them, unless a word joiner parts them. Line
    breaks, which could begin a list or a table, become spaces.

    >>> print(plain("a*b [c](d) :red[x]"))
    a\*b \[c\](d) \:red\[x\]
    """
    return _MARKDOWN.sub(_escaped, fenced(" ".join(text.splitlines())))


def _escaped(match: re.Match[str]) -> str:
    found = match.group()
    if match["joined"] is not None:
        return f"{found.replace(':', chr(92) + ':')}\u2060"
    # A number at the start would begin a list only with the mark behind it.
    return f"{found}\u2060" if found[-1].isdigit() else f"{found[:-1]}\\{found[-1]}"


def folded(text: str) -> str:
    """The text as search sees it: without accents, case or runs of white space.

    >>> folded("Nebenzya’s  ÉLAN")
    "nebenzya's elan"
    """
    plain = _NOT_ASCII.sub(_bare, text.replace("’", "'").replace("‘", "'"))
    return " ".join(plain.casefold().split())


def _bare(match: re.Match[str]) -> str:
    parts = unicodedata.normalize("NFKD", match[0])
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def flat(text: str) -> str:
    """The words of a text as `folded`, with one space around each and nothing else.

    >>> flat("“Élan”, he said – twice.")
    ' elan he said twice '
    """
    spaced = re.sub(r"[^\x00-\x7f]", lambda c: c[0] if c[0].isalnum() else " ", folded(text))
    return f" {' '.join(spaced.translate(_SPACED).split())} "
