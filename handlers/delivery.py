"""What came of a delivery, and what follows from it: time limits start, a substitute is asked, a person is told.

Each function runs in its own transaction and returns one word for the worker's log.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

from bot.channel import PLATFORM_NAMES, Platform
from handlers import alerts, asks, flows, people
from models import ask as ask_table
from models import delivery as deliveries
from models import kinds, ledger, matter, meter
from models.answered import Outcome
from models.book import book, name_of
from models.delivery import PASSED_ON, SETTINGS, Delivery
from models.house_asks import Alert
from models.subject import Subject, lock

STUCK_AGAIN = timedelta(hours=1)
# Nobody waits for what a group does not take, and each try costs three calls of the month.
GROUP_AGAIN = timedelta(days=1)
MONTH = timedelta(days=31)
# The permission that a tap gave, and when.
CLICK = ("click_code", "click_code_at")


def sent(row: Delivery, tokens: dict[str, str], shown: str, rendition: int, now: datetime) -> str:
    """The platform has the card: keeps its receipt; the trail says what was shown to whom."""
    if not settled(row, delivered_at=row.delivered_at or now, **_after_sending(row, tokens)):
        return "lost"
    ask, subject = _ask(row)
    asks.delivered(ask, subject, row, shown, rendition, now)
    people.seen(row.platform, row.account, row.person, now)
    return "sent"


def _after_sending(row: Delivery, tokens: dict[str, str]) -> dict[str, Any]:
    """The receipt and words to keep: a tap that came in meanwhile has brought its own."""
    meanwhile, before = Delivery.get_by_id(row.id), row.receipt or {}
    own = {name: code for name, code in (meanwhile.receipt or {}).items() if name in CLICK}
    own = own if own.get("click_code") != before.get("click_code") else {}
    return {"receipt": {**tokens, **own}, "words": meanwhile.words if meanwhile.words != row.words else ""}


def said_now(row: Delivery, now: datetime, real: datetime) -> str | None:
    """What a text says at the moment at which it is sent; empty when it need not be sent, None for a moment."""
    say = flows.here().texts.get(row.purpose)
    return say(row.ask, now, real) if say else row.words


def told(row: Delivery, words: str, now: datetime) -> str:
    """The platform has the text: whoever waits for that hears it."""
    follow = flows.here().arrived.get(row.purpose)
    ask = _ask(row)[0] if follow else None
    if not settled(row, delivered_at=now, words=words):
        return "lost"
    if follow and ask:
        follow(ask, row.person, now)
    people.seen(row.platform, row.account, row.person, now)
    return "sent"


def needless(row: Delivery, words: str) -> str:
    """Meanwhile a text has become untrue."""
    deliveries.settle(row, state="overtaken", last_error=words)
    return "overtaken"


def settled(row: Delivery, **changes: Any) -> bool:
    """The person has the version that was rendered; when a newer one is wanted, the delivery goes on waiting."""
    return deliveries.settle(row, sent=row.wanted, attempts=0, unsure=0, cause="", **changes)


def waits(row: Delivery, words: str, until: datetime, *, counted: bool, cause: str = "") -> str:
    attempts = row.attempts if counted else row.attempts - 1
    why = PASSED_ON if row.cause == PASSED_ON else cause
    deliveries.settle(row, not_before=until, last_error=words, attempts=attempts, cause=why, unsure=row.unsure)
    return "waits"


def held_back(row: Delivery, words: str, until: datetime) -> str:
    """A limit of the platform: this delivery waits, and so does everything else that would reach the same person
    earlier."""
    deliveries.hold_back(row, words, until)
    return waits(row, words, until, counted=False)


def out_of_quota(row: Delivery, words: str, until: datetime, now: datetime, administrator: str) -> str:
    """The month's allowance is used up: the delivery waits, and the administrator is told once a month what still goes
    out. Whom an order to stop does not reach for that reason, its flow hears at once."""
    lines = [words, "现在只发警报、签字和现场安全的事，别的等额度恢复再发"]
    if row.vital and row.attempts == 1:
        _untold(row, _ask(row)[0], now)
    topic = f"quota/{row.platform}/{now:%Y-%m}"
    alerts.house_alert(topic, "本月额度用完，有消息在等", lines, now, administrator, rest=MONTH)
    return waits(row, words, until, counted=row.vital)


def reissue(row: Delivery, now: datetime) -> str:
    """A new card replaces the one that can't be repainted."""
    deliveries.settle(row, issue=row.issue + 1, card="", receipt=None, not_before=now, unsure=0)
    return "issued again"


def unreachable(row: Delivery, words: str, now: datetime) -> str:
    """The person can't be reached, which everybody can see: the flow asks somebody else, and the trail says why."""
    if not deliveries.settle(row, state="unreachable", last_error=words):
        return "lost"
    meter.lost(row.platform, row.account, row.person, words, now)
    if row.form == "text" and row.last_error == words:
        return "still unreachable"
    ask, subject = _ask(row)
    data = {"ask": ask.id, "person": row.person, "platform": row.platform, "why": words}
    ledger.append(subject, "person.unreachable", now, actor={"system": "worker"}, data=data)
    # When the card was stuck before, or he was out of reach before, somebody else has been asked already.
    known = row.state == "stuck" or row.cause == PASSED_ON
    if row.form == "card" and ask.person == row.person and ask.state in ask_table.MOVABLE and not known:
        flows.here().unreachable[ask.kind](ask, subject, words, now)
    _untold(row, ask, now)
    return "unreachable"


def _untold(row: Delivery, ask: ask_table.Ask, now: datetime) -> None:
    """A text that must arrive does not: its flow hears who does not know. This comes before an alert of the house:
    whoever takes both locks takes the matter's first."""
    follow = flows.here().untold.get(row.purpose)
    if row.vital and follow is not None:
        follow(ask, row.person, now)


def not_connected(row: Delivery, now: datetime, administrator: str = "") -> str:
    """This person's platform has no credentials here: others are asked, as for anybody out of reach, and the
    administrator is told once a month."""
    name = PLATFORM_NAMES[cast(Platform, row.platform)]
    if row.form == deliveries.GROUP:
        return stuck(row, people.NOT_CONNECTED, now, administrator)
    if unreachable(row, people.NOT_CONNECTED, now) == "lost":
        return "lost"
    on_it = sum(person.platform == row.platform for person in book(now).plant.people)
    lines = [
        f"名单里有 {on_it} 人用{name}，卡片到不了他们，待办改找别人",
        f"请设 ANHAO_{row.platform.upper()}_* 接上{name}，或在名单里改他们的平台",
    ]
    topic = people.not_connected(row.platform)
    alerts.house_alert(topic, f"{name}没有接上", lines, now, administrator, rest=MONTH)
    return "unreachable"


def stuck(
    row: Delivery,
    words: str,
    now: datetime,
    administrator: str = "",
    *,
    cause: str = "",
    again: timedelta = STUCK_AGAIN,
) -> str:
    """Sending again at once won't help: the administrator is asked, and the person counts as unreachable for the flow.
    Both happen only once, however often a later try fails. cause: as `Delivery` has it; again: when to try once
    more."""
    ask, subject = _ask(row)
    group, configuration = row.form == deliveries.GROUP, cause == SETTINGS
    if not (ask.state in ask_table.MOVABLE or configuration or row.vital or group):
        return _given_up(row, words)
    until = now + (GROUP_AGAIN if group else again)
    why = {"last_error": words, "cause": cause, "unsure": row.unsure}
    if not deliveries.settle(row, state="stuck", not_before=until, **why):
        return "lost"
    if row.state == "stuck":
        return "still stuck"
    data = {"ask": ask.id, "person": row.person, "platform": row.platform, "why": words}
    ledger.append(subject, "card.undeliverable", now, actor={"system": "worker"}, data=data)
    _untold(row, ask, now)
    if ask.kind != alerts.KIND or Alert.of(ask).red:
        topic = f"config/{row.platform}" if configuration and not group else f"stuck/{row.id}"
        lines = [_not_brought(row, ask, now), f"{PLATFORM_NAMES[cast(Platform, row.platform)]}：{words}"]
        what = "消息" if row.form == "text" else "卡片"
        alerts.house_alert(topic, f"有{what}发不出去", lines, now, administrator)
    if row.form == "card" and ask.state in ask_table.MOVABLE and row.cause != PASSED_ON:
        flows.here().unreachable[ask.kind](ask, subject, words, now)
    return "stuck"


def _not_brought(row: Delivery, ask: ask_table.Ask, now: datetime) -> str:
    """停工没送到：DH-20261125-0001 的 宓有方"""
    heading, _, about = row.words.partition("：") if row.vital else ("", "", "")
    if row.form == deliveries.GROUP:
        return f"{ask.why[0]}没有发到钉钉群，发给个人的不受影响"
    card = f"{kinds.of(ask.kind).label}卡片" if row.form == "card" and kinds.knows(ask.kind) else "消息"
    number = matter.number_of(ask.subject) or Outcome.of(ask).permit
    person = name_of(book(now).plant, row.person) if row.person else row.account
    return f"{heading if about else card}没送到：{f'{number} 的 ' if number else ''}{person}"


def _given_up(row: Delivery, words: str) -> str:
    """The platform will never take the card of something that is over: nobody waits for it."""
    deliveries.settle(row, state="overtaken", last_error=words)
    return "given up"


def _ask(row: Delivery) -> tuple[ask_table.Ask, Subject]:
    subject = lock(row.ask.subject_id)
    ask = ask_table.Ask.get_by_id(row.ask_id)
    ask.subject = subject
    return ask, subject
