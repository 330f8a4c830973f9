"""What of the plant's files the last start did not take, and why: the house goes on with the rules it has, and says so
until the files are taken."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

FILE = "plant.not_taken.json"


def keep(var: Path, faults: Sequence[str]) -> None:
    """Keeps the sentences of the faults."""
    var.mkdir(parents=True, exist_ok=True)
    (var / FILE).write_text(json.dumps(list(faults), ensure_ascii=False), "utf-8")


def over(var: Path) -> None:
    """The files have been taken, or are again those that hold."""
    (var / FILE).unlink(missing_ok=True)


def said(var: Path) -> list[str]:
    """A sentence for people when the files on the disk were not taken; empty when they were."""
    file = var / FILE
    faults = json.loads(file.read_text("utf-8")) if file.exists() else []
    if not faults:
        return []
    more = f"等 {len(faults)} 处" if len(faults) > 1 else ""
    return [f"工厂数据改过，但有问题没有载入，现在用的还是原来的规则：{faults[0]}{more}。请改好，再 load-plant"]
