"""The console's records: asking for an export, fetching it, and bringing a used paper form into the store."""

from __future__ import annotations

import io
import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from pdfs import pdf
from room import NOW, Room

from handlers.permits.request import papers
from models import blob, export, hold, ledger, store
from models.export import ExportJob
from models.ledger import Seal
from models.paper import Paper
from models.permit import Permit, by_number
from models.seals import seal_all
from models.subject import open_subject

SCAN = pdf()
HEIC = (Path(__file__).parents[1] / "flows" / "data" / "photo.heic").read_bytes()
WISH = {"from": "2026-11-01", "to": "2026-11-25", "area": "sewage"}


@pytest.fixture
def office(room: Room) -> FlaskClient:
    return room.app.test_client()


@pytest.fixture
def form(room: Room) -> Paper:
    return store.write(lambda: papers.print_forms("hot_work", 2, NOW - timedelta(days=2)))[0]


def post(office: FlaskClient, path: str, **data: Any) -> Any:
    token = re.search(r'name="token" value="([^"]+)"', office.get("/console/exports?new=1").text)
    assert token is not None
    return office.post(path, data={"token": token[1], **data})


def entry(**changes: Any) -> dict[str, Any]:
    """The form of a used paper, with its scan."""
    return {
        "level": "first",
        "area": "sewage",
        "part": "调节池东侧",
        "project": "换焊进水管",
        "requester": "U33",
        "work_leader": "U33",
        "guardian": "U30",
        "workers": ["U34"],
        "signed_at": "2026-11-24T08:20",
        "starts_at": "2026-11-24T08:40",
        "ends_at": "2026-11-24T11:05",
        "signers": "安全管理部经理 郗怀瑾 08:20",
        "reason": "停电，系统不通",
        "scan": (io.BytesIO(SCAN), "scan.pdf", "application/pdf"),
        **changes,
    }


def test_an_export_is_asked_for_and_its_progress_shown(room: Room, office: FlaskClient) -> None:
    assert post(office, "/console/exports", **WISH).status_code == 302
    job = ExportJob.get()
    assert (job.state, job.scope["area"], job.asked_by) == ("waiting", "sewage", "演示")
    store.write(lambda: export.keep(job.id, state="running", done=40, total=200))
    page = office.get("/console/exports").text
    assert "40 / 200 件" in page
    assert "污水处理站" in page
    assert 'http-equiv="refresh"' in page
    assert 'http-equiv="refresh"' not in office.get("/console/exports?new=1").text


def test_a_wish_without_sense_keeps_nothing_and_says_why(office: FlaskClient) -> None:
    answer = post(office, "/console/exports", **{**WISH, "to": "2026-10-01"})
    assert answer.status_code == 400
    assert "结束日期在开始日期之前" in answer.text
    assert ExportJob.select().count() == 0


def test_a_finished_export_can_be_fetched_and_a_stopped_one_goes_on(room: Room, office: FlaskClient) -> None:
    job = store.write(lambda: export.ask_for(WISH, "演示", NOW))
    assert office.get(f"/console/exports/{job.id}/file").status_code == 404
    store.write(lambda: export.keep(job.id, state="failed", words="没有做成"))
    assert "接着做" in office.get("/console/exports").text
    post(office, f"/console/exports/{job.id}/again")
    assert ExportJob.get().state == "waiting"
    folder = export.folder_of(room.settings.var, job.id)
    folder.mkdir(parents=True)
    (folder / export.WHOLE).write_bytes(b"PK whole")
    store.write(lambda: export.keep(job.id, state="done", finished_at=NOW))
    fetched = office.get(f"/console/exports/{job.id}/file")
    assert fetched.data == b"PK whole"
    assert "anhao-2026-11-01-2026-11-25" in fetched.headers["Content-Disposition"]


def test_the_last_seals_say_whether_they_are_anchored(room: Room, office: FlaskClient) -> None:
    assert "还没有封存块" in office.get("/console/exports").text
    store.write(lambda: ledger.append(open_subject("permit/X", NOW), "x", NOW, actor={"system": "x"}, data={}))
    seal = seal_all(NOW)
    assert seal is not None
    page = office.get("/console/exports").text
    assert seal.hash in page
    assert "没有外部锚定" in page
    store.write(lambda: Seal.update(anchor_words="时间戳机构没有应答").execute())
    assert "时间戳机构没有应答" in office.get("/console/exports").text


def test_case_26_a_used_paper_becomes_an_archived_permit_with_both_times(
    room: Room, office: FlaskClient, form: Paper
) -> None:
    answer = post(office, f"/console/papers/{form.number}", **entry())
    assert answer.status_code == 302, answer.text
    permit = by_number(form.number)
    assert permit is not None
    lines = [entry.canonical for entry in ledger.of_subject(permit.subject)]
    assert permit.state == "archived"
    assert [entry.kind for entry in ledger.of_subject(permit.subject)] == [
        "permit.printed",
        "permit.entered",
        "permit.archived",
    ]
    assert '"at":"2026-11-24T08:20:00.000+08:00"' in lines[1]
    assert f'"recorded_at":"{ledger.stamp(NOW)}"' in lines[1]
    assert '"late":"纸票补录：停电，系统不通"' in lines[1]


def test_a_photo_of_the_paper_is_taken_as_every_picture_is(office: FlaskClient, form: Paper) -> None:
    scan = (io.BytesIO(HEIC), "IMG_0001.HEIC", "application/octet-stream")
    assert post(office, f"/console/papers/{form.number}", **entry(scan=scan)).status_code == 302
    permit = by_number(form.number)
    assert permit is not None and permit.work.paper is not None
    entered = [each for each in ledger.of_subject(permit.subject) if each.kind == "permit.entered"]
    kept = json.loads(entered[0].canonical)["data"]["scan"]
    assert (kept["type"], kept["received"]["type"], kept["read"]["orientation"]) == ("image/jpeg", "image/heif", "1")
    assert blob.found(permit.work.paper.scan).type == "image/jpeg"


def test_what_nobody_types_is_taken_off_what_is_entered(office: FlaskClient, form: Paper) -> None:
    post(office, f"/console/papers/{form.number}", **entry(signers="经理 10:51\r\n\u202e主任\x1b[31m 10:52"))
    permit = by_number(form.number)
    assert permit is not None and permit.form.kept["signers"] == "经理 10:51\n主任 10:52"


def test_what_was_entered_late_says_so_wherever_it_is_shown(room: Room, office: FlaskClient, form: Paper) -> None:
    post(office, f"/console/papers/{form.number}", **entry())
    assert "补录" in office.get(f"/console/permits/{form.number}").text
    assert "补录" in office.get(f"/p/{form.number}").text
    assert "1 张还没补录" in office.get("/console/papers").text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"starts_at": "2026-11-24T08:00"}, "时间对不上"),
        ({"ends_at": "2026-12-24T08:00"}, "时间对不上"),
        ({"signed_at": "2026-11-20T08:00"}, "才印出来"),
        ({"signed_at": ""}, "最后一个签字的时间"),
        ({"guardian": "U34"}, "监护人不能同时是作业人"),
        ({"guardian": "U99"}, "通讯录里没有"),
        ({"level": "tenth"}, "没有这个级别"),
        ({"area": "moon"}, "没有这个区域"),
        ({"reason": ""}, "为什么用纸票"),
        ({"scan": (io.BytesIO(b"MZ\x90"), "scan.exe", "application/pdf")}, "这个文件打不开，不是照片"),
        ({"scan": (io.BytesIO(b""), "scan.pdf", "application/pdf")}, "这个文件是空的"),
        ({"scan": (io.BytesIO(b"%PDF-1.7 half"), "scan.pdf", "application/pdf")}, "这个 PDF 打不开"),
    ],
)
def test_an_entry_that_does_not_fit_keeps_nothing_and_says_why(
    office: FlaskClient, form: Paper, changes: dict[str, Any], words: str
) -> None:
    answer = post(office, f"/console/papers/{form.number}", **entry(**changes))
    assert answer.status_code == 400
    assert words in answer.text
    assert "换焊进水管" in answer.text
    assert Permit.select().count() == 0


def test_a_paper_is_entered_once(office: FlaskClient, form: Paper) -> None:
    post(office, f"/console/papers/{form.number}", **entry())
    assert post(office, f"/console/papers/{form.number}", **entry()).status_code == 409
    assert post(office, "/console/papers/DHZ-20991231-0001", **entry()).status_code == 404
    assert Permit.select().count() == 1


def test_a_hold_is_one_row_and_can_be_lifted(room: Room) -> None:
    subject = store.write(lambda: open_subject("permit/X", NOW))
    store.write(lambda: hold.put(subject, "调查", NOW))
    store.write(lambda: hold.put(subject, "调查二", NOW + timedelta(days=1)))
    found = hold.row_of(subject)
    assert found is not None
    assert (found.reason, found.since) == ("调查二", NOW)
    store.write(lambda: hold.lift(subject))
    assert hold.row_of(subject) is None
