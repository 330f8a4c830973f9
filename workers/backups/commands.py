"""Commands: backup, restore, migrate."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from config.settings import Settings
from models import away, copied, plant_time, store
from models.away import FAULTS
from workers import private
from workers.backups import package, upgrading
from workers.backups.restoring import NotRestored, restore


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup_command(file: Path) -> None:
    """Writes the whole store into FILE while the house runs: no keys and no credentials are in it."""
    if not store.is_made():
        raise click.ClickException(f"没有备份：{store.where(Settings().database)} 还是空的")
    with _in_words("没有备份", file.absolute().parent):
        written = package.write(file, plant_time.real_now())
    click.echo(f"已存成 {file}（{sum(written.manifest.rows.values())} 行，程序 {written.manifest.version}）")
    click.echo(f"SHA-256 {written.sha256}：请记在别处，恢复时用 --sha256 核对")
    click.echo(f"最后封存块 {written.manifest.seal}" if written.manifest.seal else "还没有封存块")


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Also where the store holds something; that is kept aside.")
@click.option("--torn", is_flag=True, help="Also where a chain in the backup is broken.")
@click.option("--sha256", default="", metavar="HASH", help="What FILE must have, as backup has said.")
def restore_command(file: Path, replace: bool, torn: bool, sha256: str) -> None:
    """Puts what FILE holds into the store, of either kind, and looks at every chain. The house must stand still."""
    settings = Settings()
    with _in_words("没有恢复", settings.var):
        done = restore(settings, file, plant_time.real_now(), replace=replace, torn=torn, sha256=sha256)
    kept = f"；原来的另存在 {done.aside}" if done.aside else ""
    click.echo(f"已恢复到 {store.where(settings.database)}：{done.manifest.made_at:%Y-%m-%d %H:%M} 的备份{kept}")
    if done.faults:
        raise click.ClickException("\n  ".join(("其中的记录对不上：", *done.faults)))
    click.echo("每条记录链、每个封存块、每份附件都核对过，没有问题")


@click.command("migrate")
@click.option("--no-copy", is_flag=True, help="Keep none in var/backups: you have just made one with `backup`.")
def migrate_command(no_copy: bool) -> None:
    """Brings the store's tables up to this version; a copy of the store is kept before."""
    try:
        kept = None if no_copy else upgrading.keep_copy(Settings(), plant_time.real_now())
    except upgrading.NoCopy as error:
        raise click.ClickException(f"{error}\n  已经用 backup 另存过的，加 --no-copy 再来") from error
    if kept:
        click.echo(f"升级前的存储另存在 {kept}")
    done = store.migrate()
    click.echo(f"数据表已更新：{'、'.join(done)}" if done else "数据表已是最新")


def register(cli: click.Group) -> None:
    for command in (backup_command, restore_command, migrate_command):
        cli.add_command(command)


@contextmanager
def _in_words(failed: str, folder: Path) -> Iterator[None]:
    try:
        yield
    except (NotRestored, package.BadBackup, copied.NotCopied) as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{failed}：{private.words_of(error, folder)}") from error
    except (*FAULTS, sqlite3.Error) as error:
        raise click.ClickException(f"{failed}：{away.words_of(error)}") from error
