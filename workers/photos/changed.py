"""How like two photos of one place are, inside the box and around it, once one lies on the other.

Brightness and contrast are taken out near each point, so that light counts little; what is left is compared by SSIM.
The box is judged against the rest of the same pair: what is a bad match everywhere is no change."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage.metrics import structural_similarity

from workers.photos.decode import Pixels
from workers.photos.registered import Matrix

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]
WINDOW, SPREAD, EDGE = 11, 16.0, 8
# SSIM compares means as well, and two that lie on either side of zero would be as unlike as can be.
LIFTED = 4.0
LOW = 0.5
# Structure (a variance of brightness) below which a point counts less, besides that of the sensor's noise.
BARE, NOISE = 4.0, 0.5
# A window in which less than this counts is not looked at.
ENOUGH = 0.25
# Brightness is compared on a small copy.
COARSE = 4


@dataclass(frozen=True)
class Change:
    """Likeness is 1 where both are the same.

    plain: how much of the box is bare in both; box, low: the mean in the box, and the share of it below LOW;
    background, middle: mean and median outside; elsewhere: the fifth percentile of windows as large as the box, outside
    of it; part: the lowest window in the box of half its width and height; part_elsewhere, beside: the first percentile
    of such windows outside, and the lowest of them; light, light_around: by how much brightness differs, in the box and
    outside, from what a plane explains."""

    plain: float
    box: float
    low: float
    background: float
    middle: float
    elsewhere: float
    part: float
    part_elsewhere: float
    beside: float
    light: float
    light_around: float


NOTHING = Change(1.0, *[0.0] * 10)


def measured(before: Pixels, after: Pixels, matrix: Matrix, box: tuple[int, int, int, int]) -> Change:
    """`after` is laid onto `before` by `matrix`; box: left, top, right, bottom in pixels of `before`."""
    height, width = before.shape
    # Beyond its edge the later picture goes on as it ends there, else its edge would count as contrast.
    laid = np.asarray(cv2.warpPerspective(after, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE), np.uint8)
    valid = _shown(after, matrix, (width, height))
    left, top, right, bottom = box
    inside = np.zeros_like(valid)
    inside[top:bottom, left:right] = True
    alike, counts = likeness(before, laid)
    counts[~valid] = 0.0
    within, around = inside & valid, ~inside & valid
    if not within.any() or not around.any():
        return NOTHING
    whole = _windows(alike, counts, (right - left, bottom - top))
    half = _windows(alike, counts, ((right - left) // 2, (bottom - top) // 2))
    outside, halves = whole.outside(inside), half.outside(inside)
    light, light_around = _light(before, laid, inside, valid)
    return Change(
        plain=float(1 - counts[within].mean()),
        box=_mean(alike[within], counts[within]),
        low=_mean((alike[within] < LOW).astype(np.float32), counts[within]),
        background=_mean(alike[around], counts[around]),
        middle=float(np.median(alike[around & (counts > 0.5)])) if (around & (counts > 0.5)).any() else 0.0,
        elsewhere=_percentile(outside, 5),
        part=_percentile(half.inside(box), 0),
        part_elsewhere=_percentile(halves, 1),
        beside=_percentile(halves, 0),
        light=light,
        light_around=light_around,
    )


def _shown(after: Pixels, matrix: Matrix, size: tuple[int, int]) -> Mask:
    """What of the earlier picture the later one shows, without its very edge."""
    seen = cv2.warpPerspective(np.full(after.shape, 255, np.uint8), matrix, size, flags=cv2.INTER_NEAREST)
    side = 2 * EDGE + 1
    return np.asarray(cv2.erode(seen, np.ones((side, side), np.uint8), borderValue=0)) > 0


def likeness(one: Pixels, other: Pixels) -> tuple[Floats, Floats]:
    """How like both are at each point, and how much the point counts: where both are bare, only noise is compared."""
    (even, counts), (even_other, counts_other) = _even(one), _even(other)
    _, alike = structural_similarity(even, even_other, win_size=WINDOW, data_range=4.0, full=True)
    return np.asarray(alike, np.float32), np.maximum(counts, counts_other)


def _even(pixels: Pixels) -> tuple[Floats, Floats]:
    light = np.asarray(cv2.GaussianBlur(pixels.astype(np.float32), (0, 0), 1.0), np.float32)
    square = light * light
    mean = _wide(light)
    spread = np.maximum(_wide(square) - mean * mean, 0.0)
    near = cv2.blur(light, (WINDOW, WINDOW))
    structure = np.maximum(cv2.blur(square, (WINDOW, WINDOW)) - near * near, 0.0)
    noise = BARE + NOISE * _noise(pixels) ** 2
    counts = structure / (structure + noise)
    even = (light - mean) / np.sqrt(spread + 4.0) + LIFTED
    return np.asarray(even, np.float32), np.asarray(counts, np.float32)


def _wide(values: Floats) -> Floats:
    """The mean around each point (Gaussian, SPREAD pixels), worked out on a small copy."""
    height, width = values.shape
    size = (max(1, width // COARSE), max(1, height // COARSE))
    small = cv2.GaussianBlur(cv2.resize(values, size, interpolation=cv2.INTER_AREA), (0, 0), SPREAD / COARSE)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)


def _noise(pixels: Pixels) -> float:
    """The sensor's noise: what the second differences of a quiet picture leave (Immerkær 1996), by the median."""
    second = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
    rest = cv2.filter2D(pixels.astype(np.float32), -1, second)
    return float(np.median(np.abs(rest)) / 0.6745 / 6)


def _mean(values: Floats, counts: Floats) -> float:
    return float((values * counts).sum() / max(float(counts.sum()), 1e-6))


@dataclass(frozen=True)
class _Windows:
    """The mean of each window, at its upper left corner; NaN where too little of it counts."""

    means: Floats
    width: int
    height: int

    def outside(self, inside: Mask) -> Floats:
        """Of those windows that do not touch the box."""
        touches = _box_sums(inside.astype(np.float32), self.width, self.height) > 0.5
        return self._some(~touches)

    def inside(self, box: tuple[int, int, int, int]) -> Floats:
        left, top, right, bottom = box
        within = self.means[top : max(top + 1, bottom - self.height + 1), left : max(left + 1, right - self.width + 1)]
        return within[~np.isnan(within)]

    def _some(self, wanted: Mask) -> Floats:
        return self.means[wanted & ~np.isnan(self.means)]


def _windows(alike: Floats, counts: Floats, size: tuple[int, int]) -> _Windows:
    width, height = (max(4, min(length, limit - 1)) for length, limit in zip(size, alike.shape[::-1], strict=True))
    weight = _box_sums(counts, width, height)
    means = _box_sums(alike * counts, width, height) / np.maximum(weight, 1e-6)
    enough = weight > ENOUGH * width * height
    return _Windows(np.where(enough, means, np.nan).astype(np.float32), width, height)


def _box_sums(values: Floats, width: int, height: int) -> NDArray[np.float64]:
    sums = np.asarray(cv2.integral(values, sdepth=cv2.CV_64F), np.float64)
    return sums[height:, width:] - sums[:-height, width:] - sums[height:, :-width] + sums[:-height, :-width]


def _percentile(values: Floats, share: float) -> float:
    """1 when there is nothing to compare with."""
    return float(np.percentile(values, share)) if values.size else 1.0


def _light(before: Pixels, laid: Pixels, inside: Mask, valid: Mask) -> tuple[float, float]:
    height, width = (max(1, length // COARSE) for length in before.shape)

    def coarse(pixels: NDArray[np.uint8]) -> Floats:
        return np.asarray(cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA), np.float32)

    ratio = np.log((coarse(laid) + 4.0) / (coarse(before) + 4.0))
    shown = coarse(valid.astype(np.uint8) * 255) > 254
    marked = coarse(inside.astype(np.uint8) * 255) > 127
    lines, columns = np.mgrid[0:height, 0:width]
    plane = np.stack([np.ones(ratio.size), lines.ravel(), columns.ravel()], 1)
    around = (shown & ~marked).ravel()
    if around.sum() < 10 or not (shown & marked).any():
        return 0.0, 0.0
    fitted, *_ = np.linalg.lstsq(plane[around], ratio.ravel()[around], rcond=None)
    rest = np.abs(ratio - (plane @ fitted).reshape(ratio.shape))
    return float(rest[shown & marked].mean()), float(rest[shown & ~marked].mean())
