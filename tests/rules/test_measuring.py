"""Readings as people write them: a number, its unit, and the limit of the line."""

from __future__ import annotations

import pytest

from rules.measuring import BadReading, asked, beyond, graded, in_words, read
from rules.templates import SiteReading

GAS = ("%LEL", "%vol", "ppm")
WIND = SiteReading("级", 17, most=4, graded_by="wind_force")


@pytest.mark.parametrize("given", ["0%LEL", "氧 20.9 %VOL，可燃 0", "硫化氢 0.5ppm", "２％ｌｅｌ"])
def test_a_reading_in_words_holds_a_number_with_its_unit(given: str) -> None:
    in_words(given, GAS)


@pytest.mark.parametrize("given", ["abc", "3级", "合格", "%LEL", "0", "ppm 3"])
def test_words_without_a_number_in_one_of_the_units_are_none(given: str) -> None:
    with pytest.raises(BadReading, match="单位（%LEL、%vol、ppm）"):
        in_words(given, GAS)


def test_where_the_line_names_no_unit_a_number_is_enough() -> None:
    in_words("压力 0", ())
    with pytest.raises(BadReading, match="要写一个数。"):
        in_words("没压力", ())


@pytest.mark.parametrize(("said", "most"), [(None, 4), (3, 4), (6, 6), (True, 4), ("6", 4)])
def test_the_wind_by_which_the_job_was_graded_passes(said: object, most: int) -> None:
    wanted = graded(WIND, {} if said is None else {"wind_force": said})
    assert wanted.most == most
    assert not beyond(read(f"{most}级", wanted), wanted)
    assert beyond(read(f"{most + 1}", wanted), wanted) == f"测得 {most + 1} 级，超过 {most} 级"
    assert asked(wanted) == f"读数（级，不超过 {most}）"


def test_a_limit_that_the_form_does_not_change_stays() -> None:
    plain = SiteReading("级", 17, most=4)
    assert graded(plain, {"": 9, "wind_force": 9}) == plain
