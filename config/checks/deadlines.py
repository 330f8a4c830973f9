"""Deadlines of hazards that stand the wrong way round."""

from collections.abc import Iterator

from rules.hazards.categories import ByGrade, HazardCategories

MEANT = "写反了就请改，是这个意思就不用管"


def upside_down(hazards: HazardCategories) -> Iterator[str]:
    """What somebody has to look at: a major hazard that has longer than a general one."""
    if hazards.defaults:
        yield from _longer("defaults", hazards.defaults.deadline_hours, hazards.defaults.first_response_minutes)
    for category in hazards.categories:
        yield from _longer(category.name, category.deadline_hours, None)


def _longer(whose: str, hours: ByGrade | None, minutes: ByGrade | None) -> Iterator[str]:
    for given, unit, name in ((hours, "小时", "deadline_hours"), (minutes, "分钟", "first_response_minutes")):
        if given and given.major > given.general:
            yield (
                f"hazard_categories.yaml {whose} 的 {name}：重大 {given.major:g} {unit}，"
                f"比一般的 {given.general:g} {unit}还长：{MEANT}"
            )
