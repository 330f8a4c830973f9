"""A house for one figure: a fresh store with the demo plant, real Redis and web process, and permits that wait."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import requests

from bot.channel import Action
from config.root import ROOT
from config.settings import Settings
from handlers.dispatch import dispatch
from models import plant_time, store
from models.ask import MOVABLE, Ask
from models.book import book
from models.delivery import Delivery
from tests.demo import FOREMAN, START, form
from workers.preparation import prepare_store
from workers.processes import free_port, programs
from workers.scenarios import cast
from workers.scenarios.stage import wait_for

READY_WITHIN = 30.0
# Where a store may lie in memory, and how much of it has to be free.
MEMORY, ROOM = Path("/dev/shm"), 1 << 30


@contextmanager
def in_memory(folder: Path) -> Iterator[Path]:
    """A folder for stores in memory, else in `folder`: what a disk costs the processor differs from disk to disk."""
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    with tempfile.TemporaryDirectory(prefix="anhao-bench-", dir=MEMORY if roomy else folder) as place:
        yield Path(place)


def settings_in(folder: Path) -> Settings:
    """The demo plant's settings with everything in `folder`; nobody answers at the platforms' address."""
    for name in [name for name in os.environ if name.startswith("ANHAO_")]:
        del os.environ[name]
    os.environ.update(cast.environment("http://127.0.0.1:9", "stream"), ANHAO_VAR=str(folder))
    return Settings()


def prepare(settings: Settings) -> None:
    """An empty store with the plant in it, its time running from the morning of the story."""
    store.open_store(settings.database)
    prepare_store(settings, START)


def permits_to_confirm(count: int) -> list[Ask]:
    """Asks for the work leader's confirmation, with their cards as a worker leaves them in the chat."""
    foreman = book(START).plant.person(FOREMAN)
    for number in range(count):
        # Nobody may write more than thirty words in ten minutes.
        now, real = START + timedelta(seconds=30 * number), plant_time.real_now()
        dispatch(Action(f"word:{number}", foreman.platform, foreman.account, "word", name="动火"), now, real)
        request = Ask.get(Ask.kind == "permit.request", Ask.state.in_(MOVABLE))
        page = Action(f"page:{number}", foreman.platform, foreman.account, "page", name="permit.request")
        dispatch(_filled(page, request.id), now, real)
    store.write(_brought)
    return list(Ask.select().where(Ask.kind == "permit.sign", Ask.state.in_(MOVABLE)))


def _filled(page: Action, ask: int) -> Action:
    return Action(page.key, page.platform, page.account, page.kind, page.name, ask=ask, data=form(START))


def _brought() -> None:
    for row in Delivery.select():
        card = f"{secrets.token_hex(5)}-{row.id}-1"
        changes = {"card": card, "receipt": {"response_code": "x"}, "state": "sent", "sent": row.wanted}
        Delivery.update(changes).where(Delivery.id == row.id).execute()


@contextmanager
def redis(settings: Settings) -> Iterator[None]:
    command = next(program.command for program in programs(settings, 0, None) if program.name == "redis")
    with _running(command):
        yield


@contextmanager
def web(settings: Settings, module: str) -> Iterator[int]:
    """The service's web process, or one that serves `module`'s application in the same way; gives its port."""
    port = free_port(18600)
    own = f"from workers.serving import serve; from {module} import application; serve(application, '127.0.0.1:{port}')"
    command = next(program.command for program in programs(settings, port, None) if program.name == "web")
    with _running(command if module == "wsgi" else (sys.executable, "-c", own)):
        _until_it_answers(port)
        yield port


@contextmanager
def _running(command: Sequence[str]) -> Iterator[None]:
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        server.terminate()
        server.wait()


def _until_it_answers(port: int) -> None:
    def answers() -> bool:
        try:
            requests.get(f"http://127.0.0.1:{port}/healthz", timeout=5)
        except requests.RequestException:
            return False
        return True

    wait_for(f"an answer at port {port}", answers, READY_WITHIN)
