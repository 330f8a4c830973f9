"""The card for somebody whose words come near "stop", or who is not on the permit himself: one tap stops, and nothing
has been stopped yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from cards.card import Button, Card
from models import permit as permits
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.book import book
from models.permit import Permit
from models.permit_asks import StopOffer

# With 「都停」 and 「不停工」, as many buttons as both platforms allow.
MOST = 4
NO = Button("go_on", "不停工")


def offer(ask: Ask, base: str, rendition: int, now: datetime) -> Card:
    """要停工吗: a button for each permit on which the person works."""
    about = StopOffer.of(ask)
    found = [permit for number in about.permits if (permit := permits.by_number(number))]
    if ask.state not in MOVABLE:
        return _over(ask)
    link = f"{base}/h5/{book(now).plant.person(ask.person).platform}/permit/{found[0].number}" if found else ""
    one = found[0] if len(found) == 1 else None
    return Card(
        title=f"要停工吗：{permits.title(one)}" if one else f"要停哪一张：{len(found)} 张票",
        lines=(*ask.why, *_lines(found), "点一下就停工，叫所有人撤离" if about.danger else "要停就点一下，不用说原因"),
        deadline="现在",
        tone="caution",
        buttons=(*_buttons(found), NO),
        link=link if one else "",
        facts=(("票号", one.number), ("部位", one.form.part)) if one else (),
    )


def _lines(found: Sequence[Permit]) -> Iterator[str]:
    """Which number is which permit, when there are several."""
    if len(found) > 1:
        yield from (
            f"{number}　{permits.title(each)} · {each.form.part}" for number, each in enumerate(found[:MOST], 1)
        )
    if len(found) > MOST:
        yield f"还有 {len(found) - MOST} 张，点「都停」一起停"


def _buttons(found: Sequence[Permit]) -> Iterator[Button]:
    if len(found) == 1:
        yield Button("stop1", "停工", "danger")
        return
    for number, _ in enumerate(found[:MOST], 1):
        yield Button(f"stop{number}", f"停第 {number} 张", "danger")
    yield Button("stop_all", "都停", "danger")


def _over(ask: Ask) -> Card:
    outcome = Outcome.of(ask)
    if outcome.result == "go_on":
        return Card("没有停工", status=f"{outcome.clock} 你点了「不停工」", tone="quiet", final=True)
    if ask.state == "done":
        return Card("你叫停了", status=f"{outcome.clock} {outcome.words}", tone="done", final=True)
    return Card("要停工吗", status="这张不用了。要停，发「停工」", tone="quiet", final=True)
