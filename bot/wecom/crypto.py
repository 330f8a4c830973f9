"""Opens what WeCom posts: our own signature check in constant time first, then wechatpy decrypts.

Whatever is wrong with the sender's bytes becomes `Forged`. Source: document/path/96466 (signature, AES, receiveid).
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass

from pydantic import SecretStr
from wechatpy.work.crypto import WeChatCrypto

KEY_SHAPE = re.compile(r"[A-Za-z0-9]{43}")
ENCRYPT = re.compile(rb"<Encrypt>\s*(?:<!\[CDATA\[)?\s*([A-Za-z0-9+/=]+)\s*(?:\]\]>)?\s*</Encrypt>")


class Forged(ValueError):
    """The signature, the ciphertext or the receiver is not the platform's. The text never tells the content."""


@dataclass(frozen=True)
class Envelope:
    """The signed query of a callback: `msg_signature`, `timestamp`, `nonce`."""

    signature: str
    timestamp: str
    nonce: str


class Seal:
    """One callback's token and key. Raises ValueError (in Chinese) when the configured key can't be one."""

    def __init__(self, token: SecretStr, aes_key: SecretStr, receiver: str) -> None:
        key = aes_key.get_secret_value()
        if not KEY_SHAPE.fullmatch(key):
            raise ValueError("企业微信的 EncodingAESKey 应是 43 位字母或数字。请从后台原样复制。")
        self._token = token
        self._crypto = WeChatCrypto(token.get_secret_value(), key, receiver)

    def open(self, envelope: Envelope, encrypt: str) -> str:
        """The plaintext behind `encrypt` (base64: the body's Encrypt element, or the query's echostr)."""
        if not self._signed(envelope, encrypt):
            raise Forged("the signature does not match")
        try:
            plain = self._crypto.check_signature(envelope.signature, envelope.timestamp, envelope.nonce, encrypt)
        except Exception as error:
            # A malformed ciphertext makes wechatpy raise all kinds of errors; here they mean one thing.
            raise Forged(f"can't be decrypted: {type(error).__name__}") from error
        return str(plain)

    def open_body(self, envelope: Envelope, body: bytes) -> str:
        """The plaintext of a posted body. The message is not parsed as XML before its signature is checked."""
        found = ENCRYPT.search(body)
        if found is None:
            raise Forged("no Encrypt element")
        return self.open(envelope, found[1].decode("ascii"))

    def _signed(self, envelope: Envelope, encrypt: str) -> bool:
        parts = (self._token.get_secret_value(), envelope.timestamp, envelope.nonce, encrypt)
        joined = b"".join(sorted(part.encode("utf-8", "surrogatepass") for part in parts))
        # SHA-1 is the platform's choice.
        expected = hashlib.sha1(joined, usedforsecurity=False).hexdigest()
        return hmac.compare_digest(expected.encode(), envelope.signature.encode("utf-8", "surrogatepass"))
