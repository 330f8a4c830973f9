"""The words for what the comparison of two photos has seen, and which earlier photos it is to look at."""

from __future__ import annotations

import pytest

from rules.hazards.seen import FOLLOWS, REASONS, VERDICTS, Box, Finding, Reason, Verdict
from rules.prints import Print, hints


def _print(bits: int, name: str = "", mirror: int = (1 << 64) - 1) -> Print:
    return Print(name or f"{bits:064x}", f"{bits:016x}", f"{mirror:016x}")


def test_every_verdict_and_reason_has_its_words() -> None:
    assert set(VERDICTS) == set(FOLLOWS) == set(Verdict)
    assert set(REASONS) == set(Reason)


def test_the_words_say_the_verdict_why_and_what_follows() -> None:
    found = Finding(Verdict.UNSURE, (Reason.BETWEEN, Reason.LIGHT))
    why = "框里有一点不一样，分不清是改过还是光线不同；框里明暗变了，可能是影子，也可能擦过、刷过"
    assert found.words == f"看不准：{why}。请人看一下。"


@pytest.mark.parametrize("words", [*VERDICTS.values(), *REASONS.values(), *FOLLOWS.values()])
def test_nobody_is_called_a_faker_and_nothing_is_closed(words: str) -> None:
    assert not any(word in words for word in ("假", "骗", "作弊", "关闭", "通过", "合格"))


def test_a_box_knows_its_share() -> None:
    assert Box(0.1, 0.2, 0.5, 0.25).share == 0.125


def test_the_nearest_earlier_photos_come_first_and_no_more_than_five() -> None:
    known = [(str(bits), _print((1 << bits) - 1)) for bits in range(12)]
    assert hints(_print(0), known) == ("0", "1", "2", "3", "4")
    assert hints(_print(0), known[10:]) == ("10",)


def test_one_turned_over_is_found_and_the_same_file_before_all() -> None:
    mine = _print(0, "same", mirror=0b111 << 60)
    known = [("near", _print(1)), ("turned", _print(0b111 << 60)), ("file", _print((1 << 32) - 1, "same"))]
    assert hints(mine, known) == ("file", "turned", "near")
