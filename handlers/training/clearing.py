"""独立上岗: once somebody new has been taught every level and knows his courses, three people sign by hand that he may
work alone: he himself, whoever taught him and the leader of his team. Until all three have, he may not
(`models.qualified`); any of them may send him back to practise."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.channel import Action, Answer
from handlers import asks, handwriting
from handlers.asks import Wanted
from handlers.training import life, onboarding, same_hand
from handlers.training.kinds import CLEARANCE
from models import ask as ask_table
from models import meter, training, training_levels
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.book import book, name_of
from models.subject import Subject
from models.training import TrainingFile
from models.training_counted import lacks_of
from models.training_counted import uncertified as uncertified_of
from models.training_levels import BACK, CLEARED, SIGNED, UNCERTIFIED
from models.training_paper import Clearance
from rules import duty
from rules.plant import Person, Plant
from rules.staff.standing import has_left
from rules.texts import bare
from rules.training.levels import PARTS, Part, is_there, signer

DAYS = 3
DAY_M = 24 * 60
STEPS = (("remind", DAY_M), ("substitute", DAYS * DAY_M), ("late", 7 * DAY_M))
MAX_REASON, LEAST_REASON = 200, 2
OVER = Answer("这次上岗不用你签了。请看最新的卡片。", "info")
UNDONE = Answer("后来有人退回了，再练几天，练好了重新签。", "caution")
NO_REASON = Answer("还要写一句哪里还不行。", "stop")


def follow(file: TrainingFile, now: datetime) -> None:
    """Whoever has been taught all of it, knows his courses and has his certificates: for each of the three somebody who
    is there is asked."""
    if file.alone != "due" or file.closed_at is not None:
        return
    so_far, rules = training_levels.read(file), book(now)
    if uncertified := "；".join(uncertified_of(file.person, rules, now)):
        if uncertified != so_far.uncertified or training_levels.asked(file, CLEARANCE):
            _wait_for_certificate(file, uncertified, now)
    elif not _lacking(file, now):
        for part in so_far.unsigned():
            _cover(file, part, now)
    if uncertified != so_far.uncertified:
        _retell(file, so_far.stage, now)


def sign(action: Action, ask: Ask, file: TrainingFile, person: Person, now: datetime) -> Answer:
    """A handwritten name. The third one lets him work alone. Raises NoProof."""
    if already := signed_already(ask, file, person):
        return already
    if file.alone == "due" and (lacking := _lacking(file, now)):
        return Answer(f"现在不能签：{lacking}。齐了再签。", "stop")
    if ask.state not in MOVABLE:
        return OVER
    mine = Clearance.of(ask)
    proven = handwriting.signed(action, person, now).but(device=str(action.data.get("device", ""))[:200])
    alike = same_hand.mark(ask, proven)
    asks.close(ask, "done", now, proven.but(result="signed", by=person.id))
    _close(file, f"{person.name}签了", now, of_part=mine.part)
    data = {
        "ask": ask.id,
        "part": mine.part,
        "word": PARTS[mine.part],
        "person": file.person,
        **proven.evidence(),
        **alike,
    }
    life.tell_trail(file, SIGNED, now, data, actor=asks.actor(ask, person), shown=proven.shown or None)
    same_hand.tell(file, ask, alike, now)
    _retell(file, ask.stage, now)
    if training_levels.read(file).unsigned():
        return Answer(f"签好了。{training_levels.stands(file, book(now), now).partition('，')[2]}。", "done")
    training.stand(file, "signed")
    life.tell_trail(file, CLEARED, now, {"person": file.person})
    asks.tell(ask, file.person, "三个人都签了，你可以独立上岗了。拿不准就停下来问。", now)
    return Answer(f"签好了，三个人都签了，{_name(file, now)}可以独立上岗。", "done")


def send_back(action: Action, ask: Ask, file: TrainingFile, person: Person, now: datetime) -> Answer:
    """「还不行，退回再练」, with the reason: he practises again, and all three are asked anew after that."""
    if ask.state not in MOVABLE:
        return OVER
    reason = action.text.strip()[:MAX_REASON]
    if len(bare(reason)) < LEAST_REASON:
        return NO_REASON
    mine, name = Clearance.of(ask), _name(file, now)
    level = onboarding.practised(mine.level, now)
    asks.close(ask, "done", now, Outcome(result="sent_back", by=person.id, at=now, reason=reason))
    _close(file, f"{person.name}退回了，再练", now)
    data = {"ask": ask.id, "part": mine.part, "word": PARTS[mine.part], "reason": reason, "person": file.person}
    more = {"level": level.id if level else ""}
    life.tell_trail(file, BACK, now, {**data, **more}, actor=asks.actor(ask, person), shown=asks.shown_to(action))
    _retell(file, ask.stage, now)
    if level is not None:
        onboarding.again(file, level, f"{name}还不能独立上岗，{person.name}：{reason}。由你再带", now)
    if person.id != file.person:
        asks.tell(ask, file.person, f"上岗还没签成，{person.name}：{reason}。再练几天。", now)
    return Answer(f"退回了，{name}再练，练好了重新签。", "done")


def signed_again(action: Action, person: Person, now: datetime) -> Answer | None:
    """What is answered to a signature that is sent again after somebody has sent him back."""
    ask = ask_table.find(action.ask) if action.ask else None
    file = training.of_subject(ask.subject_id) if ask else None
    if ask is None or file is None or Outcome.of(ask).result != "signed":
        return None
    return None if _holds(ask, file) else UNDONE


def signed_already(ask: Ask, file: TrainingFile, person: Person) -> Answer | None:
    """What somebody reads who has signed and comes again, by a new hand or a newly opened page."""
    outcome = Outcome.of(ask)
    if outcome.result != "signed" or outcome.by != person.id:
        return None
    return Answer(f"你 {outcome.clock} 签过了，算数的是先前那一次。", "done") if _holds(ask, file) else UNDONE


def _holds(ask: Ask, file: TrainingFile) -> bool:
    """Whether nobody has sent him back since this was signed."""
    return file.alone in ("due", "signed") and training_levels.read(file).stage == ask.stage


def step(file: TrainingFile, ask: Ask, name: str, now: datetime) -> None:
    """Reminded after a day; after three somebody else is asked as well, and for the new one himself his superior hears
    of it; after a week the safety office does."""
    part, words = Clearance.of(ask).part, f"{_name(file, now)}的独立上岗"
    if name == "remind":
        asks.tell(ask, ask.person, f"{words}等你签字，点卡片去签。", now)
    elif name == "substitute" and part == "trainee":
        _tell_above(ask, f"{words}他自己还没签，请催他看卡片。", now)
    elif name == "late":
        _tell_office(ask, f"{words}一周没签完：{training_levels.stands(file, book(now), now)}。", now)
    else:
        _cover(file, part, now, more=name == "substitute")


def unreachable(file: TrainingFile, ask: Ask, words: str, now: datetime) -> None:
    if Clearance.of(ask).part == "trainee":
        _tell_above(ask, f"{_name(file, now)}收不到上岗签字的卡片，请当面告诉他。", now)
    else:
        _cover(file, Clearance.of(ask).part, now)


def away(ask: Ask, subject: Subject, now: datetime) -> bool:
    return _cover(training.here(subject), Clearance.of(ask).part, now)


def _cover(file: TrainingFile, part: Part, now: datetime, *, more: bool = False) -> bool:
    """Somebody who is there is asked for this part, unless such a one is already; more: one more than are. Says
    whether anybody was."""
    rules, out = book(now), meter.unreachable()
    plant, so_far = rules.plant, training_levels.read(file)
    open_ = training_levels.asked(file, CLEARANCE)
    mine = [each for each in open_ if Clearance.of(each).part == part]
    there = [each for each in mine if plant.knows(each.person) and is_there(plant.person(each.person), plant, now, out)]
    if not plant.knows(file.person) or part in so_far.signed or (mine and part == "trainee") or (there and not more):
        return False
    other = {*(each.person for each in open_ if each not in mine), *(each.by for each in so_far.signed.values())}
    new, taken = plant.person(file.person), {*other, *(each.person for each in mine)}
    found = signer(part, new, so_far.taught_by, plant, now, taken, out)
    if found is None:
        return False
    until = plant.day(now) + timedelta(DAYS)
    level = so_far.taught[-1].level if so_far.taught else ""
    data = Clearance(person=file.person, part=part, level=level, until=until)
    why = _why(part, found, new, plant, twice=new.supervisor in other)
    wanted = Wanted(CLEARANCE, found.id, why, stage=so_far.stage, slot=part, steps=STEPS, data=data)
    asks.open_ask(file.subject, wanted, now)
    for each in mine:
        if not plant.knows(each.person) or has_left(plant.person(each.person)):
            each.subject = file.subject
            asks.close(each, "superseded", now, Outcome.over(f"换{found.name}签了", now))
    return True


def _why(part: Part, asked: Person, new: Person, plant: Plant, *, twice: bool) -> list[str]:
    """twice: his superior signs as something else."""
    if part == "trainee":
        return ["你该学的学完了，签了字才能独立上岗"]
    why = [f"{new.name}该学的学完了，请你签{PARTS[part]}这一栏"]
    if part == "leader" and new.supervisor and asked.id != new.supervisor:
        why.append(f"他的上级{name_of(plant, new.supervisor)}{'签的是师傅那一栏' if twice else '这几天签不了'}")
    return why


def _close(file: TrainingFile, words: str, now: datetime, *, of_part: str = "") -> None:
    """Nobody else need answer: of this part, or at all."""
    for each in training_levels.asked(file, CLEARANCE):
        if of_part in ("", Clearance.of(each).part):
            each.subject = file.subject
            asks.close(each, "superseded", now, Outcome.over(words, now))


def _retell(file: TrainingFile, stage: str, now: datetime) -> None:
    """Whoever has signed sees on his card how it stands now."""
    for each in training_levels.given(file, stage):
        asks.repaint(each, now)


def _lacking(file: TrainingFile, now: datetime) -> str:
    return "；".join(lacks_of(file.person, book(now), now))


def _wait_for_certificate(file: TrainingFile, lacking: str, now: datetime) -> None:
    """Nobody is asked any more, and what is signed stays; he himself, his superior and the safety office hear why."""
    _close(file, f"现在不能签：{lacking}", now)
    life.tell_trail(file, UNCERTIFIED, now, {"lacks": lacking, "person": file.person})
    plant, last = book(now).plant, training_levels.last_asked(file)
    if last is None or not plant.knows(file.person):
        return
    name, new = _name(file, now), plant.person(file.person)
    office = duty.following(plant, now, {file.person}, meter.unreachable())
    asks.tell(last, file.person, f"你还不能签上岗：{lacking}。", now)
    for person in dict.fromkeys((new.supervisor, office.id if office else None)):
        if person is not None:
            asks.tell(last, person, f"{name}还不能签上岗：{lacking}。", now)


def _tell_above(ask: Ask, words: str, now: datetime) -> None:
    plant = book(now).plant
    above = plant.person(ask.person).supervisor if plant.knows(ask.person) else None
    if above is not None:
        asks.tell(ask, above, words, now)


def _tell_office(ask: Ask, words: str, now: datetime) -> None:
    found = duty.following(book(now).plant, now, {ask.person}, meter.unreachable())
    if found is not None:
        asks.tell(ask, found.id, words, now)


def _name(file: TrainingFile, now: datetime) -> str:
    return name_of(book(now).plant, file.person)
