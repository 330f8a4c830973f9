"""Short Chinese words for days and people that several rules use; whole sentences stay beside their rule."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from rules.plant import Leave

MOST_NAMED, NOT_REACHED = 4, "没通知到："


def day_words(day: date) -> str:
    return f"{day.month}月{day.day}日"


def date_words(day: date) -> str:
    """With its year: a date that may be long ago."""
    return f"{day.year}年{day_words(day)}"


def near_words(day: date, today: date) -> str:
    """With its year when that is another one than today's."""
    return day_words(day) if day.year == today.year else date_words(day)


def moment_words(moment: datetime) -> str:
    return f"{day_words(moment)} {moment:%H:%M}"


def by_words(moment: datetime | None, now: datetime) -> str:
    """08:10 前; with its day where that is another one than today; empty without a moment."""
    if moment is None:
        return ""
    today = now.astimezone(moment.tzinfo).date()
    return f"{moment:%H:%M} 前" if moment.date() == today else f"{moment_words(moment)} 前"


def record_words(moment: datetime) -> str:
    """2026年11月25日 08:00: of what is kept for years."""
    return f"{date_words(moment)} {moment:%H:%M}"


def not_reached(names: Sequence[str]) -> str:
    """Whom an order to stop or to leave had not reached, on a card that may stand in the chat for ever."""
    more = f"等 {len(names)} 人" if len(names) > MOST_NAMED else ""
    return f"{NOT_REACHED}{'、'.join(names[:MOST_NAMED])}{more}，现在怎样点开看"


def leave_words(leave: Leave) -> str:
    """外出培训，11月23日–12月20日; with years when it goes over the end of one."""
    return f"{leave.reason}，{near_words(leave.from_, leave.to)}–{near_words(leave.to, leave.from_)}"


def minutes_of(span: timedelta) -> int:
    """Whole minutes: how old something is, how long is left of it."""
    return int(span.total_seconds() // 60)


def nearest_minutes(span: timedelta) -> int:
    """How long something took, as the figures count it: one number for one fact."""
    return round(span.total_seconds() / 60)


def duration(span: timedelta) -> str:
    """40 分钟, 8 小时, 2 小时 30 分钟, 5 天 4 小时"""
    whole = minutes_of(span)
    days, hours = whole // 1440, whole // 60
    if whole < 60:
        return f"{whole} 分钟"
    if days < 4:
        return f"{hours} 小时" + (f" {whole % 60} 分钟" if whole % 60 else "")
    return f"{days} 天" + (f" {hours % 24} 小时" if hours % 24 else "")


def of_house(actor: Mapping[str, Any]) -> str:
    """Who did what nobody of the plant did: an account of the console by its name, else the house itself."""
    return f"控制台账号 {actor['account']}" if actor.get("system") == "console" and actor.get("account") else "系统"
