"""Who signed or refused, by the chain: the asks of the form's lines with the answers that were sealed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handlers.permits import raised
from models import ask as asks
from models.answered import Proven
from models.ask import Ask
from models.permit import Permit
from models.permit_asks import Sign
from models.seals import Written
from workers.evidence.permits.chain.difference import NOTHING, Difference, differing

DONE, REFUSED = ("permit.signed", "permit.confirmed"), "permit.refused"
SAID = {"permit.signed": "同意", "permit.confirmed": "已确认", REFUSED: "退回"}
POST = "签字人的岗位名"
ROWS = {"done": "已签", "refused": "退回"}


@dataclass(frozen=True)
class Signatures:
    """asked: the asks as the chain has them; unsealed: what the chain lacks of their answers."""

    asked: list[Ask]
    unsealed: frozenset[str]
    differences: tuple[Difference, ...]


def read(permit: Permit, chain: Sequence[Written], version: int, since: int) -> Signatures:
    """since: the number of the entry with this version's content."""
    opened = {entry.line["data"]["ask"]: entry for entry in chain if entry.kind == "ask.opened"}
    answers = {entry.line["data"]["ask"]: entry for entry in chain if entry.kind in SAID and entry.seq > since}
    rows = {ask.id: ask for ask in raised.asked(permit)}
    others = [ask for ask in asks.of_subject(permit.subject) if ask.id not in rows]
    asked, found = [], list(_unknown(rows, opened))
    for number in sorted(rows.keys() | answers.keys()):
        row, answer = rows.get(number), answers.get(number)
        told = _as_sealed(row or _lost(permit, number, version, answer), opened.get(number), answer)
        found += _differences(row, told, answer)
        asked.append(told)
    lacking = any("post_name" not in each.line["data"] for each in answers.values())
    return Signatures([*others, *asked], frozenset({POST} if lacking else ()), tuple(found))


def _unknown(rows: Mapping[int, Ask], opened: Mapping[int, Written]) -> Iterator[Difference]:
    for number, row in rows.items():
        if number not in opened:
            yield Difference(f"签字（{Sign.of(row).line}）", "没有请过这个人", row.person)


def _as_sealed(row: Ask, opened: Written | None, answer: Written | None) -> Ask:
    """The ask with the person whom the chain asked, and the answer that it has."""
    told = copy(row)
    told.__data__ = dict(row.__data__)
    if opened:
        told.person = opened.line["data"]["to"]
    if answer is None:
        told.state = "open" if row.state in ROWS else row.state
        return told
    line, data = answer.line, answer.line["data"]
    told.person = line["actor"]["person"]
    told.state = "refused" if answer.kind == REFUSED else "done"
    told.data = {**dict(row.data), **_sign(data, line["actor"])}
    result = "refused" if answer.kind == REFUSED else "signed"
    kept = {name: data[name] for name in ("reason", "presence", "png") if name in data}
    told.answer = {"result": result, "at": line["at"], **kept}
    return told


def _sign(data: Mapping[str, Any], actor: Mapping[str, str]) -> dict[str, Any]:
    """The parts of the line's data that the chain has."""
    names = {name: data[name] for name in ("post_name", "signs_for") if name in data}
    if "post_name" in data:
        names["for_post_name"] = data.get("for_post_name", "")
    why = {"reasons": data["why"]} if "why" in data else {}
    return {**names, **why, "authorization": actor.get("authorization", "")}


def _differences(row: Ask | None, told: Ask, answer: Written | None) -> Iterator[Difference]:
    what, seq = f"签字（{Sign.of(told).line}）", answer.seq if answer else 0
    if row is None:
        yield Difference(what, _words(told), NOTHING, seq)
        return
    yield from differing(what, _words(told), _words(row), seq)
    if answer:
        names = {"slot": "行号", "post_name": "岗位名", "for_post_name": "代谁签", "reasons": "为什么是他"}
        for name, called in names.items():
            sealed, stored = (_part(ask, name) for ask in (told, row))
            if name == "slot":
                sealed = answer.line["data"].get("slot", sealed)
            yield from differing(f"{what}的{called}", sealed, stored, seq)


def _part(ask: Ask, name: str) -> object:
    if name == "slot":
        return ask.slot
    value = getattr(Sign.of(ask), name)
    return list(value) if isinstance(value, tuple) else value


def _words(ask: Ask) -> str:
    """Who, what, when, where, with which authority and which handwriting."""
    if ask.state not in ROWS:
        return f"{ask.person} 没签"
    answer, own = Proven.of(ask), Sign.of(ask)
    at = f"{answer.at:%m-%d %H:%M:%S}" if answer.at else ""
    said = f"退回：{answer.reason}" if ask.state == "refused" else "已签"
    signature = f"签名 {answer.signature[:8]}" if answer.signature else ""
    authority = f"授权书 {own.authorization}" if own.authorization else ""
    return " ".join(filter(None, [ask.person, said, at, answer.presence, authority, signature, own.signs_for]))


def _lost(permit: Permit, number: int, version: int, answer: Written | None) -> Ask:
    """An ask whose row is gone: the line of the route that its answer names."""
    data = answer.line["data"] if answer else {}
    stage = str(data.get("stage", ""))
    slots = [slot for each in permit.route.get("stages", []) if each["id"] == stage for slot in each["slots"]]
    slot = data.get("slot") or next((each["id"] for each in slots if each["signs_for"] == data.get("signs_for")), "")
    at = datetime.fromisoformat(answer.line["at"]) if answer else None
    return Ask(
        id=number,
        kind=raised.KIND,
        subject=permit.subject,
        person="",
        stage=f"{version}/{stage}",
        slot=slot,
        opened_at=at,
        data={"signs_for": data.get("signs_for", "")},
    )
