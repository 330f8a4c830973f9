"""Categories of hazards: their words, who owns them, time limits, shares that are inspected again, points.

The dataclasses have the shape of `hazard_categories.yaml` (docs/rules.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from rules.hazards.exchange import Exchange

Grade = Literal["general", "major"]
GRADES: dict[Grade, str] = {"general": "一般", "major": "重大"}
# Of one that sounds major, until a named officer has decided.
SOUNDS_MAJOR = "待定级（像重大）"
# Of one that nobody has to decide any more: it was joined to another, or is no hazard.
NEVER_GRADED = "没有定级（像重大）"
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
    joined: int = 1


@dataclass(frozen=True)
class Words:
    """The words of a category. things: what it is about (护栏) · works: the same, but not having it is fine (动火) ·
    faults: what is wrong by its name (漏电) · acts: what somebody does wrong (没戴) · hints: what points a little to
    it · against: what speaks against it."""

    things: tuple[str, ...] = ()
    works: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    against: tuple[str, ...] = ()

    def groups(self) -> dict[str, tuple[str, ...]]:
        return vars(self)


@dataclass(frozen=True)
class Keywords:
    """The words of a category in the older form: plants may still write their own categories in it."""

    strong: tuple[str, ...]
    normal: tuple[str, ...]
    negative: tuple[str, ...]


@dataclass(frozen=True)
class Speech:
    """How people speak, whatever the category. slips: what is typed → what is meant · faults: what is wrong with
    anything (坏) · denials (没有) · well: all is in order (修好了) · turns: what comes after stands alone (但是) ·
    questions · asides: words that mean none of what stands in them (不知道, 破碎机)."""

    slips: Mapping[str, str]
    faults: tuple[str, ...]
    denials: tuple[str, ...]
    well: tuple[str, ...]
    turns: tuple[str, ...]
    questions: tuple[str, ...]
    asides: tuple[str, ...]

    def groups(self) -> dict[str, tuple[str, ...]]:
        """The words by what they do; slips are set right before."""
        return {role: words for role, words in vars(self).items() if role != "slips"}


@dataclass(frozen=True)
class Accusing:
    """How a report accuses a leader (违章指挥). words: they do so by themselves (瞎指挥) · leaders: what leaders are
    called (班长) · does: what one orders or does, right after that (叫, 逼, 带头) · harmless: what is no such thing all
    the same (让我报)."""

    words: tuple[str, ...]
    leaders: tuple[str, ...]
    does: tuple[str, ...]
    harmless: tuple[str, ...] = ()


@dataclass(frozen=True)
class Codes:
    """A category in the regulator's vocabulary, derived and never asked on the floor. danger_type (hazardDangerType):
    1 安全 2 工艺 3 电气 4 仪表 5 消防 6 总图 7 设备 8 其他 · management (managementClassification): 1 人的不安全行为
    2 物的不安全状态 3 管理上的缺陷 · occurrence (occurrenceLink): 1 设计 2 产品质量 3 仓储 4 施工 5 开停车 6 使用操作
    7 维护保养 8 维修 9 变更 10 运输等; 0: what `exchange` says."""

    danger_type: int
    management: int
    occurrence: int = 0


# What a category's nature is called in the regulator's vocabulary.
MANAGEMENT: dict[Nature, int] = {"act": 1, "thing": 2, "management": 3}
OTHER_DANGER = 8


@dataclass(frozen=True)
class HazardDefaults:
    deadline_hours: ByGrade
    recheck: Recheck
    points: Points
    first_response_minutes: ByGrade
    red_alert_hours_before: float
    fallback_owner_post: str
    speech: Speech | None = None
    accusing: Accusing | None = None
    anonymous: bool = False
    return_copies: bool = False
    visits_a_week: int = 2
    reports_an_hour: int = 30
    reports_a_day: int = 60
    points_a_day: int = 5
    quiet_from: int = 22
    quiet_until: int = 6
    exchange: Exchange | None = None


@dataclass(frozen=True)
class Category:
    """The owner is a post, or a role in the permit concerned (`owner_role`). words, or else keywords: what reports say
    of it. major_hints: what people say of a major hazard, which a named officer decides; of a hint of several words
    all must be said. photo_check: whether a picture can show that it was mended. permit: whether its
    owner names the permit under which he mended it, or says why there was none."""

    id: str
    name: str
    supervisor_post: str
    deadline_hours: ByGrade
    recheck: Recheck
    points: Points
    major_hints: tuple[str, ...]
    keywords: Keywords | None = None
    words: Words | None = None
    owner_post: str | None = None
    owner_role: str | None = None
    nature: Nature = "thing"
    photo_check: bool = True
    codes: Codes | None = None
    permit: bool = False

    @property
    def spoken(self) -> Words:
        """Its words; keywords of the older form are things, hints, and what speaks against it."""
        if self.words is not None or self.keywords is None:
            return self.words or Words()
        old = self.keywords
        return Words(things=old.strong, hints=old.normal, against=old.negative)

    @property
    def reported_as(self) -> Codes:
        """Its codes for the regulator; without any, those of its nature."""
        return self.codes or Codes(OTHER_DANGER, MANAGEMENT[self.nature])


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

    @property
    def speech(self) -> Speech | None:
        """How people speak; None in rules that were stored before it was known."""
        return self.defaults.speech if self.defaults else None

    def of(self, category: str) -> Category | None:
        """The category of that id; None when the plant has none."""
        return next((each for each in self.categories if each.id == category), None)
