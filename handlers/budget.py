"""The gate before every outgoing call: platform limits, kept by one limiter for all workers, and the month's budget.

WeCom silently drops what goes over a member's limit, so nothing must ever go over; DingTalk counts calls by the month.
Limits run in plant time, as the platforms' own clocks do in a demo; the counting windows live in Redis.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from pyrate_limiter import Duration, Rate
from redis import Redis

from bot.channel import Call
from bot.errors import QuotaExhausted, Throttled
from config.settings import Limits
from handlers import alerts
from handlers.windows import Windows
from models import meter, store
from models.base import to_milliseconds
from rules.accounts import account_key

# What DingTalk does not count (page `basic-interfaces`): tokens, script tickets, login and contacts, opening Stream.
FREE = ("gettoken", "oauth2/", "topapi/v2/user/", "topapi/user/", "topapi/v2/department/", "gateway/connections/")


# What goes out without Redis too, beside what is urgent: nobody sees who is to stop the work without signing in.
SIGNING_IN = ("token", "login", "page")
MONTH = timedelta(days=31)
# So often WeCom calls one person by phone (page 91627).
VOICE = [Rate(3, 8 * Duration.MINUTE), Rate(8, Duration.DAY)]


class Budget:
    """A `bot.channel.Gate`. Raises Throttled while a limit is reached, QuotaExhausted in the degraded mode, Held for
    what can wait while Redis is away."""

    def __init__(self, limits: Limits, redis: Redis, now: Callable[[], datetime]) -> None:
        self._limits = limits
        self._room = Windows(redis)
        self._now = now

    def before(self, call: Call) -> None:
        now = self._now()
        self._check_month(call, now)
        for name, rates in self._windows(call):
            self._take(name, rates, now, alone=can_not_wait(call))

    def after(self, call: Call, error: Exception | None) -> None:
        """Counts the call, unless the platform refused it for its rate: the platform does not count those either."""
        if isinstance(error, Throttled) or not counted(call):
            return
        now = self._now()
        store.later(lambda: meter.count(call.platform, "api", call.purpose or call.api, call.account, now))

    def ask_in_time(self, now: datetime, administrator: str) -> None:
        """Asks the administrator before the allowance runs out, once a month for each measure."""
        for measure, what in (("api", "接口调用"), ("push", "消息推送")):
            limit, used = self._month_limit("dingtalk", measure), meter.used("dingtalk", measure, now)
            if 0 < limit * self._limits.warn_at_percent <= used * 100:
                lines = [
                    f"本月{what}已用 {used} / {limit}",
                    "用到上限后只发警报、签字和现场安全的事",
                    "请加购额度或减少非必要卡片",
                ]
                topic = f"budget/{measure}/{now:%Y-%m}"
                alerts.house_alert(topic, "钉钉本月额度快用完", lines, now, administrator, rest=MONTH)

    def degraded(self, platform: str, now: datetime) -> bool:
        """Whether only what keeps going (`AskKind.keep_going`) still goes out on this platform this month."""
        limit = self._month_limit(platform, "api")
        return limit > 0 and meter.used(platform, "api", now) * 100 >= limit * self._limits.degrade_at_percent

    def _check_month(self, call: Call, now: datetime) -> None:
        if not call.urgent and counted(call) and self.degraded(call.platform, now):
            words = "钉钉本月调用额度将尽，只发警报、签字和现场安全的事。请管理员加额度。"
            raise QuotaExhausted(words, retry_after=3600.0)

    def _windows(self, call: Call) -> list[tuple[str, list[Rate]]]:
        limits = self._limits
        if call.platform == "wecom":
            windows = [(f"wecom:{call.api}", [Rate(limits.wecom_api_minute, Duration.MINUTE)])]
            if call.api == "message/send" and call.account:
                member = [
                    Rate(limits.wecom_member_minute, Duration.MINUTE),
                    Rate(limits.wecom_member_hour, Duration.HOUR),
                ]
                _, account = account_key("wecom", call.account)
                windows.append((f"wecom:member:{account}", member))
            if call.api == "pstncc/call":
                _, account = account_key("wecom", call.account)
                windows.append((f"wecom:voice:{account}", VOICE))
            return windows
        return [(f"dingtalk:{call.api}", [Rate(limits.dingtalk_api_second, Duration.SECOND)])]

    def _take(self, name: str, rates: list[Rate], now: datetime, *, alone: bool) -> None:
        wait = self._room.take(f"anhao:limit:{name}", rates, to_milliseconds(now), alone=alone)
        if wait is not None:
            raise Throttled("平台限速，排队等一会儿再发。", retry_after=max(wait, 1000) / 1000)

    def _month_limit(self, platform: str, measure: str) -> int:
        if platform != "dingtalk":
            return 0
        return self._limits.dingtalk_api_month if measure == "api" else self._limits.dingtalk_push_month


def can_not_wait(call: Call) -> bool:
    """Whether the call goes out without Redis too, at a slower pace."""
    return call.urgent or call.purpose in SIGNING_IN


def counted(call: Call) -> bool:
    """Whether the platform counts the call against the month."""
    return not call.api.startswith(FREE)
