"""The one state of a simulator: phones, messages, wire log, reports. One event loop owns it, so no locks."""

import asyncio
import time
from collections import Counter, deque
from collections.abc import Coroutine
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar

import aiohttp

from simulator.clock import Clock
from simulator.config import Config, Owner, merged
from simulator.faults import Faults
from simulator.phones import Json, Message, Person, Phone

__all__ = ["Counts", "Json", "Message", "Person", "Phone", "World"]

Part = TypeVar("Part")
PLATFORMS = ("wecom", "dingtalk")


@dataclass
class Counts:
    """What one platform counted since the last reset."""

    calls: Counter[str] = field(default_factory=Counter)
    tokens: int = 0
    dropped: int = 0
    quota: Counter[str] = field(default_factory=Counter)

    def as_json(self) -> Json:
        """All four as plain JSON."""
        calls, quota = dict(self.calls), dict(self.quota)
        return {"calls": calls, "tokens": self.tokens, "dropped": self.dropped, "quota": quota}


class World:
    """Everything that a reset forgets, and the HTTP client for callbacks, which it keeps. said: the last words about
    the story, for a wall that is opened later."""

    http: aiohttp.ClientSession
    clock: Clock
    faults: Faults
    phones: dict[tuple[str, str], Phone]
    log: deque[Json]
    reports: list[Json]
    counts: dict[str, Counts]
    numbers: Counter[str]

    def __init__(self, config: Config) -> None:
        self.config = config
        self.url = ""
        self.changes = 0
        self.subscribers: set[asyncio.Queue[Json]] = set()
        self._parts: dict[type, Any] = {}
        self._tasks: set[asyncio.Task[Any]] = set()
        self.reset({})

    def reset(self, parts: Json) -> None:
        """Forget messages, logs, faults, tokens and counters; `parts` replaces parts of the configuration."""
        self.config = merged(self.config, parts)
        self.clock = Clock(self.config.now, self.config.rate)
        self.faults = Faults()
        self.phones = {(o.platform, o.account): Phone(_person(o), dict(o.position)) for o in self.config.people}
        self.log = deque(maxlen=20_000)
        self.reports = []
        self.counts = {platform: Counts() for platform in PLATFORMS}
        self.numbers = Counter()
        self.said = ""
        self._parts.clear()
        for task in self._tasks:
            task.cancel()
        self.publish({"type": "reset"})

    def part(self, kind: type[Part]) -> Part:
        """A platform's own state: made by `kind()` at the first call, forgotten by a reset."""
        if kind not in self._parts:
            self._parts[kind] = kind()
        found: Part = self._parts[kind]
        return found

    def put(self, part: object) -> None:
        """Makes `part` the platform's own state of its kind."""
        self._parts[type(part)] = part

    def number(self, name: str) -> int:
        """The next number of a series, from 1."""
        self.numbers[name] += 1
        return self.numbers[name]

    def phone(self, platform: str, account: str) -> Phone | None:
        """The phone of an account; upper and lower case are the same, as on both platforms."""
        exact = self.phones.get((platform, account))
        wanted = (platform, account.lower())
        return exact or next((p for (own, name), p in self.phones.items() if (own, name.lower()) == wanted), None)

    def join(self, owner: Owner) -> None:
        """Gives somebody a phone who has none yet."""
        if self.phone(owner.platform, owner.account):
            return
        phone = self.phones[owner.platform, owner.account] = Phone(_person(owner), dict(owner.position))
        self.config.people.append(owner)
        self.publish({"type": "person", "platform": owner.platform, "account": owner.account, **phone.summary()})

    def deliver(self, message: Message) -> None:
        """Put a new message on its phone, or among the dropped ones when `dropped` says why."""
        self.phones[message.platform, message.account].messages.append(message)
        if message.dropped is not None:
            self.counts[message.platform].dropped += 1
        self._show(message)

    def changed(self, message: Message) -> None:
        """Count a new revision of a message that was just changed, and show it."""
        message.revision += 1
        message.updated_at = self.clock.now()
        self._show(message)

    def answered(self, message: Message, button: str, status: int, ms: float, notice: str | None = None) -> None:
        """Note on the message what a tap on it did."""
        answer: Json = {"at": self.clock.now().isoformat(), "button": button, "status": status, "ms": ms}
        message.answers.append(answer | ({"notice": notice} if notice else {}))
        message.read_at = message.read_at or self.clock.now()
        self._show(message)

    def record(
        self,
        direction: str,
        platform: str,
        call: str,
        *,
        account: str = "",
        status: int = 0,
        ms: float = 0,
        code: object = 0,
        warning: str = "",
    ) -> Json:
        """Write a line of the wire log ("in": the service called us, "out": we called it); never secrets."""
        entry: Json = {"n": self.number("log"), "at": self.clock.now().isoformat(), "direction": direction}
        entry |= {
            "platform": platform,
            "call": call,
            "account": account,
            "status": status,
            "ms": round(ms, 1),
        }
        entry |= {"code": code} | ({"warning": warning} if warning else {})
        self.log.append(entry)
        self.publish({"type": "log", "entry": entry})
        return entry

    def report(self, platform: str, what: str, **detail: object) -> None:
        """Keep a protocol mistake of the service for `GET /control/reports`."""
        found: Json = {"n": self.number("report"), "at": self.clock.now().isoformat(), "platform": platform}
        found |= {"what": what, **detail}
        self.reports.append(found)
        self.publish({"type": "report", "report": found})

    def publish(self, event: Json) -> None:
        """Count the change, and tell everybody who listens at `GET /control/events`."""
        self.changes += 1
        for queue in self.subscribers:
            queue.put_nowait(event)

    def later(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Do something in the background; a reset cancels it."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    @staticmethod
    def unix() -> int:
        """Real time in whole seconds, for signatures and for the platforms' own time stamps."""
        return int(time.time())

    def _show(self, message: Message) -> None:
        if not self.subscribers:
            self.changes += 1
            return
        where = {"platform": message.platform, "account": message.account}
        self.publish({"type": "message", **where, "message": message.as_json()})


def _person(owner: Person) -> Person:
    return Person(**{f.name: getattr(owner, f.name) for f in fields(Person)})
