"""Copies of photos for boards: faces can't be made out on them, and boards show nothing else."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import skimage
from hazard_acts import FINDER, form, newest
from PIL import Image
from plant import Log, Plant
from playwright.sync_api import Page, expect
from screens import show

from models import veil
from models.book import book
from models.hazard import keep
from models.veil import Veil
from workers import veiling
from workers.photos.veiled import veiled

# A portrait in the public domain, by NASA.
PORTRAIT = Path(skimage.__file__).parent / "data" / "astronaut.png"
# Where its face is, as shares of the sides.
FACE = (0.36, 0.16, 0.52, 0.33)


def portrait() -> bytes:
    out = io.BytesIO()
    Image.open(PORTRAIT).convert("RGB").resize((1280, 1280)).save(out, "JPEG", quality=92)
    return out.getvalue()


def sharpness(content: bytes) -> float:
    """How much neighbouring pixels of the face differ."""
    shown = Image.open(io.BytesIO(content)).convert("L").resize((400, 400))
    left, top, right, bottom = (round(each * 400) for each in FACE)
    return float(np.abs(np.diff(np.asarray(shown.crop((left, top, right, bottom)), float))).mean())


def test_a_face_becomes_a_few_blocks_and_the_copy_is_small() -> None:
    copy, faces = veiled(portrait())
    shown = Image.open(io.BytesIO(copy))
    assert faces >= 1 and shown.size == (400, 400) and not shown.getexif()
    assert sharpness(copy) < sharpness(portrait()) / 3


def test_what_is_no_picture_has_no_copy(log: Log) -> None:
    assert veiled(b"not a picture") == (b"", 0)
    log.expect("no copy for boards")


def test_the_board_shows_copies_only_and_of_unsafe_acts_none(plant: Plant, screen: Page, log: Log) -> None:
    page = form(plant)
    page.act("hazard.report", {"photos": [page.bring(portrait())]}, text="污水处理站 2 号配电箱门坏了，电缆露在外面")
    plant.settle()
    hazard = newest()
    [photo] = hazard.report.photos
    assert veiling.is_due()
    show(plant, screen, FINDER, "posted/open")
    expect(screen.locator("li img")).to_have_count(0)
    assert veiling.make(plant.now) == 1 and not veiling.is_due()
    kept = Veil.find(photo.sha256)
    assert kept and kept.state == veil.READY and kept.faces >= 1
    show(plant, screen, FINDER, "posted/open")
    shown = screen.locator("li img")
    expect(shown).to_have_count(1)
    assert shown.evaluate("each => each.decode().then(() => each.naturalWidth)") == 400
    acts = next(each.id for each in book(plant.now).config.hazards.categories if each.nature == "act")
    keep(hazard, category=acts)
    show(plant, screen, FINDER, "posted/open")
    expect(screen.locator("li img")).to_have_count(0)
    plant.expect_all(*(person.id for person in book(plant.now).plant.people))
