"""A hazard's row against its chain: each value that pages show, as the entries have it last.

What no entry states (older ones state less) is not there, and is not compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from handlers.hazards.kinds import (
    APPROVE,
    CHECK,
    CONFIRM,
    DECIDE,
    EVALUATE,
    FIX,
    PLAN,
    RECHECK,
    SAME,
    SORT,
    WALK,
)
from models import ask as asks
from models import kinds
from models.hazard import Hazard
from models.seals import Written
from workers.evidence.difference import Difference, differing
from workers.evidence.hazards import alarms, visits
from workers.evidence.hazards.chain import major, mended, reported, shown
from workers.evidence.hazards.chain.course import Course, Tell
from workers.evidence.hazards.chain.row import LISTS, ROW

# Who is asked in each state.
ASKED = {
    shown.WORDS[state]: found
    for state, found in {
        "triage": (SORT, SAME),
        "planning": (PLAN, APPROVE),
        "assigned": (FIX,),
        "accepted": (FIX,),
        "submitted": (CHECK,),
        "sampled": (RECHECK,),
        "walking": (WALK,),
        "evaluating": (EVALUATE,),
        "confirming": (CONFIRM,),
        "deciding": (DECIDE,),
    }.items()
}


def differences(row: Hazard, chain: Sequence[Written]) -> Iterator[Difference]:
    """Where the row does not say what the chain says."""
    course = read(chain)
    for name, (sealed, seq) in course.values.items():
        what, stored = ROW[name]
        yield from differing(what, sealed, stored(row), seq)
    for name, items in course.lists.items():
        what, kept = LISTS[name]
        yield from _items(what, items, kept(row))
    # Who was reached meanwhile, cards and their arrivals say: nobody else may be looked for.
    made_up = [each for each in row.work.major.untold if each not in course.untold]
    yield from differing("没收到撤离通知的", [], made_up)
    yield from visits.differences(row, chain)
    yield from alarms.differences(row, chain)
    yield from _waits(row, course)


def _waits(row: Hazard, course: Course) -> Iterator[Difference]:
    """As far as the chain has it, somebody is asked to do what comes next, until every photo is here to look at."""
    kinds_ = ASKED.get(str(course.values.get("state", ("",))[0]), ())
    late = kinds_ == (CHECK,) and course.listed("awaited")
    if kinds_ and not late and not any(asks.movable(row.subject, each) for each in kinds_):
        yield Difference("等谁办", f"等人办（{kinds.of(kinds_[0]).label}）", "没有开着的待办")


def read(chain: Sequence[Written]) -> Course:
    course = Course()
    for entry in chain:
        course.seq = entry.seq
        data: shown.Data = entry.line["data"]
        if tell := _TOLD.get(entry.kind):
            tell(course, data, entry.line)
        if state := data.get("to_state") or _STATES.get(entry.kind):
            course.says(state=shown.WORDS.get(state, state))
    return course


def _items(what: str, sealed: list[shown.Item], stored: list[shown.Item]) -> Iterator[Difference]:
    """Item by item; of what the chain states of each."""
    yield from differing(f"{what}几次", len(sealed), len(stored))
    for number, (mine, theirs) in enumerate(zip(sealed, stored, strict=False), 1):
        for name, value in mine.items():
            yield from differing(f"第 {number} 次{what}的{name}", value, theirs.get(name))


def _says(**values: object) -> Tell:
    return lambda course, data, line: course.says(**values)


def _takes(**names: str) -> Tell:
    """Each value from this key of the entry."""
    return lambda course, data, line: course.says(**{mine: str(data.get(theirs, "")) for mine, theirs in names.items()})


def _when(name: str) -> Tell:
    return lambda course, data, line: course.says(**{name: shown.at(line)})


# What each entry changes; one that states a new state changes that as well.
_STATES = {"hazard.reported": "triage"}
_TOLD: Mapping[str, Tell] = {
    "hazard.reported": reported.reported,
    "hazard.sorted": reported.put_in_order,
    "hazard.assigned": reported.assigned,
    "hazard.made_major": reported.made("major"),
    "hazard.made_general": reported.made("general"),
    "hazard.worse": reported.worse,
    "sensor.second": reported.second_alarm,
    "sensor.again": reported.second_alarm,
    "hazard.photo_came": reported.photo_came,
    "hazard.photos_gone": reported.gone,
    "hazard.called_with": _takes(alarm="of"),
    "hazard.disputed": _says(disputed=True),
    "hazard.passed": _says(disputed=False),
    "hazard.left": major.told_to_leave,
    "hazard.may_return": major.may_return,
    "hazard.untold": major.untold,
    "hazard.fixed": reported.fixed,
    "hazard.to_check": mended.to_check,
    "hazard.marked": reported.marked,
    "hazard.repeats": _takes(repeats="of"),
    "hazard.joined": _takes(into="into"),
    "hazard.corrected": reported.corrected,
    "hazard.well": _takes(well="words"),
    "hazard.rejected": _takes(reason="reason"),
    "hazard.inherited": _takes(follower="to"),
    "hazard.supervised": _takes(supervisor="to"),
    "hazard.accepted": _when("accepted_at"),
    "hazard.closed_out": _when("closed_at"),
    "hazard.overdue": _says(late=True),
    "hazard.mended": mended.mending,
    "hazard.compared": mended.compared,
    "hazard.checked": mended.looked,
    "hazard.sampled": mended.drawn,
    "hazard.to_confirm": mended.drawn,
    "hazard.fake": mended.faked,
    "hazard.extension_asked": mended.asked,
    "hazard.extension_decided": mended.decided,
    "hazard.reopened": mended.reopened,
    "hazard.stopped": major.stop,
    "hazard.kept_in_use": major.stop,
    "hazard.to_plan": major.to_plan,
    "hazard.planned": major.planned,
    "hazard.plan_approved": major.approval,
    "hazard.plan_returned": major.returned,
    "hazard.may_begin": major.may_begin,
    "hazard.milestone": major.milestone,
    "hazard.told_authority": major.told_to("authority"),
    "hazard.told_assembly": major.told_to("assembly"),
}
