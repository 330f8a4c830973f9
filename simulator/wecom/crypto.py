"""The signature and encryption of WeCom's callbacks. Pure; source: developer page 90968 and the shipped vectors."""

import base64
import binascii
import hashlib
import hmac
import secrets
import struct
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

BLOCK_BITS = 256


class Unreadable(ValueError):
    """A sealed text that does not open: wrong signature, key, padding or receiver."""


@dataclass(frozen=True)
class Crypto:
    """One callback's token, 43-character key and receiver id."""

    token: str
    aes_key: str
    receive_id: str

    def sign(self, timestamp: str, nonce: str, encrypted: str) -> str:
        """SHA-1 hex of the four strings, sorted and joined."""
        parts = sorted(part.encode() for part in (self.token, timestamp, nonce, encrypted))
        return hashlib.sha1(b"".join(parts)).hexdigest()  # noqa: S324 - the platform's own algorithm

    def encrypt(self, plain: str, prefix: bytes | None = None) -> str:
        """Base64 of AES-256-CBC over 16 random bytes, length, text and receiver."""
        text = plain.encode()
        whole = (prefix or secrets.token_bytes(16)) + struct.pack(">I", len(text)) + text + self.receive_id.encode()
        pad = PKCS7(BLOCK_BITS).padder()
        cipher = self._cipher().encryptor()
        return base64.b64encode(cipher.update(pad.update(whole) + pad.finalize()) + cipher.finalize()).decode()

    def decrypt(self, encrypted: str) -> str:
        """The text inside; raises Unreadable when it was not sealed for this receiver with this key."""
        try:
            cipher, pad = self._cipher().decryptor(), PKCS7(BLOCK_BITS).unpadder()
            raw = cipher.update(base64.b64decode(encrypted, validate=True)) + cipher.finalize()
            whole = pad.update(raw) + pad.finalize()
            end = 20 + struct.unpack(">I", whole[16:20])[0]
            text, receiver = whole[20:end].decode(), whole[end:].decode()
        except (ValueError, binascii.Error, struct.error) as broken:
            raise Unreadable("not decryptable with this key") from broken
        if receiver != self.receive_id:
            raise Unreadable(f"sealed for receiver {receiver!r}")
        return text

    def open(self, signature: str, timestamp: str, nonce: str, encrypted: str) -> str:
        """Check the signature, then decrypt; raises Unreadable."""
        if not hmac.compare_digest(self.sign(timestamp, nonce, encrypted), signature):
            raise Unreadable("signature does not match")
        return self.decrypt(encrypted)

    def _cipher(self) -> Cipher[modes.CBC]:
        key = base64.b64decode(self.aes_key + "=")
        return Cipher(algorithms.AES(key), modes.CBC(key[:16]))
