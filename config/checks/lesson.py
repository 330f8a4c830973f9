"""Faults of hazard categories and sensors beyond their shapes."""

from collections.abc import Iterator

from config.checks.shape import SENTENCES
from config.problem import Finding, Path
from config.shapes.sensors import Sensor, Sensors
from rules.hazards.categories import MANAGEMENT, Category, HazardCategories
from rules.sensors.limits import NAMES, UNITS
from rules.texts import bare

# What only a file with entries needs is checked here.
MISSING = SENTENCES["missing"]


def check_hazards(hazards: HazardCategories) -> Iterator[Finding]:
    """Faults of categories, and what all of them need: how people speak, and a category of unsafe acts."""
    if not hazards.categories:
        return
    if hazards.defaults is None:
        yield Finding("hazard_categories", ("defaults",), MISSING)
    elif hazards.speech is None:
        yield Finding("hazard_categories", ("defaults", "speech"), "没有写大家怎么说话：请从模板库取（take: all）")
    if not any(each.nature == "act" for each in hazards.categories):
        message = "没有收违章行为（三违）的类别：请从模板库取，写上班组长的岗位"
        yield Finding("hazard_categories", ("categories",), message)
    names = [bare(each.name) for each in hazards.categories]
    for place, category in enumerate(hazards.categories):
        if names[place] in names[:place]:
            first = hazards.categories[names.index(names[place])]
            words = f"“{category.name}”和类别 {first.id} 同名，报的人分不出来：请改掉一个名称"
            yield Finding("hazard_categories", ("categories", place, "name"), words)
        for path, message in _category(category):
            yield Finding("hazard_categories", ("categories", place, *path), message)


def _category(category: Category) -> Iterator[tuple[Path, str]]:
    """Without exactly one owner or one list of words, shares that are no shares, codes of another nature, acts of which
    a picture is wanted."""
    if (category.owner_post is None) == (category.owner_role is None):
        yield (), "要么写 owner_post，要么写 owner_role：请写其中一个"
    if (category.words is None) == (category.keywords is None):
        yield (), "要么写 words，要么写 keywords：请写其中一个"
    rates = (category.recheck.team, category.recheck.safety, category.recheck.mgmt)
    if not all(0 <= rate <= 1 for rate in rates):
        yield ("recheck",), "比例要在 0 和 1 之间：请改正"
    wanted = MANAGEMENT[category.nature]
    if category.codes and category.codes.management != wanted:
        yield ("codes", "management"), f"和 nature 对不上，{category.nature} 是 {wanted}：请改正"
    if category.nature == "act" and category.photo_check:
        yield ("photo_check",), "人的行为，照片看不出改没改：请写 false"


def check_sensors(sensors: Sensors) -> Iterator[Finding]:
    """Alarm values out of order or range, silence noticed too soon."""
    for name in ("storm", "flapping", "dedupe") if sensors.sensors else ():
        if getattr(sensors, name) is None:
            yield Finding("sensors", (name,), MISSING)
    for place, sensor in enumerate(sensors.sensors):
        if sensor.kind not in NAMES:
            message = f"不认识“{sensor.kind}”：请写 {'、'.join(NAMES)} 里的一项"
            yield Finding("sensors", ("sensors", place, "kind"), message)
        elif sensor.unit not in UNITS[sensor.kind]:
            message = f"{NAMES[sensor.kind]}没有“{sensor.unit}”这个单位：请写 {'、'.join(UNITS[sensor.kind])} 里的一个"
            yield Finding("sensors", ("sensors", place, "unit"), message)
        if not _in_order(sensor):
            message = "报警值的先后不对：恢复值、一级、二级要依次更危险，并在量程内：请改正"
            yield Finding("sensors", ("sensors", place), message)
        if (sensor.grade.alarm1, sensor.grade.alarm2) == ("major", "general"):
            message = "一级报警算重大，二级反而算一般：二级不能比一级轻，请改正"
            yield Finding("sensors", ("sensors", place, "grade"), message)
        if sensor.high_alarm is not None and not _high_in_order(sensor, sensor.high_alarm):
            message = "高报值要在恢复值之上、量程以内，高报的恢复值要比它低：请改正"
            yield Finding("sensors", ("sensors", place, "high_alarm"), message)
        if sensor.stale_after_s < 3 * sensor.sample_s:
            yield Finding("sensors", ("sensors", place, "stale_after_s"), "失联时间至少要三个采样周期：请改正")


def _high_in_order(sensor: Sensor, high: float) -> bool:
    """Of a sensor for what is too low, its alarm for what is too high."""
    back = high if sensor.high_reset is None else sensor.high_reset
    return sensor.reset <= back <= high <= sensor.range[1] and sensor.reset < high


def _in_order(sensor: Sensor) -> bool:
    low, high = sensor.range
    steps = [sensor.reset, sensor.alarm1, sensor.alarm2]
    worse = steps if sensor.direction == "high" else steps[::-1]
    return low <= worse[0] and worse[-1] <= high and worse == sorted(worse) and sensor.reset != sensor.alarm1
