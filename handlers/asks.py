"""The life that all asks share: opened, delivered, answered, closed, and shown to everybody who has a card of it.

All functions run inside the caller's transaction, with the subject locked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.channel import Action
from models import delivery as deliveries
from models import kinds, ledger
from models.answered import Outcome
from models.ask import Ask, expiry, move
from models.asked import AskData
from models.book import book
from models.delivery import REMIND, Delivery, Rendition
from models.subject import Subject, desk, desk_of
from rules.plant import Person

UNDELIVERED = timedelta(minutes=5)
REPEAT = timedelta(minutes=30)
DAY = timedelta(days=1)
# How many answers one person gets within this time: each is a message of the month's allowance, which is everybody's.
MOST_ANSWERED, ANSWERED_WITHIN = 30, timedelta(minutes=10)
# A drill counts in seconds, so minutes may be broken.
Step = tuple[str, float]


@dataclass(frozen=True)
class Wanted:
    """What to ask of whom. steps: (name, minutes after delivery), in order; expires_at: when there is no point in
    asking any more; sealed: what the trail says of it besides."""

    kind: str
    person: str
    why: Sequence[str]
    post: str = ""
    stage: str = ""
    slot: str = ""
    steps: Sequence[Step] = ()
    expires_at: datetime | None = None
    rules: str = ""
    urgent: bool = False
    data: AskData = AskData()  # noqa: RUF009 - it can't be changed
    sealed: Mapping[str, Any] = field(default_factory=dict)


def open_ask(subject: Subject, wanted: Wanted, now: datetime) -> Ask:
    """Opens an ask, orders its card for the person's chat and writes both into the trail."""
    ask = _created(subject, wanted, now)
    bring(ask, now, wanted.sealed)
    return ask


def open_page(subject: Subject, wanted: Wanted, now: datetime) -> Ask:
    """Opens an ask whose page its person has opened already, so that no card goes out."""
    return _created(subject, wanted, now)


def _created(subject: Subject, wanted: Wanted, now: datetime) -> Ask:
    created: Ask = Ask.create(
        kind=wanted.kind,
        subject=subject,
        person=wanted.person,
        post=wanted.post,
        stage=wanted.stage,
        slot=wanted.slot,
        opened_at=now,
        next_at=_not_after(now + UNDELIVERED, wanted.expires_at),
        escalation={"steps": [list(step) for step in wanted.steps], "expires_at": _stamp(wanted.expires_at)},
        urgent=wanted.urgent,
        why=list(wanted.why),
        rules=wanted.rules,
        data=dict(wanted.data.kept),
    )
    return created


def bring(ask: Ask, now: datetime, sealed: Mapping[str, Any] | None = None) -> None:
    """Orders the card of a new ask for the person's chat; the trail says that he is asked. sealed: what it says
    besides."""
    _bring_to(ask.person, ask, ask.kind, now, urgent=ask.urgent)
    ledger.append(
        ask.subject,
        "ask.opened",
        now,
        actor={"system": "house"},
        data={
            "ask": ask.id,
            "kind": ask.kind,
            "to": ask.person,
            "post": ask.post,
            "stage": ask.stage,
            "why": list(ask.why),
            "rules": ask.rules,
            **(sealed or {}),
        },
    )


def tell(ask: Ask, person_id: str, words: str, now: datetime, *, purpose: str = REMIND, urgent: bool = False) -> None:
    """Sends a short text with the ask's link, to the person asked or to somebody else who should know."""
    _bring_to(person_id, ask, purpose, now, urgent=urgent, form="text", words=words)


def _bring_to(person_id: str, ask: Ask, purpose: str, now: datetime, **more: object) -> None:
    """Orders something of the ask for this person's chat: its card, or what `more` says."""
    person = book(now).plant.person(person_id)
    chat = {"person": person.id, "platform": person.platform, "account": person.account}
    Delivery.create(ask=ask, **chat, purpose=purpose, not_before=now, created_at=now, **more)


def inform(subject: Subject, kind: str, person_id: str, words: str, why: str, now: datetime) -> None:
    """Tells somebody something without asking: a short text with the link of the kind's card, under an ask that is
    closed."""
    tell(_asks_nothing(subject, kind, person_id, why, now), person_id, words, now, purpose=kind)


def say(action: Action, person: Person | None, words: str, now: datetime) -> None:
    """Answers what somebody wrote, when there is no card for the words: a short text, kept under an ask that is
    closed."""
    owner = person.id if person else ""
    subject = desk(_owner(action, person), now)
    ask = _asks_nothing(subject, "word.answer", owner, words, now)
    Delivery.create(
        ask=ask,
        person=owner,
        platform=action.platform,
        account=action.account,
        form="text",
        purpose="answer",
        words=words,
        not_before=now,
        created_at=now,
    )


def answered_lately(action: Action, person: Person | None, now: datetime) -> int:
    """How much of what this person wrote has been answered lately: MOST_ANSWERED is enough, and one more is the most
    that is counted."""
    mine = desk_of(_owner(action, person), now)
    asked = Ask.select(Ask.opened_at).where(Ask.subject == mine).order_by(Ask.id.desc()).limit(MOST_ANSWERED + 1)
    return sum(ask.opened_at > now - ANSWERED_WITHIN for ask in asked)


def _owner(action: Action, person: Person | None) -> str:
    """Whose desk it is; also somebody whom nobody knows has one."""
    return person.id if person else f"{action.platform}:{action.account}"[:90]


def show(kind: str, person_id: str, why: str, data: AskData, now: datetime, *, words: str = "") -> None:
    """Shows somebody what he asked for, on a card of this kind; nothing is asked, and the card never changes. words:
    they go out as a short text with the card's link, in place of the card."""
    shown = _asks_nothing(desk(person_id, now), kind, person_id, why, now, data)
    _bring_to(person_id, shown, kind, now, **({"form": "text", "words": words} if words else {}))


def post(subject: Subject, kind: str, group: str, why: str, data: AskData, now: datetime, *, stage: str) -> None:
    """Shows something in a DingTalk group, on a card of this kind. stage: what it is about, among the subject's
    posts."""
    shown = _asks_nothing(subject, kind, "", why, now, data, stage)
    to = {"person": "", "platform": "dingtalk", "account": group, "form": deliveries.GROUP}
    Delivery.create(ask=shown, **to, purpose=kind, not_before=now, created_at=now)


def _asks_nothing(
    subject: Subject, kind: str, person_id: str, why: str, now: datetime, data: AskData | None = None, stage: str = ""
) -> Ask:
    over = {"state": "done", "opened_at": now, "closed_at": now, "escalation": {"steps": [], "expires_at": None}}
    kept = dict(data.kept) if data else {}
    return Ask.create(kind=kind, subject=subject, person=person_id, stage=stage, why=[why], data=kept, **over)


def delivered(ask: Ask, subject: Subject, card: Delivery, shown: str, rendition: int, now: datetime) -> None:
    """The card has reached its person: the trail says so, and the stage's time limits start here."""
    ledger.append(
        subject,
        "card.delivered",
        now,
        actor={"system": "worker"},
        data={"ask": ask.id, "to": ask.person, "platform": card.platform, "card": card.card, "rendition": rendition},
        shown=shown,
    )
    if ask.delivered_at is not None or ask.closed_at is not None:
        return
    ask.delivered_at = now
    changes: dict[str, Any] = {"delivered_at": now, "next_at": next_look(ask, now)}
    steps = dict(ask.escalation["steps"])
    if "substitute" in steps:
        changes["due_at"] = now + timedelta(minutes=steps["substitute"])
    Ask.set_by_id(ask.id, changes)


def next_look(ask: Ask, now: datetime) -> datetime:
    """When the clock must look at this ask next: at its next step, at the latest when it expires.

    Steps count from delivery; until then the clock only checks that the card arrives.
    """
    steps = ask.escalation["steps"]
    if ask.delivered_at is None:
        look = now + REPEAT
    elif steps:
        look = ask.delivered_at + timedelta(minutes=steps[0][1])
    else:
        look = now + (REPEAT if kinds.of(ask.kind).repeats else DAY)
    return _not_after(look, expiry(ask))


def later(ask: Ask, step: str, moment: datetime, now: datetime) -> None:
    """Makes the clock take this step of a delivered ask at `moment`, whichever other steps are left."""
    minutes = (moment - ask.delivered_at).total_seconds() / 60
    steps = sorted([*ask.escalation["steps"], [step, minutes]], key=lambda each: each[1])
    ask.escalation = {**ask.escalation, "steps": steps}
    Ask.set_by_id(ask.id, {"escalation": ask.escalation, "next_at": next_look(ask, now)})


def put_off(ask: Ask, until: datetime, now: datetime) -> None:
    """The ask expires then, and not when it was to."""
    ask.escalation = {**ask.escalation, "expires_at": _stamp(until)}
    Ask.set_by_id(ask.id, {"escalation": ask.escalation, "next_at": next_look(ask, now)})


def close(ask: Ask, state: str, now: datetime, answer: Outcome | None = None) -> bool:
    """Ends an ask that can still move and repaints its cards; says whether this caller ended it."""
    changes: dict[str, Any] = {"closed_at": now}
    if answer is not None:
        changes["answer"] = dict(answer.kept)
    if not move(ask, state, **changes):
        return False
    deliveries.want(ask, now)
    return True


def hold(ask: Ask, answer: Outcome, now: datetime) -> None:
    """Holds the ask: the answer is there, but something is missing for it to count."""
    move(ask, "held", answer=dict(answer.kept))
    repaint(ask, now)


def repaint(ask: Ask, now: datetime) -> None:
    """Makes every card of this ask show the state of this moment."""
    deliveries.want(ask, now)


def shown_to(action: Action, about: int | None = None) -> str | None:
    """The hash of the text that the person who acted had seen: the rendition tapped, not the newest.

    about: the ask under which a page kept its text, when the page itself answers none.
    """
    row = Rendition.get_or_none(Rendition.id == action.rendition) if action.rendition else None
    return row.shown if row and row.ask_id == (about or action.ask) else None


def actor(ask: Ask, person: Person) -> dict[str, str]:
    """Who acts, as the ledger names him: with the post he stands in for and the authorisation for that."""
    names = unasked(person) | {"post": ask.post}
    data = AskData.of(ask)
    if data.authorization:
        names |= {"for": data.for_post, "authorization": data.authorization}
    return names


def unasked(person: Person) -> dict[str, str]:
    """Who acts of his own accord, for no post."""
    return {"person": person.id, "post": "", "platform": person.platform, "account": person.account}


def _not_after(moment: datetime, limit: datetime | None) -> datetime:
    return moment if limit is None else min(moment, limit)


def _stamp(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
