"""The app in a browser: textual-serve, with a door that only opens to whoever has the token, and asking no other host.

textual-serve alone lets everybody in who reaches the port, every page in the same browser included, and its page asks a
host of fonts. Here all lies below a path that nobody can guess, and the page may only load what lies there.
"""

import asyncio
import logging
import secrets
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web
from textual_serve.server import Server

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

HOST = "127.0.0.1"

PAGE, CODE = Path(__file__).with_name("page.html"), Path(__file__).with_name("page.js")

SIZES = range(6, 61)
"""Sizes of characters that may be asked for, in pixels."""

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; connect-src 'self' ws://{host}; img-src 'self' data:; "
    "style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


class LocalServer(Server):
    """Serves ``command`` on the loopback address, below a path that is the token; a process a visitor."""

    def __init__(self, command: str, port: int = 0) -> None:
        """Take the port, any free one for 0. Raises OSError if it is taken."""
        self.socket = socket.create_server((HOST, port))
        self.token = secrets.token_urlsafe(24)
        super().__init__(command, HOST, self.socket.getsockname()[1], "plugkeras")

    @property
    def address(self) -> str:
        """What to open in a browser."""
        return f"{self.public_url}/{self.token}/"

    async def _make_app(self) -> web.Application:
        app = web.Application(middlewares=[self._door])
        door = f"/{self.token}"
        app.add_routes(
            [
                web.get(f"{door}/", self.handle_index, name="index"),
                web.get(f"{door}/page.js", self.handle_code),
                web.get(f"{door}/ws", self.handle_websocket, name="websocket"),
                web.get(f"{door}/download/{{key}}", self.handle_download, name="download"),
                web.static(f"{door}/static", self.statics_path, name="static"),
            ]
        )
        return app

    @web.middleware
    async def _door(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """403 for all that does not begin with the token, or is asked for under the name of another host."""
        given = request.path.split("/")[1]
        names = (f"{HOST}:{self.port}", f"localhost:{self.port}")
        if not secrets.compare_digest(given.encode(), self.token.encode()) or request.host not in names:
            return web.Response(status=403, text="Open the address that plugkeras serve has printed.\n")
        if request.headers.get("Origin", f"http://{request.host}") != f"http://{request.host}":
            return web.Response(status=403, text="Another page may not do this.\n")
        response: web.StreamResponse = await handler(request)
        if not response.prepared:
            response.headers.update({name: said.format(host=request.host) for name, said in HEADERS.items()})
        return response

    async def handle_index(self, request: web.Request) -> web.Response:
        """The page, which asks nobody else for anything."""
        size = request.query.get("fontsize", "16")
        size = size if size.isdecimal() and int(size) in SIZES else "16"
        page = PAGE.read_text(encoding="utf-8")
        page = page.replace("{websocket}", f"ws://{request.host}/{self.token}/ws").replace("{size}", size)
        return web.Response(text=page, content_type="text/html")

    async def handle_code(self, request: web.Request) -> web.Response:
        """What the page does besides showing a terminal."""
        return web.Response(text=CODE.read_text(encoding="utf-8"), content_type="text/javascript")

    def run(self) -> None:
        """Serve until Ctrl-C."""
        asyncio.run(self.serve_forever())

    async def serve_forever(self) -> None:
        """Serve until it is cancelled."""
        silent = logging.getLogger("plugkeras.serving")
        silent.disabled = True  # what is no request would be told with a traceback; and no log has the token in it
        runner = web.AppRunner(await self._make_app(), access_log=None, logger=silent, shutdown_timeout=1.0)
        await runner.setup()
        try:
            await web.SockSite(runner, self.socket).start()
            await asyncio.Event().wait()
        finally:
            await runner.cleanup()
