"""Anchors: what ties a seal to the outside, so that nobody who owns the store can rebuild it unseen (docs/evidence.md).

Both ways are optional. A failure is kept on the seal and tried again; it never stops a permit, a seal or an export.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import requests
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder, VerificationError, VerifierBuilder
from rfc3161_client import decode_timestamp_response as decode

from config.settings import Settings
from models import anchored, blob, store
from models.ledger import Seal, stamp

log = logging.getLogger("anhao.anchors")
TIME_OUT = (3, 10)
LARGEST = 256 * 1024
RETRY = timedelta(minutes=10)
BATCH = 20
TYPES = {"tsr": "application/timestamp-reply", "pem": "application/x-pem-file", "json": "application/json"}


class NoAnchor(Exception):
    """The other side gave nothing valid; `words` say what is so and what to do."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


@dataclass(frozen=True)
class Anchor:
    """authority: who vouches; files: what it gave, by the suffix of its file in the package."""

    authority: str
    files: Mapping[str, bytes]


Way = Callable[[Seal], Anchor]


def ways_of(settings: Settings) -> dict[str, Way]:
    """The ways that are configured, by name."""
    ways: dict[str, Way] = {}
    if settings.tsa_url:
        ways[anchored.STAMPS] = lambda seal: time_stamp(seal, settings.tsa_url, settings.tsa_certificates)
    if settings.anchor_url:
        ways[anchored.GATEWAY] = lambda seal: receipt(seal, settings.anchor_url)
    return ways


def is_due(settings: Settings, now: datetime) -> bool:
    return bool(ways_of(settings)) and Seal.select().where(Seal.anchor_at <= now).exists()


def anchor_due(settings: Settings, now: datetime) -> int:
    """Anchors the newest seals that still need it; returns how many it has anchored. The newest comes first because it
    vouches for all before it. A failure ends the turn, and the next turn begins ten minutes (plant time) later."""
    ways, anchored = ways_of(settings), 0
    due = Seal.select().where(Seal.anchor_at <= now).order_by(Seal.number.desc()).limit(BATCH)
    for seal in list(due) if ways else []:
        if not _anchor(seal, ways, now):
            break
        anchored += 1
    return anchored


def _anchor(seal: Seal, ways: Mapping[str, Way], now: datetime) -> bool:
    faults = []
    for name in sorted(ways.keys() - anchored.ways_of(seal).keys()):
        try:
            anchor = ways[name](seal)
        except NoAnchor as error:
            log.warning("seal %s has no anchor by %s yet: %s", seal.number, name, error.words)
            faults.append(error.words)
        else:
            store.write(partial(_keep, seal.number, name, anchor, now))
    store.write(lambda: _settle(seal.number, "；".join(faults), now))
    return not faults


def _keep(number: int, way: str, anchor: Anchor, now: datetime) -> None:
    row = Seal.get_by_id(number)
    if way in anchored.ways_of(row):
        return
    files = {suffix: blob.keep(data, TYPES[suffix], now)["sha256"] for suffix, data in anchor.files.items()}
    # What is in the place of an anchor but is none makes way for it.
    others = [each for each in anchored.claimed(row) if each.get("way") != way]
    kept = [*others, {"way": way, "authority": anchor.authority, "files": files, "at": stamp(now)}]
    Seal.update(anchors=kept).where(Seal.number == number).execute()


def _settle(number: int, faults: str, now: datetime) -> None:
    Seal.update(anchor_words=faults, anchor_at=None).where(Seal.number == number).execute()
    if faults:
        waiting = (Seal.number == number) | (Seal.anchor_at <= now)
        Seal.update(anchor_at=now + RETRY).where(waiting).execute()


def time_stamp(seal: Seal, url: str, certificates: Path | None) -> Anchor:
    """An RFC 3161 token whose imprint is the seal hash, verified. Raises NoAnchor.

    certificates: PEM with the authority's root (and those between); without it the token must contain its own root,
    which proves that it is whole, not whose it is.
    """
    sealed = b"\x02" + str(seal.canonical).encode()
    builder = TimestampRequestBuilder().data(sealed).hash_algorithm(HashAlgorithm.SHA256)
    request = builder.cert_request(cert_request=True).build()
    answer = _post(url, request.as_bytes(), "application/timestamp-query", "时间戳机构")
    try:
        response = decode(answer)
        brought = anchored.brought(response)
        trusted = x509.load_pem_x509_certificates(certificates.read_bytes()) if certificates else brought
        verifier = VerifierBuilder(nonce=request.nonce, roots=trusted).build()
        verifier.verify(response, bytes.fromhex(seal.hash))
    except (ValueError, VerificationError, OSError) as error:
        log.info("time stamp for seal %s: %s", seal.number, error)
        words = "时间戳核验不过。请核对 ANHAO_TSA_URL，并在 ANHAO_TSA_CERTIFICATES 给出该机构的根证书。"
        raise NoAnchor(words) from error
    chain = {cert.public_bytes(Encoding.PEM): None for cert in [*brought, *trusted]}
    return Anchor(anchored.stamping(response), {"tsr": answer, "pem": b"".join(chain)})


def receipt(seal: Seal, url: str) -> Anchor:
    """The answer of an enterprise chain's gateway to the seal hash: a JSON object that contains the hash, kept as it
    came.

    Raises NoAnchor. Only the hash leaves the house.
    """
    asked = {"v": 1, "seal": seal.number, "hash": seal.hash, "at": stamp(seal.at)}
    answer = _post(url, json.dumps(asked).encode(), "application/json", "上链网关")
    authority = anchored.vouching(seal, answer)
    if not authority:
        raise NoAnchor("上链网关的回执不含本块哈希。请核对 ANHAO_ANCHOR_URL。")
    return Anchor(authority, {"json": answer})


def _post(url: str, body: bytes, content_type: str, who: str) -> bytes:
    """The answer's bytes. Raises NoAnchor, without the address in its words: it may hold a password."""
    try:
        answer = requests.post(url, body, headers={"Content-Type": content_type}, timeout=TIME_OUT, stream=True)
        with answer:
            answer.raise_for_status()
            content = answer.raw.read(LARGEST + 1, decode_content=True)
    except (requests.RequestException, OSError) as error:
        raise NoAnchor(f"{who}没有应答（{type(error).__name__}），稍后再试。请看网络和地址。") from error
    if len(content) > LARGEST:
        raise NoAnchor(f"{who}的应答太大。请核对地址。")
    return bytes(content)
