"""Dates with a wrong year, and rules that are loaded before their day.

Works on the raw data: a table of where dates are, and how far from today each may be.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from config.problem import Finding, child
from config.references import Places
from rules.plant import Plant
from rules.templates import Templates
from rules.training.trades import Trades

DAYS_A_YEAR, DAYS_A_MONTH = 365.25, 30.44
# A certificate may be renewed so long before its end.
GRACE_MONTHS = 6
MOST_NAMED = 5


class Span(NamedTuple):
    """A date here, or the key of a mapping (`~`), is at most so many years before today, and after it."""

    pattern: str
    back: float
    ahead: float


SPANS: dict[str, tuple[Span, ...]] = {
    "plant": (
        Span("people/*/certs/*", 30, 10),
        Span("people/*/leave/*/from", 10, 2),
        Span("people/*/leave/*/to", 10, 2),
        Span("authorizations/*/valid_from", 10, 2),
        Span("authorizations/*/valid_to", 10, 10),
        Span("areas/*/reviewed_on", 10, 0),
        Span("duty_roster/dates/~", 10, 2),
        Span("shifts/anchor_date", 30, 2),
    ),
    "routing_rules": (
        Span("effective_from", 30, 10),
        *(
            Span(f"calendar/{part}/*/{end}", 100, 10)
            for part in ("holidays", "plant_special")
            for end in ("from", "to")
        ),
        Span("calendar/make_up_workdays/*", 100, 10),
        Span("calendar/known_until", 100, 10),
    ),
    "permit_templates": (
        Span("effective_from", 30, 10),
        Span("kinds/*/outside_standard/decided_on", 30, 10),
    ),
    "courses": (
        Span("courses/*/lessons/*/reviewed_on", 10, 0),
        Span("courses/*/lessons/*/questions/*/reviewed_on", 10, 0),
        Span("courses/*/lessons/*/questions/*/retired", 10, 0),
        Span("replaced/*/since", 30, 5),
        Span("replaced/*/stops_on", 30, 5),
    ),
    # All cycles are counted from it, so until then no round comes.
    "measures": (Span("since", 30, 0.1),),
    "sensors": (Span("instruments/*/calibrated_until", 10, 3), Span("sensors/*/calibrated_until", 10, 3)),
}
EFFECTIVE = ("routing_rules", "permit_templates")


def check(raw: Mapping[str, object], today: date) -> Iterator[Finding]:
    """Every date that can't be meant. What is no date is a fault of the shape."""
    places = Places(raw)
    for file, spans in SPANS.items():
        for span in spans:
            for path, value in places.select(file, span.pattern):
                day = _day(value)
                if day is not None and (words := _fault(day, span, today)):
                    yield Finding(file, path, words)
    yield from _certificates(raw, places, today)
    yield from _too_early(raw, today)


def _too_early(raw: Mapping[str, object], today: date) -> Iterator[Finding]:
    """Rules hold from the moment in which they are loaded, so not before the day that they name."""
    for file in EFFECTIVE:
        day = _day(child(raw.get(file), "effective_from"))
        if day is not None and day > today:
            words = f"写的是 {day}，还没到：载入就马上起用，请到那天再载入；现在就用，写 {today} 或更早的日子"
            yield Finding(file, ("effective_from",), words)


def _certificates(raw: Mapping[str, object], places: Places, today: date) -> Iterator[Finding]:
    """No certificate lasts longer from today than from its beginning."""
    papers = child(raw.get("permit_templates"), "qualifications")
    for path, value in places.select("plant", "people/*/certs/*"):
        day, months = _day(value), child(child(papers, path[-1]), "valid_months")
        if day is None or not isinstance(months, int) or not 0 < months <= 120:
            continue
        last = today + timedelta(days=round((months + GRACE_MONTHS) * DAYS_A_MONTH))
        if last < day <= _shifted(today, 10):
            name = child(child(papers, path[-1]), "name")
            words = f"写的是 {day}，{name}从发证起只管 {months} 个月，最晚到 {last}：请核对年份，照证书写"
            yield Finding("plant", path, words)


def doubtful(plant: Plant, templates: Templates, trades: Trades, today: date) -> Iterator[str]:
    """Whose certificate says a day beyond the next re-check (复审): it is the end, perhaps, and the re-check would pass
    unseen. Somebody may be let off re-checks, so this is no fault. Also what the rules of certificates say in vain."""
    today = max(today, plant.demo_anchor.date()) if plant.demo_anchor else today
    for code, paper in templates.qualifications.items():
        rule = trades.cert_rules.get(paper.type)
        if rule is None or rule.review_months >= paper.valid_months:
            continue
        last = today + timedelta(days=round((rule.review_months + GRACE_MONTHS) * DAYS_A_MONTH))
        if far := [each.name for each in plant.people if each.certs.get(code, last) > last]:
            who = "、".join(far[:MOST_NAMED]) + (f"等 {len(far)} 人" if len(far) > MOST_NAMED else "")
            words = f"{rule.review_months} 个月要复审一次，日子却在 {last} 以后"
            yield f"{who}的{paper.name}，{words}：请写复审和到期里近的那一天；不用复审的，不用改"
    for name, rule in trades.cert_rules.items():
        if rule.block_on_expiry is not None or rule.valid_months is not None:
            words = "block_on_expiry、valid_months 没有用处：过期的证一律不能上岗，证管几个月照 qualifications"
            yield f"posts_matrix.yaml 的 cert_rules.{name}：{words}。请删掉"


def _fault(day: date, span: Span, today: date) -> str:
    first, last = _shifted(today, -span.back), _shifted(today, span.ahead)
    return "" if first <= day <= last else f"写的是 {day}，要在 {first} 到 {last} 之间：请核对年份"


def _shifted(today: date, years: float) -> date:
    return today + timedelta(days=round(years * DAYS_A_YEAR))


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
