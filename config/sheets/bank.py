"""A question bank in Excel: one sheet, a row for each question; and back into the plant's `courses.yaml`.

Of each lesson that the sheet names, the sheet holds all questions; other lessons stay as they are. A lesson that was
taken from the library gets its questions written into the plant's file.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

from config.building import located
from config.checks.course import newly_kept
from config.checks.leaving import NOTHING, Needed
from config.checks.version import company
from config.loader import examine, read_folder
from config.loader import faults as faults_of
from config.media import with_media
from config.problem import Finding, Refused, child
from config.rewriting import rewritten
from config.sheets import blank
from config.sheets.cells import Given
from config.sheets.difference import difference
from config.sheets.fault import Fault, letters
from config.sheets.grids import grids
from config.sheets.importing import MOST_SHOWN, Import, text_of
from config.sheets.names import FIXED, LESSON, Names
from config.sheets.parts import PlantData
from config.sheets.questions import ABSENT, SHEET, TITLE, lessons_of, objectives_of
from config.sheets.questions import faults_of as of_row
from config.sheets.reading import Tables, few, take
from config.sheets.tables import ABOUT, shown
from config.shelves import library
from config.source import Document, Json, parsed, read
from config.taking import complete

COURSES = "courses"
# Begins the id of a question that has no number yet, until it gets one.
NEW = "?"
HOW = (
    "怎样填",
    "一行一道题。第 1 行表头不要改，也不要合并单元格、写公式；列的次序可以换。蓝色的列必填。",
    "表里有哪一课，表里就是这一课的全部题；没有写的课不动。删去一行，就删去那道题（写之前会列出来）。",
    "新题的“编号”空着，导入时接着编。题的次序照原来的，新题排在它上面那一题后面；最后 4 题只留给几周后的考。",
    "每题 2 到 6 个选项，每个最多 20 个字，和题目一共最多 150 个字。选项会打乱，不能写“以上都对”。",
    "答案写字母：单选、判断一个，多选几个（AC 或 A、C），选全才算对。",
    "安全部核对过的题，写核对日期；没有写的，待核对。",
    "题传开了、有错：不要删，写停用日期。从此不再考，答过的卷子和统计还看得到。",
    "课有目标的，每道题写考的是哪一个：每张卷子每个目标至少抽一题。先前写出的表没有“停用日期”“目标”这两列，也能导，照原来的不变。",
)


def write(file: Path, folder: Path) -> None:
    """The bank as the plant has it so far, to be filled in. Raises Refused when the file exists or can't be written,
    or the plant's courses can't be read."""
    whole = _whole(_standing(folder))
    names = _names(whole)
    keys = shown(SHEET, SHEET.part.rows(whole), names)
    objectives = [
        (names.name(LESSON, lesson["id"]), words)
        for _, lesson in lessons_of(whole)
        for words in objectives_of(lesson).values()
    ]
    blank.keep(file, lambda workbook: _fill(workbook, keys, names, objectives))


def prepare(
    workbook: Path,
    folder: Path,
    held: Mapping[str, Json] | None = None,
    needed: Needed = NOTHING,
    today: date | None = None,
) -> Import:
    """What the workbook would change in the plant's `courses.yaml`. held: the data in the store; needed: what is needed
    by what is open there. Raises Refused for files that can't be read."""
    documents = _standing(folder)
    file, whole = folder / documents[COURSES].file, _whole(documents)
    names = _names(whole)
    tables = _read(workbook, names, whole)
    if tables.faults:
        return Import(file, faults=tuple(map(str, tables.faults)))
    after, rows = copy.deepcopy(whole), tables.rows.get(TITLE, [])
    SHEET.part.put(after, rows, ABSENT)
    named = {row["lesson"] for row in rows}
    was, is_ = ([row for row in SHEET.part.rows(each) if row["lesson"] in named] for each in (whole, after))
    changes = tuple(difference(SHEET, was, is_, names, names))
    if not changes:
        return Import(file)
    return _written(file, documents, after, tables, changes, held, needed, today)


def _written(
    file: Path,
    documents: Mapping[str, Document],
    after: Any,
    tables: Tables,
    changes: tuple[str, ...],
    held: Mapping[str, Json] | None,
    needed: Needed,
    today: date | None,
) -> Import:
    text, own = text_of(file), read(file).data
    after["version"] = 1 + max(after["version"], _held_version(documents, held))
    new = rewritten(text, own, _own(own, documents[COURSES].data, after))
    before = examine(documents)[0]
    document = with_media(complete({COURSES: parsed(file.name, new.encode())}, library())[COURSES], file.parent)
    if document.data != after:
        words = "courses.yaml 的写法太特别（如 & 和 * 引用），改不进去，什么也没写：请把那里展开，或照上面自己改"
        return Import(file, changes, (words,))
    documents = {**documents, COURSES: document}
    broken, found = faults_of(documents, held, needed, today)
    faults = (*map(str, broken), *_placed(found, after, tables, documents))
    if faults:
        return Import(file, changes, faults, text, new)
    config = examine(documents)[0]
    kept = newly_kept(before.courses, config.courses) if before and config else ()
    return Import(file, (*changes, *kept), (), text, new, config)


def _placed(found: Sequence[Finding], after: Any, tables: Tables, documents: Mapping[str, Document]) -> Iterator[str]:
    """Each fault where the workbook has it, the others where the files have it."""
    places = [(_in_workbook(each, after, tables), each) for each in found]
    yield from map(str, few([fault for fault, _ in places if fault]))
    others = [located(each, documents[each.file]) for fault, each in places if fault is None]
    yield from map(str, sorted({*others})[:MOST_SHOWN])


def _in_workbook(finding: Finding, after: Any, tables: Tables) -> Fault | None:
    if finding.file != COURSES:
        return None
    place = SHEET.part.cell(finding.path, after)
    if place is None:
        return _of_lesson(finding, after, tables)
    if place[1] in tables.places[TITLE]:
        return tables.fault(SHEET, *place, finding.message)
    return tables.fault(SHEET, *place, f"{_without(place[1])}{finding.message}")


def _without(field: str) -> str:
    """Of what a workbook that was written before the column came can't say."""
    column = SHEET.column(field)
    title = column.title if column else field
    return f"表里没有“{title}”这一列，新题要写：请加上这一列，或用 import-questions --template 另写一份表。"


def _of_lesson(finding: Finding, after: Any, tables: Tables) -> Fault | None:
    """A fault of a lesson as a whole is said at its first row."""
    if len(finding.path) < 4:
        return None
    lesson = after[COURSES][finding.path[1]]["lessons"][finding.path[3]]["id"]
    for row in tables.rows.get(TITLE, []):
        if row["lesson"] == lesson:
            return tables.fault(SHEET, SHEET.key(row), "lesson", finding.message)
    return None


def _standing(folder: Path) -> Mapping[str, Document]:
    """The plant's files, with what they take. Raises Refused when its courses are not in order."""
    documents = read_folder(folder)
    if COURSES not in documents or not isinstance(documents[COURSES].data, dict):
        raise Refused("这个厂没有 courses.yaml，或它现在就读不了：请先 load-plant --check，改好再导")
    _, found = examine(documents)
    if mine := [str(each) for each in found if each.file == documents[COURSES].file]:
        raise Refused("\n  ".join(("courses.yaml 现在就有问题，请先改好：", *mine[:MOST_SHOWN])))
    return documents


def _whole(documents: Mapping[str, Document]) -> PlantData:
    data = documents[COURSES].data
    return data if isinstance(data, dict) else {}


def _names(whole: Any) -> Names:
    return Names({**FIXED, LESSON: {lesson["id"]: lesson["title"] for _, lesson in lessons_of(whole)}})


def _read(workbook: Path, names: Names, whole: Any) -> Tables:
    tables = Tables()
    used = {str(row["id"]) for row in SHEET.part.rows(whole)}
    for grid in grids(workbook, tables.faults, {TITLE: SHEET}):
        for number, line in grid.lines.items():
            # A new question has no number yet.
            if line["id"].empty:
                line["id"] = Given(f"{NEW}{number}", "s")
        take(grid, names, tables)
    if tables.faults:
        tables.faults = few([*tables.faults, *_beyond_cells(tables)])
    else:
        _number(tables, used)
    return tables


def _beyond_cells(tables: Tables) -> Iterator[Fault]:
    """What would be said of the rows once their cells are in order, so that everything is said at once."""
    for row in tables.rows.get(TITLE, []):
        for field, message in of_row(row):
            if fault := tables.fault(SHEET, SHEET.key(row), field, message):
                yield fault


def _number(tables: Tables, used: set[str]) -> None:
    """Gives new questions the next numbers of their lessons."""
    rows, lines = tables.rows.get(TITLE, []), tables.lines.get(TITLE, {})
    used |= {str(row["id"]) for row in rows}
    for row in rows:
        given = str(row["id"])
        if given.startswith(NEW):
            name = next(each for each in _numbers(str(row["lesson"])) if each not in used)
            used.add(name)
            row["id"] = name
            lines[(name,)] = lines.pop((given,))


def _numbers(lesson: str) -> Iterator[str]:
    return (f"{lesson}-Q{number}" for number in count(1))


def _own(own: Any, before: Any, after: Any) -> Any:
    """The plant's own file, changed so that it reads as `after` with what it takes."""
    changed = copy.deepcopy(own)
    changed["version"] = after["version"]
    was = {lesson["id"]: lesson["questions"] for _, lesson in lessons_of(before)}
    entries = {each["id"]: each for each in changed[COURSES]}
    for course, lesson in lessons_of(after):
        if lesson["questions"] != was[lesson["id"]]:
            _put(entries[course["id"]], lesson)
    return changed


def _put(entry: dict[str, Any], lesson: Mapping[str, Any]) -> None:
    """The questions of one lesson, in the plant's own course or as a change of what it takes."""
    if isinstance(entry.get("lessons"), list):
        mine = next(each for each in entry["lessons"] if each["id"] == lesson["id"])
        mine["questions"] = lesson["questions"]
        return
    lessons = {**(entry.get("lessons") or {})}
    changes = {**(lessons.get("change") or {})}
    changes[lesson["id"]] = {**(changes.get(lesson["id"]) or {}), "questions": lesson["questions"]}
    entry["lessons"] = {**lessons, "change": changes}


def _held_version(documents: Mapping[str, Document], held: Mapping[str, Json] | None) -> int:
    same = company({"plant": documents["plant"].data}) == company(held or {})
    version = child((held or {}).get(COURSES), "version")
    return version if same and isinstance(version, int) else 0


def _fill(workbook: Any, rows: Sequence[Sequence[Any]], names: Names, objectives: Sequence[tuple[str, str]]) -> None:
    formats = blank.formats_of(workbook)
    about = workbook.add_worksheet(ABOUT)
    about.set_column(0, 0, 20)
    about.set_column(1, 1, 80)
    for row, words in enumerate(HOW):
        about.write_string(row, 0, words, formats["title" if not row else "text"])
    notes = [(each.title, each.note) for each in SHEET.columns if each.note]
    lessons = [("课", each) for each in names.both(LESSON)]
    begins = len(HOW) + 1 + len(notes) + len(lessons) + 1
    lines = [*notes, *lessons, ("这一课的目标", ""), *objectives]
    for row, (title, note) in enumerate(lines, len(HOW) + 1):
        about.write_string(row, 0, title, formats["words"])
        about.write_string(row, 1, note, formats["words"])
    sheet = workbook.add_worksheet(TITLE)
    blank.put(sheet, SHEET, rows, names, formats)
    if objectives:
        _offer(sheet, begins + 1, begins + len(objectives))


def _offer(sheet: Any, first: int, last: int) -> None:
    """Each row's cell offers the objectives of its own lesson, which stand one below the other in these rows of the
    first sheet, by what the row says under “课”."""
    fields = [each.field for each in SHEET.columns]
    place, lesson = fields.index("objective"), letters(fields.index("lesson") + 1)
    names = f"{ABOUT}!$A${first}:$A${last}"
    offered = f"=OFFSET({ABOUT}!$B${first},MATCH(${lesson}2,{names},0)-1,0,COUNTIF({names},${lesson}2),1)"
    choices = {"validate": "list", "source": offered, "error_type": "warning"}
    sheet.data_validation(1, place, blank.PREPARED, place, choices)
