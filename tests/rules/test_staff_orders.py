"""News of people in any order, on any days: nobody is ever above himself, and no account is two people's."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from anhe import PLANT
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.plant import Plant
from rules.staff import folding
from rules.staff.events import Event, Kind, Verdict
from rules.staff.folding import Roll
from rules.staff.judging import clash, judged, unsound

TODAY = date(2026, 11, 25)
HERE, NEW = ("U33", "U34", "U27"), ("N01", "N02")
WHO = st.sampled_from((*HERE, *NEW))
DAYS = [TODAY + timedelta(days) for days in range(4)]


@st.composite
def events(draw: st.DrawFn) -> Event:
    kind: Kind = draw(st.sampled_from(("joined", "moved", "left", "returned")))
    account = draw(st.sampled_from((None, "one", "two", PLANT.person("U34").account)))
    said = {"supervisor": draw(st.none() | WHO), "account": account, "platform": account and "wecom"}
    if kind == "left":
        said = {}
    if kind == "joined":
        said |= {"name": "路新来", "department": "maint", "posts": ("welder",)}
    return Event(kind, draw(WHO), draw(st.sampled_from(DAYS)), **said)


def verdict(event: Event, roll: Roll) -> Verdict:
    return judged(event, roll, roll.with_event(event), TODAY)


def clashes(plant: Plant) -> list[str]:
    return [words for each in plant.people if (words := clash(each.id, plant))]


@settings(max_examples=300)
@given(st.lists(events(), max_size=9))
def test_no_order_of_what_is_kept_makes_anybody_his_own_superior_or_an_account_two_people_s(said: list[Event]) -> None:
    roll = Roll(PLANT)
    for event in said:
        if verdict(event, roll).state == "kept":
            roll = roll.with_event(event)
    assert [clashes(roll.on(day)) for day in DAYS] == [[]] * len(DAYS)


@settings(max_examples=300)
@given(st.lists(events(), max_size=7), st.sampled_from(DAYS))
def test_of_what_can_not_be_right_all_together_only_so_much_is_named_that_the_rest_is(
    said: list[Event], day: date
) -> None:
    """As with data of the plant that have changed: nothing of this was judged."""
    roll = Roll(PLANT, tuple(said))
    while faults := unsound(roll, day):
        assert all(faults.values())
        roll = Roll(PLANT, tuple(event for place, event in enumerate(roll.events) if place not in faults))
    assert clashes(roll.on(day)) == []


def moved(person: str, above: str, days: int = 0) -> Event:
    return Event("moved", person, TODAY + timedelta(days), supervisor=above)


@pytest.mark.parametrize(("first", "second"), [(0, 0), (1, 1), (0, 1), (1, 0)])
def test_two_who_would_each_lead_the_other_are_never_both_kept(first: int, second: int) -> None:
    above, below = moved("U34", "U27", first), moved("U27", "U34", second)
    for one, other in ((above, below), (below, above)):
        roll = Roll(PLANT).with_event(one)
        assert verdict(one, Roll(PLANT)).state == "kept"
        said = verdict(other, roll)
        assert said.state == "aside" and "上级绕成一圈" in said.why
        assert ("日起" in said.why) == (other.on < one.on), "what begins later is told with its day"
        assert unsound(roll.with_event(other), TODAY + timedelta(1)) != {}


@pytest.mark.parametrize("said", [{"shift": "day"}, {"supervisor": "U33"}, {"supervisor": "U33", "account": "his"}])
@pytest.mark.parametrize("order", ["one day", "later and later", "earlier and earlier"])
def test_each_event_about_one_person_costs_as_much_as_the_first(
    said: dict[str, str], order: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: Counter[str] = Counter()

    def count(name: str) -> None:
        work = getattr(folding, name)

        def counting(*given: object) -> object:
            counted[name] += 1
            return work(*given)

        monkeypatch.setattr(folding, name, counting)

    count("followed")
    count("with_staff")
    many, roll = 120, Roll(PLANT)
    places = {"one day": [0] * many, "later and later": range(many), "earlier and earlier": range(many, 0, -1)}
    for days in places[order]:
        event = Event("moved", "U34", TODAY + timedelta(days), **said)
        with_it = roll.with_event(event)
        assert judged(event, roll, with_it, TODAY).state == "kept"
        roll = with_it
    # Where each was folded with all before it, it was more than seven thousand.
    assert max(counted.values()) <= 6 * many, counted
