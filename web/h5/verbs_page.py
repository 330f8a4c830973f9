"""Pages of what a signer may do besides signing and giving back: hand his line over, ask one more to sign."""

from __future__ import annotations

from handlers.permits.signing import adding, verbs
from models import permit as permits
from models.ask import Ask
from web.h5.sheet import Line, Section, Sheet, facts
from web.h5.target import Target
from web.h5.working_page import opened, show
from web.people import Visitor, titled
from web.refused import Refused


def offered(who: Visitor, ask: Ask, wanted: Target) -> list[tuple[str, str]]:
    """The other ways on from the signature page, as (words, address)."""
    permit = permits.of_subject(ask.subject_id)
    if permit is None:
        return []
    ways = [("转办", "transfer")] if verbs.able_to_take(ask, permit, who.now) else []
    ways += [] if adding.why_not(ask, permit) else [("加签", "add")]
    return [(words, Target(page, wanted.thing, wanted.rendition).path(who.platform)) for words, page in ways]


def transfer(who: Visitor, wanted: Target) -> str:
    """Choosing who signs instead, among those whom the chain and a valid authorisation name."""
    ask, permit = opened(who, wanted, "permit.sign")
    people = [
        {"id": each.person, "name": titled(who.plant, each.person or ""), "note": f"授权书 {each.authorization}"}
        for each in verbs.able_to_take(ask, permit, who.now)
    ]
    head = Section((Line("转给授权的替补，你这一栏就不用再签"),))
    about = Section(tuple(facts(permit, who.plant)))
    sheet = Sheet(f"转办：{permits.title(permit)}", head, (about,), "我把这一栏转给他签。")
    return show(who, wanted, ask, sheet, "h5/transfer.html", people=people)


def add(who: Visitor, wanted: Target) -> str:
    """Choosing who signs as well, before or after the visitor, among those whom the plant's rules allow."""
    ask, permit = opened(who, wanted, "permit.sign")
    closed = adding.why_not(ask, permit)
    if closed:
        raise Refused(closed, "点开看签批单。", 200, (Target("permit", permit.number).path(who.platform), "看签批单"))
    people = [
        {"id": each.person, "name": titled(who.plant, each.person), "lacks": each.lacks}
        for each in adding.choices(ask, permit, who.now)
    ]
    head = Section((Line("多请一个人一起签，你这一栏还是要你签"),))
    about = Section(tuple(facts(permit, who.plant)))
    sheet = Sheet(f"加签：{permits.title(permit)}", head, (about,), "我请他一起看、一起签。")
    return show(who, wanted, ask, sheet, "h5/add.html", people=people)
