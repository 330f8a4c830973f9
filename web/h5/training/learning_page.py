"""How somebody's training stands: each course with its lessons, what comes next. The safety office begins and halts the
training from here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from flask import render_template

from handlers.training import planning, suspended
from handlers.training.kinds import CLEARANCE, COACH, LESSON, LEVEL
from models import training, training_levels
from models.ask import about, waiting_for
from models.book import name_of
from models.training import Attempt, Learning, TrainingFile
from rules import duty
from rules.phrases import date_words, day_words
from rules.training.life import State
from web import training_cards as cards
from web.h5.acts import acts
from web.h5.opened import page_data, reading
from web.h5.target import Target
from web.h5.trail import steps
from web.h5.words import clock
from web.house import house
from web.people import Visitor
from web.refused import Refused
from web.training import Mistake, asked_by, mistakes, remembered, since


@dataclass(frozen=True)
class Row:
    name: str
    word: str
    tone: str
    told: str


def learning(who: Visitor, wanted: Target) -> str:
    """Raises Refused for a number that none has, and for the file of somebody whom the person does not lead."""
    file = training.of_person(who.person.id) if wanted.thing == "now" else training.by_number(wanted.thing)
    office = duty.in_office(who.person, who.plant)
    if file is None and wanted.thing != "now":
        raise Refused("没有这份培训档案。", "请核对编号，或发「学习」。", 404)
    if file is not None and not _may(file, who, office=office):
        raise Refused("这是别人的培训档案。", "本人、他的上级和安全部门能看。", 403)
    # Where nothing is left to learn, that moment brings a single question, and no lesson.
    left = file is not None and any(each.state != "passed" for each in training.lessons(file))
    coming = planning.next_moment(file) if file and left and training.running() else None
    return render_template(
        "h5/training/learning.html",
        who=who.person.name,
        whose=name_of(who.plant, file.person) if file else "",
        number=file.number if file else "",
        # What is opened by its number is compared with its chain, as other matters are.
        by_number=wanted.thing != "now",
        state=_state(file, office=office),
        running=training.running(),
        halted=f"{planning.standing()}，不发新的课。{'' if office else planning.waits_for(who.plant) + '。'}",
        since=since(who.book) if office and training.changed() else "",
        office=office and (file is None or file.person == who.person.id),
        cards=cards.asked(who.book, who.now, house().settings.limits) if office else None,
        mine=[ask.id for ask in waiting_for(who.person.id, LESSON)] if file and file.person == who.person.id else [],
        coming=clock(coming.astimezone(who.plant.zone), who.now) if coming else "",
        alone=_alone(file, who) if file else [],
        courses=_courses(file, who) if file else [],
        mistakes=_to_explain(file, who) if file else [],
        acts=list(acts(file.subject, who)) if file else [],
        trail=steps(file.subject, who.plant, who.now) if file else [],
        page=page_data(who, wanted, reading(who, wanted)),
    )


def _state(file: TrainingFile | None, *, office: bool) -> dict[str, str]:
    """Of somebody who has nothing to learn but begins the training: whether it goes on."""
    if file is None and office:
        return {"word": "开着", "tone": "done"} if training.running() else {"word": "没开", "tone": "caution"}
    word, tone = training.stands(file) if file else ("没有要学的课", "quiet")
    return {"word": word, "tone": tone}


def _alone(file: TrainingFile, who: Visitor) -> list[str]:
    """Whether he may work alone, and what he was taught for it; nothing where nobody asks for it."""
    so_far, lacking = training_levels.read(file), training_levels.stands(file, who.book, who.now)
    told = [f"还不能独立上岗：{lacking}"] if lacking else []
    told += [f"{day_words(who.plant.day(so_far.cleared))} 三个人都签了，可以独立上岗"] if so_far.cleared else []
    taught = (f"{each.name} {each.hours} 学时，{name_of(who.plant, each.by)}带的" for each in so_far.taught)
    return [*told, *taught]


def _may(file: TrainingFile, who: Visitor, *, office: bool) -> bool:
    """He himself, whoever is over him, the office, and whoever was asked to teach, to help or to sign for him."""
    above = who.plant.person(file.person).supervisor if who.plant.knows(file.person) else None
    asked = {each.person for each in about(file.subject, LEVEL, COACH, CLEARANCE)}
    return office or who.person.id in {file.person, above, *asked}


def _courses(file: TrainingFile, who: Visitor) -> list[tuple[str, str, list[Row]]]:
    """Each course with who wants it and how often, and its lessons."""
    found: dict[str, list[Row]] = {}
    papers, why = training.papers(file), asked_by(file.person, who.book)
    for each in training.lessons(file):
        found.setdefault(each.course, []).append(_row(each, papers.get(each.id, []), who))
    known = {each.id: each.title for each in who.book.config.courses.courses}
    return [(known.get(course, course), why.get(course, ""), rows) for course, rows in found.items()]


def _to_explain(file: TrainingFile, who: Visitor) -> list[tuple[str, list[Mistake]]]:
    """What he got wrong in lessons that somebody is to learn with him: for whoever may read this and is another."""
    papers = training.papers(file)
    waits = [each for each in training.lessons(file) if each.state == "coached" and file.person != who.person.id]
    return [(training.title(each, who.now), mistakes(each, papers.get(each.id, []))) for each in waits]


def _row(each: Learning, papers: Sequence[Attempt], who: Visitor) -> Row:
    state = cast(State, each.state)
    told = f"{date_words(each.until)}前有效" if each.until else ""
    if each.suspended_by:
        told = f"{each.suspended_by} 里有致命错误，重练合格才恢复"
    if each.withdrawn:
        told = f"安全部门停的：{each.withdrawn}，{'重学过关才恢复' if each.paused else suspended.waits(each)}"
    if state == "waiting" and each.next_at:
        told = f"{clock(each.next_at.astimezone(who.plant.zone), who.now)} 以后再学"
    if state != "passed" and training.stopped(each, who.now):
        told = "依据的标准换了，安全部核对好再发"
    told = "；".join(filter(None, (told, remembered(each, papers, who.book))))
    return Row(training.title(each, who.now), *training.stands_as(each), told)
