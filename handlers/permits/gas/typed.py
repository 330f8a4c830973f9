"""What the analyst's page sends: one sampling of one or more points, read and checked before it is kept.

What can't be judged changes nothing; what follows from a test is in `samples`.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.channel import Action, Answer
from handlers import asks
from handlers.given import Day, Exact, Moment
from handlers.permits import crew, proof
from handlers.permits.gas import samples
from handlers.permits.gas.samples import Sampling
from handlers.permits.gates import questions
from models.ask import MOVABLE, Ask
from models.book import book
from models.gas import GasTest, newest, of_permit
from models.permit import Permit
from models.permit_asks import Tested
from rules.gas import BadReading, Incomplete, Reading, Verdict, measured
from rules.phrases import date_words
from rules.plant import Person

OLDEST = timedelta(hours=24)
# States in which a test can still decide whether somebody works.
TESTED = ("approved", *crew.ON_SITE)
FIELD_WORDS = {
    "point": "取样点",
    "method": "检测方法",
    "instrument": "仪器编号",
    "calibrated_until": "检定有效期",
    "sampled_at": "取样时间",
    "readings": "读数",
}


class TypedReading(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    analyte: str = Field(max_length=16)
    gas: str = Field(min_length=1, max_length=20)
    value: Exact
    unit: str = Field(max_length=8)
    lel_pct: Exact | None = None
    point: str = Field(default="", max_length=40)


class TypedTest(BaseModel):
    """One sampling as the page sends it: where, how, with what, when, and each value as the instrument showed it."""

    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True)

    point: str = Field(min_length=1, max_length=60)
    method: str = Field(min_length=1, max_length=60)
    instrument: str = Field(min_length=2, max_length=60)
    calibrated_until: Day
    sampled_at: Moment
    readings: list[TypedReading] = Field(min_length=1, max_length=40)


def submit(action: Action, ask: Ask, permit: Permit, person: Person, now: datetime) -> Answer:
    """Takes the analyst's values: judges and keeps them with both times, and tells people. What can't be judged changes
    nothing."""
    if permit.state not in TESTED:
        return Answer(questions.over(ask, now) or "这张票现在不用测气。点卡片看现在的情况。", "info")
    try:
        sampling, verdict, doubt = _read(action, permit, person, now)
    except BadReading as error:
        return Answer(str(error), "stop")
    too_late = None if ask.state in MOVABLE else _too_late(ask, permit, sampling, verdict, now)
    if too_late:
        return too_late
    data = {"ask": ask.id, **({"doubts": doubt} if doubt else {}), **proof.circumstances(permit, action)}
    actor, shown = asks.actor(ask, person), asks.shown_to(action)
    test = samples.keep(permit, sampling, verdict, now, actor=actor, data=data, shown=shown)
    if ask.state in MOVABLE:
        questions.settle(ask, now, Tested(result="tested", ok=test.ok, words=test.words))
    besides = samples.follow(permit, test, now, slip=verdict.beyond)
    slip = "填错了就在新的测气卡片里重测改正。" if verdict.beyond else ""
    doubted = f"另外，{doubt}。" if doubt else ""
    noted = proof.noted(test.presence)
    more = f"{besides}。" if besides else ""
    clear = test.ok and not besides
    return Answer(f"记下了。{test.words}。{more}{slip}{doubted}{noted}", "done" if clear else "caution")


def _read(action: Action, permit: Permit, person: Person, now: datetime) -> tuple[Sampling, Verdict, str]:
    """The test as it was typed in, and what speaks against it. Raises BadReading, in words, for what can't be judged,
    and for a good one that proves nothing; a bad one counts whatever the clock and the calibration are."""
    typed = _typed(action)
    verdict, doubt = _verdict(typed, permit), _impossible(typed, permit, now)
    if doubt and verdict.ok:
        raise BadReading(doubt)
    given = typed.model_dump(exclude={"readings"})
    taken_at = min(typed.sampled_at, now)
    where = proof.place_told(permit, action, now)
    return Sampling(**{**given, "sampled_at": taken_at}, analyst=person.id, presence=where), verdict, doubt


def _typed(action: Action) -> TypedTest:
    try:
        return TypedTest.model_validate(action.data)
    except ValidationError as error:
        raise BadReading(faults(error)) from error


def _verdict(typed: TypedTest, permit: Permit) -> Verdict:
    """What was typed, judged; less than a whole test counts only if it is bad."""
    readings = [Reading(**each.model_dump()) for each in typed.readings]
    try:
        return samples.judged(permit, readings)
    except Incomplete:
        verdict = samples.judged(permit, readings, measured)
        if verdict.ok:
            raise
        return verdict


def _too_late(ask: Ask, permit: Permit, sampling: Sampling, verdict: Verdict, now: datetime) -> Answer | None:
    """The answer to a test whose question is closed; None when the test is kept all the same.

    A bad value is always kept. So is a good one with which the same analyst corrects a value of the same sampling: his
    page may have lost the answer to the first. Another sampling, and clearing a bad value, takes the card that asks
    for it.
    """
    last = newest(permit)
    if verdict.ok and last is not None and not last.ok:
        return _not_cleared(last)
    over = Answer(questions.over(ask, now), "info")
    if any(samples.same(test, sampling, verdict) for test in of_permit(permit)):
        return over
    if not verdict.ok or (last is not None and samples.same_sampling(last, sampling)):
        return None
    return Answer(f"{over.words}这次没有记：要再测，会有新的测气卡片。", "info")


def is_bad(action: Action, permit: Permit) -> bool:
    """Whether the test does not pass: then it counts, however late it comes."""
    try:
        return not _verdict(_typed(action), permit).ok
    except BadReading:
        return False


def bad_since(action: Action, ask: Ask, permit: Permit) -> Answer | None:
    """What a good test is answered that came before, when a bad one has come since."""
    last = newest(permit)
    if last is None or last.ok:
        return None
    try:
        return _not_cleared(last) if _verdict(_typed(action), permit).ok else None
    except BadReading:
        return None


def _not_cleared(last: GasTest) -> Answer:
    where = f"（{last.point} {last.sampled_at:%H:%M}）"
    return Answer(f"这次没有记：上一次{where}{last.words}。处理好后请重新取样，在新的测气卡片里填。", "stop")


def faults(error: ValidationError) -> str:
    """What is missing or wrong, by the names that people know."""
    names = {FIELD_WORDS.get(str(fault["loc"][0]), "读数") for fault in error.errors() if fault["loc"]}
    return "；".join(f"「{name}」没填或填得不对，请改好" for name in sorted(names)) or "内容看不明白：请按说明发"


def _impossible(typed: TypedTest, permit: Permit, now: datetime) -> str:
    """Why a good test proves nothing, or empty. A page knows the time of a sampling to the minute."""
    plant, asked_at = book(now).plant, permit.requested_at.replace(second=0, microsecond=0)
    if typed.sampled_at > now + timedelta(minutes=1):
        return "取样时间在现在之后：请核对时间，重新填写"
    if now - typed.sampled_at > OLDEST:
        return "取样时间是一天以前：请重新取样"
    if typed.sampled_at < asked_at:
        return f"取样时间在申请这张票之前（{asked_at.astimezone(plant.zone):%H:%M} 申请）：不算数，请重新取样"
    if typed.calibrated_until < plant.day(now):
        return f"检定有效期 {date_words(typed.calibrated_until)} 已过：请换一台检定有效的再测"
    return ""
