"""Who is on a permit: its present guardian, everybody to be told, and who of a post or role may be asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from handlers.flow import Met
from handlers.permits import raised
from models import ask as ask_table
from models import bent, meter, qualified
from models import permit as permits
from models.ask import Ask
from models.book import Book, book, book_of
from models.matter import Matter, unreadable
from models.permit import Permit, guardian
from models.permit_asks import Sign
from models.permit_work import LetIn
from rules.life import FOLLOWS, OVER
from rules.naming import not_there
from rules.plant import Person
from rules.qualifications import Lack
from rules.shifts import duty_leader, leave_at, on_duty

# In these states the guardian must be at the site.
ON_SITE = ("working", "suspended")
SIGNING = ("routing", "signing", "blocked")
# Nobody works under these, or will.
NO_WORK = ("returned", "cancelled")
# Roles that a form may name, and that are not of the job.
OF_THE_AREA = ("acceptor", "area_rep")


def workers(permit: Permit) -> list[str]:
    """Who may work under it now: the workers of the form and those who joined, except those taken off for a lapsed
    certificate."""
    people = dict.fromkeys([*permit.form.workers, *permit.work.joined])
    return [person for person in people if person not in permit.work.cut]


def everybody(permit: Permit) -> list[str]:
    """Every person of the permit, each once: the job's own people, the present guardian, people of further roles, and
    who coordinates it with others."""
    job, kind = raised.job(permit), raised.kind_of(permit)
    roles = ("requester", "work_leader", "worker", "guardian", *kind.required_roles, *kind.optional_roles)
    people = [guardian(permit), *workers(permit), *(person for role in roles for person in job.holders(role))]
    people.append(permits.coordinator(permit))
    plant = book_of(int(permit.rules)).plant
    return [person for person in dict.fromkeys(people) if plant.knows(person)]


def of_the_job(permit: Permit) -> frozenset[str]:
    """Everybody who has a part in the work itself: who asked for it, leads it, works in it or watches it, and whom the
    form names for a role in it. Nobody of these may accept the work."""
    job = raised.job(permit)
    named = [field.id for field in raised.kind_of(permit).fields if field.kind in ("person", "people")]
    roles = ("requester", "work_leader", "worker", "guardian", *(role for role in named if role not in OF_THE_AREA))
    return frozenset((guardian(permit), *workers(permit), *(each for role in roles for each in job.holders(role))))


def needed() -> Iterator[tuple[str, str]]:
    """What every permit that is not over needs in the plant's data: its people and place, its kind, the posts that are
    still to be asked, and the certificates that are looked at."""
    for permit in Permit.select().where(Permit.state.not_in(OVER)):
        yield from (("people", person) for person in everybody(permit))
        yield from (("areas", permit.area), ("kinds", permit.kind))
        yield from (("posts", post) for post in _posts_to_ask(permit))
        yield from (("qualifications", code) for code in _codes(permit))


def _posts_to_ask(permit: Permit) -> Iterator[str]:
    """The posts of its route until it is signed, and of the questions until its end."""
    if permit.state in SIGNING:
        yield from (slot.post for slot in raised.way(permit).slots if slot.post and not slot.optional)
    after, posts = raised.rules(permit).after_signing, book_of(int(permit.rules)).plant.posts
    before = () if permit.started_at else after.pre_start
    for follow in (*before, *after.during, *after.close):
        if follow.concerns(permit.kind, permit.level):
            yield from (name for name in follow.to if name in posts)


def _codes(permit: Permit) -> Iterator[str]:
    templates = raised.templates(permit)
    for codes in templates.kinds[permit.kind].qualifications.values():
        yield from codes
    yield from templates.gas.analyst
    if permit.state in SIGNING:
        yield from filter(None, [raised.rules(permit).defaults.approver_qualification])


def mine(person: Person, now: datetime) -> list[Matter]:
    """The permits under way that this person raised or is on: those at work first, then the newest."""
    live = permits.naming(person.id, *(state for state in FOLLOWS if state not in OVER))
    # One that ran out before its work began leaves nothing to do.
    open_ones = [each for each in reversed(live) if each.state != "expired" or each.started_at]
    own = [each for each in open_ones if each.requester == person.id or person.id in everybody(each)]
    ordered = sorted(own, key=lambda each: each.state not in ON_SITE)
    return list(bent.each(ordered, permits.matter, lambda each: unreadable(each.subject)))


def under(person: Person, now: datetime) -> str:
    """The number of a permit in whose work, which is going on, this person has a part; empty for none."""
    live = permits.naming(person.id, *ON_SITE)
    return next((each.number for each in live if person.id in of_the_job(each)), "")


def lately(person: Person, since: datetime, now: datetime) -> Iterator[Met]:
    """The kinds of the permits in whose work he has had a part since that moment, or will have soon."""
    live = permits.naming(person.id, *(state for state in FOLLOWS if state not in NO_WORK))
    for each in live:
        if each.ends_at >= since and person.id in of_the_job(each):
            yield Met(each.kind, f"你在 {each.number} {permits.title(each)}的票上")


def beside(person: Person, now: datetime) -> list[Permit]:
    """The permits that a stop reaches, of which this person is not, but in which he has another part: he was asked
    something of them, he speaks for their area or is its safety officer, or he answers for the whole plant. Those of
    which he was asked come first."""
    query = Permit.select().where(Permit.state.in_(("working", "finished", "expired"))).order_by(Permit.subject)
    found = [each for each in query if permits.stoppable(each) and person.id not in everybody(each)]
    subjects = [each.subject_id for each in found]
    rows = Ask.select(Ask.subject).where(Ask.person == person.id, Ask.subject.in_(subjects)).distinct()
    own, plant = {row.subject_id for row in rows}, book(now).plant
    roles, held = plant.roles, set(person.posts)
    everywhere = bool(held & {*roles.safety_office, *roles.duty_stand_in}) or duty_leader(plant, now).id == person.id
    of_areas = bool(held & {*roles.area_rep, *roles.area_safety_officer})
    mine = [
        each
        for each in found
        if each.subject_id in own or everywhere or (of_areas and plant.area(each.area).department == person.department)
    ]
    return sorted(mine, key=lambda each: each.subject_id not in own)


def asked(permit: Permit, to: Sequence[str], scope: str, now: datetime) -> list[str]:
    """Whom a question to these roles or posts reaches: whoever has the role in this permit, else the people of the
    post, or of the posts that fill the role in this plant."""
    job, rules = raised.job(permit), book(now)
    found: list[str] = []
    for name in to:
        if name == "guardian":
            found.append(guardian(permit))
        elif holders := job.holders(name):
            found += holders
        elif name in rules.plant.posts:
            found += of_post(permit, name, scope, rules, now)
        else:
            found += of_posts(permit, rules.plant.roles.on_permit.get(name, ()), rules, now)
    return list(dict.fromkeys(found))


def of_posts(permit: Permit, posts: Sequence[str], rules: Book, now: datetime) -> list[str]:
    """The people of each post in turn; a post that every department has is looked for in the area's department."""
    scopes = {"department": "area", "plant": "plant"}
    named = [(post, scopes[rules.plant.posts[post].scope]) for post in posts]
    return [person for post, scope in named for person in of_post(permit, post, scope, rules, now)]


def of_post(permit: Permit, post: str, scope: str, rules: Book, now: datetime) -> list[str]:
    """The holders of a post who are at work; if none is, those who are not on leave."""
    plant = rules.plant
    department = plant.area(permit.area).department if scope == "area" else None
    able = [each for each in plant.holders(post, department) if not leave_at(each, plant, now)]
    here = [each for each in able if on_duty(each, plant, rules.config.rules, now)]
    return [each.id for each in here or able]


def called(permit: Permit, name: str, now: datetime) -> str:
    """What people call a post or a role of the permit."""
    posts = book(now).plant.posts
    return posts[name].name if name in posts else raised.role_name(permit, name)


def area_representative(permit: Permit, now: datetime) -> str | None:
    """Who speaks for the area now, in the plant's order, those at work first; never one of the job's people. For an
    area that has nobody the safety office does."""
    roles = book(now).plant.roles
    return _first_of(permit, roles.area_rep, now) or _first_of(permit, roles.safety_office, now)


def _first_of(permit: Permit, posts: Sequence[str], now: datetime) -> str | None:
    own = {*workers(permit), guardian(permit), permit.form.work_leader}
    rules = book(now)
    anybody = [person for person in of_posts(permit, posts, rules, now) if person not in own]
    at_work = (each for each in anybody if on_duty(rules.plant.person(each), rules.plant, rules.config.rules, now))
    return next(at_work, anybody[0] if anybody else None)


def guardian_fault(permit: Permit, person: Person, now: datetime) -> str:
    """Why this person can't take over the watch, or nothing."""
    return guardian_faults(permit, [person], now)[person.id]


def guardian_faults(permit: Permit, people: Sequence[Person], now: datetime) -> dict[str, str]:
    """Why each of these people can't, by id: not there, no certificate or course, another role or watch."""
    rules, job = book(now), raised.job(permit)
    own = {*workers(permit), job.work_leader, permits.coordinator(permit)}
    watched = {guardian(each): each.number for each in _watched_elsewhere(permit)}
    lacks = _first_lacks(permit, people, now)
    out = meter.unreachable()
    return {
        each.id: _guardian_fault(each, rules, own, lacks.get(each.id, ""), watched.get(each.id, ""), now, out)
        for each in people
    }


def lacks_to_guard(permit: Permit, people: Sequence[Person], now: datetime) -> list[Lack]:
    """What these people lack to watch, certificates and courses."""
    job = raised.job(permit)
    watching = replace(job, guardian="", inputs={**job.inputs, "guardian": [each.id for each in people]})
    lacks = qualified.lacks(watching, book(now), raised.templates(permit), now)
    return [lack for lack in lacks if lack.role == "guardian"]


def _first_lacks(permit: Permit, people: Sequence[Person], now: datetime) -> dict[str, str]:
    """The first thing that each of these people lacks to watch, in words."""
    called, found = raised.templates(permit).qualifications, dict[str, str]()
    for lack in lacks_to_guard(permit, people, now):
        found.setdefault(lack.person, lack.by_course or f"没有有效的{called[lack.code].name}")
    return found


def _guardian_fault(
    person: Person, rules: Book, own: set[str], lack: str, elsewhere: str, now: datetime, out: Collection[str]
) -> str:
    if person.id in own:
        return "在这张票里另有任务"
    away = not_there(person, rules.plant, rules.config.rules, now, out)
    return away or lack or (f"正在监护 {elsewhere}" if elsewhere else "")


def kept_off(permit: Permit, person: Person, now: datetime) -> Iterator[str]:
    """Why somebody may not join this permit's work, in sentences with his name, whatever his certificates and courses:
    he coordinates it or has judged it, or it was signed for the plant's own people."""
    if person.id == permits.coordinator(permit):
        yield f"{person.name}是这张票的统一协调人，不能又干活：请换人"
    if person.id in _judges(permit):
        yield f"{person.name}审批或验过这张票，不能再当作业人：请换人"
    if book(now).plant.is_contractor(person) and not permit.form.contractor:
        yield f"{person.name}是承包商的人，这张票按本厂人员审的：请换人，或另办一张票"


def _judges(permit: Permit) -> set[str]:
    """The people who approved the permit, checked it on site, or let somebody in without a course."""
    approved = {each.person for each in raised.asked(permit) if each.state == "done" and Sign.of(each).approval}
    checked = permit.work.foreman_check
    return approved | ({checked.by} if checked else set()) | {each.by for each in permit.work.let_in}


def unused(permit: Permit, how: LetIn) -> str:
    """That somebody was let in for a part that he does not have here; empty for whoever has it, or had the watch."""
    held = how.person in raised.job(permit).holders(how.role) or how.role in permit.work.joined.get(how.person, ())
    watched = [each.person for each in ask_table.about(permit.subject, "permit.takeover") if each.state == "done"]
    if how.area == permit.area and (held or (how.role == "guardian" and how.person in (guardian(permit), *watched))):
        return ""
    return "没有用上" if permit.state in OVER else "还没有用上"


def watched_by(person: str, *, except_for: Permit) -> Iterator[Permit]:
    """The live permits that this person watches at this moment."""
    return (other for other in _watched_elsewhere(except_for) if guardian(other) == person)


def _watched_elsewhere(permit: Permit) -> Iterable[Permit]:
    return Permit.select().where(Permit.state.in_(ON_SITE), Permit.id != permit.id)


def gone_home(person_id: str, now: datetime) -> bool:
    """Whether the person's crew is off duty; the day shift goes home only when its work is done."""
    rules = book(now)
    person = rules.plant.person(person_id)
    return person.shift != "day" and not on_duty(person, rules.plant, rules.config.rules, now)


def at_work(person_id: str, now: datetime) -> bool:
    """Whether the person is on duty and not on leave."""
    rules = book(now)
    person = rules.plant.person(person_id)
    return on_duty(person, rules.plant, rules.config.rules, now) and not leave_at(person, rules.plant, now)


def all_gone_home(permit: Permit, now: datetime) -> bool:
    """Whether nobody who may work under the permit is on duty any more."""
    people = workers(permit)
    return bool(people) and all(gone_home(person, now) for person in people)


def related(permit: Permit) -> list[Permit]:
    """The permits linked with this one, from either side."""
    numbers = set(permit.related)
    live = Permit.select().where(Permit.state.not_in(OVER))
    return [each for each in live if each.number in numbers or permit.number in each.related]
