"""Hazards for the pages of the console and the board of staff: reported, mended, looked at, in several areas."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from room import NOW

from bot.channel import Action, Answer
from config.settings import Limits
from handlers import pictures
from handlers.hazards import checking, mending, reporting
from handlers.hazards.given import Given
from handlers.hazards.photos import Brought
from models import ask as ask_table
from models import blob, store
from models import hazard as hazards
from models.ask import MOVABLE, Ask
from models.book import book
from models.hazard import Hazard
from models.hazard_report import Photo
from workers.scenarios import hand

FINDER = "U34"
WORDS = {
    "sewage": "污水处理站配电箱门坏了，电缆露在外面",
    "boiler": "锅炉房灭火器压力不够，指针在红区",
    "hydro": "加氢装置护栏断了一截",
}
# A spreadsheet would take it for a formula.
FORMULA = '=HYPERLINK("http://evil","点我") 灭火器过期'


def taken(words: str) -> Photo:
    named = blob.keep(hand.shot(words), "image/jpeg", NOW)
    return Photo.read(named)


def found(area: str, words: str, *, days_ago: int = 0) -> Hazard:
    now = NOW - timedelta(days=days_ago)
    person = book(NOW).plant.person(FINDER)
    return reporting.create(person, Given(words, Brought((), (taken(f"before {words}"),)), "page", area=area), now)


def open_ask(hazard: Hazard, kind: str) -> Ask:
    [*_, ask] = [each for each in ask_table.of_subject(hazard.subject) if each.kind == kind and each.state in MOVABLE]
    return ask


def act(ask: Ask, name: str, text: str = "", **data: object) -> Action:
    who = book(NOW).plant.person(ask.person)
    return Action(f"{name}-{ask.id}", who.platform, who.account, "page", name, ask.id, text=text, data=data)


def brings(person: str, words: str) -> str:
    """A photo from somebody's phone; the number under which an act takes it."""
    return pictures.whole(hand.shot(words), person, {}, Limits(), NOW).number


def mend(hazard: Hazard) -> None:
    """Its owner reports it mended, the crew finds that it is not; then he wants more time."""
    photos, fence = [brings(hazard.owner, "after")], [brings(hazard.owner, "fence")]
    until = (NOW + timedelta(days=5)).isoformat()
    wish = {"until": until, "because": "spares", "reason": "后天到", "interim": "围起来", "photos": fence}
    done(mending.mend, hazard, "hazard.fix", "hazard.mend", "门换了", photos=photos)
    done(checking.look, hazard, "hazard.check", "hazard.look", "门还关不上", ok=False)
    done(mending.extend, hazard, "hazard.fix", "hazard.extend", **wish)


def done(way: Any, hazard: Hazard, kind: str, name: str, text: str = "", **data: object) -> None:
    """Whoever is asked this does it."""

    def do() -> Answer:
        ask = open_ask(hazard, kind)
        who, here = book(NOW).plant.person(ask.person), hazards.locked(hazard.subject_id)
        answer: Answer = way(act(ask, name, text, **data), ask, here, who, NOW)
        return answer

    answer = store.write(do)
    assert answer.tone in ("done", "info"), answer
