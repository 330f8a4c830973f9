"""docs/platforms.md says what becomes of every error code that we know or that the simulator can answer."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from bot.dingtalk import codes as dingtalk
from bot.wecom import codes as wecom
from simulator.dingtalk import errors as dingtalk_refusals
from simulator.wecom import errors as wecom_refusals
from tests.docs.pages import ROOT, chapter

REFUSALS = {"wecom": {"Refusal"}, "dingtalk": {"refuse", "refuse_old", "refuse_gateway"}}
NAMED = re.compile(r"(param|invalidParameter|Forbidden|system)\.[A-Za-z.]*[A-Za-z]")


def refused_in(platform: str) -> Iterator[str]:
    """Codes that the simulator's modules name: in a refusal, or as a constant of the platform's form."""
    for file in (ROOT / "simulator" / platform).glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in REFUSALS[platform]:
                yield from _codes(node.args[0])
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and NAMED.fullmatch(node.value):
                yield node.value


def _codes(argument: ast.expr) -> list[str]:
    """`40058`, and both ends of `40003 if … else 40004`."""
    if isinstance(argument, ast.IfExp):
        return [*_codes(argument.body), *_codes(argument.orelse)]
    return [str(argument.value)] if isinstance(argument, ast.Constant) else []


def known_to_dingtalk() -> set[str]:
    """Every code in a table of `bot.dingtalk.codes`."""
    tables = [value for name, value in vars(dingtalk).items() if name.isupper() and not isinstance(value, float)]
    return {code for table in tables for code in ([table] if isinstance(table, str) else table)}


KNOWN = {
    "wecom": {*map(str, wecom.TABLE), *map(str, wecom_refusals.MEANING), *refused_in("wecom")},
    "dingtalk": {*known_to_dingtalk(), *map(str, dingtalk_refusals.OLD_WORDS), *refused_in("dingtalk")},
}
CHAPTERS = {"wecom": "### WeCom's codes", "dingtalk": "### DingTalk's codes"}


@pytest.mark.parametrize("platform", KNOWN)
def test_every_code_has_its_row(platform: str) -> None:
    text = chapter("docs/platforms.md", CHAPTERS[platform])
    missing = {code for code in KNOWN[platform] if f"`{code}`" not in text}
    assert missing == set()


def test_the_tables_are_read_at_all() -> None:
    assert {"-1", "40058", "81013"} <= KNOWN["wecom"]
    assert {"param.outTrackIdEmpty", "1111", "40035", "authFailed", "system.busy"} <= KNOWN["dingtalk"]
