"""The page behind 「加人」: the work leader names who joins a permit after the signatures."""

from __future__ import annotations

from dataclasses import replace

from flask import render_template

from handlers.permits import crew, raised
from handlers.permits.gates import joining
from models import permit as permits
from models.let_in import in_case
from models.permit import Permit
from rules.plant import Person
from web.h5 import offer
from web.h5.offer import Given, Offer
from web.h5.opened import page_data, showing
from web.h5.permits import choices, letting_in_page
from web.h5.permits.essentials import facts
from web.h5.permits.gate_sheet import WANTED, risks
from web.h5.sheet import Line, Section, Sheet
from web.h5.target import Target
from web.people import Visitor
from web.refused import Refused

# Of somebody who is typed though he has a part in it already.
THERE = "已经在这张票上。"
PLEDGE = "我当面给他们讲清了下面的风险和措施。"


def join(who: Visitor, wanted: Target) -> str:
    """Who may join, by role; who can't, and why; and the risks that they will be told of. Raises Refused."""
    permit = _open_permit(wanted.thing, who)
    sheet = _sheet(permit, who)
    token, shown = showing(who, raised.request_of(permit), sheet.text, wanted)
    # The page belongs to no ask: the leader acts for himself, as often as he needs.
    page = page_data(who, wanted, replace(token, ask=None), shown=shown, send={"number": permit.number})
    offers = {role: _offer(role, permit, who) for role in joining.roles(permit)}
    offered = [(role, label, offer.every(offers[role], who)) for role, label in joining.roles(permit).items()]
    someone = any(map(offer.anybody, offers.values()))
    shown_to = {"sheet": sheet, "state": WANTED, "who": who.person.name, "page": page}
    let_in = letting_in_page.way(Target("letask", permit.number), who)
    return render_template("h5/join.html", **shown_to, offered=offered, someone=someone, let_in=let_in)


def offer_of(role: str, who: Visitor, given: Given) -> Offer:
    """Who may join in this role, for the page's own search. Raises Refused."""
    permit = _open_permit(str(given.get("number", "")), who)
    if role not in joining.roles(permit):
        raise Refused("这张票没有这种作业人。", "请从聊天里最新的卡片打开。", 404)
    return _offer(role, permit, who)


def _open_permit(number: str, who: Visitor) -> Permit:
    """The permit that this person may add workers to now. Raises Refused."""
    permit = permits.by_number(number)
    if permit is None:
        raise Refused("没有这张票。", "请从聊天里最新的卡片打开。", 404)
    closed = joining.why_not(permit, who.person, who.now)
    if closed:
        raise Refused(closed, "点开看签批单。", 200, (Target("permit", permit.number).path(who.platform), "看签批单"))
    return permit


def _offer(role: str, permit: Permit, who: Visitor) -> Offer:
    """People of the trade who are not on the permit yet. Whatever else is against somebody is checked last."""
    there, everybody = crew.workers(permit), crew.everybody(permit)
    templates, let_in = raised.templates(permit), permit.work.let_in
    asked = in_case(permit.subject, raised.request_of(permit))
    whole = choices.offer_of(role, permit.kind, who, permit.area, templates=templates, let_in=let_in, asked=asked)

    def closer(person: Person) -> list[str]:
        return joining.faults(permit, person, [role], who.now)

    people = [each for each in whole.people if each.id not in there]
    named = [each for each in who.plant.people if each.id in everybody]
    return replace(whole, people=people, closer=closer, elsewhere=((named, THERE), *whole.elsewhere))


def _sheet(permit: Permit, who: Visitor) -> Sheet:
    head = Section((Line("选的人各自在手机上签交底，签了才是作业人"),))
    measures = tuple(Line(each["text"], f"{each['id']} ") for each in permit.template["measures"])
    told = (Section(tuple(risks(permit.template)), "风险和怎么管住"), Section(measures, "安全措施"))
    return Sheet(f"加人：{permits.title(permit)}", head, (Section(tuple(facts(permit, who.plant))), *told), PLEDGE)
