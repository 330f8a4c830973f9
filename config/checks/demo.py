"""Faults of the demo: a place, a person or a kind that the plant does not have, a story that no button can play."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from config.problem import Finding, Path
from config.shapes.demo import Demo
from rules.plant import Plant
from rules.templates import Templates

# The fields of every form, of any kind; the kind's own questions are below `inputs`.
PEOPLE = ("work_leader", "guardian", "workers")


def check(demo: Demo, plant: Plant, templates: Templates) -> Iterator[Finding]:
    yield from (Finding("demo", path, message) for path, message in _faults(demo, plant, templates))


def _faults(demo: Demo, plant: Plant, templates: Templates) -> Iterator[tuple[Path, str]]:
    areas = {area.id for area in plant.areas}
    if demo.jobs and demo.place not in areas:
        yield ("place",), f"没有区域「{demo.place}」：请写 plant.yaml 里的区域"
    if demo.story and demo.story not in demo.stories:
        yield ("story",), f"stories 里没有「{demo.story}」：请写其中一个"
    for path, kind in _kinds(demo):
        if kind not in templates.kinds:
            yield path, f"没有作业种类「{kind}」：请写 permit_templates.yaml 里的种类"
    for path, form in _forms(demo):
        yield from ((path + step, words) for step, words in _of_form(form, areas, plant))
    yield from _of_hazards(demo, areas, plant)
    for name, story in demo.stories.items():
        for place, move in enumerate(story.moves):
            if not plant.knows(move.person):
                yield ("stories", name, "moves", place, "person"), f"没有人员「{move.person}」：请核对"
        if not story.moves or story.moves[0].does != "asks":
            yield ("stories", name, "moves"), "故事要从申请（asks）开始：请补上第一步"


def _of_hazards(demo: Demo, areas: set[str], plant: Plant) -> Iterator[tuple[Path, str]]:
    for name, sighting in demo.hazards.items():
        if not plant.knows(sighting.finder):
            yield ("hazards", name, "finder"), f"没有人员「{sighting.finder}」：请核对"
        if sighting.area not in areas:
            yield ("hazards", name, "area"), f"没有区域「{sighting.area}」：请写 plant.yaml 里的区域"


def _kinds(demo: Demo) -> Iterator[tuple[Path, str]]:
    yield from ((("jobs", kind), kind) for kind in demo.jobs)
    yield from ((("stories", name, "kind"), story.kind) for name, story in demo.stories.items())
    for place, order in enumerate(demo.busy_day.orders if demo.busy_day else ()):
        yield ("busy_day", "orders", place, "kind"), order.kind


def _forms(demo: Demo) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    yield ("common",), demo.common
    yield from ((("jobs", kind), job) for kind, job in demo.jobs.items())
    yield from ((("stories", name, "ask"), story.ask) for name, story in demo.stories.items())
    for place, order in enumerate(demo.busy_day.orders if demo.busy_day else ()):
        yield ("busy_day", "orders", place, "ask"), order.ask


def _of_form(form: Mapping[str, Any], areas: set[str], plant: Plant) -> Iterator[tuple[Path, str]]:
    if "area" in form and str(form["area"]) not in areas:
        yield ("area",), f"没有区域「{form['area']}」：请写 plant.yaml 里的区域"
    for role in PEOPLE:
        named = form.get(role, [])
        for person in named if isinstance(named, list) else [named]:
            if not plant.knows(str(person)):
                yield (role,), f"没有人员「{person}」：请核对"
