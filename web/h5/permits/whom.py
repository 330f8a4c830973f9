"""Whom the fields for people of a permit's pages may find."""

from __future__ import annotations

from datetime import datetime

from handlers.permits import raised
from models import permit as permits
from models.ask import Ask
from models.let_in import granted, in_case
from models.permit_asks import Wish
from rules.given import moment as read_moment
from web.h5.offer import NOT_HERE, Given, Offer
from web.h5.permits import choices, verbs_page, working_page
from web.people import Visitor


def of_request(role: str, ask: Ask, who: Visitor, given: Given) -> Offer:
    permit = permits.of_subject(ask.subject_id) if ask.kind == "permit.rework" else None
    kind = permit.kind if permit else Wish.of(ask).permit_kind
    templates = who.book.config.templates
    if kind not in templates.kinds or role not in choices.roles(templates.kinds[kind]):
        raise NOT_HERE
    outside = given.get("contractor") is True if role == "worker" else None
    begins, ends = _moment(given.get("starts_at"), who), _moment(given.get("ends_at"), who)
    let_in = permit.work.let_in if permit else granted(ask)
    asked = in_case(permit.subject, raised.request_of(permit)) if permit else in_case(ask.subject, ask)
    area = str(given.get("area", ""))
    return choices.offer_of(
        role, kind, who, area, outside=outside, begins=begins, ends=ends, let_in=let_in, asked=asked
    )


def _moment(given: object, who: Visitor) -> datetime:
    """When the job is to begin or to end; now, as long as the form does not say."""
    try:
        moment = read_moment(given)
    except ValueError:
        return who.now
    return max(who.now, moment) if moment.tzinfo else who.now


def of_signer(role: str, ask: Ask, who: Visitor, given: Given) -> Offer:
    offers = {"transfer": verbs_page.heirs, "add": verbs_page.signers}
    if role not in offers:
        raise NOT_HERE
    return offers[role](ask, permits.here(ask.subject), who)


def of_guardian(role: str, ask: Ask, who: Visitor, given: Given) -> Offer:
    return working_page.next_guardians(permits.here(ask.subject), who)
