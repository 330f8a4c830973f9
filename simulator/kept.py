"""The world in a file: what is on the phones is there again after the simulator was stopped, in whatever way.

The file is written anew, at most once in EVERY seconds and only after something changed, and once at the end.
"""

import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import click

from simulator import saved
from simulator.world import World

EVERY = 2.0


class Keeper:
    """Keeps a world in `file`."""

    def __init__(self, world: World, parts: Mapping[str, type], file: Path) -> None:
        self._world, self._parts, self._file = world, parts, file
        self._written = 0

    def restore(self) -> None:
        """Goes on from the file, if there is one; plant time is what the configuration says, because the service's
        clock has gone on. A file that can't be read is said and left out."""
        try:
            text = self._file.read_text("utf-8")
        except FileNotFoundError:
            return
        config = self._world.config
        try:
            saved.restore(self._world, self._parts, json.loads(text))
        except ValueError as wrong:
            click.echo(f"{self._file}: the phones begin empty: {str(wrong)[:200]}", err=True)
        self._world.clock.set(config.now, config.rate)
        self._written = self._world.changes

    async def run(self) -> None:
        """Writes whenever something has changed, until it is cancelled; then once more."""
        try:
            while True:
                await asyncio.sleep(EVERY)
                self._write()
        except asyncio.CancelledError:
            self._write()
            raise

    def _write(self) -> None:
        if self._written == self._world.changes:
            return
        self._written = self._world.changes
        half = self._file.with_name(self._file.name + ".half")
        # A full disk must not stop the phones; the next change tries again.
        with suppress(OSError):
            half.write_text(json.dumps(saved.save(self._world, self._parts), ensure_ascii=False), "utf-8")
            half.replace(self._file)
