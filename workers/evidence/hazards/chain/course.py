"""What the chain says of a hazard, as it is read from the first entry on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from workers.evidence.hazards.chain import shown
from workers.evidence.hazards.chain.row import LISTS

# The five items of a plan.
FIVE = ("leader", "executor", "measures", "money", "emergency", "drill")


@dataclass
class Course:
    """values: what the chain says last, with the number of its entry; lists: the same of what grows."""

    values: dict[str, tuple[object, int]] = field(default_factory=dict)
    lists: dict[str, list[shown.Item]] = field(default_factory=lambda: {name: [] for name in LISTS})
    fixed: shown.Item = field(default_factory=dict)
    fixed_photos: shown.Shots = field(default_factory=list)
    left_at: datetime | None = None
    left: list[str] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)
    seq: int = 0

    def says(self, **values: object) -> None:
        self.values |= {name: (value, self.seq) for name, value in values.items()}

    def repeats(self, data: shown.Data, *names: str) -> None:
        """These values, where the entry has them."""
        self.says(**{name: data[name] for name in names if name in data})

    def forget(self, *names: str) -> None:
        """What no longer can be known from the entries."""
        for name in names:
            self.values.pop(name, None)

    def listed(self, name: str) -> list[Any]:
        """A value that is a list, empty where the chain has none."""
        found = self.values.get(name, ([], 0))[0]
        return list(found) if isinstance(found, list) else []

    def until(self, data: shown.Data, words: str = "until") -> None:
        """The new deadline: its moment, or only its words in older entries."""
        self.forget("until", "until_words")
        if data.get("until_at"):
            self.says(until=shown.second(datetime.fromisoformat(str(data["until_at"]))))
        elif data.get(words):
            self.says(until_words=str(data[words]))


Tell = Callable[[Course, shown.Data, shown.Data], None]
"""How an entry changes it: the course, the entry's data, its whole line."""
