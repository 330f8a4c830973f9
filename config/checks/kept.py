"""What a kind with a form of the standard keeps of the library's: its levels and how they are graded, its measures,
certificates and papers, its distances, and how often the work is checked.

A plant may add, raise and shorten, but never drop or lower.
"""

from collections.abc import Iterator

from config.checks import floor, graded, own_form
from config.checks.graded import ladder
from config.checks.originals import OF_THE_STATE, of_the_state, originals, whole
from config.checks.standard import HOT_WORK, LIFTING, PLATES
from config.problem import Finding, Path
from rules.plant import Plant
from rules.templates import Conflict, Kind, Level, Templates

A_SHIFT_MIN = 480
# How many of the strictest levels need a plan of the work.
PLANNED = {HOT_WORK: 1, LIFTING: 2}
# These do the work or asked for it: a measure is confirmed by somebody else.
DOERS = ("requester", "worker")
SELF = "干活的人不能自己确认自己的措施：请写别的角色，如 guardian、area_rep、work_leader"


def check(templates: Templates, plant: Plant) -> Iterator[Finding]:
    for name, kind in templates.kinds.items():
        for rest, message in (*_kind(kind, templates, plant), *_certified(kind, templates)):
            yield Finding("permit_templates", ("kinds", name, *rest), message)
    yield from (Finding("permit_templates", ("relations", "conflicts"), message) for message in _conflicts(templates))
    yield from (Finding("permit_templates", path, message) for path, message in _crossing(templates))


def _kind(kind: Kind, templates: Templates, plant: Plant) -> Iterator[tuple[Path, str]]:
    yield from own_form.faults(kind, templates.qualifications)
    original = originals().get(kind.form)
    yield from _self_confirmed(kind, original)
    if original is None:
        return
    yield from _measures(kind, original)
    if original.ask_interval_min < kind.ask_interval_min <= A_SHIFT_MIN:
        message = (
            f"{kind.short}作业中最多隔 {original.ask_interval_min} 分钟问一次，写了 {kind.ask_interval_min}：请改正"
        )
        yield ("ask_interval_min",), message
    yield from _papers(kind, original)
    yield from floor.faults(kind, original, templates.kinds)
    yield from graded.faults(kind, original, plant)


def _measures(kind: Kind, original: Kind) -> Iterator[tuple[Path, str]]:
    always, wanted = (sum(each.applies == "always" for each in one.measures) for one in (kind, original))
    if kind.measures and always < wanted:
        message = f"标准的{kind.short}至少 {wanted} 条措施一定要落实（applies: always），只有 {always} 条：请补上"
        yield ("measures",), message


def _self_confirmed(kind: Kind, original: Kind | None) -> Iterator[tuple[Path, str]]:
    """Measures that somebody confirms who does the work. In the standard's works electrician, crane operator and rigger
    answer for their own gear, for as many lines as in the library."""
    own = _by_doers(kind)
    allowed = len(_by_doers(original)) if original else 0
    for place in [*own[allowed:], *(place for place, each in enumerate(kind.measures) if each.confirm in DOERS)]:
        yield ("measures", place, "confirm"), SELF


def _by_doers(kind: Kind) -> list[int]:
    """The measures that are confirmed by people of the form who count as workers."""
    doers = {field.id for field in kind.fields if field.works}
    return [place for place, each in enumerate(kind.measures) if each.confirm in doers - {*DOERS}]


def _certified(kind: Kind, templates: Templates) -> Iterator[tuple[Path, str]]:
    """Where the library wants a certificate of the state's, one of the plant's own is not enough."""
    original = originals().get(kind.form)
    for role, codes in original.qualifications.items() if original else ():
        given = [templates.qualifications.get(code) for code in kind.qualifications.get(role, ())]
        wanted = {code for code in codes if code in of_the_state()}
        if wanted and role in kind.qualifications and not any(each and each.type in OF_THE_STATE for each in given):
            message = f"标准的{kind.short}要求{templates.roles.get(role, role)}有国家的证书（type: state）：请补上"
            yield ("qualifications", role), message


def _papers(kind: Kind, original: Kind) -> Iterator[tuple[Path, str]]:
    """The strictest levels keep as many papers (a plan of the work) as in the library."""
    strictest = list(zip(reversed(ladder(kind)), reversed(ladder(original)), strict=False))
    for level, other in strictest[: PLANNED.get(kind.form, 0)]:
        if _required(kind, level) < _required(original, other):
            yield (
                ("attachments",),
                f"标准要求{level.name}{kind.short}有方案：一定要交的附件（required: true）请照模板库写",
            )
            return


def _required(kind: Kind, level: Level) -> int:
    return sum(each.required is True and (not each.levels or level.id in each.levels) for each in kind.attachments)


def _conflicts(templates: Templates) -> Iterator[str]:
    """The standard's distances, where a plant has both sides: kinds by their forms, and what a form offers to tick."""
    offered = {choice for kind in templates.kinds.values() for field in kind.fields for choice in field.choices}
    here = offered | {kind.form for kind in templates.kinds.values()}
    mine = [(_sides(rule, templates), rule) for rule in templates.relations.conflicts]
    for theirs in whole().relations.conflicts:
        sides, least = _sides(theirs, whole()), theirs.radius_m
        if theirs.source != "gb" or least is None or not sides <= here or sides == {HOT_WORK, PLATES}:
            continue  # hot work near blind plates is in `standard`
        far = [rule for found, rule in mine if found == sides and (rule.radius_m or 0) >= least]
        if not any(rule.effect in ("block", theirs.effect) for rule in far):
            names = "与".join(each.name for form, each in originals().items() if form in sides)
            words = "、".join(sorted(sides - set(originals())))
            yield f"少了标准的一条：{names}{'与' if words else ''}{words} {least:g} 米以内不能同时做，请照模板库补上"


def _crossing(templates: Templates) -> Iterator[tuple[Path, str]]:
    """Where work is done from above, the plant says when other work is below it."""
    above = [kind.short for kind in templates.kinds.values() if kind.from_above]
    if above and templates.relations.vertical is None:
        yield ("relations",), f"{'、'.join(above)}从上面干，没有写上下交叉怎么算（vertical）：请照模板库补上"


def _sides(rule: Conflict, templates: Templates) -> frozenset[str]:
    kinds = templates.kinds
    return frozenset(kinds[side].form if side in kinds else side for side in (rule.a, rule.b))
