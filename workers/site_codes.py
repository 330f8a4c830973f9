"""Printing the posters of site codes: for the console, and as a command."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from config.settings import Settings
from handlers import site_codes
from handlers.hazards import anonymous
from handlers.site_codes import Poster, Thing
from models import plant_time, store
from models.book import book
from workers import private

# Addresses that no phone can open.
HERE = ("http://127.0.0.1", "http://localhost")


def draw(codes: Sequence[Poster]) -> bytes:
    """The posters as PDF, at least one."""
    from workers.posters import posters  # drawing costs memory that nothing else of a process may need

    return posters(codes)


@click.command("site-codes")
@click.argument("areas", nargs=-1)
@click.option("--machines", is_flag=True, help="The codes of all machines, in place of those of areas.")
@click.option("-o", "--output", "target", type=click.Path(dir_okay=False, path_type=Path), required=True)
def site_codes_command(areas: tuple[str, ...], machines: bool, target: Path) -> None:
    """Prints the posters of all areas' site codes, or of these AREAS or machines (names, or ids in plant.yaml)."""
    now, settings = plant_time.now(), Settings()
    rules = book(now)
    plant, key = rules.plant, settings.signing_key
    every: tuple[Thing, ...] = (*plant.areas, *plant.machines)
    named = [each for each in every if {each.id, each.name} & {*areas}]
    unknown = {each for each in areas if not any(each in (thing.id, thing.name) for thing in named)}
    if unknown:
        known = "、".join(each.name for each in every)
        raise click.ClickException(f"没有这个区域或设备：{'、'.join(sorted(unknown))}。有：{known}")
    if machines and not plant.machines:
        raise click.ClickException("厂里的数据没有写设备：请在 plant.yaml 的 machines 里写上，再装入。")
    wanted: Sequence[Thing] = named or (plant.machines if machines else plant.areas)
    base = private.base_of(settings)
    made = store.write(lambda: site_codes.posters(plant, wanted, base, key, "", now, anonymous=anonymous.takes(now)))
    target.write_bytes(draw(made))
    where = "设备上" if all(each.machine for each in made) else "区域入口"
    click.echo(f"{len(made)} 张现场码已存成 {target}，扫了打开 {base}。用 A4 打印，过塑后贴在{where}。")
    if base.startswith(HERE):
        click.echo(f"{base} 只有这台机器打得开：请把 ANHAO_BASE_URL 设成手机能打开的地址，再印要贴的。", err=True)


def register(cli: click.Group) -> None:
    """Adds this command to the house's command line."""
    cli.add_command(site_codes_command)
