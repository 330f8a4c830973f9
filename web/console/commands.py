"""The command that makes an account of the console, or gives it a new password."""

from __future__ import annotations

import click

from config.settings import Settings
from handlers import admins
from models import plant_time


def register(cli: click.Group) -> None:
    @cli.command("create-admin")
    @click.argument("name")
    @click.option("--ask", is_flag=True, help="ask for the password instead of printing a one-time one")
    def create_admin(name: str, ask: bool) -> None:
        """Makes an account of the safety office's console, or gives NAME a new password."""
        given = click.prompt("密码", hide_input=True, confirmation_prompt="再输一次") if ask else ""
        password = given or admins.one_time_password()
        try:
            admins.set_password(name, password, plant_time.real_now(), one_time=not ask)
        except admins.Unfit as unfit:
            raise click.ClickException(str(unfit)) from unfit
        click.echo(f"{name} 可以登录控制台了：/console/signin")
        if Settings().demo:
            click.echo("这是演示：在这台机器上打开 /console/ 不用登录，别的机器上才要。")
        if not ask:
            click.echo(f"一次性密码（第一次登录后要换）：{password}")
