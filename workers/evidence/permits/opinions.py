"""The lines of signatures, in the order of the permit's route: who signed, refused, stood in, was skipped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from models.answered import Proven
from models.ask import Ask
from models.permit_asks import Sign
from models.seals import Written
from workers.evidence.hand import handwriting
from workers.evidence.people import People, name_of
from workers.evidence.permits.chain.told import UNSEALED, Told

WAITING = {"open": "尚未签", "held": "已签名，待到场确认"}


@dataclass(frozen=True)
class Opinion:
    """One line. png is the signature's picture; stand_in says for whom and on what authority."""

    stage: str
    signs_for: str
    words: str
    refused: bool = False
    signer: str = ""
    stand_in: str = ""
    why: str = ""
    at: datetime | None = None
    place: str = ""
    png: bytes | None = None


def opinions(by_chain: Told, entries: Sequence[Written], people: People) -> Iterator[Opinion]:
    """A line for each slot of this version; an any-of stage that has its signature shows only that one, and added
    lines."""
    skipped, permit = _skipped(entries), by_chain.permit
    by_slot: dict[tuple[str, str], list[Ask]] = {}
    for ask in by_chain.asked:
        by_slot.setdefault((ask.stage, ask.slot), []).append(ask)
    for stage in permit.route.get("stages", []):
        key = f"{permit.version}/{stage['id']}"
        lines = [(slot, _decisive(by_slot.get((key, slot["id"]), []))) for slot in stage["slots"]]
        if stage["mode"] == "any_of" and any(_answered(ask) for slot, ask in lines if "added" not in slot):
            lines = [(slot, ask) for slot, ask in lines if _answered(ask) or "added" in slot]
        for slot, decisive in lines:
            line = _opinion(stage, slot, decisive, skipped.get((stage["id"], slot["id"])), people)
            unproven = line.signer and decisive and decisive.id in by_chain.unproven
            yield replace(line, signer=f"{line.signer}（岗位名{UNSEALED}）") if unproven else line


def _skipped(entries: Sequence[Written]) -> dict[tuple[str, str], str]:
    """(stage, slot) → why the line was skipped, as the trail has it."""
    lines = [entry.line["data"] for entry in entries if entry.kind == "permit.line_skipped"]
    return {(line["stage"], line["slot"]): "；".join(line["why"]) for line in lines}


def _decisive(of_slot: list[Ask]) -> Ask | None:
    """The answer among an approver's and the substitutes' asks, else the last one asked."""
    return next(filter(_answered, of_slot), of_slot[-1] if of_slot else None)


def _answered(ask: Ask | None) -> bool:
    return ask is not None and ask.state in ("done", "refused")


def _opinion(
    stage: Mapping[str, Any], slot: Mapping[str, Any], ask: Ask | None, skipped: str | None, people: People
) -> Opinion:
    line = Opinion(stage["name"], slot["signs_for"], "未签")
    if skipped is not None:
        words = "岗位空缺，已跳过" if slot.get("optional") else "没有人，由同一阶段的另一人签"
        return replace(line, words=words, why=skipped)
    if ask is None:
        return line
    own = Sign.of(ask)
    signer = " · ".join(filter(None, [name_of(people, ask.person), own.post_name]))
    asked = replace(line, signer=signer, stand_in=_stand_in(own), why="；".join(own.reasons))
    if not _answered(ask):
        return replace(asked, words=WAITING.get(ask.state, "未签"))
    return _signed(asked, own, Proven.of(ask))


def _signed(asked: Opinion, own: Sign, answer: Proven) -> Opinion:
    refused = answer.result == "refused"
    consent = "同意。" if own.approval else "已确认。"
    return replace(
        asked,
        words=f"退回：{answer.reason}" if refused else consent,
        refused=refused,
        at=answer.at,
        place=answer.presence,
        png=handwriting(answer.signature),
    )


def _stand_in(own: Sign) -> str:
    if not own.for_post_name:
        return ""
    basis = f"，授权书 {own.authorization}" if own.authorization else ""
    return f"顶班：代{own.for_post_name}签{basis}"
