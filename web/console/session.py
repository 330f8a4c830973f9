"""The console's session: a signed cookie that names an account and its round, good for twelve hours of real time.

An empty session begins when the sign-in page is shown, so that the token against forged posts exists before anybody is
known. Signing in starts a new session.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass

from flask import Response
from itsdangerous import BadSignature, URLSafeSerializer, URLSafeTimedSerializer

COOKIE = "anhao_console"
SECONDS = 12 * 3600


@dataclass(frozen=True)
class Session:
    """mark: random, it ties the posts of a browser to its cookie; name: empty until somebody signs in."""

    mark: str
    name: str = ""
    round: int = 0


def begin(name: str = "", of_round: int = 0) -> Session:
    return Session(secrets.token_urlsafe(16), name, of_round)


def read(cookie: str, key: str) -> Session | None:
    """The session in the cookie; None when it is not ours or older than twelve hours."""
    try:
        return Session(**URLSafeTimedSerializer(key, salt="console").loads(cookie, max_age=SECONDS))
    except (BadSignature, TypeError):
        return None


def keep(response: Response, session: Session, key: str, *, secure: bool) -> None:
    """Sends the cookie: hidden from scripts, not sent with posts from other sites, and only over https if the house has
    it."""
    value = URLSafeTimedSerializer(key, salt="console").dumps(asdict(session))
    response.set_cookie(COOKIE, value, max_age=SECONDS, path="/console", secure=secure, httponly=True, samesite="Lax")


def forget(response: Response) -> None:
    response.delete_cookie(COOKIE, path="/console")


def form_token(session: Session, key: str) -> str:
    """The token that forms of this session carry."""
    return str(URLSafeSerializer(key, salt="console-form").dumps(session.mark))


def is_form_token(token: str, session: Session, key: str) -> bool:
    try:
        mark = str(URLSafeSerializer(key, salt="console-form").loads(token))
    except BadSignature:
        return False
    return secrets.compare_digest(mark.encode(), session.mark.encode())
