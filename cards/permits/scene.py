"""What the card of a permit's ask is made from: the ask, its permit, where links lead, and the moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from cards.card import Builder, Button, Card
from models import permit as permits
from models.answered import Outcome
from models.ask import Ask
from models.book import book, name_of
from models.permit import Permit
from rules.phrases import not_reached
from rules.plant import Plant

GONE = Card("这张票找不到了", status="请找申请人", tone="caution", final=True)


@dataclass(frozen=True)
class Scene:
    """here: the address of this person's pages, without the page."""

    ask: Ask
    permit: Permit
    here: str
    rendition: int
    now: datetime

    @property
    def plant(self) -> Plant:
        return book(self.now).plant

    @property
    def title(self) -> str:
        return permits.title(self.permit)

    @property
    def link(self) -> str:
        """The address of the page that shows the permit."""
        return f"{self.here}/permit/{self.permit.number}"

    @property
    def who(self) -> str:
        """The name of the person who answered."""
        return name_of(self.plant, Outcome.of(self.ask).by or self.ask.person)

    @property
    def withdrawn(self) -> str:
        """Who took the permit back while this was asked, and when; empty when nobody did."""
        outcome = Outcome.of(self.ask)
        return f"{self.who} {outcome.clock} 撤回了这张票" if outcome.result == "cancelled" else ""

    @property
    def unreached(self) -> tuple[str, ...]:
        """Whom the stop that stands has not reached, as a line; none while nobody is named."""
        stop = self.permit.work.last_stop if self.permit.work.stops else None
        missing = stop.untold if stop and stop.resumed_at is None else ()
        return (not_reached([name_of(self.plant, each) for each in missing]),) if missing else ()

    def page(self, name: str, thing: str = "") -> str:
        """The address of a page of this ask."""
        return f"{self.here}/{name}/{thing or self.ask.id}?r={self.rendition}"

    def facts(self) -> tuple[tuple[str, str], ...]:
        return (("票号", self.permit.number), ("部位", self.permit.form.part), *self.coordinated)

    @property
    def coordinated(self) -> tuple[tuple[str, str], ...]:
        """Who coordinates the job with those that it meets; nothing when it meets none."""
        named = permits.coordinator(self.permit)
        return (("统一协调人", name_of(self.plant, named)),) if named else ()

    def receipt(self, title: str, status: str, lines: tuple[str, ...] = (), buttons: tuple[Button, ...] = ()) -> Card:
        """What became of the ask."""
        return Card(
            title=title,
            lines=lines,
            status=status,
            tone="done" if self.ask.state == "done" else "quiet",
            buttons=buttons,
            link=self.link,
            link_text="看签批单",
            facts=self.facts()[:1],
            final=True,
        )


Build = Callable[[Scene], Card]


def of_permits(table: Mapping[str, Build]) -> dict[str, Builder]:
    """Turns builders that take a permit's scene into builders as the house calls them."""
    return {kind: _builder(build) for kind, build in table.items()}


def _builder(build: Build) -> Builder:
    def with_permit(ask: Ask, base: str, rendition: int, now: datetime) -> Card:
        permit = permits.of_subject(ask.subject)
        here = f"{base}/h5/{book(now).plant.person(ask.person).platform}"
        return build(Scene(ask, permit, here, rendition, now)) if permit else GONE

    return with_permit
