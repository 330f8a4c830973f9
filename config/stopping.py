"""The words that stop the work in every plant (`library/stop_words.yaml`); a plant can add some, and take none away."""

from functools import cache
from pathlib import Path
from typing import Any

from config.source import read
from rules.said import Hints

FILE = Path(__file__).parent / "library" / "stop_words.yaml"


@cache
def stop_words() -> tuple[str, ...]:
    """The words, read once a process."""
    data: Any = read(FILE).data
    return tuple(data["words"])


@cache
def alarm_words() -> tuple[str, ...]:
    """The words after which everybody leaves as well, read once a process."""
    data: Any = read(FILE).data
    return tuple(data["alarms"])


@cache
def hints() -> Hints:
    """What in everyday words may mean a stop or a danger, read once a process."""
    data: Any = read(FILE).data
    return Hints(**{name: tuple(words) for name, words in data["hints"].items()})
