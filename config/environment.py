"""The environment as somebody has written it: what can't be read, and what is nearly a setting."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import NoReturn

from dotenv import dotenv_values, find_dotenv, load_dotenv
from pydantic import ValidationError
from pydantic_settings import BaseSettings

from config.root import ROOT
from config.settings import DingtalkSettings, Limits, Settings, WecomSettings, variable

# Names the settings file, if it is not `.env` in the folder of the program.
FILE = "ANHAO_SETTINGS"
# The exit code of a program that would not start another time either.
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
    """What the environment and the house's own settings file set. What can't be read ends the program with a sentence
    for each."""
    _take_file()
    try:
        return Settings()
    except ValidationError as error:
        print("没有启动：", *_wrong(error), sep="\n  ", file=sys.stderr)
        raise SystemExit(NEVER_STARTS) from None


def _take_file() -> None:
    """Adds what the settings file sets to the environment, which wins: the same file for every program and command."""
    named = os.environ.get(FILE)
    file = Path(named) if named else ROOT / ".env"
    _forget_flasks(file)
    try:
        with file.open(encoding="utf-8") as lines:
            load_dotenv(stream=lines)
    except FileNotFoundError:
        if named:
            _not_started(f"{FILE} 指的设置文件 {file} 不在：请改对")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "不是 UTF-8"
        _not_started(f"设置文件 {file} 读不了（{why}）：请用运行服务的账号，或看它的权限")


def _forget_flasks(file: Path) -> None:
    """Flask's command has read the `.env` of the folder where it runs, or of one above, before anything of ours. What
    comes from there is no setting, unless it is our file. (`make run` and the units tell Flask not to read it:
    FLASK_SKIP_DOTENV.)"""
    if "FLASK_RUN_FROM_CLI" not in os.environ or os.environ.get("FLASK_SKIP_DOTENV"):
        return
    for found in filter(None, (find_dotenv(name, usecwd=True) for name in (".flaskenv", ".env"))):
        if Path(found).resolve() != file.resolve():
            for name, value in dotenv_values(found, encoding="utf-8").items():
                if name.startswith("ANHAO_") and os.environ.get(name) == value:
                    del os.environ[name]


def _not_started(words: str) -> NoReturn:
    print("没有启动：", words, sep="\n  ", file=sys.stderr)
    raise SystemExit(NEVER_STARTS) from None


def mistyped(names: Iterable[str]) -> Iterator[str]:
    """A sentence for each of these variables that is nearly one of ours: it would be ignored without a word."""
    known = {FILE, *(variable(owner, name) for owner in CLASSES for name in owner.model_fields)}
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
