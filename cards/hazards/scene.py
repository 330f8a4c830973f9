"""A hazard's card as it is being built: what every builder knows of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from cards.card import Builder, Button, Card
from models import hazard as hazards
from models.answered import Outcome
from models.ask import Ask, expiry
from models.book import book, name_of
from models.hazard import Hazard
from models.hazard_asks import RESULTS
from models.sensor import second_now
from rules.hazards.life import OVER, UNDER_WAY
from rules.phrases import moment_words, not_reached
from rules.plant import Plant
from rules.texts import cut

GONE = Card("这条隐患找不到了", status="请找报的人", tone="caution", final=True)
LONGEST = 40
# A sensor says at the end of its words what to do.
LONGEST_SENSED = 80
# A sensor's second level that is over: what it measured may come back.
PAST = "到过二级报警，现在降下来了：进去前先测"


@dataclass(frozen=True)
class Scene:
    """here: the address of this person's pages, without the page."""

    ask: Ask
    hazard: Hazard
    here: str
    rendition: int
    now: datetime

    @property
    def plant(self) -> Plant:
        return book(self.now).plant

    @property
    def link(self) -> str:
        return f"{self.here}/hazard/{self.hazard.number}"

    @property
    def until(self) -> str:
        """The deadline as clock time; empty while there is none."""
        until: datetime | None = self.hazard.until
        return self.clock(until) if until else ""

    @property
    def wanted(self) -> str:
        """By when an answer is wanted as clock time: when somebody else is asked as well for the first time, else when
        it lapses."""
        steps = self.ask.escalation["steps"]
        after = next((minutes for name, minutes in steps if name in ("next", "assign")), None)
        by = self.ask.opened_at + timedelta(minutes=after) if after is not None else expiry(self.ask)
        return self.clock(by) if by else ""

    def clock(self, moment: datetime) -> str:
        return f"{moment_words(moment.astimezone(self.plant.zone))} 前"

    @property
    def seen(self) -> str:
        """What was found, in the finder's words."""
        report = self.hazard.report
        return cut(report.words or "见照片", LONGEST_SENSED if report.way == "sensor" else LONGEST)

    @property
    def ended(self) -> tuple[str, ...]:
        """Why nothing is done about it any more, where that is not because it was mended."""
        joined, reason, ended = hazards.joined(self.hazard), self.hazard.work.reason, self.hazard.state in OVER
        told = (joined and f"和 {joined} 是同一处", reason and f"不算隐患：{reason}")
        return tuple(filter(None, told)) if ended else ()

    @property
    def danger(self) -> tuple[str, ...]:
        """What whoever acts must know first, as long as nobody has mended it."""
        if not self.hazard.report.danger or self.hazard.state not in ("triage", *UNDER_WAY):
            return ()
        if self.hazard.report.way == "sensor" and not second_now(self.hazard.number, self.now):
            return (PAST,)
        return ("正在伤人，或马上会：先让人离开",)

    @property
    def awaited(self) -> tuple[str, ...]:
        """That pictures were to follow, as a line; none when all are here. It stays true on a card that is not
        repainted when they come; how many are missing now says the page."""
        if not hazards.awaited(self.hazard):
            return ()
        finder = self.hazard.finder
        whose = name_of(self.plant, finder) if finder else "报的人"
        return (f"报的时候有照片还在{whose}手机里，到没到点开看",)

    @property
    def well(self) -> tuple[str, ...]:
        """How it is told that it is mended, where somebody wrote that."""
        words = self.hazard.work.well
        return (f"怎样算改好：{words}",) if words else ()

    @property
    def unreached(self) -> tuple[str, ...]:
        """Whom the order to leave, or to stop the use, has not reached, as a line; none while nobody is named."""
        missing = self.hazard.work.major.untold if self.hazard.state not in OVER else ()
        return (not_reached([name_of(self.plant, each) for each in missing]),) if missing else ()

    def page(self, name: str) -> str:
        return f"{self.here}/{name}/{self.ask.id}?r={self.rendition}"

    def facts(self) -> tuple[tuple[str, str], ...]:
        owner = (("责任人", name_of(self.plant, self.hazard.owner)),) if self.hazard.owner else ()
        spot = self.hazard.report.spot
        return (("编号", self.hazard.number), *((("位置", spot),) if spot else ()), *owner)

    def open(self, verb: str, buttons: tuple[Button, ...], *lines: str, deadline: str = "") -> Card:
        """The card of something that this person is still to do."""
        return Card(
            title=f"{verb}：{hazards.title(self.hazard)}",
            lines=(*self.danger, self.seen, *self.awaited, *lines, *self.ask.why),
            deadline=deadline,
            tone="stop" if self.hazard.late or self.ask.urgent or self.danger else "info",
            buttons=buttons,
            link=self.link,
            facts=self.facts(),
        )

    def receipt(self, verb: str, *lines: str) -> Card:
        outcome = Outcome.of(self.ask)
        by = name_of(self.plant, outcome.by or self.ask.person)
        done = RESULTS.get(outcome.result)
        status = f"{by} {outcome.clock} {done}" if done else outcome.words or "不用办了"
        return Card(
            title=f"{verb}：{hazards.title(self.hazard)}",
            lines=(*lines, self.seen, *self.ended),
            status=status,
            tone="done" if self.ask.state == "done" else "quiet",
            link=self.link,
            facts=self.facts()[:1],
            final=True,
        )


Build = Callable[[Scene], Card]


def of_hazards(table: Mapping[str, Build]) -> dict[str, Builder]:
    """Turns builders that take a hazard's scene into builders as the house calls them."""
    return {kind: _builder(build) for kind, build in table.items()}


def _builder(build: Build) -> Builder:
    def with_hazard(ask: Ask, base: str, rendition: int, now: datetime) -> Card:
        hazard = hazards.of_subject(ask.subject)
        here = f"{base}/h5/{book(now).plant.person(ask.person).platform}"
        return build(Scene(ask, hazard, here, rendition, now)) if hazard else GONE

    return with_hazard
