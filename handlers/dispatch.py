"""The one way in: an action is kept with its answer, so that an act that is delivered twice gets the same answer.

A new flow adds a line to the table at the top, and nothing else here.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from bot.channel import Action, Answer
from config import logs
from handlers import absence, alerts, asks, digest, flows, people, permits, trail, words
from handlers.flow import Flow, OnAsk
from models import ask as ask_table
from models import delivery as deliveries
from models import inbox, matter, meter, store
from models.ask import Ask
from models.book import book
from models.delivery import Delivery
from rules.plant import Person
from rules.said import said

log = logging.getLogger("anhao.dispatch")
FLOWS: tuple[Flow, ...] = (*permits.FLOWS, absence.FLOW, alerts.FLOW, digest.FLOW, people.FLOW, words.FLOW, trail.FLOW)

# The house's own flows are open from the start.
flows.open_flows(FLOWS)

STRANGER = Answer("通讯录里还没有你。请找安全部门登记后再用。", "caution")
NOT_YOURS = Answer("这件事找的是别人，你点了不算。想看进展，请找发给你的人。", "caution")
UNKNOWN_ASK = Answer("这张卡片对不上任何待办。请看最新的一张。", "caution")
UNKNOWN_BUTTON = Answer("这个按钮已经不用了。请点卡片打开看今天的情况。", "caution")
REFUSALS = {
    STRANGER: "not in the directory",
    NOT_YOURS: "somebody else's ask",
    UNKNOWN_ASK: "unknown ask",
    UNKNOWN_BUTTON: "unknown button",
}


def open_guests(guests: Sequence[Flow]) -> None:
    """Opens these flows beside the house's own. Raises ValueError for an ask kind that exists already."""
    flows.open_flows((*FLOWS, *guests))


def dispatch(action: Action, now: datetime, real: datetime) -> Answer:
    """Does what the action means, once, in one transaction; returns the words for the person who acted."""
    answer = store.write(lambda: _once(action, now, real))
    # The log gets neither typed words nor names from outside: what people write is private, and a name may be anything.
    outcome = REFUSALS.get(answer, answer.tone) or "done"
    about = {"platform": action.platform, "ask": action.ask, "outcome": outcome}
    words = (action.platform, action.kind, _known(action, now), action.ask, outcome)
    log.info("%s %s %s of ask %s: %s", *words, extra=about)
    return answer


def _known(action: Action, now: datetime) -> str:
    """The name of the act if the house or the plant gave it; of a word also what was taken off."""
    here = flows.here()
    if action.kind == "word":
        heard = said(action.name)
        taken = f" (without {', '.join(heard.reasons)})" if heard.reasons else ""
        return f"{heard.word}{taken}" if heard.word in here.words(now) else "?"
    return action.name if action.name in here.names or action.name in here.menu(now) else "?"


def _once(action: Action, now: datetime, real: datetime) -> Answer:
    first = inbox.receive(action.key, action.platform, action.name, action.ask, now)
    person = book(now).person_at(action.platform, action.account)
    if not first:
        return _again(action, person, now) or Answer(**inbox.answer_to(action.key))
    answer = _act(action, person, now, real) if person else STRANGER
    if action.kind in ("word", "menu") and answer.tone == "caution":
        asks.say(action, person, answer.words, now)
    inbox.keep_answer(action.key, asdict(answer))
    if action.kind not in ("page", "directory"):
        # Last, because on PostgreSQL the row that counts all of a person's taps is locked from here to the commit.
        meter.count(action.platform, "push", action.kind, action.account, now)
    return answer


def _again(action: Action, person: Person | None, now: datetime) -> Answer | None:
    """What somebody reads who sends an act again after others have undone it; None while its first answer is true."""
    say = flows.here().again.get(action.name) if action.kind == "page" else None
    return say(action, person, now) if say and person else None


def _act(action: Action, person: Person, now: datetime, real: datetime) -> Answer:
    if action.kind == "word":
        return _hear(action, person, now)
    if action.kind == "menu":
        begin = flows.here().menu(now).get(action.name)
        return begin(action, person, now) if begin else words.not_understood(action, person, now)
    if action.kind == "page" and action.ask is None and action.name in flows.here().acts:
        return flows.here().acts[action.name](action, person, now)
    if action.kind in ("tap", "page"):
        return _answer_ask(action, person, now, real)
    if action.name in flows.here().directory:
        flows.here().directory[action.name](action, person, now, flows.here().unreachable)
    return Answer()


def _hear(action: Action, person: Person, now: datetime) -> Answer:
    """What somebody wrote: a word of the house or the plant, else what a flow makes of it, else the help."""
    heard = said(action.name)
    begin = flows.here().words(now).get(heard.word)
    if begin:
        return begin(action, person, now)
    return flows.here().heard(heard, action, person, now) or words.not_understood(action, person, now)


def _answer_ask(action: Action, person: Person, now: datetime, real: datetime) -> Answer:
    card = deliveries.by_card(action.card) if action.card else None
    ask = ask_table.find(action.ask) if action.ask else (card.ask if card else None)
    if ask is None:
        return UNKNOWN_ASK
    ask = ask_table.locked(ask)
    logs.about(matter.number_of(ask.subject))
    if ask.person != person.id:
        return NOT_YOURS
    answer = _handler(action, ask)(action, ask, person, now)
    if card is not None:
        _show_on_card(card, action, answer, now, real)
    return answer


def _handler(action: Action, ask: Ask) -> OnAsk:
    answers = flows.here().pages if action.kind == "page" else flows.here().taps
    act = answers.get((ask.kind, action.name))
    return act or (lambda action, ask, person, now: UNKNOWN_BUTTON)


def _show_on_card(card: Delivery, action: Action, answer: Answer, now: datetime, real: datetime) -> None:
    """Makes the tapped card show the words. A WeCom tap brings its own one-time permission to repaint. A tap on an
    older issue of the card can't repaint the newer one, so a short text answers it."""
    if action.card != card.card:
        from_old = Delivery(ask=card.ask, person=card.person, platform=card.platform, account=card.account)
        from_old.form, from_old.purpose, from_old.words = "text", "old_card", answer.words
        from_old.not_before = from_old.created_at = now
        from_old.save(force_insert=True)
        return
    if action.repaint:
        receipt = {**(card.receipt or {}), "click_code": action.repaint, "click_code_at": now.isoformat()}
        deliveries.tapped(card, receipt, answer.words, now, real)
    else:
        deliveries.hold_for_answer(card, real)
