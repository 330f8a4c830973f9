"""DingTalk's signatures and the encryption of its HTTP event push.

Pure: no clock, no state. Sources: open.dingtalk.com, pages configure-stream-push (events), event-callback-card
(cards), receive-message (robot) and jsapi-authentication.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from urllib.parse import unquote_plus, urlsplit

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

PADDING_BITS = 256
RANDOM_BYTES = 16
LENGTH_BYTES = 4


class BadEnvelope(ValueError):
    """The envelope is not signed, padded or addressed as it must be."""


@dataclass(frozen=True)
class EventCrypto:
    """One subscription: its token, its 43-character key and the id (appKey or corpId) that it is addressed to."""

    token: str
    aes_key: str
    receive_id: str

    def seal(self, text: str, timestamp: str, nonce: str, random16: bytes | None = None) -> dict[str, str]:
        """`text` as `{msg_signature, encrypt, timeStamp, nonce}`; `random16` only to repeat known results."""
        encrypted = self._encrypt(text, random16 or secrets.token_bytes(RANDOM_BYTES))
        signature = self.sign(timestamp, nonce, encrypted)
        return {"msg_signature": signature, "encrypt": encrypted, "timeStamp": timestamp, "nonce": nonce}

    def open(self, signature: str, timestamp: str, nonce: str, encrypted: str) -> str:
        """The text inside; raises BadEnvelope before decrypting when the signature is wrong."""
        if not hmac.compare_digest(self.sign(timestamp, nonce, encrypted).encode(), signature.encode()):
            raise BadEnvelope("signature")
        return self._decrypt(encrypted)

    def sign(self, timestamp: str, nonce: str, encrypted: str) -> str:
        """SHA-1 (hex) over the four strings in byte order."""
        parts = sorted(part.encode() for part in (self.token, timestamp, nonce, encrypted))
        return hashlib.sha1(b"".join(parts), usedforsecurity=False).hexdigest()

    def _cipher(self) -> Cipher[modes.CBC]:
        key = base64.b64decode(self.aes_key + "=")
        return Cipher(algorithms.AES(key), modes.CBC(key[:RANDOM_BYTES]))

    def _encrypt(self, text: str, random16: bytes) -> str:
        message = text.encode()
        padder = PKCS7(PADDING_BITS).padder()
        plain = random16 + len(message).to_bytes(LENGTH_BYTES, "big") + message + self.receive_id.encode()
        encryptor = self._cipher().encryptor()
        sealed = encryptor.update(padder.update(plain) + padder.finalize()) + encryptor.finalize()
        return base64.b64encode(sealed).decode()

    def _decrypt(self, encrypted: str) -> str:
        try:
            decryptor = self._cipher().decryptor()
            padded = decryptor.update(base64.b64decode(encrypted, validate=True)) + decryptor.finalize()
            unpadder = PKCS7(PADDING_BITS).unpadder()
            plain = unpadder.update(padded) + unpadder.finalize()
        except ValueError as error:
            raise BadEnvelope("ciphertext") from error
        body = plain[RANDOM_BYTES + LENGTH_BYTES :]
        length = int.from_bytes(plain[RANDOM_BYTES : RANDOM_BYTES + LENGTH_BYTES], "big")
        if length > len(body) or body[length:].decode(errors="replace") != self.receive_id:
            raise BadEnvelope("receive id")
        return body[:length].decode()


def card_signature(api_secret: str, timestamp: str) -> str:
    """Header `x-ddpaas-signature` of a card callback over HTTP: the time-stamp alone is signed, not the body."""
    return _hmac_base64(api_secret, timestamp)


def robot_signature(app_secret: str, timestamp: str) -> str:
    """Header `sign` of a robot message over HTTP."""
    return _hmac_base64(app_secret, f"{timestamp}\n{app_secret}")


def jsapi_signature(ticket: str, nonce: str, timestamp: str, url: str, way: str = "sha256") -> str:
    """What `dd.config` needs, in hex: fragment dropped, query decoded, path and host as they are."""
    parts = urlsplit(url)
    plain = parts._replace(query="", fragment="").geturl()
    if parts.query:
        plain += f"?{unquote_plus(parts.query)}"
    signed = f"jsapi_ticket={ticket}&noncestr={nonce}&timestamp={timestamp}&url={plain}"
    return hashlib.new(way, signed.encode()).hexdigest()


def _hmac_base64(secret: str, text: str) -> str:
    return base64.b64encode(hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()).decode()
