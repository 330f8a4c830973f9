"""Commands on the store itself."""

from __future__ import annotations

import click

from models import store


def register(cli: click.Group) -> None:
    @cli.command("migrate")
    def migrate() -> None:
        """Brings the store's tables up to this version."""
        done = store.migrate()
        click.echo(f"数据表已更新：{'、'.join(done)}" if done else "数据表已是最新")
