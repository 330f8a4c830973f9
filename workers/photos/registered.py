"""Whether a photo shows the same place as another: one picture is laid onto the other by what stands out in both.

Contrast is evened out before (CLAHE), so that a lamp at night finds what the sun found by day. SIFT accepts repeated
textures and equal machines, so it never makes a place the same: it only says that a person should look."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from workers.photos.decode import Pixels
from workers.photos.thresholds import Thresholds

Matrix = NDArray[np.float64]
CLOSE_PX, LEAST_CLOSE = 2.0, 8


class View:
    """A gray picture and what stands out in it."""

    def __init__(self, pixels: Pixels, limits: Thresholds) -> None:
        self.pixels = pixels
        self.limits = limits
        self.height, self.width = pixels.shape[:2]

    @cached_property
    def even(self) -> Pixels:
        return np.asarray(cv2.createCLAHE(3.0, (8, 8)).apply(self.pixels), np.uint8)

    @cached_property
    def orb(self) -> tuple[Sequence[Any], Any]:
        return _points(cv2.ORB.create(self.limits.key_points), self.even)

    @cached_property
    def sift(self) -> tuple[Sequence[Any], Any]:
        return _points(cv2.SIFT.create(self.limits.key_points), self.even)

    @property
    def plain(self) -> bool:
        """Whether too little stands out to say anything."""
        return len(self.orb[0]) < self.limits.least_key_points

    @property
    def mirrored(self) -> View:
        return View(np.ascontiguousarray(self.pixels[:, ::-1]), self.limits)

    @property
    def corners(self) -> Matrix:
        right, bottom = self.width, self.height
        return np.array([[0, 0], [right, 0], [right, bottom], [0, bottom]], np.float64)


@dataclass(frozen=True)
class Placed:
    """How the later view lies on the earlier one. matrix: from its pixels to those of the earlier view; bend: how far
    its corners lie from where a mere cut and resize would put them, as a share of the longest side; reach: the share
    of the box that it shows."""

    matrix: Matrix
    inliers: int
    share: float
    area: float
    overlap: float
    reach: float
    bend: float
    convex: bool

    def same_place(self, limits: Thresholds) -> bool:
        sure = self.inliers >= limits.inliers and self.share >= limits.inlier_share
        least, most = limits.area
        return sure and self.convex and least <= self.area <= most and self.overlap >= limits.overlap

    def same_view(self, limits: Thresholds) -> bool:
        """Whether no hand has moved between the two, as in a copy."""
        sure = self.inliers >= limits.copy_inliers and self.share >= limits.copy_inlier_share
        return sure and self.bend <= limits.bend

    def perhaps_same_view(self, limits: Thresholds) -> bool:
        return self.bend <= limits.bend_doubt * math.sqrt(max(1.0, limits.doubt_inliers / self.inliers))


def placed(before: View, after: View, box: Matrix | None) -> Placed | None:
    """By ORB; None when nothing fits. box: the corners of the box in the earlier view."""
    return _placed(before, after, box, before.orb, after.orb, cv2.NORM_HAMMING)


def perhaps(before: View, after: View) -> bool:
    """Whether SIFT finds the same place."""
    found = _placed(before, after, None, before.sift, after.sift, cv2.NORM_L2)
    return found is not None and found.same_place(before.limits)


def _points(finder: Any, pixels: Pixels) -> tuple[Sequence[Any], Any]:
    points, described = finder.detectAndCompute(pixels, None)
    return points, described


def _placed(before: View, after: View, box: Matrix | None, old: Any, new: Any, norm: int) -> Placed | None:
    limits = before.limits
    (old_points, old_words), (new_points, new_words) = old, new
    if old_words is None or new_words is None or min(len(old_points), len(new_points)) < limits.inliers:
        return None
    pairs = cv2.BFMatcher(norm).knnMatch(new_words, old_words, k=2)
    good = [pair[0] for pair in pairs if len(pair) == 2 and pair[0].distance < limits.ratio * pair[1].distance]
    if len(good) < limits.inliers:
        return None
    source = np.array([new_points[match.queryIdx].pt for match in good], np.float64)
    target = np.array([old_points[match.trainIdx].pt for match in good], np.float64)
    cv2.setRNGSeed(1)
    matrix, kept = cv2.findHomography(source, target, cv2.RANSAC, limits.ransac_px, maxIters=2000, confidence=0.999)
    if matrix is None or kept is None or abs(np.linalg.det(matrix)) < 1e-9:
        return None
    laid, inliers = np.asarray(matrix, np.float64), int(kept.sum())
    corners = through(laid, after.corners)
    if not np.isfinite(corners).all():
        return None
    longest = max(before.width, before.height)
    area = abs(_area(corners)) / (before.width * before.height)
    overlap = _common(corners, before.corners) / (before.width * before.height)
    reach = _common(corners, box) / max(_area(box), 1e-9) if box is not None else 1.0
    inside = kept.ravel().astype(bool)
    bend = _bend(source[inside], target[inside], after.corners, longest) if inliers >= limits.inliers else 1.0
    convex = bool(cv2.isContourConvex(corners.astype(np.float32))) and _area(corners) > 0
    return Placed(laid, inliers, inliers / len(good), area, overlap, reach, bend, convex)


def through(matrix: Matrix, points: Matrix) -> Matrix:
    return np.asarray(cv2.perspectiveTransform(points.reshape(-1, 1, 2), matrix), np.float64).reshape(-1, 2)


def _bend(source: Matrix, target: Matrix, corners: Matrix, longest: int) -> float:
    """Of the best matrix through what matches closely, the part that no cut and resize explains."""
    _, kept = cv2.findHomography(source, target, cv2.RANSAC, CLOSE_PX)
    close = np.ones(len(source), bool) if kept is None else kept.ravel().astype(bool)
    if close.sum() < LEAST_CLOSE:
        return 1.0
    matrix, _ = cv2.findHomography(source[close], target[close], 0)
    if matrix is None:
        return 1.0
    there = through(np.asarray(matrix, np.float64), corners)
    apart = 0.0
    for axis in (0, 1):
        line = np.polyfit(corners[:, axis], there[:, axis], 1)
        apart = max(apart, float(np.abs(np.polyval(line, corners[:, axis]) - there[:, axis]).max()))
    return apart / longest


def _area(corners: Matrix) -> float:
    """Positive as long as the corners go round as those of a picture do."""
    return float(cv2.contourArea(corners.astype(np.float32), True))


def _common(one: Matrix, other: Matrix) -> float:
    area, _ = cv2.intersectConvexConvex(one.astype(np.float32), other.astype(np.float32))
    return float(area)
