"""What is looked at in rounds and campaigns: risk points, what may happen there, and the control measures against it.

The dataclasses have the shape of `measures.yaml` (docs/rules.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Literal

Unit = Literal["hours", "days", "months", "years"]
Days = Literal["every", "workday", "rest"]
# The kinds of campaigns that the regulator's vocabulary knows; the codes are data (`hazard_categories.yaml`).
CampaignKind = Literal[
    "general", "special", "seasonal", "key_time", "after_accident", "before_restart", "outside_expert"
]
UNITS: dict[Unit, str] = {"hours": "小时", "days": "天", "months": "个月", "years": "年"}
DAYS: dict[Days, str] = {"every": "", "workday": "（只在工作日）", "rest": "（只在休息日）"}
CAMPAIGNS: dict[CampaignKind, str] = {
    "general": "综合性检查",
    "special": "专业性检查",
    "seasonal": "季节性检查",
    "key_time": "重点时段检查",
    "after_accident": "事故类比检查",
    "before_restart": "复产复工前检查",
    "outside_expert": "外聘专家检查",
}
# Minutes in which a round is to be walked where the measure does not say so.
USUAL_WITHIN: dict[Unit, int] = {"hours": 120, "days": 480, "months": 3 * 1440, "years": 7 * 1440}


@dataclass(frozen=True)
class Measure:
    """A control measure that is looked at every `cycle` units by whoever holds the post and is at work. from_: the time
    of day at which the first round of a day begins; between: the hours of the day in which an hourly one is walked,
    empty for all; days: on which days; within_min: how long a round may take, in minutes."""

    id: str
    text: str
    post: str
    cycle: int
    unit: Unit
    from_: time
    days: Days = "every"
    between: tuple[time, ...] = ()
    within_min: int | None = None

    @property
    def within(self) -> int:
        """Minutes from the beginning of a round to its end; hourly rounds end before the next begins."""
        usual = USUAL_WITHIN[self.unit]
        return self.within_min or (min(usual, self.cycle * 60) if self.unit == "hours" else usual)


@dataclass(frozen=True)
class Event:
    """What may happen at a risk point, and what keeps it from happening."""

    name: str
    measures: tuple[Measure, ...]


@dataclass(frozen=True)
class RiskPoint:
    """A thing or a place with a risk of its own, in an area. machine: which of the plant's machines it is, so that its
    code counts too."""

    id: str
    name: str
    area: str
    events: tuple[Event, ...]
    machine: str | None = None


@dataclass(frozen=True)
class Checklist:
    """A campaign that the safety office may begin: what is looked at in each area. areas: empty for all of the plant;
    post: who looks, found in the area; days: how long it may take."""

    id: str
    name: str
    kind: CampaignKind
    post: str
    days: int
    items: tuple[str, ...]
    areas: tuple[str, ...] = ()


@dataclass(frozen=True)
class Measures:
    """since: the day from which cycles of more than a day are counted."""

    version: int
    since: date = date(2026, 1, 1)
    points: tuple[RiskPoint, ...] = field(default=())
    campaigns: tuple[Checklist, ...] = field(default=())

    def checklist(self, name: str) -> Checklist | None:
        return next((each for each in self.campaigns if each.id == name), None)

    def point(self, name: str) -> RiskPoint | None:
        return next((each for each in self.points if each.id == name), None)

    @property
    def names(self) -> Mapping[str, str]:
        return {each.id: each.name for each in self.points}
