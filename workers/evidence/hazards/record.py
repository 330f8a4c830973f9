"""A hazard as its sealed chain tells it, in words; rows of the store only say where they differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from models.seals import Sealed, Written
from rules import pictured
from rules.hazards.categories import GRADES, NEVER_GRADED, SOUNDS_MAJOR, HazardCategories
from rules.hazards.codes import Facts, Told, of_hazard
from rules.hazards.life import NAMES
from rules.hazards.major import ITEMS, LEVELS
from rules.phrases import duration
from workers.evidence.people import People, titled
from workers.evidence.trail import TrailLine, trail

# Which entry brings a hazard into which state.
STATES = {
    "hazard.reported": "triage",
    "hazard.assigned": "assigned",
    "hazard.accepted": "accepted",
    "hazard.mended": "submitted",
    "hazard.to_check": "submitted",
    "hazard.sampled": "sampled",
    "hazard.to_confirm": "confirming",
    "hazard.reopened": "assigned",
    "hazard.closed_out": "closed_out",
    "hazard.rejected": "rejected",
    "hazard.archived": "archived",
}
MINUTE = timedelta(minutes=1)
# By these somebody has decided whether it is major.
DECIDED = frozenset({"hazard.sorted", "hazard.assigned", "hazard.made_major"})


@dataclass(frozen=True)
class Look:
    """Somebody who mended or looked: what, who, when, in which words, with which pictures."""

    what: str
    who: str
    at: datetime
    words: str
    photos: tuple[str, ...]


@dataclass
class HazardRecord:
    """taken: how each picture was taken, by its hash; codes: what it is in the regulator's vocabulary; differences:
    what rows say otherwise than the chain."""

    number: str
    facts: dict[str, str] = field(default_factory=dict)
    state: str = "triage"
    reported_at: datetime | None = None
    closed_at: datetime | None = None
    finder: str = ""
    owner: str = ""
    before: tuple[str, ...] = ()
    taken: dict[str, str] = field(default_factory=dict)
    looks: list[Look] = field(default_factory=list)
    major: list[tuple[str, str, str]] = field(default_factory=list)
    codes: Told = field(default_factory=dict)
    trail: tuple[TrailLine, ...] = ()
    differences: list[str] = field(default_factory=list)

    @property
    def word(self) -> str:
        return next((words for state, words in NAMES.items() if state == self.state), self.state)


Tell = Callable[[HazardRecord, Mapping[str, Any], Mapping[str, Any], People], None]


def read(number: str, chain: Sequence[Written], people: People) -> HazardRecord:
    """The record, entry by entry."""
    record = HazardRecord(number, trail=trail(list(chain), people))
    for entry in chain:
        line = entry.line
        record.state = str(line["data"].get("to_state") or STATES.get(entry.kind, record.state))
        record.taken |= {str(each["sha256"]): pictured.words(each) for each in _pictures(line["data"])}
        tell = _TOLD.get(entry.kind)
        if tell:
            tell(record, line["data"], line, people)
    return record


def coded(chain: Sequence[Sealed], hazards: HazardCategories) -> Told:
    """The hazard in the regulator's vocabulary, from its chain; empty where the plant's data have no codes."""
    if hazards.defaults is None or hazards.defaults.exchange is None:
        return {}
    data: dict[str, Any] = {}
    state, kinds = "triage", {entry.kind for entry in chain}
    for entry in chain:
        state = STATES.get(entry.kind, state) if entry.kind != "hazard.archived" else state
        told = entry.line["data"]
        data |= {name: told[name] for name in ("category", "grade", "way", "origin") if told.get(name)}
    ended = "merged" if "hazard.joined" in kinds and "hazard.parted" not in kinds else state
    grade = "" if chain and chain[0].line["data"].get("hinted") and not kinds & DECIDED else "general"
    facts = Facts(data.get("grade", grade), ended, data.get("way", ""), "hazard.fixed" in kinds, data.get("origin"))
    return of_hazard(facts, hazards.of(str(data.get("category", ""))), hazards.defaults.exchange)


def _reported(record: HazardRecord, data: Mapping[str, Any], line: Mapping[str, Any], people: People) -> None:
    record.reported_at = datetime.fromisoformat(line["at"])
    record.finder = str(line["actor"].get("person") or data.get("finder", ""))
    record.before = _photos(data)
    record.facts |= {
        "看到": str(data.get("words", "")),
        "发现人": _found_by(record.finder, data, people),
        "上报时间": f"{record.reported_at:%Y-%m-%d %H:%M}",
        "地点": "，".join(filter(None, (str(data.get("area_name", "")), str(data.get("spot", ""))))),
        "编号": record.number,
    }
    if data.get("hinted"):
        record.facts["级别"] = SOUNDS_MAJOR
    record.facts |= _kept_first(data, record.reported_at)


def _found_by(finder: str, data: Mapping[str, Any], people: People) -> str:
    who = titled(people, finder) if finder else "匿名"
    return f"传感器 {data['sensor']}，当班的是{who}" if data.get("sensor") else who


def _kept_first(data: Mapping[str, Any], came: datetime) -> Iterator[tuple[str, str]]:
    """Of a report that waited in the phone: when it was found, and which pictures followed."""
    if not data.get("draft"):
        return
    found, clock = datetime.fromisoformat(str(data["found_at"])), data.get("clock") or {}
    suspect = "，手机的钟不准" if clock.get("suspect") else ""
    late = f"，{duration(came - found)}后才有信号" if came - found >= MINUTE else ""
    if late or suspect:
        yield "发现时间", f"{found:%Y-%m-%d %H:%M}{late}{suspect}"
    if awaited := data.get("awaited"):
        yield "随后的照片", f"上报时还有 {len(awaited)} 张在手机里"


def _photo_came(record: HazardRecord, data: Mapping[str, Any], line: Mapping[str, Any], people: People) -> None:
    record.before += _photos(data)
    if data.get("after"):
        record.looks.append(_look("当场改好", "照片到了", {"photos": data["after"]}, line, people))
    left = int(data.get("left", 0))
    record.facts["随后的照片"] = f"还有 {left} 张没到" if left else "都到了"


def _photos_gone(record: HazardRecord, data: Mapping[str, Any], line: Mapping[str, Any], people: People) -> None:
    who = titled(people, str(line["actor"].get("person", "")))
    record.facts["随后的照片"] = f"{data.get('count')} 张没了（{who}：{data.get('reason', '')}）"


def _over(record: HazardRecord, data: Mapping[str, Any], line: Mapping[str, Any], people: People) -> None:
    """Joined to another, or no hazard: nobody has to decide its grade any more."""
    if record.facts.get("级别") == SOUNDS_MAJOR:
        record.facts["级别"] = NEVER_GRADED


def _parted(record: HazardRecord, data: Mapping[str, Any], line: Mapping[str, Any], people: People) -> None:
    if record.facts.get("级别") == NEVER_GRADED:
        record.facts["级别"] = SOUNDS_MAJOR


def _assigned(record: HazardRecord, data: Mapping[str, Any], line: Mapping[str, Any], people: People) -> None:
    record.owner = str(data.get("to", ""))
    record.facts |= {
        "类别": str(data.get("category_name", "")),
        "级别": GRADES["major" if data.get("grade") == "major" else "general"],
        "地点": "，".join(filter(None, (str(data.get("area_name", "")), str(data.get("spot", ""))))),
        "责任人": titled(people, record.owner),
        "督办人": titled(people, str(data.get("supervisor", ""))),
        "期限": str(data.get("until", "")),
        "派人用时": f"{data['minutes']} 分钟" if "minutes" in data else "",
    }


def _deadline(record: HazardRecord, data: Mapping[str, Any], line: Mapping[str, Any], people: People) -> None:
    record.facts["期限"] = str(data.get("until", ""))


def _granted(record: HazardRecord, data: Mapping[str, Any], line: Mapping[str, Any], people: People) -> None:
    if data.get("decided") == "granted":
        _deadline(record, data, line, people)


def _mended(record: HazardRecord, data: Mapping[str, Any], line: Mapping[str, Any], people: People) -> None:
    cause = f"原因：{data['cause']}" if data.get("cause") else ""
    words = "；".join(filter(None, (str(data.get("note", "")), cause, _cover(data), _presence(data))))
    record.looks.append(_look("报改好了", words, data, line, people))


def _fixed(record: HazardRecord, data: Mapping[str, Any], line: Mapping[str, Any], people: People) -> None:
    words = "；".join(filter(None, (str(data.get("note", "")), _presence(data))))
    record.looks.append(_look("当场改好", words, data, line, people))


def _checked(record: HazardRecord, data: Mapping[str, Any], line: Mapping[str, Any], people: People) -> None:
    level = next((words for level, words in LEVELS.items() if level == data.get("level")), "查看")
    found = "改好了" if data.get("ok") else "没改好"
    said = "：".join(filter(None, (found, str(data.get("note", "")))))
    words = "；".join(filter(None, (said, _presence(data))))
    record.looks.append(_look(level, words, data, line, people))


def _cover(data: Mapping[str, Any]) -> str:
    """The permit under which it was mended, as it stood then."""
    if data.get("permit"):
        return "作业票 " + "，".join(str(data.get(name, "")) for name in ("permit", "permit_title", "permit_state"))
    return f"没有用作业票：{data['no_permit']}" if data.get("no_permit") else ""


def _presence(data: Mapping[str, Any]) -> str:
    return str(data.get("presence", ""))


def _repeats(record: HazardRecord, data: Mapping[str, Any], line: Mapping[str, Any], people: People) -> None:
    record.facts["以前出过"] = str(data.get("of", ""))


def _closed(record: HazardRecord, data: Mapping[str, Any], line: Mapping[str, Any], people: People) -> None:
    record.closed_at = datetime.fromisoformat(line["at"])
    record.facts["销号时间"] = f"{record.closed_at:%Y-%m-%d %H:%M}"


def _faked(record: HazardRecord, data: Mapping[str, Any], line: Mapping[str, Any], people: People) -> None:
    record.looks.append(_look("认定没有真改", str(data.get("reason", "")), data, line, people))


def _major(what: str, *fields: str) -> Tell:
    """Tells the entry as a line of what a major one has beyond others: these fields of it, one after the other."""

    def tell(record: HazardRecord, data: Mapping[str, Any], line: Mapping[str, Any], people: People) -> None:
        words = "，".join(filter(None, (str(data.get(name, "")) for name in fields)))
        record.major.append((what, words, _by(line, people)))

    return tell


def _planned(record: HazardRecord, data: Mapping[str, Any], line: Mapping[str, Any], people: People) -> None:
    """The five items of the newest plan stand in the place of those before."""
    said = {
        "duty": f"{data.get('leader_name', '')}负责，{data.get('executor', '')}",
        "measures": str(data.get("measures", "")),
        "money": str(data.get("money", "")),
        "time": "；".join(map(str, data.get("milestones") or ())),
        "emergency": f"{data.get('emergency', '')}，{data.get('drill', '')} 演练",
    }
    record.major += [(f"方案·{name}", said[item], _by(line, people)) for item, name in ITEMS.items()]


def _graded(record: HazardRecord, data: Mapping[str, Any], line: Mapping[str, Any], people: People) -> None:
    major = line["kind"] == "hazard.made_major" or data.get("grade") == "major"
    if line["kind"] == "hazard.sorted" and not major:
        return
    record.facts["级别"] = GRADES["major" if major else "general"]
    record.major.append((f"定为{record.facts['级别']}", str(data.get("basis", "")), _by(line, people)))


def _by(line: Mapping[str, Any], people: People) -> str:
    who = str(line["actor"].get("person", ""))
    return f"{titled(people, who) if who else '系统'} {datetime.fromisoformat(line['at']):%m-%d %H:%M}"


def _may_begin(record: HazardRecord, data: Mapping[str, Any], line: Mapping[str, Any], people: People) -> None:
    _deadline(record, data, line, people)
    _major("五项批齐，可以动手", "until")(record, data, line, people)


_TOLD: dict[str, Tell] = {
    "hazard.sorted": _graded,
    "hazard.made_major": _graded,
    "hazard.made_general": _graded,
    "hazard.left": _major("让人马上离开", "why"),
    "hazard.untold": _major("撤离没通知到", "names"),
    "hazard.may_return": _major("可以回去", "why"),
    "hazard.stopped": _major("停用、撤人"),
    "hazard.kept_in_use": _major("没有停用", "reason"),
    "hazard.in_use_again": _major("恢复使用"),
    "hazard.to_plan": _major("先定整改方案", "why"),
    "hazard.planned": _planned,
    "hazard.plan_approved": _major("批方案", "names"),
    "hazard.plan_returned": _major("退回方案", "reason"),
    "hazard.may_begin": _may_begin,
    "hazard.milestone": _major("节点做完", "what", "note"),
    "hazard.told_authority": _major("报监管部门", "whom", "on", "listed"),
    "hazard.told_assembly": _major("报职工大会", "whom", "on"),
    "hazard.fake": _faked,
    "hazard.rejected": _over,
    "hazard.joined": _over,
    "hazard.parted": _parted,
    "hazard.reported": _reported,
    "hazard.repeats": _repeats,
    "hazard.photo_came": _photo_came,
    "hazard.photos_gone": _photos_gone,
    "hazard.assigned": _assigned,
    "hazard.reopened": _deadline,
    "hazard.extension_decided": _granted,
    "hazard.mended": _mended,
    "hazard.fixed": _fixed,
    "hazard.checked": _checked,
    "hazard.closed_out": _closed,
}


def _look(what: str, words: str, data: Mapping[str, Any], line: Mapping[str, Any], people: People) -> Look:
    who = titled(people, str(line["actor"].get("person", "")))
    return Look(what, who, datetime.fromisoformat(line["at"]), words, _photos(data))


def _photos(data: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(each["sha256"]) for each in _pictures(data))


def _pictures(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [each for each in data.get("photos") or () if isinstance(each, Mapping) and "sha256" in each]
