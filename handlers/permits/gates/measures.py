"""Protective measures confirmed on site: one card for each confirmer, one tap for each measure, with its proof.

For each line of the form two facts are kept: whether it concerns the job, and who confirmed that (GB 30871—2022, annex
A).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.channel import Action, Answer
from handlers import asks
from handlers.permits import crew, life, proof
from handlers.permits.gates import opening, questions
from models import ledger
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.permit import Permit
from models.permit_asks import Measures
from models.permit_work import Confirmed
from rules import isolation, measuring
from rules.isolation import BadPoint
from rules.measuring import BadReading
from rules.plant import Person
from rules.templates import SiteReading

KIND = questions.MEASURES
MAX_NOTE = 60
APPLIES = {"yes": "已落实", "no": "不涉及"}
# What is needed besides the tap: evidence of the template → field of the answer, words when it is missing.
PROOF = {
    "photo": ("photo", "这一条要拍照。请在现场拍一张再确认。"),
    "file": ("photo", "这一条要拍文件。请把文件拍一张再确认。"),
    "reading": ("note", "这一条要写读数。请写上读数再确认。"),
}


def confirm(action: Action, ask: Ask, permit: Permit, person: Person, now: datetime) -> Answer:
    """One tap: `{measure, applies: yes|no, photo?, note?, points?}`. The card's last measure closes it."""
    if ask.state not in MOVABLE:
        return Answer(questions.over(ask, now), "caution")
    wanted = str(action.data.get("measure", ""))
    measure = next((each for each in permit.template["measures"] if each["id"] == wanted), None)
    if measure is None or wanted not in Measures.of(ask).measures:
        return Answer("这一条不归你确认。请重新打开这一页。", "stop")
    given = _given(action, now)
    fault = _fault(measure, given)
    if fault:
        return Answer(fault, "stop")
    try:
        given |= _isolated(measure, given, action, permit, person)
        failed = _measure(measure, given)
    except (BadPoint, BadReading) as error:
        return Answer(str(error), "stop")
    data = {"ask": ask.id, "measure": wanted, **given, **proof.circumstances(action)}
    actor, shown = asks.actor(ask, person), asks.shown_to(action)
    if failed:
        life.note(permit, permit.work.measure_failed(wanted))
        ledger.append(ask.subject, "permit.measure_failed", now, actor=actor, data=data, shown=shown)
        opening.repaint(permit, now)
        return Answer(f"{failed}：不能确认，记下了。先处理好，复测合格再确认。", "stop")
    life.note(permit, permit.work.measure_confirmed(wanted, _kept(given, person, now)))
    ledger.append(ask.subject, "permit.measure_confirmed", now, actor=actor, data=data, shown=shown)
    left = set(Measures.of(ask).measures) - set(permit.work.measures)
    opening.repaint(permit, now)
    if left:
        return Answer(f"记下了，还有 {len(left)} 条。", "info")
    asks.close(ask, "done", now, Outcome(result="confirmed", by=person.id, at=now))
    opening.advance(permit, now)
    return Answer("你的措施都确认完了。", "done")


def changed_since(action: Action, ask: Ask, permit: Permit) -> Answer | None:
    """What a tap is answered that came before, when the line says the opposite by now."""
    kept = permit.work.measures.get(str(action.data.get("measure", "")))
    if kept is None or kept.at is None or kept.applies == _applies(action):
        return None
    words = f"这一下早收到过了，{kept.at:%H:%M} 又改成「{APPLIES[kept.applies]}」。要再改，请再点一次。"
    return Answer(words, "caution")


def of_form(measure: Mapping[str, Any]) -> str:
    """What the signed form says of a line: `yes`, `no`, or empty when nobody has chosen."""
    chosen = measure.get("applies_here")
    if measure["applies"] == "always" or chosen in (True, "yes"):
        return "yes"
    return "no" if chosen in (False, "no") else ""


def _given(action: Action, now: datetime) -> dict[str, Any]:
    given: dict[str, Any] = {"applies": _applies(action)}
    note, taken = str(action.data.get("note", "")).strip()[:MAX_NOTE], proof.photo(action, now)
    if note:
        given["note"] = note
    if taken:
        given["photo"] = dict(taken.kept)
    return given


def _applies(action: Action) -> str:
    return "no" if action.data.get("applies") == "no" else "yes"


def keepers(permit: Permit, person: Person) -> list[str]:
    """Who may keep the key of a lock: the confirmer himself, and the people of the permit."""
    return list(dict.fromkeys((person.id, *crew.everybody(permit))))


def _isolated(
    measure: Mapping[str, Any], given: Mapping[str, Any], action: Action, permit: Permit, person: Person
) -> dict[str, Any]:
    """The lock-out points, if the line needs them. Raises BadPoint."""
    if not measure.get("isolates") or given["applies"] == "no":
        return {}
    found = isolation.points(action.data.get("points"), measure["isolates"], keepers(permit, person))
    return {"points": isolation.kept(found)}


def figure(measure: Mapping[str, Any]) -> SiteReading | None:
    """The number that a line of the permit asks for; none where a reading is words, as in older rule versions."""
    return SiteReading(**measure["reading"]) if measure.get("reading") else None


def _measure(measure: Mapping[str, Any], given: dict[str, Any]) -> str:
    """Notes the reading with its unit; why it does not pass, or empty. Raises BadReading."""
    wanted = figure(measure)
    if wanted is None or given["applies"] == "no":
        return ""
    value = measuring.read(given["note"], wanted)
    given["note"] = measuring.worded(value, wanted)
    return measuring.beyond(value, wanted)


def _fault(measure: Mapping[str, Any], given: Mapping[str, Any]) -> str:
    """Why the tap is not enough; to leave out what was signed as 涉及 takes a written reason."""
    if given["applies"] == "yes":
        field, words = PROOF.get(measure["evidence"], ("", ""))
        return words if field and field not in given else ""
    if measure["applies"] == "always":
        return "这一条必须落实，不能选「不涉及」。没做到就先别确认。"
    if of_form(measure) == "yes" and "note" not in given:
        return "票上写的是「涉及」。不涉及请写一句原因，再确认。"
    return ""


def _kept(given: Mapping[str, Any], person: Person, now: datetime) -> Confirmed:
    photo = {"photo": given["photo"]["sha256"]} if "photo" in given else {}
    return Confirmed.read({**given, **photo, "by": person.id, "at": ledger.stamp(now)})
