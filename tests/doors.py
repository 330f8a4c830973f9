"""The one web server of a test process: it passes each request to the house that is open, always at the same address.

The usual house is put together once a process and kind of store, because compiling its addresses and templates takes
longer than most tests. Each test gives it a new queue and new channels to the platforms.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, cast

import servers
from flask import Flask
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from bot.channel import Channel
from config.settings import Settings
from models.base import database
from workers.house import House


class Doors:
    """base: the address of every house that is opened here; home: the folder of the usual one."""

    def __init__(self) -> None:
        self._folder = servers.own_folder("house")
        self._server = make_server("127.0.0.1", 0, self._answer, threaded=True)
        self._open: Flask | None = None
        self._usual: dict[str, Flask] = {}
        self.home = Path(self._folder.name)
        self.base = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @contextmanager
    def opened(self, settings: Settings, guests: Sequence[Any] = ()) -> Iterator[House]:
        """A house with these settings and guests (wsgi.Guest), until its store is closed."""
        self._open = self._usual_one(settings) if settings.var == self.home else _made(settings, guests)
        try:
            yield self._open.extensions["anhao"]
        finally:
            self._open = None
            database.close()

    def _usual_one(self, settings: Settings) -> Flask:
        for kept in self.home.iterdir():
            shutil.rmtree(kept) if kept.is_dir() else kept.unlink()
        if settings.database not in self._usual:
            self._usual[settings.database] = _made(settings)
        usual = self._usual[settings.database]
        house = usual.extensions["anhao"]
        assert house.settings == settings, "the usual house has settings of its own"
        _begin(house)
        return usual

    def _answer(self, environ: Any, start: Any) -> Any:
        return (self._open or Response("no house is open", 503))(environ, start)


@cache
def doors() -> Doors:
    return Doors()


def _made(settings: Settings, guests: Sequence[Any] = ()) -> Flask:
    from wsgi import create

    return create(settings, guests)


def _begin(house: House) -> None:
    """Opens the house's store; nothing is left of what its channels and its queue knew."""
    from wsgi import build

    new = build(house.settings)
    channels = cast("dict[str, Channel]", house.channels)
    channels.clear()
    channels.update(new.channels)
    vars(house.wake).update(vars(new.wake))
