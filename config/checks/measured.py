"""Faults of the numbers that measures ask for: no limit, or one that no instrument can show; a question of the form
that is none, or is not answered by a number."""

from collections.abc import Iterator

from config.problem import Path
from rules.measuring import of_gas
from rules.templates import Kind, SiteReading, Templates


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


def unjudged(templates: Templates) -> Iterator[str]:
    """What somebody has to mend: lines that take a gas's value that no limit judges."""
    for kind in templates.kinds.values():
        for measure in kind.measures:
            if measure.reading is None and of_gas(measure.units):
                yield (
                    f"{kind.name}的 {measure.id} 收气体的读数，却没有限值，多少都判不了；票上测气合格才让确认。"
                    "请写 reading 和限值，或写 evidence: gas（以测气为准），去掉 units。"
                )


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
