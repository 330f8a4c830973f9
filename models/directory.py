"""Whom the platforms' directories list, as they were last read, and when they are read as a whole again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from peewee import CharField, CompositeKey, chunked

from models.base import JsonField, MomentField
from models.table import Table
from rules.accounts import account_key
from rules.staff.listing import Listed

AT_ONCE = 100


class DirectoryMember(Table):
    """account: as `account_key` compares it; departments: by their names there."""

    platform = CharField(max_length=16)
    account = CharField(max_length=128)
    name = CharField(max_length=64, default="")
    departments = JsonField(default=list)
    seen_at = MomentField()

    class Meta:
        table_name = "directory_member"
        primary_key = CompositeKey("platform", "account")


class DirectoryLook(Table):
    """looked_at: when the directory was last read as a whole; None before the first time."""

    platform = CharField(max_length=16, primary_key=True)
    next_at = MomentField()
    looked_at = MomentField(null=True)

    class Meta:
        table_name = "directory_look"


def seen(platform: str, account: str) -> DirectoryMember | None:
    """How the directory had this account when it was last read; None where it had it not."""
    own, key = account_key(platform, account)
    return DirectoryMember.get_or_none(DirectoryMember.platform == own, DirectoryMember.account == key)


def picture(platform: str) -> Mapping[str, DirectoryMember]:
    """Everybody whom the directory had, by account as `account_key` compares it."""
    rows = DirectoryMember.select().where(DirectoryMember.platform == platform).order_by(DirectoryMember.account)
    return {row.account: row for row in rows}


def keep(members: Iterable[Listed], now: datetime) -> None:
    """How the directory has these now."""
    rows = [
        {
            "platform": each.platform,
            "account": account_key(each.platform, each.account)[1],
            "name": each.name,
            "departments": list(each.departments),
            "seen_at": now,
        }
        for each in members
    ]
    for some in chunked(rows, AT_ONCE):
        DirectoryMember.insert_many(some).on_conflict(
            conflict_target=[DirectoryMember.platform, DirectoryMember.account],
            preserve=[DirectoryMember.name, DirectoryMember.departments, DirectoryMember.seen_at],
        ).execute()


def forget(platform: str, account: str) -> None:
    """The directory has this account no more, or somebody else has it: it is new when it is seen again."""
    own, key = account_key(platform, account)
    DirectoryMember.delete().where(DirectoryMember.platform == own, DirectoryMember.account == key).execute()


def next_look(platform: str) -> DirectoryLook | None:
    """When this directory is read as a whole; None before anybody has said when."""
    found: DirectoryLook | None = DirectoryLook.get_or_none(DirectoryLook.platform == platform)
    return found


def look_at(platform: str, moment: datetime, looked_at: datetime | None = None) -> None:
    """It is read as a whole at this moment. looked_at: it was read now."""
    row = {"platform": platform, "next_at": moment} | ({"looked_at": looked_at} if looked_at else {})
    changes = [DirectoryLook.next_at, *([DirectoryLook.looked_at] if looked_at else [])]
    DirectoryLook.insert(row).on_conflict(conflict_target=[DirectoryLook.platform], preserve=changes).execute()
