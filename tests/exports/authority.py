"""A real time-stamp authority: openssl makes its certificates and its tokens, a small HTTP server carries them."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CONFIG = """
[tsa]
default_tsa = own
[own]
serial = {folder}/serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
accuracy = secs:1
[stamps]
extendedKeyUsage = critical, timeStamping
keyUsage = critical, digitalSignature
basicConstraints = CA:FALSE
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
"""


@dataclass
class Outside:
    """Where the other side is, and what it will do next: `status` other than 200 fails; asked: what it was sent."""

    url: str
    status: int = 200
    asked: list[bytes] = field(default_factory=list)


@contextmanager
def answering(answer: object, content_type: str) -> Iterator[Outside]:
    """An HTTP server that answers each POST with `answer(body)`."""

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            outside.asked.append(body)
            content = answer(body) if outside.status == 200 else b""
            self.send_response(outside.status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    outside = Outside(f"http://127.0.0.1:{server.server_port}/")
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield outside
    server.shutdown()
    server.server_close()


def make_authority(folder: Path) -> None:
    """Root and stamping certificate in `folder`: root.pem, tsa.pem, tsa.key."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tsa.cnf").write_text(CONFIG.format(folder=folder))
    (folder / "serial").write_text("01\n")
    new = ["req", "-newkey", "rsa:2048", "-nodes", "-sha256", "-config", "/dev/null"]
    own = ["-x509", "-subj", "/CN=Test root", "-days", "30", "-keyout", "root.key", "-out", "root.pem"]
    _openssl(folder, *new, *own, "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=keyCertSign")
    _openssl(folder, *new, "-subj", "/CN=Test time stamps", "-keyout", "tsa.key", "-out", "tsa.csr")
    by = ["-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-days", "30"]
    _openssl(
        folder, "x509", "-req", "-in", "tsa.csr", *by, "-extfile", "tsa.cnf", "-extensions", "stamps", "-out", "tsa.pem"
    )


def stamped(folder: Path, request: bytes) -> bytes:
    (folder / "query").write_bytes(request)
    with_ = ["-config", "tsa.cnf", "-signer", "tsa.pem", "-inkey", "tsa.key"]
    _openssl(folder, "ts", "-reply", "-queryfile", "query", *with_, "-out", "reply")
    return (folder / "reply").read_bytes()


@contextmanager
def authority(folder: Path) -> Iterator[Outside]:
    """The authority with certificates of its own in `folder`, answering."""
    make_authority(folder)
    with answering(lambda body: stamped(folder, body), "application/timestamp-reply") as outside:
        yield outside


def _openssl(folder: Path, *arguments: str) -> None:
    done = subprocess.run(["openssl", *arguments], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
