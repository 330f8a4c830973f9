"""How the tests are shared among the processes of a run, so that all of them end together.

A file is run by one process, and so is each house of stories. Long ones come first, but those that wait do not all
begin at once; quick ones fill the end.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable

import pytest
from xdist.scheduler import LoadScopeScheduling

STORIES = "tests/flows/test_scenarios.py::test_every_story_keeps"
# The beginnings of names: of tests that wait more than they work.
WAITING = (
    STORIES,
    "tests/chaos/test_kill.py",
    "tests/flows/test_a_flow_moves_in.py",
    "tests/workers/test_deliver.py",
    "tests/reported/test_lanes.py",
    "tests/reported/test_back_again.py",
    "tests/reported/test_grown.py",
    "tests/reported/test_queue_away.py",
    "tests/reported/test_floods.py",
    "tests/bot/test_dingtalk_stream.py",
    "tests/bot/test_wecom_channel.py",
    "tests/workers/test_start.py",
    "tests/workers/test_watchman.py",
    "tests/docs/test_new_plant_doc.py",
)
# They wait for a browser half of their time.
BROWSER = (
    "tests/web/test_phone_pages.py",
    "tests/web/test_people_by_typing.py",
    "tests/web/test_console_",
    "tests/web/test_bridge.py",
    "tests/simulator/test_wall_live.py",
    "tests/flows/test_working_by_hand.py",
    "tests/flows/test_people_by_hand.py",
    "tests/flows/test_requesting_by_hand.py",
    "tests/flows/test_signing_by_hand.py",
    "tests/flows/test_attaching.py",
    "tests/flows/test_lost_answers.py",
    "tests/reported/test_what_hands_meet.py",
    "tests/reported/test_pictures.py",
    "tests/reported/test_where_people_act.py",
    "tests/reported/test_readable.py",
)
LONG = (
    "tests/flows/test_kept_stores.py",
    "tests/reported/test_forged_rows.py",
    "tests/reported/test_bent_rows.py",
    "tests/reported/test_backups.py",
    "tests/reported/test_rules_change.py",
    "tests/config/test_bad_sheets.py",
    "tests/config/",
    "tests/web/",
    "tests/exports/",
    "tests/flows/",
    "tests/simulator/",
    "tests/bot/",
)
# They fill the end.
QUICK = ("tests/rules/", "tests/models/", "tests/docs/", "tests/cards/", "tests/evidence/")
# So many objects more than at the last search for garbage (Python's own value: 700).
GARBAGE_AFTER = 20_000


class ByFile(LoadScopeScheduling):
    def _split_scope(self, nodeid: str) -> str:
        return scope(nodeid)


def scope(test: str) -> str:
    """What one process runs as a whole: the test's file, or a house of stories."""
    return test if test.startswith(STORIES) else test.split("::", 1)[0]


def in_turn(scopes: Iterable[str]) -> list[str]:
    """First those that wait, those in a browser and those that work, mixed evenly; last the quick ones."""
    left = list(dict.fromkeys(scopes))
    kinds = [_taken(left, names) for names in (WAITING, BROWSER, LONG)]
    quick = _taken(left, QUICK)
    mixed = sorted((place / len(kind), one) for kind in kinds for place, one in enumerate(kind))
    return [*(one for _, one in mixed), *left, *quick]


def _taken(left: list[str], names: tuple[str, ...]) -> list[str]:
    """Takes from `left` those whose names begin so, in the order of `names`."""
    taken = [one for name in names for one in left if one.startswith(name)]
    found = list(dict.fromkeys(taken))
    left[:] = [one for one in left if one not in found]
    return found


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end, so the search for garbage need not look at it again and again, and may be
    rarer: it took a twelfth of the processor time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_AFTER)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    turns = {one: turn for turn, one in enumerate(in_turn(scope(item.nodeid) for item in items))}
    items.sort(key=lambda item: turns[scope(item.nodeid)])


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> LoadScopeScheduling:
    return ByFile(config, log)
