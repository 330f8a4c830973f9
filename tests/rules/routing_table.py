"""Prints the table of routes and people that tests/rules/data/routing_table.md keeps.

PYTHONPATH=. python tests/rules/routing_table.py > tests/rules/data/routing_table.md
"""

from anhe import MORNING, PLANT, RULES, at, job, staffed

from rules.job import Job
from rules.levels import Forbidden
from rules.routes import route
from rules.staffing import Assignment, Staffing

NIGHT = {"start": "2026-11-28T22:00", "end": "2026-11-29T02:00"}
SATURDAY = {"start": "2026-11-28T09:00", "end": "2026-11-28T16:00"}
WINDY = {"open_air": True, "wind_force": 5}


def cases() -> list[tuple[Job, str]]:
    """Representative jobs: every kind and level, hazards, contractors, nights and weekends."""
    day = [
        job(),
        job(level="special"),
        job(level="special", area="tank"),
        job(level="special", area="lpg"),
        job(level="first", area="hydro", requester="U15"),
        job(level="second", area="chlor"),
        job(level="second", area="util", inputs=WINDY),
        job(level="special", area="hydro", inputs=WINDY),
        job(kind="confined_space", level="none"),
        job(kind="confined_space", level="none", area="chlor", contractor=True),
        job(kind="blind_plate", level="none", area="tank"),
        *(job(kind="height", level=level, area="chlor") for level in ("I", "II", "III", "IV")),
        job(kind="lifting", level="first", area="hydro", work_leader="U36", workers=("U39",), contractor=True),
        job(kind="lifting", level="second", area="tank", work_leader="U36", workers=("U39",), contractor=True),
        job(kind="lifting", level="third", area="util", work_leader="U36", workers=("U39",), contractor=True),
        job(kind="temp_power", level="none", area="chem_store", work_leader="U41"),
        job(kind="temp_power", level="none", area="util", work_leader="U41"),
        job(kind="excavation", level="none", area="ammonia"),
        job(kind="excavation", level="none", area="util", inputs={"not_concerned": {"steam_engineer": "无蒸汽管"}}),
        job(kind="road_closure", level="none", area="rack"),
    ]
    weekend = [
        (job(**SATURDAY, level="second", area="util"), "2026-11-28T08:10"),
        (job(**NIGHT, level="special", area="hydro"), "2026-11-28T21:00"),
        (job(**NIGHT, kind="confined_space", level="none"), "2026-11-28T21:00"),
        (job(**NIGHT, kind="height", level="I", area="util"), "2026-11-28T21:00"),
    ]
    return [(each, MORNING) for each in day] + weekend


def table() -> str:
    head = "| 作业 | 时段 | 路线 | 级别 | 谁签 |\n| --- | --- | --- | --- | --- |\n"
    return head + "".join(_row(wanted, now) for wanted, now in cases())


def _row(wanted: Job, now: str) -> str:
    what = f"{wanted.kind} {wanted.level} {wanted.area}" + (" 承包商" if wanted.contractor else "")
    when = f"{wanted.starts_at:%m-%d %H:%M}–{wanted.ends_at:%H:%M}"
    try:
        way = route(wanted, PLANT, RULES, at(now))
    except Forbidden as error:
        return f"| {what} | {when} | 不得作业 | – | {error} |\n"
    stages = [f"{name}: {_people(found)}" for name, found in staffed(wanted, now).items()]
    return f"| {what} | {when} | {way.route_id} | {way.level} | {'<br>'.join(stages)} |\n"


def _people(found: Staffing) -> str:
    return "卡住" if found.blocked else "，".join(_one(each) for each in found.assignments)


def _one(each: Assignment) -> str:
    if each.person is None:
        return each.reasons[0]
    stands = f"替 {each.for_post}（{each.authorization}）" if each.authorization else ""
    called = " 叫到场" if each.on_call else ""
    return f"{each.person} {each.post or each.slot.role}{stands}{called}"


if __name__ == "__main__":
    print(table(), end="")
