"""Commands for records: an export over a period, a legal hold."""

from __future__ import annotations

from pathlib import Path

import click

from config.settings import Settings
from handlers import holds
from handlers.exports import BadScope, read
from models import matter, plant_time, store
from models.book import book
from workers.evidence.commands import export_group


@export_group.command("audit")
@click.option("--from", "since", required=True, metavar="DAY", help="First day, 2026-11-25.")
@click.option("--to", "until", required=True, metavar="DAY", help="Last day, included.")
@click.option("--area", default="", help="Only this area (its id).")
@click.option("--kind", default="", help="Only this kind (its id).")
@click.option("--person", default="", help="Only what concerns this person (its id).")
@click.option("--project", default="", help="Only what is about these words.")
@click.option("-o", "--output", "target", type=click.Path(dir_okay=False, path_type=Path), required=True)
def export_audit_command(target: Path, since: str, until: str, **narrower: str) -> None:
    """Writes one package of everything in a period; the same command goes on where it was cut off."""
    from workers.exports.at_once import export_at_once  # drawing costs memory that no other command needs

    now = plant_time.now()
    try:
        scope = read({"from": since, "to": until, **narrower}, book(now))
        written = export_at_once(scope, target, Settings(), now, lambda done, total: click.echo(f"{done} / {total}"))
    except BadScope as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"已存成 {target}。最后封存块 {written.seal.number}：{written.seal.hash}")
    if written.words:
        click.echo(written.words, err=True)


@click.command("hold")
@click.argument("number")
@click.option("--reason", default="", help="Why it is kept, for instance the number of the investigation.")
@click.option("--lift", is_flag=True, help="Ends the hold; the reason stays in the trail.")
def hold_command(number: str, reason: str, lift: bool) -> None:
    """Puts whatever has the number under legal hold: no deletion reaches it, whatever its age."""
    about, now = matter.by_number(number), plant_time.now()
    if about is None:
        raise click.ClickException(f"没有编号为 {number} 的记录。请核对编号。")
    if not reason.strip():
        raise click.ClickException("没有写原因。请用 --reason 写明依据。")
    store.write(lambda: holds.lift(about, reason, now) if lift else holds.put(about, reason, now))
    click.echo(f"{number} 已解除冻结保全。" if lift else f"{number} 已冻结保全：任何清理都不会删它。")


def register(cli: click.Group) -> None:
    """Adds this room's commands; `export audit` joins the evidence room's group."""
    cli.add_command(hold_command)
