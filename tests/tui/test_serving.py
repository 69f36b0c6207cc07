"""``plugkeras serve``: the app in a browser of this machine, and nobody else's."""

import asyncio
import gc
import json
import re
import sys
from asyncio.base_subprocess import BaseSubprocessTransport
from contextlib import asynccontextmanager, suppress

import pytest

from plugkeras.errors import MissingDependency
from plugkeras_tui.serving.command import command, serve

aiohttp = pytest.importorskip("aiohttp")
pytest.importorskip("textual_serve")


@asynccontextmanager
async def served():
    """A server that serves in this process, and a client."""
    from aiohttp import web

    from plugkeras_tui.serving.server import LocalServer

    server = LocalServer(command(None))
    runner = web.AppRunner(await server._make_app(), access_log=None, shutdown_timeout=10.0)
    await runner.setup()
    await web.SockSite(runner, server.socket).start()
    async with aiohttp.ClientSession() as client:
        yield server, client
    await runner.cleanup()
    for one in gc.get_objects():  # textual-serve forgets the pipes of its processes
        if isinstance(one, BaseSubprocessTransport):
            one.close()


async def test_only_the_loopback_address_is_served_on():
    async with served() as (server, _):
        assert server.socket.getsockname()[0] == "127.0.0.1"


PLACES = ["/", "/ws", "/static/js/textual.js", "/download/abc", "/wrong/", "/wrong/ws", "//", "/%2e%2e/"]


@pytest.mark.parametrize("place", PLACES)
async def test_without_the_token_everything_is_refused(place):
    async with served() as (server, client):
        async with client.get(server.public_url + place) as response:
            assert response.status == 403
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await client.ws_connect(server.public_url + place)
        assert refused.value.status == 403


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}])
async def test_another_page_in_the_same_browser_is_refused_even_with_the_token(headers):
    async with served() as (server, client), client.get(server.address, headers=headers) as response:
        assert response.status == 403


async def test_the_page_asks_no_other_host_for_anything():
    async with served() as (server, client):
        async with client.get(server.address) as response:
            page, policy = await response.text(), response.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        found = re.findall(r"(?:https?:|wss?:)?//[^\s\"'<>]+", page)
        assert found == [f"ws://127.0.0.1:{server.port}/{server.token}/ws"]
        for place in re.findall(r'(?:src|href)="((?:static/|page)[^"]+)"|url\("(static/[^"]+)"\)', page):
            async with client.get(server.address + next(filter(None, place))) as response:
                assert response.status == 200


async def test_the_app_is_drawn_through_the_websocket_and_answers_keys():
    async with served() as (server, client), client.ws_connect(f"{server.address}ws?width=80&height=24") as socket:
        seen = b""
        while b"Start something" not in seen:
            seen += await drawn(socket)
        await socket.send_str(json.dumps(["stdin", "6"]))
        while b"untitled.py" not in seen:
            seen += await drawn(socket)
        await socket.close()


async def drawn(socket):
    """What comes next; texts are about something else."""
    message = await socket.receive(timeout=30)
    assert message.type in (aiohttp.WSMsgType.BINARY, aiohttp.WSMsgType.TEXT), message
    return message.data if isinstance(message.data, bytes) else b""


def test_without_the_extra_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "plugkeras_tui.serving.server", None)
    monkeypatch.delitem(sys.modules, "plugkeras_tui.serving.server")
    monkeypatch.setitem(sys.modules, "textual_serve.server", None)
    with pytest.raises(MissingDependency, match=r"pip install 'plugkeras\[web\]'"):
        serve([])


async def test_what_is_no_request_is_refused_and_leaves_no_traceback(caplog):
    from plugkeras_tui.serving.server import LocalServer

    server = LocalServer(command(None))
    serving = asyncio.create_task(server.serve_forever())
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(b"GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n")
    assert b"400" in await reader.readline()
    writer.close()
    serving.cancel()
    with suppress(asyncio.CancelledError):
        await serving
    assert caplog.records == []
