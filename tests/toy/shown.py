"""The toy flow's cards and what it puts into a package; and `LOANS`, what programs without doors know of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from toy import loans
from toy.loans import Loan

from cards.card import Button, Card
from handlers.exports import Scope
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.book import book
from models.seals import Sealed
from models.subject import Subject
from workers.evidence.package import file_name
from workers.evidence.people import People
from workers.evidence.recorder import Line, Packed, Recorder
from workers.evidence.trail import trail
from workers.opening import Guest


def lend_card(ask: Ask, base: str, rendition: int, now: datetime) -> Card:
    here = f"{base}/h5/{book(now).plant.person(ask.person).platform}"
    if ask.state in MOVABLE:
        button = Button("lend", "看借条", "main", f"{here}/loan/{ask.id}?r={rendition}")
        return Card("请借出：人字梯", tuple(ask.why), deadline="10 分钟内", buttons=(button,), link=button.url)
    by = book(now).plant.person(Outcome.of(ask).by or ask.person).name
    return Card("借条办完了", status=f"{by}借出了", tone="done", final=True)


def bring_back_card(ask: Ask, base: str, rendition: int, now: datetime) -> Card:
    if ask.state in MOVABLE:
        return Card("用完请还：人字梯", buttons=(Button("back", "还了", "main"),))
    return Card("人字梯还了", status="谢谢", tone="done", final=True)


def in_scope(scope: Scope) -> Iterator[int]:
    rows = Loan.select().order_by(Loan.id) if scope.kind in ("", "loan") else ()
    return (loan.subject_id for loan in rows if scope.since <= loan.asked_at.date() <= scope.until)


def people(subject: Subject, now: datetime) -> People:
    plant = book(now).plant
    return {
        person.id: {"name": person.name, "unit": plant.department(person.department).name, "posts": []}
        for person in plant.people
    }


def pack(subject: Subject, chain: Sequence[Sealed], named: People, base_url: str, alone: bool) -> Packed:
    about = loans.matter(subject)
    told = "\n".join(f"{line.at:%H:%M} {line.who} {line.what}" for line in trail(list(chain), named))
    file = f"{file_name(subject.key)}.txt"
    texts = [about.number, "借条", "", "污水处理站", about.about, "", "", "", about.word]
    return Packed({file: told.encode()}, Line(*texts, -1, len(chain), 0, file))


LOANS = Guest(
    flow=loans.FLOW,
    cards={loans.LEND: lend_card, loans.BRING_BACK: bring_back_card},
    recorder=Recorder("loan", in_scope, people, pack),
    migrations=loans.MIGRATIONS,
)
