"""Chapter 6, floods once more: strangers who ask much of the house itself hold up nobody's stop."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from alone import Web, web_alone
from flask.testing import FlaskClient
from flood import KINDS, flooding
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

# What the platforms take, in seconds: who waits for them once has waited too long. And what a call may take while it
# shares the process with a stranger, who keeps it busy.
SLOW, SHARED = 2.5, 0.1


class SlowPlatform(BaseHTTPRequestHandler):
    """Both platforms, after SLOW seconds: tokens for the house, and no code is known."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        time.sleep(SLOW)
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        token = "oken" in self.path
        words = '{"errcode":0,"access_token":"t","accessToken":"t","expires_in":7200,"expireIn":7200}'
        said = (words if token else '{"errcode":40029,"errmsg":"unknown"}').encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    do_POST = do_GET

    def log_message(self, *_: object) -> None:
        return None


@contextmanager
def platform() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), SlowPlatform) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory, redis_url: str) -> Iterator[Web]:
    with platform() as there, web_alone(tmp_path_factory.mktemp("var"), there, ANHAO_REDIS_URL=redis_url) as running:
        yield running


def test_callbacks_and_health_are_as_quick_beside_strangers_at_every_door(web: Web) -> None:
    """One at each sign-in, all at once: a door that held the threads would hold them beside the others too."""
    with ExitStack() as strangers:
        begun = [strangers.enter_context(flooding(web.port, 60, kind)) for kind in KINDS]

        @contextmanager
        def at_work() -> Iterator[None]:
            with ExitStack() as busy:
                for each in begun:
                    busy.enter_context(each())
                yield

        assert not web.slowed(at_work, SHARED)


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
