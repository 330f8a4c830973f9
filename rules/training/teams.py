"""How a team's drill goes: what each post knows and has been told, where the team goes, what its hand-over is worth."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rules.training.drilling import FATAL_CAP, MOST, percent
from rules.training.drills import Drill, Ending, Fact, Team, TeamOption, Turn


@dataclass(frozen=True)
class Played:
    """What a post decided in a turn; option: empty when the time was up."""

    turn: str
    post: str
    option: str = ""


@dataclass(frozen=True)
class Result:
    """handed: facts that reached whoever needs them, of how many; score: of 100; own: each post's score for its own
    decisions; fatal: the posts that made a fatal error."""

    handed: int
    needed: int
    score: int
    own: Mapping[str, int]
    fatal: frozenset[str]


def option_of(team: Team, played: Played) -> TeamOption | None:
    """The option that was chosen; None when the time was up."""
    turn = team.turn(played.turn)
    card = turn.card(played.post) if turn else None
    return card.option(played.option) if card else None


def told(team: Team, played: Iterable[Played]) -> frozenset[tuple[str, str]]:
    """(fact, post): which facts have reached a post that needs them. Only whoever knows a fact, or was told it, can
    hand it on."""
    reached: set[tuple[str, str]] = set()
    for each in played:
        option = option_of(team, each)
        for fact in _of(team, option.tells if option else ()):
            if fact.knows == each.post or (fact.id, each.post) in reached:
                reached |= {(fact.id, post) for post in fact.needs if post != each.post}
    return frozenset(reached)


def received(team: Team, post: str, played: Iterable[Played]) -> tuple[tuple[Fact, ...], tuple[Fact, ...]]:
    """The facts that this post needs: those that it was told, and those that it was not."""
    reached = told(team, played)
    needed = [fact for fact in team.facts if post in fact.needs]
    there = tuple(fact for fact in needed if (fact.id, post) in reached)
    return there, tuple(fact for fact in needed if fact not in there)


def onward(drill: Drill, turn: Turn, played: Sequence[Played]) -> Turn | Ending:
    """Where the team goes once a turn is over. Raises LookupError for a drill without a team, or with a hole."""
    if drill.team is None:
        raise LookupError(drill.id)
    lead = next((each for each in played if (each.turn, each.post) == (turn.id, turn.leads)), None)
    option = option_of(drill.team, lead) if lead else None
    name = (option.next if option else None) or turn.late
    found = drill.endings.get(name) or drill.team.turn(name)
    if found is None:
        raise LookupError(f"{drill.id} {name}")
    return found


def result(team: Team, played: Sequence[Played]) -> Result:
    """What the team's run is worth: how complete the hand-over was, and each post's own decisions."""
    needed = sum(len(fact.needs) for fact in team.facts)
    handed = len(told(team, played))
    fatal = frozenset(each.post for each in played if (option := option_of(team, each)) and option.fatal)
    share = percent(handed, needed)
    own = {post.id: _own(team, post.id, played, fatal) for post in team.posts}
    return Result(handed, needed, min(share, FATAL_CAP) if fatal else share, own, fatal)


def passes(drill: Drill, found: Result) -> bool:
    return found.score >= drill.pass_score and not found.fatal


def _own(team: Team, post: str, played: Iterable[Played], fatal: Iterable[str]) -> int:
    earned = possible = 0
    for each in played:
        turn = team.turn(each.turn)
        card = turn.card(post) if turn and each.post == post else None
        if card:
            option = card.option(each.option)
            earned += card.weight * (option.score if option else 0)
            possible += card.weight * MOST
    share = percent(earned, possible)
    return min(share, FATAL_CAP) if post in fatal else share


def _of(team: Team, names: Iterable[str]) -> list[Fact]:
    return [fact for fact in team.facts if fact.id in names]
