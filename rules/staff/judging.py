"""Whether what was said of people can be right, beside all that counts already. Pure.

An event is judged by the plant of its own day, and by each later day on which something else begins to hold: what was
said first stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from rules.accounts import account_fault, account_key, number_fault
from rules.phrases import date_words
from rules.plant import Person, Plant
from rules.staff.events import DAY_SHIFT, Event, Verdict
from rules.staff.folding import Roll
from rules.staff.standing import has_account, has_left, left_on
from rules.texts import doubtful

# What holds from an earlier or a later day than this was most likely mistyped.
PAST, AHEAD = timedelta(days=31), timedelta(days=366)


def judged(event: Event, roll: Roll, with_it: Roll, today: date, came: date | None = None) -> Verdict:
    """Whether the event counts. roll: what counts so far, also for later; with_it: the same with the event in its
    place; came: the day on which it came, when not today."""
    plant = roll.on(max(event.on, today))
    verdict = _taken_alone(event, plant, roll.of(event.person), came or today)
    if verdict.state == "kept":
        for fault in _clashes(event, with_it, today):
            return Verdict("aside", fault)
    return verdict


def _taken_alone(event: Event, plant: Plant, mine: Sequence[Event], came: date) -> Verdict:
    """plant: of the event's day; mine: what counts of this person."""
    for fault in _faults(event, plant, came):
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
    if event.kind == "returned" and known and gone is None:
        return Verdict("void", "他没有离职，还在名单里：不用记「回来」")
    return Verdict("kept")


def unsound(roll: Roll, day: date) -> dict[int, str]:
    """What of this can't be right all together on that day, as after new data of the plant: its place in the roll, and
    why. Of two that can't both be right the later one is named."""
    whole = roll.on(day)
    due = sorted((each.on, place) for place, each in enumerate(roll.events) if each.on <= day)
    faulty = {place: fault for _, place in due for fault in unknown(roll.events[place], whole)}
    clashing = {person for person in {each.person for each in roll.events} if clash(person, whole)}
    doubted = [place for _, place in due if roll.events[place].person in clashing and place not in faulty]
    sound = [place for _, place in due if place not in faulty and place not in doubted]
    # One may be right only after another, so they are looked at until no more is.
    right = True
    while right:
        right = False
        for place in [*doubted]:
            if not _beside(roll, sound, place, day):
                sound.append(place)
                doubted.remove(place)
                right = True
    return {**faulty, **{place: _beside(roll, sound, place, day) for place in doubted}}


def clash(person: str, plant: Plant) -> str:
    """How this person stands against the others, as far as that can't be; else empty."""
    if not plant.knows(person):
        return ""
    him = plant.person(person)
    if him.supervisor and person in _above(him.supervisor, plant):
        return f"上级绕成一圈：{plant.person(him.supervisor).name}往上数就是他自己。请改正"
    own = account_key(him.platform, him.account)
    same = (each for each in plant.people if each.id != person and account_key(each.platform, each.account) == own)
    other = next(same, None) if has_account(him) else None
    return f"账号“{him.account}”是{other.name}的：请核对" if other else ""


def _clashes(event: Event, roll: Roll, today: date) -> Iterator[str]:
    """How he would stand against the others, on the event's day or on a later one."""
    first = max(event.on, today)
    for day in (first, *_later(event, roll, first)):
        if fault := clash(event.person, roll.on(day)):
            yield fault if day == first else f"{date_words(day)}起{fault}"


def _later(event: Event, roll: Roll, first: date) -> Iterator[date]:
    """The later days on which what the event says may come to clash: somebody else's superior, account or presence
    changes, and he himself has not said otherwise."""
    left = _matters(event)
    days = (
        sorted({each.on for each in roll.events if each.on > first and (left | {"here"}) & _matters(each)})
        if left
        else []
    )
    mine: dict[date, set[str]] = {}
    for each in roll.of(event.person) if days else ():
        mine.setdefault(each.on, set()).update(_matters(each))
    for day in days:
        yield day
        left -= mine.get(day, set())
        if not left:
            return


def _matters(event: Event) -> set[str]:
    """What the event says of that in which two people may clash."""
    said = {"superior": event.supervisor, "account": event.account or event.platform, "here": event.kind != "moved"}
    return {name for name, given in said.items() if given}


def _beside(roll: Roll, sound: Sequence[int], place: int, day: date) -> str:
    """How the event at this place clashes with these others."""
    some = Roll(roll.base, tuple(roll.events[each] for each in sorted((*sound, place))))
    return clash(roll.events[place].person, some.on(day))


def unknown(event: Event, plant: Plant) -> Iterator[str]:
    """What it names that the plant does not have, or nobody can have."""
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
    if event.account is not None and event.kind != "left":
        yield from filter(None, [account_fault(event.account, _platform(event, plant))])


def _faults(event: Event, plant: Plant, came: date) -> Iterator[str]:
    if event.on < came - PAST:
        yield f"{date_words(event.on)}已经过去一个多月：请核对日期"
    if event.on > came + AHEAD:
        yield f"{date_words(event.on)}还有一年多：请核对日期"
    yield from unknown(event, plant)
    if not plant.knows(event.person) and (fault := number_fault(event.person)):
        yield fault
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


def _platform(event: Event, plant: Plant) -> str:
    """Where his account is; empty where nothing says it."""
    return event.platform or (plant.person(event.person).platform if plant.knows(event.person) else "")


def _owner(event: Event, plant: Plant) -> Person | None:
    """Who has this account now, if that is somebody else."""
    platform = _platform(event, plant)
    for each in ("wecom", "dingtalk") if not platform else (platform,):
        found = plant.person_at(*account_key(each, event.account or ""))
        if found is not None and found.id != event.person:
            return found
    return None
