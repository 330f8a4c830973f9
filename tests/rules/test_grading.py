"""Levels derived from form and place: the strictest that fits, raised by hand only, lowered by one decision only."""

from dataclasses import replace

import pytest
from anhe import PLANT, TEMPLATES, routed
from anhe import job as job_of
from hypothesis import given
from hypothesis import strategies as st

from rules.grading import Derived, Settled, TooLow, derive, said, settle
from rules.templates import Kind

KINDS = TEMPLATES.kinds
HOT, HEIGHT, LIFTING = KINDS["hot_work"], KINDS["height"], KINDS["lifting"]
AREAS = {area.id: area for area in PLANT.areas}

HOT_WORK = [
    ("outside hazard places", "util", {}, "second"),
    ("the form says hazard place", "util", {"in_hazard_place": True}, "first"),
    ("the area is one, whatever the form says", "hydro", {"in_hazard_place": False}, "first"),
    ("running equipment in a hazard place", "hydro", {"equipment_running": True}, "special"),
    ("running equipment elsewhere", "util", {"equipment_running": True}, "second"),
    ("in the dike of a major hazard", "tank", {"in_tank_dike_major_hazard": True}, "special"),
    ("on a pipe rack", "util", {"on_pipe_rack": True}, "first"),
    ("the pipe rack's own area", "rack", {}, "first"),
    ("a cleared plant keeps its level until somebody decides", "hydro", {"full_shutdown_cleared": True}, "first"),
]


@pytest.mark.parametrize(("area", "inputs", "level"), [c[1:] for c in HOT_WORK], ids=[c[0] for c in HOT_WORK])
def test_hot_work(area: str, inputs: dict[str, object], level: str) -> None:
    found = derive(HOT, AREAS[area], inputs)
    assert found is not None
    assert found.level == level


# height in metres → level without and with an objective factor
HEIGHTS = [
    (2, "I", "II"),
    (5, "I", "II"),
    (5.1, "II", "III"),
    (15, "II", "III"),
    (15.5, "III", "IV"),
    (30, "III", "IV"),
    (31, "IV", "IV"),
]


@pytest.mark.parametrize(("metres", "plain", "with_factor"), HEIGHTS)
def test_height_bands(metres: float, plain: str, with_factor: str) -> None:
    factor = {"height_m": metres, "objective_factors": ["光线不足"]}
    found = [derive(HEIGHT, AREAS["util"], inputs) for inputs in ({"height_m": metres}, factor)]
    assert [each.level for each in found if each] == [plain, with_factor]


def test_below_two_metres_is_no_work_at_height() -> None:
    assert derive(HEIGHT, AREAS["util"], {"height_m": 1.9}) is None


@pytest.mark.parametrize(
    ("inputs", "area", "level"),
    [
        ({"height_m": 3, "special_conditions": ["夜间人工照明"]}, "util", "IV"),
        ({"height_m": 3, "special_conditions": "设备内、悬空"}, "util", "IV"),
        ({"height_m": 3, "special_conditions": "设备内"}, "util", "II"),
        ({"height_m": 16, "special_conditions": "设备内"}, "util", "III"),
        ({"height_m": 3}, "hydro", "II"),
    ],
)
def test_conditions_that_ask_for_a_level_at_any_height(inputs: dict[str, object], area: str, level: str) -> None:
    found = derive(HEIGHT, AREAS[area], inputs)
    assert found is not None
    assert found.level == level


MASSES = [(1, "third"), (39.9, "third"), (40, "second"), (100, "second"), (100.1, "first")]


@pytest.mark.parametrize(("tonnes", "level"), MASSES)
def test_lifting_by_mass(tonnes: float, level: str) -> None:
    found = derive(LIFTING, AREAS["util"], {"mass_t": tonnes})
    assert found is not None
    assert found.level == level


def test_a_light_load_still_needs_its_risk_analysis() -> None:
    found = derive(LIFTING, AREAS["util"], {"mass_t": 8})
    assert found is not None
    assert found.reasons == ("质量 8 吨", "不足 10 吨，标准可以免票，仍要做风险分析")


@pytest.mark.parametrize("kind", ["confined_space", "blind_plate", "temp_power", "excavation", "road_closure"])
def test_kinds_without_levels_derive_nothing(kind: str) -> None:
    assert derive(KINDS[kind], AREAS["hydro"], {"depth_m": 9}) is None


@given(st.floats(2, 200), st.floats(2, 200), st.sets(st.sampled_from(HEIGHT.objective_factors)))
def test_higher_is_never_laxer(a: float, b: float, factors: set[str]) -> None:
    low, high = sorted((a, b))
    found = [derive(HEIGHT, AREAS["util"], {"height_m": m, "objective_factors": sorted(factors)}) for m in (low, high)]
    ranks = [HEIGHT.level(each.level).rank for each in found if each]
    assert ranks == sorted(ranks)


@given(
    st.sampled_from(HOT.levels),
    st.sampled_from(PLANT.areas),
    st.dictionaries(st.sampled_from(HOT.level_inputs), st.booleans()),
)
def test_the_settled_level_is_never_below_the_derived_one(
    level: object, area: object, inputs: dict[str, object]
) -> None:
    derived = derive(HOT, area, inputs)
    assert derived is not None
    try:
        settled = settle(level.id, derived, HOT)
    except TooLow:
        assert level.rank < HOT.level(derived.level).rank
    else:
        assert HOT.level(settled.level).rank == max(level.rank, HOT.level(derived.level).rank)


FIRST = Derived("first", ("在火灾爆炸危险场所内动火",))


def test_too_low_says_why_and_what_to_do() -> None:
    with pytest.raises(TooLow) as caught:
        settle("second", FIRST, HOT)
    assert caught.value.words == "在火灾爆炸危险场所内动火，至少是一级，不能选二级：请改选一级"


def test_raised_by_hand_is_said() -> None:
    assert settle("special", FIRST, HOT).reasons[-1] == "申请人由一级提高到特级"


def test_a_recorded_decision_is_the_only_way_down_and_routing_lowers_it() -> None:
    settled = settle("second", FIRST, HOT, decided="second")
    decision = {"rule": "D1", "decided_by": "U08", "reason": "全线停车置换合格"}
    wanted = job_of(level=settled.level, area="hydro", inputs={"downgrade": decision, "full_shutdown_cleared": True})
    assert (settled.level, routed(wanted).level) == ("first", "second")


def test_a_level_that_nothing_derives_is_the_requesters() -> None:
    assert settle("first", None, HOT) == Settled("first", ("一级，由申请人选定",))


def test_the_derived_level_keeps_every_reason() -> None:
    both = Derived("first", ("在火灾爆炸危险场所内动火", "在管廊上动火"))
    told = ("定为一级：在火灾爆炸危险场所内动火", "定为一级：在管廊上动火")
    assert settle("first", both, HOT) == Settled("first", told)
    assert settle("second", both, HOT, decided="second") == Settled("first", told)
    with pytest.raises(TooLow, match="在火灾爆炸危险场所内动火；在管廊上动火，至少是一级") as caught:
        settle("second", both, HOT, decided="special")
    assert str(caught.value) == caught.value.words


def test_raising_above_a_level_needs_no_decision() -> None:
    assert settle("special", FIRST, HOT, decided="special").level == "special"


def test_what_the_area_is_or_the_form_says_of_it_counts() -> None:
    assert said("hazard_place", HOT, AREAS["hydro"], {})
    assert said("hazard_place", HOT, AREAS["util"], {"in_hazard_place": True})
    assert not said("hazard_place", HOT, AREAS["util"], {"in_hazard_place": False})
    assert not said("hazard_place", HOT, AREAS["util"], {"on_pipe_rack": True}), "that is another fact"


def test_only_a_load_below_the_bound_says_that_it_could_do_without_a_permit() -> None:
    words = "不足 10 吨，标准可以免票，仍要做风险分析"
    light, heavy = (derive(LIFTING, AREAS["util"], {"mass_t": mass}) for mass in (9.9, 10))
    assert light is not None and words in light.reasons
    assert heavy is not None and words not in heavy.reasons
    height = derive(HEIGHT, AREAS["util"], {"height_m": 3})
    assert height is not None and height.reasons == ("高度 3 米",)
    assert derive(replace(LIFTING, exempt=None), AREAS["util"], {"mass_t": 9}) is not None


def test_a_factor_counts_in_a_question_with_one_answer_too() -> None:
    single = replace(
        HEIGHT,
        fields=tuple(replace(each, kind="choice") if each.kind == "choices" else each for each in HEIGHT.fields),
    )
    found = derive(single, AREAS["util"], {"height_m": 3, "objective_factors": "光线不足"})
    assert found is not None and found.level == "II"


def told(kind: Kind, **inputs: object) -> tuple[str, ...] | None:
    found = derive(kind, AREAS["util"], inputs)
    return found.reasons if found else None


def test_what_was_measured_is_told_with_its_unit_and_what_makes_it_worse() -> None:
    factors = ["光线不足", HEIGHT.objective_factors[0]]
    [words] = told(HEIGHT, height_m=3, objective_factors=factors) or ()
    chosen = [each for each in HEIGHT.objective_factors if each in factors]
    assert len(chosen) == 2 and words == f"高度 3 米，有{'、'.join(chosen)}"
    bare = replace(HEIGHT, fields=tuple(replace(each, unit="") for each in HEIGHT.fields))
    assert told(bare, height_m=3) == ("高度 3",)
    assert told(replace(HEIGHT, fields=()), height_m=3.5) == ("3.5",)


@pytest.mark.parametrize("given", [True, "3", None])
def test_what_is_no_number_is_no_measure(given: object) -> None:
    assert told(HEIGHT, height_m=given) is None
    assert told(replace(LIFTING, level_rules=()), mass_t=given) is None
