"""What is said of a file, for `measured`."""

from __future__ import annotations

from pathlib import Path

from config import loader
from config.problem import Refused
from config.sheets.importing import prepare


def workbook(file: Path) -> list[str]:
    """Of a workbook beside the plant `mine`."""
    try:
        return list(prepare(file, file.with_name("mine")).faults)
    except Refused as refused:
        return [str(refused)]


def plant(folder: Path) -> list[str]:
    """Of a plant's folder."""
    return [fault.message for fault in loader.problems(folder)]
