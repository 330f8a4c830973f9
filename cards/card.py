"""The neutral card: what a platform's renderer needs, and nothing that belongs to one platform."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from models.ask import Ask
from models.matter import Tone
from rules.texts import in_line

# How a link ends that was built before the rendition had a number.
UNNUMBERED = "?r=0"


@dataclass(frozen=True)
class Button:
    """`action` comes back with the tap; a button with a `url` opens a page instead."""

    action: str
    text: str
    style: Literal["main", "plain", "danger"] = "plain"
    url: str = ""


@dataclass(frozen=True)
class Card:
    """title: what is wanted, of what, where (≤ 26 characters) · lines: the facts, most important first ·
    deadline: by when, as clock time · status: one line that says how it stands · notice: words for the person who
    has just tapped · link: where a tap on the card itself leads · final: nothing more will change, so a platform that
    allows only one repaint may use it · news: names a state that its reader must know to be safe; where the card in the
    chat can't be repainted, a new one says it · lasting: what it says instead, from its first repaint on, where the
    platform repaints only once: words that stay true whatever comes, so it is final.

    Each text but the notice is one line, whatever somebody has typed into it."""

    title: str
    lines: tuple[str, ...] = ()
    deadline: str = ""
    status: str = ""
    tone: Tone = "info"
    buttons: tuple[Button, ...] = ()
    link: str = ""
    link_text: str = "点开看全部"
    notice: str = ""
    facts: tuple[tuple[str, str], ...] = field(default_factory=tuple)
    final: bool = False
    news: str = ""
    lasting: Card | None = None

    def __post_init__(self) -> None:
        for name in ("title", "deadline", "status"):
            object.__setattr__(self, name, in_line(getattr(self, name)))
        object.__setattr__(self, "lines", tuple(map(in_line, self.lines)))
        object.__setattr__(self, "facts", tuple((name, in_line(value)) for name, value in self.facts))

    def text(self) -> str:
        """The card as plain lines: what was in front of the person, for the ledger's `shown`."""
        facts = [f"{name}：{value}" for name, value in self.facts]
        choices = [f"〔{button.text}〕" for button in self.buttons]
        parts = [self.title, self.deadline, *self.lines, *facts, self.status, self.notice, " ".join(choices)]
        return "\n".join(part for part in parts if part)

    def numbered(self, rendition: int) -> Card:
        """The same card, which was built before its rendition had a number, with that number in its links."""
        buttons = tuple(replace(each, url=_numbered(each.url, rendition)) for each in self.buttons)
        return replace(self, link=_numbered(self.link, rendition), buttons=buttons)


def _numbered(link: str, rendition: int) -> str:
    return f"{link.removesuffix(UNNUMBERED)}?r={rendition}" if link.endswith(UNNUMBERED) else link


# What makes the card of an ask: the ask, our public address for its links, the rendition's number (0: it has none yet),
# the moment.
Builder = Callable[[Ask, str, int, datetime], Card]
