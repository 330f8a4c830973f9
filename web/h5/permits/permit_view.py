"""The whole permit, read only, for everybody in the plant after login; and its few public lines without login."""

from __future__ import annotations

import segno
from flask import render_template
from markupsafe import Markup

from bot.channel import PLATFORM_NAMES
from cards.permits.signing import STATES
from handlers.permits.gates import joining
from handlers.permits.request.versions import BEFORE_WORK
from handlers.permits.signing import verbs
from models import gas
from models import permit as permits
from models.ask import of_subject
from models.permit import Permit
from rules.plant import Plant
from web.h5.opened import page_data, reading
from web.h5.permits.essentials import RISK_ORDER, facts
from web.h5.permits.files import attached
from web.h5.permits.progress import stages
from web.h5.target import Target
from web.h5.trail import steps
from web.house import house
from web.people import Visitor, name_of, rulebook
from web.refused import Refused

RISK_WORDS = {"high": "高", "medium": "中", "low": "低"}


def permit(who: Visitor, wanted: Target) -> str:
    """Facts, route, reasons why this person was asked, risks, measures, trail, and the QR to post at the site."""
    found = _find(wanted.thing)
    mine = [ask for ask in of_subject(found.subject) if ask.person == who.person.id and ask.kind == "permit.sign"]
    jsa = sorted(found.template.get("jsa", ()), key=lambda row: RISK_ORDER.get(row.get("risk"), len(RISK_ORDER)))
    return render_template(
        "h5/permit.html",
        permit=found,
        name=permits.title(found),
        state=state_of(found),
        facts=list(facts(found, who.plant)),
        attached=attached(found),
        stages=stages(found, who.plant, who.now),
        why=list(mine[-1].why) if mine else [],
        jsa=jsa,
        risk_words=RISK_WORDS,
        trail=steps(found.subject, who.plant, who.now),
        qr=_qr(f"{house().base}/p/{found.number}"),
        urge=found.requester == who.person.id and bool(verbs.awaited(found)),
        withdraw=_withdraw(found, who),
        join="" if joining.why_not(found, who.person, who.now) else Target("join", found.number).path(who.platform),
        again=Target("again", found.number).path(who.platform) if not who.plant.is_contractor(who.person) else "",
        page=page_data(who, wanted, reading(who, wanted), send={"number": found.number}),
    )


def _withdraw(found: Permit, who: Visitor) -> str:
    """The address where the requester takes the permit back; empty for others, and once work has begun."""
    request = found.form.request_ask
    mine = found.requester == who.person.id and found.state in BEFORE_WORK
    return Target("withdraw", str(request)).path(who.platform) if mine and request else ""


def public(number: str) -> str:
    """What the QR on the site shows without login: number, kind, place, state and who watches; no more."""
    found = _find(number)
    plant = rulebook(house().now()).plant
    guardian = name_of(plant, permits.guardian(found))
    return render_template(
        "h5/public.html",
        permit=found,
        name=permits.title(found),
        state={**state_of(found), "tone": "done" if found.state == "working" else "caution"},
        guardian=guardian,
        test=_last_test(found, plant),
        platforms={name: words for name, words in PLATFORM_NAMES.items() if name in house().channels},
    )


def _last_test(found: Permit, plant: Plant) -> str:
    """合格, 08:31 取样; empty while nobody has tested."""
    tests = gas.of_permit(found)
    if not tests:
        return ""
    at = tests[-1].sampled_at.astimezone(plant.zone)
    return f"{'合格' if tests[-1].ok else '不合格'}，{at:%-m月%-d日 %H:%M} 取样"


def _find(number: str) -> Permit:
    found = permits.by_number(number)
    if found is None:
        raise Refused("没有这张票。", "请核对票号，或问当班监护人。", 404)
    return found


def state_of(found: Permit) -> dict[str, str]:
    word, tone = STATES.get(found.state, ("已结束", "quiet"))
    return {"word": word, "tone": tone}


def _qr(address: str) -> Markup:
    # The SVG consists of numbers only: the address is not part of its text.
    return Markup(segno.make(address, error="m").svg_inline(omitsize=True, border=2))  # noqa: S704 - see above
