"""What a major hazard (重大隐患) needs beyond others: a plan of five items before the work, and looks of every level
before it is closed (hazards.md §3). Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal

from rules.hazards.categories import Grade
from rules.hazards.owners import Head

Item = Literal["duty", "measures", "money", "time", "emergency"]
# The five items (五落实) in their order, and who approves each.
ITEMS: Mapping[Item, str] = {
    "duty": "责任",
    "measures": "措施",
    "money": "资金",
    "time": "时限",
    "emergency": "预案",
}
APPROVERS: Mapping[Item, Head] = {
    "duty": "deputy_in_charge",
    "measures": "technical",
    "money": "plant_head",
    "time": "safety_head",
    "emergency": "safety_head",
}
MOST_MILESTONES = 5
# Who looks one after the other, from the crew to whoever closes it. The safety office's look of others is drawn.
Level = Literal["crew", "safety", "management", "technical", "finder", "director"]
LEVELS: Mapping[Level, str] = {
    "crew": "班组验",
    "safety": "安全部复查",
    "management": "管理层看",
    "technical": "技术评估",
    "finder": "发现人认可",
    "director": "主要负责人定",
}
ROADS: Mapping[Grade, tuple[Level, ...]] = {
    "general": ("crew", "safety", "finder"),
    "major": ("crew", "safety", "management", "technical", "finder", "director"),
}


@dataclass(frozen=True)
class Stands:
    """What there is of a major hazard. looked: the levels that found it mended in this round."""

    filled: Collection[Item] = ()
    approved: Collection[Item] = ()
    milestones_left: int = 0
    looked: Collection[str] = field(default=())


def empty(filled: Collection[Item]) -> tuple[Item, ...]:
    """The items that the plan does not have."""
    return tuple(item for item in ITEMS if item not in filled)


def lacks_to_start(stands: Stands) -> tuple[str, ...]:
    """Why nobody may begin the work, in words; nothing when he may: each item is filled in and approved."""
    missing = [f"方案缺{ITEMS[item]}" for item in empty(stands.filled)]
    open_ = [f"{ITEMS[item]}没批" for item in ITEMS if item in stands.filled and item not in stands.approved]
    return (*missing, *open_)


def lacks_to_close(stands: Stands) -> tuple[str, ...]:
    """Why it may not be closed, in words. A photo is never enough: each level has seen it mended in this round."""
    left = (f"还有 {stands.milestones_left} 个节点没做完",) if stands.milestones_left else ()
    looks = (f"缺{LEVELS[level]}" for level in ROADS["major"] if level not in stands.looked)
    return (*lacks_to_start(stands), *left, *looks)


def after(level: Level, grade: Grade) -> Level | None:
    """Who looks next; None when it is to be closed. A second look of the safety office at what is not major is drawn,
    so whoever asks leaves it out where the draw did."""
    road = ROADS[grade]
    place = road.index(level) + 1
    return road[place] if place < len(road) else None
