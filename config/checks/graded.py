"""How the library grades the work of a kind, which a plant may only make stricter: levels, rules, bands and conditions.

Nothing is compared by an id, because ids are the plant's: levels by their order, questions by how many of them lead to
a level.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from config.problem import Path
from rules.grading import band
from rules.plant import Area, Plant
from rules.templates import Kind, Level
from rules.texts import bare


def faults(kind: Kind, original: Kind, plant: Plant) -> Iterator[tuple[Path, str]]:
    """Each fault with its path inside the kind. original: the library's kind with the same form."""
    wrong = _levels(kind, original)
    if wrong:
        yield ("levels",), wrong
        return
    yield from _rules(kind, original, plant)
    yield from _table(kind, original)
    yield from _words(kind, original)


def ladder(kind: Kind) -> list[Level]:
    """The levels, the least strict first."""
    return sorted(kind.levels, key=lambda level: level.rank)


def _levels(kind: Kind, original: Kind) -> str:
    wanted = [level.name for level in ladder(original)]
    if len(wanted) == 1 or [bare(level.name) for level in ladder(kind)] == [bare(name) for name in wanted]:
        return ""
    return f"标准的{kind.short}从严到宽是{'、'.join(reversed(wanted))}：级别的名称和 rank 请照模板库写，一级不能少"


def _order(kind: Kind) -> Mapping[str, int]:
    return {level.id: number for number, level in enumerate(ladder(kind))}


def _rules(kind: Kind, original: Kind, plant: Plant) -> Iterator[tuple[Path, str]]:
    """In each area, each level is reached by as few answers and in as many ways as in the library."""
    for least, level in enumerate(ladder(kind) if original.level_rules else ()):
        for area in plant.areas:
            if _harder(_ways(kind, area, least), _ways(original, area, least)):
                message = (
                    f"标准里{area.name}的{kind.short}该定{level.name}的，照这里定不到："
                    "请照模板库补上 level_rules，连同它用到的 fields（必答的是否题）和 area_says"
                )
                yield ("level_rules",), message
                return


def _harder(mine: list[int], theirs: list[int]) -> bool:
    if mine[:1] == [0]:
        return False
    return len(mine) < len(theirs) or any(one > other for one, other in zip(mine, theirs, strict=False))


def _ways(kind: Kind, area: Area, least: int) -> list[int]:
    """How many questions must be answered with yes, in each way to this level or a stricter one; sorted. What the area
    says itself is no question, and a way that contains another one counts for nothing."""
    order = _order(kind)
    sets = {_open(rule.all_, kind, area) for rule in kind.level_rules if order.get(rule.level, -1) >= least}
    ways = {each for each in sets if each is not None}
    return sorted(len(each) for each in ways if not any(other < each for other in ways))


def _open(conditions: tuple[str, ...], kind: Kind, area: Area) -> frozenset[str] | None:
    """The conditions that the form must answer here; None when nobody is asked one of them."""
    said = {name for name, fact in kind.area_says.items() if getattr(area, fact) is True}
    left = frozenset(conditions) - said
    fields = (field for field in kind.fields if field.kind == "yes_no" and field.required)
    asked = {field.id for field in fields if not field.only_in or getattr(area, field.only_in)}
    return left if left <= asked else None


def _table(kind: Kind, original: Kind) -> Iterator[tuple[Path, str]]:
    """No height and no mass gives a lower level than in the library, with a factor or without."""
    if not original.level_table:
        return
    asked = next((field for field in kind.fields if field.id == kind.level_by), None)
    if asked is None or asked.kind != "number" or asked.only_in or not asked.required:
        yield ("level_by",), "标准按这个数定级：请在 fields 里写一项必答的数，每个区域都问"
    # A level that does not exist has a fault of its own.
    mine, theirs = defaultdict(lambda: len(kind.levels), _order(kind)), _order(original)
    for value in _values(kind, original):
        one, other = band(kind.level_table, value), band(original.level_table, value)
        if other and (one is None or mine[one.A] < theirs[other.A] or mine[one.B] < theirs[other.B]):
            yield ("level_table",), f"{value:g} 的时候定的级别比标准低：请照模板库改"
            return


def _values(*kinds: Kind) -> list[float]:
    """Values at each border of the bands, and on both sides of it."""
    ends = {each for kind in kinds for part in kind.level_table for each in (part.over, part.upto)}
    return sorted(end + step for end in ends if end is not None for step in (-0.001, 0, 0.001))


def _words(kind: Kind, original: Kind) -> Iterator[tuple[Path, str]]:
    """Factors and conditions that can be chosen on the form stay, each with its level."""
    offered = {bare(choice) for field in kind.fields for choice in field.choices}
    factors = {*map(bare, kind.objective_factors)} & offered
    lost = [factor for factor in original.objective_factors if bare(factor) not in factors]
    if lost:
        yield ("objective_factors",), f"少了“{lost[0]}”，表单里也要能选到：请照模板库补上"
    mine, theirs = _order(kind), _order(original)
    raised = {bare(word): mine.get(level, -1) for level, words in (kind.at_least or {}).items() for word in words}
    for level, words in (original.at_least or {}).items():
        for word in words:
            if raised.get(bare(word), -1) < theirs[level] or bare(word) not in offered:
                yield ("at_least",), f"“{word}”至少是{original.level(level).name}，表单里也要能选到：请照模板库补上"
                return
