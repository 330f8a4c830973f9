"""Commands, doors and figures of the running house stand in the documents, and what these cite is there."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from demo import PLANT

from tests.docs.pages import PAGES, READMES, ROOT, commands, links, page, pictures
from web.h5.pages import PAGES as PHONE_PAGES
from workers.scenarios import cast, scenarios

PICTURE_BYTES = 400_000
LOOK = """
import json, wsgi
commands = {name: sorted(getattr(each, "commands", {})) for name, each in wsgi.application.cli.commands.items()
            if not each.hidden}
print(json.dumps({"commands": commands, "doors": [rule.rule for rule in wsgi.application.url_map.iter_rules()]}))
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, list[str]]]:
    """Commands (with their own) and doors of a house with both platforms, from a process of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ANHAO_")}
    own = {**cast.environment("http://127.0.0.1:1", "http"), "ANHAO_VAR": str(tmp_path_factory.mktemp("var"))}
    look = [sys.executable, "-c", LOOK]
    shown = subprocess.run(look, cwd=ROOT, env={**kept, **own}, capture_output=True, text=True, check=True)
    found: dict[str, dict[str, list[str]]] = json.loads(shown.stdout)
    return found


@pytest.fixture(scope="module")
def everything() -> str:
    return "\n".join(page(name) for name in PAGES)


def test_every_command_stands_in_a_page(house: dict[str, dict[str, list[str]]], everything: str) -> None:
    wanted = [f"{name} {own}" for name, owns in house["commands"].items() for own in owns or [""]]
    missing = [name for name in wanted if f"flask --app wsgi {name}".rstrip() not in everything]
    assert missing == []


def test_every_callback_door_stands_in_the_platforms_page(house: dict[str, dict[str, list[str]]]) -> None:
    doors = [door for door in house["doors"] if door.startswith("/callback/") or door.endswith("/login")]
    assert len(doors) >= 7
    assert [door for door in doors if f"{door}`" not in page("docs/platforms.md")] == []


def test_every_phone_page_stands_in_the_platforms_page() -> None:
    assert [name for name in PHONE_PAGES if f"`{name}`" not in page("docs/platforms.md")] == []


def test_every_scenario_is_shown_to_the_reader() -> None:
    for readme in READMES:
        assert [name for name in scenarios(PLANT) if f"scenario {name}" not in page(readme)] == []


def test_every_figure_is_explained() -> None:
    rooms = [(ROOT / "web" / name).read_text("utf-8") for name in ("figures.py", "requested.py")]
    figures = set(re.findall(r'"(anhao_\w+)"', "".join(rooms)))
    described = set(re.findall(r"^\| `(anhao_\w+)` \|", page("docs/operations.md"), flags=re.MULTILINE))
    assert described == figures


def test_both_readmes_name_the_same_commands_and_pictures() -> None:
    english, chinese = READMES
    assert commands(english) == commands(chinese)
    assert {"make run", "make test"} <= set(commands(english))
    assert pictures(english) == pictures(chinese)


def test_both_readmes_lead_to_every_page() -> None:
    pages = {f"docs/{each.name}" for each in (ROOT / "docs").glob("*.md")}
    assert [pages - set(links(name)) for name in READMES] == [set(), set()]


def test_pictures_are_there_and_not_large() -> None:
    shown = {ROOT / name for readme in READMES for name in pictures(readme)}
    assert {path.stat().st_size < PICTURE_BYTES for path in shown} == {True}
    assert shown == set((ROOT / "docs" / "pictures").iterdir())


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name: str) -> None:
    folder = (ROOT / name).parent
    assert [target for target in links(name) if not (folder / target).exists()] == []


def test_the_tests_that_the_architecture_cites_are_there() -> None:
    cited = page("docs/architecture.md")
    files = [Path(name) for name in re.findall(r"`(tests/[\w/]+\.py)`", cited)]
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    assert [str(path) for path in files if not (ROOT / path).exists()] == []
    assert [name for name in re.findall(r"`(test_\w+)`", cited) if f"def {name}(" not in code] == []


def test_every_decision_has_its_date_and_choice() -> None:
    for path in sorted((ROOT / "docs" / "decisions").glob("*.md")):
        text = path.read_text("utf-8")
        assert re.search(r"[Aa]ccepted, 2026-\d\d-\d\d", text), path.name
        assert all(f"## {part}" in text for part in ("Question", "Options", "Choice", "Consequences")), path.name
