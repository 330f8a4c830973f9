"""One person's phone in a story: reads cards, taps buttons, opens pages as that person, signs by hand."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from workers.scenarios import hand
from workers.scenarios.simulator import TIMEOUT, Json, Simulator, direct

_PAGE_DATA = re.compile(r'<script[^>]*type="application/json"[^>]*>(.*?)</script>', re.S)


_ATTACHMENTS = re.compile(r'data-attachment="(\w+)"')
# A second try of the same act is a new act for the house.
AGAIN = 50


class PageRefused(Exception):
    """The page did not open or refused the act; the message is what the person reads."""


@dataclass(frozen=True)
class Page:
    """A page opened on a phone: what it shows, and the token that it posts with."""

    base: str
    token: str
    html: str

    def act(
        self, name: str, data: Mapping[str, Any], text: str = "", attempt: int = 1, acted: int | None = None
    ) -> Json:
        """Posts as the page's own script does, and adds the files that a form was refused for. acted: in
        milliseconds; None: now."""
        answer = self.post(name, data, text, attempt, acted)
        if "附件「" not in str(answer.get("words")):
            return answer
        for thing in _ATTACHMENTS.findall(self.html):
            self.attach(thing, hand.photo(thing))
        return self.post(name, data, text, attempt + AGAIN)

    def post(
        self, name: str, data: Mapping[str, Any], text: str = "", attempt: int = 1, acted: int | None = None
    ) -> Json:
        """Posts once; returns `{ok, words, tone, next}` or the error shape."""
        body = {"name": name, "data": dict(data), "text": text, "attempt": attempt}
        body |= {} if acted is None else {"acted": acted}
        headers = {"X-Page-Token": self.token}
        answer: Json = _posted(f"{self.base}/h5/act", json=body, headers=headers)
        return answer

    def bring(self, content: bytes) -> str:
        """Brings a picture to the house in one piece; the number under which an act takes it."""
        headers = {
            "X-Page-Token": self.token,
            "Upload-Length": str(len(content)),
            "Content-Type": "application/offset+octet-stream",
        }
        with direct() as http:
            sent = http.post(f"{self.base}/h5/pictures", data=content, headers=headers, timeout=TIMEOUT)
        return sent.headers["Location"].rpartition("/")[2]

    def attach(self, thing: str, content: str | bytes, name: str = "图.jpg") -> Json:
        """Sends one file for an attachment of the form: its bytes, or a picture as data URL."""
        body = base64.b64decode(content.split(",", 1)[1]) if isinstance(content, str) else content
        headers, address = {"X-Page-Token": self.token}, f"{self.base}/h5/attach/{thing}"
        answer: Json = _posted(address, params={"name": name}, data=body, headers=headers)
        return answer


@dataclass(frozen=True)
class Phone:
    """`base` is the service's address; `at` is where the person stands (GCJ-02 degrees)."""

    simulator: Simulator
    base: str
    platform: str
    account: str
    name: str
    at: tuple[float, float]

    @property
    def id(self) -> str:
        return f"{self.platform}:{self.account}"

    def messages(self) -> list[Json]:
        return self.simulator.messages(self.platform, self.account)

    def say(self, text: str) -> Json:
        answer: Json = self.simulator.post(f"phones/{self.platform}/{self.account}/say", {"text": text})
        return answer

    def send_picture(self, content: bytes) -> Json:
        answer: Json = self.simulator.send(f"phones/{self.platform}/{self.account}/picture", content)
        return answer

    def menu(self, key: str) -> Json:
        """Presses an item of the app's menu."""
        answer: Json = self.simulator.post(f"phones/{self.platform}/{self.account}/menu", {"key": key})
        return answer

    def tap(self, message: Json, button: str) -> Json:
        body = {"message": message["id"], "button": button}
        answer: Json = self.simulator.post(f"phones/{self.platform}/{self.account}/tap", body)
        return answer

    def card(self, wanted: Callable[[str], bool], before: Collection[str] = ()) -> Json | None:
        """The newest card with the wanted title that is none of the messages `before` (ids)."""
        cards = [each for each in self.messages() if each["kind"] == "card" and each["id"] not in before]
        found = [each for each in cards if wanted(title(each))]
        return found[-1] if found else None

    def open(self, url: str) -> Page:
        """Opens a page as this person, including the platform's silent login. Raises PageRefused."""
        session = direct()
        session.cookies.set("sim_phone", self.id, domain=urlsplit(self.simulator.url).hostname)
        shown = session.get(url, timeout=TIMEOUT)
        text = shown.text
        if self.platform == "dingtalk":
            text = self._logged_in(url)
        data = page_data(text)
        if shown.status_code >= 400 or not data.get("token"):
            raise PageRefused(_visible(text))
        return Page(self.base, data["token"], text)

    def sign(self, page: Page, *, at: tuple[float, float] | None = None, attempt: int = 1) -> Json:
        """Signs the page by hand, standing at `at` (default: where the person is)."""
        data = {
            "strokes": hand.strokes(self.name),
            "position": self.position(at),
            "device": f"story phone {self.account}",
        }
        return page.act("permit.sign", data, attempt=attempt)

    def position(self, at: tuple[float, float] | None = None) -> Json:
        latitude, longitude = at or self.at
        place = {"latitude": latitude, "longitude": longitude, "accuracy_m": 8, "crs": "GCJ-02"}
        return {"state": "ok", **place, "age_s": 2}

    def _logged_in(self, url: str) -> str:
        code = self.simulator.login_code(self.id)
        parts = urlsplit(url)
        wanted = parts.path + (f"?{parts.query}" if parts.query else "")
        body = {"code": code, "next": wanted}
        reply = _posted(f"{self.base}/h5/dingtalk/login", json=body)
        if not reply.get("ok"):
            raise PageRefused(f"{reply.get('words', '')}{reply.get('todo', '')}")
        return str(reply["html"])


def _posted(address: str, **request: Any) -> Any:
    """The service's answer to a script's request."""
    with direct() as http:
        return http.post(address, timeout=TIMEOUT, **request).json()


def title(message: Json) -> str:
    """A card's title on either platform."""
    body = message["body"]
    if message["platform"] == "wecom":
        card = body.get("template_card", body)
        return str(card.get("main_title", {}).get("title", ""))
    return str(body.get("cardParamMap", {}).get("title", ""))


def text_of(message: Json) -> str:
    """Everything that a message says, as one text to look into."""
    return json.dumps(message["body"], ensure_ascii=False)


def page_data(text: str) -> Json:
    """The data that a page carries for its own script."""
    found = _PAGE_DATA.search(text)
    data: Json = json.loads(html.unescape(found[1])) if found else {}
    return data


def _visible(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"(?s)<(script|style).*?</\1>", " ", text)).split())[:200]
