"""The whole permit, read only, for everybody in the plant after login; and its few public lines without login."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import segno
from flask import render_template
from markupsafe import Markup

from bot.channel import PLATFORM_NAMES
from cards.permits.signing import how_it_stands
from handlers.permits.gas import inhibits
from handlers.permits.gates import joining, measures
from handlers.permits.request.versions import BEFORE_WORK
from handlers.permits.signing import verbs
from models import gas
from models import permit as permits
from models.ask import of_subject
from models.book import name_of
from models.permit import Permit
from rules import isolation, pictured
from rules.plant import Plant
from web.h5.files import link
from web.h5.opened import page_data, reading
from web.h5.permits import letting_in_page, standing
from web.h5.permits.acts import acts
from web.h5.permits.compared import Glance
from web.h5.permits.essentials import RISK_ORDER, facts, grounds
from web.h5.permits.files import attached
from web.h5.permits.progress import stages
from web.h5.sheet import Line
from web.h5.target import Target
from web.h5.trail import steps
from web.h5.words import clock
from web.house import house
from web.people import Visitor, rulebook
from web.refused import Refused

RISK_WORDS = {"high": "高", "medium": "中", "low": "低"}


def permit(who: Visitor, wanted: Target) -> str:
    """Facts, route, reasons why this person was asked, risks, measures, trail, and the QR to post at the site."""
    found = _find(wanted.thing)
    mine = [ask for ask in of_subject(found.subject) if ask.person == who.person.id and ask.kind == "permit.sign"]
    now, files = list(acts(found, who)), attached(found)
    jsa = sorted(found.template.get("jsa", ()), key=lambda row: RISK_ORDER.get(row.get("risk"), len(RISK_ORDER)))
    return render_template(
        "h5/permit.html",
        permit=found,
        name=permits.title(found),
        state=state_of(found),
        first=standing.first(found, who.plant, who.now),
        hands=list(standing.hands(found, who.plant, who.now)),
        facts=[*facts(found, who.plant), *_inhibits(found, who)],
        grounds=grounds(found),
        attached=files,
        unchecked=pictured.UNCHECKED if any(file.taken for each in files for file in each.files) else "",
        stages=stages(found, who.plant, who.now),
        why=list(mine[-1].why) if mine and found.started_at is None else [],
        jsa=jsa,
        confirmed=dict(_confirmed(found, who)),
        risk_words=RISK_WORDS,
        trail=steps(found.subject, who.plant, who.now, measures.called(found)),
        qr=_qr(f"{house().base}/p/{found.number}"),
        acts=[act for act in now if act.link],
        by_card=[act.text for act in now if not act.link],
        urge=found.requester == who.person.id and any(each.person != who.person.id for each in verbs.awaited(found)),
        withdraw=_withdraw(found, who),
        join="" if joining.why_not(found, who.person, who.now) else Target("join", found.number).path(who.platform),
        let_in=letting_in_page.way_of_permit(found, who),
        again=Target("again", found.number).path(who.platform) if not who.plant.is_contractor(who.person) else "",
        page=page_data(who, wanted, reading(who, wanted), send={"number": found.number}),
    )


def _inhibits(found: Permit, who: Visitor) -> Iterator[Line]:
    return (Line(words, "测气仪：") for words in inhibits.of_permit(found, who.now))


def _confirmed(found: Permit, who: Visitor) -> Iterator[tuple[str, dict[str, str]]]:
    """Each confirmed measure by its id: its reading or reason, who and when, where his phone was by its own word, whose
    picture it shares; and its picture."""
    proven, lines = measures.proven(found), {line["id"]: line for line in measures.lines(found)}
    for name, how in found.work.measures.items():
        at = clock(how.at, who.now) if how.at else ""
        points = [isolation.words(point, partial(name_of, who.plant)) for point in how.locks]
        note = measures.noted(lines.get(name, {}), how)
        parts = (measures.APPLIES[how.applies], note, name_of(who.plant, how.by), at, *points, proven[name])
        yield name, {"words": " · ".join(filter(None, parts)), "picture": link(how.photo) if how.photo else ""}


def _withdraw(found: Permit, who: Visitor) -> str:
    """The address where the requester takes the permit back; empty for others, and once work has begun."""
    request = found.form.request_ask
    mine = found.requester == who.person.id and found.state in BEFORE_WORK
    return Target("withdraw", str(request)).path(who.platform) if mine and request else ""


def public(number: str, glance: Glance) -> str:
    """What the QR on the site shows without login: number, kind, place, state and who watches; no more. Where that is
    not what the chain says, the page says so in place of it."""
    found = _find(number)
    wrong = glance(found)
    plant = rulebook(house().now()).plant
    guardian = name_of(plant, permits.guardian(found))
    return render_template(
        "h5/public.html",
        permit=found,
        name=permits.title(found),
        state={"word": "对不上", "tone": "stop"} if wrong else state_of(found),
        wrong=wrong,
        guardian=guardian,
        test=_last_test(found, plant),
        platforms={name: words for name, words in PLATFORM_NAMES.items() if name in house().channels},
    )


def _last_test(found: Permit, plant: Plant) -> str:
    """合格, 08:31 取样; empty while nobody has tested."""
    test = gas.newest(found)
    if test is None:
        return ""
    at = test.sampled_at.astimezone(plant.zone)
    return f"{'合格' if test.ok else '不合格'}，{at:%-m月%-d日 %H:%M} 取样"


def _find(number: str) -> Permit:
    found = permits.by_number(number)
    if found is None:
        raise Refused("没有这张票。", "请核对票号，或问当班监护人。", 404)
    return found


def state_of(found: Permit) -> dict[str, str]:
    word, tone = how_it_stands(found)
    return {"word": word, "tone": tone}


def _qr(address: str) -> Markup:
    # The SVG consists of numbers only: the address is not part of its text.
    return Markup(segno.make(address, error="m").svg_inline(omitsize=True, border=2))  # noqa: S704 - see above
