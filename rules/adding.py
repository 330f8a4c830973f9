"""加签: whom a signer may ask to sign as well, and when each added line is asked. Pure.

An added line never replaces a line of the route: both must be signed. The plant limits how many may be added.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from rules.absence import obstacle, off_shift
from rules.candidates import reserved
from rules.plant import Person, Plant
from rules.routes import Added, Route, Slot, Stage
from rules.routing_rules import AddedPost, RoutingRules, Scope
from rules.scene import Scene
from rules.staffing import Assignment


@dataclass(frozen=True)
class Choice:
    """Somebody of a post that may be added; `lacks` says why he can't be now, empty when he can."""

    person: str
    post: str
    scope: Scope
    lacks: str


@dataclass(frozen=True)
class Asked:
    """One ask of the stage: its line, its person and its state."""

    slot: str
    person: str
    state: str


def full(route: Route, rules: RoutingRules) -> str:
    """Why nobody may be added to this version of the permit any more; empty when somebody may."""
    most, added = rules.additions.most, sum(len(stage.added) for stage in route.stages)
    if most == 0:
        return "本厂没有设加签"
    return f"这张票已经加签 {added} 人，最多 {most} 人" if added >= most else ""


def choices(route: Route, stage: Stage, scene: Scene, taken: Collection[str]) -> tuple[Choice, ...]:
    """Everybody who holds a post that may be added to this kind in this area, each once, with what keeps him from
    signing.
    taken: people who are already asked in this permit. Nominal signers of other lines can't be added."""
    later = {use.person for use in reserved(route, scene, {})}
    found: dict[str, Choice] = {}
    for person, rule in _holders(scene):
        lacks = _lacks(person, rule, scene, taken, later)
        if person.id not in found or not lacks:
            found[person.id] = Choice(person.id, rule.post, rule.scope, lacks)
    return tuple(found.values())


def line(host: str, number: int, choice: Choice, signs_for: str) -> Slot:
    """The slot of the `number`-th line that is added to this version of the permit."""
    return Slot(f"{host}+{number}", choice.post, None, choice.scope, signs_for, False, False)


def assignment(added: Added, stage: Stage, plant: Plant) -> Assignment:
    """The added line as an assignment, with who added it and why, in words for the form and for the person asked."""
    by, name = plant.person(added.by).name, plant.person(added.person).name
    told = f"{by}加签请你一起签：{added.reason}"
    form = f"{by}加签，请{name}一起签：{added.reason}"
    post = added.slot.post
    return Assignment(added.slot, added.person, post, None, None, (form,), (told,), told, False, False, stage.timers)


def settled(stage: Stage, slot: str) -> frozenset[str]:
    """The lines that one signature settles: its own, and in an any-of stage the route's other lines."""
    own = frozenset(each.id for each in stage.slots)
    return own if stage.mode == "any_of" and slot in own else frozenset({slot})


def complete(stage: Stage, asked: Collection[Asked]) -> bool:
    """Whether the stage has every signature: those of the route as its mode asks for them, and each added one."""
    done = _done(asked)
    return _route_done(stage, asked) and all(each.slot.id in done for each in stage.added)


def turn_of(stage: Stage, asked: Collection[Asked]) -> tuple[Added, ...]:
    """The added lines that are to be asked now: those before a line at once, those after it when it is signed."""
    begun, done = {each.slot for each in asked}, _done(asked)
    over = _route_done(stage, asked)
    waiting = (each for each in stage.added if each.slot.id not in begun)
    return tuple(each for each in waiting if each.order == "before" or each.host in done or over)


def turn_back(stage: Stage, asked: Collection[Asked]) -> tuple[Added, ...]:
    """Signers who wanted somebody else to sign first, which has happened: each is now asked again for his own line. The
    answer holds the added lines that were signed. Nobody is asked when his line no longer needs a signature."""
    done, had = _done(asked), Counter((each.slot, each.person) for each in asked)
    if _route_done(stage, asked):
        return ()
    first = [each for each in stage.added if each.order == "before" and each.slot.id in done and each.host not in done]
    # Asked once before he added anybody, and once more after each line that he wanted first.
    wanted = Counter((each.host, each.by) for each in first)
    found = {(each.host, each.by): each for each in first}
    return tuple(each for line, each in found.items() if had[line] < 1 + wanted[line])


def held_up(stage: Stage, asked: Collection[Asked]) -> frozenset[str]:
    """The lines whose signer waits for a line that he added before his own."""
    done = _done(asked)
    return frozenset(each.host for each in stage.added if each.order == "before" and each.slot.id not in done)


def _done(asked: Collection[Asked]) -> frozenset[str]:
    return frozenset(each.slot for each in asked if each.state == "done")


def _route_done(stage: Stage, asked: Collection[Asked]) -> bool:
    """Lines for which nobody was asked do not count: they were skipped or covered when the stage opened."""
    own = {each.id for each in stage.slots} & {each.slot for each in asked}
    done = own & _done(asked)
    return bool(done) and (stage.mode == "any_of" or done == own)


def _holders(scene: Scene) -> Iterator[tuple[Person, AddedPost]]:
    for rule in scene.rules.additions.posts:
        fits = (not rule.kinds or scene.job.kind in rule.kinds) and (not rule.areas or scene.job.area in rule.areas)
        yield from ((person, rule) for person in scene.holders(rule.post, rule.scope) if fits)


def _lacks(person: Person, rule: AddedPost, scene: Scene, taken: Collection[str], later: Collection[str]) -> str:
    if person.id in taken:
        return "本票已经找他签了"
    if person.id in later:
        return "本票还有一栏等着找他签"
    why = obstacle(person, rule.post, scene) or off_shift(person, rule.post, scene)
    return why.card if why else ""
