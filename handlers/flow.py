"""What a flow adds to the house: one table each for words, menu keys, taps, pages, the directory's news and the
clock's steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.channel import Action, Answer
from models.ask import Ask
from models.subject import Subject
from rules.plant import Person

Begin = Callable[[Action, Person, datetime], Answer]
OnAsk = Callable[[Action, Ask, Person, datetime], Answer]
OnStep = Callable[[Ask, Subject, str, datetime], None]
ByData = Callable[[datetime], Mapping[str, Begin]]
OnNews = Callable[[Action, Person, datetime, Mapping[str, OnStep]], None]


def nothing(now: datetime) -> Mapping[str, Begin]:
    """The plant's data adds no way to begin."""
    return {}


@dataclass(frozen=True)
class Flow:
    """words and menu start something, those of the plant's data come on top; taps and pages answer an ask, by (ask
    kind, action name); acts are what a page of no ask sends, by action name (anybody may stop the work); steps do one
    escalation step of an ask kind; unreachable says what follows when a person can't be reached; directory hears of
    people who came or went, and is given every flow's `unreachable` by ask kind."""

    words: Mapping[str, Begin] = field(default_factory=dict)
    menu: Mapping[str, Begin] = field(default_factory=dict)
    words_by_data: ByData = nothing
    menu_by_data: ByData = nothing
    taps: Mapping[tuple[str, str], OnAsk] = field(default_factory=dict)
    pages: Mapping[tuple[str, str], OnAsk] = field(default_factory=dict)
    acts: Mapping[str, Begin] = field(default_factory=dict)
    steps: Mapping[str, OnStep] = field(default_factory=dict)
    unreachable: Mapping[str, OnStep] = field(default_factory=dict)
    directory: Mapping[str, OnNews] = field(default_factory=dict)
