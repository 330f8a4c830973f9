"""Asking for a permit of any kind: a word or the menu brings a card, its page sends the form, which becomes a permit.

The plant's data say which words and kinds there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from bot.channel import Action, Answer
from handlers import asks
from handlers.asks import Wanted
from handlers.flow import Begin, Offer, Use
from handlers.permits.form import BadForm, read
from handlers.permits.request import attachments, content, letting_in, linking, outlook
from handlers.permits.routing import stages
from models import ledger, let_in
from models import permit as permits
from models.answered import Outcome
from models.ask import MOVABLE, Ask, movable
from models.book import book
from models.permit import Permit
from models.permit_asks import Wish
from models.subject import Subject, desk, next_number, open_subject
from rules.plant import Person

KIND = "permit.request"
FORM_LIFE = timedelta(hours=12)
# How many kinds a help names, chosen from so many of the person's newest requests.
OFFERED, LOOKED_BACK = 3, 20


def words(now: datetime) -> Mapping[str, Begin]:
    """Each kind's name, as menus show it and as the form does, and its words, from the plant's present templates."""
    kinds = book(now).config.templates.kinds
    named = {name: kind_id for kind_id, kind in kinds.items() for name in (kind.name, kind.short)}
    worded = {word: kind_id for kind_id, kind in kinds.items() for word in kind.words}
    return {word: partial(begin, kind_id) for word, kind_id in {**named, **worded}.items()}


def offers(person: Person, now: datetime) -> Iterator[Offer]:
    """The kinds for which this person asked last, then others in the plant's order; none for a contractor's people."""
    rules = book(now)
    if rules.plant.is_contractor(person):
        return
    kinds, mine = rules.config.templates.kinds, Permit.requester == person.id
    last = Permit.select(Permit.kind).where(mine).order_by(Permit.id.desc()).limit(LOOKED_BACK)
    for kind_id in [each for each in dict.fromkeys([*(row.kind for row in last), *kinds]) if each in kinds][:OFFERED]:
        yield Offer(kinds[kind_id].words[0], f"办{kinds[kind_id].short}票", Use.BEGIN)


def menu(now: datetime) -> Mapping[str, Begin]:
    """The menu key of each kind."""
    return {f"permit.{kind_id}": partial(begin, kind_id) for kind_id in book(now).config.templates.kinds}


def menu_entries(now: datetime) -> list[tuple[str, str]]:
    """A menu entry for every kind of work in the plant, by its short name."""
    return [(kind.short, f"permit.{kind_id}") for kind_id, kind in book(now).config.templates.kinds.items()]


def begin(kind_id: str, action: Action, person: Person, now: datetime) -> Answer:
    """「动火」: a card with the form's link; it replaces an older one of the same person."""
    return _offer_form(kind_id, person, now)


def begin_again(action: Action, person: Person, now: datetime) -> Answer:
    """「照这张重新办」: the same card, with the form filled from an older permit; no signature is copied."""
    old = permits.by_number(str(action.data.get("number", "")))
    if old is None:
        return Answer("没有这张票，办不了。请从那张票的页面再点一次。", "caution")
    if old.kind not in book(now).config.templates.kinds:
        return Answer(f"{attachments.GONE}。请发「帮助」，看现在办哪几类。", "caution")
    return _offer_form(old.kind, person, now, copied_from=old.number)


def _offer_form(kind_id: str, person: Person, now: datetime, copied_from: str = "") -> Answer:
    rules = book(now)
    if rules.plant.is_contractor(person):
        return Answer("承包商人员不能申请。请找本厂作业负责人来申请。", "caution")
    subject = desk(person.id, now)
    for old in movable(subject, KIND):
        asks.close(old, "superseded", now)
    short = rules.config.templates.kinds[kind_id].short
    wish = Wish(permit_kind=kind_id, kind_name=short)
    data = wish.copying(copied_from) if copied_from else wish
    asks.open_ask(subject, Wanted(KIND, person.id, [f"你要办{short}票"], expires_at=now + FORM_LIFE, data=data), now)
    return Answer(f"{short}票申请卡片发给你了，点开填写。", "info")


def submit(action: Action, ask: Ask, person: Person, now: datetime) -> Answer:
    """Takes the form. It becomes a permit with number, level, route and reasons; or every fault is named and nothing is
    kept."""
    if ask.state not in MOVABLE:
        return Answer(_sent_before(ask, now), "caution")
    rules = book(now)
    try:
        form = read({**action.data, "kind": Wish.of(ask).permit_kind, "attachments": attachments.of(ask)})
        seen = outlook.check(form, person.id, rules, now, let_in=let_in.granted(ask))
        columns = content.content(seen, outlook.way(seen, rules, now), rules, now, {"request_ask": ask.id})
    except BadForm as error:
        return Answer("；".join(error.faults), "stop")
    attachments.keep(ask, person, now)
    permit = _raise_permit(columns, ask, person, now)
    _keep_request(permit, columns, ask, action, person, now)
    letting_in.carry(permit, ask, now)
    linking.keep(permit, (), now)
    stages.open_stage(permit, 0, now)
    return Answer(f"交上去了：{permit.number}。签到哪一步，点申请卡片看。", "done")


def _sent_before(ask: Ask, now: datetime) -> str:
    """What became of the form, for somebody who sends it again, perhaps changed, because he never got the answer."""
    templates, kind = book(now).config.templates, Wish.of(ask).permit_kind
    word = templates.kinds[kind].words[0] if kind in templates.kinds else templates.word
    number = Outcome.of(ask).permit
    if not number:
        return f"这张申请已经不用了。要办票，请重新发「{word}」。"
    return f"这张申请已经交过了：{number}。这次没有再交。要改就撤回它，照它重新办；要再办一张，请重新发「{word}」。"


def _raise_permit(columns: Mapping[str, Any], ask: Ask, person: Person, now: datetime) -> Permit:
    rules, kind_id = book(now), Wish.of(ask).permit_kind
    day = f"{rules.config.templates.kinds[kind_id].code}-{rules.plant.day(now):%Y%m%d}"
    number = f"{day}-{next_number(day):04d}"
    subject = open_subject(f"permit/{number}", now)
    permit: Permit = Permit.create(
        subject=subject,
        number=number,
        kind=kind_id,
        state="routing",
        requester=person.id,
        copied_from=Wish.of(ask).copied_from,
        **columns,
    )
    return permit


def _keep_request(
    permit: Permit,
    columns: Mapping[str, Any],
    ask: Ask,
    action: Action,
    person: Person,
    now: datetime,
) -> None:
    asks.close(ask, "done", now, Outcome(result="submitted", at=now, permit=permit.number))
    data = {**content.evidence(columns, now), **({"copied_from": permit.copied_from} if permit.copied_from else {})}
    shown = asks.shown_to(action)
    ledger.append(permit.subject, "permit.requested", now, actor=asks.actor(ask, person), data=data, shown=shown)


def step(ask: Ask, subject: Subject, name: str, now: datetime) -> None:
    """A form that is never sent lapses without a word: nothing depends on it."""
    if name == "expire":
        asks.close(ask, "expired", now)


def unreachable(ask: Ask, subject: Subject, words: str, now: datetime) -> None:
    """Only he can fill it in: it waits for him until its time is over."""
