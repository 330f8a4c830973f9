"""Evidence that a hostile administrator can't bend quietly (issue 7, chapter 5): rows beside the chain, times, seals,
deleted rows, permits that can't be printed. Each test names its kind of fault in words of its own."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import story
from openpyxl import load_workbook
from packages import HAZARD, PERMIT, package_of
from pypdf import PdfReader
from stores import open_copy
from story import MORNING, NUMBER

from benchmarks.year import copies
from config.settings import Settings
from handlers.exports import BadScope, Scope
from handlers.permits.gas import samples
from handlers.permits.request import content
from handlers.permits.signing import signing
from models import ledger, seals, store
from models import permit as permits
from models.ask import Ask
from models.base import database
from models.blob import Blob
from models.chain import Broken
from models.delivery import Delivery, Rendition
from models.gas import GasTest
from models.ledger import Entry
from models.permit import Permit
from models.permit_work import Confirmed
from models.seals import seal_all, sealed, written
from models.subject import Subject, open_subject
from rules.gas import Reading
from workers.evidence import verify as verifier
from workers.evidence.export import export_matter
from workers.evidence.people import people_of
from workers.evidence.permits import recorder
from workers.evidence.permits.accident import console_points
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


@pytest.mark.parametrize("kind", BENT)
def test_a_row_that_says_otherwise_than_the_chain_is_shouted_on_the_accident_page(permit: Permit, kind: str) -> None:
    bend, words = BENT[kind]
    seal_all(LATER)
    store.write(bend)
    page = console_points(story.permit(), LATER)
    assert WRONG in page and words in page.replace(" ", "")


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
    store.write(bend_the_gas)
    assert WRONG in console_points(story.permit(), LATER)


def test_a_row_that_is_newer_than_the_last_seal_is_no_difference(permit: Permit) -> None:
    seal_all(LATER)
    store.write(lambda: test_of(Decimal(1), LATER))
    assert WRONG not in console_points(story.permit(), LATER)


def test_a_signature_whose_picture_was_exchanged_is_not_printed(permit: Permit, tmp_path: Path) -> None:
    store.write(lambda: Blob.update(data=b"another").where(Blob.type == "image/png").execute())
    assert "签名图被换过" in taken(tmp_path).paper


def measured_before() -> None:
    """The same permit by a house of before, which sealed less."""
    evidence, place = content.evidence, signing._place
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(content, "evidence", lambda *given: without(evidence(*given), "template", "ends_at"))
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
    """A house that writes any time it likes into entries and seals, as a forger's does, and as ours did."""
    for room in (ledger, seals):
        monkeypatch.setattr(room, "in_order", lambda now, *_: now)


OTHER = "FAIL permit/DH-20261125-0001 2 写入的时间与它所称的不符："


def test_an_entry_that_claims_to_be_older_than_the_one_before_it_is_found(as_it_likes: None, tmp_path: Path) -> None:
    write_at(MORNING, MORNING - timedelta(seconds=61))
    seal_all(LATER)
    assert verified(tmp_path) == OTHER + "比上一条早 61 秒"


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
    seal_fault = "FAIL seal 2 写入的时间与它所称的不符：比上一块早 90 秒"
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
    assert written.words == sentence
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
    "a cell of 500 letters that the fonts lack": (UYGHUR, "\u0626", "[U+0626]"),
    "emoji": ("🔥👩🏽\u200d🚒" * 60, "🔥", "[U+1F525]"),
    "50 line breaks": ("甪\n" * 50, "甪", "甪"),
    "a word of 3,000 letters": ("ж" * 3000, "ж", "ж"),
    "signs that nobody sees": ("一\x07二\u202e三", "\x07", "[U+0007]"),
}


@pytest.mark.parametrize("kind", HARD)
def test_rows_longer_than_a_page_are_split_and_what_the_fonts_lack_shows_its_code(permit: Permit, kind: str) -> None:
    text, sign, shown = HARD[kind]
    seal_all(LATER)
    record = read(permit, people_of(int(permit.rules), LATER))
    record = replace(
        record,
        facts={**record.facts, "project": text, "part": text},
        jsa=(replace(record.jsa[0], hazard=text), *record.jsa),
        measures=(replace(record.measures[0], text=text), *record.measures),
        opinions=tuple(replace(each, why=text) for each in record.opinions),
        on_site={"气体分析": text},
    )
    pages = PdfReader(io.BytesIO(permit_pdf(record, "https://anhao.example/p/1"))).pages
    words = "".join(page.extract_text() for page in pages).replace("\n", "")
    # Everything of it is there, down to the last sign, and what follows it as well.
    assert words.count(shown) == text.count(sign) * (5 + len(record.opinions))
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
