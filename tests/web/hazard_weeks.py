"""Three months of hazards for the console's tests: even noise over the shifts, and one hour that is really higher."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from room import NOW

from handlers.hazards import earning
from models.book import book
from models.hazard import Hazard
from models.hazard_report import Checked, Mended, Rectification, Report
from models.subject import open_subject
from rules.hazards import rostered

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MIDNIGHT = NOW.replace(hour=0, minute=0)
CATEGORIES = ("ELEC", "FIRE", "5S", "ACT")
OWNERS = ("U41", "U19", "U20")


def seed(number: int, found: datetime, category: str, chance: random.Random) -> Hazard:
    """One that was found then, mostly mended in time; every tenth is late, every twentieth still open."""
    plant, name = book(NOW).plant, f"YH-8{number:04d}0"
    due, late, still = found + 72 * HOUR, number % 10 == 0, number % 20 == 0
    mended = found + (80 * HOUR if late else chance.uniform(4, 60) * HOUR)
    closed = None if still or mended + 5 * HOUR > NOW else mended + 5 * HOUR
    owner, finder = OWNERS[number % 3], chance.choice(plant.people).id
    looks = (
        Checked(level="crew", by="U20", at=mended + HOUR, ok=True),
        Checked(level="safety", by="U04", at=mended + 2 * HOUR, ok=number % 9 != 0, rate="0.3000"),
    )
    hazard: Hazard = Hazard.create(
        subject=open_subject(f"hazard/{name}", found),
        number=name,
        state="closed_out" if closed else "assigned",
        category=category,
        area=plant.areas[number % len(plant.areas)].id,
        finder=finder,
        follower=finder,
        owner=owner,
        found_at=found,
        received_at=found,
        due_at=due,
        until=due,
        closed_at=closed,
        report=Report(words="护栏松了"),
        work=Rectification(mended=(Mended(by=owner, at=mended, note="紧了"),), checked=looks if closed else ()),
        rules=book(NOW).version,
    )
    return hazard


def seed_weeks(many: int = 260, wednesdays: int = 13) -> None:
    """`many` at hours when people are on shift, and two each Wednesday between 8 and 9, which is a handover."""
    chance, plant = random.Random(7), book(NOW).plant
    first = MIDNIGHT - 91 * DAY
    hours = rostered.exposure(plant, book(NOW).config.rules, first, 13, plant.people)
    for number, (weekday, hour) in enumerate(chance.choices(list(hours), list(hours.values()), k=many)):
        days = (weekday - first.weekday()) % 7 + 7 * chance.randrange(13)
        seed(
            number, first + days * DAY + hour * HOUR + chance.uniform(0, 0.9) * HOUR, chance.choice(CATEGORIES), chance
        )
    wednesday = MIDNIGHT - ((MIDNIGHT.weekday() - 2) % 7 or 7) * DAY
    for week in range(wednesdays):
        for twice in range(2):
            at = wednesday - 7 * week * DAY + 8 * HOUR + timedelta(minutes=5 + 20 * twice)
            seed(many + 2 * week + twice, at, "ELEC", chance)


def seed_points() -> None:
    """Points as the hazards' trail gave them."""
    for hazard in Hazard.select().order_by(Hazard.id).limit(80):
        earning.after(hazard, "hazard.assigned", hazard.found_at)
        if hazard.closed_at:
            earning.after(hazard, "hazard.closed_out", hazard.closed_at)
