"""Opens a house once a process: settings with which it may start, its signing key, store, queue, platforms."""

from __future__ import annotations

import fcntl
import secrets
import sys
from pathlib import Path

from redis import Redis

from bot.channel import Action, Answer, Channel, Gate, NotKept
from bot.dingtalk.client import DingtalkChannel
from bot.tokens import TokenCache
from bot.wecom.client import WecomChannel
from config import logs
from config.environment import NEVER_STARTS
from config.fresh import fresh
from config.settings import Settings
from handlers import dispatch
from handlers.budget import Budget
from models import away, plant_time, redis_line, store
from models.away import FAULTS
from workers import private, safe_settings
from workers.house import House
from workers.private import words_of
from workers.queue import Wake


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
        print("没有启动：", words_of(error), sep="\n  ", file=sys.stderr)
        raise SystemExit(NEVER_STARTS) from error


def _own_queue(settings: Settings) -> None:
    """Where the embedded Redis listens outside `var/`, nobody else has laid one. Raises PermissionError."""
    if not settings.redis_url and settings.redis_socket.parent != settings.var.absolute() / "run":
        private.own_folder(settings.redis_socket.parent, "队列")


def build(settings: Settings) -> House:
    """Opens the store and the queue and makes a channel for each platform that has credentials."""
    store.open_store(settings.database)
    connection = redis_line.client(settings.redis)
    budget = Budget(settings.limits, connection, plant_time.now)
    return House(settings, connect(settings, budget, connection), connection, Wake(connection), budget, _act)


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
