"""The one shape of "no" on all pages: what is so, and what to do next; as JSON for a script, as a page for a person."""

from __future__ import annotations

import logging

from flask import Blueprint, Flask, Response, jsonify, make_response, render_template, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound, RequestEntityTooLarge

from bot.channel import NotKept
from models import away
from models.away import FAULTS

# What a door takes that says nothing else.
MAX_BODY = 2 * 1024 * 1024

log = logging.getLogger("anhao.web")


class Refused(Exception):
    """`words` says what is so, `todo` what to do; `link` is where the page's one button leads (with its text).
    again_s: after so many seconds the same request may be answered otherwise, and the page sends it again by itself."""

    def __init__(
        self, words: str, todo: str, status: int = 400, link: tuple[str, str] | None = None, again_s: int = 0
    ) -> None:
        super().__init__(words)
        self.words = words
        self.todo = todo
        self.status = status
        self.link = link
        self.again_s = again_s


def answer_errors(blueprint: Blueprint) -> None:
    """Every error under the blueprint is answered in the one shape; what was not expected is logged. A body of more
    than MAX_BODY is such an error, unless a later hook or the view itself sets another limit."""
    blueprint.before_request(_limit)
    blueprint.register_error_handler(Refused, _answer)
    blueprint.register_error_handler(HTTPException, _answer_http)
    blueprint.register_error_handler(Exception, _answer_unexpected)
    for fault in (*FAULTS, NotKept):
        blueprint.register_error_handler(fault, _answer_away)


def answer_unknown(app: Flask) -> None:
    """An address that no door has is answered in the same shape."""
    app.register_error_handler(NotFound, _answer_http)
    app.register_error_handler(MethodNotAllowed, _answer_http)


def _limit() -> None:
    request.max_content_length = MAX_BODY


def _answer(refusal: Refused) -> Response:
    log.info("%s %s refused with %s", request.method, request.path, refusal.status)
    if request.method == "GET":
        answer = make_response(render_template("h5/message.html", refusal=refusal), refusal.status)
    else:
        again = {"again_s": refusal.again_s} if refusal.again_s else {}
        answer = make_response(jsonify(ok=False, words=refusal.words, todo=refusal.todo, **again), refusal.status)
    if refusal.again_s:
        answer.headers["Retry-After"] = answer.headers["Refresh"] = str(refusal.again_s)
    return answer


def _answer_http(error: HTTPException) -> Response:
    if isinstance(error, RequestEntityTooLarge):
        return _answer(Refused("发来的内容超过 2 MB。", "照片请重拍一张小一点的，再发一次。", 413))
    return _answer(Refused("没有这一页。", "请从聊天里的卡片重新打开。", error.code or 400))


def _answer_away(error: Exception) -> Response:
    """The store takes no work: one line in the log for the whole outage, not one for each request."""
    if isinstance(error, FAULTS):
        away.seen(error)
    return _answer(Refused("系统现在存不了东西，这一次没有记下来。", "请过一会儿再试一次；着急就打电话。", 503))


def _answer_unexpected(error: Exception) -> Response:
    log.exception("page %s failed", request.path)
    return _answer(Refused("这一次没有记下来，是系统的问题。", "请过一会儿再试一次；还不行就打电话给安全部门。", 500))
