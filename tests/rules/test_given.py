"""What comes from outside is read within bounds, or not at all."""

from datetime import date, datetime

import pytest
from anhe import at

from rules.given import bounded, day, moment, number, point


@pytest.mark.parametrize(
    ("year", "taken"), [(1969, False), (1970, True), (2199, True), (2200, False), (1, False), (9999, False)]
)
def test_a_day_is_of_the_years_that_somebody_can_mean(year: int, taken: bool) -> None:
    if taken:
        assert bounded(date(year, 6, 1)) == day(f"{year:04}-06-01") == date(year, 6, 1)
        return
    for read, given in ((day, f"{year:04}-06-01"), (moment, f"{year:04}-06-01T08:00")):
        with pytest.raises(ValueError, match="outside the years 1970 to 2199"):
            read(given)


def test_days_and_moments_are_read_as_they_are_written() -> None:
    assert day("2026-11-25") == date(2026, 11, 25)
    assert moment("2026-11-25T08:30+08:00") == at("2026-11-25T08:30")
    assert moment("2026-11-25T08:30") == datetime.fromisoformat("2026-11-25T08:30")
    for junk in ("", "heute", None, 20261325):
        with pytest.raises(ValueError):
            day(junk)


@pytest.mark.parametrize(("given", "found"), [(7, 7.0), ("20.9", 20.9), (-1e9, -1e9), (1e9, 1e9), (0, 0.0)])
def test_a_number_may_be_written_as_text(given: object, found: float) -> None:
    assert number(given) == found


@pytest.mark.parametrize("given", ["", "x", None, "nan", "inf", "-inf", 1.1e9, -1.1e9])
def test_what_is_no_number_to_reckon_with_is_refused(given: object) -> None:
    with pytest.raises(ValueError):
        number(given)


@pytest.mark.parametrize(
    ("longitude", "latitude", "found"),
    [
        (121.9, "32.5", (121.9, 32.5)),
        (180, 90, (180, 90)),
        (-180, -90, (-180, -90)),
        (180.5, 0, None),
        (0, 90.5, None),
        (-180.5, 0, None),
        ("x", 0, None),
        (0, "nan", None),
    ],
)
def test_a_point_lies_on_the_earth(longitude: object, latitude: object, found: object) -> None:
    assert point({"longitude": longitude, "latitude": latitude}) == found


def test_half_a_point_is_none() -> None:
    assert point({"longitude": 1.0}) is None and point({"latitude": 1.0}) is None and point({}) is None
