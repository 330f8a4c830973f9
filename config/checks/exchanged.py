"""Codes for the regulator that are missing, so that a record could not say what it is."""

from collections.abc import Iterator, Mapping

from config.problem import Finding
from rules.hazards.categories import HazardCategories
from rules.patrols.life import STATUSES
from rules.patrols.measures import CAMPAIGNS, DAYS, UNITS


def check(hazards: HazardCategories) -> Iterator[Finding]:
    exchange = hazards.defaults.exchange if hazards.defaults else None
    if exchange is None:
        return
    wanted: tuple[tuple[str, Mapping[str, object], tuple[str, ...]], ...] = (
        ("levels", exchange.levels, ("general", "major")),
        ("sources", exchange.sources, ("patrol", "measure", "other", *CAMPAIGNS)),
        ("manage", exchange.manage, ("on_the_spot", "by_deadline")),
        ("checks", exchange.checks, tuple(STATUSES)),
        ("units", exchange.units, tuple(UNITS)),
        ("days", exchange.days, tuple(DAYS)),
    )
    for name, given, needed in wanted:
        for each in needed:
            if each not in given:
                yield Finding("hazard_categories", ("defaults", "exchange", name), f"缺 {each} 的代码：请补上")
