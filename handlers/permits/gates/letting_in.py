"""The safety head decides whether somebody may do one part of one permit without a course, and signs for it.

What he grants counts wherever a permit asks who may work (`models.qualified`), until the permit is over.
"""

from __future__ import annotations

from datetime import datetime

from bot.channel import Action, Answer
from handlers import asks, handwriting
from handlers.handwriting import NoProof
from handlers.permits import life, same_hand, telling
from handlers.permits.gates import opening
from handlers.permits.request import letting_in
from handlers.permits.request.letting_in import Case
from models import ask as ask_table
from models import ledger, let_in
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.book import book, name_of
from models.permit_asks import Pardon
from models.subject import Subject
from rules.plant import Person


def grant(action: Action, ask: Ask, person: Person, now: datetime) -> Answer:
    """「放行这一次」: signed by hand, with a reason of his own. Judged at this moment, never by what a card showed."""
    case, against = _against(ask, person, now)
    if case is None or against:
        return Answer(against, "stop" if ask.state in MOVABLE else "info")
    reason = letting_in.said(action)
    if not reason:
        return Answer("还要写一句为什么放、谁看着他。", "stop")
    try:
        signed = handwriting.signed(action, person, now)
    except NoProof as error:
        return Answer(str(error), "stop")
    device = str(action.data.get("device", ""))[:200]
    _settle(ask, signed.but(result=let_in.GRANTED, by=person.id, reason=reason, device=device), now)
    how = let_in.of_ask(ask)
    if how is None:
        raise LookupError(f"ask {ask.id} has no answer")
    data = letting_in.entry_of(ask, how)
    ledger.append(
        ask.subject, "permit.let_in", now, actor=asks.actor(ask, person), data=data, shown=signed.shown or None
    )
    if case.permit is not None:
        life.note(case.permit, case.permit.work.letting_in(how))
        same_hand.look(case.permit, ask, now)
        opening.repaint(case.permit, now)
        telling.repaint_open(case.permit, now)
    _tell(
        ask,
        case,
        f"{person.name}放行了{_whom(ask, now)}，只这一张票，只在{_where(ask, now)}：{reason}。{_then(case)}",
        now,
    )
    return Answer(f"放行了，只这一张票。{_whom(ask, now)}的课还是要补。", "done")


def keep_out(action: Action, ask: Ask, person: Person, now: datetime) -> Answer:
    """「不放行」, with the reason, which whoever asked is told."""
    case, _ = _against(ask, person, now)
    if ask.state not in MOVABLE:
        return Answer(_over(ask, now), "info")
    reason = letting_in.said(action)
    if not reason:
        return Answer("还要写一句为什么不放。", "stop")
    _settle(ask, Outcome(result=let_in.REFUSED, at=now, by=person.id, reason=reason), now)
    wish = Pardon.of(ask)
    data = {"ask": ask.id, "person": wish.person, "role_name": wish.role_name, "titles": wish.titles, "reason": reason}
    shown = asks.shown_to(action)
    ledger.append(ask.subject, "permit.kept_out", now, actor=asks.actor(ask, person), data=data, shown=shown)
    if case is not None:
        _tell(ask, case, f"{person.name}没有放行{_whom(ask, now)}：{reason}。请换人，或让他先学完。", now)
    return Answer("没有放行，告诉请你的人了。", "done")


def step(ask: Ask, subject: Subject, name: str, now: datetime) -> None:
    """Reminded once, then the next who may decide is asked as well; silence lets nobody in."""
    case = letting_in.case_of(ask, now)
    if name == "expire":
        asks.close(ask, "expired", now)
        if case is not None:
            _tell(ask, case, f"没有人定{_whom(ask, now)}能不能干，到点了：他不能干。", now)
    elif name == "remind":
        asks.tell(ask, ask.person, f"等你定：{_whom(ask, now)}缺课，这一次能不能干。", now)
    elif case is not None:
        _next(ask, case, now)


def unreachable(ask: Ask, subject: Subject, words: str, now: datetime) -> None:
    case = letting_in.case_of(ask, now)
    if case is not None:
        _next(ask, case, now)


def _next(ask: Ask, case: Case, now: datetime) -> None:
    who = name_of(book(now).plant, ask.person)
    heir = "" if letting_in.closed(case) else letting_in.open_for(case, Pardon.of(ask), now)
    then = f"又请了{heir}" if heir else "没有别人能定，请当面找"
    _tell(ask, case, f"{who}还没定{_whom(ask, now)}能不能干，{then}。没定以前他不能干。", now)


def _against(ask: Ask, person: Person, now: datetime) -> tuple[Case | None, str]:
    """The case, and what stands against letting him in at this moment."""
    case, wish = letting_in.case_of(ask, now), Pardon.of(ask)
    if ask.state not in MOVABLE:
        return case, _over(ask, now)
    if case is None or letting_in.closed(case):
        return None, letting_in.GONE
    if person.id in (wish.person, wish.asked_by) or person.id in case.own:
        return case, "你自己在这个活里，不能由你放行。请别的领导来定。"
    return case, letting_in.fault(case, wish.role, wish.person, now)


def _over(ask: Ask, now: datetime) -> str:
    outcome = Outcome.of(ask)
    words = {let_in.GRANTED: "已经放行了", let_in.REFUSED: "已经定了不放行"}.get(outcome.result, "")
    name = name_of(book(now).plant, outcome.by or ask.person)
    return f"{outcome.clock} {name}{words}。" if words else f"{outcome.words or '这件事'}，不用定了。"


def _settle(ask: Ask, answer: Outcome, now: datetime) -> None:
    """The others who were asked the same read who decided."""
    asks.close(ask, "done", now, answer)
    by = Outcome(result="done_by", by=answer.by, at=now, words="别人定了")
    wish = Pardon.of(ask)
    for other in ask_table.movable(ask.subject, let_in.KIND):
        its = Pardon.of(other)
        if (its.request, its.role, its.person) == (wish.request, wish.role, wish.person):
            asks.close(other, "superseded", now, by)


def _tell(ask: Ask, case: Case, words: str, now: datetime) -> None:
    """Whoever asked hears it, with the way to his form or to the permit."""
    asked_by = Pardon.of(ask).asked_by
    if not book(now).plant.knows(asked_by):
        return
    if case.permit is not None:
        telling.tell(case.permit, [asked_by], words, now)
    elif case.request is not None:
        asks.tell(case.request, asked_by, words, now, purpose="permit.news")


def _then(case: Case) -> str:
    return "" if case.permit is not None else "回申请表再选他、再交。"


def _where(ask: Ask, now: datetime) -> str:
    area = Pardon.of(ask).area
    return book(now).plant.area_name(area, area)


def _whom(ask: Ask, now: datetime) -> str:
    """张三（作业人）"""
    wish = Pardon.of(ask)
    return f"{name_of(book(now).plant, wish.person)}（{wish.role_name}）"
