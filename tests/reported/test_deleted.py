"""What an administrator took out of the store by plain SQL, leaving seals and leaves alone: whole matters, the ends of
chains, the rules' chain, a hold; and an anchor that he invented. Each shows wherever somebody looks."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import packages
import pytest
import story
from click.testing import CliRunner
from pypdf import PdfReader
from stores import open_copy
from story import MORNING, NUMBER

from benchmarks.year import copies
from config.settings import Settings
from handlers import holds
from handlers.exports import BadScope, Scope
from models import blob, book, gaps, hold, matter, rulebook, store, vouched
from models.base import database
from models.hold import Hold
from models.ledger import Leaves, Seal
from models.matter import Matter
from models.permit import Permit
from models.rulebook import RuleVersion
from models.seals import seal_all
from models.subject import Subject, open_subject
from web import ops
from workers import watchman
from workers.backups import checks
from workers.backups.commands import backup_command, restore_command
from workers.evidence.export import export_matter
from workers.evidence.package import write_package
from workers.evidence.permits.accident import console_points, differences
from workers.evidence.verify import verify
from workers.exports.at_once import export_at_once

LATER = MORNING + timedelta(hours=1)
DAY = Scope(LATER.date(), LATER.date())
SUBJECTS = ("delivery", "ask", "gas_test", "entry", "permit", "findable")


def two_permits() -> None:
    """The story's permit, sealed; then a copy of it, most of which is sealed in a second seal."""
    story.signed()
    seal_all(LATER)
    copies(story.permit(), 1)
    seal_all(LATER)


@pytest.fixture
def house(store_url: str, tmp_path: Path) -> Iterator[Settings]:
    open_copy(store_url, two_permits)
    yield Settings(var=tmp_path, database=store_url)
    database.close()


def sql(*statements: str) -> None:
    for statement in statements:
        database.execute_sql(statement)


def other() -> Subject:
    found: Subject = Subject.select().where(Subject.key.startswith("permit/"), Subject.key != f"permit/{NUMBER}").get()
    return found


def delete_whole() -> None:
    """Nothing of the second permit is left."""
    mine = other().id
    asks = f"(SELECT id FROM ask WHERE subject_id = {mine})"
    sql(
        *(f"DELETE FROM {table} WHERE ask_id IN {asks}" for table in ("rendition", "delivery")),
        *(f"DELETE FROM {table} WHERE subject_id = {mine}" for table in ("ask", "entry", "permit")),
        f"DELETE FROM findable WHERE subject_id = {mine}",
        f"DELETE FROM subject WHERE id = {mine}",
    )


def cut_off(many: int = 3) -> None:
    """The story's permit loses its last entries, and its subject says so."""
    mine = story.permit().subject
    sql(f"DELETE FROM entry WHERE subject_id = {mine.id} AND seq > {mine.seq - many}")
    sql(
        f"UPDATE subject SET seq = seq - {many}, head = (SELECT hash FROM entry WHERE subject_id = {mine.id}"
        f" ORDER BY seq DESC LIMIT 1) WHERE id = {mine.id}"
    )


def gap_of(number: int, lacks: int) -> str:
    seal = Seal.get_by_id(number)
    return f"封存块 {number}（{seal.at:%Y-%m-%d %H:%M} 封存 {seal.size} 条）少了 {lacks} 条记录（哈希 "


@pytest.mark.both_stores
def test_a_whole_permit_that_was_deleted_is_missed_by_its_seal_and_an_honest_store_is_not_accused(
    house: Settings, tmp_path: Path
) -> None:
    assert gaps.counted() == gaps.compared() == list(gaps.faults()) == []
    Leaves.delete().where(Leaves.seal == 1).execute()
    assert gaps.compared() == list(gaps.faults()) == []
    lacks = other().seq
    delete_whole()
    words = gap_of(2, lacks)
    [gap] = gaps.counted()
    assert gap.words.startswith(words) and len(gap.leaves) == lacks and gaps.compared() == [gap]
    # The house says so by itself.
    faults = list(ops.faults_of(house, LATER))
    assert any(each.startswith(words) for each in faults)
    [trouble] = watchman._records(_HouseOf(house), LATER)
    assert words in trouble.words
    # The export of the day has the other permit, and says what is gone.
    target = tmp_path / "audit.zip"
    written = export_at_once(DAY, target, house, LATER, lambda *_: None)
    assert words in written.words
    with zipfile.ZipFile(target) as archive:
        for file in ("README.txt", "accident.html"):
            assert words in archive.read(file).decode()


class _HouseOf:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings


def test_a_period_whose_only_permit_was_deleted_does_not_say_that_there_was_none(house: Settings) -> None:
    Permit.update(starts_at=LATER + timedelta(days=90), ends_at=LATER + timedelta(days=90)).execute()
    sql(f"DELETE FROM entry WHERE subject_id = {story.permit().subject_id}")
    delete_whole()
    with pytest.raises(BadScope, match="少了"):
        export_at_once(DAY, house.var / "a.zip", house, LATER, lambda *_: None)


def test_a_backup_of_a_store_that_lacks_entries_is_not_restored_as_whole(
    house: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANHAO_VAR", str(tmp_path))
    monkeypatch.setenv("ANHAO_DATABASE_URL", house.database)
    run, file = CliRunner(), str(tmp_path / "b.zip")
    words = gap_of(2, other().seq)
    assert run.invoke(backup_command, [file]).exit_code == 0
    assert "没有问题" in run.invoke(restore_command, [file, "--replace"]).output
    delete_whole()
    assert run.invoke(backup_command, [str(tmp_path / "c.zip")]).exit_code == 0
    found = run.invoke(restore_command, [str(tmp_path / "c.zip"), "--replace"])
    assert found.exit_code and words in found.output and "没有问题" not in found.output


def test_the_cut_off_end_of_a_chain_is_named_by_its_seal_on_every_page_of_the_matter(
    house: Settings, tmp_path: Path
) -> None:
    cut_off()
    words = gap_of(1, 3)
    assert [gap.words.startswith(words) for gap in gaps.counted()] == [True]
    for page in (console_points(story.permit(), LATER), differences(story.permit(), LATER)):
        assert words in page and "也可能是本票最后一条以后的" in page
    path = tmp_path / "package.zip"
    written = export_matter(story.permit().subject, path, "https://anhao.example", LATER)
    assert words in written.words
    assert "注意 制作时封存块 1 少了 3 条记录" in verify(path)[1]
    with zipfile.ZipFile(path) as archive:
        pages = PdfReader(io.BytesIO(archive.read(f"permit~{NUMBER}.pdf"))).pages
        paper = "".join(page.extract_text() for page in pages).replace("\n", "")
        assert "封存过的记录少了" in paper and "少了 3 条记录" in paper
        assert words in archive.read("README.txt").decode() and words in archive.read("accident.html").decode()


def test_a_later_matter_is_not_suspected_of_what_an_earlier_seal_lacks(house: Settings, tmp_path: Path) -> None:
    cut_off()
    later = Permit.get(Permit.subject == other())
    assert differences(later, LATER).count("封存过的记录少了") == 0
    assert export_matter(other(), tmp_path / "p.zip", "https://anhao.example", LATER).words == ""


@pytest.mark.both_stores
def test_an_entry_in_the_place_of_one_that_is_gone_does_not_hide_it(house: Settings) -> None:
    delete_whole()
    mine, lacks = story.permit().subject, gaps.counted()[0].lacks
    junk = f"SELECT {mine.id}, seq + 900, kind, canonical, hash, recorded_at, 2, leaf FROM entry"
    sql(
        "INSERT INTO entry (subject_id, seq, kind, canonical, hash, recorded_at, seal_id, leaf)"
        f" {junk} WHERE subject_id = {mine.id} ORDER BY seq LIMIT {lacks}"
    )
    [gap] = gaps.compared()
    assert gaps.counted() == [gap]
    assert (gap.lacks, gap.foreign) == (lacks, lacks) and gap.words in list(gaps.faults())
    assert f"，多了 {lacks} 条它没有封存过的记录" in gap.words


def parked(many: int = 3) -> None:
    """The story's permit loses its last entries to another subject, which is as long as it should be."""
    mine, desk = story.permit().subject, open_subject("desk/U98", LATER)
    sql(
        f"UPDATE entry SET subject_id = {desk.id}, seq = seq - {mine.seq - many}"
        f" WHERE subject_id = {mine.id} AND seq > {mine.seq - many}",
        f"UPDATE subject SET seq = {many}, head = '{mine.head}' WHERE id = {desk.id}",
        f"UPDATE subject SET seq = seq - {many}, head = (SELECT hash FROM entry WHERE subject_id = {mine.id}"
        f" ORDER BY seq DESC LIMIT 1) WHERE id = {mine.id}",
    )


def parked_in_other_words() -> None:
    """And the rows say that they have always been of the other subject; their hashes stay."""
    parked()
    desk = Subject.get(Subject.key == "desk/U98").id
    sql(f"UPDATE entry SET canonical = REPLACE(canonical, 'permit/{NUMBER}', 'desk/U98') WHERE subject_id = {desk}")


def parked_under_its_own_name() -> None:
    """A second subject bears the permit's key, for which the rule that there is only one had to go."""
    parked()
    sql("DROP INDEX subject_key", f"UPDATE subject SET key = 'permit/{NUMBER}' WHERE key = 'desk/U98'")


PARKED: dict[str, tuple[Callable[[], None], str]] = {
    "under another subject": (parked, f"少了 3 条记录（其中 3 条挂在别的主体下，第一条是 {NUMBER} 第 "),
    "in other words": (parked_in_other_words, "少了 3 条记录（哈希 "),
}


@pytest.mark.both_stores
@pytest.mark.parametrize("way", PARKED)
def test_entries_that_were_moved_to_another_subject_are_missed_wherever_somebody_looks(
    house: Settings, tmp_path: Path, way: str
) -> None:
    bend, words = PARKED[way]
    store.write(bend)
    [gap] = gaps.counted()
    assert words in gap.words and gap.seal == 1 and gaps.compared() == [gap]
    assert gap.words in list(gaps.faults())
    assert any(gap.words in each for each in ops.faults_of(house, LATER))
    [trouble] = watchman._records(_HouseOf(house), LATER + timedelta(days=len(way)))
    assert gap.words in trouble.words
    for page in (console_points(story.permit(), LATER), differences(story.permit(), LATER)):
        assert gap.words in page
    path = tmp_path / "package.zip"
    assert gap.words in export_matter(story.permit().subject, path, "https://anhao.example", LATER).words
    assert "注意 制作时封存块 1 少了 3 条记录" in verify(path)[1]


def test_two_subjects_of_one_name_are_told(house: Settings) -> None:
    store.write(parked_under_its_own_name)
    assert f"不止一个主体叫 permit/{NUMBER}" in list(gaps.faults())


def test_a_house_of_many_seals_compares_the_newest_at_each_look_and_all_each_hour(
    house: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.write(parked)
    monkeypatch.setattr(gaps, "LOOKED_AT", 1)
    assert gaps.counted() == []
    assert [gap.seal for gap in gaps.counted(1)] == [1]
    assert [gap.seal for gap in gaps.compared()] == [1]


def test_entries_of_a_subject_that_is_gone_are_missed(house: Settings) -> None:
    with sqlite3.connect(house.database.removeprefix("sqlite:///")) as plain:
        plain.execute(f"DELETE FROM subject WHERE id = {other().id}")
    assert any("所属的主体不在库里了" in each for each in gaps.faults())


def test_a_seal_that_no_longer_knows_its_leaves_still_counts(house: Settings) -> None:
    lacks = other().seq
    delete_whole()
    Leaves.delete().execute()
    [gap] = gaps.compared()
    assert (gap.lacks, gap.leaves, gap.foreign) == (lacks, (), 0)
    assert gap.words.endswith(f"少了 {lacks} 条记录")


# The rules' own chain ------------------------------------------------------------------------------------------------


def another_name(*, digest: bool = True) -> str:
    """The signer U33 gets another name and a longer certificate, with the digest beside the data made to fit."""
    row = RuleVersion.get_by_id(1)
    data = json.loads(json.dumps(row.data))
    person = next(each for each in data["plant"]["people"] if each["id"] == "U33")
    person["name"] = "冒名者"
    fits = rulebook.digest(data) if digest else row.digest
    RuleVersion.set_by_id(1, {"data": data, "digest": fits})
    return fits


def forge_the_entry() -> None:
    old, new = RuleVersion.get_by_id(1).digest, another_name()
    sql(f"UPDATE entry SET canonical = replace(canonical, '{old}', '{new}') WHERE kind = 'rules.changed'")


def delete_the_entry() -> None:
    another_name()
    sql("DELETE FROM entry WHERE kind = 'rules.changed'", "UPDATE subject SET seq = 0 WHERE key = 'rules/plant'")


def delete_the_chain() -> None:
    delete_the_entry()
    sql("DELETE FROM subject WHERE key = 'rules/plant'")


def load_without_an_entry() -> None:
    kept = RuleVersion.get_by_id(1)
    data = json.loads(json.dumps(kept.data))
    next(each for each in data["plant"]["people"] if each["id"] == "U33")["name"] = "冒名者"
    RuleVersion.create(digest=rulebook.digest(data), data=data, holds_from=MORNING, loaded_at=MORNING)


def begin_later() -> None:
    RuleVersion.set_by_id(1, {"holds_from": LATER})


FORGED: dict[str, tuple[Callable[[], None], str]] = {
    "data and digest": (lambda: another_name() and None, "规则版本 1 的内容"),
    "the digest in the entry too": (forge_the_entry, "断了：第 1 条的内容被改过，与它的哈希不符"),
    "the entry deleted": (delete_the_entry, "没有这一版"),
    "the whole chain deleted": (delete_the_chain, "没有这一版"),
    "a version without an entry": (load_without_an_entry, "规则版本 2 的内容"),
    "a version that begins at another time": (begin_later, " 起」"),
}


def test_forged_names_and_certificates_are_told_wherever_they_stand(house: Settings) -> None:
    assert vouched.disputed() == vouched.faults() == []
    assert differences(story.permit(), LATER).strip() == ""
    for kind, (forge, words) in FORGED.items():
        with database.atomic() as bent:
            forge()
            for page in (console_points(story.permit(), LATER), differences(story.permit(), LATER)):
                assert "与封存链不一致" in page and words in page, kind
            assert any(words in each for each in ops.faults_of(house, LATER)), kind
            assert any(words in each for each in checks.faults()), kind
            bent.rollback()
    assert differences(story.permit(), LATER).strip() == ""


def test_a_package_says_that_names_and_certificates_are_forged(house: Settings, tmp_path: Path) -> None:
    forge, words = FORGED["a version without an entry"]
    forge()
    path = tmp_path / "package.zip"
    assert "人名、岗位和证书可能不是装载时的" in export_matter(story.permit().subject, path, "", LATER).words
    with zipfile.ZipFile(path) as archive:
        assert words in archive.read("README.txt").decode() and words in archive.read("accident.html").decode()


def test_data_that_do_not_have_the_digest_beside_them_are_told_by_every_process(house: Settings) -> None:
    assert differences(story.permit(), LATER).strip() == ""
    another_name(digest=False)
    assert [each for each in vouched.faults() if "规则版本 1 的内容" in each]
    book._build.cache_clear()  # as in a process that has not read them yet
    assert "规则版本 1 的内容" in differences(story.permit(), LATER)
    book._build.cache_clear()


# Legal hold ----------------------------------------------------------------------------------------------------------


def hold_of(permit: Permit) -> Matter:
    found = matter.of(permit.subject)
    assert found is not None
    return found


@pytest.mark.parametrize("way", ["row deleted", "another reason", "a row of its own"])
def test_a_hold_is_what_the_chain_says_whatever_its_row_does(house: Settings, way: str) -> None:
    permit = story.permit()
    if way != "a row of its own":
        store.write(lambda: holds.put(hold_of(permit), "事故调查 7 号", LATER))
        # Also what is not sealed yet.
        assert "冻结保全，任何清理都不会删它。原因：事故调查 7 号" in console_points(permit, LATER)
        seal_all(LATER)
    assert differences(permit, LATER).strip() == ""
    if way == "row deleted":
        sql("DELETE FROM hold")
    elif way == "another reason":
        sql("UPDATE hold SET reason = '没事'")
    else:
        Hold.create(subject=permit.subject, reason="没事", since=LATER)
    page = console_points(permit, LATER)
    assert "库里有 1 处与封存链不一致" in page and "冻结保全：链里" in page and hold.holds(permit.subject)
    assert ("原因：事故调查 7 号" in page) == (way != "a row of its own")
    store.write(lambda: holds.lift(hold_of(permit), "结案", LATER))
    assert not hold.holds(permit.subject) and differences(permit, LATER).strip() == ""
    assert "本票没有设冻结保全" in console_points(permit, LATER)


# Anchors -------------------------------------------------------------------------------------------------------------

CLAIM = "国家授时中心"


def with_files(**files: bytes) -> list[dict[str, Any]]:
    kept = {suffix: blob.keep(data, "application/json", LATER)["sha256"] for suffix, data in files.items()}
    return [{"way": "rfc3161", "authority": CLAIM, "files": kept}]


INVENTED: dict[str, Callable[[], Any]] = {
    "without files": lambda: with_files(),
    "with files that are gone": lambda: [{"way": "rfc3161", "authority": CLAIM, "files": {"tsr": "0" * 64}}],
    "with files that are no token": lambda: with_files(tsr=b"x", pem=b"y"),
    "with a receipt of another seal": lambda: with_files(json=b'{"hash": "00", "authority": "x"}'),
    "with a receipt that says less than the row": lambda: with_files(json=f'{{"hash": "{last().hash}"}}'.encode()),
    "in no shape at all": lambda: [{"authority": CLAIM}, CLAIM],
}


def last() -> Seal:
    found: Seal = Seal.select().order_by(Seal.number.desc()).get()
    return found


# Of these the printed form and the accident page are made too.
PRINTED = ("with files that are no token", "with a receipt that says less than the row")


def test_an_anchor_that_somebody_wrote_into_the_row_vouches_for_nothing(house: Settings, tmp_path: Path) -> None:
    for kind, invent in INVENTED.items():
        Seal.update(anchors=store.write(invent)).execute()
        said = [console_points(story.permit(), LATER), *packed(tmp_path / "package.zip", printed=kind in PRINTED)]
        assert not [words for words in said if CLAIM in words], kind
        if kind == "with a receipt that says less than the row":
            assert "企业链" in said[1]
        else:
            assert "有外部锚定，但文件不在、被换过或不是它的" in said[1] and "没有外部锚定" in said[1], kind


def packed(path: Path, *, printed: bool) -> list[str]:
    """What a package of the permit says: how to read it, and where it is printed the accident page and the form."""
    subject = story.permit().subject
    if printed:
        export_matter(subject, path, "", LATER)
    else:
        with path.open("wb") as file:
            write_package(file, [subject], {}, {}, LATER)
    with zipfile.ZipFile(path) as archive:
        names = ("README.txt", "accident.html") if printed else ("README.txt",)
        said = [archive.read(name).decode() for name in names]
        if printed:
            pages = PdfReader(archive.open(f"permit~{NUMBER}.pdf")).pages
            said.append("".join(each.extract_text() for each in pages))
    return said


def test_a_package_that_announces_an_anchor_which_it_lacks_is_not_sound(house: Settings, tmp_path: Path) -> None:
    """As an earlier version made it from such a row."""
    path = tmp_path / "package.zip"
    export_matter(story.permit().subject, path, "", LATER)
    parts = packages.apart(path.read_bytes())
    words = "本封存块已由国家授时中心出具时间戳或回执，随证据包附上，可离线核验。"
    parts["README.txt"] = parts["README.txt"].decode().replace("本封存块没有外部锚定", words).encode()
    sound, said = verify(packages.together(parts, path))
    assert not sound and "FAIL file README.txt 写着附有封存块 2 的时间戳或回执，包里没有" in said
