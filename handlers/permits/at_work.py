"""What the flow of a permit at work answers to: from the start on site to the acceptance."""

from handlers.flow import Flow
from handlers.permits import closing, due, entry, handover, joining, resuming, stopping, timetable, watch, working

AT_WORK = Flow(
    words={"停工": stopping.stop_by_word},
    taps={
        (watch.WATCH, "wind_up"): working.wind_up,
        (watch.CHECK, "fine"): working.fine,
        (watch.SHIFT_CHECK, "fine"): working.fine,
        (watch.FINISH, "finish"): closing.finish,
        **stopping.STOP_TAPS,
    },
    pages={
        (watch.WATCH, "permit.handover"): handover.hand_over,
        (stopping.RESUME, "permit.handover"): handover.hand_over,
        (handover.KIND, "permit.takeover"): handover.take_over,
        (watch.WATCH, "permit.entry"): entry.record,
        (entry.KIND, "permit.entry"): entry.record,
        (stopping.RESUME, "permit.resume"): resuming.confirm,
        **{(kind, "permit.accept"): closing.accept for kind in closing.CLOSING},
        **{(kind, "permit.not_accepted"): closing.not_yet for kind in closing.CLOSING},
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
        watch.CHECK: working.step,
        watch.SHIFT_CHECK: working.step,
        watch.GAS_RECORD: working.step,
        stopping.RESUME: resuming.step,
        stopping.REASON: stopping.reason_step,
        handover.KIND: handover.step,
        entry.KIND: entry.step,
        **dict.fromkeys(closing.CLOSING, closing.step),
    },
    unreachable={
        timetable.KIND: due.nobody,
        watch.WATCH: watch.unreachable,
        watch.FINISH: watch.unreachable,
        watch.CHECK: working.unreachable,
        watch.SHIFT_CHECK: working.unreachable,
        watch.GAS_RECORD: working.unreachable,
        stopping.RESUME: resuming.unreachable,
        stopping.REASON: stopping.reason_unreachable,
        handover.KIND: handover.unreachable,
        entry.KIND: entry.unreachable,
        **dict.fromkeys(closing.CLOSING, closing.unreachable),
    },
)
