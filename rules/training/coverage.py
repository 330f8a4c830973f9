"""How much of what people have to know they know today: cells of person and course, and the four 「100 %」.

A cell is valid while every lesson of its course has been passed and none of the passes has ended (training.md §2). What
has to be renewed soon is still valid.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from rules.phrases import date_words
from rules.plant import Person, Plant
from rules.staff.standing import has_left
from rules.templates import Qualification
from rules.training.courses import Course, Courses, parts
from rules.training.hours import trades_of
from rules.training.matrix import Need, Standing, needs, standing
from rules.training.trades import Trades

STATE = ("state", "special_equipment")
WORDS: Mapping[Standing, str] = {
    "none": "没开始学",
    "learning": "在学",
    "valid": "有效",
    "due": "快到期",
    "expired": "过期了",
}


@dataclass(frozen=True)
class Learned:
    """A lesson of somebody. until: the last day of its newest pass; begun: whether he has done anything for it."""

    until: date | None
    begun: bool


@dataclass(frozen=True)
class Cell:
    """A course that a person has to know. done, size: lessons whose pass holds today, of so many."""

    person: str
    course: str
    title: str
    standing: Standing
    until: date | None
    done: int
    size: int
    why: tuple[str, ...]

    @property
    def valid(self) -> bool:
        return self.standing in ("valid", "due")

    @property
    def words(self) -> str:
        """《动火作业安全》在学，过了 1/2 课"""
        if self.valid and self.until:
            soon = f"{WORDS['due']}，" if self.standing == "due" else ""
            return f"《{self.title}》{soon}{date_words(self.until)}前有效"
        if self.standing == "expired" and self.until:
            return f"《{self.title}》{date_words(self.until)}过期了"
        return f"《{self.title}》{WORDS[self.standing]}，过了 {self.done}/{self.size} 课"


@dataclass(frozen=True)
class Share:
    """Of so many that are wanted, how many there are."""

    held: int
    wanted: int

    @property
    def percent(self) -> int | None:
        """Whole percent, rounded down, so that 100 means all; None where nothing is wanted."""
        return self.held * 100 // self.wanted if self.wanted else None

    @property
    def words(self) -> str:
        return "—" if self.percent is None else f"{self.percent}%（{self.held}/{self.wanted}）"


def cells(
    person: Person, trades: Trades, courses: Courses, plant: Plant, learned: Mapping[str, Learned], today: date
) -> tuple[Cell, ...]:
    """What this person has to know, and how it stands. learned: by lesson."""
    wanted = needs(person, trades.trades, courses.courses, plant)
    found = ((need, courses.course(need.course)) for need in wanted)
    return tuple(_cell(person.id, need, course, learned, today) for need, course in found if course)


def _cell(person: str, need: Need, course: Course, learned: Mapping[str, Learned], today: date) -> Cell:
    mine = [learned.get(lesson) for lesson in parts(course, learned)]
    ends = [each.until for each in mine if each and each.until]
    until = min(ends) if ends and len(ends) == len(mine) else None
    begun = any(each.begun or each.until for each in mine if each)
    done = sum(end >= today for end in ends)
    return Cell(person, course.id, course.title, standing(until, today, begun=begun), until, done, len(mine), need.why)


def lacks(every: Iterable[Cell]) -> Iterator[str]:
    """What is not valid, in words: those that nobody has begun together."""
    lacking = [each for each in every if not each.valid]
    fresh = "".join(f"《{each.title}》" for each in lacking if each.standing == "none")
    yield from (each.words for each in lacking if each.standing != "none")
    if fresh:
        yield f"没开始学{fresh}"


def asked_of(person: Person, trades: Trades) -> tuple[str, ...]:
    """The certificates that his trades ask for, by their codes."""
    return tuple(dict.fromkeys(code for trade in trades_of(person, trades) for code in trade.certs))


def of_the_state(person: Person, trades: Trades, called: Mapping[str, Qualification]) -> tuple[str, ...]:
    """Those of them that no course of the house gives."""
    return tuple(code for code in asked_of(person, trades) if called[code].type in STATE)


def certificate_words(person: Person, code: str, called: Mapping[str, Qualification], today: date) -> str:
    """How somebody stands with a certificate: 没有叉车司机证"""
    ended, name = person.certs.get(code), called[code].name
    if ended is None:
        return f"没有{name}"
    return f"{name}{date_words(ended)}{'前有效' if ended >= today else '过期了'}"


def share(every: Iterable[Cell]) -> Share:
    held = [each.valid for each in every]
    return Share(sum(held), len(held))


@dataclass(frozen=True)
class Hundred:
    """One of the four shares that are to be 100 %. how: how it is counted; missing: people → what each lacks; left_out:
    how many people are not counted, because nothing is laid down for them."""

    key: str
    name: str
    how: str
    share: Share
    missing: Mapping[str, tuple[str, ...]]
    left_out: int = 0


Lacks = Callable[[Person], Iterator[str]]
# What each of the four is called, and how it is counted.
HUNDREDS = {
    "heads": ("主要负责人与安全管理人员", "主要负责人、安全部门和车间安全员里，要学的课都有效、要的证都有效的"),
    "special": ("特种作业、特种设备持证", "工种要国家证书的人里，这些证今天都有效的"),
    "workers": ("从业人员", "有课要学的人里，要学的课今天全部有效的"),
    "dangerous": ("危险作业人员", "工种能上作业票的人里，要学的课和要的证今天都有效、新来的也签了上岗的"),
}


@dataclass(frozen=True)
class _Lacking:
    """What a person lacks today, in words. called: certificates by their codes; every: each person's cells; new: who
    may not work alone yet."""

    trades: Trades
    called: Mapping[str, Qualification]
    every: Mapping[str, Sequence[Cell]]
    today: date
    new: Collection[str]

    def courses(self, person: Person) -> Iterator[str]:
        yield from lacks(self.every.get(person.id, ()))

    def certificates(self, person: Person, types: Collection[str] = ()) -> Iterator[str]:
        for code in asked_of(person, self.trades):
            if (not types or self.called[code].type in types) and not person.certified(code, self.today):
                yield certificate_words(person, code, self.called, self.today)

    def of_the_state(self, person: Person) -> Iterator[str]:
        yield from self.certificates(person, STATE)

    def both(self, person: Person) -> Iterator[str]:
        yield from self.courses(person)
        yield from self.certificates(person)

    def alone(self, person: Person) -> Iterator[str]:
        yield from self.both(person)
        if person.id in self.new:
            yield "还不能独立上岗"

    def laid_down(self, person: Person) -> Iterator[str]:
        yield from self.both(person) if trades_of(person, self.trades) else ("能力矩阵里没有他的岗位",)


def unlisted(plant: Plant, trades: Trades) -> tuple[str, ...]:
    """The names of the posts that no trade has although the first of the four counts who holds them, where he has no
    trade by another post either."""
    people = [each for each in _heads(plant) if not trades_of(each, trades)]
    posts = dict.fromkeys(post for each in people for post in each.posts if post in _head_posts(plant))
    return tuple(plant.posts[post].name for post in posts)


def untaught(person: Person, plant: Plant, trades: Trades) -> str:
    """What is to be done for somebody to whom no trade gives a course; empty where one does."""
    if any(trade.courses for trade in trades_of(person, trades)):
        return ""
    posts = "、".join(plant.posts[each].name for each in person.posts)
    todo = f"能力矩阵没有给{posts}定课，没有课要学：请在 posts_matrix.yaml 里补上"
    return todo if posts else "没有岗位，也就没有课要学：请先记上岗位"


def _head_posts(plant: Plant) -> set[str]:
    roles = plant.roles
    return {*roles.plant_head, *roles.safety_head, *roles.safety_office, *roles.area_safety_officer}


def _heads(plant: Plant) -> list[Person]:
    posts = _head_posts(plant)
    return [each for each in plant.people if posts & {*each.posts}]


def hundreds(
    plant: Plant,
    trades: Trades,
    called: Mapping[str, Qualification],
    every: Mapping[str, Sequence[Cell]],
    today: date,
    new: Collection[str] = (),
) -> tuple[Hundred, ...]:
    """The four; whoever has left counts in none. called: certificates by their codes; every: each person's cells; new:
    who may not work alone yet."""
    plant = replace(plant, people=tuple(each for each in plant.people if not has_left(each)))
    lacking = _Lacking(trades, called, every, today, new)
    special = [each for each in plant.people if _wants(each, trades, called)]
    workers = [each for each in plant.people if every.get(each.id)]
    dangerous = [each for each in plant.people if any(trade.permit_roles for trade in trades_of(each, trades))]
    return (
        _hundred("heads", _heads(plant), lacking.laid_down),
        _hundred("special", special, lacking.of_the_state),
        _hundred("workers", workers, lacking.courses, len(plant.people) - len(workers)),
        _hundred("dangerous", dangerous, lacking.alone),
    )


def _wants(person: Person, trades: Trades, called: Mapping[str, Qualification]) -> bool:
    return any(called[code].type in STATE for trade in trades_of(person, trades) for code in trade.certs)


def _hundred(key: str, people: Sequence[Person], wants: Lacks, left_out: int = 0) -> Hundred:
    name, how = HUNDREDS[key]
    missing = {each.id: tuple(dict.fromkeys(wants(each))) for each in people}
    missing = {person: told for person, told in missing.items() if told}
    return Hundred(key, name, how, Share(len(people) - len(missing), len(people)), missing, left_out)
