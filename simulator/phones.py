"""The plain shapes on the wall: person, phone, message. Holds no behaviour of a platform."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Annotated, Any

from pydantic import PlainSerializer, PlainValidator, ValidationInfo

Json = dict[str, Any]


@dataclass
class Person:
    platform: str
    account: str
    name: str
    post: str = ""
    department: str = ""
    supervisor: str | None = None
    active: bool = True
    in_scope: bool = True
    group: bool = False
    """a group's chat, by its openConversationId as account; in_scope: the app's robot is in it"""


@dataclass
class Message:
    id: str
    platform: str
    account: str
    kind: str
    """card, text, textcard, notice, image, …"""
    body: Json
    """The platform's own JSON, as it shows on the phone."""
    sent_at: datetime
    updated_at: datetime | None = None
    read_at: datetime | None = None
    state: str = "live"
    """live or recalled"""
    revision: int = 1
    meta: Json = field(default_factory=dict)
    """The platform's bookkeeping: task_id, response codes, msgid, carrierId …"""
    answers: list[Json] = field(default_factory=list)
    """What taps on it did: {"at", "button", "status", "ms", "notice"?}"""
    dropped: str | None = None
    """Why the platform silently did not deliver it; the phone does not show it then."""

    def as_json(self) -> Json:
        """All fields, with ISO dates."""
        return {name: _plain(value) for name, value in asdict(self).items()}


@dataclass
class Phone:
    person: Person
    position: Json
    """{"mode": "ok|denied|stale|off", "latitude", "longitude", "accuracy"} in GCJ-02 and metres"""
    messages: list[Message] = field(default_factory=list)

    @property
    def shown(self) -> list[Message]:
        """What the phone shows: everything that was not silently dropped."""
        return [message for message in self.messages if message.dropped is None]

    def find(self, message_id: str) -> Message | None:
        """The message with that id, if this phone has it."""
        return next((message for message in self.messages if message.id == message_id), None)

    def summary(self) -> Json:
        """The line of this phone in the list of phones."""
        unread = sum(message.read_at is None and message.state == "live" for message in self.shown)
        return {
            "person": asdict(self.person),
            "position": self.position,
            "unread": unread,
            "messages": len(self.shown),
        }

    def as_json(self) -> Json:
        """The phone with all its messages, newest last."""
        return self.summary() | {"messages": [message.as_json() for message in self.messages]}


def _by_id(message_id: Any, info: ValidationInfo) -> Message:
    on_phones: dict[str, Message] = info.context or {}
    if message_id not in on_phones:
        raise ValueError(f"no phone has the message {message_id}")
    return on_phones[message_id]


MessageById = Annotated[Message, PlainSerializer(lambda message: message.id), PlainValidator(_by_id)]
"""What a platform remembers of a message that is on a phone: saved as its id, and read back as the very same object."""


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
