"""Each platform as the contract suite sees it: our channel and doors on one side, the simulator on the other."""

from __future__ import annotations

import io
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import redis
import requests
from flask import Blueprint, Flask, request
from PIL import Image
from pydantic import SecretStr
from redis.backoff import NoBackoff
from redis.retry import Retry
from werkzeug.serving import make_server

from bot.channel import Action, Answer, Call, Channel, Json, OpenGate, Platform
from bot.dingtalk.callback import blueprint as dingtalk_doors
from bot.dingtalk.client import DingtalkChannel
from bot.errors import BotError
from bot.tokens import TokenCache
from bot.wecom.callback import blueprint as wecom_doors
from bot.wecom.client import WecomChannel
from bot.wecom.login import authorize_url
from cards import dingtalk as dingtalk_cards
from cards import wecom as wecom_cards
from cards.card import Button, Card
from config.settings import DingtalkSettings, WecomSettings
from simulator import config
from simulator.server import Running

BASE = "http://127.0.0.1:8000"
ANNA, BOSS, STRANGER = "anna", "boss", "stranger"
SIGN, WHY = Button("sign", "签批", "main"), Button("why", "为什么找我")
ASKED = Card(
    title="请签：一级动火 · 储罐二区",
    lines=("今天 08:30–16:30", "找你签：安全总监请假，你顶班"),
    deadline="剩 12 分钟（08:30 前）",
    buttons=(SIGN, WHY),
    link="/h5/permits/7",
)
SIGNED = Card(title="一级动火 · 储罐二区", status="08:19 已签", tone="done", link="/h5/permits/7")


def people(platform: Platform) -> list[dict[str, Any]]:
    """anna and her boss; the stranger is outside the app's scope."""
    return [
        {"platform": platform, "account": ANNA, "name": "安娜", "department": "储运车间", "supervisor": BOSS},
        {"platform": platform, "account": BOSS, "name": "鲍主任", "department": "储运车间"},
        {"platform": platform, "account": STRANGER, "name": "外人", "department": "销售部", "in_scope": False},
    ]


def no_redis() -> redis.Redis:
    """A server that is not there: the token cache then keeps to its process."""
    return redis.Redis(unix_socket_path="/nowhere/redis.sock", retry=Retry(NoBackoff(), 0))


class CountingGate(OpenGate):
    """Remembers which calls began and what came of them."""

    def __init__(self) -> None:
        self.begun: list[Call] = []
        self.ended: list[tuple[Call, BotError | None]] = []

    def before(self, call: Call) -> None:
        self.begun.append(call)

    def after(self, call: Call, error: Exception | None) -> None:
        assert error is None or isinstance(error, BotError)
        self.ended.append((call, error))

    def count(self, api: str) -> int:
        return sum(call.api == api for call in self.begun)


@dataclass(frozen=True)
class Posted:
    """A callback as it came over the wire."""

    url: str
    headers: dict[str, str]
    body: bytes

    def again(self, body: bytes | None = None) -> requests.Response:
        return requests.post(self.url, data=self.body if body is None else body, headers=self.headers, timeout=10)


class Doors:
    """Our callback doors on a free port; keeps what came and what was dispatched."""

    def __init__(self) -> None:
        self.posted: list[Posted] = []
        self.actions: list[Action] = []
        self.app = Flask("doors")
        self.app.before_request(self._keep)
        self._server = make_server("127.0.0.1", 0, self.app, threaded=True)
        self.url = f"http://127.0.0.1:{self._server.port}"

    def __call__(self, action: Action) -> Answer:
        self.actions.append(action)
        return Answer("已记下", "done")

    def _keep(self) -> None:
        headers = {name: value for name, value in request.headers if name not in ("Host", "Content-Length")}
        self.posted.append(Posted(request.url, headers, request.get_data()))

    @contextmanager
    def open(self, *blueprints: Blueprint) -> Iterator[None]:
        for blueprint in blueprints:
            self.app.register_blueprint(blueprint)
        thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._server.shutdown()
            thread.join()


class Edge(ABC):
    """One platform: `channel` is ours, `control` presses the simulator's phones. The names are its calls."""

    platform: Platform
    channel: Channel
    send_call: str
    update_call: str
    text_call: str
    person_call: str
    token_call: str
    secrets: tuple[str, ...]

    def __init__(self, url: str, doors: Doors) -> None:
        self.url = url
        self.doors = doors
        self.gate = CountingGate()

    @abstractmethod
    def rendered(self, card: Card, card_id: str) -> Json:
        """The platform's JSON of a new card."""

    @abstractmethod
    def repainted(self, card: Card, card_id: str) -> Json:
        """The platform's JSON for an update."""

    @abstractmethod
    def login_code(self, account: str) -> str:
        """A code as the platform gives it to a page on this person's phone."""

    @abstractmethod
    def picture(self, account: str, data: bytes) -> str:
        """The reference of a picture that this person sends."""

    @abstractmethod
    def shown(self, message: dict[str, Any]) -> str:
        """The words of a card on a phone."""

    def control(self, path: str, body: Any = None) -> Any:
        method = "GET" if body is None else "POST"
        answer = requests.request(method, f"{self.url}/control/{path}", json=body, timeout=30)
        answer.raise_for_status()
        return answer.json()

    def reset(self) -> None:
        """A plant as it was at the start; tokens are gone as well, so the next test takes a new channel."""
        self.control("reset", {})
        self.doors.posted.clear()
        self.doors.actions.clear()

    def fault(self, call: str, kind: str, times: int = 1, **more: Any) -> None:
        self.control("faults", {"platform": self.platform, "call": call, "fault": kind, "times": times, **more})

    def messages(self, account: str = ANNA) -> list[dict[str, Any]]:
        """What the phone shows, oldest first."""
        kept = self.control(f"phones/{self.platform}/{account}")["messages"]
        return [message for message in kept if not message["dropped"] and message["state"] == "live"]

    def tap(self, button: str, account: str = ANNA) -> Any:
        body = {"message": self.messages(account)[-1]["id"], "button": button}
        return self.control(f"phones/{self.platform}/{account}/tap", body)

    def call_back_with(self, fault: str) -> None:
        """Makes the platform call back, once, in a wrong way."""
        self.send()
        self.fault("callback", fault)
        self.tap("签批")

    def send(self, account: str = ANNA, card_id: str = "card-1", purpose: str = "permit.sign") -> Any:
        body = self.rendered(ASKED, card_id)
        return self.channel.send(account, body, card=card_id, purpose=purpose, urgent=False)

    def update(self, receipt: Any, card: Card = SIGNED, account: str = ANNA) -> Any:
        body = self.repainted(card, receipt.card)
        return self.channel.update(account, receipt, body, purpose="permit.sign", urgent=False)


def png() -> bytes:
    """A small picture."""
    kept = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(kept, "PNG")
    return kept.getvalue()


class WecomEdge(Edge):
    platform: Platform = "wecom"
    send_call = "message/send"
    update_call = "message/update_template_card"
    text_call = "message/send"
    person_call = "user/get"
    token_call = "gettoken"
    own = config.WecomConfig()
    secrets = (own.secret, own.token, own.aes_key)

    def __init__(self, url: str, doors: Doors) -> None:
        super().__init__(url, doors)
        self.settings = self.settings_for(url)
        # Impatient, so that a lost answer costs the suite little.
        tokens = TokenCache(no_redis(), "test")
        self.channel = WecomChannel(self.settings, self.gate, tokens, base_url=BASE, timeout=(1, 0.5))

    @classmethod
    def settings_for(cls, url: str) -> WecomSettings:
        return WecomSettings(
            api=url,
            oauth=f"{url}/connect/oauth2/authorize",
            jssdk=f"{url}/wecom/jssdk.js",
            corp_id=cls.own.corp_id,
            agent_id=cls.own.agent_id,
            secret=SecretStr(cls.own.secret),
            token=SecretStr(cls.own.token),
            aes_key=SecretStr(cls.own.aes_key),
            contact_token=SecretStr(cls.own.contact_token),
            contact_aes_key=SecretStr(cls.own.contact_aes_key),
        )

    @classmethod
    @contextmanager
    def running(cls) -> Iterator[WecomEdge]:
        doors = Doors()
        callbacks = {
            "callback_url": f"{doors.url}/callback/wecom",
            "contact_callback_url": f"{doors.url}/callback/wecom/contacts",
            "callback_spacing_s": 0.01,
        }
        with (
            Running(config.read({"people": people("wecom"), "wecom": callbacks})) as sim,
            doors.open(wecom_doors(cls.settings_for(sim.url), doors)),
        ):
            yield cls(sim.url, doors)

    def rendered(self, card: Card, card_id: str) -> Json:
        return wecom_cards.render(card, ask=7, rendition=1, card_id=card_id, base_link=BASE)

    def repainted(self, card: Card, card_id: str) -> Json:
        return wecom_cards.render_update(card, ask=7, rendition=2, card_id=card_id, base_link=BASE)

    def login_code(self, account: str) -> str:
        address = authorize_url(self.settings, f"{BASE}/h5/wecom/login", "State1")
        phone = {"X-Sim-Phone": f"wecom:{account}"}
        back = requests.get(address, headers=phone, allow_redirects=False, timeout=10).headers["Location"]
        return parse_qs(urlsplit(back).query)["code"][0]

    def picture(self, account: str, data: bytes) -> str:
        kept = requests.post(f"{self.url}/wecom/jssdk/upload", files={"media": ("现场.png", data)}, timeout=10)
        return str(kept.json()["serverId"])

    def shown(self, message: dict[str, Any]) -> str:
        card = message["body"]["template_card"]
        return "\n".join((card["main_title"]["title"], card.get("sub_title_text", "")))


class DingtalkEdge(Edge):
    """DingTalk with HTTP callbacks: Stream mode has tests of its own."""

    platform: Platform = "dingtalk"
    send_call = "card/instances/createAndDeliver"
    update_call = "card/instances"
    text_call = "robot/oToMessages/batchSend"
    person_call = "user/get"
    token_call = "oauth2/accessToken"
    own = config.DingtalkConfig()
    card_secret = "CardCallbackSecret2026"
    secrets = (own.client_secret, own.token, own.aes_key, card_secret)

    def __init__(self, url: str, doors: Doors) -> None:
        super().__init__(url, doors)
        self.settings = self.settings_for(url)
        self.channel = self._channel_with(self.gate)
        # The check registers the address of the card callbacks, as it does when the service starts.
        self._channel_with(OpenGate()).check()

    def _channel_with(self, gate: OpenGate) -> DingtalkChannel:
        tokens = TokenCache(no_redis(), "test")
        return DingtalkChannel(self.settings, gate, tokens, base_url=self.doors.url, timeout=(1, 0.5))

    @classmethod
    def settings_for(cls, url: str) -> DingtalkSettings:
        return DingtalkSettings(
            api=url,
            oapi=url,
            client_id=cls.own.client_id,
            client_secret=SecretStr(cls.own.client_secret),
            corp_id=cls.own.corp_id,
            agent_id=cls.own.agent_id,
            robot_code=cls.own.robot_code,
            card_template_id=cls.own.card_template_id,
            card_secret=SecretStr(cls.card_secret),
            callback="http",
            token=SecretStr(cls.own.token),
            aes_key=SecretStr(cls.own.aes_key),
        )

    @classmethod
    @contextmanager
    def running(cls) -> Iterator[DingtalkEdge]:
        doors = Doors()
        callbacks = {
            "event_callback_url": f"{doors.url}/callback/dingtalk/event",
            "robot_callback_url": f"{doors.url}/callback/dingtalk/robot",
            "callback_spacing_s": 0.01,
        }
        with (
            Running(config.read({"people": people("dingtalk"), "dingtalk": callbacks})) as sim,
            doors.open(dingtalk_doors(cls.settings_for(sim.url), doors)),
        ):
            yield cls(sim.url, doors)

    def rendered(self, card: Card, card_id: str) -> Json:
        return dingtalk_cards.render(card, ask=7, rendition=1, card_id=card_id, base_link=BASE)

    def repainted(self, card: Card, card_id: str) -> Json:
        return dingtalk_cards.render_update(card, ask=7, rendition=2, card_id=card_id, base_link=BASE)

    def call_back_with(self, fault: str) -> None:
        """Only events name their receiver."""
        if fault != "wrong_receiver":
            return super().call_back_with(fault)
        self.fault("callback", fault)
        self.control(f"phones/dingtalk/{ANNA}/event", {"event": "modify"})
        return None

    def login_code(self, account: str) -> str:
        phone = {"phone": f"dingtalk:{account}"}
        return str(requests.post(f"{self.url}/dingtalk/jsapi/authcode", json=phone, timeout=10).json()["code"])

    def picture(self, account: str, data: bytes) -> str:
        address = f"{self.url}/control/dingtalk/phones/{account}/picture"
        requests.post(address, data=data, timeout=10).raise_for_status()
        return str(self.doors.actions[-1].data["downloadCode"])

    def shown(self, message: dict[str, Any]) -> str:
        variables = message["body"]["cardParamMap"]
        return "\n".join((variables["title"], variables["status"]))


EDGES: dict[Platform, type[WecomEdge] | type[DingtalkEdge]] = {"wecom": WecomEdge, "dingtalk": DingtalkEdge}
