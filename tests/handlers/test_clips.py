"""A clip is read by a process of its own: what it is, how long, its key frames; and what is none."""

from __future__ import annotations

import io

import pytest
from clips import held
from PIL import Image

from benchmarks.photos.pairs import pair
from handlers import clips

PHOTO = pair("T", "patch", 1).after


@pytest.mark.parametrize(("suffix", "kind"), [("mp4", "video/mp4"), ("webm", "video/webm")])
def test_a_short_clip_gives_its_length_and_key_frames(suffix: str, kind: str) -> None:
    content = held(PHOTO, 3, suffix)
    assert clips.type_of(content) == kind
    found = clips.read(content)
    assert (found.fault, round(found.seconds), len(found.frames)) == ("", 3, clips.KEY_FRAMES)
    with Image.open(io.BytesIO(found.frames[0])) as shown, Image.open(io.BytesIO(PHOTO)) as photo:
        assert abs(shown.width - photo.width) < 2 and shown.format == "JPEG"


def test_a_long_one_is_named_so() -> None:
    found = clips.read(held(PHOTO, 17))
    assert (found.fault, found.frames) == (clips.LONG, ())


@pytest.mark.parametrize(
    "content", [b"", b"#EXTM3U\nfile:///etc/hostname\n", held(PHOTO, 1)[:900], b"\x00\x00\x00\x18ftypisom" + bytes(64)]
)
def test_what_can_t_be_read_is_unreadable(content: bytes) -> None:
    assert clips.read(content).fault == clips.UNREADABLE


def test_a_still_picture_of_a_phone_is_no_clip() -> None:
    assert clips.type_of(b"\x00\x00\x00\x18ftypheic") == "" == clips.type_of(PHOTO)
    assert clips.type_of(b"\x00\x00\x00\x14ftypqt  ") == "video/quicktime"


def test_a_process_that_dies_leaves_it_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clips, "MEMORY", 40)
    assert clips.read(held(PHOTO, 1)).fault == clips.UNREADABLE
