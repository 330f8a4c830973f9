"""What is known about a permit before its start, in the form that `rules.gates` needs; and the gates as they are
now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo

from config.shapes.sensors import Instrument
from handlers.permits import crew, raised
from handlers.permits.request.outlook import LIVE
from models import detector as detectors
from models import gas, qualified
from models import hazard as hazards
from models import permit as permits
from models import sensor as sensors
from models.book import Book, book, book_of, name_of
from models.hazard import Hazard
from models.permit import Permit
from models.permit_work import LastTest, layer_of
from rules import duty, related
from rules.calendar import Span
from rules.clashes import Clash, clashes
from rules.gas import NAMES, needed
from rules.gates import MEASURED, Facts, GasFact, Gate, RelatedFact, detects, gates, opens_at
from rules.job import Job
from rules.life import State
from rules.plant import Plant
from rules.qualifications import Lack
from rules.related import Need
from rules.sensors.limits import plain
from rules.templates import Gate as GateRule
from rules.vertical import LAYERS, Crossing, crossings

SIGNED = ("approved", "working", "suspended")


def job_now(permit: Permit) -> Job:
    """The job with its present people: without those taken off, with those who joined in their roles, and with whoever
    took over the watch as guardian."""
    people, joined = crew.workers(permit), permit.work.joined
    job = replace(raised.job(permit), workers=tuple(people), guardian=permits.guardian(permit))
    for person in joined:
        if person in people:
            job = job.with_worker(person, joined[person])
    return job


def gates_of(permit: Permit, now: datetime, *, present: bool | None = None) -> tuple[Gate, ...]:
    """Every gate at `now`; present: whether the guardian has just been found on site, None when nobody has looked."""
    facts = measured(permit, now, present=present)
    return gates(raised.kind_of(permit), permit.level, facts, now, raised.templates(permit).common_start_gate)


def begins_at(permit: Permit, now: datetime) -> datetime:
    """From when the work may begin, in the plant's zone: `now` once it may, or when it never will again."""
    zone = book(now).plant.zone
    local = now.astimezone(zone)
    return opens_at(raised.kind_of(permit).level(permit.level), _window(permit, zone), local) or local


def _window(permit: Permit, zone: ZoneInfo) -> Span:
    return Span(permit.starts_at.astimezone(zone), permit.ends_at.astimezone(zone))


def by_hand(permit: Permit) -> dict[str, GateRule]:
    """The gates that the program can't check: the guardian looks and ticks them."""
    own = raised.kind_of(permit).start_gate_extra
    return {each.id: each for each in own if each.id not in MEASURED and each.id != "gas"}


def measured(permit: Permit, now: datetime, *, present: bool | None) -> Facts:
    rulebook, job = book(now), job_now(permit)
    plant, linked = rulebook.plant, crew.related(permit)
    names = {person: name_of(plant, person) for person in job.workers}
    return Facts(
        signed=permit.state in SIGNED,
        window=_window(permit, plant.zone),
        lacks=tuple(lack.words for lack in lacks(permit, now)),
        owed={
            name_of(plant, person): number
            for person, number in qualified.owed(job, rulebook, raised.templates(permit)).items()
        },
        let_in=tuple(_let_in(permit, job, plant)),
        workers=tuple(names.values()),
        briefed=frozenset(name for person, name in names.items() if person in permit.work.briefed),
        briefed_at=_briefed_at(permit, job.workers),
        measures_open=unconfirmed(permit),
        measures_at=tuple(how.presence for how in permit.work.measures.values()),
        guardian_present=present,
        guardian_elsewhere=_elsewhere(permit, rulebook),
        gas_needed=gas_needed(permit),
        gas=_gas(permit),
        foreman_checked=permit.work.foreman_check is not None,
        foreman=duty.foreman_name(plant),
        related=tuple(RelatedFact(each.number, cast(State, each.state)) for each in linked),
        related_missing=related_missing(permit, job, linked),
        clashes=clashes_now(permit, now),
        undetected=undetected(permit, now),
        layers=_layers(permit, now),
        against=against(permit, now),
        confirmed=frozenset(permit.work.confirmed),
        not_concerned=frozenset(permit.work.not_concerned),
    )


def _let_in(permit: Permit, job: Job, plant: Plant) -> Iterator[str]:
    """Who does his part now without a course, and who signed for that."""
    for each in permit.work.let_in:
        if each.area == permit.area and each.person in job.holders(each.role):
            yield f"{name_of(plant, each.person)}缺课，{name_of(plant, each.by)}签字放行这一次"


def _briefed_at(permit: Permit, workers: Sequence[str]) -> tuple[str, ...]:
    """Where those were who gave the briefing and who signed that they were told."""
    work = permit.work
    told = [work.briefed[each] for each in workers if each in work.briefed]
    return tuple(each.presence for each in (work.briefing, *told) if each is not None)


def unconfirmed(permit: Permit) -> tuple[str, ...]:
    """Ids of the measures that nobody has confirmed yet, in the form's order."""
    known = permit.work.measures
    return tuple(each["id"] for each in permit.template["measures"] if each["id"] not in known)


def lacks(permit: Permit, now: datetime, until: datetime | None = None) -> tuple[Lack, ...]:
    """Which of the permit's present people lack which certificate or course now, or until a later moment."""
    return qualified.lacks(job_now(permit), book(now), raised.templates(permit), now, until)


def gas_needed(permit: Permit) -> bool:
    area = book_of(int(permit.rules)).plant.area(permit.area)
    return needed(raised.kind_of(permit), permit.level, area, permit.form.inputs)


def against(permit: Permit, now: datetime) -> tuple[str, ...]:
    """What stands against any work in the permit's area at `now`, each with what to do: sensors in alarm, for work that
    depends on the air there, and hazards whose use is stopped."""
    return (*(_alarms(permit, now) if gas_needed(permit) else ()), *map(_out_of_use, hazards.out_of_use(permit.area)))


def _alarms(permit: Permit, now: datetime) -> Iterator[str]:
    """A sensor under an inhibit counts for nothing: a named person answers for it."""
    here = book(now)
    watching = {each.id: each for each in here.config.sensors.sensors if each.area == permit.area and each.stops}
    for name, state in sensors.alarming(watching).items():
        if detectors.inhibit_at(name, now) is None:
            sensor, value = watching[name], state.peak if state.value is None else state.value
            at = f"{state.at.astimezone(here.plant.zone):%H:%M} " if state.at else ""
            shown = f"{at}{plain(value)}{sensor.unit}" if value is not None else "没有读数"
            level = "二级" if state.level == 2 else "一级"
            yield f"{sensor.name} {name} 还在{level}报警（{shown}）：请查明原因，等它恢复正常"


def _out_of_use(hazard: Hazard) -> str:
    return f"{hazard.number} {hazards.title(hazard)}停用、撤人，还没有解除：请等它销号"


def undetected(permit: Permit, now: datetime) -> str:
    """What this work's continuous detection lacks at `now`, with what to do; empty when nothing, or when it needs none.

    Detectors that report on this permit must measure together all that its kind is tested for. A portable alarm that
    the guardian registered stands for them.
    """
    kind = raised.kind_of(permit)
    if permit.work.alarm or not detects(kind, permit.level):
        return ""
    measured = {each.analyte for detector in _reporting(permit, now) for each in detector.measures}
    missing = "、".join(NAMES[each] for each in kind.gas_test.analytes if each not in measured)
    todo = "请让测气仪按票号发读数，或由监护人在现场登记一台便携报警仪"
    return f"没有在连续检测{missing}：{todo}" if missing else ""


def _reporting(permit: Permit, now: datetime) -> Iterator[Instrument]:
    """The detectors whose report on this permit is not late, and counts."""
    for name, feed in permit.work.feeds.items():
        instrument = book(now).config.sensors.instrument(name)
        inhibited = detectors.inhibit_at(name, now) is not None
        if instrument is not None and not inhibited and now - feed.at < instrument.late_after:
            yield instrument


def _gas(permit: Permit) -> GasFact | None:
    test = gas.newest(permit)
    return GasFact(test.ok, test.sampled_at, test.words, test.presence) if test else None


def last_test(permit: Permit) -> LastTest | None:
    """The test that decides, as the permit and the trail name it."""
    test = gas.newest(permit)
    return LastTest(test=test.id, ok=test.ok, sampled_at=test.sampled_at) if test else None


def related_missing(permit: Permit, job: Job, linked: Sequence[Permit]) -> tuple[str, ...]:
    """What is still to be done about permits without which this one may not start, linked from either side."""
    return tuple(need.todo for need in _needs(permit, job, linked) if need.waits and need.todo)


def related_open(permit: Permit) -> list[str]:
    """What is still to be done about each further permit that the job needs, before its work ends."""
    if permit.state not in LIVE:
        return []
    return [need.todo for need in _needs(permit, raised.job(permit), crew.related(permit)) if need.todo]


def _needs(permit: Permit, job: Job, linked: Sequence[Permit]) -> tuple[Need, ...]:
    raised_with = book_of(int(permit.rules))
    others = [raised.as_linked(each) for each in linked]
    return related.needs(job, others, raised_with.plant, raised_with.config.templates)


def _elsewhere(permit: Permit, rulebook: Book) -> tuple[str, ...]:
    """What else the guardian watches: he may watch only one job at a time (GB 30871—2022 §4.10)."""
    person = permits.guardian(permit)
    name = name_of(rulebook.plant, person)
    watched = crew.watched_by(person, except_for=permit)
    return tuple(f"{name}正在监护 {each.number}：一人同时只能监护一处，请等那边收工或换人" for each in watched)


def _layers(permit: Permit, now: datetime) -> tuple[str, ...] | None:
    """What the start waits for because of jobs above or below this one whose time has come; None without such jobs."""
    here = [each for each in crossings_now(permit, now) if each[1].state in crew.ON_SITE or each[1].starts_at <= now]
    who = name_of(book(now).plant, permits.coordinator(permit)) if permits.coordinator(permit) else ""
    todo = (
        f"{crossing.reason}：请统一协调人{who}到现场确认{LAYERS[crossing.layers]}"
        for crossing, other in here
        if not protected(permit, other, crossing.layers)
    )
    return tuple(todo) if here else None


def crossings_now(permit: Permit, now: datetime) -> list[tuple[Crossing, Permit]]:
    """Jobs above or below this one that are approved or at work, each with its permit. Permits that are linked are one
    job."""
    signed = Permit.select().where(Permit.state.in_(SIGNED), Permit.area == permit.area, Permit.id != permit.id)
    others = {each.number: each for each in signed}
    if not others:
        return []
    one_job = {each.number for each in crew.related(permit)}
    work = [raised.as_other(each) for each in others.values()]
    found = crossings(raised.as_other(permit), work, raised.meeting(permit, now), book(now).plant, one_job)
    return [(each, others[each.number]) for each in found]


def protected(permit: Permit, other: Permit, layers: int) -> bool:
    """Whether the coordinator has confirmed so many layers between the two, on either permit, as both are now."""
    return _confirmed(permit, other, layers) or _confirmed(other, permit, layers)


def _confirmed(permit: Permit, other: Permit, layers: int) -> bool:
    how = permit.work.crossings.get(other.number)
    done = layer_of(other.number) in permit.work.measures
    return how is not None and done and how.version == other.version and how.layers >= layers


def coordinated_now(permit: Permit, now: datetime) -> Iterator[tuple[str, Permit]]:
    """Jobs near this one that need a coordinator, approved or at work: why, and the permit."""
    for clash in _clashes(permit, SIGNED, now):
        other = permits.by_number(clash.number)
        if clash.effect == "coordinate" and other is not None:
            yield clash.words.partition("：")[0], other


def clashes_now(permit: Permit, now: datetime) -> tuple[Clash, ...]:
    """Work under way nearby that this job must not meet. Work that has not started yet waits at its own gates."""
    return _clashes(permit, crew.ON_SITE, now)


def _clashes(permit: Permit, states: Sequence[str], now: datetime) -> tuple[Clash, ...]:
    there = Permit.select().where(Permit.state.in_(states), Permit.id != permit.id)
    others = [raised.as_other(each) for each in there]
    relations = raised.meeting(permit, now).relations
    return clashes(job_now(permit), permits.point(permit), others, relations, book(now).plant)
