"""Permits: from the request to the archive. `rules` decide on routing and people.

A function that answers an ask of a permit, or takes a step for it, gets the permit itself, with its subject locked.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.channel import Action, Answer
from handlers.flow import Archive, Flow, OnAgain, OnAsk, OnLate, OnStep
from handlers.handwriting import NoProof
from handlers.permits import crew, due, posts, telling, timetable, withdrawing
from handlers.permits.closing import acceptance, archiving
from handlers.permits.gas import inhibits, typed
from handlers.permits.gates import (
    alarm,
    briefing,
    certificates,
    clashing,
    joining,
    letting_in,
    measures,
    questions,
    resuming,
    start,
)
from handlers.permits.kinds import CLOSING, KINDS, LET_IN, REASON, RESUME, STAY, STOP_OFFER
from handlers.permits.request import asking, attachments, versions
from handlers.permits.request.letting_in import ask_for
from handlers.permits.routing import waiting
from handlers.permits.signing import adding, signing, verbs
from handlers.permits.words import ENTRIES
from handlers.permits.work import checks, entry, handover, spoken, stopping, untold, watch, wind
from models import ask as asks
from models import permit as permits
from models.ask import Ask
from models.permit import MATTER, Permit
from models.subject import Subject
from rules.plant import Person

OnPermit = Callable[[Action, Ask, Permit, Person, datetime], Answer]
Counts = Callable[[Action, Permit], bool]
Undone = Callable[[Action, Ask, Permit], Answer | None]
PermitStep = Callable[[Permit, Ask, str, datetime], None]
# Every ask of a permit finds its permit. If not, the person reads what to do, and a step of the clock fails.
GONE = Answer("这张票找不到了。请从最新的卡片打开。", "stop")


def _acts(table: Mapping[tuple[str, str], OnPermit]) -> dict[tuple[str, str], OnAsk]:
    return {key: _act(act) for key, act in table.items()}


def _act(act: OnPermit) -> OnAsk:
    def with_permit(action: Action, ask: Ask, person: Person, now: datetime) -> Answer:
        permit = permits.of_subject(ask.subject)
        try:
            return act(action, ask, permit, person, now) if permit else GONE
        except NoProof as error:
            return Answer(str(error), "stop")

    return with_permit


def _again(undone: Undone) -> OnAgain:
    def with_permit(action: Action, person: Person, now: datetime) -> Answer | None:
        ask = asks.find(action.ask) if action.ask else None
        permit = permits.of_subject(ask.subject) if ask else None
        return undone(action, ask, permit) if ask and permit else None

    return with_permit


def _late(counts: Counts) -> OnLate:
    def with_permit(action: Action, person: Person, now: datetime) -> bool:
        ask = asks.find(action.ask) if action.ask else None
        permit = permits.of_subject(ask.subject) if ask else None
        return permit is not None and counts(action, permit)

    return with_permit


def _steps(table: Mapping[str, PermitStep]) -> dict[str, OnStep]:
    return {kind: _step(step) for kind, step in table.items()}


def _step(step: PermitStep) -> OnStep:
    return lambda ask, subject, name, now: step(permits.here(subject), ask, name, now)


def _away(ask: Ask, subject: Subject, now: datetime) -> bool:
    return waiting.away(permits.here(subject), ask, now)


def _plant_changed(now: datetime) -> None:
    posts.look_again(now)
    clashing.look(now)


REQUESTING = Flow(
    kinds=KINDS,
    entries=ENTRIES,
    matter=MATTER,
    plant_changed=_plant_changed,
    needed=crew.needed,
    archive=Archive(archiving.due, archiving.archive),
    menu_title="办票",
    menu_entries=asking.menu_entries,
    words_by_data=asking.words,
    offers=asking.offers,
    mine=crew.mine,
    at_work=crew.under,
    lately=crew.lately,
    places=attachments.places,
    menu_by_data=asking.menu,
    menu={"permit.again": asking.begin_again},
    pages={
        ("permit.request", "permit.request"): asking.submit,
        **{(kind, "permit.attach"): attachments.attach for kind in attachments.ON},
        **{(kind, "permit.detach"): attachments.detach for kind in attachments.ON},
        ("permit.request", "permit.withdraw"): versions.withdraw,
        ("permit.rework", "permit.withdraw"): versions.withdraw,
        (LET_IN, LET_IN): letting_in.grant,
        (LET_IN, "permit.keep_out"): letting_in.keep_out,
        **_acts({("permit.rework", "permit.rework"): versions.resubmit}),
    },
    acts={"permit.let_in_ask": ask_for},
    steps={"permit.request": asking.step, LET_IN: letting_in.step, **_steps({"permit.rework": versions.step})},
    unreachable={
        "permit.request": asking.unreachable,
        LET_IN: letting_in.unreachable,
        "permit.rework": versions.unreachable,
    },
)
SIGNING = Flow(
    taps={
        ("permit.sign", "why"): signing.why,
        ("permit.request", "urge"): verbs.urge_by_card,
        ("permit.rework", "urge"): verbs.urge_by_card,
    },
    pages=_acts(
        {
            ("permit.sign", "permit.sign"): signing.sign,
            ("permit.sign", "permit.presence"): signing.prove_presence,
            ("permit.sign", "permit.refuse"): signing.refuse,
            ("permit.sign", "permit.transfer"): verbs.transfer,
            ("permit.sign", "permit.add_signer"): adding.add,
        }
    ),
    acts={"permit.urge": verbs.urge},
    again={"permit.sign": _again(signing.held_since)},
    steps=_steps({"permit.sign": waiting.step}),
    away={"permit.sign": _away},
    unreachable=_steps({"permit.sign": waiting.unreachable}),
)

STARTING = Flow(
    places=measures.places,
    pages=_acts(
        {
            ("permit.gas_test", "permit.gas"): typed.submit,
            ("permit.gas_record", "permit.gas"): typed.submit,
            ("permit.measures", "permit.measure"): measures.confirm,
            ("permit.brief", "permit.brief"): briefing.sign,
            ("permit.start", "permit.brief_here"): briefing.sign_here,
            ("permit.foreman_check", "permit.foreman_check"): start.check,
            ("permit.start", "permit.start"): start.start,
            **{(kind, "permit.alarm"): alarm.register for kind in alarm.ON},
        }
    ),
    again={
        "permit.gas": _again(typed.bad_since),
        "permit.measure": _again(measures.changed_since),
        "permit.start": _again(start.stopped_since),
    },
    late={"permit.gas": _late(typed.is_bad), "permit.measure": _late(measures.fails)},
    lets_go=("permit.start",),
    steps=_steps(dict.fromkeys(questions.LABELS, questions.step)),
    unreachable=_steps({**dict.fromkeys(questions.LABELS, questions.unreachable), measures.KIND: measures.unreachable}),
)

AT_WORK = Flow(
    words={"停工": spoken.stop_by_word},
    words_by_data=spoken.words,
    hears=spoken.perhaps,
    safety=True,
    withdrawn=withdrawing.everybody_leaves,
    returned=withdrawing.may_return,
    unfit=certificates.look_at_once,
    offers=spoken.offers,
    taps={
        **spoken.TAPS,
        (watch.CHECK, "fine"): checks.fine,
        (watch.SHIFT_CHECK, "fine"): checks.fine,
        **_acts(
            {
                (watch.WATCH, "wind_up"): checks.wind_up,
                (watch.FINISH, "finish"): acceptance.finish_by_tap,
                **{(kind, "stop"): stopping.stop_by_tap for kind in stopping.STOPS},
            }
        ),
    },
    pages=_acts(
        {
            (watch.WATCH, "permit.handover"): handover.hand_over,
            (RESUME, "permit.handover"): handover.hand_over,
            (handover.KIND, "permit.takeover"): handover.take_over,
            (watch.WATCH, "permit.entry"): entry.record,
            **{(kind, "permit.wind"): wind.report for kind in (watch.WATCH, RESUME)},
            (entry.KIND, "permit.entry"): entry.record,
            (watch.FINISH, "permit.finish"): acceptance.finish,
            (RESUME, "permit.resume"): resuming.confirm,
            **{(kind, "permit.accept"): acceptance.accept for kind in CLOSING},
            **{(kind, "permit.not_accepted"): acceptance.not_yet for kind in CLOSING},
        }
    ),
    acts={
        "permit.join": joining.name,
        "permit.stop": stopping.stop_by_page,
        "permit.stop_reason": stopping.give_reason,
    },
    again={"permit.stop": stopping.stop_again, "permit.resume": _again(resuming.stopped_since)},
    late={"permit.wind": _late(wind.is_bad)},
    stops=("permit.stop", "stop", *spoken.NUMBERED, spoken.ALL),
    lets_go=("permit.resume",),
    steps={
        REASON: stopping.reason_step,
        STOP_OFFER: spoken.step,
        **_steps(
            {
                timetable.KIND: due.step,
                watch.WATCH: watch.step,
                watch.FINISH: watch.step,
                STAY: watch.step,
                watch.CHECK: checks.step,
                watch.SHIFT_CHECK: checks.step,
                watch.GAS_RECORD: checks.step,
                RESUME: resuming.step,
                handover.KIND: handover.step,
                entry.KIND: entry.step,
                **dict.fromkeys(CLOSING, acceptance.step),
            }
        ),
    },
    untold={telling.STOPPED: untold.missed},
    arrived={telling.STOPPED: untold.arrived},
    orders={telling.STOPPED: untold.stands, telling.OVER: untold.is_over, telling.RESUMED: untold.goes_on},
    standing=untold.standing,
    texts={telling.UNTOLD: untold.words_now},
    unreachable={
        timetable.KIND: due.nobody,
        REASON: stopping.reason_unreachable,
        STOP_OFFER: spoken.unreachable,
        **_steps(
            {
                watch.WATCH: watch.unreachable,
                watch.FINISH: watch.unreachable,
                STAY: watch.unreachable,
                watch.CHECK: checks.unreachable,
                watch.SHIFT_CHECK: checks.unreachable,
                watch.GAS_RECORD: checks.unreachable,
                RESUME: resuming.unreachable,
                handover.KIND: handover.unreachable,
                entry.KIND: entry.unreachable,
                **dict.fromkeys(CLOSING, acceptance.unreachable),
            }
        ),
    },
)

DETECTING = Flow(
    words={"屏蔽": inhibits.begin},
    offers=inhibits.offers,
    pages={(inhibits.KIND, inhibits.PUT): inhibits.put, (inhibits.KIND, inhibits.LIFT): inhibits.lift},
    steps={inhibits.KIND: inhibits.step},
    unreachable={inhibits.KIND: inhibits.unreachable},
)

FLOWS = (REQUESTING, SIGNING, STARTING, AT_WORK, DETECTING)
