"""Rows of hazards and rounds that somebody changed beside the chain: print, index, console and phone say so, value by
value, and say nothing where nobody did."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import requests
from drill_acts import newest, order
from hazard_acts import FINDER, mended, owned, undrawn
from patrol_acts import again, asked, look, of, page
from patrol_acts import begin as begin_rounds
from plant import Plant
from playwright.sync_api import Page, expect
from screens import show
from training_acts import begin as begin_training

from models.book import book
from models.drill import DrillRun
from models.hazard import Hazard
from models.hazard_major import Left
from models.hazard_photo import Clip
from models.hazard_report import Clock, Marked, Put, Rectification, Seen
from models.patrol import Patrol
from models.seals import seal_all, written
from models.training import Learning, TrainingFile
from workers.evidence.hazards.recorder import ROWS

Change = Callable[[Hazard], dict[str, Any]]
DAY = timedelta(days=1)
CHANGES: dict[str, Change] = {
    "看到": lambda row: {"report": row.report.but(words="没什么")},
    "类别": lambda row: {"category": "fire"},
    "级别": lambda row: {"grade": "major"},
    "地点": lambda row: {"area": "tank"},
    "具体位置": lambda row: {"report": row.report.but(spot="别处")},
    "期限": lambda row: {"until": row.until + 365 * DAY},
    "最初的期限": lambda row: {"due_at": row.due_at + DAY},
    "上报时间": lambda row: {"received_at": row.received_at + DAY},
    "发现时间": lambda row: {"found_at": row.found_at + DAY},
    "督办人": lambda row: {"supervisor": "U01"},
    "责任人": lambda row: {"owner": "U01"},
    "跟踪人": lambda row: {"follower": "U02"},
    "超期": lambda row: {"late": True},
    "第几次改": lambda row: {"round": 2},
    "接单时间": lambda row: {"work": row.work.but(accepted_at=row.received_at + DAY)},
    "第 1 次整改的人": lambda row: {"work": row.work.but(mended=(row.work.mended[0].but(by="U01"),))},
    "第 1 次整改的做了什么": lambda row: {"work": row.work.but(mended=(row.work.mended[0].but(note="都换了"),))},
    "第 1 次整改的视频": lambda row: {
        "work": first_mending(row, clips=(Clip(sha256="0" * 64, bytes=9, type="video/mp4"),))
    },
    "第 1 次整改的照片对比的结论": lambda row: {"work": first_mending(row, seen=Seen(verdict="changed"))},
    "还在手机里的照片": lambda row: {"report": row.report.but(awaited=("0" * 64,))},
    "说是没了的照片": lambda row: {"report": row.report.but(given_up=("0" * 64,))},
    "还在手机里的照片上框的位置": lambda row: {"report": row.report.but(mark=marked(row))},
    "照片上框的位置": lambda row: {"work": row.work.but(marked=marked(row))},
    "像重大隐患": lambda row: {"report": row.report.but(hinted=True)},
    "传感器": lambda row: {"report": row.report.but(sensor="GD-101")},
    "手机的时间": lambda row: {"report": row.report.but(clock=Clock(shown="08:00"))},
    "手机里的编号": lambda row: {"draft": "0" * 36},
    "不留名的查询码": lambda row: {"claim": "0" * 64},
    "期限从什么时候算": lambda row: {"work": row.work.but(since=row.received_at)},
    "说过不归他": lambda row: {"work": row.work.but(disputed=True)},
    "照片对比退回几次": lambda row: {"work": row.work.but(returned=1)},
    "报的人改过": lambda row: {"work": row.work.but(corrected=True)},
    "要先定方案": lambda row: {"work": row.work.but(major=row.work.major.but(wanted=True))},
    "马上离开叫了谁": lambda row: {
        "work": row.work.but(major=row.work.major.but(left=Left(at=row.found_at, to=("U01",))))
    },
    "没收到撤离通知的": lambda row: {"work": row.work.but(major=row.work.major.but(untold=("U01",)))},
    "怎样算改好": lambda row: {"work": row.work.but(well="不用改")},
    "延期几次": lambda row: {
        "work": row.work.but(extended=(Put(by="U01", at=row.found_at, until=row.until, reason="忙", interim="围了"),))
    },
    "并进哪条的警报": lambda row: {"report": row.report.but(alarm="YH-000017")},
    "不算隐患的原因": lambda row: {"work": row.work.but(reason="编的")},
}


def first_mending(row: Hazard, **changes: Any) -> Rectification:
    return row.work.but(mended=(row.work.mended[0].but(**changes),))


def marked(row: Hazard) -> Marked:
    return Marked(photo="0" * 64, left=1, top=1, width=500, height=500, by="U01", at=row.found_at)


def test_every_value_of_a_hazard_that_was_changed_beside_the_chain_is_named(
    plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    undrawn(monkeypatch)
    hazard = mended(plant)
    assert told(plant, hazard) == []
    for what, change in CHANGES.items():
        before = Hazard.get_by_id(hazard.id)
        changes = change(before)
        Hazard.update(**changes).where(Hazard.id == hazard.id).execute()
        found = told(plant, hazard)
        assert any(words.startswith(f"{what}：") for words in found), (what, found)
        Hazard.update(**{name: getattr(before, name) for name in changes}).where(Hazard.id == hazard.id).execute()
    assert told(plant, hazard) == []
    plant.expect_all(*(person.id for person in book(plant.now).plant.people))


def test_console_and_phone_say_so_for_hazards_rounds_and_training_files(plant: Plant, screen: Page) -> None:
    hazard = owned(plant)
    assert compared(plant, hazard.number) == ""
    Hazard.update(supervisor="U01", until=hazard.until + 365 * DAY).where(Hazard.id == hazard.id).execute()
    said = compared(plant, hazard.number)
    assert "库里有 2 处与封存链不一致" in said and "督办人" in said and "2027-" in said
    screen.goto(f"{plant.base}/console/hazards/{hazard.number}")
    expect(screen.locator("#compared")).to_contain_text("督办人")
    show(plant, screen, FINDER, f"hazard/{hazard.number}")
    expect(screen.locator("#compared")).to_contain_text("督办人")
    begin_rounds(plant)
    plant.advance(230)
    patrol = of("ws3/shift_foreman")
    [walker] = asked(patrol)
    look(page(plant, walker), "FX-T101")
    plant.settle()
    assert compared(plant, patrol.number) == ""
    found = again(patrol).sheet.found["FX-T101"]
    sheet = again(patrol).sheet.with_found("FX-T101", found.but(by="U01", scanned="现场码 1", note="没事"))
    Patrol.update(sheet=sheet, title="别的", looked=3).where(Patrol.id == patrol.id).execute()
    said = compared(plant, patrol.number)
    for what in ("名称", "谁查的", "扫了哪张码", "说明", "查了几处"):
        assert what in said, (what, said)
    show(plant, screen, FINDER, f"patrol/{patrol.number}")
    expect(screen.locator("#compared")).to_contain_text("谁查的")
    screen.goto(f"{plant.base}/console/matters/{patrol.number}")
    expect(screen.locator("#compared")).to_contain_text("扫了哪张码")
    plant.expect_all(*(person.id for person in book(plant.now).plant.people))


def test_a_training_file_and_a_drill_changed_beside_the_chain_say_so(plant: Plant, screen: Page) -> None:
    begin_training(plant)
    [file, *_] = TrainingFile.select().order_by(TrainingFile.id)
    assert compared(plant, file.number) == ""
    TrainingFile.update(opened_at=file.opened_at - 100 * DAY).where(TrainingFile.id == file.id).execute()
    Learning.update(wanted=False).where(Learning.file == file.id).execute()
    said = compared(plant, file.number)
    assert "建档" in said and "不用学" in said
    show(plant, screen, file.person, f"learning/{file.number}")
    expect(screen.locator("#compared")).to_contain_text("建档")
    order(plant, "DRILL-NH3", file.person)
    run = newest()
    DrillRun.update(title="别的").where(DrillRun.id == run.id).execute()
    seal_all(plant.now)
    show(plant, screen, file.person, f"drill/{run.number}")
    expect(screen.locator("#compared")).to_contain_text("名称")
    plant.settle()
    plant.expect_all(*(person.id for person in book(plant.now).plant.people))


def compared(plant: Plant, number: str) -> str:
    """What the console's page of this matter is told of its chain; all that was written is sealed before."""
    seal_all(plant.now)
    answer = requests.get(f"{plant.base}/console/matters/{number}/compared", timeout=10)
    assert answer.status_code == 200
    return str(answer.text).strip()


def told(plant: Plant, hazard: Hazard) -> list[str]:
    return ROWS.wrong(hazard.subject, written(hazard.subject))
