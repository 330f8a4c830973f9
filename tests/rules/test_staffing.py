"""Who signs: never a person twice, never one of the job, never below the line's floor, never by an invalid paper."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from anhe import MORNING, PLANT, RULES, at, changed, job, people, routed, staffed
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.job import Job
from rules.plant import Leave, Plant
from rules.routes import Route, Slot
from rules.routing_rules import Link, RoutingRules, Timers
from rules.scene import Scene
from rules.staffing import Assignment, heirs, staff, substitute

PEOPLE = [person.id for person in PLANT.people]
LEVELS = [(kind, level.id) for kind, levels in RULES.levels.items() for level in levels if level.id != "special"]
MINUTES = st.integers(0, 60 * 24 * 21).map(lambda minutes: at("2026-11-20T00:00") + timedelta(minutes=minutes))


@st.composite
def jobs(draw: st.DrawFn) -> Job:
    kind, level = draw(st.sampled_from([*LEVELS, ("hot_work", "special")]))
    start = draw(MINUTES)
    crew = draw(st.lists(st.sampled_from(PEOPLE), min_size=4, max_size=4))
    area = draw(st.sampled_from([area.id for area in PLANT.areas]))
    return Job(
        kind,
        level,
        area,
        start,
        start + timedelta(hours=4),
        crew[0],
        crew[1],
        (crew[2],),
        crew[3],
        draw(st.booleans()),
        {},
    )


@st.composite
def plants(draw: st.DrawFn) -> Plant:
    """The plant with some people gone (their certificate as approver lapsed) and perhaps no personal authorisation."""
    gone = draw(st.sets(st.sampled_from(PEOPLE), max_size=12))
    staff = tuple(replace(each, certs={}) if each.id in gone else each for each in PLANT.people)
    papers = PLANT.authorizations[: draw(st.integers(0, 2))]
    return replace(PLANT, people=staff, authorizations=papers)


def all_asked(wanted: Job, plant: Plant) -> tuple[Route, list[Assignment]]:
    now = (wanted.starts_at - timedelta(minutes=30)).isoformat()[:16]
    found = staffed(wanted, now, plant)
    way = routed(wanted, now, plant)
    approvals = {stage.id for stage in way.stages if stage.is_approval}
    return way, [each for stage, staffing in found.items() if stage in approvals for each in staffing.asked]


def may_share(a: Slot, b: Slot) -> bool:
    return {a.signs_for, b.signs_for} <= RULES.defaults.distinct_except


@settings(max_examples=150)
@given(jobs(), plants())
def test_one_person_fills_one_slot_but_for_countersigns(wanted: Job, plant: Plant) -> None:
    _, asked = all_asked(wanted, plant)
    pairs = [(a, b) for i, a in enumerate(asked) for b in asked[i + 1 :] if a.person == b.person]
    assert all(may_share(a.slot, b.slot) for a, b in pairs)


@settings(max_examples=150)
@given(jobs(), plants())
def test_nobody_of_the_job_and_no_contractor_approves(wanted: Job, plant: Plant) -> None:
    _, asked = all_asked(wanted, plant)
    own = {wanted.requester, wanted.work_leader, *wanted.workers, wanted.guardian}
    assert not own & {each.person for each in asked}
    assert not any(plant.is_contractor(plant.person(each.person or "")) for each in asked)


@settings(max_examples=150)
@given(jobs(), plants())
def test_every_signer_has_the_authority_the_training_and_a_valid_paper(wanted: Job, plant: Plant) -> None:
    day = plant.day(wanted.starts_at - timedelta(minutes=30))
    _, asked = all_asked(wanted, plant)
    papers = {paper.id: paper for paper in plant.authorizations}
    for each in asked:
        post, line = plant.posts[each.post or ""], RULES.gb_roles[each.slot.signs_for]
        assert post.authority >= line.floor
        assert post.function in line.functions
        assert plant.person(each.person or "").certified("T-APPROVE", day)
        assert (each.for_post is None) == (each.authorization is None)
        assert each.authorization is None or papers[each.authorization].valid_on(day)


@settings(max_examples=150)
@given(jobs(), plants())
def test_a_statutory_line_is_signed_or_the_stage_is_blocked(wanted: Job, plant: Plant) -> None:
    now = (wanted.starts_at - timedelta(minutes=30)).isoformat()[:16]
    found = staffed(wanted, now, plant)
    for stage in routed(wanted, now, plant).stages:
        asked = {each.slot.id for each in found[stage.id].asked}
        statutory = {slot.id for slot in stage.slots if slot.statutory}
        complete = statutory <= asked if stage.mode == "all_of" else bool(asked)
        assert complete or found[stage.id].blocked


@settings(max_examples=100)
@given(jobs(), plants(), st.sampled_from(sorted(RULES.substitution_reasons)))
def test_substitution_always_ends_and_never_asks_anybody_twice(wanted: Job, plant: Plant, reason: str) -> None:
    way, asked = all_asked(wanted, plant)
    stage_of = {slot.id: stage for stage in way.stages for slot in stage.slots}
    now = wanted.starts_at - timedelta(minutes=30)
    for first in asked[:3]:
        taken = frozenset(each.person for each in asked if each.person)
        current: Assignment | None = first
        while current:
            scene = Scene(wanted, plant, RULES, now)
            current = substitute(current, stage_of[first.slot.id], way, scene, reason, taken)
            assert current is None or current.person not in taken
            taken |= {current.person} if current and current.person else frozenset()


def test_silence_adds_the_next_one_down_the_chain_with_the_reason() -> None:
    way, found = routed(job()), staffed(job())
    dual = way.stages[2]
    taken = frozenset({"U33", "U27", "U19", "U04"})
    added = substitute(found["dual"].asked[0], dual, way, Scene(job(), PLANT, RULES, at(MORNING)), "timeout", taken)
    assert added is not None
    assert (added.person, added.for_post, added.authorization) == ("U08", "workshop_director", "SQ-2026-01")
    assert added.reasons == ("车间主任苌若谷 15 分钟没签，逄景行按授权书 SQ-2026-01 顶班",)
    assert added.card == "找你签：车间主任 15 分钟没签，你顶班（SQ-2026-01）"


def handed_to(
    giver: str, stage: str = "dual", taken: tuple[str, ...] = (), plant: Plant = PLANT, rules: RoutingRules = RULES
) -> list[Assignment]:
    """To whom this person may hand his line of the stage."""
    way, found = routed(job(), plant=plant), staffed(job(), plant=plant)
    own = next(each for each in found[stage].asked if each.person == giver)
    place = next(each for each in way.stages if each.id == stage)
    return list(heirs(own, place, way, Scene(job(), plant, rules, at(MORNING)), frozenset(taken)))


def test_a_line_is_handed_down_the_authorised_chain_in_its_order() -> None:
    found = handed_to("U19")
    assert [each.person for each in found] == ["U08", "U02"]
    assert {(each.for_post, each.authorization) for each in found} == {("workshop_director", "SQ-2026-01")}
    assert found[0].reasons == ("车间主任苌若谷转办，逄景行按授权书 SQ-2026-01 顶班",)
    assert found[0].card == "找你签：车间主任转办，你顶班（SQ-2026-01）"
    assert found[0].timers == routed(job()).stages[2].timers


def test_a_line_is_handed_to_nobody_who_is_asked_already_or_has_no_paper() -> None:
    assert [each.person for each in handed_to("U19", taken=("U08",))] == ["U02"]
    assert handed_to("U19", plant=replace(PLANT, authorizations=())) == []
    assert "U19" not in [each.person for each in handed_to("U27", stage="area")]


def test_who_is_off_shift_gets_a_line_only_where_he_can_be_called_in() -> None:
    night = changed("U08", shift="A")
    found = handed_to("U19", plant=night)
    assert [(each.person, each.on_call) for each in found] == [("U02", False), ("U08", True)]
    on_call = replace(RULES.defaults.on_call, second_pass=False)
    nobody_called = replace(RULES, defaults=replace(RULES.defaults, on_call=on_call))
    assert [each.person for each in handed_to("U19", plant=night, rules=nobody_called)] == ["U02"]


def test_a_link_for_absences_is_no_way_to_hand_over_and_one_for_handing_over_is() -> None:
    def by(*when: str) -> list[str | None]:
        link = Link("equipment_manager", when=frozenset(when))
        chain = replace(RULES.substitutions["workshop_director"], chain=(link,))
        rules = replace(RULES, substitutions={**RULES.substitutions, "workshop_director": chain})
        return [each.person for each in handed_to("U19", rules=rules)]

    assert "U09" not in by("timeout", "on_leave")
    assert by("transfer")[0] == "U09"


def test_a_line_of_the_job_and_a_line_that_may_be_left_out_are_handed_to_nobody() -> None:
    way, found = routed(job()), staffed(job())
    scene = Scene(job(), PLANT, RULES, at(MORNING))
    director = found["dual"].asked[0]
    for giver in (
        found["leader"].asked[0],
        replace(director, person=None),
        replace(director, slot=replace(director.slot, optional=True)),
    ):
        assert heirs(giver, way.stages[2], way, scene, frozenset()) == ()
        assert substitute(giver, way.stages[2], way, scene, "timeout", frozenset()) is None


def test_somebody_asked_before_is_known_by_slot_person_post_and_limits() -> None:
    slot, timers = routed(job()).stages[2].slots[0], Timers(1, 2, 3, 4)
    before = Assignment.before(slot, "U19", "workshop_director", timers)
    assert (before.slot, before.person, before.post, before.timers) == (slot, "U19", "workshop_director", timers)
    assert (before.for_post, before.authorization, before.skipped, before.on_call) == (None, None, False, False)
    assert (before.reasons, before.told, before.card) == ((), (), "")


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("timeout", " 15 分钟没签"),
        ("unreachable", "联系不上"),
        ("on_leave", "请假了"),
        ("conflict_of_interest", "不能签"),
    ],
)
def test_a_substitute_reads_why_the_other_did_not_sign(reason: str, words: str) -> None:
    way, found = routed(job()), staffed(job())
    scene = Scene(job(), PLANT, RULES, at(MORNING))
    added = substitute(found["dual"].asked[0], way.stages[2], way, scene, reason, frozenset({"U19", "U04"}))
    assert added is not None
    assert added.reasons == (f"车间主任苌若谷{words}，逄景行按授权书 SQ-2026-01 顶班",)
    assert added.told == (f"车间主任苌若谷{words}，你按授权书 SQ-2026-01 顶班",)
    assert added.card == f"找你签：车间主任{words}，你顶班（SQ-2026-01）"


@pytest.mark.parametrize(("reason", "person"), [("timeout", "U09"), ("on_leave", "U08")])
def test_a_link_for_one_kind_of_absence_is_passed_over_for_another(reason: str, person: str) -> None:
    links = (Link("equipment_manager", when=frozenset({"timeout"})), Link("process_manager"))
    chain = replace(RULES.substitutions["workshop_director"], chain=links)
    rules = replace(RULES, substitutions={**RULES.substitutions, "workshop_director": chain})
    way, found = routed(job()), staffed(job())
    scene = Scene(job(), PLANT, rules, at(MORNING))
    added = substitute(found["dual"].asked[0], way.stages[2], way, scene, reason, frozenset({"U19", "U04"}))
    assert added is not None and added.person == person


def test_where_all_have_to_sign_nobody_stands_in_for_another_line() -> None:
    """The director's chain has ended, the safety director's has not."""
    way, found = routed(job()), staffed(job())
    taken = frozenset({"U19", "U04", "U08", "U02"})
    scene = Scene(job(), PLANT, RULES, at(MORNING))
    assert substitute(found["dual"].asked[0], way.stages[2], way, scene, "timeout", taken) is None
    assert substitute(found["dual"].asked[1], way.stages[2], way, scene, "timeout", taken) is not None


def test_a_refusal_brings_no_substitute() -> None:
    way, found = routed(job()), staffed(job())
    director = found["dual"].asked[0]
    scene = Scene(job(), PLANT, RULES, at(MORNING))
    assert substitute(director, way.stages[2], way, scene, "refused", frozenset()) is None


def test_silence_in_the_area_stage_spares_the_director_who_has_to_sign_later() -> None:
    way, found = routed(job()), staffed(job())
    taken = frozenset({"U33", "U27"})
    scene = Scene(job(), PLANT, RULES, at(MORNING))
    added = substitute(found["area"].asked[0], way.stages[1], way, scene, "timeout", taken)
    assert added is not None
    assert (added.person, added.for_post) == ("U05", "workshop_safety_officer")


def test_a_requester_who_is_the_approver_gives_way_with_the_reason() -> None:
    stand_in = staffed(job(area="hydro", requester="U15"))["dual"].asked[0]
    assert stand_in.person == "U16"
    assert stand_in.reasons == ("车间主任戚长庚是本票申请人，须回避，晏疏桐按授权书 SQ-2026-01 顶班",)


def test_an_unreachable_approver_is_substituted_at_once() -> None:
    way = routed(job())
    found = staff(way, way.stages[2], Scene(job(), PLANT, RULES, at(MORNING), frozenset({"U04"})), {})
    assert people(found) == ["U19", "U02"]


def test_the_safety_engineer_does_not_sign_for_a_manager_in_conflict() -> None:
    wanted = job(kind="confined_space", level="none", area="chlor", contractor=True, requester="U04", guardian="U05")
    plant = changed("U06", certs={})
    assert people(staffed(wanted, plant=plant)["safety"]) == ["U02"]


def test_when_the_chain_ends_without_anybody_the_stage_is_blocked_with_what_to_do() -> None:
    gone = tuple(replace(each, certs={}) for each in PLANT.people)
    blocked = staffed(job(), plant=replace(PLANT, people=gone))["area"].blocked
    assert blocked[-1] == "属地核查找不到人签：请安全部门安排人员或补授权书"


def test_a_lifting_job_without_commander_is_led_by_its_work_leader() -> None:
    wanted = job(kind="lifting", level="third", area="util", work_leader="U36")
    assert people(staffed(wanted)["leader"]) == ["U36"]
    assert people(staffed(replace(wanted, inputs={"lift_commander": "U40"}))["leader"]) == ["U40"]


def test_an_unknown_leader_blocks_the_first_stage() -> None:
    blocked = staffed(job(work_leader="nobody"))["leader"].blocked
    assert blocked == ("没有指定作业负责人：请申请人填上再提交",)


def test_called_in_people_get_the_longer_limits() -> None:
    found = staffed(job("2026-11-28T09:00", "2026-11-28T16:00", level="second", area="util"), "2026-11-28T08:10")
    assert found["dual"].asked[0].timers == Timers(5, 15, 30, 45)


def test_who_is_called_in_for_his_own_line_is_named_with_his_workshop() -> None:
    found = staffed(job("2026-11-28T09:00", "2026-11-28T16:00", level="second", area="util"), "2026-11-28T08:10")
    director = found["dual"].asked[0]
    assert (director.person, director.post, director.on_call) == ("U19", "workshop_director", True)
    assert director.reasons == ("公用工程车间主任苌若谷本人签", "班上没有人能签，须到现场签")
    assert director.card == "找你签：你是公用工程车间主任"


def test_whom_the_absent_one_named_goes_first_and_the_others_stay_in_the_order_of_the_chain() -> None:
    def stands_in(cover: str | None) -> str | None:
        away = Leave(date(2026, 11, 25), date(2026, 11, 25), "外出", cover)
        return staffed(job(), plant=changed("U19", leave=(away,)))["dual"].asked[0].person

    assert [stands_in(cover) for cover in (None, "U02", "U08")] == ["U08", "U02", "U08"]


def test_a_line_that_another_covers_is_left_out_with_the_reason() -> None:
    way, found = routed(job()), staffed(job())["area"]
    officer, foreman = found.assignments
    assert (officer.person, officer.skipped, officer.timers) == (None, True, way.stages[1].timers)
    assert officer.reasons == ("公用工程车间安全员空缺，由厍云卷签",)
    assert (officer.card, officer.told) == ("公用工程车间安全员空缺", officer.reasons)
    assert foreman.reasons[0] == officer.reasons[0] and foreman.told[0] == "公用工程车间安全员空缺，由你签"
    assert foreman.card == "找你签：公用工程车间安全员空缺，你是公用工程车间当班班长"
    assert found.blocked == () and officer.on_call is False and foreman.skipped is False


def after_silence(plant: Plant = PLANT, *links: Link) -> tuple[str | None, str | None]:
    """Who is asked for the silent director's line down such a chain, and by which post."""
    chain = replace(RULES.substitutions["workshop_director"], chain=links)
    rules = replace(RULES, substitutions={**RULES.substitutions, "workshop_director": chain})
    way, director = routed(job()), staffed(job())["dual"].asked[0]
    scene = Scene(job(), plant, rules, at(MORNING))
    added = substitute(director, way.stages[2], way, scene, "timeout", frozenset({"U19", "U04"}))
    return (added.person, added.post) if added else (None, None)


def test_the_absent_ones_superior_stands_in_by_his_own_post() -> None:
    assert after_silence(PLANT, Link("supervisor")) == ("U02", "deputy_gm")
    assert after_silence(changed("U19", supervisor=None), Link("supervisor"))[0] == "U08", "the end of every chain"


def test_somebody_of_several_posts_stands_in_by_the_highest() -> None:
    lower = ("process_manager", "chief_engineer")
    for posts in (*((each, "deputy_gm") for each in lower), *(("deputy_gm", each) for each in lower)):
        assert after_silence(changed("U08", posts=posts), Link("duty_leader")) == ("U08", "deputy_gm")


def test_who_holds_both_posts_of_a_stage_that_needs_one_is_asked_once() -> None:
    both = changed("U27", posts=("shift_foreman", "workshop_safety_officer"))
    officer = replace(PLANT.posts["workshop_safety_officer"], vacant=frozenset())
    plant = replace(both, posts={**PLANT.posts, "workshop_safety_officer": officer})
    assert people(staffed(job(), plant=plant)["area"]) == ["U27"]


def second_pass(on: bool) -> RoutingRules:
    on_call = replace(RULES.defaults.on_call, second_pass=on)
    return replace(RULES, defaults=replace(RULES.defaults, on_call=on_call))


def instead_of_the_engineer(plant: Plant = PLANT, rules: RoutingRules = RULES) -> tuple[str | None, str | None, bool]:
    """Who is asked besides the silent safety engineer, under which paper, and whether he is called in."""
    wanted = job(kind="confined_space", level="none", area="chlor", contractor=True)
    way = routed(wanted, plant=plant)
    stage = next(each for each in way.stages if each.id == "safety")
    scene = Scene(wanted, plant, rules, at(MORNING))
    silent = next(each for each in staff(way, stage, scene, {}).asked if each.person == "U05")
    added = substitute(silent, stage, way, scene, "timeout", frozenset({"U04", "U05"}))
    return (added.person, added.authorization, added.on_call) if added else (None, None, False)


def test_another_holder_of_the_post_at_work_comes_before_the_chain_and_needs_no_paper() -> None:
    assert instead_of_the_engineer() == ("U06", None, False)


def test_only_a_plant_that_calls_people_in_gets_a_substitute_from_home() -> None:
    """Everybody who may sign is at home: the chain's people, and the post's own."""
    home = tuple(replace(each, shift="A") if each.id not in ("U04", "U05") else each for each in PLANT.people)
    plant = replace(PLANT, people=home)
    person, _, called = instead_of_the_engineer(plant, second_pass(True))
    assert person is not None and called
    assert instead_of_the_engineer(plant, second_pass(False)) == (None, None, False)
    assert instead_of_the_engineer(PLANT, second_pass(False)) == ("U06", None, False), "who is at work needs no call"
