"""The ports of the house in a folder `var/`, kept from one start to the next: cards that were sent, pages that are
open, posted codes and what a phone has kept all name them."""

from __future__ import annotations

import json
from pathlib import Path

from config.fresh import fresh

WEB, SIMULATOR = "web", "simulator"


def remembered(var: Path, name: str) -> int | None:
    """The port that this part of the house in `var` had last; None before its first start."""
    try:
        found = json.loads(_file(var).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    port = found.get(name) if isinstance(found, dict) else None
    return port if type(port) is int and 0 < port < 65536 else None


def remember(var: Path, ports: dict[str, int]) -> None:
    """Keeps these beside the others. Raises OSError."""
    known = {name: port for name in (WEB, SIMULATOR) if (port := remembered(var, name))}
    with fresh(_file(var)) as file:
        file.write(json.dumps(known | ports).encode())


def _file(var: Path) -> Path:
    return var / "ports.json"
