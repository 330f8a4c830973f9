"""What an H5 page needs: silent login, signed dd.config, position; the directory and uploads behind it."""

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from dingtalk_cast import DingTalk, plant
from playwright.sync_api import Browser

from simulator.dingtalk.crypto import jsapi_signature
from simulator.server import Running

PAGE = "http://127.0.0.1/h5/permit?name=%E5%8A%A8%E7%81%AB#top"


@pytest.fixture
def sim() -> Iterator[DingTalk]:
    with Running(plant()) as running:
        yield DingTalk(running.url).login()


def jsapi(sim: DingTalk, call: str, **body: Any) -> dict[str, Any]:
    asked = {"phone": "dingtalk:anna", **body}
    answer: dict[str, Any] = requests.post(f"{sim.url}/dingtalk/jsapi/{call}", json=asked, timeout=5).json()
    return answer


def test_a_code_tells_who_it_is_once(sim: DingTalk) -> None:
    code = jsapi(sim, "authcode", corpId=sim.own.corp_id)["code"]
    first, again = (sim.oapi("topapi/v2/user/getuserinfo", {"code": code}) for _ in range(2))
    assert (first["result"]["userid"], first["result"]["name"]) == ("anna", "anna")
    assert again["errcode"] == 40078


def test_a_person_out_of_scope_gets_no_login(sim: DingTalk) -> None:
    code = jsapi(sim, "authcode", phone="dingtalk:late")["code"]
    assert sim.oapi("topapi/v2/user/getuserinfo", {"code": code})["errcode"] == 50002


def test_codes_are_for_this_corp_and_for_known_phones(sim: DingTalk) -> None:
    assert jsapi(sim, "authcode", corpId="other")["errorCode"] == 52010
    assert "errorCode" in jsapi(sim, "authcode", phone="wecom:anna")


def configure(sim: DingTalk, **changes: Any) -> dict[str, Any]:
    ticket = sim.api("POST", "oauth2/jsapiTickets").json()["jsapiTicket"]
    stamp = str(int(time.time()))
    options = {
        "agentId": str(sim.own.agent_id),
        "corpId": sim.own.corp_id,
        "timeStamp": stamp,
        "nonceStr": "Np9x2kQ",
        "signature": jsapi_signature(ticket, "Np9x2kQ", stamp, PAGE),
        "jsApiList": ["getLocation"],
        "url": PAGE,
    }
    return jsapi(sim, "config", **(options | changes))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"signature": "0" * 64}, 52013),
        ({"url": "http://127.0.0.1/other"}, 52013),
        ({"nonceStr": ""}, 52015),
        ({"timeStamp": "1"}, 52016),
        ({"agentId": "1"}, 52017),
        ({"jsApiList": []}, 52019),
    ],
)
def test_dd_config_is_refused_by_its_code(sim: DingTalk, change: dict[str, Any], code: int) -> None:
    assert configure(sim) == {"camera": "there"}
    assert configure(sim, **change)["errorCode"] == code


def test_both_hosts_give_the_same_ticket(sim: DingTalk) -> None:
    new = sim.api("POST", "oauth2/jsapiTickets").json()
    params = {"access_token": sim.token}
    old = sim.http.get(f"{sim.url}/get_jsapi_ticket", params=params, timeout=5).json()
    assert (new["jsapiTicket"], new["expireIn"]) == (old["ticket"], 7200)


def test_the_position_is_text_and_can_be_stale_or_denied(sim: DingTalk) -> None:
    fresh = jsapi(sim, "location")
    assert abs(fresh["timestamp"] / 1000 - time.time()) < 60, "a phone's fix has the real time, whatever the plant's"
    assert (fresh["latitude"], fresh["longitude"], fresh["accuracy"]) == ("30.5", "122.5", "8")
    sim.control("phones/dingtalk/anna/position", {"mode": "stale"})
    assert 1150 < (fresh["timestamp"] - jsapi(sim, "location")["timestamp"]) / 1000 < 1201
    sim.control("phones/dingtalk/anna/position", {"mode": "denied"})
    assert jsapi(sim, "location")["errorCode"] == 11


def test_the_directory_lists_who_is_in_scope(sim: DingTalk) -> None:
    found = sim.oapi("topapi/v2/user/get", {"userid": "anna"})["result"]
    assert (found["manager_userid"], found["dept_id_list"]) == ("boss", [100])
    below = sim.oapi("topapi/v2/department/listsub", {"dept_id": 1})["result"]
    assert [(line["dept_id"], line["name"]) for line in below] == [(100, "安全管理部")]
    assert sim.oapi("topapi/v2/department/get", {"dept_id": 100})["result"]["parent_id"] == 1
    assert sim.oapi("topapi/v2/department/listsubid", {"dept_id": 1})["result"] == {"dept_id_list": [100]}
    assert sim.oapi("topapi/user/listid", {"dept_id": 100})["result"] == {"userid_list": ["anna", "boss"]}
    parents = sim.oapi("topapi/v2/department/listparentbyuser", {"userid": "anna"})["result"]
    assert parents["parent_list"] == [{"parent_dept_id_list": [100, 1]}]


def test_members_come_page_by_page(sim: DingTalk) -> None:
    asked = {"dept_id": 100, "size": 1, "cursor": 0}
    first = sim.oapi("topapi/v2/user/list", asked)["result"]
    last = sim.oapi("topapi/v2/user/list", asked | {"cursor": first["next_cursor"]})["result"]
    assert (first["has_more"], last["has_more"]) == (True, False)
    assert [first["list"][0]["userid"], last["list"][0]["userid"]] == ["anna", "boss"]


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("v2/user/get", {"userid": "nobody"}, 60121),
        ("v2/user/get", {"userid": "late"}, 50002),
        ("v2/user/get", {}, 400002),
        ("v2/department/get", {"dept_id": 9}, 60003),
        ("v2/user/list", {"dept_id": 100, "size": 101}, 400002),
        ("v2/department/listsub", {"dept_id": "root"}, 400002),
    ],
)
def test_the_directory_refuses_by_its_codes(sim: DingTalk, path: str, body: dict[str, Any], code: int) -> None:
    assert sim.oapi(f"topapi/{path}", body)["errcode"] == code


@pytest.mark.parametrize(
    ("kind", "name", "content", "code"),
    [
        ("image", "photo.jpg", b"x", 0),
        ("image", "photo.exe", b"x", 40005),
        ("paper", "photo.jpg", b"x", 40004),
        ("image", "photo.jpg", b"", 40006),
        ("voice", "note.mp3", b"x" * (2 * 1024 * 1024 + 1), 40006),
    ],
)
def test_uploads_have_types_and_limits(sim: DingTalk, kind: str, name: str, content: bytes, code: int) -> None:
    params, files = {"access_token": sim.token}, {"media": (name, content)}
    answer = sim.http.post(f"{sim.url}/media/upload", params=params, data={"type": kind}, files=files, timeout=5).json()
    assert answer["errcode"] == code
    if code == 0:
        found = sim.http.get(f"{sim.url}/dingtalk/media/{answer['media_id']}", timeout=5)
        assert (answer["media_id"].startswith("@l"), found.content) == (True, content)


def test_a_page_logs_in_and_finds_its_position_through_dd_js(sim: DingTalk, browser: Browser) -> None:
    ticket = sim.api("POST", "oauth2/jsapiTickets").json()["jsapiTicket"]
    page_url, stamp = f"{sim.url}/dingtalk/test-page?a=%E7%81%AB", str(int(time.time()))
    options = {
        "agentId": sim.own.agent_id,
        "corpId": sim.own.corp_id,
        "timeStamp": stamp,
        "nonceStr": "n",
        "signature": jsapi_signature(ticket, "n", stamp, page_url),
        "jsApiList": ["getLocation"],
    }
    html = f"<script src='{sim.url}/dingtalk/dd.js'></script>"
    page = browser.new_page()
    page.add_init_script("window.name = 'dingtalk:anna'")
    page.route(re.compile("test-page"), lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(page_url)
    denied = page.evaluate("dd.getLocation({}).catch((error) => error.errorCode)")
    found = page.evaluate(
        """async ({options, corpId}) => {
            const {code} = await dd.requestAuthCode({corpId});
            await new Promise((ready, fail) => { dd.error(fail); dd.config(options); dd.ready(ready); });
            return {code, place: await dd.getLocation({type: 1, useCache: false})};
        }""",
        {"options": options, "corpId": sim.own.corp_id},
    )
    page.close()
    assert denied == 7
    assert found["place"]["latitude"] == "30.5"
    who = sim.oapi("topapi/v2/user/getuserinfo", {"code": found["code"]})
    assert who["result"]["userid"] == "anna"
