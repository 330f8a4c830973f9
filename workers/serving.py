"""The web process. One thread takes in what comes, and a request begins to be answered when it is there as a whole: a
sender who stalls in the middle holds a connection, and nobody else's answer."""

from __future__ import annotations

import logging
import signal
import sys
from collections.abc import Callable
from typing import Any, NoReturn

import click

from workers.house import House
from workers.instance import beat_beside, leave

# Threads by door: for what others wait for (callbacks, detectors, signs of life), for strangers who sign in, and for
# all else (pages and their acts, the console). Few are enough: only one of them computes at a time.
FIRST, ENTRANCE, OTHERS = "first", "entrance", "others"
THREADS = {FIRST: 4, ENTRANCE: 3, OTHERS: 5}
DOORS = {
    **dict.fromkeys(("/callback/", "/sensors/", "/api/", "/healthz", "/readyz"), FIRST),
    **dict.fromkeys(("/h5/wecom/login", "/h5/dingtalk/login", "/console/signin"), ENTRANCE),
}
# Seconds after which a thread that computes lets another one on: a callback takes many short turns.
TURN = 0.0005
MEGABYTE = 1 << 20
# More than the largest door takes (web/h5/permits/attach.py, 12 MB); each door has its own limit below.
LARGEST = 14 * MEGABYTE
# What a larger body meets, before any door; the pages' own scripts look at a file before they send it.
TOO_LARGE = "太大：12 MB 以内，请返回，压缩或拍照再传。什么也没有存下。"
LARGEST_HEADERS = 64 << 10
# Below 1,024 files, the usual limit of a process.
CONNECTIONS = 800
# Seconds after which a connection on which nothing happens is closed, and how often one looks.
STALLED, LOOK = 20, 5
# Seconds in which a request must be there as a whole: a piece of a picture takes a few at the edge of a network.
WHOLE = 120


def register(cli: click.Group, application: Any, house: Callable[[], House]) -> None:
    @cli.command("web")
    @click.option("--listen", default="127.0.0.1:8000", show_default=True, metavar="HOST:PORT")
    def web(listen: str) -> None:
        """Serves the doors and pages, behind a web server with the certificate."""
        own = beat_beside("web", house())
        try:
            serve(application, listen)
        finally:
            leave(own)


def serve(application: Any, listen: str) -> None:
    """Serves a WSGI application until it is told to stop; what is being answered then has five seconds."""
    signal.signal(signal.SIGTERM, _end)
    sys.setswitchinterval(TURN)
    # That requests wait is told by /metrics.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    server_of(application, listen).run()


def server_of(application: Any, listen: str) -> Any:
    from waitress import create_server, server  # no other process needs it
    from waitress.channel import HTTPChannel
    from waitress.task import ThreadedTaskDispatcher

    class Channel(HTTPChannel):  # type: ignore[misc]  # waitress has no types
        """Closes the connection of a request that is not there as a whole in time, however often a byte comes."""

        begun = 0.0
        error_task_class = _refusals()

        def received(self, data: bytes) -> bool:
            if self.request is None:
                self.begun = self.last_activity
            taken = bool(super().received(data))
            if self.request is not None and self.last_activity - self.begun > WHOLE:
                self.will_close = True
            return taken

    class Dispatcher(ThreadedTaskDispatcher):  # type: ignore[misc]  # waitress has no types
        """Rooms of threads: whatever goes on at one kind of doors, the others have theirs."""

        def __init__(self) -> None:
            super().__init__()
            self.set_thread_count(THREADS[OTHERS])
            self.rooms = {room: ThreadedTaskDispatcher() for room in THREADS if room != OTHERS}
            for name, room in self.rooms.items():
                room.set_thread_count(THREADS[name])

        def add_task(self, task: Any) -> None:
            room = self.rooms.get(_room_of(task.requests[0]))
            if room is not None:
                room.add_task(task)
            else:
                super().add_task(task)

        def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> bool:
            for room in self.rooms.values():
                room.shutdown(cancel_pending, timeout)
            return bool(super().shutdown(cancel_pending, timeout))

    server.BaseWSGIServer.channel_class = Channel
    return create_server(
        application,
        listen=listen,
        _dispatcher=Dispatcher(),
        ident="",
        connection_limit=CONNECTIONS,
        channel_timeout=STALLED,
        cleanup_interval=LOOK,
        max_request_body_size=LARGEST,
        max_request_header_size=LARGEST_HEADERS,
        # select() knows no file above 1,023.
        asyncore_use_poll=True,
        # Whose word counts is `ANHAO_PROXIES`' matter (web/here.py), which must see what there is.
        clear_untrusted_proxy_headers=False,
    )


def _refusals() -> type:
    """What answers a request that no door sees."""
    from waitress.task import ErrorTask  # no other process needs it
    from waitress.utilities import RequestEntityTooLarge

    class Large(RequestEntityTooLarge):  # type: ignore[misc]  # waitress has no types
        """Said in people's words."""

        def to_response(self, _ident: str | None = None) -> tuple[str, list[tuple[str, str]], bytes]:
            kind = [("Content-Type", "text/plain; charset=utf-8")]
            return f"{self.code} {self.reason}", kind, TOO_LARGE.encode()

    class Refusal(ErrorTask):  # type: ignore[misc]  # waitress has no types
        def execute(self) -> None:
            if isinstance(self.request.error, RequestEntityTooLarge):
                self.request.error = Large("")
            super().execute()

    return Refusal


def _room_of(asked: Any) -> str:
    """A head that can't be read has no path; its refusal needs no room of its own."""
    path = getattr(asked, "path", "")
    return next((room for door, room in DOORS.items() if path.startswith(door)), OTHERS)


def _end(*_: object) -> NoReturn:
    """Where the server's own loop is at work, it ends the loop."""
    sys.exit()
