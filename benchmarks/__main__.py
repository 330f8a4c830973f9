"""Prints every figure as soon as it is known; exits with 1 when one misses its limit."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import click

from benchmarks import callback, clock, cpu, exports, lanes, learning, peaks, processes, routing, search, sensing
from benchmarks.figure import Figure


def _photos(folder: Path) -> Iterator[Figure]:
    from benchmarks.photos import table  # OpenCV and scikit-image, which no other figure needs

    return table.figures(folder)


def _faces(folder: Path) -> Iterator[Figure]:
    from benchmarks import faces

    return faces.figures(folder)


FIGURES: dict[str, Callable[[Path], Iterable[Figure]]] = {
    "callback": callback.figures,
    "clock": clock.figures,
    "cpu": cpu.figures,
    "exports": exports.figures,
    "exports-year": exports.year,
    "faces": _faces,
    "lanes": lanes.figures,
    "peaks": peaks.figures,
    "photos": _photos,
    "processes": processes.figures,
    "routing": routing.figures,
    "search": search.figures,
    "sensing": sensing.figures,
    "training": learning.figures,
}
ONLY_BY_NAME = {"exports-year"}


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(sorted(FIGURES)))
def main(names: tuple[str, ...]) -> None:
    """Measures NAMES, or everything."""
    missed = False
    for name in names or [name for name in FIGURES if name not in ONLY_BY_NAME]:
        click.echo(f"· {name} …")
        with tempfile.TemporaryDirectory(prefix="anhao-bench-") as folder:
            for figure in FIGURES[name](Path(folder)):
                click.echo(f"  {figure}")
                missed = missed or not figure.kept
    sys.exit(missed)


if __name__ == "__main__":
    main()
