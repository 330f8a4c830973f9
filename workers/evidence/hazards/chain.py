"""A hazard's row against its chain: each value that pages show, as the entries have it last.

What no entry states (older ones state less) is not there, and is not compared.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from handlers.hazards.kinds import (
    APPROVE,
    CHECK,
    CONFIRM,
    DECIDE,
    EVALUATE,
    FIX,
    PLAN,
    RECHECK,
    SAME,
    SORT,
    WALK,
)
from handlers.hazards.stopping import TOLD_AGAIN
from models import ask as asks
from models import kinds
from models.base import PLANT_ZONE
from models.hazard import Hazard
from models.hazard_major import Reported
from models.hazard_photo import Photo
from models.hazard_report import Checked, Marked, Mended, Put
from models.seals import Written
from rules import pictured
from rules.hazards import claims
from rules.hazards.life import NAMES, TO_MEND
from rules.hazards.marked import EDGES
from rules.phrases import moment_words
from workers.evidence.difference import NOTHING, Difference, differing, to_the_second
from workers.evidence.difference import said as plain
from workers.evidence.hazards import alarms, visits

Data = Mapping[str, Any]
Item = dict[str, object]
Shots = list[tuple[str, str, str]]
# What the report's entry and the row call alike.
FOUND = (
    *("number", "position", "category", "area", "spot", "area_by", "way", "danger"),
    *("proposed", "proposed_why", "origin", "follower", "grade"),
)
# What the trail has of a draw (`handlers.hazards.drawn.told`).
DRAWN = ("taken", "why", "round", "rate", "seed", "share")
FIVE = ("leader", "executor", "measures", "money", "emergency", "drill")
# What it has of a comparison of two photos.
SEEN = ("verdict", "reasons", "version", "words", "picture", "marked", "like")
UNSEEN = {"照片对比": "", "照片对比的结论": NOTHING}
# How `checking.give_back` begins what the entry says.
GIVEN_BACK = "照片对比："
WORDS = {str(state): word for state, word in NAMES.items()}
# Who is asked in each state.
ASKED = {
    WORDS[state]: found
    for state, found in {
        "triage": (SORT, SAME),
        "planning": (PLAN, APPROVE),
        "assigned": (FIX,),
        "accepted": (FIX,),
        "submitted": (CHECK,),
        "sampled": (RECHECK,),
        "walking": (WALK,),
        "evaluating": (EVALUATE,),
        "confirming": (CONFIRM,),
        "deciding": (DECIDE,),
    }.items()
}
MENDED_BY_NOW = frozenset(WORDS[each] for each in TO_MEND)

# What the row has, by the name of the value: what people call it, and where it stands.
ROW: Mapping[str, tuple[str, Callable[[Hazard], object]]] = {
    "state": ("状态", lambda row: WORDS.get(row.state, row.state)),
    "words": ("看到", lambda row: row.report.words or "见照片"),
    "finder": ("发现人", lambda row: row.finder),
    "follower": ("跟踪人", lambda row: row.follower),
    "owner": ("责任人", lambda row: row.owner),
    "supervisor": ("督办人", lambda row: row.supervisor),
    "category": ("类别", lambda row: row.category),
    "grade": ("级别", lambda row: row.grade),
    "area": ("地点", lambda row: row.area),
    "spot": ("具体位置", lambda row: row.report.spot),
    "machine": ("设备", lambda row: row.report.machine),
    "area_by": ("地点怎么定的", lambda row: row.report.area_by),
    "way": ("怎么报的", lambda row: row.report.way),
    "danger": ("正在伤人", lambda row: row.report.danger),
    "proposed": ("看说明像哪一类", lambda row: row.report.proposed),
    "proposed_why": ("为什么像这一类", lambda row: row.report.proposed_why),
    "origin": ("哪一圈检查报的", lambda row: dict(row.report.origin.kept) if row.report.origin else {}),
    "photos": ("报的照片", lambda row: _photos(row.report.photos)),
    "found_at": ("发现时间", lambda row: _second(row.found_at)),
    "received_at": ("上报时间", lambda row: _second(row.received_at)),
    "assigned_at": ("派人时间", lambda row: _second(row.work.assigned_at)),
    "accepted_at": ("接单时间", lambda row: _second(row.work.accepted_at)),
    "due_at": ("最初的期限", lambda row: _second(row.due_at)),
    "until": ("期限", lambda row: _second(row.until)),
    "until_words": ("期限", lambda row: moment_words(row.until.astimezone(PLANT_ZONE)) if row.until else ""),
    "closed_at": ("销号时间", lambda row: _second(row.closed_at)),
    "round": ("第几次改", lambda row: row.round),
    "late": ("超期", lambda row: row.late),
    "reason": ("不算隐患的原因", lambda row: row.work.reason),
    "well": ("怎样算改好", lambda row: row.work.well),
    "into": ("并入", lambda row: row.work.into),
    "repeats": ("以前出过", lambda row: row.work.repeats),
    "marked": ("照片上框的位置", lambda row: _marked(row)),
    "fixed": ("当场改好", lambda row: row.report.fixed.note if row.report.fixed else ""),
    "fixed_photos": ("当场改好的照片", lambda row: _photos(row.report.fixed.photos) if row.report.fixed else []),
    "sampled": ("安全部复查怎么抽的", lambda row: dict(row.work.sampled)),
    "stopped": ("停用、撤人", lambda row: _stopped(row)),
    "stopped_area": ("停用、撤人的地点", lambda row: row.work.major.stopped.area if row.work.major.stopped else ""),
    "number": ("编号", lambda row: row.number),
    "position": ("报的人的位置", lambda row: dict(row.report.position)),
    "stopped_to": ("停用、撤人通知了谁", lambda row: list(row.work.major.stopped.to) if row.work.major.stopped else []),
    "plan_by": ("方案谁写的", lambda row: _said_by(row.work.major.plan)),
    "leader": ("方案的责任领导", lambda row: _plan(row, "leader")),
    "executor": ("方案由谁做", lambda row: _plan(row, "executor")),
    "measures": ("方案的措施", lambda row: _plan(row, "measures")),
    "money": ("方案的资金", lambda row: _plan(row, "money")),
    "emergency": ("方案的预案", lambda row: _plan(row, "emergency")),
    "drill": ("方案的演练", lambda row: str(_plan(row, "drill") or "")),
    "approved": ("方案谁批的", lambda row: _approved(row)),
    "returned": ("方案退回的原因", lambda row: _plan(row, "returned")),
    "alarm": ("并进哪条的警报", lambda row: row.report.alarm),
    "awaited": ("还在手机里的照片", lambda row: sorted(row.report.awaited)),
    "given_up": ("说是没了的照片", lambda row: sorted(row.report.given_up)),
    "mark": ("还在手机里的照片上框的位置", lambda row: _region(row.report.mark)),
    "clock": ("手机的时间", lambda row: dict(row.report.clock.kept) if row.report.clock else {}),
    "hinted": ("像重大隐患", lambda row: row.report.hinted),
    "sensor": ("传感器", lambda row: row.report.sensor),
    "draft": ("手机里的编号", lambda row: row.draft or ""),
    "claimed": ("不留名的查询码", lambda row: row.claim is not None),
    "claim": ("不留名的查询码", lambda row: claims.sealed(row.claim or "")),
    "fixed_where": ("当场改好时在哪", lambda row: row.report.fixed.presence if row.report.fixed else ""),
    "fixed_awaited": (
        "当场改好以后、还在手机里的照片",
        lambda row: sorted(row.report.fixed.awaited) if row.report.fixed else [],
    ),
    "since": ("期限从什么时候算", lambda row: _second(row.work.since)),
    "disputed": ("说过不归他", lambda row: row.work.disputed),
    "given_back": ("照片对比退回几次", lambda row: row.work.returned),
    "corrected": ("报的人改过", lambda row: row.work.corrected),
    "marked_by": ("照片上谁框的", lambda row: _said_by(row.work.marked)),
    "wanted": ("要先定方案", lambda row: row.work.major.wanted),
    "left": ("马上离开叫了谁", lambda row: _left(row)),
}
# Lists: what people call an item, and the items of the row.
LISTS: Mapping[str, tuple[str, Callable[[Hazard], list[Item]]]] = {
    "mended": ("整改", lambda row: [_mended(each) for each in row.work.mended]),
    "checked": ("查看", lambda row: [_checked(each) for each in row.work.checked]),
    "extended": ("延期", lambda row: [_wish(each) for each in row.work.extended]),
    "graded": ("定级", lambda row: [_item(each, 级别=each.grade, 依据=each.basis) for each in row.work.major.graded]),
    "milestones": ("方案节点", lambda row: _milestones(row)),
    "authority": ("报监管部门", lambda row: _reported_to(row.work.major.authority)),
    "assembly": ("报职工大会", lambda row: _reported_to(row.work.major.assembly)),
}


@dataclass
class Course:
    """values: what the chain says last, with the number of its entry; lists: the same of what grows."""

    values: dict[str, tuple[object, int]] = field(default_factory=dict)
    lists: dict[str, list[Item]] = field(default_factory=lambda: {name: [] for name in LISTS})
    fixed: Item = field(default_factory=dict)
    fixed_photos: Shots = field(default_factory=list)
    left_at: datetime | None = None
    left: list[str] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)
    seq: int = 0

    def says(self, **values: object) -> None:
        self.values |= {name: (value, self.seq) for name, value in values.items()}

    def repeats(self, data: Data, *names: str) -> None:
        """These values, where the entry has them."""
        self.says(**{name: data[name] for name in names if name in data})

    def forget(self, *names: str) -> None:
        for name in names:
            self.values.pop(name, None)

    def until(self, data: Data, words: str = "until") -> None:
        """The new deadline: its moment, or only its words in older entries."""
        self.forget("until", "until_words")
        if data.get("until_at"):
            self.says(until=_second(datetime.fromisoformat(str(data["until_at"]))))
        elif data.get(words):
            self.says(until_words=str(data[words]))


def differences(row: Hazard, chain: Sequence[Written]) -> Iterator[Difference]:
    """Where the row does not say what the chain says."""
    course = read(chain)
    for name, (sealed, seq) in course.values.items():
        what, stored = ROW[name]
        yield from differing(what, sealed, stored(row), seq)
    for name, items in course.lists.items():
        what, kept = LISTS[name]
        yield from _items(what, items, kept(row))
    # Who was reached meanwhile, cards and their arrivals say: nobody else may be looked for.
    made_up = [each for each in row.work.major.untold if each not in course.untold]
    yield from differing("没收到撤离通知的", [], made_up)
    yield from visits.differences(row, chain)
    yield from alarms.differences(row, chain)
    yield from _waits(row, course)


def _waits(row: Hazard, course: Course) -> Iterator[Difference]:
    """As far as the chain has it, somebody is asked to do what comes next, until every photo is here to look at."""
    kinds_ = ASKED.get(str(course.values.get("state", ("",))[0]), ())
    late = kinds_ == (CHECK,) and _list(course, "awaited")
    if kinds_ and not late and not any(asks.movable(row.subject, each) for each in kinds_):
        yield Difference("等谁办", f"等人办（{kinds.of(kinds_[0]).label}）", "没有开着的待办")


def read(chain: Sequence[Written]) -> Course:
    course = Course()
    for entry in chain:
        course.seq = entry.seq
        data: Data = entry.line["data"]
        if tell := _TOLD.get(entry.kind):
            tell(course, data, entry.line)
        if state := data.get("to_state") or _STATES.get(entry.kind):
            course.says(state=WORDS.get(state, state))
    return course


def _items(what: str, sealed: list[Item], stored: list[Item]) -> Iterator[Difference]:
    """Item by item; of what the chain states of each."""
    yield from differing(f"{what}几次", len(sealed), len(stored))
    for number, (mine, theirs) in enumerate(zip(sealed, stored, strict=False), 1):
        for name, value in mine.items():
            yield from differing(f"第 {number} 次{what}的{name}", value, theirs.get(name))


def _reported(course: Course, data: Data, line: Data) -> None:
    finder = str(line["actor"].get("person") or data.get("finder", ""))
    course.says(
        words=data.get("words", ""), finder=finder, received_at=_at(line), round=1, late=False, closed_at="没有"
    )
    sensor = data.get("way") == "sensor"
    course.says(
        photos=_told(data),
        reason="",
        into="",
        fixed="",
        stopped="",
        stopped_to=[],
        stopped_area="",
        **({"position": {}, "proposed": "", "proposed_why": "", "origin": {}} if sensor else {"grade": "general"}),
    )
    draft, anonymous = data.get("draft", ""), data.get("way") == "anonymous"
    course.says(
        awaited=sorted(data.get("awaited", ())),
        given_up=[],
        clock=data.get("clock", {}),
        draft=draft,
        sensor=data.get("sensor", ""),
        claimed=anonymous,
        fixed_where="",
        fixed_awaited=[],
        alarm="",
        well="",
        marked={},
        marked_by="",
    )
    if "mark" in data or not draft:
        course.says(mark=data.get("mark", {}))
    if "claim" in data:
        course.says(claim=data["claim"])
    if "hinted" in data or sensor:
        course.says(hinted=data.get("hinted", False))
    course.says(since="没有", disputed=False, given_back=0, corrected=False, wanted=False, left=(), sampled={})
    course.says(**dict.fromkeys(FIVE, ""), approved={}, returned="", plan_by="")
    course.says(found_at=_moment(data["found_at"]) if data.get("found_at") else _at(line))
    course.repeats(data, *FOUND)
    course.says(machine=data.get("machine", ""), repeats="", alarm="", owner="", supervisor="")
    course.says(assigned_at="没有", accepted_at="没有", due_at="没有", until="没有")
    if finder and not sensor:
        course.says(follower=finder)
    _mark(course, data, line)


def _assigned(course: Course, data: Data, line: Data) -> None:
    course.says(owner=data.get("to", ""))
    course.repeats(data, "supervisor", "category", "grade", "area")
    if course.values.get("assigned_at", ("没有", 0))[0] == "没有":
        course.says(assigned_at=_at(line))
    course.forget("due_at")
    if data.get("due_at"):
        course.says(due_at=_moment(data["due_at"]))
    course.until(data)


def _sorted(course: Course, data: Data, line: Data) -> None:
    course.repeats(data, "category", "area", "grade")
    if data.get("grade") == "major":
        _grade(course, data, line, "major")


def _corrected(course: Course, data: Data, line: Data) -> None:
    course.repeats(data, "category", "area")
    course.says(corrected=True)


def _grade(course: Course, data: Data, line: Data, to: str) -> None:
    course.says(wanted=False)
    course.lists["graded"].append({**_by(line), "级别": to, "依据": str(data.get("basis", ""))})


def _made(to: str) -> Callable[[Course, Data, Data], None]:
    def made(course: Course, data: Data, line: Data) -> None:
        course.says(grade=to, late=False)
        course.forget("due_at")
        if data.get("due_at"):
            course.says(due_at=_moment(data["due_at"]))
        course.until(data)
        if to == "major":
            course.says(since=_at(line))
        _grade(course, data, line, to)

    return made


def _worse(course: Course, data: Data, line: Data) -> None:
    before, state = (course.values.get(name, ("",))[0] for name in ("grade", "state"))
    course.repeats(data, "words", "grade", "late", "danger")
    if data.get("grade") == "major" != before and state in MENDED_BY_NOW:
        course.says(since=_at(line))


def _second_alarm(course: Course, data: Data, line: Data) -> None:
    """Older chains did not say how words, grade and deadline changed with it."""
    if "follower" not in course.values:
        course.forget("words", "grade", "danger", "late", "due_at", "until", "until_words")


def _photo_came(course: Course, data: Data, line: Data) -> None:
    course.says(photos=[*_list(course, "photos"), *_told(data)])
    came = {Photo.read(each).came_as for name in ("photos", "after") for each in data.get(name) or ()}
    for name in ("awaited", "given_up", *(["fixed_awaited"] if "fixed_awaited" in course.values else [])):
        course.says(**{name: [each for each in _list(course, name) if each not in came]})
    after = _told({"photos": data.get("after")})
    mended = course.lists["mended"]
    if after and mended and mended[0].get("照片") == course.fixed_photos:
        mended[0]["照片"] = [*course.fixed_photos, *after]
    course.fixed_photos = [*course.fixed_photos, *after]
    if after:
        course.says(fixed_photos=course.fixed_photos)
    _mark(course, data)
    if data.get("marked"):
        finder, received = (course.values.get(name, ("",))[0] for name in ("finder", "received_at"))
        course.says(marked_by=f"{finder} {received}")


def _gone(course: Course, data: Data, line: Data) -> None:
    lost = list(data.get("lost", ()))
    awaited, given_up = _list(course, "awaited"), _list(course, "given_up")
    course.says(awaited=[each for each in awaited if each not in lost], given_up=sorted([*given_up, *lost]))


def _fixed(course: Course, data: Data, line: Data) -> None:
    course.says(fixed=data.get("note", ""), fixed_photos=_told(data))
    course.fixed = {**_by(line), "做了什么": data.get("note", ""), "在哪": data.get("presence", "")}
    course.says(fixed_where=data.get("presence", ""))
    course.forget("fixed_awaited")
    if "awaited" in data:
        course.says(fixed_awaited=sorted(data["awaited"]))
    course.fixed_photos = _told(data)


def _to_check(course: Course, data: Data, line: Data) -> None:
    """The finder mended it before he reported it."""
    when = course.values.get("received_at", ("", 0))[0]
    course.lists["mended"].append({**course.fixed, "时间": when, "照片": course.fixed_photos, **UNSEEN, "视频": []})


def _mending(course: Course, data: Data, line: Data) -> None:
    names = {"note": "做了什么", "cause": "原因", "permit": "作业票", "no_permit": "没用票的原因", "presence": "在哪"}
    said = {words: str(data.get(name, "")) for name, words in names.items()}
    clips = [_clip(each) for each in data.get("clips", ())]
    course.lists["mended"].append({**_by(line), **said, "照片": _told(data), **UNSEEN, "视频": clips})
    for each in course.lists["extended"]:
        each["批的结果"] = each["批的结果"] or "dropped"


def _compared(course: Course, data: Data, line: Data) -> None:
    if course.lists["mended"]:
        course.lists["mended"][-1] |= _seen(data)


def _looked(course: Course, data: Data, line: Data) -> None:
    said = {"结果": bool(data.get("ok")), "说了什么": str(data.get("note", "")), "在哪": str(data.get("presence", ""))}
    said |= {"抽中的可能": data.get("rate", "")}
    course.lists["checked"].append({**_by(line), **said, **_level(data), "照片": _told(data)})
    if data.get("level") == "crew":
        # A new draw, of which the chain speaks where somebody is to look.
        course.forget("sampled")


def _drawn(course: Course, data: Data, line: Data) -> None:
    told = data.get("sampled", data if line["kind"] == "hazard.sampled" else None)
    if told:
        course.says(sampled={name: told[name] for name in DRAWN if name in told})


def _faked(course: Course, data: Data, line: Data) -> None:
    said = {"结果": False, "说了什么": str(data.get("reason", ""))}
    said |= {"抽中的可能": data["rate"]} if "rate" in data else {}
    course.lists["checked"].append({**_by(line), **said, **_level(data)})


def _level(data: Data) -> Item:
    round_ = {"第几次改": data["round"]} if "round" in data else {}
    return {"哪一级": data["level"], **round_} if data.get("level") else round_


def _asked(course: Course, data: Data, line: Data) -> None:
    said = {
        "原因": data.get("reason", ""),
        "这段时间": data.get("interim", ""),
        "批的结果": "",
        "谁批的": "",
        "为什么不批": "",
    }
    until = {"延到几点": _moment(data["until_at"])} if data.get("until_at") else {"延到": data.get("until", "")}
    course.lists["extended"].append({**_by(line), **said, **until, "照片": _told(data)})


def _decided(course: Course, data: Data, line: Data) -> None:
    if course.lists["extended"]:
        said = {"批的结果": str(data.get("decided", "")), "谁批的": str(line["actor"].get("person", ""))}
        said |= {"为什么不批": str(data["reason"])} if data.get("reason") else {}
        course.lists["extended"][-1] |= said
    if data.get("decided") == "granted":
        course.says(late=False, since=_at(line))
        course.until(data)


def _reopened(course: Course, data: Data, line: Data) -> None:
    course.says(late=False, closed_at="没有", since=_at(line))
    course.repeats(data, "round")
    if str(data.get("why", "")).startswith(GIVEN_BACK):
        course.says(given_back=int(str(course.values.get("given_back", (0,))[0])) + 1)
    course.until(data)


def _stop(course: Course, data: Data, line: Data) -> None:
    words = "停用" if line["kind"] == "hazard.stopped" else f"不停用：{data.get('reason', '')}"
    course.says(
        stopped=f"{_said(line)} {words}", stopped_to=list(data.get("to", ())), stopped_area=data.get("area", "")
    )


def _planned(course: Course, data: Data, line: Data) -> None:
    course.repeats(data, *FIVE)
    course.says(approved={}, returned="", plan_by=_said(line))
    course.lists["milestones"] = [
        {"内容": each, "做完": "", "谁做完的": "", "说了什么": ""} for each in data.get("milestones", ())
    ]


def _to_plan(course: Course, data: Data, line: Data) -> None:
    course.says(**dict.fromkeys((*FIVE, "returned"), ""), approved={}, plan_by="", wanted=True, since=_at(line))
    course.lists["milestones"] = []


def _approval(course: Course, data: Data, line: Data) -> None:
    before = course.values.get("approved", ({}, 0))[0]
    who = _said(line)
    known = dict(before) if isinstance(before, dict) else {}
    course.says(approved=known | {str(item): who for item in data.get("items", ())})


def _returned(course: Course, data: Data, line: Data) -> None:
    course.says(approved={}, returned=data.get("reason", ""))


def _may_begin(course: Course, data: Data, line: Data) -> None:
    course.says(late=False, since=_at(line))
    course.until(data)
    course.forget("due_at")
    if data.get("until_at"):
        course.says(due_at=_moment(data["until_at"]))


def _milestone(course: Course, data: Data, line: Data) -> None:
    place, steps = int(data.get("place", -1)), course.lists["milestones"]
    if 0 <= place < len(steps):
        steps[place] |= {"做完": _at(line), "谁做完的": _by(line)["人"], "说了什么": str(data.get("note", ""))}


def _told_to_leave(course: Course, data: Data, line: Data) -> None:
    """As `stopping.leave` keeps it: within a short time it is one order."""
    at, before = datetime.fromisoformat(line["at"]), course.left_at
    course.left_at = before if before and at - before < TOLD_AGAIN else at
    if course.left_at == at:
        course.untold = []
    course.left = list(dict.fromkeys([*course.left, *data.get("to", ())]))
    course.says(left=(_second(course.left_at), course.left))


def _may_return(course: Course, data: Data, line: Data) -> None:
    course.left_at, course.left, course.untold = None, [], []
    course.says(left=())


def _untold(course: Course, data: Data, line: Data) -> None:
    course.untold = [*course.untold, *data.get("people", ())]


def _told_to(name: str) -> Callable[[Course, Data, Data], None]:
    def told(course: Course, data: Data, line: Data) -> None:
        said = {"报给谁": data.get("whom", ""), "哪天": data.get("on", ""), "督办号": data.get("listed", "")}
        course.lists[name] = [{**_by(line), **said, "照片": _told(data)}]

    return told


def _says(**values: object) -> Callable[[Course, Data, Data], None]:
    return lambda course, data, line: course.says(**values)


def _takes(**names: str) -> Callable[[Course, Data, Data], None]:
    """Each value from this key of the entry."""
    return lambda course, data, line: course.says(**{mine: str(data.get(theirs, "")) for mine, theirs in names.items()})


def _when(name: str) -> Callable[[Course, Data, Data], None]:
    return lambda course, data, line: course.says(**{name: _at(line)})


def _mark(course: Course, data: Data, line: Data | None = None) -> None:
    if data.get("marked"):
        course.says(marked=dict(data["marked"]), **({"marked_by": _said(line)} if line else {}))


_STATES = {"hazard.reported": "triage"}
_TOLD: Mapping[str, Callable[[Course, Data, Data], None]] = {
    "hazard.reported": _reported,
    "hazard.sorted": _sorted,
    "hazard.assigned": _assigned,
    "hazard.made_major": _made("major"),
    "hazard.made_general": _made("general"),
    "hazard.worse": _worse,
    "sensor.second": _second_alarm,
    "sensor.again": _second_alarm,
    "hazard.photo_came": _photo_came,
    "hazard.photos_gone": _gone,
    "hazard.called_with": _takes(alarm="of"),
    "hazard.disputed": _says(disputed=True),
    "hazard.passed": _says(disputed=False),
    "hazard.left": _told_to_leave,
    "hazard.may_return": _may_return,
    "hazard.untold": _untold,
    "hazard.fixed": _fixed,
    "hazard.to_check": _to_check,
    "hazard.marked": _mark,
    "hazard.repeats": _takes(repeats="of"),
    "hazard.joined": _takes(into="into"),
    "hazard.corrected": _corrected,
    "hazard.well": _takes(well="words"),
    "hazard.rejected": _takes(reason="reason"),
    "hazard.inherited": _takes(follower="to"),
    "hazard.supervised": _takes(supervisor="to"),
    "hazard.accepted": _when("accepted_at"),
    "hazard.closed_out": _when("closed_at"),
    "hazard.overdue": _says(late=True),
    "hazard.mended": _mending,
    "hazard.compared": _compared,
    "hazard.checked": _looked,
    "hazard.sampled": _drawn,
    "hazard.to_confirm": _drawn,
    "hazard.fake": _faked,
    "hazard.extension_asked": _asked,
    "hazard.extension_decided": _decided,
    "hazard.reopened": _reopened,
    "hazard.stopped": _stop,
    "hazard.kept_in_use": _stop,
    "hazard.to_plan": _to_plan,
    "hazard.planned": _planned,
    "hazard.plan_approved": _approval,
    "hazard.plan_returned": _returned,
    "hazard.may_begin": _may_begin,
    "hazard.milestone": _milestone,
    "hazard.told_authority": _told_to("authority"),
    "hazard.told_assembly": _told_to("assembly"),
}


def _by(line: Data) -> Item:
    return {"人": str(line["actor"].get("person", "")), "时间": _at(line)}


def _said(line: Data) -> str:
    """Who, and when."""
    return f"{line['actor'].get('person', '')} {_at(line)}"


def _at(line: Data) -> str:
    return _moment(line["at"])


def _moment(text: object) -> str:
    return _second(datetime.fromisoformat(str(text)))


def _second(moment: datetime | None) -> str:
    return to_the_second(moment.astimezone(PLANT_ZONE) if moment else None)


def _told(data: Data) -> Shots:
    """Pictures that an entry names: the hash, and how it was taken."""
    named = [each for each in data.get("photos") or () if isinstance(each, Mapping) and "sha256" in each]
    return [_shot(each) for each in named]


def _photos(photos: Sequence[Photo]) -> Shots:
    return [_shot(each.kept) for each in photos]


def _shot(kept: Data) -> tuple[str, str, str]:
    """Its hash, how it was taken in words, and the hash of all that is kept of it."""
    return str(kept["sha256"]), pictured.words(kept), _digest(kept)


def _digest(kept: Data) -> str:
    return hashlib.sha256(json.dumps(kept, sort_keys=True, default=dict).encode()).hexdigest()


def _clip(kept: Data) -> tuple[str, str, str]:
    return str(kept["sha256"]), f"{kept.get('seconds', '')} 秒", _digest(kept)


def _list(course: Course, name: str) -> list[Any]:
    found = course.values.get(name, ([], 0))[0]
    return list(found) if isinstance(found, list) else []


def _item(each: Any, **more: object) -> Item:
    return {"人": each.by, "时间": _second(each.at), **more}


def _mended(done: Mended) -> Item:
    said = {"做了什么": done.note, "原因": done.cause, "作业票": done.permit, "没用票的原因": done.no_permit}
    seen = _seen(done.seen.kept) if done.seen else UNSEEN
    clips = [_clip(each.kept) for each in done.clips]
    return _item(done, **said, **seen, 在哪=done.presence, 照片=_photos(done.photos), 视频=clips)


def _seen(data: Data) -> Item:
    """What the comparison of its photos saw, in words and in full."""
    full = {name: data[name] for name in SEEN if data.get(name)}
    return {"照片对比": str(data.get("words", "")), "照片对比的结论": plain(full)}


def _checked(seen: Checked) -> Item:
    said = {"结果": seen.ok, "说了什么": seen.note, "在哪": seen.presence, "哪一级": seen.level}
    said |= {"抽中的可能": seen.rate, "第几次改": seen.round}
    return _item(seen, **said, 照片=_photos(seen.photos))


def _wish(put: Put) -> Item:
    said = {"原因": put.reason, "这段时间": put.interim, "批的结果": put.decided, "谁批的": put.decided_by}
    said |= {"为什么不批": put.said}
    until = {"延到": moment_words(put.until.astimezone(PLANT_ZONE)), "延到几点": _second(put.until)}
    return _item(put, **said, **until, 照片=_photos(put.photos))


def _reported_to(told: Reported | None) -> list[Item]:
    if told is None:
        return []
    on = f"{told.on.astimezone(PLANT_ZONE):%Y-%m-%d %H:%M}"
    return [_item(told, 报给谁=told.to, 哪天=on, 督办号=told.listed, 照片=_photos(told.receipt))]


def _stopped(row: Hazard) -> str:
    stopped = row.work.major.stopped
    if stopped is None:
        return ""
    return f"{_said_by(stopped)} {'停用' if stopped.stopped else f'不停用：{stopped.words}'}"


def _said_by(each: Any) -> str:
    return f"{each.by} {_second(each.at)}" if each else ""


def _plan(row: Hazard, name: str) -> object:
    plan = row.work.major.plan
    return getattr(plan, name) or "" if plan else ""


def _approved(row: Hazard) -> dict[str, str]:
    plan = row.work.major.plan
    return {item: _said_by(each) for item, each in plan.approved.items()} if plan else {}


def _milestones(row: Hazard) -> list[Item]:
    plan = row.work.major.plan
    return [
        {
            "内容": f"{moment_words(each.until.astimezone(PLANT_ZONE))} {each.what}",
            "做完": _second(each.done_at) if each.done_at else "",
            "谁做完的": each.done_by,
            "说了什么": each.note,
        }
        for each in (plan.milestones if plan else ())
    ]


def _marked(row: Hazard) -> dict[str, object]:
    return _region(row.work.marked)


def _region(marked: Marked | None) -> dict[str, object]:
    if marked is None:
        return {}
    edges = {name: getattr(marked, name) for name in EDGES}
    return {"photo": marked.photo, **edges}


def _left(row: Hazard) -> tuple[object, ...]:
    left = row.work.major.left
    return (_second(left.at), list(left.to)) if left else ()
