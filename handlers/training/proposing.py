"""What proposes that a course be learned once more: a hazard that came again where people work, and an absence of 90
days or more (training.md §6). The safety office takes it or drops it; nothing begins by itself, and nothing twice."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from handlers import asks, flows, words
from handlers.training import life, refreshing
from handlers.training.refreshing import MOST_PEOPLE, MOST_REASON, Unfit
from models import absences, ledger, training
from models.book import Book, book
from models.house_asks import Found
from models.ledger import Entry
from models.subject import Subject
from models.training import HOUSE, Learning, TrainingFile
from rules import duty
from rules.phrases import date_words
from rules.shifts import leave_at
from rules.staff.standing import has_left
from rules.texts import bare
from rules.training.absences import long_away
from rules.training.courses import is_final

# What is older is proposed no more.
LATELY = timedelta(days=60)
TOLD, TAKEN, DROPPED = "training.proposed", "training.proposal_taken", "training.proposal_dropped"
LEAST, SHOWN = 2, 3
# Course → person → day; looked up only where something may be proposed.
Passed = Callable[[], Mapping[str, Mapping[str, date]]]
GONE = "这一条变了，或者已经定了。请重新打开这一页看。"


@dataclass(frozen=True)
class Proposal:
    """causes: what has to be decided once only; courses: ids; people: who have passed them before it happened; why: in
    words, the reason as it is kept."""

    causes: tuple[str, ...]
    courses: tuple[str, ...]
    people: tuple[str, ...]
    why: str

    @property
    def key(self) -> str:
        """Changes with each cause that is added: what was not seen is not decided."""
        return "，".join(self.causes)


def waiting(rules: Book, now: datetime) -> list[Proposal]:
    """What the safety office has still to decide; nothing while nobody is asked to learn."""
    if not training.running():
        return []
    over, passed = set(_causes(TAKEN, DROPPED)), cache(_passed)
    return [*_again(rules, over, passed, now), *_back(rules, over, passed, now)]


def take(key: str, actor: Mapping[str, str], now: datetime) -> int:
    """「让他们再学」: how many people. Raises Unfit; then nothing begins."""
    house, found = life.house(now), _of(key, now)
    files = training.open_files()
    # In the order of their files, as every transaction locks them.
    people = sorted(found.people, key=files.__getitem__)
    for course in found.courses:
        for place in range(0, len(people), MOST_PEOPLE):
            refreshing.begin(course, people[place : place + MOST_PEOPLE], found.why, actor, now)
    _keep(house, TAKEN, found, actor, now)
    return len(people)


def drop(key: str, reason: str, actor: Mapping[str, str], now: datetime) -> None:
    """「不用」, with a word. Raises Unfit."""
    house, found, why = life.house(now), _of(key, now), reason.strip()[:MOST_REASON]
    if len(bare(why)) < LEAST:
        raise Unfit("还要写一句为什么不用。")
    _keep(house, DROPPED, found, actor, now, reason=why)


def tell(house: Subject, rules: Book, now: datetime) -> None:
    """Whoever of the safety office is there gets one line for all that is new, once."""
    known = set(_causes(TOLD))
    fresh = [each for each in waiting(rules, now) if not known.issuperset(each.causes)]
    office = [each for each in duty.office(rules.plant) if leave_at(each, rules.plant, now) is None]
    if not fresh or not office:
        return
    _keep_told(house, fresh, now)
    told = f"有 {len(fresh)} 条「再学一遍」的提议等你定，在控制台的培训里。"
    lines = tuple(each.why for each in fresh[:SHOWN])
    card = Found(title="再学一遍：等你定", lines=lines, page="learning/now", link_text="看培训")
    asks.show(words.KIND, office[0].id, "同样的隐患又出现，或有人离开很久回来了", card, now, words=told)


def _again(rules: Book, over: set[str], passed: Passed, now: datetime) -> Iterator[Proposal]:
    """Hazards that came again, by course and area: one proposal for the people who work there."""
    plant, known = rules.plant, {area.id: area for area in rules.plant.areas}
    came = [each for each in flows.here().recurred(now - LATELY, now) if each.area in known]
    for course in rules.config.courses.courses:
        about = [each for each in came if each.kind in course.about and f"{each.number}/{course.id}" not in over]
        last = passed().get(course.id, {}) if about else {}
        for area in dict.fromkeys(each.area for each in about):
            here = [each for each in about if each.area == area]
            before = max(plant.day(each.at) for each in here)
            owner = known[area].department
            people = [each.id for each in plant.people if each.department == owner and not has_left(each)]
            mine = tuple(each for each in people if each in last and last[each] < before)
            if mine:
                causes = tuple(f"{each.number}/{course.id}" for each in here)
                numbers = "、".join(each.number for each in here)
                why = f"{known[area].name}又出现{here[0].words}：{numbers}"[:MOST_REASON]
                yield Proposal(causes, (course.id,), mine, why)


def _back(rules: Book, over: set[str], passed: Passed, now: datetime) -> Iterator[Proposal]:
    """Who is back after 90 days or more: all that he had passed before he was away."""
    plant, today = rules.plant, rules.plant.day(now)
    for person, spans in absences.spans(plant).items():
        away = long_away(spans, today, plant.day(now - LATELY))
        if away is None or not plant.knows(person) or has_left(plant.person(person)):
            continue
        first, last = away
        cause = f"{person}/{first.isoformat()}"
        if cause in over or leave_at(plant.person(person), plant, now):
            continue
        known = (each.id for each in rules.config.courses.courses)
        courses = tuple(each for each in known if passed().get(each, {}).get(person, last) < last)
        if courses:
            why = f"{plant.person(person).name}离开了 {(last - first).days + 1} 天，{date_words(last)}后回来"
            yield Proposal((cause,), courses, (person,), why)


def _passed() -> Mapping[str, Mapping[str, date]]:
    """Of each course who has lessons of it passed, with the day of his last pass."""
    mine = Learning.wanted & (Learning.state == "passed") & Learning.passed_on.is_null(False)
    rows = Learning.select(Learning, TrainingFile).join(TrainingFile).where(mine, TrainingFile.closed_at.is_null())
    found: dict[str, dict[str, date]] = {}
    for row in rows:
        if not is_final(row.lesson):
            people, person = found.setdefault(row.course, {}), row.file.person
            people[person] = max(row.passed_on, people.get(person, row.passed_on))
    return found


def _of(key: str, now: datetime) -> Proposal:
    found = next((each for each in waiting(book(now), now) if each.key == key), None)
    if found is None:
        raise Unfit(GONE)
    return found


def _keep(house: Subject, kind: str, found: Proposal, actor: Mapping[str, str], now: datetime, **more: object) -> None:
    courses = book(now).config.courses
    titles = "、".join(f"《{each.title}》" for name in found.courses if (each := courses.course(name)))
    data = {"causes": list(found.causes), "courses": list(found.courses), "titles": titles, "why": found.why}
    ledger.append(house, kind, now, actor=actor, data={**data, "to": list(found.people), **more})


def _keep_told(house: Subject, fresh: list[Proposal], now: datetime) -> None:
    data = {"causes": [cause for each in fresh for cause in each.causes], "why": [each.why for each in fresh]}
    ledger.append(house, TOLD, now, actor=life.SYSTEM, data=data)


def _causes(*kinds: str) -> Iterator[str]:
    """What these entries say of causes so far."""
    entries = Entry.select(Entry.canonical).join(Subject).where(Subject.key == HOUSE, Entry.kind.in_(kinds))
    for entry in entries:
        yield from json.loads(entry.canonical)["data"]["causes"]
