"""One person's training file: each lesson, hours, certificates, each paper as it was shown."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from flask import g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from handlers import flows
from handlers.pictures import MB, MOST_PDF
from handlers.training import awake, suspending
from handlers.training.refreshing import Unfit
from models import store, training, training_attended, training_levels, training_scans
from models.book import Book, book_of
from models.ledger import Entry
from models.training import Attempt, Learning, TrainingFile
from models.training_counted import hours_of
from models.training_levels import Levels
from models.training_scans import Scan
from rules.phrases import date_words, of_house, record_words
from rules.training import hours, levels
from rules.training.life import OFFICE
from web.console.cards_sent import sent_cards
from web.h5.trail import steps
from web.house import house
from web.people import rulebook, titled
from web.refused import Refused
from web.training import asked_by, remembered

PARTS = {
    "alone": "上岗",
    "lessons": "每一课",
    "suspension": "停课",
    "hours": "学时",
    "practised": "演练和授课",
    "certificates": "证书",
    "papers": "试卷",
    "cards": "卡片和消息",
    "trail": "经过",
}

MOST_TEXT = 200
ENDED = {
    "passed": ("过关", "done"),
    "failed": ("没过", "stop"),
    training.STOPPED: ("课停了，不算", "quiet"),
    "right": ("过后再问，还记得", "done"),
    "wrong": ("过后再问，忘了", "caution"),
    "lapsed": ("过后再问，没答", "quiet"),
}


@dataclass(frozen=True)
class Row:
    """why: who wants the course and how often, empty where nobody does any more."""

    course: str
    why: str
    name: str
    word: str
    tone: str
    passed: str
    until: str
    papers: int
    since: str


@dataclass(frozen=True)
class Certificate:
    """word, tone: whether it holds; own: the plant gives it itself; checked: when it was looked up, and of which one
    the scan is where that has been renewed since; scan: its hash, empty for none; older: those before it."""

    code: str
    name: str
    until: str
    word: str
    tone: str
    own: bool
    checked: str = ""
    scan: str = ""
    older: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Suspended:
    """A course that is suspended. told: when and by whom, where the office did it; about: the matter's number."""

    course: str
    why: str
    told: str = ""
    about: str = ""


@dataclass(frozen=True)
class Asked:
    """A question as it stood on its paper; given, right: letters."""

    stem: str
    marks: tuple[str, ...]
    options: tuple[tuple[str, str], ...]
    given: str
    right: str
    word: str
    tone: str
    explanation: str


@dataclass(frozen=True)
class Paper:
    title: str
    at: str
    word: str
    tone: str
    rules: int
    questions: tuple[Asked, ...]


def show(number: str, told: str = "", given: Mapping[str, str] | None = None) -> str:
    """The whole file. told, given: why what was typed can't be done. Raises Refused for a number that none has."""
    file = training.by_number(number)
    if file is None:
        raise Refused("没有这份培训档案。", "请核对编号，或从培训页打开。", 404)
    now = house().now()
    rules = rulebook(now)
    word, tone = training.stands(file)
    so_far = training_levels.read(file)
    mine, why = training.lessons(file, every=True), asked_by(file.person, rules)
    papers = [_paper(attempt, rules) for each in mine for attempt in training.attempts(each)]
    return render_template(
        "console/training/file.html",
        file=file,
        word=word,
        tone=tone,
        who=titled(rules.plant, file.person),
        facts=list(_facts(file, rules)),
        jumps=list(PARTS.items()),
        levels=[*_levels(so_far, rules)],
        signed=[*_signed(so_far, rules)],
        stands=_alone(file, so_far, rules, now),
        told=told,
        given=given or {},
        rows=[_row(each, why, rules, now) for each in mine],
        suspended=_suspended(file, mine, rules),
        form=f"{next(iter(rules.config.templates.kinds.values())).code}-{rules.plant.day(now):%Y%m%d}-0001",
        most=MOST_PDF // MB,
        courses=[] if file.closed_at else _courses(mine, rules),
        today=rules.plant.day(now).isoformat(),
        at_work=awake.busy(file.person, now),
        years=list(_years(file, rules)),
        practised=training_attended.of_file(file, rules.plant.zone),
        certificates=list(_certificates(file, rules, rules.plant.day(now))),
        papers=sorted(papers, key=lambda paper: paper.at, reverse=True),
        cards=sent_cards(file.subject, rules.plant, now),
        trail=steps(file.subject, rules.plant, now),
        sealed=Entry.select().where(Entry.subject == file.subject, Entry.seal.is_null(False)).count(),
    )


def suspend(number: str) -> Response:
    """`course`, `reason`, `about`. What can't be suspended comes back as typed, with the reason."""
    given = {name: request.form.get(name, "")[:MOST_TEXT] for name in ("course", "reason", "about")}
    actor, now = {"system": "console", "account": str(g.name)}, house().now()
    try:
        store.write(lambda: suspending.suspend(number, **given, actor=actor, now=now))
        store.write(lambda: _look_at_work(number, now))
    except Unfit as error:
        return make_response(show(number, str(error), given), 400)
    return make_response(redirect(url_for("console.training_file", number=number) + "#suspension"))


def _look_at_work(number: str, now: datetime) -> None:
    """A transaction of its own, as it locks his permits: what fails here is seen at their next gate or midnight."""
    file, rules = training.by_number(number), rulebook(now)
    if file is not None and rules.plant.knows(file.person):
        flows.here().unfit(rules.plant.person(file.person), now)


def _suspended(file: TrainingFile, mine: Sequence[Learning], rules: Book) -> list[Suspended]:
    """Each course that is suspended, and why."""
    acts, found = _acts(file), dict[str, Suspended]()
    for each in mine:
        if each.suspended and each.counts:
            drill = f"{each.suspended_by} 里有致命错误，重练合格才恢复" if each.suspended_by else ""
            office = f"安全部门停的：{each.withdrawn}，重学过关才恢复" if each.withdrawn else ""
            act = acts.get(each.course) if office else None
            told, about = "", ""
            if act:
                at = datetime.fromisoformat(act["at"]).astimezone(rules.plant.zone)
                told, about = f"{record_words(at)} {of_house(act['actor'])}", str(act["data"].get("about", ""))
            why = "；".join(filter(None, (drill, office)))
            found[each.course] = Suspended(_course(each.course, rules), why, told, about)
    return list(found.values())


def _acts(file: TrainingFile) -> dict[str, Mapping[str, Any]]:
    """By course: the newest entry by which the office suspended it; not those of lessons that came later."""
    mine = Entry.select(Entry.canonical).where(Entry.subject == file.subject, Entry.kind == "training.suspended")
    lines = (json.loads(entry.canonical) for entry in mine.order_by(Entry.seq))
    own = (line for line in lines if line["data"].get("by") == OFFICE and "account" in line["actor"])
    return {line["data"]["course"]: line for line in own}


def _courses(mine: Sequence[Learning], rules: Book) -> list[tuple[str, str]]:
    """The courses that may be suspended: he has to know them, and the office has not suspended all of it yet."""
    wanted = dict.fromkeys(each.course for each in mine if each.wanted and not each.withdrawn)
    return [(each, _course(each, rules)) for each in wanted]


def _course(name: str, rules: Book) -> str:
    return f"《{rules.config.courses.title(name)}》"


def _facts(file: TrainingFile, rules: Book) -> Iterator[tuple[str, str]]:
    plant = rules.plant if rules.plant.knows(file.person) else book_of(file.rules).plant
    yield "编号", file.number
    if plant.knows(file.person):
        person = plant.person(file.person)
        yield "部门", plant.department(person.department).name
        yield "岗位", "、".join(plant.posts[each].name for each in person.posts)
        wanted = hours.wanted(person, rules.config.trades)
        if wanted:
            yield "要求", f"上岗前 {wanted.initial} 学时，每年 {wanted.annual} 学时（按{wanted.trade}）"
    yield "建档", record_words(file.opened_at.astimezone(plant.zone))
    if file.closed_at:
        yield "离开", record_words(file.closed_at.astimezone(plant.zone))
    if file.archived_at:
        yield "归档", record_words(file.archived_at.astimezone(plant.zone))


def _alone(file: TrainingFile, so_far: Levels, rules: Book, now: datetime) -> str:
    """Whether he may work alone, in words; empty where nobody asks for it."""
    if so_far.cleared:
        return f"{record_words(so_far.cleared.astimezone(rules.plant.zone))} 三个人都签了，可以独立上岗。"
    lacking = "" if file.closed_at else training_levels.stands(file, rules, now)
    return f"还不能独立上岗：{lacking}。" if lacking else ""


def _levels(so_far: Levels, rules: Book) -> Iterator[tuple[str, ...]]:
    """Level, hours, who taught it, when, what he told or showed, what was done by hand."""
    for each in so_far.taught:
        at = record_words(each.at.astimezone(rules.plant.zone))
        yield each.name, each.hours, titled(rules.plant, each.by), at, "；".join(each.topics), "、".join(each.practice)


def _signed(so_far: Levels, rules: Book) -> Iterator[tuple[str, ...]]:
    """As what, who, when, the hash of the handwritten name, why somebody should look at it."""
    for part, each in so_far.signed.items():
        at = record_words(each.at.astimezone(rules.plant.zone))
        yield levels.PARTS[part], titled(rules.plant, each.by), at, each.png, each.doubt(rules.plant)


def _row(each: Learning, why: Mapping[str, str], rules: Book, now: datetime) -> Row:
    word, tone = training.stands_as(each)
    papers = training.attempts(each)
    return Row(
        rules.config.courses.title(each.course),
        why.get(each.course, "") if each.wanted else "",
        training.title(each, now),
        word if each.wanted else "不用学了",
        tone if each.wanted else "quiet",
        date_words(each.passed_on) if each.passed_on else "",
        date_words(each.until) if each.until else "",
        len(papers),
        remembered(each, papers, rules),
    )


def _years(file: TrainingFile, rules: Book) -> Iterator[tuple[int, str, str, str, str]]:
    """Year, what counts in it, where it comes from, what is asked, and whether that is enough."""
    known = rules.plant.knows(file.person)
    wanted = hours.wanted(rules.plant.person(file.person), rules.config.trades) if known else None
    for year, found in hours.years(hours_of(file, rules.plant.zone)).items():
        seconds = sum(found.values())
        asked = f"{wanted.annual} 学时" if wanted else "没有定"
        enough = "—" if wanted is None else "够了" if hours.reaches(seconds, wanted.annual) else "不够"
        yield year, hours.words(seconds), hours.told(found), asked, enough


def _certificates(file: TrainingFile, rules: Book, today: date) -> Iterator[Certificate]:
    if not rules.plant.knows(file.person):
        return
    called, scans = rules.config.templates.qualifications, defaultdict[str, list[Scan]](list)
    for each in training_scans.every(file):
        scans[each.code].insert(0, each)
    for code, until in rules.plant.person(file.person).certs.items():
        word, tone = ("过期了", "stop") if until < today else ("有效", "done")
        newest, *older = [(scan.sha256, _looked_up(scan, until)) for scan in scans[code]] or [("", "")]
        own = called[code].type == "plant"
        held = Certificate(code, called[code].name, date_words(until), word, tone, own)
        yield replace(held, scan=newest[0], checked=newest[1], older=tuple(older))


def _looked_up(scan: Scan, until: date) -> str:
    """When, by whom, and of which certificate where that has been renewed since."""
    old = f"，是 {scan.until} 到期的那本" if scan.until != f"{until:%Y-%m-%d}" else ""
    return f"{date_words(scan.checked)}{'核对过' if scan.own else '查过'}（控制台账号 {scan.by}）{old}"


def _paper(attempt: Attempt, rules: Book) -> Paper:
    word, tone = ENDED.get(attempt.outcome, ("没答完", "info"))
    at = f"{attempt.opened_at.astimezone(rules.plant.zone):%Y-%m-%d %H:%M}"
    try:
        _, lesson = training.content_of(attempt)
    except LookupError:
        return Paper(attempt.learning.lesson, at, word, tone, attempt.rules, ())
    asked = []
    for each in attempt.paper.questions:
        question, given = lesson.question(each.question), attempt.paper.answers.get(each.question)
        if question is None:
            continue
        shown = each.asked
        verdict, color = ("没答", "quiet") if given is None else ("答对", "done") if given.right else ("答错", "stop")
        asked.append(
            Asked(
                question.stem,
                tuple(w for on, w in ((question.type == "multiple", "多选"), (question.critical, "红线题")) if on),
                tuple((shown.letters([option]), question.options[option]) for option in each.order),
                shown.letters(given.options) if given else "",
                shown.letters(question.answer),
                verdict,
                color,
                question.explanation,
            )
        )
    return Paper(lesson.title, at, word, tone, attempt.rules, tuple(asked))
