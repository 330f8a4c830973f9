"""The difference between two versions of a form: nothing of substance is missed, and it reads as people speak."""

from anhe import PLANT
from hypothesis import given
from hypothesis import strategies as st

from rules.changes import Change, difference

NAMES = {
    "guardian": "监护人",
    "workers": "作业人",
    "part": "具体部位",
    "open_air": "露天",
    "wind_force": "风力",
    "jsa": "JSA",
    **{person.id: person.name for person in PLANT.people},
}
FORM = {
    "guardian": "U30",
    "workers": ["U34"],
    "part": "调节池北侧",
    "position": {"latitude": "32.5"},
    "inputs": {"open_air": True, "wind_force": 2},
}


def test_the_same_form_differs_in_nothing() -> None:
    assert difference(FORM, dict(FORM), NAMES) == ()


def test_ids_and_answers_are_said_in_words() -> None:
    new = {**FORM, "guardian": "U31", "workers": ["U34", "U37"], "inputs": {"open_air": False, "wind_force": 2}}
    assert [change.words for change in difference(FORM, new, NAMES)] == [
        "监护人：乐正迟 → 仲孙朗",
        "作业人：苑成蹊 → 苑成蹊、苻长风",
        "露天：是 → 否",
    ]


def test_what_was_added_or_taken_away_is_said() -> None:
    new = {**FORM, "part": "", "inputs": {"open_air": True, "wind_force": 2, "height_m": 3}}
    assert difference(FORM, new, NAMES) == (
        Change("具体部位", "调节池北侧", "没有填"),
        Change("height_m", "没有填", "3"),
    )


def test_lines_of_the_analysis_are_read_as_lines() -> None:
    old, new = {"jsa": [{"step": "隔离", "risk": "high"}]}, {"jsa": []}
    assert difference(old, new, NAMES) == (Change("JSA", "隔离，high", "没有填"),)


def test_the_phones_position_is_of_no_substance() -> None:
    assert difference(FORM, {**FORM, "position": {"latitude": "32.6"}}, NAMES) == ()


VALUES = (
    st.booleans() | st.integers(0, 3) | st.sampled_from(["", "U30", "北侧"]) | st.lists(st.sampled_from(["U34", "U37"]))
)
FORMS = st.dictionaries(st.sampled_from(["part", "guardian", "workers"]), VALUES)


@given(FORMS, FORMS)
def test_a_change_is_seen_from_both_sides(old: dict[str, object], new: dict[str, object]) -> None:
    there, back = difference(old, new, NAMES), difference(new, old, NAMES)
    assert {(each.field, each.was, each.now) for each in there} == {(each.field, each.now, each.was) for each in back}


def test_fields_of_one_name_in_two_parts_of_the_form_are_two_fields() -> None:
    old = {"top": {"in": {"part": "甲"}}, "side": {"in": {"part": "乙"}}}
    new = {"top": {"in": {"part": "丙"}}, "side": {"in": {"part": "丁"}}}
    assert [change.words for change in difference(old, new, NAMES)] == ["具体部位：甲 → 丙", "具体部位：乙 → 丁"]
