"""Alerts: what somebody must deal with now. Red ones go to the safety office and the duty leader, those of the house (a
queue that is stuck, a card that can't be sent, an allowance that runs out) to the administrator."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from bot.channel import Action, Answer
from handlers import asks, voice
from handlers.asks import Wanted
from handlers.flow import EntryWords, Flow
from models import ask as ask_table
from models import asked, ledger, meter
from models import delivery as deliveries
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.book import Book, book, name_of
from models.delivery import AGAIN, Delivery
from models.house_asks import Alert
from models.kinds import MATTER_PAGE, AskKind
from models.subject import Subject, desk
from rules import duty
from rules.plant import Person
from rules.shifts import duty_leader

KIND = "alert.acknowledge"
RED_STEPS = (("remind", 5), ("repeat", 15), ("repeat", 30))
APART = timedelta(minutes=1)
HOUSE_STEPS = (("remind", 30), ("repeat", 120))
# For this long, somebody who deals with a trouble of the house is not told of it again.
HOUSE_REST = timedelta(hours=2)


def red_alert(
    subject: Subject,
    topic: str,
    title: str,
    lines: Sequence[str],
    now: datetime,
    *,
    silent: str = "",
    by_voice: bool = False,
    people: Sequence[str] = (),
) -> None:
    """Calls the safety office and the duty leader about the locked subject; whoever takes it first has it. A topic that
    is still open is not raised twice. `silent`: a person who is the reason for the alert, and so is not called.
    by_voice: they are called by phone as well, one after the other until one answers, where that is switched on.
    people: whom the lines name."""
    called = responders(book(now), now, silent)
    raised = _raise(subject, topic, title, lines, called, now, red=True, people=people)
    if by_voice and raised:
        office = [person.id for person in duty.office(book(now).plant)]
        voice.ring(raised[0], [each for each in (*called, *office) if each != silent], now)


def notice(
    subject: Subject, topic: str, title: str, lines: Sequence[str], people: Sequence[str], now: datetime
) -> None:
    """Asks these people to look at something about the locked subject; nobody is in danger. A topic that is open is not
    raised twice."""
    _raise(subject, topic, title, lines, list(dict.fromkeys(people)), now, red=False, why="请看一下，处理好点「收到」")


def house_alert(
    topic: str,
    title: str,
    lines: Sequence[str],
    now: datetime,
    administrator: str = "",
    *,
    rest: timedelta = HOUSE_REST,
) -> None:
    """Asks the administrator to look after the house itself; locks the house's own subject. A topic that is
    open, or was taken less than `rest` ago, is not raised again."""
    subject = desk("house", now)
    taken = [ask for ask in ask_table.in_stage(subject, _stage(topic)) if ask.state == "done"]
    if any(ask.closed_at > now - rest for ask in taken):
        return
    called = responders(book(now), now)[:1]
    administrator = administrator if book(now).plant.knows(administrator) else ""
    on_silent = administrator in _on_silent(book(now))
    people = [administrator, *(called if on_silent else ())] if administrator else called
    _raise(subject, topic, title, lines, list(dict.fromkeys(people)), now, red=False)


def say(
    subject: Subject,
    topics: Collection[str],
    lines: Sequence[str],
    now: datetime,
    *,
    people: Sequence[str] = (),
    open_too: bool = True,
) -> None:
    """Makes the cards of these alerts say these lines, also where somebody has taken them (only there: `open_too`
    False). people: whom they name, which their readers must know: where a card can't be repainted, a new one says
    it."""
    for ask in called(subject, topics):
        alert = Alert.of(ask)
        news = {"news": "；".join(lines), "people": list(people)} if set(people) - set(alert.people) else {}
        says = alert.but(lines=list(lines), **news)
        if says.kept != alert.kept and (open_too or ask.state not in MOVABLE):
            asked.keep(ask, says)
            asks.repaint(ask, now)


def topics(subject: Subject, beginning: str) -> set[str]:
    """The topics of all alerts about this subject, whatever has become of them, that begin so."""
    raised = (Alert.of(ask).topic for ask in ask_table.about(subject, KIND))
    return {topic for topic in raised if topic.startswith(beginning)}


def says_newer(subject: Subject, topic: str, alert: Alert, number: str, now: datetime, *, at_once: bool) -> None:
    """Makes the open alert of this topic say this. Whoever got its card before gets a text with what is newest when it
    goes out: at once, or at most one a minute. number: what it is about besides."""
    waiting = [ask for ask in ask_table.movable(subject, KIND) if Alert.of(ask).topic == topic]
    data = {
        "topic": topic,
        "title": alert.title,
        "of": number,
        "said": alert.lines[0],
        "to": [ask.person for ask in waiting],
    }
    ledger.append(subject, "alert.more", now, actor={"system": "house"}, data=data)
    for ask in waiting:
        told = Alert.of(ask).more_at or ask.opened_at
        # A card that is on its way may say it already.
        at = now if at_once and ask.delivered_at else max(now, told + APART)
        new = not deliveries.soon(ask, deliveries.MORE, at)
        asked.keep(ask, alert.but(more_at=at if new else Alert.of(ask).more_at))
        if new:
            asks.repaint(ask, now)
            asks.tell(ask, ask.person, "", at, purpose=deliveries.MORE, urgent=True)


def newest(ask: Ask, now: datetime, real: datetime) -> str:
    """What an alert says at this moment; nothing once somebody has taken it, or where its card has said so at first."""
    alert = Alert.of(ask)
    if ask.state not in MOVABLE or alert.title in deliveries.first_said(ask):
        return ""
    return f"{alert.mark}{alert.title}。{'；'.join(alert.lines)}。"


def over(subject: Subject, topics: Collection[str], words: str, now: datetime) -> None:
    """Closes these alerts of the locked subject, whose matter has been settled in another way; their cards say how."""
    for ask in ask_table.movable(subject, KIND):
        if Alert.of(ask).topic in topics:
            asks.close(ask, "superseded", now, Outcome.over(words, now))
            data = {"ask": ask.id, "topic": Alert.of(ask).topic, "words": words}
            ledger.append(subject, "alert.over", now, actor={"system": "house"}, data=data)


def called(subject: Subject, topics: Collection[str]) -> list[Ask]:
    """The asks of these alerts, whatever has become of them."""
    return [ask for ask in ask_table.about(subject, KIND) if Alert.of(ask).topic in topics]


def arrived(subject: Subject, topics: Collection[str]) -> list[Delivery]:
    """The cards of these alerts that went out."""
    return [row for ask in called(subject, topics) for row in deliveries.of_ask(ask) if row.form == "card"]


def heard(subject: Subject, topics: Collection[str]) -> list[str]:
    """Who has got the card of one of these alerts."""
    about = called(subject, topics)
    return [ask.person for ask in about if any(row.delivered_at for row in deliveries.of_ask(ask))]


def responders(book: Book, now: datetime, silent: str = "") -> list[str]:
    """The people of the safety office and the duty leader who are there: not on leave, and within the platform's
    reach. Whoever is on a platform that answers nobody is called when there is nobody else."""
    out, deaf = {*meter.unreachable(), *([silent] if silent else [])}, _on_silent(book)
    called = duty.responders(book.plant, book.config.rules, now, {*out, *deaf})
    heard = [person for person in called if person not in deaf]
    return heard or list(duty.responders(book.plant, book.config.rules, now, out))


def _on_silent(book: Book) -> frozenset[str]:
    """Whoever is on a platform that answers nobody at present."""
    silent = meter.silent()
    return frozenset(person.id for person in book.plant.people if person.platform in silent)


def _raise(
    subject: Subject,
    topic: str,
    title: str,
    lines: Sequence[str],
    called: Sequence[str],
    now: datetime,
    *,
    red: bool,
    why: str = "",
    people: Sequence[str] = (),
) -> list[Ask]:
    """The asks that it opens; none where the topic is open already."""
    stage = _stage(topic)
    if any(ask.state in MOVABLE for ask in ask_table.in_stage(subject, stage)):
        return []
    data = Alert(topic=topic, title=title, lines=tuple(lines), red=red)
    ledger.append(subject, "alert.raised", now, actor={"system": "house"}, data={**data.kept, "to": list(called)})
    data = data.but(people=list(people)) if people else data
    steps, raised = RED_STEPS if red else HOUSE_STEPS, []
    for person in called:
        reason = why or (_called_as(person, now) if red else "你是安好的管理员")
        wanted = Wanted(KIND, person, [reason], stage=stage, steps=steps, urgent=red, data=data)
        raised.append(asks.open_ask(subject, wanted, now))
    return raised


def _called_as(person: str, now: datetime) -> str:
    """Why a red alert calls this person: he is the duty leader of the day, else his post."""
    plant = book(now).plant
    if person == duty_leader(plant, now).id:
        return "你是今天的值班领导"
    held, roles = plant.person(person).posts, plant.roles
    post = next((each for each in (*roles.safety_office, *roles.duty_stand_in) if each in held), held[0])
    return f"你是{plant.posts[post].name}"


def acknowledge(action: Action, ask: Ask, person: Person, now: datetime) -> Answer:
    """「收到，我处理」: the first one has it; the others' cards say who."""
    if ask.state not in MOVABLE:
        return Answer(_taken(ask, now), "info")
    taken = Outcome(result="acknowledged", at=now, by=person.id)
    asks.close(ask, "done", now, taken)
    for other in ask_table.in_stage(ask.subject, ask.stage):
        asks.close(other, "superseded", now, taken)
    data = {"ask": ask.id, "topic": Alert.of(ask).topic, "rendition": action.rendition or 0}
    ledger.append(ask.subject, "alert.acknowledged", now, actor=asks.actor(ask, person), data=data)
    return Answer("记下了：你在处理。", "done")


def step(ask: Ask, subject: Subject, name: str, now: datetime) -> None:
    """An alert that nobody takes is repeated without end: silence is never consent. When it did not arrive, the next
    person is called."""
    if name == "undelivered":
        unreachable(ask, subject, "卡片没送到", now)
        return
    alert = Alert.of(ask)
    words = f"{alert.mark}{alert.title}：还没有人接，请点卡片「收到，我处理」。"
    asks.tell(ask, ask.person, words, now, purpose=AGAIN, urgent=ask.urgent)
    ledger.append(subject, "alert.repeated", now, actor={"system": "clock"}, data={"ask": ask.id, "step": name})


def unreachable(ask: Ask, subject: Subject, words: str, now: datetime) -> None:
    """Somebody must get the alert: the next person of the safety office, or of those who may lead, is called
    instead."""
    plant = book(now).plant
    asked = {each.person for each in ask_table.in_stage(subject, ask.stage)}
    following = duty.following(plant, now, asked, meter.unreachable() | _on_silent(book(now)))
    if following is not None:
        why = [f"{name_of(plant, ask.person)}联系不上（{words}），请你接"]
        wanted = Wanted(
            KIND, following.id, why, stage=ask.stage, steps=RED_STEPS, urgent=ask.urgent, data=Alert.of(ask)
        )
        asks.open_ask(subject, wanted, now)


def pass_on(now: datetime) -> None:
    """A platform has fallen silent: where everybody whom a red alert calls is on silent ones and none has its card, the
    clock calls the next at once. Once for each alert, since one who hears it is enough."""
    stages: dict[tuple[int, str], list[Ask]] = {}
    for ask in ask_table.unheard(KIND):
        stages.setdefault((ask.subject_id, ask.stage), []).append(ask)
    deaf = _on_silent(book(now)) if stages else frozenset()
    for called in stages.values():
        if all(ask.person in deaf for ask in called):
            ask_table.hurry(called[0], now)


def _stage(topic: str) -> str:
    return f"alert/{topic}"[:64]


def _taken(ask: Ask, now: datetime) -> str:
    outcome = Outcome.of(ask)
    if outcome.result == "over":
        return f"{outcome.words}，不用再管。"
    return f"{name_of(book(now).plant, outcome.by)}已在处理，你不用再管。"


FLOW = Flow(
    kinds=[AskKind(KIND, "接警", MATTER_PAGE, keep_going=True)],
    entries={
        "alert.raised": EntryWords("发出红色警报", "报警：{title}"),
        "alert.acknowledged": EntryWords("红色警报已确认", "{who}接手处理"),
        "alert.over": EntryWords("红色警报解除", "报警解除：{words}"),
        "alert.more": EntryWords("警报又多一条", "又报了一条，算在这个警报里：{said}"),
        "alert.repeated": EntryWords("再次红色警报", "报警没人接，再报一次"),
    },
    taps={(KIND, "acknowledge"): acknowledge},
    steps={KIND: step},
    texts={deliveries.MORE: newest},
    unreachable={KIND: unreachable},
)
