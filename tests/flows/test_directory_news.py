"""Accounts that come, move and go in the platforms' directories, through their signed doors: who they are is said by a
tap of the safety office, or by the plant's data; and what no event has told, the nightly comparison finds."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import requests
from asking import fault
from doors import doors
from onboarding_acts import with_one_lesson
from plant import Log, Plant, running_plant
from sensing import quiet
from staff_acts import event, hr_key, rows, tell
from training_acts import begin, file_of, lessons
from worlds import Here

from models import directory, news
from models.book import book
from models.staff import StaffEvent
from models.training import TrainingFile
from rules.staff.standing import has_left
from workers.inquiries import compare
from workers.scenarios.phone import text_of

# Whoever has a phone in each plant's simulator and is on no list: account, department, post.
NEWCOMERS = {"anhe": ("wecom", "anhe_n90", "maint", "welder"), "lizhou": ("dingtalk", "dt-lz-9001", "bz", "hangong")}
TEAMS = {"anhe": ("机修车间焊工班", "maint", "welder"), "lizhou": ("恒岳架子队", "fb-jia", "jiazigong")}
PROJECTS = {"anhe": ("罐区班", "ws3"), "lizhou": ("钢箱梁总拼项目部", "nj")}
WELDER = "U34"


@pytest.fixture(params=["anhe", "lizhou"])
def each_plant(
    request: pytest.FixtureRequest, simulator: Here, redis_url: str, usual_store: str, log: Log
) -> Iterator[Plant]:
    """Both plants, each on the platform of its newcomer."""
    data = with_one_lesson(request.param)
    with running_plant(simulator, usual_store, redis_url, doors().home, data=data) as running:
        yield running
        assert not running.unexpected()


def newcomer(plant: Plant) -> tuple[str, str, str, str]:
    return NEWCOMERS[book(plant.now).plant.company.id]


def happens(plant: Plant, platform: str, account: str, what: str, **changes: str) -> None:
    """The platform tells of this account, and the clock turns."""
    plant.simulator.post(f"phones/{platform}/{account}/event", {"event": what, "changes": changes})
    plant.settle()
    plant.advance(0)


def silently(plant: Plant, platform: str, account: str, *, active: bool) -> None:
    """The account comes or goes, and no event tells it."""
    plant.simulator.post(f"phones/{platform}/{account}/person", {"active": active})


def night(plant: Plant) -> None:
    for channel in plant.house.channels.values():
        compare(channel, plant.now)
    plant.settle()
    plant.advance(0)


def choose(plant: Plant, **form: str) -> requests.Response:
    """Somebody of the safety office taps one of the answers on the console's page."""
    office = requests.Session()
    page = office.get(f"{plant.base}/console/staff", params={"decide": form.get("decide", "")}, timeout=10).text
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token
    answer = office.post(f"{plant.base}/console/staff/decide", data={"token": token[1], **form}, timeout=10)
    plant.advance(0)
    return answer


def aside() -> StaffEvent:
    [row] = rows("aside")
    return row


def test_an_account_of_nobody_gets_his_plan_on_the_day_the_office_says_who_he_is(each_plant: Plant) -> None:
    plant = each_plant
    begin(plant)
    platform, account, department, post = newcomer(plant)
    happens(plant, platform, account, "join")
    row = aside()
    assert (row.person, row.said.name, row.said.department) == ("", "路新来", department)
    asked = plant.expect(plant.person(alerted(plant)).id, "人员变动对不上")
    assert "路新来入职" in text_of(asked)
    # The same event once more, and the nightly reading, change nothing twice.
    happens(plant, platform, account, "join")
    night(plant)
    assert aside().id == row.id
    # What is missing is said, and nothing kept.
    refused = choose(plant, decide=str(row.id), answer="new", name="路新来", department=department, on=str(row.on))
    assert refused.status_code == 400 and "还要选部门和岗位" in refused.text
    form = {"decide": str(row.id), "answer": "new", "name": "路新来", "department": department, "post": post}
    assert choose(plant, **form, on=str(row.on)).status_code == 200
    known = book(plant.now).plant.person_at(platform, account)
    assert known and (known.name, known.department, known.posts) == ("路新来", department, (post,))
    # His plan has the reason of each line, and its first card is on his phone the same day.
    assert lessons(known.id) and "你是" in text_of(plant.expect(known.id, "学一课"))
    assert book(plant.now).plant.day(file_of(known.id).opened_at) == row.on
    assert StaffEvent.get_by_id(row.id).state == "settled" and "处理" not in text_of(plant.current(asked))
    # Tapped again on an old page: somebody has said so already.
    again = choose(plant, **form, on=str(row.on))
    assert again.status_code == 400 and "已经有人定过了" in again.text
    happens(plant, platform, account, "join")
    night(plant)
    assert not rows("aside")
    quiet(plant)


def alerted(plant: Plant) -> str:
    """Who of the safety office is asked to look."""
    from handlers import alerts

    return alerts.responders(book(plant.now), plant.now)[0]


def test_a_department_that_the_plants_data_know_by_its_posts_needs_nobody_to_decide(each_plant: Plant) -> None:
    plant = each_plant
    begin(plant)
    platform, account, *_ = newcomer(plant)
    team, department, post = TEAMS[book(plant.now).plant.company.id]
    happens(plant, platform, account, "join", department=team)
    known = book(plant.now).plant.person_at(platform, account)
    assert known and (known.department, known.posts) == (department, (post,)) and not rows("aside")
    assert TrainingFile.select().where(TrainingFile.person == known.id).count() == 1
    people = len(book(plant.now).plant.people)
    happens(plant, platform, account, "join", department=team)
    night(plant)
    assert len(book(plant.now).plant.people) == people and not rows("aside")
    quiet(plant)


def test_another_department_is_a_move_that_somebody_confirms(each_plant: Plant) -> None:
    plant = each_plant
    platform = newcomer(plant)[0]
    name, department = PROJECTS[book(plant.now).plant.company.id]
    night(plant)
    who = next(
        each
        for each in reversed(book(plant.now).plant.people)
        if each.platform == platform and each.department != department and not each.leave
    )
    before = directory.seen(platform, who.account)
    assert before is not None
    happens(plant, platform, who.account, "modify", department=name)
    row = aside()
    assert (row.kind, row.person, row.said.department) == ("moved", who.id, department) and name in row.why
    # He is moved back before anybody looked: nothing is left to decide.
    happens(plant, platform, who.account, "modify", department=before.departments[0])
    assert not rows("aside") and plant.person(who.id).department == who.department
    # The event is lost, the nightly comparison sees it, once.
    plant.simulator.post(f"phones/{platform}/{who.account}/event", {"event": "modify", "changes": {"department": name}})
    night(plant)
    night(plant)
    form = {"decide": str(aside().id), "answer": "move", "department": department, "post": who.posts[0]}
    assert choose(plant, **form, on=str(aside().on)).status_code == 200
    assert (plant.person(who.id).department, plant.person(who.id).posts) == (department, who.posts[:1])
    assert not rows("aside")
    quiet(plant)


def test_an_account_that_is_used_again_is_not_the_person_before(plant: Plant) -> None:
    who = plant.person(WELDER)
    night(plant)
    happens(plant, who.platform, who.account, "leave")
    assert has_left(plant.person(WELDER))
    # Somebody else gets the account: not he is back.
    happens(plant, who.platform, who.account, "join", name="关新到")
    row = aside()
    assert has_left(plant.person(WELDER)) and f"从前是{who.name}的" in row.why
    form = {"decide": str(row.id), "answer": "new", "name": "关新到", "department": "maint", "post": "electrician"}
    choose(plant, **form, on=str(row.on))
    found = book(plant.now).plant.person_at(who.platform, who.account)
    assert found and found.id != WELDER and found.posts == ("electrician",) and has_left(plant.person(WELDER))
    # No event told that yet another one has it: the name says so by night, and the office that the one before is gone.
    plant.simulator.post(
        f"phones/{who.platform}/{who.account}/event", {"event": "modify", "changes": {"name": "路别人"}, "stale": True}
    )
    night(plant)
    row = aside()
    assert (row.kind, row.person) == ("left", found.id) and "换了人" in row.why
    choose(plant, decide=str(row.id), answer="left", on=str(row.on))
    assert has_left(plant.person(found.id))
    plant.settle()
    plant.advance(0)
    assert (aside().person, aside().said.name) == ("", "路别人")
    choose(plant, decide=str(aside().id), answer="none")
    night(plant)
    assert not rows("aside")
    quiet(plant)


def test_what_no_event_has_told_the_nightly_comparison_finds_and_half_a_list_takes_nobody_out(plant: Plant) -> None:
    platform, account, *_ = newcomer(plant)
    silently(plant, platform, account, active=False)
    night(plant)
    who = plant.person(WELDER)
    silently(plant, platform, account, active=True)
    silently(plant, who.platform, who.account, active=False)
    night(plant)
    came, gone = sorted(rows("aside"), key=lambda row: row.kind)
    assert (came.said.account, gone.person, gone.kind) == (account, WELDER, "left")
    # Nobody leaves by a list: the office says whether he is gone.
    assert not has_left(plant.person(WELDER))
    choose(plant, decide=str(gone.id), answer="stay")
    choose(plant, decide=str(came.id), answer="known", whom="")
    assert [row.id for row in rows("aside")] == [came.id]
    # HR says that a person has left, and the office that the account is hers, who is back.
    tell(plant, hr_key(plant), event(plant, "l", "left", "U35"))
    choose(plant, decide=str(came.id), answer="known", whom="U35")
    back = plant.person("U35")
    assert not has_left(back) and back.account == account
    # An account that goes before anybody has looked needs no decision.
    free = plant.person(WELDER)
    tell(plant, hr_key(plant, "hr2"), event(plant, "m", "left", WELDER))
    happens(plant, free.platform, free.account, "join", name="关新到")
    assert aside().said.account == free.account
    happens(plant, free.platform, free.account, "leave")
    assert not rows("aside")
    # A list that has become much shorter says that the app sees less.
    for person in book(plant.now).plant.people[8:]:
        if person.platform == "wecom" and person.account[0] != "?":
            silently(plant, "wecom", person.account, active=False)
    people = {each.id for each in book(plant.now).plant.people if not has_left(each)}
    night(plant)
    assert {each.id for each in book(plant.now).plant.people if not has_left(each)} == people
    assert not rows("aside") and not news.due("wecom", plant.now)
    quiet(plant)


@pytest.mark.parametrize(("kind", "settings"), [("5xx", False), ("refuse", True)])
def test_a_directory_that_a_silent_platform_does_not_give_is_no_matter_of_rights(
    plant: Plant, kind: str, settings: bool
) -> None:
    fault(plant, "wecom", "user/list", kind, times=9, code=48002)
    compare(plant.house.channels["wecom"], plant.now)
    plant.settle()
    card = text_of(plant.expect("U04", "通讯录读不到"))
    assert ("通讯录权限" in card) is settings and ("看网络" in card) is not settings
