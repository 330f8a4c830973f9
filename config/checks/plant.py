"""Faults of plant.yaml beyond its shape: places, people, roster, shifts, written authorisations."""

from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from config.checks import account, area, turns
from config.problem import Finding, Path
from rules.plant import Person, Plant


def check(plant: Plant, today: date) -> Iterator[Finding]:
    """`today`: the day on which written authorisations must hold."""
    yield from (Finding("plant", path, message) for path, message in _faults(plant, today))


def _faults(plant: Plant, today: date) -> Iterator[tuple[Path, str]]:
    yield from _company(plant)
    yield from area.faults(plant)
    yield from account.faults(plant)
    yield from _people(plant)
    yield from _posts(plant)
    yield from _roster(plant)
    yield from _shifts(plant)
    yield from turns.faults(plant.shifts)
    yield from _authorizations(plant, today)


def _company(plant: Plant) -> Iterator[tuple[Path, str]]:
    try:
        ZoneInfo(plant.company.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: the name of a folder, or longer than any file's
        yield ("company", "timezone"), "没有这个时区：请写 Asia/Shanghai 这样的名称"


def _people(plant: Plant) -> Iterator[tuple[Path, str]]:
    for place, person in enumerate(plant.people):
        at: Path = ("people", place)
        if not person.posts:
            yield (*at, "posts"), f"{person.name}没有岗位：请至少写一个"
        if person.supervisor == person.id:
            yield (*at, "supervisor"), f"{person.name}的上级是他自己：请改正"
        elif _under_himself(person, plant):
            yield (*at, "supervisor"), f"{person.name}的上级一层层往上又回到他自己：请改正"
        for number, leave in enumerate(person.leave):
            if leave.to < leave.from_:
                yield (*at, "leave", number), "请假的结束日早于开始日：请改正"
            if leave.cover and not plant.knows(leave.cover):
                yield (*at, "leave", number, "cover"), f"没有“{leave.cover}”这个人：请改正"


def _under_himself(person: Person, plant: Plant) -> bool:
    seen: set[str] = set()
    above = person.supervisor
    while above and above not in seen and plant.knows(above):
        seen.add(above)
        above = plant.person(above).supervisor
    return person.id in seen


def _posts(plant: Plant) -> Iterator[tuple[Path, str]]:
    """A post can't be vacant in a department where somebody holds it."""
    for post_id, post in plant.posts.items():
        for department in sorted(post.vacant):
            held = plant.holders(post_id, None if department == "plant" else department)
            if held:
                yield ("posts", post_id, "vacant"), f"{post.name}写了空缺，但{held[0].name}任此岗：请改正一处"


def _roster(plant: Plant) -> Iterator[tuple[Path, str]]:
    weekly = plant.duty_roster.weekly
    if free := "、".join(f"周{'一二三四五六日'[day - 1]}" for day in range(1, 8) if day not in weekly):
        yield ("duty_roster", "weekly"), f"{free if weekly else '周一到周日都'}没有值班领导：请排班"
    for day in sorted(set(weekly) - set(range(1, 8))):
        yield ("duty_roster", "weekly", str(day)), "星期只能写 1（周一）到 7（周日）：请改正"
    for part, leaders in (("weekly", weekly), ("dates", plant.duty_roster.dates)):
        for on, person_id in leaders.items():
            if words := _may_not_approve(person_id, plant):
                yield ("duty_roster", part, str(on)), f"{words}，不能当值班领导：请换本厂能审批的人"


def _may_not_approve(person_id: str, plant: Plant) -> str:
    """Why this person never approves; empty when he may, or does not exist."""
    if not plant.knows(person_id):
        return ""
    person = plant.person(person_id)
    if plant.is_contractor(person):
        return f"{person.name}是承包商的人"
    posts = [plant.posts[post] for post in person.posts if post in plant.posts]
    return f"{person.name}的岗位都不得审批" if posts and not any(post.may_approve for post in posts) else ""


def _shifts(plant: Plant) -> Iterator[tuple[Path, str]]:
    shifts = plant.shifts
    for crew in shifts.crews:
        if crew not in shifts.offset:
            yield ("shifts", "offset"), f"{crew} 班没有写 offset：请补上"
    for place, turn in enumerate(shifts.cycle):
        if turn != "O" and turn not in shifts.hours:
            yield ("shifts", "cycle", place), f"班次“{turn}”没有写时间：请在 hours 里补上"
    if not shifts.cycle:
        yield ("shifts", "cycle"), "倒班周期是空的：请补上"
    if not shifts.hours:
        yield ("shifts", "hours"), "没有写各班的时间，换班时没人重新验票：请补上"
    if shifts.day.to <= shifts.day.from_:
        yield ("shifts", "day", "to"), "常白班的下班时间早于上班时间：请改正"


def _authorizations(plant: Plant, today: date) -> Iterator[tuple[Path, str]]:
    for place, paper in enumerate(plant.authorizations):
        at: Path = ("authorizations", place)
        if paper.valid_to < paper.valid_from:
            yield (*at, "valid_to"), f"授权书 {paper.id} 的结束日早于开始日：请改正"
        elif paper.valid_to < today:
            yield (*at, "valid_to"), f"授权书 {paper.id} 已于 {paper.valid_to} 失效：请续签，或删去"
        if (paper.from_post is None) != (paper.to_person is None):
            yield at, f"授权书 {paper.id} 要同时写 from_post 和 to_person：请补上另一个"
        if paper.to_person is not None and (words := _may_not_approve(paper.to_person, plant)):
            yield (*at, "to_person"), f"{words}，授权书 {paper.id} 写给他也不能替签：请换本厂能审批的人"
