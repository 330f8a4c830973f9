"""The HTTP doors: card actions, messages to the robot, encrypted directory events.

Two of the platform's signatures cover the time and not the body. So a signature lets in only one body within its
window: whoever has captured a pair of headers can repeat that same body, which changes nothing, but can't send another.
(Two honest taps signed in the same millisecond: the second is refused and its phone says to tap again.)
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, request
from werkzeug.exceptions import HTTPException

from bot.channel import Dispatch, Json, NotKept
from bot.dingtalk.actions import Malformed, read_json
from bot.dingtalk.crypto import Crypto, Refused
from bot.dingtalk.inbox import Inbox
from bot.dingtalk.seen import FirstSeen
from bot.dingtalk.signatures import card_signature, robot_signature
from config.settings import DingtalkSettings

log = logging.getLogger("anhao.bot.dingtalk")

BODY_BYTES = 64 * 1024
CARD_WINDOW = 300  # seconds; DingTalk documents none for cards
ROBOT_WINDOW = 3600  # page `receive-message`
EVENT_WINDOW = 3600

Clock = Callable[[], float]


def blueprint(
    settings: DingtalkSettings, dispatch: Dispatch, seen: FirstSeen | None = None, *, clock: Clock = time.time
) -> Blueprint:
    """The doors under /callback/dingtalk. `clock` is real time in seconds; signatures never follow plant time."""
    doors = Blueprint("dingtalk", __name__, url_prefix="/callback/dingtalk")
    memory = seen or FirstSeen()
    guard = Guard(memory, clock)
    inbox = Inbox(settings.corp_id, dispatch, memory)
    crypto = _crypto(settings)

    @doors.post("/card")
    def card() -> Json:
        sent = request.headers.get("x-ddpaas-signature-timestamp", "")
        given = request.headers.get("x-ddpaas-signature", "")
        secret = settings.card_secret.get_secret_value()
        return inbox.card(guard.admit(secret, card_signature, sent, given, CARD_WINDOW))

    @doors.post("/robot")
    def robot() -> Json:
        sent, given = request.headers.get("timestamp", ""), request.headers.get("sign", "")
        secret = settings.client_secret.get_secret_value()
        inbox.robot(guard.admit(secret, robot_signature, sent, given, ROBOT_WINDOW))
        return {}

    @doors.post("/event")
    def event() -> Json:
        if crypto is None:
            raise Refused("no token or aes_key is set")
        _take_event(inbox, guard.opened(crypto))
        return crypto.seal("success", str(int(clock() * 1000)), secrets.token_hex(4))

    doors.register_error_handler(Refused, _refuse)
    doors.register_error_handler(Malformed, _reject)
    doors.register_error_handler(HTTPException, _short)
    doors.register_error_handler(NotKept, _again)
    return doors


@dataclass(frozen=True)
class Guard:
    """Lets a request in: fresh, signed, not replayed, small JSON. Raises Refused or Malformed."""

    seen: FirstSeen
    clock: Clock

    def admit(self, secret: str, sign: Callable[[str, str], str], sent: str, given: str, window: int) -> Json:
        """The body of a request whose headers carry the signature `given` of the time `sent` (ms)."""
        if not secret:
            raise Refused("no secret is set for this door")
        self._fresh(sent, window)
        if not hmac.compare_digest(sign(secret, sent).encode(), given.encode()):
            raise Refused("signature")
        body = _body()
        digest = hashlib.sha256(body).hexdigest()
        if self.seen.first(f"signature:{given}", digest, 2 * window) != digest:
            raise Refused("replayed with another body")
        return read_json(body, "body")

    def opened(self, crypto: Crypto) -> str:
        """The decrypted message of an event push; the names of its query vary in DingTalk's own pages."""
        query = request.args
        sent = query.get("timestamp") or query.get("timeStamp") or ""
        given = query.get("msg_signature") or query.get("signature") or ""
        self._fresh(sent, EVENT_WINDOW)
        encrypted = read_json(_body(), "body").get("encrypt")
        if not isinstance(encrypted, str) or not encrypted.isascii():
            raise Malformed("encrypt")
        return crypto.open(given, sent, query.get("nonce", ""), encrypted)

    def _fresh(self, sent: str, window: int) -> None:
        """A time of 10 digits is in seconds, one of 13 in milliseconds."""
        if not (sent.isascii() and sent.isdecimal() and len(sent) <= 13):
            raise Refused("timestamp")
        seconds = int(sent) / 1000 if len(sent) > 10 else int(sent)
        if abs(self.clock() - seconds) > window:
            raise Refused("stale")


def _crypto(settings: DingtalkSettings) -> Crypto | None:
    token, key = settings.token.get_secret_value(), settings.aes_key.get_secret_value()
    return Crypto(token, key, settings.client_id) if token and key else None


def _body() -> bytes:
    request.max_content_length = BODY_BYTES
    if request.mimetype != "application/json":
        raise Malformed("content type")
    return request.get_data()


def _take_event(inbox: Inbox, message: str) -> None:
    """Older pages have neither eventId nor BizId: then the message itself names the event."""
    event = read_json(message, "event")
    kind = str(event.get("EventType", ""))
    own = event.get("eventId") or event.get("BizId")
    inbox.event(kind, str(own or hashlib.sha256(message.encode()).hexdigest()), event)


def _again(_: NotKept) -> tuple[str, int]:
    return "later", 503


def _refuse(error: Refused) -> tuple[str, int]:
    log.warning("%s refused: %s", request.path, error)
    return "refused", 403


def _reject(error: Malformed) -> tuple[str, int]:
    log.warning("%s not understood: %s", request.path, error)
    return "not understood", 400


def _short(error: HTTPException) -> tuple[str, int]:
    log.warning("%s refused: %s", request.path, error.name)
    return error.name.lower(), error.code or 400
