"""Imports a workbook into a plant's folder: what would change, what is wrong, and plant.yaml as it would be written."""

from __future__ import annotations

import copy
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from config.building import located
from config.checks.leaving import NOTHING, Needed
from config.checks.version import company
from config.files import PlantConfig
from config.fresh import fresh
from config.loader import examine
from config.loader import faults as faults_of
from config.problem import Finding, Refused, child
from config.rewriting import rewritten
from config.sheets.difference import difference, other_people
from config.sheets.fault import Fault
from config.sheets.names import Names
from config.sheets.parts import PlantData
from config.sheets.reading import Tables, few, read
from config.sheets.standing import PLANT, Standing, known, standing
from config.sheets.tables import SHEETS
from config.source import Json, parsed

MOST_SHOWN = 100


@dataclass(frozen=True)
class Import:
    """file: what would be written · changes: the difference, line by line · faults: if there is any, nothing may be
    written · before, after: the file's text · config: the plant as it would be, if it has no faults."""

    file: Path
    changes: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    before: str = ""
    after: str = ""
    config: PlantConfig | None = None

    def write(self) -> None:
        """Replaces the file as a whole. Raises Refused when somebody has changed it meanwhile, or it can't be
        written."""
        try:
            if text_of(self.file) != self.before:
                raise Refused(f"{self.file.name} 刚刚被别人改过，什么也没写：请再导一次")
            _replace(self.file.resolve(), self.after)
        except OSError as error:
            raise Refused(
                f"写不了 {self.file.name}（{error.strerror}），什么也没改：请检查权限，磁盘是不是满了"
            ) from error


def prepare(
    workbook: Path,
    folder: Path,
    held: Mapping[str, Json] | None = None,
    needed: Needed = NOTHING,
    today: date | None = None,
) -> Import:
    """What the workbook would change in the plant in this folder. held: the data in the store; needed: what is needed
    by what is open there. Raises Refused for files that can't be read."""
    now = standing(folder)
    file = folder / now.documents[PLANT].file
    tables = read(workbook, known(now.data, now.documents))
    if tables.faults:
        return Import(file, faults=tuple(map(str, tables.faults)))
    after = _with(now.data, tables)
    changes = tuple(_differences(now, after))
    if not changes:
        return Import(file)
    after["version"] = 1 + max(now.data["version"], _held_version(now.data, held))
    text = text_of(file)
    new = rewritten(text, now.data, after)
    faults = tuple(_faults(new, after, now, tables, held, needed, today))
    documents = {**now.documents, PLANT: parsed(now.documents[PLANT].file, new.encode())}
    return Import(file, changes, faults, text, new, None if faults else examine(documents)[0])


def _held_version(data: PlantData, held: Mapping[str, Json] | None) -> int:
    """The store's version of this plant; another plant's number means nothing."""
    version = child((held or {}).get(PLANT), "version")
    return version if isinstance(version, int) and company({PLANT: data}) == company(held or {}) else 0


def _with(before: PlantData, tables: Tables) -> PlantData:
    after = copy.deepcopy(before)
    for sheet in SHEETS:
        if sheet.title in tables.rows:
            absent = {column.field: column.absent for column in sheet.columns}
            sheet.part.put(after, tables.rows[sheet.title], absent)
    return after


def _differences(now: Standing, after: PlantData) -> Iterator[str]:
    old, new = Names(known(now.data, now.documents)), Names(known(after, now.documents))
    for sheet in SHEETS:
        was, is_ = sheet.part.rows(now.data), sheet.part.rows(after)
        yield from difference(sheet, was, is_, old, new)
        yield from other_people(sheet, was, is_)


def _faults(
    text: str,
    after: PlantData,
    now: Standing,
    tables: Tables,
    held: Mapping[str, Json] | None,
    needed: Needed,
    today: date | None,
) -> Iterator[str]:
    """The faults that `load-plant --check` would find in the plant with this plant.yaml."""
    document = parsed(now.documents[PLANT].file, text.encode())
    if document.data != after:
        yield "plant.yaml 的写法太特别（如 & 和 * 引用），改不进去，什么也没写：请把那里展开，或照上面自己改"
        return
    broken, found = faults_of({**now.documents, PLANT: document}, held, needed, today)
    yield from map(str, broken)
    placed = [(_in_workbook(each, after, tables), each) for each in found]
    yield from map(str, few([fault for fault, _ in placed if fault]))
    others = list(_renamed((each for fault, each in placed if fault is None), now.data, after))
    # Line numbers are those of the present files.
    yield from map(str, sorted({located(each, now.documents[each.file]) for each in others[:MOST_SHOWN]}))
    if len(others) > MOST_SHOWN:
        yield f"还有 {len(others) - MOST_SHOWN} 处：请先改好上面的，再导一次"


def _renamed(findings: Iterable[Finding], before: PlantData, after: PlantData) -> Iterator[Finding]:
    """Where a file still has the old id of a post that has another one now, the fault says what to write there."""
    named = {post["name"]: new for new, post in after["posts"].items()}
    gone = ((old, named.get(post["name"])) for old, post in before["posts"].items() if old not in after["posts"])
    others = {f"“{old}”": new for old, new in gone if new}
    for each in findings:
        old = next((quoted for quoted in others if quoted in each.message), "")
        words = f"岗位{old}的编号改成了 {others[old]}：这里也写 {others[old]}" if old else ""
        yield replace(each, message=words) if words else each


def _in_workbook(finding: Finding, after: PlantData, tables: Tables) -> Fault | None:
    """Where the workbook has it; when it is in two sheets, the one with more detail."""
    if finding.file != PLANT:
        return None
    for sheet in sorted(SHEETS, key=lambda sheet: -len(sheet.part.key)):
        place = sheet.part.cell(finding.path, after)
        fault = tables.fault(sheet, *place, finding.message) if place else None
        if fault:
            return fault
    return None


def text_of(file: Path) -> str:
    """The text as it is, with its own line ends."""
    return file.read_bytes().decode("utf-8-sig")


def _replace(file: Path, text: str) -> None:
    with fresh(file) as new:
        os.fchmod(new.fileno(), file.stat().st_mode & 0o777)
        new.write(text.encode())
