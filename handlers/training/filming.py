"""A lesson's film, poster and captions, chosen on the console.

The units of the house may write nothing but `var/`, and there may be several machines; so the plant's files stay as
they are, and the film is kept in the store: its bytes among the binaries, and what the lesson shows as a rule version
of its own (`models.filmed`), until the files say something else about it. Either all of it is kept or nothing.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PIL import Image

from config.loader import faults as faults_of
from config.media import MOST, TYPES, filmed, kind_of, unfit
from config.source import Document
from handlers import clips, pictures
from handlers.pictures import MB, Fault, NotTaken
from handlers.plant import RULES, choose_film, held, keep_shown
from models import blob, rulebook, store
from models.book import Book, book
from models.filmed import lessons_of
from models.subject import open_subject
from rules.training.courses import Film, Lesson
from rules.training.watching import MOST_SECONDS

FILMS, POSTERS = ("mp4", "webm"), ("jpg", "png")
# What the console may send: a film, a picture or captions.
LARGEST = max(MOST[kind] for kind in FILMS)
TOO_LARGE = Fault(f"这个文件超过 {LARGEST // MB} MB。", "请压小一点再传，手机要用流量。")
# The second whose picture is the poster where none was given, and its longest side in pixels.
POSTER_AT, POSTER_PX, POSTER_QUALITY = 1.0, 960, 80
DONE = "换好了，从现在起学这一课的人看到的是它。"
NONE = Film((), "", "", 0)
CHANGED = "这一页打开以后，这一课的片子被别人换过，这一次没有换：请重新打开这一页看看再换。"


class Unfit(Exception):
    """Nothing was kept; the text says why, and what to do."""


class Gone(Unfit):
    """A file is not here any more, or not whole: it has to be brought again."""


@dataclass(frozen=True)
class Given:
    """seen: the mark of the film that the page showed; film, poster, captions: numbers of uploads, each empty where
    that part was not given."""

    lesson: str
    seen: str
    film: str
    poster: str
    captions: str


@dataclass(frozen=True)
class Chosen:
    """What a lesson is to show: as `courses.yaml` would have it, and each file's bytes by its name."""

    film: dict[str, Any]
    files: Mapping[str, bytes]

    @property
    def media(self) -> dict[str, str]:
        return {name: hashlib.sha256(content).hexdigest() for name, content in self.files.items()}


def choose(given: Given, sender: str, account: str, now: datetime) -> str:
    """The lesson shows this film from now on; returns the words. The same once more changes nothing. Raises Unfit."""
    lesson = lesson_of(book(now), given.lesson)
    if lesson is None:
        raise Unfit("现在的课程里没有这一课：请回到课程表再选。")
    chosen = _read(given, lesson.film, sender, book(now))
    if found := list(_faults(given.lesson, chosen, now)):
        raise Unfit("；".join(found))

    def kept() -> str:
        open_subject(RULES, now)
        today = book(now)
        shown = lesson_of(today, given.lesson)
        if shown is None or (mark(shown, today) != given.seen and not _is(shown, today, chosen)):
            raise Unfit(CHANGED)
        filed = next((each.get("film") for each in lessons_of(held(now) or {}) if each["id"] == given.lesson), None)
        keep_shown(((content, _type(name)) for name, content in chosen.files.items()), now)
        choice = {"film": chosen.film, "media": chosen.media, "instead": filed}
        if not _is(shown, today, chosen):
            choose_film(given.lesson, choice, {"system": "console", "account": account}, now)
        return DONE

    return store.write(kept)


def lesson_of(rules: Book, name: str) -> Lesson | None:
    """The lesson of that id in today's courses."""
    return next((each for course in rules.config.courses.courses for each in course.lessons if each.id == name), None)


def mark(lesson: Lesson, rules: Book) -> str:
    """By which a page can tell whether the lesson's film is still the one that it showed."""
    return rulebook.digest(_shown(lesson.film, rules.config.courses.media))


def _is(lesson: Lesson, rules: Book, chosen: Chosen) -> bool:
    """Whether the lesson shows this already: an answer was lost, and the same came again."""
    film = Film(tuple(chosen.film["files"]), *(chosen.film[name] for name in ("poster", "captions", "seconds")))
    return _shown(lesson.film, rules.config.courses.media) == _shown(film, chosen.media)


def _shown(film: Film | None, media: Mapping[str, str]) -> dict[str, Any]:
    if film is None:
        return {}
    hashes = [media.get(name, name) for name in (*film.files, film.poster, film.captions)]
    return {"seconds": film.seconds, "hashes": hashes}


def _read(given: Given, before: Film | None, sender: str, rules: Book) -> Chosen:
    """What was given, judged, with what stays of the present film. Raises Unfit."""
    if not (given.film or given.poster or given.captions):
        raise Unfit("还没有选文件：请先选，再换。")
    if given.film and not given.captions:
        raise Unfit("还要选字幕（.vtt）：换了片子，字上的话也跟着换。")
    if before is None:
        if not given.film:
            raise Unfit("还要选片子：这一课现在没有。")
        before = NONE
    files: dict[str, bytes] = {}
    names, seconds, first = _film(given.film, sender, files) if given.film else _stays(before, files, rules)
    poster = _picture(_brought(given.poster, "封面", sender)) if given.poster else first
    shown = _named("jpg", _fitting("封面", "jpg", poster), files) if poster else _kept(before.poster, files, rules)
    if given.captions:
        captions = _named("vtt", _fitting("字幕", "vtt", _brought(given.captions, "字幕", sender), seconds), files)
    else:
        captions = _kept(before.captions, files, rules)
    return Chosen({"files": list(names), "poster": shown, "captions": captions, "seconds": seconds}, files)


def _brought(number: str, what: str, sender: str) -> bytes:
    """Raises Gone."""
    try:
        return pictures.brought(number, sender)
    except NotTaken as error:
        raise Gone(f"{what}没有传完，或者放了一天没有用：请再点一次，会再传。") from error


def _film(number: str, sender: str, files: dict[str, bytes]) -> tuple[tuple[str, ...], int, bytes]:
    """Its name, its seconds, and its picture after the first second. Raises Unfit."""
    content = _brought(number, "片子", sender)
    kind = kind_of(content, FILMS)
    if not kind:
        raise Unfit("片子不是 MP4 也不是 WebM，或者坏了：请换一个。")
    _fitting("片子", kind, content)
    found = pictures.film(content, MOST_SECONDS, POSTER_AT)
    if found.fault == clips.LONG:
        raise Unfit(f"片子长 {found.seconds:.0f} 秒，最多 {MOST_SECONDS} 秒：请剪短，或分成几课。")
    if found.fault:
        raise Unfit("片子打不开，或者没有传完整：请换一个，或重新转成 H.264 的 MP4。")
    return (_named(kind, content, files),), round(found.seconds), _small(found.frames[0])


def _picture(content: bytes) -> bytes:
    """A poster as lessons show it. Raises Unfit."""
    if not kind_of(content, POSTERS):
        raise Unfit("封面不是图片：请换 JPG 或 PNG，或不选，用片子第 1 秒的画面。")
    try:
        made = pictures.judged(content)[1]
    except NotTaken as error:
        raise Unfit(f"封面：{error.words}{error.todo}") from error
    return _small(content if made is None else made)


def _small(picture: bytes) -> bytes:
    with Image.open(io.BytesIO(picture)) as opened:
        opened.thumbnail((POSTER_PX, POSTER_PX))
        made = io.BytesIO()
        opened.convert("RGB").save(made, "JPEG", quality=POSTER_QUALITY)
    return made.getvalue()


def _fitting(what: str, kind: str, content: bytes, seconds: int | None = None) -> bytes:
    """What `load-plant` would say of it. Raises Unfit."""
    if fault := unfit(kind, content, seconds):
        raise Unfit(f"{what}{fault}。")
    return content


def _named(kind: str, content: bytes, files: dict[str, bytes]) -> str:
    """A name that no other contents have."""
    name = f"film-{hashlib.sha256(content).hexdigest()[:16]}.{kind}"
    files[name] = content
    return name


def _stays(film: Film, files: dict[str, bytes], rules: Book) -> tuple[tuple[str, ...], int, bytes]:
    """The present film's names and seconds; its poster stays as well."""
    return tuple(_kept(name, files, rules) for name in film.files), film.seconds, b""


def _kept(name: str, files: dict[str, bytes], rules: Book) -> str:
    try:
        files[name] = blob.read(rules.config.courses.media.get(name, ""))
    except blob.Unfit as error:
        raise Unfit(f"现在的 {name} {error.words}：请连片子一起换。") from error
    return name


def _faults(lesson: str, chosen: Chosen, now: datetime) -> Iterator[str]:
    """What the check of the plant's data says of the courses with this film."""
    data = held(now) or {}
    courses: Any = filmed(data.get("courses"), {lesson: {"film": chosen.film, "media": chosen.media}})
    documents = {name: Document(f"{name}.yaml", each) for name, each in {**data, "courses": courses}.items()}
    for each in faults_of(documents)[1]:
        if each.file == "courses" and "film" in each.path and _lesson_at(courses, each.path) == lesson:
            yield f"{each.path[-1]}：{each.message}"


def _lesson_at(courses: Any, path: Any) -> str:
    return str(courses["courses"][path[1]]["lessons"][path[3]]["id"])


def _type(name: str) -> str:
    return TYPES[name.rsplit(".", 1)[-1]]
