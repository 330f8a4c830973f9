"""Strangers. Some ask for something again and again, each time with another code or name: a program of its own, so that
it costs the test's process nothing (`python tests/flood.py PORT CONNECTIONS KIND`). Others stall in the middle."""

from __future__ import annotations

import asyncio
import re
import secrets
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from subprocess import PIPE, Popen
from urllib.parse import quote

import requests

Ask = Callable[[], bytes]
HALF_HEAD = b"POST /callback/wecom HTTP/1.1\r\nHost: anhao.example\r\nContent-Le"
HALF_BODY = (
    b"POST /h5/act HTTP/1.1\r\nHost: anhao.example\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{"
)
STALLED = 64
# Until a stranger who begins again is at work.
WARM_S = 0.1


def dingtalk(port: int) -> Ask:
    def ask() -> bytes:
        body = f'{{"code":"{secrets.token_hex(4)}","next":"/h5/dingtalk/mine/all"}}'.encode()
        return _post("/h5/dingtalk/login", "application/json", body)

    return ask


def wecom(port: int) -> Ask:
    begun = requests.get(f"http://127.0.0.1:{port}/h5/wecom/mine/all", allow_redirects=False, timeout=30)
    found = re.search(r"[?&]state=([^&#]+)", begun.headers["Location"])
    assert found
    state = found[1]
    return lambda: f"GET /h5/wecom/login?code={secrets.token_hex(4)}&state={state} HTTP/1.1\r\nHost: a\r\n\r\n".encode()


def console(port: int) -> Ask:
    browser = requests.Session()
    page = browser.get(f"http://127.0.0.1:{port}/console/signin", timeout=30)
    found = re.search(r'name="token" value="([^"]+)"', page.text)
    assert found
    token, cookie = quote(found[1]), browser.cookies["anhao_console"]

    def ask() -> bytes:
        body = f"token={token}&name={secrets.token_hex(4)}&password=x".encode()
        return _post(
            "/console/signin", "application/x-www-form-urlencoded", body, f"Cookie: anhao_console={cookie}\r\n"
        )

    return ask


KINDS = {"dingtalk": dingtalk, "wecom": wecom, "console": console}


def connection(port: int, begun: bytes) -> socket.socket:
    made = socket.create_connection(("127.0.0.1", port), timeout=30)
    made.sendall(begun)
    return made


@contextmanager
def stalled(port: int) -> Iterator[None]:
    """While this lasts, so many senders have stopped in the middle."""
    with ExitStack() as held:
        for begun in (HALF_HEAD, HALF_BODY) * (STALLED // 2):
            held.enter_context(connection(port, begun))
        yield


@contextmanager
def flooding(port: int, connections: int, kind: str) -> Iterator[Callable[[], AbstractContextManager[None]]]:
    """A stranger, who is at work within what this gives, as often as one likes."""
    with Popen([sys.executable, str(Path(__file__)), str(port), str(connections), kind], stdout=PIPE) as stranger:

        @contextmanager
        def at_work() -> Iterator[None]:
            stranger.send_signal(signal.SIGCONT)
            time.sleep(WARM_S)
            yield
            assert stranger.poll() is None
            stranger.send_signal(signal.SIGSTOP)

        try:
            assert stranger.stdout and stranger.stdout.readline()
            stranger.send_signal(signal.SIGSTOP)
            yield at_work
        finally:
            stranger.kill()


def _post(path: str, kind: str, body: bytes, more: str = "") -> bytes:
    head = f"POST {path} HTTP/1.1\r\nHost: a\r\n{more}Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


async def _again(port: int, ask: Ask) -> None:
    while True:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            while True:
                writer.write(ask())
                head = await reader.readuntil(b"\r\n\r\n")
                length = re.search(rb"(?i)content-length: (\d+)", head)
                await reader.readexactly(int(length[1]) if length else 0)
        except (OSError, asyncio.IncompleteReadError):
            await asyncio.sleep(0.05)


async def _flood(port: int, connections: int, kind: str) -> None:
    ask = KINDS[kind](port)
    print("begun", flush=True)
    await asyncio.gather(*(_again(port, ask) for _ in range(connections)))


if __name__ == "__main__":
    asyncio.run(_flood(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))
