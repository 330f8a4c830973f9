"""Short Chinese words for days and people that several rules use; whole sentences stay beside their rule."""

from datetime import date, datetime, timedelta

from rules.plant import Leave


def day_words(day: date) -> str:
    return f"{day.month}月{day.day}日"


def date_words(day: date) -> str:
    """With its year: a date that may be long ago."""
    return f"{day.year}年{day_words(day)}"


def moment_words(moment: datetime) -> str:
    return f"{day_words(moment)} {moment:%H:%M}"


def leave_words(leave: Leave) -> str:
    """外出培训，11月23日–12月20日"""
    return f"{leave.reason}，{day_words(leave.from_)}–{day_words(leave.to)}"


def duration(span: timedelta) -> str:
    """40 分钟, 8 小时, 2 小时 30 分钟, 5 天 4 小时"""
    minutes = int(span.total_seconds() // 60)
    days, hours = minutes // 1440, minutes // 60
    if minutes < 60:
        return f"{minutes} 分钟"
    if days < 4:
        return f"{hours} 小时" + (f" {minutes % 60} 分钟" if minutes % 60 else "")
    return f"{days} 天" + (f" {hours % 24} 小时" if hours % 24 else "")
