"""Pairs of photos of which it is known what happened between them."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import cv2
import numpy as np
import skimage
from PIL import Image

from benchmarks.photos import drawing, shots
from benchmarks.photos.drawing import Pixels, Rect, Rng
from benchmarks.photos.shots import FAR, HELD, OVERLAY, RESHOT, Hand
from rules.hazards.seen import Box

WHEEL = Path(skimage.__file__).parent / "data"
PICTURES = (
    "astronaut.png", "coffee.png", "chelsea.png", "rocket.jpg", "camera.png", "coins.png", "motorcycle_left.png",
    "ihc.png", "page.png", "hubble_deep_field.jpg", "brick.png", "gravel.png", "grass.png",
)  # fmt: skip
TEXTURES = ("brick.png", "gravel.png", "grass.png")
SMOOTH = ("retina.jpg", "moon.png", "microaneurysms.png")
BASE = 1000
SHARES = (0.12, 0.06, 0.03)
FAKE, UNFIXED, FIX = "fake", "not fixed", "fix"


@dataclass(frozen=True)
class Pair:
    """box: in shares of the earlier photo."""

    before: bytes
    after: bytes
    box: Box


@dataclass(frozen=True)
class Kind:
    """same: whether an honest phone stood at the same place; apart: a row of its own, not in the sums."""

    truth: str
    count: int
    make: Callable[[Rng, int, int], Pair]
    same: bool = True
    apart: bool = False


def pairs(share: float = 1.0) -> Iterator[tuple[str, int]]:
    """Each pair as (kind, number); share: so much of each kind, but two of each at least."""
    for name, kind in KINDS.items():
        yield from ((name, number) for number in range(max(2, round(share * kind.count))))


def pair(seed: str, name: str, number: int) -> Pair:
    rng = np.random.default_rng([ord(seed), zlib.crc32(name.encode()), number])
    return KINDS[name].make(rng, ord(seed) * 1000, number)


# Base pictures.


@cache
def wheel(name: str) -> Pixels:
    with Image.open(WHEEL / name) as shown:
        return np.asarray(shown.convert("RGB"))


def cut(rng: Rng, whole: Pixels, least: float = 0.75) -> Pixels:
    """Some part of a picture, perhaps turned over, so that no two seeds have the same."""
    height, width = whole.shape[:2]
    tall, wide = (int(length * rng.uniform(least, 1.0)) for length in (height, width))
    top, left = int(rng.integers(height - tall + 1)), int(rng.integers(width - wide + 1))
    part = whole[top : top + tall, left : left + wide]
    return sized(part[:, ::-1] if rng.random() < 0.5 else part)


def sized(part: Pixels) -> Pixels:
    scale = BASE / max(part.shape[:2])
    size = (round(scale * part.shape[1]), round(scale * part.shape[0]))
    how = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    return np.asarray(cv2.resize(np.ascontiguousarray(part), size, interpolation=how), np.uint8)


def base(rng: Rng, seed: int, number: int) -> Pixels:
    """In turn a picture of the wheel and a drawn scene."""
    if number % 2:
        scene = drawing.SCENES[number // 2 % len(drawing.SCENES)]
        return scene(seed + int(rng.integers(500)), seed + int(rng.integers(500)), None, False)
    return cut(rng, wheel(PICTURES[number // 2 % len(PICTURES)]))


def smooth(rng: Rng, seed: int, number: int) -> Pixels:
    if number % 2:
        return drawing.bare(seed + number)
    return cut(rng, wheel(SMOOTH[number // 2 % len(SMOOTH)]), 0.9)


def other(rng: Rng, seed: int, number: int) -> Pixels:
    return base(rng, seed + 500, number + 2 * int(rng.integers(1, len(PICTURES))))


# Boxes: where in the base, and what of the earlier photo that is.


def spot(rng: Rng, picture: Pixels, number: int, share: float = 0.0) -> Rect:
    """Somewhere in what the first shot shows of the base, not at its edge."""
    height, width = picture.shape[:2]
    margin = shots.MARGIN + 0.06
    area = (share or SHARES[number % 3]) * ((1 - 2 * shots.MARGIN) ** 2) * height * width
    stretch = rng.uniform(0.7, 1.4)
    wide, tall = int(np.sqrt(area * stretch)), int(np.sqrt(area / stretch))
    left = int(rng.uniform(margin * width, (1 - margin) * width - wide))
    top = int(rng.uniform(margin * height, (1 - margin) * height - tall))
    return left, top, wide, tall


def marked(picture: Pixels, where: Rect) -> Box:
    height, width = picture.shape[:2]
    shown = 1 - 2 * shots.MARGIN
    return Box(
        (where[0] / width - shots.MARGIN) / shown,
        (where[1] / height - shots.MARGIN) / shown,
        where[2] / width / shown,
        where[3] / height / shown,
    )


def mended(rng: Rng, picture: Pixels, where: Rect, from_: Pixels, share: float = 0.85) -> Pixels:
    """So much of the place is replaced by material from another picture."""
    left, top, wide, tall = where
    side = np.sqrt(share)
    new_wide, new_tall = int(side * wide), int(side * tall)
    x, y = left + int((wide - new_wide) * rng.random()), top + int((tall - new_tall) * rng.random())
    height, width = from_.shape[:2]
    a, b = int(rng.integers(max(1, height - new_tall))), int(rng.integers(max(1, width - new_wide)))
    material = from_[a : a + new_tall, b : b + new_wide]
    changed = picture.copy()
    changed[y : y + material.shape[0], x : x + material.shape[1]] = material
    return changed


# Kinds. Each takes the generator of this pair, the seed's number and the pair's.


def _first(rng: Rng, picture: Pixels) -> Pixels:
    return shots.lit(rng, shots.taken(rng, picture))


def _pair(rng: Rng, before: Pixels, after: Pixels, box: Box) -> Pair:
    return Pair(shots.jpeg(before, int(rng.integers(75, 90))), shots.jpeg(after, int(rng.integers(70, 88))), box)


def _forged(change: Callable[[Rng, Pixels], Pixels], rng: Rng, seed: int, number: int, quality: int = 0) -> Pair:
    picture = base(rng, seed, number)
    box = marked(picture, spot(rng, picture, number))
    before = shots.jpeg(_first(rng, picture), 85)
    again = change(rng, shots.pixels(before))
    return Pair(before, shots.jpeg(again, int(rng.integers(40, 76))), box)


def _saved(rng: Rng, photo: Pixels) -> Pixels:
    return photo


def _brighter(rng: Rng, photo: Pixels) -> Pixels:
    light = (photo.astype(np.float32) / 255) ** rng.uniform(0.6, 1.6) * rng.uniform(0.75, 1.25)
    return np.asarray(np.clip(255 * light, 0, 255), np.uint8)


def _mirrored(rng: Rng, photo: Pixels) -> Pixels:
    return np.ascontiguousarray(photo[:, ::-1])


def _cropped(rng: Rng, photo: Pixels) -> Pixels:
    height, width = photo.shape[:2]
    top, bottom = (int(height * part) for part in rng.uniform(0.015, 0.06, 2))
    left, right = (int(width * part) for part in rng.uniform(0.015, 0.06, 2))
    return np.ascontiguousarray(photo[top : height - bottom, left : width - right])


def _stamped(rng: Rng, photo: Pixels) -> Pixels:
    height, width = photo.shape[:2]
    small = np.array(cv2.resize(photo, (int(0.6 * width), int(0.6 * height)), interpolation=cv2.INTER_AREA), np.uint8)
    bar = int(0.1 * small.shape[0])
    small[-bar:] = (0.35 * small[-bar:]).astype(np.uint8)
    text = f"2026-11-{int(rng.integers(10, 30))} {int(rng.integers(10, 24))}:{int(rng.integers(10, 60))} KQ-07"
    cv2.putText(
        small, text, (8, small.shape[0] - bar // 3), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (255, 255, 255), 1, cv2.LINE_AA
    )
    return small


def _painted(rng: Rng, seed: int, number: int) -> Pair:
    """The earlier photo with something painted into the box, saved again."""
    picture = base(rng, seed, number)
    where = spot(rng, picture, number)
    first = shots.taken(rng, picture)
    before = shots.jpeg(shots.lit(rng, first), 85)
    box = marked(picture, where)
    photo = shots.pixels(before)
    height, width = photo.shape[:2]
    there = (int(box.left * width), int(box.top * height), int(box.width * width), int(box.height * height))
    after = mended(rng, photo, there, other(rng, seed, number))
    return Pair(before, shots.jpeg(after, int(rng.integers(70, 88))), box)


def _reshot(rng: Rng, seed: int, number: int) -> Pair:
    picture = base(rng, seed, number)
    before = _first(rng, picture)
    # The photo hangs on a wall: grey around it.
    high, wide = (int(length * shots.MARGIN / (1 - 2 * shots.MARGIN)) for length in before.shape[:2])
    wall = cv2.copyMakeBorder(before, high, high, wide, wide, cv2.BORDER_CONSTANT, value=(120, 118, 115))
    after = shots.lit(rng, shots.taken(rng, np.asarray(wall, np.uint8), RESHOT))
    return _pair(rng, before, after, marked(picture, spot(rng, picture, number)))


def _elsewhere(rng: Rng, seed: int, number: int) -> Pair:
    picture, another = base(rng, seed, number), other(rng, seed, number)
    after = shots.lit(rng, shots.taken(rng, another, HELD))
    return _pair(rng, _first(rng, picture), after, marked(picture, spot(rng, picture, number)))


def _twin_texture(rng: Rng, seed: int, number: int) -> Pair:
    whole = wheel(TEXTURES[number % 3])
    if rng.random() < 0.5:
        whole = np.ascontiguousarray(whole.transpose(1, 0, 2))
    half = whole.shape[1] // 2
    halves = [sized(cut(rng, part, 0.95)) for part in (whole[:, :half], whole[:, half:])]
    after = shots.lit(rng, shots.taken(rng, halves[1], HELD))
    return _pair(rng, _first(rng, halves[0]), after, marked(halves[0], spot(rng, halves[0], number)))


def _equal_machine(rng: Rng, seed: int, number: int) -> Pair:
    """The sound machine beside it is photographed: of the same make, somewhere else."""
    model, one = seed + int(rng.integers(500)), seed + int(rng.integers(250))
    scene, hazard = drawing.SCENES[number % 3], int(rng.integers(5))
    before = scene(model, one, hazard, False)
    if scene is drawing.hall and number % 2:
        after = drawing.hall(model, one, hazard, True, first=1)
    else:
        after = scene(model, one + 250, hazard, True)
    where = _loosely(drawing.BOXES[scene], 1.1)
    return _pair(rng, _first(rng, before), shots.lit(rng, shots.taken(rng, after, HELD)), marked(before, where))


def _equal_room(rng: Rng, seed: int, number: int) -> Pair:
    """The same in a room built alike: only wear, dirt and the machine's own number differ."""
    place, one = seed + int(rng.integers(500)), seed + int(rng.integers(250))
    scene, hazard = (drawing.machine, drawing.cabinets, drawing.pipework)[number % 3], int(rng.integers(5))
    before = scene(place, one, hazard, False, place)
    after = scene(place, one + 250, hazard, True, place)
    where = _loosely(drawing.BOXES[scene], 1.1)
    return _pair(rng, _first(rng, before), shots.lit(rng, shots.taken(rng, after, HELD)), marked(before, where))


def _same(
    light: Callable[[Rng, Pixels], Pixels], hand: Hand, bases: Callable[..., Pixels], rng: Rng, seed: int, number: int
) -> Pair:
    picture = bases(rng, seed, number)
    after = light(rng, shots.taken(rng, picture, hand))
    return _pair(rng, _first(rng, picture), after, marked(picture, spot(rng, picture, number)))


def _shadow(rng: Rng, seed: int, number: int) -> Pair:
    picture = base(rng, seed, number)
    where = spot(rng, picture, number)
    after = shots.lit(rng, shots.taken(rng, shots.shadowed(rng, picture, where), HELD))
    return _pair(rng, _first(rng, picture), after, marked(picture, where))


def _aside(rng: Rng, picture: Pixels, where: Rect) -> Rect:
    """A place of the same size that does not touch the box."""
    for _ in range(100):
        found = spot(
            rng, picture, 0, where[2] * where[3] / ((1 - 2 * shots.MARGIN) ** 2 * picture.shape[0] * picture.shape[1])
        )
        across = found[0] + found[2] < where[0] or where[0] + where[2] < found[0]
        if across or found[1] + found[3] < where[1] or where[1] + where[3] < found[1]:
            return found
    return where[0], where[1] + where[3], where[2], where[3]


def _beside(rng: Rng, seed: int, number: int) -> Pair:
    """Something changed, but not in the box."""
    picture = base(rng, seed, number)
    where = spot(rng, picture, number)
    after = mended(rng, picture, _aside(rng, picture, where), other(rng, seed, number))
    shot = shots.lit(rng, shots.taken(rng, after, HELD))
    return _pair(rng, _first(rng, picture), shot, marked(picture, where))


def _stereo(rng: Rng, seed: int, number: int) -> Pair:
    """A real scene in depth from two places, 19 cm apart."""
    left, right = sized(wheel("motorcycle_left.png")), sized(wheel("motorcycle_right.png"))
    after = shots.lit(rng, shots.taken(rng, right, Hand(1.0, 0.02, 0.02, 0.02, 0.005)))
    return _pair(rng, _first(rng, left), after, marked(left, spot(rng, left, number)))


def _patch(
    light: Callable[[Rng, Pixels], Pixels], hand: Hand, bases: Callable[..., Pixels], rng: Rng, seed: int, number: int
) -> Pair:
    picture = bases(rng, seed, number)
    where = spot(rng, picture, number)
    after = mended(rng, picture, where, other(rng, seed, number))
    return _pair(rng, _first(rng, picture), light(rng, shots.taken(rng, after, hand)), marked(picture, where))


def _drawn(light: Callable[[Rng, Pixels], Pixels], hand: Hand, rng: Rng, seed: int, number: int) -> Pair:
    """A hazard of a plant, mended: guard, plate, junction box, clutter, extinguishers."""
    scene, hazard = drawing.SCENES[number % 4], number // 4 % 5
    model, one = seed + int(rng.integers(500)), seed + int(rng.integers(500))
    before, after = (scene(model, one, hazard, done) for done in (False, True))
    where = _loosely(drawing.BOXES[scene], float(rng.uniform(1.0, 1.25)))
    return _pair(rng, _first(rng, before), light(rng, shots.taken(rng, after, hand)), marked(before, where))


def _loosely(where: Rect, times: float) -> Rect:
    left, top, wide, tall = where
    more_x, more_y = int((times - 1) * wide / 2), int((times - 1) * tall / 2)
    return left - more_x, top - more_y, wide + 2 * more_x, tall + 2 * more_y


def _stain(rng: Rng, seed: int, number: int) -> Pair:
    """A soft dark spot is wiped off."""
    picture = base(rng, seed, number)
    where = spot(rng, picture, number)
    left, top, wide, tall = where
    lines, columns = np.mgrid[0 : picture.shape[0], 0 : picture.shape[1]].astype(np.float32)
    away = ((columns - left - wide / 2) / (0.42 * wide)) ** 2 + ((lines - top - tall / 2) / (0.42 * tall)) ** 2
    dirty = (picture * (1 - 0.45 * np.exp(-(away**2)))[..., None]).astype(np.uint8)
    after = shots.lit(rng, shots.taken(rng, picture, HELD))
    return _pair(rng, _first(rng, dirty), after, marked(picture, where))


def _loose(rng: Rng, seed: int, number: int) -> Pair:
    """The box is four times as large as what was mended."""
    picture = base(rng, seed, number)
    where = spot(rng, picture, number, SHARES[number % 2])
    inner = (where[0] + where[2] // 4, where[1] + where[3] // 4, where[2] // 2, where[3] // 2)
    after = mended(rng, picture, inner, other(rng, seed, number), 1.0)
    shot = shots.lit(rng, shots.taken(rng, after, HELD))
    return _pair(rng, _first(rng, picture), shot, marked(picture, where))


KINDS = {
    "re-saved": Kind(FAKE, 34, partial(_forged, _saved), same=False),
    "brighter or darker": Kind(FAKE, 34, partial(_forged, _brighter), same=False),
    "mirrored": Kind(FAKE, 34, partial(_forged, _mirrored), same=False),
    "cropped": Kind(FAKE, 34, partial(_forged, _cropped), same=False),
    "stamped and made smaller": Kind(FAKE, 34, partial(_forged, _stamped), same=False),
    "painted in": Kind(FAKE, 34, _painted, same=False),
    "photo of the photo": Kind(FAKE, 34, _reshot, same=False),
    "another place": Kind(FAKE, 34, _elsewhere, same=False),
    "twin texture": Kind(FAKE, 34, _twin_texture, same=False),
    "equal machine": Kind(FAKE, 34, _equal_machine, same=False),
    "equal machine, equal room": Kind(FAKE, 24, _equal_room, same=False, apart=True),
    "other light": Kind(UNFIXED, 40, partial(_same, shots.lit, HELD, base)),
    "big move": Kind(UNFIXED, 40, partial(_same, shots.lit, FAR, base)),
    "cast shadow": Kind(UNFIXED, 40, _shadow),
    "overlay": Kind(UNFIXED, 40, partial(_same, shots.lit, OVERLAY, base)),
    "stereo": Kind(UNFIXED, 6, _stereo),
    "night": Kind(UNFIXED, 26, partial(_same, shots.at_night, HELD, base), apart=True),
    "smooth": Kind(UNFIXED, 18, partial(_same, shots.lit, HELD, smooth), apart=True),
    "patch": Kind(FIX, 52, partial(_patch, shots.lit, HELD, base)),
    "patch, big move": Kind(FIX, 52, partial(_patch, shots.lit, FAR, base)),
    "patch, overlay": Kind(FIX, 52, partial(_patch, shots.lit, OVERLAY, base)),
    "drawn hazard": Kind(FIX, 52, partial(_drawn, shots.lit, HELD)),
    "patch at night": Kind(FIX, 24, partial(_patch, shots.at_night, HELD, base), apart=True),
    "drawn hazard at night": Kind(FIX, 24, partial(_drawn, shots.at_night, HELD), apart=True),
    "smooth, patch": Kind(FIX, 18, partial(_patch, shots.lit, HELD, smooth), apart=True),
    "stain wiped off": Kind(FIX, 18, _stain, apart=True),
    "box four times too large": Kind(FIX, 18, _loose, apart=True),
    "box beside the fix": Kind(FIX, 24, _beside, apart=True),
}
