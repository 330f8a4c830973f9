"""How many entries a list of the plant's files may have: more than any plant needs, and few enough that all checks
together take seconds.

Works on the raw data, before anything is built from them: what is checked in pairs costs the square of its number.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from config.problem import Finding, Path
from config.references import Places


class Most(NamedTuple):
    """pattern: the lists or mappings; each may have so many entries, and all of the file together so many."""

    pattern: str
    each: int
    noun: str
    together: int = 0


MOST: dict[str, tuple[Most, ...]] = {
    "plant": (
        Most("areas", 400, "区域"),
        Most("areas/*/polygon", 200, "点", together=2_000),
        Most("posts", 300, "岗位"),
        Most("departments", 400, "部门"),
        Most("authorizations", 2_000, "授权书"),
    ),
    "routing_rules": (
        Most("routes", 300, "路线"),
        Most("routes/*/stages", 40, "环节", together=3_000),
        Most("fragments", 200, "环节"),
        Most("substitutions", 300, "替补链"),
        Most("substitutions/*/chain", 40, "替补", together=3_000),
        Most("upgrades/rules", 200, "升级条件"),
    ),
    "permit_templates": (
        Most("kinds", 60, "作业种类"),
        Most("kinds/*/levels", 20, "级别"),
        Most("kinds/*/level_rules", 200, "定级条件"),
        Most("kinds/*/fields", 100, "问题"),
        Most("kinds/*/measures", 200, "措施"),
        Most("kinds/*/jsa", 200, "风险"),
        Most("relations/conflicts", 500, "冲突"),
    ),
}


def check(raw: Mapping[str, object]) -> Iterator[Finding]:
    """Every list that is too long, and where all of a sort are too many together."""
    places = Places(raw)
    for file, bounds in MOST.items():
        for most in bounds:
            found = places.select(file, most.pattern)
            yield from (Finding(file, path, message) for path, message in _faults(found, most))


def _faults(places: Sequence[tuple[Path, object]], most: Most) -> Iterator[tuple[Path, str]]:
    found = [(path, len(each)) for path, each in places if isinstance(each, list | dict)]
    for path, count in found:
        if count > most.each:
            yield path, f"有 {count} 个{most.noun}，最多 {most.each} 个：请删去不用的，或合并"
    together = sum(count for _, count in found)
    if most.together and together > most.together:
        where = most.pattern.split("/")[0]
        yield (where,), f"这里一共有 {together} 个{most.noun}，最多 {most.together} 个：请删去不用的，或合并"
