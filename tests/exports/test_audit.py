"""An export over a period: one package of many permits, verifiable as one, with its index; cut off, it goes on."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import click
import pytest
import story
from click.testing import CliRunner, Result
from openpyxl import load_workbook
from pypdf import PdfReader
from stores import open_copy
from story import MORNING

from benchmarks.year import copies
from config.settings import Settings
from handlers.exports import BadScope, Scope, read
from handlers.permits.closing import exported
from models import export, ledger, plant_time, store
from models.base import database
from models.book import book
from models.export import WHOLE
from models.subject import lock
from workers.evidence import commands as evidence_commands
from workers.evidence.verify import verify
from workers.exports import commands, lines
from workers.exports.audit import PART, Audit, Busy, opened
from workers.exports.job import advance

DAY = date(2026, 11, 25)
LATER = MORNING + timedelta(days=3)
ALL = Scope(DAY, DAY + timedelta(days=3))


def six_permits() -> None:
    story.signed()
    copies(story.permit(), 5)
    store.write(lambda: plant_time.set_clock(LATER, 0, plant_time.real_now()))


@pytest.fixture
def year_of_permits(fresh_store: str) -> None:
    open_copy(fresh_store, six_permits)


def run(*arguments: str) -> Result:
    house = click.Group("house")
    evidence_commands.register(house)
    commands.register(house)
    return CliRunner().invoke(house, list(arguments))


@pytest.fixture(scope="module")
def audit(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The export of all six, and what the command said."""
    folder = tmp_path_factory.mktemp("audit")
    open_copy(f"sqlite:///{folder}/anhao.db", six_permits)
    target = folder / "out" / "audit.zip"
    target.parent.mkdir()
    done = run("export", "audit", "--from", "2026-11-25", "--to", "2026-11-28", "-o", str(target))
    database.close()
    assert done.exit_code == 0, done.output
    return target, done.output


@pytest.fixture(scope="module")
def in_one_go(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The same export as it is made when nothing cuts it off."""
    folder = tmp_path_factory.mktemp("whole")
    open_copy(f"sqlite:///{folder}/anhao.db", six_permits)
    with opened(folder, "https://anhao.example") as audit:
        audit.begin(ALL, LATER)
        audit.run(LATER, None, lambda *_: None)
        audit.finish(ALL, LATER)
    database.close()
    return (folder / WHOLE).read_bytes()


def names_in(package: Path) -> set[str]:
    with zipfile.ZipFile(package) as archive:
        return set(archive.namelist())


def test_a_period_is_one_package_that_verifies_as_one(audit: tuple[Path, str]) -> None:
    target, said = audit
    verified = run("verify", str(target), "--seal", said.split("：")[-1].strip())
    assert verified.output.startswith("OK 主体 6 · "), verified.output
    names = names_in(target)
    assert {"index.xlsx", "index.pdf", "accident.html", "permit~DH-20261125-0001.pdf"} <= names
    assert sum(name.startswith("accident/") for name in names) == 6
    assert [path.name for path in target.parent.iterdir()] == ["audit.zip"]


def test_what_several_permits_name_is_in_the_package_once(audit: tuple[Path, str]) -> None:
    with zipfile.ZipFile(audit[0]) as archive:
        every = archive.namelist()
        manifest = json.loads(archive.read("manifest.json"))
    assert len(every) == len(set(every)) == len(manifest["files"]) + 1
    assert sum(name.startswith("attachments/") for name in every) == 9


def test_the_index_says_each_permit_on_both_papers(audit: tuple[Path, str]) -> None:
    with zipfile.ZipFile(audit[0]) as archive:
        sheet = load_workbook(io.BytesIO(archive.read("index.xlsx")), read_only=True)["目录"]
        pages = PdfReader(io.BytesIO(archive.read("index.pdf"))).pages
        overview = archive.read("accident.html").decode()
    rows = list(sheet.iter_rows(values_only=True))
    assert [row[0] for row in rows[:2]] == ["编号", "DH-20261125-0001"]
    assert len(rows) == 7
    assert "DH-20261125-0001" in pages[0].extract_text()
    assert overview.count('href="accident/permit~DH-') == 6
    assert "作业票目录" in pages[0].extract_text()


def test_the_half_of_an_export_that_did_not_know_pages_yet_still_links_each_permit(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "index.db")) as half:
        half.executescript(lines.TABLE.replace(" file TEXT,\n    page TEXT", " file TEXT"))
        half.execute(f"INSERT INTO line VALUES ({','.join('?' * 13)})", [*"abcdefghi", 1, 2, 3, "permit~X.pdf"])
        lines.prepare(half)
        assert [line.page for line in lines.lines(half)] == ["accident/permit~X.html"]
        assert lines.answered(half) == 1


@pytest.mark.parametrize("cut_at", [0, 4, 6])
def test_an_export_that_was_cut_off_goes_on_and_ends_with_the_same_bytes(
    in_one_go: bytes, year_of_permits: None, tmp_path: Path, cut_at: int
) -> None:
    now = LATER
    with opened(tmp_path / "cut", "https://anhao.example") as audit:
        audit.begin(ALL, now)
        _steps(audit, cut_at)
        _cut_off(audit, tmp_path / "cut" / PART)
    with opened(tmp_path / "cut", "https://anhao.example") as audit:
        assert audit.done <= cut_at
        audit.run(now, None, lambda *_: None)
        audit.finish(ALL, now)
    assert (tmp_path / "cut" / WHOLE).read_bytes() == in_one_go


def _steps(audit: Audit, count: int) -> None:
    for _ in range(count):
        audit.run(LATER, 0, lambda *_: None)


def _cut_off(audit: Audit, part: Path) -> None:
    """Half a permit more than was kept, as a process leaves it that is killed in the middle."""
    if audit.done < audit.total:
        audit._pack(LATER)
    with part.open("ab") as file:
        file.write(b"half a file")


def test_an_end_that_nobody_was_told_of_is_made_again(year_of_permits: None, tmp_path: Path) -> None:
    for _ in range(2):
        with opened(tmp_path / "parts", "https://anhao.example") as audit:
            if not audit.begun:
                audit.begin(ALL, LATER)
            audit.run(LATER, None, lambda *_: None)
            audit.finish(ALL, LATER)
    sound, words = verify(tmp_path / "parts" / WHOLE)
    assert sound, words


def test_two_processes_never_work_on_one_export(tmp_path: Path, fresh_store: str) -> None:
    with opened(tmp_path / "parts", ""), pytest.raises(Busy), opened(tmp_path / "parts", ""):
        pass


def test_the_parts_of_another_wish_are_not_mixed_in(year_of_permits: None, tmp_path: Path) -> None:
    target = tmp_path / "audit.zip"
    parts = tmp_path / "audit.zip.parts"
    with opened(parts, "", repr(ALL)) as audit:
        audit.begin(ALL, LATER)
    refused = run("export", "audit", "--from", "2026-11-25", "--to", "2026-11-25", "-o", str(target))
    assert (refused.exit_code, target.exists()) == (1, False)
    assert "没做完的部分" in refused.output


def test_a_job_goes_on_slice_by_slice_and_its_row_says_how_far(
    year_of_permits: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, real = Settings(var=tmp_path), plant_time.real_now()
    job = store.write(lambda: export.ask_for({"from": "2026-11-25", "to": "2026-11-28"}, "演示", LATER))
    monkeypatch.setattr("workers.exports.job.SLICE", 0)
    seen = []
    while advance(job.id, settings, LATER, real):
        row = export.find(job.id)
        assert row is not None
        seen.append((row.state, row.done, row.total))
    assert seen == [("running", number, 6) for number in range(1, 6)]
    row = export.find(job.id)
    assert row is not None
    assert (row.state, row.done, len(row.seal)) == ("done", 6, 64)
    path = export.file_of(tmp_path, row)
    assert path is not None
    assert verify(path, row.seal)[0]


def test_what_another_house_left_under_the_same_number_is_never_resumed(
    year_of_permits: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, real = Settings(var=tmp_path), plant_time.real_now()

    def asked() -> int:
        return store.write(lambda: export.ask_for({"from": "2026-11-25", "to": "2026-11-28"}, "演示", LATER)).id

    monkeypatch.setattr("workers.exports.job.SLICE", 0)
    left = asked()
    assert advance(left, settings, LATER, real) and advance(left, settings, LATER, real)
    database.close()
    open_copy(f"sqlite:///{tmp_path}/another.db", six_permits)
    more = {"actor": {"person": "U30"}, "data": {}, "at": LATER}
    store.write(lambda: ledger.append(lock(story.permit().subject_id), "permit.noted", LATER, **more))
    number = asked()
    assert number == left
    while advance(number, settings, LATER, real):
        pass
    row = export.find(number)
    assert row is not None and row.state == "done"
    path = export.file_of(tmp_path, row)
    assert path is not None
    sound, words = verify(path, row.seal)
    assert sound, words


def test_a_job_without_a_permit_says_so(year_of_permits: None, tmp_path: Path) -> None:
    job = store.write(lambda: export.ask_for({"from": "2020-01-01", "to": "2020-01-02"}, "演示", LATER))
    assert not advance(job.id, Settings(var=tmp_path), LATER, plant_time.real_now())
    row = export.find(job.id)
    assert row is not None
    assert row.state == "failed"
    assert "没有记录" in row.words


def test_a_job_that_nobody_works_on_is_put_before_the_workers_again(fresh_store: str) -> None:
    real = plant_time.real_now()
    job = store.write(lambda: export.ask_for({}, "演示", LATER))
    assert export.standing(real) == [job.id]
    store.write(lambda: export.keep(job.id, state="running", touched_at=real))
    assert export.standing(real + timedelta(seconds=5)) == []
    assert export.standing(real + timedelta(seconds=11)) == [job.id]


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({}, 6),
        ({"to": "2026-11-25"}, 6),
        ({"from": "2026-11-26"}, 0),
        ({"area": "sewage"}, 6),
        ({"area": "tank"}, 0),
        ({"kind": "confined_space"}, 0),
        ({"person": "U34"}, 6),
        ({"person": "U19"}, 6),
        ({"person": "U36"}, 0),
        ({"project": "腐蚀管段"}, 6),
        ({"project": "吊装"}, 0),
    ],
)
def test_a_scope_finds_what_it_names(year_of_permits: None, given: dict[str, str], found: int) -> None:
    scope = read({"from": "2026-11-25", "to": "2026-11-28", **given}, book(LATER))
    assert len(list(exported.subjects(scope))) == found


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"from": "11/25"}, "看不懂"),
        ({"to": "9999-12-31"}, "差得太远"),
        ({"to": "2026-11-01"}, "结束日期在开始日期之前"),
        ({"area": "nowhere"}, "没有区域"),
        ({"kind": "swimming"}, "没有类别"),
        ({"person": "U99"}, "通讯录里没有"),
    ],
)
def test_a_scope_that_makes_no_sense_is_refused_in_words(
    year_of_permits: None, given: dict[str, str], words: str
) -> None:
    with pytest.raises(BadScope, match=words):
        read({"from": "2026-11-25", "to": "2026-11-28", **given}, book(LATER))


def test_a_hold_is_in_the_trail_and_on_the_page(year_of_permits: None, tmp_path: Path) -> None:
    assert run("hold", story.NUMBER).exit_code == 1
    assert run("hold", story.NUMBER, "--reason", "调查 2026-3").exit_code == 0
    assert run("export", "permit", story.NUMBER, "-o", str(tmp_path / "one.zip")).exit_code == 0
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        page = archive.read("accident.html").decode()
        last = json.loads(archive.read(f"entries/permit~{story.NUMBER}.jsonl").splitlines()[-1])
    assert (last["kind"], last["data"]["reason"]) == ("permit.hold_put", "调查 2026-3")
    assert "起冻结保全" in page
    assert run("hold", story.NUMBER, "--lift", "--reason", "结案").exit_code == 0


def test_the_six_questions_are_answered_on_a_page_without_scripts(year_of_permits: None, tmp_path: Path) -> None:
    run("export", "permit", story.NUMBER, "-o", str(tmp_path / "one.zip"))
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        page = archive.read("accident.html").decode()
        shown = [name for name in archive.namelist() if name.startswith("shown/")]
    for question in ("知道了什么", "事后补写", "哪一版规则", "当天人们知道什么", "测了什么", "怎么移交"):
        assert question in page
    assert "<script" not in page
    assert all(f'href="{name}"' in page for name in shown)
    assert "SQ-2026-07" in page
    assert "没有标为补录的记录" in page
    assert "令" not in page


def test_a_late_entry_is_listed_with_both_times(year_of_permits: None, tmp_path: Path) -> None:
    permit = story.permit()
    early = LATER - timedelta(hours=5)
    store.write(
        lambda: ledger.append(
            lock(permit.subject_id),
            "permit.noted",
            LATER,
            actor={"person": "U30"},
            data={},
            at=early,
            late="当时没有信号",
        )
    )
    run("export", "permit", story.NUMBER, "-o", str(tmp_path / "one.zip"))
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        page = archive.read("accident.html").decode()
    assert "其中 1 条是补录" in page
    assert "2026-11-28 03:10:00" in page
    assert "2026-11-28 08:10:00" in page
    assert "当时没有信号" in page


def test_everybody_who_was_told_stands_by_name(year_of_permits: None, tmp_path: Path) -> None:
    permit = story.permit()
    told = {"to": ["U04", "U19"], "title": "请看一下"}
    store.write(lambda: ledger.append(lock(permit.subject_id), "alert.raised", LATER, actor={"system": "x"}, data=told))
    run("export", "permit", story.NUMBER, "-o", str(tmp_path / "one.zip"))
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        page = archive.read("accident.html").decode()
    plant = book(LATER).plant
    assert f"{plant.person('U04').name}、{plant.person('U19').name}" in page
    assert "U04" not in page
