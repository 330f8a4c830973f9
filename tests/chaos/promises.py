"""What must be true after any number of crashes, read from the store and from the phones: one line for each broken
promise."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from peewee import fn

from cards import dingtalk, wecom
from cards.builders import build
from models import ask as asks
from models import ledger
from models.ask import MOVABLE, Ask
from models.delivery import Delivery, brought_rendition
from models.inbox import Received
from models.ledger import Entry
from models.permit import Permit
from models.subject import Counter as Number
from models.subject import Subject
from tests.chaos import drill_promises, hazard_promises, lesson_promises, site_promises
from tests.chaos.at_the_site import ToldAtTheSite
from tests.chaos.drillers import ToldOfDrills
from tests.chaos.hazard_people import ToldOfHazards
from tests.chaos.learners import ToldOfLessons
from tests.chaos.people import Told, card_id
from workers.deliver import ONE_REPAINT
from workers.scenarios.phone import text_of
from workers.scenarios.simulator import Json
from workers.scenarios.stage import Stage

RENDERERS = {"wecom": wecom, "dingtalk": dingtalk}
STEPS = ("ask.reminded", "ask.escalated", "ask.alarmed")
# Plant time between two steps of one ask, whatever the rules say; two clocks would act within seconds.
APART = timedelta(minutes=2)
SIGNED = ("permit.signed", "permit.confirmed")


def broken(
    house: Stage,
    told: Told,
    at_site: ToldAtTheSite,
    of_hazards: ToldOfHazards,
    of_lessons: ToldOfLessons,
    of_drills: ToldOfDrills,
    now: datetime,
) -> list[str]:
    """Every broken promise, a sentence each; empty when all were kept."""
    entries = list(Entry.select().order_by(Entry.subject, Entry.seq))
    cards = _cards(house)
    return [
        *_lost(told, at_site.finished, entries),
        *site_promises.broken(at_site, entries),
        *_doubled(entries),
        *hazard_promises.broken(of_hazards, entries),
        *lesson_promises.broken(of_lessons, entries),
        *drill_promises.broken(of_drills, entries),
        *_chains(entries),
        *_numbers(),
        *undelivered(),
        *_phones(cards, house.base, now),
        *_texts(house),
    ]


def _lost(told: Told, finished: Collection[str], entries: Iterable[Entry]) -> Iterator[str]:
    """Everything that somebody was told is done is in the store, with its entry and its signature."""
    signed = {_data(entry)["ask"]: _data(entry) for entry in entries if entry.kind in SIGNED}
    kept = {permit.number: permit for permit in Permit.select()}
    yield from (f"permit {number} was acknowledged and is lost" for number in told.permits if number not in kept)
    for number, permit in kept.items():
        if permit.state != ("finished" if number in finished else "approved"):
            yield f"permit {number} ended as {permit.state}"
    for number, work in told.works.items():
        if number in kept and kept[number].form.project != work:
            yield f"permit {number} was acknowledged as {work!r} and is {kept[number].form.project!r}"
    for ask_id, strokes in told.signed.items():
        ask = asks.find(ask_id)
        if ask is None or ask.state != "done" or ask_id not in signed:
            yield f"the signature on ask {ask_id} was acknowledged and is lost"
            continue
        yield from site_promises.kept_strokes(ask_id, signed[ask_id], strokes)
    requests = Ask.select().where(Ask.kind == "permit.request").count()
    if requests < len(told.words):
        yield f"{len(told.words)} words were acknowledged, {requests} forms were sent"
    whys = Counter(row.ask for row in Received.select().where(Received.name == "why"))
    for ask_id, count in (Counter(told.whys) - whys).items():
        yield f"{count} taps on ask {ask_id} were acknowledged and are not in the inbox ({whys[ask_id]} are)"


def _doubled(entries: Iterable[Entry]) -> Iterator[str]:
    """No effect happened twice: one answer an ask, one request and one approval a permit, one step a clock's turn."""
    once: Counter[str] = Counter()
    turns: dict[str, list[datetime]] = defaultdict(list)
    for entry in entries:
        if entry.kind in SIGNED:
            once[f"{entry.kind} of ask {_data(entry)['ask']}"] += 1
        if entry.kind in ("permit.requested", "permit.approved", "permit.working", "permit.finished"):
            once[f"{entry.kind} of {entry.subject_id}"] += 1
        if entry.kind in STEPS:
            turns[f"{entry.kind} of ask {_data(entry)['ask']}"].append(entry.recorded_at)
    yield from (f"{what}: {count} times" for what, count in once.items() if count > 1)
    for what, times in turns.items():
        yield from (f"{what}: twice at {b:%H:%M}" for a, b in pairwise(sorted(times)) if b - a < APART)


def _chains(entries: Iterable[Entry]) -> Iterator[str]:
    """Every subject's chain, computed again: numbers, links, hashes, and the head that the subject keeps."""
    heads: dict[int, tuple[int, str]] = defaultdict(lambda: (0, "0" * 64))
    for entry in entries:
        seq, head = heads[entry.subject_id]
        line = json.loads(entry.canonical)
        right = (entry.seq, line["seq"], line["prev"], entry.hash)
        if right != (seq + 1, seq + 1, head, ledger.entry_hash(entry.canonical.encode())):
            yield f"the chain of subject {entry.subject_id} is bent at {entry.seq}"
        heads[entry.subject_id] = (entry.seq, entry.hash)
    for subject in Subject.select():
        if heads[subject.id] != (subject.seq, subject.head):
            yield f"{subject.key} does not know the end of its own chain"


def _numbers() -> Iterator[str]:
    days = defaultdict(list)
    for permit in Permit.select():
        day, number = permit.number.rsplit("-", 1)
        days[day].append(int(number))
    for day, numbers in days.items():
        if sorted(numbers) != list(range(1, Number.get_by_id(day).value + 1)):
            yield f"the numbers of {day} have gaps: {sorted(numbers)}"


def undelivered() -> Iterator[str]:
    """Nothing waits, nothing gave up, and nobody is asked without a next step."""
    rows = [*_under_way(), *Delivery.select().where(Delivery.state.in_(("stuck", "unreachable")))]
    yield from (f"delivery {row.id} to {row.person} is {row.state}: {row.last_error}" for row in rows)
    idle = Ask.select().where(Ask.state.in_(MOVABLE), Ask.next_at.is_null()).count()
    if idle:
        yield f"{idle} open asks have no next step"


def _under_way() -> list[Delivery]:
    """What is still on its way. A text that a platform's limit holds back waits visibly, as it should."""
    waiting = Delivery.select().where(Delivery.state == "waiting")
    return [row for row in waiting if row.form == "card" or "限" not in row.last_error]


def drained() -> bool:
    """Whether every card and text has found its way, at this moment of plant time."""
    return not _under_way()


def _cards(house: Stage) -> dict[str, list[Json]]:
    """All cards on all phones, by the platform's id of the card."""
    found = defaultdict(list)
    for phone in house.simulator.get("phones"):
        who = phone["person"]
        for message in house.simulator.messages(who["platform"], who["account"]):
            if message["kind"] == "card":
                found[card_id(message)].append(message)
    return found


def _phones(cards: Mapping[str, list[Json]], base: str, now: datetime) -> Iterator[str]:
    """Each card is on its phone once, and says what the store says. DingTalk's is delivered again where an answer got
    lost, and its copies change together."""
    for card, there in cards.items():
        if len(there) > (2 if there[0]["platform"] == "dingtalk" else 1):
            yield f"card {card} was delivered {len(there)} times"
        if len({str(message["body"]) for message in there}) > 1:
            yield f"the copies of card {card} differ"
    for row in Delivery.select().where(Delivery.form == "card"):
        there = cards.get(row.card)
        if not row.card and row.ask.state not in MOVABLE:
            continue  # over before it was sent: nobody has to see it
        if not there:
            yield f"{row.person} never got the card of ask {row.ask_id}"
            continue
        # How long is left changes by itself; a card says what it was at its delivery.
        brought = brought_rendition(row)
        wanted, shown = _wanted(row, base, brought.made_at if brought else now), _shown(there[0])
        if shown not in wanted:
            yield f"card {row.card} of {row.person} shows {shown}, the store says {wanted}"
    issues = Delivery.select(fn.SUM(Delivery.issue)).where(Delivery.form == "card", Delivery.card != "").scalar() or 0
    if len(cards) != issues:
        yield f"{len(cards)} cards are on the phones, {issues} were issued"


def _wanted(row: Delivery, base: str, now: datetime) -> list[dict[str, str]]:
    """What the card says now; and where the platform repaints only once, the words that are to last."""
    card, renderer = build(row.ask, base, 0, now), RENDERERS[row.platform]
    lasting = [card.lasting] if card.lasting is not None and row.platform in ONE_REPAINT else []
    bodies = (
        renderer.render_update(each, ask=row.ask_id, rendition=0, card_id=row.card, base_link=base)
        for each in (card, *lasting)
    )
    return [_words(row.platform, body) for body in bodies]


def _shown(message: Json) -> dict[str, str]:
    body = message["body"]
    inside = body["template_card"] if message["platform"] == "wecom" else body
    return _words(message["platform"], inside)


def _words(platform: str, body: Json) -> dict[str, str]:
    """What of a card's body tells the state: the same names on both platforms."""
    if platform == "wecom":
        title = body["main_title"]
        return {"title": title["title"], "deadline": title.get("desc", ""), "lines": body.get("sub_title_text", "")}
    shown = body.get("cardData", body)["cardParamMap"]
    return {name: shown[name] for name in ("title", "deadline", "lines", "status")}


def _texts(house: Stage) -> Iterator[str]:
    """A short text is sent only once: the phones show no more texts than the service wanted to send."""
    wanted = Counter((row.account, row.words) for row in Delivery.select().where(Delivery.form == "text"))
    for phone in house.simulator.get("phones"):
        who = phone["person"]
        texts = [m for m in house.simulator.messages(who["platform"], who["account"]) if m["kind"] != "card"]
        for (account, words), count in wanted.items():
            there = sum(words in text_of(text) for text in texts) if account == who["account"] else 0
            if there > count:
                yield f"{account} was told {there} times instead of {count}: {words}"


def _data(entry: Entry) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(entry.canonical)["data"]
    return data
