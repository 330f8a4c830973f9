"""Whether a permit's rows, which its page shows, say what its sealed chain says. Asked once the page is there, because
reading a whole chain takes longer than its rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from models import permit as permits
from models.permit import Permit
from web.h5.act import page_token, page_visitor
from web.refused import Refused

Differences = Callable[[Permit, datetime], str]
"""What the evidence room makes as HTML: where rows do not say what the chain says; empty where they agree."""
Glance = Callable[[Permit], str]
"""The same for the little that the public page shows, in one sentence, from few entries."""
NOT_HERE = Refused("这一页上没有可对照的票。", "请从聊天里的卡片重新打开。", 404)


def compared(differences: Differences) -> dict[str, Any]:
    """→ `{ok, found}` for the permit whose page asks. Raises Refused."""
    who, token = page_visitor(), page_token()
    permit = permits.by_number(token.thing) if token.page == "permit" else None
    if permit is None:
        raise NOT_HERE
    return {"ok": True, "found": differences(permit, who.now)}
