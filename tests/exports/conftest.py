"""A fresh store, and a time-stamp authority of our own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from authority import Outside, authority
from stores import open_copy

from models.base import database


@pytest.fixture
def fresh_store(tmp_path: Path) -> Iterator[str]:
    """An empty store, open; yields its address."""
    url = f"sqlite:///{tmp_path}/anhao.db"
    open_copy(url)
    yield url
    database.close()


@pytest.fixture
def tsa(tmp_path: Path) -> Iterator[Outside]:
    with authority(tmp_path / "tsa") as outside:
        yield outside
