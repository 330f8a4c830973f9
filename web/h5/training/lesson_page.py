"""A lesson on the phone, in parts of a few sentences. It goes on where it was left, and only what is before somebody's
eyes counts."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

from cards.training import passing
from handlers.training.kinds import LESSON, QUESTION
from models import training
from models.ask import MOVABLE, Ask, waiting_for
from models.training import Attempt, Learning
from models.training_paper import Lesson, Question
from rules.training.courses import Lesson as Content
from rules.training.reading import chapters, parts
from rules.training.tries import least_seconds
from web.h5.files import link
from web.h5.opened import own_ask
from web.h5.sheet import Line, Section, Sheet, show
from web.h5.target import Target
from web.people import Visitor
from web.refused import Refused

PLEDGE = "关掉、锁屏的时间不算。看完点下面，题目发到聊天里。"


def lesson(who: Visitor, wanted: Target) -> str:
    """Raises Refused once there is nothing to learn on it."""
    ask = own_ask(who, wanted, LESSON)
    file = training.of_subject(ask.subject)
    learning = training.lesson(file, Lesson.of(ask).lesson) if file else None
    found = training.content(learning, who.now) if learning else None
    if ask.state not in MOVABLE or learning is None or found is None or learning.state != "open":
        raise _over(learning, who)
    course, content = found
    again = learning.tries > 0
    first = [
        Line(f"{content.minutes} 分钟，学完{passing(course, content)}", "这一课："),
        *(Line(words) for words in ask.why),
    ]
    text = _chapters(content, who)
    basis = Section((Line("、".join(course.basis), "依据：", "quiet"),))
    film = _film(content, who)
    played = (Section((Line(film.words),)),) if film else ()
    sheet = Sheet(content.title, Section(tuple(first)), (*played, *(each.section for each in text), basis), PLEDGE)
    return show(
        who,
        wanted,
        ask,
        sheet,
        "h5/training/lesson.html",
        chapters=text,
        basis=basis.texts[0],
        at=learning.at,
        seconds=learning.seconds,
        film=film,
        watched=learning.watched,
        least=least_seconds(content.minutes, again=again),
    )


def _over(learning: Learning | None, who: Visitor) -> Refused:
    """A lesson that is learned is not over while its questions wait."""
    asked = learning is not None and learning.state == "asked"
    waiting = next((each for each in waiting_for(who.person.id, QUESTION) if asked and _is_of(each, learning)), None)
    if waiting is None:
        return Refused("这一课现在不用学。", "请发「学习」看要学什么。", 200)
    place = Question.of(waiting).place + 1
    return Refused(
        "这一课学完了，题在等你答。",
        f"现在是第 {place} 题，在聊天里最新的题卡上，也可以从这里去答。",
        200,
        (Target("question", str(waiting.id)).path(who.platform), "去答题"),
    )


def _is_of(ask: Ask, learning: Learning | None) -> bool:
    attempt = Attempt.get_or_none(Attempt.id == Question.of(ask).attempt)
    return attempt is not None and learning is not None and attempt.learning_id == learning.id


@dataclass(frozen=True)
class Told:
    """A chapter as its page shows it: links to its drawings with their words, its text in parts with their numbers."""

    heading: str
    drawings: tuple[tuple[str, str], ...]
    parts: tuple[tuple[int, str], ...]

    @property
    def section(self) -> Section:
        drawn = (Line(words, "图：") for _, words in self.drawings)
        return Section((*drawn, *(Line(part) for _, part in self.parts)), self.heading)


def _chapters(content: Content, who: Visitor) -> tuple[Told, ...]:
    number = count(1)
    return tuple(
        Told(
            each.heading,
            tuple((_link(drawing.file, who), drawing.words) for drawing in each.drawings),
            tuple((next(number), part) for line in each.lines for part in parts(line)),
        )
        for each in chapters(content)
    )


@dataclass(frozen=True)
class Shown:
    """A film as its page shows it: links to what plays, and its words."""

    plays: tuple[str, ...]
    poster: str
    captions: str
    seconds: int

    @property
    def words(self) -> str:
        return f"片子 {self.seconds} 秒，不开声音也能看，话写在画面下面。跳过去的不算。"


def _film(content: Content, who: Visitor) -> Shown | None:
    film = content.film
    if film is None:
        return None
    plays = tuple(_link(name, who) for name in film.files)
    return Shown(plays, _link(film.poster, who), _link(film.captions, who), film.seconds)


def _link(name: str, who: Visitor) -> str:
    return link(who.book.config.courses.media.get(name, name))
