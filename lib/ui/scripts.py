"""The page and the scripts a browser loads: Streamlit's, Plotly and vis-network, packed once.

The names of scripts change with their content, so a browser never asks twice.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import streamlit as st
from starlette.responses import HTMLResponse, Response

_STATIC = Path(st.__file__).parent / "static"
_NAMES = re.compile(r"/static/(?:js|css)/[\w.-]+\.(?:js|css)")
_LIBRARIES = {
    "Plotly": files("plotly") / "package_data/plotly.min.js",
    "vis": files("pyvis") / "lib/vis-9.1.2/vis-network.min.js",
}
# Streamlit loads these when a page needs them; every page with a chart does.
_NEEDED = (
    *("BidiComponent", "Html", "Multiselect", "DateInput", "Checkbox", "TextInput", "PageLink"),
    *("Button", "Slider"),
)
# The libraries that a page begins with; others come when something is drawn with them.
_FIRST = {
    "": ("Plotly", "vis"),
    "timeline": ("Plotly",),
    "network": ("vis",),
    **dict.fromkeys(("map", "questions", "compare", "story"), ("Plotly",)),
}


@lru_cache
def address(library: str) -> str:
    """Where the server has the script of a library."""
    mark = hashlib.sha256(_LIBRARIES[library].read_bytes()).hexdigest()[:12]
    return f"/library/{library}.{mark}.js"


@lru_cache
def index() -> str:
    """Streamlit's page, which runs in the browser."""
    return (_STATIC / "index.html").read_text(encoding="utf-8")


def page(path: str) -> str:
    """The page as it is served under a path: it loads its libraries before the first run is over.

    Empty for a path where charts are not drawn at once; Streamlit serves that itself.
    """
    if not (first := _FIRST.get(path[1:])):
        return ""
    tags = "".join(f'<script async src="{address(library)}"></script>' for library in first)
    return index().replace("</head>", f"{tags}</head>")


@lru_cache
def preloaded() -> list[str]:
    """The paths of the scripts that a browser fetches along with the page, in no order.

    Those of the widgets on every page, and what they import.
    """
    folder = _STATIC / "static" / "js"
    wanted = [path.name for name in _NEEDED for path in folder.glob(f"{name}.*.js")]
    found: dict[str, None] = {}
    while wanted:
        name = wanted.pop()
        if name not in found and name not in index():
            found[name] = None
            head = (folder / name).read_text(encoding="utf-8")[:4000]
            wanted += re.findall(r'(?:from|import)"\./([\w.-]+\.js)"', head)
    return [f"/static/js/{name}" for name in found]


def answer(path: str, packed: bool) -> Response | None:
    """The page or script under a path, as gzip if `packed`; None where Streamlit serves it."""
    if html := page(path):
        return HTMLResponse(html, headers={"Cache-Control": "no-cache"})
    body = _script(path)
    if body is None or not (packed or path.startswith("/library/")):
        return None
    kind = "text/css" if path.endswith("css") else "text/javascript"
    headers = {"Cache-Control": "public, immutable, max-age=31536000", "Vary": "Accept-Encoding"}
    if not packed:
        return Response(gzip.decompress(body), headers=headers, media_type=kind)
    return Response(body, headers=headers | {"Content-Encoding": "gzip"}, media_type=kind)


@lru_cache(maxsize=512)
def _script(path: str) -> bytes | None:
    # Level 6: as small as level 9, but for a hundredth; once for each script.
    if _NAMES.fullmatch(path):
        file: Path | Traversable | None = _STATIC / path[1:]
    else:
        file = next((_LIBRARIES[name] for name in _LIBRARIES if address(name) == path), None)
    return gzip.compress(_bare(file.read_bytes()), 6, mtime=0) if file and file.is_file() else None


def _bare(script: bytes) -> bytes:
    """Plotly without a function around it, and such that browsers compile it beside other work."""
    begin, end = b'"use strict";var Plotly=(()=>{', b"return Plotly;"
    if begin not in script or end not in script:
        return script
    body = script[script.index(begin) + len(begin) : script.rindex(end)]
    return b'"use strict";var Plotly=(function(){' + body
