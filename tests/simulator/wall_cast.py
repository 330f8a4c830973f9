"""A wall in a real browser over a small plant on both platforms, with the service's callback addresses."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from dingtalk_cast import DingTalk, Service, service
from dingtalk_cast import card as dingtalk_request
from glass import Glass
from playwright.sync_api import Locator, Page, Route
from wecom_cast import Door, Json, WeCom, open_door

from simulator.config import WecomConfig, read
from simulator.server import Running

LEADER, GUARD, FOREMAN, FIRE = "wecom:anhe_u04", "dingtalk:anhe_u31", "wecom:anhe_u21", "dingtalk:anhe_u45"
SITE = {"mode": "ok", "latitude": 32.502, "longitude": 121.901, "accuracy": 8}
PLACES = [
    {"name": "一车间", "latitude": 32.502, "longitude": 121.901},
    {"name": "污水处理站", "latitude": 32.6, "longitude": 121.9},
]
PEOPLE = [
    (LEADER, "严立新", "安全管理部经理"),
    (GUARD, "钱永福", "动火监护人"),
    (FOREMAN, "贺小兰", "当班班长"),
    (FIRE, "何平", "消防主管"),
    ("wecom:anhe_u50", "罗成", "电仪部经理"),
    ("dingtalk:anhe_u51", "周晓梅", "化验员"),
]
H5 = "http://anhao.test/h5/1"
PAGE = "<!doctype html><meta charset=utf-8><h1>签批页</h1>"
MENU = [{"key": "permit.hot_work", "name": "动火"}]


class Wall:
    """The page, and the service's side of both platforms."""

    def __init__(self, url: str, page: Page, door: Door, cards: Service) -> None:
        self.url, self.page, self.door, self.cards = url, page, door, cards
        self.wecom = WeCom(url, WecomConfig())
        self.dingtalk = DingTalk(url)
        self.control = self.wecom.control

    def open(self, *phones: str) -> None:
        """Forget what was, and load the wall with these phones first."""
        self.control("reset", {})
        self.door.events.clear()
        self.cards.answer = lambda _seen: {}
        self.wecom.login()
        self.dingtalk.login()
        route = {"callbackRouteKey": "cards", "callbackUrl": self.cards.url, "apiSecret": "s"}
        self.dingtalk.api("POST", "card/callbacks/register", route)
        self.page.goto(f"{self.url}/?phones={','.join(phones)}")
        self.phone(phones[0]).wait_for()

    def phone(self, name: str) -> Locator:
        """A phone on the wall."""
        return self.page.locator(f'[data-phone="{name}"]')

    def to_leader(self, card: Json) -> Json:
        """A template card to the leader."""
        return self.wecom.send(card, to=LEADER.split(":")[1])

    def to_guard(self, **variables: Any) -> None:
        """The service's DingTalk card to the guard; lists become JSON text."""
        shown = {
            name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            for name, value in ({"ask": "7", "rendition": "12"} | variables).items()
        }
        request = dingtalk_request(
            GUARD.split(":")[1], cardData={"cardParamMap": shown}, callbackType="HTTP", callbackRouteKey="cards"
        )
        assert self.dingtalk.api("POST", "card/instances/createAndDeliver", request).status_code == 200


@contextmanager
def wall(
    glass: Glass,
    *,
    story_url: str | None = None,
    posted_url: str | None = None,
    people_url: str | None = None,
    console_url: str | None = None,
    afresh_url: str | None = None,
    **context: Any,
) -> Iterator[Wall]:
    """A running simulator with its wall in a browser."""
    people = [
        {"platform": name.split(":")[0], "account": name.split(":")[1], "name": person, "post": post, "position": SITE}
        for name, person, post in PEOPLE
    ]
    with open_door(WecomConfig()) as door, service() as cards:
        own = {"callback_url": f"{door.url}/app", "callback_spacing_s": 0.01, "menu": MENU}
        urls = {"story_url": story_url, "posted_url": posted_url, "console_url": console_url}
        urls |= {"afresh_url": afresh_url, "people_url": people_url}
        config = read({"people": people, "wecom": own, **urls, "places": PLACES})
        wide = {"viewport": {"width": 1440, "height": 900}}
        with Running(config) as running, glass.lent(**wide | context) as opened:
            opened.context.route("http://anhao.test/**", _page)
            yield Wall(running.url, opened, door, cards)


def _page(route: Route) -> None:
    route.fulfill(body=PAGE, content_type="text/html")
