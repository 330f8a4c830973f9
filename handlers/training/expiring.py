"""Certificates that end: their holder hears of it in time, on the rungs that the plant's data name; towards the end his
superior as well. Whoever has a new one in the plant's data hears no more."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from bot.channel import Action, Answer
from handlers import asks
from handlers.asks import Wanted
from handlers.training import life
from handlers.training.kinds import CERTIFICATE
from models import ask as ask_table
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.book import Book, book
from models.training import TrainingFile
from models.training_paper import Certificate
from rules.phrases import date_words
from rules.plant import Person
from rules.training.expiry import OVER, is_near, messages, rung

# How long a card about what is past stays open.
STAYS = timedelta(days=30)


def is_due(person: Person, rules: Book, now: datetime) -> bool:
    """Whether one of his certificates ends soon enough to be told."""
    today = rules.plant.day(now)
    return any(rung(until, today, _warn(code, rules)) is not None for code, until in person.certs.items())


def within(person: Person, rules: Book, now: datetime, days: int) -> int:
    """How many messages his certificates bring within so many days."""
    today = rules.plant.day(now)
    return sum(messages(until, today, days, _warn(code, rules)) for code, until in person.certs.items())


def follow(file: TrainingFile, person: Person, rules: Book, now: datetime) -> None:
    """What is to be told today of the certificates of this person, whose file is locked; each rung once."""
    today = rules.plant.day(now)
    told = ask_table.about(file.subject, CERTIFICATE)
    for ask in told:
        of = Certificate.of(ask)
        if ask.state in MOVABLE and person.certs.get(of.code) != of.until:
            asks.close(ask, "superseded", now, Outcome.over("换了新证，不用办了", now))
    for code, until in sorted(person.certs.items()):
        at = rung(until, today, _warn(code, rules))
        before = [each for each in told if (Certificate.of(each).code, Certificate.of(each).until) == (code, until)]
        if at is not None and all(Certificate.of(each).rung > at for each in before):
            for each in before:
                asks.close(each, "superseded", now, Outcome.over("日子更近了，看新的一张", now))
            _tell(file, person, Certificate(code=code, until=until, rung=at), rules, now)


def known(action: Action, ask_: Ask, file: TrainingFile, person: Person, now: datetime) -> Answer:
    """「知道了」: the next rung comes all the same."""
    if ask_.state not in MOVABLE:
        return Answer("这张卡片已经过了，以新的为准。", "info")
    asks.close(ask_, "done", now, Outcome(result="known", by=person.id, at=now))
    data = {"ask": ask_.id, "name": _name(Certificate.of(ask_).code, book(now))}
    life.tell_trail(file, "training.known", now, data, actor=asks.actor(ask_, person), shown=asks.shown_to(action))
    return Answer("记下了。新证办好，请交安全部门登记。", "done")


def step(file: TrainingFile, ask_: Ask, name: str, now: datetime) -> None:
    if name == "expire":
        asks.close(ask_, "expired", now, Outcome.over("没有点，也没有换新证", now))


def unreachable(file: TrainingFile, ask_: Ask, words: str, now: datetime) -> None:
    """His superior hears it in his place."""
    _tell_above(ask_, f"{_of_whom(ask_, now)}，他收不到卡片，请当面告诉他", now)


def _tell(file: TrainingFile, person: Person, what: Certificate, rules: Book, now: datetime) -> None:
    zone, warn = rules.plant.zone, _warn(what.code, rules)
    later = [days for days in warn if days < what.rung]
    last = what.until - timedelta(days=max(later)) if later else what.until + timedelta(days=1)
    ends = datetime.combine(last, time.max, zone) if what.rung != OVER else now + STAYS
    over = what.rung == OVER
    why = "你的证过期了，要这张证的活现在不能干" if over else "到期以后，要这张证的活就不能干"
    wanted = Wanted(CERTIFICATE, person.id, [why], stage=f"cert/{what.code}", expires_at=ends, data=what)
    told = asks.open_ask(file.subject, wanted, now)
    data = {"name": _name(what.code, rules), "until": date_words(what.until), "code": what.code, "rung": what.rung}
    life.tell_trail(file, "training.certificate_ends", now, data)
    if is_near(what.rung, warn):
        _tell_above(told, f"{_of_whom(told, now)}，请安排复审，派活时换人", now)


def _tell_above(ask_: Ask, words: str, now: datetime) -> None:
    plant = book(now).plant
    above = plant.person(ask_.person).supervisor if plant.knows(ask_.person) else None
    if above is not None:
        asks.tell(ask_, above, f"{words}。", now)


def _of_whom(ask_: Ask, now: datetime) -> str:
    rules, what = book(now), Certificate.of(ask_)
    state = "过期了" if what.rung == OVER else "到期"
    return f"{rules.plant.person(ask_.person).name}的{_name(what.code, rules)} {date_words(what.until)}{state}"


def _name(code: str, rules: Book) -> str:
    known_ = rules.config.templates.qualifications.get(code)
    return known_.name if known_ else code


def _warn(code: str, rules: Book) -> tuple[int, ...]:
    """The days before the end on which certificates of this type are told of; none where the data do not say."""
    qualification = rules.config.templates.qualifications.get(code)
    rule = rules.config.trades.cert_rules.get(qualification.type) if qualification else None
    return rule.warn_days if rule else ()
