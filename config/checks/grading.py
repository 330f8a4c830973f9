"""Faults of the data from which levels are derived: tables with gaps or overlaps, rules that can never decide."""

from collections.abc import Iterator
from itertools import pairwise

from config.problem import Path
from rules.templates import UNGRADED, Kind, LevelBand


def faults(kind: Kind) -> Iterator[tuple[Path, str]]:
    """Each fault with its path inside the kind."""
    if len(kind.levels) > 1 and any(level.id == UNGRADED for level in kind.levels):
        yield ("levels",), f"“{UNGRADED}”是不分级的意思，这一类有几级：请换一个编号"
    yield from _table(kind)
    yield from _bands(kind)
    yield from _rules(kind)
    yield from _answered(kind)
    yield from _conditions(kind)


def _table(kind: Kind) -> Iterator[tuple[Path, str]]:
    if bool(kind.level_table) != (kind.level_by is not None):
        yield ("level_table",), "level_table 和 level_by 要一起写：请补上另一个"
    elif kind.level_by is not None and kind.level_by not in kind.level_inputs:
        yield ("level_by",), f"level_inputs 里没有“{kind.level_by}”：请改正，或把它加上"


def _bands(kind: Kind) -> Iterator[tuple[Path, str]]:
    """Bands of the level table must follow one another without gap or overlap, and never get less strict."""
    rank = {level.id: level.rank for level in kind.levels}
    for place, (band, after) in enumerate(pairwise(kind.level_table)):
        if band.upto is None or band.upto > after.over:
            yield ("level_table", place + 1), "与上一档重叠：请改正 over 或 upto"
        elif band.upto < after.over:
            yield ("level_table", place + 1), "与上一档之间有空档：请改正 over 或 upto"
        if _laxer(band, after, rank):
            yield ("level_table", place + 1), "比上一档更高，级别却更低：请改正"
    for place, band in enumerate(kind.level_table):
        for level in (band.A, band.B):
            if level not in rank:
                yield ("level_table", place), f"没有“{level}”这个级别：请改正"
        if rank.get(band.B, 0) < rank.get(band.A, 0):
            yield ("level_table", place), "有危险因素（B）反而比没有（A）级别低：请改正"
        if band.upto is not None and band.upto <= band.over:
            yield ("level_table", place), "upto 要大于 over：请改正"


def _laxer(band: LevelBand, after: LevelBand, rank: dict[str, int]) -> bool:
    pairs = ((band.A, after.A), (band.B, after.B))
    return any(rank.get(higher, 0) < rank.get(lower, 0) for lower, higher in pairs)


def _answered(kind: Kind) -> Iterator[tuple[Path, str]]:
    """A condition of a rule is a fact of the area, or a question that must be answered with yes or no."""
    fields = {field.id: field for field in kind.fields}
    for place, rule in enumerate(kind.level_rules):
        for name in rule.all_:
            field = fields.get(name)
            asked = field is not None and field.kind == "yes_no" and field.required
            if name not in kind.area_says and name in kind.level_inputs and not asked:
                message = f"“{name}”没人答，这一条永远不会符合：请写进 area_says，或在 fields 里写一个必答的是否题"
                yield ("level_rules", place, "all"), message


def _rules(kind: Kind) -> Iterator[tuple[Path, str]]:
    """A rule is useless when all conditions of another rule are among its own, and that rule asks for the same or a
    higher level."""
    rank = {level.id: level.rank for level in kind.levels}
    for place, rule in enumerate(kind.level_rules):
        at: Path = ("level_rules", place)
        if rule.level not in rank:
            yield (*at, "level"), f"没有“{rule.level}”这个级别：请改正"
        for name in sorted(set(rule.all_) - set(kind.level_inputs) - set(kind.area_says)):
            yield (*at, "all"), f"level_inputs 里没有“{name}”：这一条永远不会符合，请改正"
        for other in (each for each in kind.level_rules if each is not rule):
            same = set(other.all_) == set(rule.all_)
            if set(other.all_) <= set(rule.all_) and rank.get(other.level, 0) >= rank.get(rule.level, 0):
                words = "两条的条件完全相同" if same else "条件更少的一条已经定为同级或更严"
                yield at, f"{words}，这一条永远不起作用：请删去或改正"
                break


def _conditions(kind: Kind) -> Iterator[tuple[Path, str]]:
    """A condition that asks for two levels."""
    owner: dict[str, str] = {}
    for level, conditions in (kind.at_least or {}).items():
        for place, condition in enumerate(conditions):
            if owner.setdefault(condition, level) != level:
                yield ("at_least", level, place), f"“{condition}”在 {owner[condition]} 里也写了：请只留一处"
