"""Opens a house once a process: settings with which it may start, its signing key, store, queue, platforms."""

from __future__ import annotations

import fcntl
import secrets
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from redis import Redis

from bot.channel import Action, Answer, Channel, Gate, NotKept
from bot.dingtalk.client import DingtalkChannel
from bot.tokens import TokenCache
from bot.wecom.client import WecomChannel
from cards.builders import open_cards
from cards.card import Builder
from config import logs
from config.environment import NEVER_STARTS
from config.fresh import fresh
from config.settings import Settings
from handlers import dispatch
from handlers.budget import Budget
from handlers.flow import Flow
from models import away, plant_time, redis_line, store
from models.away import FAULTS
from workers import private, safe_settings
from workers.evidence.recorder import Recorder, open_recorders
from workers.house import House
from workers.private import words_of
from workers.queue import Wake


@dataclass(frozen=True)
class Guest:
    """A flow that the product's own tables do not list, with what it adds to the rooms of programs without doors
    (docs/architecture.md, "Adding a flow"): so a flow is built and tried before it moves in. `wsgi.Guest` has its pages
    too."""

    flow: Flow
    cards: Mapping[str, Builder] = field(default_factory=dict)
    recorder: Recorder | None = None
    migrations: Path | None = None


def prepare(settings: Settings) -> None:
    """What comes before anything is opened: the log, files for nobody else, and the signing key if there is none.

    Settings that would let anybody in are refused: plain words on stderr, and SystemExit.
    """
    if faults := safe_settings.faults(settings):
        print("没有启动：", *faults, sep="\n  ", file=sys.stderr)
        raise SystemExit(NEVER_STARTS)
    logs.start()
    private.keep(settings)
    try:
        _own_queue(settings)
        make_secret(settings)
    except OSError as error:
        print("没有启动：", words_of(error, settings.var), sep="\n  ", file=sys.stderr)
        raise SystemExit(NEVER_STARTS) from error


def _own_queue(settings: Settings) -> None:
    """Where the embedded Redis listens outside `var/`, nobody else has laid one. Raises PermissionError."""
    if not settings.redis_url and settings.redis_socket.parent != settings.var.absolute() / "run":
        private.own_folder(settings.redis_socket.parent, "队列")


def build(settings: Settings, guests: Sequence[Guest] = ()) -> House:
    """Opens the flows, those of guests too, the store and the queue, and makes a channel for each platform that has
    credentials."""
    _open(guests)
    store.open_store(settings.database)
    connection = redis_line.client(settings.redis)
    budget = Budget(settings.limits, connection, plant_time.now)
    return House(settings, connect(settings, budget, connection), connection, Wake(connection), budget, _act)


def _open(guests: Sequence[Guest]) -> None:
    """Opens the tables of every room without doors, with what the guests add."""
    dispatch.open_guests([guest.flow for guest in guests])
    open_cards({kind: builder for guest in guests for kind, builder in guest.cards.items()})
    open_recorders([guest.recorder for guest in guests if guest.recorder])
    store.open_migrations([guest.migrations for guest in guests if guest.migrations])


def connect(settings: Settings, gate: Gate, redis: Redis) -> dict[str, Channel]:
    """A channel for each platform that has credentials; `gate` is asked before each of their calls."""
    tokens = TokenCache(redis, "anhao:token")
    channels: dict[str, Channel] = {}
    if settings.wecom.configured:
        channels["wecom"] = WecomChannel(settings.wecom, gate, tokens, base_url=settings.base_url)
    if settings.dingtalk.configured:
        channels["dingtalk"] = DingtalkChannel(settings.dingtalk, gate, tokens, base_url=settings.base_url)
    return channels


def _act(action: Action) -> Answer:
    try:
        return store.once_more(lambda: dispatch.dispatch(action, plant_time.now(), plant_time.real_now()))
    except FAULTS as error:
        raise NotKept(away.words()) from error


def make_secret(settings: Settings) -> None:
    """The first start makes its signing key, readable by its owner only. Several processes start at once, and one may
    be killed while it writes: the key is there whole or not at all."""
    path = settings.var / "secret_key"
    if settings.secret_key or _holds_a_key(path):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_name("secret_key.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _holds_a_key(path):
            with fresh(path, 0o600) as file:
                file.write(secrets.token_urlsafe(48).encode())


def _holds_a_key(path: Path) -> bool:
    return path.exists() and bool(path.read_text("utf-8").strip())
