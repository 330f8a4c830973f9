"""The pictures and clips that an act brings, in a list: looked at before it counts, kept for good once it does."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.channel import Action
from handlers import pictures
from models import veil
from models.hazard_photo import Clip, Photo
from rules.plant import Person

MOST = 9
# What the trail names of a clip; its key frames stand among the photos.
CLIP = ("sha256", "bytes", "type", "seconds")
NOT_A_PHOTO = "有一张照片没传完，或者不是照片。请删掉它再发。"


class BadPhoto(Exception):
    """One of them is none; the message is what the person reads."""


@dataclass(frozen=True)
class Brought:
    """numbers: under which the house has them; photos: as the trail names them, one a number, but for a clip its key
    frames; clips: those among them."""

    numbers: tuple[str, ...]
    photos: tuple[Photo, ...]
    clips: tuple[Clip, ...] = ()

    def only(self, hashes: Collection[str]) -> Brought:
        """Those that the phone sent under one of these hashes. Not of what holds clips."""
        pairs = [pair for pair in zip(self.numbers, self.photos, strict=True) if pair[1].came_as in hashes]
        return Brought(tuple(number for number, _ in pairs), tuple(photo for _, photo in pairs))

    def take(self, person: Person, now: datetime) -> None:
        """They are kept for good; copies of them for boards come later."""
        for number in self.numbers:
            pictures.take(number, person.id, now)
        veil.want((each.sha256 for each in self.photos), now)

    @property
    def told(self) -> list[dict[str, object]]:
        return [dict(each.kept) for each in self.photos]


def brought(action: Action, person: Person, field: str = "photos") -> Brought:
    """Each once, nine at most. Raises BadPhoto."""
    return brought_under(action.data.get(field), person)


def filmed(action: Action, person: Person) -> Brought:
    """The same, where a clip counts as well. Raises BadPhoto."""
    numbers, named = _named(action.data.get("photos"), person)
    photos = [photo for each in named for photo in _shown(each)]
    clips = [Clip.read({name: each[name] for name in CLIP}) for each in named if each.get("frames")]
    if not all(photo.type.startswith("image/") for photo in photos):
        raise BadPhoto(NOT_A_PHOTO)
    return Brought(numbers, tuple(photos), tuple(clips))


def _shown(named: Mapping[str, Any]) -> list[Photo]:
    """A photo itself; of a clip its key frames."""
    frames = named.get("frames")
    return [Photo.read({**each, "told": {"way": "clip"}}) for each in frames] if frames else [Photo.read(named)]


def brought_one(action: Action, person: Person) -> Brought:
    """The one picture that an act brings. Raises BadPhoto."""
    return brought_under([action.data.get("photo")], person)


def brought_under(sent: object, person: Person) -> Brought:
    """The pictures under these numbers, nine at most. Raises BadPhoto."""
    numbers, named = _named(sent, person)
    if not all(each["type"].startswith("image/") for each in named):
        raise BadPhoto(NOT_A_PHOTO)
    return Brought(numbers, tuple(Photo.read(each) for each in named))


def _named(sent: object, person: Person) -> tuple[tuple[str, ...], list[dict[str, Any]]]:
    """Each number once, and what the trail will name under it. Raises BadPhoto."""
    numbers = tuple(dict.fromkeys(map(str, sent)))[:MOST] if isinstance(sent, list) else ()
    named = [found for number in numbers if (found := pictures.named(number, person.id))]
    if len(named) < len(numbers):
        raise BadPhoto(NOT_A_PHOTO)
    return numbers, named
