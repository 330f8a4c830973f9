"""The rows of a training file against its chain: the file, each lesson with what its pass is worth, each paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from models import training
from models.base import PLANT_ZONE
from models.seals import Written
from models.training import Attempt, Learning, TrainingFile
from rules.phrases import day_words
from rules.training.life import NAMES
from workers.evidence.difference import Difference, differing, to_the_second
from workers.evidence.training.record import Paper, Taught, TrainingRecord, read
from workers.evidence.training.schooling import WORDS

# As a single question's row has its outcome, and as papers are printed. Of one that was not answered in time the chain
# has none.
OUTCOMES = {"right": "passed", "wrong": "failed", "lapsed": ""}


def differences(row: TrainingFile, chain: Sequence[Written]) -> Iterator[Difference]:
    """Where the rows do not say what the chain says."""
    person = row.subject.key.partition("/")[2]
    record = read(person, chain, {})
    yield from differing("编号", record.number or row.number, row.number)
    yield from differing("是谁的", person, row.person)
    yield from differing("建档", _second(record.opened_at), _second(row.opened_at))
    yield from differing("离开", _second(record.closed_at), _second(row.closed_at))
    yield from differing("独立上岗", record.schooling.word, WORDS.get(row.alone, row.alone))
    rows = {each.lesson: each for each in training.lessons(row, every=True)}
    for name in dict.fromkeys([*record.taught, *rows]):
        yield from _of_lesson(record.taught.get(name), rows.get(name))
    kept = {each.id: (lesson, each) for lesson in rows.values() for each in training.attempts(lesson)}
    for number in sorted(record.papers.keys() | kept.keys()):
        yield from _of_paper(number, record, *kept.get(number, (None, None)))


def _of_lesson(told: Taught | None, row: Learning | None) -> Iterator[Difference]:
    if told is None or row is None:
        lesson = told.title if told else row.lesson if row else ""
        yield from differing(lesson, *_there("要他学", told, row))
        return

    def unlike(what: str, sealed: object, stored: object) -> Iterator[Difference]:
        yield from differing(f"{told.title}{what}", sealed, stored, told.seq)

    yield from unlike("，哪门课程", told.course or row.course, row.course)
    yield from unlike("，要不要学", _wanted(told), _wanted(row))
    yield from unlike("，现在", _stands(told.state), _stands(row.state))
    yield from unlike("，过关", told.passed_on, row.passed_on)
    yield from unlike("，暂停它的演练", told.suspended_by, row.suspended_by)
    yield from unlike("，安全部门为什么停", told.withdrawn, row.withdrawn)
    ends, other = row.until, row.suspended_until
    if told.suspended:
        ends, other = other, ends
    # Older entries have the day in words.
    dated = told.until[:1].isdigit() and "-" in told.until
    yield from unlike("，管到", told.until, (str(ends) if dated else day_words(ends)) if ends else "")
    yield from unlike("，另外还管到", "", str(other or ""))
    yield from unlike("，这一轮没过几次", told.failed, row.tries)
    yield from unlike("，第几轮", told.round, row.round)
    if row.state in ("waiting", "coached"):
        yield from unlike("，几点以后再学", _second(told.wait_until), _second(row.next_at))
    yield from unlike("，看了几秒", *_spent(told, row))


def _spent(told: Taught, row: Learning) -> tuple[str, str]:
    """What an entry has counted; until then no more than has gone by in this try, by the last word of his phone."""
    if told.spent is not None:
        return f"{told.spent} 秒", f"{row.seconds} 秒"
    gone = int((row.beat_at - told.fresh_at).total_seconds()) if row.beat_at and told.fresh_at else 0
    return (f"最多 {max(gone, 0)} 秒", f"{row.seconds} 秒") if row.seconds > max(gone, 0) else ("", "")


def _wanted(lesson: Taught | Learning) -> str:
    return "要学" if lesson.wanted else "不用学"


def _stands(state: str) -> str:
    """A wait that is over leaves the row without an entry: what the chain calls waiting may be open again."""
    return {str(each): words for each, words in NAMES.items()}.get("open" if state == "waiting" else state, state)


def _of_paper(
    number: int, record: TrainingRecord, lesson: Learning | None, row: Attempt | None
) -> Iterator[Difference]:
    paper = record.papers.get(number)
    what = f"卷子 {number}"
    if paper is None or row is None or lesson is None:
        told = record.taught.get(lesson.lesson) if lesson else None
        stood = paper.title if paper else told.title if told else ""
        yield from differing(f"{what}（{stood}）", *_there("有", paper, row), _seq(paper))
        return
    for named, sealed, stored in _both(paper, lesson, row):
        yield from differing(f"{what}（{paper.title}）{named}", sealed, stored, paper.seq)


def _both(paper: Paper, lesson: Learning, row: Attempt) -> Iterator[tuple[str, object, object]]:
    shown = {each.question: each.asked for each in row.paper.questions}
    answers = {name: each for name, each in row.paper.answers.items() if name in shown}
    ended = OUTCOMES.get(row.outcome, row.outcome)
    yield "，哪一课", paper.lesson, lesson.lesson
    yield "，哪种", paper.kind, row.kind
    yield (
        "，题目和先后",
        [(e.id, e.order) for e in paper.questions],
        [(e.question, e.order) for e in row.paper.questions],
    )
    yield "，抽题的种子", paper.seed or row.paper.seed, row.paper.seed
    yield "，规则版本", paper.rules or f"rules@{row.rules}", f"rules@{row.rules}"
    yield "的时间", _second(paper.at), _second(row.opened_at)
    answered = [each for each in paper.questions if each.ok is not None]
    yield "，选的", {e.id: e.given for e in answered}, _letters(row)
    yield "，对错", {e.id: e.ok for e in answered}, {name: each.right for name, each in answers.items()}
    yield "，什么时候答的", {e.id: _second(e.at) for e in answered}, {n: _second(e.at) for n, e in answers.items()}
    yield "的结果", paper.outcome, ended
    if row.outcome != "lapsed":
        yield "，什么时候结束", _second(paper.ended_at), _second(row.closed_at)


def _letters(row: Attempt) -> dict[str, str]:
    shown = {each.question: each.asked for each in row.paper.questions}
    return {name: shown[name].letters(each.options) for name, each in row.paper.answers.items() if name in shown}


def _there(words: str, sealed: object, stored: object) -> tuple[str, str]:
    return (
        words if sealed else f"没有{words.removeprefix('有')}",
        words if stored else f"没有{words.removeprefix('有')}",
    )


def _seq(paper: Paper | None) -> int:
    return paper.seq if paper else 0


def _second(moment: datetime | None) -> str:
    return to_the_second(moment.astimezone(PLANT_ZONE) if moment else None)
