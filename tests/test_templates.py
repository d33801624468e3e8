"""The templates: what a browser makes of an article with its coding, and of hostile texts."""

from html.parser import HTMLParser

from lib.analysis import articles
from lib.export.templates import render
from lib.view.theme import DARK, LIGHT
from tests.test_articles import OVERLAPPING, PASSAGES, tables_with


class Read(HTMLParser):
    """The words of the paragraphs, each on a line, and every tag with its attributes."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.lists, self.words, self._in = [], [], "", "p"
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag == "p":
            self.words += "\n"
        if tag in ("p", "ul"):
            self._in = tag
        if tag == "ul":
            self.lists.append([])

    def handle_data(self, data):
        if self._in == "p":
            self.words += data.strip("\n")
        elif data.strip() and self.lists:
            self.lists[-1].append(data)

    def of(self, tag, attribute=""):
        return [a.get(attribute) if attribute else a for name, a in self.tags if name == tag]


def address(event_id):
    return f"?article=x&event={event_id}"


def drawn(tables, source_id, seen=None, picked="", href=address, theme=LIGHT):
    article = articles.read(tables, source_id, seen or tables.store.select())
    return Read(render("article.html", article=article, address=href, picked=picked, theme=theme))


def test_the_words_on_the_page_are_the_articles_words(real):
    for source_id, text in real.articles.items():
        page = drawn(real, source_id)
        assert page.words.split() == text.split()
        told = {link.rpartition("=")[2] for link in page.of("a", "href")}
        assert sorted(filter(None, page.of("span", "id"))) == sorted(f"passage-{e}" for e in told)


def test_overlapping_passages_keep_lines_and_links_of_their_own(tmp_path):
    page = drawn(tables_with(tmp_path, OVERLAPPING, PASSAGES), "one")
    assert page.words == "\nHe said that they said it was so.\nThe end."
    assert page.of("p", "style") == ["--article-lines:2", "--article-lines:1"]
    assert page.of("a")[1:3] == [
        {
            "class": "article-passage",
            "href": address("E003"),
            "title": "E001, Accusation: Kirby accuses Iran\n"
            "E003, Media report: Russia is said to agree",
        },
        {
            "class": "article-passage",
            "href": address("E001"),
            "title": "E001, Accusation: Kirby accuses Iran",
        },
    ]


def test_a_passage_has_the_colour_of_its_family_and_is_faded_where_it_is_filtered_out(small):
    seen = small.store.select("claim_type = 'denial'")
    page = drawn(small, "one", seen, picked="E002", theme=DARK)
    assert page.lists[0] == ["Accuses", "Media report", "Denies, sees no evidence"]
    assert f"--article-colour:{DARK.claim_type['denial']};--article-depth:0" in page.of(
        "span", "style"
    )
    lines = [span for span in page.of("span") if "depth" in span["style"]]
    assert [(a["id"], a["class"].split()[2:]) for a in lines] == [
        ("passage-E001", ["article-faded"]),
        ("passage-E002", ["article-picked"]),
        ("passage-E003", ["article-faded"]),
    ]
    assert page.of("a", "aria-current") == [None, "true", None]
    assert page.of("a", "title")[0].endswith("Kirby accuses Iran (outside the filters)")
    assert page.of("li", "class")[3:] == ["article-storyline", "article-storyline article-faded"]
