"""What was typed is compared as it is meant: what nobody says aloud makes no difference, everything else does."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.stopping import stop_words
from rules.said import HALF, INVISIBLE, MARKS, MENTION, WIDTH, near, said, word_of
from rules.texts import unseen

WORDS = ("停工", "动火", "我回来了", "help", "DH-20261125-0001")
STOPS = (
    "停工！",
    "停工。",
    "停 工",
    "快停工",
    "停止作业",
    "停",
    "停\u200b工\ufeff",
    "停\u3000工!!!",
    "@安好 停工",
    "＠安好\u2005停工！",
    "@安好停工",
    "「停工」",
    "停⼯",
    "停工🛑",
    " 停工\n",
)
REQUESTS = ("@安好 动火", "「动火」", "动\u200d火", "【动火】。", "@安全助手 动火", "动火 @安好")
NOISE = "\u200b\ufeff\u200d\u00ad\u2060\ufe0f\u3164 \u3000\u2005\t\n，。！？、；：…—·「」【】（）“”!?.,;:()[]<>~*#🛑👷"
WIDE = {chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)}
# Without letters that are a blank and a mark in one, which no name has.
NAMES = st.text(st.characters(categories=("L", "Nd")), min_size=1, max_size=8).filter(
    lambda name: not any(sign.isspace() for sign in unicodedata.normalize("NFKC", name))
)
noise = st.text(st.sampled_from(NOISE), max_size=4)


@st.composite
def dressed(draw: st.DrawFn, word: str) -> str:
    """The word with noise before, behind and between its signs, some of them wide."""
    signs = [WIDE.get(sign, sign) if draw(st.booleans()) else sign for sign in word]
    return draw(noise) + "".join(sign + draw(noise) for sign in signs)


@given(st.data(), st.sampled_from(WORDS))
def test_noise_and_width_make_no_difference(data: st.DataObject, word: str) -> None:
    assert word_of(data.draw(dressed(word))) == word_of(word)


@given(NAMES, st.sampled_from(WORDS), st.sampled_from(" \u2005\u3000，"), st.booleans())
def test_a_mention_at_the_beginning_or_the_end_makes_no_difference(name: str, word: str, gap: str, first: bool) -> None:
    text = f"@{name}{gap}{word}" if first else f"{word}{gap}@{name}"
    assert word_of(text) == word_of(word)
    assert MENTION in said(text).reasons


@pytest.mark.parametrize("text", STOPS, ids=ascii)
def test_a_listed_word_is_one_however_it_is_typed(text: str) -> None:
    assert word_of(text) in stop_words()


@pytest.mark.parametrize("text", REQUESTS, ids=ascii)
def test_the_word_of_a_kind_is_read_as_the_help_prints_it(text: str) -> None:
    assert word_of(text) == "动火"


@given(st.text(max_size=60))
def test_any_text_is_read_and_what_is_left_is_read_the_same(text: str) -> None:
    word = word_of(text)
    assert word_of(word) == word
    assert all(sign.isalnum() and not unseen(sign) for sign in word)


@given(st.text(st.characters(categories=("Lo",), max_codepoint=0x9FFF, min_codepoint=0x4E00), min_size=1, max_size=20))
def test_no_sign_that_is_read_aloud_is_lost(text: str) -> None:
    assert word_of(text) == unicodedata.normalize("NFKC", text)


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("停工", ()),
        ("停工！", (WIDTH, MARKS)),
        ("停 工", (MARKS,)),
        ("停\u200b工", (INVISIBLE,)),
        ("@安好停工", (MENTION,)),
    ],
)
def test_it_says_what_was_taken_off(text: str, reasons: tuple[str, ...]) -> None:
    assert (said(text).word, said(text).reasons) == ("停工", reasons)


@pytest.mark.parametrize(("text", "word"), [("@停工", "停工"), ("@安好", "安好"), ("@安好 @值班 停", "停"), ("", "")])
def test_a_text_that_is_all_mention_stays(text: str, word: str) -> None:
    assert word_of(text) == word


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("DH-20261125-0001", "DH-20261125-0001"),
        ("ｄｈ－２０２６１１２５－０００１", "DH-20261125-0001"),
        ("查 dh202611250001 到哪了", "DH-20261125-0001"),
        ("查一下 DH-20261125-0001", "DH-20261125-0001"),
        ("@安好 DH-20261125-0001。", "DH-20261125-0001"),
        ("DH—20261125—10000", "DH-20261125-10000"),
        ("13800138000", ""),
        ("XDHABCDE-20261125-0001", ""),
        ("DH-20261125", ""),
    ],
)
def test_a_number_is_found_however_it_is_typed(text: str, number: str) -> None:
    assert said(text).number == number


@pytest.mark.parametrize("text", ["停车场有人", "不要停", "停电了", "马上给我停工啊", "别停工"])
def test_what_comes_near_a_stop_is_no_stop(text: str) -> None:
    assert word_of(text) not in stop_words()
    assert near(word_of(text), stop_words())


@pytest.mark.parametrize("text", ["", "把停车场的门关上", "动火", "不干了"])
def test_what_does_not_come_near_one_is_left_alone(text: str) -> None:
    assert not near(word_of(text), stop_words())


def test_of_a_long_text_beginning_and_end_count() -> None:
    assert near(word_of("停" + "啊" * 5000), stop_words())
    assert near(word_of("啊" * 5000 + "停"), stop_words())
    assert len(word_of("啊" * 5000)) == 2 * HALF
