"""Typed values of stored JSON: what they don't know outlives a change; what an older row lacks has its default."""

from __future__ import annotations

import pickle
from copy import deepcopy
from datetime import datetime
from typing import Any

import pytest

from models.permit_work import Confirmed, StopRecord, Work

AT = "2026-11-25T08:30:00.120+08:00"
NOW = datetime.fromisoformat(AT)
LATER: dict[str, Any] = {
    "of_tomorrow": {"deep": [1, None, "2.5"]},
    "guardian": "U30",
    "measures": {"DH01": {"applies": "no", "by": "U1", "at": AT, "points": [{"place": "a", "tag": "7", "seal": "x"}]}},
    "stops": [{"at": AT, "by": "", "why": "气味", "resumed_at": None, "weather": "wind"}],
    "head_count": {"in": ["U34"], "tools": 2, "pets": 0},
}


def test_keys_of_a_later_version_outlive_a_change_at_every_depth() -> None:
    assert Work.read(LATER).kept == LATER
    changed = Work.read(LATER).guarded_by("U20")
    changed = changed.with_last_stop(changed.last_stop.resumed(NOW))
    stops = [{**LATER["stops"][0], "resumed_at": AT}]
    assert changed.kept == {**LATER, "guardian": "U20", "stops": stops}


def test_what_an_older_row_lacks_is_read_with_its_default_and_not_written() -> None:
    work = Work.read({"stops": [{"at": AT}]})
    assert (work.guardian, work.cut, work.briefing, work.head_count.people) == ("", (), None, ())
    assert (work.last_stop.retest, work.last_stop.taken_over) == (False, None)
    assert work.kept == {"stops": [{"at": AT}]}


def test_a_value_is_not_changed_in_place() -> None:
    work = Work()
    assert work.cut_off(["U1"]).cut == ("U1",) and work.cut == ()
    with pytest.raises(AttributeError, match="not changed in place"):
        work.guardian = "U2"


def test_a_key_without_a_default_that_is_not_there_is_named() -> None:
    with pytest.raises(KeyError, match="StopRecord without at"):
        _ = Work.read({"stops": [{}]}).last_stop.at


def test_a_name_that_a_value_does_not_have_is_not_kept() -> None:
    with pytest.raises(AttributeError):
        Work(guardain="U1")


def test_a_copy_keeps_the_same() -> None:
    work = Work.read(LATER)
    assert not work.feeds and work.last_stop.by == ""
    assert deepcopy(work) == work and pickle.loads(pickle.dumps(work)) == work


def test_a_new_version_begins_without_what_belonged_to_the_old_one() -> None:
    work = Work(guardian="U1", measures={"DH01": Confirmed()}, confirmed=("a",), stops=(StopRecord(at=NOW),))
    assert work.of_a_new_version().kept == {"guardian": "U1", "stops": [{"at": AT}]}


def test_a_second_hand_over_of_one_stop_waits_for_its_own_signature() -> None:
    stop = StopRecord(at=NOW, handover=True).signed_over(NOW).handed_over()
    assert stop.handover and stop.taken_over is None and "taken_over" not in stop.kept
