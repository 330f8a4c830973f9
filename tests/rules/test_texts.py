"""Texts that show something else than they hold, and what a log may show of a text from outside."""

from __future__ import annotations

import unicodedata

import pytest

from rules.texts import SEEN, all_typed, bare, blank, hidden, misleading, plain, typed


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("张三\n审批：同意", "\n"),
        ("张\x00三", "\x00"),
        ("三\u202e张", "\u202e"),
        ("张三\u200b", "\u200b"),
        ("\ufeff张三", "\ufeff"),
        ("张\ud800三", "\ud800"),
        ("罐区\u2028二号", "\u2028"),
        ("罐区\u2029二号", "\u2029"),
        ("张\u2066三\n", "\u2066"),
    ],
)
def test_the_first_sign_that_misleads_is_named(text: str, sign: str) -> None:
    assert misleading(text) == sign


@pytest.mark.parametrize(
    "text", ["", "张三", "动火 1 号，罐区", "👷\u200d♂️", "甲\u3000乙", "\ue000", "X", "硫化氢 10 mg/m³"]
)
def test_what_people_can_see_misleads_nobody(text: str) -> None:
    """A sign of somebody's own font shows as a box at least, a wide blank as a blank; the joiner makes one picture."""
    assert misleading(text) == ""


def test_lines_and_tabs_are_allowed_where_somebody_says_so_and_nothing_else_with_them() -> None:
    assert misleading("一\n\t二", "\n\t") == ""
    assert misleading("一\r\n二", "\n\t") == "\r"
    assert misleading("一\n二") == "\n"


def test_a_log_shows_odd_signs_written_out_and_the_others_as_they_are() -> None:
    assert plain("张三\n同意\u202e\x7f") == "张三\\n同意\\u202e\\x7f"
    assert plain("X \ud800 动火 3 级") == "X \\ud800 动火 3 级"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("换管段\u202e段管换\u202c", "换管段段管换"),
        ("换\u2066管\u2069段\ufeff", "换管段\ufeff"),
        ("换管段\u2028安全部：同意\u2029\x85好", "换管段\n安全部：同意\n\n好"),
        ("一\r\n二\r三\n四\t五", "一\n二\n三\n四\t五"),
        ("\x1b[31m红\x1b[0m\x9b1;4m线\x1b", "红线"),
        ("半\ud83d个\ufffe\x7f\x00", "半个"),
    ],
)
def test_what_nobody_types_is_taken_off(text: str, kept: str) -> None:
    assert typed(text) == kept
    deep: list[object] = [text]
    for _ in range(900):
        deep = [deep]
    assert all_typed({"a": [text, 1, (text,)], "b": {"c": text}, "d": deep})["b"] == {"c": kept}
    assert all_typed({"a": [text, 1, (text,)]}) == {"a": [kept, 1, (kept,)]}


@pytest.mark.parametrize(
    "text",
    [
        "动火 [31m",
        "👷\u200d♂️",
        "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
        "مى\u200cخ",
        "خىزمەت\u200f 12\u200e",
        "བཀྲ་ཤིས་བདེ་ལེགས།",
        "硫化氢\u300010 mg/m³",
        "e\u0301",
    ],
)
def test_what_scripts_need_stays(text: str) -> None:
    assert typed(text) == text


def test_a_text_is_compared_by_what_a_reader_sees() -> None:
    assert bare(" Ａ\u200b动 火\u3164") == "a动火"
    assert blank("\u200b \u2800") and not blank("甲") and not blank("-")
    assert hidden("动 火") and not hidden("动火")


def test_what_is_taken_as_seen_without_a_look_into_the_tables_is_a_letter_or_a_digit() -> None:
    sure = [sign for sign in map(chr, range(0x110000)) if SEEN.fullmatch(sign)]
    assert len(sure) == 62 + 0x5200
    assert {unicodedata.category(sign) for sign in sure} == {"Lu", "Ll", "Lo", "Nd"}
    assert not any("FILLER" in unicodedata.name(sign) for sign in sure)
