"""What really vouches for a seal: an anchor whose files are in the store and speak of this very seal.

The row beside a seal only says where to look. Who vouches is read from what that side gave, never from the row.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from cryptography import x509
from rfc3161_client import TimeStampResponse, VerificationError, VerifierBuilder
from rfc3161_client import decode_timestamp_response as decode

from models import blob
from models.ledger import Seal

STAMPS, GATEWAY = "rfc3161", "gateway"


def ways_of(seal: Seal) -> dict[str, str]:
    """The ways in which the seal is anchored, each with the name of who vouches."""
    found = {str(each.get("way", "")): _authority(seal, each) for each in claimed(seal)}
    return {way: authority for way, authority in found.items() if authority}


def claims_more(seal: Seal) -> bool:
    """Whether the row names an anchor that is none: its files are gone or exchanged, or of something else."""
    return any(not _authority(seal, each) for each in claimed(seal))


def claimed(seal: Seal) -> list[dict[str, Any]]:
    """The anchors that the row names, whatever is true of them."""
    named = seal.anchors if isinstance(seal.anchors, list) else []
    whole = [each for each in named if isinstance(each, dict)]
    return [{**each, "files": each["files"] if isinstance(each.get("files"), dict) else {}} for each in whole]


def stamping(response: TimeStampResponse) -> str:
    """The common name of the certificate that stamps."""
    certificates = brought(response)
    issuers = {cert.issuer for cert in certificates if cert.issuer != cert.subject}
    leaf = next((cert for cert in certificates if cert.subject not in issuers), certificates[0])
    names = leaf.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(names[0].value) if names else "时间戳机构"


def brought(response: TimeStampResponse) -> list[x509.Certificate]:
    """The certificates that came with a token."""
    return [x509.load_der_x509_certificate(each) for each in response.signed_data.certificates]


def vouching(seal: Seal, receipt: bytes) -> str:
    """Who vouches by this receipt of a gateway; empty when it is no JSON object with the seal's hash."""
    try:
        told: Any = json.loads(receipt)
    except ValueError:
        told = None
    if not isinstance(told, dict) or seal.hash not in receipt.decode("utf-8", "replace"):
        return ""
    return str(told.get("authority") or "企业链")


def _authority(seal: Seal, anchor: Mapping[str, Any]) -> str:
    """Who vouches by the files of this anchor, empty when they do not."""
    try:
        files = {suffix: blob.read(str(digest)) for suffix, digest in anchor["files"].items()}
    except blob.Unfit:
        return ""
    if "json" in files:
        return vouching(seal, files["json"])
    return _stamped(seal, files["tsr"], files["pem"]) if {"tsr", "pem"} <= files.keys() else ""


def _stamped(seal: Seal, token: bytes, certificates: bytes) -> str:
    try:
        response = decode(token)
        roots = x509.load_pem_x509_certificates(certificates)
        VerifierBuilder(roots=roots).build().verify(response, bytes.fromhex(seal.hash))
        return stamping(response)
    except (ValueError, VerificationError):
        return ""
