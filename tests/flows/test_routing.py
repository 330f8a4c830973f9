"""Who is asked, and who never: two different people, nobody of the job, blocked when nobody is left."""

from __future__ import annotations

from copy import deepcopy
from datetime import date

from builders import (
    DAY_GUARDIAN,
    DEPUTY_GM,
    DIRECTOR,
    DUTY_LEADER,
    FOREMAN,
    GM,
    GUARDIAN,
    MANAGER,
    ON_SITE,
    SHIFT_FOREMAN,
    WELDER,
    ask_for_permit,
    asks_of,
    confirm,
    fresh,
    moment,
    on_crew,
    period,
    sign,
)
from plant import Plant, anhe

from handlers.plant import keep
from models import meter, store
from models.ask import of_subject
from models.leave import LeaveTaken
from workers.scenarios.phone import text_of, title


def test_the_confirmation_of_the_work_leader_is_no_approval(plant: Plant) -> None:
    permit = ask_for_permit(plant)
    confirm(plant)
    plant.expect(SHIFT_FOREMAN, "请签")
    assert [ask.data["approval"] for ask in asks_of(permit, FOREMAN)] == [False]
    assert fresh(permit).state == "signing"


def test_a_director_who_asks_himself_never_approves(plant: Plant) -> None:
    permit = ask_for_permit(plant, DIRECTOR)
    confirm(plant)
    sign(plant, SHIFT_FOREMAN)
    card = plant.expect(DUTY_LEADER, "请签")
    plant.expect(MANAGER, "请签")
    assert "SQ-2026-01" in text_of(card)
    assert not asks_of(permit, DIRECTOR)
    [ask] = asks_of(permit, DUTY_LEADER)
    assert any("须回避" in reason for reason in ask.why)


def test_a_manager_who_leads_the_job_never_approves(plant: Plant) -> None:
    permit = ask_for_permit(plant, work_leader=MANAGER)
    sign(plant, MANAGER, "请确认")
    sign(plant, SHIFT_FOREMAN)
    sign(plant, DIRECTOR)
    assert fresh(permit).state == "signing"
    sign(plant, DEPUTY_GM)
    plant.expect(FOREMAN, "签完了")
    assert fresh(permit).state == "approved"
    plant.expect_all(*ON_SITE, MANAGER)


def test_without_anybody_authorised_the_permit_is_blocked_and_never_approved(plant: Plant) -> None:
    plant.set_time(moment("2027-01-05T08:10"))
    permit = ask_for_permit(plant, guardian=DAY_GUARDIAN, **period("2027-01-05T08:30", "2027-01-05T16:30"))
    confirm(plant)

    assert fresh(permit).state == "blocked"
    news = plant.expect(FOREMAN, "卡住了")
    assert "已报安全部门" in text_of(news)
    alert = plant.expect(MANAGER, "【红色警报】作业票没人能签：污水处理站")
    plant.expect("U09", "【红色警报】作业票没人能签")
    assert permit.number in text_of(alert)

    plant.advance(120)
    assert fresh(permit).state == "blocked"
    plant.expect_all(MANAGER, "U09")


def test_a_red_alert_goes_to_who_stands_in_for_a_duty_leader_on_leave(plant: Plant) -> None:
    data = deepcopy(anhe())
    leader = next(each for each in data["plant"]["people"] if each["id"] == "U09")
    leader["leave"] = [{"from": "2027-01-04", "to": "2027-01-08", "reason": "出差"}]
    plant.set_time(moment("2027-01-05T08:10"))
    store.write(lambda: keep(data, plant.now))
    ask_for_permit(plant, guardian=DAY_GUARDIAN, **period("2027-01-05T08:30", "2027-01-05T16:30"))
    confirm(plant)
    plant.expect_all(FOREMAN, MANAGER)
    assert "你是生产副总经理" in text_of(plant.expect(DEPUTY_GM, "【红色警报】作业票没人能签"))


def test_a_red_alert_goes_to_whom_a_duty_leader_named_when_he_went_away(plant: Plant) -> None:
    plant.set_time(moment("2027-01-05T08:10"))
    day = {"from_day": date(2027, 1, 5), "to_day": date(2027, 1, 5)}
    store.write(lambda: LeaveTaken.create(person="U09", cover="U10", taken_at=plant.now, **day))
    ask_for_permit(plant, guardian=DAY_GUARDIAN, **period("2027-01-05T08:30", "2027-01-05T16:30"))
    confirm(plant)
    plant.expect_all(FOREMAN, MANAGER)
    plant.expect("U10", "【红色警报】作业票没人能签")


def test_a_red_alert_goes_round_a_duty_leader_whom_the_platform_can_t_reach(plant: Plant) -> None:
    plant.set_time(moment("2027-01-05T08:10"))
    store.write(lambda: meter.lost("wecom", plant.person("U09").account, "U09", "不在范围", plant.now))
    ask_for_permit(plant, guardian=DAY_GUARDIAN, **period("2027-01-05T08:30", "2027-01-05T16:30"))
    confirm(plant)
    plant.expect_all(FOREMAN, MANAGER)
    plant.expect(DEPUTY_GM, "【红色警报】作业票没人能签")


def test_the_first_to_take_the_red_alert_has_it_and_the_other_card_says_so(plant: Plant) -> None:
    plant.set_time(moment("2027-01-05T08:10"))
    ask_for_permit(plant, guardian=DAY_GUARDIAN, **period("2027-01-05T08:30", "2027-01-05T16:30"))
    confirm(plant)
    plant.expect(FOREMAN, "卡住了")
    mine, other = plant.expect(MANAGER, "红色警报"), plant.expect("U09", "红色警报")

    plant.phone(MANAGER).tap(mine, "收到，我处理")
    plant.settle()

    assert "卞予安 08:10 接了" in text_of(plant.current(mine))
    assert "卞予安 08:10 接了" in text_of(plant.current(other))


def test_saturday_night_is_one_level_stricter_and_calls_people_to_the_plant(plant: Plant) -> None:
    plant.set_time(moment("2026-11-28T21:00"))
    on_crew(plant, "A", GUARDIAN, WELDER)
    permit = ask_for_permit(plant, area="hydro", **period("2026-11-28T22:00", "2026-11-29T02:00"))
    assert (permit.level, permit.route["id"]) == ("special", "HW-SPECIAL")
    assert any("夜间" in reason for reason in permit.reasons)

    for person, words in ((FOREMAN, "请确认"), ("U23", "请签"), ("U15", "请签"), (MANAGER, "请签")):
        sign(plant, person, words, "hydro")
    card = plant.expect(DEPUTY_GM, "请签")

    assert "特级动火" in title(card)
    assert "21:30 前签" in text_of(card)
    [called] = asks_of(permit, DEPUTY_GM)
    assert "班上没有人能签，须到现场签" in called.why
    assert [ask.person for ask in of_subject(permit.subject)] == [FOREMAN, "U23", "U15", MANAGER, DEPUTY_GM]


def test_a_weekend_permit_at_the_sewage_station_never_asks_one_person_twice(plant: Plant) -> None:
    plant.set_time(moment("2026-11-28T21:00"))
    on_crew(plant, "A", GUARDIAN, WELDER)
    permit = ask_for_permit(plant, **period("2026-11-28T22:00", "2026-11-29T02:00"))
    confirm(plant)
    for person in (MANAGER, DIRECTOR, GM, DEPUTY_GM):
        sign(plant, person)
    plant.expect(FOREMAN, "签完了")
    approvers = [ask.person for ask in of_subject(permit.subject) if ask.data.get("approval")]
    assert len(approvers) == len(set(approvers)) == 4
    assert fresh(permit).state == "approved"
    plant.expect("U07", "抄送你：特级动火")
    plant.expect_all(*ON_SITE)
