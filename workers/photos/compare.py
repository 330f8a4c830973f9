"""One photo before and one after, compared from bytes to a finding. Needs up to a second and 350 MB, and a forged
picture may bring it down: only the process that `apart` starts loads this."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace

import cv2
import numpy as np

from rules.hazards.seen import Box, Finding, Reason, Verdict
from workers.photos.changed import measured
from workers.photos.decode import Unreadable, decode, gray
from workers.photos.registered import Matrix, View, perhaps, placed, through
from workers.photos.side_by_side import side_by_side
from workers.photos.thresholds import NOW, Thresholds
from workers.photos.verdict import Measured, judge

LEAST_PX = 8


def compare(
    before: bytes, after: bytes, box: Box | None, known: Sequence[tuple[str, bytes]] = (), limits: Thresholds = NOW
) -> Finding:
    """`known`: earlier pictures of the plant that are worth a look (`rules.prints.hints`), by name."""
    cv2.setNumThreads(1)
    longest = limits.longest_small_box if box and box.share < limits.small_box else limits.longest
    try:
        old, new = decode(before, longest, limits), decode(after, longest, limits)
    except Unreadable:
        return Finding(Verdict.UNSURE, (Reason.UNREADABLE,), limits.version)
    earlier, later = View(gray(old), limits), View(gray(new), limits)
    corners = _corners(box, earlier)
    seen = measure(earlier, later, corners, same_file=before == after)
    verdict, reason = judge(seen, limits)
    like = "" if verdict is Verdict.COPY else _copied(after, later, known, limits)
    if like:
        verdict, reason = Verdict.COPY, Reason.SAME_AS_EARLIER
    picture = side_by_side(old, new, corners, _there(seen, corners, limits))
    return Finding(verdict, (reason,), limits.version, numbers(seen), like, picture)


def compare_nearest(
    before: bytes, after: Sequence[bytes], box: Box | None, known: Sequence[tuple[str, bytes]] = ()
) -> Finding:
    """Of several photos after, and of key frames, the one that shows most of what the photo before does is compared.
    It is chosen by how it lies there alone, never by what has changed."""
    at = nearest(before, after) if len(after) > 1 else 0
    return replace(compare(before, after[at], box, known), of=at)


def nearest(before: bytes, after: Sequence[bytes], limits: Thresholds = NOW) -> int:
    """Which of them has most in common with the photo before; the first where none has."""
    cv2.setNumThreads(1)

    def view(content: bytes) -> View | None:
        try:
            return View(gray(decode(content, limits.longest, limits)), limits)
        except Unreadable:
            return None

    def common(content: bytes) -> int:
        later = view(content)
        found = placed(earlier, later, None) if earlier and later else None
        return found.inliers if found and found.same_place(limits) else 0

    earlier = view(before)
    shared = [common(each) for each in after]
    return shared.index(max(shared))


def measure(earlier: View, later: View, corners: Matrix | None, *, same_file: bool = False) -> Measured:
    """All that the verdict rests on. What costs much is measured only where it decides."""
    limits, boxed, plain = earlier.limits, corners is not None, earlier.plain or later.plain
    region = earlier.corners / 2 + (earlier.width / 4, earlier.height / 4) if corners is None else corners
    found = placed(earlier, later, region)
    if found is None or not found.same_place(limits):
        mirror = placed(earlier, later.mirrored, region)
        there = mirror is not None and mirror.same_place(limits)
        return Measured(boxed, same_file, plain, found, mirror, not there and not plain and perhaps(earlier, later))
    left, top, right, bottom = (round(edge) for edge in (*region[0], *region[2]))
    change = measured(earlier.pixels, later.pixels, found.matrix, (left, top, right, bottom))
    return Measured(boxed, same_file, plain, found, change=change)


def numbers(seen: Measured) -> Mapping[str, float]:
    """What is kept beside the verdict."""
    found: dict[str, float] = {}
    if seen.placed is not None:
        found |= {name: float(value) for name, value in asdict(seen.placed).items() if name not in ("matrix", "convex")}
    if seen.change is not None:
        found |= asdict(seen.change)
    return {name: round(value, 4) for name, value in found.items()}


def _there(seen: Measured, corners: Matrix | None, limits: Thresholds) -> Matrix | None:
    """Where the region lies in the later photo."""
    if corners is None or seen.placed is None or not seen.placed.same_place(limits):
        return None
    return through(np.asarray(np.linalg.inv(seen.placed.matrix), np.float64), corners)


def _corners(box: Box | None, view: View) -> Matrix | None:
    """Of the box, as far as it lies in the picture; None without a box, or for one that is next to nothing."""
    if box is None:
        return None
    left, right = (min(max(edge, 0.0), 1.0) * view.width for edge in (box.left, box.left + box.width))
    top, bottom = (min(max(edge, 0.0), 1.0) * view.height for edge in (box.top, box.top + box.height))
    if min(right - left, bottom - top) < LEAST_PX:
        return None
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float64)


def _copied(content: bytes, later: View, known: Sequence[tuple[str, bytes]], limits: Thresholds) -> str:
    """The earlier picture of which this is a copy, also turned over; empty when there is none."""
    mine = hashlib.sha256(content).digest()
    for name, bytes_ in known:
        if hashlib.sha256(bytes_).digest() == mine or _is_copy(later, bytes_, limits):
            return name
    return ""


def _is_copy(later: View, content: bytes, limits: Thresholds) -> bool:
    try:
        earlier = View(gray(decode(content, max(later.width, later.height), limits)), limits)
    except Unreadable:
        return False
    for view in (later, later.mirrored):
        found = placed(earlier, view, None)
        if found is not None and found.same_place(limits) and found.same_view(limits):
            return True
    return False
