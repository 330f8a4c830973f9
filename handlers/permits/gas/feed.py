"""What a gas detector reports by itself about one permit, or about everything at work in its area.

It may stop work, and count as a test if it measured all that a test needs; it never clears what an analyst found bad.
Once it has begun, it must go on: missing data is never safe (`silence`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.channel import Answer
from config.shapes.sensors import Feed, Instrument
from handlers.permits import crew
from handlers.permits.gas import inhibits, samples, silence
from handlers.permits.gas.samples import Sampling
from handlers.permits.gates import facts, questions
from handlers.permits.work import watch
from models import ask as ask_table
from models import detector as detectors
from models import gas as gas_tests
from models import permit as permits
from models.book import book
from models.permit import Permit
from rules.gas import BadReading, Incomplete, Reading, Verdict, measured

LIVE = ("approved", *crew.ON_SITE)
METHOD = "在线检测"
WAITING = (questions.GAS_TEST, watch.GAS_RECORD)


def take(
    instrument: Instrument,
    number: str,
    readings: Sequence[Reading],
    sampled_at: datetime,
    now: datetime,
    doubts: Sequence[str] = (),
) -> Answer:
    """The readings of one moment, for the permit of this number, or for all work in the detector's area.

    doubts: what speaks against the instrument; they go with a bad value. Raises BadReading, in words for whoever
    installed the detector; then nothing is kept.
    """
    points = "、".join(dict.fromkeys(each.point for each in readings))
    # A clock that is ahead may not make the newest test of a bad one for longer than it is.
    taken_at = min(sampled_at, now)
    sampling = Sampling(points, METHOD, instrument.id, instrument.calibrated_until, taken_at)
    bad = out_of_limits(instrument, number, readings)
    why = inhibits.excuse(instrument.id, readings, taken_at, now) if bad else inhibits.idle(instrument.id, taken_at)
    if not bad and not why:
        detectors.was_good(instrument.id, [(each.point, each.gas) for each in readings], taken_at)
    message = Message(instrument, sampling, readings, "；".join(doubts), why)
    if not number:
        return Answer(_of_area(message, now), "done")
    permit = _named(number, instrument)
    if bad and why:
        return Answer(samples.excuse(permit, sampling, _measured(permit, readings), why, now), "done")
    if why:
        return Answer(f"收到，不算数：{why}", "done")
    silence.heard(permit, instrument, taken_at, now, bad=bad)
    return Answer(_of_permit(permit, message, now), "done")


@dataclass(frozen=True)
class Message:
    """One message of a detector. doubts: what speaks against the instrument; why: for what reason its values count for
    nothing; both in words, mostly empty."""

    instrument: Instrument
    sampling: Sampling
    readings: Sequence[Reading]
    doubts: str
    why: str


def addressed(instrument: Instrument, number: str, readings: Sequence[Reading]) -> str:
    """The number, or nothing where it names no permit of this detector but the values are bad for the area's work.
    Raises BadReading where they aren't."""
    try:
        if number:
            _named(number, instrument)
    except BadReading:
        if instrument.area is None or not out_of_limits(instrument, "", readings):
            raise
        return ""
    return number


def out_of_limits(instrument: Instrument, number: str, readings: Sequence[Reading]) -> bool:
    """Whether the readings are bad for the permit of this number, or for any work in the detector's area."""
    concerned = [_named(number, instrument)] if number else _there(instrument)
    return any(not _measured(permit, readings).ok for permit in concerned)


def _measured(permit: Permit, readings: Sequence[Reading]) -> Verdict:
    return samples.judged(permit, readings, measured)


def _named(number: str, instrument: Instrument) -> Permit:
    found = permits.by_number(number)
    if found is None:
        raise BadReading(f"没有 {number} 这张票：请核对票号")
    if instrument.area not in (None, found.area):
        raise BadReading(f"{instrument.id} 不在这张票的区域：请换一台，或改 sensors.yaml")
    permit = permits.locked(found.subject_id)
    if permit.state not in LIVE:
        raise BadReading(f"{number} 现在没有待开工或在作业，读数不收：请停发，或核对票号")
    return permit


def _of_area(message: Message, now: datetime) -> str:
    """A detector of the area says nothing about the exact place of the work: only bad readings count, for all work
    there and for what is to begin."""
    stopped: list[str] = []
    waiting: list[str] = []
    spared: list[str] = []
    for permit in _there(message.instrument):
        verdict = _measured(permit, message.readings)
        if verdict.ok:
            continue
        if message.why:
            samples.excuse(permit, message.sampling, verdict, message.why, now)
            spared.append(permit.number)
        else:
            (stopped if permit.state == "working" else waiting).append(permit.number)
            _keep(permit, message, verdict, now)
    if spared:
        return f"不合格，没有停：{'、'.join(spared)}。{message.why}"
    told = {"停了": stopped, "不能开工、复工": waiting}
    words = "；".join(f"{what}：{'、'.join(numbers)}" for what, numbers in told.items() if numbers)
    return f"不合格，{words}" if words else "收到"


def _there(instrument: Instrument) -> Iterator[Permit]:
    """The permits in the detector's area under which people work, or wait to begin or go on and need a gas test; each
    locked when its turn comes."""
    there = Permit.select().where(Permit.state.in_(LIVE), Permit.area == instrument.area)
    for each in there.order_by(Permit.subject):
        permit = permits.locked(each.subject_id)
        if permit.state == "working" or (permit.state in LIVE and facts.gas_needed(permit)):
            yield permit


def _of_permit(permit: Permit, message: Message, now: datetime) -> str:
    sampling = message.sampling
    try:
        verdict, whole = samples.judged(permit, message.readings), True
    except Incomplete:
        verdict, whole = _measured(permit, message.readings), False
    counts = not verdict.ok or _good_counts(permit, sampling, now, whole=whole)
    if not counts:
        return f"收到。{verdict.words}"
    if verdict.ok and whole:
        words = f"测气仪 {sampling.instrument} {sampling.sampled_at:%H:%M} 测了，合格"
        watch.stop_asking(permit.subject, WAITING, words, now)
    _keep(permit, message, verdict, now)
    return f"记下了。{verdict.words}"


def _good_counts(permit: Permit, sampling: Sampling, now: datetime, *, whole: bool) -> bool:
    """Good readings are kept when somebody waits for them, and now and then. They open no gate that they may not
    open."""
    if permit.state == "suspended" or (permit.state == "approved" and not whole):
        return False
    newest = gas_tests.newest(permit)
    if newest is not None and not newest.ok:
        where = (sampling.source, sampling.instrument, sampling.point)
        own = (newest.source, newest.instrument, newest.point) == where
        return whole and own and bool(sampling.sampled_at > newest.sampled_at)
    waited_for = [ask for kind in WAITING for ask in ask_table.movable(permit.subject, kind)]
    if newest is None or (whole and waited_for):
        return True
    return bool(sampling.sampled_at - newest.sampled_at >= timedelta(minutes=_feed(now).keep_every_min))


def _keep(permit: Permit, message: Message, verdict: Verdict, now: datetime) -> None:
    data = {"doubts": message.doubts} if message.doubts else {}
    before = gas_tests.newest(permit)
    test = samples.keep(permit, message.sampling, verdict, now, actor=silence.SENSORS, data=data)
    # While the work stands still, a detector in alarm repeats itself: each value is kept, and told once.
    if verdict.ok or permit.state == "working" or before is None or before.ok:
        samples.follow(permit, test, now)


def _feed(now: datetime) -> Feed:
    return book(now).config.sensors.feed
