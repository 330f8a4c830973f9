"""A fresh SQLite store for each test that asks for one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from stores import open_copy

from models.base import database


@pytest.fixture
def fresh_store(tmp_path: Path) -> Iterator[str]:
    """An empty store, open; yields its address."""
    url = f"sqlite:///{tmp_path}/anhao.db"
    open_copy(url)
    yield url
    database.close()
