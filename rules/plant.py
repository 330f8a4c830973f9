"""The plant as data: departments, areas, posts, people, shifts, duty roster and written authorisations.

The dataclasses have the shape of `config/plants/<plant>/plant.yaml` (docs/rules.md); a trailing underscore stands for a
YAML field that is a Python keyword. Lookups only: who may act is decided in `staffing.py`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from itertools import product
from typing import Literal
from zoneinfo import ZoneInfo

from rules.accounts import account_key
from rules.roles import Roles

Point = tuple[float, float]  # (longitude, latitude) in the plant's coordinate system


@dataclass(frozen=True)
class Company:
    id: str
    name: str
    timezone: str


@dataclass(frozen=True)
class Department:
    id: str
    name: str
    contractor: bool = False


@dataclass(frozen=True)
class Area:
    """A place with one owning department; either a polygon or a centre with a radius."""

    id: str
    name: str
    department: str
    hazard_place: bool
    major_hazard: bool = False
    media: tuple[str, ...] = ()
    polygon: tuple[Point, ...] = ()
    center: Point | None = None
    radius_m: float = 0
    dikes: tuple[str, ...] = ()
    pipe_rack: bool = False
    roads: tuple[str, ...] = ()
    fire_route: tuple[str, ...] = ()
    confined_spaces: tuple[str, ...] = ()
    fixed_hot_work_zone: bool = False
    reviewed_on: date | None = None


@dataclass(frozen=True)
class Machine:
    """Something that stands in an area and has a code of its own, so that a report says which one it is about."""

    id: str
    name: str
    area: str


# What a post is for, and how people call it. A plant may name others in `gb_roles`.
FUNCTIONS = {
    "management": "管理",
    "safety": "安全",
    "production": "生产",
    "technical": "技术",
    "electrical": "电气",
    "maintenance": "检修",
    "contractor": "承包商",
}


@dataclass(frozen=True)
class Post:
    """A function held by people. `vacant` lists the departments where nobody holds it (`plant`: nowhere)."""

    name: str
    scope: Literal["plant", "department"]
    authority: int
    function: str
    vacant: frozenset[str] = frozenset()
    on_call: bool = False
    may_approve: bool = True


@dataclass(frozen=True)
class Leave:
    """Both days are included; `cover`: who comes first among those who may stand in."""

    from_: date
    to: date
    reason: str
    cover: str | None = None


@dataclass(frozen=True)
class Person:
    id: str
    name: str
    department: str
    posts: tuple[str, ...]
    supervisor: str | None
    platform: Literal["wecom", "dingtalk"]
    account: str
    phone: str
    shift: str
    certs: Mapping[str, date]
    leave: tuple[Leave, ...] = ()
    cert_numbers: Mapping[str, str] = field(default_factory=dict)

    def certified(self, code: str, day: date) -> bool:
        """Whether the certificate is valid on that day, its last day included."""
        return code in self.certs and day <= self.certs[code]


@dataclass(frozen=True)
class DayShift:
    from_: time
    to: time
    weekdays: frozenset[int]


@dataclass(frozen=True)
class ShiftPlan:
    """Day shift and the crews' cycle; `offset` says where each crew stands in the cycle on `anchor_date`; `names`: what
    people call a crew, where it is not its id."""

    day: DayShift
    crews: tuple[str, ...]
    cycle: tuple[str, ...]
    hours: Mapping[str, tuple[time, time]]
    anchor_date: date
    offset: Mapping[str, int]
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class DutyRoster:
    """Duty leader by weekday (1 = Monday); an entry for the date comes before one for its weekday."""

    weekly: Mapping[int, str]
    dates: Mapping[date, str]

    def leader_on(self, day: date) -> str:
        return self.dates.get(day) or self.weekly[day.isoweekday()]


@dataclass(frozen=True)
class Authorization:
    """A written authorisation (授权书). Without `from_post` and `to_person` it holds for every chain that names it."""

    id: str
    name: str
    signed_by: str
    valid_from: date
    valid_to: date
    from_post: str | None = None
    to_person: str | None = None

    def valid_on(self, day: date) -> bool:
        return self.valid_from <= day <= self.valid_to


@dataclass(frozen=True)
class DirectoryUnit:
    """What a department of the platforms' directories means here. name: as it is called there; posts: whoever is in it
    has these posts, so that nobody has to say who he is; empty where somebody has to."""

    name: str
    department: str
    posts: tuple[str, ...] = ()
    shift: str | None = None


@dataclass(frozen=True)
class Plant:
    version: int
    company: Company
    crs: Literal["GCJ-02", "WGS-84"]
    departments: tuple[Department, ...]
    areas: tuple[Area, ...]
    posts: Mapping[str, Post]
    roles: Roles
    duty_roster: DutyRoster
    shifts: ShiftPlan
    authorizations: tuple[Authorization, ...]
    people: tuple[Person, ...]
    demo_anchor: datetime | None = None
    machines: tuple[Machine, ...] = ()
    dingtalk_group: str = ""
    directory: tuple[DirectoryUnit, ...] = ()

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.company.timezone)

    def day(self, now: datetime) -> date:
        """The plant's calendar day at that moment."""
        return now.astimezone(self.zone).date()

    @cached_property
    def _people(self) -> dict[str, Person]:
        return {person.id: person for person in self.people}

    @cached_property
    def _held(self) -> dict[tuple[str, str | None], list[Person]]:
        """Who holds a post in a department, and anywhere (None)."""
        found: dict[tuple[str, str | None], list[Person]] = {}
        for person in self.people:
            for post, place in product(dict.fromkeys(person.posts), (person.department, None)):
                found.setdefault((post, place), []).append(person)
        return found

    @cached_property
    def _areas(self) -> dict[str, Area]:
        return {area.id: area for area in self.areas}

    @cached_property
    def _departments(self) -> dict[str, Department]:
        return {department.id: department for department in self.departments}

    @cached_property
    def _contractors(self) -> frozenset[str]:
        return frozenset(department.id for department in self.departments if department.contractor)

    @cached_property
    def _accounts(self) -> dict[tuple[str, str], Person]:
        return {account_key(person.platform, person.account): person for person in reversed(self.people)}

    def person(self, person_id: str) -> Person:
        return self._people[person_id]

    def person_at(self, platform: str, account: str) -> Person | None:
        """The person behind a platform account."""
        return self._accounts.get(account_key(platform, account))

    def knows(self, person_id: object) -> bool:
        return person_id in self._people

    def area(self, area_id: str) -> Area:
        return self._areas[area_id]

    def area_name(self, area_id: str, otherwise: str = "") -> str:
        """What the area is called; `otherwise` where the plant has none of that id."""
        return self._areas[area_id].name if area_id in self._areas else otherwise

    def machine(self, machine_id: object) -> Machine | None:
        """The machine of that id; None when the plant has none."""
        return next((machine for machine in self.machines if machine.id == machine_id), None)

    def department(self, department_id: str) -> Department:
        return self._departments[department_id]

    def is_contractor(self, person: Person) -> bool:
        return person.department in self._contractors

    @cached_property
    def namesakes(self) -> frozenset[str]:
        """Names that more than one person has."""
        names = Counter(person.name for person in self.people)
        return frozenset(name for name, times in names.items() if times > 1)

    def of_a_contractor(self, people: Iterable[str]) -> bool:
        """Whether one of these people is a contractor's."""
        return any(self.is_contractor(self.person(person)) for person in people if self.knows(person))

    def holders(self, post_id: str, department: str | None = None) -> tuple[Person, ...]:
        """Who holds a post, in the order of the file; within one department where one is given."""
        return tuple(self._held.get((post_id, department), ()))

    def where(self, post_id: str, department: str) -> str | None:
        """Where to look for a post on behalf of a department: in it, or in the entire plant where there is only one."""
        return department if self.posts[post_id].scope == "department" else None

    def title(self, post_id: str, department: str | None = None) -> str:
        """A post's name as people say it: what unit and post have in common is said once (一车间 and 车间主任:
        一车间主任)."""
        name = self.posts[post_id].name
        if department is None:
            return name
        unit = self.department(department).name
        shared = next((size for size in range(len(name), 0, -1) if unit.endswith(name[:size])), 0)
        return unit + name[shared:]
