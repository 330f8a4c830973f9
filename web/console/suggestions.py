"""The door behind the console's fields for a person: at most eight people whom the words mean."""

from __future__ import annotations

from typing import Any

from flask import request

from rules.staff.standing import has_left
from web.console.board import today
from web.console.finding import best, label
from web.house import house
from web.people import rulebook

MOST, MAX_WORDS = 8, 64


def people() -> dict[str, Any]:
    """`?words=` → `{people: [label, …]}`, the best first; with `board`, only those who are on it today; with `here`,
    nobody who has left: a field that asks somebody to do something."""
    now = house().now()
    rules = rulebook(now)
    plant, words = rules.plant, request.args.get("words", "")[:MAX_WORDS]
    there = {person for row in today(rules, now) for person in row.people} if "board" in request.args else None
    gone = {each.id for each in plant.people if "here" in request.args and has_left(each)}
    found = [each for each in plant.people if each.id not in gone and (there is None or each.id in there)]
    return {"people": [label(plant, person) for person in best(words, found, plant)[:MOST]]}
