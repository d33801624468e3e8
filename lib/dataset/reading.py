"""The text of an article that was handed over as plain text, HTML or PDF."""

import io
import re

import lxml.html
import pypdf

from lib.dataset.problems import Problem, TablesError

TYPES = ("txt", "html", "htm", "pdf")
_ASIDE = "//script|//style|//noscript|//nav|//footer|//aside|//form|//svg|//head|//button"
_BLOCK = ("p", "h1", "h2", "h3", "h4", "li", "blockquote", "td", "figcaption")


def text_of(name: str, data: bytes) -> str:
    """The words of a file, a paragraph a line; TablesError where it has none that can be read."""
    kind = name.rpartition(".")[2].lower()
    try:
        if kind == "pdf":
            text = _of_pdf(data)
        elif kind in ("html", "htm"):
            text = _of_html(data)
        else:
            text = data.decode("utf-8-sig")
    except (UnicodeDecodeError, ValueError, lxml.etree.LxmlError, pypdf.errors.PyPdfError) as error:
        reason = f"cannot be read as text ({error})."
        remedy = "Copy its words and paste them."
        raise TablesError([Problem("article", name, 0, "", "", reason, remedy)]) from error
    return tidy(text)


def tidy(text: str) -> str:
    r"""The text with line feeds, without spaces at the ends of lines, and one line feed at its end.

    >>> tidy("One. \r\n\r\n\r\n\r\nTwo.")
    'One.\n\nTwo.\n'
    """
    lines = [line.rstrip() for line in text.replace("\x00", "").splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n") + "\n"


def _of_pdf(data: bytes) -> str:
    """The paragraphs of a PDF, which blank lines part; one that a page cuts is joined again."""
    text = ""
    for page in pypdf.PdfReader(io.BytesIO(data)).pages:
        words = page.extract_text(extraction_mode="layout").strip("\n")
        if len(re.findall(r"\S {4,}\S", words)) > words.count("\n") / 3:  # columns
            words = page.extract_text()
        text += ("\n\n" if re.search(r"[.!?:”\"]\s*$", text) else "\n") + words
    lines = re.sub(r"-\n *(?=[a-z])", "", re.sub(r" +\n", "\n", text))
    return re.sub(r" *(?<!\n)\n(?!\n) *| {2,}", " ", lines).strip()


def _of_html(data: bytes) -> str:
    """The blocks of a page that are sentences, headline first; of an article, only that."""
    try:
        data.decode()
        page = lxml.html.fromstring(data, parser=lxml.html.HTMLParser(encoding="utf-8"))
    except UnicodeDecodeError:
        page = lxml.html.fromstring(data)  # as it says itself
    for aside in page.xpath(_ASIDE):
        aside.drop_tree()
    page = [*page.xpath("//article"), *page.xpath("//main"), page][0]
    blocks = [" ".join(b.text_content().split()) for b in page.iter(*_BLOCK)]
    blocks = [b for b in blocks if b] or [" ".join(page.text_content().split())]
    return "\n\n".join(dict.fromkeys(blocks))
