"""Commands on the store itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import click

from models import store

# What each command does; a command may belong to several houses in turn.
_WORK: dict[click.Command, Callable[..., Any] | None] = {}


def on_a_store(cli: click.Group, names: Iterable[str], url: str) -> None:
    """These commands say so where the store at `url` has not been made yet, and make none by the way."""
    for name in names:
        command = cli.commands[name]
        work = _WORK.setdefault(command, command.callback)
        command.callback = _where_there_is_a_store(work, url)


def _where_there_is_a_store(work: Callable[..., Any] | None, url: str) -> Callable[..., Any]:
    def done(*given: Any, **named: Any) -> Any:
        if not store.is_made():
            new = "新库请先 migrate、load-plant；要用别的库，请看设置（docs/settings.md）"
            raise click.ClickException(f"没有做：{store.where(url)} 还是空的。{new}")
        return work(*given, **named) if work else None

    return done
