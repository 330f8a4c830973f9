"""A round's row against its chain: each value that pages show, as the entries have it last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from models import patrol as patrols
from models.base import PLANT_ZONE
from models.patrol import Patrol
from models.patrol_sheet import Found, Point
from models.seals import Written
from rules.patrols.life import ENDED, NAMES, State, counted
from workers.evidence.difference import Difference, differing, to_the_second

Data = Mapping[str, Any]
WORDS = {str(state): word for state, word in NAMES.items()}
ENDS = {f"patrol.{state}": state for state in ENDED}
SEEN = {
    "status": "查的结果",
    "by": "谁查的",
    "at": "什么时候查的",
    "scanned": "扫了哪张码",
    "note": "说明",
    "hazard": "报的隐患",
    "measure": "哪条措施没做到",
}
CODES = {"area": "在哪个区域", "machine": "在哪台设备", "code": "编号"}
LOOKED_FOR = {"number": "编号", "post": "按哪个岗位找人", "department": "哪个部门找人"}
COUNTS = {"total": "几处", "looked": "查了几处", "hazard": "几处有问题", "idle": "几处停用", "missed": "几处未排查"}


@dataclass
class Told:
    """What the chain says. points: what is looked at, and seen: what became of it, by id; reads: the codes in
    words, and codes: where each stands, as far as its entry says; tried: who passed it on."""

    values: dict[str, tuple[object, int]] = field(default_factory=dict)
    points: dict[str, dict[str, object]] = field(default_factory=dict)
    seen: dict[str, dict[str, object]] = field(default_factory=dict)
    reads: list[str] = field(default_factory=list)
    codes: list[dict[str, object]] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)
    over: bool = False


def differences(row: Patrol, chain: Sequence[Written]) -> Iterator[Difference]:
    """Where the row does not say what the chain says."""
    told = read(chain)
    for what, (sealed, seq) in told.values.items():
        yield from differing(what, sealed, _stored(row).get(what), seq)
    yield from differing("换过谁", told.tried, list(row.sheet.tried))
    yield from differing("扫的码", told.reads, [_read(each.by, each.at, each.words) for each in row.sheet.reads])
    for stands, read_ in zip(told.codes, row.sheet.reads, strict=False):
        kept = {"area": read_.area, "machine": read_.machine, "code": read_.number}
        for name, value in stands.items():
            yield from differing(f"扫的码，{CODES[name]}", value, kept[name])
    there = {each.id: each for each in row.sheet.points}
    yield from differing("要查的有哪几处", sorted(told.points), sorted(there))
    for name, point in told.points.items():
        if name in there:
            yield from _of_point(told, point, there[name], row)
    statuses = [_status(row, name, told) for name in told.points]
    sums = {"total": len(told.points), **vars(counted(statuses))}
    yield from (each for name, what in COUNTS.items() for each in differing(what, sums[name], getattr(row, name)))


def read(chain: Sequence[Written]) -> Told:
    told = Told()
    for entry in chain:
        data, who = entry.line["data"], str(entry.line["actor"].get("person", ""))
        at = _second(datetime.fromisoformat(entry.line["at"]))
        if entry.kind == "patrol.opened":
            _opened(told, data, who, entry.seq, at)
        elif entry.kind == "patrol.given":
            told.points |= {name: {**told.points[name], "请了谁": str(data.get("to", ""))} for name in data["points"]}
        elif entry.kind == "patrol.read":
            told.reads.append(_read(who, datetime.fromisoformat(entry.line["at"]), str(data.get("words", ""))))
            told.codes.append({name: data[name] for name in CODES if name in data})
        elif entry.kind == "patrol.passed":
            told.tried.append(str(data.get("from", "")))
        elif entry.kind == "patrol.looked":
            names = ("status", "scanned", "note", "hazard", "measure")
            said = {name: str(data.get(name, "")) for name in names}
            # Of what is in order nothing else is kept.
            kept = said if said["status"] == "hazard" else {**said, "note": "", "measure": ""}
            told.seen[str(data["point"])] = {**kept, "by": who, "at": at}
        elif entry.kind == "patrol.left":
            said = {"status": "missed", "note": str(data.get("note", "")), "by": who, "at": at}
            told.seen |= {name: dict(said) for name in data.get("points", ())}
        elif entry.kind in ENDS:
            _ended(told, data, ENDS[entry.kind], entry.seq, at)
        elif entry.kind == "patrol.archived":
            told.values["状态"] = (NAMES["archived"], entry.seq)
    return told


def _opened(told: Told, data: Data, who: str, seq: int, at: str) -> None:
    begins, ends = (_second(datetime.fromisoformat(data[name])) for name in ("from", "until"))
    said = {"种类": data["kind"], "名称": data["title"], "来源": data.get("source", ""), "开始": begins, "期限": ends}
    said |= {"谁开始": who, "状态": NAMES["walking"], "结果": "", "结束": _second(None), "计划": data.get("plan", "")}
    # Older entries do not say who is looked for.
    said |= {what: data[name] for name, what in LOOKED_FOR.items() if name in data}
    told.values |= {what: (value, seq) for what, value in said.items()}
    for point in data["points"]:
        lines = [(str(each["id"]), str(each.get("event", "")), str(each["text"])) for each in point["lines"]]
        words = {"名称": point["name"], "区域": point["area_name"], "措施": lines, "设备": point.get("machine", "")}
        words |= {"哪个区域": point["area"]} if "area" in point else {}
        told.points[str(point["id"])] = words
    _mark(told, data.get("out_of_service", ()), "idle")


def _ended(told: Told, data: Data, state: State, seq: int, at: str) -> None:
    said = {"状态": NAMES[state], "结果": state, "结束": at}
    told.values |= {what: (value, seq) for what, value in said.items()}
    told.over = True
    _mark(told, data.get("left", ()), "missed")
    _mark(told, data.get("out_of_service", ()), "idle")


def _mark(told: Told, entries: Sequence[Data], status: str) -> None:
    for each in entries:
        nobody = {"by": "", "scanned": "", "hazard": "", "measure": "", **({"at": ""} if status == "missed" else {})}
        before = told.seen.get(each["point"], nobody)
        told.seen[each["point"]] = {**before, "status": status, "note": str(each.get("note", ""))}


def _stored(row: Patrol) -> dict[str, object]:
    return {
        "种类": row.kind,
        "名称": patrols.title(row),
        "来源": row.sheet.source,
        "开始": _second(row.starts_at),
        "期限": _second(row.ends_at),
        "谁开始": row.sheet.begun_by,
        "状态": WORDS.get(row.state, row.state),
        "结果": row.outcome,
        "结束": _second(row.closed_at),
        "计划": row.plan,
        "编号": row.number,
        "按哪个岗位找人": row.sheet.post,
        "哪个部门找人": row.sheet.department,
    }


def _of_point(told: Told, sealed: dict[str, object], stored: Point, row: Patrol) -> Iterator[Difference]:
    called = f"{stored.area_name} {stored.name}："
    lines = [(each.id, each.event, each.text) for each in stored.lines]
    kept = {
        "名称": stored.name,
        "区域": stored.area_name,
        "哪个区域": stored.area,
        "措施": lines,
        "设备": stored.machine,
        "请了谁": stored.person,
    }
    for what, value in sealed.items():
        yield from differing(f"{called}{what}", value, kept[what])
    seen, found = told.seen.get(stored.id), row.sheet.found.get(stored.id)
    if seen is None and found is not None and found.status == "idle" and not told.over:
        # That it was taken out of service is in the chain of the point, and here once the round is over.
        return
    values = _found(found)
    for name, what in SEEN.items():
        if seen is None or name in seen:
            yield from differing(f"{called}{what}", seen[name] if seen else "", values[name])


def _status(row: Patrol, name: str, told: Told) -> Any:
    """By the chain; by the row where only that of the point knows that it is out of service."""
    seen, found = told.seen.get(name), row.sheet.found.get(name)
    if seen is not None:
        return seen["status"]
    return "idle" if found is not None and found.status == "idle" and not told.over else None


def _found(found: Found | None) -> dict[str, object]:
    if found is None:
        return dict.fromkeys(SEEN, "")
    return {**{name: getattr(found, name) for name in SEEN}, "at": _second(found.at) if found.at else ""}


def _read(by: str, at: datetime, words: str) -> str:
    return f"{by} {_second(at)} {words}"


def _second(moment: datetime | None) -> str:
    return to_the_second(moment.astimezone(PLANT_ZONE) if moment else None)
