"""Bad luck: lost answers, a platform that is dead, what arrives late. Each was found with `make run`."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast

import pytest
import requests
from asking import WECOM_PERSON, alert, card_of, fault, lose_patience
from at_work import ANALYST, AREA_FOREMAN, CREW, LEADER, WORKER, at_work, confirm_resume
from builders import DIRECTOR, GUARDIAN, MANAGER, ON_SITE, at_the_dual_sign
from gates import open_asks, working
from plant import Plant
from playwright.sync_api import Page, expect
from screens import ask_of, everybody, follow, show, stand

from handlers import alerts
from models import plant_time, store
from models.book import book
from models.delivery import Delivery
from simulator.dingtalk import jsapi
from simulator.wecom import jssdk
from simulator.world import World
from workers import courier
from workers.scenarios.phone import text_of

if TYPE_CHECKING:
    from workers.pace import Pace

OFFICE, DUTY_LEADER = "U04", "U08"


def test_a_stop_of_a_permit_asked_for_in_the_chat_names_whom_it_has_not_reached(plant: Plant) -> None:
    """The stop hangs on the request, which stands at its person's desk."""
    permit = working(plant)
    fault(plant, "wecom", "message/send", "refuse", account=plant.person(ANALYST).account, code=60111)
    plant.phone(WORKER).say("停工")
    plant.settle()
    name = plant.person(ANALYST).name
    assert name in text_of(plant.expect(WORKER, "停工还没通知到"))
    assert name in text_of(plant.expect(OFFICE, "停工没通知到人"))
    shown = requests.get(f"{plant.base}/console/permits/{permit.number}", timeout=10).text
    assert f"停工还没通知到{name}" in shown
    plant.expect_all(*CREW, *ON_SITE, OFFICE, DUTY_LEADER)


class Platforms:
    """What the courier has seen of who answers."""

    def __init__(self, dead: str) -> None:
        self.dead = dead

    def silent(self, platform: str) -> datetime | None:
        return plant_time.real_now() if platform == self.dead else None

    def answered(self, platform: str) -> datetime | None:
        return None if platform == self.dead else plant_time.real_now()


def look(pace: Platforms) -> None:
    store.write(lambda: courier.beat(cast("Pace", pace)))


def heard_on_dingtalk(plant: Plant, words: str) -> list[str]:
    people = [each for each in book(plant.now).plant.people if each.platform == "dingtalk"]
    return [each.id for each in people if any(words in text_of(told) for told in plant.phone(each.id).messages())]


def test_the_alarm_about_a_silent_platform_goes_to_the_other_and_names_permit_and_person(plant: Plant) -> None:
    lose_patience(plant)
    permit = working(plant)
    fault(plant, "wecom", "message/send", "5xx", times=99)
    look(Platforms("wecom"))
    plant.phone(WORKER).say("停工")
    plant.settle()
    plant.advance(4)
    assert heard_on_dingtalk(plant, f"停工没送到：{permit.number} 的 {plant.person(ANALYST).name}")
    assert heard_on_dingtalk(plant, "停工没通知到人")
    store.write(lambda: alerts.house_alert("disk", "磁盘快满了", ["请腾出空间"], plant.now, OFFICE))
    plant.settle()
    assert heard_on_dingtalk(plant, "磁盘快满了")
    everybody(plant)


def test_what_was_put_off_goes_out_as_soon_as_the_platform_answers_again(plant: Plant) -> None:
    lose_patience(plant)
    ask = alert(plant, WECOM_PERSON)
    # As five tries in vain leave it.
    later = plant.now + timedelta(minutes=5)
    store.write(lambda: Delivery.update(attempts=5, not_before=later).where(Delivery.ask == ask).execute())
    fault(plant, "wecom", "message/send", "5xx", times=3)
    look(Platforms("wecom"))
    plant.settle()
    assert (card_of(ask).state, card_of(ask).attempts) == ("waiting", 5)
    look(Platforms(""))
    plant.settle()
    plant.expect(WECOM_PERSON, "请看一下")


def test_a_confirmation_from_before_the_work_stopped_again_leads_to_the_new_one(plant: Plant, screen: Page) -> None:
    permit = at_work(plant)
    plant.phone(LEADER).say("停工")
    plant.settle()
    stand(plant, GUARDIAN)
    old = f"resume/{ask_of(permit, 'permit.resume', GUARDIAN)}?r=1"
    show(plant, screen, GUARDIAN, old)
    for person in (GUARDIAN, AREA_FOREMAN):
        confirm_resume(plant, person)
    plant.phone(LEADER).say("停工")
    plant.settle()
    for _ in range(2):
        screen.locator("[data-act]").tap()
        expect(screen.locator("#answer")).to_contain_text("08:10 又停了，现在停着。再复工要重新确认。")
    follow(screen, "打开新的")
    expect(screen.locator("[data-act='permit.resume']")).to_be_visible()
    show(plant, screen, GUARDIAN, old)
    follow(screen, "打开新的")
    screen.locator("[data-act='permit.resume']").tap()
    expect(screen.locator("#answer")).to_contain_text("记下了")
    assert [each.person for each in open_asks(permit, "permit.resume")] == [AREA_FOREMAN]
    plant.settle()
    plant.expect_all(*CREW)


def forget_tickets(world: World) -> None:
    """As after a restart of the platform."""
    world.put(jssdk.Tickets())
    world.put(jsapi.Ticket())


@pytest.mark.parametrize("person", [MANAGER, DIRECTOR], ids=["wecom", "dingtalk"])
def test_a_platform_that_forgot_its_script_tickets_gives_the_page_its_position_again(
    plant: Plant, screen: Page, person: str
) -> None:
    permit, _, _ = at_the_dual_sign(plant)
    stand(plant, person)
    path = f"sign/{ask_of(permit, 'permit.sign', person)}?r=1"
    show(plant, screen, person, path)
    expect(screen.locator("#place-words")).to_contain_text("已定位")
    plant.simulator.running.within(forget_tickets)
    show(plant, screen, person, path)
    expect(screen.locator("#place-words")).to_have_text("已定位，误差约 8 米")
    # The house could not know that its first signature was no longer good.
    assert len(plant.simulator.get("reports")) == 1
    plant.simulator.running.within(lambda world: world.reports.clear())
    everybody(plant)
