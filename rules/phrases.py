"""Short Chinese words for days and people that several rules use; whole sentences stay beside their rule."""

from datetime import date, datetime

from rules.plant import Leave


def day_words(day: date) -> str:
    return f"{day.month}月{day.day}日"


def moment_words(moment: datetime) -> str:
    return f"{day_words(moment)} {moment:%H:%M}"


def leave_words(leave: Leave) -> str:
    """外出培训，11月23日–12月20日"""
    return f"{leave.reason}，{day_words(leave.from_)}–{day_words(leave.to)}"
