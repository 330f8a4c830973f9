"""The safety head's card: somebody lacks a course, and is wanted for one permit all the same."""

from __future__ import annotations

from datetime import datetime

from cards.card import Button, Card
from models import let_in
from models import permit as permits
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.book import book, name_of
from models.matter import Tone
from models.permit_asks import Pardon

DONE = {let_in.GRANTED: "放行了这一次", let_in.REFUSED: "没有放行"}


def card(ask: Ask, base: str, rendition: int, now: datetime) -> Card:
    """请定：who, for what, which course he lacks, why he is wanted; then who decided, and how."""
    plant, wish, outcome = book(now).plant, Pardon.of(ask), Outcome.of(ask)
    here = f"{base}/h5/{plant.person(ask.person).platform}"
    page, permit = f"{here}/letin/{ask.id}?r={rendition}", permits.of_subject(ask.subject)
    title = f"请定：{name_of(plant, wish.person)}缺课能不能干"
    if ask.state not in MOVABLE:
        said = f"{name_of(plant, outcome.by or ask.person)} {outcome.clock} {DONE.get(outcome.result, '')}"
        status = said if outcome.result in DONE else outcome.words or "没有人定，他不能干"
        link = f"{here}/permit/{permit.number}" if permit else ""
        tone: Tone = "done" if ask.state == "done" else "quiet"
        return Card(title, (wish.what,), status=status, tone=tone, link=link, link_text="看签批单", final=True)
    return Card(
        title=title,
        lines=(
            f"{wish.what}，当{wish.role_name}",
            f"缺{wish.titles}",
            f"{name_of(plant, wish.asked_by)}：{wish.reason}",
            *ask.why,
        ),
        deadline="现在",
        tone="caution",
        buttons=(Button("letin", "看了再定", "main", page),),
        link=page,
    )
