"""Lock-out points: what is taken, what is refused with which words, and what stays to be undone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.isolation import BadPoint, Isolates, kept, known, points, undone, words

PEOPLE = ("U35", "U33")
SWITCH = {"place": "P-101 电源", "tag": "7", "lock": "12", "keeper": "U35"}


def name(person: str) -> str:
    return {"U35": "暴雪霁"}[person]


def test_a_switch_says_its_tag_its_lock_and_who_has_the_key() -> None:
    (point,) = points([SWITCH], "lock", PEOPLE)
    assert words(point, name) == "P-101 电源：牌 7，锁 12，钥匙在暴雪霁"
    assert undone(point, name) == "P-101 电源：锁 12 已拆，牌 7 已摘，钥匙已还暴雪霁"
    assert known(kept([point])) == (point,)


def test_a_blind_plate_has_its_tag_alone_which_stays_when_the_work_is_accepted() -> None:
    (plate,) = points([{"place": "N2 管线 DN50", "tag": "MB-3"}], "tag", PEOPLE)
    assert words(plate, name) == "N2 管线 DN50：牌 MB-3" and not undone(plate, name)


@pytest.mark.parametrize(
    ("given", "isolates", "told"),
    [
        (None, "tag", "这一条要写隔离点。请写上在哪里、挂的几号牌。"),
        ([], "lock", "这一条要写隔离点。请写上在哪里、挂的几号牌。"),
        ("x", "tag", "这一条要写隔离点。请写上在哪里、挂的几号牌。"),
        ([3], "tag", "隔离点没有收完整。请重新打开这一页再写。"),
        ([SWITCH | {"tag": " "}], "lock", "隔离点没写全。请写上在哪里、挂的几号牌。"),
        ([SWITCH | {"lock": ""}], "lock", "P-101 电源没写锁号。请上锁，再写锁号和谁拿钥匙。"),
        ([SWITCH | {"keeper": "U99"}], "tag", "P-101 电源没写谁拿钥匙。请从这张票的人里选一个。"),
        ([SWITCH, SWITCH | {"tag": "8"}], "lock", "锁号写重了。请一个点写一个锁号。"),
        ([SWITCH, SWITCH | {"lock": "13"}], "lock", "牌号写重了。请一个点写一个牌号。"),
        (
            [SWITCH | {"tag": str(n), "lock": str(n)} for n in range(13)],
            "lock",
            "一条最多写 12 个隔离点。请拆成几张票。",
        ),
    ],
)
def test_what_names_no_point_is_told_what_is_missing(given: object, isolates: Isolates, told: str) -> None:
    with pytest.raises(BadPoint) as caught:
        points(given, isolates, PEOPLE)
    assert str(caught.value) == told


ANYTHING = st.recursive(
    st.none() | st.integers() | st.text(max_size=40),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(sorted(SWITCH)), inner),
    max_leaves=8,
)


@given(ANYTHING, st.sampled_from(["tag", "lock"]))
def test_whatever_comes_is_refused_in_words_or_complete(given: object, isolates: Isolates) -> None:
    try:
        found = points(given, isolates, PEOPLE)
    except BadPoint as refused:
        assert str(refused).endswith("。")
        return
    assert all(each.place and each.tag and (each.keeper in PEOPLE or not each.lock) for each in found)


def test_as_many_points_as_allowed_are_taken_and_a_tag_alone_has_no_keeper() -> None:
    assert len(points([SWITCH | {"tag": str(n), "lock": str(n)} for n in range(12)], "lock", PEOPLE)) == 12
    (plate,) = points([{"place": "N2 管线", "tag": "MB-3", "keeper": "U35"}], "tag", PEOPLE)
    assert plate.keeper == ""
