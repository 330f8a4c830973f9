"""What a kind with a form of the standard keeps of the library's: its form's number, its levels and how they are
graded, its measures and certificates, and how often the work is checked.

A plant may add, raise and shorten, but never drop or lower. Nothing is compared by an id, because ids are the plant's:
levels by their order, questions by how many of them lead to a level.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping

from config.checks.originals import OF_THE_STATE, of_the_state, originals, whole
from config.checks.standard import HOT_WORK, LIFTING, PLATES
from config.problem import Finding, Path
from rules.grading import band
from rules.plant import Area, Plant
from rules.templates import Conflict, Kind, Level, Templates
from rules.texts import bare

# Signs of other alphabets and numbers that look like those of the standard's form numbers.
LOOKS = str.maketrans({"а": "a", "α": "a", "ɑ": "a", "l": "1", "i": "1", "|": "1", "і": "1"})
CHINESE = str.maketrans("一二三四五六七八", "12345678")
LIKE_A_FORM = re.compile(r"(?:^|表)a[^0-9a-z]*([1-8])(?![0-9])")
A_SHIFT_MIN = 480
# How many of the strictest levels need a plan of the work.
PLANNED = {HOT_WORK: 1, LIFTING: 2}
# These do the work or asked for it: a measure is confirmed by somebody else.
DOERS = ("requester", "worker")


def check(templates: Templates, plant: Plant) -> Iterator[Finding]:
    for name, kind in templates.kinds.items():
        for rest, message in (*_kind(kind, plant), *_certified(kind, templates)):
            yield Finding("permit_templates", ("kinds", name, *rest), message)
    yield from (Finding("permit_templates", ("relations", "conflicts"), message) for message in _conflicts(templates))


def _kind(kind: Kind, plant: Plant) -> Iterator[tuple[Path, str]]:
    original = originals().get(kind.form)
    if original is None:
        yield from _form(kind)
        return
    yield from _measures(kind, original)
    if original.ask_interval_min < kind.ask_interval_min <= A_SHIFT_MIN:
        message = (
            f"{kind.short}作业中最多隔 {original.ask_interval_min} 分钟问一次，写了 {kind.ask_interval_min}：请改正"
        )
        yield ("ask_interval_min",), message
    wrong = _levels(kind, original)
    if wrong:
        yield ("levels",), wrong
        return
    yield from _papers(kind, original)
    yield from _rules(kind, original, plant)
    yield from _table(kind, original)
    yield from _words(kind, original)


def _form(kind: Kind) -> Iterator[tuple[Path, str]]:
    """A kind of the plant's own: neither its form's number nor its name looks like one of the standard's."""
    found = LIKE_A_FORM.search(_seen(kind.form))
    if found:
        yield ("form",), f"“{kind.form}”看上去是标准的表号，写法却不对：请写 表A.{found[1]}，或换成本厂自己的表号"
    for number, original in originals().items():
        names = {bare(original.name), bare(original.short)}
        same = names & {bare(kind.name), *map(bare, kind.words)} or _same_work(kind, original)
        if not found and same:
            yield (
                ("form",),
                f"{original.name}是标准的作业，要守标准的规定：form 请写 {number}，不是就换掉名称、词、措施",
            )


def _same_work(kind: Kind, original: Kind) -> bool:
    """Whether most of the standard's measures are here under another name."""
    here = {bare(measure.text) for measure in kind.measures}
    return 2 * sum(bare(measure.text) in here for measure in original.measures) > len(original.measures)


def _seen(text: str) -> str:
    """The text as a reader takes it: whatever the alphabet, the kind of figure, blanks and what is invisible."""
    figures = (str(unicodedata.digit(sign, sign)) for sign in bare(text))
    return "".join(figures).translate(LOOKS).translate(CHINESE)


def _measures(kind: Kind, original: Kind) -> Iterator[tuple[Path, str]]:
    always, wanted = (sum(each.applies == "always" for each in one.measures) for one in (kind, original))
    if kind.measures and always < wanted:
        message = f"标准的{kind.short}至少 {wanted} 条措施一定要落实（applies: always），只有 {always} 条：请补上"
        yield ("measures",), message
    for place, measure in enumerate(kind.measures):
        if measure.confirm in DOERS:
            yield ("measures", place, "confirm"), "干活的人不能自己确认自己的措施：请写别的角色"


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
    strictest = list(zip(reversed(_ladder(kind)), reversed(_ladder(original)), strict=False))
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


def _sides(rule: Conflict, templates: Templates) -> frozenset[str]:
    kinds = templates.kinds
    return frozenset(kinds[side].form if side in kinds else side for side in (rule.a, rule.b))


def _ladder(kind: Kind) -> list[Level]:
    """The levels, the least strict first."""
    return sorted(kind.levels, key=lambda level: level.rank)


def _levels(kind: Kind, original: Kind) -> str:
    wanted = [level.name for level in _ladder(original)]
    if len(wanted) == 1 or [bare(level.name) for level in _ladder(kind)] == [bare(name) for name in wanted]:
        return ""
    return f"标准的{kind.short}从严到宽是{'、'.join(reversed(wanted))}：级别的名称和 rank 请照模板库写，一级不能少"


def _order(kind: Kind) -> Mapping[str, int]:
    return {level.id: number for number, level in enumerate(_ladder(kind))}


def _rules(kind: Kind, original: Kind, plant: Plant) -> Iterator[tuple[Path, str]]:
    """In each area, each level is reached by as few answers and in as many ways as in the library."""
    for least, level in enumerate(_ladder(kind) if original.level_rules else ()):
        for area in plant.areas:
            if _harder(_ways(kind, area, least), _ways(original, area, least)):
                message = (
                    f"标准里{area.name}的{kind.short}该定{level.name}的，照这里定不到："
                    "请照模板库补上 level_rules，连同它用到的 fields（必答的是否题）和 area_says"
                )
                yield ("level_rules",), message
                return


def _harder(mine: list[int], theirs: list[int]) -> bool:
    if mine[:1] == [0]:
        return False
    return len(mine) < len(theirs) or any(one > other for one, other in zip(mine, theirs, strict=False))


def _ways(kind: Kind, area: Area, least: int) -> list[int]:
    """How many questions must be answered with yes, in each way to this level or a stricter one; sorted. What the area
    says itself is no question, and a way that contains another one counts for nothing."""
    order = _order(kind)
    sets = {_open(rule.all_, kind, area) for rule in kind.level_rules if order.get(rule.level, -1) >= least}
    ways = {each for each in sets if each is not None}
    return sorted(len(each) for each in ways if not any(other < each for other in ways))


def _open(conditions: tuple[str, ...], kind: Kind, area: Area) -> frozenset[str] | None:
    """The conditions that the form must answer here; None when nobody is asked one of them."""
    said = {name for name, fact in kind.area_says.items() if getattr(area, fact) is True}
    left = frozenset(conditions) - said
    fields = (field for field in kind.fields if field.kind == "yes_no" and field.required)
    asked = {field.id for field in fields if not field.only_in or getattr(area, field.only_in)}
    return left if left <= asked else None


def _table(kind: Kind, original: Kind) -> Iterator[tuple[Path, str]]:
    """No height and no mass gives a lower level than in the library, with a factor or without."""
    if not original.level_table:
        return
    asked = next((field for field in kind.fields if field.id == kind.level_by), None)
    if asked is None or asked.kind != "number" or asked.only_in or not asked.required:
        yield ("level_by",), "标准按这个数定级：请在 fields 里写一项必答的数，每个区域都问"
    mine, theirs = _order(kind), _order(original)
    for value in _values(kind, original):
        one, other = band(kind.level_table, value), band(original.level_table, value)
        if other and (one is None or mine[one.A] < theirs[other.A] or mine[one.B] < theirs[other.B]):
            yield ("level_table",), f"{value:g} 的时候定的级别比标准低：请照模板库改"
            return


def _values(*kinds: Kind) -> list[float]:
    """Values at each border of the bands, and on both sides of it."""
    ends = {each for kind in kinds for part in kind.level_table for each in (part.over, part.upto)}
    return sorted(end + step for end in ends if end is not None for step in (-0.001, 0, 0.001))


def _words(kind: Kind, original: Kind) -> Iterator[tuple[Path, str]]:
    """Factors and conditions that can be chosen on the form stay, each with its level."""
    offered = {bare(choice) for field in kind.fields for choice in field.choices}
    factors = {*map(bare, kind.objective_factors)} & offered
    lost = [factor for factor in original.objective_factors if bare(factor) not in factors]
    if lost:
        yield ("objective_factors",), f"少了“{lost[0]}”，表单里也要能选到：请照模板库补上"
    mine, theirs = _order(kind), _order(original)
    raised = {bare(word): mine.get(level, -1) for level, words in (kind.at_least or {}).items() for word in words}
    for level, words in (original.at_least or {}).items():
        for word in words:
            if raised.get(bare(word), -1) < theirs[level] or bare(word) not in offered:
                yield ("at_least",), f"“{word}”至少是{original.level(level).name}，表单里也要能选到：请照模板库补上"
                return
