"""Every file made of hostile tables: another reader opens it, and nothing in it does anything."""

import csv
import io
import json
import re
import zipfile
from pathlib import PurePath

import marko
import pandas as pd
import pytest
from conftest import stated
from lxml import etree, html
from pypdf import PdfReader

from lib.analysis import rows
from lib.dataset.tables import Tables, load
from lib.export import formats
from lib.view.view import FORMS
from tests import hostile

TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


@pytest.fixture(scope="module")
def tables(tmp_path_factory) -> Tables:
    """Hostile tables; some cells have a million characters, too."""
    folder = tmp_path_factory.mktemp("hostile")
    return load(hostile.write(folder, large=True), folder)


def made(tables: Tables, name: str, **view: str) -> bytes:
    """A file in the format named, which is opened as another program would."""
    words = {"title": hostile.PAYLOADS[3], "note": hostile.PAYLOADS[7]}
    screen, said = stated(tables, **words | view)
    assert re.fullmatch(r"[\w.-]+", formats.file_name(said, name))
    content = formats.make(screen, said, name)
    opened(f"x{formats.FORMATS[name].ending}", content)
    return content


def opened(name: str, content: bytes) -> None:
    """Open a file, and what is in it; raise for what is not sound."""
    match f".{name.rpartition('.')[2]}":
        case ".zip" | ".pptx" | ".docx":
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                assert archive.testzip() is None
                for member in archive.namelist():
                    assert not PurePath(member).is_absolute()
                    assert ".." not in PurePath(member).parts
                    opened(member, archive.read(member))
        case ".xml" | ".rels" | ".svg" | ".gexf" | ".graphml":
            for element in etree.fromstring(content).iter(etree.Element):
                harmless(element)
        case ".json" | ".jsonld":
            one_a_line = name.endswith(".ftm.json")
            for text in content.splitlines() if one_a_line else [content]:
                json.loads(text)
        case ".csv":
            # A slide's text may be longer than a cell that `csv` reads here.
            assert len(pd.read_csv(io.BytesIO(content), dtype=str).columns)
        case ".pdf":
            assert PdfReader(io.BytesIO(content)).pages
        case ".png":
            assert content.startswith(b"\x89PNG\r\n\x1a\n")
        case ".html":
            assert html.document_fromstring(content).find(".//body") is not None
        case ".md" | ".txt":
            content.decode("utf-8")
        case other:
            assert other in (".jpeg", ".jpg", ".bin", ".ttf"), f"nobody opens {name}"


def harmless(element: etree._Element) -> None:
    name = etree.QName(element).localname
    assert name not in ("script", "iframe", "foreignObject", "externalReference")
    drawing = element.nsmap.get(element.prefix) == "http://www.w3.org/2000/svg"
    for key, value in element.attrib.items():
        local = etree.QName(key).localname
        # In Office's own XML such attributes are names; there nothing listens to them.
        assert not (drawing and local.startswith("on"))
        assert not (local in ("href", "src", "Target") and hostile.ELSEWHERE in value), name
        if local == "TargetMode":
            assert "javascript" not in element.get("Target", "")


@pytest.mark.parametrize("name", formats.FORMATS)
def test_every_format_is_opened_by_another_reader(tables, name):
    made(tables, name, form="timeline")


@pytest.mark.parametrize("form", [form for form in FORMS if form != "timeline"])
def test_every_form_is_opened_by_another_reader(tables, form):
    for name in ("svg", "pptx"):
        made(tables, name, form=form)


def test_markdown_leads_nowhere_and_holds_no_markup(tables):
    written = made(tables, "markdown", form="statements").decode()
    for extensions in ([], ["gfm", "footnote"]):
        page = html.document_fromstring(marko.Markdown(extensions=extensions).convert(written))
        assert not page.xpath("//img | //script | //iframe | //code | //em | //del")
        assert page.xpath("//a/@href[not(starts-with(., '#'))]") == []


@pytest.mark.parametrize("name", ["docx", "pptx"])
def test_office_files_lead_nowhere_and_turn_no_text_around(tables, name):
    content = made(tables, name, form="contradiction", event="E003")
    with zipfile.ZipFile(io.BytesIO(content)) as zipped:
        for member in zipped.namelist():
            written = zipped.read(member)
            assert not member.endswith(".xml") or not TURNING.search(written.decode())
            if member.endswith(".rels"):
                assert not etree.fromstring(written).xpath("//*[@TargetMode='External']/@Target")


@pytest.mark.parametrize("table", rows.SHOWN)
def test_no_cell_of_a_file_for_spreadsheets_begins_a_formula(tables, table):
    shown = rows.as_csv(rows.in_view(tables.store.select(), table)).decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(shown)) for cell in row]
    assert not [c for c in cells if c.startswith(("=", "+", "-", "@", "\t", "\r"))]
