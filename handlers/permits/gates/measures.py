"""Protective measures confirmed on site: one card for each confirmer, one tap for each measure, with its proof.

For each line of the form two facts are kept: whether it concerns the job, and who confirmed that (GB 30871—2022, annex
A).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from bot.channel import Action, Answer
from handlers import asks
from handlers.flow import Place
from handlers.permits import crew, life, proof
from handlers.permits.gates import coordinating, facts, opening, questions
from models import gas, ledger
from models import permit as permits
from models.answered import Outcome
from models.ask import MOVABLE, Ask, waiting_for
from models.book import book
from models.permit import Permit
from models.permit_asks import Measures
from models.permit_work import Confirmed, layer_of
from rules import isolation, measuring, pictured
from rules.isolation import BadPoint
from rules.measuring import BadReading
from rules.plant import Person
from rules.templates import SiteReading
from rules.texts import cut

KIND = questions.MEASURES
MAX_NOTE = 60
# Of a line's words, where the trail names it.
LONGEST = 24
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
    measure = next((each for each in lines(permit) if each["id"] == wanted), None)
    if measure is None or wanted not in Measures.of(ask).measures:
        return Answer("这一条不归你确认。请重新打开这一页。", "stop")
    given = _given(action, measure, person)
    fault = _fault(measure, given)
    if fault:
        return Answer(fault, "stop")
    try:
        given |= _isolated(measure, given, action, permit, person)
        failed = _measure(permit, measure, given)
        if given["applies"] == "yes" and _of_gas(measure):
            _tested(permit, now)
    except (BadPoint, BadReading) as error:
        return Answer(str(error), "stop")
    proof.keep_photo(action, person, now)
    where = proof.place_told(permit, action, now)
    given |= {"presence": where} if where else {}
    data = {"ask": ask.id, "measure": wanted, **given, **proof.circumstances(permit, action)}
    actor, shown = asks.actor(ask, person), asks.shown_to(action)
    if failed:
        life.note(permit, permit.work.measure_failed(wanted))
        ledger.append(ask.subject, "permit.measure_failed", now, actor=actor, data=data, shown=shown)
        opening.repaint(permit, now)
        return Answer(f"{failed}：不能确认，记下了。先处理好，复测合格再确认。", "stop")
    life.note(permit, permit.work.measure_confirmed(wanted, _kept(given, person, now)))
    ledger.append(ask.subject, "permit.measure_confirmed", now, actor=actor, data=data, shown=shown)
    _between(permit, wanted, given, person, now)
    left = set(Measures.of(ask).measures) - set(permit.work.measures)
    opening.repaint(permit, now)
    if left:
        return Answer(f"记下了，还有 {len(left)} 条。{proof.noted(where)}", "info")
    asks.close(ask, "done", now, Outcome(result="confirmed", by=person.id, at=now))
    opening.advance(permit, now)
    return Answer(f"你的措施都确认完了。{proof.noted(where)}", "done")


def places(person: Person, now: datetime) -> Iterator[Place]:
    """His lists on which a line asks for a photo: the page offers the picture that he sent in the chat."""
    for ask in waiting_for(person.id, KIND):
        permit = permits.here(ask.subject)
        open_lines = set(Measures.of(ask).measures) - set(permit.work.measures)
        if any(each["id"] in open_lines and each["evidence"] in ("photo", "file") for each in lines(permit)):
            yield Place(f"measures/{ask.id}", f"确认措施：{permits.title(permit)}", f"measures/{ask.id}")


def lines(permit: Permit) -> list[Mapping[str, Any]]:
    """The lines of the form's checklist, and one for each protecting layer between this job and another."""
    layers = (_layer(number, how.words) for number, how in permit.work.crossings.items())
    return [*permit.template.get("measures", ()), *layers]


def proven(permit: Permit, names: Mapping[str, str] | None = None) -> dict[str, str]:
    """For each confirmed line, by its id: where the phone was by its own word, and whether its picture serves other
    lines too. names: what to call the lines by, if not by their ids."""
    known, called = permit.work.measures, names or {}
    same = pictured.shared({called.get(each, each): how.photo for each, how in known.items()})
    return {
        each: " · ".join(filter(None, [how.presence, same.get(called.get(each, each), "")]))
        for each, how in known.items()
    }


def noted(line: Mapping[str, Any], how: Confirmed) -> str:
    """What was written beside a line: its reading, or why it does not concern the job."""
    if not how.note:
        return ""
    label = "原因" if how.applies == "no" else "读数" if line.get("evidence") == "reading" else "说明"
    return f"{label}：{how.note}"


def called(permit: Permit, numbered: bool = False) -> dict[str, str]:
    """What a trail calls each line, by its id: its name on pages, or its number on paper, and its words."""
    form = {line["id"]: number for number, line in enumerate(permit.template.get("measures", ()), 1) if "id" in line}
    named = ((line["id"], line) for line in lines(permit) if "id" in line)
    return {name: f"{_name(line, form, numbered)}「{cut(line['text'], LONGEST)}」" for name, line in named}


def _name(line: Mapping[str, Any], form: Mapping[str, int], numbered: bool) -> str:
    """Layers are no lines of the form: they have only their words."""
    if line["id"] not in form:
        return ""
    return f"第 {form[line['id']]} 条" if numbered else str(line["id"])


def _layer(number: str, text: str) -> Mapping[str, Any]:
    line = {"id": layer_of(number), "text": text, "evidence": "photo"}
    return {**line, "applies": "if", "applies_here": True}


def _between(permit: Permit, line: str, given: Mapping[str, Any], person: Person, now: datetime) -> None:
    """A layer holds for both permits: the other's cards show it as well."""
    number = next((each for each in permit.work.crossings if layer_of(each) == line), None)
    other = coordinating.confirmed(permit, number, given, person, now) if number else None
    if other is not None:
        opening.repaint(other, now)


def unreachable(permit: Permit, ask: Ask, words: str, now: datetime) -> None:
    """A layer goes to the next coordinator; for anything else the work leader is told."""
    if not coordinating.passed_on(permit, ask, now) or Measures.of(ask).measures:
        questions.unreachable(permit, ask, words, now)


def fails(action: Action, permit: Permit) -> bool:
    """Whether the reading does not pass: then it counts, however late it comes."""
    measure = next((each for each in lines(permit) if each["id"] == action.data.get("measure")), None)
    try:
        return measure is not None and bool(_measure(permit, measure, {"note": "", **_said(action, measure)}))
    except BadReading:
        return False


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


def _given(action: Action, measure: Mapping[str, Any], person: Person) -> dict[str, Any]:
    given, taken = _said(action, measure), proof.photo(action, person)
    if taken:
        given["photo"] = dict(taken.kept)
    return given


def _said(action: Action, measure: Mapping[str, Any]) -> dict[str, Any]:
    """What he says of the line, with its reading, or why it is not concerned: a line without a reading has one field,
    for a reason that no confirmed line has."""
    applies, note = _applies(action), str(action.data.get("note", "")).strip()[:MAX_NOTE]
    wanted = applies == "no" or measure["evidence"] == "reading"
    return {"applies": applies, **({"note": note} if note and wanted else {})}


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


def figure(permit: Permit, measure: Mapping[str, Any]) -> SiteReading | None:
    """The number that a line of the permit asks for; none where a reading is words."""
    if not measure.get("reading"):
        return None
    return measuring.graded(SiteReading(**measure["reading"]), permit.form.inputs)


def _of_gas(measure: Mapping[str, Any]) -> bool:
    """Whether the gas test proves the line. Permits and plants of before have lines that take a gas's value that no
    limit judges: those too."""
    return measure["evidence"] == "gas" or (not measure.get("reading") and measuring.of_gas(measure.get("units", ())))


def _tested(permit: Permit, now: datetime) -> None:
    """Raises BadReading unless the permit's newest gas test is good, or it needs none and has none."""
    last = gas.newest(permit, now)
    if last is not None and not last.ok:
        raise BadReading(
            f"{last.sampled_at.astimezone(book(now).plant.zone):%H:%M} 测气不合格：先处理好，重新测气合格再确认。"
        )
    if last is None and facts.gas_needed(permit):
        raise BadReading("还没有测气：先在「测气」卡上填读数，合格了再确认这一条。")


def _measure(permit: Permit, measure: Mapping[str, Any], given: dict[str, Any]) -> str:
    """Notes the reading with its unit; why it does not pass, or empty. Raises BadReading."""
    if measure["evidence"] != "reading" or given["applies"] == "no":
        return ""
    wanted = figure(permit, measure)
    if wanted is None:
        measuring.in_words(given["note"], measure.get("units", ()))
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
