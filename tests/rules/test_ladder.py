"""The ladder's arithmetic: rungs, the next question, what cards buy, what is still known, which questions are good."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from random import Random
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.hazards.figures import wilson
from rules.training import ladder
from rules.training.choosing import Candidate, choose, draw_one, unseen
from rules.training.courses import Lesson, Question
from rules.training.expiry import messages
from rules.training.forecast import Planned, Quiz, months
from rules.training.items import FAST, FIRST_WEEK, LEAST, Answered, Item, items, reached
from rules.training.known import LEAST_PEOPLE, Estimate, Sampled, compared, difference, guess, known
from rules.training.simulation import CHOICES, bought, table
from rules.training.ways import minutes

NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)
DAY = timedelta(days=1)
QUARTER = Fraction(1, 4)


def question(number: int, kind: Literal["single", "multiple", "judge"] = "single", size: int = 4) -> Question:
    return Question(f"Q{number}", kind, "?", {each: each for each in "ABCDEF"[:size]}, ("A",), "")


POOL = [question(each) for each in range(18)]


@given(st.lists(st.booleans(), max_size=40))
def test_a_rung_stays_on_the_ladder_and_only_its_top_asks_nothing(answers: list[bool]) -> None:
    rung = 0
    for right in answers:
        rung = ladder.after(rung, right=right)
        assert (ladder.gap(rung) is None) == (rung == len(ladder.RUNGS))


def test_chance_draws_half_of_the_passes_for_one_of_three_delays() -> None:
    chance = Random(1)
    drawn = [ladder.test_after(chance) for _ in range(4000)]
    assert 0.46 < sum(each is not None for each in drawn) / len(drawn) < 0.54
    assert {each.days for each in drawn if each} == {7, 30, 90}


def candidate(lesson: str, **more: Any) -> Candidate:
    usual: dict[str, Any] = {
        "due": NOW - DAY,
        "test": None,
        "met": "",
        "wrong": False,
        "asked": NOW - 9 * DAY,
        "unseen": True,
    }
    return Candidate(lesson, **{**usual, **more})


@pytest.mark.parametrize(
    ("others", "lesson"),
    [
        ([candidate("late", due=NOW - 9 * DAY), candidate("wrong", wrong=True)], "wrong"),
        ([candidate("wrong", wrong=True), candidate("met", met="你在票上")], "met"),
        ([candidate("met", met="你在票上"), candidate("test", test=NOW, due=None)], "test"),
        ([candidate("seen", test=NOW, due=None, unseen=False), candidate("late")], "late"),
        ([candidate("later", due=NOW + DAY), candidate("met", due=NOW + DAY, met="你们区域")], "met"),
        ([candidate("met", due=NOW + DAY, met="你们区域", asked=NOW - DAY)], None),
        ([candidate("top", due=None)], None),
    ],
)
def test_what_is_asked_next(others: list[Candidate], lesson: str | None) -> None:
    chosen = choose(others, NOW)
    assert (chosen.lesson if chosen else None) == lesson


@given(st.dictionaries(st.sampled_from([each.id for each in POOL]), st.booleans()), st.text(max_size=4))
def test_one_question_comes_back_if_it_was_wrong_and_a_test_was_never_seen(seen: dict[str, bool], seed: str) -> None:
    drawn = draw_one(POOL, "later", seen, seed)
    usual = [each.id for each in POOL[:-4]]
    assert drawn.question in usual
    wrong = [each for each in usual if seen.get(each) is False]
    assert not wrong or drawn.question == next(each for each in seen if each in wrong)
    if left := unseen(POOL, seen):
        assert draw_one(POOL, "test", seen, seed).question in {each.id for each in left} - {*seen}
    else:
        with pytest.raises(ValueError):
            draw_one(POOL, "test", seen, seed)


def test_small_pools_have_nothing_to_test_with() -> None:
    assert unseen(POOL[:11], ()) == []


def test_more_cards_buy_more_and_the_bottom_line_is_once_a_year() -> None:
    rows = table(10)
    assert [each.cards for each in rows] == [*CHOICES] and rows[-1].cards == 0
    assert [each.low for each in rows] == sorted((each.low for each in rows), reverse=True)
    assert (rows[-1].a_year, rows[-1].minutes) == (0, 0) and rows[-1].high < 45
    assert rows[0].low > 85 and 60 < rows[0].a_year < 70
    assert bought(10, 4) == rows[CHOICES.index(4)]


def test_a_plans_month_is_worked_out_platform_by_platform() -> None:
    quiz, kinder = Quiz(3, 3), Quiz(5, 4)
    # Of those who know nine of ten, 73 % pass three of three, and 92 % four of five.
    assert (round(quiz.cards, 2), round(kinder.cards, 2)) == (5.4, 6.53)
    people = [Planned("wecom", [quiz] * 2, [5] * 2), Planned("wecom", [quiz], [5], 3)]
    wecom, dingtalk = months([*people, Planned("dingtalk", [quiz] * 30, [5] * 30)], 6)
    assert (wecom.people, wecom.first, wecom.first_calls) == (2, round(3 * quiz.cards + 4 + 2 + 3), 50)
    assert dingtalk.first == round(22 * quiz.cards) and dingtalk.later == 24
    # Without cards the drawn tests come: half of twelve passes a year, the soonest third within the first month.
    [none] = months([Planned("wecom", [quiz] * 12, [5] * 12)], 0)
    assert (none.first, none.later) == (round(12 * quiz.cards + 2), round(quiz.cards + 0.5))
    assert messages(date(2026, 12, 20), date(2026, 11, 25), 30, (30, 7)) == 1 + 2 + 2
    assert messages(date(2027, 12, 20), date(2026, 11, 25), 30, (30, 7)) == 0


def test_a_guess_is_one_option_or_any_set_of_them() -> None:
    assert guess(question(1)) == QUARTER
    assert guess(question(1, "multiple")) == Fraction(1, 15)
    assert guess(question(1, "judge", 2)) == Fraction(1, 2)


def answers(people: int, right: int, each: int = 1) -> list[Sampled]:
    return [Sampled(f"P{n}", n < right, QUARTER) for n in range(people) for _ in range(each)]


def test_what_is_known_is_corrected_for_guessing_and_silent_below_thirty_people() -> None:
    assert known(answers(LEAST_PEOPLE - 1, 20)).percent is None
    found = known(answers(40, 30))
    assert (found.people, found.answers, found.percent) == (40, 40, 67)
    assert found.low < 67 < found.high
    assert known(answers(40, 10)).percent == 0


def test_people_who_answer_often_do_not_make_the_interval_narrower_than_they_are() -> None:
    once, often = known(answers(40, 30)), known(answers(40, 30, each=5))
    assert often.answers == 200 and often.percent == once.percent
    assert abs((often.high - often.low) - (once.high - once.low)) <= 2


@pytest.mark.parametrize(
    ("one", "other", "points"),
    [
        # Newcombe 1998, table II, method 10.
        ((56, 70), (48, 80), (20, 5.24, 33.39)),
        ((9, 10), (3, 10), (60, 17.05, 80.90)),
        ((6, 7), (2, 7), (57.14, 5.82, 80.62)),
        ((5, 56), (0, 29), (8.93, -3.81, 19.26)),
        ((0, 10), (0, 20), (0, -16.11, 27.75)),
        ((10, 10), (0, 20), (100, 67.91, 100)),
    ],
)
def test_the_difference_of_two_shares_has_the_published_interval(
    one: tuple[int, int], other: tuple[int, int], points: tuple[float, float, float]
) -> None:
    found = difference(*(Estimate(hits / n, *wilson(hits / n, n)) for hits, n in (one, other)))
    assert (found.points, found.low, found.high) == tuple(round(each) for each in points)
    back = difference(*(Estimate(hits / n, *wilson(hits / n, n)) for hits, n in (other, one)))
    assert (back.points, back.low, back.high) == (-found.points, -found.high, -found.low)
    assert found.seen == back.seen == (points[1] > 0)


def test_two_groups_are_compared_after_the_correction_and_only_with_enough_people() -> None:
    assert compared(answers(200, 180), answers(LEAST_PEOPLE - 1, 20)) is None
    found, plain = compared(answers(200, 180), answers(200, 150)), (90 - 75)
    assert found and found.points == plain / 0.75 and 0 < found.low < found.points < found.high and found.seen
    # Many answers of the same people tell no more.
    often = compared(answers(200, 180, each=5), answers(200, 150, each=5))
    assert often and abs(often.low - found.low) <= 1
    same = compared(answers(60, 40), answers(60, 42))
    assert same and not same.seen


def test_minutes_a_person() -> None:
    assert minutes("lecture", [5, 7], 3, 60) == 12
    assert minutes("cards", [5, 7], 3, 60) == 2 * (12 + 4) + 40


def answered(
    person: int, ok: bool, *, name: str = "Q", paper: int = 0, after: timedelta = DAY, **more: Any
) -> Answered:
    usual: dict[str, Any] = {"options": frozenset("A" if ok else "B"), "first": True, "took": timedelta(seconds=20)}
    return Answered(name, f"P{person}", person, ok, at=NOW + after, **{**usual, **more})


def flags(found: list[Answered], name: str = "Q") -> tuple[str, ...]:
    return items(found)[name].flags


def test_flags_of_questions_that_tell_nothing_or_are_wrong() -> None:
    assert flags([answered(each, True) for each in range(LEAST - 1)]) == ("few",)
    assert flags([answered(each, True) for each in range(LEAST)]) == ("everyone",)
    assert flags([answered(each, False) for each in range(LEAST)]) == ("nobody",)
    assert flags([answered(each, each < 2) for each in range(40)]) == ("hard",)
    assert flags([answered(each, each < 15) for each in range(20)]) == ()
    again = [answered(each, True, first=False) for each in range(30)]
    assert items([*again, answered(99, False)])["Q"].asked == 1


def others(people: int, able: int, n: int = 4) -> list[Answered]:
    """So many people answer other questions: those who are able all rightly, the others one in four."""
    none: frozenset[str] = frozenset()
    return [
        answered(each, each < able or k == 0, name=f"R{k}", options=none) for each in range(people) for k in range(n)
    ]


def test_what_tells_nothing_of_who_knows_and_what_looks_like_a_wrong_key() -> None:
    # 60 people, of whom the first 30 know the rest.
    known = others(60, 30)
    assert flags([*known, *(answered(each, each < 40) for each in range(60))]) == ()
    assert flags([*known, *(answered(each, each % 2 == 0) for each in range(60))]) == ("blind",)
    turned = [answered(each, each >= 45) for each in range(60)]
    assert flags([*known, *turned]) == ("key",)
    # Fewer than fifty, or people of whom nothing else is known: nothing is said.
    assert flags([*others(49, 25), *(answered(each, each % 2 == 0) for each in range(49))]) == ()
    assert flags([*others(60, 30, n=2), *(answered(each, each % 2 == 0) for each in range(60))]) == ()
    assert flags([answered(each, each % 2 == 0) for each in range(60)]) == ()


def test_wrong_options_that_nobody_takes_are_named_once_enough_were_wrong() -> None:
    wrong = {"Q": "BCD"}
    mixed = [answered(each, each >= 12, options=frozenset("BC"[each % 2] if each < 12 else "A")) for each in range(60)]
    found = items(mixed, wrong)["Q"]
    assert (found.dead, found.flags) == (("D",), ("dead",))
    assert items(mixed[:49], wrong)["Q"].dead == ()
    assert items(mixed[4:], wrong)["Q"].dead == (), "too few were wrong"
    assert items(mixed)["Q"].dead == ()


def test_an_objective_is_known_as_far_as_the_first_answers_to_its_questions_are_right() -> None:
    asked = [replace(question(n), objective="a" if n < 2 else "b") for n in range(4)]
    asked[3] = replace(asked[3], retired=date(2026, 11, 24))
    lesson = Lesson("L1", "阀门", 5, "", tuple(asked), objectives={"a": "会关", "b": "会看", "c": "会报"})
    item = Item("", 6, 3, None, 0, 1, ())
    found = {"Q0": item, "Q1": replace(item, right=6), "Q2": replace(item, asked=LEAST, right=2), "Q3": item}
    said = [(each.words, each.asked, each.right, each.share) for each in reached([lesson], found)]
    assert said == [("会看", 10, 2, 0.2), ("会关", 12, 9, 0.75), ("会报", 0, 0, None)]


def test_signs_that_a_question_got_around() -> None:
    week = [answered(each, each < 4) for each in range(10)]
    later = [answered(50 + each, each < 19, after=FIRST_WEEK + 3 * DAY) for each in range(20)]
    assert flags([*week, *later]) == ("jump",)
    fast = [answered(each, each < 15, took=FAST / 2 if each < 3 else None) for each in range(20)]
    assert flags(fast) == ("fast",)
    alike = [answered(each, False, name=name) for each in range(3) for name in ("Q", "R")]
    assert "alike" in flags(alike) and "alike" in flags(alike, "R")
    apart = [answered(each, False, name=name, options=frozenset("BCD"[each])) for each in range(3) for name in "QR"]
    assert "alike" not in flags(apart)
