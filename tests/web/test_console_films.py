"""A lesson's film on the console: seen, chosen anew, refused in words, and never half; in both plants."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from glass import Glass
from PIL import Image
from playwright.sync_api import Page, Route, expect
from room import NOW, Room, build, page_data
from stores import open_copy
from werkzeug.test import TestResponse

from config.loader import raw
from config.media import MB, contents
from handlers import plant
from handlers.training import filming
from models import blob, ledger, rulebook, store, upload
from models.base import database
from models.book import book
from models.subject import Subject
from rules.training.courses import Film

PLANTS = Path(__file__).parents[2] / "config" / "plants"
# Another plant's film is a film like any other.
OTHER = {"anhe": "lizhou/media/rays", "lizhou": "anhe/media/ammonia"}


def fill(name: str) -> None:
    folder = PLANTS / name
    data = raw(folder)
    shown = list(contents(data["courses"], folder))
    store.write(lambda: (plant.keep_shown(shown, NOW), plant.keep(data, NOW)))


def fill_anhe() -> None:
    fill("anhe")


def fill_lizhou() -> None:
    fill("lizhou")


FILLS = {"anhe": fill_anhe, "lizhou": fill_lizhou}


@pytest.fixture(params=["anhe", "lizhou"])
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def room(tmp_path: Path, name: str) -> Iterator[Room]:
    made = build(tmp_path)
    open_copy(made.settings.database, FILLS[name])
    yield made
    database.close()


@pytest.fixture
def office(room: Room) -> FlaskClient:
    return room.app.test_client()


def bytes_of(name: str, kind: str) -> bytes:
    return (PLANTS / f"{OTHER[name]}.{kind}").read_bytes()


def opened(office: FlaskClient, lesson: str) -> tuple[dict[str, Any], str]:
    """The page's data, and the mark of the film that it shows."""
    html = office.get(f"/console/training/lessons/{lesson}/film").get_data(as_text=True)
    return page_data(html), html.split('data-seen="')[1].split('"')[0]


def bring(office: FlaskClient, token: str, content: bytes, kind: str = "") -> str:
    """A file in two pieces; its number."""
    half = len(content) // 2
    head = {"X-Page-Token": token, "Tus-Resumable": "1.0.0"}
    begun = office.post("/console/uploads", headers={**head, "Upload-Length": str(len(content))})
    assert begun.status_code == 201, begun.get_data(as_text=True)
    at = begun.headers["Location"]
    for start, piece in ((0, content[:half]), (half, content[half:])):
        more = {**head, "Upload-Offset": str(start), "X-HTTP-Method-Override": "PATCH"}
        sent = office.post(at, data=piece, headers=more, content_type="application/offset+octet-stream")
        assert sent.status_code == 204, sent.get_data(as_text=True)
    return at.rsplit("/", 1)[-1]


def bomb() -> bytes:
    """A small file with 400 million pixels in it."""
    made = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(made, "PNG")
    return made.getvalue()


def choose(office: FlaskClient, lesson: str, token: str, **given: str) -> TestResponse:
    at = f"/console/training/lessons/{lesson}/film"
    return office.post(at, json=given, headers={"X-Page-Token": token})


def filmed_and_bare() -> tuple[str, str]:
    """The lesson of the plant that has a film, and one that has none."""
    lessons = [each for course in book(NOW).config.courses.courses for each in course.lessons]
    return next(each.id for each in lessons if each.film), next(each.id for each in lessons if not each.film)


def film_of(lesson: str) -> Film | None:
    found = filming.lesson_of(book(NOW), lesson)
    assert found
    return found.film


def versions() -> int:
    return int(rulebook.RuleVersion.select().count())


def test_a_film_is_chosen_once_stands_in_the_trail_and_stays_until_the_files_say_otherwise(
    office: FlaskClient, name: str
) -> None:
    lessons = filmed_and_bare()
    for lesson in lessons:
        before, data = versions(), opened(office, lesson)
        token, seen = data[0]["token"], data[1]
        film, words = bring(office, token, bytes_of(name, "mp4")), bring(office, token, bytes_of(name, "vtt"))
        told = choose(office, lesson, token, seen=seen, film=film, captions=words)
        assert told.json and told.json["ok"], told.json
        # The answer was lost, and the same comes again: it is done, and done once.
        again = choose(office, lesson, token, seen=seen, film=film, captions=words)
        assert again.json == told.json and versions() == before + 1
        shown = film_of(lesson)
        assert shown and shown.seconds == 36 and len(shown.files) == 1
        media = book(NOW).config.courses.media
        assert blob.read(media[shown.files[0]]) == bytes_of(name, "mp4")
        assert blob.read(media[shown.poster]).startswith(b"\xff\xd8")
        part = office.get(f"/console/pictures/{media[shown.files[0]]}", headers={"Range": "bytes=10-19"})
        assert (part.status_code, part.get_data()) == (206, bytes_of(name, "mp4")[10:20])
        # Another act on a page that was opened before: nothing is changed, and it says why.
        other = choose(office, lesson, token, seen=seen, captions=bring(office, token, b"WEBVTT\n\nother"))
        assert other.status_code == 422 and "被别人换过" in other.json["words"]
        assert film_of(lesson) == shown
    entry = ledger.of_subject(Subject.get(key=plant.RULES))[-1]
    assert entry.kind == "rules.changed" and '"account":"演示"' in entry.canonical and lessons[1] in entry.canonical
    # Files that say nothing of it leave it; files that do are right.
    data: Any = raw(PLANTS / name)
    store.write(lambda: plant.keep(data, NOW))
    assert film_of(lessons[0]) == film_of(lessons[1]) == shown
    own = next(each for course in data["courses"]["courses"] for each in course["lessons"] if each["id"] == lessons[0])
    own["film"]["seconds"] = 35
    store.write(lambda: plant.keep(data, NOW))
    assert film_of(lessons[0]).files != shown.files and film_of(lessons[1]) == shown


# What is a film does not depend on the plant.
@pytest.mark.parametrize("name", ["anhe"])
def test_what_is_no_film_is_refused_in_words_and_nothing_is_kept(office: FlaskClient, name: str) -> None:
    lesson = filmed_and_bare()[1]
    data, seen = opened(office, lesson)
    token, film, before = data["token"], bytes_of(name, "mp4"), versions()
    webm = bytes_of(name, "webm")
    bad = (
        (b"%PDF-1.4 renamed", "片子不是 MP4 也不是 WebM"),
        (film[:2000], "片子没有传完整"),
        # The head of both says how long they are, whatever is there of the rest.
        *((film[: len(film) * share // 100], "片子没有传完整") for share in (25, 50, 99)),
        *((webm[: len(webm) * share // 100], "片子没有传完整") for share in (25, 50, 99)),
        (film.replace(b"avc1", b"hvc1"), "多数手机放不了：请转成 H.264"),
        (webm[:3000] + bytes(len(webm)), "片子打不开"),
    )
    words = bring(office, token, b"WEBVTT\n")
    for content, said in bad:
        told = choose(office, lesson, token, seen=seen, film=bring(office, token, content), captions=words)
        assert told.status_code == 422 and said in told.json["words"], told.json
    whole = bring(office, token, film)
    for given, said in (
        ({"film": whole}, "还要选字幕"),
        ({"captions": words}, "还要选片子"),
        ({}, "还没有选文件"),
        ({"film": whole, "captions": bring(office, token, b"no words")}, "第一行要写 WEBVTT"),
        (
            {"film": whole, "captions": bring(office, token, b"WEBVTT\n\n00:00.000 --> 00:02.000\n\0")},
            "字幕里有看不见的坏字",
        ),
        (
            {"film": whole, "captions": bring(office, token, b"WEBVTT\n\n01:00.000 --> 01:02.000\nlate\n")},
            "字幕的话都在片子放完以后（片子长 36 秒）",
        ),
        ({"film": whole, "captions": words, "poster": bring(office, token, b"GIF89a no picture")}, "封面"),
        ({"film": whole, "captions": words, "poster": bring(office, token, bomb())}, "万像素，太大了"),
        ({"film": "nothing", "captions": words}, "片子没有传完"),
    ):
        told = choose(office, lesson, token, seen=seen, **given)
        assert told.status_code in (410, 422) and said in told.json["words"], told.json
    for size, said in (("0", "是空的"), (str(20 * MB + 1), "超过 20 MB")):
        head = {"X-Page-Token": token, "Upload-Length": size}
        told = office.post("/console/uploads", headers=head)
        assert told.status_code == 422 and said in told.json["words"], told.json
    assert office.post("/console/uploads", headers={"Upload-Length": "9"}).status_code == 400
    assert versions() == before and film_of(lesson) is None
    database.execute_sql("PRAGMA query_only = 1")
    told = choose(office, lesson, token, seen=seen, film=whole, captions=words)
    database.execute_sql("PRAGMA query_only = 0")
    assert told.status_code == 503 and "没有记下来" in told.json["words"]
    assert versions() == before and film_of(lesson) is None


@pytest.fixture
def desk(request: pytest.FixtureRequest, name: str) -> Page:
    """The office's screen in one plant, a phone in the other."""
    page: Page = request.getfixturevalue("phone" if name == "anhe" else "wide")
    return page


@pytest.fixture
def wide(glass: Glass) -> Iterator[Page]:
    with glass.lent(viewport={"width": 1280, "height": 900}, locale="zh-CN", reduced_motion="reduce") as page:
        yield page


def until(desk: Page, so: str) -> None:
    """Waits until this is so of the page's film."""
    for _ in range(100):
        if desk.evaluate(f"() => {{ const video = document.querySelector('video'); return {so}; }}"):
            return
        desk.wait_for_timeout(50)
    raise AssertionError(so)


def test_a_film_is_brought_by_hand_goes_on_after_a_cut_and_plays_in_the_page(
    room: Room, name: str, desk: Page, tmp_path: Path
) -> None:
    lesson = filmed_and_bare()[1]
    desk.goto(f"{room.settings.base_url}/console/training")
    desk.get_by_role("link", name="课程和片子").click()
    desk.get_by_role("link", name="培训").last.click()
    desk.go_back()
    course = next(each.id for each in book(NOW).config.courses.courses for one in each.lessons if one.id == lesson)
    desk.get_by_label("课程").select_option(course)
    desk.get_by_label("看哪些").select_option("none")
    desk.get_by_role("button", name="看", exact=True).click()
    desk.locator(f'a[href*="/{lesson}/film"]').click()
    expect(desk.locator(".card", has_text="放片子")).to_contain_text("最大 20 MB，最长 300 秒")
    film, words = (tmp_path / f"film.{kind}" for kind in ("mp4", "vtt"))
    # So large that it comes in several pieces; the second one is cut off.
    film.write_bytes(bytes_of(name, "mp4") + struct.pack(">I4s", MB, b"free") + bytes(MB - 8))
    asked: list[str] = []

    def cutting(route: Route) -> None:
        asked.append(route.request.method)
        route.abort() if len(asked) == 1 else route.continue_()

    desk.route("**/console/uploads/*", cutting)
    words.write_bytes(bytes_of(name, "vtt"))
    empty = tmp_path / "empty.mp4"
    empty.write_bytes(b"")
    told, put = desk.locator("#told"), desk.get_by_role("button", name="放上去")
    desk.locator("[name=film]").set_input_files(empty)
    put.click()
    expect(told).to_contain_text("片子是空的文件")
    desk.locator("[name=film]").set_input_files(film)
    put.click()
    expect(told).to_contain_text("还要选字幕")
    assert not asked
    desk.locator("[name=captions]").set_input_files(words)
    # The house does it, and its answer is lost; the same once more is done once.
    before = versions()
    desk.route("**/film", lambda route: (route.fetch(), route.abort()) if route.request.method == "POST" else None)
    put.click()
    expect(told).to_contain_text("没有回音，不知道换了没有", timeout=30_000)
    assert asked[:2] == ["POST", "HEAD"]
    desk.unroute("**/console/uploads/*")
    desk.unroute("**/film")
    put.click()
    expect(desk.locator(".head .badge")).to_have_text("片子 36 秒", timeout=30_000)
    assert versions() == before + 1
    assert upload.Upload.select().where(upload.Upload.size == film.stat().st_size).count() == 1
    until(desk, "video.readyState >= 1 && video.textTracks[0].cues?.length > 3")
    assert desk.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    # Its words alone are chosen anew; a poster that is none is said at its field.
    desk.get_by_text("写回工厂的文件夹").click()
    with desk.expect_download():
        desk.locator("a[download$=vtt]").click()
    words.write_text("WEBVTT\n\n00:00.000 --> 00:36.000\n另一句话\n", "utf-8")
    desk.locator("[name=captions]").set_input_files(words)
    desk.locator("[name=poster]").set_input_files(film)
    desk.get_by_role("button", name="换", exact=True).click()
    expect(desk.locator("label.faulty")).to_contain_text("封面不是图片", timeout=30_000)
    desk.locator("[name=poster]").set_input_files(PLANTS / f"{OTHER[name]}.jpg")
    seen = desk.locator("#film").get_attribute("data-seen")
    desk.get_by_role("button", name="换", exact=True).click()
    expect(desk.locator("#film")).not_to_have_attribute("data-seen", str(seen), timeout=30_000)
    until(desk, "video.textTracks[0].cues?.[0]?.text === '另一句话'")
    desk.get_by_role("link", name="课程和片子").click()
    expect(desk.locator("tr", has_text=lesson)).to_have_count(1)
