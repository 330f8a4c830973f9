"""The commands for the keys of the API: made once, listed without their secret, revoked at once."""

from __future__ import annotations

from pathlib import Path

import click
from click.testing import CliRunner
from plant import anhe

from handlers.plant import keep
from models import api_key, plant_time, store
from web.api import commands


def told(*words: str) -> str:
    @click.group()
    def cli() -> None: ...

    commands.register(cli)
    return CliRunner().invoke(cli, ["api-key", *words]).output


def test_a_key_is_shown_once_listed_and_revoked(tmp_path: Path) -> None:
    store.open_store(f"sqlite:///{tmp_path / 'anhao.db'}")
    store.migrate()
    store.write(lambda: keep(anhe(), plant_time.real_now()))
    assert "还没有钥匙" in told("list")
    made = told("new", "gw-1", "--only", "GD-101").split()[-1]
    held = api_key.holder(made)
    assert held and held.only == ["GD-101"] and made not in told("list")
    assert "只限 GD-101" in told("list") and "还没用过" in told("list")
    assert "已经有" in told("new", "gw-1") and "名字用" in told("new", "网关")
    assert "撤了" in told("revoke", "gw-1") and api_key.holder(made) is None
    assert "没有能用的" in told("revoke", "gw-1") and "撤了" in told("list")
