"""Which function makes which page, and what a page has besides: whom its fields offer, how things stand after its acts,
doors of its own. A new page adds only its lines here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from models import bent
from models.ask import Ask
from models.bent import BENT
from web.h5 import target
from web.h5.act import Stands
from web.h5.check_page import check
from web.h5.choices_page import choose
from web.h5.drills.now_page import now as drills
from web.h5.drills.now_page import offer_of as offer_to_drill
from web.h5.drills.scene_page import scene
from web.h5.drills.scene_page import stands as scene_stands
from web.h5.drills.step_page import step
from web.h5.drills.view import drill
from web.h5.hazards import without_signal
from web.h5.hazards.extension_page import extension
from web.h5.hazards.fame_page import board
from web.h5.hazards.fix_page import fix, later, of_owner, other
from web.h5.hazards.gone_page import gone
from web.h5.hazards.look_page import look, verdict
from web.h5.hazards.machine_page import machine
from web.h5.hazards.plan_page import approve, of_plan, plan
from web.h5.hazards.points_page import own
from web.h5.hazards.posted_page import posted
from web.h5.hazards.register_page import register
from web.h5.hazards.report_page import report
from web.h5.hazards.report_page import stands as report_stands
from web.h5.hazards.sort_page import sort
from web.h5.hazards.use_page import use
from web.h5.hazards.view import hazard
from web.h5.leave_page import leave, of_leave
from web.h5.mine_page import mine
from web.h5.offer import Given, Offer
from web.h5.patrols.now_page import now
from web.h5.patrols.round_page import stands as round_stands
from web.h5.patrols.round_page import walk
from web.h5.patrols.view import patrol
from web.h5.permits import whom
from web.h5.permits.attach import attach
from web.h5.permits.attach import listed as attached
from web.h5.permits.briefing_page import brief, foreman
from web.h5.permits.closing_page import accept, finish
from web.h5.permits.detectors_page import detectors
from web.h5.permits.gas_page import gas
from web.h5.permits.joining_page import join
from web.h5.permits.joining_page import offer_of as offer_to_join
from web.h5.permits.letting_in_page import ask_page, decide
from web.h5.permits.letting_in_page import offer_of as offer_to_let_in
from web.h5.permits.measures_page import page as measures
from web.h5.permits.measures_page import stands as measures_stand
from web.h5.permits.outlook_view import outlook
from web.h5.permits.permit_view import permit
from web.h5.permits.requesting import again, new, request_form, rework_form
from web.h5.permits.signing import refuse, sign
from web.h5.permits.site_view import site
from web.h5.permits.start_page import start
from web.h5.permits.stop_page import stop
from web.h5.permits.verbs_page import add, transfer
from web.h5.permits.withdrawing import withdraw
from web.h5.permits.working_page import entry, handover, resume, takeover, wind
from web.h5.target import Target
from web.h5.training.learning_page import learning
from web.h5.training.lesson_page import lesson
from web.h5.training.onboarding_page import clearance, level
from web.h5.training.question_page import question
from web.h5.training.week_page import week
from web.h5.waiting_page import waiting
from web.people import Visitor
from web.refused import Refused

# Pages that show a matter by its number.
OF_MATTERS = ("permit", "hazard", "patrol", "drill", "learning")
UNREADABLE = Refused(f"{bent.WORDS}。", "请找安全部门看，先不要照这件事动手。", 409)
Page = Callable[[Visitor, Target], str]
PAGES: dict[str, Page] = {
    "sign": sign,
    "refuse": refuse,
    "request": request_form,
    "new": new,
    "again": again,
    "rework": rework_form,
    "withdraw": withdraw,
    "permit": permit,
    "site": site,
    "stop": stop,
    "entry": entry,
    "handover": handover,
    "wind": wind,
    "detectors": detectors,
    "takeover": takeover,
    "join": join,
    "letask": ask_page,
    "letin": decide,
    "resume": resume,
    "finish": finish,
    "accept": accept,
    "gas": gas,
    "measures": measures,
    "brief": brief,
    "foreman": foreman,
    "start": start,
    "report": report,
    "gone": gone,
    "hazard": hazard,
    "sort": sort,
    "use": use,
    "fix": fix,
    "recheck": look,
    "machine": machine,
    "points": own,
    "fame": board,
    "posted": posted,
    "patrol": patrol,
    "patrols": now,
    "learning": learning,
    "lesson": lesson,
    "question": question,
    "week": week,
    "level": level,
    "clearance": clearance,
    "drills": drills,
    "drill": drill,
    "step": step,
    "scene": scene,
    "round": walk,
    "plan": plan,
    "approve": approve,
    "extension": extension,
    "later": later,
    "other": other,
    "register": register,
    "transfer": transfer,
    "add": add,
    "waiting": waiting,
    "mine": mine,
    "leave": leave,
    "choose": choose,
    "check": check,
}


# Whom the fields for people offer, by the kind of ask that the page is about; and on pages without an ask.
OFFERS: dict[str, Callable[[str, Ask, Visitor, Given], Offer]] = {
    "permit.request": whom.of_request,
    "permit.rework": whom.of_request,
    "permit.sign": whom.of_signer,
    "permit.watch": whom.of_guardian,
    "permit.resume": whom.of_guardian,
    "leave.cover": of_leave,
    "hazard.fix": of_owner,
    "hazard.plan": of_plan,
}
OFFERS_OF_PAGES: dict[str, Callable[[str, Visitor, Given], Offer]] = {
    "join": offer_to_join,
    "letask": offer_to_let_in,
    "drills": offer_to_drill,
}
# What the house has by now of what the page shows, or has just sent.
STANDS: dict[str, Stands] = {
    "measures": measures_stand,
    "report": report_stands,
    "round": round_stands,
    "scene": scene_stands,
}
# Doors that a flow's pages ask, besides those that all pages do: address, function, methods.
DOORS: tuple[tuple[str, Callable[..., Any], tuple[str, ...]], ...] = (
    ("/h5/verdict", verdict, ("POST",)),
    ("/h5/outlook", outlook, ("POST",)),
    ("/h5/attached", attached, ("POST",)),
    ("/h5/attach/<thing>", attach, ("POST",)),
    (without_signal.PATH, without_signal.page, ("GET",)),
    ("/h5/worker.js", without_signal.worker, ("GET",)),
)

_OWN = dict(PAGES)
target.open_names(PAGES)


def open_pages(guests: Mapping[str, Page]) -> None:
    """Lets links name these pages too, beside the house's own."""
    PAGES.clear()
    PAGES.update({**_OWN, **guests})
    target.open_names(PAGES)


def show(who: Visitor, wanted: Target) -> str:
    """The page as HTML. Raises Refused when it is not this person's, or there is nothing left to do on it."""
    try:
        return PAGES[wanted.page](who, wanted)
    except BENT as fault:
        if wanted.page not in OF_MATTERS:
            raise
        bent.tell(wanted.thing)
        raise UNREADABLE from fault
