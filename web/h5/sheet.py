"""What a person sees when he answers: ordered lines, kept exactly as they are printed.

The template prints the lines of the sheet and nothing else; `Sheet.text` is what the ledger's `shown` hashes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import render_template

from models.ask import Ask
from web.h5.opened import page_data, showing
from web.h5.target import Target
from web.people import Visitor


@dataclass(frozen=True)
class Line:
    """label ends with a colon, or is empty; tone `quiet` is printed smaller."""

    words: str
    label: str = ""
    tone: str = ""

    @property
    def text(self) -> str:
        return self.label + self.words


@dataclass(frozen=True)
class Section:
    lines: tuple[Line, ...]
    heading: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        return (*((self.heading,) if self.heading else ()), *(line.text for line in self.lines))


@dataclass(frozen=True)
class Sheet:
    """head: what is wanted, by when, why you; then the facts; `pledge` is the sentence that the answer agrees to."""

    title: str
    head: Section
    sections: tuple[Section, ...]
    pledge: str

    @property
    def text(self) -> str:
        """Exactly the lines of the page, one below the other."""
        parts = (self.head, *(section for section in self.sections if section.lines))
        return "\n".join([self.title, *(text for part in parts for text in part.texts), self.pledge])


def show(
    who: Visitor,
    wanted: Target,
    ask: Ask,
    sheet: Sheet,
    template: str,
    checks: Sequence[Mapping[str, object]] = (),
    **more: object,
) -> str:
    """The page with its sheet and the lines to tick; they are kept before they are shown."""
    text = "\n".join([sheet.text, *(str(line["text"]) for line in checks)])
    token, shown = showing(who, ask, text, wanted)
    state = {"word": "紧急", "tone": "stop"} if ask.urgent else {"word": "待办", "tone": "info"}
    page = page_data(who, wanted, token, shown=shown)
    return render_template(template, sheet=sheet, state=state, who=who.person.name, page=page, checks=checks, **more)
