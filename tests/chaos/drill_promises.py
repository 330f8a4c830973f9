"""What must be true of drills after any number of crashes: one line for each broken promise."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator

from models.drill import DrillRun
from models.ledger import Entry
from tests.chaos.drillers import ToldOfDrills


def broken(told: ToldOfDrills, entries: Iterable[Entry]) -> Iterator[str]:
    """One run an order, one decision a step, and each that somebody was told is taken is the one in the chain."""
    decided = {run.number: _decided(run, entries) for run in DrillRun.select()}
    if len(decided) != told.ordered:
        yield f"{told.ordered} drills were ordered and {len(decided)} are there"
    for run in DrillRun.select():
        if run.state not in ("passed", "failed", "missed"):
            yield f"drill {run.number} ended as {run.state}"
        kept = [(step.at_node, step.option) for step in run.sheet.steps]
        if kept != [(data["node"], data["option"]) for data in decided[run.number]]:
            yield f"drill {run.number} has other decisions than its chain"
        times = Counter(node for node, _ in kept)
        yield from (f"step {node} of {run.number}: {count} times" for node, count in times.items() if count > 1)
    letters = {(number, data["node"]): _letter(data) for number, all_ in decided.items() for data in all_}
    for step, letter in told.acknowledged:
        if letters.get(step) != letter:
            yield f"step {step} was acknowledged as {letter} and is {letters.get(step)}"
    for step, letter in letters.items():
        # Nothing where its time was up.
        if letter not in (*told.given[step], ""):
            yield f"step {step} was decided with {told.given[step]} and is {letter}"


def _decided(run: DrillRun, entries: Iterable[Entry]) -> list[dict]:
    mine = (entry for entry in entries if entry.subject_id == run.subject_id and entry.kind == "drill.decided")
    return [json.loads(entry.canonical)["data"] for entry in mine]


def _letter(data: dict) -> str:
    """The letter under which stood what was chosen."""
    return next((each["letter"] for each in data["options"] if each["id"] == data["option"]), "")
