"""The names that stored data rely on: those that today's code understands, and those in a store.

Each line of `code_names` reads the one place in the code that knows the names; when a room moves, only its line
changes.
"""

from __future__ import annotations

from collections.abc import Iterable
from pydoc import locate
from typing import Any

from demo import PLANT

from cards.builders import BUILDERS
from handlers import flows
from handlers.permits import due
from models.ask import Ask
from models.delivery import Delivery
from models.inbox import Received
from models.ledger import Entry
from models.permit import Permit
from models.subject import Subject
from models.tables import MODELS
from web.h5 import carried, pages
from workers.scenarios import scenarios

Names = dict[str, list[str]]
# In the queue a job is the path of its function: these are all that were ever put into it.
JOBS = [f"workers.jobs.{name}" for name in ("deliver", "sweep", "seal", "archive", "export", "pulse")]


def code_names() -> Names:
    """Every name that this code understands, by what it names."""
    here = flows.here()
    pairs = [*here.taps, *here.pages]
    return {
        "columns": _sorted(f"{m._meta.table_name}.{f.column_name}" for m in MODELS for f in m._meta.sorted_fields),
        "cards": _sorted(BUILDERS),
        "answers": _sorted(f"{kind} {name}" for kind, name in pairs),
        "acts": _sorted(here.acts),
        "sent by pages": _sorted(carried.ACTS),
        "words": _sorted(word for flow in here for word in flow.words),
        "menu": _sorted(key for flow in here for key in flow.menu),
        "steps": _sorted(here.steps),
        "unreachable": _sorted(here.unreachable),
        "directory": _sorted(here.directory),
        "moments": _sorted(due.EVENTS),
        "pages": _sorted(pages.PAGES),
        "trail": _sorted(here.entries),
        "scenarios": _sorted(scenarios(PLANT)),
        "jobs": _sorted(path for path in JOBS if locate(path)),
    }


def store_names() -> Names:
    """Every name in the open store, by what it names."""
    moments = [ask.data["moments"] for ask in Ask.select(Ask.data).where(Ask.kind == "permit.timetable")]
    return {
        "asks": _column(Ask.kind),
        "entries": _column(Entry.kind),
        "deliveries": _column(Delivery.purpose),
        "received": _column(Received.name),
        "states": _column(Permit.state),
        "subjects": _sorted({key.partition("/")[0] for key in _column(Subject.key)}),
        "moments": _sorted({name for each in moments for name in each}),
    }


def all_names() -> dict[str, Names]:
    return {"code": code_names(), "store": store_names()}


def _column(column: Any) -> list[str]:
    return _sorted(row[0] for row in column.model.select(column).distinct().tuples())


def _sorted(names: Iterable[str]) -> list[str]:
    return sorted(set(names))
