"""Cards of training: a lesson, its questions with a button for each letter, somebody who is to be helped."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from cards.card import Builder, Button, Card
from models import training, training_levels
from models.answered import Outcome
from models.ask import MOVABLE, Ask, expiry
from models.book import book, name_of
from models.matter import Tone
from models.training import Attempt, Learning
from models.training_counted import uncertified
from models.training_paper import Certificate, Clearance, Coaching, Lesson, Question, Shown, Teaching, Week
from rules.phrases import date_words, moment_words
from rules.training import tries
from rules.training.courses import Course, PassRule, drawable
from rules.training.courses import Lesson as Content
from rules.training.courses import Question as Asked
from rules.training.expiry import OVER
from rules.training.levels import PARTS
from rules.training.papers import choices, is_true_false, least_right, named, score, though_enough

GONE = Card("这一课找不到了", status="请发「学习」重新看", tone="caution", final=True)


def lesson(ask: Ask, base: str, rendition: int, now: datetime) -> Card:
    """What is to be learned, how long it takes, and what passes."""
    learning = _learning(ask, Lesson.of(ask).lesson)
    found = training.content(learning, now) if learning else None
    if learning is None or found is None:
        return GONE
    course, content = found
    title = f"学一课：{content.title}"
    mine = _mine(ask, base, now)
    if ask.state not in MOVABLE:
        outcome = Outcome.of(ask)
        status = "学完了，答题看下一张" if outcome.result == "learned" else outcome.words or "不用学了"
        tone: Tone = "done" if ask.state == "done" else "quiet"
        return Card(title=title, status=status, tone=tone, link=f"{mine}/learning/{learning.file.number}", final=True)
    page = f"{mine}/lesson/{ask.id}?r={rendition}"
    return Card(
        title=title,
        lines=(f"{content.minutes} 分钟，学完{passing(course, content)}", *ask.why),
        buttons=(Button("learn", "去学", "main", page),),
        link=page,
        facts=(("课程", course.title),),
    )


def question(ask: Ask, base: str, rendition: int, now: datetime) -> Card:
    """One question; its options stand in the text, its buttons are letters."""
    asked = Question.of(ask)
    attempt = Attempt.get_or_none(Attempt.id == asked.attempt)
    if attempt is None:
        return GONE
    attempt.learning.file = training.here(ask.subject)
    course, content = training.content_of(attempt)
    shown = attempt.paper.questions[asked.place]
    found = content.question(shown.question)
    if found is None:
        return GONE
    size = len(attempt.paper.questions)
    title = f"第 {asked.place + 1} 题，共 {size} 题：{content.title}" if size > 1 else f"问一题：{content.title}"
    options = () if is_true_false(found) else choices(shown.asked, found)
    lines = (found.stem, *(f"{each.name}. {each.words}" for each in options), *ask.why)
    mine = _mine(ask, base, now)
    link = f"{mine}/learning/{attempt.learning.file.number}"
    if ask.state not in MOVABLE:
        return _answered(title, lines, ask, found, shown, link, _came_of(attempt, shown, course.pass_rule))
    page = f"{mine}/question/{ask.id}?r={rendition}"
    several = found.type == "multiple"
    taps = tuple(Button(each.letter.lower(), each.name) for each in choices(shown.asked, found))
    until = (ask.delivered_at or now) + tries.QUESTION
    return Card(
        title=title,
        lines=("多选：选全才算对。", *lines) if several else lines,
        deadline=f"{moment_words(until.astimezone(book(now).plant.zone))} 前",
        buttons=(Button("choose", "去选", "main", page),) if several else taps,
        link=page,
    )


def week(ask: Ask, base: str, rendition: int, now: datetime) -> Card:
    """The single questions that wait behind one link."""
    papers = list(Attempt.select().where(Attempt.id.in_(list(Week.of(ask).attempts))))
    title = f"这周有 {len(papers)} 题等你答"
    mine = _mine(ask, base, now)
    if ask.state not in MOVABLE:
        tone: Tone = "done" if ask.state == "done" else "quiet"
        file = training.here(ask.subject)
        status = Outcome.of(ask).words or "不用答了"
        return Card(title=title, status=status, tone=tone, link=f"{mine}/learning/{file.number}", final=True)
    page = f"{mine}/week/{ask.id}?r={rendition}"
    lessons = dict.fromkeys(training.title(each.learning, now) for each in papers)
    until = expiry(ask)
    return Card(
        title=title,
        lines=(*ask.why, "、".join(lessons)),
        deadline=f"{moment_words(until.astimezone(book(now).plant.zone))} 前" if until else "",
        buttons=(Button("answer", "去答", "main", page),),
        link=page,
    )


def coach(ask: Ask, base: str, rendition: int, now: datetime) -> Card:
    """Somebody has to sit down with a person who did not pass three times."""
    wanted = Coaching.of(ask)
    learning = _learning(ask, wanted.lesson)
    if learning is None:
        return GONE
    plant = book(now).plant
    name = name_of(plant, wanted.person)
    title = f"请带{name}学{training.title(learning, now)}"
    link = f"{_mine(ask, base, now)}/learning/{learning.file.number}"
    if ask.state not in MOVABLE:
        outcome = Outcome.of(ask)
        by = name_of(plant, outcome.by or ask.person)
        status = f"{by} {outcome.clock} 带他学过了" if outcome.result == "coached" else outcome.words or "不用带了"
        return Card(title=title, status=status, tone="done" if ask.state == "done" else "quiet", link=link, final=True)
    return Card(
        title=title,
        lines=(*ask.why, "他答错的题点开看。讲清楚了，再点。"),
        tone="caution",
        buttons=(Button("coached", "带他学过了", "main"),),
        link=link,
    )


def level(ask: Ask, base: str, rendition: int, now: datetime) -> Card:
    """Somebody teaches a level to whoever is new, and says that he can do it."""
    taught, plant = Teaching.of(ask), book(now).plant
    title = f"请带新人：{name_of(plant, taught.person)} · {taught.name}"
    if ask.state not in MOVABLE:
        outcome = Outcome.of(ask)
        by = name_of(plant, outcome.by or ask.person)
        told = f"{by} {outcome.clock} 带完 {taught.done or taught.hours} 学时，会做了"
        status = told if outcome.result == "taught" else outcome.words or "不用带了"
        return Card(title=title, status=status, tone="done" if ask.state == "done" else "quiet", final=True)
    hands = (f"当面做一遍：{'、'.join(taught.practice)}",) if taught.practice else ()
    tells = (f"要讲：{'；'.join(taught.topics)}",) if taught.topics else ()
    page = f"{_mine(ask, base, now)}/level/{ask.id}?r={rendition}"
    full = training_levels.full_from(training.here(ask.subject), taught, plant.zone)
    since = f"，最早 {moment_words(full)}" if full else ""
    return Card(
        title=title,
        # What is to be told comes last: where a card has no room for all of it, its page has.
        lines=(*ask.why, *hands, f"面对面讲满 {taught.hours} 学时、会做了，再点「带满了」{since}。", *tells),
        deadline=f"{date_words(taught.until)}前",
        buttons=(Button("taught", "带满了，会做了", "main"), Button("hours", "学时不一样", url=page)),
    )


def clearance(ask: Ask, base: str, rendition: int, now: datetime) -> Card:
    """One of three signs that somebody may work alone."""
    mine = Clearance.of(ask)
    name = name_of(book(now).plant, mine.person)
    title = f"请签上岗：{name}"
    page = f"{_mine(ask, base, now)}/clearance/{ask.id}?r={rendition}"
    if ask.state not in MOVABLE:
        return _answered_clearance(title, ask, now)
    return Card(
        title=title,
        lines=(*ask.why, "本人、师傅、班组长三个人都签了才算。" if mine.part == "trainee" else "还不行就退回再练。"),
        deadline=f"{date_words(mine.until)}前",
        buttons=(Button("clear", "去看、去签", "main", page),),
    )


def _answered_clearance(title: str, ask: Ask, now: datetime) -> Card:
    """Who has signed sees whom it waits for, then how it ended: his name alone lets nobody work alone."""
    outcome, file, rules = Outcome.of(ask), training.of_subject(ask.subject), book(now)
    if outcome.result == "sent_back":
        return Card(title, status=f"{outcome.clock} 退回再练：{outcome.reason}", tone="caution", final=True)
    if outcome.result != "signed" or file is None:
        return Card(title, status=outcome.words or "不用签了", tone="quiet", final=True)
    ended = training_levels.read(file).ended.get(ask.stage)
    if ended is None:
        lacking = "、".join(names or PARTS[part] for part, names in training_levels.waited_for(file, rules).items())
        lines = tuple(uncertified(file.person, rules, now))
        news = "uncertified" if lines else "signed"
        return Card(title, lines=lines, status=f"{outcome.clock} 你签了，还差{lacking}", news=news)
    if ended.how == "cleared":
        return Card(title, status="三个人都签了，可以独立上岗", tone="done", final=True)
    if ended.how == "moved":
        return Card(title, status="换了岗位或离岗一年，重新带", tone="quiet", final=True)
    said = f"没签成：{name_of(rules.plant, ended.by)}说{ended.reason}"
    return Card(title, status=said, tone="caution", final=True)


def certificate(ask: Ask, base: str, rendition: int, now: datetime) -> Card:
    """A certificate ends soon, or has ended."""
    what, rules = Certificate.of(ask), book(now)
    known = rules.config.templates.qualifications.get(what.code)
    name = known.name if known else what.code
    over = what.rung == OVER
    title = f"证过期了：{name}" if over else f"证快到期：{name}"
    link = f"{_mine(ask, base, now)}/learning/{training.here(ask.subject).number}"
    if ask.state not in MOVABLE:
        outcome = Outcome.of(ask)
        status = f"{outcome.clock} 知道了" if outcome.result == "known" else outcome.words or "不用办了"
        return Card(title=title, status=status, tone="done" if ask.state == "done" else "quiet", link=link, final=True)
    left = (what.until - rules.plant.day(now)).days
    when = f"{date_words(what.until)}" + ("已过期" if over else f"到期，还剩 {max(left, 0)} 天")
    state = known is not None and known.type != "plant"
    todo = "复审、换证去发证机关办，课代替不了；办好交安全部门登记。" if state else "学完要的课就续上，或找安全部门。"
    return Card(
        title=title,
        lines=(when, *ask.why, todo),
        tone="stop" if over else "caution",
        buttons=(Button("known", "知道了", "main"),),
        link=link,
    )


def _came_of(attempt: Attempt, shown: Shown, rule: PassRule) -> str:
    """What came of a lesson's paper, on the card of the question that was answered last: ，这一课过关（3/3）. Whoever
    answers on the page would find nothing of it in the chat."""
    answers, names = attempt.paper.answers, [each.question for each in attempt.paper.questions]
    if attempt.kind != "lesson" or attempt.outcome not in ("passed", "failed") or len(answers) < len(names):
        return ""
    last = max(names, key=lambda each: (answers[each].at, names.index(each)))
    if shown.question != last:
        return ""
    right, passed = attempt.paper.right, attempt.outcome == "passed"
    came = "这一课过关" if passed else f"{though_enough(right, rule.share)}这一课没过"
    return f"，{came}（{score(right)}）"


def _answered(title: str, lines: tuple[str, ...], ask: Ask, found: Asked, shown: Shown, link: str, came: str) -> Card:
    outcome = Outcome.of(ask)
    letters = named(shown.asked, found, found.answer)
    words = {"right": "答对了", "wrong": f"答错了，该选 {letters}", "late": f"时间到了，该选 {letters}"}.get(
        outcome.result
    )
    told = (found.explanation,) if words else ()
    # The options are gone from the card by now. First, because a phone cuts what is long.
    missed = words and outcome.result != "right" and not is_true_false(found)
    right = frozenset(found.answer if missed else ())
    better = (each.line for each in choices(shown.asked, found) if each.option in right)
    return Card(
        title=title,
        lines=(*better, lines[0], *told),
        status=f"{words}{came}" if words else outcome.words or "没答",
        tone="done" if outcome.result == "right" else "caution" if words else "quiet",
        link=link,
        final=True,
    )


def passing(course: Course, lesson: Content) -> str:
    """What passes a lesson, said before it is learned: 答 5 题，对 4 题过关，红线题错一道不过."""
    rule = course.pass_rule
    size, least = rule.quiz_size, least_right(rule.quiz_size, rule.share)
    if least == size:
        return f"答 {size} 题，全对过关"
    red = "，红线题错一道不过" if any(each.critical for each in drawable(lesson.questions)) else ""
    return f"答 {size} 题，对 {least} 题过关{red}"


def _learning(ask: Ask, name: str) -> Learning | None:
    file = training.of_subject(ask.subject)
    return training.lesson(file, name) if file else None


def _mine(ask: Ask, base: str, now: datetime) -> str:
    return f"{base}/h5/{book(now).plant.person(ask.person).platform}"


BUILDERS: Mapping[str, Builder] = {
    "training.lesson": lesson,
    "training.question": question,
    "training.week": week,
    "training.coach": coach,
    "training.level": level,
    "training.clearance": clearance,
    "training.certificate": certificate,
}
