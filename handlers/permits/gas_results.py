"""What the analyst's page sends: one sampling, judged, kept with both times, and what a good or a bad one sets off.

The limits are judged in `rules.gas`. A bad test keeps the gate shut, or stops the work at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from bot.channel import Action, Answer
from handlers import asks
from handlers.permits import crew, gas, gate_asks, life, proof, starting, stopping
from models import ledger
from models import permit as permits
from models.ask import MOVABLE, Ask
from models.book import book, book_of
from models.gas import GasTest
from models.permit import Permit
from rules import gas as rules
from rules.gas import BadReading, Reading, Verdict
from rules.phrases import day_words
from rules.plant import Person

# A sampling typed in later than this is marked as entered late, with both times.
PROMPT = timedelta(minutes=10)
OLDEST = timedelta(hours=24)
FIELD_WORDS = {
    "point": "取样点",
    "method": "检测方法",
    "instrument": "仪器编号",
    "calibrated_until": "检定有效期",
    "sampled_at": "取样时间",
    "readings": "读数",
}


def _number(given: object) -> object:
    """Decimals come as text, so that no digit is lost; a number in JSON has lost some already."""
    return str(given).strip() if isinstance(given, str | int | float) and not isinstance(given, bool) else given


Number = Annotated[Decimal, BeforeValidator(_number), Field(allow_inf_nan=False)]


class TypedReading(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    analyte: str = Field(max_length=16)
    gas: str = Field(min_length=1, max_length=20)
    value: Number
    unit: str = Field(max_length=8)
    lel_pct: Number | None = None


class TypedTest(BaseModel):
    """One sampling as the page sends it: where, how, with what, when, and each value as the instrument showed it."""

    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True)

    point: str = Field(min_length=1, max_length=60)
    method: str = Field(min_length=1, max_length=60)
    instrument: str = Field(min_length=2, max_length=60)
    calibrated_until: date
    sampled_at: AwareDatetime
    readings: list[TypedReading] = Field(min_length=1, max_length=20)


def submit(action: Action, ask: Ask, person: Person, now: datetime) -> Answer:
    """The analyst's values: kept with both times, judged, told. What can't be judged changes nothing."""
    permit = permits.of_subject(ask.subject)
    if permit is None or ask.state not in MOVABLE:
        return Answer(gate_asks.over(ask, now) or "这张票找不到了。请看最新的卡片。", "info")
    try:
        typed = TypedTest.model_validate(action.data)
        readings = [Reading(**each.model_dump()) for each in typed.readings]
        verdict = judged(permit, readings)
    except ValidationError as error:
        names = {FIELD_WORDS.get(str(fault["loc"][0]), "读数") for fault in error.errors()}
        return Answer("；".join(f"「{name}」没填或填得不对，请改好" for name in sorted(names)), "stop")
    except BadReading as error:
        return Answer(str(error), "stop")
    fault = _impossible(typed, permit, now)
    if fault:
        return Answer(fault, "stop")
    test = _keep(permit, ask, person, typed, verdict, action, now)
    _follow(permit, ask, test, now)
    return Answer(f"记下了。{test.words}。", "done")


def judged(permit: Permit, readings: Sequence[Reading]) -> Verdict:
    """The readings against the limits of the rules under which the permit was raised. Raises BadReading."""
    raised_with = book_of(int(permit.rules))
    templates = raised_with.config.templates
    kind, area = templates.kinds[permit.kind], raised_with.plant.area(permit.area)
    return rules.judge(readings, kind, permit.level, area, templates.gas)


def _impossible(typed: TypedTest, permit: Permit, now: datetime) -> str:
    today = book(now).plant.day(now)
    if typed.sampled_at > now + timedelta(minutes=1):
        return "取样时间在现在之后：请核对时间，重新填写"
    if now - typed.sampled_at > OLDEST:
        return "取样时间是一天以前：请重新取样"
    if typed.calibrated_until < today:
        return f"仪器检定 {day_words(typed.calibrated_until)} 已过期：请换一台检定有效的再测"
    return ""


def _keep(
    permit: Permit, ask: Ask, person: Person, typed: TypedTest, verdict: Verdict, action: Action, now: datetime
) -> GasTest:
    test = GasTest.create(
        permit=permit,
        sampled_at=typed.sampled_at,
        recorded_at=now,
        analyst=person.id,
        point=typed.point,
        method=typed.method,
        instrument=typed.instrument,
        calibrated_until=typed.calibrated_until.isoformat(),
        readings=[_line(each) for each in verdict.converted],
        ok=verdict.ok,
        words=verdict.words,
    )
    late = now - typed.sampled_at > PROMPT
    minutes = int((now - typed.sampled_at).total_seconds() // 60)
    ledger.append(
        ask.subject,
        "permit.gas_tested",
        now,
        actor=asks.actor(ask, person),
        data={**_entry(test), "ask": ask.id, **proof.circumstances(action)},
        shown=asks.shown_to(action),
        at=typed.sampled_at if late else None,
        late=f"取样后 {minutes} 分钟才填" if late else "",
    )
    return test


def _line(each: rules.Converted) -> dict[str, str]:
    """A reading as it is kept, with numbers as text; `vol_pct` only where its limit is in volume percent."""
    line = {
        "analyte": each.reading.analyte,
        "gas": each.reading.gas,
        "value": str(each.reading.value),
        "unit": each.reading.unit,
        "lel_pct": str(each.reading.lel_pct or ""),
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
    }


def _follow(permit: Permit, ask: Ask, test: GasTest, now: datetime) -> None:
    """A good test opens its gate; a bad one tells everybody and asks for another, or stops the work."""
    gate_asks.settle(ask, now, {"result": "tested", "ok": test.ok, "words": test.words})
    life.note(permit, gas={"test": test.id, "ok": test.ok, "sampled_at": ledger.stamp(test.sampled_at)})
    if test.ok:
        starting.advance(permit, ask.subject, now)
    elif permit.state == "working":
        stop = stopping.Stop(test.words, {"system": "gas"}, red=True, retest=True)
        stopping.suspend(permit, ask.subject, stop, now)
    else:
        words = f"气体不合格，不能干：{crew.title(permit)}。{test.words}。"
        crew.tell(permit, crew.everybody(permit), words, now)
        gas.ask_for_test(permit, ask.subject, "上次不合格：处理好后请重新取样", now)
        starting.repaint(permit, ask.subject, now)
