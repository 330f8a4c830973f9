"""A drill's row against its chain: who was to do which, as it was varied, each decision, how it ended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from models import drill as drills
from models.base import PLANT_ZONE
from models.drill import ALONE, DrillRun
from models.drill_sheet import CARDS, SCENE
from models.seals import Written
from rules.training.drill_life import ENDED, NAMES
from workers.evidence.difference import Difference, differing, to_the_second

Data = Mapping[str, Any]
WORDS = {str(state): word for state, word in NAMES.items()}
ENDS = {f"drill.{state}": str(state) for state in ENDED}
# As the trail says how somebody begins (`handlers.drills.inviting`).
IN_SCENE, SLOWLY = "3D", "多给一半时间"


@dataclass
class Told:
    """values: what the chain says last, with the number of its entry; parts: who takes which post, in order; ready:
    whose place is taken; steps: each decision."""

    values: dict[str, tuple[object, int]] = field(default_factory=dict)
    parts: list[tuple[str, str]] = field(default_factory=list)
    ready: set[str] = field(default_factory=set)
    steps: list[tuple[dict[str, object], int]] = field(default_factory=list)

    def says(self, seq: int, **values: object) -> None:
        self.values |= {what: (value, seq) for what, value in values.items()}


def differences(row: DrillRun, chain: Sequence[Written]) -> Iterator[Difference]:
    """Where the row does not say what the chain says."""
    told, stored = read(chain), _stored(row)
    for what, (sealed, seq) in told.values.items():
        yield from differing(what, sealed, stored[what], seq)
    yield from differing("谁练", told.parts, [(part.person, part.post) for part in row.sheet.parts])
    ready = [part.person for part in row.sheet.parts if part.ready]
    yield from differing("谁到了", [person for person, _ in told.parts if person in told.ready], ready)
    yield from differing("决定了几步", len(told.steps), len(row.sheet.steps))
    for number, ((sealed_step, seq), step) in enumerate(zip(told.steps, row.sheet.steps, strict=False), 1):
        kept = {
            "哪一步": step.at_node,
            "哪个岗位": row.sheet.parts[step.part].post,
            "选了什么": step.option,
            "得分": step.points,
            "致命": step.fatal,
            "限时": step.limit_s,
            "时间": _second(step.at),
        }
        for what, value in sealed_step.items():
            yield from differing(f"第 {number} 个决定的{what}", value, kept[what], seq)


def read(chain: Sequence[Written]) -> Told:
    told = Told()
    for entry in chain:
        data, seq, at = entry.line["data"], entry.seq, _second(datetime.fromisoformat(entry.line["at"]))
        who = str(entry.line["actor"].get("person", ""))
        if entry.kind == "drill.ordered":
            _ordered(told, data, who or str(entry.line["actor"].get("account", "")), seq, at)
        elif entry.kind == "drill.ready":
            told.ready.add(who)
        elif entry.kind == "drill.begun":
            _begun(told, data, seq, at)
        elif entry.kind == "drill.decided":
            told.steps.append((_step(data, at), seq))
        elif entry.kind in ENDS:
            state, words = ENDS[entry.kind], {str(data.get("ending") or data.get("why") or "")} - {""}
            told.says(
                seq, 状态=WORDS[state], 结果=state, 得分=data.get("score"), 结束=at, 结局=sorted(words), 现在问的=""
            )
        elif entry.kind == "drill.archived":
            told.says(seq, 状态=NAMES["archived"])
    return told


def _ordered(told: Told, data: Data, by: str, seq: int, at: str) -> None:
    told.parts = [(str(each["person"]), str(each["post"])) for each in data["parts"]]
    told.says(seq, 编号=data["number"], 演练=data["drill"], 种类=data["kind"], 名称=data["title"], 派出=at, 谁派=by)
    told.says(seq, 种子=data["seed"], 变化=dict(data["given"]), 再练=bool(data["retry"]), 状态=NAMES["invited"])
    told.says(seq, 结果="", 得分=None, 开始=_second(None), 结束=_second(None), 结局=[])


def _begun(told: Told, data: Data, seq: int, at: str) -> None:
    told.ready = {person for person, _ in told.parts}
    told.says(seq, 状态=NAMES["running"], 开始=at, 多给时间=SLOWLY in data["how"])
    if told.values["种类"][0] == ALONE:
        told.says(seq, 怎么练=SCENE if IN_SCENE in data["how"] else CARDS)


def _step(data: Data, at: str) -> dict[str, object]:
    names = {
        "哪一步": "node",
        "哪个岗位": "post",
        "选了什么": "option",
        "得分": "points",
        "致命": "fatal",
        "限时": "limit_s",
    }
    return {what: data[name] for what, name in names.items()} | {"时间": at}


def _stored(row: DrillRun) -> dict[str, object]:
    sheet = row.sheet
    return {
        "编号": row.number,
        "演练": row.drill,
        "种类": row.kind,
        "名称": drills.title(row),
        "派出": _second(row.opened_at),
        "谁派": sheet.ordered_by,
        "种子": sheet.seed,
        "变化": dict(sheet.given),
        "再练": sheet.retry,
        "状态": WORDS.get(row.state, row.state),
        "结果": row.outcome,
        "得分": row.score,
        "开始": _second(row.begun_at),
        "结束": _second(row.closed_at),
        "结局": sorted({sheet.ending, sheet.why} - {""}),
        "现在问的": sheet.at_node,
        "多给时间": any(part.slow for part in sheet.parts),
        "怎么练": sheet.parts[0].way if sheet.parts else "",
    }


def _second(moment: datetime | None) -> str:
    return to_the_second(moment.astimezone(PLANT_ZONE) if moment else None)
