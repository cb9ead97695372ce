"""A stand-in for the challenge's provider: TLS, on this machine, with its own CA."""

import json
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.server.asked.append(parse_qs(self.rfile.read(length).decode(), True))
        if self.server.waits is not None:
            self.server.waits.wait(10)
            return
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(self.server.answer)

    def log_message(self, *args: Any) -> None:
        """Keep quiet."""


class Provider(ThreadingHTTPServer):
    """Answers `siteverify` as it is told to."""

    asked: list[dict[str, list[str]]]
    status = 200
    answer = b""
    waits: threading.Event | None = None

    def says(self, answer: Any, status: int = 200) -> None:
        self.answer = (
            answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        )
        self.status = status


def certificate(folder: Path) -> Path:
    """A certificate for localhost that signs itself, and its key, in one file."""
    key, cert, both = folder / "key.pem", folder / "cert.pem", folder / "both.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec"),
            *("-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"),
            *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
            *("-keyout", str(key), "-out", str(cert)),
        ],
        check=True,
        capture_output=True,
    )
    both.write_text(key.read_text() + cert.read_text())
    return both


@contextmanager
def running(certificate: Path) -> Iterator[Provider]:
    """A provider at `https://localhost:<its port>/`."""
    server = Provider(("127.0.0.1", 0), _Handler)
    server.asked = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        if server.waits:
            server.waits.set()
        server.shutdown()
        server.server_close()
