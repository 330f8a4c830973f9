"""A walk of all rooms: no id of any plant's data stands in the program, whatever plants there are.

A post, a kind or a certificate of one plant in the code is a function that no other plant has. Small sets whose ids are
mostly single English words (levels, gates, attachments, questions) are looked at where an id is more than one word:
`first` and `plan` can't be told from the program's own words. That nothing hangs on them is seen in
tests/flows/test_other_ids.py, where a plant plays in which every id is another one.
"""

from __future__ import annotations

import ast
import re
import subprocess
import typing
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest
from test_rules_doc import fields, reachable

from config.checks.code import CODES
from config.files import FILES
from config.loader import raw
from config.references import select
from config.root import ROOT
from rules.gates import MEASURED

ROOMS = ("bot", "handlers", "cards", "models", "workers", "rules", "web", "config", "simulator", "wsgi.py")
PLANTS = [*sorted((ROOT / "config" / "plants").iterdir()), ROOT / "config" / "sample"]
MOST_EXCEPTIONS = 10
# Words of the permit form itself, and one folder: not this plant's, though a plant may use them as ids too.
WORDS = {
    "requester": "the form's role 作业申请人, a column of each permit",
    "work_leader": "the form's role 作业负责人, a column of each permit",
    "worker": "the form's role 作业人, a column of each permit",
    "guardian": "the form's role 监护人, a column of each permit",
    "gas_analyst": "the form's role 气体分析人: who signs a gas test",
    "briefing_giver": "the form's role 安全交底人: who signs that he told the dangers",
    "acceptor": "the form's role 完工验收人: who signs that the site is restored",
    "area_rep": "the form's role 属地代表: who confirms measures of the place",
    "contractor": "the form's question 承包商作业, a column of each request",
    "anhe": "the folder that is served where ANHAO_PLANT names no other",
}
# Sets in which an id of one word is looked for as well; more words than one are looked for in all.
CLOSELY = (
    "company/id",
    "departments/*/id",
    "areas/*/id",
    "posts/~",
    "people/*/id",
    "roles/~",
    "qualifications/~",
    "kinds/~",
    "instruments/*/id",
    "sensors/*/id",
    "courses/*/id",
)
MORE = (("plant", "authorizations/*/id"), ("routing_rules", "gb_roles/~"))
NAMED = ("departments/*/name", "areas/*/name", "people/*/name")
HELD = re.compile(r"[\w-]+")
QUOTED = re.compile(r"""["']([^"']+)["']""")
DOTTED = re.compile(r"[\w.-]+")
BEGINNING = re.compile(r"[A-Za-z]+[-_]")


@cache
def ids() -> Mapping[str, str]:
    """Each id of each plant that is looked for, with where it is given."""
    found: dict[str, str] = {}
    for folder in PLANTS:
        data = raw(folder)
        for file, pattern in [*((file, pattern) for file, pattern, _ in CODES), *MORE]:
            for _, value in select(data.get(file), pattern):
                word = str(value)
                if len(word) > 1 and (pattern in CLOSELY or _several_words(word)):
                    found[word] = f"{folder.name}/{file} {pattern}"
    return {word: where for word, where in found.items() if word not in MEASURED and word not in _choices()}


def _several_words(word: str) -> bool:
    return re.search(r"[^a-z]", word) is not None


@cache
def names() -> list[str]:
    data = [raw(folder)["plant"] for folder in PLANTS]
    return sorted({str(name) for each in data for pattern in NAMED for _, name in select(each, pattern)})


def hits(name: str, text: str) -> Iterator[str]:
    """Each id and each name in a file of the program, with its line."""
    for line, said in _said(name, text):
        words = {said, *HELD.findall(said)} if name.endswith(".py") else {said, *DOTTED.findall(said)}
        known = ids()
        own = {word for word in words if word in known and word not in WORDS and not _field(name, word)}
        yield from (f"{name}:{line} {word} ({known[word]})" for word in sorted(own))
        if not said.isascii():
            yield from (f"{name}:{line} {each}" for each in names() if each in said)
        if BEGINNING.fullmatch(said) and sum(each.startswith(said) for each in known) > 1:
            yield f"{name}:{line} {said}… begins ids"


@cache
def _said(name: str, text: str) -> list[tuple[int, str]]:
    return list(_walked(name, text))


def _walked(name: str, text: str) -> Iterator[tuple[int, str]]:
    """The texts of a file that the program reads: no comments and no docstrings."""
    if not name.endswith(".py"):
        for number, line in enumerate(text.splitlines(), 1):
            yield from ((number, said) for said in QUOTED.findall(line))
        return
    nodes = list(ast.walk(ast.parse(text)))
    described = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in described:
            yield node.lineno, node.value


@cache
def _shapes() -> tuple[type[Any], ...]:
    return tuple(shape for file in FILES for shape in reachable(file))


@cache
def _fields() -> frozenset[str]:
    """The file format's own words."""
    return frozenset(name for shape in _shapes() for name in fields(shape))


@cache
def _choices() -> frozenset[str]:
    """What the file format lets a field be."""
    return frozenset(word for shape in _shapes() for hint in fields(shape).values() for word in _literals(hint))


def _literals(hint: Any) -> Iterator[str]:
    if typing.get_origin(hint) is typing.Literal:
        yield from map(str, typing.get_args(hint))
    else:
        for inner in typing.get_args(hint):
            yield from _literals(inner)


def _field(name: str, word: str) -> bool:
    """The checks of the plant's files name their fields."""
    return name.startswith("config/") and word in _fields()


def files() -> list[str]:
    listed = subprocess.run(["git", "ls-files", *ROOMS], cwd=ROOT, capture_output=True, text=True, check=True)
    ours = [name for name in listed.stdout.split() if name.endswith((".py", ".js", ".html"))]
    return [name for name in ours if "/vendor/" not in name]


def test_no_id_of_a_plant_stands_in_the_program() -> None:
    found = [hit for name in files() for hit in hits(name, (ROOT / name).read_text(encoding="utf-8"))]
    assert found == []


def test_the_excepted_words_are_few_and_stand_in_the_program() -> None:
    assert len(WORDS) <= MOST_EXCEPTIONS
    said = defaultdict(list)
    for name in files():
        for _, text in _said(name, (ROOT / name).read_text(encoding="utf-8")):
            said[text].append(name)
    assert [word for word in WORDS if word not in said] == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("handlers/x.py", 'plant.holders("safety_manager")'),
        ("handlers/x.py", 'KINDS = ("height",)'),
        ("handlers/x.py", 'key = f"permit.hot_work.{number}"'),
        ("rules/x.py", 'if code == "T-GAS": pass'),
        ("rules/x.py", 'if code.startswith("T-"): pass'),
        ("rules/x.py", 'if person.department == "ws4": pass'),
        ("rules/x.py", 'if inputs.get("equipment_running"): pass'),
        ("web/x.html", '<option value="confined_space">'),
        ("web/x.js", "if (form.kind === 'road_closure') open()"),
        ("web/x.py", 'words = "请找安全管理部"'),
        ("workers/x.py", 'FOREMAN = "U33"'),
        ("handlers/x.py", 'holders("contractor_leader")'),
    ],
)
def test_an_id_in_the_program_is_found(name: str, text: str) -> None:
    assert list(hits(name, text)) != []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("handlers/x.py", '"""As the safety_manager does."""\nx = 1  # hot_work'),
        ("handlers/x.py", 'plant.roles.contractor_leader, "permit.gas"'),
        ("web/x.html", '<svg viewBox="0 0 {{ plan.width }} {{ plan.height }}">'),
        ("config/x.py", 'path = ("roles", "shift_foreman")'),
    ],
)
def test_other_words_are_none(name: str, text: str) -> None:
    assert list(hits(name, text)) == []
