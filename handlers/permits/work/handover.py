"""The guardian leaves: the work stops, and the next guardian signs before anybody works on.

GB 30871—2022 §4.10: a guardian who leaves stops the work; the next needs the certificate and may watch nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.channel import Action, Answer
from handlers import asks
from handlers.asks import Wanted
from handlers.permits import crew, life, proof, same_hand, telling
from handlers.permits.kinds import RESUME
from handlers.permits.work import stopping, watch
from handlers.permits.work.stopping import Stop, suspend
from models import ask as ask_table
from models import ledger
from models import permit as permits
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.book import book, name_of
from models.permit import Permit
from rules.plant import Person

KIND = "permit.takeover"
STEPS = (("remind", 5), ("warn", 10))


def faults(permit: Permit, now: datetime) -> dict[str, str]:
    """Why each person of the plant can't take over, or nothing; without the guardian himself."""
    others = [each for each in book(now).plant.people if each.id != permits.guardian(permit)]
    return crew.guardian_faults(permit, others, now)


def hand_over(action: Action, ask: Ask, permit: Permit, person: Person, now: datetime) -> Answer:
    """「交接监护」: the work stops at once, the named person is asked to sign for the watch."""
    if permit.state not in crew.ON_SITE or person.id != permits.guardian(permit):
        return Answer("现在不由你交接。请看最新的卡片。", "caution")
    made = action.made(now)
    if permit.state == "working" and permit.work.resumed_since(made):
        return Answer(f"没有交接：你 {made:%H:%M} 点了以后停过、又复工了。要交接，请打开最新的卡片再点。", "stop")
    plant, wanted = book(now).plant, str(action.data.get("person", ""))
    if not plant.knows(wanted) or wanted == person.id:
        return Answer("没有选接手的人。请选一位再交接。", "stop")
    fault = crew.guardian_fault(permit, plant.person(wanted), now)
    if fault:
        return Answer(f"{name_of(plant, wanted)}{fault}，不能接。请换一位。", "stop")
    name = name_of(plant, wanted)
    stop = Stop(f"{person.name}交接监护给{name}", asks.actor(ask, person), handover=True)
    suspend(permit, stop, now)
    _wait_for(permit, person, wanted, now)
    return Answer(f"停了，等{name}签字接手。他签之前你别走。", "done")


def take_over(action: Action, ask: Ask, permit: Permit, person: Person, now: datetime) -> Answer:
    """The next guardian signs: from now on he watches, and he is asked to confirm that the work may go on."""
    if ask.state not in MOVABLE or permit.state != "suspended":
        return Answer(_over(ask, permit, person, now), "info")
    fault = crew.guardian_fault(permit, person, now)
    if fault:
        return Answer(f"你{fault}，不能接这个监护。请原监护人换一位。", "stop")
    signed = proof.signed(permit, action, person, now)
    before = permits.guardian(permit)
    asks.close(ask, "done", now, signed.resulting("taken", by=person.id))
    stop = permit.work.last_stop.signed_over(now)
    life.note(permit, permit.work.guarded_by(person.id).with_last_stop(stop))
    hand = {name: kept for name, kept in signed.evidence().items() if name in ("png", "strokes", "presence", "code")}
    data = {"ask": ask.id, "from": before, "to": person.id, **hand}
    actor, shown = asks.actor(ask, person), asks.shown_to(action)
    ledger.append(ask.subject, "permit.guardian_changed", now, actor=actor, data=data, shown=shown)
    same_hand.look(permit, ask, now)
    _ask_the_new_one(permit, now)
    words = f"{person.name}接手监护：{telling.title(permit)}。"
    telling.tell(permit, [before, *crew.everybody(permit)], words, now)
    return Answer(f"接好了。现场看过没问题，再点「看条件，确认复工」。{proof.noted(signed.presence)}", "done")


def _over(ask: Ask, permit: Permit, person: Person, now: datetime) -> str:
    """Why nothing is left to sign, and who watches now."""
    guardian, signed = permits.guardian(permit), Outcome.of(ask)
    if signed.result != "taken":
        return "这次交接不用签了。点卡片看现在的情况。"
    if guardian == person.id:
        return f"你 {signed.clock} 已经签过接手，现在你是监护人，不用再签。"
    return f"你 {signed.clock} 签过接手，现在的监护人是{name_of(book(now).plant, guardian)}，不用再签。"


def step(permit: Permit, ask: Ask, name: str, now: datetime) -> None:
    """The work has stopped meanwhile, so the next guardian and the leader are told, and nothing more happens."""
    person = book(now).plant.person(ask.person)
    asks.tell(ask, person.id, f"等你签字接手监护：{telling.title(permit)}。签之前不能复工。", now)
    if name != "remind":
        words = f"{person.name}还没签字接手监护：{telling.title(permit)}。请催一下，或请原监护人换人。"
        telling.tell_of(permit, ask.person, words, now)


def unreachable(permit: Permit, ask: Ask, words: str, now: datetime) -> None:
    step(permit, ask, "warn", now)


def _wait_for(permit: Permit, old: Person, new: str, now: datetime) -> None:
    """Only one hand-over at a time: an earlier one is withdrawn, and the stop waits for the signature."""
    watch.stop_asking(permit.subject, (KIND,), "换了别人接手", now)
    life.note(permit, permit.work.with_last_stop(permit.work.last_stop.handed_over()))
    why = [f"{old.name}交接监护给你", "签了字才算接手，接手前不能复工"]
    asks.open_ask(permit.subject, Wanted(KIND, new, why, steps=STEPS), now)


def _ask_the_new_one(permit: Permit, now: datetime) -> None:
    """Asks the new guardian about this stop; the old guardian's confirmation no longer counts."""
    for each in _guardian_asks(permit):
        asks.close(each, "superseded", now, Outcome.over("监护交接了", now))
    stopping.ask_side(permit, "guardian", permits.guardian(permit), now)


def _guardian_asks(permit: Permit) -> Iterator[Ask]:
    stage = stopping.resume_stage(permit)
    asked = ask_table.movable(permit.subject, RESUME)
    return (each for each in asked if (each.stage, each.slot) == (stage, "guardian"))
