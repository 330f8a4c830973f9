"""Who signed or refused, by the chain: the asks of the form's lines with the answers that were sealed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

from handlers.permits import raised
from models import ask as asks
from models.answered import Proven
from models.ask import Ask
from models.permit import Permit
from models.permit_asks import Sign
from models.seals import Written
from workers.evidence.difference import Difference, differing, to_the_second

DONE, REFUSED, HELD = ("permit.signed", "permit.confirmed"), "permit.refused", "permit.held"
SAID = (*DONE, REFUSED)
POST = "签字人的岗位名"
ROWS = {"done": "已签", "refused": "退回", "held": "签了名，待到场"}
WAITS = ("open", "held")


@dataclass(frozen=True)
class Signatures:
    """asked: the asks of every version as the chain has them; unproven: those of which it lacks the signer's post."""

    asked: list[Ask]
    unproven: frozenset[int]
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Sealed:
    """What the chain says of one ask. held: the name that was signed before its signer was on site."""

    opened: Written | None
    held: Written | None
    answer: Written | None

    @property
    def newest(self) -> Written | None:
        return next(filter(None, (self.answer, self.held, self.opened)), None)

    @property
    def names_the_post(self) -> bool:
        return "post_name" in self.line

    @property
    def line(self) -> dict[str, Any]:
        """The parts of the line's data that the chain has."""
        known: dict[str, Any] = {}
        if self.opened and "line" in self.opened.line["data"]:
            known = dict(self.opened.line["data"]["line"])
        if self.answer is None:
            return known
        data = self._answered
        known |= {name: data[name] for name in ("post_name", "signs_for") if name in data}
        if "post_name" in data:
            known["for_post_name"] = data.get("for_post_name", "")
        if "why" in data:
            known["reasons"] = data["why"]
        if self.answer.kind in DONE:
            known["approval"] = self.answer.kind == "permit.signed"
        return {**known, "authorization": self.answer.line["actor"].get("authorization", "")}

    @property
    def _answered(self) -> Mapping[str, Any]:
        return self.answer.line["data"] if self.answer else {}


def read(permit: Permit, chain: Sequence[Written]) -> Signatures:
    """permit: with the chain's route."""
    opened, held, answers = _of_asks(chain, "ask.opened"), _of_asks(chain, HELD), _of_asks(chain, *SAID)
    opened = {number: entry for number, entry in opened.items() if entry.line["data"]["kind"] == raised.KIND}
    rows = {ask.id: ask for ask in asks.of_subject(permit.subject) if ask.kind == raised.KIND}
    asked: list[Ask] = []
    found: list[Difference] = []
    unproven = set()
    for number in sorted(rows.keys() | answers.keys() | opened.keys()):
        row, known = rows.get(number), Sealed(opened.get(number), held.get(number), answers.get(number))
        if row and known.answer is None and known.opened is None:
            found += differing(f"签字（{Sign.of(row).line}）", "没有请过这个人", _parts(row))
            continue
        told = _as_sealed(row or Ask(id=number, kind=raised.KIND, subject=permit.subject), known, permit, chain)
        found += _differences(row, told, known)
        asked.append(told)
        if not known.names_the_post and (known.answer or told.state in WAITS):
            unproven.add(number)
    return Signatures(asked, frozenset(unproven), tuple(found))


def _of_asks(chain: Sequence[Written], *kinds: str) -> dict[int, Written]:
    return {entry.line["data"]["ask"]: entry for entry in chain if entry.kind in kinds}


def _as_sealed(row: Ask, known: Sealed, permit: Permit, chain: Sequence[Written]) -> Ask:
    """The ask with the person whom the chain asked, in which line, and the answer that it has."""
    told = copy(row)
    told.__data__ = {**row.__data__, "data": {**dict(Sign.of(row).kept), **known.line}}
    if known.opened:
        told.person, told.stage = known.opened.line["data"]["to"], known.opened.line["data"]["stage"]
        told.slot = known.opened.line["data"].get("slot", row.slot)
    if known.answer:
        _answered(told, known.answer, known.opened is None, permit, chain)
    elif known.held and row.state in WAITS:
        data = known.held.line["data"]
        sealed = {name: data[name] for name in ("png", "photo") if name in data}
        told.state = "held"
        told.answer = {**dict(Proven.of(row).kept), "at": known.held.line["at"], "presence": data["why"], **sealed}
    else:
        told.state = "open" if row.state in ROWS else row.state
    return told


def _answered(told: Ask, answer: Written, unopened: bool, permit: Permit, chain: Sequence[Written]) -> None:
    line, data = answer.line, answer.line["data"]
    told.person = line["actor"]["person"]
    if unopened and "stage" in data:
        told.stage = f"{_version(answer, chain)}/{data['stage']}"
    told.slot = data.get("slot") or _slot(told, data, permit)
    told.state = "refused" if answer.kind == REFUSED else "done"
    result = "refused" if answer.kind == REFUSED else "signed"
    kept = {name: data[name] for name in ("reason", "presence", "png", "photo") if name in data}
    told.answer = {"result": result, "at": line["at"], **kept}


def _version(answer: Written, chain: Sequence[Written]) -> int:
    """The version of the permit that was signed."""
    versions = [entry.line["data"].get("version", 1) for entry in chain[: answer.seq] if entry.kind == "permit.changed"]
    return versions[-1] if versions else 1


def _slot(told: Ask, data: Mapping[str, Any], permit: Permit) -> str:
    """The line of an older answer, which says only what it stands for: the row's, if that fits the route."""
    stages = [each for each in permit.route.get("stages", []) if told.stage == raised.stage_key(permit, each["id"])]
    fitting = [
        slot["id"] for each in stages for slot in each["slots"] if slot["signs_for"] == data.get("signs_for", "")
    ]
    return told.slot if not fitting or told.slot in fitting else fitting[0]


def _differences(row: Ask | None, told: Ask, known: Sealed) -> Iterator[Difference]:
    entry = known.newest
    what, seq = f"签字（{Sign.of(told).line}）", entry.seq if entry else 0
    yield from differing(what, _parts(told), _parts(row) if row else (), seq)
    if row:
        mine, theirs = _line(told), _line(row)
        for called, sealed in mine.items():
            yield from differing(f"{what}的{called}", sealed, theirs[called], seq)


def _line(ask: Ask) -> dict[str, object]:
    """In which line he signs, and as what."""
    own = Sign.of(ask)
    return {
        "阶段": ask.stage,
        "行号": ask.slot,
        "岗位名": own.post_name,
        "代谁签": own.for_post_name,
        "为什么是他": list(own.reasons),
        "审批": own.approval,
    }


def _parts(ask: Ask) -> tuple[str, ...]:
    """Who, what, when, where, with which authority and which handwriting, for which line."""
    answer, own = Proven.of(ask), Sign.of(ask)
    authority = f"授权书 {own.authorization}" if own.authorization else ""
    if ask.state not in ROWS:
        return (ask.person, authority, own.signs_for, "没签")
    said = f"退回：{answer.reason}" if ask.state == "refused" else ROWS[ask.state]
    signature = f"签名 {answer.signature}" if answer.signature else ""
    photo = f"照片 {answer.photo.sha256}" if answer.photo else ""
    at = to_the_second(answer.at)
    return (ask.person, said, at, answer.presence, authority, signature, photo, own.signs_for)
