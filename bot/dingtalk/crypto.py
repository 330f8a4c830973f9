"""The encryption of event pushes over HTTP (page `configure-stream-push`, `callback-event-message-body-encryption-…`).

The primitives are `cryptography`'s; here is only the layout: random 16 | length | message | receiver, padded to 32.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import secrets

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

BLOCK_BITS = 32 * 8  # the block of the padding; the block of AES is 16 bytes
RANDOM, LENGTH = 16, 4


class Refused(ValueError):
    """A push that is not from DingTalk, not for us, or damaged."""


class Crypto:
    """`receiver` is the app's Client ID for a subscription made in the console."""

    def __init__(self, token: str, aes_key: str, receiver: str) -> None:
        if not re.fullmatch(r"[A-Za-z0-9]{43}", aes_key):
            raise ValueError("钉钉事件的 aes_key 应是 43 位字母和数字：请从开发者后台重新复制")
        self._token = token
        self._key = base64.b64decode(aes_key + "=")
        self._receiver = receiver.encode()

    def open(self, signature: str, timestamp: str, nonce: str, encrypted: str) -> str:
        """The message of a push; raises Refused before decrypting when the signature is wrong."""
        expected = self.signature(timestamp, nonce, encrypted)
        if not hmac.compare_digest(expected.encode(), signature.encode()):
            raise Refused("signature")
        plain = self._decrypted(encrypted)
        end = RANDOM + LENGTH + int.from_bytes(plain[RANDOM : RANDOM + LENGTH], "big")
        if not hmac.compare_digest(plain[end:], self._receiver):
            raise Refused("receiver")
        try:
            return plain[RANDOM + LENGTH : end].decode()
        except UnicodeDecodeError as error:
            raise Refused("text") from error

    def seal(self, message: str, timestamp: str, nonce: str, random: bytes = b"") -> dict[str, str]:
        """The signed and encrypted answer to a push; `random` (16 bytes) is given only by tests."""
        text = message.encode()
        plain = (random or secrets.token_bytes(RANDOM)) + len(text).to_bytes(LENGTH, "big") + text
        padder = PKCS7(BLOCK_BITS).padder()
        padded = padder.update(plain + self._receiver) + padder.finalize()
        encryptor = self._cipher().encryptor()
        encrypted = base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode()
        signature = self.signature(timestamp, nonce, encrypted)
        return {"msg_signature": signature, "encrypt": encrypted, "timeStamp": timestamp, "nonce": nonce}

    def signature(self, timestamp: str, nonce: str, encrypted: str) -> str:
        """SHA-1 over the four strings, sorted as bytes and joined."""
        parts = sorted(text.encode() for text in (self._token, timestamp, nonce, encrypted))
        return hashlib.sha1(b"".join(parts)).hexdigest()  # noqa: S324 - the platform's choice

    def _decrypted(self, encrypted: str) -> bytes:
        try:
            data = base64.b64decode(encrypted, validate=True)
            decryptor = self._cipher().decryptor()
            padded = decryptor.update(data) + decryptor.finalize()
            unpadder = PKCS7(BLOCK_BITS).unpadder()
            return unpadder.update(padded) + unpadder.finalize()
        except (binascii.Error, ValueError) as error:
            raise Refused("cipher") from error

    def _cipher(self) -> Cipher[modes.CBC]:
        return Cipher(algorithms.AES(self._key), modes.CBC(self._key[:16]))
