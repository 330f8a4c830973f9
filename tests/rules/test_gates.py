"""Start gates: one thing missing keeps the permit from starting and is named; whatever is not measured is not open."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from anhe import TEMPLATES, at
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.calendar import Span
from rules.clashes import Clash
from rules.gates import DETECTION, Facts, GasFact, Gate, RelatedFact, detects, gates, may_start
from rules.templates import Gate as GateRule

NOW = at("2026-11-25T08:40")
KINDS = TEMPLATES.kinds
LEVELS = [(kind_id, level.id) for kind_id, kind in KINDS.items() for level in kind.levels]


def facts(kind: str = "hot_work", **changes: object) -> Facts:
    """Everything is in order for a start at `NOW`."""
    extra = frozenset(gate.id for gate in KINDS[kind].start_gate_extra)
    good = Facts(
        signed=True,
        window=Span(at("2026-11-25T08:30"), at("2026-11-25T16:30")),
        workers=("苑成蹊",),
        briefed=frozenset({"苑成蹊"}),
        guardian_present=True,
        gas_needed=kind in {"hot_work", "confined_space"},
        gas=GasFact(True, at("2026-11-25T08:20"), "合格"),
        foreman_checked=True,
        foreman="当班班长",
        related=(RelatedFact("SX-1", "working"),),
        layers=(),
        confirmed=extra,
    )
    return replace(good, **changes)


def at_the_gates(known: Facts, kind: str = "hot_work", level: str = "first", now: datetime = NOW) -> dict[str, Gate]:
    return {gate.id: gate for gate in gates(KINDS[kind], level, known, now, TEMPLATES.common_start_gate)}


@pytest.mark.parametrize(("kind", "level"), LEVELS)
def test_with_everything_in_order_each_kind_may_start(kind: str, level: str) -> None:
    found = at_the_gates(facts(kind), kind, level)
    assert may_start(tuple(found.values())), [gate.todo for gate in found.values()]
    assert list(found)[: len(TEMPLATES.common_start_gate)] == [gate.id for gate in TEMPLATES.common_start_gate]


def test_rules_from_before_still_start_without_detection() -> None:
    kind = KINDS["hot_work"]
    before = replace(kind, start_gate_extra=[each for each in kind.start_gate_extra if each.id != DETECTION])
    nothing_detects = facts(undetected="没有在连续检测可燃气体")
    assert detects(kind, "special") and not detects(before, "special")
    shut, open_ = (gates(each, "special", nothing_detects, NOW, TEMPLATES.common_start_gate) for each in (kind, before))
    assert not next(gate.ok for gate in shut if gate.id == DETECTION)
    assert may_start(open_)


MISSING = [
    ("signed", {"signed": False}, "请先签完"),
    ("layer", {"layers": ("与 DG-1 上下交叉作业：请统一协调人确认隔离层",)}, "与 DG-1 上下交叉作业"),
    ("certs", {"lacks": ("茹远山的操作证已过期，今天不能当作业人：请换人或先补证",)}, "茹远山"),
    ("briefing", {"briefed": frozenset()}, "苑成蹊还没有签安全交底"),
    ("briefing", {"workers": ()}, "票上没有作业人"),
    ("guardian", {"guardian_present": False}, "监护人不在现场"),
    ("guardian", {"guardian_elsewhere": ("乐正迟在监护 DH-2：请换监护人",)}, "在监护 DH-2"),
    ("measures", {"measures_open": ("DH03", "DH09")}, "还有 2 条措施没有确认：DH03、DH09"),
    ("related", {"related": (RelatedFact("SX-1", "suspended"),)}, "SX-1 现在是中断"),
    ("related", {"related": (RelatedFact("SX-1", "signing"),)}, "SX-1 现在是审签"),
    ("conflict", {"clashes": (Clash("MB-1", "block", "与 MB-1 相距约 12 米：请错开时间"),)}, "与 MB-1 相距约 12 米"),
    ("gas", {"gas": None}, "还没有气体检测"),
    ("gas", {"gas": GasFact(False, NOW, "不合格：甲烷 11%LEL")}, "不合格"),
    ("gas", {"gas": GasFact(True, NOW - timedelta(minutes=31), "合格")}, "已 31 分钟"),
    ("foreman_check", {"foreman_checked": False}, "当班班长还没有现场验票"),
    ("window", {"window": Span(NOW - timedelta(hours=8), NOW)}, "不能延期"),
    ("window", {"window": Span(NOW + timedelta(minutes=1), NOW + timedelta(hours=8))}, "还没到作业时段"),
]


@pytest.mark.parametrize(("gate", "changes", "words"), MISSING)
def test_one_thing_missing_shuts_its_gate_and_is_named(gate: str, changes: dict[str, object], words: str) -> None:
    found = at_the_gates(facts(**changes))
    assert [each.id for each in found.values() if not each.ok] == [gate]
    assert words in found[gate].todo


def test_a_clash_that_only_wants_a_coordinator_shuts_nothing() -> None:
    found = at_the_gates(facts(clashes=(Clash("DH-2", "coordinate", "请指定协调人"),)))
    assert may_start(tuple(found.values()))


def test_the_camera_is_a_gate_of_the_special_level_only() -> None:
    assert "camera" not in at_the_gates(facts(), level="first")
    camera = at_the_gates(facts(confirmed=frozenset()), level="special")["camera"]
    assert "请监护人到现场核对后勾选" in camera.todo


def test_a_second_level_permit_starts_in_its_daily_hours_only() -> None:
    days = facts(window=Span(at("2026-11-24T08:00"), at("2026-11-27T08:00")), gas=GasFact(True, NOW, "合格"))
    evening = at_the_gates(days, level="second", now=at("2026-11-25T18:00"))["window"]
    assert evening.todo == "还没到作业时段：请等到 11月26日 08:00 再开工"
    assert at_the_gates(days, level="second", now=at("2026-11-25T17:59"))["window"].ok


def test_what_does_not_apply_is_no_gate_but_only_where_the_data_allows_it() -> None:
    away = frozenset({"scaffold", "weather"})
    found = at_the_gates(facts("height", confirmed=frozenset(), not_concerned=away), "height", "I")
    assert "scaffold" not in found
    assert not found["weather"].ok


def test_a_gas_test_that_the_job_needs_is_a_gate_even_where_the_kind_lists_none() -> None:
    assert "gas" not in at_the_gates(facts("height"), "height", "I")
    assert not at_the_gates(facts("height", gas_needed=True, gas=None), "height", "I")["gas"].ok


def test_the_levels_beside_a_gas_gate_narrow_nothing() -> None:
    gate = GateRule("gas", "测气合格", levels=frozenset({"special"}))
    kind = replace(KINDS["hot_work"], start_gate_extra=(gate,))
    found = gates(kind, "first", facts(gas=None), NOW, TEMPLATES.common_start_gate)
    assert not next(each for each in found if each.id == "gas").ok


@st.composite
def any_facts(draw: st.DrawFn) -> Facts:
    yes = st.booleans()
    gas = st.builds(GasFact, yes, st.integers(-10, 60).map(lambda ago: NOW - timedelta(minutes=ago)), st.just("读数"))
    start = NOW + timedelta(minutes=draw(st.integers(-600, 60)))
    return Facts(
        signed=draw(yes),
        window=Span(start, start + timedelta(hours=8)),
        workers=("甲", "乙"),
        briefed=draw(st.frozensets(st.sampled_from(["甲", "乙"]))),
        measures_open=draw(st.sampled_from([(), ("DH01",)])),
        guardian_present=draw(yes),
        gas_needed=True,
        gas=draw(st.none() | gas),
        foreman_checked=draw(yes),
        related=draw(st.sampled_from([(), (RelatedFact("SX-1", "suspended"),)])),
    )


@settings(max_examples=300)
@given(any_facts())
def test_nothing_starts_unsigned_untested_unbriefed_or_out_of_time(known: Facts) -> None:
    if not may_start(tuple(at_the_gates(known).values())):
        return
    assert known.signed
    assert known.foreman_checked
    assert known.guardian_present
    assert known.briefed == {"甲", "乙"}
    assert known.window.start <= NOW < known.window.end
    assert known.gas is not None
    assert known.gas.ok
    assert timedelta() <= NOW - known.gas.sampled_at <= timedelta(minutes=30)


def test_no_gates_at_all_is_no_way_to_start() -> None:
    assert not may_start(())


TOLD = [
    ("signed", {"signed": False}, "审签没有完成，或签字后内容变了：请先签完"),
    ("certs", {"lacks": ("甲没有证：请换人", "乙没有证：请换人")}, "甲没有证：请换人；乙没有证：请换人"),
    ("briefing", {"workers": ("甲", "乙"), "briefed": frozenset()}, "甲、乙还没有签安全交底：请交底后本人签"),
    ("briefing", {"workers": ()}, "票上没有作业人：请退回补上"),
    ("guardian", {"guardian_present": False}, "监护人不在现场：请到现场扫码或定位"),
    ("guardian", {"guardian_elsewhere": ("请换监护人", "请错开时间")}, "请换监护人；请错开时间"),
    ("gas", {"gas": None}, "还没有气体检测：请气体分析人取样"),
    (
        "related",
        {"related": (RelatedFact("SX-1", "suspended"), RelatedFact("DZ-1", "signing"))},
        "关联票 SX-1 现在是中断；DZ-1 现在是审签：请先把它办好",
    ),
    (
        "conflict",
        {
            "clashes": (
                Clash("MB-1", "block", "太近"),
                Clash("DH-2", "coordinate", "协调"),
                Clash("MB-2", "block", "同管"),
            )
        },
        "太近；同管",
    ),
    ("foreman_check", {"foreman_checked": False}, "当班班长还没有现场验票：请当班班长到现场验票"),
    ("window", {"window": Span(NOW - timedelta(hours=8), NOW)}, "实施时间 11月25日 08:40 已过，不能延期：请重新办票"),
]


@pytest.mark.parametrize(("gate", "changes", "words"), TOLD)
def test_a_shut_gate_says_in_full_what_is_so_and_what_to_do(gate: str, changes: dict[str, object], words: str) -> None:
    assert at_the_gates(facts(**changes))[gate].todo == words


def test_a_gate_is_told_by_the_text_of_the_data() -> None:
    found = at_the_gates(facts())
    assert [found[each.id].text for each in TEMPLATES.common_start_gate] == [
        each.text for each in TEMPLATES.common_start_gate
    ]
    asked = at_the_gates(facts("height", gas_needed=True), "height", "I")["gas"]
    assert asked.text == "气体检测合格，取样时间距开工没有超时"


def test_after_the_last_daily_hours_there_are_none_to_wait_for() -> None:
    days = facts(window=Span(at("2026-11-24T08:00"), at("2026-11-25T23:00")), gas=GasFact(True, NOW, "合格"))
    late = at_the_gates(days, level="second", now=at("2026-11-25T18:30"))["window"]
    assert late.todo == "今后没有可作业的时段：请重新办票"


def test_a_kinds_own_gas_gate_is_one_only_where_the_job_needs_a_test() -> None:
    for needed in (True, False):
        found = at_the_gates(facts("hot_work", gas_needed=needed))
        assert ("gas" in found) is needed


def test_the_window_opens_to_the_second() -> None:
    begins = at("2026-11-25T08:30")
    fresh = facts(gas=GasFact(True, begins - timedelta(minutes=5), "合格"))
    assert at_the_gates(fresh, now=begins)["window"].ok
    early = at_the_gates(fresh, now=begins - timedelta(seconds=1))["window"]
    assert early.todo == "还没到作业时段：请等到 11月25日 08:30 再开工"


def test_without_a_job_above_or_below_there_is_no_gate_of_the_layer() -> None:
    assert "layer" not in at_the_gates(facts(layers=None)) and at_the_gates(facts())["layer"].ok
