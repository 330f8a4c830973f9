"""Faults of courses, drills, hazard categories and sensors beyond their shapes."""

from collections.abc import Iterator

from config.checks.shape import SENTENCES
from config.problem import Finding, Path
from config.shapes.courses import Courses, Question
from config.shapes.drills import Drill, Drills
from config.shapes.sensors import Sensor, Sensors
from rules.hazards.categories import MANAGEMENT, Category, HazardCategories

# What only a file with entries needs is checked here.
MISSING = SENTENCES["missing"]


def check_courses(courses: Courses) -> Iterator[Finding]:
    """Questions whose answers do not fit, lessons with too few questions to draw from."""
    for c, course in enumerate(courses.courses):
        for place, lesson in enumerate(course.lessons):
            at: Path = ("courses", c, "lessons", place)
            if len(lesson.questions) < course.pass_rule.quiz_size:
                yield Finding("courses", at, f"题目不够抽 {course.pass_rule.quiz_size} 题：请补题")
            for number, question in enumerate(lesson.questions):
                message = _question(question)
                if message:
                    yield Finding("courses", (*at, "questions", number, "answer"), message)


def _question(question: Question) -> str:
    unknown = [answer for answer in question.answer if answer not in question.options]
    if unknown:
        return f"答案“{unknown[0]}”不在选项里：请改正"
    if not question.answer:
        return "没有答案：请补上"
    return "单选题只能有一个答案：请改正" if question.type == "single" and len(question.answer) > 1 else ""


def check_drills(drills: Drills) -> Iterator[Finding]:
    """Steps that lead nowhere."""
    if drills.drills and drills.scoring is None:
        yield Finding("drills", ("scoring",), MISSING)
    for place, drill in enumerate(drills.drills):
        yield from (Finding("drills", ("drills", place, *rest), message) for rest, message in _drill(drill))


def _drill(drill: Drill) -> Iterator[tuple[Path, str]]:
    ids = [node.id for node in drill.nodes]
    known = {*ids, *drill.endings}
    if drill.start not in ids:
        yield ("start",), f"没有“{drill.start}”这一步：请改正"
    for place, node in enumerate(drill.nodes):
        at: Path = ("nodes", place)
        if ids.index(node.id) < place:
            yield (*at, "id"), f"编号“{node.id}”用了两次：请改掉一个"
        if node.on_timeout.next not in known:
            yield (*at, "on_timeout", "next"), f"没有“{node.on_timeout.next}”这一步：请改正"
        for number, option in enumerate(node.options):
            if option.next not in known:
                yield (*at, "options", number, "next"), f"没有“{option.next}”这一步：请改正"


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
    for place, category in enumerate(hazards.categories):
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
        if not _in_order(sensor):
            message = "报警值的先后不对：恢复值、一级、二级要依次更危险，并在量程内：请改正"
            yield Finding("sensors", ("sensors", place), message)
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
