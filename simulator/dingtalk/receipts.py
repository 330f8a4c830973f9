"""What a `processQueryKey` or `carrierId` stands for: the messages of one send, to be asked about or recalled."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from simulator.phones import Json, Message, MessageById
from simulator.world import World


@dataclass
class Receipt:
    """One send: when, and the messages it became."""

    sent_at: datetime
    messages: list[MessageById]


@dataclass
class Receipts:
    """All sends since the last reset, by their key."""

    by_key: dict[str, Receipt] = field(default_factory=dict)

    def keep(self, messages: Iterable[Message], now: datetime) -> str:
        """Remember a send; gives its key."""
        key = secrets.token_urlsafe(24)
        self.by_key[key] = Receipt(now, list(messages))
        return key


def recall(world: World, messages: Iterable[Message]) -> None:
    """Take messages back from the phones."""
    for message in messages:
        message.state = "recalled"
        world.changed(message)


def put(world: World, account: str, kind: str, body: Json, meta: Json, dropped: str | None = None) -> Message:
    """A new message on a phone (or silently not)."""
    message_id = f"dingtalk-{world.number('dingtalk message')}"
    now = world.clock.now()
    message = Message(message_id, "dingtalk", account, kind, body, now, meta=meta, dropped=dropped)
    world.deliver(message)
    return message
