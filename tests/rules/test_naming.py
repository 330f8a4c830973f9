"""Who can't be named guardian or worker: on leave, out of reach, off shift when the job begins."""

from dataclasses import replace
from datetime import date

import pytest
from anhe import MORNING, PLANT, RULES, at, changed, job

from rules.job import holds
from rules.naming import absent, not_there
from rules.plant import Leave, Plant
from rules.routing_rules import Condition

# The guardian of the job, U30, is of crew C: by day on the 25th, in the night from the 26th, then at rest.
OFF = "乐正迟不在班，不能当监护人：请换人，或改开始时间"
BEGINS = [
    ("in the crew's day", "2026-11-25T08:30", ()),
    ("an hour before the crew's day", "2026-11-25T07:30", ()),
    ("after the crew's day", "2026-11-25T20:00", (OFF, "苑成蹊不在班，不能当作业人：请换人，或改开始时间")),
    ("on the crew's day before its night", "2026-11-26T08:30", (OFF,)),
    ("on the crew's day of rest", "2026-11-27T09:00", (OFF,)),
    ("on a Saturday", "2026-11-28T09:00", (OFF, "苑成蹊不在班，不能当作业人：请换人，或改开始时间")),
]


@pytest.mark.parametrize(("begins", "said"), [case[1:] for case in BEGINS], ids=[case[0] for case in BEGINS])
def test_who_is_off_shift_when_it_begins(begins: str, said: tuple[str, ...]) -> None:
    assert absent(job(begins, "2026-11-30T18:00"), PLANT, RULES, at(MORNING)) == said


def test_a_job_that_should_have_begun_begins_now() -> None:
    late = job("2026-11-25T08:30", "2026-11-26T08:00")
    assert OFF in absent(late, PLANT, RULES, at("2026-11-25T21:00"))


def on_leave(person: str) -> Plant:
    return changed(person, leave=(Leave(date(2026, 11, 25), date(2026, 11, 25), "事假"),))


def test_who_is_on_leave_or_out_of_reach() -> None:
    assert absent(job(), on_leave("U30"), RULES, at(MORNING)) == ("乐正迟请假了，不能当监护人：请换人，或改开始时间",)
    assert absent(job(), PLANT, RULES, at(MORNING), {"U34"}) == ("苑成蹊联系不上，不能当作业人：请换人，或改开始时间",)


def test_leave_is_asked_of_the_day_on_which_the_job_begins() -> None:
    tomorrow = job("2026-11-26T08:30", "2026-11-26T16:30", guardian="U20")
    assert absent(tomorrow, on_leave("U20"), RULES, at(MORNING)) == ()


def test_people_of_a_post_that_can_be_called_in_come_at_any_hour() -> None:
    guard = replace(PLANT.posts["guardian"], on_call=True)
    called = replace(PLANT, posts={**PLANT.posts, "guardian": guard})
    assert not_there(called.person("U30"), called, RULES, at("2026-11-27T09:00")) == ""
    assert not_there(PLANT.person("U30"), PLANT, RULES, at("2026-11-27T09:00")) == "不在班"


def test_only_guardian_and_workers_are_asked_about() -> None:
    assert absent(job(), on_leave("U33"), RULES, at(MORNING)) == ()


def test_whose_job_it_is_follows_from_the_people() -> None:
    assert not PLANT.of_a_contractor(["U33", "U34"])
    assert PLANT.of_a_contractor(["U33", "U37"])
    assert not PLANT.of_a_contractor(["nobody"])


def test_a_condition_on_contractors_is_answered_by_the_job_and_by_no_form() -> None:
    theirs = Condition("contractor", equals=True)
    assert holds(theirs, job(contractor=True), PLANT)
    assert not holds(theirs, job(contractor=False, inputs={"contractor": True}), PLANT)
