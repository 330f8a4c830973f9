"""Totality: whatever a flow declares is complete in every room, and whatever the code writes is declared."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from cards.builders import BUILDERS
from config.root import ROOT
from handlers import flows
from handlers.dispatch import TAPPED
from models import kinds
from models.kinds import CARD_ONLY, MATTER_PAGE, AskKind
from rules.life import FOLLOWS
from web.h5.carried import ACTS
from web.h5.pages import PAGES

CHAPTERS = re.findall(r"^## (.*)$", (ROOT / "docs" / "cards.md").read_text(encoding="utf-8"), re.M)

# What the product's code is in, and by which words its flows with matters are known there.
ROOMS = ("bot", "cards", "config", "handlers", "models", "rules", "web", "workers")
CODE = (".py", ".toml", ".js", ".html")
NAMES = {
    "permit": {"permit", "permits"},
    "hazard": {"hazard", "hazards"},
    "patrol": {"patrol", "patrols"},
    "training": {"training", "learning"},
    "drill": {"drill", "drills"},
}


def lacks(kind: AskKind) -> list[str]:
    """What the kind has not got, in the words of whoever forgot it."""
    here = flows.here()
    wanted = {
        "a label": bool(kind.label),
        "a page": kind.page in (MATTER_PAGE, CARD_ONLY) or kind.page in PAGES,
        "a card": kind.life == "house" or kind.name in BUILDERS,
        "a chapter": kind.life == "house" or kind.name in CHAPTERS,
        "a step of the clock": kind.life == "told" or kind.name in here.steps,
        "what follows when its person can't be reached": kind.life == "told" or kind.name in here.unreachable,
        "a matter": kind.page != MATTER_PAGE or any(flow.matter for flow in here),
    }
    return [name for name, there in wanted.items() if not there]


@pytest.mark.parametrize("kind", kinds.every(), ids=lambda kind: kind.name)
def test_a_kind_of_ask_is_whole_in_every_room(kind: AskKind) -> None:
    assert lacks(kind) == []


def test_a_forgotten_room_is_named() -> None:
    assert lacks(AskKind("toy.forgotten", "", "nowhere")) == [
        "a label",
        "a page",
        "a card",
        "a chapter",
        "a step of the clock",
        "what follows when its person can't be reached",
    ]


def test_no_room_knows_a_kind_that_no_flow_declares() -> None:
    here, declared = flows.here(), {kind.name for kind in kinds.every()}
    answered = {kind for kind, _ in (*here.taps, *here.pages)}
    assert {*BUILDERS, *here.steps, *here.unreachable, *here.away, *answered} <= declared


def test_pages_send_what_some_flow_takes_and_what_is_carried_is_said() -> None:
    here = flows.here()
    taken = {*here.acts, *(name for _, name in here.pages)}
    assert taken == set(ACTS) - {TAPPED}


def written() -> Iterator[tuple[str, str]]:
    """Every kind of entry that stands as a literal in a call of `append`, with its file."""
    for room in ("handlers", "models", "workers", "web"):
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "append" and len(node.args) > 1:
                    yield from ((str(path.relative_to(ROOT)), kind) for kind in _literals(node.args[1]))


def _literals(node: ast.expr) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and re.fullmatch(r"[a-z]+\.[a-z_]+", str(part.value)):
            yield str(part.value)


def test_every_kind_of_entry_has_its_words() -> None:
    declared, found = flows.here().entries, list(written())
    assert len(found) > 40
    assert [(path, kind) for path, kind in found if kind not in declared] == []
    assert {state for state in FOLLOWS if f"permit.{state}" not in declared} == set()
    for kind, words in declared.items():
        assert words.name, kind
        assert words.line, kind


def tables() -> tuple[set[str], set[str]]:
    """What docs/architecture.md says of a new flow: the files with tables, and those of a plant's data and of law."""
    [chapter] = re.findall(
        r"^## Adding a flow$(.*?)^## ", (ROOT / "docs" / "architecture.md").read_text("utf-8"), re.M | re.S
    )
    listed = set(re.findall(r"^\| `(\S+)` \|", chapter, re.M))
    [beside] = re.findall(r"^What a plant says of a flow.*?\n\n", chapter, re.M | re.S)
    return listed, set(re.findall(r"`(\S+\.(?:py|toml))`", beside)) - {"tests/handlers/test_every_kind.py"}


def test_the_tables_of_flows_are_those_that_the_architecture_lists() -> None:
    """A file that names nearly every flow with a matter is a list of flows, whatever it is for."""
    listed, beside = tables()
    assert {each.matter.flow for each in flows.here() if each.matter} - {"training-report"} == set(NAMES)
    assert len(listed) <= 8
    assert sorted(naming_flows()) == sorted(listed | beside)


def naming_flows() -> Iterator[str]:
    files = (
        path
        for room in ROOMS
        for path in (ROOT / room).rglob("*")
        if path.suffix in CODE and "vendor" not in path.parts
    )
    for path in (ROOT / "wsgi.py", ROOT / "pyproject.toml", *files):
        words = set(re.findall(r"[a-z]+", path.read_text("utf-8")))
        if sum(bool(words & names) for names in NAMES.values()) >= len(NAMES) - 1:
            yield str(path.relative_to(ROOT))
