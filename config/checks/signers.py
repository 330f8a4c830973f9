"""Who could sign a line of the form, whatever the day: the holders of its post, and those who stand in for them."""

from collections.abc import Iterable, Iterator

from rules.plant import Person, Plant, Post
from rules.routing_rules import GbRole, Link, PostRule, RoutingRules


def signs(post: Post, line: GbRole) -> bool:
    """Whether the post has the authority and function for the line."""
    return post.may_approve and post.authority >= line.floor and post.function in line.functions


def holders(slot: PostRule, plant: Plant, unit: str | None = None) -> set[str]:
    """The people of the line's own post, in the unit where it is looked for; unit None: anywhere."""
    return {each.id for each in plant.holders(slot.post, _place(slot.scope, unit)) if not plant.is_contractor(each)}


def stand_ins(
    slot: PostRule, links: Iterable[Link], rules: RoutingRules, plant: Plant, unit: str | None = None
) -> set[str]:
    """Everybody in these links of the post's chain who has a post for the line."""
    line, found = rules.gb_roles.get(slot.signs_for), set[str]()
    for link in links if line else ():
        for person, posts in _people(link, slot, plant, unit):
            known = (plant.posts[post] for post in posts if post in plant.posts)
            if line and not plant.is_contractor(person) and any(signs(post, line) for post in known):
                found.add(person.id)
    return found


def _people(link: Link, slot: PostRule, plant: Plant, unit: str | None) -> Iterator[tuple[Person, Iterable[str]]]:
    """The people of a link, each with the posts he may act by."""
    if link.post in plant.posts:
        yield from ((each, (link.post,)) for each in plant.holders(link.post, _place(link.scope, unit)))
        return
    roster = plant.duty_roster
    ids = {*roster.weekly.values(), *roster.dates.values()}
    if link.post == "supervisor":
        ids = {each.supervisor or "" for each in plant.holders(slot.post, _place(slot.scope, unit))}
    yield from ((plant.person(each), plant.person(each).posts) for each in sorted(ids) if plant.knows(each))


def _place(scope: str, unit: str | None) -> str | None:
    return unit if scope == "area" else None
