"""One permit and its people, directly at the handlers, with its own store: what each may do, and the clock.

No platform, no page, no worker: a card counts as delivered as soon as the clock lets it go.
"""

from __future__ import annotations

import math
import shutil
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

from bot.channel import Action, Answer
from config.root import ROOT
from config.settings import Limits
from handlers import asks, pictures
from handlers.clock import BATCH, tick
from handlers.dispatch import dispatch
from handlers.permits import timetable
from handlers.permits.closing import acceptance
from handlers.permits.gates import facts, measures, resuming
from handlers.plant import load
from models import store
from models.ask import MOVABLE, Ask, of_subject
from models.base import PLANT_ZONE, database
from models.book import book
from models.delivery import Delivery
from models.permit import Permit, watched_until
from models.subject import lock
from workers.scenarios import cast, hand

MORNING = datetime(2026, 11, 25, 8, 10, tzinfo=PLANT_ZONE)
LEADER, WORKER, GUARDIAN, ANALYST = "U33", "U34", "U30", "U28"
AREA = "sewage"
PAPERS: dict[str, tuple[str, ...]] = {"hot_work": (), "confined_space": ("isolation", "rescue_plan")}
FORMS: dict[str, dict[str, Any]] = {
    "hot_work": {
        "level": "first",
        "inputs": {
            "method": "电焊",
            "equipment_running": False,
            "open_air": True,
            "wind_force": 2,
            "gas_analyst": ANALYST,
        },
    },
    "confined_space": {
        "level": "none",
        "inputs": {"has_toxic": True, "has_flammable": True, "has_inert_gas": False, "gas_analyst": ANALYST},
    },
}
LINES = {"hot_work": {"所在基层单位", "安全管理部门"}, "confined_space": {"所在基层单位"}}
WORDS = {"hot_work": "动火", "confined_space": "受限空间"}
METHANE = {"analyte": "flammable", "gas": "甲烷", "unit": "%LEL", "lel_pct": "5.0"}
AIR = [
    {"analyte": "oxygen", "gas": "氧气", "value": "20.9", "unit": "%vol", "lel_pct": None},
    {"analyte": "toxic", "gas": "硫化氢", "value": "0", "unit": "mg/m3", "lel_pct": None},
]
# More steps of the clock than any span needs: with more than this, the clock never comes to rest.
RESTLESS = 3000


@cache
def _name(name: str) -> dict[str, Any]:
    return {"strokes": hand.strokes(name)}


@cache
def _photo() -> bytes:
    return b64decode(hand.photo("on site").partition(",")[2])


def position(at: tuple[float, float] | None = None) -> dict[str, Any]:
    latitude, longitude = at or cast.centre(book(MORNING).plant.area(AREA))
    return {"state": "ok", "latitude": latitude, "longitude": longitude, "accuracy_m": 8, "age_s": 3}


@dataclass
class Life:
    """A permit of `kind`, from its request on. `now` is plant time, moved only by `wait` and `sleep`."""

    kind: str
    now: datetime = MORNING
    acts: int = 0
    delivering: bool = True
    permit: Permit = field(default_factory=Permit)
    photos: dict[str, str] = field(default_factory=dict)

    def begin(self) -> None:
        """The leader asks for the permit."""
        self.act(LEADER, WORDS[self.kind], kind="word")
        [request] = list(Ask.select().where(Ask.kind == "permit.request"))
        for paper in PAPERS[self.kind]:
            self.act(LEADER, "permit.attach", request, data={"attachment": paper, "photo": self.brings(LEADER)})
        answer = self.act(LEADER, "permit.request", request, data=self.form())
        assert answer.tone == "done", answer.words
        self.permit = Permit.get()
        self.bring()

    def form(self, **changes: Any) -> dict[str, Any]:
        starts, ends = MORNING + timedelta(minutes=20), MORNING + timedelta(hours=8)
        people = {"work_leader": LEADER, "guardian": GUARDIAN, "workers": [WORKER]}
        period = {"starts_at": starts.isoformat(), "ends_at": ends.isoformat()}
        what = {"area": AREA, "part": "调节池东侧", "project": "更换进水管", "position": position()}
        return {"kind": self.kind, **FORMS[self.kind], **people, **period, **what, **changes}

    # The state of this moment --------------------------------------------------------------------------------------

    @property
    def fresh(self) -> Permit:
        found: Permit = Permit.get_by_id(self.permit.id)
        return found

    def asks(self) -> list[Ask]:
        return [ask for ask in of_subject(self.permit.subject) if ask.person]

    def moments(self) -> set[str]:
        """What the house will do by itself for the permit."""
        own = [ask for ask in of_subject(self.permit.subject) if ask.kind == timetable.KIND and ask.state in MOVABLE]
        return {name for ask in own for name in ask.data["moments"]}

    def open(self, *kinds: str) -> list[Ask]:
        return [ask for ask in self.asks() if ask.state in MOVABLE and (not kinds or ask.kind in kinds)]

    # What people do ------------------------------------------------------------------------------------------------

    def act(self, person: str, name: str, ask: Ask | None = None, *, kind: Any = "page", **more: Any) -> Answer:
        """One act at the door, as somebody's phone would send it."""
        who = book(self.now).plant.person(person)
        self.acts += 1
        number = ask.id if ask else None
        action = Action(f"act-{self.acts}", who.platform, who.account, kind, name, number, **more)
        answer = dispatch(action, self.now, self.now)
        self.bring()
        return answer

    def brings(self, person: str) -> str:
        """A photo from somebody's phone; the number under which an act takes it."""
        return pictures.whole(_photo(), person, {}, Limits(), self.now).number

    def signature(self, person: str, **changes: Any) -> dict[str, Any]:
        name = book(self.now).plant.person(person).name
        return {**_name(name), "position": position(), "device": person, **changes}

    def answer(self, ask: Ask, person: str | None = None, **changes: Any) -> Answer:
        """Does well what the ask wants; with `changes` to what is sent, or by somebody else."""
        who = person or ask.person
        if ask.kind == "permit.measures":
            return [self.act(who, "permit.measure", ask, data=each) for each in self.measures(ask)][-1]
        if ask.kind == "permit.start" and facts.undetected(self.fresh, self.now):
            alarm = {"instrument": "XP-302M 0018", "calibrated_until": "2027-03-31", "photo": self.brings(who)}
            self.act(who, "permit.alarm", ask, data={**alarm, "position": position()})
        kind, name, data = ANSWERS[ask.kind](self, ask)
        return self.act(who, name, ask, kind=kind, data={**data, **changes})

    def measures(self, ask: Ask) -> list[dict[str, Any]]:
        """A tap for each measure of the card."""
        point = {"place": "P-101 电源", "tag": "7", "lock": "12", "keeper": GUARDIAN}
        if ask.person not in self.photos:
            self.photos[ask.person] = self.brings(ask.person)
        given = {"applies": "yes", "photo": self.photos[ask.person], "points": [point]}
        lines = {line["id"]: line for line in measures.lines(self.fresh)}
        return [{"measure": each, "note": hand.reading(lines[each]), **given} for each in ask.data["measures"]]

    def sampling(self, *, value: str = "2", minutes_ago: int = 0) -> dict[str, Any]:
        readings = [{**METHANE, "value": value}, *(AIR if self.kind == "confined_space" else ())]
        return {
            "readings": readings,
            "point": "作业点周围",
            "sampled_at": (self.now - timedelta(minutes=minutes_ago)).isoformat(),
            "method": "便携式检测仪",
            "instrument": "XP-302M 0017",
            "calibrated_until": "2027-03-31",
        }

    # The clock -----------------------------------------------------------------------------------------------------

    def wait(self, minutes: int) -> None:
        """Plant time passes, and the clock takes each step in its minute."""
        end = self.now + timedelta(minutes=minutes)
        while (coming := Ask.select(Ask.next_at).where(Ask.next_at <= end).order_by(Ask.next_at).first()) is not None:
            self._turn(max(coming.next_at, self.now))
        self._turn(end)

    def sleep(self, minutes: int) -> None:
        """Plant time passes while no clock runs; then the clock finds everything that is due at once."""
        self._turn(self.now + timedelta(minutes=minutes))

    def _turn(self, moment: datetime) -> None:
        self.now = moment
        for _ in range(RESTLESS):
            moved = tick(self.now)
            self.bring()
            if moved < BATCH and not Ask.select().where(Ask.next_at <= self.now).exists():
                return
        raise AssertionError(f"the clock does not come to rest: {overdue(self.now)}")

    def bring(self) -> None:
        """Every card that waits reaches its person."""
        waiting = (Delivery.form == "card") & (Delivery.state == "waiting") & Delivery.delivered_at.is_null()
        for row in Delivery.select().where(waiting) if self.delivering else ():
            store.write(partial(self._brought, row))

    def _brought(self, row: Delivery) -> None:
        subject, ask = lock(row.ask.subject_id), Ask.get_by_id(row.ask_id)
        Delivery.update(delivered_at=self.now, state="sent").where(Delivery.id == row.id).execute()
        asks.delivered(ask, subject, row, "", 0, self.now)


def overdue(now: datetime) -> list[str]:
    return [f"{ask.kind} of {ask.person} ({ask.state})" for ask in Ask.select().where(Ask.next_at <= now)]


Sent = tuple[str, str, dict[str, Any]]


def _signed(name: str) -> Callable[[Life, Ask], Sent]:
    return lambda life, ask: ("page", name, life.signature(ask.person))


def _tapped(name: str) -> Callable[[Life, Ask], Sent]:
    return lambda life, ask: ("tap", name, {})


def _tested(life: Life, ask: Ask) -> Sent:
    return "page", "permit.gas", life.sampling()


def _started(life: Life, ask: Ask) -> Sent:
    ticks = list(facts.by_hand(life.fresh))
    return "page", "permit.start", {"position": position(), "device": ask.person, "confirmed": ticks}


def _accepted(life: Life, ask: Ask) -> Sent:
    lines = list(range(len(acceptance.checklist(life.fresh, ask.kind))))
    left = watched_until(life.fresh) - life.now
    if left > timedelta(0):
        life.wait(math.ceil(left / timedelta(minutes=1)))
    return "page", "permit.accept", {**life.signature(ask.person), "checked": lines}


def _counted(life: Life, ask: Ask) -> Sent:
    inside = life.fresh.work.head_count.people
    return "page", "permit.entry", {"person": inside[0] if inside else WORKER, "way": "out"}


def _resumed(life: Life, ask: Ask) -> Sent:
    return "page", "permit.resume", {"measures": resuming.measures_due(life.fresh), "position": position()}


ANSWERS: Mapping[str, Callable[[Life, Ask], Sent]] = {
    "permit.sign": _signed("permit.sign"),
    "permit.brief": _signed("permit.brief"),
    "permit.foreman_check": _signed("permit.foreman_check"),
    "permit.takeover": _signed("permit.takeover"),
    "permit.rework": lambda life, ask: ("page", "permit.rework", life.form()),
    "permit.gas_test": _tested,
    "permit.gas_record": _tested,
    "permit.start": _started,
    "permit.watch": _tapped("wind_up"),
    "permit.check": _tapped("fine"),
    "permit.shift_check": _tapped("fine"),
    "permit.finish": lambda life, ask: ("page", "permit.finish", {"position": position(), "device": ask.person}),
    "permit.stay": _tapped("stop"),
    "permit.stop_reason": lambda life, ask: ("page", "permit.stop_reason", {"number": life.permit.number}),
    "permit.resume": _resumed,
    "permit.count": _counted,
    "permit.accept": _accepted,
    "alert.acknowledge": _tapped("acknowledge"),
}


# The straight way: what is answered from one place to the next.
WAY: dict[str, tuple[str, ...]] = {
    "signing": (),
    "approved": ("permit.sign",),
    "checked": ("permit.gas_test", "permit.brief/giver", "permit.foreman_check"),
    "ready": ("permit.measures", "permit.brief/worker"),
    "working": ("permit.start",),
    "stopped": ("stop",),
}
PLACES = list(WAY)


@dataclass
class Beginnings:
    """Lives that have come to a place on the straight way, each in its own store; the way is walked once and then
    copied."""

    folder: Path
    known: dict[tuple[str, str], Life] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._bind("empty")
        store.migrate()
        load(ROOT / "config" / "plants" / "anhe", MORNING)
        database.close()

    def live(self, kind: str, so_far: str) -> Life:
        """Another life of that kind, up to that place; the store of the one before is removed."""
        if (kind, so_far) not in self.known:
            self.known[kind, so_far] = self._gone(kind, so_far)
        self._open(f"{kind}-{so_far}", "now")
        known = self.known[kind, so_far]
        # Photos that one life brings are only in its own store.
        return replace(known, photos=dict(known.photos))

    def _gone(self, kind: str, so_far: str) -> Life:
        """Goes on from the place before; the result is kept in its own store."""
        place = PLACES.index(so_far)
        life = self.live(kind, PLACES[place - 1]) if place else Life(kind)
        self._open(f"{kind}-{PLACES[place - 1]}" if place else "empty", f"{kind}-{so_far}")
        if not place:
            life.begin()
        for asked in WAY[so_far]:
            _go(life, asked)
        return life

    def _open(self, source: str, target: str) -> None:
        database.close()
        for old in self.folder.glob(f"{target}.db*"):
            old.unlink()
        shutil.copy(self.folder / f"{source}.db", self.folder / f"{target}.db")
        self._bind(target)
        database.connect()

    def _bind(self, name: str) -> None:
        store.open_store(f"sqlite:///{self.folder / name}.db")


def _go(life: Life, step: str) -> None:
    """Answers every question of that kind (`kind/part`) well; the start waits for the period to begin."""
    kind, _, part = step.partition("/")
    if kind == "stop":
        life.act(WORKER, "permit.stop", data={"number": life.permit.number})
    if kind == "permit.start":
        life.wait(20)
    for ask in life.open(kind):
        if ask.data.get("part", "") == part and Ask.get_by_id(ask.id).state in MOVABLE:
            answer = life.answer(ask)
            assert Ask.get_by_id(ask.id).state == "done", answer.words
    if kind == "permit.sign" and life.open(kind):
        _go(life, step)
