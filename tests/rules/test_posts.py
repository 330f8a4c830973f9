"""Who was asked by a post may act by it only as long as he holds it, and under a paper that is valid."""

from dataclasses import replace
from datetime import date

from anhe import PLANT, changed

from rules.plant import Plant
from rules.posts import lost

DAY = date(2026, 11, 25)
DIRECTOR = "U19"


def why(
    person: str = DIRECTOR, post: str = "workshop_director", place: str | None = "ws4", paper: str = "", **given: object
) -> str:
    plant, day = given.get("plant", PLANT), given.get("day", DAY)
    assert isinstance(plant, Plant) and isinstance(day, date)
    return lost(person, post, place, paper, plant, day)


def test_who_holds_the_post_may_act_by_it() -> None:
    assert why() == why(place=None) == why("U07", "fire_officer", None) == ""


def test_a_post_or_a_person_that_is_no_more_can_sign_nothing() -> None:
    assert why("nobody") == why(post="nothing") == "这个岗位已经取消"


def test_who_gave_the_post_up_reads_which_one() -> None:
    assert why(plant=changed(DIRECTOR, posts=())) == "苌若谷不再任公用工程车间主任"


def test_who_moved_to_another_workshop_acts_for_it_no_more() -> None:
    assert why(place="ws1") == "苌若谷不再任一车间主任"


def test_a_post_that_was_declared_vacant_has_nobody() -> None:
    def vacant(post: str, place: str) -> Plant:
        return replace(PLANT, posts={**PLANT.posts, post: replace(PLANT.posts[post], vacant=frozenset({place}))})

    assert why(plant=vacant("workshop_director", "ws4")) == "苌若谷不再任公用工程车间主任"
    assert why("U07", "fire_officer", None, plant=vacant("fire_officer", "plant")) == "阚立夏不再任消防主管"


def test_a_paper_counts_to_its_last_day() -> None:
    assert why(paper="SQ-2026-07", day=date(2026, 12, 20)) == ""
    assert why(paper="SQ-2026-07", day=date(2026, 12, 21)) == "授权书 SQ-2026-07 已失效"
    assert why(paper="SQ-0") == "授权书 SQ-0 已失效"
