"""Web pages of an invented shop, on an origin of their own, with the clients from npm."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

__all__ = ["pages"]

PAGE = b"<!doctype html><link rel=icon href=data:,><title>Lindwerk</title><h1>Lindwerk</h1>"


@contextmanager
def pages(scripts: Path, driver: Path) -> Iterator[str]:
    """Serve an empty page, the driver, and the files of the clients; give the address.

    Parameters
    ----------
    scripts : Path
        Folder with the clients.
    driver : Path
        Module that plays calls.
    """
    own = {"/": ("text/html", PAGE), "/driver.mjs": ("text/javascript", driver.read_bytes())}

    class Handler(SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, content = own.get(self.path.partition("?")[0], ("", b""))
            if not kind:
                super().do_GET()
                return
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(scripts)))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
