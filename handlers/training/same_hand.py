"""Two of the three who sign that somebody may work alone, by one hand as it seems: the same drawing, or one phone
within a minute. Nobody is judged and nothing is stopped, but it stands beside the signature, and somebody looks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from handlers import alerts
from models import alike
from models import ask as ask_table
from models.answered import Proven
from models.ask import MOVABLE, Ask
from models.book import book, name_of
from models.training import TrainingFile
from models.training_levels import CLEARANCE

TOPIC = "same_hand/"


def mark(ask: Ask, mine: Proven) -> Mapping[str, str]:
    """For the entry of this signature: what it has in common with another's of the same round, and whose that is."""
    for other in ask_table.in_stage(ask.subject, ask.stage):
        its = Proven.of(other)
        signed = other.kind == CLEARANCE and its.result == "signed" and other.person != ask.person
        if signed and (check := alike.seen(its, mine)):
            return {"check": check, "beside": other.person}
    return {}


def tell(file: TrainingFile, ask: Ask, found: Mapping[str, str], now: datetime) -> None:
    """Somebody of the safety office is asked to look, once for each round; not one of the two, where there is
    another."""
    if not found:
        return
    rules = book(now)
    both = (found["beside"], ask.person)
    one, other = (name_of(rules.plant, each) for each in both)
    seen = alike.words(found["check"], one)
    lines = [f"{other}给{name_of(rules.plant, file.person)}签上岗，{seen}", "请问清楚是不是本人签的"]
    called = alerts.responders(rules, now)
    people = [each for each in called if each not in both] or called
    title = f"请核对签名：{name_of(rules.plant, file.person)}上岗"
    alerts.notice(file.subject, f"{TOPIC}{ask.stage}", title, lines, people[:1], now)


def unsettled() -> dict[int, list[str]]:
    """Who is asked to look at signatures now, by the subject of the file."""
    asked: dict[int, list[str]] = {}
    wanted = Ask.kind == alerts.KIND, Ask.state.in_(MOVABLE), Ask.stage.startswith(f"alert/{TOPIC}")
    for ask in Ask.select(Ask.subject, Ask.person).where(*wanted).order_by(Ask.id):
        asked.setdefault(ask.subject_id, []).append(ask.person)
    return asked
