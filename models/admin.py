"""Accounts of the safety office's console. Only a salted hash of the password is kept."""

from __future__ import annotations

from peewee import AutoField, BooleanField, CharField, IntegerField

from models.base import MomentField
from models.table import Table


class Admin(Table):
    """round: raised by each new password and each sign-out, so that earlier sessions no longer count.

    one_time: the password came from the command and must be changed before anything is shown.
    """

    id = AutoField()
    name = CharField(unique=True, max_length=40)
    password = CharField(max_length=256)
    one_time = BooleanField(default=True)
    round = IntegerField(default=1)
    created_at = MomentField()


def by_name(name: str) -> Admin | None:
    return Admin.get_or_none(Admin.name == name)


def exists() -> bool:
    return Admin.select().exists()
