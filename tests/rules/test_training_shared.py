"""Phones on which several people learn: which ones are seen, and which are not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from rules.training.shared import Shared, Use, shared

AT = datetime(2026, 11, 25, 8, tzinfo=UTC)


def use(person: str, minutes: float, lesson: str = "A", device: str = "one") -> Use:
    return Use(device, person, lesson, AT + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("uses", "seen"),
    [
        ([use("a", 0), use("b", 10)], [(("a", "b"), 2, 1, 1)]),
        ([use("b", 10, "B"), use("a", 0)], [(("a", "b"), 2, 1, 0)]),
        ([use("a", 0), use("b", 10.1)], []),
        ([use("a", 0), use("a", 1)], []),
        ([use("a", 0), use("b", 1, device="two")], []),
        ([use("a", 0), use("b", 60), use("c", 120)], [(("a", "b", "c"), 3, 0, 0)]),
        ([use("a", 0), use("b", 5), use("a", 9, "B"), use("b", 12)], [(("a", "b"), 4, 3, 1)]),
    ],
)
def test_a_phone_is_seen_where_people_follow_each_other_or_are_many(
    uses: list[Use], seen: list[tuple[tuple[str, ...], int, int, int]]
) -> None:
    assert [(each.people, each.uses, each.soon, each.same) for each in shared(uses)] == seen


def test_the_phone_of_most_people_comes_first_with_its_newest_use() -> None:
    few, many = [use("a", 0), use("b", 1)], [use(each, 90, device="two") for each in "abc"]
    assert [each.device for each in shared([*few, *many])] == ["two", "one"]
    assert shared(few) == [Shared("one", ("a", "b"), 2, 1, 1, AT + timedelta(minutes=1))]
