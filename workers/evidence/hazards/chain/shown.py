"""How values of chain and row read, so that they can be compared: people, moments, pictures."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from models.base import PLANT_ZONE
from models.hazard_photo import Photo
from rules import pictured
from rules.hazards.life import NAMES
from workers.evidence.difference import NOTHING, to_the_second
from workers.evidence.difference import said as plain

Data = Mapping[str, Any]
Item = dict[str, object]
Shots = list[tuple[str, str, str]]
# What the trail has of a comparison of two photos.
SEEN = ("verdict", "reasons", "version", "words", "picture", "marked", "like")
UNSEEN = {"照片对比": "", "照片对比的结论": NOTHING}
WORDS = {str(state): word for state, word in NAMES.items()}


def by(line: Data) -> Item:
    """The person of an entry's line, and when."""
    return {"人": str(line["actor"].get("person", "")), "时间": at(line)}


def said(line: Data) -> str:
    """Who, and when."""
    return f"{line['actor'].get('person', '')} {at(line)}"


def at(line: Data) -> str:
    """When an entry was made."""
    return moment(line["at"])


def moment(text: object) -> str:
    """A moment that an entry has as text (ISO 8601)."""
    return second(datetime.fromisoformat(str(text)))


def second(moment: datetime | None) -> str:
    """A moment by the plant's clock, to the second; a word where there is none."""
    return to_the_second(moment.astimezone(PLANT_ZONE) if moment else None)


def pictures(data: Data) -> Shots:
    """Pictures that an entry names: the hash, and how it was taken."""
    named = [each for each in data.get("photos") or () if isinstance(each, Mapping) and "sha256" in each]
    return [_shot(each) for each in named]


def shots(photos: Sequence[Photo]) -> Shots:
    """Pictures that a row has, as `pictures` tells those of an entry."""
    return [_shot(each.kept) for each in photos]


def _shot(kept: Data) -> tuple[str, str, str]:
    """Its hash, how it was taken in words, and the hash of all that is kept of it."""
    return str(kept["sha256"]), pictured.words(kept), _digest(kept)


def _digest(kept: Data) -> str:
    return hashlib.sha256(json.dumps(kept, sort_keys=True, default=dict).encode()).hexdigest()


def clip(kept: Data) -> tuple[str, str, str]:
    """A video: its hash, how long it is, and the hash of all that is kept of it."""
    return str(kept["sha256"]), f"{kept.get('seconds', '')} 秒", _digest(kept)


def seen(data: Data) -> Item:
    """What the comparison of its photos saw, in words and in full."""
    full = {name: data[name] for name in SEEN if data.get(name)}
    return {"照片对比": str(data.get("words", "")), "照片对比的结论": plain(full)}
