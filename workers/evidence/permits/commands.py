"""The command for permits on paper: blank forms, printed ahead."""

from __future__ import annotations

from pathlib import Path

import click

from config.settings import Settings
from handlers.permits.request import papers
from models import plant_time, store
from models.book import book
from workers.private import base_of


@click.command("paper")
@click.argument("kind")
@click.argument("count", type=int)
@click.option("-o", "--output", "target", type=click.Path(dir_okay=False, path_type=Path), required=True)
def paper_command(kind: str, count: int, target: Path) -> None:
    """Prints COUNT blank forms of KIND (its id in permit_templates.yaml), each with its own number."""
    from workers.evidence.permits.blank import blank_forms  # drawing costs memory that no other command needs

    now = plant_time.now()
    try:
        forms = store.write(lambda: papers.print_forms(kind, count, now))
    except papers.BadPaper as error:
        raise click.ClickException(str(error)) from error
    target.write_bytes(blank_forms(forms, kind, book(now).config, base_of(Settings()), now))
    click.echo(f"{forms[0].number} 至 {forms[-1].number}，已存成 {target}。用过的请回来补录，没用的也请留着。")


def register(cli: click.Group) -> None:
    """Adds this room's command to the house's command line."""
    cli.add_command(paper_command)
