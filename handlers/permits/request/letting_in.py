"""Whoever asked for a permit, or has it, asks the safety head to let somebody do one part without a course.

It is asked for one permit: for one that is there, or for the one that an open request becomes. A certificate, working
alone, a suspended course and absence are never pardoned. Source: training.md §10.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import takewhile

from bot.channel import Action, Answer
from handlers import asks
from handlers.asks import Wanted
from handlers.permits import crew, life, raised, same_hand
from handlers.permits.kinds import LET_IN
from handlers.permits.request import answers
from models import ask as ask_table
from models import ledger, let_in, meter, qualified
from models import permit as permits
from models.answered import Outcome, Proven
from models.ask import MOVABLE, Ask, expiry
from models.book import Book, book, name_of
from models.permit import Permit
from models.permit_asks import Pardon, Wish
from models.permit_work import LetIn, pardoned
from models.subject import Subject
from rules.hazards.owners import Here, Named, head
from rules.job import Job
from rules.phrases import moment_words
from rules.plant import Person
from rules.qualifications import Lack
from rules.shifts import leave_at
from rules.templates import Templates
from rules.texts import bare

STEPS = (("remind", 5), ("next", 15))
MAX_REASON, LEAST_REASON, MOST_ASKED = 200, 2, 5
# For how many people one asker may ask within asks.ANSWERED_WITHIN: each is a card for the safety head.
MOST_LATELY = 10
# Whoever has refused is asked once more; what he refuses then is not asked again.
MOST_REFUSED = 2
# While such a permit may still be worked under.
OPEN_TO = ("routing", "blocked", "signing", "returned", "approved", "working", "suspended")
GONE = "这张申请已经交了或不用了，这张票已经结束了：不用再请人放行。"


@dataclass(frozen=True)
class Case:
    """For which permit somebody is to be let in. permit: None while it is only asked for; request: the ask of whoever
    asks for it; until: the courses have to hold until then; mine: who may ask; own: who has a part in it and does not
    decide."""

    subject: Subject
    kind: str
    templates: Templates
    area: str
    until: datetime
    expires: datetime
    mine: frozenset[str]
    own: frozenset[str]
    what: str
    let_in: tuple[LetIn, ...]
    permit: Permit | None = None
    request: Ask | None = None


def of_permit(permit: Permit) -> Case:
    mine = frozenset((permit.requester, permit.form.work_leader, permits.guardian(permit)))
    return Case(
        permit.subject,
        permit.kind,
        raised.templates(permit),
        permit.area,
        permit.ends_at,
        permit.ends_at,
        mine,
        crew.of_the_job(permit),
        f"{permits.title(permit)}（{permit.number}）",
        permit.work.let_in,
        permit=permit,
    )


def of_request(request: Ask, area: str, rules: Book, now: datetime) -> Case:
    """How long the job takes is not known yet: as long as its kind may."""
    templates = rules.config.templates
    name = Wish.of(request).permit_kind
    kind = templates.kinds[name]
    longest = now + timedelta(hours=max(level.validity_h for level in kind.levels))
    named = rules.plant.area_name(area)
    return Case(
        request.subject,
        name,
        templates,
        area,
        longest,
        expiry(request) or longest,
        frozenset((request.person,)),
        frozenset((request.person,)),
        f"{kind.short} · {named}（还没交的申请）",
        let_in.granted(request),
        request=request,
    )


def shown_under(case: Case) -> Ask | None:
    """The requester's ask, under which the page keeps what it shows."""
    return ask_table.find(case.permit.form.request_ask) if case.permit else case.request


def closed(case: Case) -> bool:
    """Whether there is nothing left for which somebody could be let in."""
    if case.permit is not None:
        return case.permit.state not in OPEN_TO
    return case.request is None or case.request.state not in MOVABLE


def roles(case: Case) -> dict[str, str]:
    """The parts in such work for which anybody can be asked to be let in, with their names."""
    kind = case.templates.kinds[case.kind]
    return {role: str(case.templates.roles[role]) for role in (*kind.required_roles, *kind.optional_roles)}


def lacking(case: Case, role: str, people: Sequence[str], now: datetime) -> dict[str, list[Lack]]:
    """What each of these people would lack in this role, until the end of the job."""
    let_in, named = pardoned(case.let_in, case.area), {role: list(people)}
    job = Job(case.kind, "", case.area, now, case.until, "", "", (), "", False, named, let_in=let_in)
    found: dict[str, list[Lack]] = {}
    for lack in qualified.lacks(job, book(now), case.templates, now, case.until):
        if lack.role == role:
            found.setdefault(lack.person, []).append(lack)
    return found


def fault(case: Case, role: str, person: str, now: datetime) -> str:
    """Why nobody may be asked to let this person in; empty when only courses keep him out."""
    plant = book(now).plant
    lacks = lacking(case, role, [person], now).get(person, [])
    if not lacks:
        return f"{name_of(plant, person)}当{roles(case)[role]}不缺课：不用请人放行"
    if hard := [lack.words for lack in lacks if not lack.pardonable]:
        return f"缺的不只是课，不能放行：{'；'.join(hard)}"
    if barred := kept_off(case, plant.person(person), now):
        return barred
    if leave_at(plant.person(person), plant, now):
        return f"{name_of(plant, person)}请假了：请换人"
    watched = crew.watched_by(person, except_for=case.permit) if role == "guardian" and case.permit else ()
    return next((f"{name_of(plant, person)}正在监护 {each.number}：请换人" for each in watched), "")


def kept_off(case: Case, person: Person, now: datetime) -> str:
    """Why this person may not join the permit anyway, as 「加人」 has it; empty for whoever has a part in it."""
    if case.permit is None or person.id in case.own:
        return ""
    return "；".join(crew.kept_off(case.permit, person, now))


def ask_for(action: Action, person: Person, now: datetime) -> Answer:
    """「请安全部门放行」: `{number, area, role: [person, …]}`, with the reason as text. If one of them may
    not be let in, nobody is asked."""
    case = _named(action, now)
    if case is None or person.id not in case.mine:
        return Answer("没有这张票或申请，或者不归你请。请从聊天里最新的卡片打开。", "stop")
    if closed(case):
        return Answer(GONE, "caution")
    reason = said(action)
    if not reason:
        return Answer("还要写一句为什么非他不可。", "stop")
    if case.area not in {area.id for area in book(now).plant.areas}:
        return Answer("还没有选区域。请选好再请。", "stop")
    wanted = list(_wanted(action, case))
    if not wanted or len(wanted) > MOST_ASKED or not all(book(now).plant.knows(each) for _, each in wanted):
        return Answer(f"没有选人，或有人不在通讯录里。请选 1 到 {MOST_ASKED} 人。", "stop")
    if found := [words for role, each in wanted if (words := fault(case, role, each, now))]:
        return Answer(f"没有请：{'；'.join(found)}。", "stop")
    _drop_gone(case, now)
    if found := [words for role, each in wanted if (words := _already(case, role, each, now))]:
        return Answer(f"没有再请：{'；'.join(found)}。", "caution")
    if let_in.asked_by(person.id, now - asks.ANSWERED_WITHIN) + len(wanted) > MOST_LATELY:
        return Answer("你十分钟里请得太多，没有请。等前面的定了再请。", "caution")
    once_more = any(_refusals(case, role, each, now) for role, each in wanted)
    names = [_ask(case, role, each, reason, person, action, now) for role, each in wanted]
    asked = "、".join(dict.fromkeys(filter(None, names)))
    if not asked:
        return Answer("现在没有人能定：请换人，或让他先学完。", "caution")
    then = "他没有放行过，只再请这一次；要再定，请当面找他。" if once_more else ""
    return Answer(f"请{asked}定了。{then}定下来告诉你，没定以前他不能干。", "done")


def said(action: Action) -> str:
    """The reason that somebody wrote; empty when a reader sees nothing of it."""
    words = action.text.strip()[:MAX_REASON]
    return words if len(bare(words)) >= LEAST_REASON else ""


def case_of(ask: Ask, now: datetime) -> Case | None:
    """What an open question is about; None when its permit or request is not there any more."""
    wish = Pardon.of(ask)
    if wish.request:
        return _of_request(wish.request, wish.area, now)
    permit = permits.of_subject(ask.subject)
    return of_permit(permit) if permit else None


def open_for(case: Case, wish: Pardon, now: datetime) -> str:
    """Asks the next who may decide: the safety head, else who stands in for him; where it was refused, only whoever
    has refused. Nobody who has a part in the work, and nobody twice. Returns his name; empty when there is nobody
    else."""
    before, plant = [each.person for each in _waiting(case, wish.role, wish.person)], book(now).plant
    refused = _refusals(case, wish.role, wish.person, now)
    named = _who_refused(refused[-1], now) if refused else _decider(case, wish, before, now)
    if named.person in {*before, *case.own, wish.person, wish.asked_by} or not plant.knows(named.person):
        return ""
    first = f"先请了{'、'.join(name_of(plant, each) for each in before)}，还没有定" if before else named.why
    why = [first, f"{name_of(plant, wish.asked_by)}请你定：{name_of(plant, wish.person)}这一次能不能干"]
    wanted = Wanted(
        LET_IN,
        named.person,
        why,
        post=named.post,
        stage=let_in.stage(case.request),
        slot=wish.role,
        steps=STEPS,
        expires_at=case.expires,
        data=wish,
    )
    asks.open_ask(case.subject, wanted, now)
    return name_of(plant, named.person)


def carry(permit: Permit, request: Ask, now: datetime) -> None:
    """The request has become this permit: what was granted for it and is needed counts for this permit alone, and what
    is not decided yet is not asked any more."""
    stage = let_in.stage(request)
    for each in ask_table.in_stage(request.subject, stage):
        if each.state in MOVABLE:
            asks.close(each, "superseded", now, Outcome.over(f"申请已经交了（{permit.number}）", now))
    job, given = raised.job(permit), let_in.granted(request)
    used = [how for how in given if how.area == permit.area and how.person in job.holders(how.role)]
    for how in used:
        ask = Ask.get_by_id(how.ask)
        ledger.append(permit.subject, "permit.let_in", now, actor=raised.SYSTEM, data=entry_of(ask, how))
        same_hand.look(permit, ask, now)
    if used:
        life.note(permit, permit.work.letting_in(*used))


def entry_of(ask: Ask, how: LetIn) -> dict[str, object]:
    """What the trail says of somebody who was let in, with the signature: the same in the permit's as where it was
    decided."""
    wish = Pardon.of(ask)
    asked = {
        "role_name": wish.role_name,
        "titles": wish.titles,
        "asked_by": wish.asked_by,
        "why": wish.reason,
        "granted_by": how.by,
    }
    return {**how.kept, **asked, **Proven.of(ask).evidence()}


def _named(action: Action, now: datetime) -> Case | None:
    """The permit of this number, or the request whose ask has it, with its subject locked."""
    number = str(action.data.get("number") or "")[:32]
    found = permits.by_number(number)
    if found is not None:
        return of_permit(permits.locked(found.subject_id))
    area = str(action.data.get("area") or "")
    return _of_request(int(number), area, now) if number.isdecimal() and len(number) < 19 else None


def _of_request(number: int, area: str, now: datetime) -> Case | None:
    """The request with its subject locked; None where there is none of this number, or its kind of work is gone."""
    found = ask_table.find(number)
    if found is None or not is_request(found, book(now)):
        return None
    return of_request(ask_table.locked(found), area, book(now), now)


def is_request(ask: Ask, rules: Book) -> bool:
    return ask.kind == "permit.request" and Wish.of(ask).permit_kind in rules.config.templates.kinds


def _wanted(action: Action, case: Case) -> Iterator[tuple[str, str]]:
    for role in roles(case):
        yield from ((role, person) for person in dict.fromkeys(answers.listed(action.data.get(role))))


def _ask(case: Case, role: str, whom: str, reason: str, person: Person, action: Action, now: datetime) -> str:
    lacks = lacking(case, role, [whom], now)[whom]
    courses = book(now).config.courses
    wish = Pardon(
        person=whom,
        role=role,
        role_name=roles(case)[role],
        kind=case.kind,
        area=case.area,
        courses=tuple(lack.code for lack in lacks),
        titles="、".join(f"《{found.title}》" for lack in lacks if (found := courses.course(lack.code))),
        what=case.what,
        reason=reason,
        asked_by=person.id,
        request=case.request.id if case.request else 0,
    )
    asked = shown_under(case)
    shown = asks.shown_to(action, about=asked.id if asked else None)
    ledger.append(
        case.subject, "permit.let_in_asked", now, actor=asks.unasked(person), data=dict(wish.kept), shown=shown
    )
    return open_for(case, wish, now)


def _drop_gone(case: Case, now: datetime) -> None:
    """What was asked for a request that is not used any more is not decided any more."""
    for each in ask_table.movable(case.subject, LET_IN):
        its = case_of(each, now)
        if its is None or closed(its):
            asks.close(each, "superseded", now, Outcome.over("申请不用了", now))


def _already(case: Case, role: str, person: str, now: datetime) -> str:
    """Why nobody is asked about this person any more: somebody is just asked, or it was refused; empty when somebody
    may be."""
    plant = book(now).plant
    whom = f"{name_of(plant, person)}（{roles(case)[role]}）"
    if waiting := _waiting(case, role, person):
        return f"{whom}已经请{'、'.join(name_of(plant, each.person) for each in waiting)}定了，等他"
    refused = _refusals(case, role, person, now)
    if not refused:
        return ""
    last = Outcome.of(refused[-1])
    said_no = f"{name_of(plant, last.by)} {_moment(last.at, now)} 没有放行{whom}：{last.reason}"
    if len(refused) >= MOST_REFUSED:
        return f"{said_no}。请过他两次了：请换人，或让他先学完"
    if last.by in case.own or not plant.knows(last.by):
        return f"{said_no}。别人不能改他定的：请换人，或让他先学完"
    return ""


def _waiting(case: Case, role: str, person: str) -> list[Ask]:
    """Who is asked at this moment whether this person may do this part, in the order in which they were."""
    return [each for each in _asked(case, role, person) if each.state in MOVABLE]


def _asked(case: Case, role: str, person: str) -> list[Ask]:
    asked = let_in.in_case(case.subject, shown_under(case))
    return [each for each in asked if (Pardon.of(each).role, Pardon.of(each).person) == (role, person)]


def _refusals(case: Case, role: str, person: str, now: datetime) -> list[Ask]:
    """The refusals since this was last granted, the last one at the end: for this permit and the request that it was,
    and on this day for whatever else one of those asked who may ask here, for the same work in the same area."""
    plant = book(now).plant
    today = datetime.combine(plant.day(now), time(), plant.zone)
    found = {each.id: each for each in _asked(case, role, person) if each.state == "done"}
    work = (role, person, case.kind, case.area)
    for each in let_in.decided_since(today):
        wish = Pardon.of(each)
        if (wish.role, wish.person, wish.kind, wish.area) == work and wish.asked_by in case.mine:
            found[each.id] = each
    newest_first = sorted(found.values(), key=lambda each: (each.closed_at, each.id), reverse=True)
    return [*takewhile(lambda each: Outcome.of(each).result == let_in.REFUSED, newest_first)][::-1]


def _who_refused(ask: Ask, now: datetime) -> Named:
    when = _moment(Outcome.of(ask).at, now)
    return Named(ask.person, ask.post, f"你 {when} 没有放行：只再请你定这一次")


def _moment(at: datetime | None, now: datetime) -> str:
    """08:19, with its day where that is another one than today."""
    if at is None:
        return ""
    plant = book(now).plant
    return f"{at:%H:%M}" if plant.day(at) == plant.day(now) else moment_words(at)


def _decider(case: Case, wish: Pardon, before: Collection[str], now: datetime) -> Named:
    """The safety head as everywhere in the house: never who asks or is let in, nobody under them while there is
    somebody else, and where it is himself, it goes up."""
    rules = book(now)
    area = next((each for each in rules.plant.areas if each.id == case.area), None)
    here = Here(rules.plant, rules.config.rules, now, meter.unreachable())
    return head("safety_head", area, {*before, *case.own}, here, (wish.person, wish.asked_by))
