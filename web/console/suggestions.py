"""The door behind the console's fields for a person: at most eight people whom the words mean."""

from __future__ import annotations

from typing import Any

from flask import request

from web.console.board import today
from web.console.finding import best, label
from web.house import house
from web.people import rulebook

MOST, MAX_WORDS = 8, 64


def people() -> dict[str, Any]:
    """`?words=` → `{people: [label, …]}`, the best first; with `board`, only those who are on it today."""
    now = house().now()
    rules = rulebook(now)
    plant, words = rules.plant, request.args.get("words", "")[:MAX_WORDS]
    there = {person for row in today(rules, now) for person in row.people} if "board" in request.args else None
    found = [each for each in plant.people if there is None or each.id in there]
    return {"people": [label(plant, person) for person in best(words, found, plant)[:MOST]]}
