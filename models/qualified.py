"""Whether a person may do a part in a permit: certificates, and the courses that the house asks for.

This is the one place between training and permits, which do not know each other. The plant's files are the opening
state: whoever stands there with his certificates may work as before. Whoever came or moved since has to have learned
first, also what only the part asks, and three have to have signed that he may work alone (`models.training_levels`);
what somebody learned in the house and let lapse, he has to renew; and what is newly asked of him he has to have learned
when its grace is over (`models.required`). Whom the safety head lets in for one permit all the same is in the job
(`Job.let_in`); that pardons a course which he has not learned or let lapse, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from config.files import PlantConfig
from models import required, staff, training, training_levels
from models.book import Book
from models.training import Learning, TrainingFile
from rules.job import Job
from rules.phrases import date_words
from rules.plant import Person
from rules.qualifications import Lack, lacking
from rules.templates import Templates
from rules.training.courses import parts
from rules.training.matrix import for_part, needs
from rules.training.trades import Trade

# Certificates that the house gives itself; it never replaces one of the state.
OWN = "plant"
# In place of its last day: a pass that a drill, or the safety office, has taken away; what is said of it, and what ends
# that.
DRILLED, WITHDRAWN = date.min, date.min + timedelta(days=1)
SUSPENDED = {DRILLED: ("演练出了要命的错，暂停了", "等他重练合格"), WITHDRAWN: ("安全部门停了", "等他重学过关")}
# The last day on which somebody new may do without a course.
NO_DAY = date.min


def lacks(
    job: Job, rules: Book, templates: Templates, now: datetime, until: datetime | None = None
) -> tuple[Lack, ...]:
    """Whatever a job's people lack for their parts. until: to which moment it must hold; when not given, now. Halting
    the training gives back nothing that a drill or the safety office has taken away."""
    at = max(now, until) if until else now
    own = lacking(job, rules.plant, templates, now, at)
    if training.changed() is None:
        return own
    return (*own, *_unlearned(job, rules, templates, at, halted=not training.running()))


def owed(job: Job, rules: Book, templates: Templates) -> dict[str, int]:
    """Who may do his part by the plant's files, as before the training began, and has courses of it still to learn:
    person → how many. Empty while nobody is asked to learn."""
    if not training.running():
        return {}
    parts = list(_parts(job, rules, templates))
    asking, ends = _asking(rules), _ends(person for _, person in parts)
    never: dict[str, set[str]] = {}
    for role, name in parts:
        if name not in asking.new:
            person, own = rules.plant.person(name), ends.get(name, {})
            asked = asking.courses(person, role, job.kind)
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


def without(course: str, people: Iterable[str], config: PlantConfig, today: date) -> list[str]:
    """Those of these people who have no valid pass of a course."""
    asked = list(people)
    ends = _ends(asked)
    known = {person: _until((course,), ends.get(person, {}), config) for person in asked}
    return [person for person, until in known.items() if until is None or until < today]


def _unlearned(job: Job, rules: Book, templates: Templates, at: datetime, *, halted: bool) -> Iterator[Lack]:
    """The courses that people of the job have still to learn, or to renew. halted: nobody can learn now, so that only
    what was taken away counts."""
    plant, day = rules.plant, rules.plant.day(at)
    parts = list(_parts(job, rules, templates))
    files = () if halted else training_levels.open_files(person for _, person in parts)
    waiting = {file.person: training_levels.stands(file, rules, at) for file in files}
    asking, ends = _asking(rules), _ends(person for _, person in parts)
    for role, name in parts:
        person, own = plant.person(name), ends.get(name, {})
        if name in waiting:
            words = f"{person.name}还不能独立上岗（{waiting[name]}），不能当{templates.roles[role]}：请换人，或等签完"
            yield Lack(name, role, "levels", None, words, by_course=f"还不能独立上岗：{waiting[name]}")
        for course, free in asking.courses(person, role, job.kind).items():
            until = _until((course,), own, rules.config)
            if until not in SUSPENDED and (halted or (name, role, course) in job.let_in):
                continue
            if until is not None and until < day:
                yield _lack(person, role, course, until, rules, templates)
            elif until is None and free is not None and free < day:
                yield _lack(person, role, course, None, rules, templates, free)


def _parts(job: Job, rules: Book, templates: Templates) -> Iterator[tuple[str, str]]:
    """Each role of the job with each of its people that the plant knows."""
    kind = templates.kinds[job.kind]
    for role in (*kind.required_roles, *kind.optional_roles):
        yield from ((role, person) for person in job.holders(role) if rules.plant.knows(person))


@dataclass(frozen=True)
class _Asking:
    """What counts for a part. new: who came or moved; since: what the matrix asks only since some moment."""

    rules: Book
    new: frozenset[str]
    since: Mapping[required.Pair, datetime]

    def courses(self, person: Person, role: str, kind: str) -> dict[str, date | None]:
        """Each course with the last day on which it is done without; None: every day. Of whoever came or moved all
        that his posts need and what the part needs, from the first day; of others those of his trades that open the
        part, and what was newly asked of his posts."""
        config, mine = self.rules.config, _trades(person, self.rules.config)
        opening = config.trades.opening(role, kind)
        if person.id in self.new:
            wanted = needs(person, mine, config.courses.courses, config.plant)
            return dict.fromkeys((*(each.course for each in wanted), *for_part(opening)), NO_DAY)
        of_part = {course for trade in mine if trade in opening for course in trade.courses}
        added = self._added(person, mine)
        asked = [course for trade in mine for course in trade.courses if course in of_part or course in added]
        return {course: self._last_free(added.get(course), course in of_part) for course in asked}

    def _added(self, person: Person, mine: Iterable[Trade]) -> dict[str, date]:
        """The courses that every post of his that needs them needs only since some day, with the first of these."""
        pairs = {
            (post, course) for trade in mine for post in {*trade.posts} & {*person.posts} for course in trade.courses
        }
        old = {course for post, course in pairs if (post, course) not in self.since}
        found: dict[str, date] = {}
        for pair in pairs & self.since.keys():
            course, day = pair[1], self.rules.plant.day(self.since[pair])
            if course not in old:
                found[course] = min(day, found.get(course, day))
        return found

    def _last_free(self, added: date | None, of_part: bool) -> date | None:
        grace = self.rules.config.trades.grace_days
        if added is None or grace is None:
            return None
        return added + timedelta(grace.permit_roles if of_part else grace.general)


def _asking(rules: Book) -> _Asking:
    return _Asking(rules, staff.newcomers(rules.plant), required.since(rules))


def _trades(person: Person, config: PlantConfig) -> list[Trade]:
    return [trade for trade in config.trades.trades if {*trade.posts} & {*person.posts}]


def _ends(people: Iterable[str]) -> dict[str, dict[str, date | None]]:
    """Person → lesson → the last day of its pass; and each course of which a pass was taken away, whichever lessons the
    plant's data have for it by now."""
    found: dict[str, dict[str, date | None]] = {}
    lesson = (Learning.lesson, Learning.course, Learning.until, Learning.wanted)
    taking = (Learning.suspended_by, Learning.withdrawn)
    rows = Learning.select(*lesson, *taking, TrainingFile.person).join(TrainingFile)
    for row in rows.where(TrainingFile.person.in_(list(people))):
        if not row.counts:
            continue
        taken = DRILLED if row.suspended_by else WITHDRAWN if row.withdrawn else None
        own = found.setdefault(row.file.person, {})
        own[row.lesson] = taken or row.until
        if taken:
            own[row.course] = min(taken, own.get(row.course) or taken)
    return found


def _until(courses: Iterable[str], own: Mapping[str, date | None], config: PlantConfig) -> date | None:
    """The last day on which all these courses hold; None while a lesson of them was never passed."""
    known = [course for each in courses if (course := config.courses.course(each))]
    if taken := SUSPENDED.keys() & {own.get(course.id) for course in known}:
        return min(taken)
    ends = [own.get(lesson) for course in known for lesson in parts(course, own)]
    passed = [each for each in ends if each is not None]
    return min(passed) if passed and len(passed) == len(ends) else None


def _lack(
    person: Person,
    role: str,
    course: str,
    ended: date | None,
    rules: Book,
    templates: Templates,
    free: date | None = None,
) -> Lack:
    """ended: the last day of his pass; free: the last day on which he was free to do without one."""
    title, graced = f"《{rules.config.courses.title(course)}》", free is not None and free > NO_DAY
    his = any(course in trade.courses for trade in _trades(person, rules.config))
    todo = "让他先学完" if his else "由安全部门给他加上岗位再学"
    if ended in SUSPENDED:
        note, todo = SUSPENDED[ended]
        state = f"的{title}暂停了"
    elif ended:
        state, note = f"的{title}{date_words(ended)}到期", "到期了"
    else:
        upto = f"，宽限到{date_words(free)}" if graced and free else ""
        state, note = f"还没学完{title}{upto}", f"还没学完{upto}"
    words = f"{person.name}{state}，不能当{templates.roles[role]}：请换人，或{todo}"
    suspended = ended in SUSPENDED
    since = free if graced else None if suspended else ended
    by_course = f"{title}{note}，{todo}"
    return Lack(person.id, role, course, since, words, by_course, pardonable=not suspended, suspended=suspended)
