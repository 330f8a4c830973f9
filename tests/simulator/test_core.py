"""The core: control API, plant time, faults on the wire, the process itself."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests
from click.testing import CliRunner
from pydantic import ValidationError
from wecom_cast import LEADER, SAFETY, WeCom, button_card

from simulator.__main__ import main
from simulator.config import read
from simulator.faults import Fault, Faults
from simulator.server import Running


@pytest.fixture
def follower() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Somebody who follows the plant time: an address and what it was told."""
    told: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/clock", told
    server.shutdown()
    server.server_close()


def test_health_answers(wecom: WeCom) -> None:
    assert wecom.control("health") == {"ok": True}


@pytest.mark.parametrize("wrong", [{"ports": 1}, {"now": "2026-11-25T08:00:00"}, {"people": [{"name": "x"}]}])
def test_a_configuration_with_an_unknown_or_wrong_field_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        read(wrong)


def test_plant_time_is_set_moved_and_told_to_its_followers(
    wecom: WeCom, follower: tuple[str, list[dict[str, Any]]]
) -> None:
    url, told = follower
    wecom.control("reset", {"clock_urls": [url, "http://127.0.0.1:1/gone"]})
    answer = wecom.control("time", {"now": "2026-12-01T00:00:00+08:00", "rate": 0, "advance_s": 3600})
    assert answer["now"] == "2026-12-01T01:00:00+08:00"
    assert answer["told"] == {url: 204, "http://127.0.0.1:1/gone": 0}
    assert told[-1] == {"now": "2026-12-01T01:00:00+08:00", "rate": 0}
    assert wecom.control("time")["now"] == "2026-12-01T01:00:00+08:00"


def test_a_simulator_that_is_started_again_goes_on_with_the_house_s_time(wecom: WeCom) -> None:
    wecom.control("time", {"now": "2026-11-25T08:40:00+08:00", "rate": 0})
    own = {"now": "2026-11-25T08:00:00+08:00", "clock_urls": ["http://127.0.0.1:1/gone", f"{wecom.url}/control/time"]}
    with Running(read(own)) as again:
        told = requests.get(f"{again.url}/control/time", timeout=30).json()
    assert (told["now"], told["rate"]) == ("2026-11-25T08:40:00+08:00", 0)


def test_control_takes_nothing_that_a_page_elsewhere_has_a_browser_here_send(wecom: WeCom) -> None:
    wecom.control("reset", {"clock_urls": ["http://anhao.example/demo/clock"]})
    body, before = json.dumps({"now": "2099-12-01T00:00:00+08:00"}), wecom.control("time")["now"]
    foreign = [{"Origin": "http://evil.example"}, {"Origin": "null"}, {"Origin": "http://["}, {"Host": "evil.example"}]
    for named in foreign:
        headers = {"Content-Type": "text/plain", **named}
        refused = requests.post(f"{wecom.url}/control/time", data=body, headers=headers, timeout=30)
        assert refused.status_code == 403 and "请在手机墙上操作" in refused.json()["error"]
        assert requests.get(f"{wecom.url}/control/world", headers=named, timeout=30).status_code == 403
    assert before <= wecom.control("time")["now"] < "2099"
    for host in ("localhost:8100", "anhao.example"):
        own = {"Origin": f"http://{host}", "Host": host}
        assert requests.get(f"{wecom.url}/control/time", headers=own, timeout=30).status_code == 200


def test_plant_time_runs_at_its_rate(wecom: WeCom) -> None:
    began = time.monotonic()
    set_to = wecom.control("time", {"now": "2026-12-01T00:00:00+08:00", "rate": 3600})["now"]
    later = wecom.control("time")["now"]
    passed = datetime.fromisoformat(later) - datetime.fromisoformat("2026-12-01T00:00:00+08:00")
    assert set_to < later and passed.total_seconds() <= 3600 * (time.monotonic() - began)


WORLD_WITHOUT_END = [
    {"now": "9999-12-31T23:59:59+08:00"},
    {"now": "1999-12-31T23:59:59+08:00"},
    {"now": "9999-12-31T23:59:59"},
    {"rate": 1e308},
    {"rate": -1},
    {"advance_s": 1e308},
    {"advance_s": 1e10},
    {"now": "2100-12-31T23:59:59+08:00", "advance_s": 1},
]


@pytest.mark.parametrize("wanted", WORLD_WITHOUT_END, ids=str)
def test_a_time_or_a_rate_that_no_demo_can_bear_changes_nothing(wecom: WeCom, wanted: dict[str, Any]) -> None:
    before = wecom.control("time", {"now": "2026-12-01T00:00:00+08:00", "rate": 0})
    doors = {"time": wanted, "world": wecom.control("world") | wanted}
    for door in doors if "advance_s" not in wanted else ("time",):
        answer = wecom.http.post(f"{wecom.url}/control/{door}", json=doors[door], timeout=5)
        assert answer.status_code == 400 and answer.json()["error"]
        assert wecom.control("time") == {"now": before["now"], "rate": 0}
    if "advance_s" not in wanted:
        assert "error" in wecom.control("reset", wanted)
    assert wecom.control("time", {"rate": 1})["rate"] == 1


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
@pytest.mark.parametrize("field", ["rate", "advance_s"])
def test_a_number_that_is_none_moves_no_time(wecom: WeCom, field: str, number: str) -> None:
    body = f'{{"{field}": {number}}}'
    assert wecom.http.post(f"{wecom.url}/control/time", data=body, timeout=5).status_code == 400
    assert wecom.control("time")["rate"] == 1


def test_a_reset_forgets_everything_but_the_configuration(wecom: WeCom) -> None:
    wecom.send_text("一")
    wecom.fault("busy")
    wecom.control("reset", {"wecom": {"agent_id": 5}})
    assert wecom.phone() == []
    assert (wecom.control("log"), wecom.control("faults")) == ([], [])
    assert wecom.get("getcallbackip")["errcode"] == 40014
    assert wecom.login().send_text("一", agentid=5)["errcode"] == 0


def test_a_wrong_reset_changes_nothing(wecom: WeCom) -> None:
    wecom.send_text("一")
    assert "error" in wecom.control("reset", {"wecom": {"agent": 5}})
    assert len(wecom.phone()) == 1


def test_unread_counts_what_the_phone_shows_and_reading_clears_it(wecom: WeCom) -> None:
    wecom.send_text("一")
    wecom.send(button_card())
    assert wecom.control("phones")[0]["unread"] == 2
    wecom.tap("打开")
    assert wecom.control(f"phones/wecom/{LEADER}/read", {})["unread"] == 0


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("phones/wecom/nobody/say", {"text": "x"}),
        (f"phones/wecom/{LEADER}/tap", {"message": "w99", "button": "x"}),
        (f"phones/wecom/{LEADER}/tap", {"button": "x"}),
        (f"phones/wecom/{LEADER}/event", {"event": "explode"}),
        (f"phones/wecom/{LEADER}/position", {"mode": "ok", "where": 1}),
        ("faults", {"platform": "wecom", "fault": "nonsense"}),
        ("time", {"now": "yesterday"}),
    ],
)
def test_a_wrong_control_call_is_refused_with_words(wecom: WeCom, path: str, body: dict[str, Any]) -> None:
    answer = wecom.http.post(f"{wecom.url}/control/{path}", json=body, timeout=5)
    assert answer.status_code in (400, 404)
    assert answer.json()["error"]


def test_a_person_can_leave_the_scope_and_come_back(wecom: WeCom) -> None:
    wecom.control(f"phones/wecom/{SAFETY}/person", {"in_scope": False})
    assert wecom.send_text("一", to=SAFETY)["errcode"] == 81013
    wecom.control(f"phones/wecom/{SAFETY}/person", {"in_scope": True})
    assert wecom.send_text("一", to=SAFETY)["errcode"] == 0


@pytest.mark.parametrize(
    ("fault", "code"), [("throttle", 45009), ("busy", -1), ("token_revoked", 40014), ("refuse", 48006)]
)
def test_a_fault_that_the_platform_words_has_its_code_and_no_effect(wecom: WeCom, fault: str, code: int) -> None:
    wecom.fault(fault, "message/send", code=48006)
    assert wecom.send_text("一")["errcode"] == code
    assert wecom.phone() == []


@pytest.mark.parametrize(("fault", "status"), [("5xx", 503), ("html502", 502), ("html504", 504)])
def test_a_broken_gateway_is_no_json_and_has_no_effect(wecom: WeCom, fault: str, status: int) -> None:
    wecom.fault(fault, "message/send")
    query = {"access_token": wecom.token}
    answer = wecom.http.post(f"{wecom.url}/cgi-bin/message/send", params=query, data=b"{}", timeout=5)
    assert answer.status_code == status
    assert wecom.phone() == []


@pytest.mark.parametrize(("fault", "arrives"), [("timeout", 0), ("timeout_after_effect", 1), ("reset", 0)])
def test_a_lost_answer_may_or_may_not_have_had_its_effect(wecom: WeCom, fault: str, arrives: int) -> None:
    wecom.fault(fault, "message/send")
    body = {"touser": LEADER, "agentid": 1000002, "msgtype": "text", "text": {"content": "一"}}
    query = {"access_token": wecom.token}
    with pytest.raises(requests.exceptions.RequestException):
        wecom.http.post(f"{wecom.url}/cgi-bin/message/send", params=query, json=body, timeout=0.3)
    assert len(wecom.phone()) == arrives


def test_a_slow_call_ends_well(wecom: WeCom) -> None:
    wecom.fault("slow", "message/send", seconds=0.05)
    assert wecom.send_text("一")["errcode"] == 0
    assert wecom.control("log")[-1]["ms"] >= 50


def test_a_fault_waits_for_its_turn_and_its_person() -> None:
    faults = Faults()
    faults.order(Fault("wecom", "busy", "message/send", times=2, account="U1", after=1))
    taken = [faults.take("wecom", "message/send", account) for account in ("u2", "u1", "u1|u2", "u1", "u1")]
    assert [fault is not None for fault in taken] == [False, False, True, True, False]


def test_a_star_means_every_call_that_comes_in_and_no_callback() -> None:
    faults = Faults()
    faults.order(Fault("wecom", "slow"))
    assert faults.take("wecom", "callback") is None
    assert faults.take("dingtalk", "gettoken") is None
    assert faults.take("wecom", "gettoken") is not None


def test_the_wire_log_continues_from_a_number_and_holds_no_secret(wecom: WeCom) -> None:
    sent = wecom.send(button_card())
    wecom.tap("确认接收")
    log = wecom.control("log?since=1")
    assert [entry["call"] for entry in log] == ["message/send", "callback/template_card_event"]
    assert log[0]["account"] == LEADER
    told = json.dumps(wecom.control("log"))
    assert not any(secret in told for secret in (wecom.token, wecom.own.secret, sent["response_code"]))


def test_every_change_is_an_event_for_the_wall(wecom: WeCom) -> None:
    with requests.get(f"{wecom.url}/control/events", stream=True, timeout=5) as stream:
        lines = stream.iter_lines()
        assert next(lines) == b": hello"
        wecom.control("time", {"rate": 2})
        wecom.send_text("一")
        data = (json.loads(line[6:]) for line in lines if line.startswith(b"data: "))
        time, message, log = next(data), next(data), next(data)
    assert (time["type"], time["rate"]) == ("time", 2)
    assert (message["type"], message["message"]["body"]["text"]["content"]) == ("message", "一")
    assert (log["type"], log["entry"]["call"]) == ("log", "message/send")


def test_the_process_says_where_it_is(tmp_path: Path) -> None:
    config, ready = tmp_path / "config.json", tmp_path / "ready"
    config.write_text(json.dumps({"people": [{"platform": "wecom", "account": "a", "name": "阿"}]}), "utf-8")
    command = [sys.executable, "-m", "simulator", "--port", "0", "--config", str(config), "--ready-file", str(ready)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert requests.get(f"{address}/control/phones", timeout=5).json()[0]["person"]["name"] == "阿"
        process.terminate()


@pytest.mark.parametrize(("text", "word"), [('{"ports": 1}', "ports"), ("{", "config.json"), ("[]", "config.json")])
def test_the_process_refuses_a_wrong_configuration_in_words(tmp_path: Path, text: str, word: str) -> None:
    config = tmp_path / "config.json"
    config.write_text(text, "utf-8")
    done = CliRunner().invoke(main, ["--config", str(config)])
    assert done.exit_code == 1
    assert word in done.output


def test_a_taken_port_is_said_in_words(wecom: WeCom) -> None:
    port = wecom.url.rpartition(":")[2]
    command = [sys.executable, "-m", "simulator", "--port", port]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20)
    assert done.returncode == 1
    assert f"port {port}" in done.stdout + done.stderr
