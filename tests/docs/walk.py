"""docs/new-plant.md as a reader follows it: its commands, the tables to fill in, the changes of files, the steps."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from openpyxl import load_workbook

from tests.docs.pages import ROOT, page

PAGE = "docs/new-plant.md"
Table = list[dict[str, str]]
CHANGE = re.compile(r"```yaml\n# (\S+\.yaml)(?:，(?:加在 (\w+) 最后|(换掉这几行)|(新文件)))?\n(.*?)```", re.DOTALL)
# What a line of a file begins with: by that, the line which it replaces is found.
BEGINS = re.compile(r" *(?:- \{)?[^\[{]*[\[{]")
# What the reader finds in his own papers.
TODAY = date.today()  # noqa: DTZ011 - the officer's own day
PAPERS = {"照证书": TODAY + timedelta(days=365), "授权书的起日": TODAY, "授权书的止日": TODAY + timedelta(days=365)}


def part(number: int) -> str:
    """The text of a chapter, by the number in its heading."""
    [found] = [each for each in re.split(r"^## ", page(PAGE), flags=re.MULTILINE) if each.startswith(f"{number} ")]
    return found


def tables(text: str) -> list[Table]:
    found = re.findall(r"(?:^\|.*\|\n)+", text, flags=re.MULTILINE)
    return [_table(each.splitlines()) for each in found]


def _table(lines: list[str]) -> Table:
    head, _, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    return [dict(zip(head, row, strict=True)) for row in rows]


def sheets(text: str) -> dict[str, Table]:
    """Each table that belongs in a sheet of the workbook."""
    found = re.findall(r"^“(\w+)”表.*：\n\n((?:\|.*\|\n)+)", text, flags=re.MULTILINE)
    return {name: _table(lines.splitlines()) for name, lines in found}


def commands(text: str) -> list[str]:
    return re.findall(r"^    (\S.*)$", CHANGE.sub("", text), flags=re.MULTILINE)


def clone(folder: Path) -> Path:
    """A copy of the project's folder in which a reader may write."""
    for each in ROOT.iterdir():
        if each.name not in ("var", ".git"):
            (folder / each.name).symlink_to(each)
    return folder


def exported() -> dict[str, str]:
    """The variables that the page sets once for all commands after it."""
    [line] = [each for each in commands(part(2)) if each.startswith("export ")]
    return dict(each.split("=", 1) for each in shlex.split(line)[1:])


def type_in(command: str, folder: Path, answer: str = "") -> str:
    """Runs the command, which must succeed; returns what it says."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ANHAO_")}
    environment = {**kept, **exported(), "PYTHONDONTWRITEBYTECODE": "1"}
    words = shlex.split(command)
    ran = subprocess.run(words, cwd=folder, env=environment, input=answer, capture_output=True, text=True, timeout=100)
    assert ran.returncode == 0, f"{command}\n{ran.stdout}\n{ran.stderr}"
    return ran.stdout


def fill(file: Path, wanted: Mapping[str, Table]) -> None:
    """Replaces the sample's rows in each sheet by these."""
    book = load_workbook(file)
    for name, table in wanted.items():
        sheet = book[name]
        places = {str(cell.value): cell.column for cell in sheet[1]}
        sheet.delete_rows(2, sheet.max_row)
        for number, row in enumerate(table, 2):
            for title, words in row.items():
                sheet.cell(number, places[title]).value = PAPERS.get(words, words or None)
    book.save(file)


def add_rows(file: Path, wanted: Mapping[str, Table]) -> None:
    """Puts these rows below those of each sheet."""
    book = load_workbook(file)
    for name, table in wanted.items():
        titles = [str(cell.value) for cell in book[name][1]]
        for row in table:
            words = [row.get(title, "") for title in titles]
            book[name].append([PAPERS.get(each, each or None) for each in words])
    book.save(file)


def renumber(file: Path, text: str) -> None:
    """Gives the row of that name the id that the text says."""
    found = re.search(r"^“(\w+)”表把“(.+?)”那一行的编号改成 `(\w+)`", text, flags=re.MULTILINE)
    assert found is not None
    book = load_workbook(file)
    [row] = [row for row in book[found[1]].iter_rows(min_row=2) if row[1].value == found[2]]
    row[0].value = found[3]
    book.save(file)


def change(text: str, folder: Path) -> int:
    """Makes every change of a file that the text shows; says how many there were."""
    for file, behind, single, new, lines in (found := CHANGE.findall(text)):
        path = folder / file
        if new:
            assert not path.exists(), file
            path.write_text(lines, "utf-8")
            continue
        before = path.read_text("utf-8")
        put = _behind(before, behind, lines) if behind else _line_by_line(before, lines) if single else None
        path.write_text(put or _instead(before, lines), "utf-8")
    return len(found)


def _line_by_line(text: str, lines: str) -> str:
    """Each line in place of the one that begins with the same words."""
    for line in lines.splitlines():
        begins = BEGINS.match(line)
        assert begins is not None, line
        old = re.compile(rf"^{re.escape(begins[0])}.*$", re.MULTILINE)
        assert len(old.findall(text)) == 1, line
        text = old.sub(line.replace("\\", r"\\"), text)
    return text


def _instead(text: str, lines: str) -> str:
    """The lines in place of the part that begins with the same word."""
    name = lines.partition(":")[0]
    old = re.compile(rf"^{name}:.*\n(?:[ ].*\n)*", re.MULTILINE)
    assert len(old.findall(text)) == 1, name
    return old.sub(lambda _: lines, text)


def _behind(text: str, name: str, lines: str) -> str:
    """Puts the lines after the part of that name, whose lines are indented further."""
    start = re.search(rf"^( *){name}:.*\n", text, flags=re.MULTILINE)
    assert start is not None, name
    inner = re.compile(rf"(?:{start[1]} .*\n)*").match(text, start.end())
    assert inner is not None
    return text[: inner.end()] + lines + text[inner.end() :]


def raised(file: Path) -> None:
    """Its version is one higher."""
    text = file.read_text("utf-8")
    found = re.search(r"^version: (\d+)", text, flags=re.MULTILINE)
    assert found is not None
    file.write_text(text.replace(found[0], f"version: {int(found[1]) + 1}", 1), "utf-8")
