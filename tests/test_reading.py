"""The text of an article that is handed over as a file: PDF, HTML or plain text."""

import io

import pytest
from matplotlib import rc_context
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure

from lib.dataset.problems import TablesError
from lib.dataset.reading import text_of

PAGES = (
    "Blast at Caspian port\n\nThe navy’s spokesman said on Wednesday that\nthe vessel had compo-\n"
    "nents for 200 drones. “It is over,” he said.\n\nThe ministry, which speaks for",
    "Moscow, denied it.\n\nNobody else spoke.",
)
TEXT = """Blast at Caspian port

The navy’s spokesman said on Wednesday that the vessel had components for 200 drones. \
“It is over,” he said.

The ministry, which speaks for Moscow, denied it.

Nobody else spoke.
"""


def test_a_pdf_gives_its_paragraphs_across_lines_and_pages():
    file = io.BytesIO()
    with rc_context({"pdf.fonttype": 42}), PdfPages(file) as pages:
        for words in PAGES:
            figure = Figure(figsize=(6, 8))
            figure.text(0.1, 0.9, words, va="top")
            pages.savefig(figure)
    assert text_of("article.PDF", file.getvalue()) == TEXT


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1252"])
def test_html_gives_its_article_without_what_stands_around_it(encoding):
    said = f'<meta charset="{encoding}">' * (encoding != "utf-8")
    page = f"""<html><head>{said}<title>x</title></head><body><nav>Home</nav><article>
        <h1>Blast “at” port</h1><p>One <b>two</b>.</p><script>no()</script></article>
        <footer>Terms</footer></body></html>"""
    assert text_of("a.html", page.encode(encoding)) == "Blast “at” port\n\nOne two.\n"


def test_plain_text_is_tidied_and_what_is_no_text_is_told():
    assert text_of("a.txt", "\ufeffOne. \r\n\r\n\r\nTwo.".encode()) == "One.\n\nTwo.\n"
    for name in ("a.txt", "a.pdf"):
        with pytest.raises(TablesError, match="cannot be read as text"):
            text_of(name, b"\xff\xfe\x00broken")
