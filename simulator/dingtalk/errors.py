"""How DingTalk refuses: one body on the new host (api), two on the old one (oapi).

New host: 4xx/5xx with `{code, requestid, message}`. Old host: always HTTP 200, either `{errcode, errmsg}` or the
gateway's `errcode 88` that wraps a `sub_code`. Source: the error tables of each method's page.
"""

import secrets
from collections.abc import Mapping
from typing import Any

PER_SECOND = "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi"
PER_MONTH = "Forbidden.AccessDenied.ApiCountLimitForOrg"
SYSTEM_BUSY = "system.busy"
TOKEN_DEAD = "InvalidAuthentication"  # noqa: S105 - a platform's code, not a secret

OLD_WORDS: Mapping[int, str] = {
    -1: "系统繁忙",
    22: "不合法的ApiName",
    33012: "无效的USERID",
    40004: "不合法的媒体文件类型",
    40006: "不合法的文件大小",
    40007: "不合法的媒体文件id",
    40005: "不合法的文件类型",
    40014: "不合法的access_token",
    40035: "不合法的参数",
    40078: "不存在的临时授权码",
    40096: "不合法的appKey或appSecret",
    50002: "不在授权范围内",
    60003: "部门不存在",
    60011: "没有调用该接口的权限",
    60020: "访问ip不在白名单之中",
    60121: "找不到该用户",
    90018: "当前应用调用该接口的QPS超过上限",
    90020: "企业本月接口调用次数超过上限",
    400002: "参数错误",
}


class Refusal(Exception):
    """A call that DingTalk refuses: the HTTP status and the JSON body of its answer."""

    def __init__(self, status: int, code: str, body: dict[str, Any]) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.body = body


def refuse(code: str, message: str = "", status: int = 400) -> Refusal:
    """The new host's refusal; most methods repeat the code as the message."""
    return Refusal(status, code, {"code": code, "requestid": request_id(), "message": message or code})


def refuse_old(errcode: int, words: str = "") -> Refusal:
    """The old host's direct refusal."""
    body = {
        "errcode": errcode,
        "errmsg": words or OLD_WORDS.get(errcode, "error"),
        "request_id": request_id(),
    }
    return Refusal(200, str(errcode), body)


def refuse_gateway(sub_code: str, sub_msg: str) -> Refusal:
    """The old host's gateway refusal: errcode 88 around the code that matters."""
    words = f"ding talk error[subcode={sub_code},submsg={sub_msg}]"
    body = {
        "errcode": 88,
        "sub_code": sub_code,
        "sub_msg": sub_msg,
        "errmsg": words,
        "request_id": request_id(),
    }
    return Refusal(200, f"88/{sub_code}", body)


def request_id() -> str:
    """A request id in the platform's form."""
    return secrets.token_hex(8)
