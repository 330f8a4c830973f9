"""The command for a whole list of people."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from config.problem import Refused
from models import plant_time, store

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def register(cli: click.Group) -> None:
    @cli.command("import-staff")
    @click.argument("file", type=FILE)
    @click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="the day from which it holds; else today")
    @click.option("--leavers", type=int, help="how many leave by it: who is not on the list")
    @click.option("--write", is_flag=True, help="keep it; else it is only shown")
    def import_staff(file: Path, on: datetime | None, leavers: int | None, write: bool) -> None:
        """Shows what a workbook's list of people (人员, as import-people writes it) changes, and keeps it."""
        # Not at the top: the parts that read workbooks would take a tenth of the web process's memory for ever.
        from handlers.staff import roster

        now = plant_time.now()
        try:
            found = roster.read_roster(file, (on or now).date(), now, leavers)
        except Refused as refused:
            raise click.ClickException(str(refused)) from None
        for line in roster.told(found, now):
            click.echo(line)
        if not found.news:
            click.echo("什么也没记。" if found.refused else "没有变化。")
        elif not write:
            click.echo(f"{len(found.news)} 条，还没有记。看过没有错，加 --write 再导一次。")
        else:
            results = store.write(lambda: roster.keep(found, now))
            aside = sum(each.outcome == "aside" for each in results)
            words = f"，{aside} 条对不上，在控制台「人员」里核对" if aside else ""
            click.echo(f"记了 {len(results)} 条{words}。")
