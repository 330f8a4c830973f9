"""What the house itself answers to what people write: what waits, what is theirs, a matter by its number, and help.

Words that begin something are their flows'. The help names few, by what this person can do now.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.channel import Action, Answer
from handlers import asks, flows
from handlers.flow import Flow, Offer, Use
from models import kinds, matter
from models.ask import Ask, waiting_for, wanted_by
from models.house_asks import Found
from models.kinds import CARD_ONLY, AskKind
from models.matter import Matter
from rules.phrases import by_words
from rules.plant import Person
from rules.said import Said

KIND = "word.found"
# In a help, and on a card: as many as are read in ten seconds, and as many buttons as both platforms allow.
MOST_WORDS, MOST_LINES, MOST_ORDERS = 5, 4, 2
UNKNOWN, NO_TEXT, WITHHELD = "这句没看懂。", "这里只看得懂字和照片。", "你发的话平台没有传过来。"
WAITING_PAGE, MINE_PAGE = "waiting/all", "mine/in"
OLDER = "看全部，找以前的"


def waits(action: Action, person: Person, now: datetime) -> Answer:
    """「待办」: what this person is asked, the most urgent first."""
    waiting, orders = _waiting(person), _orders(person, now)
    if not waiting:
        return Answer("\n".join([*orders, "现在没有等你办的事。有新的会发卡片给你。"]), "caution")
    more = len(waiting) - MOST_LINES
    lines = [f"{number}　{_line(ask, now)}" for number, ask in enumerate(waiting[:MOST_LINES], 1)]
    rest = [f"还有 {more} 件，点开看全部"] if more > 0 else []
    title = _after(orders, f"{len(waiting)} 件事等你办")
    asks.show(
        KIND,
        person.id,
        "你发了「待办」",
        Found(title=title, lines=(*orders, *lines, *rest), page=WAITING_PAGE, link_text="去办"),
        now,
    )
    return Answer(f"{title}，卡片发给你了。", "info")


def mine(action: Action, person: Person, now: datetime) -> Answer:
    """「我的」: what is under way and has him in it, each with its page."""
    found, orders = flows.here().mine(person, now), _orders(person, now)
    if not found:
        title = "你现在没有在办的事。"
        words = "\n".join([*orders, title])
        asks.show(
            KIND, person.id, "你发了「我的」", Found(title=title, page=MINE_PAGE, link_text=OLDER), now, words=words
        )
        return Answer(words, "info")
    if len(found) == 1:
        return _tell(person, "你发了「我的」", found[0], now, orders)
    shown = list(enumerate(found[:MOST_LINES], 1))
    more = len(found) - MOST_LINES
    title = _after(orders, f"你在办的 {len(found)} 件")
    card = Found(
        title=title,
        lines=(
            *orders,
            *(f"{number}　{each.title} · {each.word}" for number, each in shown),
            *([f"还有 {more} 件，点开看全部"] if more > 0 else []),
        ),
        page=MINE_PAGE,
        link_text=OLDER,
        pages={f"看第 {number} 件": each.page for number, each in shown},
    )
    asks.show(KIND, person.id, "你发了「我的」", card, now)
    return Answer(f"{title}，卡片发给你了。", "info")


def by_number(said: Said, action: Action, person: Person, now: datetime) -> Answer | None:
    """The matter whose number stands in the text, for anybody of the plant, as its page is."""
    if not said.number:
        return None
    found = matter.by_number(said.number)
    if found is None:
        return Answer(f"没有 {said.number} 这个编号。请核对后再发。", "caution")
    return _tell(person, f"你查了 {found.number}", found, now)


def help_me(action: Action, person: Person, now: datetime) -> Answer:
    """「帮助」: the words that are of use to this person now."""
    answer = Answer(_help(person, now), "info")
    asks.say(action, person, answer.words, now)
    return answer


def not_understood(action: Action, person: Person, now: datetime) -> Answer:
    """What somebody reads whose message led nowhere: a text, or something that is none. What a flow takes it for comes
    first."""
    what = WITHHELD if action.data.get("error") else NO_TEXT if _is_no_text(action) else UNKNOWN
    guessed = flows.here().guessed(action, person, now) if what is UNKNOWN else ""
    return Answer(f"{guessed or what}{_help(person, now)}", "caution")


def _is_no_text(action: Action) -> bool:
    return action.data.get("type", "text") != "text" and not action.text


def offers(person: Person, now: datetime) -> Iterator[Offer]:
    count = len([ask for ask in _waiting(person) if not kinds.of(ask.kind).gathered])
    if count:
        yield Offer("待办", f"看等你办的 {count} 件事", Use.WAITING)
    if flows.here().mine(person, now):
        yield Offer("我的", "看你在办的", Use.UNDER_WAY)


def _help(person: Person, now: datetime) -> str:
    found = flows.here().offers(person, now)
    if not found:
        return "你现在没有要发的词，有事会发卡片给你。要看一张票，发它的编号。"
    first, others = found[:MOST_WORDS], found[MOST_WORDS:]
    more = [f"还可以发：{'、'.join(each.word for each in others)}"] if others else []
    return "\n".join(["可以发：", *(f"「{each.word}」{each.does}" for each in first), *more])


def _waiting(person: Person) -> list[Ask]:
    """What somebody waits for from this person."""
    return waiting_for(person.id, *kinds.named(lambda kind: kind.waits))


def _line(ask: Ask, now: datetime) -> str:
    about = matter.of(ask.subject)
    parts = (by_words(wanted_by(ask), now), kinds.of(ask.kind).label, _title(about))
    return " ".join(part for part in parts if part)


def _title(about: Matter | None) -> str:
    return about.title if about else ""


def _orders(person: Person, now: datetime) -> list[str]:
    """The orders to stop or to leave that hold for this person: they come before what else he reads."""
    found = flows.here().standing(person, now)
    more = len(found) - MOST_ORDERS
    return [*found[:MOST_ORDERS], *([f"还有 {more} 条停工、撤离的通知"] if more > 0 else [])]


def _after(orders: Sequence[str], title: str) -> str:
    return f"先照第一行做 · {title}" if orders else title


def _tell(person: Person, why: str, about: Matter, now: datetime, orders: Sequence[str] = ()) -> Answer:
    """One matter as a short text with the link to its page: it asks nothing, so it is no card. orders: come first."""
    words = "\n".join([*orders, f"{about.number} {about.title}：{about.word}。"])
    asks.show(KIND, person.id, why, Found(title=about.title, page=about.page, link_text="点开看全部"), now, words=words)
    return Answer(words, "info")


# Each way to ask for the same.
WORDS = {
    **dict.fromkeys(("待办", "我的待办", "待处理"), waits),
    **dict.fromkeys(("我的", "我的票"), mine),
    **dict.fromkeys(("帮助", "菜单", "怎么用", "help"), help_me),
}
KINDS: Sequence[AskKind] = (AskKind(KIND, "查到的", CARD_ONLY, life="told", waits=False),)
FLOW = Flow(kinds=KINDS, words=WORDS, hears=by_number, offers=offers)
