"""Cards of rounds and campaigns: what is to be looked at by when, and what was not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from cards.card import Builder, Button, Card
from models import patrol as patrols
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.book import book
from models.matter import Tone
from models.patrol import CAMPAIGN, Patrol
from models.patrol_sheet import Missed, Point
from rules.phrases import moment_words

GONE = Card("这一圈找不到了", status="请发「巡检」重新看", tone="caution", final=True)
# As many places, and as many missed rounds, as a card names.
MOST_NAMED = 4


def walk(ask: Ask, base: str, rendition: int, now: datetime) -> Card:
    """One card for all that one person is to look at."""
    patrol = patrols.of_subject(ask.subject)
    if patrol is None:
        return GONE
    plant = book(now).plant
    here = f"{base}/h5/{plant.person(ask.person).platform}"
    count = patrol.sheet.count_of(ask.person)
    verb = "请检查" if patrol.kind == CAMPAIGN else "请巡检"
    title = f"{verb}：{patrol.title}"
    link, facts = f"{here}/patrol/{patrol.number}", (("编号", patrol.number),)
    if ask.state not in MOVABLE:
        outcome = Outcome.of(ask)
        bad = f"，{count.hazard} 处有问题" if count.hazard else ""
        missed = f"，{count.missed} 处未排查" if count.missed else ""
        words = outcome.words or f"{outcome.clock} 查完 {count.looked} 处{bad}{missed}"
        tone: Tone = "stop" if count.missed else "done" if count.looked else "quiet"
        return Card(title=title, status=words, tone=tone, link=link, facts=facts, final=True)
    until = moment_words(patrol.ends_at.astimezone(plant.zone))
    page = f"{here}/round/{ask.id}?r={rendition}"
    return Card(
        title=title,
        lines=(f"{count.wanted} 处：{_named(patrol.sheet.of(ask.person), patrol)}", *ask.why),
        deadline=f"{until} 前",
        tone="info",
        buttons=(Button("walk", "去查", "main", page),),
        link=page,
        facts=facts,
    )


def missed(ask: Ask, base: str, rendition: int, now: datetime) -> Card:
    """What was not looked at, for who answers for it: one card for all of it."""
    numbers = Missed.of(ask).numbers
    rows = [found for found in map(patrols.by_number, reversed(numbers)) if found]
    title = f"{len(numbers)} 圈没有查" if len(numbers) > 1 else "有一圈没有查"
    lines = tuple(f"{patrols.title(each)}：{patrols.stands(each)[0]}" for each in rows[:MOST_NAMED])
    more = (f"还有 {len(rows) - MOST_NAMED} 圈，见控制台「巡检」",) if len(rows) > MOST_NAMED else ()
    here = f"{base}/h5/{book(now).plant.person(ask.person).platform}"
    link = f"{here}/patrol/{rows[0].number}" if rows else ""
    if ask.state not in MOVABLE:
        outcome = Outcome.of(ask)
        status = f"{outcome.clock} 知道了" if outcome.result == "seen" else outcome.words or "过了两天，不再等"
        return Card(title=title, lines=lines, status=status, tone="quiet", link=link, final=True)
    return Card(
        title=title,
        lines=(*lines, *more, *ask.why),
        tone="caution",
        buttons=(Button("seen", "知道了", "main"),),
        link=link,
        # Where the card in the chat can't be repainted, a new one comes when there are many more, not for each.
        news=str((len(numbers).bit_length() - 1) // 2),
    )


def _named(points: tuple[Point, ...], patrol: Patrol) -> str:
    """The first names of what is looked at; of a campaign the areas."""
    names = list(dict.fromkeys(p.area_name if patrol.kind == CAMPAIGN else p.name for p in points))
    return "、".join(names[:MOST_NAMED]) + ("等" if len(names) > MOST_NAMED else "")


BUILDERS: Mapping[str, Builder] = {"patrol.walk": walk, "patrol.missed": missed}
