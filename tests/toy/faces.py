"""The toy flow as people see it, in each room that shows something; and `LOANS`, the whole flow in one value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from flask import render_template_string
from toy import loans
from toy.loans import Loan

from cards.card import Button, Card
from handlers.exports import Scope
from models import matter
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.book import Book, book
from models.seals import Sealed
from models.subject import Subject
from web.console.rows import Row, names, open_asks, waited
from web.h5.carried import Carried
from web.h5.opened import own_ask, page_data, reading, showing
from web.h5.target import Target
from web.h5.trail import steps
from web.people import Visitor, name_of
from workers.evidence.package import file_name
from workers.evidence.people import People
from workers.evidence.recorder import Line, Packed, Recorder
from workers.evidence.trail import trail
from wsgi import Guest

PAGE = """{% extends "h5/base.html" %}{% block body %}
<main class="page"><header class="card"><h1>{{ title }}</h1></header>
<section class="card"><label class="field"><span>借到几点</span>
<input name="until" value="12:00"></label></section></main>
<footer class="foot"><div class="bar" id="bar" role="status" hidden></div>
<div><button type="button" class="main" data-act="loan.lend" data-word="借出了">借出</button></div></footer>
{% endblock %}{% block scripts %}
<script type="module" src="{{ url_for('h5.static', filename='js/answer.js') }}"></script>{% endblock %}"""
VIEW = """{% extends "h5/base.html" %}{% block body %}<main class="page"><h1>{{ title }}</h1>
<ol>{% for step in steps %}<li>{{ step }}</li>{% endfor %}</ol></main>{% endblock %}"""


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


def page(who: Visitor, wanted: Target) -> str:
    ask = own_ask(who, wanted, loans.LEND)
    about = matter.of(ask.subject)
    assert about
    title = f"{about.title} · {about.number} · {name_of(who.plant, loans.of_subject(ask.subject_id).borrower)}"
    token, shown = showing(who, ask, title, wanted)
    return render_template_string(PAGE, title=title, page=page_data(who, wanted, token, shown=shown))


def view(who: Visitor, wanted: Target) -> str:
    about = matter.by_number(wanted.thing)
    assert about
    told = [step.words for step in steps(about.subject, who.plant, who.now)]
    return render_template_string(
        VIEW, title=about.title, steps=told, page=page_data(who, wanted, reading(who, wanted))
    )


def board(rules: Book, now: datetime) -> Iterator[Row]:
    found = list(Loan.select())
    asked = open_asks(loan.subject_id for loan in found)
    for loan in found:
        about, waiting = loans.matter(loan.subject), asked[loan.subject_id]
        yield Row(
            number=about.number,
            link=f"/console/matters/{about.number}",
            kind="loan",
            kind_name=about.title,
            level="",
            area=about.area,
            area_name=rules.plant.area(about.area).name,
            state=about.state,
            state_word=about.word,
            word=about.word,
            tone=about.tone,
            minutes=waited(waiting, now),
            whom=names(waiting, rules.plant),
            window="",
            project=about.about,
            people=about.people,
        )


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
    pages={"loan": page, "loans": view},
    acts={"loan.lend": Carried(("loan",), ("shown", "until"))},
    board=board,
    recorder=Recorder("loan", in_scope, people, pack),
    migrations=loans.MIGRATIONS,
)
