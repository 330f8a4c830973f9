"""Whether a matter's rows, which its page shows, say what its sealed chain says. Asked once the page is there, because
reading a whole chain takes longer than its rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from models import matter
from models.subject import Subject
from web.h5.act import page_token, page_visitor
from web.h5.pages import OF_MATTERS
from web.refused import Refused

Differences = Callable[[Subject, datetime], str]
"""What the evidence room makes as HTML: where rows do not say what the chain says; empty where they agree."""
NOT_HERE = Refused("这一页上没有可对照的。", "请从聊天里的卡片重新打开。", 404)


def compared(differences: Differences) -> dict[str, Any]:
    """→ `{ok, found}` for the matter whose page asks. Raises Refused."""
    who, token = page_visitor(), page_token()
    found = matter.by_number(token.thing) if token.page in OF_MATTERS else None
    if found is None:
        raise NOT_HERE
    return {"ok": True, "found": differences(found.subject, who.now)}
