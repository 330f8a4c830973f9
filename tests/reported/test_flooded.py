"""Chapter 6, floods once more: strangers who ask much of the house itself hold up nobody's stop."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from plant import anhe
from room import NOW, Room, build, open_wecom, state_of
from stores import open_copy

from handlers import admins
from models import rulebook, store
from models.base import database
from web import crowds
from web.console import signin
from web.crowds import HOUR, MINUTE, Places, Tries
from web.h5 import login


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    monkeypatch.setattr(login, "unknown", Tries((login.MOST_UNKNOWN, MINUTE)))
    monkeypatch.setattr(login, "places", Places(login.AT_ONCE))
    monkeypatch.setattr(signin, "tries", signin.Tries())
    monkeypatch.setattr(admins, "HASHING", "scrypt:1024:8:1")
    made = build(tmp_path)
    open_copy(made.settings.database, the_plant)
    yield made
    database.close()


def the_plant() -> None:
    month_ago = NOW - timedelta(days=30)
    store.write(lambda: rulebook.add(anhe(), month_ago, month_ago))


def test_only_so_many_sign_in_at_once_and_the_others_come_again_with_the_same_code(room: Room) -> None:
    browser = room.app.test_client()
    with ExitStack() as inside:
        assert all(inside.enter_context(login.places.one()) for _ in range(login.AT_ONCE))
        room.dingtalk.codes["good"] = "anhe_u05"
        told = browser.post("/h5/dingtalk/login", json={"code": "good", "next": "/h5/dingtalk/mine/all"})
        page = open_wecom(room, "/h5/wecom/mine/all", "anhe_u04")
    assert (told.status_code, page.status_code) == (503, 503)
    assert "正在排队" in told.json["words"] and told.json["again_s"] == login.AGAIN_S
    assert "正在排队" in page.text and page.headers["Refresh"] == str(login.AGAIN_S)
    assert room.dingtalk.codes and room.wecom.codes
    state = state_of(browser.get("/h5/wecom/mine/all"))
    assert browser.get(f"/h5/wecom/login?code=once&state={state}").status_code == 200


def test_an_address_with_too_many_unknown_codes_reaches_no_platform_and_others_do(room: Room) -> None:
    stranger = room.app.test_client()
    wanted = {"code": "unknown", "next": "/h5/dingtalk/mine/all"}
    statuses = [stranger.post("/h5/dingtalk/login", json=wanted).status_code for _ in range(login.MOST_UNKNOWN + 1)]
    assert statuses == [403] * login.MOST_UNKNOWN + [429]
    room.wecom.codes["kept"] = "anhe_u04"
    state = state_of(stranger.get("/h5/wecom/mine/all"))
    assert stranger.get(f"/h5/wecom/login?code=kept&state={state}").status_code == 429
    assert "kept" in room.wecom.codes
    assert open_wecom_from(room, "10.0.0.9") == 200


def open_wecom_from(room: Room, address: str) -> int:
    browser = room.app.test_client()
    browser.environ_base.update({"REMOTE_ADDR": address})
    state = state_of(browser.get("/h5/wecom/mine/all"))
    return browser.get(f"/h5/wecom/login?code=kept&state={state}").status_code


def test_invented_names_from_one_address_are_stopped_and_this_machine_still_signs_in(room: Room) -> None:
    admins.set_password("卞予安", "三号罐区-巡检-2026", NOW, one_time=False)
    stranger, most = room.app.test_client(), signin.ALL_NAMES[0][0]
    stranger.environ_base.update({"REMOTE_ADDR": "6.6.6.6"})
    assert [enter(stranger, f"名字{each}") for each in range(most + 1)] == [403] * most + [429]
    with signin.places.one():
        elsewhere, here = room.app.test_client(), room.app.test_client()
        elsewhere.environ_base.update({"REMOTE_ADDR": "6.6.6.7"})
        assert enter(elsewhere, "卞予安") == 503
        for each in range(most):
            enter(here, f"名字{each}")
        assert enter(here, "卞予安") == 302


def enter(browser: FlaskClient, name: str) -> int:
    token = re.search(r'name="token" value="([^"]+)"', browser.get("/console/signin").text)
    assert token
    given = {"token": token[1], "name": name, "password": "三号罐区-巡检-2026"}
    return browser.post("/console/signin", data=given).status_code


def test_what_was_tried_is_forgotten_with_time_and_does_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1.0
    tries = Tries((10, MINUTE), (12, HOUR), clock=lambda: now)
    assert [tries.allows("a", "x") for _ in range(11)] == [True] * 10 + [False]
    assert tries.allows("b", "x")
    now = 62.0
    assert [tries.allows("a", "x") for _ in range(3)] == [True, True, False]
    monkeypatch.setattr(crowds, "MOST_KEYS", 50)
    for each in range(100):
        tries.count(str(each))
    assert len(tries._tries) == 50
    now = 4000.0
    assert tries.allows("c")
    assert len(tries._tries) == 1


def test_a_phone_with_a_whole_network_of_addresses_counts_as_one(room: Room) -> None:
    senders = {"10.1.2.3": "10.1.2.3", "2001:db8:1:2:aaaa::1": "2001:db8:1:2::", "::ffff:10.1.2.3": "10.1.2.3"}
    for sender, counted in senders.items():
        with room.app.test_request_context(environ_base={"REMOTE_ADDR": sender}):
            assert crowds.address() == counted, sender
