"""A training file as its sealed chain tells it, in words; rows of the store only say where they differ.

The chain holds which questions were drawn and in which order their options stood; their texts are those of the rule
version that it names beside them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from models.book import Book, book_of
from models.seals import Written
from models.training import STOPPED
from models.training_attended import PRACTISED, Practised, take
from models.training_counted import TOLD, Told, told
from models.training_scans import SCANNED, Scan
from models.training_scans import read as scanned
from rules.training import hours, tries
from rules.training.courses import Lesson, is_final
from rules.training.hours import Earned, Source, Spent, Wanted
from rules.training.life import NAMES, OFFICE, State
from rules.training.papers import Asked
from workers.evidence.people import People, name_of, titled
from workers.evidence.trail import TrailLine, trail
from workers.evidence.training.schooling import Schooling

NO_TEXT = "（这一版规则里找不到它的文字）"
Data = Mapping[str, Any]


@dataclass
class Question:
    """A question as it stood on its paper. given: the letters that were tapped; right: those to be tapped; ok: None
    while it is not answered."""

    id: str
    order: tuple[str, ...]
    stem: str = NO_TEXT
    several: bool = False
    critical: bool = False
    options: tuple[tuple[str, str], ...] = ()
    right: str = ""
    explanation: str = ""
    given: str = ""
    ok: bool | None = None
    at: datetime | None = None


@dataclass
class Paper:
    """Questions that were drawn together. kind: as in its row (`models.training.Attempt`); outcome: `passed`, `failed`,
    or empty while it is open; told: what came of it, in words; ended_at: when; seq: of the entry that drew it."""

    attempt: int
    seq: int
    kind: str
    lesson: str
    title: str
    at: datetime
    rules: str
    seed: str
    questions: list[Question]
    outcome: str = ""
    told: str = ""
    ended_at: datetime | None = None


@dataclass
class Taught:
    """A lesson of the file. until: to which day its pass holds, or would hold, as the chain has it; suspended_by: the
    drill that took the pass away, withdrawn: why the safety office did; tries: since its last pass; failed, round,
    wait_until: as its row has them (`models.training.Learning`); spent: seconds before his eyes in this try, once an
    entry has counted them; fresh_at: since when this try can have begun; passes: day and seconds that counted for it;
    seq: of the newest entry about it."""

    id: str
    course: str
    title: str = ""
    state: State = "open"
    wanted: bool = True
    passed_on: date | None = None
    until: str = ""
    suspended_by: str = ""
    withdrawn: str = ""
    seq: int = 0
    papers: int = 0
    tries: list[Spent] = field(default_factory=list)
    failed: int = 0
    round: int = 1
    wait_until: datetime | None = None
    spent: int | None = None
    fresh_at: datetime | None = None
    passes: list[tuple[date, int]] = field(default_factory=list)

    def begin_again(self, at: datetime) -> None:
        """Nothing of it has been before his eyes in this try."""
        self.spent, self.fresh_at = None, at

    @property
    def suspended(self) -> bool:
        return bool(self.suspended_by or self.withdrawn)

    @property
    def paused(self) -> bool:
        """As of its row (`models.training.Learning`)."""
        return bool(self.suspended_by or (self.withdrawn and self.state != "passed"))

    @property
    def seconds(self) -> int:
        return sum(seconds for _, seconds in self.passes)

    @property
    def word(self) -> str:
        stands = "暂停" if self.paused else NAMES[self.state]
        return stands if self.wanted else "不用学了"


@dataclass(frozen=True)
class Planned:
    title: str
    at: datetime
    why: str


@dataclass(frozen=True)
class Helped:
    """Somebody sat down with him."""

    at: datetime
    who: str
    title: str


@dataclass(frozen=True)
class Certificate:
    code: str
    name: str
    until: str


@dataclass
class TrainingRecord:
    """drilled: the newest drill; hours: the entries from which hours beside those of lessons are counted; seq: of the
    entry that is told; differences: what the rows say otherwise than the chain."""

    person: str
    number: str = ""
    named: str = ""
    unit: str = ""
    posts: str = ""
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    plan: list[Planned] = field(default_factory=list)
    courses: dict[str, str] = field(default_factory=dict)
    taught: dict[str, Taught] = field(default_factory=dict)
    papers: dict[int, Paper] = field(default_factory=dict)
    helped: list[Helped] = field(default_factory=list)
    schooling: Schooling = field(default_factory=Schooling)
    certificates: tuple[Certificate, ...] = ()
    certified_at: datetime | None = None
    scans: dict[str, Scan] = field(default_factory=dict)
    asked: Wanted | None = None
    trail: tuple[TrailLine, ...] = ()
    drilled: str = ""
    practised: list[Practised] = field(default_factory=list)
    hours: list[Told] = field(default_factory=list)
    seq: int = 0
    differences: list[str] = field(default_factory=list)

    @property
    def word(self) -> str:
        mine = [each for each in self.taught.values() if each.wanted]
        passed = sum(each.state == "passed" and not each.paused for each in mine)
        return f"过关 {passed}/{len(mine)} 课" + ("，离开了，封存" if self.closed_at else "")

    @property
    def years(self) -> dict[int, dict[Source, int]]:
        """Seconds that count, by year and by where they come from."""
        passes = [each for taught in self.taught.values() for each in taught.passes]
        return hours.years([*(Earned(day, seconds, "lesson") for day, seconds in passes), *told(self.hours)])

    @property
    def facts(self) -> dict[str, str]:
        asked = self.asked
        return {
            "编号": self.number,
            "姓名": self.named,
            "部门": self.unit,
            "岗位": self.posts,
            "建档": f"{self.opened_at:%Y-%m-%d}" if self.opened_at else "",
            "封存": f"{self.closed_at:%Y-%m-%d}" if self.closed_at else "还在",
            "现在": self.word,
            "答过": f"{sum(bool(each.outcome) for each in self.papers.values())} 张卷",
            "学时合计": hours.words(sum(sum(each.values()) for each in self.years.values())),
            "要求": f"上岗前 {asked.initial} 学时，每年 {asked.annual} 学时（按{asked.trade}）" if asked else "没有定",
        }


class _Books:
    """The rule versions that a chain names, and the texts in them."""

    def __init__(self) -> None:
        self.name = ""

    def at(self, name: str) -> Book | None:
        """The version of this name, or the one that was named last; None for one that the store has not got."""
        self.name = name or self.name
        number = self.name.partition("@")[2]
        try:
            return book_of(int(number)) if number.isdigit() else None
        except LookupError:
            return None

    def lesson(self, name: str, lesson: str) -> Lesson | None:
        rules = self.at(name)
        found = rules.config.courses.lesson(lesson) if rules else None
        return found[1] if found else None


def read(person: str, chain: Sequence[Written], people: People) -> TrainingRecord:
    """The record, entry by entry."""
    record = TrainingRecord(person, trail=trail(list(chain), people))
    record.named = name_of(people, person)
    record.unit = people[person]["unit"] if person in people else ""
    books = _Books()
    for entry in chain:
        line, data, record.seq = entry.line, entry.line["data"], entry.seq
        at = datetime.fromisoformat(line["at"])
        record.number = record.number or str(data.get("number", ""))
        if "paper" in data and "attempt" in data:
            _drawn(record, data, at, books)
        elif "attempt" in data and "letters" in data:
            _answered(record, data, at)
        if tell := _TOLD.get(entry.kind):
            tell(record, data, at, books)
        who = titled(people, str(line["actor"].get("person", "")))
        if entry.kind == "training.coached":
            record.helped.append(Helped(at, who, str(data["title"])))
        record.schooling.take(entry.kind, data, at, who, name_of(people, str(data.get("beside", ""))))
        if entry.kind == SCANNED:
            scan = scanned(data, str(line["actor"].get("account", "")))
            record.scans[scan.code] = scan
        if entry.kind in PRACTISED:
            take(record.practised, entry.kind, data, at.date(), str(line["actor"].get("account", "")))
        if entry.kind in TOLD:
            record.hours.append((entry.kind, data, at.date()))
    rules = books.at("")
    if rules and rules.plant.knows(person):
        record.asked = hours.wanted(rules.plant.person(person), rules.config.trades)
    return record


def _lesson(record: TrainingRecord, data: Data) -> Taught:
    taught = record.taught.setdefault(str(data["lesson"]), Taught(str(data["lesson"]), ""))
    taught.seq = record.seq
    return taught


def _opened(record: TrainingRecord, data: Data, at: datetime, books: _Books) -> None:
    record.opened_at, record.posts = at, str(data.get("posts", ""))
    books.at(str(data.get("rules", "")))


def _planned(record: TrainingRecord, data: Data, at: datetime, books: _Books) -> None:
    title, rules = str(data["title"]).strip("《》"), str(data.get("rules", ""))
    record.plan.append(Planned(title, at, str(data["why"])))
    record.courses[str(data["course"])] = title
    for name in data["lessons"]:
        found = books.lesson(rules, name)
        fresh = Taught(name, str(data["course"]), found.title if found else name)
        # A final draw that is wanted once more keeps what was before.
        taught = record.taught.setdefault(name, fresh)
        taught.wanted, taught.seq = True, record.seq
        taught.fresh_at = taught.fresh_at or at


def _dropped(record: TrainingRecord, data: Data, at: datetime, books: _Books) -> None:
    _lesson(record, data).wanted = False


def _wanted(record: TrainingRecord, data: Data, at: datetime, books: _Books) -> None:
    _lesson(record, data).wanted = True


def _renewed(record: TrainingRecord, data: Data, at: datetime, books: _Books) -> None:
    taught = _lesson(record, data)
    taught.state, taught.wanted = "open", True
    taught.failed, taught.round = 0, taught.round + 1
    taught.begin_again(at)
    # A paper is open only where its course is suspended meanwhile.
    _end(record, taught.id, STOPPED, "课停了，不算", at, "lesson")
    if is_final(taught.id):
        # It holds no longer: lessons that were passed since then have not counted for it.
        taught.until = ""


def _learned(record: TrainingRecord, data: Data, at: datetime, books: _Books) -> None:
    taught = _lesson(record, data)
    known = books.lesson("", taught.id) if "nominal" not in data else None
    minutes = int(data.get("nominal", known.minutes if known else data["minutes"]))
    taught.spent = int(data["seconds"]) if "seconds" in data else None
    taught.tries.append(Spent(int(data.get("seconds", int(data["minutes"]) * 60)), minutes))


def _drawn(record: TrainingRecord, data: Data, at: datetime, books: _Books) -> None:
    name, rules = str(data["lesson"]), str(data.get("rules", ""))
    found = books.lesson(rules, name)
    questions = [_question(each, found) for each in data["paper"]]
    title = found.title if found else str(data.get("title", name))
    taught = _lesson(record, data)
    taught.title, taught.papers = title, taught.papers + 1
    number = int(data["attempt"])
    kind, seed = str(data.get("kind", "lesson")), str(data.get("seed", ""))
    record.papers[number] = Paper(number, record.seq, kind, name, title, at, books.name, seed, questions)


def _question(drawn: Data, lesson: Lesson | None) -> Question:
    shown = Question(str(drawn["question"]), tuple(drawn["order"]))
    found = lesson.question(shown.id) if lesson else None
    if found is None:
        return shown
    asked = Asked(shown.id, shown.order)
    shown.stem, shown.explanation, shown.critical = found.stem, found.explanation, found.critical
    shown.several, shown.right = found.type == "multiple", asked.letters(found.answer)
    shown.options = tuple((asked.letters([each]), found.options.get(each, NO_TEXT)) for each in shown.order)
    return shown


def _answered(record: TrainingRecord, data: Data, at: datetime) -> None:
    paper = record.papers.get(int(data["attempt"]))
    for each in paper.questions if paper else ():
        if each.id == data["question"]:
            each.given, each.ok, each.at = str(data["letters"]), data["ok"] == "yes", at


def _moved(state: State) -> Any:
    def moved(record: TrainingRecord, data: Data, at: datetime, books: _Books) -> None:
        _lesson(record, data).state = state

    return moved


def _passed(record: TrainingRecord, data: Data, at: datetime, books: _Books) -> None:
    taught = _lesson(record, data)
    taught.state, taught.passed_on = "passed", at.date()
    taught.until = str(data.get("holds_until", data["until"]))
    taught.passes.append((at.date(), hours.counted(taught.tries)))
    taught.tries = []
    taught.failed = 0
    taught.begin_again(at)
    _end(record, taught.id, "passed", f"{data['score']} 过关，{taught.until} 前有效", at, "lesson")


def _failed(record: TrainingRecord, data: Data, at: datetime, books: _Books) -> None:
    taught = _lesson(record, data)
    taught.state = "coached" if data.get("then") == "coached" else "waiting"
    taught.failed += 1
    taught.wait_until = at + tries.wait(taught.failed)
    taught.begin_again(at)
    _end(record, taught.id, "failed", f"{data['score']} 没过，{data['why']}", at, "lesson")


def _coached(record: TrainingRecord, data: Data, at: datetime, books: _Books) -> None:
    taught = _lesson(record, data)
    taught.state, taught.failed, taught.round = "open", 0, taught.round + 1


def _end(record: TrainingRecord, lesson: str, outcome: str, told: str, at: datetime, *kinds: str) -> None:
    """The newest paper of the lesson that is of one of these kinds is over."""
    papers = record.papers.values()
    open_ = [each for each in papers if each.lesson == lesson and each.kind in kinds and not each.outcome]
    if open_:
        open_[-1].outcome, open_[-1].told, open_[-1].ended_at = outcome, told, at


def _recalled(record: TrainingRecord, data: Data, at: datetime, books: _Books) -> None:
    """What came of a single question weeks after the pass."""
    outcome, told = ("passed", "还记得") if data["ok"] == "yes" else ("failed", "忘了")
    paper = record.papers.get(int(data.get("attempt", 0)))
    if paper is None:
        _end(record, str(data["lesson"]), outcome, told, at, "later", "test")
    else:
        paper.outcome, paper.told, paper.ended_at = outcome, told, at


def _certificates(record: TrainingRecord, data: Data, at: datetime, books: _Books) -> None:
    rules = books.at(str(data.get("rules", "")))
    called = rules.config.templates.qualifications if rules else {}
    names = {code: each.name for code, each in called.items()}
    held = ((str(each["code"]), str(each["until"])) for each in data["certs"])
    record.certificates = tuple(Certificate(code, names.get(code, code), until) for code, until in held)
    record.certified_at = at


def _drilled(record: TrainingRecord, data: Data, at: datetime, books: _Books) -> None:
    record.drilled = str(data["drill"])


def _suspended(record: TrainingRecord, data: Data, at: datetime, books: _Books) -> None:
    for each in data["lessons"]:
        taught = _lesson(record, each)
        taught.until = str(each["until"])
        if data.get("by") == OFFICE:
            taught.withdrawn = str(data["why"])
        else:
            taught.suspended_by = record.drilled


def _restored(record: TrainingRecord, data: Data, at: datetime, books: _Books) -> None:
    for each in data["lessons"]:
        taught = _lesson(record, each)
        taught.until = str(each["until"])
        if data.get("by") == OFFICE:
            taught.withdrawn = ""
        else:
            taught.suspended_by = ""


def _closed(record: TrainingRecord, data: Data, at: datetime, books: _Books) -> None:
    record.closed_at = at


def _back(record: TrainingRecord, data: Data, at: datetime, books: _Books) -> None:
    record.closed_at = None


_TOLD = {
    "training.opened": _opened,
    "training.planned": _planned,
    "training.dropped": _dropped,
    "training.wanted": _wanted,
    "training.renewed": _renewed,
    "training.learned": _learned,
    "training.drawn": _moved("asked"),
    "training.passed": _passed,
    "training.failed": _failed,
    "training.recalled": _recalled,
    "training.coached": _coached,
    "training.certificates": _certificates,
    "training.drilled": _drilled,
    "training.suspended": _suspended,
    "training.restored": _restored,
    "training.closed": _closed,
    "training.back": _back,
}
