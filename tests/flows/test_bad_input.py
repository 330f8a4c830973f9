"""Bad input: each gets the platform's proper answer or a plain message, changes nothing, leaves one line in the log.

One plant for all cases: since none of them changes anything, none can disturb another.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import forged
import pytest
import requests
from asking import DINGTALK_PERSON, WECOM_PERSON, alert, card_of
from builders import FOREMAN, ask_for_permit, asks_of
from forged import Reply, gone, tap, wecom_tap, wecom_word, word
from plant import Plant, running_plant
from pydantic import BaseModel, SecretStr
from worlds import Here

from models.ask import Ask
from models.book import book
from models.tables import MODELS
from web.h5.tokens import PageToken, sign_page
from workers.scenarios.phone import text_of

# The inbox remembers each act, the meter counts each push; both are meant to.
REMEMBERS = ("Acted", "Received", "Usage")
DEEP = 6000
BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><xml><MsgType>&b;</MsgType></xml>'
CUT = "\ud83d"


@dataclass(frozen=True)
class World:
    """A plant with a permit under way, and an open and a taken alert on each platform."""

    plant: Plant
    wecom_open: Ask
    wecom_done: Ask
    dingtalk_open: Ask
    dingtalk_done: Ask
    theirs: Ask

    @property
    def wecom_account(self) -> str:
        return self.plant.person(WECOM_PERSON).account

    @property
    def dingtalk_account(self) -> str:
        return self.plant.person(DINGTALK_PERSON).account

    def wecom_tap(self, ask: Ask | None, action: str = "acknowledge", account: str = "") -> Reply:
        return forged.wecom(self.plant, self.tap_on(ask, action, account))

    def tap_on(self, ask: Ask | None, action: str = "acknowledge", account: str = "") -> str:
        card, number = (card_of(ask).card, ask.id) if ask else ("0123456789-999999-1", 999999)
        return wecom_tap(account or self.wecom_account, card, f"{action}|{number}|0")

    def contacts(self, plain: str) -> Reply:
        """What the holder of contact sync's token and key can send."""
        return forged.wecom(self.plant, plain, door="/contacts", key="contact_")

    def tap_body(self, ask: Ask | None, action: str = "acknowledge", **more: Any) -> dict[str, Any]:
        card, number = (card_of(ask).card, ask.id) if ask else ("0123456789-999999-1", 999999)
        return tap(more.pop("account", self.dingtalk_account), card, action, number, **more)

    def card(self, body: Any, **how: Any) -> Reply:
        return forged.card(self.plant, body, **how)

    def page(self, body: Any, *, token: str = "", **sent: Any) -> Reply:
        return forged.page(self.plant, body, token or self.page_token(), **sent)

    def page_token(self, page: str = "sign") -> str:
        person, ask = self.plant.person(FOREMAN), self.theirs.id
        wanted = PageToken(person.id, person.account, person.platform, ask, None, page, str(ask))
        return sign_page(wanted, self.plant.house.settings.signing_key)


@pytest.fixture(scope="module")
def world(simulator: Here, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("bad")
    with running_plant(simulator, f"sqlite:///{folder / 'anhao.db'}", redis_url, folder) as plant:
        permit = ask_for_permit(plant)
        people = (WECOM_PERSON, WECOM_PERSON, DINGTALK_PERSON, DINGTALK_PERSON)
        alerts = [alert(plant, person, title) for person, title in zip(people, ("甲", "乙", "丙", "丁"), strict=True)]
        plant.settle()
        for person, title in ((WECOM_PERSON, "乙"), (DINGTALK_PERSON, "丁")):
            plant.phone(person).tap(plant.expect(person, title), "收到，我处理")
        plant.settle()
        yield World(plant, *alerts, asks_of(permit, FOREMAN)[0])
        assert not plant.simulator.get("reports")


Send = Callable[[World], Reply]
Rows = dict[str, list[dict[str, Any]]]

WECOM: dict[str, tuple[Send, int]] = {
    "wrong signature": (lambda w: forged.wecom(w.plant, "<xml/>", signature="0" * 40), 403),
    "foreign corp": (lambda w: forged.wecom(w.plant, "<xml/>", receiver="ww0000000000000000"), 403),
    "app's key at the contacts' door": (lambda w: forged.wecom(w.plant, "<xml/>", door="/contacts"), 403),
    "a word at the contacts' door": (lambda w: w.contacts(wecom_word(w.wecom_account, "停工")), 200),
    "a tap at the contacts' door": (lambda w: w.contacts(w.tap_on(w.wecom_open)), 200),
    "a contact at the app's door": (lambda w: forged.wecom(w.plant, gone(w.wecom_account)), 200),
    "no envelope": (lambda w: forged.wecom(w.plant, "", data="<xml></xml>"), 403),
    "malformed XML": (lambda w: forged.wecom(w.plant, "<xml><MsgType>text</xml>"), 400),
    "entity bomb": (lambda w: forged.wecom(w.plant, BOMB), 400),
    "deep nesting": (lambda w: forged.wecom(w.plant, "<xml>" + "<a>" * DEEP + "</a>" * DEEP + "</xml>"), 400),
    "oversized body": (lambda w: forged.wecom(w.plant, "", data="x" * 66_000), 413),
    "wrong content type": (lambda w: forged.wecom(w.plant, "<xml/>", headers={"Content-Type": "text/html"}), 400),
    "unknown person": (lambda w: w.wecom_tap(w.wecom_open, account="nobody"), 200),
}

DINGTALK: dict[str, tuple[Send, int, str]] = {
    "wrong signature": (lambda w: w.card(w.tap_body(w.dingtalk_open), secret="other"), 403, "refused"),
    "replay outside the window": (lambda w: w.card(w.tap_body(w.dingtalk_open), age=301), 403, "refused"),
    "foreign corp": (lambda w: w.card(w.tap_body(w.dingtalk_open, corpId="dingother")), 400, "not understood"),
    "malformed JSON": (lambda w: w.card('{"outTrackId":'), 400, "not understood"),
    "deep nesting": (lambda w: w.card("[" * 30_000), 400, "not understood"),
    "deep content": (lambda w: w.card(w.tap_body(None, content="[" * 30_000)), 400, "not understood"),
    "oversized body": (lambda w: w.card("x" * 66_000), 413, "request entity too large"),
    "wrong content type": (lambda w: w.card("{}", headers={"Content-Type": "text/xml"}), 400, "not understood"),
    "endless id": (lambda w: w.card(w.tap_body(None, account="a" * 200)), 400, "not understood"),
    "unknown ask": (lambda w: w.card(w.tap_body(None)), 200, "对不上任何待办"),
    "impossible ask": (lambda w: w.card(tap(w.dingtalk_account, "x", "acknowledge", "9" * 40)), 200, "对不上任何待办"),
    "somebody else's ask": (lambda w: w.card(w.tap_body(w.theirs)), 200, "找的是别人"),
    "an ask already done": (lambda w: w.card(w.tap_body(w.dingtalk_done, "acknowledge")), 200, "已在处理"),
    "unknown button": (lambda w: w.card(w.tap_body(w.dingtalk_done, "explode")), 200, "按钮已经不用了"),
    "half a character": (lambda w: w.card(w.tap_body(w.dingtalk_done, f"\0{CUT}")), 200, "按钮已经不用了"),
    "unknown person": (lambda w: w.card(w.tap_body(w.dingtalk_open, account="nobody")), 200, "通讯录里还没有你"),
    "word, wrong signature": (lambda w: forged.robot(w.plant, word("动火"), secret="other"), 403, "refused"),
    "word, stale": (lambda w: forged.robot(w.plant, word("动火"), age=3601), 403, "refused"),
    "word, foreign corp": (lambda w: forged.robot(w.plant, word("动火", chatbotCorpId="x")), 400, "not understood"),
    "word, endless id": (lambda w: forged.robot(w.plant, word("动火", msgId="m" * 300)), 400, "not understood"),
    "event, wrong signature": (lambda w: forged.event(w.plant, "{}", signature="0" * 40), 403, "refused"),
    "event, foreign receiver": (lambda w: forged.event(w.plant, "{}", receiver="dingother"), 403, "refused"),
    "event, stale": (lambda w: forged.event(w.plant, "{}", age=3601), 403, "refused"),
    "event, not JSON": (lambda w: forged.event(w.plant, "<xml/>"), 400, "not understood"),
    "event, foreign corp": (
        lambda w: forged.event(w.plant, _left(w.dingtalk_account, CorpId="x")),
        400,
        "not understood",
    ),
    "event, endless id": (lambda w: forged.event(w.plant, _left("nobody", eventId="e" * 300)), 400, "not understood"),
    "event, half a character": (lambda w: forged.sealed(w.plant, CUT), 400, "not understood"),
    "event, unknown": (lambda w: forged.event(w.plant, '{"EventType":"moon_full"}'), 200, "encrypt"),
    "event, unknown person": (lambda w: forged.event(w.plant, _left("nobody")), 200, "encrypt"),
}

PAGE: dict[str, tuple[Send, int]] = {
    "forged token": (lambda w: w.page({"name": "permit.sign"}, token="forged"), 401),
    "wrong content type": (lambda w: w.page("{}", headers={"Content-Type": "text/plain"}), 415),
    "malformed JSON": (lambda w: w.page("{"), 400),
    "deep nesting": (lambda w: w.page("[" * 100_000), 400),
    "deep data": (lambda w: w.page('{"name":"permit.sign","data":' + '{"a":' * 5000 + "1" + "}" * 5001), 400),
    "unknown name": (lambda w: w.page({"name": "permit.burn"}), 400),
    "oversized body": (lambda w: w.page({"name": "permit.sign", "text": "x" * 2_100_000}), 413),
    "half a character": (lambda w: w.page({"name": "permit.refuse", "text": f"不签{CUT}"}), 400),
    "NUL": (lambda w: w.page({"name": "permit.refuse", "text": "不签\0"}), 400),
    "page of another act": (lambda w: w.page({"name": "permit.request", "data": {}}), 403),
    "no reason": (lambda w: w.page({"name": "permit.refuse", "text": " "}, token=w.page_token("refuse")), 200),
    "no signature": (lambda w: w.page({"name": "permit.sign", "data": {"strokes": "x", "png": 5}}), 200),
}


def _left(account: str, **more: str) -> str:
    return json.dumps({"EventType": "user_leave_org", "eventId": "e-left", "userId": [account]} | more)


def test_wecom_gets_its_answer_and_nothing_changes(world: World, caplog: pytest.LogCaptureFixture) -> None:
    before = dump()
    for case, (send, status) in WECOM.items():
        reply = watched(world, send, caplog, before)
        assert (reply.status_code, reply.text) == (status, "" if status == 200 else "refused"), case


def test_whoever_taps_what_somebody_else_is_asked_reads_so_in_wecom_too(world: World) -> None:
    """DingTalk says it in the answer to the tap; WeCom takes no words there, so a text says them."""
    before = dump()
    for asked in (world.theirs, world.dingtalk_open):
        reply = world.wecom_tap(asked)
        assert (reply.status_code, reply.text) == (200, "")
        world.plant.settle()
        world.plant.expect(WECOM_PERSON, "这件事找的是别人，你点了不算")
    after = dump()
    assert [row for row in after["Ask"] if row["kind"] != "word.answer"] == before["Ask"]
    assert all(after[name] == before[name] for name in ("Permit", "Entry", "Rendition"))


def test_dingtalk_gets_its_answer_and_nothing_changes(world: World, caplog: pytest.LogCaptureFixture) -> None:
    before = dump()
    for case, (send, status, words) in DINGTALK.items():
        reply = watched(world, send, caplog, before)
        assert reply.status_code == status, case
        said = json.dumps(reply.json(), ensure_ascii=False) if status == 200 else reply.text
        assert words in said if status == 200 else words == said, case


def test_a_page_is_told_plainly_and_nothing_changes(world: World, caplog: pytest.LogCaptureFixture) -> None:
    before = dump()
    for case, (send, status) in PAGE.items():
        reply = watched(world, send, caplog, before)
        assert reply.status_code == status and reply.json()["ok"] is False and reply.json()["words"], case


def test_a_login_that_makes_no_sense_is_told_so(world: World, caplog: pytest.LogCaptureFixture) -> None:
    address, kind = f"{world.plant.base}/h5/dingtalk/login", {"Content-Type": "application/json"}
    before = dump()

    for body in ("[" * 100_000, "[1]", "{}", '{"code":5,"next":"/h5/dingtalk/permit/1"}'):
        post = partial(forged.requests.post, address, data=body, headers=kind, timeout=10)
        reply = watched(world, lambda _, post=post: post(), caplog, before)
        assert (reply.status_code, reply.json()["ok"]) == (400, False), body[:50]


@pytest.mark.parametrize("person", [WECOM_PERSON, DINGTALK_PERSON], ids=["wecom", "dingtalk"])
def test_a_word_that_nobody_knows_is_answered_with_a_few_that_are_known(world: World, person: str) -> None:
    world.plant.phone(person).say("今天吃什么")
    world.plant.settle()
    answer = text_of(world.plant.expect(person, "这句没看懂。可以发："))
    kinds = book(world.plant.now).config.templates.kinds.values()
    offered = answer.count("「")
    assert 0 < offered <= 5
    assert any(f"「{word}」" in answer for kind in kinds for word in kind.words)


def test_half_a_character_from_the_robot_is_answered_like_any_unknown_word(world: World) -> None:
    assert forged.robot(world.plant, word(f"\0{CUT}")).json() == {}
    world.plant.settle()
    world.plant.expect(DINGTALK_PERSON, "这句没看懂")


def watched(world: World, send: Send, caplog: pytest.LogCaptureFixture, before: Rows) -> Reply:
    """Sends; asserts that the store is as before, and that the one line in the log holds no secret."""
    caplog.set_level(logging.DEBUG, "anhao")
    caplog.clear()
    reply = send(world)
    assert dump() == before
    records = [record for record in caplog.records if record.name.startswith("anhao")]
    lines = [logging.Formatter().format(record) for record in records]
    assert len(lines) == 1, lines
    hidden = [*secrets_of(world.plant.house.settings), *signatures_of(reply)]
    assert not [value for value in hidden if value in lines[0]], lines[0]
    assert len(lines[0]) < 300
    return reply


def dump() -> Rows:
    """Every row of every table, but for what is meant to remember; a lease is no state, it passes in a second."""
    found = {}
    for model in (each for each in MODELS if each.__name__ not in REMEMBERS):
        rows = list(model.select().order_by(*model._meta.get_primary_keys()).dicts())
        found[model.__name__] = [{name: row[name] for name in row if not name.startswith("lease")} for row in rows]
    return found


def secrets_of(settings: BaseModel) -> Iterator[str]:
    """Every secret value that the settings hold, however deep."""
    for value in vars(settings).values():
        if isinstance(value, SecretStr):
            yield value.get_secret_value()
        elif isinstance(value, BaseModel):
            yield from secrets_of(value)


def signatures_of(reply: Reply) -> list[str]:
    """What signed the request: none of it may be written down."""
    query = [part.partition("=")[2] for part in str(reply.request.url).partition("?")[2].split("&")]
    headers = [reply.request.headers.get(name, "") for name in ("x-ddpaas-signature", "sign", "X-Page-Token")]
    return [text for text in (*query, *headers) if len(text) > 12]


def test_wecom_has_no_card_to_answer_a_tap_on_one_that_nobody_knows_so_a_text_does(world: World) -> None:
    before = dump()["Entry"]
    assert world.wecom_tap(None).status_code == 200
    assert dump()["Entry"] == before
    world.plant.settle()
    world.plant.expect(WECOM_PERSON, "这张卡片对不上任何待办")


@pytest.mark.parametrize("action", ["explode", "acknowledge"], ids=["unknown button", "an ask already done"])
def test_wecom_has_only_the_card_to_answer_a_tap_on_one_s_own(
    world: World, action: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "anhao")
    decided = [dump()[name] for name in ("Ask", "Entry", "Permit", "Subject")]
    assert world.wecom_tap(world.wecom_done, action).status_code == 200
    assert [dump()[name] for name in ("Ask", "Entry", "Permit", "Subject")] == decided
    assert card_of(world.wecom_done).words
    assert [record.name for record in caplog.records if record.name.startswith("anhao")] == ["anhao.dispatch"]


@pytest.mark.both_stores
def test_a_nul_in_an_address_or_a_form_is_answered_and_never_reaches_the_store(plant: Plant) -> None:
    browser = requests.Session()
    token = re.search(r'name="token" value="([^"]+)"', browser.get(f"{plant.base}/console/signin").text)
    assert token
    given = {"token": token[1], "name": "a\0b", "password": "x"}
    found = [
        requests.get(f"{plant.base}/p/a%00b", timeout=10).status_code,
        requests.get(f"{plant.base}/h5/wecom/sign/1?r=%00", timeout=10).status_code,
        browser.get(f"{plant.base}/console/permits/a%00b", timeout=10).status_code,
        browser.get(f"{plant.base}/console/exports/{10**30}/file", timeout=10).status_code,
        browser.post(f"{plant.base}/console/signin", data=given, timeout=10).status_code,
    ]
    assert found == [404, 404, 404, 404, 400]
