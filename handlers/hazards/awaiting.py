"""Pictures of a report that are still in its finder's phone: they follow when there is signal, and nobody looks whether
it was mended before all are here. Assigning never waits for them.

Each was named by the SHA-256 of what the phone will send when the report came, so no other picture can take its place.
After half an hour the finder is asked to bring them. After a day he or his leader may say that they are gone.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.channel import Action, Answer
from handlers import asks, timetable
from handlers.asks import Wanted
from handlers.hazards import assigning, checking, fixing, life, marking
from handlers.hazards.kinds import AWAITING, CHECK, PHOTOS
from handlers.hazards.photos import Brought, brought_one
from handlers.timetable import Timetable
from models import ask as ask_table
from models import hazard as hazards
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.book import book, name_of
from models.hazard import Hazard
from models.hazard_report import Marked
from models.subject import Subject
from rules.hazards.life import OVER
from rules.hazards.owners import Here, follower
from rules.plant import Person
from rules.texts import bare

ASKED_AFTER, GONE_AFTER = timedelta(minutes=30), timedelta(hours=24)
# Whoever does not answer is reminded; then the safety office may say it too.
STEPS = (("remind", 12 * 60), ("next", 24 * 60))
MAX_REASON, LEAST_REASON = 200, 2
MOMENTS = Timetable(AWAITING)
ALL_HERE = "照片都到了"
# The phone sends the report once more.
NO_REPORT = Answer("这张照片的隐患还没有报上来。会先发隐患，再发照片。", "info")
NOT_THIS = Answer("这条隐患没有说还有这张照片，没有收。请当面给责任人看，或另报一条。", "stop")
ARCHIVED = Answer("这条隐患已经归档，照片不用再传。", "caution")
OVER_NOW = Answer("照片都到了，或者这条不用办了。点卡片看现在怎样。", "info")


def begin(hazard: Hazard, now: datetime) -> None:
    """Looks after the pictures that were named and did not come with the report."""
    if hazard.report.awaited:
        MOMENTS.at(hazard.subject, "ask", now + ASKED_AFTER, now)
        MOMENTS.at(hazard.subject, "gone", now + GONE_AFTER, now)


def photo(action: Action, ask: Ask, person: Person, now: datetime) -> Answer:
    """A picture that follows its report: `{draft, photo}`."""
    found = hazards.of_draft(str(action.data.get("draft", "")))
    if found is None:
        return NO_REPORT
    sent = brought_one(action, person)
    hazard = hazards.locked(found.subject_id)
    [came] = sent.photos
    after = hazard.report.fixed.photos if hazard.report.fixed else ()
    if came.came_as in {each.came_as for each in (*hazard.report.photos, *after)}:
        return Answer(_left(hazard), "done")
    if came.came_as not in (*hazard.report.awaited, *hazard.report.given_up):
        return NOT_THIS
    if hazard.state == "archived":
        return ARCHIVED
    take(hazard, sent, person, now)
    return Answer(_left(hazard), "done")


def take(hazard: Hazard, sent: Brought, person: Person, now: datetime) -> None:
    """Keeps those of the pictures that the hazard waits for, or has waited for; the others stay where they are."""
    wanted = (*hazard.report.awaited, *hazard.report.given_up)
    fitting = sent.only(wanted)
    if not fitting.photos:
        return
    fitting.take(person, now)
    here = {each.came_as for each in fitting.photos}
    report, work, before = fixing.with_came(hazard.report, hazard.work, fitting)
    report = report.but(
        photos=(*report.photos, *before.photos),
        awaited=_without(hazard.report.awaited, here),
        given_up=_without(hazard.report.given_up, here),
    )
    marked = _marked(hazard, fitting)
    work = work.but(marked=marked) if marked else work
    hazards.keep(hazard, report=report, work=work)
    after = [each for each in fitting.told if each not in before.told]
    data = {
        "photos": before.told,
        **({"after": after} if after else {}),
        "left": len(report.awaited),
        **(marking.told(marked) if marked else {}),
    }
    life.tell_trail(hazard, "hazard.photo_came", now, actor=asks.unasked(person), data=data)
    _onward(hazard, ALL_HERE, person, now)


def add(hazard: Hazard, sent: Brought, person: Person, now: datetime) -> None:
    """Keeps pictures that belong to the report and that it did not name."""
    sent.take(person, now)
    hazards.keep(hazard, report=hazard.report.but(photos=(*hazard.report.photos, *sent.photos)))
    data = {"photos": sent.told, "left": len(hazard.report.awaited)}
    life.tell_trail(hazard, "hazard.photo_came", now, actor=asks.unasked(person), data=data)
    life.show(hazard, now)


def _marked(hazard: Hazard, came: Brought) -> Marked | None:
    """Where its finder marked it, once the picture is here; None when somebody has marked it since."""
    mark = hazard.report.mark
    photo = next((each for each in came.photos if mark and each.came_as == mark.photo), None)
    return mark.but(photo=photo.sha256) if mark and photo and not hazard.work.marked else None


def gone(action: Action, ask: Ask, hazard: Hazard, person: Person, now: datetime) -> Answer:
    """「照片没了」, with the reason: nobody waits for them any more."""
    reason = action.text.strip()[:MAX_REASON]
    if ask.state not in MOVABLE or not hazard.report.awaited:
        return OVER_NOW
    if now < may_be_gone_at(hazard):
        return Answer("还没到一天。先把手机拿到有信号的地方，打开「报隐患」让照片传完。", "stop")
    if len(bare(reason)) < LEAST_REASON:
        return Answer("写一句照片为什么没了。", "stop")
    lost = hazard.report.awaited
    hazards.keep(hazard, report=hazard.report.but(awaited=(), given_up=(*hazard.report.given_up, *lost)))
    data = {"ask": ask.id, "lost": list(lost), "count": len(lost), "reason": reason}
    actor, shown = asks.actor(ask, person), asks.shown_to(action)
    life.tell_trail(hazard, "hazard.photos_gone", now, actor=actor, data=data, shown=shown)
    assigning.settle(hazard, ask, person, "gone", now)
    _onward(hazard, "说照片没了", person, now)
    return Answer("记下了：照片没了。不再等，接着往下办。", "done")


def may_be_gone_at(hazard: Hazard) -> datetime:
    """From when on somebody may say that the pictures are gone."""
    received: datetime = hazard.received_at
    return received + GONE_AFTER


def due(ask: Ask, subject: Subject, name: str, now: datetime) -> None:
    """Asks the finder to bring them; after a day also his leader whether they are gone."""
    hazard = hazards.here(subject)
    moments = timetable.take(ask, now)
    if not hazard.report.awaited or hazard.state in OVER:
        return
    if hazard.finder and book(now).plant.knows(hazard.finder):
        _ask(hazard, hazard.finder, "照片还在你手机里", now)
    if "gone" in moments:
        leader = follower(hazard.finder, _without_finder(hazard, now))
        _ask(hazard, leader, f"{_finder(hazard, now)}手机里的照片一天没到", now)
        life.show(hazard, now)


def nobody(ask: Ask, subject: Subject, words: str, now: datetime) -> None:
    """Nothing to do: a timetable has no person who could be out of reach."""


def step(hazard: Hazard, ask: Ask, name: str, now: datetime) -> None:
    if name == "remind":
        asks.tell(ask, ask.person, f"{hazard.number} {hazards.awaited(hazard)}，传完才能请人去验。", now)
    elif name in ("next", "undelivered"):
        ask_next(hazard, ask, "", now)


def ask_next(hazard: Hazard, ask: Ask, words: str, now: datetime) -> None:
    """Once they may be gone, the safety office may say it too."""
    asked = {each.person for each in ask_table.in_stage(hazard.subject, PHOTOS)}
    office = assigning.apart(hazard, asked, now) if now >= may_be_gone_at(hazard) else ""
    if office:
        _ask(hazard, office, f"{_finder(hazard, now)}手机里的照片一直没到", now)


def away(ask: Ask, subject: Subject, now: datetime) -> bool:
    before = len(ask_table.in_stage(subject, PHOTOS))
    ask_next(hazards.here(subject), ask, "", now)
    return len(ask_table.in_stage(subject, PHOTOS)) > before


def _ask(hazard: Hazard, person: str, why: str, now: datetime) -> None:
    asked = {each.person for each in ask_table.in_stage(hazard.subject, PHOTOS)}
    if person not in asked:
        asks.open_ask(hazard.subject, Wanted(PHOTOS, person, [why], stage=PHOTOS, steps=STEPS), now)


def _onward(hazard: Hazard, words: str, person: Person, now: datetime) -> None:
    """Once nothing is awaited, whoever looks whether it was mended is asked."""
    if not hazard.report.awaited:
        MOMENTS.clear(hazard.subject, now)
        for each in ask_table.movable(hazard.subject, PHOTOS):
            asks.close(each, "done", now, Outcome.over(words, now))
        if hazard.state == "submitted" and not ask_table.movable(hazard.subject, CHECK):
            checking.ask_crew(hazard, now)
    life.show(hazard, now)


def _left(hazard: Hazard) -> str:
    left = len(hazard.report.awaited)
    return f"{hazard.number} 的照片到了，还有 {left} 张。" if left else f"{hazard.number} 的照片都到了。"


def _finder(hazard: Hazard, now: datetime) -> str:
    return name_of(book(now).plant, hazard.finder) if hazard.finder else "报的人"


def _without_finder(hazard: Hazard, now: datetime) -> Here:
    here = assigning.looking_for(hazard, now)
    return Here(here.plant, here.rules, now, {*here.out, hazard.finder, hazard.owner})


def _without(hashes: Iterable[str], these: set[str]) -> tuple[str, ...]:
    return tuple(each for each in hashes if each not in these)
