"""「我不在」: somebody says until when he is away and who stands in; others are asked at once what he was asked.

「我回来了」 ends it. What was handed on meanwhile stays valid: the first valid signature counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from bot.channel import Action, Answer
from handlers import asks, digest, flows
from handlers.asks import Wanted
from handlers.flow import EntryWords, Flow, Offer, Use
from models import answered, ledger
from models import ask as ask_table
from models import leave as leaves
from models.ask import MOVABLE, Ask
from models.book import book
from models.house_asks import Away
from models.kinds import AskKind, together
from models.subject import Subject, desk, lock
from rules.cover import StandIn, stand_ins
from rules.given import day
from rules.phrases import day_words
from rules.plant import Person
from rules.shifts import days_at

KIND = "leave.cover"
FORM_LIFE = timedelta(hours=12)
MAX_DAYS = 30


def begin(action: Action, person: Person, now: datetime) -> Answer:
    """「我不在」: a card with the link to the form; it replaces an older one."""
    subject = desk(person.id, now)
    for old in ask_table.movable(subject, KIND):
        asks.close(old, "superseded", now)
    asks.open_ask(subject, Wanted(KIND, person.id, ["你发了「我不在」"], expires_at=now + FORM_LIFE), now)
    return Answer("登记卡片发给你了，点开选到哪天、谁顶班。", "info")


def take(action: Action, ask: Ask, person: Person, now: datetime) -> Answer:
    """The form: away from now to the end of a day, at most 30 days; it takes effect at once."""
    if ask.state not in MOVABLE:
        return Answer("这张已经登记过了。要改，请重新发「我不在」。", "caution")
    today = book(now).plant.day(now)
    until = _day(action.data.get("until"))
    if until is None or not today <= until <= today + timedelta(days=MAX_DAYS):
        return Answer(f"日期要在今天到 {day_words(today + timedelta(days=MAX_DAYS))} 之间。请重新选。", "stop")
    cover = _cover(action, person, until, now)
    if cover is None and action.data.get("cover"):
        return Answer("这个人不在替补链上，或者授权管不到那天。请另选一位。", "stop")
    _keep(ask, person, today, until, cover, action, now)
    way = digest.together(digest.gathered_for(person.id))
    handed_on = hand_on(person, now)
    done, none = f"等你{way.verb}的 {handed_on} {way.measure}已找人替。", f"现在没有等你{way.verb}的{way.noun}。"
    more = done if handed_on else none
    return Answer(f"登记了：到 {day_words(until)} 不在。{more}", "done")


def taken_again(action: Action, person: Person, now: datetime) -> Answer | None:
    """What the form is answered that comes again after he has come back; None while what it said holds."""
    ask = ask_table.find(action.ask) if action.ask else None
    came = Away.of(ask).back if ask and ask.answer else None
    if came is None:
        return None
    return Answer(f"你 {came:%H:%M} 回来了，这张表不算了，现在照常找你。要登记，请重新发「我不在」。", "caution")


def back(action: Action, person: Person, now: datetime) -> Answer:
    """「我回来了」: from now on he is asked again."""
    since, _ = days_at(person, book(now).plant, now)
    taken = leaves.end(person.id, since, now)
    if taken is None:
        return Answer("没有登记过「我不在」，不用销。厂里排的请假，请找安全部门改。", "caution")
    subject = desk(person.id, now)
    actor = {"person": person.id, "platform": person.platform, "account": person.account}
    ledger.append(subject, "leave.ended", now, actor=actor, data={"until": taken.to_day.isoformat()})
    form = Ask.select().where(Ask.subject == subject, Ask.kind == KIND, Ask.state == "done")
    ask = form.order_by(Ask.id.desc()).get()
    answered.keep(ask, Away.of(ask).returned(now))
    asks.repaint(ask, now)
    way = together(())
    if taken.cover:
        told = f"{person.name} {now:%H:%M} 回来了，新的{way.noun}不再找你顶班。"
        asks.tell(ask, taken.cover, told, now, purpose="leave")
    words = f"记下了：你回来了，之后的{way.noun}找你{way.verb}。已找人替的，谁先{way.verb}算谁的。"
    asks.say(action, person, words, now)
    return Answer(words, "info")


def choices(person: Person, now: datetime, until: date) -> tuple[StandIn, ...]:
    """Who may stand in for him until the end of that day."""
    rules = book(now)
    end = datetime.combine(until, time(23, 59), rules.plant.zone)
    return stand_ins(person, rules.plant, rules.config.rules, now, end)


def hand_on(person: Person, now: datetime) -> int:
    """Asks somebody else what he is asked, in the way of each flow; his own cards stay valid. Returns how many were
    passed on."""
    away = flows.here().away
    mine = Ask.select().where(Ask.person == person.id, Ask.kind.in_(list(away)), Ask.state.in_(MOVABLE))
    # In the order of subjects, as every transaction locks them.
    return sum(_hand_on(ask.id, lock(ask.subject_id), now) for ask in mine.order_by(Ask.subject, Ask.id))


def _hand_on(ask_id: int, subject: Subject, now: datetime) -> bool:
    ask = ask_table.find(ask_id)
    if ask is None or ask.state not in MOVABLE:
        return False
    ask.subject = subject
    return flows.here().away[ask.kind](ask, subject, now)


def _keep(
    ask: Ask, person: Person, today: date, until: date, cover: StandIn | None, action: Action, now: datetime
) -> None:
    stand_in = cover.person if cover else ""
    paper = {"for_post": cover.for_post, "authorization": cover.authorization} if cover else {}
    leaves.end(person.id, today, now)
    leaves.take(person.id, (today, until), stand_in, now)
    asks.close(ask, "done", now, Away(result="taken", at=now, since=today, until=until, cover=stand_in))
    days = {"from": today.isoformat(), "until": until.isoformat(), "cover": stand_in}
    data = {**days, **paper, "rules": book(now).name}
    shown = asks.shown_to(action)
    ledger.append(ask.subject, "leave.taken", now, actor=asks.actor(ask, person), data=data, shown=shown)
    if cover:
        way = together(())
        what = f"要{way.verb}的{way.noun}会发卡片给你。"
        words = f"{person.name}到 {day_words(until)} 不在，由你顶班（{cover.authorization}）。{what}"
        asks.tell(ask, stand_in, words, now, purpose="leave")


def _cover(action: Action, person: Person, until: date, now: datetime) -> StandIn | None:
    return next((each for each in choices(person, now, until) if each.person == action.data.get("cover")), None)


def _day(given: object) -> date | None:
    try:
        return day(given)
    except ValueError:
        return None


def step(ask: Ask, subject: Subject, name: str, now: datetime) -> None:
    """A form that is never sent lapses without a word: he is not away then."""
    if name == "expire":
        asks.close(ask, "expired", now)


def unreachable(ask: Ask, subject: Subject, words: str, now: datetime) -> None:
    asks.close(ask, "expired", now)


def offers(person: Person, now: datetime) -> Iterator[Offer]:
    """The way back for whoever is away; the way out for those for whom somebody may stand in."""
    today = book(now).plant.day(now)
    if any(away == person.id for away, _ in leaves.running(today)):
        yield Offer("我回来了", "重新找你办事", Use.WAITING)
    elif choices(person, now, today):
        yield Offer("我不在", "请人顶班", Use.UNDER_WAY)


FLOW = Flow(
    kinds=[AskKind(KIND, "登记不在", "leave")],
    entries={
        "leave.taken": EntryWords("登记不在", "{who}登记不在，到 {until}，顶班：{cover}"),
        "leave.ended": EntryWords("回来了", "{who}回来了"),
    },
    words={"我不在": begin, "我回来了": back},
    offers=offers,
    pages={(KIND, "leave.take"): take},
    again={"leave.take": taken_again},
    sets={"我回来了": ("leave", "")},
    steps={KIND: step},
    unreachable={KIND: unreachable},
)
