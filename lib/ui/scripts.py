"""The page and the scripts a browser loads: Streamlit's, Plotly and vis-network, packed once.

The names of scripts change with their content, so a browser never asks twice.
"""

import gzip
import hashlib
import re
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import streamlit as st
from starlette.responses import HTMLResponse, Response

from lib.ui import navigation

_STATIC = Path(st.__file__).parent / "static"
_NAMES = re.compile(r"/static/(?:js|css)/[\w.-]+\.(?:js|css)")
# Bars and points alone: a quarter of the whole library, which each first view would parse.
PLOTLY = Path(__file__).parent / "vendor/plotly-basic.min.js"
_LIBRARIES = {
    "Plotly": PLOTLY,
    "vis": files("pyvis") / "lib/vis-9.1.2/vis-network.min.js",
}
# Streamlit would first ask, beneath each part of the path, where its server is and what it allows.
_CONNECT = """<script>window.__streamlit = {
    BACKEND_BASE_URL: location.origin,
    HOST_CONFIG: { allowedOrigins: [location.origin], useExternalAuthToken: false },
}</script>"""
_LOADING = '<p style="margin:3em;font:1.2em sans-serif;color:#808080">Loading …</p>'
# Streamlit loads these when a page needs them; every page with a chart does.
_NEEDED = (
    *("BidiComponent", "Button", "ButtonGroup", "Checkbox", "DateInput", "Html", "Multiselect"),
    *("PageLink", "Slider", "TextInput"),
)
# The libraries that a page begins with; others come when something is drawn with them.
_FIRST = {
    "overview": ("Plotly", "vis"),
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


@lru_cache
def page(name: str) -> str:
    """Streamlit's page as the page `name` of the dashboard is served.

    It says that it is loading and where its server is, and names the scripts it will need, so that
    the browser fetches them before the first run is over, but after Streamlit's own.
    """
    tags = [f'<script async src="{address(library)}"></script>' for library in _FIRST.get(name, ())]
    tags += [
        f'<link rel="modulepreload" fetchpriority="low" crossorigin href="{path}">'
        for path in _preloaded()
    ]
    html = index().replace("</head>", f"{_CONNECT}{''.join(tags)}</head>")
    html = html.replace('as="font"', 'as="font" fetchpriority="low"')
    return html.replace('<div id="root"></div>', f'<div id="root">{_LOADING}</div>')


@lru_cache
def _preloaded() -> list[str]:
    """The paths of the scripts of the widgets on every page, and of what they import."""
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
    name = path[1:] or "overview"
    if name in navigation.PAGES or name == "code":
        return HTMLResponse(page(name), headers={"Cache-Control": "no-cache"})
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
