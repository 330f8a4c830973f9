"""The regulator's vocabulary as data: which code stands for what of ours (`hazard_categories.yaml`, docs/rules.md).

Source: public code that uploads to provincial platforms. The body of the specification was not readable, so nothing
here says that any platform accepts it.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Exchange:
    """levels: dangerLevel by grade · sources: dangerSrc by where the report comes from, `other` for the rest · manage:
    dangerManageType for what was mended `on_the_spot` and `by_deadline` · states: dangerState by the hazard's state ·
    open_state: of every other state · deleted: states that are reported as deleted · registered_by: hazardCategory ·
    occurrence: occurrenceLink of a category that names none · checks: a check record's status by what was found ·
    units, days: a mission's cycle."""

    levels: Mapping[str, int]
    sources: Mapping[str, int]
    manage: Mapping[str, int]
    states: Mapping[str, int]
    open_state: int
    deleted: tuple[str, ...]
    registered_by: int
    occurrence: int
    checks: Mapping[str, int]
    units: Mapping[str, str]
    days: Mapping[str, int]
