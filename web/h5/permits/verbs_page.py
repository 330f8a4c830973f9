"""Pages of what a signer may do besides signing and giving back: hand his line over, ask one more to sign."""

from __future__ import annotations

from handlers.permits.signing import adding, verbs
from models import permit as permits
from models.ask import Ask
from models.permit import Permit
from web.h5 import offer
from web.h5.offer import Offer
from web.h5.permits.essentials import facts
from web.h5.permits.working_page import opened
from web.h5.sheet import Line, Section, Sheet, show
from web.h5.target import Target
from web.people import Visitor
from web.refused import Refused


def offered(who: Visitor, ask: Ask, permit: Permit, wanted: Target) -> list[tuple[str, str]]:
    """What else can be done from the signature page, as (words, address)."""
    ways = [("转办", "transfer")] if verbs.able_to_take(ask, permit, who.now) else []
    ways += [] if adding.why_not(ask, permit) else [("加签", "add")]
    return [(words, Target(page, wanted.thing, wanted.rendition).path(who.platform)) for words, page in ways]


def transfer(who: Visitor, wanted: Target) -> str:
    """The page to choose who signs instead, from those whom the chain and a valid authorisation name."""
    ask, permit = opened(who, wanted, "permit.sign")
    offered = offer.every(heirs(ask, permit, who), who)
    head = Section((Line("转给授权的替补，你这一栏就不用再签"),))
    about = Section(tuple(facts(permit, who.plant)))
    sheet = Sheet(f"转办：{permits.title(permit)}", head, (about,), "我把这一栏转给他签。")
    return show(who, wanted, ask, sheet, "h5/transfer.html", offered=offered)


def add(who: Visitor, wanted: Target) -> str:
    """The page to choose who signs as well, before or after the visitor, from those whom the plant's rules allow."""
    ask, permit = opened(who, wanted, "permit.sign")
    closed = adding.why_not(ask, permit)
    if closed:
        raise Refused(closed, "点开看签批单。", 200, (Target("permit", permit.number).path(who.platform), "看签批单"))
    offered = offer.every(signers(ask, permit, who), who)
    head = Section((Line("多请一个人一起签，你这一栏还是要你签"),))
    about = Section(tuple(facts(permit, who.plant)))
    sheet = Sheet(f"加签：{permits.title(permit)}", head, (about,), "我请他一起看、一起签。")
    return show(who, wanted, ask, sheet, "h5/add.html", offered=offered)


def heirs(ask: Ask, permit: Permit, who: Visitor) -> Offer:
    """To whom this signer may hand his line."""
    found = verbs.able_to_take(ask, permit, who.now)
    papers = {each.person: f"授权书 {each.authorization}" for each in found if each.person}
    return Offer([who.plant.person(each) for each in papers], papers=papers)


def signers(ask: Ask, permit: Permit, who: Visitor) -> Offer:
    """Whom this signer may ask to sign as well."""
    found = adding.choices(ask, permit, who.now)
    lacks = {each.person: (each.lacks,) for each in found if each.lacks}
    return Offer([who.plant.person(each.person) for each in found], lacks)
