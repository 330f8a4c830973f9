"""Reports without a name, where the plant takes them: nothing is kept of who reported, nor of the phone or its address.

They come through a page without login, not through the inbox, the uploads and the renditions of other acts. Its claim
code, of which the store has only a hash, is the only way back.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from PIL import Image, ImageOps

from handlers import developing
from handlers.hazards import reporting
from handlers.hazards.given import Given
from handlers.hazards.photos import Brought
from models import blob
from models import hazard as hazards
from models.book import book
from models.hazard import Hazard
from models.hazard_photo import Photo
from models.subject import lock, open_subject
from rules.plant import Area, Machine
from rules.texts import bare

MOST_PHOTOS, LONGEST, QUALITY = 3, 1280, 80
MOST_WORDS, LEAST_WORDS = 300, 4
# So many in an area within an hour, and in the plant within a day: who holds a poster can't flood the house.
AN_HOUR, A_DAY = 6, 40
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WAY = "anonymous"
NEITHER = "照片和说明至少要有一样：拍一张，或写一句看到了什么。"
ENOUGH = "这会儿不留名的报得太多了，这一条没有收。请过一小时再报，或者当面告诉班长；有危险马上打电话。"
OTHER = "前面那一次已经收到了，这次写的不一样，没有收。要再报一处，请重新扫码打开。"


class NotTaken(Exception):
    """Why nothing was kept, and what to do."""


@dataclass(frozen=True)
class Told:
    """A report: words, pictures that say nothing but what they show, danger, and what the code stands at."""

    words: str
    photos: Sequence[bytes]
    danger: bool
    at: Area | Machine


def takes(now: datetime) -> bool:
    """Whether the plant takes such reports."""
    known = book(now).config.hazards
    return bool(known.categories) and known.general.anonymous


def stripped(content: bytes) -> bytes:
    """The picture alone, as a JPEG: no time, place, model or comment. Raises NotTaken."""
    try:
        if not developing.few_pixels(content):
            raise ValueError
        with Image.open(io.BytesIO(content), formats=list(developing.TYPES)) as opened:
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except Exception as error:  # a broken picture may raise anything
        raise NotTaken("有一张照片打不开，或者太大。请删掉它，重新拍一张再发。") from error
    upright.thumbnail((LONGEST, LONGEST))
    clean = Image.new("RGB", upright.size)
    clean.paste(upright)
    made = io.BytesIO()
    clean.save(made, "JPEG", quality=QUALITY)
    return made.getvalue()


def report(told: Told, claim: str, now: datetime) -> Hazard:
    """The hazard of this claim (its hash), in the caller's transaction; sent again it is the same one. Raises
    NotTaken."""
    # One at a time, so that neither claim nor bounds are counted twice.
    lock(open_subject("anonymous", now).id)
    words = told.words.strip()[:MOST_WORDS]
    before = hazards.of_claim(claim)
    if before is not None:
        if (before.report.words, len(before.report.photos)) != (words, len(told.photos)):
            raise NotTaken(OTHER)
        return before
    if not told.photos and len(bare(words)) < LEAST_WORDS:
        raise NotTaken(NEITHER)
    machine = told.at if isinstance(told.at, Machine) else None
    area = machine.area if machine else told.at.id
    if _lately(now - HOUR, area) >= AN_HOUR or _lately(now - DAY) >= A_DAY:
        raise NotTaken(ENOUGH)
    kept = [Photo.read(blob.keep(each, "image/jpeg", now)) for each in told.photos]
    sent = Brought((), tuple(kept))
    given = Given(words, sent, WAY, area, danger=told.danger, machine=machine, scanned=True, claim=claim)
    return reporting.create(None, given, now)


def _lately(since: datetime, area: str = "") -> int:
    found = Hazard.select().where(Hazard.finder == "", Hazard.received_at > since, Hazard.claim.is_null(False))
    return int((found.where(Hazard.area == area) if area else found).count())
