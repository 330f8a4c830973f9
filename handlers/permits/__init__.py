"""Permits: from the request to the archive. Routing and people are decided in `rules`."""

from datetime import datetime

from handlers.flow import Archive, Flow
from handlers.permits import crew, due, posts, timetable
from handlers.permits.closing import acceptance, archiving
from handlers.permits.gas import typed
from handlers.permits.gates import briefing, clashing, joining, measures, questions, resuming, start
from handlers.permits.kinds import KINDS
from handlers.permits.request import asking, attachments, versions
from handlers.permits.routing import waiting
from handlers.permits.signing import adding, signing, verbs
from handlers.permits.words import ENTRIES
from handlers.permits.work import checks, entry, handover, stopping, watch
from models.permit import MATTER


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
    menu_by_data=asking.menu,
    menu={"permit.again": asking.begin_again},
    pages={
        ("permit.request", "permit.request"): asking.submit,
        **{(kind, "permit.attach"): attachments.attach for kind in ("permit.request", "permit.rework")},
        **{(kind, "permit.detach"): attachments.detach for kind in ("permit.request", "permit.rework")},
        ("permit.request", "permit.withdraw"): versions.withdraw,
        ("permit.rework", "permit.rework"): versions.resubmit,
        ("permit.rework", "permit.withdraw"): versions.withdraw,
    },
    steps={"permit.request": asking.step, "permit.rework": versions.step},
    unreachable={"permit.request": asking.unreachable, "permit.rework": versions.unreachable},
)
SIGNING = Flow(
    taps={
        ("permit.sign", "why"): signing.why,
        ("permit.request", "urge"): verbs.urge_by_card,
        ("permit.rework", "urge"): verbs.urge_by_card,
    },
    pages={
        ("permit.sign", "permit.sign"): signing.sign,
        ("permit.sign", "permit.presence"): signing.prove_presence,
        ("permit.sign", "permit.refuse"): signing.refuse,
        ("permit.sign", "permit.transfer"): verbs.transfer,
        ("permit.sign", "permit.add_signer"): adding.add,
    },
    acts={"permit.urge": verbs.urge},
    steps={"permit.sign": waiting.step},
    away={"permit.sign": waiting.away},
    unreachable={
        "permit.sign": waiting.unreachable,
    },
)

STARTING = Flow(
    pages={
        ("permit.gas_test", "permit.gas"): typed.submit,
        ("permit.gas_record", "permit.gas"): typed.submit,
        ("permit.measures", "permit.measure"): measures.confirm,
        ("permit.brief", "permit.brief"): briefing.sign,
        ("permit.start", "permit.brief_here"): briefing.sign_here,
        ("permit.foreman_check", "permit.foreman_check"): start.check,
        ("permit.start", "permit.start"): start.start,
    },
    steps=dict.fromkeys(questions.LABELS, questions.step),
    unreachable=dict.fromkeys(questions.LABELS, questions.unreachable),
)

AT_WORK = Flow(
    words={"停工": stopping.stop_by_word},
    taps={
        (watch.WATCH, "wind_up"): checks.wind_up,
        (watch.CHECK, "fine"): checks.fine,
        (watch.SHIFT_CHECK, "fine"): checks.fine,
        (watch.FINISH, "finish"): acceptance.finish,
        **stopping.STOP_TAPS,
    },
    pages={
        (watch.WATCH, "permit.handover"): handover.hand_over,
        (stopping.RESUME, "permit.handover"): handover.hand_over,
        (handover.KIND, "permit.takeover"): handover.take_over,
        (watch.WATCH, "permit.entry"): entry.record,
        (entry.KIND, "permit.entry"): entry.record,
        (stopping.RESUME, "permit.resume"): resuming.confirm,
        **{(kind, "permit.accept"): acceptance.accept for kind in acceptance.CLOSING},
        **{(kind, "permit.not_accepted"): acceptance.not_yet for kind in acceptance.CLOSING},
    },
    acts={
        "permit.join": joining.name,
        "permit.stop": stopping.stop_by_page,
        "permit.stop_reason": stopping.give_reason,
    },
    steps={
        timetable.KIND: due.step,
        watch.WATCH: watch.step,
        watch.FINISH: watch.step,
        watch.CHECK: checks.step,
        watch.SHIFT_CHECK: checks.step,
        watch.GAS_RECORD: checks.step,
        stopping.RESUME: resuming.step,
        stopping.REASON: stopping.reason_step,
        handover.KIND: handover.step,
        entry.KIND: entry.step,
        **dict.fromkeys(acceptance.CLOSING, acceptance.step),
    },
    unreachable={
        timetable.KIND: due.nobody,
        watch.WATCH: watch.unreachable,
        watch.FINISH: watch.unreachable,
        watch.CHECK: checks.unreachable,
        watch.SHIFT_CHECK: checks.unreachable,
        watch.GAS_RECORD: checks.unreachable,
        stopping.RESUME: resuming.unreachable,
        stopping.REASON: stopping.reason_unreachable,
        handover.KIND: handover.unreachable,
        entry.KIND: entry.unreachable,
        **dict.fromkeys(acceptance.CLOSING, acceptance.unreachable),
    },
)

FLOWS = (REQUESTING, SIGNING, STARTING, AT_WORK)
