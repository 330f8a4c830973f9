"""Each night a platform's whole directory is compared with how it was before: news of people may be lost.

The first reading says only how it is. Of whom a later one says something else, the platform is asked once more. A list
that has suddenly become much shorter says that the app sees less, and nothing of people.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from bot.channel import PLATFORM_NAMES, Member, Platform
from handlers import alerts
from handlers.staff import hearing, life
from models import directory, news, store
from models.book import book
from models.subject import desk
from rules.accounts import account_key

AT, AGAIN, REST = time(3), timedelta(hours=1), timedelta(days=31)
# So many may be missing at once, or this share of all, whichever is more.
FEW, SHARE = 5, 0.1


def due(platform: Platform, now: datetime) -> bool:
    """Whether the directory is to be read; the first time in the next night."""
    look = directory.next_look(platform)
    if look is None:
        store.write(lambda: directory.look_at(platform, _night(now)))
        return False
    return bool(look.next_at <= now)


def compared(platform: Platform, members: Sequence[Member], now: datetime, administrator: str) -> str:
    """What differs from the last reading is followed; returns a word or two for the log."""
    life.house(now)
    look, before = directory.next_look(platform), directory.picture(platform)
    listed = {account_key(platform, each.account)[1]: each for each in members}
    missing = [account for account in before if account not in listed]
    topic = f"directory/less/{platform}"
    if not listed or len(missing) > max(FEW, SHARE * len(before)):
        directory.look_at(platform, _night(now))
        called = PLATFORM_NAMES[platform]
        lines = (
            f"昨天 {len(before)} 人，今天 {len(listed)} 人，没有人因此算离开",
            "多半是应用的可见范围改小了，请看一下",
        )
        alerts.house_alert(topic, f"{called}通讯录少了 {len(missing)} 人", lines, now, administrator, rest=REST)
        return "too few"
    if look is None or look.looked_at is None:
        directory.keep((hearing.as_listed(platform, each) for each in members), now)
    else:
        for account, member in listed.items():
            was, new = before.get(account), hearing.as_listed(platform, member)
            if was is None or (was.name, tuple(was.departments)) != (new.name, new.departments):
                news.hear(platform, member.account, hearing.COMPARED, now)
        for account in missing:
            news.hear(platform, account, hearing.MISSING, now)
    directory.look_at(platform, _night(now), now)
    alerts.over(desk("house", now), {topic, _unread(platform)}, "通讯录读到了", now)
    return f"{len(listed)} read, {len(missing)} missing"


def not_read(platform: Platform, words: str, now: datetime, administrator: str, *, refused: bool) -> None:
    """It is tried again in an hour; the administrator hears of it once a month. refused: the platform has answered."""
    directory.look_at(platform, now + AGAIN)
    todo = "请看应用的通讯录权限" if refused else "一小时后再读，请看网络"
    lines = (words, "每天核对读不到：入职、离职的消息丢了就没人知道", todo)
    title = f"{PLATFORM_NAMES[platform]}通讯录读不到"
    alerts.house_alert(_unread(platform), title, lines, now, administrator, rest=REST)


def _unread(platform: str) -> str:
    return f"directory/unread/{platform}"


def _night(now: datetime) -> datetime:
    """The next night, in the plant's time."""
    plant = book(now).plant
    day = plant.day(now)
    tonight = datetime.combine(day, AT, plant.zone)
    return tonight if tonight > now else datetime.combine(day + timedelta(days=1), AT, plant.zone)
