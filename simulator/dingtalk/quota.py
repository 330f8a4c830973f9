"""What a call costs: 20 a second per method, and two monthly counters of the organisation with their free list.

Source: pages dingtalk-application-development-platform-billing-model and basic-interfaces (the free list).
"""

from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

PER_SECOND = 20
SECOND = timedelta(seconds=1)

FREE_CALLS = frozenset(
    {
        "gettoken",
        "oauth2/accessToken",
        "oauth2/jsapiTickets",
        "get_jsapi_ticket",
        "user/getuserinfo",
        "user/get",
        "user/list",
        "user/listid",
        "department/get",
        "department/listsub",
        "department/listsubid",
        "department/listparentbyuser",
        "gateway/connections/open",
        "call_back/get_call_back_failed_result",
    }
)
FREE_PUSHES = frozenset(
    {
        "check_url",
        "user_add_org",
        "user_modify_org",
        "user_leave_org",
        "user_active_org",
        "org_dept_create",
        "org_dept_modify",
        "org_dept_remove",
        "org_change",
        "label_user_change",
        "org_admin_add",
        "org_admin_remove",
    }
)


@dataclass
class Quota:
    """Counters of one organisation; a month is the plant's month."""

    month: str = ""
    used: Counter[str] = field(default_factory=Counter)
    recent: defaultdict[str, deque[tuple[datetime, float]]] = field(default_factory=lambda: defaultdict(deque))

    def too_fast(self, call: str, now: datetime, real: float) -> bool:
        """Whether `call` was made 20 times within a second: of plant time, or of `real` time when plant time stands
        still."""
        window = self.recent[call]
        while window and (abs(now - window[0][0]) >= SECOND or real - window[0][1] >= 1):
            window.popleft()
        if len(window) >= PER_SECOND:
            return True
        window.append((now, real))
        return False

    def spend_call(self, call: str, limit: int, now: datetime) -> bool:
        """Counts one API call; False when the month is used up (free calls always pass)."""
        return call in FREE_CALLS or self._spend("api", limit, now)

    def spend_push(self, kind: str, limit: int, now: datetime) -> bool:
        """Counts one push over Webhook or Stream; False when the month is used up (free events always pass)."""
        return kind in FREE_PUSHES or self._spend("push", limit, now)

    def _spend(self, purse: str, limit: int, now: datetime) -> bool:
        month = f"{now:%Y-%m}"
        if month != self.month:
            self.month = month
            self.used.clear()
        if self.used[purse] >= limit:
            return False
        self.used[purse] += 1
        return True
