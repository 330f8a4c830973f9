"""Checks an evidence package offline: `python3 verify.py [PACKAGE] [--seal HASH]`.

One file, standard library of Python 3.9 and later only. PACKAGE is the zip, or the folder it was unpacked to (by
default this file's). Prints every failure and exits 1, or OK and exits 0. The steps stand in docs/evidence.md.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

HASH = re.compile(r"[0-9a-f]{64}")
# Every file of a package that bears no subject's name.
OF_A_PACKAGE = re.compile(
    r"(manifest|people|gaps)\.json|seals\.jsonl|README\.txt|verify\.py|permit\.pdf|accident\.html|index\.(xlsx|pdf)"
    r"|anchors/[0-9]+\.[a-z0-9.]+|(attachments|shown)/[^/]+"
)
ANCHOR = re.compile(r"anchors/([1-9][0-9]{0,15})\.([a-z0-9]+)")
UNREADABLE = (OSError, RuntimeError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error)
OTHER_TIME = "写入的时间与它所称的不符："
# What a transaction may take: a moment that is out of order by no more is noted, not failed.
A_WHILE = timedelta(seconds=60)
# A seal with so many leaves left others for the next one, so that an entry may be older than it.
FULL = 20_000
# What the README of a package says when a time stamp or a receipt came with it.
ANNOUNCED = "出具时间戳或回执，随证据包附上"
NOT_CANONICAL = "这一行不是规范 JSON（RFC 8785，无小数，v 为 1）"
ENTRY_FIELDS = {"seq": int, "kind": str, "at": str, "recorded_at": str, "actor": dict, "data": dict, "prev": str}
PROOF_FIELDS = {"seq": int, "seal": int, "index": int, "path": list}
SEAL_FIELDS = {"seal": int, "size": int, "total": int, "root": str, "prev": str, "at": str}


class Package:
    """The files of a zip or of a folder, each named by its path inside it. Raises one of UNREADABLE."""

    def __init__(self, path: Path) -> None:
        self.folder = path
        self.zip = None if path.is_dir() else zipfile.ZipFile(path)

    def paths(self) -> Iterator[tuple[str, bool]]:
        """Each file's path, and whether it is a plain file inside the package (no link, no way out)."""
        for info in self.zip.infolist() if self.zip else ():
            if not info.is_dir() or info.file_size:
                steps = re.split(r"[/\\:]", info.filename)
                inside = "" not in steps and ".." not in steps and "/".join(steps) == info.filename
                known = info.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
                yield info.filename, inside and known and not stat.S_ISLNK(info.external_attr >> 16)
        for folder, folders, files in os.walk(self.folder):
            for file in (Path(folder, name) for name in [*files, *folders]):
                if file.is_symlink() or not file.is_dir():
                    yield file.relative_to(self.folder).as_posix(), file.is_file() and not file.is_symlink()

    def read(self, path: str) -> bytes:
        return self.zip.read(path) if self.zip else (self.folder / path).read_bytes()

    def digest(self, path: str) -> tuple[str, int]:
        """SHA-256 and size of a file, which may be larger than memory."""
        total, size = hashlib.sha256(), 0
        with self.zip.open(path) if self.zip else (self.folder / path).open("rb") as file:
            for chunk in iter(lambda: file.read(1 << 20), b""):
                total.update(chunk)
                size += len(chunk)
        return total.hexdigest(), size


class Line(NamedTuple):
    """One line of a chain or of seals.jsonl; `value` is empty when the line is not what it should be."""

    number: int
    hash: str
    value: dict[str, Any]


BEFORE_FIRST = Line(0, "0" * 64, {})


@dataclass
class Check:
    """One run: what has been read so far, and the failures, each with its step. Of the chains only figures stay: a
    package may hold thousands."""

    package: Package
    step: int = 1
    failures: list[tuple[int, str]] = field(default_factory=list)
    files: dict[str, tuple[str, int]] = field(default_factory=dict)
    subjects: int = 0
    entries: int = 0
    span: tuple[str, str] = ("9", "0")
    sound: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    seals: dict[int, Line] = field(default_factory=dict)
    last: Line = BEFORE_FIRST
    since: dict[int, datetime] = field(default_factory=dict)
    by_seal: Counter[int] = field(default_factory=Counter)
    out_of_order: list[timedelta] = field(default_factory=list)
    vouched: str = ""
    anchors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def fail(self, *words: object) -> None:
        self.failures.append((self.step, " ".join(["FAIL", *map(str, words)])))

    def in_time(self, early: datetime | None, late: datetime | None, subject: object, number: int, words: str) -> None:
        """Fails when `late` is earlier than `early` by more than a while; less is noted."""
        behind = early - late if early and late else timedelta(0)
        if behind > A_WHILE:
            self.fail(subject, number, f"{OTHER_TIME}{words} {behind.total_seconds():.0f} 秒")
        elif behind > timedelta(0):
            self.out_of_order.append(behind)

    def text(self, path: str) -> bytes:
        """A file's bytes; nothing when it is missing or was unreadable in step 1, which has then been said."""
        return self.package.read(path) if self.files.get(path, ("", 0))[0] else b""


def verify(path: Path, known_seal: str | None = None) -> tuple[bool, str]:
    """Runs all steps over the package; `known_seal` is the hash of any seal, known from elsewhere. Returns (sound,
    words)."""
    try:
        check = Check(Package(path))
    except UNREADABLE as error:
        return False, f"FAIL file {path.name} 不是能读的证据包：{type(error).__name__}"
    subjects = check_files(check)
    sealed = read_lines(check.text("seals.jsonl"), 2, "seal")
    check.seals = {line.number: line for line in sealed if not wrong_fields(line.value, SEAL_FIELDS)}
    check.last = [BEFORE_FIRST, *sealed][-1]
    check.since = since_when(sealed)
    check_names(check)
    for subject in subjects:
        check_subject(check, subject)
    check_stray(check, subjects)
    check_seals(check, sealed)
    check.step = 6
    if known_seal:
        check_known(check, known_seal.strip().lower(), sealed)
    check_anchors(check)
    check_announced(check)
    failures = [words for _, words in sorted(check.failures, key=lambda failure: failure[0])]
    return not failures, "\n".join(map(printable, failures or summary(check)))


def check_files(check: Check) -> list[str]:
    """Step 1: every file of the manifest is there with its hash and size; nothing else is. Returns the subjects."""
    for path, plain in check.package.paths():
        if path in check.files:
            check.fail("file", path, "在包里出现两次")
        check.files[path] = ("", 0)
        try:
            check.files[path] = check.package.digest(path) if plain else ("", 0)
        except UNREADABLE as error:
            check.fail("file", path, "读不出来：" + type(error).__name__)
        if not plain:
            check.fail("file", path, "是链接、越出包外的路径或未知的压缩方式")
    manifest = canonical_object(check.text("manifest.json")) or {}
    listed, subjects = listed_files(manifest.get("files")), manifest.get("subjects")
    if not listed or not isinstance(subjects, list) or not all(type(name) is str for name in subjects or [0]):
        check.fail("file", "manifest.json", "缺失、不是规范 JSON，或字段不全")
        subjects = []
    for path in sorted(listed.keys() | check.files.keys() - {"manifest.json"}):
        if path not in check.files:
            check.fail("file", path, "清单里有，包里没有")
        elif path not in listed:
            check.fail("file", path, "包里有，清单里没有")
        elif listed[path] != check.files[path]:
            check.fail("file", path, "内容与清单里的哈希或大小不符")
    return list(subjects)


def listed_files(rows: Any) -> dict[str, tuple[Any, Any]]:
    """path → (hash, size); nothing when the list is malformed, not sorted, or names a file twice."""
    if not isinstance(rows, list) or not all(isinstance(row, dict) and type(row.get("path")) is str for row in rows):
        return {}
    listed = {row["path"]: (row.get("sha256"), row.get("bytes")) for row in rows}
    return listed if [row["path"] for row in rows] == sorted(listed) else {}


def check_subject(check: Check, subject: str) -> None:
    """Steps 2 to 4 for one subject, after which its chain is forgotten."""
    entries = f"entries/{subject.replace('/', '~')}.jsonl"
    chain = read_lines(check.text(entries), 0, "seq")
    check.step = 2
    if not chain:
        check.fail("file", entries, "没有这个主体的记录")
    previous, latest = BEFORE_FIRST, None
    for line in chain:
        check_entry(check, subject, line, previous, latest)
        previous, latest = line, later(latest, moment(line, "recorded_at"))
    check.step = 3
    check_named_files(check, subject, chain)
    check.step = 4
    check_proofs(check, subject, chain)
    check.subjects, check.entries = check.subjects + 1, check.entries + len(chain)
    moments = [str(line.value.get("at", "")) for line in chain]
    check.span = min([check.span[0], *moments]), max([check.span[1], *moments])


def check_stray(check: Check, subjects: list[str]) -> None:
    """Step 2: no chain and no proofs of a subject that the manifest does not name. What is no part of a package at all
    is kept for the summary."""
    check.step = 2
    names = [subject.replace("/", "~") for subject in subjects]
    owned = {f"entries/{name}.jsonl" for name in names} | {f"proofs/{name}.json" for name in names}
    for path in sorted(check.files.keys() - owned):
        if path.startswith(("entries/", "proofs/")):
            check.fail("file", path, "不属于清单里的任何主体")
    papers = {f"{name}.{kind}" for name in names for kind in ("pdf", "codes.json", "txt")}
    papers |= {f"accident/{name}.html" for name in names}
    check.foreign = sorted(path for path in check.files.keys() - owned - papers if not OF_A_PACKAGE.fullmatch(path))


def check_entry(check: Check, subject: str, line: Line, previous: Line, latest: datetime | None) -> None:
    """Step 2 for one line. latest: the latest moment of all lines before, because small steps back add up."""
    entry = line.value
    if not entry:
        check.fail(subject, line.number, NOT_CANONICAL)
        return
    if line.number != previous.number + 1:
        check.fail(subject, line.number, f"seq 不连续：上一条是 {previous.number}")
    if entry.get("subject") != subject:
        check.fail(subject, line.number, "subject 写的是别的主体")
    if entry.get("prev") != previous.hash:
        check.fail(subject, line.number, "prev 不是上一条的哈希")
    wrong = wrong_fields(entry, ENTRY_FIELDS)
    wrong += [] if "recorded_at" in wrong or moment(line, "recorded_at") else ["recorded_at"]
    if wrong:
        check.fail(subject, line.number, "字段缺失或类型不对：" + "、".join(wrong))
    check.in_time(latest, moment(line, "recorded_at"), subject, line.number, "比前面的记录早")


def check_names(check: Check) -> None:
    """Step 3: the files that entries name bear their hash as name."""
    check.step = 3
    for path, (digest, _) in check.files.items():
        if path.startswith(("attachments/", "shown/")):
            check.sound.add(path.split("/")[0] + "/" + digest)
            if path.split("/")[1].split(".")[0] != digest:
                check.fail("file", path, "文件名不是它内容的哈希")


def check_named_files(check: Check, subject: str, chain: list[Line]) -> None:
    """Step 3: each `shown` and each `sha256` in `data` has its file."""
    for line in chain:
        stems = [f"attachments/{value}" for value in named_hashes(line.value.get("data"))]
        stems += [f"shown/{line.value['shown']}"] if "shown" in line.value else []
        for stem in stems:
            if stem not in check.sound:
                check.fail(subject, line.number, "引用的文件不在包里，或内容已变：" + stem)
        check.named.update(stems)


def named_hashes(data: Any) -> Iterator[Any]:
    """Every value under a key `sha256`, however deep."""
    if isinstance(data, dict) and "sha256" in data:
        yield data["sha256"]
    for value in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from named_hashes(value)


def check_proofs(check: Check, subject: str, chain: list[Line]) -> None:
    """Step 4: each entry has one proof, which leads to its seal's root; along a subject (seal, index) rises."""
    proofs = proofs_of(check, subject)
    place = (0, -1)
    for line in chain:
        own = proofs.pop(line.number, [])
        if len(own) != 1:
            check.fail(subject, line.number, f"应有一份证明，实有 {len(own)} 份")
            continue
        before, place = place, (own[0]["seal"], own[0]["index"])
        fault = fault_of_proof(check, line, own[0]) or ("" if place > before else "封存次序早于上一条")
        if fault:
            check.fail(subject, line.number, fault)
        check_times(check, subject, line, own[0]["seal"])
    for seq in proofs:
        check.fail(subject, seq, "多出来的证明，没有这条记录")


def check_times(check: Check, subject: str, line: Line, number: int) -> None:
    """Step 4: an entry was written before its seal was made, and after the seal before, which would have taken it."""
    check.by_seal[number] += 1
    written, seal = moment(line, "recorded_at"), check.seals.get(number)
    check.in_time(written, moment(seal, "at") if seal else None, subject, line.number, f"比封存块 {number} 晚")
    check.in_time(check.since.get(number), written, subject, line.number, f"比封存块 {number} 之前那一块早")


def since_when(sealed: list[Line]) -> dict[int, datetime]:
    """seal → the latest moment of the seals before it that left nothing behind."""
    since: dict[int, datetime] = {}
    newest = None
    for line in sealed:
        if newest:
            since[line.number] = newest
        if not wrong_fields(line.value, SEAL_FIELDS) and line.value["size"] < FULL:
            newest = later(newest, moment(line, "at"))
    return since


def proofs_of(check: Check, subject: str) -> dict[int, list[dict[str, Any]]]:
    """seq → the proofs given for it; whatever is not a proof has been reported."""
    path = f"proofs/{subject.replace('/', '~')}.json"
    proofs: dict[int, list[dict[str, Any]]] = {}
    try:
        rows = [*json.loads(check.text(path).decode("utf-8"))]
    except (ValueError, TypeError, RecursionError):
        check.fail("file", path, "缺失或不是 JSON 列表")
        rows = []
    for row in rows:
        if not wrong_fields(row, PROOF_FIELDS):
            proofs.setdefault(row["seq"], []).append(row)
        else:
            check.fail("file", path, "有一份证明字段缺失或类型不对")
    return proofs


def fault_of_proof(check: Check, line: Line, proof: dict[str, Any]) -> str:
    """What is wrong with the proof of this line, or nothing."""
    path, seal = proof["path"], check.seals.get(proof["seal"])
    if seal is None:
        return f"证明指向的封存块 {proof['seal']} 不在包里"
    root = climb(line.hash, proof["index"], seal.value["size"], path) if all(map(is_hash, path)) else None
    return "" if root and root == seal.value["root"] else f"证明走不到封存块 {proof['seal']} 的根"


def climb(leaf: str, index: int, size: int, path: list[str]) -> str | None:
    """The root that an RFC 6962 audit path leads to; None when its length does not fit the place in the tree."""
    if not 0 <= index < size:
        return None
    node, last, digest = index, size - 1, bytes.fromhex(leaf)
    for step in map(bytes.fromhex, path):
        if last == 0:
            return None
        if node % 2 or node == last:
            digest = hashlib.sha256(b"\x01" + step + digest).digest()
            while node and not node % 2:
                node, last = node // 2, last // 2
        else:
            digest = hashlib.sha256(b"\x01" + digest + step).digest()
        node, last = node // 2, last // 2
    return digest.hex() if last == 0 else None


def check_seals(check: Check, sealed: list[Line]) -> None:
    """Step 5: seals run from 1 without gaps; `prev` and `total` fit; none is earlier than the latest before it."""
    check.step = 5
    if not sealed:
        check.fail("file", "seals.jsonl", "没有封存块")
    previous, total, latest = BEFORE_FIRST, 0, None
    for line in sealed:
        seal = line.value
        wrong = wrong_fields(seal, SEAL_FIELDS)
        if wrong or seal["size"] < 1 or not is_hash(seal["root"]):
            check.fail("seal", line.number, "字段缺失或不对：" + "、".join(wrong) if seal else NOT_CANONICAL)
            seal = {"size": 0, "total": total, "prev": previous.hash}
        if not moment(line, "at"):
            check.fail("seal", line.number, "at 不是一个时刻")
        check.in_time(latest, moment(line, "at"), "seal", line.number, "比前面的封存块早")
        latest = later(latest, moment(line, "at"))
        if line.number != previous.number + 1:
            check.fail("seal", line.number, f"编号不连续：上一块是 {previous.number}")
        if seal["prev"] != previous.hash:
            check.fail("seal", line.number, "prev 不是上一块的哈希")
        if seal["total"] != total + seal["size"]:
            check.fail("seal", line.number, "total 与各块 size 之和不符")
        previous, total = line, seal["total"]


def check_known(check: Check, known: str, sealed: list[Line]) -> None:
    """Step 6: the hash from elsewhere is that of a seal in the package; says what it covers and what came after."""
    found = next((line for line in sealed if line.hash == known), None)
    if found is None:
        words = "你给出的哈希不是包里任何一块的。先核对抄得对不对；如果是更晚的封存块，它不在这个包里：请重新导出"
        check.fail("seal", check.last.number, words)
        return
    covered = sum(count for number, count in check.by_seal.items() if number <= found.number)
    later = check.entries - covered
    check.vouched = f"--seal 是封存块 {found.number}（共 {check.last.number} 块），{found.value.get('at')} 封存："
    check.vouched += f"它保证到那时为止的 {covered} 条"
    check.vouched += f"；之后封存的 {later} 条靠封存块 {check.last.number}" if later else "，包里没有更晚的记录"


def check_anchors(check: Check) -> None:
    """Step 6: anchors are checked where the tools are there, else named as not checked."""
    for path in sorted(path for path in check.files if path.startswith("anchors/")):
        named = ANCHOR.fullmatch(path)
        seal = check.seals.get(int(named[1])) if named else None
        if named is None or seal is None:
            check.fail("file", path, "没有它所锚定的封存块")
        elif named[2] == "tsr":
            check_time_stamp(check, seal, path)
        elif named[2] == "json" and seal.hash.encode() not in check.text(path):
            check.fail("seal", seal.number, "回执里没有本块哈希：" + path)
        elif named[2] != "pem":
            check.anchors.append(path + " 未核验：请向出具方核对")


def check_announced(check: Check) -> None:
    """Step 6: what the README says that vouches for its seal is in the package."""
    said = check.text("README.txt").decode("utf-8", "replace")
    seal = re.search(r"^最后封存块：(\d{1,15})$", said, re.MULTILINE)
    if seal and ANNOUNCED in said and not any(path.startswith(f"anchors/{seal[1]}.") for path in check.files):
        check.fail("file", "README.txt", f"写着附有封存块 {seal[1]} 的时间戳或回执，包里没有")


def check_time_stamp(check: Check, seal: Line, token: str) -> None:
    """An RFC 3161 token whose imprint is the seal hash, against the certificate beside it."""
    tool, certificate = shutil.which("openssl"), token[: -len("tsr")] + "pem"
    if tool is None or certificate not in check.files:
        check.anchors.append(token + (" 未核验：本机没有 openssl" if tool is None else " 未核验：包里没有证书"))
        return
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "token").write_bytes(check.text(token))
        Path(folder, "trust").write_bytes(check.text(certificate))
        command = [tool, *f"ts -verify -digest {seal.hash} -in token -CAfile trust -untrusted trust".split()]
        done = subprocess.run(command, cwd=folder, capture_output=True, timeout=60, check=False)  # noqa: S603 - our words
    if done.returncode:
        check.fail("seal", seal.number, "时间戳与封存块不符：" + token)
    else:
        check.anchors.append(token + " 时间戳相符（证书随包而来，请另行确认它属于该机构）")


def in_order(value: Any) -> Any:
    """The value with every object's keys by UTF-16 code units (RFC 8785). Raises ValueError for a fraction."""
    if isinstance(value, dict):
        return {name: in_order(value[name]) for name in sorted(value, key=lambda name: name.encode("utf-16-be"))}
    if isinstance(value, list):
        return [in_order(item) for item in value]
    if isinstance(value, float) or (isinstance(value, int) and abs(value) >= 2**53):
        raise ValueError(value)
    return value


def canonical_object(line: bytes) -> dict[str, Any] | None:
    """The object of version 1 whose canonical form these bytes are, or None. json.dumps escapes as RFC 8785 does."""
    try:
        value = json.loads(line.decode("utf-8"))
        again = json.dumps(in_order(value), ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    except (ValueError, RecursionError):
        return None
    versioned = isinstance(value, dict) and type(value.get("v")) is int and value["v"] == 1
    return value if versioned and again == line else None


def read_lines(text: bytes, prefix: int, number: str) -> list[Line]:
    """A file's lines, each hashed behind its domain byte and numbered by its own field, or else by its place."""
    lines: list[Line] = []
    for ended in re.findall(rb"[^\n]*\n|[^\n]+", text):
        row = ended[:-1] if ended.endswith(b"\n") else ended + b" (no line feed)"
        value = canonical_object(row) or {}
        own = value.get(number)
        place = lines[-1].number + 1 if lines else 1
        digest = hashlib.sha256(bytes([prefix]) + row).hexdigest()
        lines.append(Line(own if type(own) is int else place, digest, value))
    return lines


def wrong_fields(value: Any, fields: dict[str, type]) -> list[str]:
    """The names of the fields that are missing or of another type (True is no int)."""
    return [name for name, kind in fields.items() if not isinstance(value, dict) or type(value.get(name)) is not kind]


def moment(line: Line, name: str) -> datetime | None:
    """The moment in this field of a line, or None."""
    try:
        found = datetime.fromisoformat(line.value[name])
    except (KeyError, TypeError, ValueError):
        return None
    return found if found.tzinfo else None


def later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max(filter(None, (one, other)), default=None)


def is_hash(value: Any) -> bool:
    return isinstance(value, str) and HASH.fullmatch(value) is not None


def printable(text: str) -> str:
    return "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in text)


def summary(check: Check) -> list[str]:
    """What OK says: counts, time span, the last seal's hash and its anchors."""
    kept, seen = (sum(path.startswith(folder) for path in check.files) for folder in ("attachments/", "shown/"))
    return [
        f"OK 主体 {check.subjects} · 记录 {check.entries} · 封存 {len(check.seals)} · 附件 {kept} · 所见原文 {seen}",
        f"时间 {check.span[0]} 至 {check.span[1]}",
        f"最后封存块 {check.last.number} {check.last.hash}",
        *([check.vouched] if check.vouched else []),
        "锚定 " + ("；".join(check.anchors) or "无：请用 --seal 与你从别处得知的封存块哈希核对"),
        *[f"注意 {words}" for words in late_words(check)],
        *[f"注意 {words}" for words in gap_words(check)],
        *[f"注意 没有记录引用它：{stem}" for stem in sorted(check.sound - check.named)],
        *[f"注意 证据包没有这种文件，不要打开：{path}（{check.files[path][1]} 字节）" for path in check.foreign],
    ]


def late_words(check: Check) -> list[str]:
    """What is said of moments that are a little out of order: a transaction may take a while."""
    if not check.out_of_order:
        return []
    most = max(check.out_of_order).total_seconds()
    words = f"有 {len(check.out_of_order)} 处写入时间略有先后颠倒，最多 {most:.3f} 秒"
    return [f"{words}（{A_WHILE.seconds} 秒以内不算错）"]


def gap_words(check: Check) -> list[str]:
    """What the house itself missed when it made the package: no chain shows that it was cut off at its end."""
    try:
        rows = [*json.loads(check.text("gaps.json") or b"[]")]
        found = [(int(row["seal"]), int(row["lacks"])) for row in rows]
    except (ValueError, TypeError, KeyError, RecursionError):
        return ["gaps.json 读不出来：制作时缺了哪些记录，请向制作的人核对"]
    return [f"制作时封存块 {seal} 少了 {lacks} 条记录，包里没有它们" for seal, lacks in found]


def main() -> int:
    parser = argparse.ArgumentParser(description="离线核验证据包")
    parser.add_argument("package", nargs="?", type=Path, default=Path(__file__).parent, help="zip 或解开的文件夹")
    parser.add_argument("--seal", metavar="HASH", help="你从别处得知的封存块哈希，包里哪一块都行")
    arguments = parser.parse_args()
    sound, words = verify(arguments.package.resolve(), arguments.seal)
    sys.stdout.buffer.write((words + "\n").encode(sys.stdout.encoding or "utf-8", "backslashreplace"))
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
