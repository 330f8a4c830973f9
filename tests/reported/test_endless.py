"""Chapter 6, floods from within: what one worker's own page sends without end fills no disk and no permit's record."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from builders import (
    DEPUTY_GM,
    DIRECTOR,
    DUTY_LEADER,
    FOREMAN,
    MANAGER,
    asks_of,
    at_the_dual_sign,
    entries,
    fresh,
    open_card,
    refuse,
    sign_card,
    signature,
)
from gates import ON_SITE
from plant import Plant

from config.settings import Limits
from handlers import pictures
from handlers.permits.signing.signing import MOST_HELD
from models import upload
from models.answered import Proven
from models.blob import Blob
from web.crowds import Tries
from web.h5 import act
from web.h5.tokens import PAGE_SECONDS

MOST = 12
FAR = {"state": "ok", "latitude": 10, "longitude": 10, "accuracy_m": 10, "crs": "GCJ-02", "age_s": 1}


def junk(strokes: list[dict[str, Any]], more: object) -> list[dict[str, Any]]:
    """The strokes with all that no pen gives."""
    bloated = [{**stroke, "points": [{**point, "junk": more} for point in stroke["points"]]} for stroke in strokes]
    return [{**stroke, "junk": more} for stroke in bloated] + [{"points": [], "junk": more}] * 50


def test_of_strokes_only_what_a_pen_gives_is_kept(plant: Plant) -> None:
    permit, card, _ = at_the_dual_sign(plant)
    page = open_card(plant, DIRECTOR, card, "签批")
    given = signature(plant, DIRECTOR)
    sent = {**given, "strokes": junk(given["strokes"], "j" * 2000)}
    assert page.act("permit.sign", sent)["tone"] == "done"
    kept = Proven.of(asks_of(permit, DIRECTOR)[0]).strokes
    assert kept is not None
    strokes = json.loads(bytes(Blob.get_by_id(kept.sha256).data))
    assert [stroke["points"] for stroke in strokes] == [stroke["points"] for stroke in given["strokes"]]
    assert {name for stroke in strokes for name in stroke} == {"points"}
    plant.settle()
    plant.expect_all(FOREMAN, DIRECTOR, MANAGER, *ON_SITE)


def test_a_signature_from_far_away_is_held_a_few_times_and_then_refused_in_words(plant: Plant) -> None:
    permit, card, _ = at_the_dual_sign(plant)
    page = open_card(plant, DIRECTOR, card, "签批")
    given = signature(plant, DIRECTOR, position=FAR)
    said = []
    for each in range(MOST_HELD + 3):
        given["strokes"][0]["points"][0]["x"] = 30 + each
        said.append(page.post("permit.sign", given, attempt=each + 1)["words"])
        if each == MOST_HELD - 1:
            before = Blob.select().count()
    assert all("先留着" in words for words in said[:MOST_HELD])
    assert all("没有再记" in words and "请到" in words for words in said[MOST_HELD:])
    assert len(entries(permit, "permit.held")) == MOST_HELD
    assert Blob.select().count() == before
    at_site = page.post("permit.sign", signature(plant, DIRECTOR), attempt=40)
    assert at_site["tone"] == "done"
    plant.settle()
    plant.expect_all(FOREMAN, DIRECTOR, MANAGER, *ON_SITE)


def test_what_a_person_signs_counts_in_his_volume_and_beyond_it_he_reads_so(
    plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    permit, card, _ = at_the_dual_sign(plant)
    page = open_card(plant, DIRECTOR, card, "签批")
    before = upload.announced(plant.now.replace(hour=0), DIRECTOR)
    assert page.post("permit.sign", signature(plant, DIRECTOR, position=FAR))["tone"] == "caution"
    proven = Proven.of(asks_of(permit, DIRECTOR)[0])
    assert proven.png and proven.strokes
    counted = upload.announced(plant.now.replace(hour=0), DIRECTOR) - before
    assert counted == proven.png.bytes + proven.strokes.bytes
    full = Limits(upload_person_mb=1).upload_person_mb * pictures.MB
    upload.count(DIRECTOR, 400 * full, plant.now)
    refused = page.post("permit.sign", signature(plant, DIRECTOR), attempt=2)
    assert not refused["ok"] and "今天传得太多了" in refused["words"]
    assert fresh(permit).state == "signing"
    plant.settle()
    plant.expect_all(FOREMAN, DIRECTOR, MANAGER, *ON_SITE)


def test_late_answers_of_one_ask_are_told_once(plant: Plant) -> None:
    permit, director, manager = at_the_dual_sign(plant)
    page = open_card(plant, MANAGER, manager, "签批")
    refuse(plant, DIRECTOR, director)
    for each in range(20):
        given = signature(plant, MANAGER, shown=f"{each}")
        assert "退回" in page.post("permit.sign", given, attempt=each + 1)["words"]
    assert len(entries(permit, "permit.late_answer")) == 1
    plant.settle()
    plant.expect_all(FOREMAN, DIRECTOR, MANAGER, *ON_SITE)


@pytest.mark.both_stores
def test_forty_signs_at_once_leave_one_late_answer(plant: Plant) -> None:
    permit, director, _ = at_the_dual_sign(plant)
    page = open_card(plant, DIRECTOR, director, "签批")
    with ThreadPoolExecutor(8) as hands:
        given = [signature(plant, DIRECTOR, shown=str(each)) for each in range(40)]
        said = list(hands.map(lambda each: page.post("permit.sign", given[each], attempt=each + 1)["tone"], range(40)))
    assert said.count("done") == 1
    assert len(entries(permit, "permit.late_answer")) == 1
    plant.settle()
    plant.expect_all(FOREMAN, DIRECTOR, MANAGER, *ON_SITE)


def test_one_page_acts_so_often_and_no_more_but_stops_the_work_always(
    plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Fewer than the product's own, so that the test need not send as many; and its own tries, as the same page of an
    # earlier test has the same token: it is made at the same moment of plant time.
    assert act.acts._rates == ((act.MOST_ACTS, PAGE_SECONDS),) and act.MOST_ACTS == 100
    monkeypatch.setattr(act, "acts", Tries((MOST, PAGE_SECONDS)))
    permit, director, _ = at_the_dual_sign(plant)
    page = open_card(plant, DIRECTOR, director, "签批")
    sign_card(plant, DIRECTOR, director)
    given = [signature(plant, DIRECTOR, shown=str(each)) for each in range(MOST + 2)]
    said = [page.post("permit.sign", each)["words"] for each in given]
    assert ["太多" in words for words in said] == [False] * MOST + [True] * 2
    stopping = plant.phone(FOREMAN).open(f"{plant.base}/h5/wecom/stop/{fresh(permit).number}")
    said = [
        stopping.post("permit.stop", {"number": permit.number, "shown": each})["words"] for each in range(MOST + 20)
    ]
    assert not any("太多" in words for words in said)
    plant.settle()
    plant.expect_all(FOREMAN, DIRECTOR, MANAGER, DUTY_LEADER, DEPUTY_GM, *ON_SITE)
