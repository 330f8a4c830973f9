"""Faults of the printed form's layout: parts that are missing or there twice, rows without contents, facts that nobody
asks for."""

from collections.abc import Iterator

from config.problem import Path
from rules.printed import FACTS, Part, Printed, Row, joined, named
from rules.templates import Templates

MUST: dict[Part, str] = {"opinions": "签字", "trail": "全程记录"}


def faults(templates: Templates) -> Iterator[tuple[Path, str]]:
    """Faults of the common layout, then of each kind's own."""
    yield from _layout(("printed",), templates.printed, FACTS)
    for name, kind in templates.kinds.items():
        at: Path = ("kinds", name, "printed")
        own = kind.printed or Printed()
        yield from _layout(at, own, FACTS | {field.id for field in kind.fields})
        for fact in sorted(set(named(own.facts)) & set(named(templates.printed.facts))):
            yield (*at, "facts"), f"“{fact}”在表头里已经有一栏：请删掉一个"
        yield from _parts(at, joined(templates.printed, kind.printed))


def _layout(at: Path, layout: Printed, known: frozenset[str]) -> Iterator[tuple[Path, str]]:
    for place, row in enumerate(layout.facts):
        yield from _row((*at, "facts", place), row, known)


def _row(at: Path, row: Row, known: frozenset[str]) -> Iterator[tuple[Path, str]]:
    if len(row) not in (2, 4):
        yield at, "表头一行要写 [栏名, 内容] 或 [栏名, 内容, 栏名, 内容]：请改正"
        return
    for fact in named((row,)):
        if fact not in known:
            yield at, f"没有“{fact}”这项内容：请改正，或先在 fields 里问"


def _parts(at: Path, layout: Printed) -> Iterator[tuple[Path, str]]:
    parts = [heading.part for heading in layout.parts]
    for part in sorted({part for part in parts if parts.count(part) > 1}):
        yield (*at, "parts"), f"“{part}”印了两次：请删掉一个"
    for must, words in MUST.items():
        if must not in parts:
            yield (*at, "parts"), f"{words}（{must}）不能不印：请写上"
