"""The environment as somebody has written it: what can't be read, and what is nearly a setting."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from pydantic import ValidationError
from pydantic_settings import BaseSettings

from config.settings import DingtalkSettings, Limits, Settings, WecomSettings, variable

# The exit code that tells gunicorn not to start the program again.
NEVER_STARTS = 3
CLASSES: tuple[type[BaseSettings], ...] = (Settings, WecomSettings, DingtalkSettings, Limits)
# How alike a name must be to be taken for a slip (1: the same). Those of our tests are nobody's slip.
ALIKE, OF_TESTS = 0.85, "ANHAO_TEST_"
WRONG = {
    "int": "要写一个整数",
    "bool": "要写 1 或 0",
    "literal": "只能写 stream 或 http",
    "path": "要写一个文件夹或文件",
    "greater": "太小",
    "less": "太大",
}


def read() -> Settings:
    """What the environment sets. A value that can't be read ends the program with a sentence for each."""
    try:
        return Settings()
    except ValidationError as error:
        print("没有启动：", *_wrong(error), sep="\n  ", file=sys.stderr)
        raise SystemExit(NEVER_STARTS) from None


def mistyped(names: Iterable[str]) -> Iterator[str]:
    """A sentence for each of these variables that is nearly one of ours: it would be ignored without a word."""
    known = {variable(owner, name) for owner in CLASSES for name in owner.model_fields}
    for name in sorted(set(names) - known):
        if name.upper().startswith("ANHAO_") and not name.startswith(OF_TESTS):
            for meant in get_close_matches(name.upper(), known, 1, ALIKE):
                yield f"没有 {name} 这个设置：是不是 {meant}？请改对，或去掉它"


def _wrong(error: ValidationError) -> Iterator[str]:
    """Never the value itself, which may be a secret."""
    owner = next(each for each in CLASSES if each.__name__ == error.title)
    for fault in error.errors(include_input=False, include_url=False):
        words = next((words for sign, words in WRONG.items() if fault["type"].startswith(sign)), "写得不对")
        yield f"{variable(owner, str(fault['loc'][0]))} {words}：请改好再启动"
