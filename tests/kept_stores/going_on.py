"""The rest of a kept house's day, played by today's code: every permit goes on from the old cards to its end.

Nothing here looks at how things are kept; the tests judge the result.
"""

from __future__ import annotations

import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import redis
from kept_stores.asked import (
    act,
    answer,
    card,
    go_on,
    open_asks,
    opened,
    page,
    permit_of,
    phone_at,
    sent,
    signed,
    stored,
)
from kept_stores.stored import Row, rows
from plant import Plant, anhe
from rq import Queue, SimpleWorker
from rq.serializers import JSONSerializer

from handlers.plant import keep
from models import plant_time, store
from models.permit import Permit
from workers import jobs
from workers.clock import wake_records
from workers.queue import NAME
from workers.scenarios.phone import text_of

LEADER, ELECTRICIAN, GUARDIAN_INSIDE = "U33", "U35", "U32"
AT_WORK = ("working", "inside", "stopped", "handed over", "ready")
TO_SIGN = ("gates", "returned", "second version", "blocked", "substitute", "held", "added")
AT_THE_START = ("permit.gas_test", "permit.foreman_check")


@dataclass
class Day:
    """permits: numbers by what was special about each; by the same, faults: what went wrong with a permit, and checks:
    after how many minutes of work its guardian is asked."""

    plant: Plant
    permits: dict[str, str]
    faults: dict[str, str] = field(default_factory=dict)
    checks: dict[str, int] = field(default_factory=dict)

    def each(self, step: Callable[[Day, str, str], None], *names: str) -> None:
        """Takes the step for each permit that is still without a fault; one that fails does not stop the others."""
        for name in names:
            if name not in self.faults:
                try:
                    step(self, name, self.permits[name])
                except Exception as fault:
                    self.faults[name] = f"{step.__name__}: {type(fault).__name__}: {fault}"

    def at(self, clock: str) -> None:
        hour, minute = map(int, clock.split(":"))
        moment = self.plant.now.replace(hour=hour, minute=minute)
        self.plant.advance((moment - self.plant.now) / timedelta(minutes=1))

    def opens(self, person: str, button: str, *words: str, area: str = "") -> Any:
        """The page behind that button of the person's newest card with these words."""
        return opened(self.plant, person, card(self.plant, person, button, *words), button, area)


def play(day: Day, redis_url: str) -> None:
    """Plays from the kept moment to the evening; `day.faults` says which permits did not go on."""
    play_until_noon(day, redis_url, *AT_WORK, *TO_SIGN, "run out", "finished")
    day.each(_prepare, *TO_SIGN)
    day.at("12:50")
    day.each(_measure, *TO_SIGN)
    day.at("13:00")
    day.each(_start, "blocked", *TO_SIGN)
    day.each(_close, "added", *TO_SIGN)


def play_until_noon(day: Day, redis_url: str, *names: str) -> None:
    """Of these permits, those at work come to their end and the others have all signatures."""
    work_off(day.plant, redis_url)
    _ask_why(day)
    _take_alerts(day)
    _others(day)
    for name, step in SPECIAL.items():
        if name in names:
            day.each(step, name)
    day.each(_close, *(name for name in names if name not in TO_SIGN))
    day.each(_sign, *(name for name in names if name in TO_SIGN))
    take_todays_rules(day.plant)


def archive(day: Day, redis_url: str) -> None:
    """What is over by now."""
    wake_records(day.plant.house, day.plant.now, plant_time.real_now())
    work_off(day.plant, redis_url)


def work_off(plant: Plant, redis_url: str) -> None:
    """A worker takes every job of the queue, as its process does; the jobs that it queues for later are left."""
    jobs.serve(plant.house)
    connection = redis.Redis.from_url(redis_url)
    queue = Queue(NAME, connection=connection, serializer=JSONSerializer)
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    SimpleWorker([queue], connection=connection, serializer=JSONSerializer).work(burst=True, logging_level="WARNING")
    for number, handler in before.items():
        signal.signal(number, handler)


def take_todays_rules(plant: Plant) -> None:
    """Loads today's plant data, as `load-plant` does: permits keep the rules under which they were raised."""
    store.write(lambda: keep(anhe(), plant.now))
    plant.settle()


# What was open beside the permits ------------------------------------------------------------------------------------


def _ask_why(day: Day) -> None:
    """On each platform an old card shows why its person was asked."""
    for person, name in (("U04", "substitute"), ("U19", "held")):
        shown = card(day.plant, person, "为什么找我", day.permits[name])
        day.plant.phone(person).tap(shown, "为什么找我")
        day.plant.settle()
        assert text_of(day.plant.current(shown)) != text_of(shown)


def _take_alerts(day: Day) -> None:
    """The first person called takes each alert; the alert of the blocked permit is left, to be settled by itself."""
    blocked = stored(day.permits["blocked"])["subject_id"]
    for ask in [each for each in rows("ask", kind="alert.acknowledge", state="open") if each["subject_id"] != blocked]:
        if _state(ask) == "open":
            shown = card(day.plant, ask["person"], ask["data"]["title"])
            day.plant.phone(ask["person"]).tap(shown, "收到，我处理")
            day.plant.settle()
            assert _state(ask) == "done", ask


def _state(ask: Row) -> str:
    [now] = rows("ask", id=ask["id"])
    return str(now["state"])


def _others(day: Day) -> None:
    """A form of leave and a request that were left open; the request is the first permit under today's code."""
    plant, today = day.plant, f"{day.plant.now:%Y-%m-%d}"
    act(plant, day.opens("U13", "去登记"), "leave.take", {"until": today, "cover": ""})
    like = sent(day.permits["inside"])
    times = {"starts_at": f"{today}T14:00:00+08:00", "ends_at": f"{today}T16:00:00+08:00"}
    form = {**like, **times, "work_leader": ELECTRICIAN, "part": "厌氧池"}
    act(plant, day.opens(ELECTRICIAN, "填写申请", area="sewage"), "permit.request", form)
    day.permits["new"] = Permit.select().order_by(Permit.id.desc()).get().number
    request = stored(day.permits["new"])["form"]["request_ask"]
    act(plant, page(plant, ELECTRICIAN, f"withdraw/{request}"), "permit.withdraw", {})


# What each of them waited for ---------------------------------------------------------------------------------------


def _count(day: Day, name: str, number: str) -> None:
    """The people who were inside when the time ran out have come out."""
    sheet = day.opens(GUARDIAN_INSIDE, "登记出来的人", number, area="sewage")
    act(day.plant, sheet, "permit.entry", {"person": "U34", "way": "out"})


def _wind_up(day: Day, name: str, number: str) -> None:
    day.plant.phone("U20").tap(card(day.plant, "U20", "收工", number), "收工")
    day.plant.settle()


def _come_back(day: Day, name: str, number: str) -> None:
    """The person who can cut the power, and sign for it elsewhere, is back from leave."""
    day.plant.phone("U11").say("我回来了")
    day.plant.settle()
    day.plant.advance(5)


def _come_out(day: Day, name: str, number: str) -> None:
    sheet = day.opens(GUARDIAN_INSIDE, "进出登记", number, area="sewage")
    act(day.plant, sheet, "permit.entry", {"person": "U34", "way": "out"})


def _resume(day: Day, name: str, number: str) -> None:
    """The reason follows, and the other side confirms as well."""
    reason = day.opens("U34", "补原因", number)
    act(day.plant, reason, "permit.stop_reason", {"number": number}, "闻到异味")
    _confirm(day, number, "U27")
    assert permit_of(number).state == "working"
    _see_the_next_check(day, name, number)


def _take_over(day: Day, name: str, number: str) -> None:
    """The next guardian signs, whoever joins is briefed, and both sides confirm."""
    act(
        day.plant,
        day.opens("U06", "签字接手", number, area="hydro"),
        "permit.takeover",
        signed(day.plant, "U06", "hydro"),
    )
    [brief] = open_asks(number, "permit.brief")
    answer(day.plant, number, brief)
    for person in ("U06", "U20"):
        _confirm(day, number, person)
    assert permit_of(number).state == "working"


def _confirm(day: Day, number: str, person: str) -> None:
    permit = stored(number)
    measures = [each["id"] for each in permit["template"]["measures"]]
    sheet = day.opens(person, "看条件，确认复工", number, area=permit["area"])
    act(
        day.plant,
        sheet,
        "permit.resume",
        {"measures": measures, "position": phone_at(day.plant, person, permit["area"]).position()},
    )


def _test_again(day: Day, name: str, number: str) -> None:
    """The earlier gas test is too old by now; after a new one the work starts."""
    sheet = day.opens("U21", "看开工关", number, area="chem_store")
    told = act(day.plant, sheet, "permit.start", {"position": phone_at(day.plant, "U21", "chem_store").position()})
    assert "重新取样" in told["words"], told
    go_on(day.plant, number, "working")


def _rework(day: Day, name: str, number: str) -> None:
    act(day.plant, day.opens(LEADER, "改好再交", number), "permit.rework", {**sent(number), "part": "加氢框架五层"})


def _sign_in_person(day: Day, name: str, number: str) -> None:
    """He had signed far away; now he has come to the site."""
    [held] = [ask for ask in open_asks(number, "permit.sign") if ask.state == "held"]
    answer(day.plant, number, held)


def _sign_from_the_digest(day: Day, name: str, number: str) -> None:
    """The first line of the card that gathers what waits for him."""
    [mine] = [ask for ask in open_asks(number, "permit.sign") if ask.person == "U02"]
    phone, shown = phone_at(day.plant, "U02", permit_of(number).area), card(day.plant, "U02", "张票等你签")
    buttons = [f"签第 {line} 张" for line in (1, 2)]
    pages = [phone.tap(shown, each)["open"] for each in buttons]
    [own] = [each for each in pages if each.endswith(f"/sign/{mine.id}")]
    assert phone.sign(phone.open(own))["tone"] == "done"
    day.plant.settle()


SPECIAL: dict[str, Callable[[Day, str, str], None]] = {
    "working": _wind_up,
    "run out": _count,
    "finished": _come_back,
    "inside": _come_out,
    "stopped": _resume,
    "handed over": _take_over,
    "ready": _test_again,
    "returned": _rework,
    "held": _sign_in_person,
    "second version": _sign_from_the_digest,
}


# What all of them go through ----------------------------------------------------------------------------------------


def _sign(day: Day, name: str, number: str) -> None:
    go_on(day.plant, number, "approved")


def _prepare(day: Day, name: str, number: str) -> None:
    go_on(day.plant, number, "ready", AT_THE_START)


def _measure(day: Day, name: str, number: str) -> None:
    go_on(day.plant, number, "ready")


def _start(day: Day, name: str, number: str) -> None:
    go_on(day.plant, number, "working")
    _see_the_next_check(day, name, number)


def _see_the_next_check(day: Day, name: str, number: str) -> None:
    own = rows("ask", subject_id=stored(number)["subject_id"], kind="permit.timetable", state="open")
    moments = next(own)["data"]["moments"]
    if "interim_check" in moments:
        due = datetime.fromisoformat(moments["interim_check"]) - day.plant.now
        day.checks[name] = round(due / timedelta(minutes=1))


def _find_the_page(day: Day, number: str) -> None:
    """A tap on 「报完工」 of a card from before its page was there reports nothing and brings the way to the page."""
    [asked] = open_asks(number, "permit.finish")
    day.plant.phone(asked.person).tap(card(day.plant, asked.person, "报完工", number), "报完工")
    day.plant.settle()
    assert permit_of(number).state == "working"


def _close(day: Day, name: str, number: str) -> None:
    if permit_of(number).state == "working":
        _find_the_page(day, number)
        go_on(day.plant, number, "finished")
    go_on(day.plant, number, "closed")
