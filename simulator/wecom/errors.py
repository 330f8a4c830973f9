"""WeCom's refusals: HTTP 200 with an errcode. The errmsg changes with every answer, so nobody can match on it."""

import time

from aiohttp import web

from simulator import wire

MEANING = {
    -1: "system busy",
    40001: "invalid credential",
    301051: "no credit",
    40003: "invalid userid",
    40004: "invalid media type",
    40005: "invalid file type",
    40006: "invalid file size",
    40007: "invalid media_id",
    40008: "invalid message type",
    40013: "invalid corpid",
    40014: "invalid access_token",
    40016: "invalid button size",
    40017: "invalid button type",
    40018: "invalid button name size",
    40019: "invalid button key size",
    40029: "invalid code",
    40032: "invalid user list size",
    40035: "invalid parameter",
    40039: "invalid url size",
    40056: "invalid agentid",
    40058: "invalid parameter",
    40063: "some parameters are empty",
    40066: "invalid url",
    40093: "invalid jsapi signature",
    41001: "access_token missing",
    41002: "corpid missing",
    41004: "secret missing",
    41011: "agentid missing",
    41016: "missing title",
    41033: "missing description",
    42001: "access_token expired",
    42012: "jsapi ticket of the wrong kind",
    42014: "invalid task_id",
    42018: "invalid button key",
    42019: "missing button key",
    42020: "missing button name",
    42022: "response_code has been used",
    42045: "Template_Card.card_action missing or invalid",
    43012: "the app has no callback url",
    44001: "empty media data",
    45009: "api freq out of limit",
    45034: "url without protocol head",
    48002: "api forbidden for this secret",
    50001: "redirect_url domain not trusted",
    60003: "department not found",
    60011: "no privilege to access the member",
    60020: "not allow to access from your ip",
    60111: "userid not found",
    80001: "domain not trusted",
    81013: "user & party & tag all invalid",
    82002: "too many parties",
    82003: "too many tags",
    84025: "invalid state",
    301002: "no privilege to access this app with this token",
}


class Refusal(Exception):
    """The platform says no: its code, and what was wrong for whoever reads the simulator's log."""

    def __init__(self, code: int, what: str = "") -> None:
        super().__init__(f"{code} {what}")
        self.code = code
        self.what = what


def answer(refusal: Refusal, request: web.Request, prefix: str = "") -> web.Response:
    """The JSON of a refusal with the platform's changing tail (hint, caller's address, link)."""
    words = MEANING.get(refusal.code, "error") + (f": {refusal.what}" if refusal.what else "")
    tail = f", hint: [{time.time_ns() // 1000}], from ip: {request.remote}, more info at "
    link = f"https://open.work.weixin.qq.com/devtool/query?e={refusal.code}"
    said = web.json_response({"errcode": refusal.code, "errmsg": prefix + words + tail + link})
    said[wire.CODE] = refusal.code
    return said
