"""The least level of a job by its inputs and its place, and what that makes of the level chosen by hand.

GB 30871—2022 §5.1 (hot work), §8.1 (height), §9.1 (lifting); conditions and bands are the templates' data. By hand a
level can only be raised. Only a recorded decision (`downgrades` in the routing rules) lowers it, never a box to tick.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rules.plant import Area
from rules.templates import AreaFact, Kind, Level, LevelBand


class TooLow(Exception):
    """The level chosen by hand is below the derived one; `words` say this and what to do."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


@dataclass(frozen=True)
class Derived:
    """The least level (id) and every reason for just that level."""

    level: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Settled:
    """The level that the job goes into routing with, and why."""

    level: str
    reasons: tuple[str, ...]


def derive(kind: Kind, area: Area, inputs: Mapping[str, object]) -> Derived | None:
    """The strictest level of all that fit; None when the kind has no levels to derive, or nothing fits.

    A question that nobody answered counts neither as a yes nor as a number.
    """
    fits = [*_by_rules(kind, area, inputs), *_by_table(kind, inputs), *_at_least(kind, inputs)]
    if not fits:
        return None
    strictest = max((level for level, _ in fits), key=lambda level: level.rank)
    reasons = [why for level, why in fits if level.id == strictest.id]
    return Derived(strictest.id, (*dict.fromkeys(reasons), *_exempt(kind, inputs)))


def said(fact: AreaFact, kind: Kind, area: Area, inputs: Mapping[str, object]) -> bool:
    """Whether this is so of the area, by the plant's data or by a question of the form."""
    asked = (name for name, says in kind.area_says.items() if says == fact)
    return getattr(area, fact) is True or any(inputs.get(name) is True for name in asked)


def settle(chosen: str, derived: Derived | None, kind: Kind, decided: str = "") -> Settled:
    """The level to route with. Raises TooLow.

    decided: the level of a recorded downgrade decision. The job then keeps its derived level; `levels.grade` checks the
    decision, lowers the level and gives the name and the reason.
    """
    level = kind.level(chosen)
    if derived is None:
        return Settled(chosen, (f"{level.name}，由申请人选定",))
    least = kind.level(derived.level)
    reasons = tuple(f"定为{least.name}：{why}" for why in derived.reasons)
    if level.rank == least.rank or (level.rank < least.rank and chosen == decided):
        return Settled(derived.level, reasons)
    if level.rank < least.rank:
        raise TooLow(f"{'；'.join(derived.reasons)}，至少是{least.name}，不能选{level.name}：请改选{least.name}")
    return Settled(chosen, (*reasons, f"申请人由{least.name}提高到{level.name}"))


def _by_rules(kind: Kind, area: Area, inputs: Mapping[str, object]) -> Iterator[tuple[Level, str]]:
    for rule in kind.level_rules:
        if all(_yes(name, kind, area, inputs) for name in rule.all_):
            yield kind.level(rule.level), rule.why


def _yes(name: str, kind: Kind, area: Area, inputs: Mapping[str, object]) -> bool:
    """Whether the answer is yes; when the area says yes, the form can't say no."""
    fact = kind.area_says.get(name)
    return inputs.get(name) is True or (fact is not None and getattr(area, fact) is True)


def _by_table(kind: Kind, inputs: Mapping[str, object]) -> Iterator[tuple[Level, str]]:
    """The band of what was measured; any objective factor moves it from column A to column B."""
    value = inputs.get(kind.level_by or "")
    if isinstance(value, bool) or not isinstance(value, int | float):
        return
    found = band(kind.level_table, value)
    if found is None:
        return
    factors = _chosen(kind.objective_factors, kind, inputs)
    asked = next((field for field in kind.fields if field.id == kind.level_by), None)
    why = f"{asked.title} {value:g} {asked.unit}".rstrip() if asked else f"{value:g}"
    if factors:
        yield kind.level(found.B), f"{why}，有{'、'.join(factors)}"
    else:
        yield kind.level(found.A), why


def band(table: Sequence[LevelBand], value: float) -> LevelBand | None:
    """Searched from the top: a band that includes its lower bound takes that value from the band below."""
    return next(
        (band for band in reversed(table) if value > band.over or (band.lower_inclusive and value == band.over)), None
    )


def _at_least(kind: Kind, inputs: Mapping[str, object]) -> Iterator[tuple[Level, str]]:
    """Conditions that ask for a level whatever the height (表B.1, note 2)."""
    for level, conditions in (kind.at_least or {}).items():
        for condition in _chosen(conditions, kind, inputs):
            yield kind.level(level), condition


def _chosen(known: Sequence[str], kind: Kind, inputs: Mapping[str, object]) -> tuple[str, ...]:
    """Which of these words were chosen in any question of the form."""
    given = [inputs.get(field.id) for field in kind.fields if field.kind in ("choice", "choices")]
    words = {word for each in given for word in _words(each)}
    return tuple(word for word in known if word in words)


def _words(given: object) -> Sequence[str]:
    """The words of an answer: a list, one word, or words joined by 、."""
    return given.split("、") if isinstance(given, str) else given if isinstance(given, Sequence) else ()


def _exempt(kind: Kind, inputs: Mapping[str, object]) -> tuple[str, ...]:
    """A load so light that the standard needs no permit still needs its risk analysis."""
    value = inputs.get(kind.level_by or "")
    light = kind.exempt is not None and isinstance(value, int | float) and value < kind.exempt.below_t
    return (f"不足 {kind.exempt.below_t:g} 吨，标准可以免票，仍要做风险分析",) if kind.exempt and light else ()
