"""A lesson: given by a card, read on a page that counts only what was before somebody's eyes, then asked about."""

from __future__ import annotations

from datetime import datetime

from bot.channel import Action, Answer
from handlers import asks
from handlers.asks import Wanted
from handlers.training import asking, awake, life
from handlers.training.kinds import LESSON, QUESTION
from models import ask as ask_table
from models import training, training_device
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.book import book
from models.training import Learning, TrainingFile
from models.training_paper import Lesson
from rules.plant import Person
from rules.shifts import next_turn
from rules.training import reading, watching
from rules.training.tries import least_seconds

NEXT = "next"
STEPS = ((awake.REMIND, 2 * 24 * 60), ("late", 7 * 24 * 60))
# As many seconds as one message may tell of, and as many parts as a lesson may have.
MOST_TOLD = 3600
# Signs in which a phone tells what was seen of a film.
MOST_SAID = 2000
REVIEWED = Answer("这一课依据的标准换了，安全部核对好才能答题。到时候会再发给你。", "caution")
OVER = Answer("这一课现在不用学。发「学习」看要学什么。", "info")
ASKED = Answer("这一课学完了，题在等你答：看聊天里最新的题卡。", "info")


def give(file: TrainingFile, now: datetime, why: str = "") -> Learning | None:
    """Gives the next lesson of a locked file, unless one is out already; None where there is nothing to learn now."""
    if ask_table.open_about(file.subject, LESSON, QUESTION):
        return None
    if (broken_off := asking.resume(file, now)) is not None:
        return broken_off
    ready = [each for each in training.lessons(file) if is_ready(each, now) and training.content(each, now)]
    if not ready:
        return None
    # What the safety office has suspended comes first.
    chosen = next((each for each in ready if each.withdrawn), ready[0])
    chosen.file = file
    ask(chosen, now, why="" if chosen.withdrawn else why)
    return chosen


def ask(learning: Learning, now: datetime, *, why: str = "", again: str = "") -> None:
    """The card of one lesson; the wait for another try is over by it."""
    if learning.state == "waiting":
        training.keep(learning, state="open", next_at=None)
    data, said = Lesson(lesson=learning.lesson, again=again), [*filter(None, (suspended(learning), why))]
    why_now = said or [again or "轮到这一课"]
    wanted = Wanted(LESSON, learning.file.person, why_now, stage="lesson", steps=STEPS, data=data)
    asks.open_ask(learning.file.subject, wanted, now)


def take_back(learning: Learning, now: datetime) -> None:
    """It is wanted no more: its card must not keep the next lesson from coming."""
    for ask_ in ask_table.movable(learning.file.subject, LESSON):
        if Lesson.of(ask_).lesson == learning.lesson:
            asks.close(ask_, "superseded", now, Outcome.over("不用学了", now))


def suspended(learning: Learning) -> str:
    """Why the safety office has suspended its course, to himself; empty where it has not."""
    return f"安全部门停了这门课：{learning.withdrawn}。重学过关才恢复" if learning.withdrawn else ""


def give_later(file: TrainingFile, now: datetime, *, after: datetime | None = None) -> None:
    """The next lesson comes at the beginning of his next shift that begins after this moment: one a day is enough."""
    rules = book(now)
    if not rules.plant.knows(file.person):
        return
    begins = next_turn(rules.plant.person(file.person), rules.plant, rules.config.rules, after or now)
    if begins is not None:
        life.TIMETABLE.at(file.subject, NEXT, begins, now)


def beat(action: Action, ask_: Ask, file: TrainingFile, person: Person, now: datetime) -> Answer:
    """The page tells how far somebody has come: `{at, seconds}`, the seconds since it told it last,
    and `watched`, the seconds of the film that were seen. The phone counts
    only while the page is in sight; the house never counts more than has gone by."""
    learning = _of(ask_, file)
    if learning is None or learning.state != "open":
        return _over(learning)
    _count(learning, action, now)
    return Answer("记下了", "info")


def learned(action: Action, ask_: Ask, file: TrainingFile, person: Person, now: datetime) -> Answer:
    """「学完了，答题」 at the end of the page."""
    learning = _of(ask_, file)
    found = training.content(learning, now) if learning else None
    if ask_.state not in MOVABLE or learning is None or found is None or learning.state != "open":
        return _over(learning)
    if _withdrawn(ask_, learning, now):
        return REVIEWED
    _count(learning, action, now)
    least = least_seconds(found[1].minutes, again=learning.tries > 0)
    if learning.seconds < least:
        left = max(1, -(-(least - learning.seconds) // 60))
        return Answer(f"还要看 {left} 分钟左右，再答题。关掉、锁屏的时间不算。", "caution")
    if unread := reading.unread(found[1], learning.at):
        return Answer(f"还有 {unread} 段没看到。往下看到底，再答题。", "caution")
    film = found[1].film
    if film is not None and (unseen := watching.left(learning.watched, film.seconds)):
        return Answer(f"片子还有 {unseen} 秒没看，看完再答题。跳过去的、没在看时放的不算。", "caution")
    if (other := _under_way(file)) is not None:
        return Answer(f"{training.title(other, now)}的题还没答完：先答完，再点一次。看过的已经记下。", "caution")
    asks.close(ask_, "done", now, Outcome(result="learned", by=person.id, at=now))
    training_device.used(action.data.get("device"), person.id, learning.lesson, now)
    data = {
        "ask": ask_.id,
        "title": found[1].title,
        "minutes": max(1, round(learning.seconds / 60)),
        "seconds": learning.seconds,
        "nominal": found[1].minutes,
        "lesson": learning.lesson,
    }
    life.tell_trail(file, "training.learned", now, data, actor=asks.actor(ask_, person), shown=asks.shown_to(action))
    asking.begin(learning, found, now)
    return Answer("题目发到聊天里了，一题一张卡片。", "done")


def _under_way(file: TrainingFile) -> Learning | None:
    """The lesson whose paper is open: the card of another one may have come because it was suspended or waited for."""
    return next((each for each in training.lessons(file) if each.state == "asked"), None)


def step(file: TrainingFile, ask_: Ask, name: str, now: datetime) -> None:
    """He is reminded; after a week his superior hears of it."""
    learning = _of(ask_, file)
    if learning is None or _withdrawn(ask_, learning, now):
        return
    words = f"{training.title(learning, now)}还没学，{_minutes(learning, now)} 分钟，点卡片就能学。"
    if name in (awake.REMIND, "late"):
        awake.remind(ask_, words, now)
    if name == "late":
        above = book(now).plant.person(ask_.person).supervisor
        if above:
            name_ = book(now).plant.person(ask_.person).name
            asks.tell(ask_, above, f"{name_}的{training.title(learning, now)}一周没学，请安排时间。", now)


def unreachable(file: TrainingFile, ask_: Ask, words: str, now: datetime) -> None:
    """His card waits until he is reached again; nobody can learn for him."""


def again_from_now(file: TrainingFile, now: datetime) -> None:
    """What a wait was for is over: the lesson may be learned again, at once if he may be asked, else from his next
    shift on."""
    if not awake.may_ask(file.person, now):
        give_later(file, now)
        return
    for each in training.lessons(file):
        if each.state == "waiting" and each.next_at is not None and each.next_at <= now:
            each.file = file
            if training.stopped(each, now):
                continue
            ask(each, now, again="上次没过，再学一遍")
            return


def _withdrawn(ask_: Ask, learning: Learning, now: datetime) -> bool:
    """Takes a card back whose lesson nobody may pass until it was reviewed; it is given again after that."""
    if not training.stopped(learning, now):
        return False
    asks.close(ask_, "superseded", now, Outcome.over("标准换了，核对好再发", now))
    return True


def is_ready(learning: Learning, now: datetime) -> bool:
    if training.stopped(learning, now):
        return False
    if learning.state == "open":
        return True
    return learning.state == "waiting" and (learning.next_at is None or learning.next_at <= now)


def _count(learning: Learning, action: Action, now: datetime) -> None:
    seconds = _whole(action.data.get("seconds"), MOST_TOLD)
    gone = int((now - learning.beat_at).total_seconds()) if learning.beat_at else 0
    found = training.content(learning, now)
    at = max(learning.at, _whole(action.data.get("at"), reading.counted(found[1]) if found else 0))
    seen = _watched(learning.watched, action.data.get("watched"), max(gone, 0))
    counted = learning.seconds + min(seconds, max(gone, 0))
    training.keep(learning, seconds=counted, at=at, watched=seen, beat_at=now)


def _watched(before: str, given: object, gone: int) -> str:
    """What was seen of the film by now; what a phone tells that is no such thing changes nothing."""
    try:
        return watching.grown(before, given, gone) if isinstance(given, str) and len(given) <= MOST_SAID else before
    except ValueError:
        return before


def _over(learning: Learning | None) -> Answer:
    return ASKED if learning is not None and learning.state == "asked" else OVER


def _of(ask_: Ask, file: TrainingFile) -> Learning | None:
    return training.lesson(file, Lesson.of(ask_).lesson)


def _minutes(learning: Learning, now: datetime) -> int:
    found = training.content(learning, now)
    return found[1].minutes if found else 5


def _whole(given: object, most: int) -> int:
    return min(max(given, 0), most) if isinstance(given, int) and not isinstance(given, bool) else 0
