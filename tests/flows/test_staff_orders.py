"""HR tells several things at once, in any order, or for later: what can not be right together is looked at."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
import requests
from plant import Plant, anhe
from sensing import quiet
from staff_acts import event, hr_key, rows, tell

from handlers.plant import keep
from models import store
from models.book import book
from workers.scenarios.phone import text_of

# Nobody's superior is the other.
ONE, OTHER = "U34", "U27"


def above(plant: Plant, person: str) -> str | None:
    return book(plant.now).plant.person(person).supervisor


def led(plant: Plant, number: str, person: str, by: str, days: int = 0) -> dict[str, Any]:
    return event(plant, number, "moved", person, days, supervisor=by)


def joins(plant: Plant, number: str, person: str, days: int = 0, **said: Any) -> dict[str, Any]:
    given = {"name": f"路{number}", "department": "maint", "posts": ["welder"], "supervisor": "U33", **said}
    return event(plant, number, "joined", person, days, **given)


# Each order on each day: tests/rules/test_staff_orders.py.
@pytest.mark.parametrize(
    ("first", "second", "days", "posts"), [(ONE, OTHER, 0, 2), (OTHER, ONE, 1, 1)], ids=["today", "tomorrow at once"]
)
def test_two_who_would_lead_each_other_are_not_both_kept(
    plant: Plant, first: str, second: str, days: int, posts: int
) -> None:
    held, news = hr_key(plant), [led(plant, "a", first, second, days), led(plant, "b", second, first, days)]
    told = tell(plant, held, *news) if posts == 1 else [*tell(plant, held, news[0]), *tell(plant, held, news[1])]
    assert told == ["kept", "aside"]
    plant.advance((days + 1) * 24 * 60)
    assert above(plant, first) == second and above(plant, second) != first
    [row] = rows("aside")
    assert row.person == second and "上级绕成一圈" in row.why
    page = requests.get(f"{plant.base}/console/staff", timeout=10).text
    assert "上级绕成一圈" in page
    quiet(plant)


def test_of_joiners_with_one_account_somebody_looks_at_all_but_the_first(plant: Plant) -> None:
    held, said = hr_key(plant), {"platform": "wecom", "account": "new_one"}
    news = [joins(plant, f"n{days}", f"N0{days}", days, **said) for days in (0, 2)]
    assert tell(plant, held, *news, joins(plant, "same", "N01", **said)) == ["kept", "aside", "aside"]
    plant.advance(3 * 24 * 60)
    assert ["账号“new_one”现在是路n0的" in each.why for each in rows("aside")] == [True, True]
    assert not any(book(plant.now).plant.knows(each) for each in ("N01", "N02"))
    quiet(plant)


def test_what_is_right_only_together_is_kept_together(plant: Plant) -> None:
    held = hr_key(plant)
    # His superior joins with him; and two change places, told in the order in which it looks wrong at first.
    assert tell(plant, held, joins(plant, "a", "N01"), joins(plant, "b", "N02", supervisor="N01")) == ["kept", "kept"]
    assert tell(plant, held, led(plant, "c", "N01", "N02"), led(plant, "d", "N02", "U33")) == ["aside", "kept"]
    assert rows("aside") == [] and (above(plant, "N01"), above(plant, "N02")) == ("N02", "U33")
    # Who takes over an account on the day on which its holder leaves.
    account = {"platform": plant.person(ONE).platform, "account": plant.person(ONE).account}
    news = [event(plant, "e", "left", ONE, 1), joins(plant, "f", "N03", 1, **account)]
    assert tell(plant, held, *news) == ["kept", "kept"]
    plant.advance(24 * 60)
    assert book(plant.now).plant.person("N03").account == account["account"]
    # He himself is back, and has no account of his own any more.
    assert tell(plant, held, event(plant, "g", "returned", ONE)) == ["aside"]
    assert "是路f的" in rows("aside")[0].why
    quiet(plant)


def test_what_new_data_of_the_plant_have_made_wrong_is_looked_at_when_its_day_comes(plant: Plant) -> None:
    held = hr_key(plant)
    assert tell(plant, held, led(plant, "a", ONE, OTHER, 1)) == ["kept"]
    data = deepcopy(anhe())
    data["plant"]["version"] += 1
    next(each for each in data["plant"]["people"] if each["id"] == OTHER)["supervisor"] = ONE
    store.write(lambda: keep(data, plant.now))
    assert [each.state for each in rows()] == ["kept"]
    plant.advance(24 * 60)
    assert above(plant, OTHER) == ONE and above(plant, ONE) != OTHER
    [row] = rows("aside")
    assert "上级绕成一圈" in row.why and row.said.supervisor == OTHER
    asked = [
        each for who in plant.simulator.in_use() for each in plant.simulator.messages(who["platform"], who["account"])
    ]
    assert any("人员变动对不上" in text_of(each) for each in asked)
    # Weeks later the reason is still the same; once the other is led by somebody else, it holds.
    plant.advance(24 * 60)
    plant.set_time(plant.now + timedelta(39))
    plant.turn()
    assert "上级绕成一圈" in rows("aside")[0].why
    assert tell(plant, held, led(plant, "b", OTHER, "U19")) == ["kept"]
    assert rows("aside") == [] and above(plant, ONE) == OTHER
    quiet(plant)
