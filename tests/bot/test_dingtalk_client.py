"""The channel against the simulated platform: what reaches a phone, and what each refusal means to us."""

import time
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
import requests
from dingtalk_rig import BODY, House, Plant, plant
from PIL import Image

from bot.channel import Receipt
from bot.errors import (
    BotError,
    Expired,
    NotUpdatable,
    QuotaExhausted,
    Rejected,
    Throttled,
    Unavailable,
    Unreachable,
)
from simulator.server import Running

CREATE = "card/instances/createAndDeliver"
TEXT = "robot/oToMessages/batchSend"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with Running(plant()) as sim:
        yield sim.url


@pytest.fixture
def sim(server: str) -> Plant:
    here = Plant(server)
    here.control("reset", {})
    return here


def repainted(**variables: str) -> dict[str, Any]:
    return {"cardData": {"cardParamMap": variables}}


def say(sim: Plant, words: str = "请看", link: str = "", account: str = "anna") -> Receipt:
    return sim.channel.text(account, words, link, key="text-1", purpose="remind", urgent=False)


def test_a_card_reaches_its_person_as_it_was_rendered(sim: Plant) -> None:
    receipt = sim.send()
    (message,) = sim.messages()
    assert message["body"]["cardParamMap"] == BODY["cardData"]["cardParamMap"]
    assert (receipt.card, message["body"]["outTrackId"]) == ("card-1", "card-1")
    assert sim.reports() == []


def test_a_notice_is_private_to_the_person_of_the_card(sim: Plant) -> None:
    notice = {"userPrivateData": {"cardParamMap": {"notice": "你已签"}}}
    sim.channel.send("anna", BODY | notice, card="card-1", purpose="permit.sign", urgent=False)
    assert sim.messages()[0]["body"]["private"] == {"notice": "你已签"}


def test_an_update_changes_what_it_names_and_wipes_nothing(sim: Plant) -> None:
    receipt = sim.send()
    assert sim.channel.update("anna", receipt, repainted(status="已签"), purpose="permit.sign", urgent=False) == receipt
    shown = sim.messages()[0]["body"]["cardParamMap"]
    assert shown == BODY["cardData"]["cardParamMap"] | {"status": "已签"}
    assert sim.reports() == []


def test_a_card_that_nobody_created_is_not_updatable(sim: Plant) -> None:
    with pytest.raises(NotUpdatable):
        sim.channel.update("anna", Receipt("gone"), repainted(status="x"), purpose="p", urgent=False)


def test_after_a_lost_answer_the_card_is_delivered_again(sim: Plant) -> None:
    sim.fault(CREATE, "timeout_after_effect", seconds=1.5)
    assert sim.send().card == "card-1"
    assert {message["body"]["outTrackId"] for message in sim.messages()} == {"card-1"}


def test_a_card_that_was_created_and_never_delivered_is_delivered_by_the_next_try(sim: Plant) -> None:
    with pytest.raises(Unreachable):
        sim.send("late")
    sim.control("phones/dingtalk/late/person", {"in_scope": True})
    sim.send("late")
    sim.control("phones/dingtalk/late/person", {"in_scope": False})
    assert len(sim.messages("late")) == 1


def test_a_repeated_send_shows_the_newest_body(sim: Plant) -> None:
    sim.send()
    newer = {"cardData": {"cardParamMap": BODY["cardData"]["cardParamMap"] | {"rendition": "2"}}}
    sim.channel.send("anna", newer, card="card-1", purpose="permit.sign", urgent=False)
    assert {message["body"]["cardParamMap"]["rendition"] for message in sim.messages()} == {"2"}


def test_a_busy_platform_is_asked_three_times_at_most(sim: Plant) -> None:
    sim.fault(CREATE, "busy", times=2)
    sim.send()
    sim.fault(CREATE, "busy", times=9)
    with pytest.raises(Unavailable) as caught:
        sim.send(card="card-2")
    assert not caught.value.maybe_done
    assert len(sim.gate.of(CREATE)) == 3 + 3


def test_a_broken_answer_leaves_the_effect_open(sim: Plant) -> None:
    sim.fault(CREATE, "html502", times=3)
    with pytest.raises(Unavailable) as caught:
        sim.send()
    assert caught.value.maybe_done


@pytest.mark.parametrize("call", [CREATE, TEXT])
def test_a_send_that_was_too_fast_is_left_to_the_store(sim: Plant, call: str) -> None:
    sim.fault(call, "throttle")
    with pytest.raises(Throttled) as caught:
        sim.send() if call == CREATE else say(sim)
    assert caught.value.retry_after == 1.0


def test_an_unknown_person_is_unreachable(sim: Plant) -> None:
    for ask in (lambda: sim.send("nobody"), lambda: say(sim, account="nobody")):
        with pytest.raises(Unreachable) as caught:
            ask()
        assert caught.value.account == "nobody"


def test_a_card_that_was_created_but_not_delivered_makes_its_person_unreachable(sim: Plant) -> None:
    with pytest.raises(Unreachable) as caught:
        sim.send("late")
    assert caught.value.code == "SYSTEM_ERROR"
    assert sim.messages("late") == []
    assert sim.gate.of("card/instances/deliver") == [None]


def test_a_dead_token_is_renewed_once(sim: Plant) -> None:
    sim.send()
    sim.fault(CREATE, "token_revoked")
    sim.send(card="card-2")
    assert len(sim.messages()) == 2
    assert sim.gate.of("oauth2/accessToken") == [None, None]


def test_a_token_that_stays_refused_is_for_the_administrator(sim: Plant) -> None:
    sim.fault(CREATE, "token_revoked", times=9)
    with pytest.raises(Expired):
        sim.send()
    assert len(sim.gate.of(CREATE)) == 2


def test_wrong_credentials_are_for_the_administrator(sim: Plant) -> None:
    with pytest.raises(Expired) as caught:
        sim.another(client_id="dingwrong").send("anna", BODY, card="c", purpose="p", urgent=False)
    assert caught.value.code == "invalidClientIdOrSecret"


def test_a_template_that_is_not_there_is_a_matter_of_configuration(sim: Plant) -> None:
    channel = sim.another(card_template_id="other.schema")
    with pytest.raises(Rejected) as caught:
        channel.send("anna", BODY, card="c", purpose="p", urgent=False)
    assert caught.value.configuration and caught.value.code == "param.templateNotExist"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("param.contentUnsafe", Rejected),
        ("Forbidden.AccessDenied.AccessTokenPermissionDenied", Rejected),
        ("Forbidden.AccessDenied.ApiCountLimitForOrg", QuotaExhausted),
        ("nobody.knows.this", Rejected),
    ],
)
def test_a_refusal_keeps_its_code(sim: Plant, code: str, kind: type[BotError]) -> None:
    sim.fault(CREATE, "refuse", code=code)
    with pytest.raises(kind) as caught:
        sim.send()
    assert caught.value.code == code


def test_a_text_with_a_link_is_a_card_that_opens_it(sim: Plant) -> None:
    say(sim, "【红色警报】储罐二区\n点开确认", "https://house/h5")
    (message,) = sim.messages()
    assert message["kind"] == "action_card"
    assert '"singleURL": "https://house/h5"' in message["body"]["msgParam"]


def test_what_somebody_typed_is_no_markup_in_it(sim: Plant) -> None:
    say(sim, "# 已同意\n[点这里签](http://elsewhere.example) **<b>", "https://house/h5")
    (message,) = sim.messages()
    assert "＃ 已同意\\n［点这里签］（http://elsewhere.example） ＊＊＜b＞" in message["body"]["msgParam"]


def test_a_text_is_never_repeated_by_itself(sim: Plant) -> None:
    sim.fault(TEXT, "timeout_after_effect", seconds=1.5)
    with pytest.raises(Unavailable) as caught:
        say(sim)
    assert caught.value.maybe_done
    assert len(sim.messages()) == 1


def test_a_person_whom_the_platform_holds_back_is_tried_later(sim: Plant) -> None:
    sim.control("dingtalk/flow_control", {"accounts": ["anna"]})
    with pytest.raises(Throttled) as caught:
        say(sim)
    assert caught.value.retry_after == 60.0


def test_the_gate_hears_of_every_call_with_person_and_purpose(sim: Plant) -> None:
    sim.send(urgent=True)
    call = sim.gate.calls[-1][0]
    assert (call.api, call.account, call.purpose, call.urgent) == (CREATE, "anna", "permit.sign", True)


def test_a_login_code_names_its_person_once(sim: Plant) -> None:
    phone = {"phone": "dingtalk:anna"}
    code = requests.post(f"{sim.url}/dingtalk/jsapi/authcode", json=phone, timeout=5).json()["code"]
    assert sim.channel.identify(code) == "anna"
    with pytest.raises(Rejected) as caught:
        sim.channel.identify(code)
    assert caught.value.code == "40078"


def test_the_directory_lists_everybody_in_scope_with_supervisor(sim: Plant) -> None:
    people = {member.account: member for member in sim.channel.people()}
    assert set(people) == {"anna", "boss"}
    assert (people["anna"].name, people["anna"].departments) == ("安娜", ("储运车间",))
    anna, boss = sim.channel.member("anna"), sim.channel.member("boss")
    assert anna and boss and (anna.supervisor, boss.supervisor) == ("boss", "")


def test_the_directory_waits_when_it_reads_too_fast(sim: Plant) -> None:
    sim.fault("user/list", "throttle")
    assert len(list(sim.channel.people())) == 2


def test_a_picture_that_was_sent_to_the_robot_is_fetched(sim: Plant) -> None:
    drawn = BytesIO()
    Image.new("RGB", (4, 4), "red").save(drawn, "PNG")
    reference = sent_file(sim, drawn.getvalue())
    assert sim.channel.media(reference) == (drawn.getvalue(), "image/png")


def test_what_it_does_not_know_is_fetched_for_the_room_that_judges_and_an_unknown_code_is_refused(sim: Plant) -> None:
    assert sim.channel.media(sent_file(sim, b"%PDF-1.7")) == (b"%PDF-1.7", "application/octet-stream")
    with pytest.raises(Rejected):
        sim.channel.media("unknown")


def sent_file(sim: Plant, content: bytes) -> str:
    house = House()
    with sim.connected(house):
        address = f"{sim.url}/control/dingtalk/phones/anna/picture"
        requests.post(address, data=content, timeout=10).raise_for_status()
    return str(house.actions[-1].data["downloadCode"])


def test_a_page_gets_a_signature_that_the_platform_accepts(sim: Plant) -> None:
    url, now = "http://127.0.0.1/h5/dingtalk/permit?area=%E5%82%A8%E7%BD%90&q=a+b", int(time.time())
    given = {**sim.channel.page_config(url, "nonce1", now), "url": url}
    refusals = [
        requests.post(f"{sim.url}/dingtalk/jsapi/config", json=asked, timeout=5).json().get("errorCode")
        for asked in (given, {**given, "url": f"{url}&more=1"})
    ]
    assert refusals == [None, 52013]
    assert len(sim.gate.of("oauth2/jsapiTickets")) == 1
