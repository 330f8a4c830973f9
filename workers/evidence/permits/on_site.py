"""What happened on site, in the words of the form's lines: gas tests, briefing, start, stops, hand-overs, acceptance.

Everything is read from sealed entries, in their order; gas tests come as the chain has them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from models import gas
from models.gas import GasTest
from models.seals import Sealed
from rules import pictured
from workers.evidence.hand import handwriting
from workers.evidence.people import People, name_of
from workers.evidence.trail import TrailLine, trail

GAS, CHECKED, STARTED, STOPPED = "气体分析", "岗位当班验票", "开工", "停工与复工"
BRIEFED = "permit.briefed"
LINES = {
    "安全交底": ("permit.briefing_given", BRIEFED),
    CHECKED: ("permit.foreman_checked",),
    "缺课放行": ("permit.let_in", "permit.kept_out"),
    "交叉作业": ("permit.coordinator_named", "permit.layer_confirmed"),
    STARTED: ("permit.not_started",),
    STOPPED: ("permit.suspended", "permit.alarmed", "permit.stop_reason", "permit.untold", "permit.resume_confirmed"),
    "监护交接": ("permit.guardian_changed",),
    "作业人变动": ("permit.worker_added", "permit.person_cut"),
    "完工验收": (
        "permit.wound_up",
        "permit.finished",
        "permit.not_accepted",
        "permit.accepted",
        "permit.power_cancelled",
        "permit.closed",
    ),
}
WORKING = "permit.working"


@dataclass(frozen=True)
class Act:
    """words: who did what, when, where; signed: whether a name was written by hand; png: its picture, as far as it is
    in the store."""

    words: str
    signed: bool = False
    png: bytes | None = None


def on_site(
    tests: list[GasTest], entries: list[Sealed], people: People, unused: Mapping[int, str]
) -> dict[str, tuple[Act, ...]]:
    """The form's line → its acts; lines about which nothing is known are left out. unused: what else is to be said of
    who was let in, by his ask."""
    said = {GAS: [Act(words) for words in _tests(tests, people)], **{name: [] for name in LINES}}
    for entry, line in zip(entries, trail(entries, people), strict=True):
        if name := _line_of(entry):
            said[name].append(_act(entry, line, people, unused))
    return {name: tuple(acts) for name, acts in said.items() if acts}


def _tests(tests: list[GasTest], people: People) -> Iterator[str]:
    """Each test in words; what one detector repeats is one line, good ones and those that stopped nothing; the package
    holds every test."""
    for (by_itself, excused), group in groupby(tests, key=_repeated):
        found = list(group)
        if by_itself and len(found) > 2:
            span = f"{found[0].sampled_at:%m-%d %H:%M} 至 {found[-1].sampled_at:%m-%d %H:%M}"
            verdict = f"不合格，没有停：{excused}" if excused else "合格"
            yield f"{span} {found[0].point} 测气仪 {by_itself} 记下 {len(found)} 次，都{verdict}"
        else:
            yield from (_test(test, people) for test in found)


def _repeated(test: GasTest) -> tuple[str, str]:
    """The detector, where such tests in a row are one line, and why its bad values stopped nothing."""
    return test.instrument if (test.ok or test.excused) and not test.analyst else "", test.excused


def _test(test: GasTest, people: People) -> str:
    verdict = gas.verdict_words(test)
    by = f"{name_of(people, test.analyst)}，仪器" if test.analyst else "测气仪"
    how = "".join(f"，{each}" for each in (test.method, test.presence) if each)
    return f"{test.sampled_at:%m-%d %H:%M} {test.point} {gas.readings(test)} {verdict} {by} {gas.instrument(test)}{how}"


def _line_of(entry: Sealed) -> str:
    """The form's line to which an entry belongs, or empty."""
    if entry.kind == WORKING:
        return STOPPED if _resumed(entry) else STARTED
    return next((name for name, kinds in LINES.items() if entry.kind in kinds), "")


def _resumed(entry: Sealed) -> bool:
    """Stopped work may also end without having gone on."""
    return entry.kind == WORKING and bool(entry.line["data"].get("from") == "suspended")


def _act(entry: Sealed, line: TrailLine, people: People, unused: Mapping[int, str]) -> Act:
    """Who, what and when; then what else the entry says, and where he was."""
    data = entry.line["data"]
    # On the guardian's phone the worker signs, though the guardian is logged in.
    who = name_of(people, data["worker"]) if entry.kind == BRIEFED else line.who
    what = "复工" if _resumed(entry) else line.what
    said = [f"{who} {what} {line.at:%m-%d %H:%M}", *_more(data, people), str(data.get("presence", ""))]
    if entry.kind == "permit.let_in":
        said.append(unused.get(data["ask"], ""))
    digest = str(data.get("png", {}).get("sha256", ""))
    return Act("，".join(filter(None, said)), bool(digest), handwriting(digest) if digest else None)


def _let_in(data: Mapping[str, Any], people: People) -> Iterator[str]:
    """For which part and without which course; of whoever was let in also who signed for that, and when."""
    if data.get("titles"):
        yield f"当{data['role_name']}，缺{data['titles']}"
    if data.get("granted_by"):
        signed = datetime.fromisoformat(data["at"])
        yield f"{name_of(people, str(data['granted_by']))} {signed:%m-%d %H:%M} 签字，只这张票"


def _more(data: Mapping[str, Any], people: People) -> Iterator[str]:
    if data.get("from") and data.get("to"):
        yield f"{name_of(people, str(data['from']))} 交给 {name_of(people, str(data['to']))}"
    elif data.get("person"):
        yield name_of(people, str(data["person"]))
    yield from _let_in(data, people)
    if data.get("with"):
        yield f"与 {data['with']}"
    if "minutes" in data and data.get("from") == "suspended":
        yield f"停了 {data['minutes']} 分钟"
    if "ordered_at" in data:
        yield f"{datetime.fromisoformat(data['ordered_at']):%H:%M} 才收到"
    for name in ("why", "reason"):
        given = data.get(name) or []
        yield from map(str, given) if isinstance(given, list) else [str(given)]
    if data.get("way") == "guardian":
        yield "在监护人的手机上签认"
    if "photo" in data:
        said = pictured.words(data["photo"])
        yield f"照片 {data['photo']['sha256'][:8]}" + (f"（{said}）" if said else "")
