"""Pages of what a signer may do besides signing and giving back: hand his line over."""

from __future__ import annotations

from handlers.permits import verbs
from models import permit as permits
from models.ask import Ask
from web.h5.sheet import Line, Section, Sheet, facts, name
from web.h5.target import Target
from web.h5.working_page import opened, show
from web.people import Visitor, titled


def offered(who: Visitor, ask: Ask, wanted: Target) -> list[tuple[str, str]]:
    """The other ways on from the signature page, as (words, address)."""
    permit = permits.of_subject(ask.subject_id)
    if permit is None or not verbs.able_to_take(ask, permit, who.now):
        return []
    return [("转办", Target("transfer", wanted.thing, wanted.rendition).path(who.platform))]


def transfer(who: Visitor, wanted: Target) -> str:
    """Choosing who signs instead, among those whom the chain and a valid authorisation name."""
    ask, permit = opened(who, wanted, "permit.sign")
    people = [
        {"id": each.person, "name": titled(who.plant, each.person or ""), "note": f"授权书 {each.authorization}"}
        for each in verbs.able_to_take(ask, permit, who.now)
    ]
    head = Section((Line("转给授权的替补，你这一栏就不用再签"),))
    sheet = Sheet(f"转办：{name(permit)}", head, (Section(tuple(facts(permit, who.plant))),), "我把这一栏转给他签。")
    return show(who, wanted, ask, sheet, "h5/transfer.html", people=people)
