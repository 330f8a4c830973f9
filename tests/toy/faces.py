"""The toy flow's pages and its rows of the board; and `LOANS`, the whole flow in one value."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from flask import render_template_string
from toy import loans, shown
from toy.loans import Loan

from models import matter
from models.book import Book
from web.console.room import Room
from web.console.rows import Row, names, open_asks, waited
from web.h5.carried import Carried
from web.h5.opened import own_ask, page_data, reading, showing
from web.h5.target import Target
from web.h5.trail import steps
from web.people import Visitor, name_of
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


def page(who: Visitor, wanted: Target) -> str:
    ask = own_ask(who, wanted, loans.LEND)
    about = matter.of(ask.subject)
    assert about
    title = f"{about.title} · {about.number} · {name_of(who.plant, loans.of_subject(ask.subject_id).borrower)}"
    token, seen = showing(who, ask, title, wanted)
    return render_template_string(PAGE, title=title, page=page_data(who, wanted, token, shown=seen))


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


LOANS = Guest(
    **vars(shown.LOANS),
    pages={"loan": page, "loans": view},
    acts={"loan.lend": Carried(("loan",), ("shown", "until"))},
    room=Room(board),
)
