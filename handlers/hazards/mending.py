"""What the owner of a hazard does: takes it on, says that it is not his, asks for more time, and reports it mended."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.channel import Action, Answer
from handlers import asks
from handlers.asks import Wanted
from handlers.hazards import assigning, checking, countdown, life
from handlers.hazards.kinds import DISPUTE, EXTENSION, FIX
from handlers.hazards.photos import brought
from models import ask as ask_table
from models import hazard as hazards
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.book import book, name_of
from models.hazard import Hazard
from models.hazard_asks import Decision
from models.hazard_report import Mended, Put
from models.subject import Subject
from rules.given import moment
from rules.hazards.life import TO_MEND
from rules.hazards.owners import Named, owner
from rules.phrases import moment_words
from rules.plant import Person
from rules.texts import bare

MAX_NOTE, LEAST_NOTE = 300, 2
DECIDE_STEPS = (("remind", 60), ("remind", 180), ("next", 240))
MOST_EXTENSIONS = 2
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
    """「报改好了」: `{photos}` and a note. Whether it was mended, others look."""
    if ask.state not in MOVABLE or hazard.state not in TO_MEND:
        return NOT_NOW
    note = action.text.strip()[:MAX_NOTE]
    given = brought(action, person)
    wants_photo = assigning.category_of(hazard, now).photo_check
    lacks = [
        word
        for there, word in (
            (len(bare(note)) >= LEAST_NOTE, "写一句做了什么"),
            (given.photos or not wants_photo, "拍一张改好的照片"),
        )
        if not there
    ]
    if lacks:
        return Answer(f"还要{'、'.join(lacks)}。", "stop")
    given.take(person, now)
    mended = Mended(by=person.id, at=now, note=note, photos=given.photos)
    data = {"ask": ask.id, "note": note, "photos": given.told, "round": hazard.round}
    asks.close(ask, "done", now, Outcome(result="mended", by=person.id, at=now))
    actor, shown = asks.actor(ask, person), asks.shown_to(action)
    work = hazard.work.with_mended(mended)
    life.move(hazard, "submitted", "hazard.mended", now, actor=actor, data=data, shown=shown, work=work)
    countdown.end(hazard, now)
    assigning.close_open(hazard, now, "已经报改好了", FIX, DISPUTE, EXTENSION)
    checking.ask_crew(hazard, now)
    return Answer("报上去了，等班组去看。", "done")


def not_mine(action: Action, ask: Ask, hazard: Hazard, person: Person, now: datetime) -> Answer:
    """「不归我」, once: with whom he thinks it is. His supervisor's side decides; the clock runs on."""
    if ask.state not in MOVABLE or hazard.state not in TO_MEND:
        return NOT_NOW
    plant, to, reason = book(now).plant, str(action.data.get("person") or ""), action.text.strip()[:MAX_NOTE]
    if hazard.work.disputed:
        return Answer("只能说一次不归你。还是不对，请当面找安全部门。", "stop")
    lacks = [
        word for there, word in ((plant.knows(to) and to != person.id, "选该归谁"), (reason, "写一句原因")) if not there
    ]
    if lacks:
        return Answer(f"还要{'、'.join(lacks)}。", "stop")
    life.note(hazard, hazard.work.but(disputed=True))
    data = {"ask": ask.id, "to": to, "reason": reason}
    actor, shown = asks.actor(ask, person), asks.shown_to(action)
    life.tell_trail(hazard, "hazard.disputed", now, actor=actor, data=data, shown=shown)
    _decide(hazard, DISPUTE, f"{person.name}说不归他", Decision(by=person.id, to=to, reason=reason), now)
    life.show(hazard, now)
    return Answer("问上去了，4 小时内定。定之前还算你的，时间照走。", "info")


def dispute(action: Action, ask: Ask, hazard: Hazard, person: Person, now: datetime) -> Answer:
    """The decision: it goes to whom the owner named, or it stays his."""
    if ask.state not in MOVABLE or hazard.state not in TO_MEND:
        return Answer("这件事已经定了。", "info")
    wanted, moves = Decision.of(ask), action.name == "give"
    to = wanted.to if moves else wanted.by
    assigning.settle(hazard, ask, person, "given" if moves else "kept", now)
    actor, shown = asks.actor(ask, person), asks.shown_to(action)
    data = {"ask": ask.id, "to": to}
    life.tell_trail(hazard, "hazard.dispute_decided", now, actor=actor, data=data, shown=shown)
    name = name_of(book(now).plant, to)
    if moves:
        assigning.assign(hazard, now, Named(to, "", f"{person.name}定归你改"))
    else:
        _tell_owner(hazard, f"{person.name}定：{hazard.number} 还归你改，{_by(hazard, now)} 前改好。", now)
    return Answer(f"定了：归{name}改。", "done")


def extend(action: Action, ask: Ask, hazard: Hazard, person: Person, now: datetime) -> Answer:
    """「要延期」: until when, why, and what keeps people safe meanwhile; before the deadline, twice at most."""
    if ask.state not in MOVABLE or hazard.state not in TO_MEND:
        return NOT_NOW
    zone = book(now).plant.zone
    reason, interim = (str(action.data.get(name) or "").strip()[:MAX_NOTE] for name in ("reason", "interim"))
    until = _moment(action.data.get("until"), now.astimezone(zone))
    granted = [each for each in hazard.work.extended if each.decided == "granted"]
    if any(not each.decided for each in hazard.work.extended):
        return Answer("已经申请过，还没批。请等一等。", "caution")
    if len(granted) >= MOST_EXTENSIONS:
        return Answer("已经延过两次，不能再延。请当面找安全部门重新定方案。", "stop")
    if until is None or not hazards.deadline(hazard) < until <= now + FARTHEST:
        return Answer(f"新的时间要在 {_by(hazard, now)} 之后、90 天以内。请重新选。", "stop")
    lacks = [word for there, word in ((reason, "写为什么"), (interim, "写这段时间怎么保证安全")) if not there]
    if lacks:
        return Answer(f"还要{'、'.join(lacks)}。", "stop")
    put = Put(by=person.id, at=now, until=until, reason=reason, interim=interim)
    life.note(hazard, hazard.work.but(extended=(*hazard.work.extended, put)))
    data = {"ask": ask.id, "until": moment_words(until.astimezone(zone)), "reason": reason, "interim": interim}
    actor, shown = asks.actor(ask, person), asks.shown_to(action)
    life.tell_trail(hazard, "hazard.extension_asked", now, actor=actor, data=data, shown=shown)
    wanted = Decision(by=person.id, until=until, reason=reason, interim=interim)
    _decide(hazard, EXTENSION, f"{person.name}申请延期", wanted, now)
    life.show(hazard, now)
    return Answer("申请发出去了。批之前还按原来的时间。", "info")


def extension(action: Action, ask: Ask, hazard: Hazard, person: Person, now: datetime) -> Answer:
    """The decision: the deadline moves, and with it the countdown; or it stays."""
    if ask.state not in MOVABLE or hazard.state not in TO_MEND:
        return Answer("这件事已经定了。", "info")
    wanted, granted = Decision.of(ask), action.name == "grant"
    decided = "granted" if granted else "denied"
    assigning.settle(hazard, ask, person, decided, now)
    put = hazard.work.extended[-1].but(decided=decided, decided_by=person.id)
    work = hazard.work.but(extended=(*hazard.work.extended[:-1], put))
    life.note(hazard, work)
    actor, shown = asks.actor(ask, person), asks.shown_to(action)
    until = moment_words(wanted.until.astimezone(book(now).plant.zone)) if wanted.until else ""
    data = {"ask": ask.id, "decided": decided, "until": until}
    life.tell_trail(hazard, "hazard.extension_decided", now, actor=actor, data=data, shown=shown)
    if granted and wanted.until:
        hazards.keep(hazard, until=wanted.until, late=False)
        life.note(hazard, hazard.work.but(since=now))
        countdown.begin(hazard, now)
    words = "同意延期" if granted else "不同意延期"
    _tell_owner(hazard, f"{person.name}{words}：{hazard.number} {_by(hazard, now)} 前改好。", now)
    life.show(hazard, now)
    return Answer(f"{words}，已告诉{name_of(book(now).plant, hazard.owner)}。", "done")


def step(hazard: Hazard, ask: Ask, name: str, now: datetime) -> None:
    """The countdown looks after the owner; of his card alone nothing follows from the time."""


def passed_on(hazard: Hazard, ask: Ask, words: str, now: datetime) -> None:
    """The owner can't be reached, or is away: somebody else mends it, at once."""
    if ask.state not in MOVABLE or hazard.state not in TO_MEND:
        return
    here = assigning.looking(now)
    area, general = assigning.area_of(hazard, now), book(now).config.hazards.general
    without = type(here)(here.plant, here.rules, now, {*here.out, ask.person})
    found = owner(assigning.category_of(hazard, now), area, general, without)
    if found.person == ask.person:
        return
    data = {"ask": ask.id, "from": ask.person, "to": found.person, "why": found.why}
    life.tell_trail(hazard, "hazard.passed", now, data=data)
    assigning.assign(hazard, now, found)


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
    asked = {each.person for each in ask_table.in_stage(hazard.subject, ask.stage)}
    found = assigning.office(asked, now)
    if found:
        again = Wanted(ask.kind, found, list(ask.why), stage=ask.stage, steps=DECIDE_STEPS, data=Decision.of(ask))
        asks.open_ask(hazard.subject, again, now)


def _decide(hazard: Hazard, kind: str, why: str, data: Decision, now: datetime) -> None:
    """The supervisor decides, because he answers for the owner; a second extension and a major hazard go to the safety
    office as well."""
    granted = sum(each.decided == "granted" for each in hazard.work.extended)
    further = hazard.grade == "major" or granted > 0
    office = assigning.office({data.by}, now) if further or kind == DISPUTE else ""
    stage = f"{kind}/{now.isoformat()}"
    person = office or hazard.supervisor
    asks.open_ask(hazard.subject, Wanted(kind, person, [why], stage=stage, steps=DECIDE_STEPS, data=data), now)


def _tell_owner(hazard: Hazard, words: str, now: datetime) -> None:
    for ask in ask_table.of_subject(hazard.subject):
        if ask.kind == FIX and ask.state in MOVABLE:
            asks.tell(ask, ask.person, words, now, purpose="hazard.news")


def _by(hazard: Hazard, now: datetime) -> str:
    return moment_words(hazards.deadline(hazard).astimezone(book(now).plant.zone))


def _moment(given: object, local: datetime) -> datetime | None:
    """A moment of the plant's clock, as the page's field gives it."""
    try:
        found = moment(given)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=local.tzinfo)
