"""Signing in with name and password, changing a one-time password, signing out."""

from __future__ import annotations

import logging
from threading import Lock

from flask import g, redirect, render_template, request, url_for
from pyrate_limiter import Duration, InMemoryBucket, Rate, RateItem
from werkzeug.wrappers import Response

from handlers import admins
from models import admin as accounts
from models import plant_time
from models.admin import Admin
from models.base import to_milliseconds
from web.console import session as sessions
from web.console.guard import replace_session
from web.house import house
from web.refused import Refused

WRONG = "名字或密码不对。请再试一次；忘了密码，请管理员重新给一个。"
RATES = [Rate(10, Duration.MINUTE), Rate(60, Duration.HOUR)]
MOST_BUCKETS = 5_000


class Tries:
    """How often an address has tried a name, in this process and in real time. A name without an account is counted
    like one with, so that nobody learns from the count which names there are."""

    def __init__(self) -> None:
        self._buckets: dict[tuple[str, str], InMemoryBucket] = {}
        self._lock = Lock()

    def allows(self, address: str, account: str, milliseconds: int) -> bool:
        """Counts this try; False when there were too many. Entries without recent tries are dropped."""
        with self._lock:
            for bucket in self._buckets.values():
                bucket.leak(milliseconds)
            self._buckets = {key: bucket for key, bucket in self._buckets.items() if bucket.count()}
            bucket = self._buckets.setdefault((address, account), InMemoryBucket(RATES))
            if len(self._buckets) > MOST_BUCKETS:
                del self._buckets[next(iter(self._buckets))]
            return bucket.put(RateItem(account, milliseconds))


tries = Tries()
log = logging.getLogger("anhao.web.console")


def show() -> str:
    """The sign-in page; while there is no account, it says how to make the first one."""
    return _page("")


def enter() -> Response | tuple[str, int]:
    """`name`, `password` → the page that was wanted, in a new session."""
    name = request.form.get("name", "").strip()
    now = to_milliseconds(plant_time.real_now())
    if not tries.allows(request.remote_addr or "", _counted(name), now):
        if "X-Forwarded-For" in request.headers and not house().settings.proxies:
            log.warning("too many tries of an account behind a web server, without ANHAO_PROXIES")
        return _page("试得太多了。请等一分钟再试。"), 429
    account = admins.check(name, request.form.get("password", ""))
    if account is None:
        return _page(WRONG), 403
    replace_session(sessions.begin(account.name, account.round))
    return redirect(_wanted())


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
    words = _fault(account, new)
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
    now = to_milliseconds(plant_time.real_now())
    if not tries.allows(request.remote_addr or "", account.name, now):
        return "试得太多了。请等一分钟再试。"
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
    inside = wanted.startswith("/console/") and "\\" not in wanted and "//" not in wanted
    return wanted if inside else url_for("console.board")
