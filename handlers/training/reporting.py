"""The year's report: each week, and at the beginning of each month, the figures of training go into a chain of their
own, with the names of those who lack something."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from handlers.training import life
from models import ledger, let_in, training_report
from models.book import Book
from models.permit_asks import Pardon
from models.training_counted import Counted, Month, counted, months
from rules.training.coverage import Cell, share


def follow(rules: Book, now: datetime) -> None:
    """Counts again where a week or a month has begun since it was last done; the last of a year once it is over."""
    today = rules.plant.day(now)
    for year in (today.year - 1, today.year):
        subject = training_report.of_year(year)
        if subject is None and year != today.year:
            continue
        last = training_report.newest(subject) if subject else None
        if last is None or _is_due(datetime.fromisoformat(last["at"]).astimezone(rules.plant.zone).date(), today, year):
            data = figures(year, rules, now)
            ledger.append(training_report.opened(year, now), training_report.COUNTED, now, actor=life.SYSTEM, data=data)


def _is_due(last: date, today: date, year: int) -> bool:
    if year != today.year:
        return last.year == year
    return (last.isocalendar()[:2], last.month) != (today.isocalendar()[:2], today.month)


def figures(year: int, rules: Book, now: datetime) -> dict[str, Any]:
    """What a report says at this moment; people as ids."""
    whole = counted(rules, now)
    four = [
        {
            "key": each.key,
            "name": each.name,
            "how": each.how,
            "held": each.share.held,
            "wanted": each.share.wanted,
            "missing": list(each.missing),
            "left_out": each.left_out,
        }
        for each in whole.hundreds
    ]
    return {
        "year": year,
        "rules": rules.name,
        "told": "，".join(f"{each.name} {each.share.words}" for each in whole.hundreds),
        "hundreds": four,
        "posts": _posts(whole, rules),
        "months": [_month(each) for each in months(year, rules, now)],
        "let_in": list(_let_in(year, rules)),
    }


def _let_in(year: int, rules: Book) -> Iterator[dict[str, Any]]:
    """Each who did his part in a permit without a course, by the safety head's signature; the oldest first."""
    first, after = (datetime(each, 1, 1, tzinfo=rules.plant.zone) for each in (year, year + 1))
    for ask in let_in.between(first, after):
        how, wish = let_in.of_ask(ask), Pardon.of(ask)
        if how is not None:
            on = rules.plant.day(how.at).isoformat()
            told = {"on": on, "person": how.person, "role": wish.role_name, "titles": wish.titles, "reason": how.reason}
            yield {**told, "by": how.by, "permit": let_in.permit_of(ask)}


def _posts(whole: Counted, rules: Book) -> list[dict[str, Any]]:
    """Each post of which something is wanted: valid cells of wanted ones, and who lacks some."""
    found = []
    for id_, post in rules.plant.posts.items():
        mine: Sequence[Cell] = [cell for each in rules.plant.holders(id_) for cell in whole.every[each.id]]
        if mine:
            one = share(mine)
            lacking = list(dict.fromkeys(cell.person for cell in mine if not cell.valid))
            found.append({"post": id_, "name": post.name, "held": one.held, "wanted": one.wanted, "missing": lacking})
    return found


def _month(month: Month) -> dict[str, int]:
    told = {name: getattr(month, name) for name in ("number", "fresh", "renewed", "coming", "passed")}
    return told if month.left is None else {**told, "left": month.left}
