"""`python -m workers NAME`: one of the house's programs without doors. It loads no page and no console, so it starts in
two thirds of the time."""

from __future__ import annotations

import gc

# As in wsgi.py: there is no garbage among what is loaded.
gc.disable()

from functools import cache

import click

from config import logs
from config.settings import Settings
from workers import commands, opening
from workers.house import House


@click.group()
@click.version_option(logs.version(), message="安好 %(version)s")
def main() -> None:
    """Starts one program of the house."""


@cache
def _house() -> House:
    settings = Settings()
    opening.prepare(settings)
    return opening.build(settings)


commands.register_programs(main, _house)
gc.freeze()
gc.enable()

if __name__ == "__main__":
    main(prog_name="python -m workers")
