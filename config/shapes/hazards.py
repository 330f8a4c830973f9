"""Hazard categories: keywords, owners, time limits, re-inspection and points; the shape of hazard_categories.yaml."""

from config.shapes.base import Shape


class ByGrade(Shape):
    """One number for general and one for major hazards."""

    general: int
    major: int


class Recheck(Shape):
    """Shares that are inspected again by the team, by the safety office and by management."""

    team: float
    safety: float
    mgmt: float


class Points(Shape):
    report: int
    fix_on_time: int
    overdue_per_day: int
    fake: int


class Keywords(Shape):
    strong: tuple[str, ...]
    normal: tuple[str, ...]
    negative: tuple[str, ...]


class HazardDefaults(Shape):
    deadline_hours: ByGrade
    recheck: Recheck
    points: Points
    first_response_minutes: ByGrade
    red_alert_hours_before: float
    fallback_owner_post: str


class Category(Shape):
    """The owner is a post, or a role in the permit concerned (`owner_role`)."""

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


class HazardCategories(Shape):
    version: int
    defaults: HazardDefaults | None = None
    categories: tuple[Category, ...] = ()
