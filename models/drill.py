"""Drills that were ordered: who takes part, what was decided, how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from peewee import AutoField, CharField, ForeignKeyField

from models.base import MomentField, WholeField
from models.book import Book, book_of, name_of
from models.drill_sheet import Sheet, Step
from models.matter import Matter, MatterKind, Searched, Tone
from models.stored import StoredField
from models.subject import Subject, lock
from models.table import Table
from rules.phrases import moment_words
from rules.training import drilling
from rules.training.drill_life import GATHERING, INVITED, NAMES, OVER, RUN, TONES, State
from rules.training.drills import Drill, Node, Offered
from rules.training.papers import LETTERS

PREFIX = "drill/"
ALONE, TEAM = "alone", "team"
LATE = "没有决定，别人等不到你的话"
NOUNS = {ALONE: "演练", TEAM: "班组演练"}


class DrillRun(Table):
    """kind: `alone` or `team`; outcome: the state in which it ended, which stays when it is archived; score: of 100,
    null where nothing came of it; rules: the version whose drill is played."""

    id = AutoField()
    subject_id: int
    subject = ForeignKeyField(Subject, unique=True, backref="drill_runs")
    number = CharField(unique=True, max_length=24)
    drill = CharField(max_length=32, index=True)
    kind = CharField(max_length=16, index=True)
    title = CharField(max_length=120)
    state = CharField(max_length=16, index=True)
    outcome = CharField(max_length=16, default="")
    score = WholeField(null=True)
    opened_at = MomentField(index=True)
    begun_at = MomentField(null=True)
    closed_at = MomentField(null=True)
    sheet = StoredField(Sheet)
    rules = WholeField()

    class Meta:
        table_name = "drill_run"


def by_number(number: str) -> DrillRun | None:
    return DrillRun.get_or_none(DrillRun.number == number)


def of_subject(subject: Subject | int) -> DrillRun | None:
    """The run of this subject. When a Subject is given, the run holds that very object, and with it its lock."""
    found = DrillRun.get_or_none(DrillRun.subject == subject)
    if found is not None and isinstance(subject, Subject):
        found.subject = subject
    return found


def here(subject: Subject) -> DrillRun:
    """The run of a subject. Raises LookupError when the subject is none."""
    found = of_subject(subject)
    if found is None:
        raise LookupError(f"no drill of {subject.key}")
    return found


def locked(subject_id: int) -> DrillRun:
    """The run of a subject, with the subject locked. Raises LookupError when the subject is no drill."""
    return here(lock(subject_id))


def keep(run: DrillRun, **changes: object) -> None:
    """Writes these fields of the locked run."""
    for name, value in changes.items():
        setattr(run, name, value)
    DrillRun.update(**changes).where(DrillRun.id == run.id).execute()


def under_way() -> list[DrillRun]:
    """Every run that is not over, in the order of subjects, as every transaction locks them."""
    return list(DrillRun.select().where(DrillRun.state.not_in(OVER)).order_by(DrillRun.subject))


def content(run: DrillRun) -> Drill:
    """What is played, of the version under which it was ordered. Raises LookupError when that has not got it."""
    found = book_of(run.rules).config.drills.drill(run.drill)
    if found is None:
        raise LookupError(run.drill)
    return found


def title(run: DrillRun) -> str:
    """演练 · 液氨泄漏应急处置"""
    return f"{NOUNS[run.kind]} · {run.title}"


def stands(run: DrillRun) -> tuple[str, Tone]:
    """The state's word, with the score once there is one, and its tone."""
    ended = cast(State, run.outcome or run.state)
    if ended == "running":
        return f"在练，第 {len({each.at_node for each in run.sheet.steps}) + 1} 步", "info"
    if ended == "invited" and run.kind == TEAM:
        return f"到了 {sum(part.ready for part in run.sheet.parts)}/{len(run.sheet.parts)} 人", "info"
    points = f"，{run.score} 分" if run.score is not None else ""
    return f"{NAMES[ended]}{points}", TONES[ended]


def matter(run: DrillRun) -> Matter:
    """The run as a matter, for rooms that serve every flow."""
    word, tone = stands(run)
    plant = book_of(run.rules).plant
    return Matter(
        subject=run.subject,
        number=run.number,
        title=title(run),
        about="、".join(name_of(plant, person) for person in run.sheet.people),
        page=f"drill/{run.number}",
        state=run.state,
        word=word,
        tone=tone,
        area="",
        people=frozenset(run.sheet.people),
    )


def period(run: DrillRun) -> str:
    """11月25日 08:20"""
    moment: datetime = run.begun_at or run.opened_at
    return moment_words(moment.astimezone(book_of(run.rules).plant.zone))


def until(run: DrillRun) -> datetime:
    """How long it waits for whoever takes part; once it is played, how long it may take."""
    if run.begun_at is not None:
        return cast(datetime, run.begun_at + RUN)
    return cast(datetime, run.opened_at + (GATHERING if run.kind == TEAM else INVITED))


def deadline(run: DrillRun) -> str:
    """11月28日 08:10 前开始: the same words wherever somebody reads by when; empty once it is over."""
    if run.state in OVER:
        return ""
    what = "练完" if run.begun_at else "到齐" if run.kind == TEAM else "开始"
    return f"{moment_words(until(run).astimezone(book_of(run.rules).plant.zone))} 前{what}"


def limited(seconds: int) -> str:
    """The time of one decision, the same on its card and page."""
    return f"限时 {seconds} 秒，收到卡片就开始算"


def options(run: DrillRun, drill: Drill, name: str, part: int = 0) -> list[tuple[str, Offered]]:
    """What there is to choose at a node, or for a part in a turn: (letter, option), in this run's order."""
    post = run.sheet.parts[part].post
    by_id = {each.id: each for each in drill.asked(name, post).options}
    order = drilling.order(by_id, f"{name}/{post}", run.sheet.seed)
    return [(letter, by_id[each]) for letter, each in zip(LETTERS, order, strict=False)]


def post_name(run: DrillRun, drill: Drill, part: int) -> str:
    """当班班长; empty for somebody who is alone."""
    found = drill.team.post(run.sheet.parts[part].post) if drill.team else None
    return found.name if found else ""


def place_of(run: DrillRun, name: str) -> int:
    """The number of a step, from 1."""
    names = list(dict.fromkeys(each.at_node for each in run.sheet.steps))
    return names.index(name) + 1 if name in names else len(names) + 1


@dataclass(frozen=True)
class Reviewed:
    """A decision as it is looked back on. chosen: empty when the time was up; better: empty when it was the best."""

    place: int
    part: int
    text: str
    chosen: str
    points: int
    weight: int
    consequence: str
    better: str
    why: str
    fatal: bool
    lesson: str


def review(run: DrillRun, drill: Drill) -> list[Reviewed]:
    """Each decision with the better choice, in order."""
    return [_reviewed(run, drill, step) for step in run.sheet.steps]


def _reviewed(run: DrillRun, drill: Drill, step: Step) -> Reviewed:
    asked, given = drill.asked(step.at_node, run.sheet.parts[step.part].post), run.sheet.given
    chosen: Offered | None = asked.option(step.option)
    best = drilling.best(asked.options)
    late = asked.on_timeout.consequence if isinstance(asked, Node) else LATE
    better = "" if chosen and chosen.score == best.score else best.text
    return Reviewed(
        place=place_of(run, step.at_node),
        part=step.part,
        text=drilling.said(asked.text, given),
        chosen=drilling.said(chosen.text, given) if chosen else "",
        points=step.points,
        weight=asked.weight,
        consequence=drilling.said(chosen.consequence if chosen else late, given),
        better=drilling.said(better, given),
        why=drilling.said(asked.why or best.consequence, given),
        fatal=step.fatal,
        lesson=(asked.lesson or "") if isinstance(asked, Node) else "",
    )


def _matter_of(subject: Subject) -> Matter | None:
    found = of_subject(subject)
    return matter(found) if found else None


def _subject_of(number: str) -> Subject | None:
    found = by_number(number)
    return found.subject if found else None


def _searched(subject: Subject) -> Searched | None:
    found = of_subject(subject)
    if found is None:
        return None
    ends: datetime = found.closed_at or found.opened_at
    return Searched(matter(found), found.sheet.people[0], found.opened_at, ends, (), found.rules)


def _kinds(rules: Book) -> dict[str, str]:
    return dict(NOUNS) if rules.config.drills.drills else {}


MATTER = MatterKind(
    "drill",
    "演练",
    _matter_of,
    _subject_of,
    _kinds,
    _searched,
    {str(state): word for state, word in NAMES.items()},
    look="看这次演练",
)
