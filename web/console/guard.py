"""Who may see the console: whoever has signed in; in the demo, whoever sits at this machine. Posts carry a token."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, Response, g, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from handlers.pictures import MB, MOST_PDF
from models.admin import by_name
from rules.texts import typed
from web.console import session as sessions
from web.console.session import COOKIE, Session
from web.here import at_this_machine
from web.house import House, holds_nul, house, live_in
from web.refused import Refused, answer_errors

OPEN = ("console.signin", "console.signin_check")
OWN_PASSWORD = ("console.password", "console.password_change", "console.signout")
DEMO = "演示"
# The token of a post whose body is no form, as scripts of pages send it.
TOKEN = "X-Page-Token"  # noqa: S105 - the name of a header
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "connect-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "media-src 'self'",
        "frame-ancestors 'self'",
        "form-action 'self'",
        "base-uri 'none'",
    )
)


def guard(doors: Blueprint, home: House, largest_post: int = 16 * 1024) -> None:
    """Puts the blueprint behind the console's sign-in, with its headers and its shape of "no" (posts in bytes)."""
    live_in(doors, home)
    answer_errors(doors)
    doors.before_request(lambda: _enter(largest_post))
    doors.after_request(_leave)
    doors.register_error_handler(Refused, _answer)
    doors.register_error_handler(HTTPException, _answer_http)
    doors.register_error_handler(RequestEntityTooLarge, _answer_large)
    doors.context_processor(lambda: {"visitor": g.get("name", ""), "demo": g.get("demo", False), "form_token": token})


def current() -> Session:
    """The session of this request, or a new one of nobody."""
    if "session" not in g:
        found = sessions.read(request.cookies.get(COOKIE, ""), house().settings.signing_key)
        g.session = found or sessions.begin()
        g.new_session = found is None
    kept: Session = g.session
    return kept


def token() -> str:
    """The value of the hidden field `token` in every form."""
    return sessions.form_token(current(), house().settings.signing_key)


def replace_session(new: Session) -> None:
    """Makes the answer to this request carry the new session."""
    g.session, g.new_session = new, True


def _enter(largest_post: int) -> Response | None:
    request.max_content_length = largest_post
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        _check_token()
    account = by_name(current().name) if current().name else None
    if account is not None and account.round == current().round:
        g.name, g.account = account.name, account
        if account.one_time and request.endpoint not in OWN_PASSWORD:
            return _to("console.password")
    elif _at_the_demo():
        g.name, g.demo = DEMO, True
    elif _of_a_script():
        raise Refused("登录过期了，什么也没有改。", "请在另一页登录，再点一次。", 401)
    elif request.endpoint not in OPEN:
        return _to("console.signin", next=request.full_path.rstrip("?") if request.method == "GET" else None)
    return None


def _check_token() -> None:
    if holds_nul(request.form.values()):
        raise Refused("里面有看不见的字，什么也没有改。", "请删掉重新填。", 400)
    request.form = ImmutableMultiDict((name, typed(text)) for name, text in request.form.items(multi=True))
    given = request.headers.get(TOKEN, request.form.get("token", ""))
    if not sessions.is_form_token(given, current(), house().settings.signing_key):
        raise Refused("这一页放得太久，或不是从控制台发出的，什么也没有改。", "请重新打开这一页再做。", 400)


def _of_a_script() -> bool:
    """Whether a page's script sent it, which shows the words of an answer itself."""
    return TOKEN in request.headers


def _at_the_demo() -> bool:
    return house().settings.demo and at_this_machine()


def _to(view: str, **values: str | None) -> Response:
    return make_response(redirect(url_for(view, **values)))  # type: ignore[arg-type]  # flask's own names begin with _


def _leave(response: Response) -> Response:
    headers = response.headers
    headers["Content-Security-Policy"] = POLICY
    headers["Referrer-Policy"] = "same-origin"
    headers["X-Content-Type-Options"] = "nosniff"
    headers.setdefault("Cache-Control", "no-store")
    if g.get("new_session"):
        sessions.keep(response, g.session, house().settings.signing_key, secure=house().base.startswith("https:"))
    return response


def _answer(refusal: Refused) -> Response:
    if _of_a_script():
        return make_response(jsonify(ok=False, words=refusal.words, todo=refusal.todo), refusal.status)
    return make_response(render_template("console/message.html", refusal=refusal), refusal.status)


def _answer_http(error: HTTPException) -> Response:
    return _answer(Refused("控制台没有这一页。", "请从左边的目录打开。", error.code or 404))


def _answer_large(error: RequestEntityTooLarge) -> Response:
    """A file or text that no form of this door takes; back to the form that sent it."""
    takes_files = (request.max_content_length or 0) > MB
    words = f"太大：{MOST_PDF // MB} MB 以内，请压缩或拍照。" if takes_files else "写得太长了。"
    form = urlsplit(request.referrer or "").path
    back = (form, "回到那一页") if form.startswith("/console/") else None
    return _answer(Refused(words, "什么也没有存下。", 413, back))
