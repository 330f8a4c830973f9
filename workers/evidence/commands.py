"""Commands of the evidence room: seal, export a matter as a package, verify a package."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from config.settings import Settings
from models import matter, plant_time
from models.chain import Broken
from models.gaps import KEEP
from models.seals import seal_all
from workers.evidence.verify import verify
from workers.private import base_of


@click.command("seal")
def seal_command() -> None:
    """Seals every entry that no seal has yet."""
    seal = seal_all(plant_time.now())
    click.echo(f"封存块 {seal.number}：{seal.size} 条，{seal.hash}" if seal else "没有新记录，不用封存。")


@click.group("export")
def export_group() -> None:
    """Exports evidence packages."""


@export_group.command("permit")
@click.argument("number")
@click.option("-o", "--output", "target", type=click.Path(dir_okay=False, path_type=Path), required=True)
def export_permit_command(number: str, target: Path) -> None:
    """Seals, then writes the package of one permit, or of whatever else has the number."""
    from workers.evidence.export import export_matter

    about = matter.by_number(number)
    if about is None:
        raise click.ClickException(f"没有编号为 {number} 的记录。请核对编号。")
    try:
        written = export_matter(about.subject, target, base_of(Settings()), plant_time.now())
    except Broken as broken:
        raise click.ClickException(f"没有导出：{broken}。{KEEP}") from broken
    click.echo(f"已存成 {target}。最后封存块 {written.seal.number}：{written.seal.hash}")
    for digest in written.missing:
        click.echo(f"附件 {digest} 已不在库里，核验时会指出。请查保留期限和备份。", err=True)
    for digest in written.exchanged:
        click.echo(f"附件 {digest} 被换过，与封存的哈希不符，没有放进包里。{KEEP}", err=True)
    for words in (*written.torn_words, *written.gap_words, *written.disputed):
        click.echo(words, err=True)


@click.command("verify")
@click.argument("package", type=click.Path(exists=True, path_type=Path))
@click.option("--seal", metavar="HASH", help="The hash of any seal in it, known from elsewhere.")
def verify_command(package: Path, seal: str | None) -> None:
    """Verifies a package offline: lists every failure and exits 1, or says OK."""
    sound, words = verify(package, seal)
    click.echo(words)
    sys.exit(0 if sound else 1)


def register(cli: click.Group) -> None:
    """Adds this room's commands to the house's command line."""
    for command in (seal_command, export_group, verify_command):
        cli.add_command(command)
