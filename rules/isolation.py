"""Lock-out points: where energy or material is cut off, under which tag and lock, and who keeps the key.

能量隔离、上锁挂牌 as lines of the checklist: a tag is enough for a blind plate, a switch takes a lock as well.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Literal

Isolates = Literal["tag", "lock"]
MOST, LONGEST = 12, 30


class BadPoint(ValueError):
    """Why what was given does not name the points, and what to do, in Chinese."""


@dataclass(frozen=True)
class LockPoint:
    """place: the switch, valve or flange; keeper: the person who has the key, empty where there is no lock."""

    place: str
    tag: str
    lock: str = ""
    keeper: str = ""


NAMES = tuple(field.name for field in fields(LockPoint))


def points(given: object, isolates: Isolates, people: Collection[str]) -> tuple[LockPoint, ...]:
    """The points of one measure, in their order. people: who may keep a key. Raises BadPoint."""
    rows = given if isinstance(given, Sequence) and not isinstance(given, str) else ()
    found = tuple(_point(row, isolates, people) for row in rows[: MOST + 1])
    if not found:
        raise BadPoint("这一条要写隔离点。请写上在哪里、挂的几号牌。")
    if len(found) > MOST:
        raise BadPoint(f"一条最多写 {MOST} 个隔离点。请拆成几张票。")
    for what, numbers in (("牌号", [each.tag for each in found]), ("锁号", [each.lock for each in found if each.lock])):
        if len(set(numbers)) < len(numbers):
            raise BadPoint(f"{what}写重了。请一个点写一个{what}。")
    return found


def known(kept: Iterable[Mapping[str, str]]) -> tuple[LockPoint, ...]:
    """The points of a measure, read from what was kept."""
    return tuple(LockPoint(**{name: each[name] for name in NAMES if name in each}) for each in kept)


def kept(found: Sequence[LockPoint]) -> list[dict[str, str]]:
    return [asdict(each) for each in found]


def words(point: LockPoint, name: Callable[[str], str]) -> str:
    """循环泵 P-101 电源：牌 7，锁 12，钥匙在谁手里。"""
    lock = f"，锁 {point.lock}，钥匙在{name(point.keeper)}" if point.lock else ""
    return f"{point.place}：牌 {point.tag}{lock}"


def undone(point: LockPoint, name: Callable[[str], str]) -> str:
    """The line to tick before the work is accepted; empty where the tag stays (a blind plate that is still in)."""
    if not point.lock:
        return ""
    return f"{point.place}：锁 {point.lock} 已拆，牌 {point.tag} 已摘，钥匙已还{name(point.keeper)}"


def _point(row: object, isolates: Isolates, people: Collection[str]) -> LockPoint:
    if not isinstance(row, Mapping):
        raise BadPoint("隔离点没有收完整。请重新打开这一页再写。")
    point = LockPoint(*(str(row.get(name) or "").strip()[:LONGEST] for name in ("place", "tag", "lock", "keeper")))
    if not point.place or not point.tag:
        raise BadPoint("隔离点没写全。请写上在哪里、挂的几号牌。")
    if isolates == "lock" and not point.lock:
        raise BadPoint(f"{point.place}没写锁号。请上锁，再写锁号和谁拿钥匙。")
    if point.lock and point.keeper not in people:
        raise BadPoint(f"{point.place}没写谁拿钥匙。请从这张票的人里选一个。")
    return point if point.lock else LockPoint(point.place, point.tag)
