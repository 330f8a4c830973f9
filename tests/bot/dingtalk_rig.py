"""What the DingTalk tests share: the simulator with three people, a channel to it, and what the house did."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import redis
import requests
from pydantic import SecretStr
from redis.backoff import NoBackoff
from redis.retry import Retry

from bot.channel import Action, Answer, Call, OpenGate
from bot.dingtalk.client import DingtalkChannel
from bot.dingtalk.line import Pace
from bot.dingtalk.stream import Stream
from bot.errors import BotError
from bot.tokens import TokenCache
from config.settings import DingtalkSettings
from simulator import config

OWN = config.DingtalkConfig()
# As in real life when it matters (a second between connections, a minute after a refusal), else quicker.
BRISK = Pace(tick=0.05, ping=0.1, silence=0.6, sign=0)
CARD_SECRET = "CardCallbackSecret2026"
BODY: dict[str, Any] = {
    "outTrackId": "card-1",
    "cardData": {
        "cardParamMap": {
            "title": "请签：一级动火 · 储罐二区",
            "lines": '["今天 08:30–16:30"]',
            "deadline": "剩 12 分钟",
            "status": "",
            "tone": "info",
            "image": "",
            "buttons": '[{"id":"sign","text":"签批","style":"main","url":""},'
            '{"id":"why","text":"为什么找我","style":"plain","url":""}]',
            "ask": "7",
            "rendition": "1",
        }
    },
}


def plant(**dingtalk: Any) -> config.Config:
    """anna and her boss at DingTalk; late has left the app's scope."""
    people = [
        {"platform": "dingtalk", "account": "anna", "name": "安娜", "department": "储运车间", "supervisor": "boss"},
        {"platform": "dingtalk", "account": "boss", "name": "鲍主任", "department": "储运车间"},
        {"platform": "dingtalk", "account": "late", "name": "赖师傅", "department": "机修班", "in_scope": False},
    ]
    return config.read({"people": people, "dingtalk": dingtalk})


def settings(url: str, **more: Any) -> DingtalkSettings:
    return DingtalkSettings(
        **{
            "api": url,
            "oapi": url,
            "client_id": OWN.client_id,
            "client_secret": SecretStr(OWN.client_secret),
            "corp_id": OWN.corp_id,
            "agent_id": OWN.agent_id,
            "robot_code": OWN.robot_code,
            "card_template_id": OWN.card_template_id,
            "card_secret": SecretStr(CARD_SECRET),
            "token": SecretStr(OWN.token),
            "aes_key": SecretStr(OWN.aes_key),
            **more,
        }
    )


def no_redis() -> redis.Redis:
    return redis.Redis(port=1, retry=Retry(NoBackoff(), 0))


class CountingGate(OpenGate):
    """Remembers the calls and their outcomes."""

    def __init__(self) -> None:
        self.calls: list[tuple[Call, BotError | None]] = []

    def after(self, call: Call, error: Exception | None) -> None:
        assert error is None or isinstance(error, BotError)
        self.calls.append((call, error))

    def of(self, api: str) -> list[BotError | None]:
        return [error for call, error in self.calls if call.api == api]


class House:
    """What the house heard, and what it answers; `fail` makes it fail like a lost store."""

    def __init__(self, words: str = "已记下") -> None:
        self.actions: list[Action] = []
        self.words = words
        self.beside: str | None = None
        self.fail = False

    def __call__(self, action: Action) -> Answer:
        self.actions.append(action)
        if self.fail:
            raise RuntimeError("the store is away")
        return Answer(self.words, beside=self.beside)


class Plant:
    """The running simulator, its control API, and a channel of ours that speaks to it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.gate = CountingGate()
        self.channel = self.another()

    def another(self, **more: Any) -> DingtalkChannel:
        tokens = TokenCache(no_redis(), "test")
        return DingtalkChannel(
            settings(self.url, **more), self.gate, tokens, base_url="http://house", timeout=(1.0, 1.0)
        )

    def control(self, path: str, body: Any = None) -> Any:
        method = "GET" if body is None else "POST"
        answer = requests.request(method, f"{self.url}/control/{path}", json=body, timeout=10)
        answer.raise_for_status()
        return answer.json()

    def fault(self, call: str, kind: str, times: int = 1, **more: Any) -> None:
        self.control("faults", {"platform": "dingtalk", "call": call, "fault": kind, "times": times, **more})

    def send(self, account: str = "anna", card: str = "card-1", *, urgent: bool = False) -> Any:
        return self.channel.send(account, BODY, card=card, purpose="permit.sign", urgent=urgent)

    def messages(self, account: str = "anna") -> list[Any]:
        return list(self.control(f"phones/dingtalk/{account}")["messages"])

    def tap(self, account: str = "anna", button: str = "sign", **more: Any) -> Any:
        body = {"message": self.messages(account)[-1]["id"], "button": button, **more}
        return self.control(f"phones/dingtalk/{account}/tap", body)

    @contextmanager
    def connected(self, house: House) -> Iterator[list[float]]:
        """A Stream client in a thread; gives the times at which it heard from the platform."""
        heard: list[float] = []
        stream = Stream(settings(self.url), house, on_alive=lambda: heard.append(time.monotonic()), pace=BRISK)
        stop = threading.Event()
        running = threading.Thread(target=stream.run, args=(stop,))
        running.start()
        try:
            until(self.connections)
            yield heard
        finally:
            stop.set()
            running.join(10)
            assert not running.is_alive()

    def connections(self) -> list[Any]:
        return list(self.control("dingtalk/stream"))

    def is_replaced(self, old: Any) -> Callable[[], bool]:
        """Whether there is a connection other than `old`."""
        return lambda: any(one["id"] != old["id"] for one in self.connections())

    def disturb(self, what: str) -> Any:
        return self.control("dingtalk/stream", {"do": what})

    def reports(self) -> list[Any]:
        return list(self.control("reports"))


def until(true: Callable[[], Any], seconds: float = 8.0) -> None:
    """Waits for something that another thread brings about."""
    ended, quiet = time.monotonic() + seconds, threading.Event()
    while not true():
        assert time.monotonic() < ended, "it did not happen in time"
        quiet.wait(0.02)
