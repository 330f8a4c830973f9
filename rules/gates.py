"""The start gates between approved and working: which are open now, and what each shut one waits for.

Which gates a kind has is data (`common_start_gate`, `start_gate_extra`). The program checks those it can; the others
open when somebody on site confirms them. Sources: GB 30871—2022 §4.4–4.11, §5.2.7, §5.2.11, permits.md §8.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from rules.calendar import Span, work_windows
from rules.clashes import Clash
from rules.gas import fresh
from rules.life import NAMES, State
from rules.phrases import moment_words
from rules.presence import doubts, seen
from rules.templates import Gate as GateRule
from rules.templates import Kind, Level

DETECTION, LAYER, CLEAR, WINDOW = "detection", "layer", "area_clear", "window"
LIVE: frozenset[State] = frozenset({"approved", "working"})


@dataclass(frozen=True)
class GasFact:
    """The newest test: its verdict, when it was sampled, the words of the verdict; place: where the phone was."""

    ok: bool
    sampled_at: datetime
    words: str
    place: str = ""


@dataclass(frozen=True)
class RelatedFact:
    number: str
    state: State


@dataclass(frozen=True)
class Facts:
    """Everything measured about one permit. Texts are names or sentences, ready to be shown.

    window: the printed time in the plant's zone; related_missing: a sentence for each further permit that must be
    there before the start; lacks: who lacks which certificate now; owed: how many courses somebody still owes
    who counts by the plant's files, by his name; let_in: a sentence for each who does his part without a
    course; confirmed and not_concerned: ids of gates that
    somebody on site ticked, or said not to apply (only for a gate with `applies`); foreman: what the plant calls who
    checks the site; guardian_present: None before anybody has looked; briefed_at, measures_at: where the phones of
    those who signed and confirmed were by their own word; undetected: what continuous detection lacks, with what to do;
    layers: a sentence for each protecting layer that nobody has confirmed, None when no job is above or below this one;
    against: a sentence for each thing that stands against any work in the area, like a sensor in alarm.
    """

    signed: bool
    window: Span
    lacks: tuple[str, ...] = ()
    owed: Mapping[str, int] = field(default_factory=dict)
    let_in: tuple[str, ...] = ()
    workers: tuple[str, ...] = ()
    briefed: frozenset[str] = frozenset()
    briefed_at: tuple[str, ...] = ()
    measures_open: tuple[str, ...] = ()
    measures_at: tuple[str, ...] = ()
    guardian_present: bool | None = False
    guardian_elsewhere: tuple[str, ...] = ()
    gas_needed: bool = False
    gas: GasFact | None = None
    foreman_checked: bool = False
    foreman: str = "班长"
    related: tuple[RelatedFact, ...] = ()
    related_missing: tuple[str, ...] = ()
    clashes: tuple[Clash, ...] = ()
    undetected: str = ""
    layers: tuple[str, ...] | None = None
    against: tuple[str, ...] = ()
    confirmed: frozenset[str] = frozenset()
    not_concerned: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Gate:
    """`todo` says what is missing and who does what next; empty when the gate is open. doubt: what is to be known of an
    open one; later: nobody has looked yet, the start will."""

    id: str
    text: str
    todo: str
    doubt: str = ""
    later: bool = False

    @property
    def ok(self) -> bool:
        return not self.todo


def gates(kind: Kind, level: str, facts: Facts, now: datetime, common: Sequence[GateRule]) -> tuple[Gate, ...]:
    """Every gate of a permit at `now`, in the order of the data; what stands against any work there comes first,
    whatever the data say. `common`: the templates' `common_start_gate`."""
    wanted = [each for each in (*common, *_own(kind, facts)) if _applies(each, level, facts)]
    clear = [Gate(CLEAR, "这里没有在报警，也没有停用", "；".join(facts.against))] if facts.against else []
    return (*clear, *(_gate(each, _todo(each, kind, level, facts, now), facts) for each in wanted))


def _gate(rule: GateRule, todo: str, facts: Facts) -> Gate:
    doubt = DOUBTS[rule.id](facts) if rule.id in DOUBTS and not todo else ""
    later = rule.id == "guardian" and not todo and facts.guardian_present is None
    return Gate(rule.id, rule.text, todo, doubt, later)


def may_start(found: Sequence[Gate]) -> bool:
    """Whether somebody has looked at every gate and it is open. Work never starts without gates."""
    return bool(found) and all(gate.ok and not gate.later for gate in found)


def detects(kind: Kind, level: str) -> bool:
    """Whether this work is detected continuously from its start on (GB 30871—2022 §5.3.1 d, §6.5). Older rule versions
    have no such gate."""
    return any(each.id == DETECTION and (not each.levels or level in each.levels) for each in kind.start_gate_extra)


def _own(kind: Kind, facts: Facts) -> Iterator[GateRule]:
    """The kind's gates; and the gate of the gas test where this job needs one and the kind has no such gate."""
    yield from kind.start_gate_extra
    if facts.gas_needed and all(each.id != "gas" for each in kind.start_gate_extra):
        yield GateRule("gas", "气体检测合格，取样时间距开工没有超时")


def _applies(rule: GateRule, level: str, facts: Facts) -> bool:
    if rule.id == "gas":
        return facts.gas_needed  # whatever levels a plant wrote beside it
    if rule.id == LAYER:
        return facts.layers is not None
    if rule.levels and level not in rule.levels:
        return False
    return not (rule.applies and rule.id in facts.not_concerned)


def _todo(rule: GateRule, kind: Kind, level: str, facts: Facts, now: datetime) -> str:
    if rule.id == WINDOW:
        return _window(kind, level, facts, now)
    if rule.id == "gas":
        return _gas(kind, facts, now)
    measured = MEASURED.get(rule.id)
    if measured:
        return measured(facts)
    return "" if rule.id in facts.confirmed else f"还没有确认「{rule.text}」：请监护人到现场核对后勾选"


def _window(kind: Kind, level: str, facts: Facts, now: datetime) -> str:
    local = now.astimezone(facts.window.start.tzinfo)
    if local >= facts.window.end:
        return f"实施时间 {moment_words(facts.window.end)} 已过，不能延期：请重新办票"
    upcoming = opens_at(kind.level(level), facts.window, local)
    if upcoming is None:
        return "今后没有可作业的时段：请重新办票"
    return f"还没到作业时段：请等到 {moment_words(upcoming)} 再开工" if upcoming > local else ""


def opens_at(level: Level, window: Span, now: datetime) -> datetime | None:
    """From when work may begin: `now` within its hours, else the next beginning; None when there is none any more."""
    spans = work_windows(window, level)
    if any(span.start <= now < span.end for span in spans):
        return now
    return next((span.start for span in spans if span.start > now), None)


def _gas(kind: Kind, facts: Facts, now: datetime) -> str:
    if facts.gas is None:
        return "还没有气体检测：请气体分析人取样"
    return fresh(facts.gas.sampled_at, now, kind) if facts.gas.ok else facts.gas.words


def _signed(facts: Facts) -> str:
    return "" if facts.signed else "审签没有完成，或签字后内容变了：请先签完"


def _certs(facts: Facts) -> str:
    return "；".join(facts.lacks)


def _owed(courses: Mapping[str, int]) -> str:
    """Who may work as before the training began, though he has not learned yet what it asks of him."""
    each = "、".join(f"{name}还欠 {number} 门课" for name, number in courses.items())
    return f"{each}：没学完以前按入厂档案算，请尽快学完" if each else ""


def _briefing(facts: Facts) -> str:
    missing = [name for name in facts.workers if name not in facts.briefed]
    if not facts.workers:
        return "票上没有作业人：请退回补上"
    return f"{'、'.join(missing)}还没有签安全交底：请交底后本人签" if missing else ""


def _guardian(facts: Facts) -> str:
    if facts.guardian_elsewhere:
        return "；".join(facts.guardian_elsewhere)
    return "监护人不在现场：请到现场扫码或定位" if facts.guardian_present is False else ""


def _measures(facts: Facts) -> str:
    return (
        f"还有 {len(facts.measures_open)} 条措施没有确认：{'、'.join(facts.measures_open)}"
        if facts.measures_open
        else ""
    )


def _related(facts: Facts) -> str:
    down = [f"{each.number} 现在是{NAMES[each.state]}" for each in facts.related if each.state not in LIVE]
    todo = f"关联票 {'；'.join(down)}：请先把它办好" if down else ""
    return "；".join(filter(None, (*facts.related_missing, todo)))


def _conflict(facts: Facts) -> str:
    return "；".join(clash.words for clash in facts.clashes if clash.effect == "block")


def _layer(facts: Facts) -> str:
    return "；".join(facts.layers or ())


def _foreman(facts: Facts) -> str:
    return "" if facts.foreman_checked else f"{facts.foreman}还没有现场验票：请{facts.foreman}到现场验票"


def _detection(facts: Facts) -> str:
    return facts.undetected


MEASURED: Mapping[str, Callable[[Facts], str]] = {
    "signed": _signed,
    "certs": _certs,
    "briefing": _briefing,
    "guardian": _guardian,
    "measures": _measures,
    "related": _related,
    "conflict": _conflict,
    "foreman_check": _foreman,
    LAYER: _layer,
    DETECTION: _detection,
}
DOUBTS: Mapping[str, Callable[[Facts], str]] = {
    "certs": lambda facts: "；".join(filter(None, (*facts.let_in, _owed(facts.owed)))),
    "briefing": lambda facts: doubts(facts.briefed_at, "人", "签"),
    "measures": lambda facts: doubts(facts.measures_at, "条", "确认"),
    "gas": lambda facts: f"填读数时{facts.gas.place}" if facts.gas and not seen(facts.gas.place) else "",
}
# Gates that only some kinds, or some of their levels, have.
OF_SOME = frozenset({"foreman_check", DETECTION})
