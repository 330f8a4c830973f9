"""A permit already at work, made of the facts that the way there would have left; and the acts that follow."""

from __future__ import annotations

import math
from dataclasses import asdict
from datetime import datetime
from typing import Any

from builders import GUARDIAN, fresh, moment, open_card
from plant import Plant
from roads import road

from handlers.permits import life
from handlers.permits.work import watch
from models import store
from models.ask import Ask, of_subject
from models.book import book
from models.gas import GasTest
from models.ledger import Entry
from models.permit import Permit, watched_until
from models.permit_work import PortableAlarm
from models.subject import desk, next_number, open_subject
from rules.gates import detects
from workers.scenarios import hand
from workers.scenarios.cast import centre
from workers.scenarios.simulator import Json

LEADER, WORKER, AREA_FOREMAN, ANALYST = "U33", "U34", "U27", "U28"
# Everybody on the permit of `at_work`, and the area's representative.
CREW = (LEADER, WORKER, GUARDIAN, AREA_FOREMAN, ANALYST)
HOUSE = {"system": "test"}
STAGE = {"id": "leader", "name": "作业负责人确认", "mode": "all_of", "approval": False, "slots": []}


@road
def at_work(
    plant: Plant, kind: str = "hot_work", level: str = "first", *, area: str = "sewage", **changes: Any
) -> Permit:
    """A permit that has just been started; its cards have arrived. `original`: the level before an upgrade."""
    permit = store.write(lambda: _started(plant, kind, level, area, changes))
    plant.settle()
    return permit


def _started(plant: Plant, kind_id: str, level: str, area: str, changes: dict[str, Any]) -> Permit:
    now, rules = plant.now, book(plant.now)
    kind = rules.config.templates.kinds[kind_id]
    number = f"{kind.code}-{now:%Y%m%d}-{next_number(kind.code):04d}"
    subject = open_subject(f"permit/{number}", now)
    over = {"state": "done", "opened_at": now, "closed_at": now, "escalation": {"steps": [], "expires_at": None}}
    leader = changes.get("work_leader", LEADER)
    # As in life, a request is kept at the desk of whoever asked, and names what it became.
    own = desk(leader, now)
    request = Ask.create(kind="permit.request", subject=own, person=leader, answer={"permit": number}, **over)
    starts, ends = changes.pop("starts_at", "08:00"), changes.pop("ends_at", "16:30")
    period = {"starts_at": _moment(starts, now), "ends_at": _moment(ends, now)}
    form = {
        **{name: value.isoformat() for name, value in period.items()},
        "kind": kind_id,
        "level": level,
        "area": area,
        "part": "调节池东侧",
        "project": "更换进水管焊接段",
        "area_name": rules.plant.area(area).name,
        "level_name": kind.level(level).name,
        "contractor": False,
        "work_leader": LEADER,
        "guardian": GUARDIAN,
        "workers": [WORKER],
        "inputs": {"gas_analyst": ANALYST},
        "requester": leader,
        "request_ask": request.id,
        "position": {},
        **{name: value for name, value in changes.items() if name not in ("original", "related")},
    }
    original = changes.get("original", level)
    permit: Permit = Permit.create(
        subject=subject,
        number=number,
        kind=kind_id,
        level=level,
        area=area,
        state="approved",
        requester=leader,
        form=form,
        related=changes.get("related", []),
        rules=str(rules.version),
        requested_at=now,
        decided_at=now,
        route={"original_level": original, "stages": [STAGE], "id": "test"},
        template={"kind_name": kind.name, "jsa": [], "measures": [asdict(each) for each in kind.measures], "roles": {}},
        **period,
    )
    if detects(kind, level):
        seen = {"instrument": "XP-302M 0018", "calibrated_until": "2027-03-31", "photo": "0" * 64}
        life.note(permit, permit.work.with_alarm(PortableAlarm(by=GUARDIAN, at=now, **seen)))
    life.move(permit, "working", now, actor=HOUSE)
    watch.began(permit, now)
    return permit


def _moment(text: str, now: datetime) -> datetime:
    """A moment, given in full or as `16:30` of today."""
    return moment(text if "T" in text else f"{now:%Y-%m-%d}T{text}")


def finish(plant: Plant, person: str = LEADER, words: str = "作业中", **changes: Any) -> Json:
    """The leader reports the end of the work from his newest card with these words, at the site; or with changes."""
    return act(plant, person, words, "报完工", "permit.finish", **{**standing(plant), **changes})


def gas_test(plant: Plant, permit: Permit, *, minutes_ago: int = 0, ok: bool = True) -> None:
    """A sampling that is in the store already."""
    at = moment(f"{plant.now:%Y-%m-%dT%H:%M}").timestamp() - minutes_ago * 60
    sampled = datetime.fromtimestamp(at, plant.now.tzinfo)
    kept = {"point": "上", "instrument": "PGM-1", "calibrated_until": "2027-01-01", "words": "合格", "ok": ok}
    store.write(
        lambda: GasTest.create(permit=permit, sampled_at=sampled, recorded_at=plant.now, analyst=ANALYST, **kept)
    )


def tap(plant: Plant, person: str, words: str, button: str) -> Json:
    """The person taps a button of the newest card with these words; returns the card as it looks afterwards."""
    card = plant.expect(person, words)
    plant.phone(person).tap(card, button)
    plant.settle()
    return plant.current(card)


def act(plant: Plant, person: str, words: str, button: str, name: str, /, **data: Any) -> Json:
    """The person opens the page behind a button of the newest card with these words, and sends this."""
    page = open_card(plant, person, plant.expect(person, words), button)
    answer = page.act(name, data)
    plant.settle()
    return answer


def confirm_resume(plant: Plant, person: str, **data: Any) -> Json:
    return act(plant, person, "复工要确认", "看条件，确认复工", "permit.resume", **{**standing(plant), **data})


def standing(plant: Plant, area: str = "sewage") -> dict[str, Any]:
    """What a page sends from inside the area, besides what is ticked."""
    at = centre(book(plant.now).plant.area(area))
    return {"position": plant.phone(GUARDIAN).position(at), "device": "test"}


def signature(plant: Plant, person: str, area: str = "sewage", **more: Any) -> dict[str, Any]:
    """What a page with a pad sends, from inside the area."""
    position = plant.phone(person).position(centre(book(plant.now).plant.area(area)))
    return {"strokes": hand.strokes(plant.person(person).name), "position": position, "device": "test", **more}


def accept(plant: Plant, permit: Permit, person: str = AREA_FOREMAN, words: str = "请验收", **changes: Any) -> Json:
    """Accepts the work once nobody has to watch for fire any more: every line ticked, signed in the area; or with
    changes."""
    watched(plant, permit)
    lines = 2 if words == "请断电注销" else len(_kind(plant, permit).closeout)
    data = {**signature(plant, person, permit.area), "checked": list(range(lines)), **changes}
    button = "断电后签字" if words == "请断电注销" else "到现场验收"
    return act(plant, person, words, button, "permit.accept", **data)


def watched(plant: Plant, permit: Permit) -> None:
    """Time passes until the fire watch after the work is over."""
    left = (watched_until(fresh(permit)) - plant.now).total_seconds() / 60
    if left > 0:
        plant.advance(math.ceil(left))


def state(permit: Permit) -> str:
    return str(fresh(permit).state)


def trail(permit: Permit) -> list[str]:
    """The kinds of the permit's entries, in order."""
    return [entry.kind for entry in Entry.select().where(Entry.subject == permit.subject).order_by(Entry.seq)]


def open_kinds(permit: Permit) -> list[str]:
    return sorted(ask.kind for ask in of_subject(permit.subject) if ask.state in ("open", "held") and ask.person)


def _kind(plant: Plant, permit: Permit) -> Any:
    return book(plant.now).config.templates.kinds[permit.kind]
