"""A hazard that comes again, or that mending does not end: why, where people were, how long it took."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from builders import page_of
from hazard_acts import FINDER, again, asked, kinds, look, mend, mended, owned, report, undrawn
from plant import Plant
from pypdf import PdfReader

from models.ask import of_subject
from models.book import book
from models.hazard import Hazard
from workers.evidence.export import export_matter
from workers.scenarios.phone import text_of

FAR = {"state": "ok", "latitude": 32.49, "longitude": 121.90, "accuracy_m": 8, "age_s": 1, "crs": "GCJ-02"}


def newest(hazard: Hazard, kind: str) -> int:
    return next(ask.id for ask in reversed(of_subject(hazard.subject)) if ask.kind == kind)


def closed(plant: Plant) -> Hazard:
    """Mended, looked at by the crew from elsewhere, and confirmed."""
    hazard = mended(plant)
    checker = asked(hazard, "hazard.check")
    answer = look(plant, hazard, "hazard.check", "请验隐患", note="看过", position=FAR)
    assert "手机说离污水处理站" in answer["words"]
    phone = plant.phone(FINDER)
    phone.tap(plant.expect(FINDER, "改好了吗"), "改好了，认可")
    plant.settle()
    plant.expect_all(hazard.owner, hazard.supervisor, FINDER, checker)
    return again(hazard)


def test_what_comes_again_shows_how_it_was_mended_and_asks_why(
    plant: Plant, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    undrawn(monkeypatch)
    first = closed(plant)
    assert first.state == "closed_out" and first.work.mended[-1].presence == "没有位置"
    whole = page_of(plant, FINDER, f"hazard/{first.number}").html
    assert "手机说离污水处理站约" in whole and "上报后不到 1 分钟" in whole
    plant.advance(24 * 60)
    second = owned(plant)
    assert second.work.repeats == first.number
    card = plant.phone(second.owner).card(lambda title: "请整改" in title)
    assert f"以前出过（{first.number}），当时：门换了" in text_of(card)
    page = page_of(plant, second.owner, f"fix/{newest(second, 'hazard.fix')}")
    assert "以前出过" in page.html and "门换了，电缆穿了管" in page.html
    assert "为什么又出现" in mend(plant, second, card)["words"]
    answer = mend(plant, second, card, cause="门轴是塑料的", position=plant.phone(FINDER).position())
    assert answer["ok"], answer
    kept = again(second).work.mended[-1]
    assert kept.cause == "门轴是塑料的" and kept.presence.startswith("已在污水处理站现场")
    plant.expect_all(second.owner, second.supervisor, FINDER, asked(second, "hazard.check"))
    export_matter(second.subject, tmp_path / "a.zip", plant.base, plant.now)
    with ZipFile(tmp_path / "a.zip") as package:
        [paper] = [name for name in package.namelist() if name.endswith(".pdf")]
        words = "".join(page.extract_text() for page in PdfReader(io.BytesIO(package.read(paper))).pages)
    for told in ("原因：门轴是塑料的", "已在污水处理站现场", first.number, "派人用时"):
        assert told in words.replace("\n", ""), told


def test_the_third_round_asks_for_the_root_and_tells_the_supervisors_superior(plant: Plant) -> None:
    hazard = mended(plant)
    look(plant, hazard, "hazard.check", "请验隐患", ok=False, note="门关不上")
    assert mend(plant, hazard, plant.expect(hazard.owner, "门关不上"))["ok"]
    look(plant, hazard, "hazard.check", "请验隐患", ok=False, note="还是关不上")
    card = plant.expect(hazard.owner, "还是关不上")
    assert again(hazard).round == 3 and "hazard.headed" in kinds(hazard)
    head = plant.person(hazard.supervisor).supervisor
    assert head
    plant.expect(head, "第 3 次要改")
    assert "根本原因" in mend(plant, hazard, card)["words"]
    assert mend(plant, hazard, card, cause="门框变形了")["ok"]
    plant.expect_all(hazard.owner, hazard.supervisor, FINDER, *(each.id for each in book(plant.now).plant.people))


def test_how_long_it_took_until_somebody_was_to_mend_it(plant: Plant) -> None:
    hazard = report(plant, words="这里不太对劲，来看看", position=plant.phone(FINDER).position())
    plant.advance(9)
    sorter = asked(hazard, "hazard.sort")
    page = page_of(plant, sorter, f"sort/{newest(hazard, 'hazard.sort')}")
    assert page.act("hazard.sort", {"category": "5S", "area": "sewage", "grade": "general", "well": "地上没有油"})["ok"]
    plant.settle()
    hazard = again(hazard)
    assert hazard.work.assigned_at - hazard.received_at == timedelta(minutes=9)
    assert "怎样算改好：地上没有油" in text_of(plant.expect(hazard.owner, "请整改"))
    assert "上报后 9 分钟" in page_of(plant, FINDER, f"hazard/{hazard.number}").html
    plant.expect_all(sorter, hazard.owner, hazard.supervisor, FINDER)
