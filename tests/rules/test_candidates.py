"""Who could sign a line, one by one: whose post it is, whose paper counts, who is kept for a line of his own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from anhe import MORNING, PLANT, RULES, at, changed, job, people, routed, staffed

from rules.absence import Absence
from rules.candidates import Use, authorization, nominal, reserved
from rules.job import Job
from rules.plant import Authorization, Leave, Plant
from rules.routes import Route, Slot, Stage
from rules.routing_rules import Link, RoutingRules
from rules.scene import Scene
from rules.staffing import Assignment, Staffing, staff

NOW = at(MORNING)
DIGGING = job(kind="excavation", level="none", area="util")
UNITS = ("water_engineer", "electrical_manager")
CHAIN = RULES.substitutions["shift_foreman"]
CONTRACTED = job(kind="confined_space", level="none", area="chlor", contractor=True)


def scene(plant: Plant = PLANT, rules: RoutingRules = RULES) -> Scene:
    return Scene(job(), plant, rules, NOW)


def stage(way: Route, name: str) -> Stage:
    return next(each for each in way.stages if each.id == name)


def vacant(post: str, *departments: str) -> Plant:
    return replace(PLANT, posts={**PLANT.posts, post: replace(PLANT.posts[post], vacant=frozenset(departments))})


def chained(rules: RoutingRules = RULES, /, **links: tuple[Link, ...]) -> RoutingRules:
    """Each of these posts with a chain of its own."""
    chains = {post: replace(rules.substitutions[post], chain=chain) for post, chain in links.items()}
    return replace(rules, substitutions={**rules.substitutions, **chains})


# Papers --------------------------------------------------------------------------------------------------------------


def allows(paper: Authorization, default: str = "P") -> bool:
    """Whether this paper, the only one of the plant, lets U08 sign for the director down a chain under `default`."""
    found = authorization("workshop_director", "U08", default, scene(replace(PLANT, authorizations=(paper,))))
    return found is not None


def test_a_chains_paper_counts_for_every_post_and_person_that_it_does_not_name() -> None:
    paper = Authorization("P", "授权书", "U01", date(2026, 1, 1), date(2026, 12, 31))
    assert allows(paper)
    assert allows(replace(paper, from_post="workshop_director"))
    assert allows(replace(paper, to_person="U08"))
    assert not allows(replace(paper, from_post="safety_director"))
    assert not allows(replace(paper, to_person="U02"))
    assert not allows(replace(paper, from_post="safety_director", to_person="U08"))
    assert not allows(paper, default="another")


def test_a_paper_made_out_to_a_person_for_the_post_counts_without_the_chain() -> None:
    own = Authorization("Q", "授权书", "U01", date(2026, 1, 1), date(2026, 12, 31), "workshop_director", "U08")
    assert allows(own, default="another")
    assert not allows(replace(own, to_person="U02"), default="another")


def test_a_paper_counts_from_its_first_day_to_its_last() -> None:
    today, before, after = date(2026, 11, 25), date(2026, 11, 24), date(2026, 11, 26)
    assert allows(Authorization("P", "授权书", "U01", today, today))
    assert not allows(Authorization("P", "授权书", "U01", before, before))
    assert not allows(Authorization("P", "授权书", "U01", after, after))


# Posts ---------------------------------------------------------------------------------------------------------------


def test_a_post_that_is_vacant_where_the_work_is_has_nobody_of_its_own() -> None:
    here, elsewhere = (staffed(job(), plant=vacant("workshop_director", where))["dual"] for where in ("ws4", "ws1"))
    assert people(elsewhere)[0] == "U19"
    assert here.asked[0].person == "U08" and "公用工程车间主任空缺" in here.asked[0].reasons[0]


def test_a_post_of_the_whole_plant_is_vacant_as_a_whole() -> None:
    def asked(plant: Plant) -> list[str | None]:
        return people(staffed(CONTRACTED, plant=plant)["safety"])

    assert asked(PLANT) == ["U04", "U05"]
    assert asked(vacant("safety_manager", "plant")) == ["U05"]
    assert asked(vacant("safety_manager", "ws2")) == ["U04", "U05"]


def test_who_has_signed_another_line_signs_no_second_one_and_the_reason_says_so() -> None:
    director = stage(routed(job()), "dual").slots[0]
    why = Absence("conflict_of_interest", "车间主任苌若谷已签本票另一栏", "车间主任已签另一栏")
    assert nominal(director, scene(), [Use("U19", "属地核查")]) == (None, why)
    found, nothing = nominal(director, scene(), [])
    assert found is not None and (found.person.id, found.post, nothing) == ("U19", "workshop_director", None)


# Who is kept ---------------------------------------------------------------------------------------------------------


def kept(wanted: Job, plant: Plant = PLANT) -> dict[str | None, str]:
    """Line → who is kept for it."""
    way = routed(wanted, plant=plant)
    return {use.slot: use.person for use in reserved(way, Scene(wanted, plant, RULES, NOW), {})}


def test_each_open_line_keeps_its_own_person_or_whom_a_paper_names_for_it() -> None:
    assert kept(job()) == {"area.1": "U27", "dual.0": "U19", "dual.1": "U04"}
    nobody_named = replace(PLANT, authorizations=PLANT.authorizations[:1])
    assert kept(job(), nobody_named) == {"area.1": "U27", "dual.0": "U19"}


def test_of_two_holders_the_one_at_work_is_kept() -> None:
    assert kept(CONTRACTED)["safety.1"] == "U05"
    at_home = changed("U05", shift="A")
    assert kept(CONTRACTED, at_home)["safety.1"] == "U06"


# Stages --------------------------------------------------------------------------------------------------------------


def test_who_holds_the_posts_of_both_lines_signs_one_of_them() -> None:
    both = changed("U19", posts=("workshop_director", "safety_director"))
    assert people(staffed(job(), plant=both)["dual"]) == ["U19", "U04"]


def digging(signed: dict[str, str], plant: Plant = PLANT, rules: RoutingRules = RULES) -> dict[str, str | None]:
    """Who is asked for each countersign."""
    way = routed(DIGGING, plant=plant)
    found = staff(way, stage(way, "countersign"), Scene(DIGGING, plant, rules, NOW), signed)
    return {each.slot.id.removeprefix("countersign."): each.person for each in found.assignments}


def test_one_who_has_countersigned_may_countersign_again_and_one_who_has_approved_may_not() -> None:
    assert digging({"countersign.0": "U10"})["1"] == "U10"
    assert digging({"unit.0": "U10"})["1"] != "U10"


def test_one_substitute_may_countersign_for_two_units() -> None:
    empty = replace(PLANT, posts={**PLANT.posts, **{each: vacant(each, "plant").posts[each] for each in UNITS}})
    rules = chained(**dict.fromkeys(UNITS, (Link("safety_engineer"),)))
    found = digging({}, empty, rules)
    assert (found["0"], found["1"]) == ("U05", "U05")


def test_a_link_for_leave_is_used_when_the_stage_opens_and_the_signer_is_on_leave() -> None:
    away = changed("U19", leave=(Leave(date(2026, 11, 25), date(2026, 11, 25), "外出"),))
    links = (Link("equipment_manager", when=frozenset({"timeout"})), Link("deputy_gm", when=frozenset({"on_leave"})))
    way = routed(job(), plant=away)
    found = staff(way, stage(way, "dual"), scene(away, chained(workshop_director=links)), {})
    assert people(found)[0] == "U02"


def test_a_line_that_may_stay_empty_is_left_out_with_the_reason() -> None:
    review = staffed(job(kind="lifting", level="first", area="util", work_leader="U36"))["review"]
    wanted, left_out = review.assignments
    words = ("土建工程师空缺，已跳过",)
    assert wanted.person == "U09" and review.blocked == ()
    assert left_out == Assignment(
        left_out.slot, None, None, None, None, words, words, "土建工程师空缺", True, False, wanted.timers
    )


def test_a_line_without_anybody_blocks_its_stage_and_says_whose_it_is() -> None:
    way = routed(job(), plant=PLANT)
    dual = stage(way, "dual")
    none = replace(RULES, substitutions={})
    found = staff(way, dual, scene(vacant("workshop_director", "ws4"), none), {})
    words = ("公用工程车间主任空缺，没有可以替补的人",)
    empty = Assignment(
        dual.slots[0], None, None, None, None, words, words, "公用工程车间主任空缺", False, False, dual.timers
    )
    assert found.assignments[0] == empty
    assert found.blocked[0] == words[0]
    assert found.blocked[-1] == "车间主任与安全总监双签找不到人签：请安全部门安排人员或补授权书"


def test_where_one_line_of_two_has_somebody_the_empty_one_blocks_nothing() -> None:
    """Neither post has its own people at work; only the second one has a chain."""
    way = routed(job())
    uncertified = changed("U27", certs={})
    rules = replace(RULES, substitutions={"shift_foreman": replace(CHAIN, chain=(Link("workshop_deputy"),))})
    found = staff(way, stage(way, "area"), scene(uncertified, rules), {})
    assert [each.person for each in found.assignments] == [None, "U16"]
    assert found.assignments[0].skipped is False and found.blocked == ()


# The job's own people ------------------------------------------------------------------------------------------------


def confirming(*roles: str, **changes: object) -> tuple[Stage, Staffing]:
    way = routed(job())
    slots = tuple(Slot(f"own.{at}", None, role, "plant", "意见", True, False) for at, role in enumerate(roles))
    own = replace(way.stages[0], slots=slots)
    return own, staff(way, own, Scene(job(**changes), PLANT, RULES, NOW), {})


def test_the_jobs_own_people_confirm_for_themselves() -> None:
    own, found = confirming("work_leader", "lift_commander", inputs={"lift_commander": "U40"})
    name = PLANT.person("U40").name
    assert found.blocked == ()
    assert found.assignments == (
        Assignment(
            own.slots[0],
            "U33",
            None,
            None,
            None,
            ("作业负责人宓有方先确认",),
            ("你是本票作业负责人，请先确认",),
            "找你签：你是作业负责人",
            False,
            False,
            own.timers,
        ),
        Assignment(
            own.slots[1],
            "U40",
            None,
            None,
            None,
            (f"{RULES.roles['lift_commander']}{name}先确认",),
            (f"你是本票{RULES.roles['lift_commander']}，请先确认",),
            f"找你签：你是{RULES.roles['lift_commander']}",
            False,
            False,
            own.timers,
        ),
    )


def test_a_role_that_nobody_has_blocks_the_stage_and_the_others_are_asked_all_the_same() -> None:
    _, found = confirming("gas_analyst", "guardian")
    assert [each.person for each in found.assignments] == ["U30"]
    assert found.blocked == (f"没有指定{RULES.roles['gas_analyst']}：请申请人填上再提交",)


def test_the_roles_that_every_permit_has_are_named_also_by_rules_that_name_none() -> None:
    way = routed(job())
    found = staff(way, way.stages[0], scene(rules=replace(RULES, roles={})), {})
    assert found.assignments[0].reasons == ("作业负责人宓有方先确认",)
