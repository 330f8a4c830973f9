"""Commands that act on the plant's data."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from peewee import PeeweeException

from config.checks.leaving import NOTHING, Needed
from config.checks.version import company
from config.loader import load as plant_in
from config.loader import problems
from config.new_plant import make
from config.problem import Refused
from config.settings import Settings
from config.source import read
from handlers import not_taken
from handlers.plant import Faulty, day_of, doubtful, held, load, needed, news, notes
from models import plant_time, rulebook, store
from models.book import book
from rules.training import simulation

if TYPE_CHECKING:
    from config.files import PlantConfig
    from config.sheets.importing import Import

UNASKED = "（{}：version 有没有加一、删去的还有没有没办完的票，没查。{}）"
# Why nothing could be asked, and what helps.
NO_STORE = ("没有库", "库在第一次启动（make run）时才有；启动过的，看 ANHAO_VAR 是不是这个厂的")
OTHERS = "要查，先把 ANHAO_VAR 设成这个厂的"
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


def register(cli: click.Group, settings: Settings) -> None:
    _register_new(cli)
    _register_load(cli, settings)
    _register_import(cli, settings)
    _register_questions(cli, settings)
    _register_cards(cli)


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
            there = _there(source)
            _show([str(fault) for fault in problems(source, there.held, there.needed, there.today)])
            click.echo("没有发现问题")
            config = plant_in(source)
            _tell([*there.unasked, *_news(config, there), *notes(config, there.today)])
            return
        now = plant_time.now()
        try:
            result = load(source, now)
        except Faulty as faulty:
            _show([str(fault) for fault in faulty.faults])
            return
        not_taken.over(settings.var)
        click.echo(f"规则第 {result.version} 版：{'已载入，现在起生效' if result.new else '没有变化，沿用'}")
        _tell([*result.advice, *notes(book(now).config, day_of(now))])


def _news(config: PlantConfig, there: There) -> list[str]:
    """What the data would change, where there are rules of this plant."""
    if there.held is None:
        return []
    now = plant_time.now()
    before = rulebook.current(now)
    return news(config, before.id, now) if before else []


def _tell(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)


def _register_cards(cli: click.Group) -> None:
    @cli.command("training-cards")
    @click.option("--lessons", type=click.IntRange(1, 200), multiple=True, default=(3, 10, 18), help="of one person")
    @click.option("--people", type=click.IntRange(1, 10000), default=simulation.PEOPLE, help="how many are simulated")
    @click.option("--seed", type=int, default=simulation.SEED, help="another seed is another year")
    def training_cards(lessons: tuple[int, ...], people: int, seed: int) -> None:
        """Simulates what a number of single questions a month buys (docs/training.md)."""
        for number in lessons:
            click.echo(f"{number} 课：每人每月最多几张 → 一年里平均记得（两种模型），一年几张，一年几分钟")
            for each in simulation.table(number, people, seed):
                name = f"{each.cards} 张" if each.cards else "一年一次"
                click.echo(f"  {name}：{each.low}–{each.high}%，{each.a_year:g} 张，{each.minutes} 分钟")


def _register_import(cli: click.Group, settings: Settings) -> None:
    @cli.command("import-people")
    @click.argument("workbook", type=click.Path(dir_okay=False, path_type=Path))
    @click.option("--plant", "folder", type=FOLDER, help="the plant's folder; ANHAO_PLANT if not given")
    @click.option("--template", is_flag=True, help="write WORKBOOK instead, with what the plant has so far")
    @click.option("--write", is_flag=True, help="write plant.yaml without asking")
    def import_people(workbook: Path, folder: Path | None, template: bool, write: bool) -> None:
        """Brings people, posts, areas and certificates from an Excel WORKBOOK into plant.yaml."""
        from config.sheets import importing

        source = folder or settings.plant
        try:
            if template:
                _write_template(workbook, source)
            else:
                _bring(importing.prepare, workbook, source, write)
        except Refused as unfit:
            raise click.ClickException(str(unfit)) from unfit


def _register_questions(cli: click.Group, settings: Settings) -> None:
    @cli.command("import-questions")
    @click.argument("workbook", type=click.Path(dir_okay=False, path_type=Path))
    @click.option("--plant", "folder", type=FOLDER, help="the plant's folder; ANHAO_PLANT if not given")
    @click.option("--template", is_flag=True, help="write WORKBOOK instead, with the questions that there are so far")
    @click.option("--write", is_flag=True, help="write courses.yaml without asking")
    def import_questions(workbook: Path, folder: Path | None, template: bool, write: bool) -> None:
        """Brings a question bank from an Excel WORKBOOK into courses.yaml."""
        from config.sheets import bank

        source = folder or settings.plant
        try:
            if template:
                bank.write(workbook, source)
                click.echo(f"写好了 {workbook}：照“说明”填，再 import-questions {workbook}")
            else:
                _bring(bank.prepare, workbook, source, write)
        except Refused as unfit:
            raise click.ClickException(str(unfit)) from unfit


def _write_template(workbook: Path, folder: Path) -> None:
    from config.sheets import blank

    blank.write(workbook, folder)
    click.echo(f"写好了 {workbook}：照“说明”填，再 import-people {workbook}")


def _bring(prepare: Callable[..., Import], workbook: Path, folder: Path, write: bool) -> None:
    there = _there(folder)
    found = prepare(workbook, folder, there.held, there.needed, there.today)
    _tell([*found.changes, *(there.unasked if found.changes else ())])
    if found.faults:
        for fault in found.faults:
            click.echo(fault, err=True)
        raise click.ClickException(f"有 {len(found.faults)} 处问题，什么也没写。请改好再导。")
    _tell(doubtful(found.config, there.today) if found.config else ())
    if not found.changes:
        click.echo(f"和 {found.file.name} 一样，没有要改的")
    elif write or click.confirm(f"检查没有发现问题。写进 {found.file} 吗？"):
        found.write()
        click.echo(f"写好了 {found.file}。还没生效：请再 load-plant")
    else:
        click.echo("没有写")


@dataclass(frozen=True)
class There:
    """What data are compared with: the plant's data in the store, what is needed by what is open there, and the day.
    unasked: the sentence about what could not be compared."""

    held: dict[str, Any] | None
    needed: Needed
    today: date
    unasked: tuple[str, ...] = ()


def _there(folder: Path) -> There:
    """What the store says. Without one that holds this plant nobody knows what is open."""
    alone = There(None, NOTHING, day_of(plant_time.real_now()), (UNASKED.format(*NO_STORE),))
    if not store.is_there():
        return alone
    try:
        now = plant_time.now()
        before = held(now)
        if before is None:
            return alone
        own = company({"plant": read(folder / "plant.yaml").data})
        if own is not None and own != company(before):
            return replace(
                alone, unasked=(UNASKED.format(f"这个库装的是{book(now).plant.company.name}，不是这个厂", OTHERS),)
            )
        return There(before, needed(now), day_of(now))
    except PeeweeException:
        return alone


def _show(faults: list[str]) -> None:
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        raise click.ClickException(f"有 {len(faults)} 处问题，原来的规则继续用。请改好再载入。")
