"""Signing in to the console: who may, how long, how often, and that no other site can post for somebody."""

from __future__ import annotations

import re

import pytest
from click.testing import Result
from flask.testing import FlaskClient
from room import NOW, Room
from werkzeug.test import TestResponse

from handlers import admins
from models import plant_time
from models.admin import Admin, by_name
from web.console import commands, session, signin
from web.here import behind

PASSWORD = "三号罐区-巡检-2026"
OFFICE = {"REMOTE_ADDR": "10.1.2.3"}


@pytest.fixture(autouse=True)
def no_tries_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signin, "tries", signin.Tries())


@pytest.fixture(autouse=True)
def cheap_to_check(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thirtieth of what a password costs in the house."""
    monkeypatch.setattr(admins, "HASHING", "scrypt:1024:8:1")


@pytest.fixture
def office(room: Room) -> FlaskClient:
    """A browser on another machine than the server."""
    client = room.app.test_client()
    client.environ_base.update(OFFICE)
    return client


@pytest.fixture
def account(room: Room) -> Admin:
    admins.set_password("卞予安", PASSWORD, NOW, one_time=False)
    return Admin.get()


def token(page: TestResponse) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page.text)
    assert found, page.text
    return found[1]


def sign_in(client: FlaskClient, password: str = PASSWORD, **more: str) -> TestResponse:
    given = {"token": token(client.get("/console/signin")), "name": "卞予安", "password": password, **more}
    return client.post("/console/signin", data=given)


def create_admin(room: Room, *words: str, typed: str = "") -> Result:
    commands.register(room.app.cli)
    return room.app.test_cli_runner().invoke(args=["create-admin", *words], input=typed)


def test_in_the_demo_this_machine_needs_no_account_and_is_told_so(room: Room) -> None:
    page = room.app.test_client().get("/console/")
    assert page.status_code == 200
    assert "演示，免登录" in page.text
    assert "在这台机器上打开控制台不用登录" in room.app.test_client().get("/console/login").text


def test_behind_a_forwarding_server_nobody_counts_as_this_machine(room: Room) -> None:
    page = room.app.test_client().get("/console/", headers={"X-Forwarded-For": "10.1.2.3"})
    assert page.location.startswith("/console/signin")


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "10.1.2.3", "[::2]"]
)
def test_under_another_name_this_machine_is_no_place_without_an_account(room: Room, host: str) -> None:
    browser = room.app.test_client()
    assert browser.get("/console/", headers={"Host": host}).location.startswith("/console/signin")
    assert browser.get("/demo/clock", headers={"Host": host}).status_code == 403


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "http://localhost.evil.example:8000", "null", "http://[", ""]
)
def test_what_a_page_elsewhere_has_a_browser_here_send_is_refused(room: Room, origin: str) -> None:
    browser, time = room.app.test_client(), {"now": "2026-11-25T22:00:00+08:00"}
    refused = browser.post("/demo/clock", json=time, headers={"Origin": origin})
    assert refused.status_code == 403 and "演示自己的网页" in refused.json["words"] and not plant_time.is_set()
    assert browser.get("/console/", headers={"Origin": origin}).location.startswith("/console/signin")
    own = {"Origin": "http://localhost:8100"}
    assert browser.post("/demo/clock", json=time, headers=own).status_code == 200 and plant_time.is_set()


def test_the_demo_s_doors_are_open_under_the_address_it_was_started_with(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = {"Host": "anhao.example:8000", "Origin": "http://anhao.example:8100"}
    browser = room.app.test_client()
    assert browser.get("/demo/clock", headers=named).status_code == 403
    monkeypatch.setattr(room.settings, "base_url", "http://anhao.example:8000/")
    assert browser.get("/demo/clock", headers=named).status_code == 200
    assert browser.get("/console/", headers=named).location.startswith("/console/signin")


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "[::1]:8000", "localhost"])
def test_under_its_own_names_this_machine_needs_no_account(room: Room, host: str) -> None:
    assert room.app.test_client().get("/console/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("path", ["", "figures", "house", "permits/DH-1", "pictures/00", "board/live", "password"])
def test_nothing_is_shown_before_the_sign_in(office: FlaskClient, path: str) -> None:
    answer = office.get(f"/console/{path}")
    assert answer.status_code == 302
    assert answer.location == f"/console/signin?next=/console/{path}"


def test_without_any_account_the_page_says_how_to_make_one(office: FlaskClient) -> None:
    assert "flask --app wsgi create-admin" in office.get("/console/signin").text


def test_name_and_password_open_the_page_that_was_wanted(office: FlaskClient, account: Admin) -> None:
    answer = sign_in(office, next="/console/house")
    assert answer.location == "/console/house"
    assert "卞予安" in office.get("/console/house").text


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/console/\\evil", "/h5/x", "/console/\r\nX:y"]
)
def test_the_sign_in_leads_nowhere_else(office: FlaskClient, account: Admin, elsewhere: str) -> None:
    assert sign_in(office, next=elsewhere).location == "/console/"
    page = office.get("/console/signin", query_string={"next": elsewhere})
    assert 'name="next" value="/console/"' in page.text
    given = {"token": token(page), "name": "卞予安", "password": PASSWORD}
    assert office.post("/console/signin", query_string={"next": elsewhere}, data=given).location == "/console/"


def test_a_wrong_password_and_an_unknown_name_get_the_same_words(office: FlaskClient, account: Admin) -> None:
    wrong, unknown = sign_in(office, "something else"), sign_in(office, name="nobody")
    assert (wrong.status_code, unknown.status_code) == (403, 403)
    assert all(signin.WRONG in page.text for page in (wrong, unknown))


def test_after_ten_tries_in_a_minute_even_the_right_password_waits(office: FlaskClient, account: Admin) -> None:
    assert [sign_in(office, "wrong").status_code for _ in range(10)] == [403] * 10
    late = sign_in(office)
    assert late.status_code == 429
    assert "等一分钟" in late.text


def test_a_stranger_behind_the_same_web_server_keeps_nobody_out(room: Room, account: Admin) -> None:
    behind(room.app, 1)
    stranger, owner = room.app.test_client(), room.app.test_client()
    for browser, address in ((stranger, "6.6.6.6"), (owner, "10.1.2.3")):
        browser.environ_base.update({"HTTP_X_FORWARDED_FOR": f"1.2.3.4, {address}"})
    assert [sign_in(stranger, "wrong").status_code for _ in range(11)] == [403] * 10 + [429]
    assert sign_in(owner).status_code == 302


def test_a_web_server_that_the_house_does_not_know_of_is_named_in_the_log(
    room: Room, account: Admin, caplog: pytest.LogCaptureFixture
) -> None:
    browser = room.app.test_client()
    browser.environ_base.update({"HTTP_X_FORWARDED_FOR": "6.6.6.6"})
    assert [sign_in(browser, "wrong").status_code for _ in range(11)][-1] == 429
    assert "without ANHAO_PROXIES" in caplog.text


def test_the_cookie_is_not_for_scripts_and_ends_after_twelve_hours(room: Room, office: FlaskClient) -> None:
    cookie = office.get("/console/signin").headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Lax", "Path=/console", "Max-Age=43200"} <= set(cookie.split("; "))
    value = cookie.split("=", 1)[1].split(";")[0]
    assert session.read(value, room.settings.signing_key)
    assert session.read(value, "another key") is None
    assert session.read(value[:-2] + "xx", room.settings.signing_key) is None


def test_over_https_the_cookie_is_only_for_https(room: Room) -> None:
    with room.app.test_request_context():
        answer = room.app.make_response("")
        session.keep(answer, session.begin(), "key", secure=True)
    assert "Secure" in answer.headers["Set-Cookie"]


def test_a_post_without_its_token_or_with_that_of_another_browser_does_nothing(
    room: Room, office: FlaskClient, account: Admin
) -> None:
    given = {"name": "卞予安", "password": PASSWORD}
    other = room.app.test_client()
    other.environ_base.update(OFFICE)
    foreign = token(other.get("/console/signin"))
    for forged in ({}, {"token": "x"}, {"token": foreign}):
        assert office.post("/console/signin", data={**given, **forged}).status_code == 400
    assert office.get("/console/").status_code == 302


def test_signing_out_ends_the_sessions_of_every_browser(room: Room, office: FlaskClient, account: Admin) -> None:
    second = room.app.test_client()
    second.environ_base.update(OFFICE)
    sign_in(second)
    sign_in(office)
    office.post("/console/signout", data={"token": token(office.get("/console/"))})
    assert [client.get("/console/").status_code for client in (office, second)] == [302, 302]


def test_a_one_time_password_opens_only_the_page_that_changes_it(room: Room, office: FlaskClient) -> None:
    shown = create_admin(room, "卞予安").output
    first = shown.rsplit("：", 1)[1].strip()
    sign_in(office, first)
    assert office.get("/console/").location == "/console/password"
    given = {"token": token(office.get("/console/password")), "now": first, "new": PASSWORD, "again": PASSWORD}
    assert office.post("/console/password", data=given).location == "/console/"
    assert office.get("/console/").status_code == 200
    assert by_name("卞予安").one_time is False


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"now": "wrong"}, "现在的密码不对"),
        ({"again": "something else 123"}, "不一样"),
        ({"new": "short", "again": "short"}, "12 到 200"),
        ({"new": PASSWORD, "again": PASSWORD}, "和现在的一样"),
    ],
)
def test_a_new_password_that_does_not_do_is_told_why(
    office: FlaskClient, account: Admin, change: dict[str, str], words: str
) -> None:
    sign_in(office)
    page = office.get("/console/password")
    given = {"token": token(page), "now": PASSWORD, "new": "another password", "again": "another password", **change}
    answer = office.post("/console/password", data=given)
    assert answer.status_code == 400
    assert words in answer.text
    assert admins.check("卞予安", PASSWORD)


def test_the_command_prints_a_one_time_password_or_asks_for_one(room: Room) -> None:
    assert "一次性密码" in create_admin(room, "甲").output
    asked = create_admin(room, "乙", "--ask", typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert "可以登录" in asked.output
    assert PASSWORD not in asked.output
    assert admins.check("乙", PASSWORD)
    assert create_admin(room, "丙", "--ask", typed="short\nshort\n").exit_code == 1


def test_the_store_keeps_no_password(account: Admin) -> None:
    assert account.password.startswith("scrypt:")
    assert PASSWORD not in account.password


def test_a_new_password_from_the_command_ends_all_sessions(room: Room, office: FlaskClient, account: Admin) -> None:
    sign_in(office)
    create_admin(room, "卞予安")
    assert office.get("/console/").status_code == 302


def test_pages_carry_their_headers(room: Room) -> None:
    headers = room.app.test_client().get("/console/").headers
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
