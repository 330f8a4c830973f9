"""Whom a few letters mean: whoever says his name, its letters, his post or crew in any usual way is found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.finding import (
    IN_NAME,
    IN_WORDS,
    NAME_BEGINS,
    NAME_MAY_SOUND,
    NAME_SOUNDS,
    SOUNDS_IN_NAME,
    WHOLE_NAME,
    WORDS_SOUND,
    Said,
    fold,
    rank,
)
from web.sounds import said

NAMES = ("王强", "闾丘禾", "乐正迟", "宓有方", "吕建华", "单雄信", "重小虎", "呼延拓", "解晓东", "欧阳娜·阿依")
OTHERS = tuple(map(said, ("检修班长", "C 班", "公用工程车间")))
names = st.sampled_from(NAMES)


@st.composite
def spoken(draw: st.DrawFn) -> tuple[Said, str]:
    """A name, and letters for it: of each character the beginning of one of its readings."""
    name = said(draw(names))
    ways = [draw(st.sampled_from(each)) for each in name.sounds]
    return name, "".join(way[: draw(st.integers(1, len(way)))] for way in ways)


@given(spoken())
def test_whoever_types_beginnings_of_the_readings_finds_the_name(pair: tuple[Said, str]) -> None:
    name, letters = pair
    found = rank(letters, name)
    assert found is not None and found <= NAME_MAY_SOUND


@given(names, st.data())
def test_a_name_is_found_by_itself_and_by_each_part_and_the_whole_comes_first(name: str, data: st.DataObject) -> None:
    text = said(name).text
    start = data.draw(st.integers(0, len(text) - 1))
    part = text[start : data.draw(st.integers(start + 1, len(text)))]
    assert rank(name, said(name), OTHERS) == WHOLE_NAME
    assert rank(part, said(name)) == (WHOLE_NAME if part == text else NAME_BEGINS if start == 0 else IN_NAME)


@given(spoken(), st.sampled_from([str.upper, " ".join, "'".join, lambda each: f" {each} "]))
def test_capitals_blanks_and_the_marks_of_an_input_method_change_nothing(pair: tuple[Said, str], typed: object) -> None:
    name, letters = pair
    assert callable(typed)
    assert rank(typed(letters), name) == rank(letters, name)


@given(names, st.text("abcdefghijklmnopqrstuvwxyz王强c班", min_size=1, max_size=8))
def test_who_types_on_narrows_what_was_found_and_never_finds_more(name: str, letters: str) -> None:
    if rank(letters, said(name), OTHERS) is not None:
        assert rank(letters[:-1], said(name), OTHERS) is not None


@given(names, st.text("0123456789", min_size=1, max_size=4))
def test_digits_never_say_a_name(name: str, digits: str) -> None:
    assert rank(digits, said(name)) is None


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", NAME_BEGINS),
        ("wq", NAME_SOUNDS),
        ("ｗｑ", NAME_SOUNDS),
        ("wangq", NAME_SOUNDS),
        ("王q", NAME_SOUNDS),
        ("qiang", SOUNDS_IN_NAME),
        ("班长", IN_WORDS),
        ("公用", IN_WORDS),
        ("c班", IN_WORDS),
        ("jxbz", WORDS_SOUND),
        ("bz", WORDS_SOUND),
        ("wq 检修", IN_WORDS),
        ("jx cb", WORDS_SOUND),
        ("wx", None),
        ("qw", None),
        ("wq 焊工", None),
        ("王小强", None),
    ],
)
def test_what_finds_a_foreman_and_how_well(typed: str, found: int | None) -> None:
    assert rank(typed, said("王强"), OTHERS) == found


@pytest.mark.parametrize("typed", ["lv", "lu", "lü", "LÜ", "ljh", "lvjh", "lüjianhua"])
def test_a_name_with_ü_is_found_in_each_way_in_which_people_type_it(typed: str) -> None:
    assert rank(typed, said("吕建华")) in (NAME_SOUNDS, NAME_MAY_SOUND)


@pytest.mark.parametrize(
    ("name", "typed", "found"),
    [
        ("单雄信", "dxx", NAME_SOUNDS),
        ("单雄信", "shanxx", NAME_MAY_SOUND),
        ("乐正迟", "lzc", NAME_SOUNDS),
        ("乐正迟", "yuezc", NAME_MAY_SOUND),
    ],
)
def test_every_reading_of_a_character_counts_and_the_usual_one_goes_first(name: str, typed: str, found: int) -> None:
    assert rank(typed, said(name)) == found


def test_folding_twice_is_folding_once() -> None:
    for text in (*NAMES, "Ａ ’Ü·"):
        assert fold(fold(text)) == fold(text)
