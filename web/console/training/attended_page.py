"""What was taught face to face and which drills were held on site: the safety office writes it down, reads what was
written, and takes back what was wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from handlers.training import attending
from handlers.training.attending import Told, Unfit
from models import store
from models.book import Book
from models.training_attended import Event, Practised, event_of, events
from rules.phrases import date_words
from rules.training.hours import ENTERED, SOURCES
from web.console.filters import turned
from web.console.finding import Unclear, lines, several
from web.house import house
from web.people import rulebook, titled
from web.refused import Refused

FIELDS = ("sort", "on", "title", "hours", "remarks")
MOST_TEXT = 200
NAMED = 12


@dataclass(frozen=True)
class Row:
    """number: of the event, empty where nothing is left to be corrected; back: what was corrected."""

    number: str
    on: str
    word: str
    title: str
    came: str
    who: str
    by: str
    back: tuple[str, ...]


def show(told: str = "", given: dict[str, str] | None = None, people: Sequence[str] = ()) -> str:
    """`?page=`."""
    now = house().now()
    rules = rulebook(now)
    found = events(rules.plant.zone)
    turn = turned(len(found))
    return render_template(
        "console/training/attended.html",
        told=told,
        given=given or {},
        lines=lines(people),
        most=attending.MOST_PEOPLE,
        sorts=[(each, SOURCES[each]) for each in ENTERED],
        today=rules.plant.day(now).isoformat(),
        rows=[_row(each, rules) for each in turn.cut(found)],
        page=turn.at,
        pages=turn.of,
    )


def keep() -> Response:
    """`sort`, `on`, `title`, `hours`, `remarks`, and `people`, a field each. What can't be written down comes back as
    typed, with the reason."""
    given = {name: request.form.get(name, "")[:MOST_TEXT] for name in FIELDS}
    typed, actor, now = _typed(), {"system": "console", "account": str(g.name)}, house().now()
    try:
        told = Told(**given, people=several(typed, rulebook(now).plant))
        store.write(lambda: attending.keep(told, actor, now))
    except (Unclear, Unfit) as error:
        return make_response(show(str(error), given, typed), 400)
    return make_response(redirect(url_for("console.training_attended")))


def show_one(number: str, told: str = "", reason: str = "", people: Sequence[str] = (), *, sure: bool = False) -> str:
    """What was written down at once, to be taken back. sure: whether the button for everybody is the one that does it,
    not the one that asks. Raises Refused for what there is not."""
    rules = rulebook(house().now())
    event = event_of(number, rules.plant.zone)
    if event is None:
        raise Refused("没有记过这一次。", "请从「授课和现场演练」打开。", 404)
    return render_template(
        "console/training/correct.html",
        told=told,
        reason=reason,
        lines=lines(people, 1),
        most=attending.MOST_PEOPLE,
        row=_row(event, rules),
        count=len(event.people),
        sure=sure,
    )


def take_back(number: str) -> Response:
    """`reason`, and `people`, a field each; or `all`, which is asked once more until it is their number."""
    reason = request.form.get("reason", "")[:MOST_TEXT]
    typed, actor, now = _typed(), {"system": "console", "account": str(g.name)}, house().now()
    try:
        people = several(typed, rulebook(now).plant)
        if (every := request.form.get("all")) is not None:
            people = attending.everybody(number, now)
            if every != str(len(people)):
                told = f"这一次的 {len(people)} 人都不算？再按一次就记。只有几个人不算的，写上他们的名字。"
                return make_response(show_one(number, told, reason, typed, sure=True))
        store.write(lambda: attending.take_back(number, people, reason, actor, now))
    except (Unclear, Unfit) as error:
        return make_response(show_one(number, str(error), reason, typed), 400)
    return make_response(redirect(url_for("console.training_attended") + "#kept"))


def _typed() -> list[str]:
    return request.form.getlist("people")[: attending.MOST_PEOPLE + 1]


def _row(event: Event, rules: Book) -> Row:
    each = event.written
    back: dict[Practised, list[str]] = {}
    for person, correction in event.back:
        back.setdefault(correction, []).append(person)
    return Row(
        event.number if event.people else "",
        date_words(each.on),
        each.word,
        each.title,
        each.came,
        _names(event.people, rules) if event.people else "都更正了，不算",
        each.by,
        tuple(
            f"{date_words(one.on)}更正（{one.by}）：{_names(people, rules)} 不算，{one.came}"
            for one, people in back.items()
        ),
    )


def _names(people: Sequence[str], rules: Book) -> str:
    names = [titled(rules.plant, person) for person in people]
    return "、".join(names[:NAMED]) + (f" 等 {len(names)} 人" if len(names) > NAMED else "")
