"""A platform that is slow but delivers gets no endless copies of what it has; and only what a setting is to blame for
sends somebody to the settings."""

from __future__ import annotations

from datetime import timedelta

import pytest
import requests
from asking import DINGTALK_PERSON, WECOM_PERSON, alert, card_of, fault, lose_patience, tell
from plant import Plant
from screens import everybody

from handlers.hazards.countdown import RED
from models import store, turns
from models.delivery import SETTINGS, SILENT, Delivery
from workers.scenarios.phone import text_of, title

SEND = {"wecom": "message/send", "dingtalk": "card/instances/createAndDeliver"}
TEXT = {"wecom": "message/send", "dingtalk": "robot/oToMessages/batchSend"}
ALL_OF_CARDS = {
    "wecom": ("message/send",),
    "dingtalk": ("card/instances/createAndDeliver", "card/instances/deliver"),
}
ORDER = "马上停手，撤到安全处"
PEOPLE = WECOM_PERSON, DINGTALK_PERSON


def slowly(plant: Plant, person: str, *names: str, kind: str = "timeout_after_effect") -> None:
    """The platform does at once what it is asked for about this person, and would answer after our time-out; or a
    gateway in front of it says so."""
    lose_patience(plant)
    who = plant.person(person)
    for name in names:
        fault(plant, who.platform, name, kind, times=99, account=who.account)


def as_the_courier_does(plant: Plant, minutes: int, *people: str, answered: bool) -> None:
    """Lets time pass as while their platforms count as silent; answered: now and then they answer somebody else."""
    platforms = [plant.person(person).platform for person in people]
    for step in range(minutes * 12):
        for platform in platforms:
            store.write(lambda platform=platform: turns.try_one(platform, plant.now))
            if answered and step % 12 == 0:
                store.write(lambda platform=platform: turns.bring_all(platform, plant.now))
        plant.advance(1 / 12)


def copies(plant: Plant, person: str, words: str) -> int:
    return sum(words in text_of(message) for message in plant.phone(person).messages())


@pytest.mark.parametrize(
    ("answered", "most", "kind"),
    [(False, 3, "timeout_after_effect"), (True, 4, "timeout_after_effect"), (False, 3, "html504")],
    ids=["silent", "now and then", "gateway"],
)
def test_an_order_that_a_slow_platform_brings_is_there_at_most_three_times_in_ten_minutes(
    plant: Plant, answered: bool, most: int, kind: str
) -> None:
    """And once more when the platform seems to be back. Each platform has its own lane: both are slow here."""
    asked = [alert(plant, person) for person in PEOPLE]
    plant.settle()
    for person in PEOPLE:
        slowly(plant, person, TEXT[plant.person(person).platform], kind=kind)
    for ask in asked:
        tell(plant, ask, ORDER, urgent=True)
    as_the_courier_does(plant, 10, *PEOPLE, answered=answered)
    assert all(2 <= copies(plant, person, ORDER) <= most for person in PEOPLE)
    rows = list(Delivery.select().where(Delivery.words == ORDER))
    assert [(row.state, row.cause) for row in rows] == [("stuck", SILENT)] * 2
    # It is not given up: the next copy waits twice as long each time, and once the platform answers all is well.
    plant.set_time(max(row.not_before for row in rows))
    well_again(plant)
    assert [Delivery.get_by_id(row.id).state for row in rows] == ["sent"] * 2
    plant.expect_all(*PEOPLE, "U04", "U08")


def test_an_ordinary_card_that_a_slow_platform_brings_comes_at_most_twice(plant: Plant) -> None:
    for person in PEOPLE:
        # A gateway says that it takes too long, so that nobody has to wait for it.
        slowly(plant, person, *ALL_OF_CARDS[plant.person(person).platform], kind="html504")
    _, on_dingtalk = (alert(plant, person, "平常的一张") for person in PEOPLE)
    as_the_courier_does(plant, 10, *PEOPLE, answered=True)
    assert all(1 <= copies(plant, person, "平常的一张") <= 2 for person in PEOPLE)
    # On DingTalk, whether it is there shows in its repaint, which makes no further copy.
    assert card_of(on_dingtalk).state == "sent"
    well_again(plant)
    everybody(plant)


def test_a_card_that_never_came_comes_though_it_was_to_be_there_already(plant: Plant) -> None:
    lose_patience(plant)
    fault(plant, "dingtalk", SEND["dingtalk"], "timeout", times=8)
    ask = alert(plant, DINGTALK_PERSON, "平常的一张")
    as_the_courier_does(plant, 30, DINGTALK_PERSON, answered=False)
    assert card_of(ask).state == "sent"
    assert [title(each) for each in plant.phone(DINGTALK_PERSON).messages()] == ["平常的一张"]
    plant.expect_all(DINGTALK_PERSON, "U04", "U08")


def well_again(plant: Plant) -> None:
    plant.simulator.running.within(lambda world: world.faults.open.clear())
    plant.settle()


def hints(plant: Plant) -> tuple[str, str]:
    """What /readyz and the console say of what is stuck."""
    faults = requests.get(f"{plant.base}/readyz", timeout=5).json()["faults"]
    page = requests.get(f"{plant.base}/console/house", timeout=10).text
    return "；".join(each for each in faults if "发不出去" in each), page.partition("发不出去的卡片")[2]


@pytest.mark.parametrize("kinds", [("5xx", "reset"), ("timeout", "5xx")], ids="、".join)
def test_who_is_silent_is_no_matter_of_settings(plant: Plant, kinds: tuple[str, str]) -> None:
    lose_patience(plant)
    asked = [alert(plant, person) for person in PEOPLE]
    plant.settle()
    for who, kind in zip(map(plant.person, PEOPLE), kinds, strict=True):
        fault(plant, who.platform, TEXT[who.platform], kind, times=99, account=who.account)
    for ask in asked:
        tell(plant, ask, ORDER, urgent=True)
    plant.advance(4)
    assert [row.cause for row in Delivery.select().where(Delivery.words == ORDER)] == [SILENT] * 2
    for said in hints(plant):
        assert "没有回应" in said and "看网络" in said and "设置" not in said.partition("</section>")[0]
    plant.expect_all(*PEOPLE, "U04", "U08")


@pytest.mark.parametrize(("code", "cause"), [(60020, SETTINGS), (45002, "")])
def test_what_a_setting_is_to_blame_for_sends_somebody_to_the_settings(plant: Plant, code: int, cause: str) -> None:
    fault(plant, "wecom", SEND["wecom"], "refuse", code=code, times=99, account=plant.person(WECOM_PERSON).account)
    ask = alert(plant, WECOM_PERSON, red=True)
    plant.settle()
    assert (card_of(ask).state, card_of(ask).cause) == ("stuck", cause)
    for said in hints(plant):
        assert ("设置" in said.partition("</section>")[0]) is bool(cause) and "没有回应" not in said
    plant.expect_all(WECOM_PERSON, "U04", "U08")


def test_an_order_to_leave_is_before_a_red_reminder_that_has_waited_longer(plant: Plant) -> None:
    asked = alert(plant, WECOM_PERSON)
    plant.settle()
    plant.expect(WECOM_PERSON, "请看一下")
    for number in range(3):
        tell(plant, asked, f"超期第 {number} 天", urgent=True, purpose=RED)
    tell(plant, asked, "还等你定停不停用", urgent=True, purpose="remind")
    plant.set_time(plant.now + timedelta(seconds=1))
    tell(plant, asked, ORDER, urgent=True)
    plant.settle()
    came = [text_of(message) for message in plant.phone(WECOM_PERSON).messages()][1:]
    assert ORDER in came[0] and "还等你定" in came[-1] and len(came) == 5
    plant.expect_all(WECOM_PERSON)
