"""Faults of permit_templates.yaml beyond its shape: levels, roles without certificates, form fields that nobody can
fill in, gas limits and conflicts that nothing can match."""

from collections.abc import Iterator

from config.checks import gas, grading, measured, printed, question, standard
from config.problem import Finding, Path
from rules.attachments import IF
from rules.qualifications import IN_EX_AREA
from rules.templates import NAMED_BY_AREAS, Conflict, Field, Kind, Level, Templates
from rules.texts import bare

# What no kind of work goes without.
EMPTY = {
    "measures": "一条措施也没有，开工前没人核对现场",
    "jsa": "一条风险也没有，交底就没有内容",
    "closeout": "一条完工检查也没有，验收就没有看的",
}
SUFFIXES = ("", "_contractor", IN_EX_AREA)


def check(templates: Templates) -> Iterator[Finding]:
    """Every fault of the templates; `references.py` checks their references."""
    yield from (Finding("permit_templates", path, message) for path, message in _faults(templates))


def _faults(templates: Templates) -> Iterator[tuple[Path, str]]:
    yield from gas.faults(templates)
    yield from standard.faults(templates)
    yield from _conflicts(templates.relations.conflicts)
    yield from _met(templates)
    yield from printed.faults(templates)
    named: dict[str, str] = {}
    for name, kind in templates.kinds.items():
        if named.setdefault(bare(kind.name), name) != name:
            yield ("kinds", name, "name"), f"已经有一类叫“{kind.name}”：请换一个名称"
        for rest, message in _kind(kind, templates):
            yield ("kinds", name, *_as_written(rest, kind)), message


def _as_written(path: Path, kind: Kind) -> Path:
    """The same place in the file, which does not have the question that the house itself puts first."""
    first = path[1] if path[:1] == ("fields",) and len(path) > 1 else 0
    asked_by_house = kind.outside_standard is not None and isinstance(first, int) and first > 0
    return (path[0], int(first) - 1, *path[2:]) if asked_by_house else path


def _kind(kind: Kind, templates: Templates) -> Iterator[tuple[Path, str]]:
    yield from _levels(kind.levels)
    yield from _fire_watch(kind)
    yield from grading.faults(kind)
    yield from question.faults(kind)
    yield from measured.faults(kind)
    yield from _named_levels(kind)
    yield from _certificates(kind, templates)
    yield from _fields(kind, templates)
    yield from _alike(kind)
    yield from _attachments(kind)
    yield from (((part,), f"{kind.name}{words}：请补上") for part, words in EMPTY.items() if not getattr(kind, part))


def _fire_watch(kind: Kind) -> Iterator[tuple[Path, str]]:
    """Whoever accepts signs the line of the fire watch: it must name the minutes that the house waits for."""
    minutes = f"{kind.fire_watch_min} 分钟"
    if kind.fire_watch_min and not any(minutes in line for line in kind.closeout):
        yield ("fire_watch_min",), f"closeout 里没有一条写“{minutes}”，签的和等的就不一样：请改成同一个数"


def _levels(levels: tuple[Level, ...]) -> Iterator[tuple[Path, str]]:
    ids = [level.id for level in levels]
    ranks = [level.rank for level in levels]
    if not levels:
        yield ("levels",), "没有级别：请至少写一个"
    for place, level in enumerate(levels):
        at: Path = ("levels", place)
        if ids.index(level.id) < place:
            yield (*at, "id"), f"级别“{level.id}”写了两次：请改掉一个"
        if ranks.index(level.rank) < place:
            yield (*at, "rank"), f"“{level.name}”与别的级别 rank 相同，分不出谁更严：请改正"
        if level.daily_window and level.daily_window.to <= level.daily_window.from_:
            yield (*at, "daily_window"), "每日作业时段的结束早于开始：请改正"


def _named_levels(kind: Kind) -> Iterator[tuple[Path, str]]:
    """Levels that other fields of the kind name must be levels of the kind."""
    known = {level.id for level in kind.levels}
    gas = kind.gas_test
    named: list[tuple[Path, set[str]]] = [
        (("gas_test", "continuous_levels"), set(gas.continuous_levels)),
        (("gas_test", "retest_after_break_min"), set(gas.retest_after_break_min or {})),
        (("video", "levels"), set(kind.video.levels) if kind.video else set()),
        (("at_least",), set(kind.at_least or {})),
        *((("attachments", place), set(each.levels)) for place, each in enumerate(kind.attachments)),
        *((("start_gate_extra", place), set(each.levels)) for place, each in enumerate(kind.start_gate_extra)),
    ]
    for path, levels in named:
        for level in sorted(levels - known):
            yield path, f"{kind.name}没有“{level}”这个级别：请改正"


def _certificates(kind: Kind, templates: Templates) -> Iterator[tuple[Path, str]]:
    allowed = {role + suffix for role in templates.roles for suffix in SUFFIXES}
    for role in sorted(set(kind.qualifications) - allowed):
        yield ("qualifications", role), f"没有“{role}”这个角色：请改正"
    for place, role in enumerate(kind.required_roles):
        if role in templates.certified_roles and not kind.qualifications.get(role):
            yield (
                ("required_roles", place),
                f"{templates.roles.get(role, role)}没有写要什么证书：请在 qualifications 里补上",
            )


def _fields(kind: Kind, templates: Templates) -> Iterator[tuple[Path, str]]:
    ids = [field.id for field in kind.fields]
    offered = {choice for field in kind.fields for choice in field.choices}
    for place, field in enumerate(kind.fields):
        at: Path = ("fields", place)
        if ids.index(field.id) < place:
            yield (*at, "id"), f"“{field.id}”问了两次：请删掉一个"
        if field.kind in ("person", "people") and field.id not in templates.roles:
            yield (*at, "id"), f"没有“{field.id}”这个角色：请改正"
        of_areas = field.kind == "choice" and field.only_in in NAMED_BY_AREAS
        if field.kind in ("choice", "choices") and not field.choices and not of_areas:
            yield at, f"“{field.label}”没有可选的项：请写 choices"
        if field.upto is not None and field.upto < field.from_:
            yield (*at, "upto"), f"“{field.label}”的 upto 小于 from：请改正"
        yield from (((*at, name), words) for name, words in _beside(field, kind))
    for level, conditions in (kind.at_least or {}).items():
        for condition in conditions:
            if condition not in offered:
                yield ("at_least", level), f"“{condition}”在表单里选不到：请写进 fields 的 choices"


def _alike(kind: Kind) -> Iterator[tuple[Path, str]]:
    """Questions and choices that nobody can tell apart."""
    labels = [bare(field.label) for field in kind.fields]
    for place, field in enumerate(kind.fields):
        if labels.index(labels[place]) < place:
            yield ("fields", place, "label"), f"有两道题都问“{field.label}”，填的人分不清：请改掉一个问法"
        choices = [bare(choice) for choice in field.choices]
        for number, choice in enumerate(choices):
            if choices.index(choice) < number:
                yield ("fields", place, "choices", number), f"“{field.choices[number]}”这一项写了两次：请删掉一个"


def _beside(field: Field, kind: Kind) -> Iterator[tuple[str, str]]:
    """What a question says of others must be true of this form."""
    others = {each.id: each for each in kind.fields if each.id != field.id}
    people = field.kind in ("person", "people")
    for name in field.asked_if:
        if name not in others or others[name].kind != "yes_no" or others[name].asked_if:
            yield "asked_if", f"表单没有“{name}”这道是否题：请写进 fields，或改正"
    if field.asked_if and (people or field.id in (*kind.level_inputs, kind.level_by)):
        yield "asked_if", f"“{field.label}”是选人或定级的题，要总是问：请删掉 asked_if"
    if field.least != 1 and field.kind != "people":
        yield "least", f"“{field.label}”不是选几个人的题：请删掉 least"
    other = others.get(field.not_below)
    if field.not_below and (
        field.kind != "number" or other is None or (other.kind, other.unit) != ("number", field.unit)
    ):
        yield "not_below", f"“{field.label}”和“{field.not_below}”要都是数、单位一样：请改正"


def _attachments(kind: Kind) -> Iterator[tuple[Path, str]]:
    """What decides whether one is needed must be on the form: for `if_FIELD` a yes or no, for `above` a number."""
    sorts = {field.id: field.kind for field in kind.fields}
    for place, each in enumerate(kind.attachments):
        at: Path = ("attachments", place)
        if isinstance(each.required, str) and sorts.get(each.required.removeprefix(IF)) != "yes_no":
            yield (*at, "required"), f"“{each.required}”看不明白：请写 true、false，或 if_ 加一项是否题的 id"
        for name in each.above:
            if sorts.get(name) != "number":
                yield (*at, "above"), f"表单没有“{name}”这个数：请写进 fields"


def _met(templates: Templates) -> Iterator[tuple[Path, str]]:
    """Both sides of a conflict must exist: as a kind of work, or as something that can be chosen on a form. What must
    be the same must be asked on some form."""
    fields = [field for kind in templates.kinds.values() for field in kind.fields]
    known = {*templates.kinds, *(choice for field in fields if field.kind == "choices" for choice in field.choices)}
    for place, rule in enumerate(templates.relations.conflicts):
        at: Path = ("relations", "conflicts", place)
        for side, name in (("a", rule.a), ("b", rule.b)):
            if name not in known:
                yield (*at, side), f"“{name}”不是作业种类，表单里也选不到：请改正"
        if rule.same is not None and rule.same not in {field.id for field in fields}:
            yield (*at, "same"), f"没有表单问“{rule.same}”：请写进 fields"
        sides = [templates.kinds[side] for side in (rule.a, rule.b) if side in templates.kinds]
        numbers = {field.id for kind in sides for field in kind.fields if field.kind == "number"}
        for name in sorted({*rule.radius_from} - numbers):
            yield (*at, "radius_from"), f"{rule.a} 和 {rule.b} 的表单没有“{name}”这个数：请写进 fields，或改正"


def _conflicts(rules: tuple[Conflict, ...]) -> Iterator[tuple[Path, str]]:
    """Each conflict must say how near is too near, and no pair may have two answers."""
    seen: set[tuple[frozenset[str], bool]] = set()
    for place, rule in enumerate(rules):
        at: Path = ("relations", "conflicts", place)
        if (rule.radius_m is None) == (rule.same is None):
            yield at, f"{rule.a} 与 {rule.b} 要么写 radius_m，要么写 same：请写其中一种"
        if rule.radius_from and rule.radius_m is None:
            yield at, f"{rule.a} 与 {rule.b} 写了 radius_from，还要写 radius_m（至少多远）：请补上"
        pair = frozenset({rule.a, rule.b}), rule.same is None
        if pair in seen:
            yield at, f"{rule.a} 与 {rule.b} 的冲突写了两次：请删掉一条"
        seen.add(pair)
