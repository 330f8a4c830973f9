"""One drill, read only: who takes part, how it stands; once it is over, each decision with the better choice."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template

from models import drill as drills
from models.book import name_of
from models.drill import DrillRun, Reviewed
from rules import duty
from rules.training import drilling, teams
from rules.training.drill_life import OVER
from rules.training.drills import Drill
from web.h5.acts import acts
from web.h5.opened import page_data, reading
from web.h5.sheet import Line
from web.h5.target import Target
from web.h5.trail import steps
from web.people import Visitor
from web.refused import Refused


@dataclass(frozen=True)
class Row:
    head: str
    tone: str
    points: str
    text: str
    chosen: str
    consequence: str
    better: str
    why: str
    lesson: str


def drill(who: Visitor, wanted: Target) -> str:
    """Raises Refused for a number that none has, and for a drill of people whom the visitor does not lead."""
    run = drills.by_number(wanted.thing)
    if run is None:
        raise Refused("没有这次演练。", "请核对编号，或发「演练」。", 404)
    if not _may(run, who):
        raise Refused("这是别人的演练。", "参加的人、他的上级和安全部门能看。", 403)
    content, over = drills.content(run), run.state in OVER
    word, tone = drills.stands(run)
    return render_template(
        "h5/drills/drill.html",
        title=drills.title(run),
        number=run.number,
        state={"word": word, "tone": tone},
        intro=drilling.said(content.intro, run.sheet.given),
        first=[*_people(run, content, who), *(_scores(run, content) if over else ())],
        rows=[_row(each, run, content, who) for each in drills.review(run, content)] if over else [],
        acts=list(acts(run.subject, who)),
        # What others decided stays hidden while it is played.
        trail=steps(run.subject, who.plant, who.now) if over else [],
        page=page_data(who, wanted, reading(who, wanted)),
    )


def _may(run: DrillRun, who: Visitor) -> bool:
    known = [who.plant.person(person) for person in run.sheet.people if who.plant.knows(person)]
    above = {person.supervisor for person in known}
    return duty.in_office(who.person, who.plant) or who.person.id in {*run.sheet.people, *above}


def _people(run: DrillRun, content: Drill, who: Visitor) -> list[Line]:
    posts = [drills.post_name(run, content, place) for place in range(len(run.sheet.parts))]
    named = [
        name_of(who.plant, part.person) + (f"（{post}）" if post else "")
        for part, post in zip(run.sheet.parts, posts, strict=True)
    ]
    by = drills.deadline(run)
    begun = "开始：" if run.begun_at else "派的时间："
    return [Line("、".join(named), "谁练："), Line(drills.period(run), begun), *([Line(by, "最晚：")] if by else [])]


def _scores(run: DrillRun, content: Drill) -> list[Line]:
    """What the score is made of."""
    ending = run.sheet.why or run.sheet.ending
    lines = [Line(ending, "结果：")] if ending else []
    if run.score is None:
        return lines
    if content.team and run.kind == drills.TEAM:
        found = teams.result(content.team, run.sheet.played)
        own = "、".join(f"{post.name} {found.own[post.id]} 分" for post in content.team.posts)
        handed = f"该说到的 {found.needed} 处，说到了 {found.handed} 处"
        lines += [Line(handed, "交接："), Line(own, "各自的决定：")]
    else:
        score = drilling.score(content, run.sheet.choices)
        told = f"每步按轻重算。走到的步 {score.visited} 分，对照最好的走法 {score.best} 分，取低的"
        lines += [Line(told, "得分：")]
    if any(step.fatal for step in run.sheet.steps):
        lines += [Line("有致命错误，最多 59 分，要重练", "注意：")]
    return lines


def _row(each: Reviewed, run: DrillRun, content: Drill, who: Visitor) -> Row:
    post = drills.post_name(run, content, each.part)
    found = who.book.config.courses.lesson(each.lesson) if each.lesson else None
    return Row(
        head=f"第 {each.place} 步" + (f" · {post}" if post else "") + f" · 轻重 {each.weight}",
        tone="stop" if each.fatal else "caution" if each.better else "done",
        points=("致命错误 · " if each.fatal else "") + f"{each.points}/{drilling.MOST} 分",
        text=each.text,
        chosen=each.chosen or "没有决定（超时）",
        consequence=each.consequence,
        better=each.better,
        why=each.why,
        lesson=f"《{found[1].title}》" if found else "",
    )
