"""Commands for the keys of the API."""

from __future__ import annotations

import re

import click

from models import api_key, plant_time, store
from models.api_key import ApiKey
from web.api.scopes import SCOPES, SENSORS

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


def register(cli: click.Group) -> None:
    @cli.group("api-key")
    def keys() -> None:
        """Keys for devices and other systems: new, list, revoke."""

    @keys.command("new")
    @click.argument("name")
    @click.option("--scope", "scopes", multiple=True, type=click.Choice(list(SCOPES)), help="what it may do")
    @click.option("--only", "only", multiple=True, metavar="ID", help="the sensors for which it may speak")
    def new(name: str, scopes: tuple[str, ...], only: tuple[str, ...]) -> None:
        """Makes a key for NAME and prints it, once."""
        if not NAME.fullmatch(name):
            raise click.ClickException("名字用字母、数字、点、横线，最多 40 个字符。")
        try:
            now = plant_time.real_now()
            key = store.write(lambda: api_key.issue(name, scopes or (SENSORS,), only, now))
        except ValueError:
            raise click.ClickException(f"已经有“{name}”了，撤了的也不能再用这个名字：请换一个。") from None
        click.echo(f"{name} 的钥匙，只显示这一次，请马上抄进那台设备：")
        click.echo(key)

    @keys.command("list")
    def show() -> None:
        """Lists all keys, what they may do, and when they were used last."""
        for key in api_key.everyone():
            click.echo(_line(key))
        if not api_key.everyone():
            click.echo("还没有钥匙：用 api-key new 名字 开一把。")

    @keys.command("revoke")
    @click.argument("name")
    def revoke(name: str) -> None:
        """Takes the key of NAME out of use, at once."""
        if not store.write(lambda: api_key.revoke(name, plant_time.real_now())):
            raise click.ClickException(f"没有能用的“{name}”：请用 api-key list 看。")
        click.echo(f"{name} 的钥匙撤了，马上不能用。")


def _line(key: ApiKey) -> str:
    may = "、".join(SCOPES.get(each, each) for each in key.scopes)
    only = f"，只限 {'、'.join(key.only)}" if key.only else ""
    if key.revoked_at:
        stands = f"{key.revoked_at:%Y-%m-%d %H:%M} 撤了"
    else:
        stands = f"{key.used_at:%Y-%m-%d %H:%M} 用过" if key.used_at else "还没用过"
    return f"{key.name}：{may}{only}。{stands}"
