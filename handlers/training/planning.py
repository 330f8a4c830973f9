"""Whom the plan asks to learn what: it begins when the safety office says so, and follows the plant's data from then
on, the same news twice or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from bot.channel import Action, Answer
from handlers import asks, timetable
from handlers.training import (
    arriving,
    awake,
    budgeting,
    calling,
    certified,
    clearing,
    coaching,
    expiring,
    learning,
    life,
    onboarding,
    proposing,
    quizzing,
    reporting,
    suspending,
    waited,
)
from handlers.training.kinds import CERTIFICATE, CLEARANCE, CLOCK, COACH, LESSON, LEVEL, QUESTION, WEEK
from models import ask as ask_table
from models import delivery as deliveries
from models import ledger, staff, training
from models.answered import Outcome
from models.ask import Ask
from models.book import Book, book
from models.house_asks import Moments
from models.subject import Subject, lock
from models.training import Learning, TrainingFile
from rules import duty
from rules.phrases import date_words
from rules.plant import Person, Plant
from rules.staff.standing import has_left
from rules.texts import bare
from rules.training.courses import Course, final, final_of
from rules.training.forecast import Final, Planned, Quiz
from rules.training.matrix import DUE_DAYS, Need, needs
from rules.training.papers import least_right
from rules.training.simulation import CHOICES, MONTH

MAX_REASON, LEAST_REASON = 200, 2
DAY = timedelta(days=1)
PLANS = "plans"
LEFT = "离职了，不用学了"
# As many people as one turn of the clock plans for; the next turn goes on.
AT_ONCE = 40
NOT_OFFICE = Answer("开始、停止培训由安全部门点。请找安全部门。", "stop")


@dataclass(frozen=True)
class Load:
    """What a plan brings: how many people, lessons, and cards until all is passed; most: lessons of one person."""

    people: int
    lessons: int
    cards: int
    most: int


def load(people: Sequence[Planned]) -> Load:
    """What beginning would bring, before anybody is asked, as the forecast of a month counts it."""
    lessons = [len(each.quizzes) for each in people]
    return Load(len(people), sum(lessons), round(sum(each.to_pass for each in people)), max(lessons, default=0))


def planned(rules: Book, now: datetime) -> list[Planned]:
    """Everybody who has something to learn, with his lessons."""
    brought = cache(lambda course, months: _brought(rules.config.courses.course(course), months))
    by_person = ((person, _needs(person, rules)) for person in rules.plant.people)
    return [
        _planned(person, [brought(need.course, need.months) for need in wanted], rules, now)
        for person, wanted in by_person
        if wanted
    ]


@dataclass(frozen=True)
class _Brought:
    """What a course brings to whoever has to learn it: of each lesson its questions and its minutes."""

    quizzes: Sequence[Quiz] = ()
    minutes: Sequence[int] = ()
    finals: Sequence[Final] = ()


def _planned(person: Person, courses: Sequence[_Brought], rules: Book, now: datetime) -> Planned:
    return Planned(
        person.platform,
        [each for course in courses for each in course.quizzes],
        [each for course in courses for each in course.minutes],
        expiring.within(person, rules, now, MONTH),
        [each for course in courses for each in course.finals],
    )


def _brought(course: Course | None, months: int) -> _Brought:
    if course is None:
        return _Brought()
    rule, lessons = course.pass_rule, course.lessons
    quiz = Quiz(rule.quiz_size, least_right(rule.quiz_size, rule.share), months)
    firsts = len(lessons) * rule.quiz_size
    of_final = final(course)[0].pass_rule
    drawn = Quiz(of_final.quiz_size, least_right(of_final.quiz_size, of_final.share), months)
    return _Brought(
        [quiz] * len(lessons),
        [each.minutes for each in lessons],
        [Final(drawn, firsts, least_right(firsts, rule.course_share))],
    )


def standing() -> str:
    """What a card about somebody's training is called: while nobody is asked to learn, just that."""
    if training.running():
        return "我的培训"
    return "培训停着" if training.changed() else "培训还没开始"


def waits_for(plant: Plant) -> str:
    """Who begins it, for everybody else."""
    return f"等安全部门（{'、'.join(each.name for each in duty.office(plant)[:2])}）开始"


def begin(action: Action, person: Person, now: datetime) -> Answer:
    """「开始培训」: everybody's plan is made, and his first lesson comes at the beginning of his next shift."""
    return started(asks.unasked(person), now) if duty.in_office(person, book(now).plant) else NOT_OFFICE


def started(actor: Mapping[str, str], now: datetime) -> Answer:
    """Begins it for somebody of the safety office, from his phone or from the console."""
    house = life.house(now)
    if training.running():
        return Answer("培训已经开始了，不用再点。", "info")
    rules = book(now)
    whole = load(planned(rules, now))
    if not whole.people:
        return Answer("课程或能力矩阵还没有写，没有人要学。请先装上 courses.yaml 和 posts_matrix.yaml。", "stop")
    data = {"people": whole.people, "lessons": whole.lessons, "rules": rules.name}
    ledger.append(house, "training.begun", now, actor=actor, data=data)
    life.TIMETABLE.at(house, PLANS, now, now)
    return Answer(f"开始了：{whole.people} 人，共 {whole.lessons} 课次。每人每天最多来一课，上班时发。", "done")


def halt(action: Action, person: Person, now: datetime) -> Answer:
    """「停止培训」, with the reason: nothing new is asked; what is out may still be done."""
    return stopped(action.text, asks.unasked(person), now) if duty.in_office(person, book(now).plant) else NOT_OFFICE


def stopped(why: str, actor: Mapping[str, str], now: datetime) -> Answer:
    """Halts it for somebody of the safety office, who says why."""
    house, reason = life.house(now), why.strip()[:MAX_REASON]
    if len(bare(reason)) < LEAST_REASON:
        return Answer("还要写一句为什么停。", "stop")
    if not training.running():
        return Answer("现在没有在培训。", "info")
    ledger.append(house, "training.halted", now, actor=actor, data={"reason": reason})
    return Answer("停了，不再发新的课。已经发出去的可以学完。", "done")


def choose(action: Action, person: Person, now: datetime) -> Answer:
    """「定下来」: so many single questions a person gets a month, `{cards}`."""
    if not duty.in_office(person, book(now).plant):
        return NOT_OFFICE
    given = action.data.get("cards")
    cards = int(given) if isinstance(given, str) and given.isdecimal() and len(given) < 3 else -1
    if cards not in CHOICES:
        return Answer("没有这一档。请重新打开这一页再选。", "stop")
    house = life.house(now)
    if cards == budgeting.chosen():
        return Answer(f"本来就是每人每月 {cards} 张。", "done")
    ledger.append(house, "training.budget", now, actor=asks.unasked(person), data={"cards": cards})
    return Answer(f"定了：每人每月最多 {cards} 张题卡。" if cards else "定了：过关以后只抽查，一年一次复训。", "done")


def chosen_again(action: Action, person: Person, now: datetime) -> Answer | None:
    """What is answered to a choice that is sent again after somebody has made another one."""
    same = action.data.get("cards") == str(budgeting.chosen())
    return None if same else Answer("后来有人改了。请重新打开这一页看。", "caution")


def begun_again(action: Action, person: Person, now: datetime) -> Answer | None:
    """What is answered to a beginning that is sent again after somebody has halted it."""
    return None if training.running() else Answer("后来有人停了培训。请重新打开这一页看。", "caution")


def halted_again(action: Action, person: Person, now: datetime) -> Answer | None:
    return Answer("后来有人又开始了培训。请重新打开这一页看。", "caution") if training.running() else None


def follow_plant(now: datetime) -> None:
    """New plant data: whoever came, moved or left has another plan at the next turn of the clock."""
    if training.running():
        life.TIMETABLE.at(life.house(now), PLANS, now, now)


def of_house(ask: Ask, subject: Subject, now: datetime) -> None:
    """The plans of the next people, as the data of today want them; once a day as well, because passes end."""
    due = timetable.take(ask, now)
    if not training.running():
        return
    begun = [name.removeprefix(PLANS) for name in due if name.startswith(PLANS)]
    rules = book(now)
    files = training.open_files()
    people = {person.id for person in rules.plant.people} | {*files}
    left = sorted(each for each in people if each > min(begun, default=""))
    batch = left[:AT_ONCE]
    # Those who have a file in the order of their subjects, as every transaction locks them; new subjects come after.
    for person in sorted(batch, key=lambda each: (each not in files, files.get(each, 0))):
        if rules.plant.knows(person) and not has_left(rules.plant.person(person)):
            _person(rules.plant.person(person), rules, now)
        elif person in files:
            close(training.here(lock(files[person])), now)
    if len(left) > AT_ONCE:
        life.TIMETABLE.at(subject, f"{PLANS}{batch[-1]}", now, now)
    else:
        reporting.follow(rules, now)
        proposing.tell(subject, rules, now)
        life.TIMETABLE.at(subject, PLANS, now + DAY, now)


def of_file(file: TrainingFile, ask: Ask, now: datetime) -> None:
    """What a person's own timetable says: the next lesson, or another try."""
    due = timetable.take(ask, now)
    if file.closed_at is not None:
        return
    if arriving.TOLD in due:
        arriving.tell(file, now)
    for name in due:
        if name == life.AGAIN or name.startswith(calling.LATER):
            _lesson(file, name, now)
        elif name.startswith(waited.TELL):
            waited.tell(file, name, now)
    if "onward" in due:
        waited.learned(file, now)
        learning.give_later(file, now)
        calling.onward(file, now)
        clearing.follow(file, now)
    if learning.NEXT in due:
        learning.give_later(file, now)
        if training.running() and awake.may_ask(file.person, now):
            _one_card(file, now)


def _lesson(file: TrainingFile, name: str, now: datetime) -> None:
    """The moment at which a lesson was to come; while the training is halted it is looked at again every day."""
    if not training.running():
        life.TIMETABLE.at(file.subject, name, now + DAY, now)
    elif name == life.AGAIN:
        learning.again_from_now(file, now)
    else:
        calling.follow(file, name.removeprefix(calling.LATER), now)


def _one_card(file: TrainingFile, now: datetime) -> None:
    """One card at the beginning of a shift: the next lesson, else a single question of what he has passed."""
    if learning.give(file, now, why=_why(file, now)) is None:
        quizzing.give(file, now)


def opened(person: Person, rules: Book, now: datetime) -> TrainingFile:
    """A new file of somebody who has none, locked."""
    file = training.opened(person.id, rules, now)
    posts = "、".join(rules.plant.posts[each].name for each in person.posts)
    life.tell_trail(file, "training.opened", now, {"posts": posts, "rules": rules.name})
    return file


def of_person(person: Person, rules: Book, now: datetime) -> TrainingFile | None:
    """The file of a person with his plan of today, locked; None where he has to learn nothing and never had, and
    is not new."""
    wanted = _needs(person, rules)
    file = training.locked(person.id)
    if file is None:
        if not (wanted or expiring.is_due(person, rules, now) or onboarding.comes(person, rules)):
            return None
        file = opened(person, rules, now)
    elif file.closed_at is not None:
        training.close(file, closed_at=None, archived_at=None)
        life.tell_trail(file, "training.back", now, {})
    _follow(file, wanted, rules, now)
    coaching.follow(file, now)
    onboarding.follow(file, person, rules, now)
    clearing.follow(file, now)
    certified.follow(file, person, rules, now)
    expiring.follow(file, person, rules, now)
    return file


def close(file: TrainingFile, now: datetime) -> None:
    """He has left: nothing more is asked, and his file is kept as it is."""
    for ask in ask_table.open_about(file.subject, LESSON, QUESTION, WEEK, COACH, LEVEL, CLEARANCE, CERTIFICATE):
        asks.close(ask, "superseded", now, Outcome.over(LEFT, now))
        # He himself may still have his account for some hours: his cards must not ask on.
        if ask.person == file.person:
            deliveries.bring_once_more(ask, now)
    coaching.over(file, LEFT, now)
    life.TIMETABLE.clear(file.subject, now)
    training.close(file, closed_at=now)
    life.tell_trail(file, "training.closed", now, {})


def _person(person: Person, rules: Book, now: datetime) -> None:
    before = training.of_person(person.id)
    file = of_person(person, rules, now)
    if file is None:
        return
    if before is None and person.id in staff.newcomers(rules.plant) and awake.may_ask(person.id, now):
        _one_card(file, now)
    if before is None or life.TIMETABLE.moment_of(file.subject, learning.NEXT) is None:
        learning.give_later(file, now)


def _follow(file: TrainingFile, wanted: tuple[Need, ...], rules: Book, now: datetime) -> None:
    """Adds what is new, drops what nobody wants any more, renews what is about to end."""
    today = rules.plant.day(now)
    mine = {each.lesson: each for each in training.lessons(file, every=True)}
    named: set[str] = set()
    for need in wanted:
        course = rules.config.courses.course(need.course)
        fresh = []
        # A final draw comes and goes with what was right (`finishing`).
        named.add(final_of(need.course))
        for lesson in course.lessons if course else ():
            named.add(lesson.id)
            if lesson.id not in mine:
                Learning.create(file=file, lesson=lesson.id, course=need.course, state="open", months=need.months)
                fresh.append(lesson.id)
            else:
                _again(mine[lesson.id], file, need, today, now)
        if fresh and course:
            data = {
                "course": course.id,
                "title": f"《{course.title}》",
                "why": "；".join(need.why),
                "lessons": fresh,
                "months": need.months,
                "rules": rules.name,
            }
            life.tell_trail(file, "training.planned", now, data)
    for name, each in mine.items():
        if name not in named and each.wanted:
            each.file = file
            training.keep(each, wanted=False)
            learning.take_back(each, now)
            data = {"lesson": name, "title": training.title(each, now), "why": "岗位或课程变了"}
            life.tell_trail(file, "training.dropped", now, data)
    for taken in sorted({each.course for each in mine.values() if each.withdrawn}):
        suspending.carry_on(file, taken, now)


def _again(each: Learning, file: TrainingFile, need: Need, today: date, now: datetime) -> None:
    each.file = file
    if not each.wanted:
        data = {"lesson": each.lesson, "title": training.title(each, now), "why": "；".join(need.why)}
        life.tell_trail(file, "training.wanted", now, data)
    if each.months != need.months or not each.wanted:
        training.keep(each, months=need.months, wanted=True)
    if each.state == "passed" and each.until is not None and (each.until - today).days <= DUE_DAYS:
        data = {"title": training.title(each, now), "until": date_words(each.until)}
        life.move(each, "open", "training.renewed", now, data, tries=0, round=each.round + 1)


def _needs(person: Person, rules: Book) -> tuple[Need, ...]:
    config = rules.config
    return needs(person, config.trades.trades, config.courses.courses, rules.plant)


def _why(file: TrainingFile, now: datetime) -> str:
    """Why he learns the next lesson, in words to him."""
    rules = book(now)
    ready = next((each for each in training.lessons(file) if each.state in ("open", "waiting")), None)
    if ready is None or not rules.plant.knows(file.person):
        return ""
    need = next((each for each in _needs(rules.plant.person(file.person), rules) if each.course == ready.course), None)
    return need.why[0] if need else ""


def next_moment(file: TrainingFile) -> datetime | None:
    """When the next lesson comes by itself."""
    own = next(iter(ask_table.movable(file.subject, CLOCK)), None)
    return Moments.of(own).moments.get(learning.NEXT) if own else None
