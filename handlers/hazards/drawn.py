"""Which mended hazards the safety office looks at again: the draw after the crew's look, with the facts that make it
certain and the rate of this month.

What decides it is read from the trails (`models.hazard_looks`), so that no row beside them frees anybody of it."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from handlers.hazards import assigning
from handlers.hazards.kinds import RECHECK, VISIT, WALK
from models import hazard_fact as facts
from models import hazard_looks as looks
from models.book import book
from models.hazard import Hazard, grade
from models.hazard_fact import VISIT as VISITED
from rules.hazards import drawing
from rules.hazards.seen import Reason, Verdict

WATCHED = timedelta(days=30)
CLOSED = ("closed_out", "archived")
MONTHS = drawing.CALM_MONTHS
CERTAIN = "1.0"


def draw(hazard: Hazard, now: datetime) -> drawing.Drawn:
    """After the crew's look, from a seed that is taken now and stands in the trail."""
    category = assigning.category_of(hazard)
    department = assigning.department_of(hazard, now)
    rate = drawing.rate_of(category.recheck.safety, _months(hazard.category, now))
    return drawing.draw(hazard.number, hazard.round, _facts(hazard, department, now), rate, secrets.token_hex(16))


def to_visit(hazard: Hazard, officer: str, now: datetime) -> None:
    """Closed already: somebody of the safety office goes there, unless a visit is open."""
    if officer and facts.open_of(hazard, VISITED) is None:
        facts.keep(hazard, VISITED, assigning.department_of(hazard, now), now, looks=officer, asked=False, rate=CERTAIN)


def told(lot: drawing.Drawn, hazard: Hazard) -> dict[str, object]:
    """As the trail keeps it, so that anybody can draw it again: no floats, but every digit of the rate."""
    kept = {"taken": lot.taken, "why": "；".join(lot.reasons), "round": hazard.round, "rate": str(lot.rate)}
    return kept | ({"seed": lot.seed, "share": f"{lot.share:.6f}"} if lot.seed else {})


def rate(hazard: Hazard, kind: str) -> dict[str, str]:
    """How likely this second look was drawn; nothing where nobody kept it."""
    visit = facts.open_of(hazard, VISITED) if kind == VISIT else None
    rates = {RECHECK: hazard.work.sampled.get("rate"), VISIT: visit and visit.rate, WALK: CERTAIN}
    found = rates.get(kind)
    return {"rate": str(found)} if found else {}


def found(hazard: Hazard, kind: str, ok: bool) -> None:
    """What a visit found."""
    if kind == VISIT:
        facts.found(facts.open_of(hazard, VISITED), ok)


def faked(owner: str, now: datetime) -> None:
    """Somebody has confirmed that a mending was a fake: what this owner had closed in the last month and nobody has
    seen again is looked at by the safety office, as all that he reports mended in the next (`_facts`)."""
    office = assigning.office({owner}, now)
    mine = (Hazard.owner == owner) & Hazard.state.in_(CLOSED) & (Hazard.closed_at >= now - WATCHED)
    open_ = {fact.hazard_id for fact in facts.since(VISITED, now - WATCHED) if fact.ok is None}
    for row in Hazard.select().where(mine).order_by(Hazard.id) if office else ():
        if row.id not in open_ and not looked(row):
            facts.keep(row, VISITED, assigning.department_of(row, now), now, looks=office, asked=False, rate=CERTAIN)


def watched(hazard: Hazard, now: datetime) -> bool:
    """Whether a fake of its owner was confirmed in the last month."""
    return looks.faked(hazard.owner, now - WATCHED)


def looked(hazard: Hazard) -> bool:
    """Whether safety office or management have looked at it in this round."""
    return any(each.level in ("safety", "management") and each.round == hazard.round for each in hazard.work.checked)


def _facts(hazard: Hazard, department: str, now: datetime) -> drawing.Facts:
    return drawing.Facts(
        major=grade(hazard) == "major",
        repeat=bool(hazard.work.repeats),
        extended=any(each.decided == "granted" for each in hazard.work.extended),
        photo_unknown=unknown(hazard),
        owner_watched=watched(hazard, now),
        first_of_month=first_of_month(department, now),
    )


def first_of_month(department: str, now: datetime) -> bool:
    """Whether the safety office has not looked at anything of this department this month: each has one at least."""
    plant = book(now).plant
    begins = now.astimezone(plant.zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    areas = [each.id for each in plant.areas if each.department == department]
    return not looks.drawn(Hazard.area.in_(areas) if department else Hazard.area == "", begins)


def unknown(hazard: Hazard) -> bool:
    """The comparison of the photos could not see that it was mended. Where nobody has marked a region there was nothing
    to see, which says nothing of the mending."""
    seen = hazard.work.mended[-1].seen if hazard.work.mended else None
    if seen is None or seen.verdict == Verdict.CHANGED:
        return False
    return tuple(seen.reasons) != (Reason.NO_BOX,)


def _months(category: str, now: datetime) -> list[list[bool]]:
    """What the second looks of the three months before this one found, the newest month first."""
    begins = [now.astimezone(book(now).plant.zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)]
    for _ in range(MONTHS):
        begins.append((begins[-1] - timedelta(days=1)).replace(day=1))
    found = looks.drawn(Hazard.category == category, begins[-1])
    spans = zip(begins[1:], begins, strict=False)
    return [[each.ok for each in found if each.ok is not None and a <= each.at < b] for a, b in spans]
