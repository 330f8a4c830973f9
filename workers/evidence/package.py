"""Writes the evidence package as a stream: a zip with the same bytes for the same trail, but for the time it was made.

What each file is stands in docs/evidence.md. Reads sealed entries only; whoever calls has sealed first.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import rfc8785

from models.blob import Blob
from models.ledger import Seal, stamp
from models.seals import Sealed, sealed, tree_of, up_to
from models.subject import Subject
from workers.evidence.people import People
from workers.evidence.record import anchor_words

HERE = Path(__file__).parent
EPOCH = (1980, 1, 1, 0, 0, 0)
SUFFIXES = {
    "application/json": "json",
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "video/mp4": "mp4",
}


class NothingSealed(Exception):
    """The subject has no sealed entry, so that there is nothing to prove."""


@dataclass
class Written:
    """What a package holds: its last seal, and the hashes that entries name but the store no longer has."""

    seal: Seal
    missing: list[str] = field(default_factory=list)


def write_package(
    target: IO[bytes], subjects: Sequence[Subject], people: People, papers: Mapping[str, bytes], now: datetime
) -> Written:
    """Writes the subjects' whole trails to `target`. papers: files for people (the form as PDF), by path.

    Raises NothingSealed for a subject without a sealed entry.
    """
    chains = {subject.key: sealed(subject) for subject in subjects}
    if not chains or not all(chains.values()):
        raise NothingSealed(", ".join(key for key, chain in chains.items() if not chain))
    written = Written(max((chain[-1].seal for chain in chains.values()), key=lambda seal: seal.number))
    files: list[dict[str, str | int]] = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in _files(chains, people, papers, written, now):
            files.append({"path": path, "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)})
            _add(archive, path, content)
        files.sort(key=lambda file: str(file["path"]))
        manifest: dict[str, Any] = {"v": 1, "made_at": stamp(now), "subjects": sorted(chains), "files": files}
        _add(archive, "manifest.json", rfc8785.dumps(manifest))
    return written


def file_name(key: str) -> str:
    """A subject's key as a file's name."""
    return key.replace("/", "~")


def _add(archive: zipfile.ZipFile, path: str, content: bytes) -> None:
    info = zipfile.ZipInfo(path, EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    archive.writestr(info, content)


def _files(
    chains: Mapping[str, list[Sealed]], people: People, papers: Mapping[str, bytes], written: Written, now: datetime
) -> Iterator[tuple[str, bytes]]:
    lines = [entry.line for chain in chains.values() for entry in chain]
    yield "README.txt", _readme(written.seal, sorted(chains), now)
    yield "verify.py", (HERE / "verify.py").read_bytes()
    yield from papers.items()
    for key in sorted(chains):
        yield f"entries/{file_name(key)}.jsonl", _jsonl(entry.canonical for entry in chains[key])
        yield f"proofs/{file_name(key)}.json", rfc8785.dumps(_proofs(chains[key]))
    seals = up_to(written.seal.number)
    yield "seals.jsonl", _jsonl(seal.canonical for seal in seals)
    yield "people.json", rfc8785.dumps(_mentioned(lines, people))
    yield from _anchors(seals, written)
    yield from _named(lines, written)


def _readme(seal: Seal, subjects: list[str], now: datetime) -> bytes:
    words = (HERE / "readme.txt").read_text(encoding="utf-8")
    return words.format(
        subjects="、".join(subjects),
        made_at=stamp(now),
        number=seal.number,
        hash=seal.hash,
        anchor=anchor_words(seal),
    ).encode()


def _jsonl(lines: Iterator[str]) -> bytes:
    return "".join(line + "\n" for line in lines).encode()


def _proofs(chain: list[Sealed]) -> list[dict[str, Any]]:
    trees = {number: tree_of(seal) for number, seal in {entry.seal.number: entry.seal for entry in chain}.items()}
    return [
        {
            "seq": entry.seq,
            "seal": entry.seal.number,
            "index": entry.index,
            "path": [step.hex() for step in trees[entry.seal.number].path(entry.index)],
        }
        for entry in chain
    ]


def _mentioned(lines: list[dict[str, Any]], people: People) -> dict[str, Any]:
    """The people whose id stands anywhere in the entries."""
    words = {word for word in _words(lines) if word in people}
    return {person: dict(people[person]) for person in words}


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _words(part)


def _anchors(seals: list[Seal], written: Written) -> Iterator[tuple[str, bytes]]:
    """anchors: `[{authority, files: {suffix: sha256}}]` on a seal, the files kept as blobs."""
    for seal in seals:
        for anchor in seal.anchors:
            for suffix, digest in anchor["files"].items():
                yield from _kept(f"anchors/{seal.number}.{suffix}", digest, written)


def _named(lines: list[dict[str, Any]], written: Written) -> Iterator[tuple[str, bytes]]:
    """Every shown text and binary that an entry names, once."""
    for digest in sorted({line["shown"] for line in lines if "shown" in line}):
        yield from _kept(f"shown/{digest}.txt", digest, written)
    binaries = {binary["sha256"]: binary for line in lines for binary in _binaries(line["data"])}
    for digest in sorted(binaries):
        suffix = SUFFIXES.get(binaries[digest].get("type", ""), "bin")
        yield from _kept(f"attachments/{digest}.{suffix}", digest, written)


def _binaries(data: Any) -> Iterator[dict[str, Any]]:
    if isinstance(data, dict) and "sha256" in data:
        yield data
    for part in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from _binaries(part)


def _kept(path: str, digest: str, written: Written) -> Iterator[tuple[str, bytes]]:
    row = Blob.get_or_none(Blob.sha256 == digest)
    if row is None:
        written.missing.append(digest)
    else:
        yield path, bytes(row.data)
