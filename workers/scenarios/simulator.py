"""The simulator's control API, as a story needs it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

import requests

TIMEOUT = 20
Json = dict[str, Any]


def direct() -> requests.Session:
    """A session that never asks for a proxy: whom a story speaks to runs on this machine."""
    session = requests.Session()
    session.trust_env = False
    return session


class Simulator:
    """The platforms' phones and their plant time, at the address where the simulator runs."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._http = direct()

    def get(self, path: str, **params: str | int) -> Any:
        return self._checked(self._http.get(f"{self.url}/control/{path}", params=params, timeout=TIMEOUT))

    def post(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        return self._checked(self._http.post(f"{self.url}/control/{path}", json=body or {}, timeout=TIMEOUT))

    def send(self, path: str, content: bytes) -> Any:
        return self._checked(self._http.post(f"{self.url}/control/{path}", data=content, timeout=TIMEOUT))

    def messages(self, platform: str, account: str) -> list[Json]:
        """The messages on the phone, newest last, without those that the platform silently dropped."""
        phone = self.get(f"phones/{platform}/{account}")
        return [message for message in phone["messages"] if not message.get("dropped")]

    def set_time(self, now: datetime, rate: float) -> None:
        self.post("time", {"now": now.isoformat(), "rate": rate})

    def login_code(self, phone: str) -> str:
        """The code that DingTalk's script would give the page opened on this phone."""
        reply = self._http.post(f"{self.url}/dingtalk/jsapi/authcode", json={"phone": phone}, timeout=TIMEOUT)
        return str(self._checked(reply)["code"])

    def _checked(self, reply: requests.Response) -> Any:
        reply.raise_for_status()
        return cast(Any, reply.json())
