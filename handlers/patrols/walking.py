"""What whoever looks does: reads posted codes, says of each point whether it is in order, reports what is not with one
tap, and says why when he can't look at the rest."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.channel import Action, Answer
from handlers import asks, site_codes
from handlers.hazards import reporting
from handlers.hazards.given import Given
from handlers.hazards.photos import BadPhoto, brought
from handlers.patrols import ending, life
from models import patrol as patrols
from models import posted
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.book import book
from models.hazard_report import Origin
from models.patrol import Patrol
from models.patrol_sheet import Found, Point, Read
from rules.plant import Person
from rules.texts import bare

# A code that was read counts for what is answered in its area within this time.
READ_HOLDS = timedelta(minutes=30)
MAX_NOTE, LEAST_REASON = 300, 2
OVER = Answer("这一圈已经结束了，这次的没有记。看到问题，请发「报隐患」。", "info")


def read(action: Action, ask: Ask, patrol: Patrol, person: Person, now: datetime) -> Answer:
    """The code posted at one of the areas, or on a machine there: `{site}`."""
    if not _goes_on(ask, patrol):
        return OVER
    number = str(action.data.get("site") or "")
    code = posted.by_number(number)
    areas = {point.area: point.area_name for point in patrol.sheet.of(person.id)}
    stand = {machine.id: machine.area for machine in book(now).plant.machines}
    on_machine = code is not None and code.kind == posted.MACHINE
    area = (stand.get(code.thing, "") if on_machine else code.thing) if code else next(iter(areas), "")
    if area not in areas:
        return Answer(f"扫的不是这一圈的现场码。这一圈在{'、'.join(areas.values())}。", "stop")
    scan = site_codes.scan(number, area, areas[area], {each for each, at in stand.items() if at == area})
    if not scan.ok:
        return Answer(scan.words, "stop")
    machine = code.thing if code and on_machine else ""
    kept = Read(area=area, by=person.id, at=now, number=scan.number, words=scan.words, machine=machine)
    patrols.keep(patrol, sheet=patrol.sheet.but(reads=(*patrol.sheet.reads, kept)))
    data = {
        "ask": ask.id,
        "area": area,
        "area_name": areas[area],
        "machine": machine,
        "code": scan.number,
        "words": scan.words,
    }
    _tell(patrol, "patrol.read", action, ask, person, data, now)
    return Answer(f"扫到了：{areas[area]}。看过点「正常」或「有问题」。", "info")


def look(action: Action, ask: Ask, patrol: Patrol, person: Person, now: datetime) -> Answer:
    """One point: `{point, ok, measure, photos}` and a note. What is not in order is a hazard at once."""
    if not _goes_on(ask, patrol):
        return OVER
    point = patrol.sheet.point(str(action.data.get("point") or ""))
    if point is None or point.person != person.id:
        return Answer("这一处不在你这一圈里。请重新打开这一页。", "stop")
    before = patrol.sheet.found.get(point.id)
    if before and before.hazard:
        return Answer(f"{point.name}已经报了 {before.hazard}。要补充，打开那一条。", "info")
    try:
        found, told = _found(action, patrol, point, person, now)
    except BadPhoto as bad:
        return Answer(str(bad), "stop")
    patrols.keep(patrol, sheet=patrol.sheet.with_found(point.id, found))
    data = {
        "ask": ask.id,
        "point": point.id,
        "name": point.name,
        "status": found.status,
        "hazard": found.hazard,
        "measure": found.measure,
        "note": found.note,
        "scanned": found.scanned,
        "scanned_words": found.scanned or "没扫码",
    }
    _tell(patrol, "patrol.looked", action, ask, person, data, now)
    return _so_far(patrol, ask, person, told, now)


def leave(action: Action, ask: Ask, patrol: Patrol, person: Person, now: datetime) -> Answer:
    """「剩下的查不了」, with the reason: the rest is written down as not looked at."""
    if not _goes_on(ask, patrol):
        return OVER
    note = action.text.strip()[:MAX_NOTE]
    if len(bare(note)) < LEAST_REASON:
        return Answer("还要写一句为什么查不了。", "stop")
    left, sheet = patrol.sheet.left(person.id), patrol.sheet
    for point in left:
        sheet = sheet.with_found(point.id, Found(status="missed", by=person.id, at=now, note=note))
    patrols.keep(patrol, sheet=sheet)
    data = {
        "ask": ask.id,
        "note": note,
        "names": "、".join(point.name for point in left),
        "points": [p.id for p in left],
    }
    _tell(patrol, "patrol.left", action, ask, person, data, now)
    return _so_far(patrol, ask, person, f"记下了：{len(left)} 处未排查。", now)


def _goes_on(ask: Ask, patrol: Patrol) -> bool:
    return ask.state in MOVABLE and patrol.state == "walking"


def _found(action: Action, patrol: Patrol, point: Point, person: Person, now: datetime) -> tuple[Found, str]:
    """What was found, and what its finder reads."""
    note, read_here = action.text.strip()[:MAX_NOTE], _read_at(patrol, point, person, now)
    scanned = read_here.words if read_here else ""
    if action.data.get("ok") is True:
        return Found(status="normal", by=person.id, at=now, scanned=scanned), "记下了：正常。"
    measure = str(action.data.get("measure") or "")
    failed = next((line.text for line in point.lines if line.id == measure), "")
    machine = book(now).plant.machine(point.machine)
    given = Given(
        _words(point, note, failed),
        brought(action, person),
        "patrol",
        # Where the machine stands is known of it.
        area="" if machine else point.area,
        spot=point.name if patrol.kind == patrols.ROUND and not machine else "",
        machine=machine,
        scanned=bool(point.machine and read_here and read_here.machine == point.machine),
        origin=Origin(
            source=patrol.sheet.source, number=patrol.number, point=point.id, measure=measure if failed else ""
        ),
    )
    hazard = reporting.create(person, given, now, shown=asks.shown_to(action))
    kept = Found(
        status="hazard",
        by=person.id,
        at=now,
        scanned=scanned,
        note=note,
        hazard=hazard.number,
        measure=measure if failed else "",
    )
    return kept, reporting.told(hazard, now)


def _words(point: Point, note: str, failed: str) -> str:
    """What the report says where its finder wrote nothing: what should be and is not."""
    wanted = failed or "；".join(line.text for line in point.lines)
    if note:
        return f"{point.name}：{note}"
    # A point of a campaign is a sentence that should be true.
    as_sentence = point.name in {line.text for line in point.lines} or not wanted
    return f"没做到：{failed or point.name}" if as_sentence else f"{point.name}有问题，应该是：{wanted}"


def _read_at(patrol: Patrol, point: Point, person: Person, now: datetime) -> Read | None:
    """The code that shows that he is there: on the machine itself, else the newest one of the area."""
    fresh = [each for each in patrol.sheet.reads if each.by == person.id and each.at > now - READ_HOLDS]
    here = [each for each in fresh if each.area == point.area]
    own = [each for each in here if point.machine and each.machine == point.machine]
    return next(reversed(own or here), None)


def _so_far(patrol: Patrol, ask: Ask, person: Person, told: str, now: datetime) -> Answer:
    """After each answer: his part is over with the last point, the round with the last of everybody."""
    left = len(patrol.sheet.left(person.id))
    if left:
        return Answer(f"{told}还有 {left} 处。", "info")
    own = patrol.sheet.count_of(person.id)
    asks.close(ask, "done", now, Outcome(result="walked", by=person.id, at=now))
    ending.settle(patrol, now)
    missed = f"，{own.missed} 处未排查" if own.missed else ""
    bad = f"，{own.hazard} 处有问题，已报" if own.hazard else ""
    return Answer(f"{told}这一圈查完了：{own.looked} 处{bad}{missed}。", "done")


def _tell(
    patrol: Patrol, entry: str, action: Action, ask: Ask, person: Person, data: Mapping[str, object], now: datetime
) -> None:
    actor, shown = asks.actor(ask, person), asks.shown_to(action)
    life.tell_trail(patrol, entry, now, actor=actor, data=data, shown=shown)
