"""Which requests the server refuses, and the headers it sends."""

import base64
import hashlib
import re
import webbrowser
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lib.ui import scripts

# This machine by its own names, on any port: a tunnel or a container may forward another one.
_HOST = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:[1-9]\d{0,4})?", re.IGNORECASE)
# Streamlit serves these though nothing here uses them.
_UNUSED = ("/_stcore/metrics", "/auth/", "/oauth2callback")
POLICY = {
    "default-src": "'none'",
    # Streamlit makes a blob: of each component's script; only a script can make one.
    "script-src": "'self' blob:",
    # Streamlit and Plotly style what they draw with inline styles.
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "worker-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
}
# What a browser must not offer the page.
FEATURES = (
    *("accelerometer", "autoplay", "camera", "display-capture", "geolocation", "gyroscope", "hid"),
    *("magnetometer", "microphone", "midi", "payment", "screen-wake-lock", "serial", "usb"),
    "xr-spatial-tracking",
)
HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in FEATURES),
    "X-DNS-Prefetch-Control": "off",
}

_INLINE = re.compile(r"<script(?![^>]*\ssrc\s*=)[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)


def policy(inline: Iterable[str] = ()) -> str:
    """The Content-Security-Policy, with the hashes of inline scripts that may run.

    >>> policy(["sha256-abc="]).split("; ")[1]
    "script-src 'self' blob: 'sha256-abc='"
    """
    hashes = "".join(f" '{found}'" for found in inline)
    sources = POLICY | {"script-src": POLICY["script-src"] + hashes}
    return "; ".join(" ".join(directive) for directive in sources.items())


def inline_scripts(page: str) -> list[str]:
    """The hash of each script that stands in an HTML page itself, as a policy writes it.

    >>> inline_scripts('<script src="a.js"></script><script>go()</script>')
    ['sha256-5KYv+PUboo5h+0+YAtGRPbwv5d/QxzHslP4YGnUaxRw=']
    """
    digests = (hashlib.sha256(text.encode()).digest() for text in _INLINE.findall(page))
    return [f"sha256-{base64.b64encode(digest).decode()}" for digest in digests]


def refusal(scope: Scope) -> tuple[int, str] | None:
    """The status and reason with which a request is refused, or None if it is served.

    The Host must be a name of this machine, against DNS rebinding. A request from a web page must
    come from this server's own pages; from other sites, only a link that opens the dashboard in
    a tab is served. A program that sends neither origin nor site is no web page and is served.
    """
    headers = Headers(scope=scope)
    named = headers.getlist("host")
    if len(named) != 1 or not _HOST.fullmatch(named[0]):
        said = "This server answers on this machine only: open it as localhost or 127.0.0.1, "
        return 421, said + "from elsewhere through a tunnel (ssh -L 8501:localhost:8501 …)."
    if scope["path"].startswith(_UNUSED):
        return 404, "Not found."
    # No header of a proxy says which of the two it is.
    own = {f"{scheme}://{named[0].lower()}" for scheme in ("http", "https")}
    others = not {origin.lower() for origin in headers.getlist("origin")} <= own
    opens_a_tab = scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
    opens_a_tab &= headers.get("sec-fetch-mode") == "navigate"
    opens_a_tab &= headers.get("sec-fetch-dest") == "document"
    ours = headers.get("sec-fetch-site", "none") in ("same-origin", "none")
    if others or not (ours or opens_a_tab):
        return 403, "Requests from other sites are refused."
    return None


class Guard:
    """ASGI middleware that applies `refusal`, sends the headers and packs scripts.

    `inline` are the hashes of inline scripts that may run.
    """

    def __init__(self, app: ASGIApp, inline: Iterable[str] = ()) -> None:
        self.app = app
        self.headers = HEADERS | {"Content-Security-Policy": policy(inline)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve or refuse one request or WebSocket; pass on everything else."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self.headers)
            await send(message)

        refused = refusal(scope)
        if not refused:
            answer, asked = None, Headers(scope=scope)
            if scope["type"] == "http" and scope["method"] == "GET" and "range" not in asked:
                packed = "gzip" in asked.get("accept-encoding", "")
                answer = scripts.answer(scope["path"], packed)
            await (answer or self.app)(scope, receive, send_guarded)
        elif scope["type"] == "websocket":
            # Closed before it is accepted, so the server answers 403.
            await send({"type": "websocket.close", "code": 1008, "reason": refused[1]})
        else:
            await PlainTextResponse(refused[1], refused[0])(scope, receive, send_guarded)


# One inline script is Streamlit's own; its hash comes from the version installed.
MIDDLEWARE = [Middleware(Guard, inline=inline_scripts(scripts.page("overview")))]


@asynccontextmanager
async def served(app: st.App) -> AsyncIterator[None]:
    """Say where the app is when the server starts, and open it unless the server is headless."""
    del app
    host = st.get_option("server.address")
    address = f"http://{f'[{host}]' if ':' in host else host}:{st.get_option('server.port')}"
    print(f"The dashboard is at {address}", flush=True)
    if not st.get_option("server.headless"):
        webbrowser.open(address)
    yield
