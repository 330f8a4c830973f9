"""A permit of the story exported through the command line, and the printed form in it."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import click
import pytest
import story
from click.testing import CliRunner, Result
from pictures import blank_png
from pypdf import PdfReader
from stores import open_copy
from story import MORNING, NUMBER

from handlers.files import MOST_PIXELS
from models import ledger, plant_time, store
from models.blob import Blob
from models.permit import Permit
from models.seals import seal_all, written
from models.subject import lock
from rules.printed import Heading, Printed
from workers.evidence.commands import register
from workers.evidence.export import export_matter
from workers.evidence.people import people_of
from workers.evidence.permits.chain.told import told
from workers.evidence.permits.opinions import opinions
from workers.evidence.permits.pdf import permit_pdf
from workers.evidence.permits.record import PermitRecord, read

LATER = MORNING + timedelta(hours=1)


@pytest.fixture
def permit(fresh_store: str) -> Permit:
    open_copy(fresh_store, story.signed)
    store.write(lambda: plant_time.set_clock(LATER, 0, plant_time.real_now()))
    return story.permit()


def run(*arguments: str) -> Result:
    house = click.Group("house")
    register(house)
    return CliRunner().invoke(house, list(arguments))


def printed(package: Path) -> str:
    with zipfile.ZipFile(package) as archive:
        return words_of(archive.read(f"permit~{NUMBER}.pdf"))


def words_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_export_seals_writes_and_verifies(permit: Permit, tmp_path: Path) -> None:
    target = tmp_path / "package.zip"
    exported = run("export", "permit", NUMBER, "-o", str(target))
    assert exported.exit_code == 0, exported.output
    assert "最后封存块 1" in exported.output
    verified = run("verify", str(target), "--seal", exported.output.split("：")[-1].strip())
    assert (verified.exit_code, verified.output[:4]) == (0, "OK 主")
    assert run("verify", str(target), "--seal", "0" * 64).exit_code == 1
    assert run("seal").output == "没有新记录，不用封存。\n"
    assert list(tmp_path.glob("*.part")) == []


def test_unknown_number_is_refused_and_writes_nothing(fresh_store: str, tmp_path: Path) -> None:
    refused = run("export", "permit", "DH-1", "-o", str(tmp_path / "package.zip"))
    assert refused.exit_code == 1
    assert "没有编号为 DH-1 的记录。请核对编号。" in refused.output
    assert list(tmp_path.glob("package*")) == []


def test_a_lost_attachment_is_said_and_then_found_by_the_verifier(permit: Permit, tmp_path: Path) -> None:
    lost = Blob.select().where(Blob.type == "application/json").first().sha256
    store.write(lambda: Blob.delete().where(Blob.sha256 == lost).execute())
    exported = run("export", "permit", NUMBER, "-o", str(tmp_path / "package.zip"))
    assert f"附件 {lost} 已不在库里" in exported.output
    assert f"引用的文件不在包里，或内容已变：attachments/{lost}" in run("verify", str(tmp_path / "package.zip")).output


def test_the_form_shows_signers_stand_in_place_and_seal(permit: Permit, tmp_path: Path) -> None:
    written = export_matter(permit.subject, tmp_path / "package.zip", "https://anhao.example", LATER)
    words = printed(tmp_path / "package.zip")
    for expected in (
        NUMBER,
        "已批准",
        "更换腐蚀管段",
        "2026-11-25 08:30 至 2026-11-25 16:30",
        "顶班：代安全总监签，授权书 SQ-2026-07",
        "已在污水处理站现场",
        "第 1 页 / 共 3 页",
        f"封存块 1 · {written.seal.hash[:16]}",
        "没有外部锚定",
        "尚无记录",
    ):
        assert expected in words, expected


def test_the_same_record_prints_the_same_bytes(permit: Permit, tmp_path: Path) -> None:
    export_matter(permit.subject, tmp_path / "one.zip", "https://anhao.example", LATER)
    export_matter(permit.subject, tmp_path / "two.zip", "https://anhao.example", LATER)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_a_refusal_is_printed_with_its_reason_and_the_rest_stays_unsigned(fresh_store: str, tmp_path: Path) -> None:
    story.raise_permit()
    story.sign(story.waiting()[0], MORNING + timedelta(minutes=1))
    story.refuse(story.waiting()[0], "盲板清单与现场不符", MORNING + timedelta(minutes=2))
    export_matter(story.permit().subject, tmp_path / "package.zip", "https://anhao.example", LATER)
    words = printed(tmp_path / "package.zip")
    assert "已退回" in words and "退回：盲板清单与现场不符" in words
    by_chain = told(story.permit(), written(story.permit().subject))
    lines = list(opinions(by_chain, [], people_of(int(story.permit().rules), LATER)))
    assert [line.words for line in lines] == ["已确认。", "退回：盲板清单与现场不符", "未签", "未签"]


def test_people_are_named_as_the_package_says(permit: Permit, tmp_path: Path) -> None:
    export_matter(permit.subject, tmp_path / "package.zip", "https://anhao.example", LATER)
    with zipfile.ZipFile(tmp_path / "package.zip") as archive:
        people = json.loads(archive.read("people.json"))
        entries = archive.read(f"entries/permit~{NUMBER}.jsonl").decode()
    assert people["U04"]["name"] and people["U04"]["posts"] == ["安全管理部经理"]
    actors = [json.loads(line)["actor"] for line in entries.splitlines()]
    assert {actor["person"] for actor in actors if "person" in actor} <= people.keys()


def test_a_name_that_the_font_lacks_and_a_broken_signature_are_seen(permit: Permit) -> None:
    seal_all(LATER)
    record = signed_with(b"no picture", read(permit, people_of(int(permit.rules), LATER)))
    record = replace(record, facts={**record.facts, "part": "𠮷罐 <b>&"})
    words = words_of(permit_pdf(record, "https://anhao.example/p/1"))
    assert "[U+20BB7]罐 <b>&" in words
    assert "签名图打不开" in words


def signed_with(png: bytes, record: PermitRecord) -> PermitRecord:
    """The record with this picture as everybody's signature."""
    return replace(record, opinions=tuple(replace(each, png=png) for each in record.opinions))


def written_too(kind: str, data: dict[str, object]) -> None:
    """An act whose form is not played here: its line in the trail."""
    permit, actor = story.permit(), {"person": "U33", "post": "", "platform": "wecom", "account": "x"}
    store.write(lambda: ledger.append(lock(permit.subject_id), kind, LATER, actor=actor, data=data))


def test_who_joined_after_the_signatures_stands_among_the_workers(permit: Permit) -> None:
    work = permit.work.with_worker("U37", ["worker"])
    store.write(lambda: Permit.update(work=work).where(Permit.id == permit.id).execute())
    written_too("permit.worker_added", {"person": "U37", "roles": ["worker"]})
    seal_all(LATER)
    record = read(Permit.get_by_id(permit.id), people_of(int(permit.rules), LATER))
    assert "苑成蹊、苻长风（中途加入）" in words_of(permit_pdf(record, "https://anhao.example/p/1"))


def test_who_took_over_the_watch_stands_as_the_guardian_with_whom_he_replaced(permit: Permit) -> None:
    store.write(lambda: Permit.update(work=permit.work.guarded_by("U32")).where(Permit.id == permit.id).execute())
    written_too("permit.guardian_changed", {"from": "U30", "to": "U32"})
    seal_all(LATER)
    people = people_of(int(permit.rules), LATER)
    words = words_of(permit_pdf(read(Permit.get_by_id(permit.id), people), "https://anhao.example/p/1"))
    words = words.replace("\n", "")
    assert people["U32"]["name"] in words and f"，接替{people['U30']['name']}" in words


def test_the_layout_of_the_print_is_data(permit: Permit) -> None:
    seal_all(LATER)
    record = read(permit, people_of(int(permit.rules), LATER))
    words = words_of(permit_pdf(record, "https://anhao.example/p/1"))
    assert "动火方式" in words and "作业条件" in words
    own = Printed((Heading("trail", "记录在前"), Heading("opinions", "签字在后")), ())
    words = words_of(permit_pdf(replace(record, layout=own), "https://anhao.example/p/1"))
    assert words.index("记录在前") < words.index("签字在后")
    assert "安全措施" not in words.split("签字在后")[1]


def test_the_largest_signature_that_is_taken_is_on_paper(permit: Permit) -> None:
    largest = blank_png(MOST_PIXELS // 2_000, 2_000)
    seal_all(LATER)
    record = signed_with(largest, read(permit, people_of(int(permit.rules), LATER)))
    words = words_of(permit_pdf(record, "https://anhao.example/p/1"))
    assert "签名图打不开" not in words
