"""What the server refuses and what it sends: by rule, over the wire, and in Chromium."""

import gzip
import http.client
import re
import socket
from importlib.resources import files
from urllib.parse import urlsplit

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from lib.ui import scripts, server
from tests.browsing import settle, window

FOREIGN = "https://elsewhere.example"
LINK = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
PROXY = ("host", "proto", "for")
SOCKET = {"type": "websocket", "scheme": "ws"}
# The answer, the headers of a request, and what else differs from a page's own request.
REQUESTS = [
    *((None, {"host": h}, {}) for h in ("127.0.0.1:8501", "LOCALHOST:8501", "[::1]:8501")),
    # Through a tunnel, from another port.
    *((None, {"host": h, "origin": f"http://{h}"}, {}) for h in ("localhost:9000", "127.0.0.1")),
    (None, {"origin": "https://127.0.0.1:8501"}, {}),
    *((404, {}, {"path": p}) for p in ("/auth/login", "/oauth2callback", "/_stcore/metrics")),
    (None, {"origin": "http://127.0.0.1:8501"}, SOCKET),
    (None, LINK, {}),  # a link on another site that opens the dashboard in a tab
    (403, LINK, {"method": "POST"}),
    # What a proxy says of itself is not heeded.
    *((421, {"host": "a.example", f"x-forwarded-{n}": "localhost:8501"}, {}) for n in PROXY),
    *((403, {"origin": FOREIGN, f"x-forwarded-{n}": FOREIGN[8:]}, {}) for n in PROXY),
    *(
        (421, {"host": host}, {})
        for host in (
            *("elsewhere.example:8501", "127.0.0.1.elsewhere.example:8501", "localhost.:8501"),
            *("0.0.0.0:8501", "192.168.1.2:8501", "localhost.example", "2130706433:8501", ""),
            *("user@127.0.0.1:8501", "127.0.0.1:8501/x", "127.0.0.1:08501", "127.0.0.1:"),
        )
    ),
    *(
        (403, headers, kind)
        for kind in ({}, SOCKET)
        for headers in (
            *({"origin": o} for o in (FOREIGN, "null", "file://", "https://127.0.0.1:8502")),
            *({"origin": f"http://{o}"} for o in ("127.0.0.1:8502", "127.0.0.1:8501.example")),
            LINK | {"sec-fetch-dest": "iframe"},
            LINK | {"sec-fetch-mode": "no-cors", "sec-fetch-site": "same-site"},
        )
    ),
]


def asked(headers: dict[str, str], parts: dict) -> dict:
    """A request as a server hands it on."""
    scope = {"type": "http", "method": "GET", "scheme": "http", "path": "/"}
    named = {"host": "127.0.0.1:8501"} | headers
    return scope | parts | {"headers": [(k.encode(), v.encode()) for k, v in named.items() if v]}


@pytest.mark.parametrize(("status", "headers", "parts"), REQUESTS)
def test_only_requests_of_this_machine_and_its_own_pages_are_served(status, headers, parts):
    scope = asked(headers, parts)
    refused = server.refusal(scope)
    assert (refused and refused[0]) == status
    scope["headers"].append((b"host", b"elsewhere.example:8501"))  # a second one
    assert server.refusal(scope)[0] == 421


def test_the_policy_allows_no_script_but_the_servers_own():
    said = dict(part.split(" ", 1) for part in server.policy(["sha256-x="]).split("; "))
    assert said["default-src"] == "'none'"
    assert said["script-src"] == "'self' blob: 'sha256-x='"
    assert said["connect-src"] == "'self'"
    for name in ("base-uri", "form-action", "frame-ancestors", "worker-src"):
        assert said[name] == "'none'"
    assert [name for name, sources in said.items() if "unsafe-inline" in sources] == ["style-src"]
    for never in ("unsafe-eval", "http", "*"):
        assert never not in str(said)


# --- Over the wire ---------------------------------------------------------------------------


def answer(
    app: str, path: str = "/", method: str = "GET", **headers: str
) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection(urlsplit(app).netloc, timeout=20)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, b"x" if method in ("PUT", "POST") else None, named)
    return connection.getresponse()


def test_every_answer_carries_the_headers_a_refusal_too(app):
    inline = server.inline_scripts(answer(app).read().decode())
    sent = {k.lower(): v for k, v in server.HEADERS.items()}
    sent["content-security-policy"] = server.policy(inline)
    for path in ("/", "/timeline", "/_stcore/health", "/favicon.png", "/none.js"):
        for host, misdirected in (("localhost", False), ("elsewhere.example", True)):
            said = answer(app, path, Host=f"{host}:{urlsplit(app).port}")
            assert (said.status == 421) == misdirected
            assert {k: said.headers.get_all(k) for k in sent} == {k: [v] for k, v in sent.items()}


def test_scripts_come_with_the_page_travel_packed_and_are_kept(app):
    page = answer(app, "/timeline").read().decode()
    named = re.findall(r'<link rel="modulepreload" fetchpriority="low" [^>]*href="([^"]+)"', page)
    assert sum("/static/js/Multiselect." in path for path in named) == 1
    assert "Loading …" in page
    plotly = scripts.address("Plotly")
    assert f'<script async src="{plotly}"></script>' in page
    assert plotly not in answer(app, "/records").read().decode()
    plain = named[0]
    assert answer(app, plain).headers["content-encoding"] is None
    for path in (plain, plotly):
        packed = answer(app, path, Accept_Encoding="gzip")
        assert gzip.decompress(packed.read()) == answer(app, path).read()
        assert "immutable" in packed.headers["cache-control"]
    partly = answer(app, plain, Accept_Encoding="gzip", Range="bytes=0-9")
    assert (partly.status, len(partly.read())) == (206, 10)


def test_charts_are_drawn_by_the_plotly_js_that_the_package_writes_figures_for():
    own, packages = (
        re.search(r"plotly\.js .*v([\d.]+)", path.read_text(encoding="utf-8")[:200])[1]
        for path in (scripts.PLOTLY, files("plotly") / "package_data/plotly.min.js")
    )
    assert own == packages


def test_the_server_listens_on_127_0_0_1_alone(app):
    port = urlsplit(app).port
    others = {"127.0.0.2", *socket.gethostbyname_ex(socket.gethostname())[2]} - {"127.0.0.1"}
    for other in others:
        with pytest.raises(OSError), socket.create_connection((other, port), timeout=2):
            pass


def test_another_origin_gets_nothing_and_nobody_uploads_without_the_pages_token(app):
    upload = "/_stcore/upload_file/session/file"
    asked = {"GET": "/_stcore/health", "PUT": upload, "DELETE": upload, "OPTIONS": upload}
    for method, path in asked.items():
        refused = answer(app, path, method, Origin=FOREIGN)
        assert refused.status == 403
        assert refused.headers["access-control-allow-origin"] is None
        assert b"other sites" in refused.read()
    own = answer(app, upload, "PUT", Origin=app)
    assert (own.status, b"other sites" in own.read()) == (403, False)
    # Neither messages from other windows nor programs without a browser are heeded.
    assert b'"allowedOrigins":[]' in answer(app, "/_stcore/host-config").read()
    assert answer(app, "/_stcore/agent/interact", "POST").status in (403, 404)


def test_the_dashboards_own_websocket_alone_is_served_and_told_to_keep_no_statistics(app):
    address = app.replace("http", "ws") + "/_stcore/stream"
    for origin in (FOREIGN, "null"):
        with pytest.raises(InvalidStatus) as refused, connect(address, origin=origin):
            pass
        assert refused.value.response.status_code == 403
    with connect(address, subprotocols=["streamlit"], max_size=None, origin=app) as own:
        asked = BackMsg()
        asked.rerun_script.query_string = ""
        own.send(asked.SerializeToString())
        told = ForwardMsg()
        while told.WhichOneof("type") != "new_session":
            told.ParseFromString(own.recv(timeout=30))
        assert told.new_session.config.gather_usage_stats is False


# --- In Chromium -----------------------------------------------------------------------------

BLOCKED = """async () => {
    const blocked = [];
    document.addEventListener("securitypolicyviolation",
        (event) => blocked.push(event.effectiveDirective));
    const add = (html) => document.body.append(
        document.createRange().createContextualFragment(html));
    add('<img src="data:," onerror="window.ran = 1">');
    add('<script>window.ran = 2</script>');
    add('<iframe srcdoc="x"></iframe><object data="data:text/html,x"></object>');
    add('<base href="https://elsewhere.example">');
    add('<img src="https://elsewhere.example/seen">');
    await fetch("https://elsewhere.example/").catch(() => 0);
    await new Promise((done) => setTimeout(() => {
        try { window.eval("window.ran = 3"); } catch { blocked.push("eval"); }
        setTimeout(done, 500);
    }));
    return [window.ran ?? 0, [...new Set(blocked)].sort(), document.baseURI];
}"""


@pytest.mark.browser
def test_chromium_runs_and_fetches_nothing_that_was_put_into_the_page(browser, app):
    page = window(browser).new_page()
    page.goto(app)
    settle(page)
    sent = []
    page.on("requestfinished", lambda request: sent.append(request.url))
    ran, blocked, base = page.evaluate(BLOCKED)
    assert ran == 0
    assert {"base-uri", "connect-src", "eval", "img-src", "script-src-attr", "script-src-elem"} <= {
        *blocked
    }
    assert base.startswith(app)
    assert not [url for url in sent if "elsewhere" in url]
    page.context.close()
