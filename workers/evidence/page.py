"""Pages of a package: plain HTML from a template. No request over the network leads here."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template


@cache
def template(path: Path) -> Template:
    """The template in that file; every value is escaped, and an undefined name is an error."""
    # What it includes is beside it, or here.
    rooms = Environment(
        loader=FileSystemLoader([path.parent, Path(__file__).parent]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    rooms.filters["minute"] = lambda moment: f"{moment:%Y-%m-%d %H:%M:%S}"
    return rooms.get_template(path.name)
