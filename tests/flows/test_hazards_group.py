"""The month's board in the plant's DingTalk group: after its three people, once, true when it is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import click
import pytest
import requests
from asking import calls, fault, lose_patience
from click.testing import CliRunner
from doors import doors
from hazard_acts import cleared, everybody, says
from plant import Log, Plant, data_of, running_plant
from worlds import Here

from handlers.clock import tick
from handlers.hazards import fame
from handlers.plant import keep
from models import delivery as deliveries
from models import plant_time, store
from models.book import book
from models.delivery import GROUP, Delivery
from models.hazard import Hazard
from models.meter import Reach
from workers import commands
from workers.deliver import deliver
from workers.scenarios.phone import text_of, title
from workers.scenarios.simulator import Json

CHAT = "cidKx7/a+Qm2bZ0w=="
PLANTS = ("anhe", "lizhou")
CREATE = "card/instances/createAndDeliver"
DAY = timedelta(days=1)


def with_group(name: str, chat: str = CHAT) -> dict[str, Any]:
    found = data_of(name)
    plant = found["plant"]
    assert isinstance(plant, dict)
    return {**found, "plant": {**plant, "dingtalk_group": chat}}


@pytest.fixture(params=PLANTS)
def grouped(
    request: pytest.FixtureRequest, simulator: Here, redis_url: str, usual_store: str, log: Log
) -> Iterator[Plant]:
    """A plant with a group."""
    data = with_group(request.param)
    with running_plant(simulator, usual_store, redis_url, doors().home, data=data) as running:
        yield running
        everybody(running)
        assert not [words for words in running.unexpected() if CHAT not in words]


@pytest.fixture
def anhe_grouped(simulator: Here, redis_url: str, usual_store: str, log: Log) -> Iterator[Plant]:
    with running_plant(simulator, usual_store, redis_url, doors().home, data=with_group("anhe")) as running:
        yield running
        everybody(running)


def three(plant: Plant) -> list[str]:
    """Three who are on no leave and on DingTalk and WeCom both, where the plant has both."""
    return [person.id for person in book(plant.now).plant.people if not person.leave][:3]


def end_of_month(plant: Plant) -> list[Hazard]:
    """The first cleared all, the second five of six, the third four of six; the month is closed, and it is 07:59."""
    first, second, third = three(plant)
    days = [plant.now - timedelta(days=number + 2) for number in range(6)]
    seeded = [cleared(first, at, number) for number, at in enumerate(days)]
    for number, at in enumerate(days):
        for who, start, on_time in ((second, 10, 5), (third, 20, 4)):
            made = cleared(who, at, start + number)
            if number >= on_time:
                Hazard.update(closed_at=None, state="rectifying").where(Hazard.id == made.id).execute()
    says(seeded[0], "hazard.closed_out", now=plant.now)
    end = fame.period_of("2026-11", book(plant.now).plant).end
    for moment in (end + timedelta(minutes=1), end + fame.MORNING - timedelta(minutes=1)):
        plant.set_time(moment)
        plant.turn()
    assert not chat(plant)
    return seeded


def morning(plant: Plant) -> None:
    plant.advance(2)


def told(plant: Plant) -> None:
    """It is eight; nothing has been sent yet."""
    plant.set_time(plant.now + timedelta(minutes=1))
    tick(plant.now)


def chat(plant: Plant) -> list[Json]:
    shown = plant.simulator.messages("dingtalk", CHAT)
    plant.seen |= {message["id"] for message in shown}
    return shown


def robot(plant: Plant, *, inside: bool) -> None:
    plant.simulator.post(f"phones/dingtalk/{requests.utils.quote(CHAT, safe='')}/person", {"in_scope": inside})


def post() -> Delivery:
    found: Delivery = Delivery.select().where(Delivery.form == GROUP).order_by(Delivery.id.desc()).get()
    return found


def stands_in_group(message: Json) -> dict[str, Any]:
    shown: dict[str, Any] = message["body"]["cardParamMap"]
    return {**shown, "lines": json.loads(shown["lines"]), "buttons": json.loads(shown["buttons"])}


def test_it_comes_once_after_the_three_and_a_correction_says_what_changed(grouped: Plant) -> None:
    seeded = end_of_month(grouped)
    morning(grouped)
    people, plant = three(grouped), book(grouped.now).plant
    for person, place in zip(people, fame_places(), strict=True):
        grouped.expect(person, f"11 月清零榜：你{place}")
    [card] = chat(grouped)
    shown, names = stands_in_group(card), [plant.person(each).name for each in people]
    assert shown["title"] == "11 月清零榜"
    assert [line.split("，")[0] for line in shown["lines"]] == [
        f"第一 {names[0]}：清零 100%（6 条）",
        f"第二 {names[1]}：清零 83%（6 条）",
        f"第三 {names[2]}：清零 66%（6 条）",
    ]
    # Nobody acts in a group: what can be pressed opens a page.
    assert [(each["text"], each["url"]) for each in shown["buttons"]] == [
        ("看榜", f"{grouped.base}/h5/dingtalk/fame/2026-11")
    ]
    assert card["meta"]["callbackType"] is None and not shown["image"]
    assert [line["account"] for line in calls(grouped, "dingtalk", CREATE)].count(CHAT) == 1
    grouped.advance(3 * 24 * 60)
    assert len(chat(grouped)) == 1
    # Two of the first one's six were not mended: he is the second now.
    for each in seeded[:2]:
        says(each, "hazard.fake", now=grouped.now, by=people[1])
        grouped.settle()
    first, once, twice = map(stands_in_group, chat(grouped))
    assert first == shown
    assert (once["title"], twice["title"]) == ("11 月清零榜更正", "11 月清零榜更正")
    assert once["lines"][0] == f"更正：{seeded[0].number} 核实没真改"
    assert twice["lines"][0] == f"更正：{seeded[1].number} 核实没真改"
    last = next(line for line in twice["lines"] if names[0] in line)
    assert "清零 66%" in last and "（原来" in last and "清零 83%" in last
    assert not Reach.select().exists()


def fame_places() -> tuple[str, ...]:
    return ("第一", "第二", "第三")


def test_corrections_while_it_waits_are_one_card_that_says_all_of_them(anhe_grouped: Plant) -> None:
    plant = anhe_grouped
    seeded = end_of_month(plant)
    morning(plant)
    fault(plant, "dingtalk", CREATE, "throttle", account=CHAT)
    for each in seeded[:2]:
        says(each, "hazard.fake", now=plant.now)
    plant.advance(2)
    _, corrected = chat(plant)
    assert stands_in_group(corrected)["lines"][0] == "更正：" + "，".join(
        f"{each.number} 核实没真改" for each in seeded[:2]
    )


@pytest.mark.parametrize("killed", [False, True], ids=["lost", "killed"])
def test_a_lost_answer_or_a_killed_process_posts_it_no_oftener_than_dingtalk_wants(
    anhe_grouped: Plant, killed: bool
) -> None:
    plant = anhe_grouped
    end_of_month(plant)
    if not killed:
        lose_patience(plant)
        fault(plant, "dingtalk", CREATE, "timeout_after_effect", account=CHAT)
        morning(plant)
    else:
        told(plant)
        row, real = post(), plant_time.real_now()
        taken = store.write(lambda: deliveries.claim(row.id, plant.now, real))
        assert taken
        plant.settle()
        assert not chat(plant)
        later = real + deliveries.LEASE + timedelta(seconds=1)
        deliver(row.id, plant.house.channels, plant.base, plant.now, later)
    # After a lost answer DingTalk wants the card that exists delivered once more: twice is better than never.
    assert [title(each) for each in chat(plant)] == ["11 月清零榜"] * (1 if killed else 2)
    assert post().state == "sent"
    plant.advance(24 * 60)
    assert len(chat(plant)) == (1 if killed else 2)


@pytest.mark.parametrize("reading", ["result", "code"])
def test_without_the_robot_in_the_group_the_office_hears_it_and_the_three_have_theirs(
    grouped: Plant, reading: str
) -> None:
    grouped.simulator.running.within(lambda world: setattr(world.config.dingtalk, "group_refusal", reading))
    robot(grouped, inside=False)
    end_of_month(grouped)
    morning(grouped)
    for person in three(grouped):
        grouped.expect(person, "11 月清零榜：你第")
    office = book(grouped.now).plant
    heard = [
        text_of(message)
        for person in office.people
        for message in grouped.phone(person.id).messages()
        if "2026-11 清零榜没有发到钉钉群，发给个人的不受影响" in text_of(message)
    ]
    assert heard and "把应用的机器人加进群" in heard[0]
    assert post().state == "stuck" and not chat(grouped)
    faults = requests.get(f"{grouped.base}/readyz").json()["faults"]
    assert [each for each in faults if each.startswith("钉钉群收不到榜：这个钉钉群收不到")]
    assert not Reach.select().exists()
    robot(grouped, inside=True)
    grouped.set_time(grouped.now + DAY)
    grouped.settle()
    assert [title(each) for each in chat(grouped)] == ["11 月清零榜"]
    faults = requests.get(f"{grouped.base}/readyz").json()["faults"]
    assert not [each for each in faults if "钉钉群" in each]


def test_a_wrong_group_put_right_in_the_plants_data_gets_it_at_once(anhe_grouped: Plant) -> None:
    plant = anhe_grouped
    wrong = with_group("anhe", "cidNobody=")
    store.write(lambda: keep(_next(wrong, 1), plant.now))
    end_of_month(plant)
    morning(plant)
    assert post().state == "stuck"
    store.write(lambda: keep(_next(with_group("anhe"), 2), plant.now))
    plant.settle()
    assert [title(each) for each in chat(plant)] == ["11 月清零榜"]
    store.write(lambda: keep(_next(with_group("anhe", ""), 3), plant.now))


def _next(data: dict[str, Any], more: int) -> dict[str, Any]:
    return {**data, "plant": {**data["plant"], "version": data["plant"]["version"] + more}}


def test_a_plant_whose_dingtalk_is_not_connected_is_told_and_nobody_is_lost(anhe_grouped: Plant) -> None:
    plant = anhe_grouped
    end_of_month(plant)
    told(plant)
    others = {name: channel for name, channel in plant.house.channels.items() if name != "dingtalk"}
    deliver(post().id, others, plant.base, plant.now, plant_time.real_now())
    assert post().state == "stuck" and not Reach.select().exists()
    plant.settle()


def test_whoever_sets_a_group_tries_it_by_command(anhe_grouped: Plant) -> None:
    plant, cli = anhe_grouped, click.Group()
    commands.register(cli, lambda: plant.house)
    robot(plant, inside=False)
    ran = CliRunner().invoke(cli, ["check", "--send", "group"])
    assert ran.exit_code == 1 and "✗ 钉钉群：这个钉钉群收不到" in ran.output
    robot(plant, inside=True)
    ran = CliRunner().invoke(cli, ["check", "--send", "group"])
    assert ran.exit_code == 0 and "试验卡发到钉钉群里了" in ran.output
    assert [title(each) for each in chat(plant)] == ["试一下：清零榜以后发到这个群"]
