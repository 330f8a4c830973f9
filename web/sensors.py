"""The door of the gas detectors: `POST /sensors/gas`, signed with the plant's own key; without a key there is no door.

A signature is valid only for its moment (real time); the answer is given after the commit. Nothing is sent from here.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Blueprint, Response, jsonify, make_response, request
from pydantic import SecretStr
from werkzeug.exceptions import HTTPException

from bot.channel import Answer
from models import away
from models.away import FAULTS
from rules.gas import BadReading

PATH = "/sensors/gas"
BODY_LIMIT = 16 * 1024
# How far the sender's clock may be from ours.
WINDOW = timedelta(minutes=5)

log = logging.getLogger("anhao.web.sensors")


def blueprint(key: SecretStr, receive: Callable[[bytes], Answer], real: Callable[[], datetime]) -> Blueprint:
    """receive: takes one message, or raises BadReading; real: the time by which signatures are judged."""
    doors = Blueprint("sensors", __name__)
    secret = key.get_secret_value().encode()

    def gas() -> Response:
        request.max_content_length = BODY_LIMIT
        body = request.get_data()
        if not _is_signed(body, secret, real()):
            return _answer(403, "签名不对，或时间差了五分钟以上。请核对密钥，给发送的机器对时。")
        try:
            answer = receive(body)
        except BadReading as error:
            return _answer(422, f"{error}。")
        return _answer(200, f"{answer.words}。")

    if secret:
        doors.add_url_rule(PATH, "gas", gas, methods=["POST"])
    doors.register_error_handler(HTTPException, _too_much)
    for fault in FAULTS:
        doors.register_error_handler(fault, _later)
    return doors


def signature(secret: bytes, moment: str, body: bytes) -> str:
    """HMAC-SHA256 over `<unix seconds>.<body>`, in hex: what the sender puts into X-Anhao-Signature."""
    return hmac.new(secret, moment.encode() + b"." + body, hashlib.sha256).hexdigest()


def _is_signed(body: bytes, secret: bytes, real: datetime) -> bool:
    moment, given = request.headers.get("X-Anhao-Time", ""), request.headers.get("X-Anhao-Signature", "")
    if not moment.isascii() or not moment.isdigit() or len(moment) > 12:
        return False
    fresh = abs(real.timestamp() - int(moment)) <= WINDOW.total_seconds()
    return hmac.compare_digest(signature(secret, moment, body).encode(), given.encode()) and fresh


def _too_much(error: HTTPException) -> Response:
    return _answer(error.code or 400, "内容太长或看不明白。请一次只发一组读数，不超过 16 KB。")


def _later(error: Exception) -> Response:
    """The store takes no work: one line in the log for the whole outage."""
    away.seen(error)
    return make_response(jsonify(ok=False, words="系统现在存不了东西，请过几秒再发一次。"), 503)


def _answer(status: int, words: str) -> Response:
    if status != 200:
        log.warning("refused a message of a detector with %s: %s", status, words)
    return make_response(jsonify(ok=status == 200, words=words), status)
