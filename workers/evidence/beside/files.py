"""The pictures, files and texts that the chain names by their hash, against the bytes that the store has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from models import blob
from models.seals import Written
from workers.evidence.difference import Difference
from workers.evidence.package import binaries

SHOWN = "眼前的原文"
NAMES = {"image": "图片", "video": "录像", "text": "原文"}


def unfit(chain: Sequence[Written]) -> dict[str, str]:
    """hash → what is wrong with it, of everything that the chain names."""
    return blob.unfit({digest for digest, _, _ in _named(chain)})


def differences(chain: Sequence[Written], faults: Mapping[str, str], lost: str = "") -> Iterator[Difference]:
    """Each once, by the first entry that names it. lost: one that is named elsewhere."""
    told = {lost}
    for digest, name, seq in _named(chain):
        if digest in faults and digest not in told:
            told.add(digest)
            yield Difference(f"{name} {digest[:8]}", f"哈希 {digest[:16]}", f"{name}{faults[digest]}", seq)


def _named(chain: Sequence[Written]) -> Iterator[tuple[str, str, int]]:
    """(hash, what people call it, number of the entry)"""
    for entry in chain:
        if "shown" in entry.line:
            yield entry.line["shown"], SHOWN, entry.seq
        for binary in binaries(entry.line["data"]):
            name = NAMES.get(str(binary.get("type", "")).partition("/")[0], "文件")
            yield str(binary["sha256"]), name, entry.seq
