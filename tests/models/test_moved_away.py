"""A store in a file that is moved away while the house runs, or is missing when it starts: nothing is taken, nothing is
made in its place, and it is said in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from peewee import OperationalError

from models import away, store
from models.base import database
from models.subject import next_number


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "anhao.db"
    store.open_store(f"sqlite:///{path}")
    yield path
    database.close()
    away.over()


def take() -> int:
    return store.write(lambda: next_number("DH"))


def test_a_file_that_is_moved_away_takes_no_work_until_it_is_back(path: Path, tmp_path: Path) -> None:
    store.migrate()
    assert take() == 1
    path.rename(tmp_path / "elsewhere.db")
    with pytest.raises(OperationalError):
        take()
    assert not store.answers() and "被移走或换掉了" in away.words() and not path.exists()
    path.touch()
    assert not store.answers()
    (tmp_path / "elsewhere.db").rename(path)
    assert store.answers() and away.words() == "" and take() == 2


def test_a_process_that_starts_without_the_file_makes_no_other(path: Path, tmp_path: Path) -> None:
    assert not store.answers() and "请运行 flask --app wsgi migrate" in away.words() and not path.exists()
    store.migrate()
    take()
    database.close()
    path.rename(tmp_path / "elsewhere.db")
    store.open_store(f"sqlite:///{path}")
    for attempt in (take, store.migrate):
        with pytest.raises(OperationalError) as error:
            attempt()
        assert "只剩它旁边的" in away.words_of(error.value) and not path.exists()
