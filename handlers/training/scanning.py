"""The safety office puts a scan to somebody's certificate, with the day on which it looked it up in the official
register, or compared one that the plant gives itself (training.md §7). What was there before stays in the chain; the
newest counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from handlers import pictures
from handlers.training import life
from models import training
from models.book import book, name_of
from models.subject import lock
from models.training import TrainingFile
from models.training_scans import SCANNED, holders, of_file
from rules import given
from rules.phrases import date_words

# The longest that a certificate holds.
LONGEST_AGO = timedelta(days=6 * 366)
# What the chain names of a file; where and when it was photographed is nobody's business.
NAMED = ("sha256", "bytes", "type", "received")


class Unfit(ValueError):
    """It is not taken; the text says why and what to do."""


@dataclass(frozen=True)
class Brought:
    """A file, judged as every picture and file is (`handlers.pictures.judged`)."""

    content: bytes
    named: Mapping[str, Any]
    made: bytes | None


def brought(content: bytes) -> Brought:
    """Reading it may take seconds, so this is done before it is kept. Raises Unfit."""
    if len(content) > pictures.MOST_PDF:
        raise Unfit(f"扫描件太大：{pictures.MOST_PDF // pictures.MB} MB 以内，请压缩或拍照。")
    try:
        named, made = pictures.judged(content)
    except pictures.NotTaken as fault:
        raise Unfit(f"扫描件没有收。{fault.words}{fault.todo}") from fault
    if "seconds" in named:
        raise Unfit("扫描件没有收：是视频。请拍照片，或传 PDF。")
    return Brought(content, {name: named[name] for name in NAMED if name in named}, made)


def keep(number: str, code: str, checked: str, file: Brought, actor: Mapping[str, str], now: datetime) -> None:
    """The scan of this certificate of the person whose file has this number. Raises Unfit; then nothing is kept."""
    found, rules = training.by_number(number), book(now)
    if found is None or not rules.plant.knows(found.person):
        raise Unfit("没有这份档案，或者人已经离开了。")
    until = rules.plant.person(found.person).certs.get(code)
    if until is None:
        raise Unfit("他没有登记这个证书。请先登记，再传扫描件。")
    own = rules.config.templates.qualifications[code]
    asked = "哪天核对的" if own.type == "plant" else "哪天查的"
    day = _day(checked, rules.plant.day(now), asked)
    mine = training.here(lock(found.subject_id))
    before = of_file(mine).get(code)
    if before and day < before.checked:
        raise Unfit(f"{asked}：比上次查的早，上次是 {before.checked}。请核对。")
    if before and (before.sha256, before.checked, before.until) == (file.named["sha256"], day, f"{until:%Y-%m-%d}"):
        raise Unfit("扫描件和日期都和上次一样，不用再传。")
    if other := _other(mine, str(file.named["sha256"])):
        raise Unfit(f"扫描件没有收：这一份已经在{name_of(rules.plant, other)}的证上。请核对，再选文件。")
    pictures.keep(file.content, file.named, file.made, now)
    named = {"code": code, "name": own.name, "type": own.type, "until": f"{until:%Y-%m-%d}"}
    data = {**named, "checked": day.isoformat(), "on": date_words(day), "scan": file.named, "rules": rules.name}
    life.tell_trail(mine, SCANNED, now, data, actor=actor)


def _other(mine: TrainingFile, sha256: str) -> str:
    """Who else has it as the scan of a certificate now; empty for nobody."""
    others = (each for each in holders(sha256) if each.id != mine.id)
    return next((each.person for each in others if sha256 in {scan.sha256 for scan in of_file(each).values()}), "")


def _day(text: str, today: date, asked: str) -> date:
    try:
        day = given.day(text)
    except ValueError:
        raise Unfit(f"没有写{asked}。请写日期，如 {today}。") from None
    if not today - LONGEST_AGO <= day <= today:
        raise Unfit(f"{asked}：要在今天以前的六年里。请核对。")
    return day
