"""What the safety office writes down of lectures and drills on site: what is refused, and that nothing counts twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date

import pytest
from demo import START
from plant import anhe
from stores import open_copy
from training_acts import small

from handlers.plant import keep
from handlers.training import attending
from handlers.training.attending import Told, Unfit
from models import store, training
from models.ledger import of_subject
from models.training_attended import events, of_file
from models.training_counted import hours_of
from rules.training.hours import Earned

ONE, ANOTHER = "U34", "U13"
TODAY = START.date()
LECTURE = Told("class", TODAY.isoformat(), "气防知识", "1.5", "", [ONE])
BY = {"system": "console", "account": "zhou"}


def the_plant() -> None:
    data = small(anhe(), "welder", "HOT-201")
    store.write(lambda: keep(data, START))


def write(told: Told) -> int:
    return store.write(lambda: attending.keep(told, BY, START))


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (replace(LECTURE, sort="lesson"), "请选一个"),
        (replace(LECTURE, on=""), "没有写哪天"),
        (replace(LECTURE, on="2026-11-26"), "请核对"),
        (replace(LECTURE, on="2025-11-23"), "请核对"),
        (replace(LECTURE, title=" 气 "), "还要写讲了什么"),
        (replace(LECTURE, hours="0"), "学时写数字"),
        (replace(LECTURE, hours="13"), "学时写数字.*一天最多 12"),
        (replace(LECTURE, hours="nan"), "学时写数字"),
        (replace(LECTURE, people=[]), "没有写谁"),
        (replace(LECTURE, people=[ONE, "U999"]), "不在厂里"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_nothing_is_written(store_url: str, told: Told, words: str) -> None:
    open_copy(store_url, the_plant)
    with pytest.raises(Unfit, match=words):
        write(told)
    assert events(UTC) == [] and training.of_person(ONE) is None


def test_it_counts_once_for_each_and_opens_a_file_where_there_was_none(store_url: str) -> None:
    open_copy(store_url, the_plant)
    assert write(replace(LECTURE, people=[ANOTHER, ONE, ONE])) == 2
    with pytest.raises(Unfit, match="已经记过了"):
        write(LECTURE)
    earlier = date(2026, 1, 5)
    assert write(replace(LECTURE, sort="field", on=earlier.isoformat(), hours="2", people=[ONE, ANOTHER])) == 2
    [field, lecture] = events(UTC)
    assert (field.written.word, lecture.written.word, lecture.written.by) == ("现场演练", "当面授课", "zhou")
    assert {*field.people} == {*lecture.people} == {ONE, ANOTHER}
    file = training.of_person(ANOTHER)
    assert file
    assert next(entry.kind for entry in of_subject(file.subject)) == "training.opened"
    assert hours_of(file, UTC) == [Earned(TODAY, 4050, "class"), Earned(earlier, 5400, "field")]


def test_no_more_hours_are_written_down_for_a_day_than_fit_into_it(store_url: str) -> None:
    open_copy(store_url, the_plant)
    assert write(replace(LECTURE, hours="8")) == 1
    assert write(replace(LECTURE, sort="field", title="疏散", hours="3")) == 1
    with pytest.raises(Unfit, match=r"这天已经记了 11\.0 学时，一天最多 12"):
        write(replace(LECTURE, title="又一课", hours="1.5", people=[ANOTHER, ONE]))
    assert training.of_person(ANOTHER) is None
    assert write(replace(LECTURE, title="又一课", hours="1")) == 1
    assert write(replace(LECTURE, title="又一课", hours="8", on="2026-01-05")) == 1


def test_the_same_with_other_hours_says_which_stand_there(store_url: str) -> None:
    open_copy(store_url, the_plant)
    assert write(LECTURE) == 1
    with pytest.raises(Unfit, match=r"已经记过了，记的是 1\.5 学时，不是 2。要改，先在下面那一次点「记错了」"):
        write(replace(LECTURE, hours="2", people=[ANOTHER, ONE]))
    assert training.of_person(ANOTHER) is None
    take_back(events(UTC)[0].number, [ONE])
    assert write(replace(LECTURE, hours="2", people=[ANOTHER, ONE])) == 2


def take_back(number: str, people: list[str], reason: str = "人写错了") -> int:
    return store.write(lambda: attending.take_back(number, people, reason, BY, START))


@pytest.mark.both_stores
def test_a_correction_takes_back_what_was_written_and_both_stay(store_url: str) -> None:
    open_copy(store_url, the_plant)
    write(replace(LECTURE, people=[ONE, ANOTHER]))
    [event] = events(UTC)
    for number, people, reason, words in (
        ("none", [ONE], "人写错了", "没有这一次"),
        (event.number, [ONE], " 错 ", "为什么不算"),
        (event.number, ["U1"], "人写错了", "不在这一次里"),
        (event.number, [], "人写错了", "还没有写谁不算"),
    ):
        with pytest.raises(Unfit, match=words):
            take_back(number, people, reason)
    assert take_back(event.number, [ONE]) == 1
    with pytest.raises(Unfit, match="已经更正过了"):
        take_back(event.number, [ONE])
    file, other = training.of_person(ONE), training.of_person(ANOTHER)
    assert file and other
    assert hours_of(file, UTC) == [] and len(hours_of(other, UTC)) == 1
    first, correction = of_file(file, UTC)
    assert (first.came, first.word) == ("不算了：1.5 学时", "当面授课")
    assert (correction.word, correction.came, correction.by) == ("更正", "人写错了", "zhou")
    assert correction.title == "当面授课 2026年11月25日 气防知识 不算"
    [event] = events(UTC)
    assert (event.people, [person for person, _ in event.back]) == ([ANOTHER], [ONE])
    # As it should have been, once more; then nothing is left of the first one.
    assert write(replace(LECTURE, hours="2")) == 1
    assert hours_of(file, UTC) == [Earned(TODAY, 5400, "class")]
    everybody = attending.everybody(event.number, START)
    assert everybody == [ANOTHER] and take_back(event.number, everybody) == 1
    with pytest.raises(Unfit, match="都更正过了"):
        take_back(event.number, everybody)
    assert hours_of(other, UTC) == []
    assert [entry.kind for entry in of_subject(file.subject)][1:] == [
        "training.attended",
        "training.retracted",
        "training.attended",
    ]
