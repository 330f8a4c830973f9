"""Chapter 6, floods: what strangers do to the web process itself, with nothing in front of it."""

from __future__ import annotations

import os
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import redis
import requests
from alone import Web, web_alone
from flood import HALF_BODY, KINDS, connection, flooding, stalled
from rq import Callback, Queue
from rq.serializers import JSONSerializer

from config.settings import Settings
from simulator.dingtalk.crypto import card_signature, robot_signature
from web.h5.tokens import PageToken, sign_page
from workers import opening, queue, serving
from workers.processes import free_port, redis_command
from workers.scenarios import cast as played
from workers.serving import LARGEST, MEGABYTE

# What a machine's own moods may make of a call that takes a few ms, in seconds.
MOODS = 0.03
# What the platforms take, in seconds: who waits for them once has waited too long. And what a call may take while it
# shares the process with a stranger, who keeps it busy.
SLOW, SHARED = 2.5, 0.1
TOKEN = PageToken("U33", "wx-anhe-0033", "wecom", page="request")
JSON = "application/json"


class SlowPlatform(BaseHTTPRequestHandler):
    """Both platforms, after SLOW seconds: tokens for the house, and no code is known."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        time.sleep(SLOW)
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        token = "oken" in self.path
        words = '{"errcode":0,"access_token":"t","accessToken":"t","expires_in":7200,"expireIn":7200}'
        said = (words if token else '{"errcode":40029,"errmsg":"unknown"}').encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    do_POST = do_GET

    def log_message(self, *_: object) -> None:
        return None


@contextmanager
def platform() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), SlowPlatform) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory, redis_url: str) -> Iterator[Web]:
    own = {"ANHAO_SENSOR_KEY": "k" * 20, "ANHAO_REDIS_URL": redis_url}
    with platform() as there, web_alone(tmp_path_factory.mktemp("var"), there, **own) as running:
        yield running


def test_a_request_that_comes_byte_by_byte_is_cut_and_a_slow_one_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "WHOLE", 0.5)
    server = serving.server_of(lambda environ, start: [start("200 OK", []) and b"", b"ok"], "127.0.0.1:0")
    threading.Thread(target=server.run, daemon=True).start()
    try:
        address = ("127.0.0.1", server.effective_port)
        with socket.create_connection(address, timeout=10) as quick:
            for piece in (b"GET / HTTP/1.0\r\n", b"Host: a\r\n", b"\r\n"):
                quick.sendall(piece)
                time.sleep(0.05)
            assert quick.recv(100).startswith(b"HTTP/1.0 200")
        with socket.create_connection(address, timeout=10) as endless:
            began = time.monotonic()
            with pytest.raises(OSError):
                while time.monotonic() - began < 10:
                    endless.sendall(b"G")
                    time.sleep(0.05)
            assert time.monotonic() - began < 5
    finally:
        server.close()


POISON = (
    b"X-A: a\x1bb",
    b"Cookie: a\x00",
    b"User-Agent: \x7f",
    b"Content-Length: x",
    b"Transfer-Encoding: odd",
    b": a",
    b"X",
)


def test_a_head_that_can_not_be_read_is_refused_and_closes_nothing_else(web: Web) -> None:
    """A closed connection would count as a broken process for whatever stands in front."""
    for line in POISON:
        with connection(web.port, b"GET /healthz HTTP/1.1\r\nHost: a\r\n" + line + b"\r\n\r\n") as stranger:
            answer = stranger.recv(1000)
        assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.0 400", b"HTTP/1.1 501")), (line, answer)
        assert web.call() < 2
    assert "ERROR" not in (web.var / "web.log").read_text()


def test_callbacks_are_as_quick_beside_senders_who_stall_in_the_middle(web: Web) -> None:
    assert not web.slowed(lambda: stalled(web.port), MOODS)


def test_callbacks_and_health_are_as_quick_beside_strangers_at_every_door(web: Web) -> None:
    """One at each sign-in, all at once: a door that held the threads would hold them beside the others too."""
    with ExitStack() as strangers:
        begun = [strangers.enter_context(flooding(web.port, 60, kind)) for kind in KINDS]

        @contextmanager
        def at_work() -> Iterator[None]:
            with ExitStack() as busy:
                for each in begun:
                    busy.enter_context(each())
                yield

        assert not web.slowed(at_work, SHARED)


def chunked(megabytes: int) -> Iterator[bytes]:
    for _ in range(megabytes * 16):
        yield b"x" * (MEGABYTE // 16)


def doors(web: Web) -> dict[str, dict[str, str]]:
    """Each door that takes a body, with what makes it read one."""
    stamp = str(int(time.time() * 1000))
    secret, token = str(played.DINGTALK["client_secret"]), sign_page(TOKEN, (web.var / "secret_key").read_text())
    card = {"x-ddpaas-signature": card_signature(played.CARD_SECRET, stamp), "x-ddpaas-signature-timestamp": stamp}
    robot = {"timestamp": stamp, "sign": robot_signature(secret, stamp)}
    return {
        "/callback/wecom?msg_signature=x": {"Content-Type": "text/xml"},
        "/callback/wecom/contacts?msg_signature=x": {"Content-Type": "text/xml"},
        "/callback/dingtalk/card": {"Content-Type": JSON, **card},
        "/callback/dingtalk/robot": {"Content-Type": JSON, **robot},
        f"/callback/dingtalk/event?timestamp={stamp}": {"Content-Type": JSON},
        "/sensors/gas": {"Content-Type": JSON},
        "/h5/act": {"Content-Type": JSON, "X-Page-Token": token},
        "/h5/attach/x": {"Content-Type": "image/jpeg", "X-Page-Token": token},
        "/h5/dingtalk/login": {"Content-Type": JSON},
        "/console/signin": {"Content-Type": "application/x-www-form-urlencoded"},
    }


def test_a_body_of_unknown_length_past_a_doors_limit_is_refused_and_not_cut(web: Web) -> None:
    found = {}
    for door, headers in doors(web).items():
        answer = requests.post(web.base + door, data=chunked(13), headers=headers, timeout=30)
        found[door.partition("?")[0]] = answer.status_code
    assert found == dict.fromkeys(found, 413)


def test_a_body_longer_than_any_door_takes_ends_before_it_is_there(web: Web) -> None:
    with connection(web.port, HALF_BODY.replace(b"900", str(LARGEST + 1).encode())) as made:
        made.settimeout(20)
        told = b"".join(iter(lambda: made.recv(1000), b"")).decode()
        assert " 413 " in told and "太大：12 MB 以内" in told and "generated" not in told


@pytest.fixture
def common() -> Iterator[Path]:
    """A folder in which everybody can lay something; the path of a socket in it must be short."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        yield Path(folder)


def test_nobody_else_can_lay_a_queue_or_a_lock_under_the_house(
    common: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "theirs"
    elsewhere.mkdir(mode=0o700)
    laid = {"link": lambda at: at.symlink_to(elsewhere), "open": lambda at: (at.mkdir(), at.chmod(0o777))}
    for name, lay in laid.items():
        shared = common / name
        shared.mkdir()
        monkeypatch.setattr(tempfile, "tempdir", str(shared))
        settings = Settings(var=tmp_path / ("v" * 120), redis_url="")
        assert settings.redis_socket.parent.parent == shared
        lay(settings.redis_socket.parent)
        lay(shared / f"anhao-{os.getuid()}")
        with pytest.raises(PermissionError, match="队列不能放在那里"):
            redis_command(settings.redis_socket, settings.var / "run")
        with pytest.raises(SystemExit):
            opening.prepare(settings)
        with pytest.raises(PermissionError, match="端口的锁不能放在那里"):
            free_port(18700)
    assert not list(elsewhere.iterdir())


def test_a_worker_runs_only_jobs_of_the_house(redis_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    connection = redis.Redis.from_url(redis_url)
    connection.flushdb()
    foreign = Queue(queue.NAME, connection=connection, serializer=JSONSerializer)
    for name, then in {"os.mkdir": None, "workers.jobs.sweep": Callback(os.mkdir)}.items():
        foreign.enqueue(name, *([str(tmp_path / "made")] if then is None else []), on_success=then)
    queue.worker(connection).work(burst=True, logging_level="WARNING")
    assert queue.Wake(connection).waiting() == 0
    assert not (tmp_path / "made").exists()
    assert "refused a job that is none of the house's: 'os.mkdir'" in caplog.text
