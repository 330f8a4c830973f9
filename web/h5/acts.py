"""What the reader of a matter's page is asked now: of each ask its card's first act, or each."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from cards.builders import build
from models.ask import MOVABLE, of_subject
from models.subject import Subject
from web.people import Visitor


@dataclass(frozen=True)
class Act:
    """link: the page on which it is done; empty when only the card in the chat has it."""

    text: str
    link: str = ""
    danger: bool = False


def acts(subject: Subject, who: Visitor, without: Collection[str] = (), *, every: bool = False) -> Iterator[Act]:
    """without: taps that the page has as its own, or that say nothing of the matter; every: each page that the card
    leads to, not its first alone."""
    for ask in of_subject(subject):
        if ask.person != who.person.id or ask.state not in MOVABLE:
            continue
        buttons = build(ask, "", 0, who.now).buttons
        yield from (Act(each.text) for each in buttons[:1] if not each.url and each.action not in without)
        # No card was tapped. A messenger signs the page's own address, which names none then.
        linked = [Act(button.text, button.url.removesuffix("?r=0")) for button in buttons if button.url]
        yield from linked if every else linked[:1]
