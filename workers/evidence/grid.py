"""Grids and parts with titles, as every printed record has them, on A4."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, Spacer, Table, TableStyle

from workers.evidence.typeset import GROUND, LINE, QUIET, Cell, Words, parted

WIDTH, MARGIN, FOOT = 174 * mm, 18 * mm, 16 * mm
# The height of a row that still fits on a first page, below its head; what is longer goes on in another row.
PAGE = 180 * mm
LABEL, WIDE_LABEL = 26 * mm, 32 * mm
Row = Sequence[Cell]


def label(text: str) -> Words:
    return Words(text, color=QUIET, align="center")


def grid(rows: Iterable[Row], widths: Sequence[float], *extra: tuple[object, ...], head: int = 0) -> Table:
    """The rows in a grid. One that is longer than a page goes on in another row."""
    inside = [width - 8 for width in widths]
    return _ruled([part for row in rows for part in parted(row, inside, PAGE)], widths, *extra, head=head)


def _ruled(rows: list[Row], widths: Sequence[float], *extra: tuple[object, ...], head: int = 0) -> Table:
    style = [
        ("GRID", (0, 0), (-1, -1), 0.35, LINE),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("TOPPADDING", (0, 0), (-1, -1), 2.6),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.6),
        ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
        ("BACKGROUND", (0, 0), (-1, head - 1), GROUND) if head else ("BACKGROUND", (0, 0), (0, -1), GROUND),
    ]
    return Table(rows, colWidths=list(widths), repeatRows=head, style=TableStyle([*style, *extra]))


def section(title: str, *parts: Flowable) -> list[Flowable]:
    """A part with a title, which is never alone at the foot of a page."""
    return [CondPageBreak(36 * mm), Spacer(1, 3 * mm), Words(title, size=9.5), Spacer(1, 1 * mm), *parts]


def pairs_of(pairs: Sequence[tuple[str, ...]], facts: Mapping[str, str], *extra: tuple[object, ...]) -> Table:
    """Rows of one or two labels, each with its fact beside it; an unknown fact leaves its cell empty."""
    rows: list[Row] = []
    style: list[tuple[object, ...]] = []
    for row in pairs:
        cells = [label(text) if place % 2 == 0 else Words(facts.get(text, "")) for place, text in enumerate(row)]
        wide = len(row) == 2
        inside = [LABEL - 8, (WIDTH - LABEL if wide else WIDTH / 2 - LABEL) - 8] * (len(row) // 2)
        for part in parted(cells, inside, PAGE):
            number = len(rows)
            rows.append([*part, "", ""] if wide else part)
            ground = ("BACKGROUND", (2, number), (2, number), GROUND)
            style.append(("SPAN", (1, number), (-1, number)) if wide else ground)
    half = WIDTH / 2 - LABEL
    return _ruled(rows, [LABEL, half, LABEL, half], *style, *extra)
