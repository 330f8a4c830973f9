"""What a workbook changes in a plant, in words: what is new, what changed and how, what is gone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from config.sheets.names import Names
from config.sheets.parts import Key, Row
from config.sheets.tables import Column, Sheet

MOST_SIGNS = 60


def difference(sheet: Sheet, before: Sequence[Row], after: Sequence[Row], old: Names, new: Names) -> list[str]:
    """A line for each row that differs, below a line that counts them; nothing when all is the same."""
    was, now = _by_key(sheet, before), _by_key(sheet, after)
    added = [f"  + {_called(sheet, row, new)}" for key, row in now.items() if key not in was]
    gone = [f"  - {_called(sheet, row, old)}" for key, row in was.items() if key not in now]
    changes = ((row, list(_changes(sheet, was[key], row, old, new))) for key, row in now.items() if key in was)
    changed = [f"  ~ {_called(sheet, row, new)}：{'；'.join(words)}" for row, words in changes if words]
    if not added and not gone and not changed:
        return []
    counted = ((added, "新增"), (changed, "改"), (gone, "删去"))
    head = "，".join(f"{words} {len(lines)} 行" for lines, words in counted if lines)
    return [f"{sheet.title}：{head}", *added, *changed, *gone]


def other_people(sheet: Sheet, before: Sequence[Row], after: Sequence[Row]) -> list[str]:
    """People's numbers that have another name now: whoever is given an old number takes over its past."""
    if sheet.column("posts") is None:
        return []
    names = {row["id"]: row["name"] for row in before}
    changed = [row for row in after if names.get(row["id"], row["name"]) != row["name"]]
    return [
        f"注意：编号 {row['id']} 从“{names[row['id']]}”变成“{row['name']}”。不是同一个人改名，就请给新编号"
        for row in changed
    ]


def _by_key(sheet: Sheet, rows: Sequence[Row]) -> dict[Key, Row]:
    return {sheet.key(row): row for row in rows}


def _called(sheet: Sheet, row: Row, names: Names) -> str:
    words = [_shown(column, row, names) for column in map(sheet.column, sheet.called) if column]
    key = "" if set(sheet.called) & set(sheet.part.key) else f"（{'、'.join(sheet.key(row))}）"
    return " ".join(words) + key


def _changes(sheet: Sheet, was: Row, now: Row, old: Names, new: Names) -> Iterator[str]:
    for column in sheet.columns:
        if was.get(column.field, column.absent) != now.get(column.field, column.absent):
            yield f"{column.title} {_shown(column, was, old)} → {_shown(column, now, new)}"


def _shown(column: Column, row: Row, names: Names) -> str:
    words = str(column.kind.shown(row.get(column.field, column.absent), names)) or "（空）"
    return words if len(words) <= MOST_SIGNS else f"{words[:MOST_SIGNS]}…"
