"""The photos before and after: where in the photo it is, what the comparison says, and who reads it when."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from copy import deepcopy

import pytest
from clips import held
from doors import doors
from hazard_acts import FINDER, again, asked, form, kinds, look, newest
from hazard_photos import ELSEWHERE, FIXED, REGION, dated, fix_page, look_page, mend, passed_off, reported, shot_again
from plant import Log, Plant, anhe, data_of, running_plant
from worlds import Here

from handlers.plant import keep
from models import plant_time, store
from models.book import book
from models.hazard import Hazard
from models.ledger import of_subject
from rules.hazards.seen import LIMITS
from workers.comparing import compare
from workers.scenarios.phone import direct, text_of

FILM = held(FIXED.after, 2)


def verdicts(hazard: Hazard) -> list[str]:
    entries = [json.loads(each.canonical) for each in of_subject(hazard.subject) if each.kind == "hazard.compared"]
    return [each["data"]["verdict"] for each in entries]


@pytest.mark.both_stores
def test_what_the_reporter_marked_is_looked_at_and_the_crew_reads_it_first(plant: Plant) -> None:
    hazard = reported(plant, mark={"photo": 0, **REGION})
    assert again(hazard).work.marked.by == FINDER
    mend(plant, hazard)
    checker = asked(hazard, "hazard.check")
    assert "还在对比" in look_page(plant, hazard).html
    assert compare(plant.now) == 1
    plant.settle()
    assert verdicts(hazard) == ["changed"] and again(hazard).state == "submitted"
    assert "照片对比：看得出变化" in text_of(plant.expect(checker, "请验隐患"))
    html = look_page(plant, hazard).html
    assert html.index("看得出变化") < html.index("报的时候的照片")
    assert LIMITS in html and plant.person(FINDER).name in html and "整改前后放在一起" in html
    plant.expect_all(hazard.owner, hazard.supervisor, FINDER, checker)


def test_whoever_looks_marks_it_anew_and_the_photos_are_compared_again(plant: Plant) -> None:
    hazard = reported(plant)
    mend(plant, hazard)
    assert compare(plant.now) == 1 and verdicts(hazard) == ["unsure"]
    page, photo = look_page(plant, hazard), hazard.report.photos[0].sha256
    for number, (sent, said) in enumerate(
        [
            ({"of": photo, "region": {**REGION, "width": 5}}, "框得太小"),
            ({"of": photo, "region": {**REGION, "left": 990}}, "框得太小"),
            ({"of": photo, "region": "here"}, "框得太小"),
            ({"of": "0" * 64, "region": REGION}, "不在这条隐患里"),
        ]
    ):
        answer = page.act("hazard.mark", sent, attempt=number + 1)
        assert not answer["ok"] and said in answer["words"]
    assert compare(plant.now) == 0
    first = page.act("hazard.mark", {"of": photo, "region": ELSEWHERE}, attempt=5)
    assert first["tone"] == "done" and page.act("hazard.mark", {"of": photo, "region": ELSEWHERE}, attempt=5) == first
    assert page.act("hazard.mark", {"of": photo, "region": REGION}, attempt=6)["tone"] == "done"
    assert "重新对比" in look_page(plant, hazard).html
    assert compare(plant.now) == 1 and compare(plant.now) == 0
    assert verdicts(hazard) == ["unsure", "changed"] and kinds(hazard).count("hazard.marked") == 2
    plant.settle()
    plant.expect_all(hazard.owner, hazard.supervisor, FINDER, asked(hazard, "hazard.check"))


def test_the_owner_marks_what_nobody_else_has(plant: Plant) -> None:
    hazard = reported(plant)
    page, photo = fix_page(plant, hazard), hazard.report.photos[0].sha256
    assert "框出隐患" in page.html
    assert page.act("hazard.mark", {"of": photo, "region": REGION})["tone"] == "done"
    assert page.act("hazard.mark", {"of": photo, "region": ELSEWHERE}, attempt=2)["tone"] == "done"
    assert again(hazard).work.marked.region.left == 20
    plant.settle()
    plant.expect_all(hazard.owner, hazard.supervisor, FINDER)


def test_the_owner_can_t_change_what_its_reporter_marked(plant: Plant) -> None:
    hazard = reported(plant, mark={"photo": 0, **REGION})
    page = fix_page(plant, hazard)
    assert "data-mark=" not in page.html and '<rect class="over"' in page.html
    answer = page.act("hazard.mark", {"of": hazard.report.photos[0].sha256, "region": ELSEWHERE})
    assert "不能改" in answer["words"] and again(hazard).work.marked.by == FINDER
    plant.settle()
    plant.expect_all(hazard.owner, hazard.supervisor, FINDER)


@pytest.mark.both_stores
def test_a_photo_that_was_handed_in_before_anywhere_is_found_and_shown_beside(plant: Plant) -> None:
    first = reported(plant)
    mend(plant, first)
    compare(plant.now)
    assert look(plant, first, "hazard.check", "请验隐患", ok=False, note="没修好")["ok"]
    plant.expect_all(first.supervisor, FINDER)
    plant.advance(30)
    again_the_same = shot_again(FIXED.after)
    mend(plant, first, again_the_same, words="没修好")
    compare(plant.now)
    seen = again(first).work.mended[-1].seen
    assert seen and (seen.verdict, seen.like) == ("copy", again(first).work.mended[0].photos[0].sha256)
    assert "和以前传过的一张照片一样" in seen.words
    html = look_page(plant, first).html
    assert "整改前后放在一起" in html and f"和 {first.number} 那张一样的" in html
    assert "那一张是谁传的" in html and plant.person(first.owner).name in html and again(first).state == "submitted"
    plant.settle()
    plant.expect_all(*(person.id for person in book(plant.now).plant.people))


def test_05_the_photo_before_passed_off_as_that_after_goes_back_where_the_plant_wants_that(
    plant: Plant,
) -> None:
    """Where the plant does not, whoever looks reads it first, as above."""
    data = deepcopy(anhe())
    data["hazard_categories"]["defaults"]["return_copies"] = True
    store.write(lambda: keep(data, plant.now))
    hazard = reported(plant, mark={"photo": 0, **REGION})
    mend(plant, hazard, passed_off(FIXED.before))
    assert compare(plant.now) == 1
    plant.settle()
    hazard = again(hazard)
    assert verdicts(hazard)[0] in ("copy", "unchanged")
    assert (hazard.state, hazard.round, hazard.work.returned) == ("assigned", 2, 1)
    back = text_of(plant.phone(hazard.owner).card(lambda title: "请整改" in title))
    assert "照片对比" in back and "造假" not in back
    # Once only: the second time a person looks.
    mend(plant, hazard, passed_off(FIXED.before), words="照片对比：")
    compare(plant.now)
    assert (again(hazard).state, again(hazard).work.returned) == ("submitted", 1)
    plant.settle()
    plant.expect_all(*(person.id for person in book(plant.now).plant.people))


def test_a_photo_that_says_that_it_is_older_than_the_hazard_is_for_a_person(plant: Plant) -> None:
    # Cameras know real time only, so the plant's clock must go.
    store.write(lambda: plant_time.set_clock(plant.now, 1.0, plant_time.real_now()))
    hazard = reported(plant, mark={"photo": 0, **REGION})
    mend(plant, hazard, dated(FIXED.after, "2020:01:01 08:00:00"))
    compare(plant.now)
    seen = again(hazard).work.mended[-1].seen
    assert seen and seen.verdict == "unsure" and seen.reasons == ("box_changed", "taken_early")
    plant.settle()
    plant.expect_all(*(person.id for person in book(plant.now).plant.people))


def test_a_short_clip_serves_as_the_photo_after(plant: Plant) -> None:
    hazard = reported(plant, mark={"photo": 0, **REGION})
    page = fix_page(plant, hazard)
    for number, (film, said) in enumerate([(held(FIXED.after, 17), "超过 15 秒"), (FILM[:2000], "打不开")]):
        sent = page.act("hazard.mend", {"photos": [page.bring(film)]}, text="门换了", attempt=number + 1)
        assert not sent["ok"] and said in sent["words"]
    answer = page.act("hazard.mend", {"photos": [page.bring(FILM)]}, text="门换了", attempt=3)
    assert answer["ok"], answer
    plant.settle()
    mended = again(hazard).work.mended[-1]
    assert len(mended.photos) == 5 and mended.photos[0].told == {"way": "clip"}
    [film] = mended.clips
    assert film.type == "video/mp4" and float(film.seconds) == 2.0
    compare(plant.now)
    assert verdicts(hazard) == ["changed"]
    html = look_page(plant, hazard).html
    link = re.search(r'<video[^>]* src="([^"]+)"', html)
    assert link and "从视频里取" in html
    with direct() as http:
        part = http.get(f"{plant.base}{link[1]}", headers={"Range": "bytes=0-99"}, timeout=10)
    assert (part.status_code, part.content, part.headers["Content-Type"]) == (206, FILM[:100], "video/mp4")
    plant.settle()
    plant.expect_all(*(person.id for person in book(plant.now).plant.people))


@pytest.fixture
def lizhou(simulator: Here, redis_url: str, usual_store: str, log: Log) -> Iterator[Plant]:
    """The second plant, with its own posts and categories."""
    data = data_of("lizhou")
    with running_plant(simulator, usual_store, redis_url, doors().home, data=data) as running:
        yield running
        assert not running.unexpected()


def test_it_is_the_same_in_a_plant_with_other_ids(lizhou: Plant) -> None:
    plant = book(lizhou.now).plant
    area = plant.areas[0]
    finder = next(each.id for each in plant.people if each.department == area.department and each.shift == "day")
    page = form(lizhou, finder)
    more = {"photos": [page.bring(FIXED.before)], "mark": {"photo": 0, **REGION}}
    assert page.act("hazard.report", more, text=f"{area.name}的灭火器过期了，压力在红区")["ok"]
    lizhou.settle()
    hazard = newest()
    mend(lizhou, hazard, FILM)
    compare(lizhou.now)
    assert verdicts(hazard) == ["changed"]
    lizhou.settle()
    lizhou.expect_all(*(person.id for person in plant.people))
