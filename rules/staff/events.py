"""News of people: who joins, moves, leaves and comes back, and whether that can be right. Pure.

An event counts from the day on which it holds, whenever it came. Nobody is known by a phone number or an account: those
are used again; the number of the person is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from rules.accounts import account_key
from rules.phrases import date_words
from rules.plant import Person, Plant
from rules.staff.standing import has_left, left_on
from rules.texts import doubtful

Kind = Literal["joined", "moved", "left", "returned"]
# kept: it counts from its day on; waiting: for the person's joining; aside: somebody has to look; void: the plant's
# data say it, or say otherwise since; dropped: somebody said that it is wrong; settled: somebody said who or what it
# is.
State = Literal["kept", "waiting", "aside", "void", "dropped", "settled"]
NAMES: Mapping[str, str] = {"joined": "入职", "moved": "调岗", "left": "离职", "returned": "回来"}
# What holds from an earlier or a later day than this was most likely mistyped.
PAST, AHEAD = timedelta(days=31), timedelta(days=366)
DAY_SHIFT = "day"


@dataclass(frozen=True)
class Event:
    """on: the first day on which it holds; of the leaving, the first day on which he is not there any more. What is
    None was not said. posts, department, supervisor: ids."""

    kind: Kind
    person: str
    on: date
    name: str | None = None
    department: str | None = None
    posts: tuple[str, ...] | None = None
    supervisor: str | None = None
    platform: str | None = None
    account: str | None = None
    phone: str | None = None
    shift: str | None = None


@dataclass(frozen=True)
class Verdict:
    """why: empty where it is kept as it came."""

    state: State
    why: str = ""


def judged(event: Event, plant: Plant, mine: Sequence[Event], today: date) -> Verdict:
    """Whether the event counts. plant: with what holds today; mine: what is kept of this person, also for later."""
    for fault in _faults(event, plant, today):
        return Verdict("aside", fault)
    known = plant.knows(event.person)
    if event.kind == "joined":
        return _joined(event, plant.person(event.person)) if known else Verdict("kept")
    joins = [each.on for each in mine if each.kind == "joined"]
    if not known and not joins:
        return Verdict("waiting", "还没有这个人的入职：等入职来了再算")
    if joins and event.on < min(joins):
        return Verdict("aside", f"他 {date_words(min(joins))}才入职：请核对日期")
    gone = left_on(plant.person(event.person)) if known else None
    if event.kind == "moved" and gone and event.on > gone:
        return Verdict("aside", f"他 {date_words(gone)}离职了：回来请先记「回来」")
    return Verdict("kept")


def unknown(event: Event, plant: Plant) -> Iterator[str]:
    """What it names that the plant does not have."""
    departments = {each.id for each in plant.departments}
    if event.department is not None and event.department not in departments:
        yield f"没有“{event.department}”这个部门：请先加进 plant.yaml，或改正"
    for post in event.posts or ():
        if post not in plant.posts:
            yield f"没有“{post}”这个岗位：请先加进 plant.yaml，或改正"
    if event.supervisor is not None and not plant.knows(event.supervisor):
        yield f"上级“{event.supervisor}”不在名单里：请先记他的入职，或改正"
    if event.shift is not None and event.shift not in (DAY_SHIFT, *plant.shifts.crews):
        yield f"没有“{event.shift}”这个班：请改正"
    if event.platform is not None and event.platform not in ("wecom", "dingtalk"):
        yield f"平台只能是 wecom 或 dingtalk，不能是“{event.platform}”"


def _faults(event: Event, plant: Plant, today: date) -> Iterator[str]:
    if event.on < today - PAST:
        yield f"{date_words(event.on)}已经过去一个多月：请核对日期"
    if event.on > today + AHEAD:
        yield f"{date_words(event.on)}还有一年多：请核对日期"
    yield from unknown(event, plant)
    yield from (f"{words}里有看不见的字，或者是空的：请改正" for words, given in _called(event) if doubtful(given))
    if event.kind == "joined":
        missing = [
            words
            for words, given in (("姓名", event.name), ("部门", event.department), ("岗位", event.posts))
            if not given
        ]
        if missing:
            yield f"入职没有写{'、'.join(missing)}：请补上"
    if event.kind == "moved" and not any(_said(event)):
        yield "调岗没有说变成什么：请写部门、岗位、上级、班次或账号"
    if event.supervisor == event.person:
        yield "自己不能是自己的上级：请改正"
    elif event.supervisor and event.person in _above(event.supervisor, plant):
        yield f"上级绕成一圈：{plant.person(event.supervisor).name}往上数就是他自己。请改正"
    if event.account and (owner := _owner(event, plant)):
        yield f"账号“{event.account}”现在是{owner.name}的：请核对"


def _said(event: Event) -> Iterator[object]:
    yield from (event.name, event.department, event.posts, event.supervisor)
    yield from (event.platform, event.account, event.phone, event.shift)


def _called(event: Event) -> Iterator[tuple[str, str]]:
    yield from ((words, given) for words, given in (("姓名", event.name), ("账号", event.account)) if given)


def _joined(event: Event, here: Person) -> Verdict:
    """Somebody joins under a number that is known."""
    if here.name != event.name:
        return Verdict("aside", f"这个编号{'以前' if has_left(here) else ''}是{here.name}的：不是同一个人请给新编号")
    if has_left(here):
        return Verdict("kept")
    if here.department == event.department and {*here.posts} == {*(event.posts or ())}:
        return Verdict("void", "名单里已经有了")
    return Verdict("aside", "他已经在名单里，部门或岗位不一样：换岗位请记「调岗」")


def _above(person: str, plant: Plant) -> Iterator[str]:
    """Everybody above somebody, himself included."""
    seen: set[str] = set()
    while person and person not in seen and plant.knows(person):
        seen.add(person)
        yield person
        person = plant.person(person).supervisor or ""


def _owner(event: Event, plant: Plant) -> Person | None:
    """Who has this account now, if that is somebody else."""
    platform = event.platform or (plant.person(event.person).platform if plant.knows(event.person) else "")
    for each in ("wecom", "dingtalk") if not platform else (platform,):
        found = plant.person_at(*account_key(each, event.account or ""))
        if found is not None and found.id != event.person:
            return found
    return None
