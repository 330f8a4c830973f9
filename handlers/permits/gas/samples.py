"""One gas test, whoever took it: it is judged, kept and written into the trail, and then acted on.

`rules.gas` judges the limits. A bad test keeps the gate shut, or stops the work at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from handlers.permits import crew, life, telling
from handlers.permits.gates import analyst, opening
from handlers.permits.work import stopping
from models import ledger
from models.base import to_milliseconds
from models.book import book_of
from models.gas import GasTest
from models.permit import Permit
from models.permit_work import LastTest
from rules import gas as rules
from rules.gas import Reading, Verdict
from rules.plant import Area
from rules.templates import GasLimits, Kind

Judge = Callable[[Sequence[Reading], Kind, str, Area, GasLimits], Verdict]

# A sampling that reaches us later than this is marked as entered late, with both times.
PROMPT = timedelta(minutes=10)


@dataclass(frozen=True)
class Sampling:
    """Where, how, with what and when; analyst: a person's id, empty when a detector reported."""

    point: str
    method: str
    instrument: str
    calibrated_until: date
    sampled_at: datetime
    analyst: str = ""

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
    test = GasTest.create(
        permit=permit,
        sampled_at=sampling.sampled_at,
        recorded_at=now,
        analyst=sampling.analyst,
        point=sampling.point,
        method=sampling.method,
        instrument=sampling.instrument,
        calibrated_until=sampling.calibrated_until.isoformat(),
        readings=[_line(each) for each in verdict.converted],
        ok=verdict.ok,
        words=verdict.words,
        source=sampling.source,
    )
    late = now - sampling.sampled_at > PROMPT
    minutes = int((now - sampling.sampled_at).total_seconds() // 60)
    ledger.append(
        permit.subject,
        "permit.gas_tested",
        now,
        actor=actor,
        data={**_entry(test), **data},
        shown=shown,
        at=sampling.sampled_at if late else None,
        late=f"取样后 {minutes} 分钟才填" if late else "",
    )
    life.note(permit, permit.work.tested(LastTest(test=test.id, ok=test.ok, sampled_at=test.sampled_at)))
    return test


def same(test: GasTest, sampling: Sampling, verdict: Verdict) -> bool:
    """Whether this test is exactly the one that was kept."""
    fields = ("point", "method", "instrument", "analyst")
    kept = [getattr(test, name) for name in fields] + [test.calibrated_until, to_milliseconds(test.sampled_at)]
    mine = [getattr(sampling, name) for name in fields]
    mine += [sampling.calibrated_until.isoformat(), to_milliseconds(sampling.sampled_at)]
    return kept == mine and test.readings == [_line(each) for each in verdict.converted]


def follow(permit: Permit, test: GasTest, now: datetime) -> None:
    """A good test opens its gate; a bad one tells everybody and asks for another, or stops the work."""
    if test.ok:
        opening.advance(permit, now)
    elif permit.state == "working":
        stop = stopping.Stop(test.words, {"system": "gas"}, red=True)
        stopping.suspend(permit, stop, now)
    else:
        _not_going_on(permit)
        words = f"气体不合格，不能干：{telling.title(permit)}。{test.words}。"
        telling.tell(permit, crew.everybody(permit), words, now, urgent=True)
        analyst.ask_for_test(permit, "上次不合格：处理好后请重新取样", now)
        opening.repaint(permit, now)


def _not_going_on(permit: Permit) -> None:
    """If a test during a stop was bad, the stop ends only after a good test, however short the break."""
    if permit.state == "suspended":
        life.note(permit, permit.work.with_last_stop(permit.work.last_stop.ends_after_a_test()))


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
    return {**line, "vol_pct": str(each.value)} if each.unit == "%vol" else line


def _entry(test: GasTest) -> dict[str, Any]:
    return {
        "test": test.id,
        "ok": test.ok,
        "sampled_at": ledger.stamp(test.sampled_at),
        "point": test.point,
        "method": test.method,
        "instrument": test.instrument,
        "calibrated_until": test.calibrated_until,
        "readings": list(test.readings),
        "words": test.words,
        "source": test.source,
    }
