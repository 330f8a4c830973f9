"""Faults of the plant's roles: a role that safety needs and nobody has, people who may not speak for the plant, areas
for which nobody speaks."""

from collections.abc import Iterator

from config.problem import Finding, Path
from rules.plant import Area, Plant
from rules.roles import Posts
from rules.templates import Templates

NAMES = {
    "area_rep": "属地代表",
    "area_safety_officer": "属地安全员",
    "shift_foreman": "岗位班长",
    "safety_office": "安全部门",
    "duty_stand_in": "替值班领导的人",
    "contractor_leader": "承包商负责人",
    "plant_head": "主要负责人",
    "deputy_in_charge": "分管副总",
    "safety_head": "安全部门负责人",
    "managers": "管理层",
    "technical": "技术人员",
}
# Of the roles, only the contractor's leader may be filled by the contractor's people.
OF_THE_PLANT = tuple(name for name in NAMES if name != "contractor_leader")
# The permit always names these, or another role of the plant stands in for them.
NEVER_LOOKED_FOR = ("requester", "work_leader", "worker", "guardian", "area_rep")


def check(plant: Plant, templates: Templates) -> Iterator[Finding]:
    yield from (Finding("plant", path, message) for path, message in _faults(plant, templates))


def _faults(plant: Plant, templates: Templates) -> Iterator[tuple[Path, str]]:
    for path, posts, harm in _needed(plant, templates):
        if not any(plant.holders(post) for post in posts):
            yield path, f"{harm}：请写{'有人任的' if posts else ''}岗位"
    for role in OF_THE_PLANT:
        for place, post in enumerate(getattr(plant.roles, role)):
            if post in plant.posts and not plant.posts[post].may_approve:
                yield ("roles", role, place), f"{plant.posts[post].name}不得审批，不能当{NAMES[role]}：请换岗位"
    for role in NEVER_LOOKED_FOR:
        if role in plant.roles.on_permit:
            yield ("roles", "on_permit", role), f"{templates.roles.get(role, role)}不在这里找：请删去"
    yield from _areas(plant)


def _needed(plant: Plant, templates: Templates) -> Iterator[tuple[Path, Posts, str]]:
    """The roles that somebody must have in this plant, each with what goes wrong without it."""
    roles, kinds = plant.roles, templates.kinds.values()
    yield ("roles", "area_rep"), roles.area_rep, "没有属地代表，措施没人确认，停了工没人能说可以复工"
    yield ("roles", "safety_office"), roles.safety_office, "没有安全部门的人，红色报警没人接"
    if any(kind.shift_check for kind in kinds):
        yield ("roles", "shift_foreman"), roles.shift_foreman, "没有岗位班长，换班以后没人重新验票"
    if any(kind.gas_test.required != "never" for kind in kinds):
        analyst = roles.on_permit.get("gas_analyst", ())
        yield ("roles", "on_permit", "gas_analyst"), analyst, "没有气体分析人，票上没写人时没人测气"
    if any(department.contractor for department in plant.departments):
        message = "没有承包商负责人，他的人资格不够没人管"
        yield ("roles", "contractor_leader"), roles.contractor_leader, message


def _areas(plant: Plant) -> Iterator[tuple[Path, str]]:
    """Work in an area for which nobody speaks can't be confirmed. In a zone fixed for hot work, which needs no permit
    for that, the safety office speaks for the few other jobs."""
    for place, area in enumerate(plant.areas):
        if not area.fixed_hot_work_zone and not _spoken_for(area, plant):
            yield ("areas", place), f"{area.name}没有人能当属地代表：请在 roles.area_rep 里写一个那里有人的岗位"


def _spoken_for(area: Area, plant: Plant) -> bool:
    posts = (post for post in plant.roles.area_rep if post in plant.posts)
    return any(plant.holders(post, plant.where(post, area.department)) for post in posts)
