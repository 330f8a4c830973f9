"""The demo plant on the simulator: its people with their phones, and credentials that exist nowhere else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from handlers import flows
from handlers.flow import MORE
from models.book import Book
from rules.plant import Area
from rules.staff.standing import has_account

# Fictional: the simulator and the service get the same, and no real platform knows them.
WECOM = {
    "corp_id": "wwanhaodemo00000001",
    "agent_id": 1000002,
    "secret": "demo-wecom-app-secret-not-real",
    "token": "AnhaoDemoWecomToken",
    "aes_key": "AnhaoDemoWecomKey0123456789abcdefghijklmnop",
    "contact_secret": "demo-wecom-contact-secret-not-real",
    "contact_token": "AnhaoDemoContactToken",
    "contact_aes_key": "AnhaoDemoContactKey0123456789abcdefghijklmn",
}
DINGTALK = {
    "client_id": "dinganhaodemoapp",
    "client_secret": "demo-dingtalk-secret-not-real",
    "corp_id": "dinganhaodemocorp",
    "agent_id": 2000001,
    "robot_code": "dinganhaodemoapp",
    "card_template_id": "anhao-demo.schema",
    "token": "AnhaoDemoDingToken",
    "aes_key": "AnhaoDemoDingKey0123456789abcdefghijklmnopq",
}
CARD_SECRET = "demo-card-secret-not-real"  # noqa: S105 - the demo's own, and fictional


def environment(simulator_url: str, callback: str) -> dict[str, str]:
    """The variables that make the service use the simulator's platforms, as it does only in the demo; `callback`: how
    DingTalk's taps come in."""
    wecom = {f"ANHAO_WECOM_{name.upper()}": str(value) for name, value in WECOM.items()}
    dingtalk = {f"ANHAO_DINGTALK_{name.upper()}": str(value) for name, value in DINGTALK.items()}
    return {
        **wecom,
        **dingtalk,
        "ANHAO_WECOM_API": simulator_url,
        "ANHAO_WECOM_OAUTH": f"{simulator_url}/connect/oauth2/authorize",
        "ANHAO_WECOM_JSSDK": f"{simulator_url}/wecom/jssdk.js",
        "ANHAO_WECOM_AGENT_JSSDK": f"{simulator_url}/wecom/jwxwork.js",
        "ANHAO_DINGTALK_API": simulator_url,
        "ANHAO_DINGTALK_OAPI": simulator_url,
        "ANHAO_DINGTALK_JSAPI": f"{simulator_url}/dingtalk/dd.js",
        "ANHAO_DINGTALK_CALLBACK": callback,
        "ANHAO_DINGTALK_CARD_SECRET": CARD_SECRET,
        "ANHAO_SIMULATOR_URL": simulator_url,
        "ANHAO_DEMO": "1",
    }


def simulator_config(book: Book, base: str, now: datetime, port: int = 0, rate: float = 1.0) -> dict[str, Any]:
    """The simulator's configuration for this plant, calling back to the service at `base`."""
    plant = book.plant
    return {
        "port": port,
        "now": now.isoformat(),
        "rate": rate,
        "clock_urls": [f"{base}/demo/clock"],
        "posted_url": f"{base}/demo/posted",
        "console_url": f"{base}/console/",
        "story_url": f"{base}/demo/story" if book.config.demo.story else None,
        "wecom": {
            **WECOM,
            "callback_url": f"{base}/callback/wecom",
            "contact_callback_url": f"{base}/callback/wecom/contacts",
            "trusted_hosts": ["127.0.0.1", "localhost"],
            "menu": [*_others(now), *_permits(book)],
        },
        "dingtalk": {
            **DINGTALK,
            "event_callback_url": f"{base}/callback/dingtalk/event",
            "robot_callback_url": f"{base}/callback/dingtalk/robot",
        },
        "people": [*owners(book), *_newcomer(book), *_group(book)],
        "places": [_site(area) for area in plant.areas],
    }


def _permits(book: Book) -> list[dict[str, str]]:
    return [{"key": f"permit.{each}", "name": kind.short} for each, kind in book.config.templates.kinds.items()]


def _others(now: datetime) -> list[dict[str, str]]:
    """What the app's menu lets people begin besides permits: 报隐患, 学习, …"""
    found = [entry for flow in flows.here() if flow.menu_title == MORE for entry in flow.menu_entries(now)]
    return [{"key": key, "name": name} for name, key in found]


def owners(book: Book) -> list[dict[str, Any]]:
    """The phones of the plant's people; who has left has none."""
    return [_owner(person.id, book) for person in book.plant.people if has_account(person)]


def _owner(person_id: str, book: Book) -> dict[str, Any]:
    plant = book.plant
    person = plant.person(person_id)
    latitude, longitude = centre(_place_of(person.department, book))
    return {
        "platform": person.platform,
        "account": person.account,
        "name": person.name,
        "post": "、".join(plant.posts[post].name for post in person.posts),
        "department": plant.department(person.department).name,
        "supervisor": plant.person(person.supervisor).account if person.supervisor else None,
        "position": {"mode": "ok", "latitude": latitude, "longitude": longitude, "accuracy": 8},
    }


def _newcomer(book: Book) -> list[dict[str, Any]]:
    """The phone of whoever joins in a story: the plant's data do not have him yet."""
    told, plant = book.config.demo.training, book.plant
    if told is None or plant.knows(told.newcomer.person):
        return []
    new = told.newcomer
    latitude, longitude = centre(_place_of(new.department, book))
    return [
        {
            "platform": new.platform,
            "account": new.account,
            "name": new.name,
            "post": "、".join(plant.posts[post].name for post in new.posts),
            "department": plant.department(new.department).name,
            "supervisor": plant.person(new.supervisor).account,
            "position": {"mode": "ok", "latitude": latitude, "longitude": longitude, "accuracy": 8},
        }
    ]


def _group(book: Book) -> list[dict[str, Any]]:
    """The chat of the plant's DingTalk group."""
    wanted = book.plant.dingtalk_group
    chat = {"platform": "dingtalk", "account": wanted, "name": book.plant.company.name, "post": "钉钉群", "group": True}
    return [chat] if wanted else []


def _site(area: Area) -> dict[str, Any]:
    latitude, longitude = centre(area)
    return {"name": area.name, "latitude": latitude, "longitude": longitude}


def place(book: Book) -> Area:
    """Where the demo's stories play."""
    return book.plant.area(book.config.demo.place) if book.config.demo.place else book.plant.areas[0]


def _place_of(department: str, book: Book) -> Area:
    """A person whose areas include the stories' place stands there, else in the first of his areas. People without
    areas stand at the place too."""
    own = [area for area in book.plant.areas if area.department == department]
    return place(book) if place(book) in own or not own else own[0]


def centre(area: Area) -> tuple[float, float]:
    """Latitude and longitude of the middle of an area."""
    points = [area.center] if area.center else list(area.polygon)
    longitude = sum(point[0] for point in points) / len(points)
    latitude = sum(point[1] for point in points) / len(points)
    return latitude, longitude
