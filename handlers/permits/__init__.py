"""Permits: from the request to the archive. Routing and people are decided in `rules`."""

from handlers.flow import Flow
from handlers.permits import (
    adding,
    attachments,
    briefing,
    digest,
    gas_results,
    gate_asks,
    measures,
    request,
    signing,
    start,
    verbs,
    versions,
    waiting,
)
from handlers.permits.at_work import AT_WORK

REQUESTING = Flow(
    words_by_data=request.words,
    menu_by_data=request.menu,
    menu={"permit.again": request.begin_again},
    pages={
        ("permit.request", "permit.request"): request.submit,
        **{(kind, "permit.attach"): attachments.attach for kind in ("permit.request", "permit.rework")},
        **{(kind, "permit.detach"): attachments.detach for kind in ("permit.request", "permit.rework")},
        ("permit.request", "permit.withdraw"): versions.withdraw,
        ("permit.rework", "permit.rework"): versions.resubmit,
        ("permit.rework", "permit.withdraw"): versions.withdraw,
    },
    steps={"permit.request": request.step, "permit.rework": versions.step},
    unreachable={"permit.request": request.unreachable, "permit.rework": versions.unreachable},
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
    words={"待签": digest.begin},
    menu={"permit.waiting": digest.begin},
    acts={"permit.urge": verbs.urge},
    steps={"permit.sign": waiting.step, digest.KIND: digest.step},
    unreachable={"permit.sign": waiting.unreachable, digest.KIND: digest.unreachable},
)

STARTING = Flow(
    pages={
        ("permit.gas_test", "permit.gas"): gas_results.submit,
        ("permit.gas_record", "permit.gas"): gas_results.submit,
        ("permit.measures", "permit.measure"): measures.confirm,
        ("permit.brief", "permit.brief"): briefing.sign,
        ("permit.start", "permit.brief_here"): briefing.sign_here,
        ("permit.foreman_check", "permit.foreman_check"): start.check,
        ("permit.start", "permit.start"): start.start,
    },
    steps=dict.fromkeys(gate_asks.LABELS, gate_asks.step),
    unreachable=dict.fromkeys(gate_asks.LABELS, gate_asks.unreachable),
)

FLOWS = (REQUESTING, SIGNING, STARTING, AT_WORK)
