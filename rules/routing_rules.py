"""The rule book of routing: timers, roles of the standard, substitution chains, calendar, upgrades and routes.

The dataclasses have the shape of `routing_rules.yaml` (docs/rules.md). Data only; `routes.py` and `staffing.py` decide.
`levels`, `questions` and `roles` are not in that file: the loader copies them from the permit templates, so that
routing needs only one rule book.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Literal

from rules.templates import Field, Level

Window = Literal["night", "rest_day", "holiday", "plant_special"]
Mode = Literal["all_of", "any_of"]
Scope = Literal["area", "plant"]
Order = Literal["before", "after"]
Source = Literal["gb", "plant"]
# Who approves in 表B.1 of the standard: 所在基层单位, 所在单位专业部门, 安全管理部门, 主管领导 (or 主管厂长,
# 总工程师), 配送电单位.
Approver = Literal["unit", "profession", "safety", "leader", "power"]


@dataclass(frozen=True)
class Timers:
    """Minutes after the card reached its person."""

    remind: int
    warn: int
    substitute: int
    alarm: int


SITE_CODE = "site_qr_and_photo"


@dataclass(frozen=True)
class Presence:
    """How a signer shows that he is at the site (GB 30871—2022 §4.11; the numbers are the plant's).

    fallback: what else shows it where no position does; `SITE_CODE`, or nothing.
    """

    required: bool
    radius_m: float
    max_accuracy_m: float
    max_age_s: int
    on_missing: Literal["hold"]
    fallback: tuple[str, ...]

    @property
    def by_code(self) -> bool:
        """Whether the code posted at the site (for a signature, with a photo) may replace a position."""
        return SITE_CODE in self.fallback


@dataclass(frozen=True)
class OnCall:
    second_pass: bool
    timers: Timers


@dataclass(frozen=True)
class Urge:
    """How often the requester may remind those who have not answered."""

    every_min: int
    per_stage: int


@dataclass(frozen=True)
class Digest:
    """From how many waiting signatures on a person gets one card of reminders (0: never), and how often it reminds."""

    at_least: int = 0
    every_min: int = 5


@dataclass(frozen=True)
class Defaults:
    timers: Timers
    presence: Presence
    distinct_people: Literal[True]
    distinct_except: frozenset[str]
    reserve_nominal: bool
    on_call: OnCall
    conflict_of_interest: tuple[str, ...]
    approver_qualification: str
    chain_end: Literal["duty_leader"]
    min_lead_min: Mapping[str, int]
    on_no_signer: Literal["blocked"]
    urge: Urge
    digest: Digest = Digest()


@dataclass(frozen=True)
class GbRole:
    """A line of the form: who may sign it by authority and function; approves: which approver of 表B.1 it is."""

    floor: int
    functions: frozenset[str]
    approves: Approver | None = None


@dataclass(frozen=True)
class Link:
    post: str
    scope: Scope = "plant"
    when: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Chain:
    authorization: str
    chain: tuple[Link, ...]


@dataclass(frozen=True)
class Night:
    from_: time
    to: time


@dataclass(frozen=True)
class RestDay:
    weekdays: frozenset[int]


@dataclass(frozen=True)
class Windows:
    night: Night
    rest_day: RestDay


@dataclass(frozen=True)
class Period:
    """A named run of days, both ends included."""

    name: str
    from_: date
    to: date


@dataclass(frozen=True)
class Calendar:
    """Public holidays and make-up workdays; after `known_until`, only weekends and `fixed_fallback` (MM-DD) count."""

    source: str
    known_until: date
    holidays: tuple[Period, ...]
    make_up_workdays: frozenset[date]
    fixed_fallback: frozenset[str]
    plant_special: tuple[Period, ...] = ()


@dataclass(frozen=True)
class Condition:
    """One question on the job's inputs or on its area (`area.<field>`)."""

    input: str
    equals: bool | None = None
    at_least: float | None = None


@dataclass(frozen=True)
class UpgradeRule:
    id: str
    name: str
    kinds: frozenset[str]
    effect: Literal["raise_level", "add_stage"]
    source: Source
    when_any: tuple[Window, ...] = ()
    when_all: tuple[Condition, ...] = ()
    steps: int = 1
    at_top: Literal["add_stage", "forbid"] | None = None
    stage: str | None = None


@dataclass(frozen=True)
class PostRule:
    post: str
    scope: Scope
    signs_for: str
    statutory: bool = False
    optional: bool = False
    concerned: bool = False


@dataclass(frozen=True)
class StageRule:
    """One step of a route: people by post, or by their role in the permit (then it is no approval)."""

    id: str
    name: str
    mode: Mode
    posts: tuple[PostRule, ...] = ()
    roles: tuple[str, ...] = ()
    signs_for: str | None = None
    timers: Timers | None = None
    only_if: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class ExtraStage:
    position: Literal["before_last", "after_last"]
    name: str
    mode: Mode
    posts: tuple[PostRule, ...]


@dataclass(frozen=True)
class Upgrades:
    combine: Literal["once"]
    evaluate_on: Literal["work_windows"]
    rules: tuple[UpgradeRule, ...]
    extra_stages: Mapping[str, ExtraStage]


@dataclass(frozen=True)
class DecidedBy:
    mode: Mode
    posts: tuple[str, ...]


@dataclass(frozen=True)
class Downgrade:
    """A cleared, shut-down plant may count as a lower level once a named person decided so (GB 30871—2022 §5.1)."""

    id: str
    kinds: frozenset[str]
    from_: frozenset[str]
    to: str
    needs: tuple[str, ...]
    decided_by: DecidedBy
    attachments: tuple[str, ...]
    source: Source


@dataclass(frozen=True)
class Match:
    """What a route is for; what is empty does not restrict."""

    kind: str
    levels: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    contractor: bool | None = None


@dataclass(frozen=True)
class RouteRule:
    id: str
    match: Match
    stages: tuple[StageRule, ...]
    note: str = ""


@dataclass(frozen=True)
class FollowUp:
    """A question after the signatures: to a role of the permit or a post; `scope: area` looks in the area's unit."""

    ask: str
    to: tuple[str, ...]
    order: int = 1
    scope: Scope = "plant"
    kinds: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    every: Literal["template.ask_interval_min"] | None = None
    every_min: int | None = None
    timers: Timers | None = None
    on_silent: Literal["suspend"] | None = None

    def concerns(self, kind: str, level: str) -> bool:
        return (not self.kinds or kind in self.kinds) and (not self.levels or level in self.levels)


@dataclass(frozen=True)
class Expiry:
    """useful_rest_min: how much of the period must be left after the last signature; 0 in rules from before it."""

    warn_before_min: tuple[int, ...]
    at_end: Literal["suspend_and_expire"]
    no_extension: Literal[True]
    useful_rest_min: int = 0


@dataclass(frozen=True)
class AfterSigning:
    pre_start: tuple[FollowUp, ...]
    during: tuple[FollowUp, ...]
    expiry: Expiry
    close: tuple[FollowUp, ...]


@dataclass(frozen=True)
class AddedPost:
    """A post whose holders a signer may add; kinds and areas that are empty do not restrict."""

    post: str
    scope: Scope = "plant"
    kinds: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Additions:
    """加签: how many signers may be added to one version of a permit, for which line, and of which posts."""

    most: int = 0
    signs_for: str = ""
    posts: tuple[AddedPost, ...] = ()


@dataclass(frozen=True)
class CopyRule:
    """A post whose holders get a copy of these permits; empty fields do not restrict."""

    post: str
    scope: Scope = "plant"
    kinds: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Copies:
    """抄送: who is told of a permit without being asked; of which posts a requester may choose more, and how many."""

    rules: tuple[CopyRule, ...] = ()
    posts: frozenset[str] = frozenset()
    most: int = 0


@dataclass(frozen=True)
class RoutingRules:
    version: int
    standard: str
    plant: str
    timezone: str
    effective_from: date
    defaults: Defaults
    gb_roles: Mapping[str, GbRole]
    substitution_reasons: frozenset[str]
    substitutions: Mapping[str, Chain]
    windows: Windows
    calendar: Calendar
    upgrades: Upgrades
    downgrades: tuple[Downgrade, ...]
    fragments: Mapping[str, StageRule]
    routes: tuple[RouteRule, ...]
    after_signing: AfterSigning
    additions: Additions = Additions()
    copies: Copies = Copies()
    levels: Mapping[str, tuple[Level, ...]] = field(default_factory=dict)
    questions: Mapping[str, tuple[Field, ...]] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)

    def level(self, kind: str, level: str) -> Level:
        return next(each for each in self.levels[kind] if each.id == level)
