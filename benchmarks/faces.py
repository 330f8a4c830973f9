"""How many faces the copies for boards cover: small portraits that come with scikit-image (100 of 25 × 25 pixels),
grown and pasted into its pictures. They look at the camera, bare-headed and in light; so the figures are hopes for a
plant, where people wear helmets and turn away."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import skimage
from PIL import Image

from benchmarks.figure import Figure, fsync_ms
from workers.photos import faces
from workers.photos.decode import Pixels

SEED, COUNT = 20261130, 40
WIDTHS = (40, 64, 110)
PLACES = ("coffee", "rocket", "brick", "gravel", "grass", "chelsea")
DATA = Path(skimage.__file__).parent / "data"


def figures(folder: Path) -> Iterator[Figure]:
    fsync = fsync_ms(folder)
    for name, tilt, limit in (("upright", 0, 75.0), ("tilted by 20°", 20, 70.0), ("tilted by 35°", 35, 0.0)):
        began, covered, more = time.process_time(), 0, 0
        for number in range(COUNT):
            hit, found = _run(number, tilt)
            covered, more = covered + hit, more + found - hit
        each = (time.process_time() - began) / COUNT
        how = f"{more / COUNT:.1f} places besides a picture, {each:.1f} s each"
        yield Figure(f"faces covered, {name}, of {COUNT}", 100 * covered / COUNT, limit, "%", fsync, how, floor=True)


def _run(number: int, tilt: int) -> tuple[bool, int]:
    chance = random.Random(SEED + number)
    shown, (x, y, width) = _scene(chance, _portraits()[number % len(_portraits())], tilt)
    found = faces.faces(shown)
    near = [face for face in found if abs(face[0] - x) < width * 0.35 and abs(face[1] - y) < width * 0.35]
    return any(face[2] > width * 0.5 for face in near), len(found)


def _scene(chance: random.Random, portrait: Pixels, tilt: int) -> tuple[Pixels, tuple[float, float, int]]:
    """The picture in grey, and where the face is: its middle and width."""
    width = chance.choice(WIDTHS)
    place = cv2.resize(_places()[chance.randrange(len(PLACES))], (640, 480), interpolation=cv2.INTER_AREA)
    face = cv2.resize(portrait, (width, width), interpolation=cv2.INTER_CUBIC)
    turn = cv2.getRotationMatrix2D((width / 2, width / 2), chance.choice((-1, 1)) * tilt, 1.0)
    face = cv2.warpAffine(face, turn, (width, width), borderMode=cv2.BORDER_REPLICATE)
    x, y = chance.randrange(640 - width), chance.randrange(480 - width)
    rows, columns = np.mgrid[-1 : 1 : width * 1j, -1 : 1 : width * 1j]
    there = np.clip((1.05 - np.hypot(rows, columns)) * 6, 0, 1)
    part = place[y : y + width, x : x + width]
    place[y : y + width, x : x + width] = np.asarray(part * (1 - there) + face * there, np.uint8)
    return np.asarray(place, np.uint8), (x + width / 2, y + width / 2, width)


@cache
def _portraits() -> list[Pixels]:
    kept = np.load(DATA / "lfw_subset.npy")[:100]
    return [np.asarray(each * 255, np.uint8) for each in kept]


@cache
def _places() -> list[Pixels]:
    files = (next(DATA.glob(f"{name}.*")) for name in PLACES)
    return [np.asarray(Image.open(file).convert("L"), np.uint8) for file in files]
