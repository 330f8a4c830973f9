"""WeCom's two doors: the app's messages and events, and contact sync with its own token and key. Each takes only its
own.

The answer is an empty 200, given after `dispatch` has returned: words for the person come with the repainted card
(document/path/90238). Replays need no time window: a replay has the first delivery's key and gets its answer.
"""

from __future__ import annotations

import logging

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from bot.channel import Dispatch, NotKept
from bot.wecom.actions import APP, CONTACTS, Malformed, Takes, describe, parse
from bot.wecom.crypto import Envelope, Forged, Seal
from config.settings import WecomSettings

BODY_LIMIT = 64 * 1024
# XML, or no declared type, where the signature decides. Any other declared type is refused.
TYPES = {
    "text/xml",
    "application/xml",
    "text/plain",
    "application/octet-stream",
    "application/x-www-form-urlencoded",
    "",
}

log = logging.getLogger("anhao.bot.wecom")


def blueprint(settings: WecomSettings, dispatch: Dispatch) -> Blueprint:
    """The doors under /callback/wecom; a door without a token does not exist. Raises ValueError for a broken key."""
    doors = Blueprint("wecom", __name__)
    secrets = {
        "": (settings.token, settings.aes_key, APP),
        "/contacts": (settings.contact_token, settings.contact_aes_key, CONTACTS),
    }
    for tail, (token, aes_key, takes) in secrets.items():
        if token.get_secret_value():
            door = Door(Seal(token, aes_key, settings.corp_id), takes, dispatch)
            _open(doors, f"/callback/wecom{tail}", door)
    doors.register_error_handler(HTTPException, _short)
    doors.register_error_handler(NotKept, _again)
    return doors


def _open(doors: Blueprint, path: str, door: Door) -> None:
    doors.add_url_rule(path, f"verify{path}", door.verify, methods=["GET"])
    doors.add_url_rule(path, f"receive{path}", door.receive, methods=["POST"])


class Door:
    """One callback address with its seal, and what it takes."""

    def __init__(self, seal: Seal, takes: Takes, dispatch: Dispatch) -> None:
        self._seal = seal
        self._takes = takes
        self._dispatch = dispatch

    def verify(self) -> Response:
        """Proves to the platform that the address is ours: the decrypted echostr, nothing else (90930)."""
        try:
            return _plain(200, self._seal.open(_envelope(), request.args.get("echostr", "")))
        except Forged as error:
            return _refuse(403, error)

    def receive(self) -> Response:
        """A message or event: verified, decrypted, dispatched, then answered empty."""
        request.max_content_length = BODY_LIMIT
        if request.mimetype not in TYPES:
            return _refuse(400, Malformed("not XML"))
        try:
            plain = self._seal.open_body(_envelope(), request.get_data())
            self._act(plain)
        except Forged as error:
            return _refuse(403, error)
        except Malformed as error:
            return _refuse(400, error)
        return _plain(200, "")

    def _act(self, plain: str) -> None:
        action = parse(plain, self._takes)
        if action is None:
            log.info("ignored %r", describe(plain))
            return
        self._dispatch(action)


def _envelope() -> Envelope:
    query = request.args
    return Envelope(query.get("msg_signature", ""), query.get("timestamp", ""), query.get("nonce", ""))


def _short(error: HTTPException) -> Response:
    """A short answer to a body over the limit or a broken request; Flask's own answers would be whole pages."""
    return _refuse(error.code or 400, error.name)


def _again(_: NotKept) -> Response:
    """Whoever gets no 200 sends it again. The log has its one line for the whole outage."""
    return _plain(503, "later")


def _refuse(status: int, error: ValueError | str) -> Response:
    log.warning("refused a callback at %s: %s", request.path, error)
    return _plain(status, "refused")


def _plain(status: int, body: str) -> Response:
    return Response(body, status=status, content_type="text/plain; charset=utf-8")
