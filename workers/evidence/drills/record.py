"""A drill as its sealed chain tells it, in words; the row of the store only says where it differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from models.drill import NOUNS
from models.seals import Sealed
from rules.training.drill_life import NAMES, State
from rules.training.drilling import LEE, WIND
from workers.evidence.people import People, titled
from workers.evidence.trail import TrailLine, trail

Line = Mapping[str, Any]


@dataclass(frozen=True)
class Decided:
    """A decision as it was asked. options: letter and text as they stood; chosen: empty when the time was up."""

    head: str
    text: str
    options: tuple[str, ...]
    chosen: str
    points: int
    weight: int
    fatal: bool
    limit_s: int
    consequence: str
    better: str
    why: str
    who: str
    at: datetime


@dataclass
class DrillRecord:
    """differences: what rows say otherwise than the chain."""

    number: str
    kind: str = ""
    title: str = ""
    ordered_by: str = ""
    people: tuple[str, ...] = ()
    given: Mapping[str, str] = field(default_factory=dict)
    seed: str = ""
    pass_score: int = 0
    how: str = ""
    opened_at: datetime | None = None
    begun_at: datetime | None = None
    closed_at: datetime | None = None
    state: str = "invited"
    outcome: str = ""
    ending: str = ""
    score: int | None = None
    parts_of_score: str = ""
    decided: list[Decided] = field(default_factory=list)
    trail: tuple[TrailLine, ...] = ()
    differences: list[str] = field(default_factory=list)

    @property
    def word(self) -> str:
        return NAMES[cast(State, self.outcome or self.state)]

    @property
    def facts(self) -> dict[str, str]:
        points = "" if self.score is None else f"{self.score} 分（{self.pass_score} 分合格）"
        return {
            "编号": self.number,
            "种类": NOUNS.get(self.kind, ""),
            "名称": self.title,
            "谁练": "、".join(self.people),
            "谁派": self.ordered_by or "没合格，自动再派",
            "怎么练": self.how,
            "派出": _minute(self.opened_at),
            "开始": _minute(self.begun_at) or "没有开始",
            "结束": _minute(self.closed_at) or "还没有",
            "结果": "，".join(filter(None, (self.word, self.ending))),
            "得分": points,
            "分数怎么来": self.parts_of_score,
            "这次的变化": "、".join(self._varied()) + f"（种子 {self.seed}）",
        }

    def _varied(self) -> list[str]:
        """What this run drew; where the wind blows to follows from where it comes from."""
        return [f"{words}风" if name == WIND else words for name, words in self.given.items() if name != LEE]


def read(number: str, chain: Sequence[Sealed], people: People) -> DrillRecord:
    """The record, entry by entry."""
    record = DrillRecord(number, trail=trail(list(chain), people))
    for entry in chain:
        tell = _TOLD.get(entry.kind)
        if tell:
            tell(record, entry.line["data"], entry.line, people)
    return record


def _ordered(record: DrillRecord, data: Line, line: Line, people: People) -> None:
    record.kind, record.title = str(data["kind"]), str(data["title"]).partition(" · ")[2]
    actor = line["actor"]
    by = str(actor.get("person", ""))
    record.ordered_by = titled(people, by) if by else str(actor.get("account", ""))
    record.people = tuple(_part(each, people) for each in data["parts"])
    record.given, record.seed, record.pass_score = data["given"], str(data["seed"]), int(data["pass_score"])
    record.opened_at = datetime.fromisoformat(line["at"])


def _part(each: Line, people: People) -> str:
    return titled(people, str(each["person"])) + (f"（{each['post_name']}）" if each["post_name"] else "")


def _begun(record: DrillRecord, data: Line, line: Line, people: People) -> None:
    record.state, record.how = "running", str(data["how"])
    record.begun_at = datetime.fromisoformat(line["at"])


def _decided(record: DrillRecord, data: Line, line: Line, people: People) -> None:
    by = str(line["actor"].get("person", ""))
    record.decided.append(
        Decided(
            head=f"第 {data['place']} 步{data['post_name']}",
            text=str(data["text"]),
            options=tuple(f"{each['letter']}. {each['text']}" for each in data["options"]),
            chosen=str(data["option_text"]),
            points=int(data["points"]),
            weight=int(data["weight"]),
            fatal=bool(data["fatal"]),
            limit_s=int(data["limit_s"]),
            consequence=str(data["consequence"]),
            better="" if data["option"] == data["better"] else str(data["better_text"]),
            why=str(data["why"]),
            who=titled(people, by) if by else "",
            at=datetime.fromisoformat(line["at"]),
        )
    )


def _ended(record: DrillRecord, data: Line, line: Line, people: People) -> None:
    record.state = record.outcome = str(line["kind"]).partition(".")[2]
    record.closed_at = datetime.fromisoformat(line["at"])
    record.ending = str(data.get("ending") or data.get("why") or "")
    if "score" in data:
        record.score = int(data["score"])
        record.parts_of_score = _score(data, people)


def _score(data: Line, people: People) -> str:
    if "handed" in data:
        own = "、".join(f"{titled(people, str(each['person']))} {each['score']} 分" for each in data["own"])
        return f"该说到的 {data['needed']} 处，说到 {data['handed']} 处；各自的决定：{own}"
    fatal = "；有致命错误，最多 59 分" if data["fatal"] else ""
    return f"走到的步 {data['visited']} 分，对照最好的走法 {data['best']} 分，取低的{fatal}"


def _archived(record: DrillRecord, data: Line, line: Line, people: People) -> None:
    record.state = "archived"


_TOLD = {
    "drill.ordered": _ordered,
    "drill.begun": _begun,
    "drill.decided": _decided,
    "drill.passed": _ended,
    "drill.failed": _ended,
    "drill.missed": _ended,
    "drill.archived": _archived,
}


def _minute(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else ""
