"""Categories of hazards: their words, who owns them, time limits, shares that are inspected again, points.

The dataclasses have the shape of `hazard_categories.yaml` (docs/rules.md).
"""

from dataclasses import dataclass, field
from typing import Literal

Grade = Literal["general", "major"]
GRADES: dict[Grade, str] = {"general": "一般", "major": "重大"}
# What kind of hazard it is: a thing, an act of people, or how the plant is managed.
Nature = Literal["thing", "act", "management"]


@dataclass(frozen=True)
class ByGrade:
    """One number for general and one for major hazards."""

    general: int
    major: int

    def of(self, grade: Grade) -> int:
        return self.major if grade == "major" else self.general


@dataclass(frozen=True)
class Recheck:
    """Shares that are inspected again by the crew, by the safety office and by management."""

    team: float
    safety: float
    mgmt: float


@dataclass(frozen=True)
class Points:
    report: int
    fix_on_time: int
    overdue_per_day: int
    fake: int


@dataclass(frozen=True)
class Keywords:
    strong: tuple[str, ...]
    normal: tuple[str, ...]
    negative: tuple[str, ...]


@dataclass(frozen=True)
class HazardDefaults:
    deadline_hours: ByGrade
    recheck: Recheck
    points: Points
    first_response_minutes: ByGrade
    red_alert_hours_before: float
    fallback_owner_post: str


@dataclass(frozen=True)
class Category:
    """The owner is a post, or a role in the permit concerned (`owner_role`). major_hints: words that suggest a major
    hazard, which a named officer decides. photo_check: whether a picture can show that it was mended."""

    id: str
    name: str
    supervisor_post: str
    keywords: Keywords
    deadline_hours: ByGrade
    recheck: Recheck
    points: Points
    major_hints: tuple[str, ...]
    owner_post: str | None = None
    owner_role: str | None = None
    nature: Nature = "thing"
    photo_check: bool = True


@dataclass(frozen=True)
class HazardCategories:
    version: int
    defaults: HazardDefaults | None = None
    categories: tuple[Category, ...] = field(default=())

    @property
    def general(self) -> HazardDefaults:
        """What holds for every category. Raises LookupError where the plant has none."""
        if self.defaults is None:
            raise LookupError("the plant has no hazard categories")
        return self.defaults

    def of(self, category: str) -> Category | None:
        """The category of that id; None when the plant has none."""
        return next((each for each in self.categories if each.id == category), None)
