"""Faults of the demo: a place, a person or a kind that the plant does not have, a story that no button can play."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from config.problem import Finding, Path
from config.shapes.demo import Demo
from config.shapes.sensors import Sensors
from rules.patrols.measures import Measures
from rules.plant import Plant
from rules.templates import Templates
from rules.training.drills import Drills

# The fields of every form, of any kind; the kind's own questions are below `inputs`.
PEOPLE = ("work_leader", "guardian", "workers")


def check(demo: Demo, plant: Plant, templates: Templates) -> Iterator[Finding]:
    yield from (Finding("demo", path, message) for path, message in _faults(demo, plant, templates))


def check_walks(demo: Demo, measures: Measures) -> Iterator[Finding]:
    """Stories of a round or a campaign that the plant does not have."""
    if demo.patrol and measures.point(demo.patrol.of) is None:
        yield Finding("demo", ("patrol", "of"), f"没有风险点「{demo.patrol.of}」：请写 measures.yaml 里的 points")
    if demo.campaign and measures.checklist(demo.campaign.of) is None:
        yield Finding("demo", ("campaign", "of"), f"没有清单「{demo.campaign.of}」：请写 measures.yaml 里的 campaigns")


def check_storm(demo: Demo, sensors: Sensors) -> Iterator[Finding]:
    """Sensors of the storm that the plant does not have, or that are in several areas."""
    found = [sensors.sensor(each) for each in demo.storm]
    for place, (name, sensor) in enumerate(zip(demo.storm, found, strict=True)):
        if sensor is None:
            yield Finding("demo", ("storm", place), f"没有传感器「{name}」：请写 sensors.yaml 里的 sensors")
    if len({each.area for each in found if each}) > 1:
        yield Finding("demo", ("storm",), "几个传感器不在一个区域，不成风暴：请写同一个区域的")


def check_drills(demo: Demo, drills: Drills, plant: Plant) -> Iterator[Finding]:
    """Stories of drills that the plant does not have, of people whom it does not know."""
    for name, practice in (("drill", demo.drill), ("team_drill", demo.team_drill)):
        if practice is None:
            continue
        drill = drills.drill(practice.of)
        if drill is None or (name == "team_drill" and drill.team is None):
            yield Finding("demo", (name, "of"), f"没有演练「{practice.of}」：请写 drills.yaml 里的演练")
        if name == "drill" and not plant.knows(practice.person):
            yield Finding("demo", (name, "person"), f"没有人员「{practice.person}」：请核对")
        for place, member in enumerate(practice.team):
            if not plant.knows(member.person):
                yield Finding("demo", (name, "team", place, "person"), f"没有人员「{member.person}」：请核对")


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
    yield from _of_training(demo, plant)
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


def _of_training(demo: Demo, plant: Plant) -> Iterator[tuple[Path, str]]:
    if demo.training is None:
        return
    new, lapsed = demo.training.newcomer, demo.training.lapsed
    if plant.knows(new.person):
        yield ("training", "newcomer", "person"), f"「{new.person}」已经在名单里：请给新来的人新编号"
    if plant.person_at(new.platform, new.account):
        yield ("training", "newcomer", "account"), f"账号「{new.account}」已经有人用：请换一个"
    if new.department not in {each.id for each in plant.departments}:
        yield ("training", "newcomer", "department"), f"没有部门「{new.department}」：请写 plant.yaml 里的部门"
    for field, posts in (("posts", new.posts), ("moves_to", new.moves_to)):
        for place, post in enumerate(posts):
            if post not in plant.posts:
                yield ("training", "newcomer", field, place), f"没有岗位「{post}」：请写 plant.yaml 里的岗位"
    for path, person in ((("newcomer", "supervisor"), new.supervisor), (("lapsed", "person"), lapsed.person)):
        if not plant.knows(person):
            yield ("training", *path), f"没有人员「{person}」：请核对"


def _kinds(demo: Demo) -> Iterator[tuple[Path, str]]:
    yield from ((("jobs", kind), kind) for kind in demo.jobs)
    yield from ((("stories", name, "kind"), story.kind) for name, story in demo.stories.items())
    for place, order in enumerate(demo.busy_day.orders if demo.busy_day else ()):
        yield ("busy_day", "orders", place, "kind"), order.kind
    if demo.training:
        yield ("training", "lapsed", "kind"), demo.training.lapsed.kind


def _forms(demo: Demo) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    yield ("common",), demo.common
    yield from ((("jobs", kind), job) for kind, job in demo.jobs.items())
    yield from ((("stories", name, "ask"), story.ask) for name, story in demo.stories.items())
    for place, order in enumerate(demo.busy_day.orders if demo.busy_day else ()):
        yield ("busy_day", "orders", place, "ask"), order.ask
    if demo.training:
        yield ("training", "lapsed", "ask"), demo.training.lapsed.ask


def _of_form(form: Mapping[str, Any], areas: set[str], plant: Plant) -> Iterator[tuple[Path, str]]:
    if "area" in form and str(form["area"]) not in areas:
        yield ("area",), f"没有区域「{form['area']}」：请写 plant.yaml 里的区域"
    for role in PEOPLE:
        named = form.get(role, [])
        for person in named if isinstance(named, list) else [named]:
            if not plant.knows(str(person)):
                yield (role,), f"没有人员「{person}」：请核对"
