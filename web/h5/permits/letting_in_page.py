"""Somebody lacks a course and is wanted for one permit: who has the permit asks, the safety head decides."""

from __future__ import annotations

from dataclasses import replace

from flask import render_template

from handlers.permits.gates import facts as facts_now
from handlers.permits.request import letting_in
from handlers.permits.request.letting_in import Case
from models import ask as asks
from models import let_in, training
from models import permit as permits
from models.ask import MOVABLE
from models.book import name_of
from models.permit import Permit
from models.permit_asks import Pardon
from rules.plant import Person
from web.h5 import offer
from web.h5.offer import Given, Offer
from web.h5.opened import own_ask, page_data, showing
from web.h5.permits.essentials import facts
from web.h5.permits.gate_sheet import WANTED
from web.h5.permits.let_in_words import ELSEWHERE, beside
from web.h5.sheet import Line, Section, Sheet, show
from web.h5.target import Target
from web.people import Visitor, titled
from web.refused import Refused

PLEDGE = "我说明了为什么非他不可。没放行以前他不干。"
GRANTS = "我放行他干这一张票上的这一项，谁看着他我已经交代。"
NOBODY = Refused("没有这张票或申请，或者不归你请。", "请从聊天里最新的卡片打开。", 404)


def ask_page(who: Visitor, wanted: Target) -> str:
    """Who may be asked for: only those whom nothing but a course keeps out, by role. The thing is a permit's number, or
    that of a request's ask; then the form adds the area that it has, `42-sewage`. Raises Refused."""
    case = _mine(wanted.thing, who)
    number = case.permit.number if case.permit else wanted.thing.partition("-")[0]
    lines = (
        Line("只请得动缺课的人；缺证、没签上岗、课停了的都不行"),
        Line("安全部门负责人手写签字才算，只这一张票"),
    )
    about = (Section(tuple(facts(case.permit, who.plant))),) if case.permit else ()
    sheet = Sheet(f"请放行缺课的人：{case.what}", Section(lines), about, PLEDGE)
    asked = letting_in.shown_under(case)
    if asked is None:
        raise NOBODY
    token, shown = showing(who, asked, sheet.text, wanted)
    offers = {role: _offer(case, role, who) for role in letting_in.roles(case)}
    offered = [(role, label, offer.every(offers[role], who)) for role, label in letting_in.roles(case).items()]
    return render_template(
        "h5/letask.html",
        sheet=sheet,
        state=WANTED,
        who=who.person.name,
        areas=() if case.permit else who.plant.areas,
        chosen=case.area,
        offered=[each for each in offered if each[2] is None or each[2]],
        page=page_data(who, wanted, replace(token, ask=None, thing=number), shown=shown, send={"number": number}),
    )


def offer_of(role: str, who: Visitor, given: Given) -> Offer:
    """Whom one of the page's fields finds. Raises Refused."""
    case = _mine(f"{given.get('number') or ''}-{given.get('area') or ''}".removesuffix("-"), who)
    if role not in letting_in.roles(case):
        raise NOBODY
    return _offer(case, role, who)


def decide(who: Visitor, wanted: Target) -> str:
    """Who, for what, which course he lacks, why: to be signed with a reason, or refused with one. Raises Refused."""
    ask = own_ask(who, wanted, "permit.let_in")
    case, wish = letting_in.case_of(ask, who.now), Pardon.of(ask)
    if ask.state not in MOVABLE or case is None or letting_in.closed(case):
        raise Refused("这件事已经定了，或者不用定了。", "点聊天里的卡片看结果。", 200)
    about = (
        Line(titled(who.plant, wish.person), "谁："),
        Line(wish.role_name, "当什么："),
        Line(wish.titles, "缺的课："),
        Line(f"{name_of(who.plant, wish.asked_by)}：{wish.reason}", "为什么请："),
    )
    job = facts(case.permit, who.plant) if case.permit else (Line(case.what, "作业："),)
    head = Section(tuple(Line(str(reason)) for reason in ask.why))
    sections = (Section(about), Section(tuple(job)))
    sheet = Sheet(f"请定：{name_of(who.plant, wish.person)}缺课，这一次能不能干", head, sections, GRANTS)
    yes = {"act": "permit.let_in", "button": "签字放行这一次", "word": "已放行", "said": "为什么放，谁看着他"}
    no = {"reason": "permit.keep_out", "to_whom": "不放行", "no": "不放行", "no_label": "为什么不放"}
    return show(who, wanted, ask, sheet, "h5/signed.html", anywhere=True, checks=(), **yes, **no)


def way(wanted: Target, who: Visitor) -> str:
    """The address where whoever has the permit asks that somebody be let in; empty while nobody is asked to learn."""
    return wanted.path(who.platform) if training.running() else ""


def way_of_permit(permit: Permit, who: Visitor) -> str:
    """The same from the permit's own page, where one of its people lacks nothing but a course; empty for others."""
    case = letting_in.of_permit(permit)
    if who.person.id not in case.mine or letting_in.closed(case):
        return ""
    lacks = facts_now.lacks(permit, who.now, case.until)
    return way(Target("letask", permit.number), who) if any(lack.pardonable for lack in lacks) else ""


def _mine(thing: str, who: Visitor) -> Case:
    """The permit of this number, or the request of this ask, with its area as far as it is known, as far as it is this
    person's. Raises Refused."""
    permit = permits.by_number(thing)
    number, _, area = thing.partition("-")
    form = asks.find(int(number)) if permit is None and number.isdecimal() and len(number) < 19 else None
    if permit is not None:
        case = letting_in.of_permit(permit)
    elif form is not None and letting_in.is_request(form, who.book):
        case = letting_in.of_request(form, _known(area, who), who.book, who.now)
    else:
        raise NOBODY
    if who.person.id not in case.mine:
        raise NOBODY
    if letting_in.closed(case):
        raise Refused(letting_in.GONE, "请从聊天里最新的卡片打开。", 200)
    return case


def _offer(case: Case, role: str, who: Visitor) -> Offer:
    """Of all people who may join those whom courses alone keep out, with what they lack; and greyed whoever is asked
    for or let in already. While a request says no area, it is a plain one; the house looks again with the area."""
    placed = case if case.area else replace(case, area=_plain(who))
    lacks = letting_in.lacking(placed, role, [each.id for each in who.plant.people], who.now)
    soft = {person: each for person, each in lacks.items() if all(lack.pardonable for lack in each)}
    told = _told(placed, role, who)
    people: list[Person] = [
        each for each in map(who.plant.person, {**soft, **told}) if not letting_in.kept_off(case, each, who.now)
    ]
    papers = {person: "；".join(lack.by_course.partition("，")[0] for lack in each) for person, each in soft.items()}
    done = {person: (words,) for person, words in told.items() if not words.startswith(ELSEWHERE)}
    papers |= {person: f"{papers[person]}，{told[person]}" for person in papers.keys() & told.keys() - done.keys()}
    return Offer(people, done, papers=papers, most=letting_in.MOST_ASKED)


def _told(case: Case, role: str, who: Visitor) -> dict[str, str]:
    """What came of asking for people in this role, as far as the plant has them."""
    asked = let_in.in_case(case.subject, letting_in.shown_under(case))
    found = beside(asked, case.area, who.plant)
    return {person: words for (part, person), words in found.items() if part == role and who.plant.knows(person)}


def _known(area: str, who: Visitor) -> str:
    return area if area in {each.id for each in who.plant.areas} else ""


def _plain(who: Visitor) -> str:
    areas = who.plant.areas
    return next((each.id for each in areas if not each.hazard_place), areas[0].id)
