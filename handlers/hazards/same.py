"""A report that is like an open hazard: its reporter says with one tap whether it is the same. Of one that is only
perhaps the same or has no name, and where the other is his own to mend, the safety office does. Else it goes on by
itself. Nothing is dropped, and who joined two that are not the same parts them again."""

from __future__ import annotations

from datetime import datetime

from bot.channel import Action, Answer
from handlers import asks
from handlers.asks import Wanted
from handlers.hazards import assigning, beginning, joined, life, repeats
from handlers.hazards.kinds import FOLLOW, PHOTOS, SAME
from models import hazard as hazards
from models import photo_print
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.hazard import Hazard
from models.hazard_asks import Alike
from models.subject import Subject
from rules.hazards.life import OVER
from rules.hazards.likeness import Like, alike
from rules.plant import Person

# Whoever does not answer lets it go on as one of its own; so long nobody mends it.
STEPS = (("assign", 10),)
GONE = Answer("这件事已经定了。点卡片看现在怎样。", "info")


def begin(hazard: Hazard, now: datetime) -> None:
    """Asks whether it is the same as an open one that is like it; else it is assigned at once. What hurts people now,
    or is mended already, goes on alone."""
    repeats.link(hazard, now)
    alone = hazard.report.danger or hazard.report.fixed
    found = () if alone else _alike(hazard)
    if found:
        _ask(hazard, found[0], now)
    else:
        beginning.begin(hazard, now)


def answer(action: Action, ask: Ask, hazard: Hazard, person: Person, now: datetime) -> Answer:
    """「是同一处」 joins it to the other, 「不是」 lets it go on."""
    if ask.state not in MOVABLE or hazard.state != "triage":
        return GONE
    found = hazards.by_number(Alike.of(ask).number)
    # The older one is always locked after the newer one.
    other = hazards.locked(found.subject_id) if found else None
    if action.name == "same" and other is not None and person.id in hazards.judged(other):
        return Answer("那一条归你改，是不是同一处不能由你定。没有别人定的，10 分钟后另派人。", "stop")
    actor, shown = asks.actor(ask, person), asks.shown_to(action)
    if action.name == "other" or other is None or other.state in OVER:
        asks.close(ask, "done", now, Outcome(result="other", by=person.id, at=now))
        data = {"ask": ask.id, "of": Alike.of(ask).number}
        life.tell_trail(hazard, "hazard.another", now, actor=actor, data=data, shown=shown)
        beginning.begin(hazard, now)
        return Answer("按另一处办，已经派人了。", "done")
    asks.close(ask, "done", now, Outcome(result="joined", by=person.id, at=now, to=other.number))
    data = {"ask": ask.id, "into": other.number}
    work = hazard.work.but(into=other.number)
    life.move(hazard, "merged", "hazard.joined", now, actor=actor, data=data, shown=shown, work=work)
    joined.keep(other, hazard, now, actor=actor)
    assigning.close_open(hazard, now, f"并入 {other.number}", FOLLOW, PHOTOS)
    if person.id != hazard.finder:
        return Answer(f"并进 {other.number} 了。看错了，打开 {hazard.number} 点「分开另办」。", "done")
    return Answer(f"并进 {other.number} 了，改好了也告诉你。", "done")


def part(action: Action, person: Person, now: datetime) -> Answer:
    """「不是同一处」 on the page of one that was joined: it goes on as one of its own. Its finder and the safety office
    may say so."""
    found = hazards.by_number(str(action.data.get("number", "")))
    if found is None:
        return Answer("没有这条隐患。请核对编号。", "stop")
    hazard = hazards.locked(found.subject_id)
    if hazard.state != "merged":
        return GONE
    if person.id not in (hazard.follower, hazard.finder, *assigning.officers(now)):
        return Answer("只有报的人和安全部门能分开。", "stop")
    data = {"from": hazard.work.into}
    life.move(hazard, "triage", "hazard.parted", now, actor=asks.unasked(person), data=data)
    assigning.follow(hazard, hazard.follower, "分开另办了，你来跟踪", now)
    beginning.begin(hazard, now)
    return Answer("分开了，按另一处办，已经派人。", "done")


def step(hazard: Hazard, ask: Ask, name: str, now: datetime) -> None:
    """Nobody said that it is the same, so it is one of its own."""
    if name in ("assign", "undelivered", "expire") and hazard.state == "triage":
        asks.close(ask, "expired", now, Outcome.over("没有回话，按另一处办", now))
        beginning.begin(hazard, now)


def unreachable(hazard: Hazard, ask: Ask, words: str, now: datetime) -> None:
    step(hazard, ask, "assign", now)


def away(ask: Ask, subject: Subject, now: datetime) -> bool:
    step(hazards.here(subject), ask, "assign", now)
    return True


def _ask(hazard: Hazard, like: Like, now: datetime) -> None:
    why, person = f"像 {like.number}：{'、'.join(like.reasons)}", _who_says(hazard, like, now)
    if not person:
        beginning.begin(hazard, now)
        return
    data = Alike(number=like.number)
    life.tell_trail(hazard, "hazard.alike", now, data={"to": like.number, "why": "、".join(like.reasons)})
    asks.open_ask(hazard.subject, Wanted(SAME, person, [why], stage="same", steps=STEPS, data=data), now)


def _who_says(hazard: Hazard, like: Like, now: datetime) -> str:
    """Its finder; the safety office where it is less like it, nobody gave his name, or the other one is the finder's
    own to mend. Empty where nobody may."""
    other = hazards.by_number(like.number)
    work = hazards.judged(other) if other else set()
    if like.same and hazard.finder and hazard.finder not in work:
        return hazard.finder
    return assigning.apart(other, (), now) if other else ""


def _alike(hazard: Hazard) -> tuple[Like, ...]:
    """The open ones that it may be the same as."""
    others = list(repeats.others(hazard, Hazard.state.not_in(OVER)))
    mine = repeats.photos_of(hazard)
    known = photo_print.of([*mine, *(each for other in others for each in repeats.photos_of(other))]) if mine else {}
    return alike(repeats.seen(hazard, known), (repeats.seen(other, known) for other in others))
