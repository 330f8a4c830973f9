"""Faults of substitution chains: they name somebody twice, lead to nobody, or run in circles."""

from collections.abc import Iterator, Mapping

from config.problem import Path
from rules.plant import Plant
from rules.routing_rules import Chain, RoutingRules

NAMED_PEOPLE = {"duty_leader", "supervisor"}


def faults(rules: RoutingRules, plant: Plant) -> Iterator[tuple[Path, str]]:
    """Each fault with its path in routing_rules.yaml."""
    held = {post: {person.id for person in plant.people if post in person.posts} for post in plant.posts}
    for post, chain in rules.substitutions.items():
        at: Path = ("substitutions", post)
        yield from ((at + rest, message) for rest, message in _written(post, chain))
        message = _circle(post, rules) or _dead_end(post, rules, held)
        if message:
            yield at, message


def _written(post: str, chain: Chain) -> Iterator[tuple[Path, str]]:
    links = [(link.post, link.scope) for link in chain.chain]
    for place, link in enumerate(links):
        if link[0] == post:
            yield ("chain", place), f"“{post}”的替补链里有它自己：请删去"
        if link in links[:place]:
            yield ("chain", place), f"“{post}”的替补链里 {link[0]} 写了两次：请删掉一个"


def _circle(post: str, rules: RoutingRules) -> str:
    ring = _ring(post, rules)
    return f"“{post}”的替补链绕圈（{' → '.join(ring)}）：请加上圈外的岗位" if ring else ""


def _dead_end(post: str, rules: RoutingRules, held: Mapping[str, set[str]]) -> str:
    """held: by post, who holds it."""
    reach = _reach(post, rules)
    others = {person for each in reach - {post} for person in held.get(each, ())}
    if reach & NAMED_PEOPLE:
        return ""
    if not others:
        return f"“{post}”的替补链走到底也没有人：请加上有人的岗位"
    alone = post in reach and len(others) < 2
    return f"“{post}”的替补链绕回自己，此外只有一个人：请再加一个岗位" if alone else ""


def _ring(post: str, rules: RoutingRules) -> list[str]:
    """The way back to the post along chains in which each post has only the next one to stand in; empty when there is
    none."""
    way = [post]
    while (chain := rules.substitutions.get(way[-1])) and len({link.post for link in chain.chain}) == 1:
        way.append(chain.chain[0].post)
        if way[-1] in way[:-1]:
            return way if way[-1] == post and len(way) > 2 else []
    return []


def _reach(post: str, rules: RoutingRules) -> set[str]:
    """Every post that the chain leads to, also through the chains of its links."""
    found: set[str] = set()
    ahead = [post]
    while ahead:
        chain = rules.substitutions.get(ahead.pop())
        new = {link.post for link in chain.chain} - found if chain else set()
        found |= new
        ahead += sorted(new)
    return found
