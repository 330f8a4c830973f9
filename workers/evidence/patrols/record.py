"""A round or a campaign as its sealed chain tells it, in words; rows of the store only say where they differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from models.patrol import CAMPAIGN, NOUNS
from models.seals import Written
from rules.hazards.codes import OTHER, of_check
from rules.hazards.exchange import Exchange
from rules.patrols.life import NAMES, STATUSES, Count, State, Status, counted
from workers.evidence.people import People, titled
from workers.evidence.trail import TrailLine, trail


@dataclass
class Seen:
    """A point of the record, and what became of it."""

    id: str
    name: str
    area: str
    lines: tuple[tuple[str, str], ...]
    who: str = ""
    at: datetime | None = None
    status: str = ""
    scanned: str = ""
    note: str = ""
    hazard: str = ""
    measure: str = ""

    @property
    def word(self) -> str:
        return next((words for status, words in STATUSES.items() if status == self.status), "还没查")


@dataclass
class PatrolRecord:
    """differences: what rows say otherwise than the chain."""

    number: str
    kind: str = ""
    title: str = ""
    source: str = ""
    state: str = "walking"
    outcome: str = ""
    starts: datetime | None = None
    ends: datetime | None = None
    closed_at: datetime | None = None
    begun_by: str = ""
    points: dict[str, Seen] = field(default_factory=dict)
    cycle: Mapping[str, Any] = field(default_factory=dict)
    codes: dict[str, Any] = field(default_factory=dict)
    trail: tuple[TrailLine, ...] = ()
    differences: list[str] = field(default_factory=list)

    @property
    def count(self) -> Count:
        return counted(cast(Status, each.status) if each.status else None for each in self.points.values())

    @property
    def word(self) -> str:
        return NAMES[cast(State, self.outcome or self.state)]

    @property
    def heading(self) -> str:
        return "专项检查记录" if self.kind == CAMPAIGN else "巡检记录"

    @property
    def facts(self) -> dict[str, str]:
        count = self.count
        cover = f"{count.looked}/{count.wanted} 处" + (f"，{count.percent}%" if count.percent is not None else "")
        return {
            "编号": self.number,
            "种类": NOUNS.get(self.kind, ""),
            "名称": self.title.partition(" · ")[2] or self.title,
            "开始": f"{self.starts:%Y-%m-%d %H:%M}" if self.starts else "",
            "期限": f"{self.ends:%Y-%m-%d %H:%M}" if self.ends else "",
            "结束": f"{self.closed_at:%Y-%m-%d %H:%M}" if self.closed_at else "还没有",
            "谁开始": self.begun_by or "到点自己开始",
            "覆盖": cover,
            "有问题": f"{count.hazard} 处",
            "未排查": f"{count.missed} 处，停用 {count.idle} 处",
        }


def read(number: str, chain: Sequence[Written], people: People) -> PatrolRecord:
    """The record, entry by entry."""
    record = PatrolRecord(number, trail=trail(list(chain), people))
    for entry in chain:
        tell = _TOLD.get(entry.kind)
        if tell:
            tell(record, entry.line["data"], entry.line, people)
    return record


def coded(record: PatrolRecord, exchange: Exchange | None) -> dict[str, Any]:
    """The round in the regulator's vocabulary: its source, its cycle, and a check record for each of its points; empty
    where the plant's data have no codes."""
    if exchange is None:
        return {}
    cycle = record.cycle
    mission = (
        {
            "checkCycle": cycle["count"],
            "checkCycleUnit": exchange.units[cycle["unit"]],
            "dayType": exchange.days[cycle["days"]],
        }
        if cycle
        else {}
    )
    checks = [
        {
            "riskMeasureId": measure,
            "hazardCode": seen.id,
            "checkStatus": _check_status(seen, measure, exchange),
            "checkTime": f"{(seen.at or record.closed_at):%Y-%m-%d %H:%M:%S}" if seen.at or record.closed_at else "",
        }
        for seen in record.points.values()
        for measure, _ in seen.lines
    ]
    source = exchange.sources.get(record.source, exchange.sources[OTHER])
    return {"checkRecordId": record.number, "dangerSrc": source, **mission, "checks": checks}


def _check_status(seen: Seen, measure: str, exchange: Exchange) -> int:
    """Where somebody named the measure that failed, the others of the point were in order."""
    named_other = seen.status == "hazard" and seen.measure not in ("", measure)
    return of_check("normal" if named_other else seen.status, exchange)


def _opened(record: PatrolRecord, data: Mapping[str, Any], line: Mapping[str, Any], people: People) -> None:
    person = str(line["actor"].get("person", ""))
    record.kind, record.title, record.source = (str(data.get(name, "")) for name in ("kind", "title", "source"))
    record.cycle = data.get("cycle") or {}
    record.starts, record.ends = (datetime.fromisoformat(data[name]) for name in ("from", "until"))
    record.begun_by = titled(people, person) if person else ""
    for point in data["points"]:
        lines = tuple((str(each["id"]), _said(each)) for each in point["lines"])
        record.points[point["id"]] = Seen(point["id"], str(point["name"]), str(point["area_name"]), lines)
    _mark(record, data.get("out_of_service", ()), "idle")


def _said(line: Mapping[str, Any]) -> str:
    return "：".join(filter(None, (str(line.get("event", "")), str(line["text"]))))


def _looked(record: PatrolRecord, data: Mapping[str, Any], line: Mapping[str, Any], people: People) -> None:
    seen = record.points.get(str(data.get("point")))
    if seen is None:
        return
    seen.who = titled(people, str(line["actor"].get("person", "")))
    seen.at = datetime.fromisoformat(line["at"])
    for name in ("status", "scanned", "note", "hazard", "measure"):
        setattr(seen, name, str(data.get(name, "")))


def _left(record: PatrolRecord, data: Mapping[str, Any], line: Mapping[str, Any], people: People) -> None:
    who, at = titled(people, str(line["actor"].get("person", ""))), datetime.fromisoformat(line["at"])
    for name in data.get("points", ()):
        seen = record.points[name]
        seen.who, seen.at, seen.status, seen.note = who, at, "missed", str(data.get("note", ""))


def _ended(record: PatrolRecord, data: Mapping[str, Any], line: Mapping[str, Any], people: People) -> None:
    record.state = record.outcome = str(line["kind"]).partition(".")[2]
    record.closed_at = datetime.fromisoformat(line["at"])
    _mark(record, data.get("left", ()), "missed")
    _mark(record, data.get("out_of_service", ()), "idle")


def _archived(record: PatrolRecord, data: Mapping[str, Any], line: Mapping[str, Any], people: People) -> None:
    record.state = "archived"


def _mark(record: PatrolRecord, told: Sequence[Mapping[str, Any]], status: str) -> None:
    for each in told:
        seen = record.points[each["point"]]
        seen.status, seen.note = status, str(each.get("note", ""))


_TOLD = {
    "patrol.opened": _opened,
    "patrol.looked": _looked,
    "patrol.left": _left,
    "patrol.done": _ended,
    "patrol.missed": _ended,
    "patrol.idle": _ended,
    "patrol.archived": _archived,
}
