"""A drill's way from choice to score, on both plants' trees."""

from __future__ import annotations

from typing import Any

import pytest
from demo import data_of
from hypothesis import given
from hypothesis import strategies as st

from config.root import ROOT
from rules.training import drilling, teams
from rules.training.drilling import Choice
from rules.training.drills import Drill, Ending, Node, OnTimeout, Option, Turn
from rules.training.teams import Played

DRILLS = [drill for name in ("anhe", "lizhou") for drill in data_of(name).drills.drills]
BY_ID = pytest.mark.parametrize("drill", DRILLS, ids=lambda drill: drill.id)


def walked(drill: Drill, pick: Any) -> list[Choice]:
    """The choices of somebody who decides as `pick` says, to the end."""
    choices: list[Choice] = []
    node = drill.node(drill.start)
    while node is not None:
        choices.append(Choice(node.id, pick(node)))
        node = drilling.decide(drill, choices[-1]).next
    return choices


@BY_ID
def test_who_always_decides_best_has_everything_and_nobody_is_down(drill: Drill) -> None:
    best = walked(drill, lambda node: drilling.best(node.options).id)
    assert drilling.score(drill, best) == drilling.Score(100, 100, 100, fatal=False)
    assert (drilling.sight(drill, best).strength, drilling.sight(drill, best).down) == (0, 0)


@BY_ID
def test_at_half_of_the_decisions_a_poor_choice_leads_where_the_best_one_does_not(drill: Drill) -> None:
    """What a wrong choice brings is lived, not only told (training.md §8). Where it leads back, points are lost."""
    path = drilling.best_path(drill)
    assert 2 * len([node for node in path if parts(node)]) >= len(path)


@pytest.mark.parametrize("plant", ["anhe", "lizhou"])
def test_the_page_about_the_data_says_which_drill_has_a_scene_a_team_and_where_a_poor_choice_leads_elsewhere(
    plant: str,
) -> None:
    text = (ROOT / "docs" / "rules.md").read_text("utf-8")
    for drill in data_of(plant).drills.drills:
        steps = "、".join(node.id for node in drill.nodes if parts(node))
        row = f"| {drill.title} | {plant} | {drill.scene or '没有'} | {'有' if drill.team else '没有'} | {steps} |"
        assert row in text, row


def parts(node: Node) -> bool:
    """Whether a poor choice leads elsewhere than the best one."""
    right = drilling.best(node.options).next
    return any(each.score < drilling.POOR and each.next != right for each in node.options)


@BY_ID
def test_who_never_decides_has_nothing_and_it_is_as_bad_as_it_can_be(drill: Drill) -> None:
    silent = walked(drill, lambda node: "")
    assert drilling.score(drill, silent).total == 0
    assert drilling.sight(drill, silent).strength == drilling.STRONGEST
    assert drilling.is_silent(silent[:3])
    assert not drilling.is_silent(silent[:2])


@given(st.sampled_from(DRILLS), st.data())
def test_every_way_ends_and_no_way_is_worth_more_than_its_best_choices(drill: Drill, data: st.DataObject) -> None:
    ways = walked(drill, lambda node: data.draw(st.sampled_from(["", *(each.id for each in node.options)])))
    assert len({each.node for each in ways}) == len(ways) <= len(drill.nodes)
    score, sight = drilling.score(drill, ways), drilling.sight(drill, ways)
    assert 0 <= score.total <= min(score.visited, score.best) <= 100
    assert not score.fatal or score.total <= drilling.FATAL_CAP
    assert drilling.passes(drill, score) == (score.total >= drill.pass_score and not score.fatal)
    assert 0 <= sight.strength <= drilling.STRONGEST
    assert sight.down == sum(drilling.decide(drill, each).fatal for each in ways)


@given(st.sampled_from(DRILLS), st.text(min_size=1, max_size=8))
def test_a_seed_gives_the_same_run_again(drill: Drill, seed: str) -> None:
    given_ = drilling.varied(drill.vary, seed)
    assert given_ == drilling.varied(drill.vary, seed)
    assert drilling.opposite(given_["lee"]) == given_["wind"]
    for node in drill.nodes:
        shown = drilling.order([each.id for each in node.options], node.id, seed)
        assert sorted(shown) == sorted(each.id for each in node.options)
        assert "{" not in drilling.said(node.text, given_)


def test_a_longer_way_with_easy_points_and_an_early_end_win_nothing() -> None:
    late = OnTimeout(0, "END", "晚了")

    def node(name: str, weight: int, *ways: tuple[int, str]) -> Node:
        options = tuple(
            Option(id=str(place), text="做", score=score, next=after, consequence="后果")
            for place, (score, after) in enumerate(ways)
        )
        return Node(name, "怎么办", 20, weight, late, options)

    nodes = (node("A", 2, (10, "B"), (0, "EASY"), (8, "END")), node("EASY", 9, (10, "B")), node("B", 8, (10, "END")))
    drill = Drill("D", "演练", (), 5, "", "A", 80, nodes, {"END": Ending("完", "完")})
    detour = drilling.score(drill, [Choice("A", "1"), Choice("EASY", "0"), Choice("B", "0")])
    assert (detour.visited, detour.best, detour.total) == (89, 80, 80)
    early = drilling.score(drill, [Choice("A", "2")])
    assert (early.visited, early.best, early.total) == (80, 16, 16)


@pytest.mark.parametrize("drill", [each for each in DRILLS if each.team], ids=lambda drill: drill.id)
def test_a_team_hands_over_only_what_it_knows(drill: Drill) -> None:
    team = drill.team
    assert team
    whole: list[Played] = []
    turn: Turn | Ending | None = team.turn(team.start)
    while isinstance(turn, Turn):
        whole += [Played(turn.id, card.post, drilling.best(card.options).id) for card in turn.cards]
        turn = teams.onward(drill, turn, whole)
    found = teams.result(team, whole)
    assert (found.score, found.handed, teams.passes(drill, found)) == (100, found.needed, True)
    nobody = [Played(each.turn, each.post) for each in whole]
    assert teams.result(team, nobody).score == 0
    for fact in team.facts:
        others = [each for each in whole if each.post != fact.knows]
        assert not {post for name, post in teams.told(team, others) if name == fact.id}
