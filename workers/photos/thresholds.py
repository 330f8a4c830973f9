"""All limits of the comparison, as one piece of data. Its version is kept beside each result: whoever changes a number
gives it a new one, and measures again (`python -m benchmarks photos`)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Thresholds:
    """Lengths are shares of the longest side; means and shares of the likeness map lie between 0 and 1."""

    version: str
    # Decoding: the longest side in pixels, and for small boxes.
    longest: int = 640
    longest_small_box: int = 1024
    small_box: float = 0.03
    most_pixels: int = 8192 * 6144
    # Same place.
    key_points: int = 1500
    least_key_points: int = 150
    ratio: float = 0.8
    ransac_px: float = 4.0
    inliers: int = 20
    inlier_share: float = 0.25
    area: tuple[float, float] = (0.3, 3.3)
    overlap: float = 0.4
    box_in_overlap: float = 0.7
    # A copy: how far the corners may lie from a mere cut and resize, and how sure the match must be. Up to `bend_doubt`
    # (more where few points match, as they say less exactly where the corners lie) it may be one.
    bend: float = 0.0015
    bend_doubt: float = 0.004
    doubt_inliers: int = 300
    copy_inliers: int = 100
    copy_inlier_share: float = 0.8
    copy_likeness: float = 0.6
    # Changed.
    background: float = 0.60
    box_changed: float = 0.50
    box_low: float = 0.42
    box_below_background: float = 0.35
    box_below_elsewhere: float = 0.10
    box_plain: float = 0.40
    # A part of the box, when the box is drawn too large.
    part_changed: float = 0.30
    part_below_background: float = 0.45
    part_below_elsewhere: float = 0.10
    part_below_beside: float = 0.10
    # Unchanged.
    box_same: float = 0.70
    box_same_below_background: float = 0.05
    box_same_low: float = 0.15
    light: float = 0.10
    light_times: float = 1.8
    # Something else changed, outside the box.
    beside: float = 0.45
    beside_below_background: float = 0.35


NOW = Thresholds(version="2026-11-30")
