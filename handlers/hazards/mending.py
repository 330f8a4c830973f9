"""What the owner of a hazard does: takes it on, says that it is not his, asks for more time, and reports it mended."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal, cast

from bot.channel import Action, Answer
from handlers import asks
from handlers.asks import Wanted
from handlers.hazards import assigning, checking, countdown, covered, life, planning, presence, repeats
from handlers.hazards.accusing import accused_by
from handlers.hazards.kinds import DISPUTE, EXTENSION, FIX, PLAN
from handlers.hazards.photos import brought, filmed
from models import ask as ask_table
from models import hazard as hazards
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.book import book, name_of
from models.hazard import Hazard, grade
from models.hazard_asks import Decision, waits
from models.hazard_report import Mended, Put
from models.subject import Subject
from rules.given import moment
from rules.hazards import countdown as ladder
from rules.hazards.life import TO_MEND, UNDER_WAY
from rules.hazards.owners import Head, Named
from rules.phrases import moment_words
from rules.plant import Person
from rules.texts import bare

MAX_NOTE, LEAST_NOTE = 300, 2
DECIDE_STEPS = (("remind", 60), ("remind", 180), ("next", 240))
FARTHEST = timedelta(days=90)
NOT_NOW = Answer("这条现在不用你改。点卡片看现在怎样。", "info")


def accept(action: Action, ask: Ask, hazard: Hazard, person: Person, now: datetime) -> Answer:
    """「接单」: one tap."""
    if ask.state not in MOVABLE or hazard.state not in TO_MEND:
        return NOT_NOW
    if hazard.state == "accepted":
        return Answer("你已经接了。改好了点「报改好了」。", "info")
    work = hazard.work.but(accepted_at=now)
    actor, shown = asks.actor(ask, person), asks.shown_to(action)
    life.move(hazard, "accepted", "hazard.accepted", now, actor=actor, data={"ask": ask.id}, shown=shown, work=work)
    return Answer(f"接下了，{_by(hazard, now)} 前改好。", "info")


def mend(action: Action, ask: Ask, hazard: Hazard, person: Person, now: datetime) -> Answer:
    """「报改好了」: `{photos, cause, permit, no_permit, position, site}` and a note. Whether it was mended, others
    look."""
    if ask.state not in MOVABLE or hazard.state not in TO_MEND:
        return NOT_NOW
    note = action.text.strip()[:MAX_NOTE]
    given, asked = filmed(action, person), repeats.question(hazard)
    cause = str(action.data.get("cause") or "").strip()[:MAX_NOTE] if asked else ""
    category = assigning.category_of(hazard)
    cover = covered.read(action.data, category.permit)
    lacks = [
        word
        for there, word in (
            (len(bare(note)) >= LEAST_NOTE, "写一句做了什么"),
            (given.photos or not category.photo_check, "拍一张改好的照片，或一段视频"),
            (not asked or len(bare(cause)) >= LEAST_NOTE, f"写一句{asked}"),
            (not cover.lack, cover.lack),
        )
        if not there
    ]
    if lacks:
        return Answer(f"还要{'、'.join(lacks)}。", "stop")
    given.take(person, now)
    where = presence.at(hazard.area, action.data, now)
    mended = Mended(
        by=person.id,
        at=now,
        note=note,
        photos=given.photos,
        presence=where.words,
        cause=cause,
        permit=cover.number,
        no_permit=cover.no_permit,
    )
    data = {"ask": ask.id, "note": note, "photos": given.told, "round": hazard.round, **where.told, **cover.told}
    data |= {"cause": cause} if asked else {}
    if given.clips:
        mended = mended.but(clips=given.clips)
        data["clips"] = [dict(each.kept) for each in given.clips]
    asks.close(ask, "done", now, Outcome(result="mended", by=person.id, at=now))
    actor, shown = asks.actor(ask, person), asks.shown_to(action)
    work = hazard.work.with_mended(mended).without_wishes()
    life.move(hazard, "submitted", "hazard.mended", now, actor=actor, data=data, shown=shown, work=work)
    countdown.end(hazard, now)
    assigning.close_open(hazard, now, "已经报改好了", FIX, DISPUTE, EXTENSION)
    checking.ask_crew(hazard, now)
    done = (
        f"报上去了。{hazards.awaited(hazard)}，到齐了再请班组去看。"
        if hazard.report.awaited
        else "报上去了，等班组去看。"
    )
    return Answer(done + where.noted, "done")


def not_mine(action: Action, ask: Ask, hazard: Hazard, person: Person, now: datetime) -> Answer:
    """「不归我」, once, also before the plan of a major one: with whom he thinks it is. The safety office decides; the
    clock runs on."""
    if ask.state not in MOVABLE or hazard.state not in UNDER_WAY:
        return NOT_NOW
    plant, to, reason = book(now).plant, str(action.data.get("person") or ""), action.text.strip()[:MAX_NOTE]
    if hazard.work.disputed:
        return Answer("已经说过一次不归你，只能说一次，这次写的没有收。还是不对，请当面找安全部门。", "stop")
    lacks = [
        word for there, word in ((plant.knows(to) and to != person.id, "选该归谁"), (reason, "写一句原因")) if not there
    ]
    if lacks:
        return Answer(f"还要{'、'.join(lacks)}。", "stop")
    if to in accused_by(hazard, now):
        return Answer(f"报的事说到那边当头的，不能归{name_of(plant, to)}。请选别的人。", "stop")
    life.note(hazard, hazard.work.but(disputed=True))
    data = {"ask": ask.id, "to": to, "reason": reason}
    actor, shown = asks.actor(ask, person), asks.shown_to(action)
    life.tell_trail(hazard, "hazard.disputed", now, actor=actor, data=data, shown=shown)
    decider = assigning.apart(hazard, {to}, now) or assigning.decider(hazard, "plant_head", {to}, now).person
    _decide(hazard, DISPUTE, decider, f"{person.name}说不归他", Decision(by=person.id, to=to, reason=reason), now)
    life.show(hazard, now)
    return Answer(f"{_waiting(hazard, now)}。定之前还算你的，时间照走。", "info")


def dispute(action: Action, ask: Ask, hazard: Hazard, person: Person, now: datetime) -> Answer:
    """The decision: it goes to whom the owner named, or it stays his."""
    if ask.state not in MOVABLE or hazard.state not in UNDER_WAY:
        return Answer("这件事已经定了。", "info")
    if person.id in (*hazards.judged(hazard), Decision.of(ask).to):
        return Answer("归不归你改，不能由你定。请别的人定。", "stop")
    wanted, moves = Decision.of(ask), action.name == "give"
    to = wanted.to if moves else wanted.by
    assigning.settle(hazard, ask, person, "given" if moves else "kept", now)
    actor, shown = asks.actor(ask, person), asks.shown_to(action)
    data = {"ask": ask.id, "to": to}
    life.tell_trail(hazard, "hazard.dispute_decided", now, actor=actor, data=data, shown=shown)
    name = name_of(book(now).plant, to)
    if moves:
        assigning.assign(hazard, now, Named(to, "", f"{person.name}定归你改", f"{person.name}定的"))
    else:
        _tell_owner(hazard, f"{person.name}定：{hazard.number} 还归你改，{_by(hazard, now)} 前改好。", now)
    return Answer(f"定了：归{name}改。", "done")


def extend(action: Action, ask: Ask, hazard: Hazard, person: Person, now: datetime) -> Answer:
    """「要延期」: `{until, because, reason, interim, photos}`: until when, why (of a list, in his own words beside it),
    and what keeps people safe meanwhile with a picture of it; twice at most."""
    if ask.state not in MOVABLE or hazard.state not in TO_MEND:
        return NOT_NOW
    zone = book(now).plant.zone
    said, interim = (str(action.data.get(name) or "").strip()[:MAX_NOTE] for name in ("reason", "interim"))
    because = str(action.data.get("because") or "")
    until = _moment(action.data.get("until"), now.astimezone(zone))
    granted = [each for each in hazard.work.extended if each.decided == "granted"]
    if any(not each.decided for each in hazard.work.extended):
        return Answer("已经申请过延期，还没批，这次写的没有收。请等一等。", "caution")
    if len(granted) >= ladder.MOST_EXTENSIONS:
        planning.back_to_plan(hazard, "延过两次还没改好，先定整改方案", now)
        return Answer("延过两次了，不能再延。先写整改方案，批好了按新的时间改。", "done")
    if until is None or not hazards.deadline(hazard) < until <= now + FARTHEST:
        return Answer(f"新的时间要在 {_by(hazard, now)} 之后、90 天以内。请重新选。", "stop")
    given = brought(action, person)
    needed = (
        (because in ladder.BECAUSE, "选为什么延期"),
        (said or because != ladder.OTHER, "写是什么原因"),
        (interim, "写这段时间怎么保证安全"),
        (given.photos, "拍一张现场围挡、停用的照片"),
    )
    lacks = [word for there, word in needed if not there]
    if lacks:
        return Answer(f"还要{'、'.join(lacks)}。", "stop")
    given.take(person, now)
    reason = said if because == ladder.OTHER else "：".join(filter(None, (ladder.BECAUSE[because], said)))
    put = Put(by=person.id, at=now, until=until, reason=reason, interim=interim, photos=given.photos)
    life.note(hazard, hazard.work.but(extended=(*hazard.work.extended, put)))
    told = moment_words(until.astimezone(zone))
    data = {"ask": ask.id, "until": told, "until_at": until.isoformat(), "reason": reason, "interim": interim}
    data |= {"photos": given.told}
    actor, shown = asks.actor(ask, person), asks.shown_to(action)
    life.tell_trail(hazard, "hazard.extension_asked", now, actor=actor, data=data, shown=shown)
    wanted = Decision(by=person.id, until=until, reason=reason, interim=interim)
    _decide_extension(hazard, wanted, len(granted), now)
    life.show(hazard, now)
    return Answer(f"{_waiting(hazard, now)}。批之前还按原来的时间。", "info")


def extension(action: Action, ask: Ask, hazard: Hazard, person: Person, now: datetime) -> Answer:
    """The decision: the deadline moves, and with it the countdown; or it stays, and the owner reads why."""
    if ask.state not in MOVABLE or hazard.state not in TO_MEND or Decision.of(ask).by != hazard.owner:
        return Answer("这件事已经定了。", "info")
    if person.id in hazards.judged(hazard):
        return Answer("你自己改的，延不延不能由你定。请别的人定。", "stop")
    wanted, granted = Decision.of(ask), action.name in ("grant", "hazard.grant")
    said = "" if granted else action.text.strip()[:MAX_NOTE]
    if not granted and len(bare(said)) < LEAST_NOTE:
        return Answer("写一句为什么不同意，责任人会看到。点卡片「看照片，去批」写。", "stop")
    decided = "granted" if granted else "denied"
    assigning.settle(hazard, ask, person, decided, now)
    put = hazard.work.extended[-1].but(decided=decided, decided_by=person.id, said=said)
    work = hazard.work.but(extended=(*hazard.work.extended[:-1], put))
    life.note(hazard, work)
    actor, shown = asks.actor(ask, person), asks.shown_to(action)
    until = moment_words(wanted.until.astimezone(book(now).plant.zone)) if wanted.until else ""
    data = {"ask": ask.id, "decided": decided, "until": until}
    data |= {"until_at": wanted.until.isoformat()} if wanted.until else {}
    data |= {"reason": said} if said else {}
    life.tell_trail(hazard, "hazard.extension_decided", now, actor=actor, data=data, shown=shown)
    if granted and wanted.until:
        hazards.keep(hazard, until=wanted.until, late=False)
        life.note(hazard, hazard.work.but(since=now))
        countdown.begin(hazard, now)
    words = "同意延期" if granted else "不同意延期"
    because = f"，因为{said}" if said else ""
    _tell_owner(hazard, f"{person.name}{words}{because}：{hazard.number} {_by(hazard, now)} 前改好。", now)
    life.show(hazard, now)
    return Answer(f"{words}，已告诉{name_of(book(now).plant, hazard.owner)}。", "done")


def step(hazard: Hazard, ask: Ask, name: str, now: datetime) -> None:
    """The countdown looks after the owner; of his card alone nothing follows from the time."""


def passed_on(hazard: Hazard, ask: Ask, words: str, now: datetime) -> None:
    """The owner has left, can't be reached or is on leave: somebody else has it at once, with a card."""
    if ask.state not in MOVABLE or hazard.state not in UNDER_WAY:
        return
    to = assigning.instead(hazard, now)
    if to.person != ask.person:
        assigning.pass_on(hazard, to, now)


def away(ask: Ask, subject: Subject, now: datetime) -> bool:
    hazard = hazards.here(subject)
    passed_on(hazard, ask, "", now)
    return hazard.owner != ask.person


def decide_step(hazard: Hazard, ask: Ask, name: str, now: datetime) -> None:
    """Who does not decide is reminded; then the safety office decides as well."""
    if name == "remind":
        asks.tell(ask, ask.person, f"{hazard.number} 等你定：{ask.why[0]}。", now)
    elif name in ("next", "undelivered"):
        decide_next(hazard, ask, "", now)


def decide_next(hazard: Hazard, ask: Ask, words: str, now: datetime) -> None:
    asked, wanted = {each.person for each in ask_table.in_stage(hazard.subject, ask.stage)}, Decision.of(ask)
    role, out = cast(Head | Literal[""], wanted.role), {*asked, wanted.by, wanted.to}
    found = assigning.decider(hazard, role, out, now).person if role else assigning.apart(hazard, out, now)
    if found and found not in {*out, *hazards.judged(hazard)}:
        again = Wanted(ask.kind, found, list(ask.why), stage=ask.stage, steps=DECIDE_STEPS, data=wanted)
        asks.open_ask(hazard.subject, again, now)


def _decide_extension(hazard: Hazard, wanted: Decision, granted: int, now: datetime) -> None:
    """The supervisor decides, because he answers for the owner; what is long, late, major or the second time goes
    further up."""
    before = hazards.deadline(hazard)
    longer = (wanted.until or before) - before
    who = ladder.extended_by(grade(hazard), longer, granted, late=now > before)
    why = f"{name_of(book(now).plant, wanted.by)}申请延期"
    if who == "supervisor" and hazard.supervisor not in hazards.judged(hazard):
        _decide(hazard, EXTENSION, hazard.supervisor, why, wanted, now)
    else:
        role: Head = "safety_head" if who == "supervisor" else who
        named = assigning.decider(hazard, role, (), now)
        _decide(hazard, EXTENSION, named.person, why, wanted.but(role=role), now)


def _decide(hazard: Hazard, kind: str, person: str, why: str, data: Decision, now: datetime) -> None:
    stage = f"{kind}/{now.isoformat()}"
    asks.open_ask(hazard.subject, Wanted(kind, person, [why], stage=stage, steps=DECIDE_STEPS, data=data), now)


def _tell_owner(hazard: Hazard, words: str, now: datetime) -> None:
    for ask in ask_table.of_subject(hazard.subject):
        if ask.kind in (FIX, PLAN) and ask.state in MOVABLE:
            asks.tell(ask, ask.person, words, now, purpose="hazard.news")


def _waiting(hazard: Hazard, now: datetime) -> str:
    """What he has just asked for, and of whom."""
    return "；".join(waits(hazard.subject, book(now).plant))


def _by(hazard: Hazard, now: datetime) -> str:
    return moment_words(hazards.deadline(hazard).astimezone(book(now).plant.zone))


def _moment(given: object, local: datetime) -> datetime | None:
    """A moment of the plant's clock, as the page's field gives it."""
    try:
        found = moment(given)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=local.tzinfo)
