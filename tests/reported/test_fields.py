"""What is wrong with a field is said once, at the field, and the list below names it too."""

from __future__ import annotations

from at_work import LEADER
from builders import ANALYST
from gates import approved, asking, open_asks, page_of, tap
from plant import Plant
from playwright.sync_api import Page, expect
from roads import road
from screens import ask_of, everybody, said_at, show, stand

from models.ask import Ask
from models.gas import of_permit
from models.permit import Permit

UNITS = ["MPa", "kPa", "m3/h"]


def test_a_mass_that_can_not_be_meant_is_named_and_nobody_is_asked_for_a_level(plant: Plant, screen: Page) -> None:
    plant.phone(LEADER).say("吊装")
    plant.settle()
    stand(plant, LEADER)
    request = Ask.select().where(Ask.kind == "permit.request").order_by(Ask.id.desc()).get()
    show(plant, screen, LEADER, f"request/{request.id}?r=1")
    expect(screen.locator("#area-words")).to_contain_text("按定位选了")
    field = screen.locator("[name='inputs.mass_t']")
    bar = screen.locator("#bar")
    for mass in ("五吨", "-5", "2001"):
        field.fill(mass)
        screen.locator("#confirm").click()
        expect(bar).to_contain_text("要改：吊物质量；还差：")
        expect(bar).not_to_contain_text("级别")
        said_at(screen, "吊物质量", "吊物质量要写一个数，0 到 2000 之间")
        field.fill("5")
        expect(screen.locator(".faulty[data-label=吊物质量]")).to_have_count(0)
        screen.locator("#confirm").click()
        expect(bar).to_contain_text("还差：")
        expect(bar).not_to_contain_text("吊物质量")
    everybody(plant)


def test_what_the_gas_page_lacks_is_gone_once_it_is_chosen(plant: Plant, screen: Page) -> None:
    permit = approved(plant)
    stand(plant, ANALYST)
    show(plant, screen, ANALYST, f"gas/{ask_of(permit, 'permit.gas_test', ANALYST)}?r=1")
    screen.locator("#confirm").click()
    said_at(screen, "在哪里取的样", "还差在哪里取的样")
    screen.locator(".choice", has_text="别的地方").tap()
    expect(screen.get_by_text("还差在哪里取的样")).to_have_count(0)
    expect(screen.locator("#bar")).to_be_hidden()
    assert not of_permit(permit)
    everybody(plant)


@road
def with_a_reading(plant: Plant) -> Permit:
    """An approved permit at a plant where a line asks for a reading with its unit."""
    asking(plant, "DH12", evidence="reading", units=UNITS)
    return approved(plant)


def asked(permit: Permit) -> Ask:
    """The question that has this line."""
    return next(each for each in open_asks(permit, "permit.measures") if "DH12" in each.data["measures"])


def test_a_reading_takes_a_chosen_unit_and_what_is_wrong_with_it_is_said_once_and_in_red(
    plant: Plant, screen: Page
) -> None:
    permit = with_a_reading(plant)
    ask = asked(permit)
    stand(plant, ask.person)
    show(plant, screen, ask.person, f"measures/{ask.id}?r=1")
    card = screen.locator("[data-measure=DH12]")
    note, unit, yes = card.locator("[name=note]"), card.locator("[name=unit]"), card.locator(".yes")
    assert unit.locator("option").all_inner_texts() == ["选一种", *UNITS]
    note.fill("2")
    yes.click()
    said_at(screen, "单位", "选单位")
    note.fill("测过了")
    unit.select_option("MPa")
    yes.click()
    said_at(screen, "读数", "读数要写一个数和单位")
    expect(card.get_by_text("读数要写一个数和单位")).to_have_count(1)
    expect(card.locator(".told")).to_be_hidden()
    assert card.locator(".fault").evaluate("each => getComputedStyle(each).color") == "rgb(196, 18, 47)"
    note.fill("2")
    unit.select_option("kPa")
    yes.click()
    expect(screen.locator("#answer")).to_contain_text("你的措施都确认完了")
    assert Permit.get_by_id(permit.id).work.measures["DH12"].note == "2 kPa"
    everybody(plant)


def test_the_unit_of_a_reading_may_be_typed_with_it(plant: Plant) -> None:
    permit, typed = with_a_reading(plant), "进 0.1 MPa，出 3m³/h"
    assert page_of(plant, asked(permit)).act("permit.measure", tap("DH12", note=typed))["ok"]
    assert Permit.get_by_id(permit.id).work.measures["DH12"].note == typed
    everybody(plant)
