"""Short Chinese words for times and states on the phone pages."""

from __future__ import annotations

from datetime import datetime

from rules.phrases import day_words, duration, near_words

ASK_STATES = {
    "open": ("待签", "info"),
    "held": ("待到场", "caution"),
    "done": ("已签", "done"),
    "refused": ("已退回", "stop"),
    "superseded": ("不用再签", "quiet"),
    "expired": ("已过时", "quiet"),
}
"""State of an ask → the word that people read, and the tone of the row's edge."""


def clock(moment: datetime, now: datetime) -> str:
    """08:19, with the day before it when it is not today, and the year when it is not this one."""
    day, today = moment.date(), now.astimezone(moment.tzinfo).date()
    if day == today:
        return f"{moment:%H:%M}"
    return f"{near_words(day, today)} {moment:%H:%M}"


def period(starts_at: datetime, ends_at: datetime) -> str:
    """11月25日 08:30–16:30"""
    end = f"{ends_at:%H:%M}" if starts_at.date() == ends_at.date() else f"{day_words(ends_at.date())} {ends_at:%H:%M}"
    return f"{day_words(starts_at.date())} {starts_at:%H:%M}–{end}"


def left(until: datetime, now: datetime) -> str:
    """剩 12 分钟（08:30 前），or how long it is over."""
    if until <= now:
        return f"已过 {duration(now - until)}（应在 {clock(until, now)} 前）"
    return f"剩 {duration(until - now)}（{clock(until, now)} 前）"
