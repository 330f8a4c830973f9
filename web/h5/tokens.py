"""Two signed texts: the page token, which alone decides who acts, and the state of a WeCom login round.

Both live in real time. The state is bound to no browser: whoever opens a forwarded link logs in as himself, and many
people may share one browser (a crew's tablet), so no cookie could tell them apart.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime

from itsdangerous import BadSignature, SignatureExpired, TimestampSigner, URLSafeTimedSerializer

from web.h5 import target
from web.h5.target import Target
from web.refused import Refused

PAGE_SECONDS = 15 * 60
# Without `rounds` until yesterday; a page's name begins with a letter.
STATE = re.compile(r"(?P<lost>[0-9])(?P<rounds>[0-9])?(?P<wanted>[a-z].*)")
STATE_LENGTH = 128  # letters and digits; developer.work.weixin.qq.com/document/path/91022


@dataclass(frozen=True)
class PageToken:
    """Who opened the page, for which ask, and what it showed (a rendition of that ask). page, thing: the page's own
    name and what it is about, as in its address; empty in tokens of before. opened: the second in which the page was
    opened (real time), which the signature holds."""

    person: str
    account: str
    platform: str
    ask: int | None = None
    rendition: int | None = None
    page: str = ""
    thing: str = ""
    opened: datetime = field(default=datetime.min.replace(tzinfo=UTC), compare=False)


def sign_page(token: PageToken, key: str) -> str:
    told = {name: value for name, value in asdict(token).items() if name != "opened"}
    return URLSafeTimedSerializer(key, salt="h5-page").dumps(told)


def read_page(text: str, key: str) -> PageToken:
    """The token's content. Raises Refused for a token that is not ours, or is older than 15 minutes."""
    try:
        serializer = URLSafeTimedSerializer(key, salt="h5-page")
        values, signed = serializer.loads(text, max_age=PAGE_SECONDS, return_timestamp=True)
    except SignatureExpired as error:
        raise Refused("这一页打开超过 15 分钟了，为安全起见不再收。", "请重新打开这一页再做。", 401) from error
    except BadSignature as error:
        raise Refused("认不出这一页是谁打开的。", "请从聊天里的卡片重新打开。", 401) from error
    return PageToken(**values, opened=signed)


@dataclass(frozen=True)
class Round:
    """A WeCom login on its way to a page. lost: how many quick rounds just before it ended with a used code; rounds:
    how many at all; age_s: when it began."""

    wanted: Target
    lost: int
    rounds: int
    age_s: float


def sign_state(wanted: Target, lost: int, rounds: int, key: str) -> str:
    """The login state: only letters and digits, as the platform wants, at most 128. lost, rounds: at most 9. Raises
    Refused for a page that no card of ours leads to: its name would be too long."""
    signed = TimestampSigner(key, salt="wecom-login").sign(f"{lost}{rounds}{wanted}")
    state = base64.b32encode(signed).decode().rstrip("=")
    if len(state) > STATE_LENGTH:
        raise Refused("没有这一页。", "请从聊天里的卡片重新打开。", 404)
    return state


def read_state(state: str, key: str) -> Round:
    """The round that this state was signed for, however old. Raises Refused for a state that is not ours."""
    signer = TimestampSigner(key, salt="wecom-login")
    try:
        signed = base64.b32decode(state + "=" * (-len(state) % 8))
        text, begun = signer.unsign(signed, return_timestamp=True)
        given = STATE.fullmatch(text.decode())
        wanted = target.read(given["wanted"]) if given else None
    except (binascii.Error, ValueError, BadSignature) as error:
        raise Refused("这次登录不是从这里发出的。", "请从聊天里的卡片重新打开。", 400) from error
    if given is None or wanted is None:
        raise Refused("登录后要去哪一页看不明白。", "请从聊天里的卡片重新打开。", 400)
    age_s = signer.get_timestamp() - begun.timestamp()
    return Round(wanted, int(given["lost"]), int(given["rounds"] or 0), age_s)
