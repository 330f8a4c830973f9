"""DingTalk's plain signatures: the two HTTP doors without encryption, and the script of phone pages.

Sources: pages `event-callback-card` (x-ddpaas-signature), `receive-message` (sign), `jsapi-authentication`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Literal
from urllib.parse import unquote_plus, urldefrag


def card_signature(secret: str, timestamp: str) -> str:
    """What the header x-ddpaas-signature must be; it covers only the time, not the body."""
    return _hmac(secret, timestamp)


def robot_signature(secret: str, timestamp: str) -> str:
    """What the header `sign` of a message to the robot must be; it does not cover the body either."""
    return _hmac(secret, f"{timestamp}\n{secret}")


def page_signature(ticket: str, nonce: str, timestamp: int, url: str, way: Literal["sha256", "sha1"] = "sha256") -> str:
    """The signature for dd.config, over the page's address without fragment, its query decoded."""
    address, _, query = urldefrag(url).url.partition("?")
    plain = f"{address}?{unquote_plus(query)}" if query else address
    text = f"jsapi_ticket={ticket}&noncestr={nonce}&timestamp={timestamp}&url={plain}"
    return hashlib.new(way, text.encode()).hexdigest()


def _hmac(secret: str, text: str) -> str:
    digest = hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()
