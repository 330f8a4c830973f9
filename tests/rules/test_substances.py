"""Substances and texts are the same whenever a reader sees no difference."""

import pytest

from rules.substances import near, substance
from rules.texts import bare, blank, hidden


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("硫化氢", "硫化氢"),
        ("H2S", "硫化氢"),
        ("h2s", "硫化氢"),
        ("Ｈ２Ｓ", "硫化氢"),
        ("H₂S", "硫化氢"),
        (" 硫 化 氢 ", "硫化氢"),
        ("硫化氢（H2S）", "硫化氢"),
        ("硫化氢[有毒]", "硫化氢"),
        ("硫化氢【有毒】", "硫化氢"),
        ("硫化氢气体", "硫化氢"),
        ("甲醇蒸气", "甲醇"),
        ("甲醇蒸汽", "甲醇"),
        ("液氨", "氨"),
        ("氨气", "氨"),
        ("(CO)", "(co)"),
        ("气体", "气体"),
        ("未知", "未知"),
    ],
)
def test_every_spelling_of_a_substance_is_one(written: str, name: str) -> None:
    assert substance(written) == name


@pytest.mark.parametrize(("value", "near_it"), [(2.0, True), (8.0, True), (4.0, True), (1.99, False), (8.01, False)])
def test_a_value_is_near_up_to_its_factor_both_ways(value: float, near_it: bool) -> None:
    assert near(value, 4.0, 2.0) is near_it


@pytest.mark.parametrize(
    ("text", "seen"),
    [("a\n\tb", "ab"), ("Ａ b\u200b", "ab"), ("\u3164", ""), ("值班 长", "值班长"), ("é\ufe0f", "é"), ("\u2800", "")],
)
def test_a_text_is_what_a_reader_sees(text: str, seen: str) -> None:
    assert bare(text) == seen


@pytest.mark.parametrize(
    ("text", "is_blank", "has_hidden"),
    [
        ("", True, False),
        (" ", True, True),
        ("\u200b", True, True),
        ("\u3164", True, True),
        ("a", False, False),
        ("a b", False, True),
        ("一", False, False),
        ("\u9fff", False, False),
        ("—", False, False),
        ("7", False, False),
        ("甲\u034f", False, True),
    ],
)
def test_a_blank_text_shows_nothing_and_a_hidden_sign_is_found(text: str, is_blank: bool, has_hidden: bool) -> None:
    assert (blank(text), hidden(text)) == (is_blank, has_hidden)
