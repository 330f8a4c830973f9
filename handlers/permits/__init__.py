"""Permits: from the request to the last signature. Routing and people are decided in `rules`."""

from handlers.flow import Flow
from handlers.permits import request, signing, waiting

SIGNING = Flow(
    words={"动火": request.begin},
    menu={"permit.hot_work": request.begin},
    taps={
        ("permit.sign", "why"): signing.why,
    },
    pages={
        ("permit.request", "permit.request"): request.submit,
        ("permit.sign", "permit.sign"): signing.sign,
        ("permit.sign", "permit.presence"): signing.prove_presence,
        ("permit.sign", "permit.refuse"): signing.refuse,
    },
    steps={"permit.sign": waiting.step, "permit.request": request.step},
    unreachable={"permit.sign": waiting.unreachable, "permit.request": request.unreachable},
)

FLOWS = (SIGNING,)
