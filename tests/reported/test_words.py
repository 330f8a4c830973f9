"""Words as people type them: each test tells of one kind of fault that was reported. The words come in through the
platforms' doors, signed and encrypted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from datetime import timedelta
from typing import Any

import forged
import pytest
from at_work import CREW, LEADER, WORKER, at_work, open_kinds, state
from builders import FOREMAN, ask_for_permit, fresh
from demo import data_of
from doors import doors
from lives import Cast
from plant import Log, Plant, anhe, lizhou, running_plant
from worlds import Here

from handlers.permits.request import asking
from handlers.plant import keep
from models import store
from models.ask import Ask
from models.book import book
from models.delivery import Delivery
from models.permit import Permit
from web.people import crew
from workers.scenarios.phone import text_of

WECOM_STRANGER, DINGTALK_STRANGER = "U21", "U10"
HELP = "这句没看懂。"


def say(plant: Plant, person: str, text: str) -> None:
    Cast(plant).phone(person).say(text)
    plant.settle()


def arrived(plant: Plant, person: str, words: str) -> Any:
    """The newest card or text with these words, on any plant."""
    return next(each for each in reversed(Cast(plant).phone(person).messages()) if words in text_of(each))


def texts(plant: Plant, person: str) -> list[str]:
    return [text_of(message) for message in plant.phone(person).messages()]


def button_words(message: Any) -> list[str]:
    """The words of a card's buttons, on either platform."""
    body = message["body"]
    if message["platform"] == "wecom":
        return [each["text"] for each in body["template_card"].get("button_list", ())]
    return [each["text"] for each in json.loads(body["cardParamMap"]["buttons"])]


# A word with a mark, a blank or a mention was unknown ----------------------------------------------------------------


# Each platform gives its words in its own way. The many ways to type one are in tests/rules/test_said.py.
@pytest.mark.parametrize(
    ("person", "text"),
    [(WORKER, "＠安好\u2005停\u200b工！"), ("U32", " @安好 停 工🛑\n")],
    ids=["wecom", "dingtalk"],
)
def test_a_listed_word_stops_at_once_however_it_is_typed(plant: Plant, person: str, text: str) -> None:
    permit = at_work(plant, guardian="U32")
    say(plant, person, text)
    assert state(permit) == "suspended"
    plant.expect_all(*CREW, "U32")


PARTS = [{"pictureDownloadCode": "x"}, {"text": "@安好 "}, {"text": "停工！"}]
OTHER_FORMS = {"richText": {"richText": PARTS}, "audio": {"duration": 900, "recognition": "停工。"}}


@pytest.mark.parametrize("form", OTHER_FORMS)
def test_a_word_beside_a_picture_or_spoken_is_read_as_the_platform_gives_it(plant: Plant, form: str) -> None:
    permit = at_work(plant, guardian="U32")
    account = plant.person("U32").account
    body = forged.word("", senderStaffId=account, msgtype=form, content=OTHER_FORMS[form])
    del body["text"]
    assert forged.robot(plant, body).status_code == 200
    plant.settle()
    assert state(permit) == "suspended"
    plant.expect_all(*CREW, "U32")


@pytest.mark.parametrize(
    ("person", "text"),
    [(FOREMAN, "@安好 「动火」"), (DINGTALK_STRANGER, "动\u200d火 @安好")],
    ids=["wecom", "dingtalk"],
)
def test_the_word_of_a_kind_is_understood_as_the_help_prints_it(plant: Plant, person: str, text: str) -> None:
    say(plant, person, text)
    plant.expect(person, "动火票申请")


def test_a_safety_office_adds_a_word_and_takes_none_away(plant: Plant) -> None:
    data = deepcopy(anhe())
    data["permit_templates"]["stop_words"] = ["歇火"]
    store.write(lambda: keep(data, plant.now))
    first = at_work(plant)
    say(plant, WORKER, "歇火！")
    second = at_work(plant)
    say(plant, WORKER, "停工")
    assert (state(first), state(second)) == ("suspended", "suspended")
    plant.expect_all(*CREW)


# A word that only looks like a stop stopped nothing, and nobody asked -------------------------------------------------


def test_a_text_near_a_stop_stops_nothing_and_brings_a_card_that_stops_with_one_tap(plant: Plant) -> None:
    permit, text = at_work(plant), "马上给我停工啊"
    say(plant, WORKER, text)
    assert state(permit) == "working"
    card = plant.expect(WORKER, "要停工吗：一级动火")
    assert button_words(card) == ["停工", "不停工"]
    assert text in text_of(card)
    plant.phone(WORKER).tap(card, "停工")
    plant.settle()
    assert state(permit) == "suspended"
    assert fresh(permit).work.stops[0].by == WORKER
    assert f"停了：{permit.number}" in text_of(plant.current(card))
    plant.expect_all(*CREW)


def test_a_tap_on_no_leaves_the_work_going_and_ends_the_card(plant: Plant) -> None:
    permit = at_work(plant, guardian="U32")
    say(plant, "U32", "停车场有人")
    card = plant.expect("U32", "要停工吗")
    assert "没有停" in plant.phone("U32").tap(card, "不停工")["notice"]
    plant.settle()
    assert (state(permit), button_words(plant.current(card))) == ("working", [])
    plant.expect_all(*CREW, "U32")


def test_with_two_permits_at_work_the_card_asks_which(plant: Plant) -> None:
    first, second = at_work(plant), at_work(plant, "confined_space", "none")
    say(plant, WORKER, "停电了")
    card = plant.expect(WORKER, "要停哪一张")
    assert button_words(card) == ["停第 1 张", "停第 2 张", "都停", "不停工"]
    plant.phone(WORKER).tap(card, "停第 2 张")
    plant.settle()
    assert (state(first), state(second)) == ("working", "suspended")
    plant.expect_all(*CREW)


def test_one_tap_stops_both(plant: Plant) -> None:
    both = at_work(plant, guardian="U32"), at_work(plant, "confined_space", "none", guardian="U32")
    say(plant, "U32", "不要停")
    plant.phone("U32").tap(plant.expect("U32", "要停哪一张"), "都停")
    plant.settle()
    assert [state(permit) for permit in both] == ["suspended", "suspended"]
    plant.expect_all(*CREW, "U32")


def test_only_the_newest_card_asks_and_a_word_ends_it(plant: Plant) -> None:
    permit = at_work(plant)
    say(plant, WORKER, "停车场有人")
    older = plant.expect(WORKER, "停车场有人")
    say(plant, WORKER, "停电了")
    newer = plant.expect(WORKER, "停电了")
    assert "这张不用了" in text_of(plant.current(older))
    say(plant, WORKER, "停工")
    assert "这张不用了" in text_of(plant.current(newer))
    assert state(permit) == "suspended"
    plant.expect_all(*CREW)


def test_a_card_that_nobody_taps_lapses_and_pages_nobody(plant: Plant) -> None:
    permit = at_work(plant)
    say(plant, WORKER, "停车场有人")
    card = plant.expect(WORKER, "要停工吗")
    plant.advance(31)
    assert "这张不用了" in text_of(plant.current(card))
    assert state(permit) == "working"
    plant.expect_all(*CREW)


def test_words_that_the_platform_kept_to_itself_may_have_been_a_stop(plant: Plant) -> None:
    permit = at_work(plant, guardian="U32")
    account = plant.person("U32").account
    body = forged.word("", senderStaffId=account, errCode="20001")
    assert forged.robot(plant, body).status_code == 200
    plant.settle()
    plant.phone("U32").tap(plant.expect("U32", "你发的话平台没有传过来"), "停工")
    plant.settle()
    assert state(permit) == "suspended"
    plant.expect_all(*CREW, "U32")


def test_a_spoken_message_that_nobody_understands_may_have_been_a_stop_too(plant: Plant) -> None:
    permit = at_work(plant)
    account = plant.person(WORKER).account
    spoken = forged.wecom_word(account, "").replace("<MsgType>text<", "<MsgType>voice<")
    assert forged.wecom(plant, spoken).status_code == 200
    plant.settle()
    plant.phone(WORKER).tap(plant.expect(WORKER, "你发的是语音"), "停工")
    plant.settle()
    assert state(permit) == "suspended"
    plant.expect_all(*CREW)


def test_a_stop_said_again_is_told_that_the_work_stands_still(plant: Plant) -> None:
    permit = at_work(plant)
    say(plant, WORKER, "停工")
    say(plant, LEADER, "停！")
    assert f"{permit.number} 已经停着" in texts(plant, LEADER)[-1]
    plant.expect_all(*CREW)


def test_what_is_neither_text_nor_picture_is_answered_as_such(plant: Plant) -> None:
    body = forged.word("", msgtype="file", content={"downloadCode": "x"})
    assert forged.robot(plant, body).status_code == 200
    plant.settle()
    plant.expect(DINGTALK_STRANGER, "这里只看得懂字和照片。可以发：")


def test_somebody_without_live_work_gets_no_such_card(plant: Plant) -> None:
    permit = at_work(plant)
    say(plant, WECOM_STRANGER, "停车场有人")
    plant.expect(WECOM_STRANGER, HELP)
    assert (state(permit), Ask.select().where(Ask.kind == "permit.stop_offer").count()) == ("working", 0)
    plant.expect_all(*CREW)


# A number and the simplest words brought a list of sixteen ------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "typed"),
    [(LEADER, "@安好 查一下 {number}。"), (DINGTALK_STRANGER, "{joined}")],
    ids=["wecom", "dingtalk"],
)
def test_a_number_brings_its_permit(plant: Plant, person: str, typed: str) -> None:
    permit = at_work(plant)
    say(plant, person, typed.format(number=permit.number, joined=permit.number.replace("-", "").lower()))
    told = plant.expect(person, f"{permit.number} 一级动火 · 污水处理站：作业中")
    assert f"/permit/{permit.number}" in json.dumps(told)
    plant.expect_all(*CREW, person)


def test_a_number_of_nothing_is_said_to_be_one(plant: Plant) -> None:
    say(plant, FOREMAN, "DH-20261125-0777")
    plant.expect(FOREMAN, "没有 DH-20261125-0777 这个编号")


def test_what_waits_is_listed_with_the_way_there(plant: Plant) -> None:
    ask_for_permit(plant)
    say(plant, FOREMAN, "待办！")
    card = plant.expect(FOREMAN, "1 件事等你办")
    assert "签字" in text_of(card) and "/waiting/all" in json.dumps(card)
    say(plant, DINGTALK_STRANGER, "待办")
    plant.expect(DINGTALK_STRANGER, "现在没有等你办的事")
    plant.expect_all(FOREMAN)


def test_mine_lists_what_i_am_on_each_with_its_page_on_both_platforms(plant: Plant) -> None:
    first, second = at_work(plant, guardian="U32"), at_work(plant, "confined_space", "none", guardian="U32")
    for person in (LEADER, "U32"):
        say(plant, person, "我的")
        card = plant.expect(person, "你在办的 2 件")
        assert {"看第 1 件", "看第 2 件"} <= set(button_words(card))
        assert all(f"/permit/{permit.number}" in json.dumps(card) for permit in (first, second))
    plant.expect_all(*CREW, "U32")


def test_the_only_one_of_mine_is_brought_at_once(plant: Plant) -> None:
    permit = at_work(plant)
    plant.expect_all(*CREW)
    say(plant, WORKER, "我的")
    assert f"/permit/{permit.number}" in json.dumps(plant.expect(WORKER, "作业中"))


def offered(answer: str) -> list[str]:
    return [part.split("」")[0] for part in answer.split("「")[1:]]


@pytest.mark.parametrize("people", [("U04", "U36", WECOM_STRANGER, LEADER), ("U32",)], ids=["wecom", "dingtalk"])
def test_the_help_names_at_most_five_words_that_each_person_can_use_now(plant: Plant, people: tuple[str, ...]) -> None:
    """The last one of them is on the permit, and his 「停工」 stops it."""
    permit = at_work(plant, guardian="U32")
    plant.expect_all(*CREW, "U32")
    for person in people:
        say(plant, person, "帮助")
        helped = texts(plant, person)[-1]
        plant.expect_all(person)
        words = offered(helped)
        assert len(words) <= 5
        on_it = person in (LEADER, "U32")
        assert ("停工" in words) == (on_it or person == "U04"), "also the safety office, which chooses on a card"
        assert ("动火" in words) == (not book(plant.now).plant.is_contractor(plant.person(person)))
        assert ("我的" in words) == on_it
        for word in words:
            say(plant, person, f"「{word}」")
            assert not any(HELP in text for text in texts(plant, person)), word
        assert (state(permit) == "suspended") == on_it
    plant.expect_all(*CREW, "U32", *people)


def test_what_somebody_asks_for_most_lately_stands_first(plant: Plant) -> None:
    at_work(plant, "lifting", "first", requester=LEADER)
    plant.expect_all(*CREW)
    say(plant, LEADER, "吃什么")
    kinds = book(plant.now).config.templates.kinds
    begins = [word for word in offered(texts(plant, LEADER)[-1]) if any(word in kind.words for kind in kinds.values())]
    assert begins[0] == kinds["lifting"].words[0]
    plant.expect_all(LEADER)


# A second answer was swallowed by the platform, and kept as sent ------------------------------------------------------


def test_the_same_answer_twice_within_a_minute_arrives_twice_on_both_platforms(plant: Plant) -> None:
    both = WECOM_STRANGER, DINGTALK_STRANGER
    for text in ("今天吃什么", "明天吃什么"):
        for person in both:
            say(plant, person, text)
        plant.set_time(plant.now + timedelta(seconds=10))
    assert [len([text for text in texts(plant, person) if HELP in text]) for person in both] == [2, 2]
    assert Delivery.select().where(Delivery.purpose == "answer", Delivery.state == "sent").count() == 4
    plant.expect_all(*both)


# The same on a plant with other people, kinds and words ---------------------------------------------------------------


@pytest.fixture
def bases(simulator: Here, redis_url: str, usual_store: str, log: Log) -> Iterator[Plant]:
    with running_plant(simulator, usual_store, redis_url, doors().home, data=lizhou()) as running:
        yield running


def test_the_second_plant_s_people_are_understood_too(bases: Plant) -> None:
    job = book(bases.now).config.demo.form("donghuo", {})
    leader, guardian, worker = job["work_leader"], job["guardian"], job["workers"][0]
    level = next(iter(book(bases.now).config.templates.kinds["donghuo"].levels)).id
    people = {"work_leader": leader, "guardian": guardian, "workers": [worker], "inputs": job["inputs"]}
    permit: Permit = at_work(bases, "donghuo", level, area=job["area"], **people)
    say(bases, leader, "@安好 「烧焊」")
    arrived(bases, leader, "动火票申请")
    say(bases, worker, "停车场有人")
    Cast(bases).phone(worker).tap(arrived(bases, worker, "要停工吗"), "不停工")
    say(bases, guardian, permit.number)
    arrived(bases, guardian, "作业中")
    assert state(permit) == "working"
    say(bases, guardian, "停 工！")
    assert state(permit) == "suspended"
    assert "permit.resume" in open_kinds(permit)


def test_every_kind_is_understood_by_the_name_that_menus_and_forms_show(bases: Plant) -> None:
    data = deepcopy(lizhou())
    kinds, leader = data["permit_templates"]["kinds"], book(bases.now).config.demo.form("donghuo", {})["work_leader"]
    for place, kind in enumerate(kinds.values()):
        kind["words"] = [f"另说{'甲乙丙丁戊己庚辛壬癸'[place]}"]
    data["permit_templates"]["version"] += 1
    store.write(lambda: keep(data, bases.now))
    for short, _ in asking.menu_entries(bases.now):
        for word in (short, f"{short}作业"):
            say(bases, leader, word)
            arrived(bases, leader, f"{short}票申请")


# What a level allows could not be chosen ------------------------------------------------------------------------------


def test_the_form_offers_as_many_hours_as_a_level_allows(bases: Plant) -> None:
    leader = book(bases.now).config.demo.form("donghuo", {})["work_leader"]
    for word, hours in (("射线", 12), ("动火", 72)):
        say(bases, leader, word)
        phone, card = Cast(bases).phone(leader), arrived(bases, leader, f"{word}票申请")
        page = phone.open(phone.tap(card, "填写申请")["open"]).html
        assert f'name="hours" value="{hours}"' in page and 'name="hours" value="8" checked' in page


def test_a_crew_is_called_by_its_name_and_not_by_its_id() -> None:
    plant = data_of("lizhou").plant
    on_crews = {crew(person, plant) for person in plant.people}
    assert on_crews == {"白班", "甲班", "乙班", "丙班"}
