"""Reporting and mending a hazard with photos of which is known what the comparison sees."""

from __future__ import annotations

import io

from builders import open_card, page_of
from hazard_acts import FINDER, asked, form, newest
from PIL import Image, ImageEnhance
from plant import Plant
from roads import road

from benchmarks.photos.pairs import pair
from models.ask import of_subject as asks_of
from models.hazard import Hazard
from rules.hazards.seen import Box
from workers.scenarios.phone import Page

WORDS = "污水处理站 2 号配电箱门坏了，电缆露在外面"
# A pair that the comparison is sure of; no threshold was ever set on this seed.
FIXED = pair("T", "patch", 1)


def edges(box: Box) -> dict[str, int]:
    return {name: round(1000 * getattr(box, name)) for name in ("left", "top", "width", "height")}


REGION = edges(FIXED.box)
ELSEWHERE = {"left": 20, "top": 20, "width": 120, "height": 120}


@road
def reported(plant: Plant, **more: object) -> Hazard:
    page = form(plant)
    photo = page.bring(FIXED.before)
    position = plant.phone(FINDER).position()
    answer = page.act("hazard.report", {"photos": [photo], "position": position, **more}, text=WORDS)
    assert answer["ok"], answer
    plant.settle()
    hazard = newest()
    plant.expect_all(FINDER, hazard.supervisor)
    return hazard


def fix_page(plant: Plant, hazard: Hazard, words: str = "请整改") -> Page:
    return open_card(plant, hazard.owner, plant.expect(hazard.owner, words), "报改好了")


def mend(plant: Plant, hazard: Hazard, after: bytes = FIXED.after, words: str = "请整改") -> None:
    page = fix_page(plant, hazard, words)
    answer = page.act("hazard.mend", {"photos": [page.bring(after)]}, text="门换了")
    assert answer["ok"], answer
    plant.settle()


def look_page(plant: Plant, hazard: Hazard) -> Page:
    person = asked(hazard, "hazard.check")
    [*_, ask] = [each for each in asks_of(hazard.subject) if each.kind == "hazard.check"]
    return page_of(plant, person, f"recheck/{ask.id}")


def shot_again(photo: bytes) -> bytes:
    """Another file of the same photo, as a chat makes it."""
    file = io.BytesIO()
    Image.open(io.BytesIO(photo)).save(file, "JPEG", quality=60)
    return file.getvalue()


def passed_off(photo: bytes) -> bytes:
    """The same photo, cropped and brightened, so that it looks like another."""
    picture, file = Image.open(io.BytesIO(photo)).convert("RGB"), io.BytesIO()
    width, height = picture.size
    cropped = picture.crop((width // 25, height // 25, width - width // 25, height - height // 25))
    ImageEnhance.Brightness(cropped).enhance(1.25).save(file, "JPEG", quality=85)
    return file.getvalue()


def dated(photo: bytes, taken: str) -> bytes:
    """The photo as its camera dates it."""
    picture, file = Image.open(io.BytesIO(photo)), io.BytesIO()
    exif = picture.getexif()
    exif.get_ifd(0x8769)[0x9003] = taken
    picture.save(file, "JPEG", quality=92, exif=exif)
    return file.getvalue()
