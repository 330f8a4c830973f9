"""Signing in with name and password, changing a one-time password, signing out."""

from __future__ import annotations

import logging
from contextlib import AbstractContextManager

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from handlers import admins
from models import admin as accounts
from models import plant_time
from models.admin import Admin
from web import crowds
from web.console import session as sessions
from web.console.guard import replace_session
from web.crowds import HOUR, MINUTE
from web.here import at_this_machine
from web.house import house
from web.onward import is_ours
from web.refused import Refused

WRONG = "名字或密码不对。请再试一次；忘了密码，请管理员重新给一个。"
TOO_MANY = "试得太多了。请等一分钟再试。"
BUSY = "这会儿登录的人多。请过几秒再试。"
# Of an address for one name, and for all names together: an office has a few people who mistype.
A_NAME, ALL_NAMES = ((10, MINUTE), (60, HOUR)), ((30, MINUTE), (180, HOUR))
# How many passwords are looked at at once: each takes a core for a fifth of a second.
AT_ONCE = 1


class Tries:
    """How often an address has tried a name, in this process and in real time, and how often any. A name without an
    account is counted like one with, so that nobody learns from the count which names there are."""

    def __init__(self) -> None:
        self.of_name = crowds.Tries(*A_NAME)
        self.of_address = crowds.Tries(*ALL_NAMES)

    def allow(self, account: str) -> bool:
        """Counts this try; False when there were too many. Whoever sits at this machine is held up by no address."""
        address = crowds.address()
        return (at_this_machine() or self.of_address.allows(address)) and self.of_name.allows(address, account)


tries = Tries()
places, places_here = crowds.Places(AT_ONCE), crowds.Places(AT_ONCE)
log = logging.getLogger("anhao.web.console")


def show() -> str:
    """The sign-in page; while there is no account, it says how to make the first one."""
    return _page("")


def enter() -> Response | tuple[str, int]:
    """`name`, `password` → the page that was wanted, in a new session."""
    name = request.form.get("name", "").strip()
    if not tries.allow(_counted(name)):
        if "X-Forwarded-For" in request.headers and not house().settings.proxies:
            log.warning("too many tries of an account behind a web server, without ANHAO_PROXIES")
        return _page(TOO_MANY), 429
    with _place() as free:
        if not free:
            return _page(BUSY), 503
        account = admins.check(name, request.form.get("password", ""))
    if account is None:
        return _page(WRONG), 403
    replace_session(sessions.begin(account.name, account.round))
    return redirect(_wanted())


def _place() -> AbstractContextManager[bool]:
    """A place among those whose passwords are looked at; at this machine there is one that no stranger can take."""
    return (places_here if at_this_machine() else places).one()


def _counted(name: str) -> str:
    """The account's own name, or what was typed for one."""
    typed = name[: admins.MAX_NAME]
    known = accounts.by_name(typed)
    return known.name if known else typed


def leave() -> Response:
    """Ends every session of the account, in all browsers."""
    if "account" in g:
        admins.end_sessions(g.account)
    replace_session(sessions.begin())
    return redirect(url_for("console.signin"))


def show_password() -> str:
    return render_template("console/password.html", account=_own(), words="", least=admins.MIN_PASSWORD)


def change_password() -> Response | tuple[str, int]:
    """`now`, `new`, `again` → the new password holds; all other sessions of the account end."""
    account, new = _own(), request.form.get("new", "")
    with _place() as free:
        words = _fault(account, new) if free else BUSY
        if not words:
            try:
                admins.set_password(account.name, new, plant_time.real_now(), one_time=False)
            except admins.Unfit as unfit:
                words = str(unfit)
    if words:
        return render_template("console/password.html", account=account, words=words, least=admins.MIN_PASSWORD), 400
    replace_session(sessions.begin(account.name, account.round + 1))
    return redirect(url_for("console.board"))


def _fault(account: Admin, new: str) -> str:
    if not tries.allow(account.name):
        return TOO_MANY
    if admins.check(account.name, request.form.get("now", "")) is None:
        return "现在的密码不对。请再填一次。"
    return "" if new == request.form.get("again", "") else "两次填的新密码不一样。请再填一次。"


def _own() -> Admin:
    if "account" not in g:
        raise Refused("演示里没有账号，不用密码。", "请直接看看板。", 404)
    account: Admin = g.account
    return account


def _page(words: str) -> str:
    return render_template("console/signin.html", words=words, none_yet=not accounts.exists(), wanted=_wanted())


def _wanted() -> str:
    """The wanted page, if it is one of the console's."""
    wanted = request.values.get("next", "")
    return wanted if is_ours(wanted, "/console/") else url_for("console.board")
