"""From what was measured to a verdict with its reasons: pure. Whatever is not clearly one thing is for a person."""

from __future__ import annotations

from dataclasses import dataclass

from rules.hazards.seen import Reason, Verdict
from workers.photos.changed import Change
from workers.photos.registered import Placed
from workers.photos.thresholds import Thresholds

Judged = tuple[Verdict, Reason]


@dataclass(frozen=True)
class Measured:
    """same_file: the bytes are equal; plain: too little stands out in one of the pictures; boxed: a region is marked;
    placed: how the later picture lies on the earlier one; mirror: how it lies there turned over, looked for only when
    it does not fit as it is; perhaps: whether SIFT finds the place, looked for only then; change: None when nothing
    could be laid onto anything."""

    boxed: bool
    same_file: bool = False
    plain: bool = False
    placed: Placed | None = None
    mirror: Placed | None = None
    perhaps: bool = False
    change: Change | None = None


def judge(seen: Measured, limits: Thresholds) -> Judged:
    if seen.same_file:
        return Verdict.COPY, Reason.SAME_FILE
    if seen.placed is None or not seen.placed.same_place(limits) or seen.change is None:
        return _elsewhere(seen, limits)
    if seen.placed.same_view(limits):
        return _same_view(seen.change, limits)
    if not seen.boxed:
        return Verdict.UNSURE, Reason.NO_BOX
    if seen.placed.reach < limits.box_in_overlap:
        return Verdict.UNSURE, Reason.BOX_CUT_OFF
    verdict, reason = _same_place(seen.change, limits)
    if verdict is not Verdict.CHANGED:
        return verdict, reason
    if seen.placed.perhaps_same_view(limits):
        return Verdict.UNSURE, Reason.ONLY_BOX_DIFFERS
    if seen.change.plain > limits.box_plain:
        return Verdict.UNSURE, Reason.BOX_PLAIN
    return verdict, reason


def _elsewhere(seen: Measured, limits: Thresholds) -> Judged:
    if seen.mirror is not None and seen.mirror.same_place(limits):
        if seen.mirror.same_view(limits):
            return Verdict.COPY, Reason.MIRRORED
        return Verdict.UNSURE, Reason.MIRROR_MATCH
    if seen.plain:
        return Verdict.UNSURE, Reason.TOO_PLAIN
    return (Verdict.UNSURE, Reason.POOR_MATCH) if seen.perhaps else (Verdict.ELSEWHERE, Reason.NO_MATCH)


def _same_view(change: Change, limits: Thresholds) -> Judged:
    """A copy; or one in which somebody has painted, or a shot from a tripod: that a person sees."""
    if change.box > limits.copy_likeness and change.part > limits.copy_likeness:
        return Verdict.COPY, Reason.SAME_VIEW
    return Verdict.UNSURE, Reason.ONLY_BOX_DIFFERS


def _same_place(change: Change, limits: Thresholds) -> Judged:
    if change.background < limits.background:
        return Verdict.UNSURE, Reason.SURROUNDINGS
    if _box_changed(change, limits):
        return Verdict.CHANGED, Reason.BOX_CHANGED
    if _part_changed(change, limits):
        return Verdict.CHANGED, Reason.PART_CHANGED
    if not _box_same(change, limits):
        return Verdict.UNSURE, Reason.BETWEEN
    if change.light > max(limits.light, limits.light_times * change.light_around):
        return Verdict.UNSURE, Reason.LIGHT
    if change.beside <= limits.beside and change.middle - change.beside >= limits.beside_below_background:
        return Verdict.UNSURE, Reason.BESIDE_BOX
    return Verdict.UNCHANGED, Reason.BOX_SAME


def _box_changed(change: Change, limits: Thresholds) -> bool:
    return (
        change.box <= limits.box_changed
        and change.low >= limits.box_low
        and change.background - change.box >= limits.box_below_background
        and change.elsewhere - change.box >= limits.box_below_elsewhere
    )


def _part_changed(change: Change, limits: Thresholds) -> bool:
    return (
        change.part <= limits.part_changed
        and change.middle - change.part >= limits.part_below_background
        and change.part_elsewhere - change.part >= limits.part_below_elsewhere
        and change.beside - change.part >= limits.part_below_beside
    )


def _box_same(change: Change, limits: Thresholds) -> bool:
    return (
        change.box >= limits.box_same
        and change.background - change.box <= limits.box_same_below_background
        and change.low <= limits.box_same_low
    )
