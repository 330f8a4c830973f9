"""Whom a report accuses: whoever leads the area, and every leader whom its words may mean."""

from __future__ import annotations

import pytest
from anhe import ANHE

from rules.hazards.accused import accused

PLANT = ANHE.plant
TANK = PLANT.area("tank")


def holders(*posts: str, department: str | None = None) -> set[str]:
    return {each.id for post in posts for each in PLANT.holders(post, department)}


def led(department: str) -> set[str]:
    roles = PLANT.roles
    return holders(*roles.shift_foreman, *roles.area_rep, department=department)


def barred(words: str, area: str = "tank") -> set[str]:
    return set(accused(words, PLANT.area(area), ANHE.hazards, PLANT))


ELSEWHERE = PLANT.department("ws1").name


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("设备部经理叫人带压堵漏", holders("equipment_manager")),
        ("设备部的经理说不用办票", holders("equipment_manager")),
        ("安全总监自己没戴安全帽进了罐区", holders("safety_director")),
        ("安全管理部经理强令我们不测气就进", holders("safety_manager")),
        (f"{ELSEWHERE}主任带头抽烟", holders("workshop_director", "workshop_deputy", department="ws1")),
        (f"{ELSEWHERE}班长逼人顶岗", holders("shift_foreman", department="ws1")),
        ("总经理不让停车", holders("gm")),
    ],
)
def test_a_leader_named_by_his_post_has_no_part_in_it_wherever_he_leads(words: str, named: set[str]) -> None:
    assert named and barred(words) == led(TANK.department) | named


def test_who_may_be_meant_by_a_bare_word_is_everybody_who_is_called_so() -> None:
    called = ("safety_manager", "process_manager", "equipment_manager", "electrical_manager", "gm", "deputy_gm")
    managers = holders(*called)
    assert barred("经理叫我们不办票就动火") == led(TANK.department) | managers
    assert holders("workshop_director", department="ws1").isdisjoint(barred("主任自己没戴安全帽就进去了"))


def test_a_leader_named_by_his_name_has_no_part_in_it_and_a_worker_is_no_leader() -> None:
    [manager] = PLANT.holders("equipment_manager")
    assert manager.id in barred(f"{manager.name}让人拆了护栏")
    welder = PLANT.person("U34")
    assert barred(f"{welder.name}没戴护目镜") == set()


@pytest.mark.parametrize("words", ["设备部经理来看过了，阀门还漏", "经理让我报一下，地漏堵了"])
def test_who_is_only_named_is_not_accused(words: str) -> None:
    assert barred(words) == set()


def test_a_word_that_no_post_has_means_whoever_leads_there() -> None:
    assert barred("领导非要我们带病开机") == led(TANK.department)
