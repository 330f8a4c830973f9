"""`python -m workers NAME`: one of the house's programs without doors. It loads no page and no console, so it starts in
two thirds of the time."""

from __future__ import annotations

import gc

# As in wsgi.py: there is no garbage among what is loaded.
gc.disable()

from collections.abc import Sequence
from functools import cache

import click

from config import logs
from config.settings import Settings
from workers import commands, opening
from workers.house import House
from workers.opening import Guest


def programs(guests: Sequence[Guest] = ()) -> click.Group:
    """The command that starts one program of the house, with these flows beside its own."""

    @click.group()
    @click.version_option(logs.version(), message="安好 %(version)s")
    def main() -> None:
        """Starts one program of the house."""

    @cache
    def house() -> House:
        settings = Settings()
        opening.prepare(settings)
        return opening.build(settings, guests)

    commands.register_programs(main, house)
    return main


main = programs()
gc.freeze()
gc.enable()

if __name__ == "__main__":
    main(prog_name="python -m workers")
