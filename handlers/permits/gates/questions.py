"""Questions between the last signature and the start: opened once, reminded, passed to the next person of a post.
Meanwhile the permit waits, and it lapses with its period. Silence is never consent."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from handlers import asks
from handlers.asks import Wanted
from handlers.permits import crew, life, raised, telling
from models import ask as ask_table
from models import asked, ledger
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.asked import AskData
from models.book import book, name_of
from models.permit import Permit
from models.permit_asks import Measures
from models.subject import Subject

CHANGE = "交班了"
GAS_TEST, MEASURES, BRIEF = "permit.gas_test", "permit.measures", raised.BRIEF
FOREMAN_CHECK, START = "permit.foreman_check", "permit.start"
LABELS = {
    GAS_TEST: "测气",
    MEASURES: "确认安全措施",
    BRIEF: "签安全交底",
    FOREMAN_CHECK: "现场验票",
    START: "开工",
}
STEPS = (("remind", 5), ("call", 15))
# Nobody is urged longer before the work is to begin.
URGED_BEFORE = timedelta(minutes=60)


def ask(
    permit: Permit,
    kind: str,
    people: Sequence[str],
    why: Sequence[str],
    now: datetime,
    *,
    post: str = "",
    data: AskData | None = None,
    begins: datetime | None = None,
) -> None:
    """Asks each of these people for the same thing, once: whoever still has the question open is not asked again.

    post: the post by which they were found; somebody else of it can be asked instead. begins: from when it can be
    answered; nobody is urged before.
    """
    open_to = {each.person for each in ask_table.movable(permit.subject, kind)}
    for person in people:
        if person not in open_to:
            asks.open_ask(permit.subject, _wanted(permit, kind, person, why, post, data or AskData(), now, begins), now)


def ask_for_measures(permit: Permit, person: str, why: Sequence[str], ids: Sequence[str], now: datetime) -> None:
    """The lines come onto the card that he has for this permit already, if he has one."""
    mine = [each for each in ask_table.movable(permit.subject, MEASURES) if each.person == person]
    if not mine:
        ask(permit, MEASURES, [person], why, now, data=Measures(measures=tuple(ids)))
    for each in mine:
        own = Measures.of(each)
        asked.keep(each, own.but(measures=[*own.measures, *(line for line in ids if line not in own.measures)]))
        asks.repaint(each, now)


def leave_out(each: Ask, ids: Collection[str], words: str, confirmed: Collection[str], now: datetime) -> None:
    """These lines are his no longer; without another that waits for him his card is closed, with `words`."""
    own = Measures.of(each)
    left = [line for line in own.measures if line not in ids]
    asked.keep(each, own.but(measures=left))
    if set(left) <= set(confirmed):
        asks.close(each, "superseded", now, Outcome.over(words, now))
    else:
        asks.repaint(each, now)


def gone(permit: Permit, kind: str, now: datetime) -> list[Ask]:
    """The open questions of this kind to people who are off duty or on leave by now."""
    return [each for each in ask_table.movable(permit.subject, kind) if not crew.at_work(each.person, now)]


def pass_on(permit: Permit, waiting: Iterable[Ask], people: Sequence[str], now: datetime) -> None:
    """Ends the questions to those who have gone; without anybody in their place they stay."""
    if not people:
        return
    for each in waiting:
        note_relief(permit, each, people[0], now)
        asks.close(each, "superseded", now, Outcome.over(instead(people, now), now))


def instead(people: Sequence[str], now: datetime) -> str:
    return f"{CHANGE}，改请{'、'.join(name_of(book(now).plant, each) for each in people)}"


def note_relief(permit: Permit, ask: Ask, to: str, now: datetime) -> None:
    data = {"ask": ask.id, "from": ask.person, "to": to}
    ledger.append(permit.subject, "ask.relieved", now, actor={"system": "clock"}, data=data)


def _wanted(
    permit: Permit,
    kind: str,
    person: str,
    why: Sequence[str],
    post: str,
    data: AskData,
    now: datetime,
    begins: datetime | None = None,
) -> Wanted:
    early = max((begins or permit.starts_at - URGED_BEFORE) - now, timedelta()) // timedelta(minutes=1)
    return Wanted(
        kind,
        person,
        why,
        post=post,
        stage=raised.stage_key(permit, "start"),
        slot=kind,
        steps=[(name, after + early) for name, after in STEPS],
        expires_at=permit.ends_at,
        rules=f"rules@{permit.rules}",
        data=data,
    )


def settle(done: Ask, now: datetime, answer: Outcome) -> None:
    """The question is answered; the others who were asked the same read who did it."""
    asks.close(done, "done", now, answer.done_by(done.person, now))
    by = Outcome(result="done_by", by=done.person, at=now)
    for other in ask_table.movable(done.subject, done.kind):
        if AskData.of(other) == AskData.of(done):
            asks.close(other, "superseded", now, by)


def close_all(subject: Subject, words: str, now: datetime, *, but: Collection[Ask] = ()) -> None:
    """The start is no longer asked for, and the cards say why; `but`: asks that stay open."""
    over = Outcome.over(words, now)
    for each in ask_table.of_subject(subject):
        if each.kind in LABELS and each.state in MOVABLE and each not in but:
            asks.close(each, "superseded", now, over)


def over(ask: Ask, now: datetime) -> str:
    """What became of a closed question, as a sentence; empty while it is open."""
    if ask.state in MOVABLE:
        return ""
    outcome, label = Outcome.of(ask), LABELS.get(ask.kind)
    if outcome.result == "over":
        return f"{outcome.words}，这一项不用做了。"
    if label is None:
        return "这一次已经记过了，不用再填。"
    name = name_of(book(now).plant, outcome.by or ask.person)
    return f"{outcome.clock} {name}已经{label}，不用再做。"


def step(permit: Permit, ask: Ask, name: str, now: datetime) -> None:
    """One step of the clock for an unanswered question."""
    if name == "expire":
        expire(permit, now)
        close_all(permit.subject, "作业时段过了", now)
    elif name == "call":
        who = name_of(book(now).plant, ask.person)
        words = f"{who}还没{LABELS[ask.kind]}：{telling.title(permit)}。请催一下。"
        told = telling.tell_of(permit, ask.person, words, now)
        if told:
            _note(ask, permit.subject, "ask.escalated", now, {"to": told})
        else:
            _remind(permit, ask, now)
    elif name == "undelivered":
        _note(ask, permit.subject, "ask.undelivered", now)
        _next_of_post(permit, ask, now)
    else:
        _remind(permit, ask, now)


def _remind(permit: Permit, ask: Ask, now: datetime) -> None:
    then = "做完才能开工" if permit.state == "approved" else "做完才能干活"
    asks.tell(ask, ask.person, f"还差你{LABELS[ask.kind]}：{telling.title(permit)}。{then}。", now)
    _note(ask, permit.subject, "ask.reminded", now)


def unreachable(permit: Permit, ask: Ask, words: str, now: datetime) -> None:
    """Asks another person of the post; when nobody can replace this one, the work leader is told."""
    if _next_of_post(permit, ask, now):
        return
    name = name_of(book(now).plant, ask.person)
    told = f"{telling.title(permit)}：联系不上{name}（{words}），还差{LABELS[ask.kind]}。请当面找他，或换人重新办票。"
    telling.tell_of(permit, ask.person, told, now)


def expire(permit: Permit, now: datetime) -> None:
    """The period ended before the start, and is not extended."""
    if permit.state != "approved":
        return
    life.move(permit, "expired", now, actor=raised.SYSTEM, data={"why": "没有在时段内开工"})
    close_all(permit.subject, "这张票过了作业时段，作废", now)
    telling.tell_requester(permit, f"{permit.number} 过了作业时段还没开工，作废了。要做请重新办票。", now)


def _next_of_post(permit: Permit, ask: Ask, now: datetime) -> bool:
    """Asks the next person of the post who has not been asked; says whether there is one."""
    if not ask.post:
        return False
    tried = {each.person for each in ask_table.in_stage(permit.subject, ask.stage) if each.kind == ask.kind}
    able = [each for each in crew.of_posts(permit, [ask.post], book(now), now) if each not in tried]
    for person in able[:1]:
        why = [f"{name_of(book(now).plant, ask.person)}联系不上，请你来{LABELS[ask.kind]}"]
        asks.open_ask(permit.subject, _wanted(permit, ask.kind, person, why, ask.post, AskData.of(ask), now), now)
    return bool(able)


def _note(ask: Ask, subject: Subject, kind: str, now: datetime, more: Mapping[str, str] | None = None) -> None:
    data = {"ask": ask.id, "person": ask.person, **(more or {})}
    ledger.append(subject, kind, now, actor={"system": "clock"}, data=data)
