"""Faults of substitution chains: they name somebody twice, run in circles, lead to nobody, to nobody who may sign, or
to people of another department."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from config.checks import signers
from config.problem import Path
from rules.plant import Plant
from rules.routing_rules import Chain, PostRule, RoutingRules, StageRule

NAMED_PEOPLE = {"duty_leader", "supervisor"}


def faults(rules: RoutingRules, plant: Plant, stages: Iterable[StageRule]) -> Iterator[tuple[Path, str]]:
    """Each fault with its path in routing_rules.yaml. stages: all there are."""
    stages = tuple(stages)
    held = {post: {person.id for person in plant.people if post in person.posts} for post in plant.posts}
    for post, chain in rules.substitutions.items():
        at: Path = ("substitutions", post)
        yield from ((at + rest, message) for rest, message in _written(post, chain))
        message = _circle(post, rules) or _dead_end(post, rules, held)
        message = message or _too_small(post, stages, rules, plant)
        if message:
            yield at, message
        yield from ((at + rest, message) for rest, message in _of_another_unit(post, chain, stages, rules, plant))


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


def _too_small(post: str, stages: Iterable[StageRule], rules: RoutingRules, plant: Plant) -> str:
    """Where a line that can't be left out has one person at most, somebody in the chain must be able to sign it."""
    for stage in stages:
        for slot in stage.posts:
            together = stage.posts if stage.mode == "any_of" else (slot,)
            if slot.post == post and slot.statutory and _alone(together, plant):
                chains = ((each, rules.substitutions.get(each.post)) for each in together)
                others = [signers.stand_ins(each, chain.chain, rules, plant) for each, chain in chains if chain]
                own = set().union(*(signers.holders(each, plant) for each in together))
                if not set().union(*others) - (own if len(own) == 1 else set()):
                    return f"“{post}”的替补链走到底也没有够签“{slot.signs_for}”的人：请加上权限和职能都够的岗位"
    return ""


def _alone(slots: Iterable[PostRule], plant: Plant) -> bool:
    """Whether in no unit more than one person holds one of the posts."""
    by_scope: dict[str, set[str]] = {"area": set(), "plant": set()}
    for slot in slots:
        by_scope[slot.scope] |= signers.holders(slot, plant)
    units = Counter(plant.person(each).department for each in by_scope["area"] - by_scope["plant"])
    return len(by_scope["plant"]) + max(units.values(), default=0) < 2


def _of_another_unit(
    post: str, chain: Chain, stages: Iterable[StageRule], rules: RoutingRules, plant: Plant
) -> Iterator[tuple[Path, str]]:
    """Who stands in for a unit's own people, where they approve, is of that unit, or of the whole plant."""
    slots = [slot for stage in stages for slot in stage.posts if slot.post == post and slot.scope == "area"]
    lines = [rules.gb_roles.get(slot.signs_for) for slot in slots]
    for place, link in enumerate(chain.chain if any(line and line.approves for line in lines) else ()):
        known = plant.posts.get(link.post)
        if known and known.scope == "department" and link.scope == "plant":
            message = f"每个部门各有{known.name}，不写 scope 或写 plant，别的部门的也能替“{post}”：请写 scope: area"
            yield ("chain", place), message


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
