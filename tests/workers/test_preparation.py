"""A store is the demo's or it is real work's: whoever starts the other one on it is told so, and nothing is touched."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from unittest import mock

import click
import pytest
from click.testing import CliRunner
from plant import settings_for

from config.settings import Settings
from handlers import alerts, asks, not_taken
from handlers.asks import Wanted
from models import plant_time, store
from models.ask import Ask
from models.base import database
from models.house_asks import Alert
from models.subject import desk
from web.ops import faults_of
from workers import afresh, commands, start
from workers.preparation import prepare_store
from workers.scenarios import stagehand
from workers.scenarios.stagehand import Stagehand

SIMULATOR = "http://127.0.0.1:8100"


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Settings]:
    url = f"sqlite:///{tmp_path / 'anhao.db'}"
    yield settings_for(SIMULATOR, "http://127.0.0.1:8000", url, "redis://127.0.0.1:1", tmp_path)
    database.close()


@pytest.fixture
def real(demo: Settings) -> Settings:
    return demo.model_copy(update={"demo": False})


def lived_in(settings: Settings) -> Ask:
    """A store in which somebody was asked something."""
    store.open_store(settings.database)
    prepare_store(settings)
    now = plant_time.now()
    wanted = Wanted(alerts.KIND, "U04", ["试"], data=Alert(topic="试", title="试", lines=(), red=False))
    return store.write(lambda: asks.open_ask(desk("test", now), wanted, now))


def test_a_demo_goes_on_where_it_was_and_on_its_store_starts_neither_real_work_nor_another_plant(
    demo: Settings, real: Settings
) -> None:
    start._prepare(demo, demo.base_url, 8100)
    assert plant_time.is_set()
    with pytest.raises(start.NotStarted, match="演示用过，里面是演示的时间和票：真用请另设 ANHAO_VAR"):
        start._prepare(real, real.base_url, None)
    assert "厂里的时间还是演示的：这个存储演示用过，真用请换一个" in list(faults_of(real, plant_time.real_now()))
    assert not [fault for fault in faults_of(demo, plant_time.real_now()) if "演示" in fault]
    other = demo.model_copy(update={"plant": demo.plant.parent / "lizhou"})
    with pytest.raises(start.NotStarted, match=r"装的是安禾.*，要开的是砺舟钢构：一个库只装一个厂，请另设 ANHAO_VAR"):
        start._prepare(other, other.base_url, 8100)
    start._prepare(demo, demo.base_url, 8100)
    lived_in(demo)
    start._prepare(demo, demo.base_url, 8100)


def test_a_demo_does_not_start_on_a_store_in_real_use(demo: Settings, real: Settings) -> None:
    lived_in(real)
    with pytest.raises(start.NotStarted, match="真的在用，演示不能动它：请接上平台"):
        start._prepare(demo, demo.base_url, 8100)
    assert not plant_time.is_set()
    start._prepare(real, real.base_url, None)


def test_a_demo_that_begins_again_puts_a_few_stores_aside_with_their_chats(demo: Settings) -> None:
    own = demo.model_copy(update={"database_url": "", "redis_url": ""})
    for number in range(afresh.KEPT + 1):
        start._prepare(own, own.base_url, 8100)
        afresh.chats(own).write_text(str(number), "utf-8")
        left = (own.var / "exports" / "1" / "index.db", own.var / "secret_key")
        for each in left:
            each.parent.mkdir(parents=True, exist_ok=True)
            each.write_text(str(number), "utf-8")
        folder = afresh.put_aside(own, plant_time.real_now())
        assert folder is not None and (folder / "anhao.db").exists()
        assert afresh.chats(folder_of(own, folder)).read_text("utf-8") == str(number)
        assert not (own.var / "anhao.db").exists() and not afresh.chats(own).exists()
        assert not [each for each in left if each.exists()], "links and exports of the house before are not this one's"
        assert (folder / "exports" / "1" / "index.db").read_text("utf-8") == str(number)
    assert len(list((own.var / "before").iterdir())) == afresh.KEPT
    # Chats that outlived their store are about nothing.
    afresh.chats(own).write_text("{}", "utf-8")
    start._prepare(own, own.base_url, 8100)
    assert not afresh.chats(own).exists()


def folder_of(settings: Settings, folder: Path) -> Settings:
    return settings.model_copy(update={"var": folder})


def test_a_store_that_somebody_named_or_uses_for_real_is_never_put_aside(demo: Settings, real: Settings) -> None:
    start._prepare(demo, demo.base_url, 8100)
    assert afresh.put_aside(demo, plant_time.real_now()) is None
    own = real.model_copy(update={"database_url": "", "redis_url": ""})
    assert afresh.put_aside(own, plant_time.real_now()) is None
    assert (demo.var / "anhao.db").exists() and plant_time.is_set()
    assert "另设的数据库" in (afresh.ask(demo) or ("", ""))[0]
    # Nobody would hear of it: no `make run` holds the folder.
    assert "不是 make run" in (afresh.ask(own.model_copy(update={"demo": True})) or ("", ""))[0]
    assert not afresh.asked(demo)


def test_the_story_never_turns_back_the_time_of_what_was_done(demo: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[object] = []
    monkeypatch.setattr(stagehand.subprocess, "Popen", lambda *given, **more: begun.append(given))
    start._prepare(demo, demo.base_url, 8100)
    later = plant_time.now() + timedelta(days=1)
    store.write(lambda: plant_time.set_clock(later, 1.0, plant_time.real_now()))
    assert Stagehand(demo).start() is None and len(begun) == 1
    lived_in(demo)
    assert "请按「重新开始」" in (Stagehand(demo).start() or ("", ""))[1] and len(begun) == 1


def test_files_with_faults_stop_no_start_once_there_are_rules(
    demo: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = demo.model_copy(update={"plant": shutil.copytree(demo.plant, tmp_path / "own")})
    file = own.plant / "plant.yaml"
    good = file.read_text("utf-8")
    file.write_text(good.replace("version:", "vversion:", 1), "utf-8")
    with pytest.raises(start.NotStarted, match="处问题。请改好再运行"):
        start._prepare(own, own.base_url, 8100)
    file.write_text(good, "utf-8")
    start._prepare(own, own.base_url, 8100)
    lived_in(own)
    file.write_text(good.replace("10000000001", "10000000099", 1), "utf-8")
    capsys.readouterr()
    start._prepare(own, own.base_url, 8100)
    said = capsys.readouterr().out
    assert "工厂数据有 1 处问题，没有载入" in said and "version 却写" in said
    assert "先用库里原来的规则第 1 版开起来：请改好，再 load-plant" in said
    [notice] = not_taken.said(own.var)
    assert "现在用的还是原来的规则" in notice and "version 却写" in notice
    file.write_text(good, "utf-8")
    start._prepare(own, own.base_url, 8100)
    assert not_taken.said(own.var) == []


def test_a_story_is_not_played_in_a_store_in_real_use(real: Settings) -> None:
    lived_in(real)
    cli = click.Group()
    commands.register(cli, lambda: pytest.fail("no house is needed"))
    with mock.patch.dict(os.environ, {"ANHAO_DATABASE_URL": real.database, "ANHAO_VAR": str(real.var)}):
        ended = CliRunner().invoke(cli, ["scenario", "hot-work"])
    assert ended.exit_code == 1
    assert "Error: ANHAO_DATABASE_URL 的数据库真的在用，演示不能动它" in ended.output
    assert not plant_time.is_set()


def test_a_story_of_a_plant_with_faults_is_not_played_and_the_faults_are_said(demo: Settings, tmp_path: Path) -> None:
    folder, cli = tmp_path / "faulty", click.Group()
    shutil.copytree(demo.plant, folder)
    text = (folder / "demo.yaml").read_text("utf-8")
    spoilt = text.replace("story: hot-work", "story: hotwork", 1).replace("guardian: U30", 'guardian: ""', 1)
    (folder / "demo.yaml").write_text(spoilt, "utf-8")
    commands.register(cli, lambda: pytest.fail("no house is needed"))
    with mock.patch.dict(os.environ, {"ANHAO_PLANT": str(folder), "ANHAO_VAR": str(tmp_path / "own")}):
        ended = CliRunner().invoke(cli, ["scenario", "hot-work"])
    assert ended.exit_code == 1 and isinstance(ended.exception, SystemExit)
    assert "Error: demo.yaml:14 story：stories 里没有「hotwork」" in ended.output
    assert "demo.yaml:22 common.guardian：" in ended.output


def test_an_administrator_whom_the_plant_does_not_know_is_named_and_nobody_is_asked_in_vain(demo: Settings) -> None:
    store.open_store(demo.database)
    unknown = demo.model_copy(update={"administrator": "U999"})
    assert any("ANHAO_ADMINISTRATOR 写的 U999" in words for words in prepare_store(unknown))
    store.write(lambda: alerts.house_alert("disk", "磁盘快满了", ["请腾出空间"], plant_time.now(), "U999"))
    assert len(Ask.select()) == 1
