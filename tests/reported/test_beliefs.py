"""What simulator and product might both believe wrongly: news that is late, scripts and fields that are otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import drill_acts as drilling
import pytest
import training_acts as training
from asking import WECOM_PERSON, alert, calls, fault
from at_work import CREW, at_work, state
from builders import (
    DEPUTY_GM,
    DIRECTOR,
    DUTY_LEADER,
    MANAGER,
    asks_of,
    at_the_dual_sign,
    site_code,
)
from plant import Log, Plant, anhe, running_plant, settings_for
from playwright.sync_api import Page, expect
from screens import follow, show, stand, there_and_back
from touch import write_name
from worlds import Here

from config.settings import Settings
from handlers import alerts, people
from handlers.plant import keep
from models import meter, news, store
from models.ask import Ask
from models.book import book
from models.subject import lock
from simulator.wecom.codes import Codes
from simulator.world import World
from workers.scenarios.phone import text_of
from workers.scenarios.simulator import Json

PEOPLE = pytest.mark.parametrize(
    ("person", "substitute"), [(DIRECTOR, DUTY_LEADER), (MANAGER, DEPUTY_GM)], ids=["dingtalk", "wecom"]
)
DING_GUARDIAN, DING_READER, LEARNER = "U32", "U10", "U35"
# What a platform is asked about one person, and the code with which it refuses to say.
ASKED = {"wecom": ("user/get", 48002), "dingtalk": ("user/get", 60011)}


def hear(plant: Plant, person: str, event: str, *, stale: bool = False) -> None:
    found = plant.person(person)
    told = {"event": event, "stale": stale}
    assert plant.simulator.post(f"phones/{found.platform}/{found.account}/event", told)["status"] == 200


# A directory's event is news, not truth ---------------------------------------------------------------------------


@PEOPLE
def test_late_news_locks_nobody_out(plant: Plant, person: str, substitute: str) -> None:
    permit, _, _ = at_the_dual_sign(plant)
    hear(plant, person, "leave", stale=True)
    plant.settle()
    assert meter.unreachable() == frozenset() and not news.News.select().count()
    assert [ask.state for ask in asks_of(permit, person)] == ["open"] and not asks_of(permit, substitute)


@PEOPLE
def test_until_the_platform_answers_the_person_stays_reachable(plant: Plant, person: str, substitute: str) -> None:
    at_the_dual_sign(plant)
    platform = plant.person(person).platform
    call, _ = ASKED[platform]
    before = len(calls(plant, platform, call))
    hear(plant, person, "leave")
    assert len(calls(plant, platform, call)) == before, "the platform was asked inside its own callback"
    fault(plant, platform, call, "5xx", times=3)
    plant.inquire()
    assert meter.unreachable() == frozenset()
    plant.advance(1)
    assert meter.unreachable() == {person}
    plant.expect(substitute, "请签")
    plant.expect(plant.person(person).supervisor or MANAGER, "请补岗")


@PEOPLE
def test_a_platform_that_may_not_say_is_asked_again_and_the_administrator_hears(
    plant: Plant, person: str, substitute: str
) -> None:
    at_the_dual_sign(plant)
    platform = plant.person(person).platform
    call, code = ASKED[platform]
    fault(plant, platform, call, "refuse", times=2, code=code)
    hear(plant, person, "leave", stale=True)
    plant.settle()
    assert "照旧收待办" in text_of(plant.expect(MANAGER, "核实不了"))
    plant.advance(61)
    assert [row.attempts for row in news.News.select()] == [2]
    plant.advance(60)
    assert not news.News.select().count() and meter.unreachable() == frozenset()
    assert Ask.select().where(Ask.stage == f"alert/directory/{platform}").count() == 1
    plant.expect_all(*(each.id for each in book(plant.now).plant.people))


@PEOPLE
def test_an_account_that_is_switched_off_and_on_again_is_noticed(
    plant: Plant, monkeypatch: pytest.MonkeyPatch, person: str, substitute: str
) -> None:
    at_the_dual_sign(plant)
    found = plant.person(person)
    for active in (False, True):
        plant.simulator.post(f"phones/{found.platform}/{found.account}/person", {"active": active})
        hear(plant, person, "modify")
        plant.settle()
        assert meter.unreachable() == (frozenset() if active else {person})
        # WeCom's events tell the second, and nothing else by which they differ.
        later = World.unix() + 2
        monkeypatch.setattr(World, "unix", staticmethod(lambda at=later: at))
    plant.expect(substitute, "请签")


def test_an_answer_to_an_older_question_settles_nothing(plant: Plant) -> None:
    at_the_dual_sign(plant)
    hear(plant, MANAGER, "leave")
    [row] = news.due("wecom", plant.now)
    hear(plant, MANAGER, "join")
    assert store.write(lambda: people.answered(row, here=False, now=plant.now)) == "newer news"
    plant.settle()
    assert meter.unreachable() == frozenset() and not news.due("wecom", plant.now)


# Scripts and fields that may be otherwise ------------------------------------------------------------------------

Otherwise = Callable[..., None]


@pytest.fixture
def otherwise(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> Otherwise:
    """Makes the simulated platform behave in the other way, for the rest of the test, in which a permit waits for its
    two directors."""
    at_the_dual_sign(plant)

    def change(platform: str, **changes: object) -> None:
        own = plant.simulator.running.within(lambda world: getattr(world.config, platform))
        for name, value in changes.items():
            monkeypatch.setattr(own, name, value)

    return change


def open_sign_page(plant: Plant, screen: Page, person: str, mode: str = "ok") -> None:
    stand(plant, person, mode)
    show(plant, screen, person, f"sign/{Ask.get(Ask.person == person, Ask.kind == 'permit.sign').id}")


def forget_reports(plant: Plant) -> None:
    """The simulator has told of what this test wanted to be refused."""
    plant.simulator.running.within(lambda world: world.reports.clear())


@pytest.mark.parametrize("reading", ["second", "needed"])
def test_the_app_s_identity_may_be_in_a_second_script(
    plant: Plant, screen: Page, otherwise: Otherwise, reading: str
) -> None:
    otherwise("wecom", agent_config=reading)
    open_sign_page(plant, screen, MANAGER)
    expect(screen.locator("#place-words")).to_have_text("已定位，误差约 8 米")


def test_a_page_says_where_to_look_when_the_second_script_is_missing(
    plant: Plant, screen: Page, otherwise: Otherwise, monkeypatch: pytest.MonkeyPatch
) -> None:
    otherwise("wecom", agent_config="needed")
    monkeypatch.setattr(plant.house.settings.wecom, "agent_jssdk", f"{plant.simulator.url}/wecom/nowhere.js")
    open_sign_page(plant, screen, MANAGER)
    expect(screen.locator("#place-words")).to_contain_text("请管理员看可信域名和 ANHAO_WECOM_AGENT_JSSDK")


def test_a_corporation_without_a_ticket_for_the_app_still_has_positions(plant: Plant, screen: Page, log: Log) -> None:
    at_the_dual_sign(plant)
    for kept in plant.house.redis.scan_iter("*ticket:agent*"):
        plant.house.redis.delete(kept)
    fault(plant, "wecom", "ticket/get", "refuse", times=1, code=48002)
    open_sign_page(plant, screen, MANAGER)
    expect(screen.locator("#place-words")).to_have_text("已定位，误差约 8 米")
    log.expect("no signature of the app for a page")


def test_a_page_names_the_setting_when_its_signature_is_refused(
    plant: Plant, screen: Page, otherwise: Otherwise
) -> None:
    otherwise("dingtalk", jsapi_hash="sha1")
    # The browser's own position, which it asks for then, is not waited for.
    screen.context.clear_permissions()
    open_sign_page(plant, screen, DIRECTOR)
    expect(screen.locator("#place-words")).to_contain_text("是 52013 就换 ANHAO_DINGTALK_JSAPI_HASH")
    forget_reports(plant)


def test_the_signature_may_be_sha_1_and_the_scanner_s_field_may_be_code(
    plant: Plant, screen: Page, otherwise: Otherwise, monkeypatch: pytest.MonkeyPatch
) -> None:
    otherwise("dingtalk", jsapi_hash="sha1", scan_field="code")
    monkeypatch.setattr(plant.house.settings.dingtalk, "jsapi_hash", "sha1")
    open_sign_page(plant, screen, DIRECTOR, "stale")
    expect(screen.locator("#place-words")).to_contain_text("已定位")
    write_name(screen)
    screen.locator("#confirm").click()
    expect(screen.locator("#held")).to_be_visible()
    screen.locator("#scan").click()
    screen.locator("[name=code]").fill(f"{plant.base}/s/{site_code(plant)}")
    screen.get_by_role("button", name="扫到了").click()
    expect(screen.locator("#shoot")).to_be_visible()
    plant.settle()
    plant.expect_all(DIRECTOR)


def taken_elsewhere(asked_for: Ask, now: datetime) -> None:
    alerts.over(lock(asked_for.subject_id), {asked_for.data["topic"]}, "已经处理", now)


def test_any_refusal_of_an_update_code_leads_to_a_new_card(plant: Plant, otherwise: Otherwise) -> None:
    for code in (40058, 42001, 42023):
        otherwise("wecom", expired_code=code)
        asked_for = alert(plant, WECOM_PERSON, f"请看 {code}")
        plant.settle()
        plant.simulator.running.within(lambda world: world.part(Codes).codes.clear())
        store.write(partial(taken_elsewhere, asked_for, plant.now))
        plant.settle()
        plant.expect(WECOM_PERSON, "已经处理")
        plant.expect(WECOM_PERSON, f"请看 {code}")


def test_a_card_that_was_made_and_not_delivered_reaches_its_reader(plant: Plant, otherwise: Otherwise) -> None:
    otherwise("dingtalk", already_exist="created")
    alert(plant, DING_READER)
    plant.settle()
    plant.advance(1)
    plant.expect(DING_READER, "请看一下")
    plant.expect_all(DING_READER)
    made = calls(plant, "dingtalk", "card/instances/createAndDeliver")
    assert [call["code"] for call in made][-2:] == ["system.error", "param.cardAlreadyExist"]


# DingTalk's buttons: in a loop, or four fixed ones ----------------------------------------------------------------


def with_fixed_buttons(*given: Any, **limits: Any) -> Settings:
    settings = settings_for(*given, **limits)
    settings.dingtalk.card_buttons = "fixed"
    return settings


@pytest.fixture
def fixed(simulator: Here, redis_url: str, tmp_path: Path, log: Log) -> Iterator[Plant]:
    """A plant whose DingTalk template has four fixed buttons."""
    url, played = f"sqlite:///{tmp_path / 'anhao.db'}", {"dingtalk": {"buttons": "fixed"}}
    with running_plant(simulator, url, redis_url, tmp_path, settings=with_fixed_buttons, played=played) as running:
        yield running
        assert not running.unexpected()
        assert not simulator.get("reports"), simulator.get("reports")
    simulator.post("reset", {"dingtalk": {"buttons": "loop"}})


def test_a_button_that_does_not_say_which_one_it_is_names_the_setting(plant: Plant, otherwise: Otherwise) -> None:
    otherwise("dingtalk", loop_sends="words")
    card = plant.phone(DIRECTOR).card(lambda words: "请签" in words)
    assert card
    assert "ANHAO_DINGTALK_CARD_BUTTONS" in plant.phone(DIRECTOR).tap(card, "为什么找我")["notice"]
    plant.settle()


def test_with_four_fixed_buttons_everything_is_done_as_before(fixed: Plant, screen: Page) -> None:
    permit = at_work(fixed, "confined_space", "none", guardian=DING_GUARDIAN)
    card = fixed.expect(DING_GUARDIAN, "作业中")
    shown = card["body"]["cardParamMap"]
    assert [shown[f"b{place}_text"] for place in range(1, 5)] == ["停工", "进出登记", "交接监护", "全部选项"]
    page = fixed.phone(DING_GUARDIAN).tap(card, "全部选项")["open"]
    show(fixed, screen, DING_GUARDIAN, page.partition("/h5/dingtalk/")[2])
    expect(screen.locator("main .wide:not([hidden])")).to_have_text(
        ["停工", "收工", "进出登记", "交接监护", "点开看全部"]
    )
    for words, there in (("进出登记", "进出"), ("交接监护", "交接"), ("点开看全部", permit.number)):
        there_and_back(screen, words, there)
    screen.get_by_role("button", name="收工").click()
    expect(screen.locator("#answer")).to_contain_text("报完工")
    screen.get_by_role("button", name="停工").click()
    expect(screen.locator("#answer")).to_contain_text("停了")
    follow(screen, "看签批单")
    expect(screen.locator("main")).to_contain_text(permit.number)
    assert state(permit) == "suspended"
    screen.go_back()
    expect(screen.locator("body")).to_contain_text("没有要选的")
    fixed.settle()
    resume = fixed.expect(DING_GUARDIAN, "复工要确认")
    assert fixed.phone(DING_GUARDIAN).tap(resume, "看条件，确认复工")["open"]
    fixed.expect_all(*CREW, DING_GUARDIAN)


def test_with_four_fixed_buttons_a_question_and_a_decision_of_a_drill_are_answered_by_a_tap(fixed: Plant) -> None:
    drilling.order(fixed, "DRILL-NH3", LEARNER)
    drilling.begin(fixed, LEARNER)
    decision = fixed.phone(LEARNER).card(lambda words: "演练第 1 步" in words)
    assert decision and letters(decision) == [*"ABCD"], letters(decision)
    drilling.decide(fixed, LEARNER)
    fixed.expect(LEARNER, "演练第 2 步")
    # Nothing else to learn, and nobody else who learns it.
    store.write(lambda: keep(training.small(anhe(), "electrician", "ELEC-201"), fixed.now))
    training.begin(fixed)
    fixed.advance(24 * 60)
    training.learn(fixed, LEARNER)
    for _ in range(3):
        question = fixed.phone(LEARNER).card(lambda words: "题" in words)
        assert question and letters(question)[0] in ("A", "去选") and "全部选项" not in letters(question), letters(
            question
        )
        assert "答对了" in text_of(training.give(fixed, LEARNER))
    fixed.expect_all(*(each.id for each in book(fixed.now).plant.people))


def letters(card: Json) -> list[str]:
    shown = card["body"]["cardParamMap"]
    return [words for place in range(1, 5) if (words := shown[f"b{place}_text"])]
