"""Each statement that the models keep says and brings what peewee would write and read anew at each call."""

from __future__ import annotations

import hashlib
import secrets
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from demo import PLANT
from peewee import JOIN, Case, Model, Value, fn
from samples import NOW, WORDS, in_turn, said

from handlers.flows import here
from models import (
    acted,
    blob,
    detector,
    findable,
    gaps,
    gas,
    inbox,
    leave,
    ledger,
    meter,
    news,
    plant_time,
    rulebook,
    seals,
    sent_picture,
    staff,
    store,
    subject,
    training,
    training_counted,
    training_levels,
    turns,
)
from models import ask as asks
from models import delivery as deliveries
from models import permit as permits
from models.acted import Acted
from models.ask import MOVABLE, Ask
from models.base import database, to_milliseconds
from models.blob import Blob
from models.delivery import ANSWER_LEASE, LEASE, Delivery, Rendition
from models.detector import Inhibit
from models.findable import Findable
from models.gas import GasTest
from models.inbox import Received
from models.kept import Kept
from models.leave import LeaveTaken
from models.ledger import Entry, Seal
from models.meter import Reach, Usage
from models.news import News
from models.permit import Permit
from models.plant_time import PlantClock
from models.rulebook import RuleVersion
from models.sent_picture import SentPicture
from models.staff import StaffEvent
from models.subject import Subject
from models.tables import MODELS
from models.training import Attempt, Learning, TrainingFile

LEASE_ID, CODE, BYTES = "0123456789abcdef", {"click_code": WORDS}, b"\x00\xff\x89PNG"
SHA = hashlib.sha256(BYTES).hexdigest()
LEARNED = ("file", "lesson", "state", "wanted", "seconds", "tries", "until", "withdrawn")
# What a function of the models does, and the same in plain peewee.
Twins = Iterator[tuple[Callable[[], Any], Callable[[], Any]]]


def of_asks(ask: Ask) -> Twins:
    mine, can_move, every = Ask.id == ask.id, Ask.state.in_(MOVABLE), Ask.select().order_by(Ask.id)
    about, stage, kind = Ask.subject == ask.subject, Ask.stage == ask.stage, Ask.kind == ask.kind
    yield lambda: asks.of_subject(ask.subject), lambda: list(every.where(about))
    yield lambda: asks.in_stage(ask.subject, ask.stage), lambda: list(every.where(about, stage))
    yield lambda: asks.movable(ask.subject, ask.kind), lambda: list(every.where(about, kind, can_move))
    kinds = Ask.kind.in_(("other", ask.kind))
    yield lambda: asks.about(ask.subject, "other", ask.kind), lambda: list(every.where(about, kinds))
    yield lambda: asks.open_about(ask.subject, "other", ask.kind), lambda: list(every.where(about & can_move, kinds))
    late = Ask.select(Ask.id, Ask.subject).where(Ask.next_at <= NOW).order_by(Ask.next_at).limit(100)
    yield lambda: asks.due(NOW, 100), lambda: list(late)
    for state, changes in ("done", {"closed_at": NOW, "due_at": None, "answer": CODE}), ("held", {"data": {}}):
        moved = {**changes, **({"next_at": None} if state == "done" else {}), "state": state}
        yield (
            lambda state=state, changes=changes: asks.move(Ask.get_by_id(1), state, **changes),
            lambda moved=moved: (Ask.get_by_id(1), Ask.update(moved).where(mine, can_move).execute())[1],
        )


def of_cards(card: Delivery) -> Twins:
    mine, free, until = Delivery.id == card.id, Delivery.lease_until < NOW, NOW + ANSWER_LEASE
    state = Case(Delivery.state, (("sent", "waiting"),), Delivery.state)
    raised = {"wanted": Delivery.wanted + 1, "attempts": 0, "state": state, "not_before": NOW}
    of_ask = Delivery.ask == card.ask_id, Delivery.form == "card"
    yield lambda: deliveries.want(card.ask, NOW), lambda: Delivery.update(raised).where(*of_ask).execute()
    lease = Case(None, ((free, "answer"),), Delivery.lease)
    lease_until = Case(None, ((free, Value(to_milliseconds(until))),), Delivery.lease_until)
    tapped = {**raised, "receipt": CODE, "words": WORDS, "lease": lease, "lease_until": lease_until}
    shown = Delivery.update(tapped).where(mine)
    yield lambda: deliveries.tapped(card, CODE, WORDS, NOW, NOW), lambda: shown.execute()
    held = Delivery.update(lease="answer", lease_until=until).where(mine, free)
    yield lambda: deliveries.hold_for_answer(card, NOW), lambda: held.execute()
    for changes in {"state": "sent", "receipt": CODE, "delivered_at": NOW}, {"delivered_at": None}:
        settled = Delivery.update({"lease": "", "lease_until": 0, **changes}).where(mine, Delivery.lease == card.lease)
        yield lambda changes=changes: deliveries.settle(card, **changes), lambda settled=settled: settled.execute()
    state = Case(None, ((Delivery.wanted > card.wanted, "waiting"),), "sent")
    changes = {"lease": "", "lease_until": 0, "sent": card.wanted, Delivery.state: state}
    told = Delivery.update(changes).where(mine, Delivery.lease == card.lease)
    yield lambda: deliveries.settle(card, sent=card.wanted), lambda: told.execute()
    brought = Rendition.select().where(Rendition.delivery == card, Rendition.version <= card.sent)
    yield lambda: deliveries.brought_rendition(card), lambda: brought.order_by(Rendition.id.desc()).first()
    pages = Rendition.select(Rendition.body, Rendition.made_at).where(
        (Rendition.ask == card.ask_id) & (Rendition.made_at >= NOW), Rendition.delivery.is_null()
    )
    yield lambda: deliveries.first_opened(card.ask, "page", NOW), lambda: list(pages.order_by(Rendition.id)) and None


def of_work(card: Delivery) -> Twins:
    """What workers look for and take."""
    may = Delivery.state.in_(("waiting", "stuck")), Delivery.not_before <= NOW, Delivery.lease_until < NOW
    mine, text, first = Delivery.platform == card.platform, Delivery.form == "text", Delivery.sent == 0
    nudges = sorted({"remind", "alert.again", "alert.more", *(each for flow in here() for each in flow.nudges)})
    order = text & Delivery.urgent & Delivery.purpose.not_in(nudges)
    fresh = ~text & first | text & Delivery.purpose.not_in(("remind", "alert.again"))
    red = (order, 0), (Delivery.urgent & fresh, 1)
    urgency = Case(None, (*red, (Delivery.urgent, 2), (~text & first, 3), (~text, 4)), 5)
    order = urgency, Delivery.created_at, Delivery.id
    both = [
        Delivery.select(Delivery.id, Delivery.urgent)
        .where(mine & (Delivery.urgent == each), *may)
        .order_by(*order)
        .limit(50)
        for each in (True, False)
    ]
    yield lambda: turns.due(NOW, NOW, card.platform), lambda: [row for each in both for row in each.tuples()]
    taken = {"lease": LEASE_ID, "lease_until": NOW + LEASE, "attempts": Delivery.attempts + 1}

    def claim() -> Delivery | None:
        before = Delivery.get_by_id(card.id)
        mine = Delivery.id == card.id, *may, Delivery.lease == before.lease
        claimed = Delivery.update(taken).where(*mine).execute()
        if claimed and store.is_sqlite():
            # Nobody writes between the two, so it is not read again.
            before.lease, before.lease_until, before.attempts = LEASE_ID, NOW + LEASE, before.attempts + 1
            return before
        return Delivery.get_by_id(card.id) if claimed else None

    yield lambda: deliveries.claim(card.id, NOW, NOW), claim


def of_training() -> Twins:
    file, learning = TrainingFile.get_by_id(1), Learning.get_by_id(1)
    mine, papers = Learning.select().where(Learning.file == file), Attempt.select().where(Attempt.learning == learning)
    yield lambda: training.lessons(file), lambda: list(mine.where(Learning.wanted).order_by(Learning.id))
    yield lambda: training.lessons(file, every=True), lambda: list(mine.order_by(Learning.id))
    named = mine.where(Learning.lesson == learning.lesson)
    yield lambda: training.lesson(file, learning.lesson), lambda: next(iter(named), None)
    yield lambda: training.attempts(learning), lambda: list(papers.order_by(Attempt.id))
    of_course = mine.where(Learning.course == learning.course)
    yield lambda: training.of_course(file, learning.course), lambda: list(of_course.order_by(Learning.id))
    all_papers = Attempt.select().join(Learning).where(Learning.file == file).order_by(Attempt.id)
    yield lambda: [each for of_one in training.papers(file).values() for each in of_one], lambda: list(all_papers)
    singles = Attempt.select(fn.COUNT(Attempt.id)).join(Learning)
    lately = singles.where((Learning.file == file) & (Attempt.kind != "lesson"), Attempt.opened_at >= NOW)
    yield lambda: training.singles_since(file, NOW), lambda: next(iter(lately.tuples()))[0]
    stands = Learning.select(Learning.state, Learning.suspended_by, Learning.withdrawn)
    standing = stands.where(Learning.file == file, Learning.wanted)
    yield lambda: training.stands(file) and None, lambda: list(standing)
    still_open = TrainingFile.select(TrainingFile.person, TrainingFile.subject)
    there = still_open.where(TrainingFile.closed_at.is_null())
    yield training.open_files, lambda: {row.person: row.subject_id for row in there}
    began = Entry.kind.in_(("training.begun", "training.halted"))
    of_house = Entry.select().join(Subject).where(Subject.key == training.HOUSE, began)
    yield training.changed, lambda: next(iter(of_house.order_by(Entry.seq.desc()).limit(1)), None)


def of_people() -> Twins:
    file, plant = TrainingFile.get_by_id(1), PLANT.plant
    known = Learning.select(*(Learning._meta.fields[name] for name in LEARNED))
    files = TrainingFile.select(TrainingFile.id, TrainingFile.person)
    yield lambda: training_counted._learned() and None, lambda: (list(known), list(files))
    so_far = Entry.select(Entry.kind, Entry.canonical, Entry.seq).where(
        (Entry.subject == file.subject_id) & Entry.kind.in_(training_levels.KINDS)
    )
    yield lambda: training_levels.read(file) and None, lambda: list(so_far.order_by(Entry.seq)) and None
    kinds = StaffEvent.kind.in_(("joined", "moved", "returned"))
    anew = kinds & StaffEvent.in_force_at.is_null(False) & StaffEvent.placed
    people = StaffEvent.select(StaffEvent.person).where(anew).distinct()
    yield (
        lambda: staff.newcomers(plant),
        lambda: frozenset(row.person for row in people if plant.knows(row.person)),
    )
    moments = StaffEvent.select(StaffEvent.in_force_at)
    here_ = moments.where(anew, (StaffEvent.person == WORDS) & (StaffEvent.place != ""))
    yield lambda: staff.began(WORDS), lambda: max((row.in_force_at for row in here_), default=None)


def of_permits() -> Twins:
    permit = Permit.get_by_id(1)
    about: Subject = permit.subject
    tests = GasTest.select().where(GasTest.permit == permit).order_by(GasTest.sampled_at, GasTest.id)
    yield lambda: gas.of_permit(permit), lambda: list(tests)
    mine = Inhibit.select().where(Inhibit.instrument == WORDS, Inhibit.since <= NOW)
    still = mine.where(Inhibit.until > NOW, Inhibit.ended_at.is_null() | (Inhibit.ended_at > NOW))
    last = still.order_by(Inhibit.id.desc()).limit(1)
    yield lambda: detector.inhibit_at(WORDS, NOW), lambda: next(iter(last), None)
    entries = Entry.select(Entry.seq, Entry.kind, Entry.canonical, Entry.hash)
    ordered = entries.where(Entry.subject == about).order_by(Entry.seq)
    yield lambda: seals.written(about) and None, lambda: list(ordered) and None
    person = 'U_0"%'
    columns = (Permit._meta.fields[name].cast("text") for name in ("form", "work"))
    form, work = (column.contains(f'"{person}"') for column in columns)
    mine = Permit.state.in_(("signing", "working")), (Permit.requester == person) | form | work
    yield (
        lambda: permits.naming(person, "signing", "working"),
        lambda: list(Permit.select().where(*mine).order_by(Permit.subject)),
    )


def plain_desk() -> None:
    Subject.insert({"key": f"desk/{WORDS}", "created_at": NOW}).on_conflict_ignore().execute()
    Subject.get(Subject.key == f"desk/{WORDS}")


def of_the_rest() -> Twins:
    clock = {"real_anchor": NOW, "plant_anchor": NOW, "rate": 0}
    moved = {"conflict_target": [PlantClock.id], "update": clock}
    yield (
        lambda: plant_time.set_clock(NOW, 0, NOW),
        lambda: PlantClock.insert(id=1, **clock).on_conflict(**moved).execute(),
    )
    received = {"key": "new", "platform": "wecom", "name": WORDS, "ask": None, "answer": {}, "at": NOW}
    given = ("new", "wecom", WORDS, None, NOW)
    yield lambda: inbox.receive(*given) and None, lambda: Received.insert(received).on_conflict_ignore().execute()
    # A new one would have another id the second time, as PostgreSQL takes back no number.
    Subject.set_by_id(1, {"key": f"desk/{WORDS}"})
    yield lambda: subject.desk_of(WORDS, NOW) and None, plain_desk
    locked = Subject.select().where(Subject.id == 1)
    yield lambda: subject.lock(1), lambda: next(iter(locked if store.is_sqlite() else locked.for_update()))
    spent = {"platform": "wecom", "month": "2026-11", "measure": "push", "kind": "tap", "person": WORDS}
    once_more = {"conflict_target": list(map(Usage._meta.fields.get, spent)), "update": {Usage.count: Usage.count + 1}}
    yield (
        lambda: meter.count("wecom", "push", "tap", WORDS, NOW),
        lambda: Usage.insert({**spent, "count": 1}).on_conflict(**once_more).execute(),
    )
    month = Usage.platform == "wecom", Usage.measure == "push", Usage.month == "2026-11"
    yield (
        lambda: meter.used("wecom", "push", NOW),
        lambda: next(iter(Usage.select(fn.SUM(Usage.count)).where(*month).tuples()))[0],
    )
    mine = {"thing": WORDS, "turn": f"{WORDS}2", "at": NOW}
    later = {"conflict_target": [Acted.thing], "update": {each: mine[each.name] for each in (Acted.turn, Acted.at)}}
    not_before = Acted.turn <= mine["turn"]
    yield (
        lambda: acted.take(*mine.values()) and None,
        lambda: Acted.insert(mine).on_conflict(**later, where=not_before).execute(),
    )
    lost = Reach.delete().where(Reach.platform == "wecom", Reach.account == WORDS)
    yield lambda: meter.found("wecom", WORDS), lambda: lost.execute()
    versions = RuleVersion.select(RuleVersion.id, RuleVersion.digest)
    newest = RuleVersion.holds_from.desc(), RuleVersion.id.desc()
    current = versions.where(RuleVersion.holds_from <= NOW).order_by(*newest).limit(1)
    yield lambda: rulebook.current(NOW), lambda: current.first()
    newest_seal = Seal.select(Seal.at).order_by(Seal.number.desc()).limit(1)
    yield lambda: ledger.newest_seal() and None, lambda: next(iter(newest_seal), None)
    of_one = Entry.select(Entry.recorded_at).where(Entry.subject == 1, Entry.seq == Subject.get_by_id(1).seq)
    yield (
        lambda: ledger.last_written(Subject.get_by_id(1)) and None,
        lambda: (Subject.get_by_id(1), next(iter(of_one), None))[1],
    )
    mark = Findable.select(Findable.mark).where(Findable.subject == 1)
    yield lambda: findable.mark_of(1), lambda: next((row.mark for row in mark), "")
    asked = Ask.select(Ask.person, Ask.kind, Ask.state).where(Ask.subject == 1).distinct()
    yield lambda: [each.__data__ for each in findable.asked_about(1)], lambda: list(asked.dicts())
    digest = RuleVersion.select(RuleVersion.digest).where(RuleVersion.id == 1)
    yield lambda: rulebook.digest_of(1), lambda: next(iter(digest)).digest
    waiting = News.select().where(News.platform == "wecom", News.not_before <= NOW)
    yield lambda: news.due("wecom", NOW), lambda: list(waiting.order_by(News.heard_at, News.account))
    sent = SentPicture.select().where(SentPicture.platform == "wecom", SentPicture.not_before <= NOW)
    yield lambda: sent_picture.due("wecom", NOW), lambda: list(sent.order_by(SentPicture.id))
    today = NOW.date()
    away = LeaveTaken.select().where(LeaveTaken.ended_at.is_null(), LeaveTaken.to_day >= today).order_by(LeaveTaken.id)
    yield lambda: [who for who, _ in leave.running(today)], lambda: [row.person for row in away]
    kept = {"sha256": SHA, "type": "text/plain", "size": len(BYTES), "data": BYTES, "created_at": NOW}
    insert = Blob.insert(kept).on_conflict_ignore()
    yield lambda: blob.keep(BYTES, "text/plain", NOW) and None, lambda: insert.execute()


def of_the_chain() -> Twins:
    first = Subject.get_by_id(1)
    entries = Entry.select().where(Entry.subject == 1).order_by(Entry.seq)
    yield lambda: ledger.of_subject(first), lambda: list(entries)
    yield seals.newest_number, lambda: next(iter(Seal.select(fn.MAX(Seal.number)).tuples()))[0]
    versions = RuleVersion.select(fn.MAX(RuleVersion.id)).tuples()
    yield rulebook.newest, lambda: next(iter(versions))[0]
    sizes = Seal.select(Seal.number).join(Entry, JOIN.LEFT_OUTER, on=Entry.seal == Seal.number)
    wrong = sizes.where(Seal.number >= 1).group_by(Seal.number, Seal.size).having(fn.COUNT(Entry.id) != Seal.size)
    yield lambda: gaps._wrong.rows(Seal, number=1), lambda: list(wrong)
    some = Seal.select().where(Seal.number.between(1, 9)).order_by(Seal.number)
    yield lambda: gaps._seals(1, 9), lambda: list(some)


@pytest.fixture
def card(store_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Delivery]:
    """A store with a row in each table that the statements find; none of them is written yet."""
    monkeypatch.setattr(secrets, "token_hex", lambda _: LEASE_ID)
    for kept in all_kept().values():
        monkeypatch.setattr(kept, "_written", {})
    store.open_store(store_url)
    store.migrate()
    list(in_turn())
    Ask.update(state="open").execute()
    Delivery.update(state="waiting", form="card", lease="", lease_until=0).execute()
    Usage.update(platform="wecom", month="2026-11", measure="push").execute()
    Reach.update(platform="wecom").execute()
    LeaveTaken.update(ended_at=None).execute()
    yield Delivery.get_by_id(1)
    database.close()


def all_kept() -> dict[str, Kept]:
    """Every statement that a module of the models keeps, by its name there."""
    modules = {name: module for name, module in sys.modules.items() if name.startswith("models.")}
    named = ((f"{name}.{kept}", value) for name, module in modules.items() for kept, value in vars(module).items())
    return {name: value for name, value in named if isinstance(value, Kept)}


def outcome(work: Callable[[], Any]) -> tuple[Any, Any, Any]:
    """What was said, what all tables hold afterwards, and what was returned."""
    with database.atomic() as transaction:
        statements, returned = said(work)
        tables = {table: list(table.select().tuples()) for table in MODELS}
        transaction.rollback()
    return statements, tables, _plain(returned)


def _plain(returned: Any) -> Any:
    if isinstance(returned, list):
        return [_plain(each) for each in returned]
    return returned.__data__ if isinstance(returned, Model) else returned


@pytest.mark.both_stores
def test_each_kept_statement_does_what_plain_peewee_does(card: Delivery) -> None:
    for kept, plain in (
        *of_asks(card.ask),
        *of_cards(card),
        *of_work(card),
        *of_training(),
        *of_people(),
        *of_permits(),
        *of_the_chain(),
        *of_the_rest(),
    ):
        once, anew = outcome(kept), outcome(plain)
        assert once[:2] == anew[:2]
        assert once[2] in (None, anew[2])
    assert [name for name, each in all_kept().items() if not each._written] == []
