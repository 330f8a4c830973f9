"""What happened on site, in the words of the form's lines: gas tests, briefing, the foreman's check, acceptance."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from models import gas
from models.gas import GasTest
from models.seals import Sealed
from workers.evidence.people import People, name_of
from workers.evidence.trail import TrailLine, trail

LINES = {
    "安全交底": ("permit.briefing_given", "permit.briefed"),
    "岗位当班验票": ("permit.foreman_checked",),
    "完工验收": ("permit.accepted",),
}


def on_site(tests: list[GasTest], entries: list[Sealed], people: People) -> dict[str, str]:
    """The form's line → its words; lines about which nothing is known are left out."""
    said = {"气体分析": "；".join(_tests(tests, people))}
    lines = list(zip(entries, trail(entries, people), strict=True))
    for name, kinds in LINES.items():
        said[name] = "；".join(_signed(entry, line) for entry, line in lines if entry.kind in kinds)
    return {name: words for name, words in said.items() if words}


def readings(test: GasTest) -> str:
    """甲烷 0.12 %vol、氧 20.8 %vol; of several points each by its name: 上：甲烷 …；中：…"""
    return "；".join(f"{point}：{_values(there)}" if point else _values(there) for point, there in gas.by_point(test))


def _values(readings: list[dict[str, str]]) -> str:
    return "、".join(f"{each.get('gas', '')} {each.get('value', '')} {each.get('unit', '')}" for each in readings)


def _tests(tests: list[GasTest], people: People) -> Iterator[str]:
    """Each test in words; repeated good readings of one detector are one line; the package holds every test."""
    for by_itself, group in groupby(tests, key=lambda test: test.instrument if test.ok and not test.analyst else ""):
        found = list(group)
        if by_itself and len(found) > 2:
            span = f"{found[0].sampled_at:%m-%d %H:%M} 至 {found[-1].sampled_at:%m-%d %H:%M}"
            yield f"{span} {found[0].point} 测气仪 {by_itself} 记下 {len(found)} 次，都合格"
        else:
            yield from (_test(test, people) for test in found)


def _test(test: GasTest, people: People) -> str:
    verdict = "合格" if test.ok else "不合格"
    by = name_of(people, test.analyst) if test.analyst else f"测气仪 {test.instrument}"
    return f"{test.sampled_at:%m-%d %H:%M} {test.point} {readings(test)} {verdict} {by}"


def _signed(entry: Sealed, line: TrailLine) -> str:
    """Who, what, when and where."""
    words = f"{line.who} {line.what} {line.at:%m-%d %H:%M}"
    return "，".join(filter(None, (words, entry.line["data"].get("presence"))))
