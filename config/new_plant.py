"""A new plant's folder: the sample (`config/sample/`) under the plant's name, with days counted from today.

The sample itself can be loaded; its days are written as if it had been made on SAMPLE_DAY.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from config.checks.code import LONG
from config.checks.word import unfit_name
from config.fresh import fresh_folder
from config.problem import Refused
from config.rewriting import DAY, rewritten
from config.source import Json, read
from rules.accounts import PLAIN
from rules.texts import blank, plain

SAMPLE = Path(__file__).parent / "sample"
SAMPLE_DAY = date(2026, 1, 1)


def make(folder: Path, name: str, platform: str, today: date) -> list[Path]:
    """Writes the new plant's files and returns them. name: the company's; platform: that of all its sample people.
    Raises Refused when the folder is not empty or can't be written; nothing is left there then."""
    if blank(name):
        raise Refused("公司名称是空的：请写上")
    if fault := unfit_name(name):
        raise Refused(f"公司名称不能用，{fault}")
    plant_id = folder.name if PLAIN.fullmatch(folder.name) and len(folder.name) <= LONG else "plant"
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise Refused(f"{folder} 里已经有东西，不动它：请换一个空文件夹")
        company: dict[str, Json] = {"name": name, "id": plant_id}
        files = {file.name: _filled(file, company, platform, today) for file in sorted(SAMPLE.glob("*"))}
        return fresh_folder(folder, files)
    except OSError as error:
        words = "请检查路径和权限，磁盘是不是满了"
        raise Refused(f"写不了 {plain(str(folder))[:100]}（{error.strerror}），什么也没留下：{words}") from error


def _filled(sample: Path, company: dict[str, Json], platform: str, today: date) -> bytes:
    before = read(sample).data
    after = _later(before, (today - SAMPLE_DAY).days)
    if isinstance(after, dict) and "company" in after:
        after = {**after, "company": {**_fields(after["company"]), **company}, "people": _on(after["people"], platform)}
    elif isinstance(after, dict) and "plant" in after:
        after = {**after, "plant": company["id"]}
    return rewritten(sample.read_text("utf-8"), before, after).encode()


def _later(data: Json, days: int) -> Json:
    """The text with all its days moved by this many."""
    if isinstance(data, dict):
        return {name: _later(each, days) for name, each in data.items()}
    if isinstance(data, list):
        return [_later(each, days) for each in data]
    if isinstance(data, str) and DAY.fullmatch(data):
        return date.fromordinal(date.fromisoformat(data).toordinal() + days).isoformat()
    return data


def _on(people: Json, platform: str) -> Json:
    return [{**_fields(each), "platform": platform} for each in people] if isinstance(people, list) else people


def _fields(data: Json) -> dict[str, Json]:
    return data if isinstance(data, dict) else {}
