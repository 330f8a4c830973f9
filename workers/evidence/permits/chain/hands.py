"""What was signed by hand on site, by the chain: briefing, check before the start, taking over, acceptance.

The console shows these from the asks' answers, so each answer is compared with its entry.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from models import ask as asks
from models.answered import Proven
from models.ask import Ask
from models.permit import Permit
from models.permit_asks import Sign
from models.seals import Written
from workers.evidence.difference import Difference, differing, to_the_second

BRIEF = "permit.brief"
# Kind of the entry → kind of the ask that it answers.
SIGNED = {
    "permit.briefing_given": BRIEF,
    "permit.briefed": BRIEF,
    "permit.foreman_checked": "permit.foreman_check",
    "permit.guardian_changed": "permit.takeover",
    "permit.accepted": "permit.accept",
    "permit.power_cancelled": "permit.power_cancel",
}
NAMES = {
    BRIEF: "签字（安全交底）",
    "permit.foreman_check": "签字（现场验票）",
    "permit.takeover": "签字（接手监护）",
    "permit.accept": "签字（验收）",
    "permit.power_cancel": "签字（断电注销）",
}
# Who signed on the guardian's phone.
ELSEWHERE = "guardian"


def differences(permit: Permit, chain: Sequence[Written]) -> Iterator[Difference]:
    """Answers that say otherwise than their entry, answers without one, and entries without an answer."""
    rows = {ask.id: ask for ask in asks.of_subject(permit.subject) if ask.kind in NAMES and ask.state == "done"}
    signed = [entry for entry in chain if entry.kind in SIGNED]
    entries = {
        entry.line["data"]["ask"]: entry for entry in signed if not _elsewhere(entry) and "ask" in entry.line["data"]
    }
    workers = {entry.line["data"]["worker"]: entry for entry in signed if _elsewhere(entry)}
    for number in sorted(rows.keys() | entries.keys()):
        row, entry = rows.get(number), entries.get(number)
        if row and entry is None and Proven.of(row).way == ELSEWHERE:
            entry = workers.get(row.person)
        kind = row.kind if row else SIGNED[entry.kind] if entry else BRIEF
        yield from differing(NAMES[kind], _sealed(entry), _stored(row), entry.seq if entry else 0)


def _elsewhere(entry: Written) -> bool:
    return bool(entry.line["data"].get("way") == ELSEWHERE)


def _sealed(entry: Written | None) -> tuple[str, ...]:
    if entry is None:
        return ()
    line, data = entry.line, entry.line["data"]
    who = data["worker"] if _elsewhere(entry) else line["actor"].get("person", "")
    hand, photo = ("", "") if _elsewhere(entry) else (_hash(data.get("png")), _hash(data.get("photo")))
    where = "" if _elsewhere(entry) else data.get("presence", "")
    authority = "" if _elsewhere(entry) else line["actor"].get("authorization", "")
    return _parts(who, datetime.fromisoformat(line["at"]), where, hand, photo, authority)


def _stored(row: Ask | None) -> tuple[str, ...]:
    if row is None:
        return ()
    answer = Proven.of(row)
    photo = answer.photo.sha256 if answer.photo else ""
    own = Sign.of(row)
    # No line of the form is signed here, so nobody stands in for a post of the form.
    authority = own.authorization and f"{own.for_post_name}{own.authorization}"
    return _parts(row.person, answer.at, answer.presence, answer.signature, photo, authority)


def _parts(who: str, at: datetime | None, where: str, hand: str, photo: str, authority: str) -> tuple[str, ...]:
    pictures = (f"签名 {hand}" if hand else "", f"照片 {photo}" if photo else "")
    return (who, to_the_second(at), where, *pictures, f"授权书 {authority}" if authority else "")


def _hash(named: dict[str, str] | None) -> str:
    return str(named["sha256"]) if named else ""
