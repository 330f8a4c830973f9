"""The lessons with what they show, and a lesson's film, poster and captions: seen here, and chosen anew. Only accounts
of the console, which are the safety office's, come here."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from flask import g, jsonify, render_template, request, url_for
from werkzeug.wrappers import Response

from config.media import KB, MOST
from handlers.pictures import MB
from handlers.training import filming
from handlers.training.filming import Given, Gone, Unfit
from models.base import PLANT_ZONE
from models.book import Book
from rules.training.courses import Film, Lesson
from rules.training.watching import MOST_SECONDS
from web import tus
from web.console.guard import token
from web.house import house
from web.people import rulebook
from web.refused import Refused

LIMITS = (
    f"片子：MP4（H.264，苹果、安卓手机都放得了）或 WebM，最大 {MOST['mp4'] // MB} MB，最长 {MOST_SECONDS} 秒",
    "封面：JPG、PNG，可以不选，用片子第 1 秒的画面",
    f"字幕：WebVTT（.vtt），最大 {MOST['vtt'] // KB} KB；手机上话写在画面下面",
)
SHOWN = {"film": "有片子的", "none": "没有片子的"}
# Of the hash of its name: an account may be called more than a sender can.
SENDER = 20


@dataclass(frozen=True)
class Row:
    course: str
    lesson: str
    title: str
    film: str
    drawings: int


def lessons() -> str:
    """`?course=&show=film|none`."""
    rules = rulebook(house().now())
    course, wanted = request.args.get("course", ""), request.args.get("show", "")
    return render_template(
        "console/training/lessons.html",
        rows=list(_rows(rules, course, wanted)),
        course=course,
        wanted=wanted if wanted in SHOWN else "",
        shown=SHOWN,
        courses=[(each.id, each.title) for each in rules.config.courses.courses],
    )


def show(lesson: str) -> str:
    """The film as it is, and the form. Raises Refused."""
    rules = rulebook(house().now())
    found = _lesson(rules, lesson)
    limit = house().settings.limits.upload_person_mb
    return render_template(
        "console/training/film.html",
        lesson=found,
        course=next(each.title for each in rules.config.courses.courses if found in each.lessons),
        film=_links(found.film, rules) if found.film else None,
        seen=filming.mark(found, rules),
        limits=(*LIMITS, f"每人每天一共最多传 {limit} MB"),
        most=filming.LARGEST,
        most_captions=MOST["vtt"],
        page={
            "token": token(),
            "platform": "console",
            "uploads": url_for("records.uploads"),
            "opened": 0,
            "phones": [],
            "path": request.path,
        },
    )


def choose(lesson: str) -> Response:
    """A film, poster or captions that have come (`film`, `poster`, `captions`: numbers of uploads; `seen`)."""
    sent = request.get_json(silent=True)
    if not isinstance(sent, dict):
        raise Refused("传来的内容认不出来。", "请重新打开这一页再换。")
    texts = {name: str(sent.get(name) or "")[:64] for name in ("seen", "film", "poster", "captions")}
    try:
        words = filming.choose(Given(lesson, **texts), sender(), str(g.name), house().now())
    except Unfit as fault:
        return _told(str(fault), 410 if isinstance(fault, Gone) else 422)
    return _told(words, 200)


def begin_upload() -> Response:
    """A file of this account begins to come (`web.tus`)."""
    now = house().now().astimezone(PLANT_ZONE)
    most = filming.LARGEST, filming.TOO_LARGE
    return tus.begin(sender(), now, lambda number: url_for("records.upload", number=number), most)


def upload(number: str) -> Response:
    return tus.one(number, sender())


def sender() -> str:
    """Whose the uploads of this account are; its name may be longer than a sender's."""
    return f"console/{hashlib.sha256(str(g.name).encode()).hexdigest()[:SENDER]}"


def _told(words: str, status: int) -> Response:
    answer = jsonify(ok=status == 200, words=words)
    answer.status_code = status
    return answer


def _rows(rules: Book, course: str, wanted: str) -> Any:
    for each in rules.config.courses.courses:
        for lesson in each.lessons if course in ("", each.id) else ():
            if wanted not in SHOWN or (wanted == "film") == (lesson.film is not None):
                film = f"{lesson.film.seconds} 秒" if lesson.film else ""
                yield Row(each.title, lesson.id, lesson.title, film, len(lesson.drawings))


def _lesson(rules: Book, name: str) -> Lesson:
    found = filming.lesson_of(rules, name)
    if found is None:
        raise Refused("现在的课程里没有这一课。", "请从「培训」里的课程打开。", 404)
    return found


def _links(film: Film, rules: Book) -> dict[str, Any]:
    """Where the page finds what the lesson shows, and how `courses.yaml` would name it."""
    at = {name: url_for("console.picture", digest=rules.config.courses.media.get(name, name)) for name in _names(film)}
    files = ", ".join(film.files)
    line = f"film: {{files: [{files}], poster: {film.poster}, captions: {film.captions}, seconds: {film.seconds}}}"
    return {"film": film, "at": at, "line": line}


def _names(film: Film) -> tuple[str, ...]:
    return (*film.files, film.poster, film.captions)
