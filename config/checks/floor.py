"""What a kind with a form of the standard never has less of than the library's: roles and who of them has a
certificate, checks before the start, measures, what is looked at afterwards.

Lines are counted, because their words and ids are the plant's. The roles that every form has are known by their names.
What is not named here is compared elsewhere, or is the plant's own affair.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sized

from config.checks.originals import whole
from config.problem import Path
from rules.qualifications import IN_EX_AREA
from rules.templates import Kind

# Roles of the permit form itself, the same in each plant.
OF_THE_FORM = ("requester", "work_leader", "worker", "guardian", "area_rep", "acceptor", "briefing_giver")
ENDINGS = ("_contractor", IN_EX_AREA)
Fault = tuple[Path, str]

# What must not be switched off: its place, how it is said, and where it stands in a kind.
KEPT_ON: tuple[tuple[Path, str, Callable[[Kind], object]], ...] = (
    (("shift_check",), "换班时由接班的班长重新验票（shift_check: true）", lambda kind: kind.shift_check),
    (("reconfirm_measures",), "停过以后重新确认措施（reconfirm_measures: true）", lambda kind: kind.reconfirm_measures),
    (("unique_active_by",), "同一处一次只有一张票（unique_active_by）", lambda kind: kind.unique_active_by),
    (("entry_log",), "进出登记（entry_log）", lambda kind: kind.entry_log),
    (("weather",), "不能露天干的天气（weather）", lambda kind: kind.weather),
    (("from_above",), "从上面干的标记（from_above）", lambda kind: kind.from_above),
    (
        ("from_above", "height"),
        "从多高干（from_above 的 height）",
        lambda kind: kind.from_above and kind.from_above.height,
    ),
    (("countersign_units",), "会签的单位（countersign_units）", lambda kind: kind.countersign_units),
    (("upgrade", "calendar"), "节假日、夜间升级（calendar: true）", lambda kind: kind.upgrade.calendar),
    (("gas_test", "daily"), "每天测气（daily: true）", lambda kind: kind.gas_test.daily),
    (
        ("gas_test", "personal_detector"),
        "随身带检测仪（personal_detector: true）",
        lambda kind: kind.gas_test.personal_detector,
    ),
    (
        ("video", "explosion_proof"),
        "防爆的摄录设备（explosion_proof: true）",
        lambda kind: bool(kind.video and kind.video.explosion_proof),
    ),
)
# What must not become fewer.
COUNTED: tuple[tuple[Path, str, Callable[[Kind], Sized]], ...] = (
    (("start_gate_extra",), "开工前的关", lambda kind: kind.start_gate_extra),
    (("measures",), "安全措施", lambda kind: kind.measures),
    (("closeout",), "完工验收要看的", lambda kind: kind.closeout),
    (("health",), "不能干这活的病", lambda kind: kind.health),
    (("one_permit_per",), "分开办票的条件（one_permit_per）", lambda kind: kind.one_permit_per),
    (("gas_test", "analytes"), "要测的气体", lambda kind: kind.gas_test.analytes),
    (("gas_test", "if_yes"), "答“是”就要测气的题（if_yes）", lambda kind: kind.gas_test.if_yes),
    (("gas_test", "extra"), "另外要测的气体（extra）", lambda kind: kind.gas_test.extra),
    (
        ("gas_test", "retest_after_break_min"),
        "停多久要重新测气",
        lambda kind: kind.gas_test.retest_after_break_min or (),
    ),
)
# The word for a measure that nothing has to show.
UNSHOWN = "none"


def faults(kind: Kind, original: Kind, kinds: Mapping[str, Kind]) -> Iterator[Fault]:
    """Each fault with its path inside the kind. original: the library's kind with the same form; kinds: the plant's."""
    yield from _roles(kind, original)
    yield from _certificates(kind, original)
    yield from _others(kind, original, kinds)
    for place, words, part in KEPT_ON:
        if part(original) and not part(kind):
            yield place, f"标准的{kind.short}要有{words}：请照模板库补上"
    for place, words, listed in COUNTED:
        have, wanted = len(listed(kind)), len(listed(original))
        if have < wanted:
            yield place, f"标准的{kind.short}{words}不少于 {wanted} 项，只有 {have} 项：请照模板库补上"
    have, wanted = _shown(kind), _shown(original)
    if have < wanted:
        message = f"标准的{kind.short}有 {wanted} 条措施要拍照、读数或附文件（evidence），只有 {have} 条：请照模板库改"
        yield ("measures",), message
    yield from _readings(kind, original)
    yield from _weather(kind, original)


def _readings(kind: Kind, original: Kind) -> Iterator[Fault]:
    """A number that the library asks for is asked for, with a limit no looser, whatever the line is called."""
    mine = [each.reading for each in kind.measures if each.reading]
    for each in original.measures:
        wanted = each.reading
        if wanted is None or wanted.most is None:
            continue
        if not any(own.unit == wanted.unit and own.most is not None and own.most <= wanted.most for own in mine):
            words = f"{each.text}（不超过 {wanted.most:g} {wanted.unit}）"
            yield ("measures",), f"标准的{kind.short}有一条措施要读数：{words}，没有写或写松了：请照模板库改"


def _weather(kind: Kind, original: Kind) -> Iterator[Fault]:
    """Wind that refuses and stops the work in the library does so here."""
    mine, wanted = kind.weather, original.weather
    if mine is None or wanted is None:
        return
    if mine.too_strong > wanted.too_strong:
        words = f"标准的露天{kind.short}从 {wanted.too_strong} 级风起不准干，写的是 {mine.too_strong}"
        yield ("weather", "too_strong"), f"{words}：请改正"
    if len(mine.factors) < len(wanted.factors):
        yield ("weather", "factors"), f"标准的露天{kind.short}遇{'、'.join(wanted.factors)}不准干：请照模板库补上"


def _others(kind: Kind, original: Kind, kinds: Mapping[str, Kind]) -> Iterator[Fault]:
    """What ties the kind to others holds for those that the plant has."""
    here = {each.form for each in kinds.values()}
    lost = (_served(original, whole().kinds) & here) - _served(kind, kinds)
    if lost:
        names = "、".join(sorted(each.short for each in kinds.values() if each.form in lost))
        yield ("linked_validity",), f"标准的{kind.short}不能长过它服务的{names}票（linked_validity）：请照模板库补上"
    deep = original.triggers and original.triggers.confined_space_rules_if
    if deep and not kind.triggers and whole().kinds[deep.kind].form in here:
        yield ("triggers",), f"标准的{kind.short}挖深了要按受限空间管（triggers）：请照模板库补上"


def _served(kind: Kind, kinds: Mapping[str, Kind]) -> set[str]:
    """The forms of the kinds whose permits this one must not outlast."""
    named = kind.linked_validity.to_kinds if kind.linked_validity else ()
    return {kinds[name].form for name in named if name in kinds}


def _shown(kind: Kind) -> int:
    return sum(measure.evidence != UNSHOWN for measure in kind.measures)


def _roles(kind: Kind, original: Kind) -> Iterator[Fault]:
    lost = [role for role in original.required_roles if role in OF_THE_FORM and role not in kind.required_roles]
    further = _further(original.required_roles)
    if lost:
        yield ("required_roles",), f"标准的{kind.short}少不了{_named(lost)}：请补上 {', '.join(lost)}"
    elif len(_further(kind.required_roles)) < len(further):
        yield ("required_roles",), f"标准的{kind.short}要指定{_named(further)}，少了：请照模板库补上"


def _certificates(kind: Kind, original: Kind) -> Iterator[Fault]:
    """Each required role that has a certificate in the library has one here."""
    wanted, given = _certified(original), _certified(kind)
    lost = [role for role in wanted if _base(role) in OF_THE_FORM and role not in given]
    further = _further(wanted)
    if lost:
        yield ("qualifications",), f"标准的{kind.short}要求{_named(lost)}有证：请补上 {', '.join(lost)}"
    elif len(_further(given)) < len(further):
        yield ("qualifications",), f"标准的{kind.short}要求{_named(further)}有证，少了：请照模板库补上"


def _certified(kind: Kind) -> list[str]:
    return [role for role, codes in kind.qualifications.items() if codes and _base(role) in kind.required_roles]


def _further(roles: Collection[str]) -> list[str]:
    return [role for role in roles if _base(role) not in OF_THE_FORM]


def _base(role: str) -> str:
    return next((role.removesuffix(ending) for ending in ENDINGS if role.endswith(ending)), role)


def _named(roles: Collection[str]) -> str:
    names = whole().roles
    return "、".join(dict.fromkeys(names.get(_base(role), role) for role in roles))
