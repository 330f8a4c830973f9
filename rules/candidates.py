"""Who could sign a slot, in the order the plant wants: own people, then the chain; at work first, then on call.

A substitute needs a written authorisation that is valid now, and the authority and function that the line asks for. He
must not fill another line of the permit. Nominal signers of other lines are spared while anybody else is left.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rules.absence import Absence, obstacle, off_shift, vacancy
from rules.plant import Authorization, Person
from rules.routes import Route, Slot
from rules.routing_rules import Link, Scope
from rules.scene import Scene
from rules.shifts import duty_leader, leave_at

# Why a line is handed over. It is no absence, so links meant for absences do not apply.
HANDED_OVER = "transfer"


@dataclass(frozen=True)
class Candidate:
    slot: Slot
    person: Person
    post: str
    scope: Scope
    authorization: str | None
    on_call: bool


@dataclass(frozen=True)
class Use:
    """A person who fills a line of the permit or is kept for one of its slots; `signs_for` None: any other use."""

    person: str
    signs_for: str | None
    slot: str | None = None


def nominal(slot: Slot, scene: Scene, used: Iterable[Use]) -> tuple[Candidate | None, Absence | None]:
    """The post's own person who is at work, or why there is none."""
    absence: Absence | None = None
    for person in _holders(slot, scene):
        why = (
            obstacle(person, slot.post or "", scene)
            or _used_elsewhere(person, slot, scene, used)
            or off_shift(person, slot.post or "", scene)
        )
        if why is None:
            return Candidate(slot, person, slot.post or "", slot.scope, None, False), None
        absence = absence or why
    return None, absence or vacancy(slot, scene)


def substitute_for(
    slots: Sequence[Slot], reason: str, scene: Scene, used: Iterable[Use], kept: Iterable[Use]
) -> Candidate | None:
    """The first who can stand in for one of the slots: at work, then called in; own people, then down the chains.

    `kept`: nominal signers of other lines, taken only when nobody else is left in that round.
    """
    used, kept = tuple(used), tuple(kept)
    rounds = (False, True) if scene.rules.defaults.on_call.second_pass else (False,)
    for on_call in rounds:
        chains = [each for slot in slots for each in _chain(slot, reason, scene, on_call)]
        able = [each for each in chains if not clashes(each.person.id, each.slot, used, scene)]
        spared = [each for each in able if not clashes(each.person.id, each.slot, _others(kept, each), scene)]
        own = next(filter(None, (_own(slot, scene, used, on_call) for slot in slots)), None)
        if own or able:
            return own or _named_first(spared or able, scene)[0]
    return None


def _named_first(able: Sequence[Candidate], scene: Scene) -> list[Candidate]:
    """The candidates in the order of the chain, but first whoever the absent person named for his leave."""
    holders = (person for each in able for person in _holders(each.slot, scene))
    absent = (leave_at(person, scene.plant, scene.now) for person in holders)
    named = {leave.cover for leave in absent if leave}
    return sorted(able, key=lambda each: each.person.id not in named)


def chain_of(slot: Slot, scene: Scene, used: Iterable[Use], kept: Iterable[Use]) -> tuple[Candidate, ...]:
    """Everybody down the chain to whom the line may be handed, in order: at work, then those who can be called in.
    Links for certain absences do not count, and nominal signers of other lines stay with their own."""
    used, kept = tuple(used), tuple(kept)
    rounds = (False, True) if scene.rules.defaults.on_call.second_pass else (False,)
    found: dict[str, Candidate] = {}
    for each in (candidate for on_call in rounds for candidate in _chain(slot, HANDED_OVER, scene, on_call)):
        if not clashes(each.person.id, each.slot, (*used, *_others(kept, each)), scene):
            found.setdefault(each.person.id, each)
    return tuple(found.values())


def reserved(route: Route, scene: Scene, signed: Mapping[str, str]) -> tuple[Use, ...]:
    """Whom substitutes must spare: the nominal signers of all open lines, at work or on call. For a line without one:
    the person whom a written authorisation names for it."""
    if not scene.rules.defaults.reserve_nominal:
        return ()
    open_slots = [slot for slot in route.slots if slot.post and slot.id not in signed]
    found = [(slot, _nominal_any_hour(slot, scene) or _named(slot, scene)) for slot in open_slots]
    return tuple(Use(person, slot.signs_for, slot.id) for slot, person in found if person)


def clashes(person: str, slot: Slot, used: Iterable[Use], scene: Scene) -> bool:
    """Whether the person already fills a line that may not share him with this one."""
    free = scene.rules.defaults.distinct_except
    shares = slot.signs_for in free
    return any(use.person == person and not (shares and use.signs_for in free) for use in used)


def authorization(for_post: str, person: str, default: str, scene: Scene) -> Authorization | None:
    """The paper that lets a person sign for a post now: one made out to him comes before the chain's general one."""
    day = scene.plant.day(scene.now)
    valid = [paper for paper in scene.plant.authorizations if paper.valid_on(day)]
    own = [paper for paper in valid if paper.to_person == person and paper.from_post == for_post]
    general = [paper for paper in valid if paper.id == default and _covers(paper, for_post, person)]
    return next(iter(own + general), None)


def _covers(paper: Authorization, for_post: str, person: str) -> bool:
    return paper.from_post in (None, for_post) and paper.to_person in (None, person)


def _holders(slot: Slot, scene: Scene) -> tuple[Person, ...]:
    post = scene.plant.posts[slot.post or ""]
    place = scene.department(slot.scope) or "plant"
    return () if place in post.vacant else scene.holders(slot.post or "", slot.scope)


def _used_elsewhere(person: Person, slot: Slot, scene: Scene, used: Iterable[Use]) -> Absence | None:
    if not clashes(person.id, slot, used, scene):
        return None
    title = scene.plant.posts[slot.post or ""].name
    return Absence("conflict_of_interest", f"{title}{person.name}已签本票另一栏", f"{title}已签另一栏")


def _own(slot: Slot, scene: Scene, used: Iterable[Use], on_call: bool) -> Candidate | None:
    return _called_in(slot, scene, used) if on_call else nominal(slot, scene, used)[0]


def _called_in(slot: Slot, scene: Scene, used: Iterable[Use]) -> Candidate | None:
    """The post's own person, called in from home."""
    for person in _holders(slot, scene):
        able = not obstacle(person, slot.post or "", scene) and not clashes(person.id, slot, used, scene)
        if able and off_shift(person, slot.post or "", scene) and _callable(person, scene):
            return Candidate(slot, person, slot.post or "", slot.scope, None, True)
    return None


def _chain(slot: Slot, reason: str, scene: Scene, on_call: bool) -> Iterator[Candidate]:
    """Everybody down the chain who may sign the line in this round, each with the paper he signs under."""
    chain = scene.rules.substitutions.get(slot.post or "")
    if chain is None:
        return
    for link in (*chain.chain, Link(scene.rules.defaults.chain_end)):
        if link.when and reason not in link.when:
            continue
        for person, post in _people(link, slot, scene):
            paper = authorization(slot.post or "", person.id, chain.authorization, scene)
            if paper and _fit(person, post, slot, scene) and _at_hand(person, post, scene, on_call):
                yield Candidate(slot, person, post, link.scope, paper.id, on_call)


def _people(link: Link, slot: Slot, scene: Scene) -> Iterator[tuple[Person, str]]:
    """The people of a link, each with the post he acts by."""
    if link.post == "duty_leader":
        yield from _by_best_post(duty_leader(scene.plant, scene.now), slot, scene)
    elif link.post == "supervisor":
        heads = dict.fromkeys(each.supervisor for each in _holders(slot, scene) if each.supervisor)
        for head in heads:
            yield from _by_best_post(scene.plant.person(head), slot, scene)
    else:
        yield from ((person, link.post) for person in scene.holders(link.post, link.scope))


def _by_best_post(person: Person, slot: Slot, scene: Scene) -> Iterator[tuple[Person, str]]:
    """A named person acts by the highest of his posts that the line accepts."""
    posts = sorted(person.posts, key=lambda post: -scene.plant.posts[post].authority)
    yield from ((person, post) for post in posts if _meets(post, slot, scene))


def _fit(person: Person, post: str, slot: Slot, scene: Scene) -> bool:
    return _meets(post, slot, scene) and obstacle(person, post, scene) is None


def _meets(post: str, slot: Slot, scene: Scene) -> bool:
    """Whether the person has the authority and function that the standard asks for in this line."""
    line, held = scene.rules.gb_roles[slot.signs_for], scene.plant.posts[post]
    return held.authority >= line.floor and held.function in line.functions


def _at_hand(person: Person, post: str, scene: Scene, on_call: bool) -> bool:
    if off_shift(person, post, scene) is None:
        return not on_call
    return on_call and _callable(person, scene)


def _callable(person: Person, scene: Scene) -> bool:
    """Who can be called to the plant: holders of on-call posts, and the duty leader of the day."""
    return any(scene.plant.posts[post].on_call for post in person.posts) or person == duty_leader(
        scene.plant, scene.now
    )


def _others(kept: Iterable[Use], candidate: Candidate) -> list[Use]:
    """People kept for slots other than the candidate's own."""
    return [use for use in kept if use.slot != candidate.slot.id]


def _nominal_any_hour(slot: Slot, scene: Scene) -> str | None:
    able = [each for each in _holders(slot, scene) if obstacle(each, slot.post or "", scene) is None]
    at_work = [each for each in able if off_shift(each, slot.post or "", scene) is None]
    first = next(iter(at_work + [each for each in able if _callable(each, scene)]), None)
    return first.id if first else None


def _named(slot: Slot, scene: Scene) -> str | None:
    day = scene.plant.day(scene.now)
    papers = (paper for paper in scene.plant.authorizations if paper.valid_on(day))
    return next((paper.to_person for paper in papers if paper.from_post == slot.post), None)
