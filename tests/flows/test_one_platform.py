"""A plant with one platform: the other's demo secrets, which everybody can read, open nothing; its people are seen."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, cast
from unittest import mock

import click
import forged
import pytest
import requests
from asking import DINGTALK_PERSON, WECOM_PERSON, alert, card_of
from builders import SHIFT_FOREMAN, ask_for_permit, confirm
from click.testing import CliRunner
from forged import Reply, gone, tap, wecom_tap, wecom_word, word
from plant import Log, Plant, running_plant
from worlds import Here

from bot.channel import Channel
from bot.dingtalk.client import DingtalkChannel
from bot.tokens import TokenCache
from config.settings import DingtalkSettings, Settings
from handlers import people
from models import ledger, meter, store
from models.ask import Ask
from models.meter import Reach
from models.tables import MODELS
from web.h5.target import Target
from web.h5.tokens import sign_state
from workers import commands, start
from workers.processes import programs
from workers.scenarios import cast as demo
from workers.scenarios.phone import text_of

# Of one plant alone; the other platform of the simulator signs with what stands in the repository.
OWN: dict[str, dict[str, Any]] = {
    "wecom": {
        "corp_id": "wwownplant000000001",
        "agent_id": 1000077,
        "secret": secrets.token_urlsafe(32),
        "token": secrets.token_hex(12),
        "aes_key": secrets.token_hex(22)[:43],
        "contact_token": secrets.token_hex(12),
        "contact_aes_key": secrets.token_hex(22)[:43],
    },
    "dingtalk": {
        "client_id": "dingownplantapp",
        "client_secret": secrets.token_urlsafe(32),
        "corp_id": "dingownplantcorp",
        "agent_id": 2000077,
        "robot_code": "dingownplantapp",
        "card_template_id": "own-plant.schema",
        "token": secrets.token_hex(12),
        "aes_key": secrets.token_hex(22)[:43],
    },
}
ADDRESSES = {"wecom": ("API",), "dingtalk": ("API", "OAPI")}
PERSON = {"wecom": WECOM_PERSON, "dingtalk": DINGTALK_PERSON}
OTHER = {"wecom": "dingtalk", "dingtalk": "wecom"}
# Who is told of a trouble of the house, if only this platform is there.
FIRST_OF_THE_OFFICE = {"wecom": "U04", "dingtalk": "U06"}


def as_make_run_says(
    platform: str, simulator_url: str, base: str, database_url: str, redis_url: str, var: Path
) -> Settings:
    """The settings of a house whose owner has set this platform's variables and no other's."""
    own = {f"ANHAO_{platform.upper()}_{name.upper()}": str(value) for name, value in OWN[platform].items()}
    own |= {f"ANHAO_{platform.upper()}_{name}": simulator_url for name in ADDRESSES[platform]}
    own |= {"ANHAO_WECOM_OAUTH": f"{simulator_url}/connect/oauth2/authorize", "ANHAO_BASE_URL": base}
    own |= {"ANHAO_DINGTALK_CALLBACK": "http", "ANHAO_DINGTALK_CARD_SECRET": "x" * 40 if platform == "dingtalk" else ""}
    own |= {"ANHAO_DATABASE_URL": database_url, "ANHAO_REDIS_URL": redis_url, "ANHAO_VAR": str(var)}
    with mock.patch.dict(os.environ, own):
        settings = Settings()
        assert start.why_not(settings) == []
        port = None if start.connected(settings) else 1
        os.environ.update(start.environment(settings, base, port))
        return Settings()


@dataclass(frozen=True)
class Alone:
    """A plant with one platform, and the platform that it does not have."""

    plant: Plant
    other: str


@pytest.fixture(params=["wecom", "dingtalk"])
def alone(request: pytest.FixtureRequest, simulator: Here, redis_url: str, tmp_path: Path, log: Log) -> Iterator[Alone]:
    platform = request.param
    made, played = partial(as_make_run_says, platform), {platform: OWN[platform]}
    url = f"sqlite:///{tmp_path / 'anhao.db'}"
    with running_plant(simulator, url, redis_url, tmp_path, settings=made, played=played) as plant:
        yield Alone(plant, OTHER[platform])
        plant.settle()
        assert not plant.unexpected()
        assert not simulator.get("reports")


Knock = Callable[[Plant, Ask], Reply]


def account(plant: Plant, platform: str) -> str:
    return plant.person(PERSON[platform]).account


def left(plant: Plant) -> str:
    event = {"EventType": "user_leave_org", "eventId": "e-left", "userId": [account(plant, "dingtalk")]}
    return json.dumps(event)


def get(plant: Plant, path: str, **query: str) -> Reply:
    return requests.get(f"{plant.base}{path}", params=query, allow_redirects=False, timeout=10)


def log_in(plant: Plant) -> Reply:
    code = plant.simulator.login_code(plant.phone(DINGTALK_PERSON).id)
    wanted = {"code": code, "next": "/h5/dingtalk/new/hot_work"}
    return requests.post(f"{plant.base}/h5/dingtalk/login", json=wanted, timeout=10)


def come_back(plant: Plant) -> Reply:
    state = sign_state(Target("new", "hot_work"), 0, 0, plant.house.settings.signing_key)
    return get(plant, "/h5/wecom/login", code="once", state=state)


KNOCKS: dict[str, dict[str, Knock]] = {
    "wecom": {
        "address": lambda plant, ask: get(plant, "/callback/wecom", echostr="x"),
        "word": lambda plant, ask: forged.wecom(plant, wecom_word(account(plant, "wecom"), "动火")),
        "card": lambda plant, ask: forged.wecom(
            plant, wecom_tap(account(plant, "wecom"), "0123456789-1-1", f"acknowledge|{ask.id}|0")
        ),
        "contact": lambda plant, ask: forged.wecom(
            plant, gone(account(plant, "wecom")), door="/contacts", key="contact_"
        ),
        "page": lambda plant, ask: get(plant, "/h5/wecom/new/hot_work"),
        "login": lambda plant, ask: come_back(plant),
    },
    "dingtalk": {
        "word": lambda plant, ask: forged.robot(plant, word("动火")),
        "card": lambda plant, ask: forged.card(
            plant, tap(account(plant, "dingtalk"), "0123456789-1-1", "acknowledge", ask.id)
        ),
        "contact": lambda plant, ask: forged.event(plant, left(plant)),
        "page": lambda plant, ask: get(plant, "/h5/dingtalk/new/hot_work"),
        "login": lambda plant, ask: log_in(plant),
    },
}


def everything() -> Mapping[str, Any]:
    return {table.__name__: list(table.select().dicts()) for table in MODELS}


def test_what_the_demo_s_secrets_sign_finds_no_door_and_changes_nothing(alone: Alone) -> None:
    ask = alert(alone.plant, PERSON[alone.other])
    before = everything()
    found = {name: knock(alone.plant, ask).status_code for name, knock in KNOCKS[alone.other].items()}
    assert found == dict.fromkeys(KNOCKS[alone.other], 404)
    assert alone.plant.phone(PERSON[alone.other]).say("动火")["status"] == 404
    assert everything() == before
    alone.plant.settle()
    first = FIRST_OF_THE_OFFICE[OTHER[alone.other]]
    alone.plant.expect(first, "没有接上")
    alone.plant.expect_all("U06", "U04", "U05")


@pytest.mark.parametrize("platform", KNOCKS)
def test_in_the_demo_the_same_requests_are_heard(plant: Plant, platform: str, log: Log) -> None:
    ask = alert(plant, PERSON[platform])
    plant.settle()
    answers = {name: knock(plant, ask) for name, knock in KNOCKS[platform].items()}
    refused = {name: answer.status_code for name, answer in answers.items() if answer.status_code >= 400}
    # No real platform asks for the address's proof here, and no phone went through WeCom for that code.
    assert refused in ({}, {"address": 403})
    assert Ask.get_by_id(ask.id).state == "done"
    log.lines.clear()
    plant.settle()
    plant.expect_all(WECOM_PERSON, DINGTALK_PERSON)


def test_the_platform_that_is_there_works(alone: Alone) -> None:
    person = PERSON[OTHER[alone.other]]
    assert alone.plant.phone(person).say("动火")["status"] == 200
    alone.plant.settle()
    card = alone.plant.expect(person, "动火票申请")
    assert "票" in alone.plant.phone(person).open(f"{alone.plant.base}/h5/{OTHER[alone.other]}/new/hot_work").html
    assert card


def test_the_missing_platform_has_no_channel_no_stream_and_no_simulator(alone: Alone) -> None:
    settings = alone.plant.house.settings
    assert set(alone.plant.house.channels) == {OTHER[alone.other]}
    assert not {"stream", "simulator"} & {program.name for program in programs(settings, 8000, None)}
    assert "ANHAO_DEMO" not in os.environ and not settings.demo and not settings.simulator_url


@pytest.fixture
def wecom_alone(simulator: Here, redis_url: str, store_url: str, tmp_path: Path, log: Log) -> Iterator[Plant]:
    made, played = partial(as_make_run_says, "wecom"), {"wecom": OWN["wecom"]}
    with running_plant(simulator, store_url, redis_url, tmp_path, settings=made, played=played) as plant:
        yield plant
        assert not plant.unexpected()


def test_who_is_on_the_missing_platform_is_out_of_reach_and_others_are_asked(wecom_alone: Plant) -> None:
    permit = ask_for_permit(wecom_alone)
    confirm(wecom_alone)
    assert [(row.person, row.words) for row in Reach.select()] == [(SHIFT_FOREMAN, people.NOT_CONNECTED)]
    assert "\nanhao_unreachable_people 1\n" in requests.get(f"{wecom_alone.base}/metrics").text
    kinds = [entry.kind for entry in ledger.of_subject(permit.subject)]
    assert kinds.count("person.unreachable") == kinds.count("ask.substituted") == 1
    told = text_of(wecom_alone.expect("U04", "钉钉没有接上"))
    assert "名单里有 17 人用钉钉" in told and "请设 ANHAO_DINGTALK_*" in told
    wecom_alone.expect("U05", "请签")
    assert "✗ 钉钉：没有接上，名单里有 17 人用它" in command(wecom_alone, "check")


def test_the_administrator_hears_once_of_a_missing_platform(wecom_alone: Plant) -> None:
    for title in ("甲", "乙"):
        alert(wecom_alone, DINGTALK_PERSON, title)
    wecom_alone.settle()
    wecom_alone.phone("U04").tap(wecom_alone.expect("U04", "钉钉没有接上"), "收到，我处理")
    wecom_alone.settle()
    wecom_alone.expect_all("U05", "U04")
    wecom_alone.set_time(wecom_alone.now + timedelta(days=1))
    alert(wecom_alone, DINGTALK_PERSON, "丙")
    wecom_alone.settle()
    wecom_alone.expect("U04", "丙")


def test_once_the_platform_is_connected_its_people_are_asked_again(wecom_alone: Plant) -> None:
    ask = alert(wecom_alone, DINGTALK_PERSON)
    wecom_alone.settle()
    store.write(lambda: meter.lost("dingtalk", "dt-anhe-0035", "U35", "平台通知：已离开企业", wecom_alone.now))
    connect_dingtalk(wecom_alone)
    wecom_alone.expect(DINGTALK_PERSON, "请看一下")
    assert meter.unreachable() == {"U35"} and card_of(ask).state == "sent"
    [over] = Ask.select().where(Ask.stage == "alert/connect/dingtalk")
    assert (over.state, over.answer["words"]) == ("superseded", "已经接上")
    wecom_alone.expect_all("U04", "U06")


def test_the_stream_of_a_missing_platform_is_refused_in_words(wecom_alone: Plant) -> None:
    assert command(wecom_alone, "stream") == "Error: 钉钉没有接上，不用长连接。要接上请设 ANHAO_DINGTALK_*。\n"


def command(plant: Plant, name: str) -> str:
    cli = click.Group()
    commands.register(cli, lambda: plant.house)
    ended = CliRunner().invoke(cli, [name])
    assert ended.exit_code == 1
    return ended.output


def connect_dingtalk(plant: Plant) -> None:
    """The owner sets its variables, and a worker starts with them."""
    own = demo.DINGTALK | {"api": plant.simulator.url, "oapi": plant.simulator.url}
    tokens = TokenCache(plant.house.redis, "anhao:token")
    channel = DingtalkChannel(DingtalkSettings(**own), plant.house.budget, tokens, base_url=plant.base)
    cast("dict[str, Channel]", plant.house.channels)["dingtalk"] = channel
    store.write(lambda: people.connected(plant.house.channels, plant.now))
    plant.settle()
