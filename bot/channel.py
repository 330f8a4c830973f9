"""The protocol that each platform fulfils, and the plain types that cross the edge in both directions.

Nothing here knows a platform; nothing here does I/O.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol

from bot.errors import Rejected, Unreachable
from rules.accounts import NO_ACCOUNT, account_fault
from rules.texts import all_typed, typed

Platform = Literal["wecom", "dingtalk"]
PLATFORM_NAMES: dict[Platform, str] = {"wecom": "企业微信", "dingtalk": "钉钉"}
Json = Mapping[str, Any]


@dataclass(frozen=True)
class Action:
    """What a person did, verified and decrypted, free of the platform.

    key: the same for each redelivery of the same act, different for any other act.
    kind: `tap` (a card's button), `word` (typed text), `menu` (app menu), `page` (posted by an H5 page),
    `directory` (somebody joined, changed, left: `name` is joined/changed/left/scope; in the data of a change, `only`
    names what changed where that decides nothing about whether he is there).
    name: the button's action, the word, the menu key.
    thing: what a page's act sets, empty where no later act replaces it; turn: its place among the acts of the person
    (`models.acted`); held: how long the network had it, by the page's word, in plant time.
    card: the card's own id on the platform (WeCom task_id, DingTalk outTrackId); repaint: a one-time
    permission to repaint it (WeCom ResponseCode).
    """

    key: str
    platform: Platform
    account: str
    kind: Literal["tap", "word", "menu", "page", "directory"]
    name: str
    ask: int | None = None
    rendition: int | None = None
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    text: str = ""
    data: Json = field(default_factory=dict)
    card: str = ""
    repaint: str = ""
    thing: tuple[str, ...] = ()
    turn: str = ""
    held: timedelta = timedelta()

    def made(self, now: datetime) -> datetime:
        """When the person acted, of an act that came in `now`."""
        return now - self.held

    def __post_init__(self) -> None:
        """Whatever anybody types comes in here, from chats and pages alike, so here it is made clean."""
        object.__setattr__(self, "text", typed(self.text))
        object.__setattr__(self, "data", all_typed(self.data))


@dataclass(frozen=True)
class Answer:
    """What the person is told at once: plain words and their tone (a colour and an icon, never the only sign).

    beside: what the tapped card tells beside its receipt where that says `words` already; None: `words` themselves."""

    words: str = ""
    tone: Literal["info", "done", "caution", "stop"] = "info"
    beside: str | None = None

    @property
    def on_card(self) -> str:
        return self.words if self.beside is None else self.beside


Dispatch = Callable[[Action], Answer]


def to_one(account: str, platform: str) -> str:
    """The account itself, where a message may go to it: platforms take `@all` and `a|b` for many people. Raises
    Rejected, or Unreachable for somebody who has none."""
    if account.startswith(NO_ACCOUNT):
        raise Unreachable("他没有平台账号，收不到。", account=account)
    if fault := account_fault(account, platform):
        raise Rejected(f"{fault}。没有发出。")
    return account


class NotKept(Exception):
    """Raised by dispatch: the house can't keep the action at this moment. The door says so, and the platform sends it
    again."""


@dataclass(frozen=True)
class Receipt:
    """What is needed to repaint a card: its id on the platform, and the platform's tokens (msgid, response_code, …).

    kept_first: an earlier try had arrived already, and the card still says what that try said.
    """

    card: str
    tokens: Mapping[str, str] = field(default_factory=dict)
    kept_first: bool = False


@dataclass(frozen=True)
class Call:
    """One outgoing call, as the gate sees it. `urgent` calls go on in the degraded mode."""

    platform: Platform
    api: str
    account: str = ""
    purpose: str = ""
    urgent: bool = False


class Gate(Protocol):
    """Asked before each call and told after it. It keeps limits and counts for all workers together."""

    def before(self, call: Call) -> None:
        """Raises Throttled (or QuotaExhausted) when the call must wait."""

    def after(self, call: Call, error: Exception | None) -> None:
        """Records the call and its outcome."""


class OpenGate:
    """A gate that lets everything through and counts nothing: for checks at start-up and for tests of the edge."""

    def before(self, call: Call) -> None:
        return None

    def after(self, call: Call, error: Exception | None) -> None:
        return None


@dataclass(frozen=True)
class Member:
    """A person as the platform's directory knows them. departments: by their names; supervisor: an account; active:
    neither switched off nor still to be activated."""

    account: str
    name: str
    departments: tuple[str, ...] = ()
    supervisor: str = ""
    active: bool = True


@dataclass(frozen=True)
class Finding:
    """One line of the start-up check: what was looked at, whether it is well and, if not, what to do (in Chinese)."""

    topic: str
    ok: bool
    words: str


@dataclass(frozen=True)
class Rang:
    """What came of a call by phone, in words."""

    answered: bool
    words: str


class Channel(Protocol):
    """A platform as the rest of the house sees it. Every method may raise any `bot.errors.BotError`."""

    platform: Platform
    # Whether people of this platform can be called by phone, and somebody has switched that on.
    calls: bool

    def ring(self, account: str, *, purpose: str) -> str:
        """Calls this person by phone; returns the platform's id of the call. Raises Rejected where it can't."""

    def rang(self, account: str, number: str, *, purpose: str) -> Rang | None:
        """What came of that call; None while it is under way."""

    def send(
        self, account: str, body: Json, *, card: str, purpose: str, urgent: bool, perhaps: bool = False
    ) -> Receipt:
        """Sends a card (the platform's JSON) under our own id `card`; safe to repeat where the platform allows.
        perhaps: tries before may have brought it already, so no further copy is to come if they have."""

    def look(self, account: str, body: Json, *, card: str, purpose: str) -> None:
        """Sends once more a card that this person has, which the platform refuses: to see whether it answers. Raises
        like `send`, but not for this refusal."""

    def post(self, group: str, body: Json, *, card: str, purpose: str) -> Receipt:
        """Sends a card to a group's chat, as safe to repeat as `send`. Raises Rejected where the group does not take
        it, or there are no groups."""

    def update(self, account: str, receipt: Receipt, body: Json, *, purpose: str, urgent: bool) -> Receipt:
        """Repaints a sent card; returns the receipt that holds now. Raises NotUpdatable when it can't be repainted."""

    def text(self, account: str, words: str, link: str, *, key: str, purpose: str, urgent: bool) -> Receipt:
        """Sends a short text with a link (may be empty)."""

    def media(self, reference: str) -> tuple[bytes, str]:
        """Fetches a picture that a person sent: bytes and content type."""

    def people(self) -> Iterator[Member]:
        """The directory, as far as the app may see it."""

    def member(self, account: str) -> Member | None:
        """This person as the directory has him at this moment; None where he is not there, or not in the app's visible
        scope."""

    def identify(self, code: str) -> str:
        """The account behind a login code. Raises Rejected for a used or foreign code."""

    def page_config(self, url: str, nonce: str, timestamp: int) -> Json:
        """What a phone page needs to call the platform's script (signature included) at `url`."""

    def renew_tickets(self) -> None:
        """The platform has refused a page's signature: the next one is made with a new ticket."""

    def check(self) -> list[Finding]:
        """Looks once at credentials, callback address, template and scopes; never raises."""
