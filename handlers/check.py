"""The test card of `check --send`: whether card, button, page, position, photo, scan and signature work on a person's
phone.

What comes is only looked at, and said in words on the ask: no place, no picture, no name is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.channel import PLATFORM_NAMES, Action, Answer, Platform
from handlers import asks, pictures
from handlers.asks import Wanted
from handlers.flow import Flow
from models import ask as ask_table
from models import asked
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.house_asks import Tried
from models.kinds import AskKind
from models.subject import Subject, desk
from rules import signature
from rules.given import number
from rules.plant import Person
from rules.texts import in_line

KIND = "house.check"
LIFE = timedelta(hours=12)
BUTTON, POSITION, PHOTO, SCAN, SIGNATURE = STEPS = ("button", "position", "photo", "scan", "signature")
MOST_TROUBLE, MOST_READ = 200, 24
NO_PLACE = {"denied": "手机没有给定位。", "unavailable": "没有拿到定位。"}
USED_UP = Answer("这张试验卡不用了。要再试，请管理员再运行一次 check --send。", "caution")


def begin(person: str, now: datetime) -> Ask:
    """Asks this person to try everything once; an older test card of theirs is not wanted any more."""
    subject = desk(person, now)
    for old in ask_table.movable(subject, KIND):
        asks.close(old, "superseded", now)
    return asks.open_ask(subject, Wanted(KIND, person, ["管理员请你试一下"], expires_at=now + LIFE), now)


def tapped(action: Action, ask: Ask, person: Person, now: datetime) -> Answer:
    return _came(ask, BUTTON, "点一下有反应", now)


def position(action: Action, ask: Ask, person: Person, now: datetime) -> Answer:
    """Whether the phone said where it is, how exactly, and whether the platform or only the browser said so."""
    place = action.data.get("position")
    given: Mapping[str, object] = place if isinstance(place, dict) else {}
    if given.get("state") != "ok":
        words = NO_PLACE.get(str(given.get("state")), NO_PLACE["unavailable"])
        return _failed(ask, POSITION, words + _trouble(action), now)
    try:
        accuracy = round(number(given.get("accuracy_m")))
    except ValueError:
        return _failed(ask, POSITION, "定位没有说误差多大。", now)
    by = "" if given.get("crs") == "GCJ-02" else f"，是浏览器给的，不是{_app(action.platform)}。{_trouble(action)}"
    return _came(ask, POSITION, f"误差约 {accuracy} 米{by}", now)


def photo(action: Action, ask: Ask, person: Person, now: datetime) -> Answer:
    """Whether a picture arrived; nothing takes it, so it is swept away within a day."""
    brought = pictures.named(action.data.get("photo"), person.id)
    if brought is None or not brought["type"].startswith("image/"):
        return _failed(ask, PHOTO, "来的不是照片。请再拍一张。", now)
    return _came(ask, PHOTO, f"收到 {max(1, brought['bytes'] // 1024)} KB", now)


def scan(action: Action, ask: Ask, person: Person, now: datetime) -> Answer:
    """Whether the scanner read a code; which one does not matter."""
    read = in_line(str(action.data.get("read") or ""))
    if not read:
        return _failed(ask, SCAN, f"没有扫到码。{_trouble(action)}", now)
    return _came(ask, SCAN, f"读出 {len(read)} 个字：{read[:MOST_READ]}{'…' if len(read) > MOST_READ else ''}", now)


def sign(action: Action, ask: Ask, person: Person, now: datetime) -> Answer:
    """Whether a hand can write on the pad."""
    drawn = signature.check(action.data.get("strokes"))
    if not drawn.ok:
        return _failed(ask, SIGNATURE, drawn.words, now)
    return _came(ask, SIGNATURE, f"{len(drawn.lines)} 笔，看得清", now)


def missing(came: Mapping[str, str]) -> list[str]:
    """The steps that have not worked yet, in the order of the page."""
    return [step for step in STEPS if step not in came]


def _came(ask: Ask, step: str, words: str, now: datetime) -> Answer:
    tried = Tried.of(ask)
    faults = {name: fault for name, fault in tried.faults.items() if name != step}
    tried = tried.but(came={**tried.came, step: words}, faults=faults)
    return _keep(ask, tried, Answer(f"好用：{words}", "info"), now)


def _failed(ask: Ask, step: str, words: str, now: datetime) -> Answer:
    tried = Tried.of(ask)
    return _keep(ask, tried.but(faults={**tried.faults, step: words}), Answer(words, "caution"), now)


def _keep(ask: Ask, tried: Tried, answer: Answer, now: datetime) -> Answer:
    if ask.state not in MOVABLE:
        return USED_UP
    asked.keep(ask, tried)
    if missing(tried.came):
        asks.repaint(ask, now)
        left = missing(tried.came) == [BUTTON]
        return Answer("页面都好用。请回聊天点一下「试按钮」。", "info") if left else answer
    asks.close(ask, "done", now, Outcome(result="tried", at=now))
    return Answer("都好用，试完了。", "done")


def _trouble(action: Action) -> str:
    """What the page says that an administrator should look at."""
    return in_line(str(action.data.get("trouble") or ""))[:MOST_TROUBLE]


def _app(platform: Platform) -> str:
    return PLATFORM_NAMES[platform]


def step(ask: Ask, subject: Subject, name: str, now: datetime) -> None:
    """A card that nobody tries any more lapses without a word."""
    if name == "expire":
        asks.close(ask, "expired", now)


def unreachable(ask: Ask, subject: Subject, words: str, now: datetime) -> None:
    """Nobody else can try this phone: the card waits until the platform takes it, or its time is over."""


FLOW = Flow(
    # Nobody waits for it: a test that was left half-way is no open work.
    kinds=[AskKind(KIND, "试卡片和页面", "check", waits=False)],
    taps={(KIND, "check_tap"): tapped},
    pages={
        (KIND, "check.position"): position,
        (KIND, "check.photo"): photo,
        (KIND, "check.scan"): scan,
        (KIND, "check.sign"): sign,
    },
    steps={KIND: step},
    unreachable={KIND: unreachable},
)
