"""Reports that were kept in the phone first: each once, pictures afterwards, and nobody looks before all are here."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from builders import open_card, page_of
from hazard_acts import FINDER, WORDS, again, asked, form, kinds, newest
from hypothesis import given, settings, strategies
from plant import Plant

from models.ask import MOVABLE, Ask
from models.ask import of_subject as asks_of
from models.book import book
from models.hazard import Hazard, stands
from models.ledger import of_subject
from workers.scenarios import hand
from workers.scenarios.phone import Page, text_of

NEAR, FAR = hand.shot("near"), hand.shot("far")
HOURS = 3_600_000
SENT = 1_800_000_000_000


def hash_of(picture: bytes) -> str:
    return hashlib.sha256(picture).hexdigest()


def kept(*pictures: bytes, ago: int = 0, **more: object) -> dict[str, object]:
    """A draft whose pictures are still in the phone; found `ago` hours before it is sent."""
    clock = {"found": SENT - ago * HOURS, "sent": SENT, "ahead_then": 0, "ahead": 0}
    return {
        "draft": str(uuid.uuid4()),
        "photos": [],
        "awaited": [hash_of(each) for each in pictures],
        "clock": clock,
        **more,
    }


def send(plant: Plant, page: Page, draft: dict[str, object], words: str = WORDS) -> dict[str, object]:
    answer = page.act("hazard.report", draft, text=words)
    assert answer["ok"], answer
    plant.settle()
    return answer


def bring(page: Page, draft: dict[str, object], picture: bytes, attempt: int = 1) -> dict[str, object]:
    return page.act("hazard.photo", {"draft": draft["draft"], "photo": page.bring(picture)}, attempt=attempt)


def mend(plant: Plant, hazard: Hazard) -> dict[str, object]:
    card = plant.phone(hazard.owner).card(lambda title: "请整改" in title)
    assert card
    page = open_card(plant, hazard.owner, card, "报改好了")
    answer = page.act("hazard.mend", {"photos": [page.bring(hand.shot("after"))]}, text="门换了，电缆穿了管")
    plant.settle()
    return answer


def whole(plant: Plant, hazard: Hazard) -> str:
    """The page of the hazard, as its finder sees it."""
    return page_of(plant, FINDER, f"hazard/{hazard.number}").html


def is_asked(hazard: Hazard, kind: str) -> bool:
    return any(ask.kind == kind and ask.state in MOVABLE for ask in asks_of(hazard.subject))


def test_01_one_draft_is_one_hazard_from_whatever_page_it_comes(plant: Plant) -> None:
    page = form(plant)
    draft = kept(ago=5)
    first = send(plant, page, draft)
    hazard = newest()
    assert send(plant, page, draft)["words"] == first["words"]
    yesterdays = form(plant)
    assert yesterdays.act("hazard.report", draft, text=WORDS)["words"] == first["words"]
    send(plant, page, kept(), "循环水泵房地面有油，走路会滑")
    assert Hazard.select().count() == 2
    assert again(hazard).received_at - again(hazard).found_at == timedelta(hours=5)
    assert again(hazard).until == again(hazard).received_at + timedelta(hours=48)
    assert "晚了 5 小时，当时没有信号" in whole(plant, hazard)
    plant.expect_all(*everybody(plant))


def everybody(plant: Plant) -> list[str]:
    return [person.id for person in book(plant.now).plant.people]


def test_nobody_looks_before_every_picture_is_here_and_assigning_does_not_wait(plant: Plant) -> None:
    page = form(plant)
    draft = kept(NEAR, FAR)
    send(plant, page, draft, f"{WORDS}")
    hazard = newest()
    assert not hazard.report.photos
    # What stays on a card that is not repainted when they come: no count, and true for good.
    card = text_of(plant.expect(hazard.owner, "请整改"))
    assert "报的时候有照片还在" in card and "张照片" not in card
    told = mend(plant, hazard)
    assert told["ok"] and "还有 2 张照片在" in str(told["words"])
    assert not is_asked(hazard, "hazard.check")
    assert bring(page, draft, NEAR)["words"].endswith("还有 1 张。")
    assert bring(page, draft, NEAR, attempt=2)["words"].endswith("还有 1 张。")
    plant.settle()
    assert not is_asked(hazard, "hazard.check") and "还有 1 张照片在" in whole(plant, hazard)
    assert stands(again(hazard))[0] == "改好了，等照片"
    assert bring(page, draft, FAR, attempt=3)["words"].endswith("都到了。")
    plant.settle()
    assert asked(hazard, "hazard.check") and len(again(hazard).report.photos) == 2
    assert kinds(hazard).count("hazard.photo_came") == 2
    plant.expect_all(*everybody(plant))


def test_a_picture_that_was_not_named_is_not_taken(plant: Plant) -> None:
    page = form(plant)
    draft = kept(NEAR)
    assert bring(page, draft, NEAR)["tone"] == "info"
    send(plant, page, draft)
    assert not bring(page, draft, FAR, attempt=2)["ok"]
    assert again(newest()).report.awaited == (hash_of(NEAR),)
    plant.expect_all(*everybody(plant))


def test_a_picture_that_came_with_the_second_try_is_not_waited_for(plant: Plant) -> None:
    page = form(plant)
    draft = kept(NEAR)
    send(plant, page, draft)
    with_it = {**draft, "photos": [page.bring(NEAR)], "awaited": []}
    assert page.act("hazard.report", with_it, text=WORDS)["ok"]
    assert again(newest()).report.awaited == () and len(again(newest()).report.photos) == 1
    plant.settle()
    plant.expect_all(*everybody(plant))


def test_after_a_day_the_finder_or_his_leader_says_that_they_are_gone(plant: Plant) -> None:
    page = form(plant)
    send(plant, page, kept(NEAR))
    hazard = newest()
    mend(plant, hazard)
    plant.advance(31)
    mine = open_card(plant, FINDER, plant.expect(FINDER, "照片没到"), "去传，或说没了")
    assert "还没到一天" in mine.act("hazard.gone", {}, text="手机掉水里了")["words"]
    plant.advance(24 * 60)
    leader = next(ask.person for ask in asks_of(hazard.subject) if ask.kind == "hazard.photos" and ask.person != FINDER)
    page = open_card(plant, leader, plant.expect(leader, "照片没到"), "去传，或说没了")
    assert "写一句" in page.act("hazard.gone", {}, text="")["words"]
    assert page.act("hazard.gone", {}, text="手机掉水里了", attempt=2)["ok"]
    plant.settle()
    assert is_asked(hazard, "hazard.check") and not is_asked(hazard, "hazard.photos")
    [said] = [entry for entry in of_subject(hazard.subject) if entry.kind == "hazard.photos_gone"]
    assert "手机掉水里了" in said.canonical
    plant.expect_all(*everybody(plant))


def test_a_clock_that_is_years_wrong_is_flagged_and_the_deadline_is_sound(plant: Plant) -> None:
    clock = {"found": 1_500_000_000_000, "sent": SENT, "ahead_then": None, "ahead": 0}
    send(plant, form(plant), kept(clock=clock))
    hazard = newest()
    assert hazard.found_at == hazard.received_at and hazard.report.clock and hazard.report.clock.suspect
    send(
        plant, form(plant), kept(clock={"found": "x"}, awaited=["../..", 7, None], draft="no draft"), "管廊锈穿了，滴水"
    )
    assert newest().draft is None and newest().report.clock is None
    plant.expect_all(*everybody(plant))


def test_outside_the_plant_with_a_clock_wrong_by_years_it_is_taken_and_told_as_it_is(plant: Plant) -> None:
    clock = {"found": 1_500_000_000_000, "sent": SENT, "ahead_then": None, "ahead": 0}
    page, away = form(plant), plant.phone(FINDER).position((39.9, 116.4))
    unplaced = WORDS.removeprefix("污水处理站 ")
    send(plant, page, kept(clock=clock, position=away, photos=[page.bring(hand.shot("before"))]), unplaced)
    hazard = newest()
    assert (hazard.area, hazard.state, len(hazard.report.photos)) == ("", "triage", 1)
    assert hazard.found_at == hazard.received_at and hazard.report.clock and hazard.report.clock.suspect
    assert "地点待定" in whole(plant, hazard)
    # The words say where it is, whatever the phone says.
    send(plant, form(plant), kept(position=away))
    named = newest()
    assert (named.area, named.report.area_by) == ("sewage", "words")
    plant.expect_all(*everybody(plant))


def test_pictures_of_what_was_mended_on_the_spot_come_later_each_to_its_side(plant: Plant) -> None:
    page = form(plant)
    same = kept(NEAR, fixed=True, photos=[page.bring(NEAR)], after_awaited=[hash_of(NEAR)])
    assert "前后是同一张照片" in page.act("hazard.report", same, text=WORDS)["words"]
    draft = kept(NEAR, FAR, fixed=True, after_awaited=[hash_of(FAR)], position=plant.phone(FINDER).position())
    send(plant, page, draft)
    hazard = newest()
    assert hazard.owner == FINDER and not is_asked(hazard, "hazard.check")
    assert bring(page, draft, FAR)["ok"] and bring(page, draft, FAR, attempt=2)["words"].endswith("还有 1 张。")
    assert bring(page, draft, NEAR, attempt=3)["words"].endswith("都到了。")
    plant.settle()
    hazard = again(hazard)
    [before], [after] = hazard.report.photos, hazard.work.mended[0].photos
    assert (before.came_as, after.came_as) == (hash_of(NEAR), hash_of(FAR))
    assert asked(hazard, "hazard.check") != FINDER
    plant.expect_all(*everybody(plant))


class Cut(Exception):
    """The signal is gone."""


class Sender:
    """A phone with one report and its pictures, as `web/static/js/queue.js` sends them: it knows only what it was
    answered. The signal goes at each of `cuts`, counted over all requests: before one, or before its answer."""

    def __init__(self, plant: Plant, pictures: list[bytes], cuts: dict[int, bool]) -> None:
        self.plant, self.cuts, self.asked = plant, cuts, 0
        self.draft, self.left, self.sent = kept(*pictures), list(pictures), False

    def until_done(self) -> None:
        for _ in range(len(self.cuts) + 1):
            with suppress(Cut):
                self.go()
                return
        raise AssertionError("never done")

    def go(self) -> None:
        """From a page that was opened just now."""
        page = reopened(self.plant)
        if not self.sent:
            self.draft["awaited"] = [hash_of(each) for each in self.left]
            assert self.ask(lambda: page.act("hazard.report", self.draft, text=WORDS))["tone"] == "done"
            self.sent = True
        for picture in list(self.left):
            number = self.ask(lambda picture=picture: page.bring(picture))
            data = {"draft": self.draft["draft"], "photo": number}
            assert self.ask(lambda data=data: page.act("hazard.photo", data))["tone"] == "done"
            self.left.remove(picture)

    def ask(self, request: Callable[[], Any]) -> Any:
        at, self.asked = self.asked, self.asked + 1
        if self.cuts.get(at) is False:
            raise Cut
        answer = request()
        if at in self.cuts:
            raise Cut
        return answer


def reopened(plant: Plant) -> Page:
    ask = Ask.select().where(Ask.kind == "hazard.report", Ask.person == FINDER).order_by(Ask.id.desc()).get()
    return page_of(plant, FINDER, f"report/{ask.id}")


def test_whatever_is_cut_the_queue_brings_each_report_and_picture_once(plant: Plant) -> None:
    form(plant)

    @settings(max_examples=8, deadline=None, derandomize=True, database=None)
    @given(cuts=strategies.dictionaries(strategies.integers(0, 9), strategies.booleans(), max_size=5))
    def brought(cuts: dict[int, bool]) -> None:
        before = Hazard.select().count()
        Sender(plant, [NEAR, FAR], cuts).until_done()
        assert Hazard.select().count() == before + 1
        report = newest().report
        assert sorted(each.came_as for each in report.photos) == sorted(map(hash_of, (NEAR, FAR)))
        assert report.awaited == ()
        assert kinds(newest()).count("hazard.photo_came") == 2

    brought()
    plant.settle()
    plant.expect_all(*everybody(plant))
