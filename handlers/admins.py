"""Accounts of the console: made by the command, checked at sign-in; a new password or a sign-out ends their sessions.

Passwords are hashed by werkzeug's scrypt; checking an unknown name takes as long as checking a wrong password.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from functools import cache

from werkzeug.security import check_password_hash, generate_password_hash

from models import store
from models.admin import Admin, by_name

MIN_PASSWORD = 12
MAX_PASSWORD = 200
MAX_NAME = 40
# Werkzeug's default cost.
HASHING = "scrypt"


class Unfit(Exception):
    """The name or the password can't be taken; the message says why, and what to do, in Chinese."""


def set_password(name: str, password: str, now: datetime, *, one_time: bool) -> None:
    """Makes the account, or gives it another password, in a transaction of its own; all its sessions end.

    Raises Unfit for a name or a password that can't be taken.
    """
    if not 1 <= len(name.strip()) <= MAX_NAME:
        raise Unfit(f"名字要有 1 到 {MAX_NAME} 个字，请改好再来。")
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        raise Unfit(f"密码要有 {MIN_PASSWORD} 到 {MAX_PASSWORD} 个字符，请换一个。")
    known = by_name(name.strip())
    if known is not None and check_password_hash(known.password, password):
        raise Unfit("新密码和现在的一样，请换一个。")
    hashed = generate_password_hash(password, HASHING)
    store.write(lambda: _keep(name.strip(), hashed, one_time, now))


def one_time_password() -> str:
    """64 random bits in four groups, easy to read aloud or copy by hand."""
    return "-".join(secrets.token_hex(2) for _ in range(4))


def check(name: str, password: str) -> Admin | None:
    """The account of that name and password, or None."""
    known = by_name(name.strip()[:MAX_NAME])
    hashed = known.password if known else _nobody()
    fits = check_password_hash(hashed, password[:MAX_PASSWORD])
    return known if fits else None


def end_sessions(admin: Admin) -> None:
    """Ends all sessions of the account: whoever uses it must sign in again."""
    store.write(Admin.update(round=Admin.round + 1).where(Admin.id == admin.id).execute)


def _keep(name: str, hashed: str, one_time: bool, now: datetime) -> None:
    Admin.insert(name=name, password=hashed, one_time=one_time, created_at=now).on_conflict(
        conflict_target=[Admin.name],
        update={Admin.password: hashed, Admin.one_time: one_time, Admin.round: Admin.round + 1},
    ).execute()


@cache
def _nobody() -> str:
    return generate_password_hash(secrets.token_hex(), HASHING)
