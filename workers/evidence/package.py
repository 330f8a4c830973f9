"""Writes the evidence package as a stream: a zip with the same bytes for the same trail, except for the time it was
made.

docs/evidence.md describes each file. Only sealed entries are read; the caller seals first.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import IO, Any, cast

import rfc8785

from models import blob, gaps, vouched
from models.anchored import claimed
from models.chain import Broken, torn, unbroken
from models.gaps import KEEP, Gap
from models.ledger import Seal, stamp
from models.merkle import Tree
from models.seals import Sealed, newest_number, tree_of, up_to
from models.subject import Subject
from workers.evidence.anchored import anchor_words
from workers.evidence.box import Box
from workers.evidence.people import People

HERE = Path(__file__).parent
SUFFIXES = {
    "application/json": "json",
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/webm": "webm",
}
TABLES = """
CREATE TABLE IF NOT EXISTS subject (key TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS person (id TEXT PRIMARY KEY, named TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS broken (key TEXT PRIMARY KEY, words TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS missing (sha256 TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS exchanged (sha256 TEXT PRIMARY KEY) WITHOUT ROWID;
"""
UNFIT = ("missing", "exchanged")
NAMED_IN_README = 12


class NothingSealed(Exception):
    """The subject has no sealed entry, so there is nothing to prove."""


@dataclass
class Written:
    """What a package holds: its last seal; missing: hashes that entries name but that are no longer in the store;
    exchanged: those under which the store has other bytes, which are left out; torn: numbers of seals that do not hang
    together; broken: a sentence for each matter that could not be exported because its chain is broken; gaps: seals
    that lack entries, which may be those of a matter of which nothing is left; disputed: versions of the
    plant's data, with the names of people, that are not those that were loaded."""

    seal: Seal
    missing: list[str] = field(default_factory=list)
    exchanged: list[str] = field(default_factory=list)
    torn: list[int] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    disputed: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        """What the people who asked for it must know, or nothing."""
        sentences = [f"没有导出：{each}。" for each in self.broken] + [f"{each}。" for each in self.disputed]
        if self.missing:
            sentences.append(f"有 {len(self.missing)} 个附件已不在库里，核验时会指出。请查保留期限和备份。")
        if self.exchanged:
            sentences.append(f"有 {len(self.exchanged)} 个附件被换过，与封存的哈希不符，没有放进包里。{KEEP}")
        return "".join([*sentences, *self.torn_words, *self.gap_words])

    @property
    def torn_words(self) -> list[str]:
        """A sentence where the seals do not hang together, which the verifier will say as well."""
        named = "、".join(map(str, self.torn[:NAMED_IN_README]))
        return [f"封存块 {named} 被改过，或不接着前一块，核验通不过。{KEEP}"] if self.torn else []

    @property
    def gap_words(self) -> list[str]:
        """A sentence for each seal that lacks entries, which the verifier can't know of."""
        others = len(self.gaps) - NAMED_IN_README
        more = [f"还有 {others} 个封存块也是这样。"] if others > 0 else []
        shown = [f"{gap.words}，包里没有它们。" for gap in self.gaps[:NAMED_IN_README]]
        return [*shown, *more, KEEP] if self.gaps else []


def write_package(
    target: IO[bytes], subjects: Sequence[Subject], people: People, papers: Mapping[str, bytes], now: datetime
) -> Written:
    """Writes the subjects' whole trails to `target`. papers: files for people (the form as PDF), by path.

    Raises NothingSealed for a subject without a sealed entry, Broken for one whose chain is not whole.
    """
    package = Package(Box(target, sqlite3.connect(":memory:")))
    since = newest_number()
    for subject in subjects:
        chain = unbroken(subject)
        package.add(subject.key, chain, people)
        since = min(since, chain[-1].seal.number)
    for path, content in papers.items():
        package.box.add(path, [content])
    # What an earlier seal lacks is of another matter: the entries of one go in by their order.
    return package.close(now, gaps.compared(since))


def file_name(key: str) -> str:
    """A subject's key as a file's name."""
    return key.replace("/", "~")


class Package:
    """A package in its box: one subject after another, then what they share."""

    def __init__(self, box: Box) -> None:
        self.box = box
        box.index.executescript(TABLES)

    def add(self, key: str, chain: list[Sealed], people: People) -> None:
        """Adds one subject's chain with its proofs and everything that it names and that is not in the box yet. Raises
        NothingSealed, or Broken for an entry that is not where it was sealed; then nothing is added."""
        if not chain:
            raise NothingSealed(key)
        trees = {number: tree_of(seal) for number, seal in {entry.seal.number: entry.seal for entry in chain}.items()}
        proofs = [_proof(key, entry, trees[entry.seal.number]) for entry in chain]
        self.box.index.execute("INSERT INTO subject VALUES (?)", [key])
        self.box.add(f"entries/{file_name(key)}.jsonl", _lines(entry.canonical for entry in chain))
        self.box.add(f"proofs/{file_name(key)}.json", [rfc8785.dumps(proofs)])
        for word in {word for entry in chain for word in _words(entry.line) if word in people}:
            named = json.dumps(people[word], ensure_ascii=False)
            self.box.index.execute("INSERT OR REPLACE INTO person VALUES (?, ?)", [word, named])
        for path, digest in _named([entry.line for entry in chain]):
            self._add_kept(path, digest)

    def close(self, now: datetime, lacking: Sequence[Gap] = ()) -> Written:
        """Adds seals, anchors, people, the texts and the verifier; then the manifest closes the zip. lacking: what the
        seals lack, of these or of other matters."""
        last = self.last_seal
        keys = self._column("SELECT key FROM subject ORDER BY key")
        disputed = [each.words for each in vouched.disputed()]
        more = [*(gap.words for gap in lacking), *disputed]
        self.box.add("README.txt", [_readme(last, keys, self.broken(), more, now)])
        self.box.add("verify.py", [(HERE / "verify.py").read_bytes()])
        self.box.add("seals.jsonl", _lines(seal.canonical for seal in up_to(last.number)))
        wrong = []
        for seal, faulty in torn(up_to(last.number)):
            if faulty:
                wrong.append(seal.number)
            for anchor in claimed(seal):
                for suffix, digest in anchor["files"].items():
                    self._add_kept(f"anchors/{seal.number}.{suffix}", digest)
        if lacking:
            rows: list[dict[str, Any]] = [
                {"seal": gap.seal, "lacks": gap.lacks, "leaves": list(gap.leaves)} for gap in lacking
            ]
            self.box.add("gaps.json", [rfc8785.dumps(rows)])
        named = self.box.index.execute("SELECT id, named FROM person").fetchall()
        self.box.add("people.json", [rfc8785.dumps({person: json.loads(words) for person, words in named})])
        self.box.close(stamp(now), keys)
        missing, exchanged = (self._column(f"SELECT sha256 FROM {table} ORDER BY sha256") for table in UNFIT)  # noqa: S608 - our own names
        return Written(last, missing, exchanged, wrong, self.broken(), list(lacking), disputed)

    def flows(self) -> list[str]:
        """The flows whose subjects are in the box: the first parts of their keys."""
        return self._column("SELECT DISTINCT substr(key, 1, instr(key, '/') - 1) AS flow FROM subject ORDER BY flow")

    @cached_property
    def last_seal(self) -> Seal:
        """The newest seal of all when it is first asked for: up to this one the package holds every seal, so that
        whoever knows the hash of any of them can use it."""
        seal: Seal = Seal.select().order_by(Seal.number.desc()).get()
        return seal

    def _column(self, query: str) -> list[str]:
        return [cast(str, row[0]) for row in self.box.index.execute(query)]

    def _add_kept(self, path: str, digest: str) -> None:
        if path in self.box:
            return
        try:
            self.box.add(path, [blob.read(digest)])
        except blob.Unfit as fault:
            table = "exchanged" if isinstance(fault, blob.Exchanged) else "missing"
            self.box.index.execute(f"INSERT OR IGNORE INTO {table} VALUES (?)", [digest])  # noqa: S608 - our own names

    def leave_out(self, key: str, words: str) -> None:
        """Keeps the sentence that says why this subject is not in the package."""
        self.box.index.execute("INSERT OR REPLACE INTO broken VALUES (?, ?)", [key, words])

    def broken(self) -> list[str]:
        """A sentence for each subject that was left out."""
        return self._column("SELECT words FROM broken ORDER BY key")


def _proof(key: str, entry: Sealed, tree: Tree | None) -> dict[str, Any]:
    if tree is None or not tree.holds(entry.index, bytes.fromhex(entry.hash)):
        raise Broken(key, f"第 {entry.seq} 条不在封存块 {entry.seal.number} 封存时的位置上")
    path = [step.hex() for step in tree.path(entry.index)]
    return {"seq": entry.seq, "seal": entry.seal.number, "index": entry.index, "path": path}


def _readme(seal: Seal, subjects: list[str], broken: list[str], more: list[str], now: datetime) -> bytes:
    words = (HERE / "readme.txt").read_text(encoding="utf-8")
    many = f"{len(subjects)} 个主体，名单在 index.xlsx 和 index.pdf 里"
    return words.format(
        subjects="、".join(subjects) if len(subjects) <= NAMED_IN_README else many,
        made_at=stamp(now),
        number=seal.number,
        hash=seal.hash,
        anchor=anchor_words(seal),
        broken="".join([f"没有导出：{words}。\n" for words in broken] + [f"{words}。\n" for words in more]),
    ).encode()


def _lines(texts: Iterable[str]) -> Iterator[bytes]:
    for text in texts:
        yield text.encode() + b"\n"


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _words(part)


def _named(lines: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Path and hash of every shown text and binary that the entries name."""
    for digest in sorted({line["shown"] for line in lines if "shown" in line}):
        yield f"shown/{digest}.txt", digest
    named = {binary["sha256"]: binary for line in lines for binary in binaries(line["data"])}
    for digest in sorted(named):
        yield f"attachments/{digest}.{SUFFIXES.get(named[digest].get('type', ''), 'bin')}", digest


def binaries(data: Any) -> Iterator[dict[str, Any]]:
    """Everything in an entry's data that names a file: `{sha256, bytes, type}`, however deep."""
    if isinstance(data, dict) and "sha256" in data:
        yield data
    for part in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from binaries(part)
