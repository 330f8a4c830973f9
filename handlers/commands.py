"""Commands that act on the plant's data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from peewee import PeeweeException

from config.loader import problems
from config.settings import Settings
from handlers.plant import Faulty, held, load
from models import plant_time, store


def register(cli: click.Group, settings: Settings) -> None:
    @cli.command("load-plant")
    @click.option("--check", is_flag=True, help="look for faults only; keep nothing")
    @click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), required=False)
    def load_plant(check: bool, folder: Path | None) -> None:
        """Loads the plant's data (YAML) as the rules that hold from now."""
        source = folder or settings.plant
        if check:
            before, unasked = _held()
            _show([str(fault) for fault in problems(source, before)])
            click.echo(f"没有发现问题{unasked}")
            return
        try:
            result = load(source, plant_time.now())
        except Faulty as faulty:
            _show([str(fault) for fault in faulty.faults])
            return
        click.echo(f"规则第 {result.version} 版：{'已载入，现在起生效' if result.new else '没有变化，沿用'}")


def _held() -> tuple[dict[str, Any] | None, str]:
    """What the store holds; without a store, in words, what could not be asked for it."""
    unasked = "（没有库可以对照，没查 version 有没有加一）"
    if not store.is_there():
        return None, unasked
    try:
        return held(plant_time.now()), ""
    except PeeweeException:
        return None, unasked


def _show(faults: list[str]) -> None:
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        raise click.ClickException(f"有 {len(faults)} 处问题，原来的规则继续用。请改好再载入。")
