"""What held when issue 7 was written and must go on holding: markup that people type stays text wherever it is shown,
numbers go on over New Year's midnight and above 9,999, and five who leave in a row leave somebody who is asked. (Forty
equal posts at once: `tests/flows/test_two_at_once.py`.)"""

from __future__ import annotations

import re
from contextlib import suppress
from html.parser import HTMLParser
from typing import Any

import requests
from at_work import LEADER, at_work
from builders import (
    ANALYST,
    DAY_GUARDIAN,
    DIRECTOR,
    FOREMAN,
    GUARDIAN,
    SHIFT_FOREMAN,
    WELDER,
    ask_for_permit,
    at_the_dual_sign,
    confirm,
    filled,
    fresh,
    moment,
    open_card,
    page_of,
    period,
    refuse,
    with_posts,
)
from gates import approved, open_asks, tap, test_gas
from gates import page_of as page_of_ask
from hazard_acts import FINDER, report
from papers import paper, recorded
from pdfs import pdf
from plant import Plant
from playwright.sync_api import Page, expect
from screens import everybody, show

from models import store
from models.ask import MOVABLE, Ask, of_subject
from models.permit import Permit
from models.seals import seal_all
from models.subject import Counter
from workers.scenarios import hand
from workers.scenarios.phone import PageRefused, text_of

READER = "U05"
ASKED = (FOREMAN, SHIFT_FOREMAN, GUARDIAN, ANALYST, WELDER)
LINK = re.compile(r"/h5/[a-z]+/[a-z_]+/[^\"\\ )]+")
# Where the names of people and places stand, or what they wrote.
CONSOLE = (
    "",
    "board/live",
    "search?words=xss",
    "hazards",
    "people",
    "patrols",
    "exports",
    "site-codes",
    "training/coverage",
)
SPACE = {
    "level": "",
    "guardian": "U32",
    "inputs": {"has_toxic": True, "has_flammable": True, "has_inert_gas": False, "gas_analyst": "U28"},
}


def typed(number: int) -> str:
    """Markup that gets out of a text, of an attribute with or without quotes, and of a script; it shows its number."""
    return f"\"'></script><xss onfocus=x{number:02}>"


class Markup(HTMLParser):
    """found: tags and attributes of a page that only somebody's words could have made."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [tag] if tag == "xss" else []
        self.found += [f"{tag} {name}" for name, _ in attrs if name.startswith("on")]


def named_badly(data: dict[str, Any]) -> None:
    """The plant's data, with markup in what its people, a place and a department are called."""
    for number, person in enumerate(("U33", "U34", "U27"), 1):
        next(each for each in data["people"] if each["id"] == person)["name"] += typed(number)
    next(each for each in data["areas"] if each["id"] == "sewage")["name"] += typed(4)
    data["departments"][0]["name"] += typed(5)


def given_back(plant: Plant) -> str:
    """A request of which work, place and a file's name are markup; and the reason for which it was given back."""
    plant.phone(FOREMAN).say("受限空间")
    plant.settle()
    page = open_card(plant, FOREMAN, plant.expect(FOREMAN, "填写申请"), "填写申请")
    assert page.attach("isolation", pdf(), f"{typed(6)}.pdf")["ok"]
    assert page.attach("rescue_plan", hand.photo("rescue"), f"{typed(7)}.jpg")["ok"]
    answer = page.post("permit.request", filled(plant, **SPACE, project=typed(8), part=typed(9)))
    assert answer["ok"], answer
    plant.settle()
    permit: Permit = Permit.get()
    confirm(plant)
    assert refuse(plant, SHIFT_FOREMAN, plant.expect(SHIFT_FOREMAN, "请签"), typed(10))["ok"]
    return permit.number


def with_gas(plant: Plant) -> str:
    """An approved request: the gas was tested with what the analyst typed, and a measure is not needed for a reason."""
    permit = approved(plant, project=typed(11), part=typed(12))
    answer = test_gas(plant, permit, instrument=typed(13), method=typed(14), point=typed(15))
    assert answer["ok"], answer
    [ask] = [each for each in open_asks(permit, "permit.measures") if "DH06" in each.data["measures"]]
    answer = page_of_ask(plant, ask).act("permit.measure", tap("DH06", applies="no", note=typed(16)))
    assert answer["ok"], answer
    return permit.number


def stopped(plant: Plant) -> str:
    """Work that somebody has stopped, with his reason."""
    permit = at_work(plant, "lifting", "third")
    plant.phone(LEADER).say("停工")
    plant.settle()
    page = open_card(plant, LEADER, plant.expect(LEADER, "你叫停了"), "补原因")
    assert page.act("permit.stop_reason", {"number": permit.number}, typed(17))["ok"]
    return permit.number


def test_markup_that_people_typed_stays_text_on_every_page_card_and_paper(plant: Plant, screen: Page) -> None:
    with_posts(plant, named_badly)
    permits = [raised(plant) for raised in (given_back, with_gas, stopped)]
    hazard = report(plant, words=f"配电箱门坏了{typed(18)}").number
    everybody(plant)
    seal_all(plant.now)
    shown = [f"/console/{path}" for path in (*CONSOLE, f"hazards/{hazard}")]
    shown += [f"/console/permits/{number}{page}" for number in permits for page in ("", "/accident")]
    shown += [f"/console/matters/{number}" for number in (*permits, hazard)]
    pages = [requests.get(plant.base + path, timeout=20).text for path in shown]
    pages += [page for person in ASKED for page in opened_from_cards(plant, person)]
    pages += [page_of(plant, READER, f"permit/{number}").html for number in permits]
    assert [found for page in pages for found in Markup(page).found] == []
    whole = "".join(pages)
    assert [number for number in range(1, 19) if f"onfocus=x{number:02}" not in whole] == []
    # On paper too, and where a script makes a part of the page.
    words = paper(recorded(plant, fresh(Permit.get(Permit.number == permits[1]))))[0]
    assert all(f"<xssonfocus=x{number:02}>" in words for number in (4, 11, 12, 13))
    for person, path in ((ANALYST, f"permit/{permits[1]}"), (FINDER, f"hazard/{hazard}")):
        show(plant, screen, person, path)
        expect(screen.locator("main")).to_contain_text("<xss onfocus=x")
        assert screen.locator("xss").count() == 0


def opened_from_cards(plant: Plant, person: str) -> list[str]:
    """Every page that a card or a text on this phone leads to, as far as it is still open to its reader."""
    phone, pages = plant.phone(person), []
    for link in sorted({each for message in phone.messages() for each in LINK.findall(text_of(message))}):
        with suppress(PageRefused):
            pages.append(phone.open(plant.base + link).html)
    return pages


def test_numbers_go_on_over_new_years_midnight_and_above_9999(plant: Plant) -> None:
    a_working_day = {**period("2027-01-05T08:30", "2027-01-05T16:30"), "guardian": DAY_GUARDIAN}
    plant.set_time(moment("2026-12-31T23:59"))
    store.write(lambda: Counter.create(name="DH-20261231", value=9_999))
    assert ask_for_permit(plant, **a_working_day).number == "DH-20261231-10000"
    plant.set_time(moment("2027-01-01T00:00"))
    assert ask_for_permit(plant, **a_working_day).number == "DH-20270101-0001"
    everybody(plant)
    plant.phone(FOREMAN).say("dh-20261231-10000")
    plant.settle()
    plant.expect(FOREMAN, "DH-20261231-10000")


def test_five_who_leave_in_a_row_leave_somebody_who_is_asked(plant: Plant) -> None:
    """One line of a permit: its approver, whoever stands in for him, and the alerts where nobody is left to sign."""
    permit, _, _ = at_the_dual_sign(plant)
    left: list[str] = []
    while len(left) < 5:
        left.append(asked_of(permit, left)[-1].person)
        who = plant.person(left[-1])
        plant.simulator.post(f"phones/{who.platform}/{who.account}/event", {"event": "leave"})
        plant.settle()
    *signs, alarmed = asked_of(permit, left)
    assert [ask.person for ask in signs if ask.kind == "permit.sign"] == [DIRECTOR]
    assert alarmed.kind == "alert.acknowledge" and "没人签" in text_of(plant.expect(alarmed.person, "红色警报"))
    for phone in plant.simulator.in_use():
        plant.seen |= {each["id"] for each in plant.simulator.messages(phone["platform"], phone["account"])}


def asked_of(permit: Permit, left: list[str]) -> list[Ask]:
    """What is open about the permit and asked of somebody who is there."""
    return [ask for ask in of_subject(permit.subject) if ask.state in MOVABLE and ask.person and ask.person not in left]
