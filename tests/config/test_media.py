"""Drawings and films that a plant's lessons name: what is missing or unfit is said at its line, and what is there is
kept with the version that names it."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from config.loader import load, problems, raw
from config.media import MB, contents
from handlers import plant
from models import blob, store
from models.base import from_milliseconds

PLANTS = Path(__file__).parents[2] / "config" / "plants"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">{}</svg>'
Spoil = Callable[[Path], object]


def drawn(inside: str) -> Spoil:
    return lambda media: (media / "frost.svg").write_text(SVG.format(inside))


def linked(media: Path) -> None:
    (media / "frost.svg").rename(media / "other.svg")
    (media / "frost.svg").symlink_to(media / "other.svg")


def large(media: Path) -> None:
    with (media / "ammonia.mp4").open("ab") as file:
        file.truncate(20 * MB + 1)


def half(name: str) -> Spoil:
    return lambda media: (media / name).write_bytes((media / name).read_bytes()[: (media / name).stat().st_size // 2])


FAULTS: tuple[tuple[Spoil, str, str], ...] = (
    (lambda media: (media / "frost.svg").unlink(), "drawings[1].file", "没有 media/frost.svg 这个文件"),
    (linked, "drawings[1].file", "没有 media/frost.svg 这个文件"),
    (drawn("<script>alert(1)</script>"), "drawings[1].file", "里面有脚本、图片或链接"),
    (drawn('<rect onclick="alert(1)"/>'), "drawings[1].file", "里面有脚本、图片或链接"),
    (drawn('<image href="https://example.com/a.png"/>'), "drawings[1].file", "里面有脚本、图片或链接"),
    (drawn("<"), "drawings[1].file", "打不开，不是 SVG"),
    (large, "film.files[1]", "超过 20480 KB"),
    (lambda media: (media / "ammonia.webm").write_bytes(b"no film"), "film.files[2]", "不是 webm 文件"),
    (lambda media: (media / "ammonia.vtt").write_text("1"), "film.captions", "第一行要写 WEBVTT"),
    (half("ammonia.mp4"), "film.files[1]", "ammonia.mp4 没有传完整"),
    (half("ammonia.webm"), "film.files[2]", "ammonia.webm 没有传完整"),
    (
        lambda media: (media / "ammonia.vtt").write_text("WEBVTT\n\n00:01:00.000 --> 00:01:09.000\n走\n"),
        "film.captions",
        "都在片子放完以后",
    ),
    (lambda media: shutil.copy(media / "ammonia.vtt", media / "ammonia.jpg"), "film.poster", "不是 jpg 文件"),
)


@pytest.mark.parametrize(("spoil", "field", "words"), FAULTS, ids=[case[2] for case in FAULTS])
def test_what_is_missing_or_unfit_is_said_at_its_line(tmp_path: Path, spoil: Spoil, field: str, words: str) -> None:
    folder = Path(shutil.copytree(PLANTS / "anhe", tmp_path / "anhe"))
    spoil(folder / "media")
    [fault] = problems(folder)
    assert (fault.file, fault.field.partition("].")[2].partition("].")[2]) == ("courses.yaml", field)
    assert words in fault.message and fault.line > 1


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("seconds: 36", "seconds: 60", "长 36 秒，seconds 写的是 60"),
        ("file: frost.svg", "file: ../plant.yaml", "只能用字母、数字、- 和 _"),
        ("poster: ammonia.jpg", "poster: ammonia.mp4", "后缀是 jpg、png"),
    ],
)
def test_what_is_written_of_them_must_fit(tmp_path: Path, old: str, new: str, words: str) -> None:
    folder = Path(shutil.copytree(PLANTS / "anhe", tmp_path / "anhe"))
    text = (folder / "courses.yaml").read_text("utf-8")
    (folder / "courses.yaml").write_text(text.replace(old, new), "utf-8")
    assert any(words in each.message for each in problems(folder))


@pytest.mark.parametrize("name", ["anhe", "lizhou"])
def test_a_version_names_its_files_by_their_hash_and_loading_keeps_them(tmp_path: Path, name: str) -> None:
    store.open_store(f"sqlite:///{tmp_path / 'store.db'}")
    store.migrate()
    data = raw(PLANTS / name)["courses"]
    assert isinstance(data, dict)
    now = from_milliseconds(0)
    shown = list(contents(data, PLANTS / name))
    store.write(lambda: plant.keep_shown(shown, now))
    media = load(PLANTS / name).courses.media
    assert len(media) == 6
    for file, digest in media.items():
        content = (PLANTS / name / "media" / file).read_bytes()
        assert hashlib.sha256(content).hexdigest() == digest
        assert blob.read(digest) == content
