"""What a photo says of when and where it was taken, against the hazard."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from rules.hazards.seen import Finding, Reason, Verdict
from rules.hazards.taken import Known, doubted, place
from rules.plant import Area

ZONE = ZoneInfo("Asia/Shanghai")
FOUND, SENT = datetime(2026, 11, 25, 8, 0, tzinfo=ZONE), datetime(2026, 11, 25, 10, 0, tzinfo=ZONE)
HERE = (121.90, 32.50)
AREA = Area("a", "泵房", "util", False, center=HERE, radius_m=50)
KNOWN = Known(FOUND, SENT, None, AREA, "WGS-84", lambda real: real, ZONE)
CHANGED = Finding(Verdict.CHANGED, (Reason.BOX_CHANGED,))


@pytest.mark.parametrize(
    ("said", "doubts"),
    [
        ({}, ()),
        ({"taken_at": "2026-11-25T09:30:00"}, ()),
        ({"taken_at": "2026-11-25T07:56:00"}, ()),
        ({"taken_at": "2026-11-25T10:04:00+08:00"}, ()),
        ({"taken_at": "2026-11-25T07:00:00"}, (Reason.TAKEN_EARLY,)),
        ({"taken_at": "2026-11-25T09:30:00+09:00"}, ()),
        ({"taken_at": "2026-11-25T08:30:00+09:00"}, (Reason.TAKEN_EARLY,)),
        ({"taken_at": "2026-11-25T11:00:00"}, (Reason.TAKEN_LATER,)),
        ({"taken_at": "no time"}, ()),
        ({"longitude": "121.9030", "latitude": "32.5000"}, ()),
        ({"longitude": "121.9100", "latitude": "32.5000"}, (Reason.TAKEN_ELSEWHERE,)),
        ({"longitude": "no", "latitude": "32.5"}, ()),
    ],
)
def test_what_contradicts_is_a_doubt_and_what_is_not_said_is_none(said: dict[str, str], doubts: object) -> None:
    for name in ("told", "read"):
        found = doubted(CHANGED, {name: said}, KNOWN)
        assert found.reasons == (Reason.BOX_CHANGED, *doubts)
        assert found.verdict is (Verdict.UNSURE if doubts else Verdict.CHANGED)


def test_where_the_photo_before_was_taken_counts_more_than_the_area() -> None:
    far = {"read": {"longitude": "121.9100", "latitude": "32.5000"}}
    known = Known(FOUND, SENT, place(far), AREA, "WGS-84", lambda real: real, ZONE)
    assert doubted(CHANGED, far, known).verdict is Verdict.CHANGED
    assert doubted(CHANGED, {"read": {"longitude": "121.9", "latitude": "32.5"}}, known).verdict is Verdict.UNSURE


@given(some.sampled_from(Verdict), some.timedeltas(timedelta(-20000), timedelta(20000)))
def test_a_doubt_never_makes_a_verdict_better(verdict: Verdict, after: timedelta) -> None:
    at = FOUND + after
    found = doubted(Finding(verdict, (Reason.BETWEEN,)), {"told": {"taken_at": at.isoformat()}}, KNOWN)
    assert found.verdict in (verdict, Verdict.UNSURE)
    assert (found.verdict is verdict) or verdict is Verdict.CHANGED
    early = at < FOUND - timedelta(minutes=5)
    assert (Reason.TAKEN_EARLY in found.reasons) == early
