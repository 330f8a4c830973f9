"""A round and a campaign: the safety office begins them from its phone, and everybody looks at what his card names.

What is wrong where is in the plant's data.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from config.shapes.demo import Walk
from handlers import site_codes
from handlers.patrols import planning
from handlers.patrols.kinds import WALK
from models import hazard as hazards
from models import patrol as patrols
from models import plant_time, store
from models.ask import MOVABLE, Ask, of_subject
from models.book import Book, book
from models.patrol import CAMPAIGN, ROUND, Patrol
from models.patrol_sheet import Point
from rules import duty
from rules.patrols.plans import plans
from workers.scenarios import promises
from workers.scenarios.phone import Page, Phone, text_of, title
from workers.scenarios.simulator import Json
from workers.scenarios.stage import Late, wait_for
from workers.scenarios.story import Story
from workers.scenarios.turns import at_site

LOOKS_IN = 5  # plant minutes


def walk(story: Story) -> Patrol:
    """Rounds begin; the one with the story's point is walked, the next one is not; rounds are halted."""
    rules, wanted = _rules(), _wanted(_rules().config.demo.patrol)
    key = next(
        plan.key
        for plan in plans(rules.config.measures, rules.plant)
        if any(stop.point.id == wanted.of for stop in plan.stops)
    )
    office = _office(story)
    _done(story, office, _desk(story, office), "patrol.begin", {})
    story.until(planning.next_moments()[key])
    patrol = wait_for("到点的一圈", partial(_newest, ROUND, key))
    for ask in wait_for(f"{patrol.number} 的人", partial(_asked, patrol)):
        _walk(story, patrol, ask, wanted)
    patrol = _now(patrol)
    found = [each for each in patrol.sheet.found.values() if each.hazard]
    story.promise(patrol.outcome == "done", f"{patrol.number} 没有查完：{patrol.state}")
    story.promise(all(each.scanned for each in patrol.sheet.found.values()), f"{patrol.number} 有一处没扫码")
    story.promise(bool(found) and hazards.by_number(found[0].hazard) is not None, "查到的问题没有报成隐患")
    _missed(story, key)
    halted = _desk(story, office)
    _done(story, office, halted, "patrol.halt", {}, "演完了")
    promises.of_platforms(story)
    return _now(patrol)


def campaign(story: Story) -> Patrol:
    """A checklist is begun; everybody looks at his areas, and the last one can't reach his last point."""
    wanted = _wanted(_rules().config.demo.campaign)
    office = _office(story)
    _done(story, office, _desk(story, office), "patrol.campaign", {"checklist": wanted.of})
    patrol = wait_for("开始的专项检查", partial(_newest, CAMPAIGN, wanted.of))
    asked = wait_for(f"{patrol.number} 的人", partial(_asked, patrol))
    for ask in asked:
        _check(story, patrol, ask, wanted.words if ask is asked[-1] else "")
    patrol = _now(patrol)
    count = patrols.count(patrol)
    story.tell(f"{patrol.number} 覆盖 {count.percent}%（{count.looked}/{count.wanted} 处）")
    story.promise(patrol.outcome == "missed" and count.missed == 1, f"{patrol.number} 没有写明查不了的一处")
    promises.of_platforms(story)
    return patrol


def _missed(story: Story, key: str) -> None:
    """The next round is nobody's: when its time is up it is written down, and somebody who answers for it is told."""
    story.until(planning.next_moments()[key])
    patrol = wait_for("下一圈", partial(_newest, ROUND, key))
    ends: datetime = patrol.ends_at
    story.until(ends + timedelta(minutes=1))
    patrol = wait_for(f"{patrol.number} 到点", lambda: _ended(patrol))
    story.tell(f"{patrol.number} 没有人查：{patrols.stands(patrol)[0]}")
    story.promise(patrol.outcome == "missed", f"{patrol.number} 没查也没记：{patrol.state}")
    told = Ask.select().where(Ask.kind == "patrol.missed", Ask.state == "open")
    story.promise(told.exists(), f"{patrol.number} 没查，没有告诉人")


def _walk(story: Story, patrol: Patrol, ask: Ask, wanted: Walk) -> None:
    """At each point: its area's code is read, and its button tapped; the story's point is the one that is wrong."""
    phone, page, points = _open(story, patrol, ask)
    read: set[str] = set()
    for point in points:
        if point.area not in read:
            read.add(point.area)
            _scan(story, phone, page, point)
        given = {"point": point.id, "ok": point.id != wanted.of}
        story.taps += 1
        answer = page.act("patrol.look", given, text="" if given["ok"] else wanted.words)
        story.tell(f"{phone.name}查{point.name} → {answer.get('words', '')}")


def _check(story: Story, patrol: Patrol, ask: Ask, left: str) -> None:
    """left: why the last point can't be looked at, empty where all can."""
    phone, page, points = _open(story, patrol, ask)
    for point in points[:-1] if left else points:
        story.taps += 1
        page.act("patrol.look", {"point": point.id, "ok": True})
    if left:
        page.act("patrol.leave", {}, text=left)
    story.tell(f"{phone.name}查了 {len(points)} 处{f'，最后一处{left}' if left else ''}")


def _open(story: Story, patrol: Patrol, ask: Ask) -> tuple[Phone, Page, tuple[Point, ...]]:
    points = _now(patrol).sheet.of(ask.person)
    phone = at_site(story.house.phone(ask.person), points[0].area)
    card = wait_for(f"{phone.name} 的卡片", partial(_card, phone, patrol))
    story.later(LOOKS_IN)
    return phone, phone.open(story.opens(phone, card, "去查")), points


def _scan(story: Story, phone: Phone, page: Page, point: Point) -> None:
    now = plant_time.now()
    posted = store.write(lambda: site_codes.posted_at(_rules().plant.area(point.area), "", now))
    story.taps += 1
    answer = page.act("patrol.read", {"site": site_codes.text_of(posted, story.house.key)})
    story.tell(f"{phone.name}扫{point.area_name}的现场码 → {answer.get('words', '')}")


def _office(story: Story) -> Phone:
    return story.house.phone(duty.office(_rules().plant)[0].id)


def _desk(story: Story, phone: Phone) -> Page:
    """「巡检」, its card, the page behind it."""
    before = {each["id"] for each in phone.messages()}
    story.tell(f"{phone.name}发「巡检」")
    phone.say("巡检")
    story.card(phone, "巡检和专项检查", before)
    return phone.open(f"{story.house.base}/h5/{phone.platform}/patrols/now")


def _done(story: Story, phone: Phone, page: Page, name: str, given: Json, words: str = "") -> None:
    """Raises Late when the house does not take it."""
    story.taps += 1
    answer = page.act(name, given, text=words)
    story.tell(f"{phone.name}：{answer.get('words', '')}")
    if answer.get("tone") != "done":
        raise Late(f"{phone.name} 办成 {name}（{answer}）")


def _asked(patrol: Patrol) -> list[Ask]:
    return [ask for ask in of_subject(patrol.subject) if ask.kind == WALK and ask.state in MOVABLE]


def _card(phone: Phone, patrol: Patrol) -> Json | None:
    cards = [each for each in phone.messages() if each["kind"] == "card" and patrol.number in text_of(each)]
    return next((each for each in reversed(cards) if title(each).startswith("请")), None)


def _newest(kind: str, plan: str) -> Patrol | None:
    """The round that is under way."""
    mine = (Patrol.kind == kind, Patrol.plan == plan, Patrol.state == "walking")
    found: Patrol | None = Patrol.select().where(*mine).order_by(Patrol.id.desc()).first()
    return found


def _ended(patrol: Patrol) -> Patrol | None:
    found = _now(patrol)
    return found if found.outcome else None


def _now(patrol: Patrol) -> Patrol:
    found = patrols.by_number(patrol.number)
    if found is None:
        raise LookupError(patrol.number)
    return found


def _rules() -> Book:
    return book(plant_time.now())


def _wanted(walk: Walk | None) -> Walk:
    """Raises LookupError where the plant's demo has none."""
    if walk is None:
        raise LookupError("the demo has no such story")
    return walk
