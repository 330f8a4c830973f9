"""Whether a person may do a part in a permit: certificates, and the courses that the house asks for.

This is the one place between training and permits, which do not know each other. The plant's files are the opening
state: whoever stands there with his certificates may work as before. Whoever came or moved since has to have learned
first, and three have to have signed that he may work alone (`models.training_levels`); and what somebody learned in
the house and let lapse, he has to renew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from config.files import PlantConfig
from models import staff, training, training_levels
from models.book import Book
from models.training import Learning, TrainingFile
from rules.job import Job
from rules.phrases import date_words
from rules.plant import Person
from rules.qualifications import Lack, lacking
from rules.templates import Templates
from rules.training.courses import parts
from rules.training.matrix import needs
from rules.training.trades import Trade

# Certificates that the house gives itself; it never replaces one of the state.
OWN = "plant"
# In place of its last day: a pass that a drill has suspended.
SUSPENDED = date.min


def lacks(
    job: Job, rules: Book, templates: Templates, now: datetime, until: datetime | None = None
) -> tuple[Lack, ...]:
    """Whatever a job's people lack for their parts. until: to which moment it must hold; when not given, now."""
    at = max(now, until) if until else now
    own = lacking(job, rules.plant, templates, now, at)
    return (*own, *_unlearned(job, rules, templates, at)) if training.running() else own


def owed(job: Job, rules: Book, templates: Templates) -> dict[str, int]:
    """Who may do his part by the plant's files, as before the training began, and has courses of it still to learn:
    person → how many. Empty while nobody is asked to learn."""
    if not training.running():
        return {}
    parts = list(_parts(job, rules, templates))
    new, ends = staff.newcomers(rules.plant), _ends(person for _, person in parts)
    never: dict[str, set[str]] = {}
    for role, name in parts:
        if name not in new:
            person, own = rules.plant.person(name), ends.get(name, {})
            asked = _asked(person, role, job.kind, rules.config, fresh=False)
            never.setdefault(name, set()).update(each for each in asked if _until((each,), own, rules.config) is None)
    return {name: len(courses) for name, courses in never.items() if courses}


def earned(config: PlantConfig, today: date, people: Iterable[Person] | None = None) -> dict[str, dict[str, date]]:
    """The house's own certificates that people have by their courses: person → code → last day. people: when not given,
    everybody."""
    found: dict[str, dict[str, date]] = {}
    certificates, asked = config.templates.qualifications, list(config.plant.people if people is None else people)
    ends = _ends(each.id for each in asked)
    for person in asked:
        for trade in _trades(person, config) if person.id in ends else ():
            until = _until(trade.courses, ends[person.id], config)
            if until is None or until < today:
                continue
            own = found.setdefault(person.id, {})
            for code in trade.certs:
                if code in certificates and certificates[code].type == OWN:
                    own[code] = max(until, own.get(code, until))
    return {person: certs for person, certs in found.items() if certs}


def _unlearned(job: Job, rules: Book, templates: Templates, at: datetime) -> Iterator[Lack]:
    """The courses that people of the job have still to learn, or to renew."""
    plant, day = rules.plant, rules.plant.day(at)
    parts = list(_parts(job, rules, templates))
    files = training_levels.open_files(person for _, person in parts)
    waiting = {file.person: training_levels.stands(file, rules, at) for file in files}
    new, ends = staff.newcomers(plant), _ends(person for _, person in parts)
    for role, name in parts:
        person, own = plant.person(name), ends.get(name, {})
        if name in waiting:
            words = f"{person.name}还不能独立上岗（{waiting[name]}），不能当{templates.roles[role]}：请换人，或等签完"
            yield Lack(name, role, "levels", None, words, by_course=f"还不能独立上岗：{waiting[name]}")
        for course in _asked(person, role, job.kind, rules.config, fresh=name in new):
            until = _until((course,), own, rules.config)
            if until is None and name in new:
                yield _lack(person, role, course, None, rules, templates)
            elif until is not None and until < day:
                yield _lack(person, role, course, until, rules, templates)


def _parts(job: Job, rules: Book, templates: Templates) -> Iterator[tuple[str, str]]:
    """Each role of the job with each of its people that the plant knows."""
    kind = templates.kinds[job.kind]
    for role in (*kind.required_roles, *kind.optional_roles):
        yield from ((role, person) for person in job.holders(role) if rules.plant.knows(person))


def _asked(person: Person, role: str, kind: str, config: PlantConfig, *, fresh: bool) -> Iterable[str]:
    """The courses that count for this part: of whoever came or moved all that his posts need, of others those of the
    trade that opens the part."""
    if fresh:
        return [each.course for each in needs(person, config.trades.trades, config.courses.courses, config.plant)]
    trades = (each for each in _trades(person, config) if any(part.opens(role, kind) for part in each.permit_roles))
    return dict.fromkeys(course for trade in trades for course in trade.courses)


def _trades(person: Person, config: PlantConfig) -> list[Trade]:
    return [trade for trade in config.trades.trades if {*trade.posts} & {*person.posts}]


def _ends(people: Iterable[str]) -> dict[str, dict[str, date | None]]:
    """Person → lesson → the last day of its pass."""
    found: dict[str, dict[str, date | None]] = {}
    rows = (
        Learning.select(Learning.lesson, Learning.until, Learning.suspended_by, Learning.wanted, TrainingFile.person)
        .join(TrainingFile)
        .where(TrainingFile.person.in_(list(people)))
    )
    for row in rows:
        if not row.counts:
            continue
        found.setdefault(row.file.person, {})[row.lesson] = SUSPENDED if row.suspended_by else row.until
    return found


def _until(courses: Iterable[str], own: Mapping[str, date | None], config: PlantConfig) -> date | None:
    """The last day on which all these courses hold; None while a lesson of them was never passed."""
    known = (config.courses.course(each) for each in courses)
    ends = [own.get(lesson) for course in known if course for lesson in parts(course, own)]
    passed = [each for each in ends if each is not None]
    if SUSPENDED in passed:
        return SUSPENDED
    return min(passed) if passed and len(passed) == len(ends) else None


def _lack(person: Person, role: str, course: str, ended: date | None, rules: Book, templates: Templates) -> Lack:
    found = rules.config.courses.course(course)
    title = f"《{found.title if found else course}》"
    if ended == SUSPENDED:
        state, note, todo = f"的{title}暂停了", "演练出了要命的错，暂停了", "等他重练合格"
    elif ended:
        state, note, todo = f"的{title}{date_words(ended)}到期", "到期了", "让他先学完"
    else:
        state, note, todo = f"还没学完{title}", "还没学完", "让他先学完"
    words = f"{person.name}{state}，不能当{templates.roles[role]}：请换人，或{todo}"
    since = None if ended == SUSPENDED else ended
    return Lack(person.id, role, course, since, words, by_course=f"{title}{note}，{todo}")
