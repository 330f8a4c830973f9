"""All checks together: first of single values, whatever else is wrong; then of the files that fit their shapes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from config.checks import (
    able,
    approving,
    asked,
    bounds,
    clock,
    code,
    condition,
    course,
    dates,
    deciding,
    demo,
    drilled,
    exchanged,
    excusing,
    function,
    instrument,
    kept,
    keys,
    lesson,
    life,
    many,
    outside,
    owning,
    patrolled,
    plant,
    role,
    routing,
    taught,
    template,
    trained,
    upgrade,
    word,
)
from config.problem import Finding
from rules.plant import Plant
from rules.routing_rules import RoutingRules

PLANT, RULES, TEMPLATES, TODAY = "plant", "routing_rules", "permit_templates", "today"
CHECKS: tuple[tuple[tuple[str, ...], Callable[..., Iterator[Finding]]], ...] = (
    ((PLANT, TODAY), plant.check),
    # The rules have their levels from the templates.
    ((RULES, PLANT, TEMPLATES), lambda rules, plant, templates: routing.check(rules, plant)),
    ((PLANT, TEMPLATES), role.check),
    ((RULES, TEMPLATES), lambda rules, templates: keys.check_rules(rules)),
    ((PLANT,), keys.check_plant),
    ((TEMPLATES,), keys.check_templates),
    (("demo", PLANT, TEMPLATES), demo.check),
    (("demo", "measures"), demo.check_walks),
    (("demo", "sensors"), demo.check_storm),
    (("demo", "drills", PLANT), demo.check_drills),
    ((RULES, TEMPLATES), condition.check),
    ((RULES, TEMPLATES), asked.check),
    ((RULES, TEMPLATES), deciding.check),
    ((RULES, TEMPLATES, PLANT), life.check),
    ((RULES, TEMPLATES), upgrade.check),
    ((RULES, TEMPLATES, PLANT), approving.check),
    ((RULES, TEMPLATES, PLANT), excusing.check),
    ((TEMPLATES, PLANT), kept.check),
    ((RULES, TEMPLATES, PLANT), outside.check),
    ((TEMPLATES, PLANT, TODAY), able.check),
    ((RULES, TEMPLATES, PLANT, TODAY), trained.check),
    (("sensors", TEMPLATES, TODAY), lambda sensors, templates, today: instrument.check(sensors, templates.gas, today)),
    ((TEMPLATES,), template.check),
    ((TEMPLATES,), word.check_kinds),
    ((TEMPLATES,), word.check_stop_words),
    (("measures",), patrolled.check),
    (("measures", "hazard_categories"), patrolled.check_hazards),
    (("measures", PLANT), patrolled.check_places),
    (("measures", PLANT, RULES, TEMPLATES), lambda measures, plant, rules, _: patrolled.check_falls(measures, rules)),
    (("courses",), course.check),
    (("posts_matrix", "courses"), taught.check),
    (("drills",), drilled.check),
    (("drills", PLANT), drilled.check_roles),
    (("hazard_categories",), lesson.check_hazards),
    (("hazard_categories",), exchanged.check),
    (("sensors",), lesson.check_sensors),
    (("hazard_categories", PLANT), owning.check_hazards),
    (("sensors", PLANT), owning.check_sensors),
)
"""The files that a check looks at, and the check; it runs when all of them fit their shapes."""


def of_size(contents: Mapping[str, object]) -> Iterator[Finding]:
    """Faults of raw files that are too large to be checked any further."""
    yield from many.check(contents)


def of_clocks(contents: Mapping[str, object]) -> Iterator[Finding]:
    """Times of day that fit their shape and can't be compared with the others."""
    yield from clock.check(contents)


def of_functions(contents: Mapping[str, object]) -> Iterator[Finding]:
    """Functions of posts that fit no line of the form because nobody knows the word."""
    yield from function.check(contents)


def of_values(contents: Mapping[str, object], today: date | None) -> Iterator[Finding]:
    """Faults of single values in the raw files."""
    yield from dates.check(contents, today) if today else ()
    yield from code.check(contents)
    yield from bounds.check(contents)
    yield from word.check_texts(contents)


def of_meaning(parts: Mapping[str, Any]) -> Iterator[Finding]:
    """Faults of the files that fit their shapes (file name → its type)."""
    known = {**parts, TODAY: day(parts, None) or date.min} if PLANT in parts else dict(parts)
    for wanted, check in CHECKS:
        if set(wanted) <= set(known):
            yield from check(*(known[name] for name in wanted))


def day(parts: Mapping[str, Any], today: date | None) -> date | None:
    """The day on which the data are loaded: today, but never before the demo's day; when nobody says today, the demo's
    day, or from which the rules are in force."""
    company: Plant | None = parts.get(PLANT)
    rules: RoutingRules | None = parts.get(RULES)
    demo = company.demo_anchor.date() if company and company.demo_anchor else None
    known = [each for each in (today, demo) if each]
    return max(known) if known else rules.effective_from if rules else None
