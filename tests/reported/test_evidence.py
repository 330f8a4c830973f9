"""Evidence that a hostile administrator can't bend quietly (issue 7, chapter 5): rows beside the chain, times, seals,
deleted rows, permits that can't be printed. Each test names its kind of fault in words of its own."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import rfc8785
import story
from gates import working
from openpyxl import load_workbook
from packages import HAZARD, PERMIT, package_of
from plant import Plant
from pypdf import PdfReader
from stores import open_copy
from story import MORNING, NUMBER

from benchmarks.year import copies
from config.settings import Settings
from handlers.exports import BadScope, Scope
from handlers.permits.gas import samples
from handlers.permits.request import content
from handlers.permits.signing import signing
from models import chain, gaps, ledger, seals, store
from models import permit as permits
from models.ask import Ask
from models.base import database
from models.blob import Blob
from models.chain import Broken
from models.delivery import Delivery, Rendition
from models.gas import GasTest
from models.ledger import Entry, Seal
from models.permit import Permit
from models.permit_asks import Sign
from models.permit_work import Confirmed, Signed
from models.seals import seal_all, sealed, written
from models.subject import Subject, open_subject
from rules.gas import Reading
from workers.evidence import verify as verifier
from workers.evidence.export import export_matter
from workers.evidence.package import write_package
from workers.evidence.people import people_of
from workers.evidence.permits import recorder
from workers.evidence.permits.accident import console_points, differences
from workers.evidence.permits.on_site import Act
from workers.evidence.permits.pdf import permit_pdf
from workers.evidence.permits.record import read
from workers.evidence.permits.recorder import RECORDER
from workers.evidence.verify import verify
from workers.exports.at_once import export_at_once

LATER = MORNING + timedelta(hours=1)
ANALYST = "U26"
WRONG = "与封存链不一致"


def measured() -> None:
    """The story's permit with all its signatures, and a gas test with far too much methane."""
    story.signed()
    store.write(lambda: test_of(Decimal(60), MORNING + timedelta(minutes=30)))


def test_of(value: Decimal, now: datetime) -> None:
    permit = permits.locked(story.permit().subject_id)
    reading = Reading(analyte="flammable", gas="甲烷", value=value, unit="%LEL", lel_pct=Decimal(5), point="")
    sampling = samples.Sampling("动火点", "便携式", "XP-302M 0017", date(2027, 3, 31), now, ANALYST)
    actor = {"person": ANALYST, "post": "analyst", "platform": "wecom", "account": "a"}
    samples.keep(permit, sampling, samples.judged(permit, [reading]), now, actor=actor, data={})


test_of.__test__ = False


@pytest.fixture
def permit(tmp_path: Path) -> Iterator[Permit]:
    open_copy(f"sqlite:///{tmp_path}/anhao.db", measured)
    yield story.permit()
    database.close()


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[None]:
    """An empty store."""
    open_copy(f"sqlite:///{tmp_path}/anhao.db")
    yield
    database.close()


@dataclass(frozen=True)
class Taken:
    """A package that was exported, as its readers see it."""

    path: Path
    paper: str
    page: str

    @property
    def sound(self) -> str:
        return verify(self.path)[1]


def taken(tmp_path: Path) -> Taken:
    path = tmp_path / "package.zip"
    export_matter(story.permit().subject, path, "https://anhao.example", LATER)
    with zipfile.ZipFile(path) as archive:
        pages = PdfReader(io.BytesIO(archive.read(f"permit~{NUMBER}.pdf"))).pages
        paper = "".join(page.extract_text() for page in pages).replace("\n", "").replace(" ", "")
        return Taken(path, paper, archive.read("accident.html").decode())


# Rows beside the chain ----------------------------------------------------------------------------------------------


def set_row(**changes: Any) -> Callable[[], None]:
    return lambda: Permit.set_by_id(story.permit().id, changes)


def form_with(**changes: Any) -> Callable[[], None]:
    return lambda: Permit.set_by_id(story.permit().id, {"form": story.permit().form.but(**changes)})


def bend_the_gas() -> None:
    test = GasTest.get(GasTest.permit == story.permit())
    good = [{**reading, "value": "0.6", "words": "0.6 %LEL"} for reading in test.readings]
    GasTest.set_by_id(test.id, {"readings": good, "ok": True, "words": "合格"})


def invent_a_test() -> None:
    kept = GasTest.get(GasTest.permit == story.permit()).__data__
    GasTest.create(**{**kept, "id": None, "ok": True, "sampled_at": LATER})


def remove_the_test() -> None:
    GasTest.delete().execute()


def signed_ask() -> Ask:
    ask: Ask = Ask.select().where(Ask.kind == "permit.sign", Ask.state == "done").order_by(Ask.id.desc()).first()
    return ask


def another_signer() -> None:
    Ask.set_by_id(signed_ask().id, {"person": "U33"})


def a_higher_post() -> None:
    ask = signed_ask()
    Ask.set_by_id(ask.id, {"data": {**ask.data, "post_name": "总经理"}})


def an_earlier_signature() -> None:
    ask = signed_ask()
    Ask.set_by_id(ask.id, {"answer": {**(ask.answer or {}), "at": "2026-11-25T07:00:00.000+08:00"}})


def remove_a_signature() -> None:
    ask = signed_ask()
    for table in (Rendition, Delivery, Ask):
        table.delete().where((table.id if table is Ask else table.ask) == ask.id).execute()


def unsign() -> None:
    Ask.set_by_id(signed_ask().id, {"state": "superseded"})


def other_measures() -> None:
    template = story.permit().template
    first, *others = template["measures"]
    changed = {**template, "measures": [{**first, "text": "随便"}, *others]}
    Permit.set_by_id(story.permit().id, {"template": changed})


def confirm_a_measure() -> None:
    permit = story.permit()
    confirmed = Confirmed(applies="yes", by="U30", at=LATER)
    work = permit.work.measure_confirmed(permit.template["measures"][0]["id"], confirmed)
    Permit.set_by_id(permit.id, {"work": work})


def lose_the_text_of_the_measures() -> None:
    Blob.update(data=b"{}").where(Blob.type == "application/json").execute()


def drop_a_stage() -> None:
    route = story.permit().route
    Permit.set_by_id(story.permit().id, {"route": {**route, "stages": route["stages"][:-1]}})


BENT: dict[str, tuple[Callable[[], None], str]] = {
    "a bad gas value made good": (bend_the_gas, "甲烷60%LEL不合格"),
    "a gas test that nobody took": (invent_a_test, "库里的行是「甲烷60%LEL合格」"),
    "a gas test taken away": (remove_the_test, "甲烷60%LEL不合格"),
    "a signature under another name": (another_signer, "库里的行是「U33（宓有方）已签"),
    "a signer with a higher post": (a_higher_post, "库里的行是「总经理」"),
    "a signature dated back": (an_earlier_signature, "11-2507:00:00"),
    "a signature's row taken away": (remove_a_signature, "库里的行是「没有」"),
    "a signature called not given": (unsign, "没签」"),
    "a measure in other words": (other_measures, "库里的行是「随便"),
    "the measures' text exchanged": (lose_the_text_of_the_measures, "文件不在了或被换过"),
    "a measure that nobody confirmed": (confirm_a_measure, "库里的行是「涉及U30（乐正迟）"),
    "a stage of the route left out": (drop_a_stage, "审签路线"),
    "a lower level": (set_row(level="second"), "定级：链里第1条是「first」，库里的行是「second」"),
    "another state": (set_row(state="cancelled"), "库里的行是「撤回」"),
    "a longer period": (set_row(ends_at=LATER + timedelta(days=1)), "作业结束"),
    "an earlier request": (set_row(requested_at=MORNING - timedelta(days=1)), "申请时间"),
    "another place": (form_with(part="别的地方"), "库里的行是「别的地方」"),
    "another guardian": (form_with(guardian="U32"), "表里的监护人"),
}


def test_a_row_that_says_otherwise_than_the_chain_is_shouted_on_the_accident_page(permit: Permit) -> None:
    seal_all(LATER)
    for kind, (bend, words) in BENT.items():
        with database.atomic() as bent:
            bend()
            page = console_points(story.permit(), LATER)
            assert WRONG in page and words in page.replace(" ", ""), kind
            bent.rollback()
    assert WRONG not in console_points(story.permit(), LATER)


def test_paper_page_and_index_print_what_the_chain_says_and_name_each_bent_row(permit: Permit, tmp_path: Path) -> None:
    for kind in ("a bad gas value made good", "another state", "another place", "a signature under another name"):
        store.write(BENT[kind][0])
    found = taken(tmp_path)
    assert found.sound.startswith("OK")
    for printed in (found.paper, found.page.replace(" ", "")):
        assert "库里有4处" + WRONG in printed
        assert "甲烷60%LEL不合格」，库里的行是「甲烷0.6%LEL合格" in printed
        # What the chain says is what is printed: the bad test is bad, the state is the one that was reached.
        assert "动火点甲烷60%LEL不合格" in printed or "<td>甲烷60%LEL</td>" in printed
        assert "已批准" in printed and "调节池东侧DN80回流管法兰" in printed
    assert "（4 处与链不符）" in RECORDER.pack(permit.subject, sealed(permit.subject), {}, "", True).line.state


def test_an_honest_permit_is_printed_without_a_mark_and_the_console_says_the_same(
    permit: Permit, tmp_path: Path
) -> None:
    found = taken(tmp_path)
    assert WRONG not in found.paper + found.page and "未入链" not in found.paper + found.page
    assert differences(story.permit(), LATER).strip() == ""
    store.write(bend_the_gas)
    rows = differences(story.permit(), LATER)
    assert WRONG in rows and "本页照库里的行列出" in rows and "甲烷 60 %LEL" in rows
    assert WRONG in console_points(story.permit(), LATER)


def test_a_row_that_is_newer_than_the_last_seal_is_no_difference(permit: Permit) -> None:
    seal_all(LATER)
    store.write(lambda: test_of(Decimal(1), LATER))
    assert WRONG not in console_points(story.permit(), LATER)


def test_a_signature_whose_picture_was_exchanged_is_not_printed(permit: Permit, tmp_path: Path) -> None:
    store.write(lambda: Blob.update(data=b"another").where(Blob.type == "image/png").execute())
    assert "签名图被换过" in taken(tmp_path).paper


def test_an_export_says_which_attachments_were_exchanged_or_are_gone(permit: Permit, tmp_path: Path) -> None:
    png, other = Blob.select().where(Blob.type == "image/png").order_by(Blob.sha256).limit(2)
    store.write(
        lambda: (Blob.update(data=b"another").where(Blob.sha256 == png.sha256).execute(), other.delete_instance())
    )
    written = export_matter(permit.subject, tmp_path / "package.zip", "https://anhao.example", LATER)
    assert (written.exchanged, written.missing) == ([png.sha256], [other.sha256])
    assert "有 1 个附件被换过，与封存的哈希不符" in written.words and "有 1 个附件已不在库里" in written.words
    for page in (console_points(story.permit(), LATER), differences(story.permit(), LATER)):
        assert f"图片 {png.sha256[:8]}" in page and "图片被换过：与封存的哈希不符" in page
        assert f"图片 {other.sha256[:8]}" in page and "图片不在了" in page


def measured_before() -> None:
    """The same permit by a house of before, which sealed less."""
    evidence, place = content.evidence, signing._place
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(content, "evidence", lambda *given: without(evidence(*given), "template", "ends_at"))
        patch.setattr(Sign, "evidence", lambda line: {})
        patch.setattr(signing, "_place", lambda ask: without(place(ask), "slot", "post_name", "for_post_name"))
        measured()


def without(data: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name not in names}


def test_what_the_chain_of_an_older_permit_does_not_hold_is_marked_where_it_stands(tmp_path: Path) -> None:
    open_copy(f"sqlite:///{tmp_path}/anhao.db", measured_before)
    found = taken(tmp_path)
    assert WRONG not in found.paper + found.page
    assert "（岗位名未入链）" in found.paper and "（岗位名未入链）" in found.page
    assert "未入链（封存链里没有，照库里的行印出，链不能证明它）：签字人的岗位名。" in found.paper
    # The text of the measures is proven by the rules, whose digest is sealed; another text is not.
    assert "原文未入链" not in found.paper
    store.write(other_measures)
    assert "安全措施（原文未入链）" in taken(tmp_path).paper
    database.close()


# What only the console shows -----------------------------------------------------------------------------------------


def answer_with(kind: str, **changes: Any) -> Callable[[], None]:
    def bend() -> None:
        ask = Ask.select().where(Ask.kind == kind, Ask.state == "done").order_by(Ask.id).first()
        Ask.set_by_id(ask.id, {"answer": {**ask.answer, **changes}})

    return bend


def ask_somebody() -> None:
    kept = signed_ask().__data__
    Ask.create(**{**kept, "id": None, "person": "U04"})


def watched_by_another() -> None:
    permit = Permit.get()
    Permit.set_by_id(permit.id, {"form": permit.form.but(guardian="U31"), "work": permit.work.without("guardian")})


def of_the_work(**changes: Any) -> Callable[[], None]:
    return lambda: Permit.set_by_id(Permit.get().id, changes) and None


def briefed_otherwise() -> None:
    permit = Permit.get()
    work = permit.work.briefing_given(Signed(by="U31", at=LATER, png="0" * 64))
    Permit.set_by_id(permit.id, {"work": work})


def card_delivered_at(moment: datetime) -> Callable[[], None]:
    return lambda: Delivery.update(delivered_at=moment).where(Delivery.form == "card").execute() and None


def other_text() -> None:
    Rendition.update(text="别的话").where(Rendition.delivery.is_null(False)).execute()


PNG = {"sha256": "0" * 64, "bytes": 1, "type": "image/png"}
ON_PAGE: dict[str, tuple[Callable[[], None], str]] = {
    "another start": (of_the_work(started_at=MORNING), "开工时间：链里第 "),
    "an end that nobody reported": (
        of_the_work(finished_at=LATER),
        "完工时间：链里是「没有」，库里的行是「2026-11-25 09:10:00」",
    ),
    "a closing that nobody saw": (of_the_work(closed_at=LATER), "关闭时间：链里是「没有」"),
    "a briefing under another hand": (answer_with("permit.brief", png=PNG), "签名 00000000」"),
    "a briefing at another time": (
        answer_with("permit.brief", at="2026-11-25T07:00:00.000+08:00"),
        "2026-11-25 07:00:00",
    ),
    "a check at another time": (
        answer_with("permit.foreman_check", at="2026-11-25T07:00:00.000+08:00"),
        "签字（现场验票）",
    ),
    "a briefing by another": (briefed_otherwise, "库里的行是「U31"),
    "a card that came earlier": (card_delivered_at(MORNING - timedelta(days=1)), "2026-11-24 08:10:00」"),
    "another text of a card": (other_text, "库里的行是「别的话」"),
    "another guardian": (watched_by_another, "谁在监护：链里是「U30（乐正迟）」，库里的行是「U31"),
    "a signature that was never asked for": (ask_somebody, "链里是「没有请过这个人」，库里的行是「U04"),
}


def test_what_only_the_console_shows_is_compared_with_the_chain_and_never_accuses_it(plant: Plant) -> None:
    permit = working(plant)
    seal_all(plant.now)
    assert differences(permit, plant.now).strip() == ""
    for kind, (bend, words) in ON_PAGE.items():
        with database.atomic() as bent:
            bend()
            page = differences(Permit.get(), plant.now)
            assert words in page, (kind, page)
            assert "链里是「U04" not in page and "链里是「U31" not in page, kind
            bent.rollback()


# Times --------------------------------------------------------------------------------------------------------------


def write_at(*moments: datetime, about: str = PERMIT) -> None:
    for moment in moments:
        store.write(lambda moment=moment: ledger.append(open_subject(about, moment), "k", moment, actor={}, data={}))


def verified(tmp_path: Path, *, seal: str | None = None) -> str:
    path = tmp_path / "package.zip"
    path.write_bytes(package_of(PERMIT))
    return verify(path, seal)[1]


def test_two_acts_that_overtake_each_other_in_the_queue_are_written_one_after_the_other(
    fresh: None, tmp_path: Path
) -> None:
    write_at(MORNING, MORNING - timedelta(milliseconds=17))
    first = seal_all(MORNING - timedelta(seconds=5))
    write_at(MORNING - timedelta(minutes=5))
    assert first is not None and first.at == MORNING
    lines = [each.line for each in written(Subject.get(Subject.key == PERMIT))]
    assert {line["recorded_at"] for line in lines} == {ledger.stamp(MORNING)}
    assert lines[1]["at"] == ledger.stamp(MORNING - timedelta(milliseconds=17))
    seal_all(MORNING)
    assert verified(tmp_path).startswith("OK") and "注意" not in verified(tmp_path)


def test_an_act_that_waited_long_for_its_turn_is_written_when_it_had_it(
    fresh: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "waited", lambda: 90)
    write_at(MORNING)
    [entry] = written(Subject.get(Subject.key == PERMIT))
    assert entry.line["recorded_at"] == ledger.stamp(MORNING + timedelta(seconds=90))


@pytest.fixture
def as_it_likes(fresh: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A house that writes any time it likes into entries and seals, as a forger's does, and as ours did; and that does
    not look at times before it exports."""
    for room in (ledger, seals):
        monkeypatch.setattr(room, "in_order", lambda now, *_: now)
    monkeypatch.setattr(chain, "TOLERANCE", timedelta(days=1))


OTHER = "FAIL permit/DH-20261125-0001 2 写入的时间与它所称的不符："


def test_an_entry_that_claims_to_be_older_than_the_one_before_it_is_found(as_it_likes: None, tmp_path: Path) -> None:
    write_at(MORNING, MORNING - timedelta(seconds=61))
    seal_all(LATER)
    assert verified(tmp_path) == OTHER + "比前面的记录早 61 秒"


def test_an_entry_that_claims_to_be_from_before_a_seal_that_did_not_have_it_is_found(
    as_it_likes: None, tmp_path: Path
) -> None:
    write_at(MORNING)
    seal_all(LATER)
    write_at(LATER - timedelta(seconds=300))
    seal_all(LATER + timedelta(minutes=10))
    assert verified(tmp_path) == OTHER + "比封存块 2 之前那一块早 300 秒"


def test_an_entry_from_after_its_own_seal_and_a_seal_from_before_the_last_are_found(
    as_it_likes: None, tmp_path: Path
) -> None:
    write_at(MORNING)
    seal_all(LATER)
    write_at(LATER)
    seal_all(LATER - timedelta(seconds=90))
    seal_fault = "FAIL seal 2 写入的时间与它所称的不符：比前面的封存块早 90 秒"
    assert verified(tmp_path).splitlines() == [OTHER + "比封存块 2 晚 90 秒", seal_fault]


def test_packages_of_before_that_run_back_a_little_are_sound_with_a_note(as_it_likes: None, tmp_path: Path) -> None:
    write_at(MORNING, MORNING - timedelta(milliseconds=17))
    seal_all(LATER)
    words = verified(tmp_path)
    assert words.startswith("OK") and "注意 有 1 处写入时间略有先后颠倒，最多 0.017 秒" in words


def test_what_a_full_seal_left_behind_may_be_older_than_it(
    as_it_likes: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifier, "FULL", 1)
    write_at(MORNING)
    seal_all(LATER)
    write_at(MORNING)
    seal_all(LATER)
    assert verified(tmp_path).startswith("OK")


def walked_back(first: datetime, steps: int) -> Seal:
    """So many seals, each of one entry of another matter and 59 s earlier than the one before. The last one."""
    for step in range(1, steps + 1):
        moment = first - timedelta(seconds=59) * step
        write_at(moment, about="desk/U97")
        last = seal_all(moment)
    assert last is not None
    return last


def test_seals_that_walk_back_in_small_steps_date_nothing_back(as_it_likes: None, tmp_path: Path) -> None:
    write_at(MORNING)
    auditors = seal_all(LATER)
    assert auditors is not None
    back = walked_back(LATER, 5).at
    write_at(back)
    seal_all(back)
    words = verified(tmp_path, seal=auditors.hash).splitlines()
    behind = [f"{59 * step} 秒" for step in (2, 3, 4, 5, 5)]
    seals_ = [f"FAIL seal {n} 写入的时间与它所称的不符：比前面的封存块早 {s}" for n, s in enumerate(behind, 3)]
    assert words == [OTHER + "比封存块 7 之前那一块早 295 秒", *seals_]


def test_entries_that_walk_back_in_small_steps_are_found(as_it_likes: None, tmp_path: Path) -> None:
    write_at(*(MORNING - timedelta(seconds=40) * step for step in range(4)))
    seal_all(MORNING)
    assert verified(tmp_path).splitlines() == [
        OTHER.replace(" 2 ", f" {seq} ") + f"比前面的记录早 {behind} 秒" for seq, behind in ((3, 80), (4, 120))
    ]


def test_a_house_whose_seals_walked_back_says_so_on_every_page_of_the_matter(
    fresh: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as forger:
        for room in (ledger, seals):
            forger.setattr(room, "in_order", lambda now, *_: now)
        write_at(MORNING)
        seal_all(LATER)
        back = walked_back(LATER, 5).at
        write_at(back)
        subject = Subject.get(Subject.key == PERMIT)
        with pytest.raises(Broken, match="第 2 条写入的时间与它所称的不符：比封存块 1 早，那一块里却没有它"):
            chain.unbroken(subject)
        seal_all(back)
        with pytest.raises(Broken, match="封存块 7 比封存块 1 早"):
            chain.unbroken(subject)
    assert [each for each in gaps.faults() if "封存块 7 被改过，或不接着前一块" in each]


def test_a_house_whose_entries_walked_back_says_so(fresh: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "in_order", lambda now, *_: now)
    write_at(*(MORNING - timedelta(seconds=40) * step for step in range(3)))
    with pytest.raises(Broken, match="第 3 条写入的时间与它所称的不符：比前面的记录早"):
        chain.unbroken(Subject.get(Subject.key == PERMIT))


# Seals --------------------------------------------------------------------------------------------------------------


def test_an_auditors_mailed_hash_is_of_use_however_many_seals_have_come_since(fresh: None, tmp_path: Path) -> None:
    write_at(MORNING)
    mailed = seal_all(MORNING)
    write_at(LATER, LATER)
    seal_all(LATER)
    write_at(LATER, about=HAZARD)
    newest = seal_all(LATER)
    assert mailed is not None and newest is not None
    words = "--seal 是封存块 1（共 3 块），2026-11-25T08:10:00.000+08:00 封存：它保证到那时为止的 1 条；"
    assert words + "之后封存的 2 条靠封存块 3" in verified(tmp_path, seal=mailed.hash)
    assert "它保证到那时为止的 3 条，包里没有更晚的记录" in verified(tmp_path, seal=newest.hash.upper())


def test_a_hash_of_a_later_seal_than_the_package_holds_asks_for_a_new_export(fresh: None, tmp_path: Path) -> None:
    write_at(MORNING)
    seal_all(MORNING)
    assert verified(tmp_path, seal="0" * 64).endswith("它不在这个包里：请重新导出")


# Deleted and moved rows ---------------------------------------------------------------------------------------------


def entry(seq: int, number: str = NUMBER) -> Entry:
    found: Entry = Entry.select().join(Subject).where(Subject.key == f"permit/{number}", Entry.seq == seq).get()
    return found


def delete(*seqs: int) -> None:
    for seq in seqs:
        Entry.delete().where(Entry.id == entry(seq).id).execute()


def delete_the_end() -> None:
    delete(last_seq(), last_seq() - 1)


def last_seq() -> int:
    return int(Subject.get(Subject.key == PERMIT).seq)


def swap() -> None:
    one, two = entry(2), entry(3)
    for seq, row in ((99, one), (2, two), (3, one)):
        Entry.set_by_id(row.id, {"seq": seq})


def rewrite(*, hashed: bool) -> Callable[[], None]:
    def change() -> None:
        row = entry(2)
        text = row.canonical.replace('"at":"2026', '"at":"2025')
        digest = ledger.entry_hash(text.encode()) if hashed else row.hash
        Entry.set_by_id(row.id, {"canonical": text, "hash": digest})

    return change


def swap_leaves() -> None:
    one, two = entry(2), entry(3)
    Entry.set_by_id(one.id, {"leaf": two.leaf})
    Entry.set_by_id(two.id, {"leaf": one.leaf})


TORN: dict[str, tuple[Callable[[], None], str]] = {
    "one row deleted": (lambda: delete(3), "第 3 条不在库里了"),
    "two rows deleted": (lambda: delete(3, 4), "第 3 条不在库里了（到第 4 条）"),
    "the first row deleted": (lambda: delete(1), "第 1 条不在库里了"),
    "the end deleted": (delete_the_end, "不在库里了"),
    "two rows in another order": (swap, "第 2 条的位置上是 permit/DH-20261125-0001 第 3 条，次序被换过"),
    "a row in other words": (rewrite(hashed=False), "第 2 条的内容被改过，与它的哈希不符"),
    "a row in other words with its hash": (rewrite(hashed=True), "第 3 条不接着第 2 条"),
    "two leaves in another order": (swap_leaves, "第 3 条的封存次序被换过"),
}


@pytest.mark.parametrize("kind", TORN)
def test_an_export_of_a_matter_with_a_torn_chain_ends_in_a_sentence_that_names_the_row(
    permit: Permit, tmp_path: Path, kind: str
) -> None:
    seal_all(LATER)
    tear, words = TORN[kind]
    store.write(tear)
    with pytest.raises(Broken) as said:
        export_matter(permit.subject, tmp_path / "package.zip", "https://anhao.example", LATER)
    assert str(said.value).startswith(f"{NUMBER} 的记录链断了：第") or kind == "the end deleted"
    assert words in str(said.value)
    assert not (tmp_path / "package.zip").exists()
    assert words in console_points(story.permit(), LATER)


def sealed_thrice() -> None:
    """The measured permit over three seals, each of which takes another gas test."""
    measured()
    for ten in (0, 1, 2):
        seal_all(LATER + timedelta(minutes=10 * ten))
        store.write(lambda ten=ten: test_of(Decimal(1), LATER + timedelta(minutes=10 * ten + 5)))
    seal_all(LATER + timedelta(minutes=30))


def rechained(change: Callable[[list[dict[str, Any]]], None], *, sealed_again: bool = False) -> Callable[[], None]:
    """The chain with other lines, all its hashes worked out anew, as by somebody who can write into the store."""

    def bend() -> None:
        rows = ledger.of_subject(story.permit().subject)
        lines = [json.loads(row.canonical) for row in rows]
        change(lines)
        head = "0" * 64
        for seq, (row, line) in enumerate(zip(rows, lines, strict=False), 1):
            canonical = rfc8785.dumps({**line, "seq": seq, "prev": head})
            if (head := ledger.entry_hash(canonical)) != row.hash:
                new = {"seal": None, "leaf": None} if sealed_again else {}
                changes = {"canonical": canonical.decode(), "hash": head, "kind": line["kind"], **new}
                Entry.set_by_id(row.id, changes)
        for row in rows[len(lines) :]:
            Entry.delete_by_id(row.id)
        Subject.set_by_id(story.permit().subject_id, {"seq": len(lines), "head": head})
        if sealed_again:
            seals._seal(LATER + timedelta(minutes=40))

    return bend


def other_values(lines: list[dict[str, Any]]) -> None:
    [first, *_] = [line for line in lines if line["kind"] == "permit.gas_tested"]
    first["data"] |= {"ok": True, "words": "合格"}


def dated_back(lines: list[dict[str, Any]]) -> None:
    [first, *_] = [line for line in lines if line["kind"] == "permit.gas_tested"]
    first["at"] = "2026-11-25T07:00:00.000+08:00"


def dropped(lines: list[dict[str, Any]]) -> None:
    lines.remove(next(line for line in lines if line["kind"] == "permit.gas_tested"))


def other_seal(number: int, *, hashed: bool = True, **changes: Any) -> Callable[[], None]:
    def bend() -> None:
        seal = Seal.get_by_id(number)
        canonical = rfc8785.dumps({**json.loads(seal.canonical), **changes})
        digest = seals.seal_hash(canonical) if hashed else seal.hash
        Seal.set_by_id(number, {"canonical": canonical.decode(), "hash": digest})
        if "at" in changes:
            Seal.set_by_id(number, {"at": datetime.fromisoformat(changes["at"])})

    return bend


def unmark() -> None:
    Entry.set_by_id(entry(3).id, {"seal": None, "leaf": None})


def delete_a_seal() -> None:
    database.execute_sql("PRAGMA defer_foreign_keys = ON")
    Seal.delete_by_id(2)


def lose_the_leaves() -> None:
    """And a row of another matter from the same tree, so that it can't be built again."""
    seals.Leaves.update(hashes=bytes(64)).execute()
    Entry.delete().where(Entry.subject != story.permit().subject_id).execute()


EARLIER = "2026-11-25T09:09:00.000+08:00"
RESEALED: dict[str, tuple[Callable[[], None], str]] = {
    "an entry in other words, rechained": (rechained(other_values), "条不在封存块 1 封存时的位置上"),
    "an entry dated back, rechained": (rechained(dated_back), "条不在封存块 1 封存时的位置上"),
    "an entry dropped, rechained": (rechained(dropped), "条不在封存块 1 封存时的位置上"),
    "an entry in other words, sealed again": (
        rechained(other_values, sealed_again=True),
        "比封存块 4 早，那一块里却没有它",
    ),
    "another kind in the row": (
        lambda: Entry.set_by_id(entry(3).id, {"kind": "k"}) and None,
        "第 3 条的行写的是另一种记录",
    ),
    "a mark taken away": (unmark, "第 3 条的封存标记没有了"),
    "leaves in other words": (lose_the_leaves, "走不到它的根"),
    "a seal in other words": (other_seal(2, at=EARLIER, hashed=False), "封存块 2 的内容被改过，与它的哈希不符"),
    "a seal dated back": (other_seal(2, at=EARLIER), "封存块 3 不接着封存块 2"),
    "a seal dated back in its row": (
        lambda: Seal.set_by_id(2, {"at": LATER}) and None,
        "封存块 2 的行与它封存的内容不符",
    ),
    "a seal with another seal before": (other_seal(2, prev="0" * 64), "封存块 2 不接着封存块 1"),
    "a seal deleted": (delete_a_seal, "封存块 2 不在库里了"),
}


def test_a_chain_that_is_not_what_was_sealed_is_shouted_by_every_reader(tmp_path: Path) -> None:
    open_copy(f"sqlite:///{tmp_path}/anhao.db", sealed_thrice)
    permit, later = story.permit(), LATER + timedelta(hours=1)
    assert len(chain.unbroken(permit.subject)) == permit.subject.seq
    for kind, (bend, words) in RESEALED.items():
        with database.atomic() as bent:
            bend()
            with pytest.raises(Broken) as said:
                chain.unbroken(permit.subject)
            for reader in (console_points, differences):
                page = reader(story.permit(), later)
                assert "的记录链断了" in page and "未被改动" not in page, kind
                assert words in page, (kind, page)
            assert words in str(said.value), kind
            bent.rollback()
    assert "能证明记录自封存后未被改动" in console_points(story.permit(), later)
    store.write(other_seal(2, at=EARLIER))
    other = open_subject("permit/DH-20261125-0099", later)
    store.write(lambda: ledger.append(other, "permit.noted", later, actor={}, data={}))
    seal_all(later)
    with (tmp_path / "another.zip").open("wb") as file:
        written = write_package(file, [other], {}, {}, later)
    assert "封存块 3 被改过，或不接着前一块" in written.words
    with pytest.raises(Broken, match="封存块 3 不接着封存块 2"):
        export_matter(permit.subject, tmp_path / "package.zip", "https://anhao.example", later)
    database.close()


def test_the_rest_of_a_year_is_exported_and_says_what_was_left_out(permit: Permit, tmp_path: Path) -> None:
    """All of them rest in one seal: the proofs of the others do not need the row that is gone."""
    copies(permit, 2)
    seal_all(LATER)
    store.write(lambda: delete(5))
    day = LATER.date()
    target = tmp_path / "audit.zip"
    settings = Settings(var=tmp_path)
    written = export_at_once(Scope(day, day), target, settings, LATER, lambda *_: None)
    sentence = f"没有导出：{NUMBER} 的记录链断了：第 5 条不在库里了。"
    assert written.words.startswith(sentence) and "少了 1 条记录" in written.words
    assert verify(target)[1].startswith("OK 主体 2 ")
    with zipfile.ZipFile(target) as archive:
        assert sentence in archive.read("README.txt").decode()
        assert sentence in archive.read("accident.html").decode()
        rows = list(load_workbook(io.BytesIO(archive.read("index.xlsx")))["目录"].values)
    [line] = [row for row in rows if row[0] == NUMBER]
    assert "第 5 条不在库里了" in line[4] and line[8] == "没有导出"


def move_it_into_another_year() -> None:
    Permit.set_by_id(story.permit().id, {"starts_at": LATER.replace(year=2027), "ends_at": LATER.replace(year=2027)})


def delete_the_permit() -> None:
    GasTest.delete().execute()
    Permit.delete().where(Permit.number == NUMBER).execute()


@pytest.mark.parametrize("hide", [move_it_into_another_year, delete_the_permit])
def test_a_permit_whose_row_was_moved_or_deleted_is_still_in_the_export_of_its_day(
    permit: Permit, tmp_path: Path, hide: Callable[[], None]
) -> None:
    store.write(hide)
    target, day = tmp_path / "audit.zip", LATER.date()
    export_at_once(Scope(day, day), target, Settings(var=tmp_path), LATER, lambda *_: None)
    assert verify(target)[1].startswith("OK 主体 1 ")
    with zipfile.ZipFile(target) as archive:
        [line] = list(load_workbook(io.BytesIO(archive.read("index.xlsx")))["目录"].values)[1:]
    assert line[0] == NUMBER and ("与链不符" in line[8] or line[8] == "库里的票不在了，链还在")


def test_a_period_in_which_nothing_is_whole_says_so(permit: Permit, tmp_path: Path) -> None:
    store.write(lambda: delete(5))
    day = LATER.date()
    with pytest.raises(BadScope, match="第 5 条不在库里了"):
        export_at_once(Scope(day, day), tmp_path / "a.zip", Settings(var=tmp_path), LATER, lambda *_: None)


# What can't be printed ----------------------------------------------------------------------------------------------

UYGHUR = "\u0626\u06c7\u064a\u063a\u06c7\u0631 " * 80
# What somebody types, one sign of it, and how that is printed.
HARD = {
    "a cell of 500 Uyghur letters": (UYGHUR, "\u0626", "\u0626"),
    "emoji": ("🔥👩🏽\u200d🚒" * 60, "🔥", "[U+1F525]"),
    "50 line breaks": ("甪\n" * 50, "甪", "甪"),
    "a word of 3,000 letters": ("ж" * 3000, "ж", "ж"),
    "signs that nobody sees": ("一\x07二\u202e三", "\x07", "[U+0007]"),
}


def test_rows_longer_than_a_page_are_split_and_what_the_fonts_lack_shows_its_code(permit: Permit) -> None:
    text = "\n".join(typed for typed, _, _ in HARD.values())
    seal_all(LATER)
    record = read(permit, people_of(int(permit.rules), LATER))
    record = replace(
        record,
        facts={**record.facts, "project": text, "part": text},
        jsa=(replace(record.jsa[0], hazard=text), *record.jsa),
        measures=(replace(record.measures[0], text=text), *record.measures),
        opinions=tuple(replace(each, why=text) for each in record.opinions),
        on_site={"气体分析": (Act(text),)},
    )
    pages = PdfReader(io.BytesIO(permit_pdf(record, "https://anhao.example/p/1"))).pages
    words = "".join(page.extract_text() for page in pages).replace("\n", "")
    # Everything of it is there, down to the last sign, and what follows it as well.
    for kind, (_, sign, shown) in HARD.items():
        assert words.count(shown) == text.count(sign) * (5 + len(record.opinions)), kind
    assert "校验值" in words


def test_the_rows_of_an_ordinary_permit_stay_whole(permit: Permit) -> None:
    seal_all(LATER)
    record = read(permit, people_of(int(permit.rules), LATER))
    assert len(PdfReader(io.BytesIO(permit_pdf(record, "https://anhao.example/p/1"))).pages) == 3


@pytest.mark.parametrize("broken", ["permit_pdf", "accident_page", "read"])
def test_a_sheet_that_still_fails_is_replaced_by_a_plain_one_and_the_year_goes_on(
    permit: Permit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise ValueError("no way to draw this")

    copies(permit, 1)
    monkeypatch.setattr(recorder, broken, fails)
    target = tmp_path / "audit.zip"
    export_at_once(Scope(LATER.date(), LATER.date()), target, Settings(var=tmp_path), LATER, lambda *_: None)
    assert verify(target)[1].startswith("OK 主体 2 ")
    with zipfile.ZipFile(target) as archive:
        paper = PdfReader(io.BytesIO(archive.read(f"permit~{NUMBER}.pdf"))).pages[0].extract_text()
        page = archive.read(f"accident/permit~{NUMBER}.html").decode()
    assert ("没能排成表格" in paper) == (broken != "accident_page") and NUMBER in paper
    assert ("没能整理出来" in page) == (broken != "permit_pdf") and NUMBER in page
