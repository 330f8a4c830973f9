"""Commands that act on the plant's data."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click
from peewee import PeeweeException

from config.loader import load as plant_in
from config.loader import problems
from config.new_plant import make
from config.problem import Refused
from config.settings import Settings
from handlers import not_taken
from handlers.plant import Faulty, held, load, needed, notes
from models import plant_time, store
from models.book import book

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


def register(cli: click.Group, settings: Settings) -> None:
    _register_new(cli)
    _register_load(cli, settings)
    _register_import(cli, settings)


def _register_new(cli: click.Group) -> None:
    @cli.command("new-plant")
    @click.argument("folder", type=click.Path(path_type=Path))
    @click.option("--name", default="示例工厂", help="the company's name")
    @click.option("--platform", type=click.Choice(["wecom", "dingtalk"]), default="wecom", help="of its people")
    def new_plant(folder: Path, name: str, platform: str) -> None:
        """Writes a small plant into an empty FOLDER, to be changed into one's own."""
        try:
            for file in make(folder, name, platform, plant_time.real_now().date()):
                click.echo(f"写好了 {file}")
        except Refused as refused:
            raise click.ClickException(str(refused)) from refused
        click.echo(f"样本里的人和坐标都是编的。下一步：import-people --template people.xlsx --plant {folder}")


def _register_load(cli: click.Group, settings: Settings) -> None:
    @cli.command("load-plant")
    @click.option("--check", is_flag=True, help="look for faults only; keep nothing")
    @click.argument("folder", type=FOLDER, required=False)
    def load_plant(check: bool, folder: Path | None) -> None:
        """Loads the plant's data (YAML) as the rules that hold from now."""
        source = folder or settings.plant
        if check:
            before, open_there, unasked = _held()
            _show([str(fault) for fault in problems(source, before, open_there)])
            click.echo(f"没有发现问题{unasked}")
            _tell(notes(plant_in(source).templates))
            return
        try:
            result = load(source, plant_time.now())
        except Faulty as faulty:
            _show([str(fault) for fault in faulty.faults])
            return
        not_taken.over(settings.var)
        click.echo(f"规则第 {result.version} 版：{'已载入，现在起生效' if result.new else '没有变化，沿用'}")
        _tell(notes(book(plant_time.now()).config.templates))


def _tell(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)


def _register_import(cli: click.Group, settings: Settings) -> None:
    @cli.command("import-people")
    @click.argument("workbook", type=click.Path(dir_okay=False, path_type=Path))
    @click.option("--plant", "folder", type=FOLDER, help="the plant's folder; ANHAO_PLANT if not given")
    @click.option("--template", is_flag=True, help="write WORKBOOK instead, with what the plant has so far")
    @click.option("--write", is_flag=True, help="write plant.yaml without asking")
    def import_people(workbook: Path, folder: Path | None, template: bool, write: bool) -> None:
        """Brings people, posts, areas and certificates from an Excel WORKBOOK into plant.yaml."""

        source = folder or settings.plant
        try:
            if template:
                _write_template(workbook, source)
            else:
                _bring(workbook, source, write)
        except Refused as unfit:
            raise click.ClickException(str(unfit)) from unfit


def _write_template(workbook: Path, folder: Path) -> None:
    from config.sheets import blank

    blank.write(workbook, folder)
    click.echo(f"写好了 {workbook}：照“说明”填，再 import-people {workbook}")


def _bring(workbook: Path, folder: Path, write: bool) -> None:
    from config.sheets import importing

    found = importing.prepare(workbook, folder, *_held()[:2])
    for line in found.changes:
        click.echo(line)
    if found.faults:
        for fault in found.faults:
            click.echo(fault, err=True)
        raise click.ClickException(f"有 {len(found.faults)} 处问题，什么也没写。请改好再导。")
    if not found.changes:
        click.echo("和 plant.yaml 一样，没有要改的")
    elif write or click.confirm(f"检查没有发现问题。写进 {found.file} 吗？"):
        found.write()
        click.echo(f"写好了 {found.file}。还没生效：请再 load-plant")
    else:
        click.echo("没有写")


def _held() -> tuple[dict[str, Any] | None, dict[str, str], str]:
    """The data that the store holds, and who has something open there; without a store, the words for what could not
    be compared."""
    unasked = "（没有库可以对照，没查 version 有没有加一）"
    if not store.is_there():
        return None, {}, unasked
    try:
        now = plant_time.now()
        return held(now), needed(now), ""
    except PeeweeException:
        return None, {}, unasked


def _show(faults: list[str]) -> None:
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        raise click.ClickException(f"有 {len(faults)} 处问题，原来的规则继续用。请改好再载入。")
