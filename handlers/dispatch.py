"""The one way in: an action is kept with its answer, so that an act that is delivered twice gets the same answer.

A new flow adds a line to the table at the top, and nothing else here.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime

from bot.channel import Action, Answer
from config import logs
from handlers import (
    absence,
    alerts,
    asks,
    check,
    digest,
    drills,
    flows,
    hazards,
    patrols,
    people,
    permits,
    sensors,
    sent_pictures,
    staff,
    trail,
    training,
    words,
)
from handlers.flow import Flow, OnAsk
from models import acted, inbox, matter, meter, staffed, store
from models import ask as ask_table
from models import delivery as deliveries
from models.ask import Ask
from models.book import book
from models.delivery import Delivery, Rendition
from rules.plant import Person
from rules.said import said

log = logging.getLogger("anhao.dispatch")
FLOWS: tuple[Flow, ...] = (
    *permits.FLOWS,
    hazards.FLOW,
    sensors.FLOW,
    patrols.FLOW,
    training.FLOW,
    training.REPORTS,
    drills.FLOW,
    absence.FLOW,
    alerts.FLOW,
    check.FLOW,
    digest.FLOW,
    people.FLOW,
    staff.FLOW,
    sent_pictures.FLOW,
    words.FLOW,
    trail.FLOW,
)

# The house's own flows are open from the start.
flows.open_flows(FLOWS)

STRANGER = Answer("通讯录里还没有你。请找安全部门登记后再用。", "caution")
LEFT = Answer("你已经办了离职，这里的事不用再办了。还在上班的话，请找安全部门改过来。", "caution")
NOT_YOURS = Answer("这件事找的是别人，你点了不算。想看进展，请找发给你的人。", "caution")
UNKNOWN_ASK = Answer("这张卡片对不上任何待办。请看最新的一张。", "caution")
# The same, where it was to stop something: whoever tapped it must not believe that it did.
NOT_STOPPED = Answer("没有停：这张卡片对不上任何待办。马上打电话叫停、撤人；要停票，发「停工」。", "caution")
# Acts that only somebody sends whom the platform reaches; a page may stay open without.
IN_THE_CHAT = ("word", "menu", "tap")
# What the page with all of a card's buttons sends: the tap on one of them.
TAPPED = "card.tap"
NAMELESS = Answer("手机没说点的是哪个按钮。请点「点开看全部」去办。管理员请看 ANHAO_DINGTALK_CARD_BUTTONS。", "caution")
UNKNOWN_BUTTON = Answer("这个按钮已经不用了。请点卡片打开看今天的情况。", "caution")
ENOUGH = Answer("你发得太多，过十分钟再发。要停工，随时发「停工」。", "caution")
# The purpose of an answer to a tap on an older issue of a card, and how many there are of one ask within the time of
# `asks.ANSWERED_WITHIN`.
FROM_OLD, MOST_FROM_OLD = "old_card", 5
# After whose moment, in words.
LATE = "后来又办过：这一下来晚了，没有算。请重新打开这一页，看看现在是怎样再点。"
STOPPED = "叫停过：这一下是那以前的，没有算。要开工、复工，请重新打开这一页看过再点。"
REFUSALS = {
    ENOUGH: "too many messages",
    STRANGER: "not in the directory",
    LEFT: "has left",
    NOT_YOURS: "somebody else's ask",
    UNKNOWN_ASK: "unknown ask",
    NOT_STOPPED: "a stop of an unknown ask",
    UNKNOWN_BUTTON: "unknown button",
    NAMELESS: "a button without a name",
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
        before = Answer(**inbox.answer_to(action.key))
        # What was refused did nothing that could be undone.
        return (before.tone != "stop" and _again(action, person, now)) or before
    late = _late(action, person, now, real) if person else None
    if late:
        answer = late
    elif action.kind in ("word", "menu"):
        answer = _written(action, person, now)
    else:
        answer = _act(action, person, now, real) if person else _nobody(action, now)
    if action.kind == "directory":
        staff.hearing.came(action, person, now)
    inbox.keep_answer(action.key, asdict(answer))
    if person and action.kind in IN_THE_CHAT:
        people.seen(action.platform, action.account, person.id, now)
    if action.kind not in ("page", "directory"):
        # Last, because on PostgreSQL the row that counts all of a person's taps is locked from here to the commit.
        meter.count(action.platform, "push", action.kind, action.account, now)
    return answer


def _late(action: Action, person: Person, now: datetime, real: datetime) -> Answer | None:
    """What an act is answered that the network has held until its person decided otherwise; None for every other one.

    It changes nothing, unless it keeps people safe. A stop is never late, and overrides what the same person had
    allowed before it.
    """
    stopped = acted.thing(person.id, "stop")
    if _stops(action, now):
        acted.take(stopped, acted.turn(real), now)
        return None
    newest = acted.newest(stopped) if action.name in flows.here().lets_go else None
    if newest is not None and newest.turn > action.turn:
        return Answer(f"你 {newest.at:%H:%M} {STOPPED}", "stop")
    sets = flows.here().sets.get(said(action.name).word, ()) if action.kind == "word" else action.thing
    thing = acted.thing(person.id, *sets)
    if not sets or acted.take(thing, action.turn or acted.turn(real), now):
        return None
    counts, newest = flows.here().late.get(action.name), acted.newest(thing)
    if newest is None or (counts and counts(action, person, now)):
        return None
    return Answer(f"你 {newest.at:%H:%M} {LATE}", "stop")


def _stops(action: Action, now: datetime) -> bool:
    """Whether the act is to stop the work."""
    if action.kind == "word":
        return said(action.name).word in flows.here().safety.words(now)
    name = str(action.data.get("choice", "")) if action.name == TAPPED else action.name
    return action.kind in ("tap", "page") and name in flows.here().stops


def _again(action: Action, person: Person | None, now: datetime) -> Answer | None:
    """What somebody reads who sends an act again after others have undone it; None while its first answer is true."""
    say = flows.here().again.get(action.name) if action.kind == "page" else None
    return say(action, person, now) if say and person else None


def _nobody(action: Action, now: datetime) -> Answer:
    """What is said to an account that nobody has who works here."""
    return LEFT if staffed.once_at(book(now).version, action.platform, action.account) else STRANGER


def _written(action: Action, person: Person | None, now: datetime) -> Answer:
    """A word or an entry of the menu. Its answer is a message, and nobody gets so many that others go without; what
    keeps people safe is done all the same."""
    lately = asks.answered_lately(action, person, now)
    answer = _begun(action, person, now, enough=lately >= asks.MOST_ANSWERED) if person else _nobody(action, now)
    if answer.tone == "caution" and lately <= asks.MOST_ANSWERED:
        asks.say(action, person, (answer if lately < asks.MOST_ANSWERED else ENOUGH).words, now)
    return answer


def _begun(action: Action, person: Person, now: datetime, *, enough: bool) -> Answer:
    here = flows.here().safety if enough else flows.here()
    pictured = sent_pictures.hear(action, now) if action.data.get("media") and not enough else None
    if pictured and (pictured.words or not action.text):
        return pictured
    if action.kind == "menu":
        begin, heard = here.menu(now).get(action.name), None
    else:
        text = said(action.name)
        begin, heard = here.words(now).get(text.word), text
    if begin:
        return begin(action, person, now)
    # What somebody wrote that is no word of the house or the plant: what a flow makes of it, else the help.
    answer = here.heard(heard, action, person, now) if heard else None
    return answer or (ENOUGH if enough else words.not_understood(action, person, now))


def _act(action: Action, person: Person, now: datetime, real: datetime) -> Answer:
    if action.kind == "page" and action.ask is None and action.name in flows.here().acts:
        return flows.here().acts[action.name](action, person, now)
    if action.kind in ("tap", "page"):
        return _answer_ask(action, person, now, real)
    if action.name in flows.here().directory:
        flows.here().directory[action.name](action, person, now)
    return Answer()


def _answer_ask(action: Action, person: Person, now: datetime, real: datetime) -> Answer:
    card = deliveries.by_card(action.card) if action.card else None
    ask = ask_table.find(action.ask) if action.ask else (card.ask if card else None)
    if card is not None and card.ask_id != (ask.id if ask else None):
        card = None
    if ask is None:
        return _told(NOT_STOPPED if _stops(action, now) else UNKNOWN_ASK, action, person, now)
    ask = ask_table.locked(ask)
    logs.about(matter.number_of(ask.subject))
    if ask.person != person.id:
        return _told(NOT_YOURS, action, person, now)
    if not _stops(action, now) and _of_nothing(action, ask):
        # What he tapped was shown by a store that has been lost: he gets the card of this one.
        deliveries.issue_again(ask, action.rendition or 0, now)
        return _told(UNKNOWN_ASK, action, person, now)
    if action.kind == "page" and action.name == TAPPED:
        action = replace(action, kind="tap", name=str(action.data.get("choice", "")))
    answer = _handler(action, ask)(action, ask, person, now)
    if card is not None:
        _show_on_card(card, action, answer, now, real)
        return answer
    return _told(answer, action, person, now)


def _of_nothing(action: Action, ask: Ask) -> bool:
    """Whether the tap answers a text that this store has never shown under the ask."""
    if action.kind != "tap" or not action.rendition:
        return False
    shown = Rendition.find(action.rendition)
    return shown is None or shown.ask_id != ask.id


def _told(answer: Answer, action: Action, person: Person, now: datetime) -> Answer:
    """The answer to a tap whose card is in no store, or somebody else's: where the platform shows words on the card
    only, a text says them."""
    if action.repaint and answer.words and asks.answered_lately(action, person, now) < asks.MOST_ANSWERED:
        asks.say(action, person, answer.words, now)
    return answer


def _handler(action: Action, ask: Ask) -> OnAsk:
    answers = flows.here().pages if action.kind == "page" else flows.here().taps
    act = answers.get((ask.kind, action.name))
    return act or (lambda action, ask, person, now: UNKNOWN_BUTTON if action.name else NAMELESS)


def _show_on_card(card: Delivery, action: Action, answer: Answer, now: datetime, real: datetime) -> None:
    """Makes the tapped card show the words. A WeCom tap brings its own one-time permission to repaint. A tap on an
    older issue of the card can't repaint the newer one, so a short text answers it."""
    if action.card != card.card:
        since = now - asks.ANSWERED_WITHIN
        lately = [row for row in deliveries.of_ask(card.ask) if row.purpose == FROM_OLD and row.created_at > since]
        if len(lately) < MOST_FROM_OLD:
            from_old = Delivery(ask=card.ask, person=card.person, platform=card.platform, account=card.account)
            from_old.form, from_old.purpose, from_old.words = "text", FROM_OLD, answer.words
            from_old.not_before = from_old.created_at = now
            from_old.save(force_insert=True)
        return
    if action.repaint:
        receipt = {**(card.receipt or {}), "click_code": action.repaint, "click_code_at": now.isoformat()}
        deliveries.tapped(card, receipt, answer.on_card, now, real)
    else:
        deliveries.hold_for_answer(card, real)
