"""What follows from a request before anything is kept: level, missing certificates, further permits, clashes, route.

The phone asks for it while the form is filled in; the handler asks again when it is sent. `rules` decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from handlers.permits import coordination, raised
from handlers.permits.coordination import Coordinator
from handlers.permits.form import BadForm
from handlers.permits.request import answers
from models import lesson_way, meter, qualified
from models.book import Book
from models.permit import Permit
from models.permit_form import Request
from models.permit_work import LetIn, pardoned
from rules import accepting, copying, given, naming, related
from rules.clashes import Clash, clashes, guarding_elsewhere, of_job
from rules.geo import distance_m, wgs84_to_gcj02
from rules.grading import TooLow, derive, settle
from rules.job import Job
from rules.phrases import moment_words
from rules.plant import Area, Plant, Point
from rules.qualifications import Lack, doubled, missing_roles
from rules.related import Linked, Need
from rules.routes import Forbidden, Route, excusable_posts, route
from rules.templates import Kind, Templates
from rules.vertical import Crossing, crossings

# The roles that the form itself asks for; other people on site are named only at the start gates.
ASKED_ROLES = ("requester", "work_leader", "worker", "guardian")
# States of permits that may run at the same time as a new job, or be linked with it.
LIVE = ("routing", "blocked", "signing", "approved", "working", "suspended")
DAYS_AHEAD = 30


@dataclass(frozen=True)
class Outlook:
    """form: completed with what was derived; place: in the plant's coordinates, if the phone was in the area.

    reasons: why this level; coordinator: of a job that meets others; the rest are sentences for the requester, of
    which only a blocking clash leads to a refusal.
    """

    form: Request
    job: Job
    place: Point | None
    reasons: tuple[str, ...]
    needs: tuple[Need, ...]
    clashes: tuple[Clash, ...]
    crossings: tuple[Crossing, ...]
    coordinator: Coordinator | None
    busy: tuple[str, ...]
    unspoken: tuple[str, ...] = ()

    @property
    def notes(self) -> list[str]:
        """What the requester should know besides level and route."""
        needed = [f"关联作业：{need.words}{f'。{need.todo}' if need.todo else ''}" for need in self.needs]
        return [*needed, *self._further]

    @property
    def lasting(self) -> list[str]:
        """What the signers should know besides: what is true as long as the permit lives, so not which permit is still
        missing."""
        return [*(f"关联作业：{need.words}" for need in self.needs), *self._further]

    @property
    def met(self) -> list[str]:
        """What is known of other permits that it meets, and where else its guardian watches."""
        return [*(clash.words for clash in self.clashes), *(each.words for each in self.crossings), *self.busy]

    @property
    def _further(self) -> list[str]:
        named = [self.coordinator.words] if self.coordinator else []
        return [*self.met, *named, *self.unspoken]


def check(
    form: Request, requester: str, book: Book, now: datetime, own: str = "", let_in: Iterable[LetIn] = ()
) -> Outlook:
    """Checks everything about a form that was sent; `own`: number of the permit that it changes; let_in: who may do his
    part without a course.

    Raises BadForm with every fault of the first step that has any: ids, times, answers, people, level, clashes.
    """
    chosen = copying.faults(form.copies, book.plant, book.config.rules)
    faults = [*unknown(form, book), *_times(form, book.plant, now), *chosen]
    _stop(faults)
    kind, plant, templates = book.config.templates.kinds[form.kind], book.plant, book.config.templates
    _stop(answers.faults(form, kind, plant) + _lines(form, kind) + _linked_faults(form))
    seen = look(form, requester, book, own, let_in)
    roles = [role for role in ASKED_ROLES if role in ("requester", *kind.required_roles)]
    faults = [*missing_roles(seen.job, templates, tuple(roles)), *doubled(seen.job, plant, templates)]
    absent = naming.absent(seen.job, plant, book.config.rules, now, meter.unreachable())
    refused = [f"{need.words}。{need.todo}" for need in seen.needs if need.waits == "request"]
    _stop([*refused, *faults, *absent, *lacks(seen.job, templates, book, now)])
    _stop([clash.words for clash in seen.clashes if clash.effect == "block"])
    _stop([seen.coordinator.words] if seen.coordinator and not seen.coordinator.person else [])
    return seen


def look(form: Request, requester: str, book: Book, own: str = "", let_in: Iterable[LetIn] = ()) -> Outlook:
    """Level, further permits and clashes of a form whose ids exist. Raises BadForm when the level is missing or low."""
    templates, plant = book.config.templates, book.plant
    kind = templates.kinds[form.kind]
    live = _live(own)
    linked = [raised.as_linked(permit) for permit in live if permit.number in form.related]
    workers = answers.crew(form, kind)
    contractor = _contracted(form, workers, plant)
    level, reasons = _level(form, contractor, kind, plant)
    form = form.settled(level, workers, contractor, _served(form, kind, linked))
    until = related.latest_end(form.job(requester, kind.leads_as), linked, templates)
    if until < form.ends_at:
        form = form.ending(until)
    # Nobody lets somebody in for work in which he has a part himself.
    apart = [each for each in let_in if each.by not in (requester, form.work_leader, form.guardian, *workers)]
    job = replace(form.job(requester, kind.leads_as), let_in=pardoned(apart, form.area))
    place = point_in_area(form, plant)
    others = [raised.as_other(permit) for permit in live]
    found = clashes(job, place, others, templates.relations, plant)
    one_job = {each.number for each in live if each.number in form.related or own in each.related}
    crossed = crossings(of_job(own, job, place), others, templates, plant, one_job)
    coordinator = _coordinator(form, [each for each in live if each.number in _to_coordinate(found, crossed)], book)
    return Outlook(
        form.coordinated(coordinator.person if coordinator else ""),
        job,
        place,
        reasons,
        related.needs(job, linked, plant, templates),
        found,
        crossed,
        coordinator,
        guarding_elsewhere(form.guardian, form.starts_at, form.ends_at, others, plant),
        (*_unspoken(form, plant), *_unaccepted(form, requester, book)),
    )


def _to_coordinate(found: Iterable[Clash], crossed: Iterable[Crossing]) -> set[str]:
    return {*(each.number for each in found if each.effect == "coordinate"), *(each.number for each in crossed)}


def _coordinator(form: Request, met: Sequence[Permit], book: Book) -> Coordinator | None:
    """Who coordinates the job with those that it meets; None when it meets none."""
    own = [*form.workers, form.guardian, form.work_leader]
    return coordination.settle(form.coordinator, form.area, own, met, book, form.starts_at) if met else None


def _unspoken(form: Request, plant: Plant) -> Iterator[str]:
    """Who confirms for an area that has no representative of its own, said before anybody signs."""
    own = {*form.workers, form.work_leader, form.guardian}
    area, roles = plant.area(form.area), plant.roles
    if not _holders(roles.area_rep, area, plant) - own:
        stands_in = bool(_holders(roles.safety_office, area, plant) - own)
        then = "由安全部门确认" if stands_in else "没有人能确认，开不了工：请先安排人"
        yield f"{area.name}没有属地代表：归属地的措施和复工{then}"


def _unaccepted(form: Request, requester: str, book: Book) -> Iterator[str]:
    """Who signs at the end of work in an area that has nobody for that who has no part in the work, said before anybody
    signs."""
    area, plant, rules = book.plant.area(form.area), book.plant, book.config.rules
    part = {requester, *form.workers, form.work_leader, form.guardian}
    for follow in accepting.closing(rules, form.kind):
        if {each.id for each in accepting.own(follow, area.department, plant)} - part:
            continue
        behind = accepting.line(follow, area.department, plant, rules, form.ends_at, part)
        then = f"到时按替补请人，照排班是{plant.person(behind[0]).name}" if behind else "票会关不了：请先安排人"
        yield f"{area.name}自己没有人能{accepting.SIGNED[follow.ask]}：{then}"


def _holders(posts: Iterable[str], area: Area, plant: Plant) -> set[str]:
    known = [post for post in posts if post in plant.posts]
    return {each.id for post in known for each in plant.holders(post, plant.where(post, area.department))}


def way(seen: Outlook, book: Book, now: datetime) -> Route:
    """The route of the job. Raises BadForm when the rules forbid it."""
    try:
        return route(seen.job, book.plant, book.config.rules, now)
    except Forbidden as error:
        raise BadForm(list(error.reasons)) from error


def lacks(job: Job, templates: Templates, book: Book, now: datetime) -> list[str]:
    """Each person's missing or lapsed certificate or course, by these templates, with the shortest way to mend it; all
    must hold to the end of the job."""
    return [_mended(lack, book, now) for lack in qualified.lacks(job, book, templates, now, job.ends_at)]


def _mended(lack: Lack, book: Book, now: datetime) -> str:
    lesson, way = lesson_way.taught_by(lack.code, book), lesson_way.of_lack(lack, book, now)
    todo = "选人的地方他名字下面有「把课发给他」" if way.course else way.words
    return "，".join(filter(None, (lack.words, f"补学{lesson}" if lesson else "", todo)))


def live_near(area: str, starts_at: datetime, ends_at: datetime, own: str = "") -> list[Permit]:
    """The permits of an area that overlap a period: a job may be linked with these."""
    overlapping = (permit for permit in _live(own) if permit.starts_at < ends_at and starts_at < permit.ends_at)
    return [permit for permit in overlapping if permit.area == area]


def unknown(form: Request, book: Book) -> list[str]:
    """A sentence for each id that the plant does not have."""
    plant, kinds = book.plant, book.config.templates.kinds
    if form.kind not in kinds:
        return ["没有这类作业票：请从菜单重新开始"]
    faults = []
    if form.level and form.level not in {level.id for level in kinds[form.kind].levels}:
        faults.append("没有这个级别：请重新选级别")
    if form.area not in {area.id for area in plant.areas}:
        faults.append("没有这个区域：请重新选区域")
    if not all(plant.knows(person) for person in _named(form)):
        faults.append("有人不在通讯录里：请重新选人")
    if not set(form.also) <= set(kinds):
        faults.append("同时还有的作业里有不认识的：请重新选")
    return [*faults, *_not_excused(form, book)]


def _named(form: Request) -> list[str]:
    return [form.work_leader, form.guardian, *form.workers, *filter(None, [form.coordinator])]


def _not_excused(form: Request, book: Book) -> Iterator[str]:
    """The form offers only units that may be left out; whoever sends another one is told that it signs."""
    posts, offered = book.plant.posts, excusable_posts(form.kind, book.config.rules)
    if not set(form.excused) <= set(posts):
        yield "不涉及的会签单位里有不认识的：请重新选"
    elif kept := sorted(set(form.excused).difference(offered)):
        yield f"{posts[kept[0]].name}一定要签，不能选不涉及：请改回涉及"


def point_in_area(form: Request, plant: Plant) -> Point | None:
    """Where the phone was, in the plant's coordinates, if that is inside the area of the work."""
    point = given.point(form.position)
    if point is None:
        return None
    if form.position.get("crs") == "WGS-84" and plant.crs == "GCJ-02":
        point = wgs84_to_gcj02(point)
    return point if distance_m(point, plant.area(form.area)) == 0 else None


def _stop(faults: list[str]) -> None:
    if faults:
        raise BadForm(faults)


def backdated(starts_at: datetime, plant: Plant, now: datetime) -> str:
    """Why a job can't begin then, when that is before its request; empty otherwise. The running minute still counts.

    Paper is no way round this: what was signed on paper is entered in the console, with the paper's own times.
    """
    this_minute = now.astimezone(plant.zone).replace(second=0, microsecond=0)
    if starts_at >= this_minute:
        return ""
    return f"开始时间已经过了，不能补办：请改成 {moment_words(this_minute)} 以后"


def _times(form: Request, plant: Plant, now: datetime) -> list[str]:
    if form.ends_at <= form.starts_at:
        return ["结束时间早于开始时间：请改好起止时间"]
    if form.ends_at <= now:
        return ["作业时段已经过去：请改好起止时间"]
    if late := backdated(form.starts_at, plant, now):
        return [late]
    if form.starts_at > now + timedelta(days=DAYS_AHEAD):
        return [f"开始时间在 {DAYS_AHEAD} 天以后：请临近再办"]
    return []


def _lines(form: Request, kind: Kind) -> list[str]:
    """Faults of the lines: risks or measures that the template does not have, or too much struck out."""
    lines = {struck.line for struck in form.struck}
    optional = {measure.id for measure in kind.measures if measure.applies == "if"}
    faults = []
    if not lines <= set(range(len(kind.jsa))):
        faults.append("划掉的步骤对不上模板：请重新打开表单再填")
    if len(lines) == len(kind.jsa) and not form.added:
        faults.append("风险辨识不能一条也不留：请至少留一条或补一条")
    if not set(form.unconcerned) <= optional:
        faults.append("这几条措施必须涉及，不能选不涉及：请改回涉及")
    return faults


def _linked_faults(form: Request) -> list[str]:
    live = {permit.number for permit in _live()}
    return [f"{number} 已经结束或没有这张票：请重新选关联票" for number in form.related if number not in live]


def _contracted(form: Request, workers: Sequence[str], plant: Plant) -> bool:
    """Whether it is a contractor's job follows from who does it; the form's answer counts only while nobody is
    named."""
    return plant.of_a_contractor([form.work_leader, *workers]) if workers else form.contractor


def _level(form: Request, contractor: bool, kind: Kind, plant: Plant) -> tuple[str, tuple[str, ...]]:
    """The level by the rules, if they give one, else as chosen; the only level of a kind needs no reason."""
    if len(kind.levels) == 1:
        return kind.levels[0].id, ()
    derived = derive(kind, plant.area(form.area), {**form.inputs, "contractor": contractor})
    chosen = form.level or (derived.level if derived else "")
    if not chosen:
        raise BadForm(["「级别」没填或填得不对，请改好"])
    try:
        settled = settle(chosen, derived, kind)
    except TooLow as error:
        raise BadForm([error.words]) from error
    return settled.level, settled.reasons


def _served(form: Request, kind: Kind, linked: Iterable[Linked]) -> dict[str, object]:
    """The answers, with the permit that this one serves and with which it must end."""
    rule = kind.linked_validity
    served = next((each.number for each in linked if rule and each.kind in rule.to_kinds), "")
    return {**form.inputs, **({"serves_permit": served} if served else {})}


def _live(own: str = "") -> list[Permit]:
    return list(Permit.select().where(Permit.state.in_(LIVE), Permit.number != own).order_by(Permit.id))
