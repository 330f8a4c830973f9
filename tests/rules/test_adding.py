"""加签: whom a signer may add, and when an added line has its turn, whatever the order of acts."""

from dataclasses import replace

import pytest
from anhe import MORNING, PLANT, RULES, at, changed, job, routed
from hypothesis import given
from hypothesis import strategies as st

from rules import adding
from rules.adding import Asked
from rules.plant import Plant
from rules.routes import Added, Slot, Stage
from rules.routing_rules import AddedPost, Mode, Order, RoutingRules
from rules.scene import Scene

DIRECTOR, MANAGER, EQUIPMENT_MANAGER = "U19", "U04", "U09"


def lacks(person: str, taken: tuple[str, ...] = (), **changes: object) -> str | None:
    """What keeps somebody from being added at the dual sign of the story; None for nobody of the posts."""
    way = routed(job())
    scene = Scene(job(), changed(person, **changes), RULES, at(MORNING))
    found = {each.person: each.lacks for each in adding.choices(way, way.stages[-1], scene, taken)}
    return found.get(person)


def test_the_plant_says_which_posts_may_be_added() -> None:
    assert lacks(EQUIPMENT_MANAGER) == ""
    assert lacks("U33") is None and lacks("U13") is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"certs": {}}, "培训过期"), ({"shift": "A"}, "不在班"), ({"leave": PLANT.person("U03").leave}, "请假")],
)
def test_who_could_not_sign_himself_is_not_added(changes: dict[str, object], words: str) -> None:
    assert words in (lacks(EQUIPMENT_MANAGER, **changes) or "")


def test_people_of_the_job_and_of_other_lines_are_not_added() -> None:
    wanted = job(work_leader=EQUIPMENT_MANAGER)
    way = routed(wanted)
    found = adding.choices(way, way.stages[0], Scene(wanted, PLANT, RULES, at(MORNING)), ())
    assert next(each.lacks for each in found if each.person == EQUIPMENT_MANAGER) == "设备部经理须回避"
    assert lacks(EQUIPMENT_MANAGER, (EQUIPMENT_MANAGER,)) == "本票已经找他签了"


def test_a_plant_without_the_rule_adds_nobody() -> None:
    none = replace(RULES, additions=type(RULES.additions)())
    assert adding.full(routed(job()), none) == "本厂没有设加签"


def stage(mode: Mode, order: Order) -> Stage:
    """Two lines, the first of which has an added one."""
    slots = tuple(Slot(f"dual.{number}", "post", None, "plant", "栏", True, False) for number in (0, 1))
    line = Slot("dual.0+1", "post", None, "plant", "会签单位", False, False)
    added = Added(line, "dual.0", order, DIRECTOR, EQUIPMENT_MANAGER, "再看看")
    return Stage("dual", "双签", mode, RULES.defaults.timers, slots, True, (added,))


def asked_of(wanted: Stage) -> list[Asked]:
    """As the house asks them when the first signer has added his line."""
    first = Asked("dual.0", DIRECTOR, "superseded" if wanted.added[0].order == "before" else "open")
    return [first, Asked("dual.1", MANAGER, "open")]


def carried_on(wanted: Stage, asked: list[Asked]) -> list[Asked]:
    turns = [Asked(each.slot.id, each.person, "open") for each in adding.turn_of(wanted, asked)]
    back = [Asked(each.host, each.by, "open") for each in adding.turn_back(wanted, [*asked, *turns])]
    return [*asked, *turns, *back]


def signed(wanted: Stage, asked: list[Asked], number: int) -> list[Asked]:
    over = adding.settled(wanted, asked[number].slot)
    states = {number: "done"} | {
        each: "superseded" for each, other in enumerate(asked) if each != number and other.slot in over
    }
    moved = [
        replace(each, state=states.get(place, each.state)) if each.state == "open" else each
        for place, each in enumerate(asked)
    ]
    return carried_on(wanted, moved)


@given(st.sampled_from(("all_of", "any_of")), st.sampled_from(("before", "after")), st.data())
def test_a_stage_ends_with_the_added_signature_and_never_without(mode: Mode, order: Order, data: st.DataObject) -> None:
    wanted = stage(mode, order)
    asked = carried_on(wanted, asked_of(wanted))
    while open_now := [place for place, each in enumerate(asked) if each.state == "open"]:
        assert not adding.complete(wanted, asked)
        asked = signed(wanted, asked, data.draw(st.sampled_from(open_now)))
    done = {each.slot for each in asked if each.state == "done"}
    assert adding.complete(wanted, asked) and "dual.0+1" in done
    assert mode == "any_of" or {"dual.0", "dual.1"} < done


@pytest.mark.parametrize("mode", ["all_of", "any_of"])
def test_the_adder_waits_for_a_line_before_his_own(mode: Mode) -> None:
    wanted = stage(mode, "before")
    asked = carried_on(wanted, asked_of(wanted))
    assert adding.held_up(wanted, asked) == {"dual.0"}
    asked = signed(wanted, asked, 2)
    assert asked[-1] == Asked("dual.0", DIRECTOR, "open") and not adding.held_up(wanted, asked)


def turns(order: Order, *states: str, mode: Mode = "all_of") -> tuple[int, int]:
    """How many added lines have their turn, and how many adders theirs again; states: of the two lines, the added one,
    and the first line when it is asked anew."""
    slots = ("dual.0", "dual.1", "dual.0+1", "dual.0")
    people = (DIRECTOR, MANAGER, EQUIPMENT_MANAGER, DIRECTOR)
    asked = [Asked(slot, who, state) for slot, who, state in zip(slots, people, states, strict=False)]
    return len(adding.turn_of(stage(mode, order), asked)), len(adding.turn_back(stage(mode, order), asked))


def test_a_line_after_another_has_its_turn_when_that_one_is_signed() -> None:
    assert turns("after", "open", "open") == (0, 0)
    assert turns("after", "open", "done") == (0, 0)
    assert turns("after", "done", "open") == (1, 0)
    assert turns("after", "done", "open", "open") == (0, 0)
    assert turns("after", "open", "done", mode="any_of") == (1, 0), "the stage needs the first line no more"


def test_who_wanted_a_line_before_his_own_is_asked_again_once() -> None:
    assert turns("before", "superseded", "open") == (1, 0)
    assert turns("before", "superseded", "open", "open") == (0, 0)
    assert turns("before", "superseded", "open", "done") == (0, 1)
    assert turns("before", "superseded", "open", "done", "open") == (0, 0)
    assert turns("before", "superseded", "open", "done", "done") == (0, 0)
    assert turns("after", "open", "open", "done") == (0, 0)


def test_one_signature_settles_its_line_or_the_whole_of_a_stage_that_needs_one() -> None:
    one, every = stage("any_of", "after"), stage("all_of", "after")
    assert adding.settled(one, "dual.1") == {"dual.0", "dual.1"}
    assert adding.settled(one, "dual.0+1") == {"dual.0+1"}
    assert adding.settled(every, "dual.1") == {"dual.1"}


def test_an_added_line_is_asked_with_who_wanted_it_and_why() -> None:
    wanted = stage("all_of", "after")
    asked = adding.assignment(wanted.added[0], wanted, PLANT)
    told = "苌若谷加签请你一起签：再看看"
    assert (asked.slot, asked.person, asked.post) == (wanted.added[0].slot, EQUIPMENT_MANAGER, "post")
    assert (asked.reasons, asked.told, asked.card) == (("苌若谷加签，请鞠承岳一起签：再看看",), (told,), told)
    assert (asked.for_post, asked.authorization, asked.skipped, asked.on_call) == (None, None, False, False)
    assert asked.timers == wanted.timers


def test_an_added_line_has_a_name_of_its_own_and_is_not_the_standards() -> None:
    choice = adding.Choice(EQUIPMENT_MANAGER, "equipment_manager", "plant", "")
    found = adding.line("dual.0", 2, choice, "会签单位")
    assert found == Slot("dual.0+2", "equipment_manager", None, "plant", "会签单位", False, False)


def test_a_permit_takes_as_many_added_lines_as_the_plant_allows() -> None:
    way = routed(job())
    one = replace(way, stages=(*way.stages[:-1], replace(way.stages[-1], added=stage("all_of", "after").added)))
    two = replace(one, stages=(*one.stages[:-1], replace(one.stages[-1], added=one.stages[-1].added * 2)))
    assert adding.full(way, RULES) == adding.full(one, RULES) == ""
    assert adding.full(two, RULES) == "这张票已经加签 2 人，最多 2 人"


def offered(plant: Plant = PLANT, rules: RoutingRules = RULES, **changes: object) -> dict[str, adding.Choice]:
    """Everybody who is offered at the last stage of the job, by person."""
    way = routed(job())
    found = adding.choices(way, way.stages[-1], Scene(job(**changes), plant, rules, at(MORNING)), ())
    return {each.person: each for each in found}


def posts(*wanted: AddedPost) -> RoutingRules:
    return replace(RULES, additions=replace(RULES.additions, posts=wanted))


EQUIPMENT = AddedPost("equipment_manager", "plant", frozenset(), frozenset())


def test_somebody_of_two_posts_is_added_by_the_one_he_may_act_by() -> None:
    both = changed(EQUIPMENT_MANAGER, posts=("equipment_manager", "contractor_leader"))
    barred = AddedPost("contractor_leader", "plant", frozenset(), frozenset())
    for order in ((EQUIPMENT, barred), (barred, EQUIPMENT)):
        found = offered(both, posts(*order))[EQUIPMENT_MANAGER]
        assert found == adding.Choice(EQUIPMENT_MANAGER, "equipment_manager", "plant", "")


def test_a_post_may_be_added_only_to_its_kinds_in_its_areas() -> None:
    for rule, there in (
        (replace(EQUIPMENT, kinds=frozenset({"hot_work"})), True),
        (replace(EQUIPMENT, kinds=frozenset({"lifting"})), False),
        (replace(EQUIPMENT, areas=frozenset({"sewage"})), True),
        (replace(EQUIPMENT, areas=frozenset({"tank"})), False),
    ):
        assert (EQUIPMENT_MANAGER in offered(rules=posts(rule))) == there


def test_a_post_of_the_area_offers_the_areas_own_people() -> None:
    officers = AddedPost("shift_foreman", "area", frozenset(), frozenset())
    assert list(offered(rules=posts(officers))) == ["U27"]
    assert len(offered(rules=posts(replace(officers, scope="plant")))) == len(PLANT.holders("shift_foreman"))


def test_who_signs_another_line_later_is_left_to_it() -> None:
    director = AddedPost("workshop_director", "area", frozenset(), frozenset())
    assert offered(rules=posts(director))["U19"].lacks == "本票还有一栏等着找他签"
