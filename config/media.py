"""Drawings and films of lessons: files in the plant's folder `media` that its `courses.yaml` names.

With their contents their SHA-256 goes into the plant's data, so a version of the rules says exactly what was shown.
"""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path as FilePath
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from config.problem import Path, Problem, child, field_words
from config.source import Document, Json

FOLDER = "media"
KB, MB = 1024, 1024 * 1024
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,60}\.(svg|jpg|png|mp4|webm|vtt)")
TYPES = {
    "svg": "image/svg+xml",
    "jpg": "image/jpeg",
    "png": "image/png",
    "mp4": "video/mp4",
    "webm": "video/webm",
    "vtt": "text/vtt",
}
MOST = {"svg": 200 * KB, "jpg": 300 * KB, "png": 300 * KB, "mp4": 20 * MB, "webm": 20 * MB, "vtt": 50 * KB}
BEGINS = {"jpg": (0, b"\xff\xd8"), "png": (0, b"\x89PNG"), "mp4": (4, b"ftyp"), "webm": (0, b"\x1a\x45\xdf\xa3")}
# What may be named where.
PLACES = {"drawings": ("svg",), "poster": ("jpg", "png"), "captions": ("vtt",), "files": ("mp4", "webm")}
# What phones play: a film of another kind would be a black field on most of them.
PLAYED = {"mp4": (b"avc1", b"avc3", b"vp09", b"av01"), "webm": (b"V_VP8", b"V_VP9", b"V_AV1")}
CODECS = {"mp4": "H.264", "webm": "VP9"}
# A WebM says near its beginning of what its tracks are made.
HEAD = 64 * KB
# Where a cue of captions begins.
CUE = re.compile(r"^(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})[ \t]+-->", re.MULTILINE)
# The whole of a WebM after its head.
SEGMENT = b"\x18\x53\x80\x67"
# Seconds by which a film may be longer or shorter than it is said to be.
SPARE = 1.5


def with_media(courses: Document, folder: FilePath) -> Document:
    """The plant's courses with the hashes of what they name; what is missing or unfit is a problem of its line."""
    if not isinstance(courses.data, dict):
        return courses
    hashes: dict[str, Json] = {}
    for path, place, name in _named(courses.data):
        fault, content = _read(folder / FOLDER, name, place, child(_around(courses.data, path), "seconds"))
        if fault:
            words = field_words(path, courses.data)
            courses.problems.append(Problem(courses.file, courses.line(path), words, fault))
        else:
            hashes[name] = hashlib.sha256(content).hexdigest()
    if hashes:
        courses.data["media"] = hashes
    return courses


def contents(data: Mapping[str, Any], folder: FilePath) -> Iterator[tuple[bytes, str]]:
    """The bytes and type of each file that the data of `courses.yaml` name."""
    for name in data.get("media", {}):
        yield (folder / FOLDER / name).read_bytes(), TYPES[name.rsplit(".", 1)[-1]]


def filmed(courses: Any, films: Mapping[str, Any]) -> Any:
    """The courses with the films that somebody chose since (by lesson: `film` and its hashes, `media`)."""
    if not isinstance(courses, dict) or not films:
        return courses
    whole = [
        {**course, "lessons": [_shown(each, films) for each in course["lessons"]]} for course in courses["courses"]
    ]
    hashes = {name: each for film in films.values() for name, each in film["media"].items()}
    return {**courses, "courses": whole, "media": {**courses.get("media", {}), **hashes}}


def _shown(lesson: dict[str, Any], films: Mapping[str, Any]) -> dict[str, Any]:
    return {**lesson, "film": films[lesson["id"]]["film"]} if lesson["id"] in films else lesson


def kind_of(content: bytes, kinds: Iterable[str]) -> str:
    """Which of these kinds it begins as; empty for none."""
    return next((kind for kind in kinds if _begins(kind, content)), "")


def unfit(kind: str, content: bytes, seconds: object = None) -> str:
    """Why nobody could show it, to be said after its name; empty when it is in order."""
    if len(content) > MOST[kind]:
        return _too_large(kind)
    if not _begins(kind, content):
        return f"不是 {kind} 文件，或者坏了：请换一个"
    if kind == "vtt":
        return _misworded(content, seconds)
    if kind == "svg" and (fault := _acts(content)):
        return fault
    if kind in PLAYED and _cut(kind, content):
        return "没有传完整，后面的画面不在文件里：请重新传整个文件"
    if kind in PLAYED and not _played(kind, content):
        return f"的画面多数手机放不了：请转成 {CODECS[kind]} 的 {kind} 再来"
    length = _length(content) if kind == "mp4" else None
    if length is not None and isinstance(seconds, int) and abs(length - seconds) > SPARE:
        return f"长 {length:.0f} 秒，seconds 写的是 {seconds}：请改正"
    return ""


def _named(data: Json) -> Iterator[tuple[Path, str, str]]:
    """Where a file is named, as what, and its name."""
    for c, course in enumerate(_items(child(data, "courses"))):
        for place, lesson in enumerate(_items(child(course, "lessons"))):
            at: Path = ("courses", c, "lessons", place)
            for number, drawing in enumerate(_items(child(lesson, "drawings"))):
                yield (*at, "drawings", number, "file"), "drawings", str(child(drawing, "file"))
            film = child(lesson, "film")
            for number, name in enumerate(_items(child(film, "files"))):
                yield (*at, "film", "files", number), "files", str(name)
            for part in ("poster", "captions"):
                if isinstance(film, dict) and part in film:
                    yield (*at, "film", part), part, str(film[part])


def _items(data: object) -> list[Any]:
    return data if isinstance(data, list) else []


def _around(data: Json, path: Path) -> object:
    """The film in which a file is named."""
    found: object = data
    for step in path[: path.index("film") + 1] if "film" in path else ():
        found = child(found, step)
    return found


def _read(folder: FilePath, name: str, place: str, seconds: object) -> tuple[str, bytes]:
    """Why the file can't be used, or its bytes."""
    kind = name.rsplit(".", 1)[-1]
    if not NAME.fullmatch(name) or kind not in PLACES[place]:
        return f"“{name[:60]}”不行：只能用字母、数字、- 和 _，后缀是 {'、'.join(PLACES[place])}。请改正", b""
    file = folder / name
    if not file.is_file() or file.is_symlink():
        return f"没有 {FOLDER}/{name} 这个文件：请放进去，或改正", b""
    if file.stat().st_size > MOST[kind]:
        return f"{FOLDER}/{name} {_too_large(kind)}", b""
    try:
        content = file.read_bytes()
    except OSError as error:
        return f"读不了 {FOLDER}/{name}（{error.strerror}）：请检查权限", b""
    fault = unfit(kind, content, seconds)
    return f"{FOLDER}/{name} {fault}" if fault else "", content


def _too_large(kind: str) -> str:
    return f"超过 {MOST[kind] // KB} KB：请压小一点，手机要用流量"


def _begins(kind: str, content: bytes) -> bool:
    at, begins = BEGINS.get(kind, (0, b""))
    return content[at : at + len(begins)] == begins


def _misworded(content: bytes, seconds: object) -> str:
    """Why nobody would read these captions beside a film of so many seconds."""
    text = content.decode("utf-8-sig", "replace")
    if not text.startswith("WEBVTT"):
        return "不是字幕（WebVTT）：第一行要写 WEBVTT"
    if "\0" in text:
        return "里有看不见的坏字（NUL）：请重新存成 UTF-8 的 .vtt"
    cues = [int(h or 0) * 3600 + int(m) * 60 + int(s) + int(ms) / 1000 for h, m, s, ms in CUE.findall(text)]
    if cues and isinstance(seconds, int) and min(cues) >= seconds:
        return f"的话都在片子放完以后（片子长 {seconds} 秒）：请换成这部片子的字幕"
    return ""


def _cut(kind: str, content: bytes) -> bool:
    """Whether the file says that it is longer than it is, or its pictures are missing."""
    if kind == "webm":
        return _webm_cut(content)
    at, boxes = 0, set()
    while at < len(content):
        size, head = int.from_bytes(content[at : at + 4], "big"), content[at : at + 16]
        boxes.add(head[4:8])
        if size == 0 and len(head) >= 8:
            # To the end of the file, or filled up behind the last box.
            break
        size = int.from_bytes(head[8:16], "big") if size == 1 else size
        if size < 8 or at + size > len(content):
            return True
        at += size
    return not boxes >= {b"moov", b"mdat"}


def _webm_cut(content: bytes) -> bool:
    """By the size of its segment, the first thing after the head. One that was recorded as it came may not say it."""
    at = content.find(SEGMENT, 0, HEAD) + len(SEGMENT)
    first = content[at : at + 1]
    if at < len(SEGMENT) or not first or not first[0]:
        return True
    width = 9 - first[0].bit_length()
    size = int.from_bytes(content[at : at + width], "big") & ((1 << 7 * width) - 1)
    unknown = size == (1 << 7 * width) - 1
    return len(content) <= at + width or (not unknown and at + width + size > len(content))


def _played(kind: str, content: bytes) -> bool:
    """Whether one of its tracks is a picture that phones play."""
    if kind == "webm":
        return any(codec in content[:HEAD] for codec in PLAYED[kind])
    # After each `stsd`: version, how many, the size of the first entry, and what the track is made of.
    tracks = (content[found.start() + 16 : found.start() + 20] for found in re.finditer(b"stsd", content))
    return any(track in PLAYED[kind] for track in tracks)


def _acts(content: bytes) -> str:
    """Why a drawing is more than a drawing: scripts, foreign content, links to elsewhere."""
    try:
        root = fromstring(content)
    except (ParseError, DefusedXmlException, ValueError):
        return "打不开，不是 SVG：请换一个"
    if root.tag.rsplit("}", 1)[-1] != "svg":
        return "不是 SVG：请换一个"
    for each in root.iter():
        if str(each.tag).rsplit("}", 1)[-1] in ("script", "foreignObject", "image", "a"):
            return "里面有脚本、图片或链接，不收：请只画图"
        if any(key.lower().startswith("on") or key.endswith("href") for key in each.attrib):
            return "里面有脚本、图片或链接，不收：请只画图"
    return ""


def _length(content: bytes) -> float | None:
    """Seconds by the head of an MP4 (its `mvhd` box, version 0); None where it does not say."""
    at = content.find(b"mvhd")
    if at < 0 or content[at + 4] != 0 or len(content) < at + 24:
        return None
    scale, length = struct.unpack(">2I", content[at + 16 : at + 24])
    return length / scale if scale else None
