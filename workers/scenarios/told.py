"""A story that the plant's demo tells: one permit from the request to the last signature, move by move as data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from config.shapes.demo import Demo, Move
from config.shapes.demo import Story as Tale
from models import permit as permits
from models import plant_time
from models.book import book
from models.permit import Permit
from workers.scenarios import promises
from workers.scenarios.phone import Page, Phone, text_of
from workers.scenarios.simulator import Json
from workers.scenarios.stage import wait_for
from workers.scenarios.story import Story

TITLES = ("请签", "请确认")


def play(story: Story) -> Permit:
    """Plays the story of its name; returns the approved permit. What did not hold is in `story.broken`."""
    demo = book(plant_time.now()).config.demo
    telling = Telling(story, demo, demo.stories[story.name])
    for move in telling.tale.moves:
        MOVES[move.does](telling, move)
    newest: Permit = Permit.select().order_by(Permit.id.desc()).get()
    final = permits.by_number(newest.number)
    if final is None:
        raise LookupError(newest.number)
    story.promise(final.state == "approved", f"票没有签完：{final.state}")
    promises.of_approval(story, final)
    promises.of_platforms(story)
    return final


def form(demo: Demo, name: str, now: datetime) -> dict[str, Any]:
    """What the requester of this story fills in on the day of `now`."""
    tale = demo.stories[name]
    day = now.replace(second=0, microsecond=0)
    period = {"starts_at": _on(day, tale.from_).isoformat(), "ends_at": _on(day, tale.to).isoformat()}
    return {**demo.form(tale.kind, tale.ask), **period}


@dataclass
class Telling:
    """pages: what somebody has open, by person, while his signature waits for him to be on site."""

    story: Story
    demo: Demo
    tale: Tale
    pages: dict[str, tuple[Page, Json]] = field(default_factory=dict)

    def phone(self, move: Move) -> Phone:
        return self.story.house.phone(move.person)

    def card(self, phone: Phone) -> Json:
        """Waits for the card that asks for a signature."""
        wanted = lambda text: any(words in text for words in TITLES)  # noqa: E731 - one line, used once
        return wait_for(f"{phone.name} 的卡片「{'／'.join(TITLES)}」", lambda: phone.card(wanted))

    def opened(self, phone: Phone, card: Json) -> Page:
        return phone.open(self.story.opens(phone, card, "签批", "确认签字"))


def _asks(telling: Telling, move: Move) -> None:
    """The word, the card, the form."""
    story, phone = telling.story, telling.phone(move)
    word = book(plant_time.now()).config.templates.kinds[telling.tale.kind].words[0]
    story.at(move.at)
    story.tell(f"{phone.name}发「{word}」")
    before = {each["id"] for each in phone.messages()}
    phone.say(word)
    page = phone.open(story.opens(phone, story.card(phone, "票申请", before), "填写申请"))
    given = form(telling.demo, story.name, plant_time.now())
    answer = page.act("permit.request", {**given, "position": phone.position()})
    story.promise(bool(answer["ok"]), f"申请没交上去：{answer}")
    story.tell(f"交了申请：{answer['words']}")
    wait_for("作业票", Permit.select().order_by(Permit.id.desc()).first)


def _signs(telling: Telling, move: Move) -> None:
    story, phone = telling.story, telling.phone(move)
    card = telling.card(phone)
    story.promise(move.says in text_of(card), f"{move.line}的卡片没说「{move.says}」")
    story.at(move.at)
    page = telling.opened(phone, card)
    answer = phone.sign(page)
    story.promise(answer.get("tone") == "done", f"{move.line}没签上：{answer}")
    story.signed(move.line, card)
    story.tell(f"{phone.name}签{move.line}")
    again = phone.sign(page)
    story.promise(again == answer, f"{move.line}重复提交的回答不一样")
    story.repainted(phone, card, "已签")


def _asks_why(telling: Telling, move: Move) -> None:
    story, phone = telling.story, telling.phone(move)
    card = telling.card(phone)
    story.promise(move.says in text_of(card), f"卡片上没有「{move.says}」")
    story.at(move.at)
    story.tap(phone, card, "为什么找我")
    wait_for("为什么找我的回答", lambda: _newest(phone, move.says, but=card))
    story.tell(f"{phone.name}点「为什么找我」，{move.told}")


def _is_reminded(telling: Telling, move: Move) -> None:
    story, phone = telling.story, telling.phone(move)
    story.at(move.at)
    wait_for("提醒", lambda: _newest(phone, move.says))
    story.tell(f"{phone.name}没签，收到提醒")


def _signs_away(telling: Telling, move: Move) -> None:
    """Somebody signs far from the site: the house keeps the signature until he is there."""
    story, phone = telling.story, telling.phone(move)
    card = telling.card(phone)
    story.at(move.at)
    page = telling.opened(phone, card)
    held = phone.sign(page, at=telling.demo.office)
    story.promise(held["tone"] == "caution" and "待到场" in held["words"], f"离得远也收了签名：{held}")
    story.tell(f"{phone.name}在办公室签，系统留着：{held['words']}")
    telling.pages[move.person] = page, card


def _signs_again(telling: Telling, move: Move) -> None:
    story, phone = telling.story, telling.phone(move)
    page, card = telling.pages.pop(move.person)
    story.at(move.at)
    done = phone.sign(page, attempt=2)
    story.promise(done["tone"] == "done", f"到场后没签上：{done}")
    story.signed(move.line, card)
    story.tell(f"{phone.name}走到现场再签，签好")
    story.repainted(phone, card, "已签")


def _newest(phone: Phone, words: str, but: Json | None = None) -> Json | None:
    """The newest message that says `words`, or the card `but` itself once its text has changed."""
    found = [each for each in phone.messages() if words in text_of(each) and (but is None or each != but)]
    return found[-1] if found else None


def _on(day: datetime, clock: str) -> datetime:
    moment = time.fromisoformat(clock)
    return day.replace(hour=moment.hour, minute=moment.minute)


MOVES: Mapping[str, Callable[[Telling, Move], None]] = {
    "asks": _asks,
    "signs": _signs,
    "asks_why": _asks_why,
    "is_reminded": _is_reminded,
    "signs_away": _signs_away,
    "signs_again": _signs_again,
}
