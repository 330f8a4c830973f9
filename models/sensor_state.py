"""The state of a sensor (`rules.sensors.machine.State`) as its row keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from models.base import from_milliseconds, to_milliseconds
from models.stored import NONE, Stored
from rules.sensors.machine import State, Votes

MOMENTS = ("at", "since1", "since2", "clear_since", "changed_at")
PLAIN = ("wrong", "level", "over", "flapping", "faulty", "good", "fault", "stuck")


class Kept(Stored):
    """Moments in milliseconds, values as text, so that nothing is rounded."""

    moments: Mapping[str, int] = NONE
    plain: Mapping[str, object] = NONE
    value: str | None = None
    peak: str | None = None
    votes: tuple[Mapping[str, int], ...] = ()
    turns: tuple[int, ...] = ()

    @classmethod
    def of(cls, state: State) -> Kept:
        return cls(
            moments={name: to_milliseconds(at) for name in MOMENTS if (at := getattr(state, name)) is not None},
            plain={name: getattr(state, name) for name in PLAIN},
            value=_text(state.value),
            peak=_text(state.peak),
            votes=tuple(
                {"at": to_milliseconds(each.at), "of": each.of, "over1": each.over1, "over2": each.over2}
                for each in state.votes
            ),
            turns=tuple(map(to_milliseconds, state.turns)),
        )

    @property
    def state(self) -> State:
        """The state again; what an older version did not keep is as at the beginning."""
        more: dict[str, Any] = {name: value for name, value in self.plain.items() if name in PLAIN}
        more |= {name: from_milliseconds(at) for name, at in self.moments.items() if name in MOMENTS}
        votes = tuple(Votes(from_milliseconds(e["at"]), e["of"], e["over1"], e["over2"]) for e in self.votes)
        return State(
            value=_number(self.value),
            peak=_number(self.peak),
            votes=votes,
            turns=tuple(map(from_milliseconds, self.turns)),
            **more,
        )


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _number(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)
