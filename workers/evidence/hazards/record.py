"""A hazard as its sealed chain tells it, in words; rows of the store only say where they differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from models.hazard import Hazard
from models.seals import Sealed
from rules.hazards.categories import GRADES
from rules.hazards.life import NAMES
from workers.evidence.people import People, titled
from workers.evidence.trail import TrailLine, trail

# Which entry brings a hazard into which state.
STATES = {
    "hazard.reported": "triage",
    "hazard.assigned": "assigned",
    "hazard.accepted": "accepted",
    "hazard.mended": "submitted",
    "hazard.sampled": "sampled",
    "hazard.to_confirm": "confirming",
    "hazard.reopened": "assigned",
    "hazard.closed_out": "closed_out",
    "hazard.rejected": "rejected",
    "hazard.archived": "archived",
}
LEVELS = {"crew": "班组验", "safety": "安全部复查", "finder": "发现人认可"}


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
    """differences: what the row says otherwise than the chain."""

    number: str
    facts: dict[str, str] = field(default_factory=dict)
    state: str = "triage"
    reported_at: datetime | None = None
    closed_at: datetime | None = None
    finder: str = ""
    owner: str = ""
    before: tuple[str, ...] = ()
    looks: list[Look] = field(default_factory=list)
    trail: tuple[TrailLine, ...] = ()
    differences: list[str] = field(default_factory=list)

    @property
    def word(self) -> str:
        return next((words for state, words in NAMES.items() if state == self.state), self.state)


def read(number: str, chain: Sequence[Sealed], people: People, row: Hazard | None) -> HazardRecord:
    """The record, entry by entry. row: what the store has beside it; None when it is gone."""
    record = HazardRecord(number, trail=trail(list(chain), people))
    for entry in chain:
        line = entry.line
        record.state = STATES.get(entry.kind, record.state)
        tell = _TOLD.get(entry.kind)
        if tell:
            tell(record, line["data"], line, people)
    record.differences = list(_differences(record, row))
    return record


def _reported(record: HazardRecord, data: Mapping[str, Any], line: Mapping[str, Any], people: People) -> None:
    record.reported_at = datetime.fromisoformat(line["at"])
    record.finder = str(line["actor"].get("person", ""))
    record.before = _photos(data)
    record.facts |= {
        "看到": str(data.get("words", "")),
        "发现人": titled(people, record.finder) if record.finder else "匿名",
        "上报时间": f"{record.reported_at:%Y-%m-%d %H:%M}",
        "地点": "，".join(filter(None, (str(data.get("area_name", "")), str(data.get("spot", ""))))),
        "编号": record.number,
    }


def _assigned(record: HazardRecord, data: Mapping[str, Any], line: Mapping[str, Any], people: People) -> None:
    record.owner = str(data.get("to", ""))
    record.facts |= {
        "类别": str(data.get("category_name", "")),
        "级别": GRADES["major" if data.get("grade") == "major" else "general"],
        "地点": "，".join(filter(None, (str(data.get("area_name", "")), str(data.get("spot", ""))))),
        "责任人": titled(people, record.owner),
        "督办人": titled(people, str(data.get("supervisor", ""))),
        "期限": str(data.get("until", "")),
    }


def _deadline(record: HazardRecord, data: Mapping[str, Any], line: Mapping[str, Any], people: People) -> None:
    record.facts["期限"] = str(data.get("until", ""))


def _granted(record: HazardRecord, data: Mapping[str, Any], line: Mapping[str, Any], people: People) -> None:
    if data.get("decided") == "granted":
        _deadline(record, data, line, people)


def _mended(record: HazardRecord, data: Mapping[str, Any], line: Mapping[str, Any], people: People) -> None:
    record.looks.append(_look("报改好了", str(data.get("note", "")), data, line, people))


def _checked(record: HazardRecord, data: Mapping[str, Any], line: Mapping[str, Any], people: People) -> None:
    level = LEVELS.get(str(data.get("level")), "查看")
    found = "改好了" if data.get("ok") else "没改好"
    words = "：".join(filter(None, (found, str(data.get("note", "")))))
    record.looks.append(_look(level, words, data, line, people))


def _closed(record: HazardRecord, data: Mapping[str, Any], line: Mapping[str, Any], people: People) -> None:
    record.closed_at = datetime.fromisoformat(line["at"])
    record.facts["销号时间"] = f"{record.closed_at:%Y-%m-%d %H:%M}"


_TOLD = {
    "hazard.reported": _reported,
    "hazard.assigned": _assigned,
    "hazard.reopened": _deadline,
    "hazard.extension_decided": _granted,
    "hazard.mended": _mended,
    "hazard.checked": _checked,
    "hazard.closed_out": _closed,
}


def _look(what: str, words: str, data: Mapping[str, Any], line: Mapping[str, Any], people: People) -> Look:
    who = titled(people, str(line["actor"].get("person", "")))
    return Look(what, who, datetime.fromisoformat(line["at"]), words, _photos(data))


def _photos(data: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(each.get("sha256", "")) for each in data.get("photos") or () if isinstance(each, Mapping))


def _differences(record: HazardRecord, row: Hazard | None) -> list[str]:
    if row is None:
        return ["库里没有这条隐患了，链还在"]
    pairs = (
        ("状态", row.state, record.state),
        ("责任人", row.owner, record.owner),
        ("发现人", row.finder, record.finder),
    )
    told = [f"{what}：库里是 {here or '空'}，链里是 {there or '空'}" for what, here, there in pairs if here != there]
    kept = [each.sha256 for each in row.report.photos]
    return [*told, *(["报的照片和链里不一样"] if tuple(kept) != record.before else [])]
