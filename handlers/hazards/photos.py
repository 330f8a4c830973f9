"""The pictures that an act brings, in a list: looked at before it counts, kept for good once it does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.channel import Action
from handlers import pictures
from models.hazard_report import Photo
from rules.plant import Person

MOST = 9
NOT_A_PHOTO = "有一张照片没传完，或者不是照片。请删掉它再发。"


class BadPhoto(Exception):
    """One of them is none; the message is what the person reads."""


@dataclass(frozen=True)
class Brought:
    """numbers: under which the house has them; photos: as the trail names them."""

    numbers: tuple[str, ...]
    photos: tuple[Photo, ...]

    def take(self, person: Person, now: datetime) -> None:
        for number in self.numbers:
            pictures.take(number, person.id, now)

    @property
    def told(self) -> list[dict[str, object]]:
        return [dict(each.kept) for each in self.photos]


def brought(action: Action, person: Person) -> Brought:
    """Each once, nine at most. Raises BadPhoto."""
    sent = action.data.get("photos")
    numbers = tuple(dict.fromkeys(map(str, sent)))[:MOST] if isinstance(sent, list) else ()
    named = [pictures.named(number, person.id) for number in numbers]
    if not all(each and each["type"].startswith("image/") for each in named):
        raise BadPhoto(NOT_A_PHOTO)
    return Brought(numbers, tuple(Photo.read(each) for each in named if each))
