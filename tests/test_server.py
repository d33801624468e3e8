"""What the server refuses and what it sends: by rule, over the wire, and in Chromium."""

from __future__ import annotations

import http.client
import socket
from urllib.parse import urlsplit

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from lib.ui import server
from tests.browsing import settle, window

FOREIGN = "https://elsewhere.example"


def asked(**parts: str | int | list[tuple[str, str]]) -> dict:
    """A request as a server hands it on: a page of its own asking for something."""
    headers = {"host": "127.0.0.1:8501"} | dict(parts.pop("headers", []))
    scope = {"type": "http", "method": "GET", "scheme": "http", "server": ("127.0.0.1", 8501)}
    encoded = [(k.encode(), v.encode()) for k, v in headers.items() if v]
    return scope | parts | {"headers": encoded}


LINK = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
HTTPS = {"server": ("127.0.0.1", 443), "scheme": "https"}


@pytest.mark.parametrize(
    ("headers", "parts"),
    [
        ({}, {}),
        *(({"host": host}, {}) for host in ("localhost:8501", "LOCALHOST:8501", "[::1]:8501")),
        ({"host": "localhost"}, {"server": ("127.0.0.1", 80)}),
        ({"host": "localhost"}, HTTPS),
        ({"origin": "http://127.0.0.1:8501"}, {"type": "websocket", "scheme": "ws"}),
        (LINK, {}),  # a link on another site that opens the dashboard in a tab
    ],
)
def test_requests_of_this_machine_are_served(headers, parts):
    assert server.refusal(asked(headers=list(headers.items()), **parts)) is None


@pytest.mark.parametrize(
    "host",
    [
        *("elsewhere.example:8501", "127.0.0.1.elsewhere.example:8501", "localhost.:8501"),
        *("127.0.0.1:8502", "127.0.0.1", "localhost", "0.0.0.0:8501", "192.168.1.2:8501"),
        *("user@127.0.0.1:8501", "127.0.0.1:8501/x", "127.0.0.1:08501", "2130706433:8501", ""),
    ],
)
def test_any_other_host_is_misdirected(host):
    assert server.refusal(asked(headers=[("host", host)]))[0] == 421


def test_a_second_host_is_misdirected():
    scope = asked()
    scope["headers"].append((b"host", b"elsewhere.example:8501"))
    assert server.refusal(scope)[0] == 421


@pytest.mark.parametrize(
    "headers",
    [
        *({"origin": o} for o in (FOREIGN, "null", "file://", "https://127.0.0.1:8501")),
        *({"origin": f"http://{o}"} for o in ("127.0.0.1:8502", "127.0.0.1:8501.example")),
        LINK | {"sec-fetch-dest": "iframe"},
        LINK | {"sec-fetch-mode": "no-cors", "sec-fetch-site": "same-site"},
    ],
    ids=str,
)
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_requests_of_other_sites_are_refused(headers, kind):
    scheme = {"http": "http", "websocket": "ws"}[kind]
    assert server.refusal(asked(headers=list(headers.items()), type=kind, scheme=scheme))[0] == 403


def test_a_form_on_another_site_is_refused():
    assert server.refusal(asked(headers=list(LINK.items()), method="POST"))[0] == 403


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
    connection.request(
        method, path, body=b"x" if method in ("PUT", "POST") else None, headers=named
    )
    return connection.getresponse()


def stream(app: str, **kwargs):
    """A connection as Streamlit's own page makes it."""
    address = app.replace("http", "ws") + "/_stcore/stream"
    return connect(address, subprotocols=["streamlit"], max_size=None, **kwargs)


SENT = {name.lower(): value for name, value in server.HEADERS.items()} | {
    "content-security-policy": server.policy(
        server.inline_scripts(server._INDEX.read_text(encoding="utf-8"))
    )
}


@pytest.mark.parametrize("path", ["/", "/timeline", "/_stcore/health", "/favicon.png", "/none.js"])
def test_every_answer_carries_the_headers_a_refusal_too(app, path):
    for said in (answer(app, path), answer(app, path, Host="elsewhere.example")):
        assert {name: said.headers.get_all(name) for name in SENT} == {
            name: [value] for name, value in SENT.items()
        }


def test_the_hash_allowed_is_that_of_the_only_script_in_the_page(app):
    (found,) = server.inline_scripts(answer(app).read().decode())
    assert found in SENT["content-security-policy"]


def test_the_server_listens_on_127_0_0_1_alone(app):
    port = urlsplit(app).port
    others = {"127.0.0.2", *socket.gethostbyname_ex(socket.gethostname())[2]} - {"127.0.0.1"}
    for other in others:
        with pytest.raises(OSError), socket.create_connection((other, port), timeout=2):
            pass


@pytest.mark.parametrize("path", ["/", "/_stcore/health"])
def test_another_host_gets_nothing(app, path):
    port = urlsplit(app).port
    assert answer(app, path, Host=f"elsewhere.example:{port}").status == 421
    assert answer(app, path, Host=f"localhost:{port}").status == 200


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS"])
def test_another_origin_gets_nothing_and_cannot_upload(app, method):
    path = "/_stcore/health" if method == "GET" else "/_stcore/upload_file/session/file"
    refused = answer(app, path, method, Origin=FOREIGN)
    assert refused.status == 403
    assert refused.headers["access-control-allow-origin"] is None
    assert b"other sites" in refused.read()


def test_an_upload_without_the_pages_token_is_refused_by_streamlit(app):
    refused = answer(app, "/_stcore/upload_file/session/file", "PUT", Origin=app)
    assert refused.status == 403
    assert b"other sites" not in refused.read()


@pytest.mark.parametrize("origin", [FOREIGN, "null"])
def test_a_websocket_of_another_origin_is_refused(app, origin):
    with pytest.raises(InvalidStatus) as refused, stream(app, origin=origin):
        pass
    assert refused.value.response.status_code == 403


def test_the_dashboards_own_websocket_is_served_and_told_to_keep_no_statistics(app):
    with stream(app, origin=app) as own:
        asked = BackMsg()
        asked.rerun_script.query_string = ""
        own.send(asked.SerializeToString())
        while True:
            told = ForwardMsg()
            told.ParseFromString(own.recv(timeout=30))
            if told.WhichOneof("type") == "new_session":
                break
        assert told.new_session.config.gather_usage_stats is False


def test_messages_from_other_windows_and_programs_without_a_browser_are_not_heeded(app):
    assert b'"allowedOrigins":[]' in answer(app, "/_stcore/host-config").read()
    assert answer(app, "/_stcore/agent/interact", "POST").status in (403, 404)


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
