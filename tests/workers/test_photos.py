"""The comparison of a photo before with one after: a few pairs of each kind, what may be broken, and the limits of its
process. The rates are measured by `python -m benchmarks photos`."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zlib
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from PIL import Image

from benchmarks.photos.pairs import Pair, pair
from config.root import ROOT
from handlers.fingerprint import fingerprint
from rules.hazards.seen import Box, Finding, Reason, Verdict
from rules.prints import hints
from workers.photos.apart import NO_ANSWER, compared
from workers.photos.changed import Change
from workers.photos.compare import compare, compare_nearest
from workers.photos.registered import Placed
from workers.photos.thresholds import NOW
from workers.photos.verdict import Measured, judge

MIDDLE = Box(0.3, 0.3, 0.3, 0.3)
CHANGED, UNSURE, UNCHANGED, COPY, ELSEWHERE = (
    Verdict.CHANGED,
    Verdict.UNSURE,
    Verdict.UNCHANGED,
    Verdict.COPY,
    Verdict.ELSEWHERE,
)
# A seed that no threshold was ever set or reported on.
made = cache(lambda kind, number: pair("T", kind, number))


@cache
def looked_at(kind: str, number: int) -> Finding:
    """What is seen of such a pair."""
    shown: Pair = made(kind, number)
    return compare(shown.before, shown.after, shown.box)


@pytest.mark.parametrize(
    ("kind", "number", "verdict"),
    [
        ("re-saved", 0, COPY),
        ("brighter or darker", 3, COPY),
        ("mirrored", 1, COPY),
        ("cropped", 7, COPY),
        ("stamped and made smaller", 1, COPY),
        ("painted in", 7, UNSURE),
        ("photo of the photo", 1, UNCHANGED),
        ("another place", 2, ELSEWHERE),
        ("twin texture", 0, ELSEWHERE),
        ("other light", 1, UNCHANGED),
        ("overlay", 1, UNCHANGED),
        ("stereo", 0, UNSURE),
        ("patch", 1, CHANGED),
        ("patch, big move", 4, CHANGED),
        ("patch, overlay", 3, CHANGED),
        ("drawn hazard", 4, CHANGED),
        ("drawn hazard at night", 4, CHANGED),
        ("box four times too large", 1, CHANGED),
    ],
)
def test_a_pair_is_seen_as_what_it_is(kind: str, number: int, verdict: Verdict) -> None:
    found = looked_at(kind, number)
    assert found.verdict is verdict, found.words
    assert found.version == NOW.version


@pytest.mark.parametrize("kind", ["equal machine", "big move", "cast shadow", "night", "smooth"])
def test_what_was_not_mended_is_never_seen_as_changed(kind: str) -> None:
    assert looked_at(kind, 2).verdict is not CHANGED


def test_the_same_file_is_a_copy() -> None:
    photo = made("patch", 1).before
    found = compare(photo, photo, MIDDLE)
    assert (found.verdict, found.reasons) == (COPY, (Reason.SAME_FILE,))


def test_a_copy_of_another_photo_of_the_plant_is_named_also_turned_over() -> None:
    shown, old = made("patch", 1), made("re-saved", 0).before
    others = [("a", made("another place", 2).after), ("b", old)]
    saved = made("re-saved", 0).after
    assert compare(shown.before, saved, shown.box, others).like == "b"
    turned = compare(
        shown.before, _saved(Image.open(io.BytesIO(old)).transpose(Image.Transpose.FLIP_LEFT_RIGHT)), None, others
    )
    assert (turned.verdict, turned.reasons, turned.like) == (COPY, (Reason.SAME_AS_EARLIER,), "b")


def test_an_honest_photo_is_no_copy_of_an_earlier_one_of_the_same_place() -> None:
    shown, overlay = made("patch", 1), made("overlay", 1)
    assert compare(shown.before, overlay.after, shown.box, [("a", overlay.before)]).like == ""


def test_the_earlier_photos_worth_a_look_are_found_by_their_fingerprints() -> None:
    old, new = made("re-saved", 0), made("patch", 1)
    known = [("old", fingerprint(old.before)), ("new", fingerprint(new.before))]
    assert hints(fingerprint(old.after), known) == ("old",)
    mirrored = made("mirrored", 1)
    assert hints(fingerprint(mirrored.after), [("m", fingerprint(mirrored.before)), *known])[0] == "m"


def test_a_photo_is_turned_upright_as_its_phone_says_before_the_box_is_looked_for() -> None:
    shown = made("patch", 1)
    turned = Image.open(io.BytesIO(shown.before)).transpose(Image.Transpose.ROTATE_90)
    turned.getexif()[0x0112] = 6
    assert compare(_saved(turned, exif=turned.getexif()), shown.after, shown.box).verdict is CHANGED
    assert compare(_saved(turned), shown.after, shown.box).verdict is not CHANGED


@pytest.mark.parametrize("box", [None, Box(0.2, 0.2, 0.001, 0.001), Box(1.5, 0.1, 0.3, 0.3), Box(-0.5, 0.1, 0.3, 0.3)])
def test_without_a_region_nothing_is_seen_as_changed(box: Box | None) -> None:
    shown = made("patch", 1)
    found = compare(shown.before, shown.after, box)
    assert (found.verdict, found.reasons) == (UNSURE, (Reason.NO_BOX,))


def test_a_region_that_was_not_photographed_is_for_a_person() -> None:
    shown = made("patch", 1)
    whole = Image.open(io.BytesIO(shown.after))
    right = _saved(whole.crop((whole.width // 3, 0, whole.width, whole.height)))
    found = compare(shown.before, right, Box(0.0, 0.3, 0.2, 0.3))
    assert (found.verdict, found.reasons) == (UNSURE, (Reason.BOX_CUT_OFF,))


@pytest.mark.parametrize("bad", ["empty", "text", "cut", "huge"])
def test_what_cannot_be_read_is_for_a_person(bad: str) -> None:
    good = made("patch", 1).before
    content = {"empty": b"", "text": b"no photo", "cut": good[: len(good) // 2], "huge": _huge()}[bad]
    for before, after in ((good, content), (content, good)):
        found = compare(before, after, MIDDLE)
        assert (found.verdict, found.reasons) == (UNSURE, (Reason.UNREADABLE,))


def test_a_picture_of_one_colour_is_for_a_person() -> None:
    plain = _saved(Image.new("RGB", (800, 600), (90, 90, 90)))
    found = compare(plain, _saved(Image.new("RGB", (800, 600), (200, 200, 200))), MIDDLE)
    assert (found.verdict, found.reasons) == (UNSURE, (Reason.TOO_PLAIN,))


def test_both_photos_stand_side_by_side_with_the_region_marked_on_each() -> None:
    picture = Image.open(io.BytesIO(looked_at("patch", 1).picture))
    orange = [
        (x, y)
        for x in range(picture.width)
        for y in range(0, picture.height, 3)
        if _near(picture.getpixel((x, y)), (255, 149, 0))
    ]
    half = picture.width // 2
    assert picture.height == 480
    assert sum(x < half for x, _ in orange) > 50
    assert sum(x > half for x, _ in orange) > 50


def test_its_own_process_finds_the_same() -> None:
    shown = made("patch", 1)
    here = compare(shown.before, shown.after, shown.box, [("a", shown.before)])
    assert compared(shown.before, [shown.after], shown.box, [("a", shown.before)]) == here


def test_a_process_that_dies_or_takes_too_long_leaves_it_to_a_person() -> None:
    shown = made("patch", 1)
    assert compared(shown.before, [shown.after], shown.box, memory=60) == NO_ANSWER
    assert compared(shown.before, [shown.after], shown.box, seconds=0) == NO_ANSWER
    assert NO_ANSWER.verdict is UNSURE


def test_only_the_process_that_compares_loads_its_libraries() -> None:
    heavy = ("cv2", "skimage", "numpy", "openpyxl", "psycopg")
    rooms = "wsgi, workers.__main__, workers.photos.apart"
    code = f"import sys, {rooms}; print({{name for name in {heavy} if sys.modules.get(name)}})"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


# The verdict is pure.

SHARES = some.floats(-0.5, 1.0)
CHANGES = some.builds(Change, *[SHARES] * 9, some.floats(0, 3), some.floats(0, 3))
PLACES = some.builds(
    Placed,
    some.none(),
    some.integers(1, 1500),
    some.floats(0, 1),
    some.floats(0, 5),
    some.floats(0, 1),
    some.floats(0, 1),
    some.floats(0, 0.1),
    some.booleans(),
)
SEEN = some.builds(
    Measured,
    some.booleans(),
    some.booleans(),
    some.booleans(),
    some.none() | PLACES,
    some.none() | PLACES,
    some.booleans(),
    some.none() | CHANGES,
)


PLACE = Placed(np.eye(3), inliers=500, share=0.9, area=1.0, overlap=0.9, reach=1.0, bend=0.03, convex=True)
CHANGE = Change(
    plain=0.1, box=0.1, low=0.9, background=0.9, middle=0.95, elsewhere=0.8, part=0.05, part_elsewhere=0.7, beside=0.6,
    light=0.5, light_around=0.05,
)  # fmt: skip
SURE = Measured(boxed=True, placed=PLACE, change=CHANGE)


@pytest.mark.parametrize(
    ("seen", "reason"),
    [
        (SURE, Reason.BOX_CHANGED),
        (replace(SURE, same_file=True), Reason.SAME_FILE),
        (replace(SURE, boxed=False), Reason.NO_BOX),
        (replace(SURE, placed=None), Reason.NO_MATCH),
        (replace(SURE, placed=None, mirror=PLACE), Reason.MIRROR_MATCH),
        (replace(SURE, placed=None, mirror=replace(PLACE, bend=0.0)), Reason.MIRRORED),
        (replace(SURE, placed=replace(PLACE, inliers=19)), Reason.NO_MATCH),
        (replace(SURE, placed=replace(PLACE, share=0.2)), Reason.NO_MATCH),
        (replace(SURE, placed=replace(PLACE, area=0.2)), Reason.NO_MATCH),
        (replace(SURE, placed=replace(PLACE, overlap=0.3)), Reason.NO_MATCH),
        (replace(SURE, placed=replace(PLACE, convex=False)), Reason.NO_MATCH),
        (replace(SURE, placed=replace(PLACE, reach=0.6)), Reason.BOX_CUT_OFF),
        (replace(SURE, placed=replace(PLACE, bend=0.001)), Reason.ONLY_BOX_DIFFERS),
        (replace(SURE, placed=replace(PLACE, bend=0.003)), Reason.ONLY_BOX_DIFFERS),
        (replace(SURE, placed=replace(PLACE, bend=0.006, inliers=100)), Reason.ONLY_BOX_DIFFERS),
        (replace(SURE, change=replace(CHANGE, background=0.5)), Reason.SURROUNDINGS),
        (replace(SURE, change=replace(CHANGE, plain=0.5)), Reason.BOX_PLAIN),
        (replace(SURE, change=replace(CHANGE, box=0.6)), Reason.PART_CHANGED),
        (replace(SURE, change=replace(CHANGE, box=0.6, beside=0.1)), Reason.BETWEEN),
        (replace(SURE, change=replace(CHANGE, box=0.9, low=0.0, part=0.8, light=0.05)), Reason.BOX_SAME),
        (replace(SURE, change=replace(CHANGE, box=0.9, low=0.0, part=0.8)), Reason.LIGHT),
        (replace(SURE, change=replace(CHANGE, box=0.9, low=0.0, part=0.8, light=0.05, beside=0.1)), Reason.BESIDE_BOX),
    ],
)
def test_each_doubt_alone_keeps_it_from_being_seen_as_changed(seen: Measured, reason: Reason) -> None:
    verdict, why = judge(seen, NOW)
    assert why is reason
    assert (verdict is CHANGED) == (reason in (Reason.BOX_CHANGED, Reason.PART_CHANGED))


@given(SEEN)
def test_changed_needs_the_place_the_region_and_its_surroundings(seen: Measured) -> None:
    verdict, _ = judge(seen, NOW)
    if verdict is CHANGED:
        assert seen.boxed
        assert not seen.same_file
        assert seen.placed is not None
        assert seen.placed.same_place(NOW)
        assert seen.placed.reach >= NOW.box_in_overlap
        assert not seen.placed.perhaps_same_view(NOW)
        assert seen.change is not None
        assert seen.change.background >= NOW.background
        assert seen.change.plain <= NOW.box_plain


@given(SEEN)
def test_sift_only_turns_elsewhere_into_a_person(seen: Measured) -> None:
    without, _ = judge(replace(seen, perhaps=False), NOW)
    verdict, _ = judge(replace(seen, perhaps=True), NOW)
    assert verdict is (UNSURE if without is ELSEWHERE else without)


@given(SEEN)
def test_elsewhere_is_never_said_of_a_picture_in_which_nothing_stands_out(seen: Measured) -> None:
    verdict, _ = judge(replace(seen, plain=True), NOW)
    assert verdict is not ELSEWHERE


def _saved(picture: Image.Image, **how: object) -> bytes:
    file = io.BytesIO()
    picture.convert("RGB").save(file, "JPEG", quality=85, **how)
    return file.getvalue()


def _huge() -> bytes:
    """The head of a PNG of 400 million pixels."""
    head = b"IHDR" + struct.pack(">IIBBBBB", 20_000, 20_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))


def _near(one: object, other: tuple[int, int, int]) -> bool:
    assert isinstance(one, tuple)
    return all(abs(a - b) < 40 for a, b in zip(one, other, strict=True))


def test_of_several_photos_after_the_one_that_shows_the_place_is_compared() -> None:
    shown, other = made("patch", 1), made("another place", 2).after
    found = compare_nearest(shown.before, [other, b"broken", shown.after], shown.box)
    assert (found.verdict, found.of) == (CHANGED, 2)
    copied = made("re-saved", 0)
    found = compare_nearest(copied.before, [other, copied.after], copied.box)
    assert (found.verdict, found.of) == (COPY, 1)
    assert compare_nearest(shown.before, [other, other], shown.box).verdict is ELSEWHERE
