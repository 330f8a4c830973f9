"""The morning that a kept store holds: permits in each state, two rule versions, leave, alarms, paper forms, half an
export. It is played through the doors of the demo plant; each permit is remembered by what is special about it.
"""

from __future__ import annotations

import io
import re
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import requests
from demo import COMMON, JOBS, OFFICE
from detectors import AIR, FOUR_GASES, report
from kept_stores.asked import (
    act,
    answer,
    card,
    export,
    go_on,
    open_asks,
    opened,
    page,
    permit_of,
    phone_at,
    sent,
    stored,
)
from pdfs import pdf
from plant import Plant, anhe

from handlers import admins, holds
from handlers.permits.request import papers
from handlers.plant import keep
from models import export as export_jobs
from models import plant_time, store
from models.book import book
from models.permit import Permit
from workers.archive import archive
from workers.exports import job as exports
from workers.scenarios import hand

FIRST = datetime.fromisoformat("2026-11-25T08:00:00+08:00")
LEADER, ELECTRICAL_LEADER, WELDER, ELECTRICIAN = "U33", "U41", "U34", "U35"
SAMPLING = {
    "readings": [{"analyte": "flammable", "gas": "甲烷", "value": "32", "unit": "%LEL", "lel_pct": "5.0"}],
    "point": "动火点周围10米",
    "method": "便携式检测仪",
    "instrument": "XP-302M 0017",
    "calibrated_until": "2027-03-31",
    "device": "story phone",
}
PACKAGE = "package.zip"
DAY_OFF = ("U10", "U11")


@dataclass
class Morning:
    """The plant and, by what is special about it, the number of each permit."""

    plant: Plant
    permits: dict[str, str] = field(default_factory=dict)

    def at(self, clock: str) -> None:
        """Plant time goes on to HH:MM; every step that is due on the way is taken."""
        hour, minute = map(int, clock.split(":"))
        moment = self.plant.now.replace(hour=hour, minute=minute, second=0, microsecond=0)
        self.plant.advance((moment - self.plant.now) / timedelta(minutes=1))

    def ask(self, name: str, kind: str, guardian: str, period: str, **changes: Any) -> str:
        """Somebody asks for a permit; returns its number. period: `13:00-17:00` of today."""
        job = {"kind": kind, **COMMON, **JOBS[kind], "guardian": guardian, **changes}
        day = f"{self.plant.now:%Y-%m-%d}"
        starts, ends = (f"{day}T{clock}:00+08:00" for clock in period.split("-"))
        who, word = job["work_leader"], book(self.plant.now).config.templates.kinds[kind].words[0]
        phone = phone_at(self.plant, who, job["area"])
        phone.say(word)
        self.plant.settle()
        sheet = opened(self.plant, who, card(self.plant, who, "票申请"), "填写申请")
        form = {**job, "starts_at": starts, "ends_at": ends, "position": phone.position()}
        act(self.plant, sheet, "permit.request", form)
        self.permits[name] = Permit.select().order_by(Permit.id.desc()).get().number
        return self.permits[name]

    def go(self, name: str, until: str, leave: tuple[str, ...] = ()) -> None:
        go_on(self.plant, self.permits[name], until, leave)

    def sign(self, name: str, *people: str) -> None:
        """These people sign what they are asked for, in this order."""
        for person in people:
            [ask] = [each for each in open_asks(self.permits[name], "permit.sign") if each.person == person]
            answer(self.plant, self.permits[name], ask)

    def state(self, name: str) -> str:
        return str(permit_of(self.permits[name]).state)


def play(plant: Plant) -> Morning:
    """Plays the whole morning, until 11:24; what the last act has to send is still waiting."""
    morning = Morning(plant)
    _first_rules(morning)
    _over(morning)
    _at_work(morning)
    _second_rules(plant)
    _asked_for(morning)
    _records(morning)
    _absences(morning)
    _signing(morning)
    _half_an_export(morning)
    _stopped(morning)
    _last_act(morning)
    return morning


def _first_rules(morning: Morning) -> None:
    """Permits under the first rules, most of them over by half past nine."""
    morning.ask("archived", "blind_plate", "U06", "08:20-09:15", area="boiler", inputs=_plate())
    morning.ask("closed", "height", "U21", "08:20-09:50", area="util", part="循环水泵房", inputs=_height(4))
    morning.ask("cancelled", "road_closure", "U05", "14:00-16:00")
    morning.ask("lapsed", "height", "U22", "08:20-08:50", area="rack", part="管廊二层", inputs=_height(4))
    morning.ask("run out", "confined_space", "U32", "08:20-09:15")
    morning.ask("finished", "temp_power", "U05", "08:20-10:30", area="boiler", part="锅炉房东侧")
    for name in ("archived", "closed", "lapsed", "run out", "finished"):
        morning.go(name, "approved")


def _over(morning: Morning) -> None:
    plant, run_out = morning.plant, morning.permits["run out"]
    morning.at("08:18")
    report(plant, run_out, AIR, FOUR_GASES)
    for name in ("archived", "closed", "run out", "finished"):
        morning.go(name, "ready")
    morning.at("08:20")
    for name in ("archived", "closed", "run out", "finished"):
        morning.go(name, "working")
    guardian = card(plant, "U32", "作业中", run_out)
    act(plant, opened(plant, "U32", guardian, "进出登记"), "permit.entry", {"person": "U34", "way": "in"})
    morning.at("08:45")
    morning.go("archived", "closed")
    store.write(lambda: holds.put(permit_of(morning.permits["archived"]), "调查 2026-11", plant.now))
    archive(plant.now)
    morning.at("09:16")
    for name in ("closed", "finished"):
        morning.go(name, "finished")
    morning.go("closed", "closed")
    answer(plant, morning.permits["finished"], open_asks(morning.permits["finished"], "permit.accept")[0])
    request = stored(morning.permits["cancelled"])["form"]["request_ask"]
    act(plant, page(plant, LEADER, f"withdraw/{request}"), "permit.withdraw", {})


def _at_work(morning: Morning) -> None:
    """Permits under the first rules too, at work when the second rules come."""
    burn = {**JOBS["hot_work"]["inputs"]}
    morning.ask("working", "hot_work", "U20", "09:20-12:30", area="hydro", part="加氢框架一层", inputs=burn)
    morning.ask("inside", "confined_space", "U32", "09:20-12:30", part="集水井", project="集水井清淤")
    morning.ask("stopped", "hot_work", "U30", "09:20-12:30", area="boiler", part="锅炉房北侧", inputs=burn)
    morning.ask(
        "handed over",
        "height",
        "U31",
        "09:20-12:30",
        area="hydro",
        part="加氢框架三层",
        work_leader=WELDER,
        inputs=_height(4),
    )
    for name in ("working", "inside", "stopped", "handed over"):
        morning.go(name, "ready")
    morning.at("09:20")
    for name in ("working", "inside", "stopped", "handed over"):
        morning.go(name, "working")
    guardian = card(morning.plant, "U32", "作业中", morning.permits["inside"])
    act(
        morning.plant,
        opened(morning.plant, "U32", guardian, "进出登记"),
        "permit.entry",
        {"person": "U34", "way": "in"},
    )


def _second_rules(plant: Plant) -> None:
    """Newer plant data: permits that were raised before keep their rules."""
    data = deepcopy(anhe())
    data["permit_templates"]["version"] += 1
    data["permit_templates"]["kinds"]["hot_work"]["ask_interval_min"] = 90
    store.write(lambda: keep(data, plant.now))
    plant.settle()


def _asked_for(morning: Morning) -> None:
    """Permits under the second rules; three of them are signed at once."""
    morning.at("10:40")
    burn = {**JOBS["hot_work"]["inputs"]}
    morning.ask("ready", "height", "U21", "10:50-12:50", area="chem_store", part="库房屋面", inputs=_height(4))
    outside = {**burn, "in_tank_dike_major_hazard": False}
    morning.ask("gates", "hot_work", "U22", "13:00-17:00", area="ammonia", part="氨罐北侧", inputs=outside)
    morning.ask("returned", "height", "U21", "13:00-17:00", area="hydro", part="加氢框架四层", inputs=_height(4))
    morning.ask("second version", "excavation", "U05", "13:00-17:00", area="util", part="循环水池北侧")
    morning.go("ready", "ready")
    morning.at("10:50")
    blocked = morning.ask("blocked", "temp_power", "U06", "13:00-17:00", area="util", part="空分厂房")
    morning.ask("substitute", "hot_work", "U31", "13:00-17:00", area="hydro", part="加氢进料管", inputs=burn)
    morning.ask("held", "hot_work", "U20", "13:00-17:00", inputs=burn)
    morning.ask("added", "hot_work", "U30", "13:00-17:00", area="util", part="空分框架", inputs=burn, related=[blocked])
    morning.go("gates", "approved")


def _records(morning: Morning) -> None:
    """An account of the console, two blank forms on paper, one of them entered."""
    plant = morning.plant
    admins.set_password("安全员", "kept-and-not-real", plant_time.real_now(), one_time=False)
    blank, used = store.write(lambda: papers.print_forms("hot_work", 2, plant.now))
    times = {"signed_at": "2026-11-25T10:51", "starts_at": "2026-11-25T10:52", "ends_at": "2026-11-25T10:53"}
    people = {"requester": LEADER, "work_leader": LEADER, "guardian": "U30", "workers": "U34"}
    form = {"level": "first", "area": "sewage", "part": "调节池东侧", "project": "换焊进水管", **times, **people}
    words = {"signers": "安全管理部经理 卞予安 10:51", "reason": "停电，系统不通"}
    morning.at("11:00")
    files = {"scan": ("scan.pdf", io.BytesIO(pdf()), "application/pdf")}
    console(plant, f"/console/papers/{used.number}", {**form, **words}, files)
    morning.permits |= {"paper": used.number, "blank": blank.number}


def _absences(morning: Morning) -> None:
    """Two people are away by a card, so that nobody can sign for the power; a third opened the form and left it."""
    plant, day = morning.plant, f"{morning.plant.now:%Y-%m-%d}"
    morning.sign("blocked", ELECTRICAL_LEADER)
    for person in (*DAY_OFF, "U13"):
        plant.phone(person).say("我不在")
        plant.settle()
        sheet = opened(plant, person, card(plant, person, "我不在"), "去登记")
        if person in DAY_OFF:
            act(plant, sheet, "leave.take", {"until": day, "cover": ""})
    gone = plant.person("U38")
    plant.simulator.post(f"phones/{gone.platform}/{gone.account}/event", {"event": "leave"})
    plant.phone(ELECTRICIAN).say("受限空间")
    plant.settle()
    sheet = opened(plant, ELECTRICIAN, card(plant, ELECTRICIAN, "票申请"), "填写申请")
    assert sheet.attach("rescue_plan", hand.photo("rescue"))["ok"]


def _signing(morning: Morning) -> None:
    plant = morning.plant
    morning.sign("second version", LEADER, "U19")
    morning.sign("returned", LEADER)
    morning.sign("substitute", LEADER, "U20")
    for name, who in (("returned", "U15"), ("second version", "U08")):
        sheet = opened(plant, who, card(plant, who, "请签", morning.permits[name]), "退回")
        act(plant, sheet, "permit.refuse", {}, "措施没落实")
    morning.at("11:05")
    morning.sign("blocked", "U19")
    again = card(plant, LEADER, "退回", morning.permits["second version"])
    form = {**sent(morning.permits["second version"]), "part": "循环水池南侧"}
    act(plant, opened(plant, LEADER, again, "改好再交"), "permit.rework", form)
    morning.sign("second version", LEADER)
    morning.at("11:10")
    for name in ("held", "added"):
        morning.sign(name, LEADER, "U27")
    sheet = opened(plant, "U19", card(plant, "U19", "请签", morning.permits["held"]), "签批")
    given = plant.phone("U19").sign(sheet, at=OFFICE)
    assert given["tone"] == "caution", given
    plant.settle()
    [mine] = [ask for ask in open_asks(morning.permits["added"], "permit.sign") if ask.person == "U19"]
    other = {"person": "U09", "order": "before"}
    act(plant, page(plant, "U19", f"add/{mine.id}"), "permit.add_signer", other, "旁边有一台电机没停")
    held = morning.permits["held"]
    act(plant, page(plant, LEADER, f"permit/{held}"), "permit.urge", {"number": held})
    [mine] = [ask for ask in open_asks(morning.permits["second version"], "permit.sign") if ask.person == "U19"]
    act(plant, page(plant, "U19", f"transfer/{mine.id}"), "permit.transfer", {"person": "U02"}, "在外面开会")
    _a_card_that_is_refused(plant)


def _a_card_that_is_refused(plant: Plant) -> None:
    """The platform refuses a card, and somebody must look after that: an alert of the house."""
    account = plant.person("U04").account
    refusal = {"platform": "wecom", "call": "message/send", "fault": "refuse", "code": 60020, "account": account}
    plant.simulator.post("faults", refusal)
    plant.phone("U04").say("待签")
    plant.settle()


def _stopped(morning: Morning) -> None:
    """Stopped work: one by a tap, where one side has confirmed again; one because the guardian leaves."""
    plant, permits = morning.plant, morning.permits
    act(plant, page(plant, WELDER, f"stop/{permits['stopped']}"), "permit.stop", {"number": permits["stopped"]})
    again = card(plant, "U30", "复工要确认", permits["stopped"])
    act(
        plant,
        opened(plant, "U30", again, "看条件，确认复工"),
        "permit.resume",
        {"position": plant.phone("U30").position()},
    )
    joining = opened(plant, WELDER, card(plant, WELDER, "作业中", permits["handed over"]), "加人")
    act(plant, joining, "permit.join", {"number": permits["handed over"], "worker": [LEADER]})
    leaving = opened(plant, "U31", card(plant, "U31", "作业中", permits["handed over"]), "交接监护")
    act(plant, leaving, "permit.handover", {"person": "U06"})
    _half_of_the_gates(plant, permits["gates"])
    morning.at("11:22")
    plant.phone("U02").say("待签")
    plant.settle()


def _half_of_the_gates(plant: Plant, number: str) -> None:
    """The gas test is bad, the briefing is given but not signed, and one of the guardian's measures is confirmed."""
    sheet = opened(plant, "U28", card(plant, "U28", "请测气", number), "填结果", "ammonia")
    sampled = {"sampled_at": plant.now.isoformat(), "position": phone_at(plant, "U28", "ammonia").position()}
    act(plant, sheet, "permit.gas", {**SAMPLING, **sampled})
    [given] = open_asks(number, "permit.brief")
    answer(plant, number, given)
    [mine] = [ask for ask in open_asks(number, "permit.measures") if ask.person == "U22"]
    sheet = opened(plant, "U22", card(plant, "U22", "请确认措施", number), "逐条确认", "ammonia")
    tap = {"measure": mine.data["measures"][0], "applies": "yes", "photo": hand.photo("one"), "note": "0", "points": []}
    act(plant, sheet, "permit.measure", tap)


def _half_an_export(morning: Morning) -> None:
    """The whole package of one permit; and an export of many from the console, whose worker was cut off."""
    plant, day = morning.plant, f"{morning.plant.now:%Y-%m-%d}"
    folder = plant.house.settings.var / "exports"
    folder.mkdir()
    export(morning.permits["archived"], folder / PACKAGE)
    wish = {"from": day, "to": day, "area": "boiler", "kind": "", "person": "", "project": ""}
    console(plant, "/console/exports", wish)
    [job] = export_jobs.newest(1)
    exports.SLICE = 0
    assert exports.advance(job.id, plant.house.settings, plant.now, plant_time.real_now())


def _last_act(morning: Morning) -> None:
    """Somebody signs, and what follows is not delivered: it waits in the store, and as jobs in the queue."""
    plant, number = morning.plant, morning.permits["added"]
    morning.at("11:24")
    plant.house.redis.flushdb()
    sheet = opened(plant, "U09", card(plant, "U09", "请签", number), "签批", "util")
    given = phone_at(plant, "U09", "util").sign(sheet)
    assert given["tone"] == "done", given
    wake, [job] = plant.house.wake, export_jobs.newest(1)
    wake.seal()
    wake.archive()
    wake.export(job.id)
    wake.pulse()


def console(plant: Plant, path: str, data: dict[str, Any], files: Any = None) -> None:
    """A form of the console, sent as the browser at this machine does."""
    office = requests.Session()
    shown = office.get(f"{plant.base}/console/exports", params={"new": "1"}, timeout=10).text
    token = re.search(r'name="token" value="([^"]+)"', shown)
    assert token is not None
    sent = {"token": token[1], **data}
    answered = office.post(f"{plant.base}{path}", data=sent, files=files, timeout=20, allow_redirects=False)
    assert answered.status_code == 302, answered.text


def _plate() -> dict[str, Any]:
    return {**JOBS["blind_plate"]["inputs"], "medium": "蒸汽", "has_flammable": False}


def _height(metres: int) -> dict[str, Any]:
    return {**JOBS["height"]["inputs"], "height_m": metres}
