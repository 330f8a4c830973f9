"""The trail in words: each sealed entry as one line that an inspector can read. Unknown kinds show as they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handlers import flows
from models.seals import Sealed
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


def trail(entries: list[Sealed], people: People) -> tuple[TrailLine, ...]:
    return tuple(_line(entry, people) for entry in entries)


def _line(entry: Sealed, people: People) -> TrailLine:
    line = entry.line
    return TrailLine(
        seq=entry.seq,
        at=datetime.fromisoformat(line["at"]),
        who=_who(line["actor"], people),
        what=_name(entry.kind),
        detail=_shortened("；".join(_detail(line, people))),
        hash=entry.hash,
    )


def _name(kind: str) -> str:
    words = flows.here().entries.get(kind)
    return words.name if words else kind


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST] + "……（全文见证据包）"


def _who(actor: dict[str, Any], people: People) -> str:
    return name_of(people, actor["person"]) if "person" in actor else "系统"


def _detail(line: dict[str, Any], people: People) -> list[str]:
    """To whom, why, on what authority; for a late entry also when it was written."""
    data, actor = line["data"], line["actor"]
    words = []
    if data.get("to"):
        words.append("→ " + names_of(people, data["to"]))
    if data.get("platform") in PLATFORMS:
        words.append(PLATFORMS[data["platform"]])
    for name in ("words", "presence", "reason", "why", "reasons"):
        given = data.get(name) or []
        words += [str(word) for word in given] if isinstance(given, list) else [str(given)]
    if actor.get("authorization") and not any(actor["authorization"] in word for word in words):
        words.append(f"授权书 {actor['authorization']}")
    if line.get("late"):
        words.append(f"补录于 {line['recorded_at'][:16].replace('T', ' ')}：{line['late']}")
    return list(dict.fromkeys(words))
