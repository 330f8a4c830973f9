"""Pictures and files from phones, for every flow: how they come, what is made of them, how an act takes one.

What comes is kept apart until an act takes it (`models/upload.py`). A flow gets the number of an upload in its action,
and calls `take` in its own transaction: the picture is then in the store of binaries, and the result is what stands in
the trail: `{sha256, bytes, type}` of what people see, and besides

- `told`: what the phone says: SHA-256 and type of the original before it was made small, time, place and orientation
  from its EXIF, and how it was taken (`live` in the page itself, `camera_api` by the platform's own camera, `camera`,
  `album`; `chat` where it came by a message). The phone's word, no more;
- `read`: what the house itself read in what came: time, place (WGS-84), orientation;
- `received`: what came, where people see another picture made of it;
- `seconds`, `frames`: of a clip, how long it is, and its key frames as pictures.
"""

from __future__ import annotations

import logging
import re
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from config.root import ROOT
from config.settings import Limits
from handlers import clips, developing, files
from handlers.developing import CUT, LARGE, UNREADABLE, Developed
from handlers.fingerprint import fingerprint
from models import blob, photo_print, store, upload
from models.ask import Ask
from models.upload import BAD, COMING, GONE, READY, USED, Upload
from rules.prints import Print

log = logging.getLogger("anhao.pictures")
MB = 1024 * 1024
PDF = "application/pdf"
JPEG = "image/jpeg"
MOST_PICTURE, MOST_PDF, MOST_CLIP = 25 * MB, 12 * MB, 40 * MB
# The process that reads a large picture: its memory (MB) and seconds, and how many may read at once.
MEMORY, SECONDS, READERS = 1024, 20, 2
KEPT = timedelta(days=1)
SWEPT = 200
BY_CAMERA = "camera_api"
WAYS = ("live", BY_CAMERA, "camera", "album", "chat")
# What a phone may say, each as a short text.
SAYS = {
    "hash": re.compile(r"[0-9a-f]{64}"),
    "bytes": re.compile(r"\d{1,9}"),
    "type": re.compile(r"[\w.+-]{1,20}/[\w.+-]{1,40}"),
    "way": re.compile("|".join(WAYS)),
    "taken_at": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([+-]\d\d:\d\d)?"),
    "latitude": re.compile(r"-?\d{1,2}(\.\d{1,7})?"),
    "longitude": re.compile(r"-?\d{1,3}(\.\d{1,7})?"),
    "orientation": re.compile(r"[1-8]"),
}
_readers = threading.BoundedSemaphore(READERS)


class NotTaken(Exception):
    """What is wrong with a picture or file, and what to do; nothing of it is kept."""

    def __init__(self, words: str, todo: str) -> None:
        super().__init__(words)
        self.words = words
        self.todo = todo


@dataclass(frozen=True)
class Fault:
    words: str
    todo: str

    def error(self) -> NotTaken:
        return NotTaken(self.words, self.todo)


# How large a file may be, and what is said of a larger one.
Most = tuple[int, Fault]
EMPTY = Fault("这个文件是空的，里面什么也没有。", "请重新拍一张，或换一个再传。")
FAULTS = {
    UNREADABLE: Fault(
        "这个文件打不开，不是照片（JPG、PNG、HEIC）也不是 PDF，或者已经坏了。", "请再拍一张，或换一个再传。"
    ),
    CUT: Fault("这张照片不完整，后面的部分没有了。", "请再拍一张，或从相册重新选它。"),
    LARGE: Fault(
        f"图片超过 {developing.MOST_PIXELS // 10_000_000 * 1000} 万像素，太大了。", "请换一张小的，或用手机拍一张再传。"
    ),
}
BAD_PDF = Fault("这个 PDF 打不开：坏了、有密码，或者页数太多。", "请换一个再传，或拍成照片。")
ACTIVE_PDF = Fault("这个 PDF 里有脚本或附件，不收。", "请打印成新的 PDF 再传，或拍成照片。")
LARGE_PDF = Fault(f"这个文件超过 {MOST_PDF // MB} MB。", "请换一个小的，或拍成照片再传。")
LARGE_PICTURE = Fault(f"这个文件超过 {MOST_PICTURE // MB} MB。", "请换一张小的，或用手机拍一张再传。")
LARGE_CLIP = Fault(f"这段视频超过 {MOST_CLIP // MB} MB。", "请拍短一点，或改拍照片。")
CLIP_FAULTS = {
    clips.UNREADABLE: Fault("这段视频打不开，或者没有传完整。", "请再拍一段，或改拍照片。"),
    clips.LONG: Fault(f"这段视频超过 {clips.MOST_SECONDS} 秒。", "请拍短一点，或改拍照片。"),
}
LOST = Fault("这张照片已经不在了：没传完，或者放了一天没有用上。", "请再拍一张，或再选一次。")
UNFINISHED = Fault("这张照片还没有传完。", "请等它传完，再点一次。")
MINE_TODAY = "今天传得太多了：你一天最多传 {most} MB，已经传了 {sent} MB。"
ALL_TODAY = "今天全厂传的照片和文件太多了：一天最多 {most} MB。"


def begin(
    person: str, size: int, told: Mapping[str, str], limits: Limits, now: datetime, allowed: Most | None = None
) -> str:
    """A new upload of `size` bytes by this person; returns its number. `now` is in the plant's zone: the day's volume
    is counted from its midnight. allowed: how large it may be, where its type does not say that. Raises NotTaken."""
    said = _said(told)
    if size <= 0:
        raise EMPTY.error()
    most, large = allowed or _most(said.get("type", ""))
    if size > most:
        raise large.error()
    _check_volume(person, size, limits, now)
    return upload.begin(person, size, said, now)


def _most(kind: str) -> Most:
    """Of a file of this type."""
    if kind == PDF:
        return MOST_PDF, LARGE_PDF
    return (MOST_CLIP, LARGE_CLIP) if kind.startswith("video/") else (MOST_PICTURE, LARGE_PICTURE)


def count(person: str, size: int, now: datetime) -> None:
    """So many bytes of this person are kept that came with an act itself: they count in his volume of the day."""
    upload.count(person, size, now)


def check_room(person: str, limits: Limits, now: datetime) -> None:
    """Raises NotTaken when this person has sent as much today as he may; `now` is in the plant's zone."""
    if (mine := upload.announced(_midnight(now), person)) >= limits.upload_person_mb * MB:
        raise _too_much(mine, limits)


def coming(number: str, person: str) -> Upload:
    """The upload as far as it has come. Raises NotTaken when there is none of this person."""
    found = upload.of_person(number, person)
    if found is None or found.state == GONE:
        raise LOST.error()
    return found


def append(number: str, person: str, offset: int, data: bytes, now: datetime) -> int:
    """Adds bytes at `offset`; returns how many are here, which is something else than offset and bytes together when
    the offset was not the end. Raises NotTaken."""
    found = coming(number, person)
    return upload.append(found, offset, data[: found.size - offset], now)


def whole(content: bytes, person: str, told: Mapping[str, str], limits: Limits, now: datetime) -> Upload:
    """What came in one piece: kept and judged as if it had come in many. Raises NotTaken."""
    kind = {"type": PDF} if content.startswith(b"%PDF-") else {}

    def keep() -> str:
        number = begin(person, len(content), {**told, **kind}, limits, now)
        upload.append(Upload.get_by_id(number), 0, content, now)
        return number

    return ready(store.write(keep), person)


def ready(number: str, person: str) -> Upload:
    """The upload, judged; decoding may take seconds, so this is called before an act's transaction. Raises NotTaken
    with what is wrong with it."""
    found = upload.of_person(number, person)
    # What was judged before it was let go still tells its name to an act that is sent again.
    if found is None or (found.state == GONE and not found.found):
        raise LOST.error()
    if found.state == COMING:
        if found.received < found.size:
            raise UNFINISHED.error()
        _judge(found)
        found = Upload.get_by_id(number)
    if found.state == BAD:
        raise NotTaken(found.found["words"], found.found["todo"])
    return found


def seen(number: str, person: str) -> tuple[bytes, str]:
    """What people will see of an upload: the picture, and its type. Raises NotTaken."""
    found = ready(number, person)
    return upload.content(found.number) if found.made is None else bytes(found.made), str(found.found["type"])


def brought(number: str, sender: str) -> bytes:
    """All bytes of an upload that is judged by whoever takes it. Raises NotTaken when it is not whole."""
    found = coming(number, sender)
    if found.received < found.size:
        raise UNFINISHED.error()
    return upload.content(found.number)


def film(content: bytes, longest: int, at: float) -> clips.Clip:
    """How long a film is, and its picture at that second; read as clips are, by a process of its own."""
    with _readers:
        return clips.read(content, longest, (at,))


def take(number: object, person: str, now: datetime) -> dict[str, Any] | None:
    """An act takes what came: it is in the store of binaries from now on. Returns it as the trail names it; None when
    there is nothing of this person under the number."""
    found = upload.of_person(str(number or ""), person)
    if found is None or found.state not in (READY, USED):
        return None
    if found.state == READY:
        made = None if found.made is None else bytes(found.made)
        keep(upload.content(found.number), found.found, made, now)
        for taken in _prints(found, made):
            photo_print.keep(taken, person, now)
        upload.end(found.number, USED, now)
    return dict(found.found)


def _prints(found: Upload, made: bytes | None) -> list[Print]:
    """The fingerprint of a picture; those of a clip's key frames."""
    if found.hash:
        return [Print(found.found["sha256"], found.hash, found.mirror)]
    lengths = [each["bytes"] for each in found.found.get("frames", ())]
    return [fingerprint(frame) for frame in clips.cut(made or b"", lengths)]


def keep(content: bytes, named: Mapping[str, Any], made: bytes | None, now: datetime) -> None:
    """Puts what came into the store of binaries, and the picture or key frames made of it, as `judged` named them."""
    if frames := named.get("frames"):
        blob.keep(content, named["type"], now)
        for frame in clips.cut(made or b"", [each["bytes"] for each in frames]):
            blob.keep(frame, JPEG, now)
        return
    if made is not None:
        blob.keep(content, named["received"]["type"], now)
    blob.keep(content if made is None else made, named["type"], now)


def named(number: object, person: str) -> dict[str, Any] | None:
    """What the trail will name once `take` has taken it; None when there is nothing of this person, or an ask holds
    it."""
    found = upload.of_person(str(number or ""), person)
    free = found is not None and found.state in (READY, USED) and found.held_by is None
    return dict(found.found) if found is not None and free else None


def hold(number: str, ask: Ask) -> None:
    """The ask lists it: it is kept until the form is sent and `take` takes it, or `release` gives it up."""
    upload.hold(number, ask)


def let_go(number: object, person: str, now: datetime) -> None:
    """Nobody wants it any more: its bytes are not kept. What an act has taken or an ask holds stays."""
    found = upload.of_person(str(number or ""), person)
    if found is not None and found.state != USED and found.held_by is None:
        upload.end(found.number, GONE, now)


def release(number: str, person: str, now: datetime) -> None:
    """The ask does not list it any more."""
    found = upload.of_person(number, person)
    if found is not None and found.state != USED:
        upload.end(found.number, GONE, now)


def sweep(now: datetime) -> int:
    """Deletes what nobody has taken for a day, and pieces that were never finished; returns how many. Call again until
    it is less than SWEPT."""
    before = now - KEPT
    return store.write(lambda: upload.sweep(before, SWEPT)) if upload.has_old(before) else 0


def judged(content: bytes) -> tuple[dict[str, Any], bytes | None]:
    """What the trail will say of these bytes, and the picture made of them, if it is another one. Raises NotTaken."""
    if not content:
        raise EMPTY.error()
    if content.startswith(b"%PDF-"):
        if len(content) > MOST_PDF:
            raise LARGE_PDF.error()
        if fault := files.pdf_fault(content):
            raise (ACTIVE_PDF if fault == files.ACTIVE else BAD_PDF).error()
        return blob.name(content, PDF), None
    if kind := clips.type_of(content):
        return _clip(content, kind)
    made = _developed(content)
    if made.fault:
        raise FAULTS[made.fault].error()
    read = {"read": dict(made.read)} if made.read else {}
    if made.jpeg is None:
        return {**blob.name(content, made.type), **read}, None
    return {**blob.name(made.jpeg, JPEG), **read, "received": blob.name(content, made.type)}, made.jpeg


def _clip(content: bytes, kind: str) -> tuple[dict[str, Any], bytes]:
    """A clip, with its key frames, one behind the other, as what people see of it. Raises NotTaken."""
    if len(content) > MOST_CLIP:
        raise LARGE_CLIP.error()
    with _readers:
        found = clips.read(content)
    if found.fault:
        raise CLIP_FAULTS[found.fault].error()
    frames = [blob.name(frame, JPEG) for frame in found.frames]
    return {**blob.name(content, kind), "seconds": f"{found.seconds:.1f}", "frames": frames}, b"".join(found.frames)


def _judge(found: Upload) -> None:
    told, content = {"told": found.told} if found.told else {}, upload.content(found.number)
    try:
        named, made = judged(content)
        state, named, taken = READY, {**named, **told}, _print(named, content if made is None else made)
    except NotTaken as error:
        state, named, made, taken = BAD, {"words": error.words, "todo": error.todo}, None, None
    store.write(lambda: upload.judge(found.number, state, named, made, taken))


def _print(named: Mapping[str, Any], shown: bytes) -> Print | None:
    """The fingerprint of a picture; None of another file."""
    return fingerprint(shown) if str(named["type"]).startswith("image/") else None


def _developed(content: bytes) -> Developed:
    """In this process only what costs little memory."""
    if developing.few_pixels(content):
        return developing.develop(content)
    with _readers:
        return _apart(content)


def _apart(content: bytes) -> Developed:
    """By a process of its own; one that dies or takes too long could not read it."""
    command = [sys.executable, "-m", "handlers.developing", str(MEMORY), str(SECONDS)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, cwd=ROOT, timeout=2 * SECONDS, check=False)
        return developing.understood(done.stdout)
    except (subprocess.TimeoutExpired, ValueError) as error:
        log.warning("a picture of %s bytes could not be read: %s", len(content), type(error).__name__)
        return Developed(UNREADABLE)


def _check_volume(person: str, size: int, limits: Limits, now: datetime) -> None:
    mine, everybody = upload.announced(_midnight(now), person), upload.announced(_midnight(now))
    if mine + size > limits.upload_person_mb * MB:
        raise _too_much(mine, limits)
    if everybody + size > limits.upload_day_mb * MB:
        raise NotTaken(ALL_TODAY.format(most=limits.upload_day_mb), "请明天再传；今天一定要传，请找安全部门。")


def _midnight(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def _too_much(mine: int, limits: Limits) -> NotTaken:
    words = MINE_TODAY.format(most=limits.upload_person_mb, sent=mine // MB)
    return NotTaken(words, "请明天再传；今天一定要传，请找安全部门。")


def _said(told: Mapping[str, str]) -> dict[str, str]:
    """What the phone said, without what it can't have meant."""
    return {name: told[name] for name, shape in SAYS.items() if name in told and shape.fullmatch(told[name])}
