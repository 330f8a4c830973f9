"""The sheet of a question bank: a row for each question of a plant's `courses.yaml`, and back.

Options stand under the letters A to F, whatever their ids are; an objective is called by its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from config.checks.course import of_question
from config.problem import Path as Place
from config.sheets import cells
from config.sheets.cells import Given, Wrong
from config.sheets.names import LESSON, SORT, Names
from config.sheets.parts import Key, PlantData, Row
from config.sheets.tables import DAY, TEXT, YES, Column, Kind, Sheet, Shown, one
from config.source import Json
from rules.texts import bare
from rules.training.courses import Question
from rules.training.papers import LETTERS, MOST_OPTIONS

TITLE = "题库"
OPTIONS = LETTERS[:MOST_OPTIONS]
LETTER = re.compile(rf"[{OPTIONS}]")
BETWEEN = re.compile(r"[\s、，,;；/]+")
# Fields that a question must have, whatever their cells say.
PLAIN = ("id", "type", "stem")


@dataclass(frozen=True)
class Questions:
    """The questions of all lessons in `courses.yaml`, as rows; of a lesson that no row names nothing changes."""

    key: tuple[str, ...] = ("id",)

    def rows(self, plant: PlantData) -> list[Row]:
        return [_row(lesson, each) for _, lesson in lessons_of(plant) for each in lesson["questions"]]

    def put(self, plant: PlantData, rows: Sequence[Row], absent: Mapping[str, Json]) -> None:
        for _, lesson in lessons_of(plant):
            mine = {str(row["id"]): row for row in rows if row["lesson"] == lesson["id"]}
            if mine:
                lesson["questions"] = list(_ordered(lesson, mine, absent))

    def cell(self, path: Place, plant: PlantData) -> tuple[Key, str] | None:
        if len(path) < 6 or path[4] != "questions":
            return None
        question = plant["courses"][path[1]]["lessons"][path[3]]["questions"][path[5]]
        within = path[6:]
        if within[:1] == ("options",) and len(within) > 1:
            return (str(question["id"]),), dict(zip(question["options"], OPTIONS, strict=False)).get(
                str(within[1]), "A"
            )
        return (str(question["id"]),), str(within[0]) if within else "id"


def _answer(given: Given, known: Names) -> Json:
    letters = list(BETWEEN.sub("", cells.line(given)).upper())
    if not letters or not all(LETTER.fullmatch(each) for each in letters):
        raise Wrong(f"要写 {OPTIONS[0]} 到 {OPTIONS[-1]} 的字母，如 A 或 AC：请改正")
    if len(set(letters)) < len(letters):
        raise Wrong("同一个字母写了两次：请删掉一个")
    return [*sorted(letters)]


def _option(given: Given, known: Names) -> Json:
    """A text, or a number as it stands there: of a number in another form (19.5 %) nobody sees what Excel keeps."""
    value = given.value
    if isinstance(value, int | float) and not isinstance(value, bool) and given.form == "General":
        return f"{value:g}"
    return cells.line(given)


def _letters(value: Json, known: Names) -> Shown:
    return "".join(map(str, value)) if isinstance(value, list) else ""


OPTION = Kind(_option, TEXT.shown)
SHEET = Sheet(
    TITLE,
    Questions(),
    (
        Column(
            "课",
            "lesson",
            one(LESSON),
            True,
            width=26,
        ),
        Column("编号", "id", TEXT, width=18, note="新题空着；用过以后不要改"),
        Column(
            "题型",
            "type",
            one(SORT),
            True,
        ),
        Column("题目", "stem", TEXT, True, width=50),
        *(Column(f"选项{letter}", letter, OPTION, letter in OPTIONS[:2], absent="", width=22) for letter in OPTIONS),
        Column("答案", "answer", Kind(_answer, _letters), True),
        Column("解析", "explanation", TEXT, True, width=40, note="答完马上给他看的一句话"),
        Column("红线题", "critical", YES, absent=False, note="“是”= 答错就不过"),
        Column("出处", "source", TEXT, True, width=28, note="哪个标准、制度，或“通行做法”"),
        Column("核对日期", "reviewed_on", DAY, note="安全部哪天核对过；没有核对就空着"),
        Column("停用日期", "retired", DAY, note="传开了、出错了的题：从哪天起不再考；答过的还查得到", newer=True),
        Column(
            "目标",
            "objective",
            TEXT,
            absent="",
            width=30,
            note="考的是这一课的哪个目标，照下面写；没有目标的课空着",
            newer=True,
        ),
    ),
    "一行一道题。",
    ("lesson", "stem"),
)
ABSENT: dict[str, Json] = {column.field: column.absent for column in SHEET.columns}


def lessons_of(whole: Any) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Every lesson in the data of `courses.yaml`, with its course."""
    return ((course, lesson) for course in whole["courses"] for lesson in course["lessons"])


def faults_of(row: Row) -> Iterator[tuple[str, str]]:
    """What is wrong with a row beyond its cells: (field, message). Of cells that could not be read it says nothing."""
    read: Mapping[str, Any] = row
    options = {letter: read[letter] for letter in OPTIONS if read.get(letter)}
    sort, stem, answer = read.get("type", "multiple"), read.get("stem", ""), tuple(read.get("answer", ()))
    asked = Question(read["id"], sort, stem, options, answer, explanation="")
    unread = [each for each in ("type", "answer", *OPTIONS) if each not in row]
    for (field, *rest), message in of_question(asked):
        if not (unread and (field == "answer" or not rest)):
            yield str(rest[0] if rest else OPTIONS[0] if field == "options" else field), message


def objectives_of(lesson: Mapping[str, Any]) -> Mapping[str, str]:
    """By the letters that its questions name: the objectives in words."""
    return lesson.get("objectives") or {}


def _ordered(
    lesson: Mapping[str, Any], given: Mapping[str, Row], absent: Mapping[str, Json]
) -> Iterator[dict[str, Any]]:
    """The questions that stay, in their order, each followed by the new ones whose rows stand below its own."""
    old = {str(each["id"]): each for each in lesson["questions"]}
    new: dict[str, list[Row]] = {}
    above = ""
    for name, row in given.items():
        if name in old:
            above = name
        else:
            new.setdefault(above, []).append(row)
    for name in ("", *old):
        if name in given:
            yield _changed(lesson, old[name], given[name])
        yield from (_question({**absent, **row}, lesson) for row in new.get(name, ()))


def _changed(lesson: Mapping[str, Any], question: dict[str, Any], row: Row) -> dict[str, Any]:
    """A question as its row says, of which older workbooks have not every column."""
    was = _row(lesson, question)
    return question if {**was, **row} == was else _question({**was, **row}, lesson)


def _row(lesson: Mapping[str, Any], question: Mapping[str, Any]) -> Row:
    """A question as its row."""
    objective = question.get("objective", "")
    letters = dict(zip(question["options"], OPTIONS, strict=False))
    options = {letters[name]: words for name, words in question["options"].items() if name in letters}
    return {
        "lesson": lesson["id"],
        **{name: question[name] for name in PLAIN},
        **{letter: options.get(letter, "") for letter in OPTIONS},
        "answer": sorted(letters[name] for name in question["answer"] if name in letters),
        "explanation": question["explanation"],
        "critical": question.get("critical", False),
        "source": question.get("source", ""),
        "reviewed_on": question.get("reviewed_on"),
        "retired": question.get("retired"),
        "objective": objectives_of(lesson).get(objective, objective),
    }


def _question(row: Row, lesson: Mapping[str, Any]) -> dict[str, Any]:
    question: dict[str, Any] = {name: row[name] for name in PLAIN}
    letters = {bare(words): letter for letter, words in objectives_of(lesson).items()}
    if given := str(row["objective"]):
        question["objective"] = letters.get(bare(given), given)
    question["options"] = {letter: row[letter] for letter in OPTIONS if row[letter]}
    question |= {name: row[name] for name in ("answer", "explanation", "source")}
    return question | {name: row[name] for name in ("critical", "reviewed_on", "retired") if row[name] != ABSENT[name]}
