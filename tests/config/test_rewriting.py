"""A YAML file gets other data: it reads as them afterwards, and what nothing concerns keeps its text."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.rewriting import flow, rewritten
from config.source import Json, read

FILE = """\
# 开头的话
version: 3   # 改完加一
company: {id: c, name: 厂}

# 一行一个
people:
  # 领导
  - {id: U1, name: 甲, phone: "001", certs: {T-A: 2027-01-01}}   # 厂长

  # 班组
  - id: U2        # 分几行写的
    name: 乙
    # 他的证
    certs:
      T-A: 2027-01-01   # 快到期
      T-B: 2027-02-01
    tags: [a, b]
  - {id: U3, name: 丙, place: [[1.50, 2.00],
     [3, 4]]}
  # 末尾的话

posts:
  boss:   {name: 头, rank: 1}   # 对齐的
  helper: {name: 副, rank: 2}
empty: []
last: {a: 1}
"""


def parsed(text: str) -> Json:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "f.yaml"
        file.write_text(text, "utf-8")
        document = read(file)
        assert document.problems == [], text
        return document.data


BEFORE = parsed(FILE)
assert isinstance(BEFORE, dict)
PEOPLE: list[dict[str, Json]] = list(BEFORE["people"])

# what is changed, the lines that go, the lines that come
CHANGES: list[tuple[str, dict[str, Json], list[str], list[str]]] = [
    (
        "entries in the middle and before all",
        {"people": [{"id": "U8", "name": "辛"}, PEOPLE[0], {"id": "U9", "name": "壬"}, *PEOPLE[1:]]},
        [],
        ["  - {id: U8, name: 辛}", "  - {id: U9, name: 壬}"],
    ),
    ("a number", {"version": 4}, ["version: 3   # 改完加一"], ["version: 4   # 改完加一"]),
    (
        "one on a line of his own",
        {"people": [{**PEOPLE[0], "phone": "002"}, *PEOPLE[1:]]},
        ['  - {id: U1, name: 甲, phone: "001", certs: {T-A: 2027-01-01}}   # 厂长'],
        ['  - {id: U1, name: 甲, phone: "002", certs: {T-A: 2027-01-01}}   # 厂长'],
    ),
    (
        "one who goes",
        {"people": PEOPLE[1:]},
        ['  - {id: U1, name: 甲, phone: "001", certs: {T-A: 2027-01-01}}   # 厂长'],
        [],
    ),
    (
        "one on several lines, with one certificate less and one more",
        {"people": [PEOPLE[0], {**PEOPLE[1], "certs": {"T-B": "2027-03-01", "T-C": "2027-04-01"}}, PEOPLE[2]]},
        ["      T-A: 2027-01-01   # 快到期", "      T-B: 2027-02-01"],
        ["      T-B: 2027-03-01", "      T-C: 2027-04-01"],
    ),
    (
        "one who comes",
        {"people": [*PEOPLE, {"id": "U4", "name": "丁", "supervisor": None, "phone": ""}]},
        [],
        ['  - {id: U4, name: 丁, supervisor: null, phone: ""}'],
    ),
    (
        "a point of a place on two lines",
        {"people": [*PEOPLE[:2], {**PEOPLE[2], "place": [[1.5, 2], [3, 5]]}]},
        ["  - {id: U3, name: 丙, place: [[1.50, 2.00],", "     [3, 4]]}"],
        ["  - {id: U3, name: 丙, place: [[1.5, 2], [3, 5]]}"],
    ),
    (
        "a post more",
        {"posts": {**BEFORE["posts"], "n/1: x": {"name": "新: #1"}}},
        [],
        ['  "n/1: x": {name: "新: #1"}'],
    ),
    ("a post less", {"posts": {"boss": {"name": "头", "rank": 1}}}, ["  helper: {name: 副, rank: 2}"], []),
    ("the first of all", {"empty": [{"id": "E1"}]}, ["empty: []"], ["empty: [", "    {id: E1},", "  ]"]),
    (
        "nobody is left",
        {"posts": {}},
        ["  boss:   {name: 头, rank: 1}   # 对齐的", "  helper: {name: 副, rank: 2}"],
        ["  {}"],
    ),
    ("the last line", {"last": {"a": 2}}, ["last: {a: 1}"], ["last: {a: 2}"]),
]  # fmt: skip


@pytest.mark.parametrize(("change", "gone", "come"), [case[1:] for case in CHANGES], ids=[case[0] for case in CHANGES])
@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["unix", "windows"])
def test_only_the_lines_that_are_concerned_change(
    change: dict[str, Json], gone: list[str], come: list[str], ends: str
) -> None:
    assert isinstance(BEFORE, dict)
    after = {**BEFORE, **change}
    text = rewritten(FILE.replace("\n", ends), BEFORE, after)
    lines, before = text.replace(ends, "\n").splitlines(), FILE.splitlines()
    assert parsed(text) == after
    assert [line for line in before if line not in lines] == gone
    assert [line for line in lines if line not in before] == come
    assert text.count(ends) == text.count("\n")


def test_without_a_line_end_at_its_end_a_file_gets_its_new_entry_all_the_same() -> None:
    assert isinstance(BEFORE, dict)
    after = {**BEFORE, "more": "x"}
    assert parsed(rewritten(FILE.rstrip(), BEFORE, after)) == after


TRICKY = "~ - # % @ ` { ] ' = ? null true no 1 0x1f 1e5 2027-01-01 &a *a !x << 1:30 :0"
WORDS = st.text(st.characters(codec="utf-8"), max_size=8) | st.sampled_from(
    [*TRICKY.split(), "- a", "a: b", "\u2028", "\x85", "\ufeff", "\x07", "a\n"]
)
SCALARS = (
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | WORDS | st.floats(-1e6, 1e6).map(lambda n: round(n, 6))
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3), max_leaves=6
)
ENTRIES = st.dictionaries(
    st.sampled_from([f"U{number}" for number in range(6)]),
    st.dictionaries(WORDS.filter(lambda w: w != "id"), VALUES, max_size=3),
)


@settings(max_examples=60)
@given(ENTRIES, VALUES, st.booleans())
def test_whatever_the_data_are_the_file_reads_as_them(
    entries: dict[str, dict[str, Json]], value: Json, by_key: bool
) -> None:
    assert isinstance(BEFORE, dict)
    people: list[Json] = [{"id": each, **fields} for each, fields in entries.items()]
    after: dict[str, Json] = {**BEFORE, "people": people, "last": value}
    if by_key:
        after["posts"] = {**entries}
    found = parsed(rewritten(FILE, BEFORE, after))
    assert isinstance(found, dict)
    assert {each["id"]: each for each in found["people"]} == {each["id"]: each for each in people}
    assert {**found, "people": people} == after


@settings(max_examples=150)
@given(VALUES)
def test_a_value_on_one_line_reads_as_itself(value: Json) -> None:
    assert parsed(f"a: {flow(value)}\n") == {"a": value}
