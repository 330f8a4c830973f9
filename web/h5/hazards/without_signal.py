"""What a phone keeps so that the page for reporting opens without signal, where its browser has service workers: the
page without a login, and the worker that gives it. What is reported there waits in the phone for a login."""

from __future__ import annotations

import re

from flask import Response, make_response, render_template

from handlers.hazards import photos
from handlers.hazards.given import MOST_WORDS
from web.h5.carried import PHONES
from web.h5.opened import PAD
from web.h5.sheet import Line, Section, Sheet
from web.statics import STATIC, address

PATH = "/h5/offline"
IMPORTED = re.compile(r'(?:from|import) "\./(\w+\.js)"')
LOOKS = ("tokens.css", "ready.css", "ready.js", "phone.css", "faults.css")
# What the scripts load when a picture is taken.
VENDORS = (
    "idb-8.0.4/umd.js",
    "tus-js-client-4.3.1/tus.min.js",
    "exifr-7.1.3/lite.umd.js",
    "js-sha256-1.0.0/sha256.min.js",
)


def page() -> str:
    """The form without areas and names, which the phone knows from when somebody last opened it."""
    head = Section(
        (Line("没有信号，照样能报"), Line("存在手机里，开着这一页，有信号就自动发；关了，有信号时再打开「报隐患」"))
    )
    sheet = Sheet("报隐患", head, (), "看到什么就报什么，报错了也没关系。")
    return render_template(
        "h5/hazards/report.html",
        sheet=sheet,
        state={"word": "没有信号", "tone": "caution"},
        who="",
        person="",
        machine=None,
        areas=(),
        categories=(),
        words="",
        uploads=[],
        most=photos.MOST,
        most_words=MOST_WORDS,
        page={"path": PATH, "token": "", "phones": PHONES, "signature": PAD, "config": None, "sent": None},
    )


def worker() -> Response:
    """The service worker, with the files of this version."""
    answer = make_response(render_template("h5/worker.js", version=address().rpartition("/")[2], files=files()))
    answer.mimetype = "text/javascript"
    return answer


def files() -> list[str]:
    """The addresses of all that the page loads."""
    vendors = (f"vendor/{each}" for each in VENDORS)
    scripts = (f"js/{name}" for name in _scripts("report.js", "whole.js"))
    return [f"{address()}/{each}" for each in (*LOOKS, *vendors, *scripts)]


def _scripts(*first: str) -> list[str]:
    """These scripts and everything that they import."""
    found, left = set[str](), set(first)
    while left:
        name = left.pop()
        found.add(name)
        left |= set(IMPORTED.findall((STATIC / "js" / name).read_text("utf-8"))) - found
    return sorted(found)
