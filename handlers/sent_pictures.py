"""A picture that somebody sends in the chat, for every flow.

The callback only keeps by what his platform gives it out; the courier fetches it (`workers/fetching.py`), and the room
for pictures judges it like any other, as taken by way of `chat`. Then one card asks where it is wanted: in the places
that the flows name (`Flow.places`). Until something takes it, for a day, every page with a photo offers it too.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import cast

from bot.channel import Action, Answer, Platform
from handlers import asks, flows, pictures
from handlers.asks import Wanted
from handlers.flow import Flow
from models import ask as ask_table
from models import asked, sent_picture, upload
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.book import book
from models.house_asks import PLACE, Brought
from models.kinds import CARD_ONLY, AskKind
from models.sent_picture import SentPicture
from models.subject import Subject, desk
from models.upload import Upload
from rules.plant import Person

KIND = "picture.sent"
WAY = "chat"
LIFE = timedelta(hours=12)
# A picture and a sentence that come within this time of each other belong together.
TOGETHER = timedelta(minutes=10)
# As many as one card shows, and as many pictures of one person as may wait to be fetched.
MOST_PLACES, MOST_WAITING = 4, 9
TOO_MANY = Answer("照片一次发得太多。等前面的收到了再发。", "caution")
NOWHERE = "照片收到了，留一天。现在没有要照片的卡片；哪一页要照片，点「拍照」就能用它。"
GONE = Answer("那里现在不要照片了，没有放。再发一次照片，看新卡片上能放到哪里。", "caution")


def hear(action: Action, now: datetime) -> Answer:
    """Keeps where the picture is to be fetched; what comes of it, the person reads on a card."""
    if sent_picture.waiting(action.platform, action.account) >= MOST_WAITING:
        return TOO_MANY
    sent_picture.hear(action.platform, action.account, str(action.data["media"]), action.text, now)
    return Answer()


def came(row: SentPicture, number: str, now: datetime) -> str:
    """The picture is here under this number: its person is asked where it is wanted. Returns a word for the log."""
    person = book(now).person_at(row.platform, row.account)
    if not sent_picture.settle(row) or person is None:
        return "nobody's"
    places = list(flows.here().places(person, now))[:MOST_PLACES]
    for place in places:
        if place.at_once and place.keep:
            asks.say(_word(row), person, place.keep(number, person, now).words, now)
            return "kept"
    subject = desk(person.id, now)
    before = ask_table.movable(subject, KIND)
    unused = [each for ask in before for each in Brought.of(ask).uploads if pictures.named(each, person.id)]
    for ask in before:
        asks.close(ask, "superseded", now, Outcome.over("又来了一张，看新的卡片", now))
    if not places:
        asks.say(_word(row), person, NOWHERE, now)
        return "kept"
    told = Brought(
        uploads=(*unused, number),
        keys=tuple(each.key for each in places),
        lines=tuple(each.line for each in places),
        pages=tuple(each.page for each in places),
    )
    asks.open_ask(subject, Wanted(KIND, person.id, ["你发来了照片"], expires_at=now + LIFE, data=told), now)
    return "asked"


def lost(row: SentPicture, words: str, now: datetime) -> str:
    """The picture can't be had, or can't be used: its person reads why, and what to do."""
    person = book(now).person_at(row.platform, row.account)
    if sent_picture.settle(row) and person is not None:
        asks.say(_word(row), person, words, now)
    return "told why not"


def put(action: Action, ask: Ask, person: Person, now: datetime) -> Answer:
    """One tap: the pictures go to that place, if they are still wanted there."""
    told = Brought.of(ask)
    number = int(action.name.removeprefix(PLACE))
    if ask.state == "done":
        return Answer(f"照片已经用了：{Outcome.of(ask).words}。", "info")
    if ask.state not in MOVABLE or number >= len(told.keys):
        return GONE
    here = {each.key: each for each in flows.here().places(person, now)}
    place = here.get(told.keys[number])
    if place is None or place.keep is None:
        return GONE
    answers = [place.keep(each, person, now) for each in told.uploads]
    kept = [each for each in answers if each.tone in ("info", "done")]
    if kept:
        asks.close(ask, "done", now, Outcome(result="kept", at=now, words=place.line))
    return (kept or answers)[-1]


def newest(person: str, now: datetime) -> Upload | None:
    """The newest picture that this person sent and nothing has taken."""
    return next(iter(upload.ready_since(person, WAY, now - pictures.KEPT)), None)


def just_sent(person: str, now: datetime) -> list[str]:
    """The numbers of the pictures that this person has sent lately and nothing has taken, the oldest first: what he
    writes now belongs to them."""
    found = upload.ready_since(person, WAY, now - TOGETHER)
    return [each.number for each in reversed(found) if each.found["type"].startswith("image/")]


def used(person: str, numbers: Collection[str], where: str, now: datetime) -> None:
    """These pictures have gone `where`: no card asks any more where they are wanted."""
    for ask in ask_table.movable(desk(person, now), KIND):
        told = Brought.of(ask)
        rest = [each for each in told.uploads if each not in numbers]
        if not rest:
            asks.close(ask, "done", now, Outcome(result="kept", at=now, words=where))
        elif len(rest) < len(told.uploads):
            asked.keep(ask, told.but(uploads=rest))
            asks.repaint(ask, now)


def step(ask: Ask, subject: Subject, name: str, now: datetime) -> None:
    """Nobody has to put a picture anywhere."""
    if name == "expire":
        asks.close(ask, "expired", now)


def unreachable(ask: Ask, subject: Subject, words: str, now: datetime) -> None:
    step(ask, subject, "expire", now)


def _word(row: SentPicture) -> Action:
    """Whom the answer goes to."""
    return Action(f"picture:{row.id}", cast(Platform, row.platform), row.account, "word", "")


FLOW = Flow(
    kinds=(AskKind(KIND, "放照片", CARD_ONLY, waits=False),),
    taps={(KIND, f"{PLACE}{number}"): put for number in range(MOST_PLACES)},
    steps={KIND: step},
    unreachable={KIND: unreachable},
)
