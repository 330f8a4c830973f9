"""Faults of the crews' hours: turns too long, alone or one right after another, days on which no crew comes, hours in
which none is there."""

from collections.abc import Iterator
from datetime import time

from config.problem import Path
from rules.plant import ShiftPlan

LONGEST_H = 16
DAY_MIN = 24 * 60
# Crews hand over meanwhile.
SLACK_MIN = 30
AS_MEANT = "本来就这样的不用管。"


def faults(shifts: ShiftPlan) -> Iterator[tuple[Path, str]]:
    """Each fault with its path in plant.yaml."""
    for turn, (start, end) in shifts.hours.items():
        minutes = _minutes(start, end)
        if minutes > LONGEST_H * 60:
            message = (
                f"这一班有 {minutes / 60:g} 小时，最多 {LONGEST_H} 小时：请核对起止时间（{start:%H:%M}–{end:%H:%M}）"
            )
            yield ("shifts", "hours", turn), message
    if _known(shifts) and (run := _longest_run(shifts)) > LONGEST_H * 60 + SLACK_MIN:
        message = f"一班紧接一班，一个班要连着上 {run / 60:g} 小时，最多 {LONGEST_H} 小时：请改次序，中间排休"
        yield ("shifts", "cycle"), message
    places = [shifts.offset[crew] % max(len(shifts.cycle), 1) for crew in shifts.crews if crew in shifts.offset]
    if len(places) > 1 and len(set(places)) == 1 and "O" in shifts.cycle:
        message = f"{len(places)} 个班的 offset 都一样，一起上班、一起休，休的日子一个班也没有：请错开"
        yield ("shifts", "offset"), message


def gaps(shifts: ShiftPlan) -> Iterator[str]:
    """What somebody has to look at: days on which no crew comes, else hours of every day in which none is there."""
    if not shifts.crews or not _known(shifts) or not set(shifts.crews) <= set(shifts.offset):
        return
    days = [_turns(shifts, day) for day in range(len(shifts.cycle))]
    missed = [turn for turn in dict.fromkeys(shifts.cycle) if turn != "O" and any(turn not in each for each in days)]
    if missed:
        yield f"班次 {missed[0]} 有的日子没有一个班上，那时没有他们签字、监护：请核对 shifts.offset，{AS_MEANT}"
        return
    covered = {minute % DAY_MIN for turn in set().union(*days) for minute in _minutes_of(*shifts.hours[turn])}
    free = [minute for minute in range(DAY_MIN) if minute not in covered]
    if len(free) > SLACK_MIN and covered:
        first = next(minute for minute in free if (minute - 1) % DAY_MIN in covered)
        last = next(minute for minute in range(first, first + DAY_MIN) if minute % DAY_MIN in covered) % DAY_MIN
        span = f"{_clock(first)}–{_clock(last)}"
        yield f"每天 {span} 没有一个倒班的班在，那时没有他们签字、监护：请核对 shifts.hours，{AS_MEANT}"


def _known(shifts: ShiftPlan) -> bool:
    return bool(shifts.cycle) and set(shifts.cycle) - {"O"} <= set(shifts.hours)


def _longest_run(shifts: ShiftPlan) -> int:
    """The most minutes that a crew works on end in turns that touch, within two cycles; 0 if none do."""
    longest = began = ended = 0
    for day, turn in enumerate(shifts.cycle * 2):
        if turn == "O":
            continue
        first = day * DAY_MIN + _minutes_of(*shifts.hours[turn]).start
        began = began if 0 < first <= ended else first
        ended = max(ended, first + _minutes(*shifts.hours[turn]))
        longest = max(longest, ended - began) if began < first else longest
    return longest


def _turns(shifts: ShiftPlan, day: int) -> set[str]:
    """The turns that some crew has on that day of the cycle."""
    length = len(shifts.cycle)
    return {shifts.cycle[(day + shifts.offset[crew]) % length] for crew in shifts.crews} - {"O"}


def _minutes_of(start: time, end: time) -> range:
    first = start.hour * 60 + start.minute
    return range(first, first + _minutes(start, end))


def _minutes(start: time, end: time) -> int:
    return (end.hour * 60 + end.minute - start.hour * 60 - start.minute) % DAY_MIN or DAY_MIN


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
