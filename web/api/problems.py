"""How the API says no: problem details (RFC 9457), in plain Chinese, with what to do next."""

from __future__ import annotations

import json
import logging
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from models import away
from models.away import FAULTS

TYPE = "application/problem+json"
TITLES = {
    400: "内容看不明白",
    401: "没有钥匙，或钥匙不对",
    403: "这把钥匙不能做这件事",
    404: "没有这个地址",
    405: "这个地址不收这种请求",
    413: "内容太长",
    500: "系统出错",
    503: "系统现在存不了东西",
}
log = logging.getLogger("anhao.web.api")


class Problem(Exception):
    """detail: what is so, and what to do. more: further members of the answer."""

    def __init__(self, status: int, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.status, self.detail, self.more = status, detail, more


def answer_problems(doors: Blueprint) -> None:
    """Every error under the blueprint is answered as a problem."""
    doors.register_error_handler(Problem, _answer)
    doors.register_error_handler(HTTPException, _answer_http)
    doors.register_error_handler(Exception, _answer_unexpected)
    for fault in FAULTS:
        doors.register_error_handler(fault, _answer_away)


def _answer(problem: Problem) -> Response:
    title = TITLES.get(problem.status, "不行")
    body = {"type": "about:blank", "title": title, "status": problem.status, "detail": problem.detail}
    answer = Response(
        json.dumps({**body, "instance": request.path, **problem.more}, ensure_ascii=False), problem.status
    )
    answer.content_type = TYPE
    if problem.status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    if problem.status == 503:
        answer.headers["Retry-After"] = "5"
    if problem.status != 401:
        log.info("%s %s refused with %s", request.method, request.path, problem.status)
    return answer


def _answer_http(error: HTTPException) -> Response:
    status = error.code or 400
    details = {
        404: "请核对地址，见 /api/v1/openapi.json。",
        405: "请用 POST 发。",
        413: "一次最多 1 MB、1000 条：请分几次发。",
    }
    return _answer(Problem(status, details.get(status, "请核对后再发，格式见 /api/v1/openapi.json。")))


def _answer_away(error: Exception) -> Response:
    away.seen(error)
    return _answer(Problem(503, "这一次没有记下来，请过几秒用同样的内容再发一次。"))


def _answer_unexpected(error: Exception) -> Response:
    log.exception("%s %s failed", request.method, request.path, exc_info=error)
    return _answer(Problem(500, "这一次没有记下来，请告诉安好的管理员。"))
