"""Faults of the numbers that measures ask for: no limit, or one that no instrument can show; a question of the form
that is none, or is not answered by a number."""

from collections.abc import Iterator

from config.problem import Path
from rules.templates import Kind, SiteReading


def faults(kind: Kind) -> Iterator[tuple[Path, str]]:
    """Each fault with its path inside the kind."""
    numbers = {field.id for field in kind.fields if field.kind == "number"}
    for place, measure in enumerate(kind.measures):
        if measure.units and (measure.evidence != "reading" or measure.reading):
            yield ("measures", place, "units"), f"{measure.id} 的 units 只给用文字写的读数：请删去，或去掉 reading"
        if measure.reading is None:
            continue
        at: Path = ("measures", place, "reading")
        if measure.evidence != "reading":
            yield at, f"{measure.id} 写了 reading，evidence 也要写 reading：请改正"
        if measure.reading.graded_by and measure.reading.graded_by not in numbers:
            yield (*at, "graded_by"), f"这一类的表单没有填数的“{measure.reading.graded_by}”：请改成 fields 里的一个"
        yield from ((at, f"{measure.id} 的读数{words}：请改正") for words in _faults(measure.reading))


def _faults(reading: SiteReading) -> Iterator[str]:
    limits = [limit for limit in (reading.least, reading.most) if limit is not None]
    if not limits:
        yield "没有限值，多少都会通过，most（不超过）和 least（不低于）至少写一个"
    if reading.from_ >= reading.upto:
        yield "from 要小于 upto"
    elif any(not reading.from_ <= limit <= reading.upto for limit in limits):
        yield "限值要在 from 和 upto 之间"
    if len(limits) == 2 and limits[0] > limits[1]:
        yield "least 不能大于 most"
