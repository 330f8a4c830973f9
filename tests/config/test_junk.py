"""A value that can't be right is said in words, wherever it stands, and stops none of the other checks.

Each of these stopped one once. They were found by putting some twenty values into each place of both plants.
"""

from __future__ import annotations

import pytest
from spoiling import sound, spoil

from config.loader import examine

NOBODYS = "没有这个"
# where, what stands there now, words of a sentence
JUNK: list[tuple[str, object, str]] = [
    ("plant/people/U04/department", NOBODYS, "没有“没有这个”这个部门"),
    ("plant/people/U04/posts", [NOBODYS], "没有“没有这个”这个岗位"),
    ("permit_templates/kinds/lifting/level_table/0/A", NOBODYS, "没有“没有这个”这个级别"),
    ("permit_templates/kinds/lifting/level_table/0/B", NOBODYS, "没有“没有这个”这个级别"),
    ("plant/shifts/day/to", 0.5, "要写时刻，如 08:00，不写时区"),
    ("plant/shifts/day/to", "17:00Z", "要写时刻，如 08:00，不写时区"),
    ("plant/shifts/hours/D/0", "08:00+08:00", "要写时刻，如 08:00，不写时区"),
    ("routing_rules/windows/night/to", 0.5, "要写时刻，如 08:00，不写时区"),
    ("permit_templates/kinds/hot_work/levels/second/daily_window/to", "18:00Z", "要写时刻，如 08:00，不写时区"),
]


@pytest.mark.parametrize(("place", "junk", "words"), JUNK, ids=[f"{case[0]} {case[1]}" for case in JUNK])
def test_it_is_said_in_words(place: str, junk: object, words: str) -> None:
    found = spoil((place, junk)).found
    assert [fault for fault in found if words in fault.message], found


def test_an_id_that_is_no_name_hides_nobody_who_has_something_open() -> None:
    spoilt = spoil(("plant/people/U04/id", {"a": 1})).documents
    held = {name: document.data for name, document in sound().items()}
    found = examine(spoilt, held, {"people": {"U04": "郗望北", "U05": "于"}})[1]
    assert [fault.field for fault in found if "还有没办完的事" in fault.message] == ["people"]
