"""The board of hazards for everybody in the plant: asked for in the chat, read by hand, without anybody's name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from doors import doors
from hazard_acts import FINDER, newest, owned, report
from plant import Log, Plant, data_of, running_plant
from playwright.sync_api import Page, expect
from screens import everybody, follow, show
from worlds import Here

from models import hazard as hazards
from models import store
from models.book import book
from models.hazard import Hazard
from models.subject import open_subject
from web.h5.hazards.posted_page import MANY
from workers.scenarios.phone import text_of


def many(plant: Plant, hazard: Hazard, how_many: int, state: str) -> None:
    """As many more, like this one."""

    def make() -> None:
        for number in range(how_many):
            name = f"YH-{state[:2]}{number:04d}"
            values = {key: value for key, value in hazard.__data__.items() if key not in ("id", "subject", "number")}
            values |= {
                "state": state,
                "closed_at": plant.now - timedelta(hours=number) if state != "assigned" else None,
            }
            Hazard.create(subject=open_subject(f"hazard/{name}", plant.now), number=name, **values)

    store.write(make)


def test_everybody_reads_what_is_open_and_what_was_closed(plant: Plant, screen: Page) -> None:
    hazard = owned(plant)
    name = book(plant.now).plant.person(hazard.owner).name
    about = hazard.report.but(words=f"{name}那边的配电箱门坏了")
    store.write(lambda: hazards.keep(hazards.locked(hazard.subject_id), report=about, late=True))
    many(plant, hazard, MANY, "assigned")
    many(plant, hazard, 2, "archived")
    reader = "U35"
    plant.phone(reader).say("隐患公示")
    plant.settle()
    assert f"没销号的隐患 {MANY + 1} 条，超期" in text_of(plant.expect(reader, "没销号的隐患"))
    show(plant, screen, reader, "mine/in")
    follow(screen, "隐患公示")
    main = screen.locator("main")
    expect(main).to_contain_text("某某那边的配电箱门坏了")
    expect(main).to_contain_text(hazard.number)
    assert name not in main.inner_text() and "前改好" in main.inner_text()
    follow(screen, "后一页")
    expect(screen.locator(".rows li")).to_have_count(1)
    follow(screen, "前一页")
    follow(screen, "销号的")
    expect(screen.locator(".rows li")).to_have_count(2)
    follow(screen, "没销号的")
    show(plant, screen, reader, "posted/nothing")
    expect(screen.locator("main")).to_contain_text("没有这一页")
    everybody(plant)


@pytest.fixture
def lizhou(simulator: Here, redis_url: str, usual_store: str, log: Log) -> Iterator[Plant]:
    data = data_of("lizhou")
    with running_plant(simulator, usual_store, redis_url, doors().home, data=data) as running:
        yield running
        assert not running.unexpected()


def test_of_an_unsafe_act_nothing_that_somebody_wrote_is_posted(lizhou: Plant, screen: Page) -> None:
    rules = book(lizhou.now)
    act = next(each for each in rules.config.hazards.categories if each.nature == "act")
    area = rules.plant.areas[0]
    finder = next(each.id for each in rules.plant.people if each.shift == "day")
    report(lizhou, finder, "老王没系安全带就上去了", category=act.id, area=area.id)
    show(lizhou, screen, finder, "posted/open")
    main = screen.locator("main")
    expect(main).to_contain_text(newest().number)
    expect(main).to_contain_text(area.name)
    assert "老王" not in main.inner_text()
    lizhou.expect_all(*(person.id for person in rules.plant.people))


def test_the_finder_is_nobody_on_the_board(plant: Plant, screen: Page) -> None:
    hazard = owned(plant)
    show(plant, screen, FINDER, "posted/open")
    expect(screen.locator("main")).to_contain_text("污水处理站")
    for person in (hazard.finder, hazard.owner, hazard.supervisor):
        assert book(plant.now).plant.person(person).name not in screen.locator("main").inner_text()
    everybody(plant)
