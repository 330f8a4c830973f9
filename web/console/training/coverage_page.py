"""Who knows what he has to know: by post, department or area, and by name; as a table to take away."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from models import export, store, training
from models.book import Book
from models.training_counted import Counted, counted
from models.training_scope import Scope, read
from rules.plant import Person
from rules.training.coverage import Cell, lacks, share
from web.console.filters import turned
from web.house import house
from web.people import rulebook, titled

SHEET = "training"
UNITS = {"post": "岗位", "department": "部门", "area": "区域", "course": "课程"}


@dataclass(frozen=True)
class Unit:
    """tone: `done` only where everybody knows everything."""

    name: str
    query: str
    people: int
    cover: str
    tone: str
    lacking: str


@dataclass(frozen=True)
class Line:
    """A person with what he lacks, and his file's number where he has one."""

    who: str
    department: str
    cover: str
    tone: str
    lacks: tuple[str, ...]
    file: str


def show() -> str:
    """`?by=post|department|area|course&post=&department=&area=&course=&page=`."""
    now = house().now()
    rules = rulebook(now)
    whole, scope = counted(rules, now), read(request.args, rules)
    by = request.args.get("by", "") if request.args.get("by", "") in UNITS else "post"
    lines = list(_lines(whole, scope, rules))
    turn = turned(len(lines))
    config, plant = rules.config, rules.plant
    return render_template(
        "console/training/coverage.html",
        scope=scope,
        words=scope.words(rules),
        by=by,
        units=UNITS,
        rows=list(_units(by, whole, scope, rules)),
        overall=share(_cells(whole, scope, rules)).words,
        lines=turn.cut(lines),
        found=len(lines),
        page=turn.at,
        pages=turn.of,
        posts=[(id_, post.name) for id_, post in plant.posts.items()],
        departments=[(each.id, each.name) for each in plant.departments],
        areas=[(each.id, each.name) for each in plant.areas],
        courses=[(each.id, each.title) for each in config.courses.courses],
    )


def order() -> Response:
    """Orders the cells, as they are narrowed, as a table; the page of exports shows how far it is."""
    now = house().now()
    rules = rulebook(now)
    scope = read(request.form, rules)
    wanted = {**scope.kept, "sheet": SHEET, "told": f"培训覆盖 · {scope.words(rules)}"}
    store.write(lambda: export.ask_for(wanted, str(g.name), now))
    return redirect(url_for("records.exports"))


def _of(person: Person, whole: Counted, scope: Scope) -> tuple[Cell, ...]:
    return tuple(each for each in whole.every[person.id] if scope.course in ("", each.course))


def _cells(whole: Counted, scope: Scope, rules: Book) -> list[Cell]:
    return [each for person in scope.people(rules) for each in _of(person, whole, scope)]


def _units(by: str, whole: Counted, scope: Scope, rules: Book) -> Iterator[Unit]:
    """One line for each post, department, area or course of which something is wanted, in the order of the data."""
    named: Mapping[str, Callable[[], Sequence[tuple[str, str]]]] = {
        "post": lambda: [(id_, post.name) for id_, post in rules.plant.posts.items()],
        "department": lambda: [(each.id, each.name) for each in rules.plant.departments],
        "area": lambda: [(each.id, each.name) for each in rules.plant.areas],
        "course": lambda: [(each.id, each.title) for each in rules.config.courses.courses],
    }
    for id_, name in named[by]():
        here = Scope(**{**scope.kept, by: id_})
        mine = _cells(whole, here, rules)
        if not mine or getattr(scope, by) not in ("", id_):
            continue
        lacking = list(dict.fromkeys(each.person for each in mine if not each.valid))
        people, found = {each.person for each in mine}, share(mine)
        yield Unit(
            name,
            scope.address(**{by: id_, "by": by}) + "#names",
            len(people),
            found.words,
            "done" if found.percent == 100 else "caution",
            _names(lacking, rules),
        )


def _names(people: Sequence[str], rules: Book) -> str:
    """The first few by name, and how many more there are."""
    shown = "、".join(rules.plant.person(each).name for each in people[:4])
    return f"{shown}等 {len(people)} 人" if len(people) > 4 else shown


def _lines(whole: Counted, scope: Scope, rules: Book) -> Iterator[Line]:
    """Those who lack something first."""
    people = [(person, _of(person, whole, scope)) for person in scope.people(rules)]
    files = training.numbers()
    for person, mine in sorted(people, key=lambda each: all(cell.valid for cell in each[1])):
        if not mine:
            continue
        found = share(mine)
        yield Line(
            titled(rules.plant, person.id),
            rules.plant.department(person.department).name,
            found.words,
            "done" if found.percent == 100 else "caution",
            (*lacks(mine), *(cell.words for cell in mine if cell.standing == "due")),
            files.get(person.id, ""),
        )
