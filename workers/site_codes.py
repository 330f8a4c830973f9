"""Printing the posters of site codes: for the console, and as a command."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from config.settings import Settings
from handlers import site_codes
from handlers.site_codes import Poster
from models import plant_time, store
from models.book import book


def draw(codes: Sequence[Poster]) -> bytes:
    """The posters as PDF, at least one."""
    from workers.posters import posters  # drawing costs memory that nothing else of a process may need

    return posters(codes)


@click.command("site-codes")
@click.argument("areas", nargs=-1)
@click.option("-o", "--output", "target", type=click.Path(dir_okay=False, path_type=Path), required=True)
def site_codes_command(areas: tuple[str, ...], target: Path) -> None:
    """Prints the posters of all areas' site codes, or of these AREAS (names, or ids in plant.yaml)."""
    now, settings = plant_time.now(), Settings()
    plant = book(now).plant
    unknown = {each for each in areas if not any(each in (area.id, area.name) for area in plant.areas)}
    if unknown:
        known = "、".join(area.name for area in plant.areas)
        raise click.ClickException(f"没有这个区域：{'、'.join(sorted(unknown))}。有：{known}")
    wanted = [area for area in plant.areas if not areas or {area.id, area.name} & {*areas}]
    made = store.write(lambda: site_codes.posters(plant, wanted, settings.base_url, settings.signing_key, "", now))
    target.write_bytes(draw(made))
    click.echo(f"{len(made)} 张现场码已存成 {target}。用 A4 打印，过塑后贴在区域入口。")


def register(cli: click.Group) -> None:
    """Adds this command to the house's command line."""
    cli.add_command(site_codes_command)
