"""All hazards of all years: on the plan and in a list, narrowed by what somebody looks for; as a table to take away."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from handlers.hazards.listed import told
from models import bent, export, findable, hazard_search, store
from models import hazard as hazards
from models.book import Book, name_of
from models.hazard import Hazard
from models.hazard_search import GRADED, OPEN, STATES, UNDECIDED, Sought
from models.rulebook import last_named
from rules.hazards.life import OVER
from rules.phrases import moment_words
from web.console.filters import turned
from web.console.finding import Unclear, ever, shown
from web.console.plan import plans
from web.console.rows import TONES
from web.house import house
from web.people import rulebook

SHEET = "hazards"


@dataclass(frozen=True)
class Line:
    """A hazard as the list shows it."""

    number: str
    word: str
    tone: str
    title: str
    about: str
    place: str
    owner: str
    until: str
    reported: str


@dataclass(frozen=True)
class Mark:
    """One on the plan: where it is, and how it stands."""

    area: str
    tone: str
    word: str
    over: bool


@dataclass(frozen=True)
class Wanted:
    """What the address asks for; area: for the plan, which marks the chosen one."""

    sought: Sought
    page: int = 1

    @property
    def area(self) -> str:
        return self.sought.area

    def address(self, *, page: int = 1, **changes: str) -> str:
        """The query with these changes; it begins at the first page again unless one is named."""
        kept = {**self.sought.kept, **changes, "page": str(page) if page > 1 else ""}
        return "?" + urlencode({name: value for name, value in kept.items() if value})


def show() -> str:
    """The page; its form is a plain one, so it works without a script."""
    now = house().now()
    rules = rulebook(now)
    sought, unclear = _sought(rules)
    total = hazard_search.count(sought)
    turn = turned(total)
    wanted = Wanted(sought, turn.at)
    return render_template(
        "console/hazards.html",
        wanted=wanted,
        given=sought.kept,
        owner=shown(rules.plant, sought.owner) if sought.owner else request.args.get("owner", ""),
        unclear=unclear,
        narrowed=bool(sought.kept),
        states=STATES,
        areas=_areas(rules, sought.area),
        categories=[(each.id, each.name) for each in rules.config.hazards.categories],
        grades=GRADED,
        counts=_counts(),
        sites=plans(rules.plant, _marks(sought)),
        rows=list(bent.each(hazard_search.page(sought, turn.at, turn.rows), lambda one: _line(one, rules, now), _bent)),
        found=total,
        pages=turn.of,
        left=findable.left() if sought.words else 0,
        package=_package(sought, now),
    )


def order() -> Response:
    """Orders the list, as it is narrowed, as a table; the page of exports shows how far it is."""
    now = house().now()
    sought = hazard_search.read(request.form)
    scope = {**sought.kept, "sheet": SHEET, "told": f"隐患清单 · {told(sought, rulebook(now))}"}
    store.write(lambda: export.ask_for(scope, str(g.name), now))
    return redirect(url_for("records.exports"))


def _sought(rules: Book) -> tuple[Sought, str]:
    """What is sought, and why the words for its owner name nobody, in a sentence."""
    given = hazard_search.read(request.args)
    try:
        return replace(given, owner=ever(given.owner, rules.plant)), ""
    except Unclear as fault:
        return replace(given, owner=""), str(fault)


def _areas(rules: Book, chosen: str) -> list[tuple[str, str]]:
    """Today's areas, and a former one that is looked for."""
    areas = [(area.id, area.name) for area in rules.plant.areas]
    gone = last_named("areas", chosen) if chosen and chosen not in dict(areas) else ""
    return [*areas, *([(chosen, gone)] if gone else [])]


def _counts() -> list[tuple[str, int, str]]:
    """What stands above the list: words, how many, and the search that shows them."""
    searches = (
        ("没销号", Sought(state=OPEN)),
        ("像重大，待定级", Sought(state=OPEN, grade=UNDECIDED)),
        ("超期没改好", Sought(state=OPEN, late=True)),
        ("重大没销号", Sought(state=OPEN, grade="major")),
    )
    return [(words, hazard_search.count(each), Wanted(each).address()) for words, each in searches]


def _marks(sought: Sought) -> list[Mark]:
    """In any area, because the plan shows them all, and open ones where no state is sought; the worst first."""
    found = hazard_search.marks(replace(sought, area="", state=sought.state or OPEN))
    marks = list(bent.each(found, _mark))
    return sorted(marks, key=lambda mark: TONES.index(mark.tone))


def _mark(hazard: Hazard) -> Mark:
    word, tone = hazards.stands(hazard)
    return Mark(hazard.area, tone, word, hazard.state in OVER)


def _bent(hazard: Hazard) -> Line:
    """One whose row can't be read."""
    return Line(hazard.number, bent.WORDS, "stop", "", "", "", "", "", "")


def _line(hazard: Hazard, rules: Book, now: datetime) -> Line:
    word, tone = hazards.stands(hazard)
    zone, until = rules.plant.zone, hazard.until if hazard.state not in OVER else None
    received = hazard.received_at.astimezone(zone)
    return Line(
        number=hazard.number,
        word=word,
        tone=tone,
        title=hazards.title(hazard).partition(" · ")[0],
        about=f"{'【正在伤人】' if hazard.report.danger else ''}{hazard.report.words or '见照片'}",
        place="，".join(filter(None, (hazards.area_name(hazard) or "地点待定", hazard.report.spot))),
        owner=name_of(rules.plant, hazard.owner) if hazard.owner else "",
        until=f"{moment_words(until.astimezone(zone))} 前" if until else "",
        reported=f"{received:%m-%d}" if received.year == now.year else f"{received:%Y-%m-%d}",
    )


def _package(sought: Sought, now: datetime) -> str:
    """The address on which a package of what is looked for is ordered, filled in as far as it knows such limits."""
    since = sought.since.isoformat() if sought.since else f"{now:%Y-%m}-01"
    until = sought.until.isoformat() if sought.until else f"{now:%Y-%m-%d}"
    narrower = {"area": sought.area, "kind": sought.category, "person": sought.owner, "project": sought.words}
    kept = {"new": "1", "from": since, "to": until, **{name: value for name, value in narrower.items() if value}}
    return f"{url_for('records.exports')}?{urlencode(kept)}"
