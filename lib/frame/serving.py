"""How the app is served: what stands between Streamlit's server and whoever asks."""

from __future__ import annotations

import asyncio
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from lib import guard, memory

_GIVEN_BACK = 10  # seconds from one look for free memory to the next
_INDEX = Path(st.__file__).parent / "static" / "index.html"
# The one page Streamlit serves has a script in it; its hash is taken from the version installed.
MIDDLEWARE = [
    Middleware(guard.Guard, inline=guard.inline_scripts(_INDEX.read_text(encoding="utf-8")))
]


@asynccontextmanager
async def served(app: st.App) -> AsyncIterator[None]:
    """While it runs the app is served; at its start it is opened in a browser, if one is there."""
    del app
    memory.keep_few_heaps()
    giving_back = asyncio.create_task(_give_back_now_and_then())
    if not st.get_option("server.headless"):
        webbrowser.open(f"http://{st.get_option('server.address')}:{st.get_option('server.port')}")
    try:
        yield
    finally:
        giving_back.cancel()


async def _give_back_now_and_then() -> None:
    while True:
        await asyncio.sleep(_GIVEN_BACK)
        await asyncio.to_thread(memory.give_back)
