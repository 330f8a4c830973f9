"""A page whose signature the platform has refused: perhaps its ticket is forgotten there, so it gets another."""

from __future__ import annotations

from typing import Any

from web.h5 import login
from web.h5.act import body, page_visitor
from web.h5.opened import signed
from web.house import house


def signed_anew() -> dict[str, Any]:
    """`{address}`: where the page was loaded → `{ok, config}`, with a new ticket; config is null without one."""
    who, address = page_visitor(), str(body().get("address", ""))
    if not address.startswith(f"{house().base}/"):
        return {"ok": False, "config": None}
    with login.places.one() as free:
        if not free:
            return {"ok": False, "config": None}
        house().channels[who.platform].renew_tickets()
        return {"ok": True, "config": signed(who, address)}
