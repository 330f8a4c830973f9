"""The safety office orders a drill: for people who do it alone, or for a team of posts; from a page, or in the
console."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.channel import Action, Answer
from handlers import asks
from handlers.drills import inviting, life
from handlers.training import awake
from models import drill as drills
from models import ledger
from models.book import Book, book, name_of
from models.drill import ALONE, PREFIX, TEAM, DrillRun
from models.drill_sheet import Part, Sheet
from models.subject import next_number, open_subject
from rules import duty
from rules.plant import Person, Plant
from rules.shifts import next_turn
from rules.staff.standing import LEFT, has_left
from rules.training.drilling import varied
from rules.training.drills import Drill, TeamPost

NUMBERS = "YL"
Order = Callable[[str, Mapping[str, str]], list[DrillRun]]
MOST_PEOPLE = 30
NOT_OFFICE = Answer("演练由安全部门派。请找安全部门。", "stop")


class BadOrder(Exception):
    """It can't be ordered; the message says why and what to do."""


def order(action: Action, person: Person, now: datetime) -> Answer:
    """「派演练」: `{drill, people}`, each of them alone."""
    given = action.data.get("people")
    people = [str(each) for each in given] if isinstance(given, list) else []
    return _answered(action, person, now, lambda drill, actor: for_people(drill, people, person.id, actor, now))


def order_team(action: Action, person: Person, now: datetime) -> Answer:
    """「派班组演练」: `{drill, team}`, who takes which post: post → person."""
    given = action.data.get("team")
    named = {post: str(who) for post, who in given.items() if who} if isinstance(given, dict) else {}
    return _answered(action, person, now, lambda drill, actor: [for_team(drill, named, person.id, actor, now)])


def for_people(name: str, people: Sequence[str], by: str, actor: Mapping[str, str], now: datetime) -> list[DrillRun]:
    """A run for each of these people who may be asked now; the trail says of the others why not. by: the person, or the
    console's account. Raises BadOrder; then nothing is ordered."""
    rules = book(now)
    drill = _drill(name, rules)
    wanted = list(dict.fromkeys(filter(None, people)))
    if not wanted:
        raise BadOrder("还没有选人。请选一个人。")
    if len(wanted) > MOST_PEOPLE:
        raise BadOrder(f"一次最多派 {MOST_PEOPLE} 人。请分几次派。")
    _known(wanted, rules.plant)
    busy = _busy(drill.id, ALONE)
    if again := [each for each in wanted if each in busy]:
        names = "、".join(name_of(rules.plant, each) for each in again)
        raise BadOrder(f"{names}已经派了这个演练，还没练完。请去掉再派。")
    out = _left_out(wanted, rules.plant, now)
    if len(out) == len(wanted):
        raise BadOrder(f"{_said(out.values())}：现在不打扰。等他有空再派，或换人。")
    left = _said(out.values())
    return [create(drill, (Part(person=each),), by, actor, now, left=left) for each in wanted if each not in out]


def for_team(name: str, named: Mapping[str, str], by: str, actor: Mapping[str, str], now: datetime) -> DrillRun:
    """One run of a team. named: who takes which post. Raises BadOrder; then nothing is ordered."""
    rules = book(now)
    drill = _drill(name, rules)
    if drill.team is None:
        raise BadOrder(f"{drill.title}没有班组演练。请选一个人练，或换一个演练。")
    parts = tuple(_part(post, named.get(post.id, ""), rules.plant) for post in drill.team.posts)
    people = [part.person for part in parts]
    if len(set(people)) < len(people):
        raise BadOrder("一个人只能在一个岗位上。请换人。")
    if out := _left_out(people, rules.plant, now):
        raise BadOrder(f"{_said(out.values())}：现在不打扰。请换人，或等他有空再派。")
    busy = _busy(drill.id, TEAM)
    if again := next((each for each in people if each in busy), None):
        raise BadOrder(f"{name_of(rules.plant, again)}已经派了这个班组演练，还没练完。请换人，或等练完。")
    return create(drill, parts, by, actor, now)


def fits(post: TeamPost, person: Person) -> bool:
    """Whether somebody may take this place in a team."""
    return bool({*post.posts} & {*person.posts})


def again(run: DrillRun, now: datetime) -> None:
    """The next try of somebody who did not pass: other wind, other order, the same reasoning."""
    rules = book(now)
    drill, person = rules.config.drills.drill(run.drill), run.sheet.people[0]
    if not rules.plant.knows(person):
        return
    if not awake.may_ask(person, now):
        begins = next_turn(rules.plant.person(person), rules.plant, rules.config.rules, now)
        if begins is not None:
            life.TIMETABLE.at(run.subject, life.AGAIN, begins, now)
    elif drill and person not in _busy(drill.id, ALONE) and not _passed_since(run):
        create(drill, (Part(person=person),), "", life.SYSTEM, now, retry=run.number)


def create(
    drill: Drill,
    parts: Sequence[Part],
    by: str,
    actor: Mapping[str, str],
    now: datetime,
    retry: str = "",
    left: str = "",
) -> DrillRun:
    """The run with its number; everybody who takes part is invited. retry: the run that was not passed; left: who was
    left out of the same order, and why."""
    rules = book(now)
    day = f"{NUMBERS}-{now.astimezone(rules.plant.zone):%Y%m%d}"
    number = f"{day}-{next_number(day):04d}"
    subject = open_subject(f"{PREFIX}{number}", now)
    seed = secrets.token_hex(8)
    given, again = varied(drill.vary, seed), bool(retry)
    sheet = Sheet(seed=seed, given=given, ordered_by=by, parts=tuple(parts), retry=again, left_out=left)
    run: DrillRun = DrillRun.create(
        subject=subject,
        number=number,
        drill=drill.id,
        kind=TEAM if parts[0].post else ALONE,
        title=drill.title,
        state="invited",
        opened_at=now,
        sheet=sheet,
        rules=rules.version,
    )
    run.subject = subject
    ledger.append(subject, "drill.ordered", now, actor=actor, data=_told(run, drill, rules, retry))
    inviting.invite(run, f"{retry} 没合格，再练一次" if retry else "安全部门派你练", now)
    return run


def _told(run: DrillRun, drill: Drill, rules: Book, retry: str) -> dict[str, Any]:
    parts = [
        {"person": part.person, "post": part.post, "post_name": drills.post_name(run, drill, place)}
        for place, part in enumerate(run.sheet.parts)
    ]
    return {
        "number": run.number,
        "drill": drill.id,
        "kind": run.kind,
        "title": drills.title(run),
        "names": "、".join(name_of(rules.plant, part["person"]) for part in parts),
        "left": f"（没派：{run.sheet.left_out}）" if run.sheet.left_out else "",
        "parts": parts,
        "seed": run.sheet.seed,
        "given": dict(run.sheet.given),
        "pass_score": drill.pass_score,
        "course": drill.course or "",
        "retry": retry,
        "rules": rules.name,
    }


def _answered(action: Action, person: Person, now: datetime, do: Order) -> Answer:
    if not duty.in_office(person, book(now).plant):
        return NOT_OFFICE
    try:
        runs = do(str(action.data.get("drill") or ""), asks.unasked(person))
    except BadOrder as bad:
        return Answer(str(bad), "stop")
    etc, left = "等" if len(runs) > 3 else "", runs[0].sheet.left_out
    words = f"派了 {len(runs)} 个演练：{'、'.join(run.number for run in runs[:3])}{etc}。卡片发出去了。"
    # Done for some is done: the page must not offer the same people again.
    return Answer(f"{words}没派：{left}，现在不打扰。" if left else words, "done")


def _drill(name: str, rules: Book) -> Drill:
    found = rules.config.drills.drill(name)
    if found is None:
        raise BadOrder("没有这个演练了。请重新打开这一页。")
    return found


def _part(post: TeamPost, person: str, plant: Plant) -> Part:
    if not person:
        raise BadOrder(f"{post.name}还没有选人。请选一个人。")
    _known([person], plant)
    if not fits(post, plant.person(person)):
        raise BadOrder(f"{post.name}：{name_of(plant, person)}不是这个岗位的。请换人。")
    return Part(person=person, post=post.id)


def _known(people: Sequence[str], plant: Plant) -> None:
    if unknown := next((each for each in people if not plant.knows(each)), None):
        raise BadOrder(f"通讯录里没有「{unknown[:40]}」。请从列表里选。")
    if left := [each for each in people if has_left(plant.person(each))]:
        raise BadOrder(f"{'、'.join(name_of(plant, each) for each in left)}{LEFT}，不能派。请换人。")


def _left_out(people: Sequence[str], plant: Plant, now: datetime) -> dict[str, str]:
    """Who must not be asked now, each with his name and why."""
    why = {each: awake.why_not(each, now) for each in people}
    return {each: f"{name_of(plant, each)}{words}" for each, words in why.items() if words}


def _said(out: Iterable[str]) -> str:
    return "，".join(out)


def _busy(drill: str, kind: str) -> set[str]:
    """Who has been ordered to do it, and has not finished."""
    mine = [run for run in drills.under_way() if (run.drill, run.kind) == (drill, kind)]
    return {person for run in mine for person in run.sheet.people}


def _passed_since(run: DrillRun) -> bool:
    mine = DrillRun.select().where(DrillRun.drill == run.drill, DrillRun.outcome == "passed", DrillRun.id > run.id)
    return any(run.sheet.people[0] in each.sheet.people for each in mine)
