"""Every file made of hostile tables: another reader opens it, and nothing in it does anything."""

from __future__ import annotations

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
from lib.export.statement import Statement
from lib.view.screen import Screen
from lib.view.view import FORMS
from tests import hostile


@pytest.fixture(scope="module", params=["short", "long"])
def tables(request, tmp_path_factory) -> Tables:
    """Hostile tables; the long ones have cells of a million characters, too."""
    folder = tmp_path_factory.mktemp("hostile")
    return load(hostile.write(folder, large=request.param == "long"), folder)


def shown(tables: Tables, **parts: object) -> tuple[Screen, Statement]:
    return stated(tables, **{"title": hostile.PAYLOADS[3], "note": hostile.PAYLOADS[7]} | parts)


def opened(name: str, content: bytes) -> None:
    """Open a file as another program would, and what is in it; raise for what is not sound."""
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
    for key, value in element.attrib.items():
        local = etree.QName(key).localname
        # In Office's own XML such attributes are names; there nothing listens to them.
        if element.nsmap.get(element.prefix) == "http://www.w3.org/2000/svg":
            assert not local.startswith("on")
        if local in ("href", "src", "Target") and hostile.ELSEWHERE in value:
            raise AssertionError(f"{name} leads to {value}")
        if local == "TargetMode":
            assert "javascript" not in element.get("Target", "")


def made_and_opened(name: str, form: str, tables: Tables) -> None:
    view, said = shown(tables, form=form)
    opened(f"x{formats.FORMATS[name].ending}", formats.make(view, said, name))
    assert re.fullmatch(r"[\w.-]+", formats.file_name(said, name))


@pytest.mark.parametrize("name", formats.FORMATS)
def test_every_format_is_opened_by_another_reader(tables, name):
    made_and_opened(name, "timeline", tables)


@pytest.mark.parametrize("tables", ["short"], indirect=True)
@pytest.mark.parametrize("form", [form for form in FORMS if form != "timeline"])
@pytest.mark.parametrize("name", ["svg", "pptx"])
def test_every_form_is_opened_by_another_reader(tables, name, form):
    made_and_opened(name, form, tables)


@pytest.mark.parametrize("tables", ["short"], indirect=True)
@pytest.mark.parametrize("extensions", [(), ("gfm", "footnote")], ids=["CommonMark", "GitHub"])
def test_markdown_leads_nowhere_and_holds_no_markup(tables, extensions):
    view, said = shown(tables)
    written = formats.make(view, said, "markdown").decode()
    page = html.document_fromstring(marko.Markdown(extensions=extensions).convert(written))
    assert not page.xpath("//img | //script | //iframe | //code | //em | //del")
    assert page.xpath("//a/@href[not(starts-with(., '#'))]") == []


@pytest.mark.parametrize("name", ["docx", "pptx"])
def test_office_files_lead_nowhere_and_turn_no_text_around(tables, name):
    content = formats.make(*shown(tables, form="contradiction", event="E003"), name)
    links = set()
    with zipfile.ZipFile(io.BytesIO(content)) as zipped:
        for member in zipped.namelist():
            written = zipped.read(member)
            assert not member.endswith(".xml") or not re.search(
                "[\u202a-\u202e\u2066-\u2069]", written.decode()
            )
            if member.endswith(".rels"):
                outward = etree.fromstring(written).xpath("//*[@TargetMode='External']/@Target")
                links |= set(outward)
    assert links == set()


@pytest.mark.parametrize("table", rows.SHOWN)
def test_no_cell_of_a_file_for_spreadsheets_begins_a_formula(tables, table):
    shown = rows.as_csv(rows.in_view(tables.store.select(), table)).decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(shown)) for cell in row]
    assert not [c for c in cells if c.startswith(("=", "+", "-", "@", "\t", "\r"))]
