"""A toy flow that no product file knows: somebody borrows a ladder, a keeper lends it, it is brought back.

This module has what would be in the rooms `models` and `handlers`; what people see is in
`shown.py` and `faces.py`.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from peewee import AutoField, CharField, ForeignKeyField

from bot.channel import Action, Answer
from handlers import asks, digest
from handlers.asks import Wanted
from handlers.flow import Archive, EntryWords, Flow
from models import ask as ask_table
from models import ledger
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.base import MomentField
from models.book import book
from models.kinds import CARD_ONLY, AskKind, Gathered
from models.matter import Matter, MatterKind, Tone
from models.subject import Subject, next_number, open_subject
from models.table import Table
from rules.plant import Person

MIGRATIONS = Path(__file__).parent / "migrations"
LEND, BRING_BACK = "loan.lend", "loan.bring_back"
KEEPERS = ("U19", "U04", "U05")
THING, AREA = "人字梯", "sewage"
STEPS = (("remind", 5), ("substitute", 10))
SYSTEM = {"system": "loans"}
STATES: dict[str, tuple[str, Tone]] = {
    "asked": ("等着借", "info"),
    "lent": ("借出", "caution"),
    "back": ("还了", "done"),
    "lapsed": ("没人借给", "quiet"),
    "archived": ("归档", "quiet"),
}


class Loan(Table):
    id = AutoField()
    subject_id: int
    subject = ForeignKeyField(Subject, unique=True, backref="loans")
    number = CharField(unique=True, max_length=32)
    thing = CharField(max_length=32)
    borrower = CharField(max_length=32)
    area = CharField(max_length=32)
    state = CharField(max_length=16)
    asked_at = MomentField()


def of_subject(subject: Subject | int) -> Loan:
    found: Loan = Loan.get(Loan.subject == subject)
    return found


def matter(subject: Subject) -> Matter:
    loan = of_subject(subject)
    word, tone = STATES[loan.state]
    title = f"借{loan.thing}"
    people = frozenset({loan.borrower, *KEEPERS})
    page = f"loans/{loan.number}"
    return Matter(subject, loan.number, title, "换灯", page, loan.state, word, tone, loan.area, people)


def _subject_of(number: str) -> Subject | None:
    found = Loan.get_or_none(Loan.number == number)
    return found.subject if found else None


def begin(action: Action, person: Person, now: datetime) -> Answer:
    day = f"JT-{book(now).plant.day(now):%Y%m%d}"
    number = f"{day}-{next_number(day):04d}"
    subject = open_subject(f"loan/{number}", now)
    row = {"number": number, "thing": THING, "borrower": person.id, "area": AREA, "state": "asked", "asked_at": now}
    Loan.create(subject=subject, **row)
    ledger.append(subject, "loan.asked", now, actor=asks.unasked(person), data={"number": number, "thing": THING})
    _ask_keeper(subject, KEEPERS[0], "你管梯子", now)
    return Answer(f"{number} 记下了，等管梯子的人。", "info")


def lend(action: Action, ask: Ask, person: Person, now: datetime) -> Answer:
    if ask.state not in MOVABLE:
        return Answer("这件已经有人办了。", "info")
    asks.close(ask, "done", now, Outcome(result="lent", by=person.id, at=now))
    for other in ask_table.in_stage(ask.subject, ask.stage):
        asks.close(other, "superseded", now, Outcome(result="lent", by=person.id, at=now))
    data = {"ask": ask.id, "until": str(action.data.get("until", ""))}
    shown = asks.shown_to(action)
    ledger.append(ask.subject, "loan.lent", now, actor=asks.actor(ask, person), data=data, shown=shown)
    borrower = of_subject(ask.subject_id).borrower
    _move(ask.subject, "lent")
    asks.open_ask(ask.subject, Wanted(BRING_BACK, borrower, ["用完就还"], steps=[("remind", 60)]), now)
    digest.look(person.id, now)
    return Answer("借出了。", "done")


def bring_back(action: Action, ask: Ask, person: Person, now: datetime) -> Answer:
    if not asks.close(ask, "done", now, Outcome(result="back", at=now)):
        return Answer("已经还过了。", "info")
    ledger.append(ask.subject, "loan.back", now, actor=asks.actor(ask, person), data={"ask": ask.id})
    _move(ask.subject, "back")
    return Answer("还了。", "done")


def step(ask: Ask, subject: Subject, name: str, now: datetime) -> None:
    if name == "expire":
        asks.close(ask, "expired", now)
        _move(subject, "lapsed")
        ledger.append(subject, "loan.lapsed", now, actor=SYSTEM, data={"ask": ask.id})
    elif name in ("substitute", "undelivered"):
        _next_keeper(ask, subject, now)
    else:
        digest.remind(ask, f"有人等着借{THING}。", now)
        ledger.append(subject, "ask.reminded", now, actor=SYSTEM, data={"ask": ask.id, "person": ask.person})


def remind_borrower(ask: Ask, subject: Subject, name: str, now: datetime) -> None:
    asks.tell(ask, ask.person, f"{THING}还没还，请还回来。", now)


def unreachable(ask: Ask, subject: Subject, words: str, now: datetime) -> None:
    _next_keeper(ask, subject, now)


def nobody_else(ask: Ask, subject: Subject, words: str, now: datetime) -> None:
    """Only the borrower can bring it back."""


def away(ask: Ask, subject: Subject, now: datetime) -> bool:
    return _next_keeper(ask, subject, now)


def _next_keeper(ask: Ask, subject: Subject, now: datetime) -> bool:
    asked = {each.person for each in ask_table.in_stage(subject, ask.stage)}
    following = next((keeper for keeper in KEEPERS if keeper not in asked), None)
    if following is None:
        return False
    added = _ask_keeper(subject, following, "前一位没有应", now)
    data = {"ask": ask.id, "added": added.id, "from": ask.person, "to": following, "reason": "silent"}
    ledger.append(subject, "ask.substituted", now, actor=SYSTEM, data=data)
    return True


def _ask_keeper(subject: Subject, keeper: str, why: str, now: datetime) -> Ask:
    until = now + timedelta(hours=2)
    wanted = Wanted(LEND, keeper, [why], stage="lend", slot="keeper", steps=STEPS, expires_at=until)
    return asks.open_ask(subject, wanted, now)


def _move(subject: Subject, state: str) -> None:
    Loan.update(state=state).where(Loan.subject == subject).execute()


def over(limit: int) -> list[int]:
    rows = Loan.select(Loan.subject).where(Loan.state.in_(("back", "lapsed"))).limit(limit)
    return [row.subject_id for row in rows]


def archive(subject: Subject, now: datetime) -> bool:
    _move(subject, "archived")
    ledger.append(subject, "loan.archived", now, actor=SYSTEM, data={})
    return True


FLOW = Flow(
    kinds=(
        AskKind(LEND, "借出", "loan", gathered=Gathered("借条", "张", "批")),
        AskKind(BRING_BACK, "归还", CARD_ONLY),
    ),
    entries={
        "loan.asked": EntryWords("要借", "{who}要借{thing}"),
        "loan.lent": EntryWords("借出", "{who}借出，到 {until}"),
        "loan.back": EntryWords("归还", "{who}还了"),
        "loan.lapsed": EntryWords("没借成", "没人借给"),
        "loan.archived": EntryWords("归档", "归档"),
        "loan.hold_put": EntryWords("冻结保全", "冻结保全：{reason}"),
        "loan.hold_lifted": EntryWords("解除冻结保全", "解除冻结保全：{reason}"),
    },
    matter=MatterKind("loan", "借条", matter, _subject_of),
    words={"借梯子": begin},
    pages={(LEND, "loan.lend"): lend},
    taps={(BRING_BACK, "back"): bring_back},
    steps={LEND: step, BRING_BACK: remind_borrower},
    unreachable={LEND: unreachable, BRING_BACK: nobody_else},
    away={LEND: away},
    archive=Archive(over, archive),
)
