"""Checks each file against its shape; pydantic's faults are said in plain Chinese."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from pydantic import BaseModel, ValidationError, create_model
from pydantic_core import ErrorDetails

from config.files import FILES
from config.problem import Finding
from config.shapes.base import SHAPE

SENTENCES = {
    "missing": "缺少这一项：请补上",
    "extra_forbidden": "不认识这一项：请检查拼写，或删掉",
    "unexpected_keyword_argument": "不认识这一项：请检查拼写，或删掉",
    "string_type": "要写文字：请加上引号或改正",
    "bool_type": "只能写 true 或 false：请改正",
    "bool_parsing": "只能写 true 或 false：请改正",
    "finite_number": "不是能用的数：请改正",
    "too_long": "写多了：最多 {max_length} 个",
    "too_short": "写少了：至少 {min_length} 个",
}
BEGINNINGS = {
    "int": "要写整数：请改正",
    "float": "要写数字：请改正",
    "datetime": "要写日期和时间，如 2026-11-25T08:00:00+08:00：请改正",
    "date": "要写日期，如 2026-11-25：请改正",
    "time": "要写时刻，如 08:00：请改正",
    "tuple": "要写成列表 [ ]：请改正",
    "frozen_set": "要写成列表 [ ]：请改正",
    "set": "要写成列表 [ ]：请改正",
    "mapping": "要写成“名称: 内容”：请改正",
    "dict": "要写成“名称: 内容”：请改正",
    "dataclass": "要写成“名称: 内容”：请改正",
    "model": "要写成“名称: 内容”：请改正",
}
# Of more faults than this, which are one slip many times, nobody looks at what was written: it would fill the memory.
LOOKED_AT = 1_000
LISTS, WORDS = ("tuple", "frozen_set", "set"), ("string", "literal", "int", "float", "date", "time", "bool")


@cache
def _reader(name: str) -> type[BaseModel]:
    """A model around the file's type, so that a dataclass of `rules` is read as strictly as our own shapes."""
    return create_model(name, __config__=SHAPE, file=(FILES[name], ...))


def shape(name: str, data: object) -> tuple[Any | None, list[Finding]]:
    """The file's contents as its type, or every place where they do not fit."""
    try:
        return dict(_reader(name).model_validate({"file": data}))["file"], []
    except ValidationError as error:
        return None, list(_findings(name, error))


def _findings(name: str, error: ValidationError) -> Iterator[Finding]:
    for fault in error.errors(include_url=False, include_input=error.error_count() <= LOOKED_AT):
        path = tuple(step for step in fault["loc"][1:] if step != "[key]")
        yield Finding(name, path, _in_brackets(fault) or _sentence(fault))


def _in_brackets(fault: ErrorDetails) -> str:
    """A name that somebody has put into the brackets of YAML's short forms: what to write; else empty."""
    kind, given = fault["type"], fault.get("input")
    bare = isinstance(given, Mapping) and all(value is None for value in given.values())
    names = list(map(str, given)) if bare else []
    if kind.startswith(LISTS):
        return f"列表用方括号：写成 [{', '.join(names)}]" if names else ""
    if not kind.startswith(WORDS) or not isinstance(given, Mapping | list | tuple):
        return ""
    if len(names) == 1:
        return f"名称外面不用花括号：直接写 {names[0]}"
    what = "花括号 { }" if isinstance(given, Mapping) else "方括号 [ ]"
    return f"这里只写一个值，不用{what}：请改成文字或数字"


def _sentence(fault: ErrorDetails) -> str:
    kind = fault["type"]
    context: Mapping[str, object] = fault.get("ctx") or {}
    if kind == "literal_error":
        return f"只能写 {_as_written(str(context['expected']))}：请改成其中一个"
    if kind in SENTENCES:
        return SENTENCES[kind].format_map(context)
    for beginning, sentence in BEGINNINGS.items():
        if kind.startswith(beginning):
            return sentence
    return f"写法不对（{fault['msg']}）：请改正"


def _as_written(expected: str) -> str:
    """The values as they stand in the file: pydantic gives them as Python writes them."""
    return (
        expected.replace("'", "")
        .replace(" or ", "、")
        .replace(", ", "、")
        .replace("True", "true")
        .replace("False", "false")
    )
