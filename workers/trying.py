"""`check --send`: a real person tries card, button, page, position, photo, scan and signature on a real phone, and
whoever sits at the terminal sees each step as it comes, or what to look at when it does not. `check --send group` puts
a card into the plant's DingTalk group."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from bot.channel import PLATFORM_NAMES, Platform
from bot.errors import BotError
from cards import dingtalk
from cards.card import Card
from handlers import check
from models import delivery as deliveries
from models import plant_time, store, turns
from models.ask import MOVABLE, Ask
from models.book import NoPlant, book
from models.delivery import SILENT
from models.house_asks import Tried
from models.meter import Heartbeat, Reach
from rules.plant import Person, Plant
from rules.texts import plain
from workers.house import House
from workers.watchman import SILENCE

LOOK = 0.5  # seconds
GROUP = "group"
FOR_A_GROUP = Card("试一下：清零榜以后发到这个群", ("只是试验，不用回",), tone="quiet")
CARD, PAGE = "card", "page"
# What each step is called when it worked, in the order in which a person does them.
STEPS: Mapping[str, str] = {
    CARD: "卡片送到了",
    check.BUTTON: "按钮回来了",
    PAGE: "页面打开了",
    check.POSITION: "定位",
    check.PHOTO: "照片",
    check.SCAN: "扫码",
    check.SIGNATURE: "手写",
}
NAMES: Mapping[str, str] = {**STEPS, CARD: "卡片", check.BUTTON: "按钮", PAGE: "页面"}
# Without these nothing that follows can come.
FIRST = (CARD, PAGE)
_WEB = "web 在不在跑，前面的服务器放不放"
LOOK_AT: Mapping[Platform, Mapping[str, str]] = {
    "wecom": {
        CARD: "应用的可见范围有没有这个人，「企业可信 IP」有没有这台服务器",
        check.BUTTON: f"「接收消息」的地址和 ANHAO_WECOM_TOKEN、ANHAO_WECOM_AES_KEY；{_WEB} /callback",
        PAGE: f"「网页授权及 JS-SDK」的可信域名和 ANHAO_BASE_URL；{_WEB} /h5",
        check.POSITION: "手机让不让企业微信定位，「网页授权及 JS-SDK」的可信域名",
        check.PHOTO: "手机让不让企业微信用相机；前面的服务器放不放 /h5/pictures",
        check.SCAN: "「网页授权及 JS-SDK」的可信域名和 ANHAO_WECOM_AGENT_JSSDK",
        check.SIGNATURE: "签名框上画不画得出线；前面的服务器放不放 /assets",
    },
    "dingtalk": {
        CARD: "模板发布了没有（ANHAO_DINGTALK_CARD_TEMPLATE_ID），可用范围有没有这个人",
        check.BUTTON: "stream 在不在跑，HTTP 方式看三个回调地址；点了卡片有话就看 ANHAO_DINGTALK_CARD_BUTTONS",
        PAGE: f"ANHAO_DINGTALK_CORP_ID，「安全设置」的域名和 ANHAO_BASE_URL；{_WEB} /h5",
        check.POSITION: "手机让不让钉钉定位，「安全设置」的域名和 ANHAO_DINGTALK_JSAPI_HASH",
        check.PHOTO: "手机让不让钉钉用相机；前面的服务器放不放 /h5/pictures",
        check.SCAN: "「安全设置」的域名和 ANHAO_DINGTALK_JSAPI_HASH",
        check.SIGNATURE: "签名框上画不画得出线；前面的服务器放不放 /assets",
    },
}
CHAPTERS: Mapping[Platform, str] = {
    "wecom": "docs/platforms.md「Connecting WeCom」",
    "dingtalk": "docs/platforms.md「Connecting DingTalk」",
}
NO_ANSWER = "网络：平台没有回应，通了就发"
# States of a card that the platform does not take: somebody must do something first.
REFUSED = ("stuck", "unreachable")


class NotSent(Exception):
    """Why no test card was sent, in words."""


@dataclass(frozen=True)
class Seen:
    """The test as it stands. came: step → what was seen of it; faults: step → what went wrong at its last try; refused:
    the platform does not take the card; silent: it does not answer; replaced: nobody is to do this one any more."""

    came: Mapping[str, str]
    faults: Mapping[str, str]
    refused: bool
    silent: bool
    replaced: bool


@dataclass
class Watched:
    """What the terminal has said so far: steps that came, faults that were told, steps that nobody waits for now."""

    came: set[str] = field(default_factory=set)
    faults: Mapping[str, str] = field(default_factory=dict)
    late: set[str] = field(default_factory=set)


def send(house: House, wanted: str, patience: float, say: Callable[[str], None]) -> bool:
    """Sends the test card to this person (id or name) and tells each step; whether all of them worked. Waits at most
    `patience` real seconds for each. For the group: whether it took a card. Raises NotSent."""
    if wanted == GROUP:
        return _post(house, say)
    person = _person(wanted)
    _check_way(house, person)
    ask = store.write(lambda: check.begin(person.id, plant_time.now()))
    say(f"试验卡发给{person.name}（{PLATFORM_NAMES[person.platform]}）。请在手机上照卡片做。")
    say(f"每步等 {patience:g} 秒；不等了按 Ctrl-C。")
    watched = Watched()
    try:
        _watch(ask.id, person.platform, patience, watched, say)
    except KeyboardInterrupt:
        say("停了。")
    left = [NAMES[step] for step in STEPS if step not in watched.came]
    say(f"还缺：{'、'.join(left)}。" if left else "都好用。")
    return not left


def _post(house: House, say: Callable[[str], None]) -> bool:
    """What the group has not taken so far is tried again where it takes this card."""
    group, channel = _plant().dingtalk_group, house.channels.get("dingtalk")
    if not group:
        raise NotSent("plant.yaml 里没有 dingtalk_group。请写上钉钉群的 openConversationId，再 load-plant。")
    if channel is None:
        raise NotSent("钉钉还没有接上。请设 ANHAO_DINGTALK_*，再运行 check dingtalk。")
    card = f"group-{secrets.token_hex(5)}"
    body = dingtalk.render(FOR_A_GROUP, ask=None, rendition=0, card_id=card, base_link=house.settings.base_url)
    try:
        channel.post(group, body, card=card, purpose="check")
    except BotError as error:
        say(f"✗ 钉钉群：{error.words}{f'（{error.code}）' if error.code else ''}。")
        return False
    store.write(lambda: turns.bring_all("dingtalk", plant_time.now()))
    say("✓ 试验卡发到钉钉群里了。")
    return True


def _plant() -> Plant:
    try:
        return book(plant_time.now()).plant
    except NoPlant as error:
        raise NotSent("厂里的数据还没有装进来。请先 load-plant。") from error


def _person(wanted: str) -> Person:
    plant = _plant()
    found = [plant.person(wanted)] if plant.knows(wanted) else _named(plant, wanted)
    if len(found) > 1:
        raise NotSent(f"叫{wanted}的有 {len(found)} 位，请写编号：{'、'.join(person.id for person in found)}。")
    if not found:
        raise NotSent(f"名单里没有“{plain(wanted)}”。请写 plant.yaml 里的编号或姓名。")
    return found[0]


def _named(plant: Plant, name: str) -> list[Person]:
    return [person for person in plant.people if person.name == name]


def _check_way(house: House, person: Person) -> None:
    """Raises NotSent when no card could leave the house for this person."""
    platform = PLATFORM_NAMES[person.platform]
    if person.platform not in house.channels:
        setting = f"ANHAO_{person.platform.upper()}_*"
        raise NotSent(
            f"{person.name}用的是{platform}，{platform}还没有接上。请设 {setting}，再运行 check {person.platform}。"
        )
    if lost := Reach.get_or_none(Reach.platform == person.platform, Reach.person == person.id):
        raise NotSent(f"{platform}现在找不到{person.name}：{lost.words}。请先解决，再试。")
    beat = Heartbeat.get_or_none(Heartbeat.name == "courier")
    if beat is None or plant_time.real_now() - beat.at > SILENCE:
        raise NotSent(
            "发送进程（courier）没有在跑，卡片发不出去。请先启动它（make run，或 python -m workers courier）。"
        )


def _watch(ask_id: int, platform: Platform, patience: float, watched: Watched, say: Callable[[str], None]) -> None:
    begun = time.monotonic()
    while True:
        seen = store.once_more(partial(_seen, ask_id))
        news = [step for step in STEPS if step in seen.came and step not in watched.came]
        for step in news:
            say(f"✓ {STEPS[step]}{'：' if seen.came[step] else ''}{plain(seen.came[step])}")
            begun = time.monotonic()
        watched.came.update(news)
        _tell_faults(seen.faults, watched, say)
        waiting = [step for step in STEPS if step not in watched.came | watched.late]
        if not waiting:
            return
        if seen.replaced:
            say("✗ 有人又运行了一次 check --send，这张试验卡不用了。")
            return
        if seen.refused or time.monotonic() - begun >= patience:
            why = "平台不收" if seen.refused else f"等了 {patience:g} 秒没有来"
            look = NO_ANSWER if seen.silent else f"{LOOK_AT[platform][waiting[0]]}（{CHAPTERS[platform]}）"
            say(f"✗ {NAMES[waiting[0]]}：{why}。请看：{look}。")
            watched.late.add(waiting[0])
            begun = time.monotonic()
            if waiting[0] in FIRST:
                return
        time.sleep(LOOK)


def _seen(ask_id: int) -> Seen:
    ask = Ask.get_by_id(ask_id)
    came, faults = dict(Tried.of(ask).came), dict(Tried.of(ask).faults)
    cards, refused, silent = deliveries.of_ask(ask), False, False
    if ask.delivered_at is not None:
        came[CARD] = ""
    else:
        if errors := [row.last_error for row in cards if row.last_error]:
            faults[CARD] = errors[-1]
        silent = any(row.cause == SILENT for row in cards)
        refused = not silent and any(row.state in REFUSED for row in cards)
    if deliveries.page_opened(ask):
        came[PAGE] = ""
    return Seen(came, faults, refused, silent, replaced=ask.state not in (*MOVABLE, "done"))


def _tell_faults(faults: Mapping[str, str], watched: Watched, say: Callable[[str], None]) -> None:
    """Each fault once; what failed may be tried again."""
    for step, words in faults.items():
        if watched.faults.get(step) != words:
            say(f"✗ {NAMES[step]}：{plain(words)}")
    watched.faults = faults
