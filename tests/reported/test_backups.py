"""Chapter 8, a store that is kept: a backup of either store, taken while people work, comes back on either, with every
chain as it was; what is torn, altered, newer or in the way is refused in words and changes nothing."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import sqlite3
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import click
import pytest
import story
from click.testing import CliRunner, Result
from databases import empty_database
from kept_stores import box, opening
from peewee import fn
from playhouse.migrations import Runner
from stores import open_copy
from story import MORNING

from config.root import ROOT
from config.settings import Settings
from models import copied, ledger, meter, plant_time, store
from models.base import database
from models.blob import Blob
from models.findable import BELOW
from models.ledger import Entry
from models.meter import Heartbeat
from models.seals import seal_all
from models.subject import Counter, Subject, open_subject
from tests.docs.pages import chapter
from workers import start
from workers.backups import checks, package, upgrading
from workers.backups.commands import register
from workers.preparation import WrongStore, prepare_store

Run = Callable[..., Result]
KINDS = ("sqlite", "postgres")
YESTERDAY = "0006_site_codes"


def signed_and_sealed() -> None:
    story.signed()
    seal_all(MORNING + timedelta(hours=1))


def asked_for() -> None:
    story.raise_permit()


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Types a command of the house whose store is at `url`."""
    cli = click.Group()
    register(cli)

    def typed(url: str, *words: str) -> Result:
        monkeypatch.setenv("ANHAO_VAR", str(tmp_path))
        monkeypatch.setenv("ANHAO_DATABASE_URL", url)
        database.close()
        store.open_store(url)
        return CliRunner().invoke(cli, words)

    yield typed
    database.close()


@contextmanager
def stores(postgres: str, folder: Path, kind: str) -> Iterator[tuple[str, str]]:
    """A store of this kind with a permit in it, and an empty one of the other kind."""
    with empty_database(postgres) as server:
        file = f"sqlite:///{folder}/a/anhao.db"
        full, empty = (file, server) if kind == "sqlite" else (server, file)
        open_copy(full, signed_and_sealed)
        yield full, empty
        database.close()


def content() -> dict[str, Any]:
    """Everything that the open store holds, as its own models read it, without what it says of its own restore."""
    rows = Entry.select().join(Subject).where(Subject.key != "desk/house").order_by(Entry.id)
    chains = [(row.subject_id, row.seq, row.canonical, row.hash, row.leaf) for row in rows]
    return {
        "rows": {name: counted(name) for name in tables()},
        "chains": chains,
        "pictures": sorted((row.sha256, bytes(row.data)) for row in Blob.select()),
        "permit": {name: getattr(story.permit(), name) for name in ("number", "form", "route", "reasons", "work")},
    }


def counted(table: str) -> int:
    """How many rows of a table are not about the house itself."""
    count = f"SELECT count(*) FROM {table}"
    house, asks = "(SELECT id FROM subject WHERE key = 'desk/house')", "(SELECT id FROM ask WHERE subject_id IN {})"
    without = {
        "subject": f"id NOT IN {house}",
        **dict.fromkeys(("ask", "entry"), f"subject_id NOT IN {house}"),
        **dict.fromkeys(("delivery", "rendition"), f"ask_id NOT IN {asks.format(house)}"),
    }
    where = f" WHERE {without[table]}" if table in without else ""
    return int(database.execute_sql(count + where).fetchone()[0])


def tables() -> list[str]:
    """Those that a backup must bring back row by row; the search's are made again."""
    return sorted(name for name in copied.tables() if name not in (copied.HISTORY, "heartbeat", "counter"))


@pytest.mark.parametrize("kind", KINDS)
def test_a_backup_taken_while_people_work_comes_back_on_the_other_store_with_every_chain(
    postgres: str, tmp_path: Path, run: Run, kind: str
) -> None:
    file = tmp_path / "backup.zip"
    with stores(postgres, tmp_path, kind) as (full, empty):
        before = content()
        with somebody_writing():
            said = flask(tmp_path, full, "backup", str(file))
        digest = said.split("SHA-256 ")[1].split("：")[0]
        assert file.stat().st_mode & 0o777 == 0o600
        assert [left.name for left in tmp_path.glob(".*")] == []
        back = run(empty, "restore", str(file), "--sha256", digest)
        assert back.exit_code == 0 and "每条记录链" in back.output, back.output
        store.open_store(empty)
        after = content()
        assert after["chains"][: len(before["chains"])] == before["chains"]
        assert len(after["chains"]) > len(before["chains"])
        kept = ("pictures", "permit")
        assert {part: after[part] for part in kept} == {part: before[part] for part in kept}
        rows = json.loads(zipfile.ZipFile(file).read("manifest.json"))["rows"]
        assert after["rows"] == {name: rows[name] for name in after["rows"]}
        copied_rows = Subject.select(fn.MAX(Subject.id)).where(Subject.key != "desk/house")
        assert Counter.get_by_id(BELOW).value > copied_rows.scalar()
        assert list(checks.faults()) == [] and store.pending_migrations() == []
        newest = Subject.select(fn.MAX(Subject.id)).scalar()
        assert store.write(lambda: open_subject("desk/next", MORNING)).id > newest


def flask(var: Path, url: str, *words: str) -> str:
    """Runs a command of the house on the store at `url` and gives what it printed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ANHAO_")}
    own = {**kept, "ANHAO_VAR": str(var), "ANHAO_DATABASE_URL": url}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
    return subprocess.run(command, cwd=ROOT, env=own, capture_output=True, text=True, check=True).stdout


@contextmanager
def somebody_writing() -> Iterator[None]:
    """Somebody writes entry after entry into the open store until the block ends."""
    over, begun = threading.Event(), threading.Event()

    def work() -> None:
        for number in count():
            store.write(lambda key=f"desk/{number % 7}": write_down(key))
            begun.set()
            if over.wait(0.1):
                database.close()
                return

    writing = threading.Thread(target=work)
    writing.start()
    try:
        assert begun.wait(10)
        yield
    finally:
        over.set()
        writing.join()


def write_down(key: str) -> None:
    actor = {"person": "U33", "post": "", "platform": "wecom", "account": "a"}
    ledger.append(open_subject(key, MORNING), "note", MORNING + timedelta(hours=2), actor=actor, data={"text": key})


@pytest.fixture
def backup(tmp_path: Path, run: Run) -> Path:
    """A backup of a store with a permit, and nothing else in its folder."""
    open_copy(f"sqlite:///{tmp_path}/from/anhao.db", signed_and_sealed)
    file = tmp_path / "backup.zip"
    assert run(f"sqlite:///{tmp_path}/from/anhao.db", "backup", str(file)).exit_code == 0
    return file


def rewritten(backup: Path, change: Callable[[Path, dict[str, Any]], None]) -> None:
    """Changes what is in a backup: its store's file, its manifest."""
    folder = backup.parent / "inside"
    with zipfile.ZipFile(backup) as box:
        box.extractall(folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    change(folder / "store.db", manifest)
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with zipfile.ZipFile(backup, "w") as box:
        for name in ("store.db", "manifest.json"):
            box.write(folder / name, name)


def edited(file: Path, manifest: dict[str, Any]) -> None:
    with closing(sqlite3.connect(file)) as inside, inside:
        inside.execute("UPDATE entry SET canonical = canonical || ' ' WHERE id = 1")


def edited_and_hashed(file: Path, manifest: dict[str, Any]) -> None:
    edited(file, manifest)
    manifest |= {"sha256": hashlib.sha256(file.read_bytes()).hexdigest(), "bytes": file.stat().st_size}


def of_tomorrow(file: Path, manifest: dict[str, Any]) -> None:
    manifest["migrations"].append("9999_tomorrow")


def cut_short(backup: Path) -> None:
    backup.write_bytes(backup.read_bytes()[:-900])


REFUSED: dict[str, tuple[Callable[[Path], None], tuple[str, ...], str]] = {
    "torn": (cut_short, (), "备份不完整，或不是安好的备份"),
    "altered": (partial(rewritten, change=edited), (), "内容与它自己写的哈希不符"),
    "altered with its hash": (partial(rewritten, change=edited_and_hashed), (), "第 1 条的内容被改过"),
    "newer": (partial(rewritten, change=of_tomorrow), (), "备份比这个程序新"),
    "another one": (lambda _: None, ("--sha256", "0" * 64), "这份备份不是那一份"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_backup_that_can_not_be_trusted_is_refused_in_words_and_changes_nothing(
    tmp_path: Path, run: Run, backup: Path, case: str
) -> None:
    change, more, words = REFUSED[case]
    change(backup)
    target = tmp_path / "to" / "anhao.db"
    answer = run(f"sqlite:///{target}", "restore", str(backup), *more)
    assert answer.exit_code == 1 and words in answer.output, answer.output
    assert not target.exists() and not list(target.parent.glob("*"))
    if case == "altered with its hash":
        answer = run(f"sqlite:///{target}", "restore", str(backup), "--torn")
        assert answer.exit_code == 1 and "已恢复到" in answer.output and target.exists()


def test_a_store_with_something_in_it_is_replaced_only_when_told_and_kept_aside(
    tmp_path: Path, run: Run, backup: Path, postgres_url: str
) -> None:
    for url in (f"sqlite:///{tmp_path}/to/anhao.db", postgres_url):
        open_copy(url, asked_for)
        refused = run(url, "restore", str(backup))
        assert refused.exit_code == 1 and "库里已经有东西，没有恢复" in refused.output
        assert story.permit().state == "signing"
        done = run(url, "restore", str(backup), "--replace")
        assert done.exit_code == 0, done.output
        assert story.permit().state != "signing"
        aside = Path(done.output.split("原来的另存在 ")[1].split("\n")[0])
        assert aside.stat().st_size


def test_a_house_that_runs_is_not_restored_under_its_feet(tmp_path: Path, run: Run, backup: Path) -> None:
    url = f"sqlite:///{tmp_path}/to/anhao.db"
    open_copy(url)
    store.write(lambda: meter.beat("clock@here:1f0a/1", plant_time.real_now()))
    answer = run(url, "restore", str(backup))
    assert answer.exit_code == 1 and "服务还开着，没有恢复" in answer.output and "clock@here" in answer.output
    store.write(lambda: meter.leave("clock@here:1f0a/1"))
    house = start.only_one(tmp_path)
    assert "服务还开着，没有恢复" in run(url, "restore", str(backup)).output
    house.close()
    assert run(url, "restore", str(backup)).exit_code == 0
    assert not Heartbeat.select().exists()


def test_no_secret_is_in_a_backup_and_an_empty_store_has_none(tmp_path: Path, run: Run, backup: Path) -> None:
    with zipfile.ZipFile(backup) as box:
        assert sorted(box.namelist()) == ["manifest.json", "store.db"]
    none = run(f"sqlite:///{tmp_path}/none/anhao.db", "backup", str(tmp_path / "none.zip"))
    assert none.exit_code == 1 and "还是空的" in none.output
    assert not list((tmp_path / "none").iterdir()) and not (tmp_path / "none.zip").exists()


@pytest.mark.both_stores
def test_a_store_is_kept_before_its_tables_change_and_not_changed_where_it_can_not_be_kept(
    tmp_path: Path, store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, backups = Settings(database_url=store_url, var=tmp_path / "var"), tmp_path / "var" / "backups"
    backups.mkdir(parents=True)
    earlier = [backups / f"before-upgrade-2026010{day}-000000.zip" for day in (1, 2, 3)]
    for file in earlier:
        file.touch()
    store.open_store(store_url)
    store.make()
    Runner(database.obj, str(store.MIGRATIONS)).up(YESTERDAY)
    with monkeypatch.context() as today:
        today.setattr(package, "write", full_disk)
        with pytest.raises(WrongStore, match=r"升级前的备份写不下，没有升级：.*磁盘满了"):
            prepare_store(settings)
    assert YESTERDAY in copied.applied() and store.pending_migrations()
    assert "升级前的存储留了一份" in prepare_store(settings)[0]
    assert store.pending_migrations() == [] and upgrading.keep_copy(settings, MORNING) is None
    *kept, newest = sorted(backups.iterdir())
    assert kept == earlier[1:]
    assert json.loads(zipfile.ZipFile(newest).read("manifest.json"))["migrations"][-1] == YESTERDAY
    database.close()


def test_migrate_keeps_the_store_too_or_changes_nothing(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path}/house/anhao.db"
    store.open_store(url)
    store.make()
    Runner(database.obj, str(store.MIGRATIONS)).up(YESTERDAY)
    with monkeypatch.context() as today:
        today.setattr(package, "write", full_disk)
        short = run(url, "migrate")
    assert short.exit_code == 1 and "磁盘满了" in short.output and "--no-copy" in short.output
    assert store.pending_migrations()
    done = run(url, "migrate")
    assert "升级前的存储另存在" in done.output and "数据表已更新" in done.output
    assert len(list((tmp_path / "backups").iterdir())) == 1
    assert run(url, "migrate").output == "数据表已是最新\n" and len(list((tmp_path / "backups").iterdir())) == 1


def full_disk(target: Path, real: datetime) -> None:
    raise OSError(errno.ENOSPC, "No space left on device", str(target))


@pytest.mark.parametrize("kind", KINDS)
def test_an_upgrade_and_the_way_back_go_as_the_page_says(
    postgres_url: str, tmp_path: Path, run: Run, kind: str
) -> None:
    """The page's own commands, in its order, in a house that an earlier version has left; then people go on."""
    upgrade, back = (chapter("docs/upgrade.md", heading) for heading in ("## Several machines", "## Going back"))
    typed = re.findall(r"`flask --app wsgi (\w+)([^`]*)`", upgrade + back)
    assert [name for name, _ in typed] == ["backup", "migrate", "restore", "export"]
    url = postgres_url if kind == "postgres" else f"sqlite:///{tmp_path}/anhao.db"
    box.unpack(opening.file_of(opening.YESTERDAY, kind), tmp_path / "earlier")
    box.put_store(tmp_path / "earlier", url)
    store.open_store(url)
    before, tables_before = written(), copied.applied()
    hidden = {"/srv/backup": str(tmp_path), "HASH": ""}
    said = {}
    for name, words in typed[:3]:
        for shown, real in hidden.items():
            words = words.replace(shown, real)
        answer = run(url, name, *words.split())
        assert answer.exit_code == 0, answer.output
        said[name] = answer.output
        if name == "backup":
            hidden["HASH"] = answer.output.split("SHA-256 ")[1].split("：")[0]
        if name == "migrate":
            assert "数据表已更新" in answer.output and store.pending_migrations() == []
            store.write(lambda: write_down("desk/after the upgrade"))
            assert written().items() > before.items()
    # What the earlier program finds in the backup is what it left there.
    [file] = tmp_path.glob("*.zip")
    assert json.loads(zipfile.ZipFile(file).read("manifest.json"))["migrations"] == tables_before
    assert "每条记录链、每个封存块、每份附件都核对过" in said["restore"]
    after = written()
    assert after.items() >= before.items() and not Subject.select().where(Subject.key == "desk/after the upgrade")
    assert "数据表已是最新" in run(url, "migrate").output and "数据表已是最新" in back
    assert Path(said["restore"].split("原来的另存在 ")[1].split("\n")[0]).stat().st_size


def written() -> dict[int, Any]:
    """Every entry of the open store, of whatever version it is."""
    return {key: line for key, *line in database.execute_sql("SELECT id, canonical, hash FROM entry").fetchall()}
