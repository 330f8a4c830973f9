"""What WeCom has and others have not: one-time codes, silent drops, tickets, menus, and the traps of its library."""

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests
from edges import ANNA, ASKED, BASE, BOSS, SIGNED, Doors, WecomEdge, no_redis
from pydantic import SecretStr

from bot.channel import OpenGate, Receipt
from bot.errors import Expired, NotUpdatable, Rejected, Throttled, Unavailable, Unreachable
from bot.tokens import TokenCache
from bot.wecom import codes
from bot.wecom.client import WecomChannel
from bot.wecom.login import authorize_url
from bot.wecom.menu import MenuEntry

DATA = Path(__file__).parent / "data" / "wecom_crypto_vectors.json"
JSAPI = json.loads(DATA.read_text())["jsapi"] + [
    {
        "ticket": "sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg",
        "noncestr": "Wm3WZYTPz0wzccnW",
        "timestamp": 1414587457,
        "url": "http://mp.weixin.qq.com?params=value",
        "signature": "0f9de62fce790f9a083d5c99e95740ceb90c27ed",
    }
]


@pytest.fixture(scope="module")
def running() -> Iterator[WecomEdge]:
    with WecomEdge.running() as edge:
        yield edge


@pytest.fixture
def edge(running: WecomEdge) -> WecomEdge:
    running.reset()
    return WecomEdge(running.url, running.doors)


def log_of(edge: WecomEdge, call: str) -> list[dict[str, Any]]:
    return [entry for entry in edge.control("log?since=0") if entry["call"] == call and entry["direction"] == "in"]


def body_sent(edge: WecomEdge) -> dict[str, Any]:
    return dict(edge.messages()[-1]["body"])


def test_a_receipt_holds_the_message_s_id_and_what_a_repaint_needs(edge: WecomEdge) -> None:
    assert set(edge.send().tokens) == {"msgid", "response_code"}


def test_a_response_code_is_spent_by_its_update(edge: WecomEdge) -> None:
    left = edge.update(edge.send())
    assert set(left.tokens) == {"msgid"}
    with pytest.raises(NotUpdatable):
        edge.update(left)
    assert edge.gate.count(edge.update_call) == 1


def test_a_used_response_code_can_not_repaint(edge: WecomEdge) -> None:
    receipt = edge.send()
    edge.update(receipt)
    with pytest.raises(NotUpdatable):
        edge.update(receipt)


def test_a_response_code_ends_after_three_days(edge: WecomEdge) -> None:
    receipt = edge.send()
    edge.control("time", {"advance_s": 73 * 3600})
    with pytest.raises(NotUpdatable):
        edge.update(receipt)


def test_a_tap_gives_a_new_code_that_repaints(edge: WecomEdge) -> None:
    receipt = edge.update(edge.send(), ASKED)
    edge.tap("为什么找我")
    code = edge.doors.actions[-1].repaint
    edge.update(Receipt(receipt.card, {"response_code": code}))
    assert SIGNED.status in edge.shown(edge.messages()[-1])
    assert edge.control("reports") == []


def test_two_taps_on_one_button_are_two_acts(edge: WecomEdge) -> None:
    edge.send()
    edge.tap("签批")
    edge.tap("签批")
    assert len({action.key for action in edge.doors.actions}) == 2


def test_a_card_that_never_arrived_can_not_be_repainted(edge: WecomEdge) -> None:
    receipt = edge.send(BOSS)
    with pytest.raises(NotUpdatable):
        edge.update(receipt, account=ANNA)


def test_a_notice_without_buttons_has_no_code_to_repaint_it(edge: WecomEdge) -> None:
    receipt = edge.channel.send(ANNA, edge.rendered(SIGNED, "n1"), card="n1", purpose="info", urgent=False)
    with pytest.raises(NotUpdatable):
        edge.update(receipt)


def test_an_update_whose_answer_was_lost_is_done_and_not_repeated_in_vain(edge: WecomEdge) -> None:
    receipt = edge.send()
    edge.fault(edge.update_call, "timeout_after_effect")
    assert "response_code" not in edge.update(receipt).tokens
    assert SIGNED.status in edge.shown(edge.messages()[-1])


def test_a_send_whose_answer_was_lost_shows_one_card(edge: WecomEdge) -> None:
    edge.fault(edge.send_call, "timeout_after_effect")
    assert edge.send().card == "card-1"
    assert len(edge.messages()) == 1


def test_a_card_whose_words_changed_before_the_repeat_is_there_already(edge: WecomEdge) -> None:
    edge.send()
    later = edge.rendered(replace(ASKED, deadline="剩 11 分钟（08:30 前）"), "card-1")
    receipt = edge.channel.send(ANNA, later, card="card-1", purpose="permit.sign", urgent=False)
    assert (receipt.tokens, len(edge.messages())) == ({}, 1)


@pytest.mark.parametrize(("urgent", "count"), [(False, 1), (True, 2)])
def test_only_an_urgent_text_is_repeated_at_the_price_of_a_double(edge: WecomEdge, urgent: bool, count: int) -> None:
    for _ in range(2):
        edge.channel.text(ANNA, "请撤离", "", key="t", purpose="permit.stopped", urgent=urgent)
    assert len(edge.messages()) == count


def test_an_urgent_text_whose_answer_was_lost_is_left_to_the_store(edge: WecomEdge) -> None:
    edge.fault(edge.send_call, "html502")
    with pytest.raises(Unavailable) as error:
        edge.channel.text(ANNA, "请撤离", "", key="t", purpose="permit.stopped", urgent=True)
    assert error.value.maybe_done
    assert edge.messages() == []


def test_the_same_words_under_another_key_are_news_at_once(edge: WecomEdge) -> None:
    for key in ("text-1", "text-2", "text-1"):
        edge.channel.text(ANNA, "请到场", "", key=key, purpose="remind", urgent=False)
    assert len(edge.messages()) == 2


def test_a_long_text_keeps_its_link_and_cuts_its_words(edge: WecomEdge) -> None:
    edge.channel.text(ANNA, "长" * 2000, f"{BASE}/h5/7", key="t", purpose="remind", urgent=False)
    content = body_sent(edge)["text"]["content"]
    assert len(content.encode()) <= 2048
    assert content.endswith(f'…\n<a href="{BASE}/h5/7">点开看详情</a>')


def test_a_link_that_leaves_no_room_for_words_is_refused(edge: WecomEdge) -> None:
    with pytest.raises(ValueError, match="link"):
        edge.channel.text(ANNA, "请到场", f"{BASE}/{'x' * 1100}", key="t", purpose="remind", urgent=False)
    assert edge.messages() == []


def test_words_can_not_bring_a_link_of_their_own(edge: WecomEdge) -> None:
    edge.channel.text(ANNA, '<a href="http://evil">x</a> <10 %LEL', "", key="t", purpose="remind", urgent=False)
    assert "<" not in body_sent(edge)["text"]["content"]


def test_a_member_without_a_licence_is_unreachable(edge: WecomEdge) -> None:
    edge.control("reset", {"wecom": {"unlicensed": [ANNA]}})
    with pytest.raises(Unreachable):
        edge.send()
    edge.control("reset", {"wecom": {"unlicensed": []}})


def test_names_come_back_in_lower_case_and_still_count(edge: WecomEdge) -> None:
    with pytest.raises(Unreachable) as error:
        edge.send("Nobody")
    assert error.value.account == "Nobody"


def test_a_server_that_is_not_there_has_done_nothing(edge: WecomEdge) -> None:
    settings = edge.settings.model_copy(update={"api": "http://127.0.0.1:1"})
    channel = WecomChannel(settings, OpenGate(), TokenCache(no_redis(), "t"), base_url=BASE)
    with pytest.raises(Unavailable) as error:
        channel.send(ANNA, edge.rendered(ASKED, "c"), card="c", purpose="permit.sign", urgent=False)
    assert not error.value.maybe_done


@pytest.mark.parametrize("kind", ["timeout", "5xx", "html502"])
def test_without_a_token_nothing_was_sent(edge: WecomEdge, kind: str) -> None:
    edge.fault("gettoken", kind, times=3)
    with pytest.raises(Unavailable) as error:
        edge.send()
    assert not error.value.maybe_done
    assert log_of(edge, "message/send") == []


@pytest.fixture(scope="module")
def odd_platform() -> Iterator[tuple[str, dict[str, str]]]:
    """A server that gives tokens and answers every send with `said["body"]`, as a proxy in between may do."""
    doors, said = Doors(), {"body": ""}
    doors.app.add_url_rule("/cgi-bin/gettoken", view_func=lambda: {"access_token": "t", "expires_in": 7200})
    doors.app.add_url_rule("/cgi-bin/message/send", "send", lambda: said["body"], methods=["POST"])
    with doors.open():
        yield doors.url, said


@pytest.mark.parametrize("body", ["", "<html>Sign in to the network</html>", "[]", "null", '{"errcode": "x"}'])
def test_an_answer_that_is_none_of_the_platform_s_is_unavailable(
    odd_platform: tuple[str, dict[str, str]], body: str
) -> None:
    url, said = odd_platform
    said["body"] = body
    channel = WecomChannel(WecomEdge.settings_for(url), OpenGate(), TokenCache(no_redis(), "t"), base_url=BASE)
    with pytest.raises(Unavailable) as error:
        channel.text(ANNA, "请到场", "", key="t", purpose="remind", urgent=False)
    assert error.value.maybe_done


def test_the_check_comes_to_its_end_whatever_answers(odd_platform: tuple[str, dict[str, str]]) -> None:
    settings = WecomEdge.settings_for(odd_platform[0])
    channel = WecomChannel(settings, OpenGate(), TokenCache(no_redis(), "t"), base_url="ftp://nowhere")
    bad = {finding.topic for finding in channel.check() if not finding.ok}
    assert bad == {"企业微信通讯录", "企业微信网页脚本", "公开地址"}


def test_a_wrong_secret_is_expired_without_a_storm(edge: WecomEdge) -> None:
    edge.fault("gettoken", "refuse", times=10, code=40001)
    with pytest.raises(Expired):
        edge.send()
    assert edge.gate.count("gettoken") == 1


def test_tokens_and_tickets_are_fetched_once_and_kept_apart(edge: WecomEdge) -> None:
    first = edge.channel.page_config(f"{BASE}/h5/7", "n", 1790000000)
    assert edge.channel.page_config(f"{BASE}/h5/7", "n", 1790000000) == first
    assert first["config"]["signature"] != first["agentConfig"]["signature"]
    assert [edge.gate.count(call) for call in ("gettoken", "get_jsapi_ticket", "ticket/get")] == [1, 1, 1]


@pytest.mark.parametrize("kind", ["config", "agentConfig"])
def test_the_platform_s_script_takes_our_signatures(edge: WecomEdge, kind: str) -> None:
    url = f"{BASE}/h5/wecom/sign/7?r=3"
    config = edge.channel.page_config(f"{url}#top", "Nonce1", 1790000000)[kind]
    asked = {**config, "kind": kind, "url": url}
    answer = requests.post(f"{edge.url}/wecom/jssdk/check", json=asked, timeout=10).json()
    assert answer["errcode"] == 0


@pytest.mark.parametrize("vector", JSAPI)
def test_a_published_signature_of_a_page_is_ours(vector: dict[str, Any]) -> None:
    settings, tokens = WecomEdge.settings_for("http://127.0.0.1:1"), TokenCache(no_redis(), "t")
    for kind in ("jsapi", "agent"):
        tokens.get(f"wecom:{settings.corp_id}:{settings.agent_id}:ticket:{kind}", lambda: (vector["ticket"], 7200))
    channel = WecomChannel(settings, OpenGate(), tokens, base_url=BASE)
    config = channel.page_config(vector["url"], vector["noncestr"], vector["timestamp"])
    assert config["agentConfig"]["signature"] == vector["signature"]


@pytest.mark.parametrize("state", ["", "a.b", "x" * 129, "状态"])
def test_a_state_that_the_platform_would_refuse_is_not_sent(edge: WecomEdge, state: str) -> None:
    with pytest.raises(ValueError, match="state"):
        authorize_url(edge.settings, BASE, state)


def test_somebody_who_is_no_member_is_not_let_in(edge: WecomEdge) -> None:
    edge.control(f"phones/wecom/{ANNA}/person", {"active": False})
    code = edge.login_code(ANNA)
    with pytest.raises(Rejected):
        edge.channel.identify(code)


def test_a_menu_is_published_and_pressed(edge: WecomEdge) -> None:
    permits = tuple(
        MenuEntry(name, f"permit.{key}") for name, key in [("动火", "hot_work"), ("受限空间", "confined_space")]
    )
    finding = edge.channel.publish_menu([MenuEntry("开票", children=permits), MenuEntry("随手拍", "hazard.report")])
    assert finding.ok
    edge.control(f"phones/wecom/{ANNA}/menu", {"key": "permit.hot_work"})
    assert [(action.kind, action.name) for action in edge.doors.actions] == [("menu", "permit.hot_work")]


@pytest.mark.parametrize(
    "entries",
    [
        [],
        [MenuEntry("项", "k")] * 4,
        [MenuEntry("组", children=(MenuEntry("项", "k"),) * 6)],
        [MenuEntry("名字太长了的菜单", "k")],
        [MenuEntry("没有键")],
        [MenuEntry("组", children=(MenuEntry("项", "k" * 129),))],
    ],
)
def test_a_menu_over_the_limits_is_a_finding_and_changes_nothing(edge: WecomEdge, entries: list[MenuEntry]) -> None:
    finding = edge.channel.publish_menu(entries)
    assert not finding.ok and "请" in finding.words
    assert edge.gate.count("menu/create") == 0


def test_a_menu_that_the_platform_refuses_is_a_finding(edge: WecomEdge) -> None:
    edge.fault("menu/create", "refuse", code=48002)
    assert not edge.channel.publish_menu([MenuEntry("随手拍", "hazard.report")]).ok


def test_the_platform_can_verify_both_doors(edge: WecomEdge) -> None:
    verified = edge.control("wecom/verify", {})
    assert [answer["ok"] for answer in verified.values()] == [True, True]


def test_a_late_or_repeated_event_is_answered_every_time(edge: WecomEdge) -> None:
    edge.send()
    edge.fault("callback", "late", seconds=0.2)
    assert edge.tap("签批")["status"] == 200


@pytest.mark.parametrize(
    ("update", "topic"),
    [
        ({"aes_key": SecretStr("short")}, "企业微信消息回调"),
        ({"token": SecretStr("")}, "企业微信消息回调"),
        ({"contact_aes_key": SecretStr("short")}, "企业微信通讯录回调"),
        ({"corp_id": ""}, "企业微信"),
    ],
)
def test_the_check_names_what_is_set_wrong(edge: WecomEdge, update: dict[str, Any], topic: str) -> None:
    settings = edge.settings.model_copy(update=update)
    channel = WecomChannel(settings, OpenGate(), TokenCache(no_redis(), "t"), base_url=BASE)
    assert [finding.topic for finding in channel.check() if not finding.ok] == [topic]


def test_no_log_line_holds_a_token_or_secret(edge: WecomEdge, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    edge.send()
    assert "access_token" not in caplog.text and "corpsecret" not in caplog.text


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (40014, Expired),
        (45009, Throttled),
        (-1, Unavailable),
        (81013, Unreachable),
        (42022, NotUpdatable),
        (60020, Rejected),
        (49999, Rejected),
    ],
)
def test_each_code_has_its_meaning_and_says_what_to_do(code: int, kind: type[Exception]) -> None:
    error = codes.error(code, ANNA)
    assert type(error) is kind
    assert error.code == str(code)


@pytest.mark.parametrize("code", sorted(codes.TABLE))
def test_every_known_code_has_two_sentences(code: int) -> None:
    assert codes.error(code).words.count("。") >= 2


def test_a_right_that_is_missing_for_nobody_in_particular_is_configuration() -> None:
    error = codes.error(60011)
    assert isinstance(error, Rejected) and error.configuration
