"""A detector under an inhibit: a named person tests it, with his reason, for at most eight hours.

Its values are kept and stop nothing; they prove nothing either. It ends by itself, or is taken off. The plant's data
say whose posts may do that (`keepers` in sensors.yaml). A detector that is inhibited for longer than continuous
detection allows is missed like a silent one (`silence`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot.channel import Action, Answer
from config.shapes.sensors import Instrument, Sensor
from handlers import asks
from handlers.asks import Wanted
from handlers.flow import Offer, Use
from handlers.permits import crew, telling
from models import ask as ask_table
from models import detector as detectors
from models import ledger
from models import permit as permits
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.book import book, name_of
from models.detector import Inhibit
from models.permit import Permit
from models.subject import Subject, desk
from rules.gas import Reading
from rules.plant import Person

Detector = Instrument | Sensor
KIND = "detector.inhibit"
PUT, LIFT = "detector.inhibit", "detector.restore"
HOURS = (1, 2, 4, 8)
CARD_LIFE = timedelta(hours=12)
LEAST_REASON, MOST_REASON = 2, 100
LIVE = ("approved", *crew.ON_SITE)


def may(person: Person, now: datetime) -> bool:
    """Whether the plant's data let this person put detectors under an inhibit."""
    return bool(set(book(now).config.sensors.keepers) & set(person.posts))


def begin(action: Action, person: Person, now: datetime) -> Answer:
    """「屏蔽」: a card with the link to the plant's detectors; it replaces an older one."""
    if not may(person, now) or not book(now).config.sensors.detectors:
        return Answer(_not_his(now), "caution")
    subject = desk(person.id, now)
    for old in ask_table.movable(subject, KIND):
        asks.close(old, "superseded", now)
    asks.open_ask(subject, Wanted(KIND, person.id, ["你发了「屏蔽」"], expires_at=now + CARD_LIFE), now)
    return Answer("测气仪的卡片发给你了，点开选哪一台、多久、为什么。", "info")


def _not_his(now: datetime) -> str:
    """Why there is nothing here for him, and who may."""
    here = book(now)
    if not here.config.sensors.detectors:
        return "本厂没有接测气仪，没有要屏蔽的。"
    posts = [here.plant.posts[post].name for post in here.config.sensors.keepers if here.plant.holders(post)]
    if not posts:
        return "本厂没有人可以屏蔽测气仪。要试仪器，请安全部门在 sensors.yaml 里写明岗位（keepers）。"
    return f"测气仪由{'、'.join(posts)}屏蔽。要试仪器，请找他们。"


def put(action: Action, ask: Ask, person: Person, now: datetime) -> Answer:
    """`{instrument, hours}` and the reason: from now on this detector stops no work."""
    instrument = _instrument(action, now)
    if ask.state not in MOVABLE or not may(person, now) or instrument is None:
        return Answer("这台现在不能屏蔽。请重新发「屏蔽」。", "stop")
    hours, reason = str(action.data.get("hours", "")), action.text.strip()[:MOST_REASON]
    if hours not in map(str, HOURS) or len(reason) < LEAST_REASON:
        return Answer("选好多久，写一句为什么，再点「屏蔽」。", "stop")
    if detectors.inhibit_at(instrument.id, now):
        return Answer(f"{instrument.id} 已经屏蔽着。要改时间，请先恢复。", "caution")
    until = now + timedelta(hours=int(hours))
    hold(action, ask, person, instrument, reason, until, now)
    return Answer(f"{instrument.id} 屏蔽到 {until:%H:%M}，到点自己恢复。", "info")


def hold(
    action: Action, ask: Ask, person: Person, instrument: Detector, reason: str, until: datetime, now: datetime
) -> None:
    """From now until then it stops no work; whoever works where it watches is told."""
    Inhibit.create(instrument=instrument.id, by=person.id, reason=reason, since=now, until=until)
    ends = {"until": f"{until:%m-%d %H:%M}", "ends_at": ledger.stamp(until)}
    data = {"instrument": instrument.id, "reason": reason, **ends}
    _note(action, ask, person, instrument, "permit.detector_inhibited", data, now)
    told = f"{person.name}屏蔽了测气仪 {instrument.id}，到 {until:%H:%M}：{reason}"
    _tell(instrument, f"{told}。这段时间它不算数，请用便携仪盯着。", now)


def lift(action: Action, ask: Ask, person: Person, now: datetime) -> Answer:
    """「恢复」: the detector counts again at once."""
    instrument = _instrument(action, now)
    running = detectors.inhibit_at(instrument.id, now) if instrument else None
    if ask.state not in MOVABLE or not may(person, now) or instrument is None or running is None:
        return Answer("这台现在没有屏蔽，不用恢复。", "info")
    Inhibit.update(ended_at=now, ended_by=person.id).where(Inhibit.id == running.id).execute()
    _note(action, ask, person, instrument, "permit.detector_back", {"instrument": instrument.id}, now)
    _tell(instrument, f"测气仪 {instrument.id} 恢复了，重新算数。", now)
    return Answer(f"{instrument.id} 恢复了。", "info")


def step(ask: Ask, subject: Subject, name: str, now: datetime) -> None:
    """The card lapses without a word; an inhibit ends by itself."""
    if name == "expire":
        asks.close(ask, "expired", now, Outcome.over("这张不用了", now))


def unreachable(ask: Ask, subject: Subject, words: str, now: datetime) -> None:
    step(ask, subject, "expire", now)


def offers(person: Person, now: datetime) -> Iterator[Offer]:
    if may(person, now):
        yield Offer("屏蔽", "试测气仪", Use.UNDER_WAY)


def idle(instrument: str, at: datetime) -> str:
    """Why the detector's values count for nothing at that moment, in words; empty when they count."""
    found = detectors.inhibit_at(instrument, at)
    if found is None:
        return ""
    plant = book(at).plant
    return f"测气仪屏蔽中（{name_of(plant, found.by)}，{found.reason}，到 {found.until.astimezone(plant.zone):%H:%M}）"


def excuse(instrument: str, readings: Sequence[Reading], sampled_at: datetime, now: datetime) -> str:
    """Why bad values stop nothing, in words; empty when they stop the work. Only an inhibit counts, or newer good
    values of the same points that had already come."""
    if why := idle(instrument, sampled_at):
        return why
    newer = detectors.good_since(instrument, [(each.point, each.gas) for each in readings], sampled_at)
    return f"{newer.astimezone(book(now).plant.zone):%H:%M:%S} 的新读数已经合格" if newer else ""


def of_permit(permit: Permit, now: datetime) -> list[str]:
    """The inhibits that hold now of detectors that watch over this permit, in words for its page."""
    found = ((each.id, idle(each.id, now)) for each in _known(now) if _watches(each, permit))
    return [f"{name} {words}" for name, words in found if words]


def _known(now: datetime) -> Sequence[Detector]:
    return book(now).config.sensors.detectors


def _watches(instrument: Detector, permit: Permit) -> bool:
    return instrument.area == permit.area or instrument.id in permit.work.feeds


def _instrument(action: Action, now: datetime) -> Detector | None:
    return book(now).config.sensors.detector(str(action.data.get("instrument", "")))


def _over(instrument: Detector) -> Iterator[Permit]:
    """The permits over which the detector watches, each locked when its turn comes."""
    live = Permit.select().where(Permit.state.in_(LIVE))
    for each in live.order_by(Permit.subject):
        if _watches(instrument, each):
            yield permits.locked(each.subject_id)


def _note(
    action: Action, ask: Ask, person: Person, instrument: Detector, kind: str, data: dict[str, str], now: datetime
) -> None:
    """In the trail of whoever did it, and of each permit over which the detector watches."""
    actor, shown = asks.actor(ask, person), asks.shown_to(action)
    ledger.append(ask.subject, kind, now, actor=actor, data=data, shown=shown)
    for permit in _over(instrument):
        ledger.append(permit.subject, kind, now, actor=actor, data=data)


def _tell(instrument: Detector, words: str, now: datetime) -> None:
    for permit in _over(instrument):
        people = [permits.guardian(permit), permit.form.work_leader]
        telling.tell(permit, people, f"{telling.title(permit)}：{words}", now, urgent=True)
