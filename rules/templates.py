"""Permit templates: what each of the eight kinds of work asks for (GB 30871—2022).

The dataclasses have the shape of `permit_templates.yaml` (docs/rules.md). Gas limits are volume percent, never %LEL.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Literal

from rules.isolation import Isolates
from rules.printed import BEFORE, Printed

Origin = Literal["gb", "plant", "general", "unconfirmed"]
# The level of kinds without levels; no title says 不分级.
UNGRADED = "none"
AreaFact = Literal["hazard_place", "major_hazard", "pipe_rack"]


# What areas list by name; a question with this as `only_in` may offer the names.
NAMED_BY_AREAS = ("dikes", "roads", "confined_spaces")


@dataclass(frozen=True)
class DailyWindow:
    from_: time
    to: time


@dataclass(frozen=True)
class Level:
    """`rank` orders the levels of a kind: a larger rank is stricter. `validity_h` is a ceiling, never extended."""

    id: str
    name: str
    rank: int
    validity_h: int
    validity_source: Origin
    when: str
    daily_window: DailyWindow | None = None
    validity_max_special_h: int | None = None


@dataclass(frozen=True)
class LevelBand:
    """One band of what `level_by` measures (height in m, mass in t): more than `over`, at most `upto`.

    `lower_inclusive`: `over` itself belongs to this band, not to the one below. A and B: the level without and with an
    objective factor.
    """

    over: float
    upto: float | None
    A: str
    B: str
    lower_inclusive: bool = False


@dataclass(frozen=True)
class LevelRule:
    """The lowest level allowed for a job when its inputs or its area say yes to all of `all_`; `why` is the reason
    shown."""

    level: str
    why: str
    all_: tuple[str, ...] = ()


@dataclass(frozen=True)
class UpgradeNote:
    """What the kind's upgrades are based on; the rules that decide are in the routing rules."""

    calendar: bool
    source: Origin
    wind_force_at_least: int | None = None
    wind_only_open_air: bool = False
    calendar_step_source: Origin | None = None
    effect: Literal["add_stage"] | None = None


@dataclass(frozen=True)
class ExtraAnalyte:
    analyte: str
    limit: str
    applies: str


@dataclass(frozen=True)
class GasTest:
    """`required` says when it is needed; `if_yes`: questions of the form that require it when the answer is yes."""

    required: Literal[
        "always", "never", "in_hazard_area", "if_confined_rules", "if_toxic_or_flammable", "if_toxic_area"
    ]
    analytes: tuple[str, ...] = ()
    if_yes: tuple[str, ...] = ()
    extra: tuple[ExtraAnalyte, ...] = ()
    before_start_max_min: int | None = None
    retest_after_break_min: Mapping[str, int] | None = None
    daily: bool = False
    continuous_levels: frozenset[str] = frozenset()
    record_every_min: int | None = None
    points: Mapping[str, tuple[str, ...]] | None = None
    personal_detector: bool = False
    source: Origin = "gb"
    time_source: Origin | None = None


@dataclass(frozen=True)
class Video:
    levels: frozenset[str]
    explosion_proof: bool
    source: Origin


@dataclass(frozen=True)
class Gate:
    """A condition between approved and working."""

    id: str
    text: str
    levels: frozenset[str] = frozenset()
    applies: str | None = None


@dataclass(frozen=True)
class Attachment:
    """A file or photo of the request; required: always, never, or `if_FIELD` where the form says yes to that field.

    above: also required when one of these numbers of the form is over its limit.
    """

    id: str
    name: str
    required: bool | str
    levels: frozenset[str] = frozenset()
    min: int = 1
    kind: Literal["file", "photo"] = "file"
    above: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class SiteReading:
    """A number that is measured on site: what an instrument can show (`from_` up to `upto`), and the limit, which still
    passes: at most `most`, at least `least`. graded_by: a question of the form; the job was graded by its answer, so as
    much as that passes too."""

    unit: str
    upto: float
    most: float | None = None
    least: float | None = None
    from_: float = 0
    graded_by: str = ""


@dataclass(frozen=True)
class Measure:
    """A line of the checklist; `applies: if` lets the requester say 不涉及; it is still confirmed.

    isolates: the confirmer names its lock-out points, each with its tag, or with tag, lock and who keeps the key.
    reading: the number that is asked for; without it, a reading is words with a number in one of these units.
    evidence `gas`: the permit's gas test is the proof, as it judges; the line takes no number of its own.
    """

    id: str
    text: str
    applies: Literal["always", "if"]
    confirm: str
    evidence: Literal["photo", "reading", "file", "gas", "none"]
    isolates: Isolates | None = None
    reading: SiteReading | None = None
    units: tuple[str, ...] = ()


@dataclass(frozen=True)
class JsaLine:
    step: str
    hazard: str
    consequence: str
    risk: Literal["high", "medium", "low"]
    measures: tuple[str, ...]


@dataclass(frozen=True)
class Field:
    """One question of the kind's request form; the id of a `person` or `people` question is their role.

    Without `choices`, a `choice` with `only_in` dikes, roads or confined_spaces offers what the areas list there.
    A number lies from `from_` up to `upto`; `only_in`: asked only in areas that have this (a field of the area);
    `works`: these people count as workers of the permit; `name`: what reasons call it; when empty, the label.
    `asked_if`: asked only where these yes/no questions have these answers; `least`: of people, at least so many;
    `not_below`: not less than this other number of the form.
    """

    id: str
    label: str
    kind: Literal["text", "number", "choice", "choices", "yes_no", "person", "people"]
    required: bool = True
    choices: tuple[str, ...] = ()
    unit: str = ""
    from_: float = 0
    upto: float | None = None
    only_in: Literal["hazard_place", "major_hazard", "dikes", "pipe_rack", "roads", "confined_spaces"] | None = None
    works: bool = False
    name: str = ""
    asked_if: Mapping[str, bool] = field(default_factory=dict)
    least: int = 1
    not_below: str = ""

    @property
    def title(self) -> str:
        """What reasons call the question."""
        return self.name or self.label


@dataclass(frozen=True)
class EntryLog:
    people: bool
    tools: bool
    source: Origin


@dataclass(frozen=True)
class Exempt:
    below_t: float
    still_requires: str
    plant_choice: str
    source: Origin


@dataclass(frozen=True)
class LinkedValidity:
    to_kinds: frozenset[str]
    rule: str
    source: Origin


@dataclass(frozen=True)
class ConfinedTrigger:
    """When the rules of another kind hold as well. `depth` and `lines`: the questions that say how deep, and whether
    dangerous lines lie in the ground; `kind`: whose permit is needed then."""

    kind: str
    depth: str
    lines: str
    depth_over_m: float
    in_hazard_place: bool
    buried_hazardous_lines: bool
    source: Origin


@dataclass(frozen=True)
class Triggers:
    confined_space_rules_if: ConfinedTrigger


@dataclass(frozen=True)
class ShortJob:
    day_max_h: float
    night_max_h: float
    effect: str
    source: Origin


@dataclass(frozen=True)
class Weather:
    """Weather in which work in the open air is refused and stops (GB 30871—2022 §8.2.6, §9.2.4).

    open_air, wind, fog: the questions of the form that ask for it; too_strong: from this wind force on; factors:
    choices of the form that mean such a wind too. Indoors they only grade the work.
    """

    open_air: str
    wind: str
    fog: str
    too_strong: int
    factors: tuple[str, ...] = ()


@dataclass(frozen=True)
class FromAbove:
    """Things may fall from this work onto work below it. height: the question of the form that says from how many
    metres; None where no form asks."""

    height: str | None = None


@dataclass(frozen=True)
class OutsideStandard:
    """Why a plant's own kind is none of the standard's eight works, and which person decided that, and when."""

    why: str
    decided_by: str
    decided_on: date


@dataclass(frozen=True)
class Kind:
    """One kind of special work with everything its permit asks for.

    area_says: questions that the area may answer; its yes can't be undone in the form · reconfirm_measures: after
    each stop · shift_check: the new shift's foreman checks the site · leads_as: the role that the work leader has when
    the form names nobody for it · outside_standard: stated by each kind that the standard has no form for; older
    rule versions don't have it · from_above: work from which things may fall · fire_watch_min: how long after the end
    somebody still watches for fire (看火), before which nobody accepts.
    """

    name: str
    words: tuple[str, ...]
    code: str
    form: str
    ask_interval_min: int
    levels: tuple[Level, ...]
    level_inputs: tuple[str, ...]
    fields: tuple[Field, ...]
    upgrade: UpgradeNote
    required_roles: tuple[str, ...]
    qualifications: Mapping[str, tuple[str, ...]]
    gas_test: GasTest
    start_gate_extra: tuple[Gate, ...]
    attachments: tuple[Attachment, ...]
    measures: tuple[Measure, ...]
    jsa: tuple[JsaLine, ...]
    closeout: tuple[str, ...]
    optional_roles: tuple[str, ...] = ()
    video: Video | None = None
    entry_log: EntryLog | None = None
    one_permit_per: tuple[str, ...] = ()
    unique_active_by: str | None = None
    level_rules: tuple[LevelRule, ...] = ()
    level_by: str | None = None
    level_table: tuple[LevelBand, ...] = ()
    objective_factors: tuple[str, ...] = ()
    at_least: Mapping[str, tuple[str, ...]] | None = None
    health: tuple[str, ...] = ()
    exempt: Exempt | None = None
    linked_validity: LinkedValidity | None = None
    triggers: Triggers | None = None
    countersign_units: tuple[str, ...] = ()
    short_job: ShortJob | None = None
    printed: Printed | None = None
    area_says: Mapping[str, AreaFact] = field(default_factory=dict)
    reconfirm_measures: bool = False
    shift_check: bool = False
    leads_as: str | None = None
    outside_standard: OutsideStandard | None = None
    weather: Weather | None = None
    from_above: FromAbove | None = None
    fire_watch_min: int = 0

    def level(self, level_id: str) -> Level:
        return next(level for level in self.levels if level.id == level_id)

    @property
    def short(self) -> str:
        """动火, 受限空间: as people say it, without 作业."""
        return self.name.removesuffix("作业")


@dataclass(frozen=True)
class Keep:
    permit_days: int
    video_days: int
    source: Origin


@dataclass(frozen=True)
class Qualification:
    name: str
    type: Literal["state", "special_equipment", "plant"]
    valid_months: int
    source: Origin


@dataclass(frozen=True)
class FlammableLimit:
    max_vol_pct: float
    lel_at_least_pct: float | None = None
    lel_below_pct: float | None = None


@dataclass(frozen=True)
class Flammable:
    rule: tuple[FlammableLimit, ...]
    source: Origin
    convert: str


@dataclass(frozen=True)
class OxygenLimit:
    max_vol_pct: float
    source: Origin
    min_vol_pct: float | None = None
    oxygen_rich_max_vol_pct: float | None = None


@dataclass(frozen=True)
class ToxicLimit:
    gas: str
    formula: str
    limit: float
    kind: Literal["MAC", "STEL", "TWA"]
    molar_mass: float


@dataclass(frozen=True)
class Toxic:
    source: Origin
    limits: tuple[ToxicLimit, ...]
    convert: str


@dataclass(frozen=True)
class Medium:
    name: str
    lel_pct: float


@dataclass(frozen=True)
class InstrumentRange:
    """What an instrument can show: a unit in which this analyte may be given, from 0 to `upto`."""

    analyte: Literal["flammable", "oxygen", "toxic"]
    unit: Literal["%LEL", "%vol", "ppm", "mg/m3"]
    upto: float


@dataclass(frozen=True)
class GasLimits:
    """`breathing`: the limit of `oxygen` for every kind without its own; `analyst`: the certificates of whoever tests,
    when the kind does not name them."""

    breathing: str
    analyst: tuple[str, ...]
    flammable: Flammable
    oxygen: Mapping[str, OxygenLimit]
    toxic: Toxic
    media: tuple[Medium, ...]
    ranges: tuple[InstrumentRange, ...] = ()


@dataclass(frozen=True)
class Together:
    kinds: tuple[str, ...]
    rule: str


@dataclass(frozen=True)
class Conflict:
    """Two activities that must not meet: within `radius_m` metres, or at the same dike or pipe (`same`).

    radius_from: numbers of their forms, in metres; the farthest counts where it is farther than `radius_m`.
    """

    a: str
    b: str
    effect: Literal["block", "coordinate"]
    source: Origin
    radius_m: float | None = None
    same: str | None = None
    radius_from: tuple[str, ...] = ()


@dataclass(frozen=True)
class Vertical:
    """When one job is above another: within `radius_m` metres (how far things fly that fall), and with two protecting
    layers for a fall of more than `double_over_m` metres (GB 30871—2022 §8.2.8)."""

    radius_m: float
    double_over_m: float
    source: Origin


@dataclass(frozen=True)
class Relations:
    """`same_spot`: questions that put two jobs at one spot when the answers are equal, whatever the positions say.
    vertical: older rule versions don't have it."""

    same_spot: tuple[str, ...]
    together: tuple[Together, ...]
    conflicts: tuple[Conflict, ...]
    vertical: Vertical | None = None


@dataclass(frozen=True)
class Templates:
    """stop_words: what people of this plant also write to stop the work, besides the words of every plant."""

    version: int
    standard: str
    effective_from: date
    keep: Keep
    roles: Mapping[str, str]
    certified_roles: tuple[str, ...]
    separation: tuple[tuple[str, str], ...]
    qualifications: Mapping[str, Qualification]
    gas: GasLimits
    common_start_gate: tuple[Gate, ...]
    kinds: Mapping[str, Kind]
    relations: Relations
    printed: Printed = BEFORE
    stop_words: tuple[str, ...] = ()

    @property
    def word(self) -> str:
        """One of the words that begin a permit, to show people as an example."""
        return next(iter(self.kinds.values())).words[0]
