"""Pages about somebody new: how long he was taught a level, where that is not what is usual; and the three signatures
by which he may work alone."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.training import clearing
from handlers.training.kinds import CLEARANCE, LEVEL
from models import training, training_levels
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.book import name_of
from models.training import TrainingFile
from models.training_counted import REGISTER, cells_of, certificates_of
from models.training_levels import Levels
from models.training_paper import Clearance, Teaching
from rules.phrases import date_words, moment_words
from rules.training.levels import PARTS, Part
from web.h5.opened import own_ask
from web.h5.sheet import Line, Section, Sheet, show
from web.h5.target import Target
from web.people import Visitor
from web.refused import Refused

PLEDGES: dict[Part, str] = {
    "trainee": "该学的我学完了，本岗的活我会独立做。拿不准我就停下来问。",
    "mentor": "我看着他把本岗的活独立做过一遍，他会做，可以独立上岗。",
    "leader": "学时、考试、师傅的意见我都核对过，同意他独立上岗。",
}


def level(who: Visitor, wanted: Target) -> str:
    """Raises Refused once the level is done."""
    ask = own_ask(who, wanted, LEVEL)
    if ask.state not in MOVABLE:
        raise Refused("这一级不用再带了。", "请看最新的卡片。", 200)
    taught = Teaching.of(ask)
    title = f"带了几学时：{name_of(who.plant, taught.person)} · {taught.name}"
    head = [*(Line(str(each)) for each in ask.why), Line(f"{taught.hours} 学时", "要带：")]
    full = training_levels.full_from(training.here(ask.subject), taught, who.plant.zone)
    head += [Line(moment_words(full), "最早带满：")] if full else []
    head += [Line(f"{taught.done} 学时", "已经记的：")] if taught.done else []
    told = Section(tuple(Line(each) for each in taught.topics), "要讲")
    hands = Section(tuple(Line(each) for each in taught.practice), "当面做一遍")
    pledge = f"满 {taught.hours} 学时就算带完，等于说他会做了；不满先记着，接着带。"
    sheet = Sheet(title, Section(tuple(head)), (told, hands), pledge)
    return show(who, wanted, ask, sheet, "h5/training/level.html", hours=taught.done or taught.hours)


def clearance(who: Visitor, wanted: Target) -> str:
    """Raises Refused once it is not wanted any more."""
    ask = own_ask(who, wanted, CLEARANCE)
    file = training.of_subject(ask.subject)
    if file is not None and (said := clearing.signed_already(ask, file, who.person)):
        raise Refused(said.words, "请看最新的卡片。", 200)
    if ask.state not in MOVABLE or file is None:
        why = Outcome.of(ask).words
        raise Refused("这次上岗不用你签了。", f"{why}。请看最新的卡片。" if why else "请看最新的卡片。", 200)
    mine, so_far = Clearance.of(ask), training_levels.read(file)
    own = mine.part == "trainee"
    head = [Line(str(each)) for each in ask.why]
    head += [
        Line(f"{PARTS[mine.part]}（{who.person.name}）", "你签的是："),
        Line(f"{date_words(mine.until)}前", "什么时候："),
    ]
    parts = (
        Section(tuple(_taught(so_far, who)), "三级安全教育"),
        Section(tuple(_courses(file, who)), "要学的课"),
        *_certificates(file, who),
        Section(tuple(_signed(so_far, file, ask, who)), "谁签了"),
    )
    sheet = Sheet(f"请签上岗：{name_of(who.plant, file.person)}", Section(tuple(head)), parts, PLEDGES[mine.part])
    return show(
        who,
        wanted,
        ask,
        sheet,
        "h5/signed.html",
        act="training.sign",
        button="签字",
        word="已签",
        anywhere=True,
        reason="training.send_back",
        to_whom="我还不行，再练几天" if own else "还不行，退回再练",
    )


def _taught(so_far: Levels, who: Visitor) -> Iterator[Line]:
    for each in so_far.taught:
        at = moment_words(each.at.astimezone(who.plant.zone))
        yield Line(f"{each.hours} 学时，{name_of(who.plant, each.by)} {at} 带完", f"{each.name}：")
        if each.topics:
            yield Line("；".join(each.topics), "讲过：")
        if each.practice:
            yield Line("、".join(each.practice), "当面做过：")


def _courses(file: TrainingFile, who: Visitor) -> Iterator[Line]:
    yield from (Line(each.words) for each in cells_of(file.person, who.book, who.now))


def _certificates(file: TrainingFile, who: Visitor) -> Iterator[Section]:
    """Those that no course of the house gives, where his trades ask for any."""
    every = certificates_of(file.person, who.book, who.now)
    if every:
        yield Section(tuple(Line(words if valid else f"{words}，{REGISTER}") for words, valid in every), "国家的证")


def _signed(so_far: Levels, file: TrainingFile, ask: Ask, who: Visitor) -> Iterator[Line]:
    for part, word in PARTS.items():
        given = so_far.signed.get(part)
        if given is None:
            asked = (each for each in training_levels.asked(file, CLEARANCE) if Clearance.of(each).part == part)
            names = "、".join(name_of(who.plant, each.person) for each in asked)
            yield Line(f"等{names}签" if names else "还没有人签", f"{word}：")
        else:
            at = moment_words(given.at.astimezone(who.plant.zone))
            yield Line(f"{name_of(who.plant, given.by)} {at} 签了", f"{word}：")
