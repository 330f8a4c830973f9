"""Files that are no plant's data: each ends soon, in a sentence, with a line; and a broken one is named alone."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from math import cos, pi, sin
from pathlib import Path

import pytest
from measured import MOST_SECONDS, Measured, measured
from ruamel.yaml import YAML
from ruamel.yaml.nodes import Node, ScalarNode
from ruamel.yaml.resolver import VersionedResolver

from config.files import FILES
from config.loader import problems, raw
from config.source import composed, read

ROOT = Path(__file__).parents[2]
ANHE = ROOT / "config" / "plants" / "anhe"
NINE = ", ".join(["*{0}"] * 9)
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{after}: &{after} [{NINE.format(before)}]\n" for before, after in zip("abcdefghi", "bcdefghij", strict=True)
)
PEOPLE = "people:\n" + "  - {id: U1, name: 甲, department: d, posts: [p], supervisor: null, account: a}\n" * 20_000

LONG_TEXTS = 'a: &a "' + "\u200b" * 400_000 + '"\nb: [' + ", ".join(["*a"] * 2_000) + "]\n"

# name, contents or what makes the file, the line that is named, words that are said
JUNK: list[tuple[str, bytes | str | Callable[[Path], object], int, str]] = [
    ("an alias bomb", BOMB, 1, "展开以后太大"),
    ("a bomb of mappings", BOMB.replace("[*", "{k: [*").replace("]\n", "]}\n").replace("x]}", "x]"), 1, "太大"),
    ("a bomb of long texts", LONG_TEXTS, 1, "展开以后太大"),
    ("a reference to itself", "version: 1\nareas: &all [*all]\n", 2, "引用了它自己"),
    ("50 MB", b"version: 1\n" * 5_000_000, 1, "文件超过 2 MB"),
    ("more people than there are", PEOPLE, 6251, "内容太多"),
    ("100,000 brackets", "[" * 100_000, 1, "一层套一层"),
    ("100,000 indents", "".join(f"{' ' * depth}a:\n" for depth in range(1900)), 41, "一层套一层"),
    ("a key 20,000 times", "version: 1\n" * 20_000, 2, "写了两次"),
    ("a NUL", "version: 1\nname: \x00\n", 2, "看不见的控制字符"),
    ("a bell", "version: 1\nname: 甲\nplace: \x07\n", 3, "看不见的控制字符"),
    ("GBK", "version: 1\nname: 安禾化工\n".encode("gbk"), 2, "不是 UTF-8"),
    ("UTF-16", "version: 1\n".encode("utf-16"), 1, "不是 UTF-8"),
    ("a folder", Path.mkdir, 1, "是一个文件夹"),
    ("no file", lambda file: None, 1, "没有这个文件"),
    ("an endless device", lambda file: file.symlink_to("/dev/zero"), 1, "不是普通文件"),
    ("a link to nothing", lambda file: file.symlink_to("not.there"), 1, "断了的链接"),
    ("a pipe", os.mkfifo, 1, "不是普通文件"),
    ("two documents", "version: 1\n---\nversion: 2\n", 2, "YAML 写法有误"),
    ("a list for a name", "version: 1\n? [a, b]\n: 1\n", 2, "多了括号"),
    ("a reference to nothing", "version: 1\nareas: *areas\n", 2, "YAML 写法有误"),
]


def make(folder: Path, contents: bytes | str | Callable[[Path], object]) -> Path:
    file = folder / "plant.yaml"
    if callable(contents):
        contents(file)
    else:
        file.write_bytes(contents.encode() if isinstance(contents, str) else contents)
    return file


@pytest.mark.parametrize(("name", "contents", "line", "words"), JUNK, ids=[case[0] for case in JUNK])
def test_junk_ends_in_one_sentence_with_its_line(
    tmp_path: Path, name: str, contents: bytes | str | Callable[[Path], object], line: int, words: str
) -> None:
    document = read(make(tmp_path, contents))
    fault = document.problems[0]
    assert (fault.file, fault.line) == ("plant.yaml", line)
    assert words in fault.message
    assert "：请" in fault.message
    assert len(document.problems) <= 20


SLIPS = [
    ("a: [1, 2\nb: 1\n", "方括号没有配对"),
    ("a: {b: 1\n", "花括号没有配对"),
    ("a: 'x\n", "引号没有配对"),
    ("a:\n\tb: 1\n", "不能用 Tab 缩进"),
    ("a: 早会: 8 点\n", "冒号用错了地方"),
    ("- a\nb: 1\n", "缩进没有对齐"),
    ("a: 'x' y\n", "缩进没有对齐"),
    ("a: [1,,2]\n", "括号里少了内容"),
    ("a: - b\n", "- 用错了地方"),
    ("a: *\n", "后面要写名字"),
    ('a: "\\q"\n', "换成单引号"),
    ("a: &x 1\nb: &x 2\n", "写了两次"),
]


@pytest.mark.parametrize(("contents", "words"), SLIPS, ids=[case[1] for case in SLIPS])
def test_a_slip_in_the_yaml_is_said_in_words(tmp_path: Path, contents: str, words: str) -> None:
    [fault] = read(make(tmp_path, contents)).problems
    assert words in fault.message and fault.message.endswith("：请改这一行")
    assert fault.line > 0


WRITTEN = [file for room in ("config", "tests") for file in sorted((ROOT / room).rglob("*.yaml"))]
NUMBERS = """
0 -0 +0 1 -1 +1 00 007 0777 0o17 0O17 0x1F 0X1f -0x1f 0b11 1_000 1__0 _1 1_ +1_0 12345678901234567890 08 09 -07 0o8 0xg
1.0 -1.5 +.5 .5 5. . -. +. 1e3 1E3 1e+3 1e-3 1.e3 1.5e400 e3 1e .e3 1_0.5 .5_0 .inf .Inf .INF -.inf +.Inf .iNf inf .nan
.NaN .NAN -.nan nan 190:20:30 1:59 20:30.15 08:00 2026-11-25 2026-1-2 2026-11-25T08:00:00+08:00 2026-11-25T08:00:00Z
1,000 1.2.3 ½ ² １２ ٣ − 1% 1㎡ 0.0 1e400 -1e400 0e0
"""
WORDS = """
null Null NULL nULL ~ ~~ true True TRUE tRUE false False FALSE yes Yes YES no No NO on On ON off Off OFF y Y n N none
None nil = == << <<< < ? - -- .. ... 是 否 甲 A_1 a-b a.b C-WELD U01
"""
SCALARS = [
    *f"{NUMBERS} {WORDS}".split(),
    "",
    "'1'",
    '"true"',
    "''",
    '""',
    "!!str 1",
    "!!int '1'",
    "!!float 1",
    "!!null ''",
    "! 1",
    "!x 1",
    "|\n  1",
]


def leaves(node: Node | None) -> Iterator[ScalarNode]:
    """Every scalar of a YAML text."""
    if isinstance(node, ScalarNode):
        yield node
    elif node is not None:
        parts = (each for part in node.value for each in (part if isinstance(part, tuple) else (part,)))
        for each in parts:
            yield from leaves(each)


def told(node: Node | None) -> list[tuple[str, str, int]]:
    """Of each scalar what it is, its text, and its line."""
    return [(str(each.tag), str(each.value), each.start_mark.line) for each in leaves(node)]


@pytest.mark.parametrize("version", ["", "%YAML 1.1\n---\n", "%YAML 1.2\n---\n"])
def test_each_scalar_is_read_as_yaml_has_it(version: str) -> None:
    text = version + "".join(f"- {each}\n" for each in SCALARS)
    assert told(composed(text)) == told(YAML(typ="safe").compose(text))
    assert len({tag for tag, _, _ in told(composed(text))}) == 9


def test_each_word_of_our_own_files_is_read_as_yaml_has_it() -> None:
    assert len(WRITTEN) > 40
    nodes = (node for file in WRITTEN for node in leaves(composed(file.read_text("utf-8"))))
    plain, library = {node.value: str(node.tag) for node in nodes if not node.style}, VersionedResolver()
    assert len(plain) > 4000
    assert plain == {word: str(library.resolve(ScalarNode, word, (True, False))) for word in plain}


def more(file: str, begins: str, lines: Iterable[str]) -> Callable[[Path], Path]:
    """Puts these lines at the beginning of a part of a plant's file."""

    def crowd(folder: Path) -> Path:
        whole, begin = (folder / file).read_text("utf-8"), f"\n{begins}:\n"
        assert begin in whole
        (folder / file).write_text(whole.replace(begin, begin + "\n".join(lines) + "\n", 1), "utf-8")
        return folder

    return crowd


def ring(count: int, radius: float) -> str:
    """The corners of a star with so many."""
    turns = [(2 * pi * each / count, radius * (1 if each % 2 else 0.6)) for each in range(count)]
    return ", ".join(f"[{121.95 + far * cos(turn):.7f}, {32.5 + far * sin(turn):.7f}]" for turn, far in turns)


def stair(count: int, number: int) -> str:
    """The corners of a narrow stair; stairs of other numbers run beside it without touching."""
    up = [(121.95 + each * 1e-4, 32.5 + each * 1e-4 + number * 3e-4 + each % 2 * 2e-5) for each in range(count // 2)]
    down = [(x + 1e-5, y + 2e-4) for x, y in reversed(up)]
    return ", ".join(f"[{x:.6f}, {y:.6f}]" for x, y in up + down)


def area(number: int, corners: str) -> str:
    return f"  - {{id: more{number}, name: 区{number}, department: ws1, hazard_place: false, polygon: [{corners}]}}"


POST = "  p{0}: {{name: 岗{0}, scope: plant, authority: 1, function: x}}"
CHAIN = "  p{}: {{authorization: SQ-2026-01, chain: [{{post: p{}}}]}}"
ROUTE = "  - {{id: R{}, match: {{kind: height, levels: [special], contractor: true}}, stages: [{{use: unit}}]}}"
CROWDED: dict[str, tuple[Callable[[Path], Path], str]] = {
    "a polygon of 20,000 corners": (more("plant.yaml", "areas", [area(1, ring(20_000, 0.001))]), "最多 200 个"),
    "stairs beside each other": (
        more("plant.yaml", "areas", [area(each, stair(150, each)) for each in range(8)]),
        "区域挨得太近，边界的点又太多",
    ),
    "8,000 corners": (
        more("plant.yaml", "areas", [area(each, ring(100, 0.001)) for each in range(80)]),
        "个点，最多 2000 个",
    ),
    "2,000 posts": (more("plant.yaml", "posts", [POST.format(each) for each in range(2_000)]), "个岗位，最多 300 个"),
    "a chain of 2,000 posts": (
        more("routing_rules.yaml", "substitutions", [CHAIN.format(each, each + 1) for each in range(2_000)]),
        "个替补链，最多 300 个",
    ),
    "1,500 routes": (
        more("routing_rules.yaml", "routes", [ROUTE.format(each) for each in range(1_500)]),
        "个路线，最多 300 个",
    ),
}


LISTS = "people: [" + "1, " * 95_000 + "]\n"
HEAVY = {name: contents for name, contents, _, _ in JUNK if name[0].isdigit() or "bomb" in name}


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Measured]:
    """What is said of the demo plant with one of these in it."""
    folder = tmp_path_factory.mktemp("plants")
    crowded = {name: crowd for name, (crowd, _) in CROWDED.items()}
    heavy = {name: partial(make, contents=contents) for name, contents in {**HEAVY, "numbers": LISTS}.items()}
    plants = {name: shutil.copytree(ANHE, folder / name) for name in crowded | heavy}
    for name, change in (crowded | heavy).items():
        change(plants[name])
    return dict(zip(plants, measured("said_of:plant", plants.values()), strict=True))


@pytest.mark.parametrize("name", CROWDED)
def test_more_than_any_plant_needs_is_said_in_one_sentence(checked: dict[str, Measured], name: str) -> None:
    words, found = CROWDED[name][1], checked[name].said
    assert all(words in fault or "最多" in fault for fault in found), found
    assert [fault for fault in found if words in fault and "：请" in fault], found


def test_no_file_takes_more_than_5_seconds_and_300_megabytes(checked: dict[str, Measured]) -> None:
    assert all(said for said, _ in checked.values())
    assert {name: seconds for name, (_, seconds) in checked.items() if seconds > MOST_SECONDS} == {}


@pytest.mark.parametrize("name", FILES)
def test_one_broken_file_is_the_only_thing_said(tmp_path: Path, name: str) -> None:
    folder = shutil.copytree(ANHE, tmp_path / "plant")
    file = folder / f"{name}.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "\nversion: [1, {\n", encoding="utf-8")
    found = problems(folder)
    assert {fault.file for fault in found} == {f"{name}.yaml"}
    assert len(found) == 1
    assert found[0].line > 1


# a piece of text that, once misspelt, takes the names away that other files use
SPOILT = [
    ("plant.yaml", "\npeople:\n", "\npeopel:\n", ["people", "peopel"]),
    ("plant.yaml", "\nposts:\n", "\nposst:\n", ["posts", "posst"]),
    ("plant.yaml", "\nareas:\n", "\nareas: null\nplaces:\n", ["areas", "places"]),
    ("permit_templates.yaml", '\n "roles": ', '\n "roels": ', ["roles", "roels"]),
    ("permit_templates.yaml", '\n "kinds": ', '\n "kind": ', ["kinds", "kind"]),
]


@cache
def whole_templates() -> str:
    """The demo plant's templates with all that they take, as JSON, which is YAML."""
    return json.dumps(raw(ANHE)["permit_templates"], ensure_ascii=False, indent=1)


@pytest.mark.parametrize(("file", "old", "new", "fields"), SPOILT, ids=[case[2].strip() for case in SPOILT])
def test_a_part_that_is_missing_is_named_and_not_all_that_needs_it(
    tmp_path: Path, file: str, old: str, new: str, fields: list[str]
) -> None:
    folder = shutil.copytree(ANHE, tmp_path / "plant")
    (folder / "permit_templates.yaml").write_text(whole_templates(), encoding="utf-8")
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    assert sorted((fault.file, fault.field) for fault in problems(folder)) == sorted((file, each) for each in fields)


def test_of_a_file_with_very_many_faults_the_first_are_shown_and_the_rest_counted(tmp_path: Path) -> None:
    folder = shutil.copytree(ANHE, tmp_path / "plant")
    text = (folder / "plant.yaml").read_text(encoding="utf-8")
    (folder / "plant.yaml").write_text(text.replace("supervisor:", "boss:"), encoding="utf-8")
    found = problems(folder)
    assert len(found) == 51
    assert found[-1].message == "还有 34 处：请先改好上面的，再检查一次"


WORDS_OF_A_SLIP = [
    ("routing_rules.yaml", "  night:", '  night: {from: "20:00", to: "08:00"}\n  night:', "“night”在这里写了两次"),
    (
        "routing_rules.yaml",
        "levels: [special]",
        "levels: [特级]",
        "能写的是 special（特级）、first（一级）、second（二级）",
    ),
    ("plant.yaml", '"08:00"', "08:00", '时间和有冒号的文字要加半角引号，如 "08:00"'),
    ("plant.yaml", '"08:00"', "“08:00”", '时间和有冒号的文字要加半角引号，如 "08:00"'),
]


@pytest.mark.parametrize(("file", "old", "new", "words"), WORDS_OF_A_SLIP, ids=[case[2] for case in WORDS_OF_A_SLIP])
def test_a_slip_of_the_pen_is_one_fault_that_says_what_to_write(
    tmp_path: Path, file: str, old: str, new: str, words: str
) -> None:
    folder = shutil.copytree(ROOT / "config" / "sample", tmp_path / "mine")
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")
    [fault] = problems(folder)
    assert fault.file == file and words in fault.message
