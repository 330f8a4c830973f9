"""One gas test, whoever took it: it is judged, kept and written into the trail, and then acted on.

`rules.gas` judges the limits. A bad test keeps the gate shut, or stops the work at once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from peewee import PeeweeException

from handlers import alerts
from handlers.permits import crew, life, telling
from handlers.permits.gates import ageing, analyst, facts, opening
from handlers.permits.work import stopping
from models import ask as ask_table
from models import ledger, store
from models.base import to_milliseconds
from models.book import book_of
from models.gas import GasTest, newest, of_permit
from models.permit import Permit
from models.subject import lock
from rules import gas as rules
from rules.gas import Reading, Verdict
from rules.phrases import minutes_of
from rules.plant import Area
from rules.templates import GasLimits, Kind

log = logging.getLogger("anhao.gas")
Judge = Callable[[Sequence[Reading], Kind, str, Area, GasLimits], Verdict]

TESTED, EXCUSED = "permit.gas_tested", "permit.gas_excused"
SLIP = "上次的读数超量程：填错了，请马上重测改正；没填错，处理好后重新取样"
FAILED = "后面的事系统没能办完（停工、通知、重新测气）：请马上当面叫停，再打电话给安全部门"
# By state: what a passed test alone does not bring.
STILL_WAITS = {"approved": "还没开工，等监护人开工", "suspended": "还停着，等复工通知"}
# A sampling that reaches us later than this is marked as entered late, with both times.
PROMPT = timedelta(minutes=10)


@dataclass(frozen=True)
class Sampling:
    """Where, how, with what and when; analyst: a person's id, empty when a detector reported; presence: where his
    phone was by its own word."""

    point: str
    method: str
    instrument: str
    calibrated_until: date
    sampled_at: datetime
    analyst: str = ""
    presence: str = ""

    @property
    def source(self) -> str:
        return "phone" if self.analyst else "sensor"


def judged(permit: Permit, readings: Sequence[Reading], judge: Judge = rules.judge) -> Verdict:
    """Judges the readings by the rules under which the permit was raised. Raises BadReading."""
    raised_with = book_of(int(permit.rules))
    templates = raised_with.config.templates
    kind, area = templates.kinds[permit.kind], raised_with.plant.area(permit.area)
    return judge(readings, kind, permit.level, area, templates.gas)


def keep(
    permit: Permit,
    sampling: Sampling,
    verdict: Verdict,
    now: datetime,
    *,
    actor: Mapping[str, str],
    data: Mapping[str, Any],
    shown: str | None = None,
) -> GasTest:
    """Keeps the test with both times, in the store and in the trail. data: what the trail says besides the test."""
    test = _row(permit, sampling, verdict, now)
    late = now - sampling.sampled_at > PROMPT
    old = minutes_of(now - sampling.sampled_at)
    ledger.append(
        permit.subject,
        TESTED,
        now,
        actor=actor,
        data={**_entry(test), **data},
        shown=shown,
        at=sampling.sampled_at if late else None,
        late=f"取样后 {old} 分钟才填" if late else "",
    )
    if last := facts.last_test(permit):
        life.note(permit, permit.work.tested(last))
    return test


def excuse(permit: Permit, sampling: Sampling, verdict: Verdict, why: str, now: datetime) -> str:
    """Keeps bad values of a detector that stop nothing, marked with the reason. Returns the words."""
    test = _row(permit, sampling, verdict, now, excused=why)
    ledger.append(permit.subject, EXCUSED, now, actor={"system": "sensors"}, data={**_entry(test), "why": why})
    return f"记下了，没有停：{why}"


def _row(permit: Permit, sampling: Sampling, verdict: Verdict, now: datetime, excused: str = "") -> GasTest:
    return GasTest.create(
        permit=permit,
        sampled_at=sampling.sampled_at,
        recorded_at=now,
        analyst=sampling.analyst,
        point=sampling.point,
        method=sampling.method,
        instrument=sampling.instrument,
        calibrated_until=sampling.calibrated_until.isoformat(),
        readings=reading_lines(verdict),
        ok=verdict.ok,
        words=verdict.words.partition("。")[0] if excused else verdict.words,
        source=sampling.source,
        excused=excused,
        presence=sampling.presence,
    )


def same(test: GasTest, sampling: Sampling, verdict: Verdict) -> bool:
    """Whether this test is exactly the one that was kept."""
    described = (test.method, test.calibrated_until) == (sampling.method, sampling.calibrated_until.isoformat())
    return described and same_sampling(test, sampling) and test.readings == reading_lines(verdict)


def same_sampling(test: GasTest, sampling: Sampling) -> bool:
    """Whether both are of one moment and place, by the same analyst with the same instrument."""
    mine = (sampling.point, sampling.instrument, sampling.analyst, to_milliseconds(sampling.sampled_at))
    return mine == (test.point, test.instrument, test.analyst, to_milliseconds(test.sampled_at))


def follow(permit: Permit, test: GasTest, now: datetime, *, slip: bool = False) -> str:
    """A good test opens its gate, unless a bad one of another point still keeps it shut; a bad one tells everybody and
    asks for another, or stops the work. Whatever goes wrong then, the bad value stays kept, and the safety office is
    called. Returns the words about what is not as one would think, mostly none.

    slip: a typed value beyond its range may be a slip of the finger; so the analysts are asked at once, also where the
    work stands still and others would be asked first.
    """
    last = newest(permit)
    if test.ok:
        left = uncleared(last) if last else ""
        if left and not ask_table.movable(permit.subject, analyst.TEST):
            analyst.ask_for_test(permit, left, now)
        if not left:
            _all_clear(permit, test, now)
            ageing.watch(permit, now)
        opening.advance(permit, now)
        return left
    if last and last.ok:
        return f"同一处 {last.sampled_at:%H:%M} 已经测过，合格"
    try:
        with store.savepoint():
            _follow_bad(permit, test, now, slip=slip)
    except PeeweeException:
        raise
    except Exception:
        log.exception("what follows from a bad gas value failed")
        lines = [permit.number, test.words, FAILED]
        alerts.red_alert(lock(permit.subject_id), "gas_alone", f"气体不合格：{permit.form.area_name}", lines, now)
        return FAILED
    return ""


def uncleared(test: GasTest) -> str:
    """What is to be done after a bad test; empty after a good one."""
    return "" if test.ok else f"{test.point} {test.sampled_at:%H:%M} 不合格：请在那里重新取样"


def _follow_bad(permit: Permit, test: GasTest, now: datetime, *, slip: bool) -> None:
    if permit.state == "working":
        stop = stopping.Stop(test.words, {"system": "gas"}, red=True)
        stopping.suspend(permit, stop, now)
        if slip:
            analyst.ask_for_test(permit, SLIP, now)
    else:
        _not_going_on(permit)
        words = f"气体不合格，不能干：{telling.title(permit)}。{test.words}。"
        telling.tell(permit, crew.everybody(permit), words, now, urgent=True)
        analyst.ask_for_test(permit, SLIP if slip else "上次不合格：处理好后请重新取样", now)
        opening.repaint(permit, now)


def _all_clear(permit: Permit, test: GasTest, now: datetime) -> None:
    """Whoever heard the alarm hears that an analyst's test has passed since, and what he still waits for."""
    before = rules.deciding(each for each in of_permit(permit) if each.id < test.id and not each.excused)
    if not test.analyst or before is None or before.ok or permit.state not in STILL_WAITS:
        return
    people = [person for person in crew.everybody(permit) if person != test.analyst]
    telling.tell(permit, people, f"气体复测合格：{telling.title(permit)}。{STILL_WAITS[permit.state]}。", now)


def _not_going_on(permit: Permit) -> None:
    """If a test during a stop was bad, the stop ends only after a good test, however short the break."""
    if permit.state == "suspended":
        life.note(permit, permit.work.with_last_stop(permit.work.last_stop.ends_after_a_test()))


def reading_lines(verdict: Verdict) -> list[dict[str, str]]:
    """The readings as they are kept."""
    return [_line(each) for each in verdict.converted]


def _line(each: rules.Converted) -> dict[str, str]:
    """A reading as it is kept, with numbers as text; `vol_pct` only when its limit is in volume percent."""
    line = {
        "analyte": each.reading.analyte,
        "gas": each.reading.gas,
        "value": str(each.reading.value),
        "unit": each.reading.unit,
        "lel_pct": str(each.reading.lel_pct or ""),
        "point": each.reading.point,
        "words": each.words,
    }
    if each.beyond is not None:
        line["beyond"] = str(each.beyond)
    return {**line, "vol_pct": str(each.value)} if each.unit == "%vol" else line


def _entry(test: GasTest) -> dict[str, Any]:
    return {
        "test": test.id,
        "ok": test.ok,
        "sampled_at": ledger.stamp(test.sampled_at),
        "recorded_at": ledger.stamp(test.recorded_at),
        "point": test.point,
        "method": test.method,
        "instrument": test.instrument,
        "calibrated_until": test.calibrated_until,
        "readings": list(test.readings),
        "words": test.words,
        "source": test.source,
        **({"presence": test.presence} if test.presence else {}),
    }
