"""Loading the plant's data: a new rule version in the store, with an entry in the trail; open asks follow it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from config import media
from config.checks import account, area, course, dates, deadlines, gas, leaving, measured, patrolled, taught, turns
from config.checks.leaving import Needed
from config.checks.works import unknown
from config.files import PlantConfig
from config.loader import checked
from config.problem import PlantInvalid, Problem
from handlers import absence, flows, newly_asked
from models import blob, filmed, ledger, rulebook, staffed, store
from models.ask import MOVABLE, Ask
from models.base import PLANT_ZONE, from_milliseconds
from models.book import book, book_of
from models.subject import open_subject
from rules import outside
from rules.shifts import leave_at
from rules.training.coverage import HUNDREDS, unlisted

BEGINNING = from_milliseconds(0)
RULES = "rules/plant"


class Faulty(Exception):
    """The data has faults; nothing was kept, and the present rules stay in force."""

    def __init__(self, faults: list[Problem]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


@dataclass(frozen=True)
class Loaded:
    """advice: what the data change beyond what was meant, perhaps (`news`)."""

    version: int
    new: bool
    advice: tuple[str, ...] = ()


def load(folder: Path, now: datetime) -> Loaded:
    """Keeps the plant's data as a rule version in force from `now`; the first version always holds. Raises Faulty."""
    data = fitting(folder, now)
    shown = list(media.contents(data.get("courses", {}), folder))

    def kept() -> Loaded:
        before = rulebook.current(now)
        keep_shown(shown, now)
        loaded = keep(data, now)
        if before is None or not loaded.new:
            return loaded
        return replace(loaded, advice=tuple(news(book(now).config, before.id, now)))

    return store.write(kept)


def news(config: PlantConfig, before: int, now: datetime) -> list[str]:
    """What data change beyond what was meant, perhaps. before: the version that held before them."""
    kept = course.newly_kept(book_of(before).config.courses, config.courses)
    return [*newly_asked.told(config, before, now), *kept]


def keep_shown(shown: Iterable[tuple[bytes, str]], now: datetime) -> None:
    """Keeps the bytes of drawings and films with their types, in the caller's transaction."""
    for content, kind in shown:
        blob.keep(content, kind, now)


def fitting(folder: Path, now: datetime) -> dict[str, Any]:
    """The plant's data as the store keeps them, checked against what is open there. Raises Faulty."""
    try:
        return checked(folder, held(now), needed(now), day_of(now))
    except PlantInvalid as error:
        raise Faulty(list(error.problems)) from error


def day_of(now: datetime) -> date:
    """The day at the plant, for data that are not known yet."""
    return now.astimezone(PLANT_ZONE).date()


def notes(config: PlantConfig, today: date) -> list[str]:
    """What somebody has to read although nothing is wrong: what is doubtful; the kinds for which the check knows no
    floor, each with what the plant states about it."""
    own, plant = unknown(config.templates.kinds.values()), config.plant
    words = "本厂自定的作业，没有标准的底线可比。措施、分级、检测够不够，检查看不出来，请安全负责人逐条看过再用。"
    said = [f"{kind.name}，{outside.stated(kind, plant)}" for kind in own if kind.outside_standard]
    found = [
        *doubtful(config, today),
        *course.doubtful(config.courses),
        *taught.doubtful(config.trades, config.courses),
    ]
    return [*found, *([f"{'、'.join(kind.name for kind in own)}：{words}", *said] if own else [])]


def doubtful(config: PlantConfig, today: date) -> list[str]:
    """What may be meant so and may be a slip: an area far from all others, a phone of several people, a medium that
    nobody knows, a gas's value that no limit judges, hours without a crew, major hazards with more time than general
    ones, rounds whose post nobody of the area can hold, posts that training counts and nothing is laid down for,
    certificates beyond their next re-check."""
    plant = config.plant
    air = [*gas.unknown_media(plant, config.templates.gas), *measured.unjudged(config.templates)]
    rounds = patrolled.unheld(config.measures, plant)
    late = deadlines.upside_down(config.hazards)
    people = [*area.far(plant), *account.same_phone(plant)]
    papers = dates.doubtful(plant, config.templates, config.trades, today)
    return [*people, *papers, *air, *turns.gaps(plant.shifts), *late, *rounds, *_untaught(config)]


def _untaught(config: PlantConfig) -> list[str]:
    """Posts of whoever the first of the four 100 % counts, for whom nothing is laid down; without courses none is
    counted."""
    posts = unlisted(config.plant, config.trades) if config.courses.courses else ()
    name = HUNDREDS["heads"][0]
    words = "不在能力矩阵里，四个 100% 的"
    advice = "一直算没达到：请写进 posts_matrix.yaml 的 trades"
    return [f"岗位{'、'.join(posts)}{words}“{name}”里，他们{advice}"] if posts else []


def held(now: datetime) -> dict[str, Any] | None:
    """The plant's data in force at `now`, as they were loaded; None before the first load."""
    version = rulebook.current(now)
    return None if version is None else rulebook.files(version.id)[1]


def needed(now: datetime) -> Needed:
    """Everybody who has something open, and whatever something open needs, which new data must still have."""
    asked = Ask.select(Ask.person).where(Ask.state.in_(MOVABLE), Ask.person != "").distinct()
    found: dict[str, dict[str, str]] = {}
    beside = _beside(now)
    for part, each in {*(("people", ask.person) for ask in asked), *flows.here().needed()} - beside:
        found.setdefault(part, {})[each] = rulebook.last_named(part, each) or each
    return found


def keep(data: Mapping[str, Any], now: datetime) -> Loaded:
    """Keeps checked data (as `config.loader.raw` gives it), in the caller's transaction. Raises Faulty when somebody
    who is no longer in them still has something open, or what an open matter needs."""
    # A matter may have been opened since the files were checked.
    if left := list(_left_behind(data, now)):
        raise Faulty(left)
    # There were no rules before the first ones, so they hold for any earlier moment too.
    holds_from = now if rulebook.exists() else BEGINNING
    before = held(now)
    beside = _beside_files(staffed.after_load(before, data, now), filmed.after_load(said_of_films(now), data))
    version, new = rulebook.add({**data, **beside}, holds_from, now)
    if new:
        _entered(version, {"system": "load-plant"}, now)
    return Loaded(version.id, new)


def follow_staff(now: datetime) -> bool:
    """What was said of people becomes a rule version of its own where it changes anything; whether it did."""
    version = rulebook.current(now)
    if version is None:
        return False
    base = rulebook.base_of(version.id)
    said = staffed.today(staffed.files_of(base, rulebook.digest_of(base)), now)
    if rulebook.same_staff(version.id, said):
        return False
    beside = _beside_files(said, said_of_films(now))
    fresh, new = rulebook.add({**rulebook.files(base)[1], **beside}, now, now, base)
    if new:
        _entered(fresh, {"system": "staff"}, now)
    return new


def said_of_films(now: datetime) -> dict[str, Any]:
    """The films that were chosen on the console, by lesson (`models.filmed`)."""
    version = rulebook.current(now)
    return {} if version is None else dict(rulebook.said(version.id).get(rulebook.FILMS, {}))


def choose_film(lesson: str, film: Mapping[str, Any], actor: Mapping[str, Any], now: datetime) -> None:
    """A lesson has another film from now on: a rule version with the same files, in the caller's transaction, which
    has locked `rules/plant`."""
    version = rulebook.current(now)
    if version is None:
        raise LookupError("no rules yet")
    base, staff = rulebook.base_of(version.id), rulebook.said(version.id).get(rulebook.STAFF, [])
    beside = _beside_files(staff, {**said_of_films(now), lesson: dict(film)})
    fresh, new = rulebook.add({**rulebook.files(base)[1], **beside}, now, now, base)
    if new:
        _entered(fresh, actor, now, {"lesson": lesson, "film": film["media"]})


def _beside_files(staff: Sequence[Any], films: Mapping[str, Any]) -> dict[str, Any]:
    return rulebook.beside({rulebook.STAFF: staff, rulebook.FILMS: films})


def _entered(
    version: rulebook.RuleVersion, actor: Mapping[str, Any], now: datetime, more: Mapping[str, Any] | None = None
) -> None:
    subject = open_subject(RULES, now)
    entry = {"version": version.id, "digest": version.digest, "holds_from": ledger.stamp(version.holds_from)}
    ledger.append(subject, "rules.changed", now, actor=dict(actor), data={**entry, **(more or {})})
    _follow(now)


def _beside(now: datetime) -> set[tuple[str, str]]:
    """The people whom the plant's files do not have, so that new files need not have them either."""
    if not rulebook.exists():
        return set()
    listed = {each["id"] for each in (held(now) or {})["plant"]["people"]}
    return {("people", each.id) for each in book(now).plant.people if each.id not in listed}


def _follow(now: datetime) -> None:
    """Open matters go on under the new data; people whom they put on leave are no longer asked."""
    for flow in flows.here():
        flow.plant_changed(now)
    plant = book(now).plant
    for person in plant.people:
        if leave_at(person, plant, now):
            absence.hand_on(person, now)


def _left_behind(data: Mapping[str, Any], now: datetime) -> Iterator[Problem]:
    for each in leaving.left(data, needed(now)):
        yield Problem(f"{each.file}.yaml", 0, str(each.path[0]), each.message)
