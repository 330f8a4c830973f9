"""docs/cards.md has a chapter for each kind of ask, with the words of its buttons."""

from __future__ import annotations

import ast
import re

from cards.builders import BUILDERS
from tests.docs.pages import ROOT, chapter, page


def button_texts() -> set[str]:
    """Every text that a builder puts on a button."""
    trees = [ast.parse(file.read_text("utf-8")) for file in (ROOT / "cards").rglob("*.py")]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    buttons = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "Button"]
    return {str(call.args[1].value) for call in buttons if isinstance(call.args[1], ast.Constant)}


def test_every_kind_of_card_has_its_chapter() -> None:
    chapters = re.findall(r"^## (\w+\.\w+)$", page("docs/cards.md"), flags=re.MULTILINE)
    assert set(chapters) == set(BUILDERS)


def test_every_state_of_an_ask_to_sign_is_described() -> None:
    text = chapter("docs/cards.md", "## permit.sign")
    for state in ("open", "held", "done", "refused", "superseded", "expired"):
        assert f"`{state}`" in text


def test_every_button_is_described() -> None:
    assert len(button_texts()) > 20
    missing = {text for text in button_texts() if text not in page("docs/cards.md")}
    assert missing == set()
