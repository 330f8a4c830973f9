"""Training as a whole: begun and halted with the load that it brings, the four 100 %, the year's plan against what was
done, what the safety office has to look at, who was not reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from handlers.training import planning
from handlers.training.kinds import CLEARANCE, COACH, LESSON, LEVEL, QUESTION, WEEK
from models import kinds, matter, meter, store, training, training_report
from models.ask import MOVABLE, Ask
from models.book import Book
from models.training_counted import counted, months
from rules.training.coverage import Hundred
from rules.training.review import to_review
from web import training_cards
from web.console.filters import turned
from web.h5.words import clock
from web.house import house
from web.people import rulebook, titled
from web.training import since

MOST = 50


@dataclass(frozen=True)
class Missing:
    """file: its number, empty where he has none."""

    who: str
    file: str
    lacks: tuple[str, ...]


@dataclass(frozen=True)
class Untold:
    """Somebody whose card did not arrive."""

    who: str
    what: str
    asked: str
    word: str
    file: str


def show(told: str = "", given: dict[str, str] | None = None) -> str:
    """`?year=&of=&page=`: of: whose missing people are listed."""
    now = house().now()
    rules, running = rulebook(now), training.running()
    today = rules.plant.day(now)
    whole = counted(rules, now)
    year = _year(today.year)
    chosen = next((each for each in whole.hundreds if each.key == request.args.get("of", "")), None)
    missing = _missing(chosen, rules) if chosen else []
    turn = turned(len(missing))
    return render_template(
        "console/training/overview.html",
        told=told,
        given=given or {},
        running=running,
        since=since(rules),
        beginning=None if running else training_cards.beginning(rules, now, house().settings.limits),
        hundreds=whole.hundreds,
        chosen=chosen,
        missing=turn.cut(missing),
        page=turn.at,
        pages=turn.of,
        year=year,
        years=(today.year - 1, today.year, today.year + 1),
        months=months(year, rules, now),
        report=training_report.number(year) if training_report.of_year(year) else "",
        to_review=to_review(rules.config.courses),
        untold=list(_untold(rules, now)),
        most=MOST,
    )


def change() -> Response:
    """Begins it, or halts it with a reason (`halt`, `reason`)."""
    given = {"reason": request.form.get("reason", "")[: planning.MAX_REASON]}
    actor, now = {"system": "console", "account": str(g.name)}, house().now()
    if "halt" in request.form:
        answer = store.write(lambda: planning.stopped(given["reason"], actor, now))
    else:
        answer = store.write(lambda: planning.started(actor, now))
    if answer.tone == "stop":
        return make_response(show(answer.words, given), 400)
    return redirect(url_for("console.training"))


def _year(now: int) -> int:
    text = request.args.get("year", "")
    return int(text) if text.isascii() and text.isdigit() and abs(int(text[:6]) - now) <= 50 else now


def _missing(chosen: Hundred, rules: Book) -> list[Missing]:
    files = training.numbers()
    return [Missing(titled(rules.plant, who), files.get(who, ""), lacks) for who, lacks in chosen.missing.items()]


def _untold(rules: Book, now: datetime) -> list[Untold]:
    """Cards of training that have not arrived, and those whose people can't be reached now; the oldest first."""
    out = meter.unreachable()
    sent = Ask.kind.in_((LESSON, QUESTION, WEEK, COACH, LEVEL, CLEARANCE)) & Ask.state.in_(MOVABLE)
    lost = Ask.delivered_at.is_null() | Ask.person.in_(sorted(out))
    found = Ask.select().where(sent, lost).order_by(Ask.id).limit(MOST)
    return [_told(ask, rules, now, out=ask.person in out) for ask in found]


def _told(ask: Ask, rules: Book, now: datetime, *, out: bool) -> Untold:
    about = matter.of(ask.subject)
    return Untold(
        titled(rules.plant, ask.person),
        kinds.of(ask.kind).label,
        clock(ask.opened_at, now),
        "平台找不到他，请核对账号" if out else "卡片还没送到",
        about.number if about else "",
    )
