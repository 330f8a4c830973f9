"""The trail in words: each sealed entry as one line that an inspector can read. Unknown kinds show as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from handlers import flows
from models.seals import Written
from rules.phrases import of_house
from workers.evidence.people import People, name_of, names_of

LONGEST = 400
PLATFORMS = {"wecom": "企业微信", "dingtalk": "钉钉"}


@dataclass(frozen=True)
class TrailLine:
    seq: int
    at: datetime
    who: str
    what: str
    detail: str
    hash: str
    delivery: bool = False


NO_NAMES: Mapping[str, str] = {}


def trail(entries: Sequence[Written], people: People, called: Mapping[str, str] = NO_NAMES) -> tuple[TrailLine, ...]:
    """called: what to call the form's lines that entries name by their ids."""
    return tuple(_line(entry, people, called) for entry in entries)


def _line(entry: Written, people: People, called: Mapping[str, str]) -> TrailLine:
    line = entry.line
    return TrailLine(
        seq=entry.seq,
        at=datetime.fromisoformat(line["at"]),
        who=_who(line["actor"], people),
        what=_name(entry.kind, line["data"]),
        detail=_shortened("；".join(_detail(line, people, called))),
        hash=entry.hash,
        delivery=_is_delivery(entry.kind),
    )


def _name(kind: str, data: dict[str, Any]) -> str:
    words = flows.here().entries.get(kind)
    return words.of(data).name if words else kind


def _is_delivery(kind: str) -> bool:
    words = flows.here().entries.get(kind)
    return words is not None and words.delivery


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST] + "……（全文见证据包）"


def _who(actor: dict[str, Any], people: People) -> str:
    return name_of(people, actor["person"]) if "person" in actor else of_house(actor)


def _said(kind: str, data: dict[str, Any], people: People, called: Mapping[str, str]) -> str:
    """What the line of the phone's trail says besides who did what."""
    known = flows.here().entries.get(kind)
    words = known.of(data) if known else None
    if words is None or not words.fields & {name for name, value in data.items() if value or value == 0}:
        return ""
    measure = str(data.get("measure", ""))
    said = words.said(data, partial(name_of, people), measure=called.get(measure, measure))
    return said.strip().removeprefix(words.name).lstrip("：，")


def _detail(line: dict[str, Any], people: People, called: Mapping[str, str]) -> list[str]:
    """What was done in full, to whom, why, on what authority; for a late entry also when it was written."""
    data, actor = line["data"], line["actor"]
    said = _said(line["kind"], data, people, called)
    words = [said] if said else []
    if data.get("to") and names_of(people, data["to"]) not in said:
        words.append("→ " + names_of(people, data["to"]))
    if data.get("platform") in PLATFORMS:
        words.append(PLATFORMS[data["platform"]])
    known = flows.here().entries.get(line["kind"])
    codes = known.of(data).codes if known else frozenset()
    for name in [each for each in ("words", "presence", "reason", "why", "reasons") if each not in codes]:
        given = data.get(name) or []
        more = [str(word) for word in given] if isinstance(given, list) else [str(given)]
        words += [word for word in more if word not in said]
    if actor.get("authorization") and not any(actor["authorization"] in word for word in words):
        words.append(f"授权书 {actor['authorization']}")
    if line.get("late"):
        words.append(f"补录于 {line['recorded_at'][:16].replace('T', ' ')}：{line['late']}")
    return list(dict.fromkeys(words))
