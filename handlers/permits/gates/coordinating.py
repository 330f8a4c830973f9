"""Jobs that meet: before the start one coordinator for all of them is told, and confirms on site the protecting layer
between jobs one above the other (GB 30871—2022 §4.7, §8.2.8).

Whoever comes to his start later asks. A pair is asked for once, on one of its permits, and holds for both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from handlers import alerts, asks
from handlers.permits import coordination, crew, life, over, raised, telling
from handlers.permits.gates import facts, questions
from models import ask as ask_table
from models import ledger
from models import permit as permits
from models.ask import Ask
from models.book import book, name_of
from models.permit import Permit
from models.permit_asks import Measures
from models.permit_work import Crossing, layer_of
from rules.plant import Person
from rules.vertical import LAYERS

WHY = ("你是统一协调人", "搭好才算，拍一张再确认；不是上下交叉的选「不涉及」，写明原因")


def begin(permit: Permit, now: datetime) -> None:
    """After the last signature: the same person coordinates this job and all that it meets, and is asked for the
    layers."""
    met = list(_met(permit, now))
    if met and _name(permit, met, now):
        ask_for_layers(permit, now)


def look_again(permit: Permit, now: datetime) -> None:
    """The start waits for a layer: its coordinator is asked, if he is not yet."""
    if permits.coordinator(permit):
        ask_for_layers(permit, now)
    else:
        begin(permit, now)


def ask_for_layers(permit: Permit, now: datetime) -> None:
    """Asks for each layer that nobody has confirmed or is asked for; people at work there hear what is to begin."""
    ids = []
    for crossing, other in facts.crossings_now(permit, now):
        layers = crossing.layers
        if facts.protected(permit, other, layers) or _asked(permit, other, layers) or _asked(other, permit, layers):
            continue
        text = f"{crossing.how}：中间的{LAYERS[layers]}已搭好，够宽够牢{crossing.advice}"
        how = Crossing(layers=layers, words=text, version=other.version)
        life.note(permit, permit.work.crossed(other.number, how))
        ids.append(layer_of(other.number))
        if other.state in crew.ON_SITE:
            _warn(other, permit, now)
    if ids:
        questions.ask_for_measures(permit, permits.coordinator(permit), WHY, ids, now)


def look_whether_over(permit: Permit, now: datetime) -> None:
    """A permit that this one met is over: the cards about their meeting go when there is nothing left to meet."""
    clashing = {f"{over.CLASH}/{each.number}" for each in facts.clashes_now(permit, now)}
    left = clashing | ({f"{over.COORDINATE}/{permit.version}"} if any(_met(permit, now)) else set())
    about = {topic for topic in over.topics(permit) if topic.startswith((over.CLASH, over.COORDINATE))}
    alerts.over(permit.subject, about - left, "碰到一起的作业结束了", now)


def confirmed(permit: Permit, number: str, given: Mapping[str, Any], person: Person, now: datetime) -> Permit | None:
    """The coordinator has looked at the layer between this permit and the one with this number: both have it in their
    trail, and their leaders and guardians hear of it. Returns the other permit, locked."""
    found = permits.by_number(number)
    if found is None:
        return None
    other = permits.locked(found.subject_id)
    layer = LAYERS[permit.work.crossings[number].layers]
    said = f"不用搭隔离层：{given['note']}" if given["applies"] == "no" else f"{layer}已搭好"
    proof = {name: given[name] for name in ("photo", "presence") if name in given}
    where = f"{given['presence']}。" if given.get("presence") else ""
    for one, beside in ((permit, other), (other, permit)):
        data = {"with": beside.number, "why": said, **proof}
        ledger.append(one.subject, "permit.layer_confirmed", now, actor=asks.unasked(person), data=data)
        words = f"{person.name}到现场看过：{telling.title(one)} 与 {beside.number} 之间，{said}。{where}"
        telling.tell(one, [one.form.work_leader, permits.guardian(one)], words, now)
    return other


def awaited(permit: Permit, now: datetime) -> list[Ask]:
    """The open questions about a layer to work that begins later; not to work that has been called off meanwhile."""
    lines = {layer_of(other.number) for _, other in facts.crossings_now(permit, now)}
    return [ask for ask in ask_table.movable(permit.subject, questions.MEASURES) if lines & _layers_in(ask, permit)]


def passed_on(permit: Permit, ask: Ask, now: datetime) -> bool:
    """When the coordinator can't be reached, the next who may is named and asked; says whether there was one."""
    met = list(_met(permit, now))
    if (
        not _layers_in(ask, permit)
        or not met
        or not _name(permit, met, now)
        or permits.coordinator(permit) == ask.person
    ):
        return False
    questions.leave_out(ask, _layers_in(ask, permit), "统一协调人换了", (), now)
    ask_for_layers(permit, now)
    return True


def _met(permit: Permit, now: datetime) -> Iterator[tuple[str, Permit]]:
    """Each job that this one meets under a coordinator, approved or at work, the oldest first: why, and its permit."""
    found = {other.id: (crossing.reason, other) for crossing, other in facts.crossings_now(permit, now)}
    for words, other in facts.coordinated_now(permit, now):
        found.setdefault(other.id, (words, other))
    yield from (found[each] for each in sorted(found))


def _name(permit: Permit, met: Sequence[tuple[str, Permit]], now: datetime) -> bool:
    """Names one coordinator for the permit and those that it meets, and tells everybody concerned. Without anybody who
    may, the safety office is called."""
    others = [other for _, other in met]
    chosen = _chosen(permit, others, now)
    if not chosen:
        lines = [permit.number, "没有人能当统一协调人，开不了工", "请定一个人，不能是这几项作业里的人"]
        alerts.red_alert(permit.subject, "no_coordinator", f"没人统一协调：{permit.form.area_name}", lines, now)
        return False
    _keep(permit, chosen, [each.number for each in others], now)
    crossed = {each.number for _, each in facts.crossings_now(permit, now)}
    for each in sorted(others, key=lambda other: other.subject_id):
        other = permits.locked(each.subject_id)
        before = permits.coordinator(other)
        _keep(other, chosen, [permit.number], now)
        if before != chosen:
            # Those at work above or below are told by `_warn`.
            warned = other.number in crossed and other.state in crew.ON_SITE
            _tell_of(chosen, before, other, permit, now, warned=warned)
    _tell_coordinator(chosen, permit, [words for words, _ in met], now)
    return True


def _tell_coordinator(chosen: str, permit: Permit, met: Sequence[str], now: datetime) -> None:
    """His card, in words that are true for whoever gets it when it does not reach him."""
    name = name_of(book(now).plant, chosen)
    lines = [f"统一协调人是{name}", permit.number, *met, "排好先后，两边保持联系，情况变了就叫停"]
    title = f"请统一协调：{permits.title(permit)}"
    alerts.notice(permit.subject, f"{over.COORDINATE}/{permit.version}", title, lines, [chosen], now)


def _tell_of(chosen: str, before: str, other: Permit, permit: Permit, now: datetime, *, warned: bool) -> None:
    """Leader and guardian of the other job hear who coordinates, unless they are warned in other words, and so does
    whoever did before."""
    people = [] if warned else [other.form.work_leader, permits.guardian(other)]
    name = name_of(book(now).plant, chosen)
    words = f"{telling.title(other)}与 {permit.number} 碰到一起，统一协调人是{name}：听他排先后。"
    telling.tell(other, [*people, *filter(None, [before])], words, now)


def _chosen(permit: Permit, met: Sequence[Permit], now: datetime) -> str:
    """Whom the form names, as long as he may; else the next."""
    own, at = coordination.parts(permit), max(now, permit.starts_at)
    for wanted in (permits.coordinator(permit), ""):
        found = coordination.settle(wanted, permit.area, own, met, book(now), at)
        if found.person:
            return found.person
    return ""


def _keep(permit: Permit, person: str, numbers: Sequence[str], now: datetime) -> None:
    if permits.coordinator(permit) != person:
        life.note(permit, permit.work.coordinated_by(person))
        telling.repaint_open(permit, now)
    data = {"person": person, "with": "、".join(numbers)}
    ledger.append(permit.subject, "permit.coordinator_named", now, actor=raised.SYSTEM, data=data)


def _asked(permit: Permit, other: Permit, layers: int) -> bool:
    """Whether a question for the layer between the two is open on this permit, for no less than is needed now."""
    how, line = permit.work.crossings.get(other.number), layer_of(other.number)
    if how is None or how.version != other.version or how.layers < layers:
        return False
    return any(line in Measures.of(ask).measures for ask in ask_table.movable(permit.subject, questions.MEASURES))


def _warn(other: Permit, permit: Permit, now: datetime) -> None:
    coordinator = permits.coordinator(permit)
    name = name_of(book(now).plant, coordinator)
    words = f"你们上面或下面要作业：{telling.title(permit)}。隔离层没搭好、{name}没确认，那边不开工；有人干就叫停。"
    telling.tell(other, [each for each in crew.everybody(other) if each != coordinator], words, now)


def _layers_in(ask: Ask, permit: Permit) -> set[str]:
    return set(Measures.of(ask).measures) & {layer_of(number) for number in permit.work.crossings}
