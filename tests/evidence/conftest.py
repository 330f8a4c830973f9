"""A fresh SQLite store for each test that asks for one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from models import store
from models.base import database


@pytest.fixture
def fresh_store(tmp_path: Path) -> Iterator[None]:
    store.open_store(f"sqlite:///{tmp_path}/anhao.db")
    store.migrate()
    yield
    database.close()
