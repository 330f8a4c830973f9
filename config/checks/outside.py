"""What a plant states about its own kinds of work: each says why it is none of the standard's eight, and somebody who
may sign for the safety office has decided that.

No check can read what the work really is. So a person stands for it, by name and day.
"""

from collections.abc import Iterator

from config.problem import Finding, Path
from rules.plant import Plant
from rules.printed import FORMS
from rules.routing_rules import RoutingRules
from rules.templates import Kind, OutsideStandard, Templates
from rules.texts import bare

AT = "outside_standard"
# Fewer signs than this give no reason.
LEAST_SIGNS = 10
ASK_FOR = (
    "本厂自己的一类，要写明为什么不是标准的八类、谁定的、哪天定的："
    "请补上 outside_standard: {why: 为什么, decided_by: 安全部门能审批的人的编号, decided_on: 哪天}"
)


def check(rules: RoutingRules, templates: Templates, plant: Plant) -> Iterator[Finding]:
    for name, kind in templates.kinds.items():
        for rest, message in _faults(kind, rules, templates, plant):
            yield Finding("permit_templates", ("kinds", name, *rest), message)


def _faults(kind: Kind, rules: RoutingRules, templates: Templates, plant: Plant) -> Iterator[tuple[Path, str]]:
    said, own = kind.outside_standard, kind.form not in FORMS
    if said is None:
        yield from [((), ASK_FOR)] if own else []
        return
    if not own:
        yield (AT,), f"{kind.form} 是标准的表，这一类就是标准的作业：请删去这一项"
        return
    if len(bare(said.why)) < LEAST_SIGNS:
        yield (AT, "why"), f"没说清为什么：请至少写 {LEAST_SIGNS} 个字，说做什么、和标准的哪一类容易混、为什么不是"
    if said.decided_on > templates.effective_from:
        message = f"{said.decided_on} 晚于这份文件起用的日子（effective_from: {templates.effective_from}）"
        yield (AT, "decided_on"), f"{message}：先定了才能用，请改正其中一个"
    if message := _unfit(said, rules, plant):
        yield (AT, "decided_by"), message


def _unfit(said: OutsideStandard, rules: RoutingRules, plant: Plant) -> str:
    """Why this person can't decide it; a person who does not exist is the references' fault to report."""
    if not plant.knows(said.decided_by):
        return ""
    person = plant.person(said.decided_by)
    if plant.is_contractor(person):
        return f"{person.name}是承包商的人，不能定：请写本厂安全部门能审批的人"
    posts = [plant.posts[post] for post in person.posts if post in plant.posts and plant.posts[post].may_approve]
    lines = {name: line for name, line in rules.gb_roles.items() if line.approves == "safety"}
    if any(
        post.authority >= line.floor and post.function in line.functions for post in posts for line in lines.values()
    ):
        return ""
    return f"{person.name}不能签{'、'.join(lines)}这一栏，这件事不能由他定：请写安全部门能审批的人"
