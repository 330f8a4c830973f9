"""The pages on which somebody signs a permit or gives it back, and what they say when it is too late."""

from __future__ import annotations

from flask import render_template

from handlers.permits import raised
from models.answered import Outcome, Proven
from models.ask import MOVABLE, Ask
from models.book import name_of
from models.permit import Permit
from models.permit_asks import Sign
from web.h5.opened import page_data, showing
from web.h5.permits.essentials import essentials
from web.h5.permits.own import own_permit
from web.h5.permits.verbs_page import offered
from web.h5.target import Target
from web.h5.words import ASK_STATES, clock
from web.people import Visitor
from web.refused import Refused

REASONS = ("措施没落实", "气体没测或不合格", "时间或地点不对", "人员或证件不对", "监护人不在")


def sign(who: Visitor, wanted: Target) -> str:
    """The sheet and the pad; while the signature waits for its person to be on site, also two ways to show that he
    is."""
    return _page(who, wanted, "h5/sign.html", refusing=False)


def refuse(who: Visitor, wanted: Target) -> str:
    """The sheet and the reason for giving the permit back."""
    return _page(who, wanted, "h5/refuse.html", refusing=True)


def _page(who: Visitor, wanted: Target, template: str, *, refusing: bool) -> str:
    ask, permit = own_permit(who, wanted, "permit.sign")
    link = Target("permit", permit.number).path(who.platform)
    if ask.state not in MOVABLE:
        raise Refused(_over(ask, permit, who), "点开看签批单。", 200, (link, "看签批单"))
    sheet = essentials(permit, ask, who.plant, who.now, refusing=refusing)
    token, shown = showing(who, ask, sheet.text, wanted)
    word, tone = ASK_STATES[ask.state]
    return render_template(
        template,
        sheet=sheet,
        state={"word": word, "tone": tone},
        who=who.person.name,
        held=_held(Proven.of(ask)) if ask.state == "held" else "",
        by_code=raised.rules(permit).defaults.presence.by_code,
        approval=Sign.of(ask).approval,
        reasons=REASONS,
        permit_link=link,
        verbs=offered(who, ask, permit, wanted),
        other_link=Target("sign" if refusing else "refuse", wanted.thing, wanted.rendition).path(who.platform),
        page=page_data(who, wanted, token, shown=shown, held=ask.state == "held"),
    )


def _held(answer: Proven) -> str:
    """Where he was when he signed, with the time: he may have moved since."""
    return f"{answer.clock} 签名时{answer.presence}" if answer.at else answer.presence


def _over(ask: Ask, permit: Permit, who: Visitor) -> str:
    """What became of a closed ask: who, when."""
    outcome = Outcome.of(ask)
    at = clock(outcome.at, who.now) if outcome.at else ""
    name = name_of(who.plant, outcome.by or ask.person)
    words = {
        "done": f"这张票你 {at} 已经签过，不用再签。",
        "refused": f"这张票你 {at} 已经退回。",
        "expired": "这张票过了作业时段，已经作废。",
    }
    if outcome.result == "over":
        return f"{outcome.words}，这一栏不用你签了。"
    if outcome.result == "transferred":
        return f"这张票你 {at} 转给{name_of(who.plant, outcome.to)}了，由他签。"
    if outcome.result == "added":
        return f"这张票你 {at} 加签，先请{name_of(who.plant, outcome.to)}签。他签完，再发卡片请你签。"
    if ask.state == "superseded" and outcome.result == "signed":
        return f"这张票 {at} 已由{name}签过，不用再签。"
    verb = "由申请人撤回" if outcome.result == "cancelled" else f"被{name}退回"
    return words.get(ask.state, f"这张票 {at} {verb}了，不用签。")
