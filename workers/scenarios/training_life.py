"""What training does about people: somebody joins, moves, fails and is helped, has a paper that has lapsed, leaves.

HR's system tells of the newcomer by its own door; everybody does what he is asked from his phone. Who it is, and whose
certificate has lapsed, is in the plant's data.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from config.shapes.demo import Newcomer, Schooling
from handlers.training.kinds import CERTIFICATE, COACH, LESSON, LEVEL, QUESTION
from models import api_key, ledger, plant_time, store, training, training_levels
from models.ask import MOVABLE, Ask, of_subject
from models.book import Book, book
from models.training import Attempt, Learning, TrainingFile
from models.training_paper import Lesson, Question, Teaching
from rules import duty
from rules.staff.standing import has_left
from rules.training.trades import Trade
from rules.training.tries import MOST_TRIES
from rules.training.tries import WAITS as WAITS_AFTER
from rules.training.watching import MOST_SECONDS
from workers.scenarios import TRAINING, promises
from workers.scenarios.phone import Page, Phone, text_of
from workers.scenarios.simulator import Json, direct
from workers.scenarios.stage import Late, wait_for
from workers.scenarios.story import Story
from workers.scenarios.turns import at_site
from workers.scenarios.whole_life import period

DOOR, SCOPE = "/api/v1/hr-events", "hr-events"
READS, WAITS = 10, 11  # plant minutes
# A part beyond the last of any lesson: all of it came before his eyes.
LAST = 99


def play(story: Story) -> TrainingFile:
    """Plays the story whose name it has; returns the file of whom it is about. What did not hold is in
    `story.broken`."""
    tale = TALES[story.name.removeprefix(TRAINING)]
    office = _office(story)
    _act(story, office, _page(story, office), "training.begin")
    wait_for("培训开始", lambda: training.running() or None)
    file = tale(story, _rules().config.demo.training or _nothing())
    _act(story, office, _page(story, office), "training.halt", "演完了")
    promises.of_platforms(story)
    return _now(file)


def join(story: Story, told: Schooling) -> TrainingFile:
    """A plan on the day of joining, and the first lesson is passed; no part in a permit by that alone."""
    file = _joined(story, told.newcomer)
    today = _rules().plant.day(plant_time.now())
    story.promise(_rules().plant.day(file.opened_at) == today, f"{file.number} 不是入职当天建的")
    story.promise(bool(training.lessons(file)), f"{file.number} 没有计划")
    first = _learn(story, file)
    _answer(story, file, right=True)
    story.promise(_lesson(file, first).state == "passed", f"{file.number} 第一课没过关")
    _no_part(story, told.newcomer, file)
    _taught(story, file)
    return file


def _no_part(story: Story, new: Newcomer, file: TrainingFile) -> None:
    """A permit that names him for what his post does is refused, by what he has still to learn and to be taught."""
    rules = _rules()
    kind = _work_of(new.posts)
    words = _refused(story, rules.config.demo.form(kind, {"workers": [new.person]}))
    story.promise(
        new.name in words, f"{new.name}只学了一课，写他干{rules.config.templates.kinds[kind].name}的票没有退回"
    )
    titles = {each.id: f"《{each.title}》" for each in rules.config.courses.courses}
    owed = {titles[each.course] for each in training.lessons(file) if each.state != "passed"}
    story.promise(all(each in words for each in owed), f"{new.name}只学了一课，退票没说还要学{owed}")


def _work_of(posts: Collection[str]) -> str:
    """A kind of work that the demo has a job for, in which a trade of these posts opens the worker's part."""
    rules = _rules().config
    trades = [each for each in rules.trades.trades if {*each.posts} & {*posts}]
    return next(kind for trade in trades for kind in rules.demo.jobs if _opens(trade, kind))


def move(story: Story, told: Schooling) -> TrainingFile:
    """The difference of the two posts: what is new is planned, what nobody needs any more is not asked, and his old
    part in a permit is his no longer."""
    file = _joined(story, told.newcomer)
    before = {each.lesson for each in training.lessons(file)}
    _hr(story, "moved", told.newcomer, posts=list(told.newcomer.moves_to))
    wait_for("新岗位的计划", lambda: {each.lesson for each in training.lessons(file)} != before or None)
    after = {each.lesson for each in training.lessons(file)}
    story.tell(f"换岗以后：加 {len(after - before)} 课，去 {len(before - after)} 课，{len(after & before)} 课照旧")
    story.promise(bool(after - before), "换岗没有加新课")
    _old_part(story, told.newcomer, file, after - before)
    return file


def _old_part(story: Story, new: Newcomer, file: TrainingFile, added: Collection[str]) -> None:
    """A permit that names him for what his old post did is refused, by what his new one needs."""
    rules = _rules()
    kind = _work_of({*new.posts} - {*new.moves_to})
    words = _refused(story, rules.config.demo.form(kind, {"workers": [new.person]}))
    story.promise(new.name in words, f"{new.name}换了岗，写他干{rules.config.templates.kinds[kind].name}的票没有退回")
    mine = training.lessons(file)
    gone = {each.course for each in training.lessons(file, every=True)} - {each.course for each in mine}
    titles = {each.id: f"《{each.title}》" for each in rules.config.courses.courses}
    asked = {titles[each.course] for each in mine if each.lesson in added}
    story.promise(all(each in words for each in asked), f"{new.name}换了岗，退票没说新岗位要的{asked}")
    # What the part itself asks, whoever takes it has to have learned.
    opening = (each for each in rules.config.trades.trades if _opens(each, kind))
    of_part = {course for trade in opening for course in trade.courses}
    old = [titles[each] for each in gone - of_part if titles[each] in words]
    story.promise(not old, f"{new.name}换了岗，还按原来的岗位要{old}")


def _opens(trade: Trade, kind: str) -> bool:
    """Whether it is a trade for workers in this kind of work."""
    return any(part.role == "worker" and kind in part.kinds for part in trade.permit_roles)


def fail(story: Story, told: Schooling) -> TrainingFile:
    """Three tries fail; his superior learns it with him, and the next try passes."""
    file = _joined(story, told.newcomer)
    name = ""
    for number in range(MOST_TRIES):
        if number:
            story.later(WAITS)
        name = _learn(story, file)
        _answer(story, file, right=False)
    story.promise(_lesson(file, name).state == "coached", f"{MOST_TRIES} 次没过，没有找人带")
    ask = wait_for("带他学的人", partial(_asked, file, COACH))
    coach = story.house.phone(ask.person)
    card = story.card(coach, "请带")
    story.later(READS)
    story.tap(coach, card, "带他学过了")
    wait_for("带过以后", lambda: _lesson(file, name).state != "coached" or None)
    story.later(int(WAITS_AFTER[MOST_TRIES].total_seconds() // 60))
    # Another lesson may have come at the beginning of the shift meanwhile.
    while _learn(story, file) != name:
        _answer(story, file, right=True)
    _answer(story, file, right=True)
    story.promise(_lesson(file, name).state == "passed", "带过以后还没过关")
    return file


def lapse(story: Story, told: Schooling) -> TrainingFile:
    """Whose certificate has lapsed is told so, and a permit that names him is refused, in words."""
    lapsed, rules = told.lapsed, _rules()
    person = rules.plant.person(lapsed.person)
    file = wait_for(f"{person.name} 的档案", lambda: training.of_person(person.id))
    ask = wait_for("到期的卡片", partial(_asked, file, CERTIFICATE))
    phone = story.house.phone(ask.person)
    story.tap(phone, story.card(phone, "过期"), "知道了")
    words = _refused(story, rules.config.demo.form(lapsed.kind, lapsed.ask))
    story.promise(person.name in words and "过期" in words, f"{person.name}的证过期了，票没有退回")
    return file


def _refused(story: Story, form: Mapping[str, Any]) -> str:
    """Somebody asks for the permit of this form; what he is told where it is refused, else nothing."""
    form = {**form, **period()}
    leader = at_site(story.house.phone(form["work_leader"]), form["area"])
    before = {each["id"] for each in leader.messages()}
    leader.say(_rules().config.templates.kinds[form["kind"]].words[0])
    page = leader.open(story.opens(leader, story.card(leader, "票申请", before), "填写申请"))
    answer = page.act("permit.request", {**form, "position": leader.position()})
    words = str(answer.get("words", ""))
    story.tell(f"{leader.name}的申请：{words}")
    return "" if answer.get("ok") else words


def leave(story: Story, told: Schooling) -> TrainingFile:
    """He is asked nothing more, and his file is kept."""
    file = _joined(story, told.newcomer)
    # In a house that has played other stories something may be asked of him, or he may know all of it already.
    if not _waiting(file) and any(each.state == "open" for each in training.lessons(file)):
        _given(story, file)
    _hr(story, "left", told.newcomer)
    wait_for(f"{file.number} 封存", lambda: _now(file).closed_at)
    left = [ask.kind for ask in _waiting(file)]
    story.promise(not left, f"离开了还在找他：{left}")
    story.tell(f"{told.newcomer.name}离开了，{file.number} 封存")
    return file


def _waiting(file: TrainingFile) -> list[Ask]:
    """What somebody is asked about his training."""
    return [ask for ask in of_subject(file.subject) if ask.state in MOVABLE and ask.person]


TALES: dict[str, Callable[[Story, Schooling], TrainingFile]] = {
    "joiner": join,
    "mover": move,
    "fail-and-repeat": fail,
    "certificate-lapses": lapse,
    "leaver": leave,
}


def _joined(story: Story, new: Newcomer) -> TrainingFile:
    """HR tells of the newcomer, unless he is here from a story before."""
    plant = _rules().plant
    if not plant.knows(new.person) or has_left(plant.person(new.person)):
        said = {name: getattr(new, name) for name in ("name", "department", "supervisor", "platform", "account")}
        _hr(story, "joined", new, posts=list(new.posts), **said)
    file = wait_for(f"{new.name} 的计划", lambda: training.of_person(new.person))
    story.tell(f"{new.name}的计划：{len(training.lessons(file))} 课")
    return file


def _hr(story: Story, kind: str, new: Newcomer, **said: Any) -> None:
    """HR's system tells it, twice, as such systems do."""
    now = plant_time.now()
    number = f"{kind}-{now:%Y%m%d%H%M%S}"
    held = store.write(lambda: api_key.issue(f"{story.name}-{number}", (SCOPE,), (), plant_time.real_now()))
    event = {"id": number, "kind": kind, "person": new.person, "on": f"{now:%Y-%m-%d}", **said}
    for wanted in ("kept", "again"):
        answer = direct().post(
            f"{story.house.base}{DOOR}",
            json={"events": [event]},
            headers={"Authorization": f"Bearer {held}"},
            timeout=20,
        )
        got = answer.json()["results"][0] if answer.status_code == 202 else {"outcome": answer.text[:200]}
        story.promise(got["outcome"] == wanted, f"人事系统的{kind}：{got}")
    story.tell(f"人事系统：{new.name} {kind}")
    wait_for("人员变动生效", lambda: _known(new.person, gone=kind == "left") or None)


def _known(person: str, *, gone: bool) -> bool:
    plant = _rules().plant
    return plant.knows(person) and has_left(plant.person(person)) == gone


def _given(story: Story, file: TrainingFile) -> Ask:
    """The lesson that is out; he writes 「学习」 where none is."""
    phone = story.house.phone(file.person)
    if _asked(file, LESSON) is None:
        story.tell(f"{phone.name}发「学习」")
        phone.say("学习")
    return wait_for("一课", partial(_asked, file, LESSON))


def _learn(story: Story, file: TrainingFile) -> str:
    """He reads a lesson and asks for the questions; the lesson's name."""
    phone, ask = story.house.phone(file.person), _given(story, file)
    card = wait_for(f"{phone.name} 的课", lambda: phone.card(lambda words: words.startswith("学一课")))
    page = phone.open(story.opens(phone, card, "去学"))
    page.act("training.beat", {"at": 1, "seconds": 0})
    story.later(READS)
    story.taps += 1
    answer = page.act("training.learned", {"at": LAST, "seconds": READS * 60, "watched": f"0-{MOST_SECONDS}"})
    story.tell(f"{phone.name}学完：{answer.get('words', '')}")
    if answer.get("tone") != "done":
        raise Late(f"{phone.name} 学完（{answer}）")
    return Lesson.of(ask).lesson


def _answer(story: Story, file: TrainingFile, *, right: bool) -> None:
    """Every question of the paper, rightly or not."""
    phone = story.house.phone(file.person)
    while (ask := _question(file)) is not None:
        attempt = Attempt.get_by_id(Question.of(ask).attempt)
        shown = attempt.paper.questions[Question.of(ask).place]
        found = training.content_of(attempt)[1].question(shown.question)
        if found is None:
            raise LookupError(shown.question)
        wanted = shown.asked.letters(found.answer)
        letters = wanted if right else next(each for each in "ABCD" if each != wanted)
        words = f"第 {Question.of(ask).place + 1} 题"
        card = wait_for(f"{phone.name} 的题", partial(_card, phone, words, found.stem))
        if found.type == "multiple":
            phone.open(story.opens(phone, card, "去选")).act("training.answer", {"letters": letters})
        else:
            story.tap(phone, card, letters)
        wait_for("答案", lambda: Ask.get_by_id(ask.id).state not in MOVABLE or None)
        story.later(1)
    story.tell(f"{phone.name}答完：{'对' if right else '错'}")


def _taught(story: Story, file: TrainingFile) -> None:
    """Level by level he is taught face to face, and whoever taught him says that he can do it."""
    while any(each.kind == LEVEL and each.state in MOVABLE for each in of_subject(file.subject)):
        ask = wait_for("带新人的卡片", partial(_asked, file, LEVEL))
        phone, name = story.house.phone(ask.person), Teaching.of(ask).name
        _full(story, file, ask)
        story.tap(phone, story.card(phone, name), "带满了，会做了")
        wait_for(f"{name}带完", partial(_over, ask.id))
        story.tell(f"{phone.name}带完{name}")
    told = {entry.kind for entry in ledger.of_subject(file.subject)}
    story.promise("training.levelled" in told, f"{file.number} 没有三级教育")


def _full(story: Story, file: TrainingFile, ask: Ask) -> None:
    """There has been time for the hours of the level, and it is day."""
    zone = _rules().plant.zone
    if full := training_levels.full_from(file, Teaching.of(ask), zone):
        day = full.replace(hour=10, minute=0)
        story.until(day if full <= day else day + timedelta(1))


def _over(ask: int) -> bool | None:
    return Ask.get_by_id(ask).state not in MOVABLE or None


def _question(file: TrainingFile) -> Ask | None:
    """The question of a lesson that is out; None once its paper is judged. A single one, of a lesson that he passed
    before, waits for another day."""
    asked = [each for each in of_subject(file.subject) if each.kind == QUESTION and each.state in MOVABLE]
    of_lesson = [each for each in asked if Attempt.get_by_id(Question.of(each).attempt).kind == "lesson"]
    return of_lesson[-1] if of_lesson else None


def _card(phone: Phone, words: str, stem: str) -> Json | None:
    cards = [each for each in phone.messages() if each["kind"] == "card"]
    return next((each for each in reversed(cards) if words in text_of(each) and stem[:12] in text_of(each)), None)


def _asked(file: TrainingFile, kind: str) -> Ask | None:
    asked = [each for each in of_subject(file.subject) if each.kind == kind and each.state in MOVABLE]
    return next((each for each in asked if each.delivered_at is not None), None)


def _lesson(file: TrainingFile, name: str) -> Learning:
    found = training.lesson(file, name)
    if found is None:
        raise LookupError(name)
    return found


def _office(story: Story) -> Phone:
    return story.house.phone(duty.office(_rules().plant)[0].id)


def _page(story: Story, phone: Phone) -> Page:
    return phone.open(f"{story.house.base}/h5/{phone.platform}/learning/now")


def _act(story: Story, phone: Phone, page: Page, name: str, words: str = "") -> None:
    story.taps += 1
    # Two stories may do this within one second: each is an act of its own.
    attempt = 1 + list(TALES).index(story.name.removeprefix(TRAINING))
    answer = page.act(name, {}, text=words, attempt=attempt)
    story.tell(f"{phone.name}：{answer.get('words', '')}")
    if answer.get("tone") != "done":
        raise Late(f"{phone.name} 办成 {name}（{answer}）")


def _now(file: TrainingFile) -> TrainingFile:
    found = training.by_number(file.number)
    if found is None:
        raise LookupError(file.number)
    return found


def _rules() -> Book:
    return book(plant_time.now())


def _nothing() -> Schooling:
    raise LookupError("the demo has no such story")
