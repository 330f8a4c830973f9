"""Who decides about hazards and instruments, or answers for them, is one of the plant's own who may approve. A
contractor may mend (`owner_post` of a category): the supervising post, which is the plant's own, answers for it."""

from collections.abc import Iterator

from config.problem import Finding, Path
from config.shapes.sensors import Sensors
from rules.hazards.categories import HazardCategories
from rules.plant import Plant

SUPERVISES = "不能督办隐患、批延期（承包商可以写在 owner_post 里去改，督办要本厂的人）"
ANSWERS = "不能兜底负责隐患"
MENDS = "不能负责报警的隐患"
KEEPS = "不能决定屏蔽测气仪"


def check_hazards(hazards: HazardCategories, plant: Plant) -> Iterator[Finding]:
    yield from (Finding("hazard_categories", path, words) for path, words in _hazards(hazards, plant))


def check_sensors(sensors: Sensors, plant: Plant) -> Iterator[Finding]:
    yield from (Finding("sensors", path, words) for path, words in _sensors(sensors, plant))


def _hazards(hazards: HazardCategories, plant: Plant) -> Iterator[tuple[Path, str]]:
    if hazards.defaults:
        yield from _own(hazards.defaults.fallback_owner_post, ("defaults", "fallback_owner_post"), ANSWERS, plant)
    for place, category in enumerate(hazards.categories):
        yield from _own(category.supervisor_post, ("categories", place, "supervisor_post"), SUPERVISES, plant)


def _sensors(sensors: Sensors, plant: Plant) -> Iterator[tuple[Path, str]]:
    for place, sensor in enumerate(sensors.sensors):
        yield from _own(sensor.owner_post, ("sensors", place, "owner_post"), MENDS, plant)
    if sensors.trouble:
        yield from _own(sensors.trouble.owner_post, ("trouble", "owner_post"), MENDS, plant)
    for place, post in enumerate(sensors.keepers):
        yield from _own(post, ("keepers", place), KEEPS, plant)


def _own(post_id: str, path: Path, harm: str, plant: Plant) -> Iterator[tuple[Path, str]]:
    """Of a post that does not exist another check tells."""
    post, held = plant.posts.get(post_id), plant.holders(post_id)
    if post is None:
        return
    if not post.may_approve:
        yield path, f"{post.name}不得审批，{harm}：请换岗位"
    elif held and all(plant.is_contractor(person) for person in held):
        yield path, f"{post.name}都是承包商的人，{harm}：请换岗位"
