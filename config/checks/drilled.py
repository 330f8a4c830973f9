"""Faults of drills: a way that leads nowhere or in a circle, a decision that can't be made well, words that no run
fills, a team in which somebody has nothing to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from string import Formatter

from config.checks.shape import SENTENCES
from config.problem import Finding, Path
from rules.plant import Plant
from rules.training.drilling import COMPASS, LEE, POOR, WIND
from rules.training.drills import Drill, Drills, Offered, Team, Turn

# A card has room for so many buttons besides its link.
LEAST, MOST = 2, 4
Edge = tuple[Path, str]
Fault = tuple[Path, str]


def check(drills: Drills) -> Iterator[Finding]:
    if drills.drills and drills.scoring is None:
        yield Finding("drills", ("scoring",), SENTENCES["missing"])
    for place, drill in enumerate(drills.drills):
        found = chain(_tree(drill), _nodes(drill), _words(drill), _team(drill))
        yield from (Finding("drills", ("drills", place, *rest), message) for rest, message in found)


def check_roles(drills: Drills, plant: Plant) -> Iterator[Finding]:
    """Who takes part in a team's drill must be found in the plant: a place of the team, a post, or part of the name of
    one (操作工 is 罐区操作工)."""
    posts = [each.name for each in plant.posts.values()]
    for at, drill in enumerate(drills.drills):
        places = [each.name for each in drill.team.posts] if drill.team else []
        for number, role in enumerate(drill.roles if places else ()):
            if not role.strip() or not any(role in name for name in (*places, *posts)):
                message = (
                    f"“{role}”这个角色本厂没有人能当：请写岗位的名称（plant.yaml），或班组里的 {'、'.join(places)}"
                )
                yield Finding("drills", ("drills", at, "roles", number), message)
        for number, place in enumerate(drill.team.posts if drill.team else ()):
            if not place.posts:
                message = f"没有写哪些岗位能当{place.name}：请至少写一个"
                yield Finding("drills", ("drills", at, "team", "posts", number, "posts"), message)


def _tree(drill: Drill) -> Iterator[Fault]:
    edges: dict[str, list[Edge]] = {}
    for place, node in enumerate(drill.nodes):
        at: Path = ("nodes", place)
        if node.id in edges:
            yield (*at, "id"), f"编号“{node.id}”用了两次：请改掉一个"
        choices = [((*at, "options", number, "next"), each.next) for number, each in enumerate(node.options)]
        edges[node.id] = [*choices, ((*at, "on_timeout", "next"), node.on_timeout.next)]
    places = {node.id: ("nodes", place, "id") for place, node in reversed(list(enumerate(drill.nodes)))}
    yield from _ways(("start",), drill.start, edges, places, drill.endings, "步")


def _ways(
    at: Path,
    start: str,
    edges: Mapping[str, Sequence[Edge]],
    places: Mapping[str, Path],
    endings: Iterable[str],
    noun: str,
) -> Iterator[Fault]:
    """Every way must lead from the start to an ending, and pass each node once at most."""
    if start not in edges:
        yield at, f"没有“{start}”这一{noun}：请改正"
        return
    missing = [(path, name) for own in edges.values() for path, name in own if name not in {*edges, *endings}]
    yield from ((path, f"没有“{name}”这一{noun}：请改正") for path, name in missing)
    seen: set[str] = set()
    yield from _circles(start, edges, seen, [])
    for name in edges:
        if name not in seen:
            yield places[name], f"“{name}”走不到：请让前面的一{noun}通到这里，或删掉"


def _circles(name: str, edges: Mapping[str, Sequence[Edge]], seen: set[str], way: list[str]) -> Iterator[Fault]:
    seen.add(name)
    for path, after in edges[name]:
        if after in {*way, name}:
            yield path, f"绕回“{after}”，没有尽头：请改成往后走，或到结局"
        elif after in edges and after not in seen:
            yield from _circles(after, edges, seen, [*way, name])


def _nodes(drill: Drill) -> Iterator[Fault]:
    for place, node in enumerate(drill.nodes):
        at: Path = ("nodes", place)
        yield from _options(at, node.options)
        if node.on_timeout.score:
            yield (*at, "on_timeout", "score"), "超时不得分：请写 0"


def _options(at: Path, options: Sequence[Offered]) -> Iterator[Fault]:
    if not LEAST <= len(options) <= MOST:
        yield (*at, "options"), f"要有 {LEAST} 到 {MOST} 个选项，现在 {len(options)} 个：请改正"
    ids = [each.id for each in options]
    for number, each in enumerate(options):
        here: Path = (*at, "options", number)
        if ids.index(each.id) < number:
            yield (*here, "id"), f"编号“{each.id}”用了两次：请改掉一个"
        if each.fatal and each.score >= POOR:
            yield (*here, "score"), f"致命错误不能得 {each.score} 分：请写 {POOR} 以下"
    if options and not any(each.score >= POOR and not each.fatal for each in options):
        yield (*at, "options"), f"没有一个做得对的选项（{POOR} 分以上）：请补上"


def _words(drill: Drill) -> Iterator[Fault]:
    known = {*drill.vary, *([LEE] if WIND in drill.vary else [])}
    for name, values in drill.vary.items():
        if not values:
            yield ("vary", name), "没有写可以换的词：请至少写一个"
        for number, value in enumerate(values if name == WIND else ()):
            if value not in COMPASS:
                yield ("vary", name, number), f"“{value}”不是风向：请写 {'、'.join(COMPASS)} 里的一个"
    for path, text in _texts(drill):
        unknown = sorted(_asked(text) - known)
        if unknown:
            yield path, f"“{{{unknown[0]}}}”没有写在 vary 里：请补上，或改掉"


def _asked(text: str) -> set[str]:
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        return {text}


def _texts(drill: Drill) -> Iterator[Fault]:
    """Every text that a run shows, with its place."""
    yield ("intro",), drill.intro
    for place, node in enumerate(drill.nodes):
        at: Path = ("nodes", place)
        yield from (((*at, "text"), node.text), ((*at, "why"), node.why))
        yield (*at, "on_timeout", "consequence"), node.on_timeout.consequence
        yield from _said(at, node.options)
    for name, ending in drill.endings.items():
        yield ("endings", name, "text"), ending.text
    for place, turn in enumerate(drill.team.turns if drill.team else ()):
        for number, card in enumerate(turn.cards):
            here: Path = ("team", "turns", place, "cards", number)
            yield from (((*here, "text"), card.text), ((*here, "why"), card.why))
            yield from _said(here, card.options)
    for place, fact in enumerate(drill.team.facts if drill.team else ()):
        yield ("team", "facts", place, "text"), fact.text


def _said(at: Path, options: Sequence[Offered]) -> Iterator[Fault]:
    for number, option in enumerate(options):
        yield (*at, "options", number, "text"), option.text
        yield (*at, "options", number, "consequence"), option.consequence


def _team(drill: Drill) -> Iterator[Fault]:
    team = drill.team
    if team is None:
        return
    posts, facts = {each.id for each in team.posts}, {each.id for each in team.facts}
    if len(posts) < LEAST or len(posts) < len(team.posts):
        yield ("team", "posts"), "要有两个以上不同的岗位：请改正"
    edges: dict[str, list[Edge]] = {}
    for place, turn in enumerate(team.turns):
        at: Path = ("team", "turns", place)
        if turn.id in edges:
            yield (*at, "id"), f"编号“{turn.id}”用了两次：请改掉一个"
        edges[turn.id] = [*_led(at, turn), ((*at, "late"), turn.late)]
        yield from _turn(at, turn, posts, facts)
    places = {turn.id: ("team", "turns", place, "id") for place, turn in reversed(list(enumerate(team.turns)))}
    yield from _ways(("team", "start"), team.start, edges, places, drill.endings, "轮")
    yield from _facts(team, posts)


def _led(at: Path, turn: Turn) -> Iterator[Edge]:
    """Where whoever leads the turn may send the team."""
    for number, card in enumerate(turn.cards):
        for place, option in enumerate(card.options if card.post == turn.leads else ()):
            yield (*at, "cards", number, "options", place, "next"), option.next or ""


def _turn(at: Path, turn: Turn, posts: set[str], facts: set[str]) -> Iterator[Fault]:
    mine = [card.post for card in turn.cards]
    if sorted(mine) != sorted(posts):
        yield (*at, "cards"), "每个岗位要有一张卡，也只有一张：请核对 post"
    if turn.leads not in mine:
        yield (*at, "leads"), f"没有“{turn.leads}”这个岗位的卡：请改正"
    for number, card in enumerate(turn.cards):
        here: Path = (*at, "cards", number)
        yield from _options(here, card.options)
        for place, option in enumerate(card.options):
            if option.next and card.post != turn.leads:
                yield (*here, "options", place, "next"), "去哪一轮由 leads 的岗位定：请删掉"
            for step, name in enumerate(option.tells):
                if name not in facts:
                    yield (*here, "options", place, "tells", step), f"没有“{name}”这件事：请写在 facts 里，或改正"


def _facts(team: Team, posts: set[str]) -> Iterator[Fault]:
    """Each fact needs somebody who knows it, somebody else who needs it, and a way to say it."""
    said = {(card.post, name) for turn in team.turns for card in turn.cards for o in card.options for name in o.tells}
    for place, fact in enumerate(team.facts):
        at: Path = ("team", "facts", place)
        if fact.knows not in posts:
            yield (*at, "knows"), f"没有“{fact.knows}”这个岗位：请改正"
        if not fact.needs or fact.knows in fact.needs or not {*fact.needs} <= posts:
            yield (*at, "needs"), "要写别的岗位，至少一个：请改正"
        if (fact.knows, fact.id) not in said:
            yield (*at, "id"), f"知道“{fact.name}”的岗位没有一个选项能说出它：请写进 tells"
    if not team.facts:
        yield ("team", "facts"), "没有要交接的事：请至少写一件"
