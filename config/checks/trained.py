"""A route on which nobody with the approvers' training is left for some line blocks every permit: that is said before
anybody stands at the form."""

from collections import Counter
from collections.abc import Callable, Container, Iterator, Sequence
from datetime import date
from functools import cache

from config.checks import signers
from config.problem import Finding
from rules.plant import Plant
from rules.routing_rules import Link, PostRule, RouteRule, RoutingRules
from rules.templates import Templates

AT = ("defaults", "approver_qualification")
Able = Callable[[PostRule, str], frozenset[str]]
WORKERS = ("worker", "worker_contractor")


def check(rules: RoutingRules, templates: Templates, plant: Plant, today: date) -> Iterator[Finding]:
    code = rules.defaults.approver_qualification
    if code not in templates.qualifications or not _known(rules, plant):
        return  # that is said as it is
    name = f"{templates.qualifications[code].name}（{code}）"
    if any(code in kind.qualifications.get(role, ()) for kind in templates.kinds.values() for role in WORKERS):
        yield Finding("routing_rules", AT, f"{name}是作业人的证，不是审批人的培训：请换成审批人的")
        return
    many = Counter(person.department for person in plant.people if person.certified(code, today))

    @cache
    def able(slot: PostRule, unit: str) -> frozenset[str]:
        people = _able(slot, unit, rules, plant)
        return frozenset(each for each in people if plant.person(each).certified(code, today))

    for route in rules.routes:
        places = [area.department for area in plant.areas if not route.match.areas or area.id in route.match.areas]
        # Where most are trained it is most likely that all lines are signed.
        units = sorted(set(places), key=lambda unit: (-many[unit], unit))
        if short := _blocked(route, units, able, rules.defaults.distinct_except):
            words = f"路线 {route.id} 的“{short}”现在没有人能签，票会卡在那里"
            advice = f"审批人要有{name}，一人签一栏，请先让人考到并填证书"
            yield Finding("routing_rules", AT, f"{words}：{advice}")
            return


def _known(rules: RoutingRules, plant: Plant) -> bool:
    slots = (slot for route in rules.routes for stage in route.stages for slot in stage.posts)
    return all(slot.post in plant.posts and slot.signs_for in rules.gb_roles for slot in slots)


def _blocked(route: RouteRule, units: Sequence[str], able: Able, shared: Container[str]) -> str:
    """The line at which work stops in every unit; empty when it can be signed in one."""
    short = ""
    for unit in units:
        short = _short([(line, _all(slots, unit, able)) for line, slots in _lines(route)], shared)
        if not short:
            break
    return short


def _lines(route: RouteRule) -> Iterator[tuple[str, Sequence[PostRule]]]:
    """Each signature that can't be left out, with the posts of which one gives it."""
    for stage in (stage for stage in route.stages if stage.posts and not stage.only_if):
        for slots in [stage.posts] if stage.mode == "any_of" else [(slot,) for slot in stage.posts]:
            if not any(slot.optional or slot.concerned for slot in slots):
                yield slots[0].signs_for, slots


def _all(slots: Sequence[PostRule], unit: str, able: Able) -> frozenset[str]:
    return frozenset[str]().union(*(able(slot, unit) for slot in slots))


def _able(slot: PostRule, unit: str, rules: RoutingRules, plant: Plant) -> set[str]:
    chain = rules.substitutions.get(slot.post)
    links = (*chain.chain, Link(rules.defaults.chain_end)) if chain else ()
    return signers.holders(slot, plant, unit) | signers.stand_ins(slot, links, rules, plant, unit)


def _short(lines: Sequence[tuple[str, frozenset[str]]], shared: Container[str]) -> str:
    """The first line for which nobody is left when each person signs one; empty when all are signed."""
    nobody = next((line for line, people in lines if not people), "")
    own = [(line, people) for line, people in lines if line not in shared]
    seats: dict[str, int] = {}
    return nobody or next((line for place, (line, _) in enumerate(own) if not _seated(place, own, seats, set())), "")


def _seated(place: int, lines: Sequence[tuple[str, frozenset[str]]], seats: dict[str, int], asked: set[str]) -> bool:
    """Finds somebody for the line, also by moving who sits there to another one."""
    for person in sorted(lines[place][1] - asked):
        asked.add(person)
        if person not in seats or _seated(seats[person], lines, seats, asked):
            seats[person] = place
            return True
    return False
