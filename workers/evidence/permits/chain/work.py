"""What became of the permit by its chain: its state, who watches, who joined, which measures were confirmed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models import permit as permits
from models.permit import Permit
from models.permit_form import PermitForm
from models.permit_work import Briefed, Confirmed, LetIn, Signed, StopRecord, Work
from models.seals import Written
from rules.life import NAMES
from workers.evidence.difference import NOTHING, Difference, differing, to_the_second

MOMENTS = {"working": "started_at", "finished": "finished_at", "closed": "closed_at"}
ON_THE_ROW = {"started_at": "开工时间", "finished_at": "完工时间", "closed_at": "关闭时间"}
ENTERED = "permit.entered"
SIGNED = ("briefing", "foreman_check")
SIGNED_ENTRIES = {"permit.briefing_given": "briefing", "permit.foreman_checked": "foreman_check"}
STATES = {f"permit.{state}": state for state in NAMES}
DECIDED = ("approved", "returned", "expired", "cancelled")


@dataclass(frozen=True)
class Course:
    """decided_at: when this version was decided; moments: when work began, ended and was closed, by the row's column;
    work: only what is printed or shown, the rest as in the row."""

    state: str
    decided_at: datetime | None
    moments: dict[str, datetime]
    work: Work
    seqs: dict[str, int]


def read(permit: Permit, chain: Sequence[Written], since: int) -> Course:
    """since: the number of the entry with this version's content."""
    state, decided, seqs = "", None, {}
    work: dict[str, Any] = {"guardian": "", "coordinator": "", "joined": {}, "measures": {}, "linked": ()}
    for entry in chain:
        data = entry.line["data"]
        if entry.kind in STATES:
            state, seqs["state"] = STATES[entry.kind], entry.seq
            decided = decided or (_moment(entry) if state in DECIDED and entry.seq > since else None)
        if entry.kind == "permit.approved" or entry.seq == since:
            work |= {"coordinator": "", "joined": {}, "measures": {}}
        elif entry.kind == "permit.guardian_changed":
            work["guardian"], seqs["guardian"] = data["to"], entry.seq
        elif entry.kind == "permit.coordinator_named":
            work["coordinator"], seqs["coordinator"] = data["person"], entry.seq
        elif entry.kind in ("permit.linked", "permit.parted"):
            rest = [number for number in work["linked"] if number != data["with"]]
            work["linked"] = [*rest, *([data["with"]] if entry.kind == "permit.linked" else ())]
            seqs["linked"] = entry.seq
        elif entry.kind == "permit.worker_added":
            work["joined"] = {**work["joined"], data["person"]: list(data["roles"])}
        elif entry.kind == "permit.measure_confirmed":
            work["measures"] = {**work["measures"], data["measure"]: _confirmed(entry)}
            seqs[data["measure"]] = entry.seq
        elif entry.kind == "permit.measure_failed":
            work["measures"] = {name: how for name, how in work["measures"].items() if name != data["measure"]}
            seqs[data["measure"]] = entry.seq
    granted = [entry for entry in chain if entry.kind == "permit.let_in"]
    work["let_in"], seqs["let_in"] = (
        [_granted(entry.line["data"]) for entry in granted],
        granted[-1].seq if granted else 0,
    )
    work |= {**_told_on_site(chain, since, seqs), "stops": _stops(chain), "head_count": _inside(chain, seqs)}
    whole = permit.work.without(*SIGNED).but(**work)
    return Course(state, decided, _moments(chain, seqs), whole, seqs)


def _moments(chain: Sequence[Written], seqs: dict[str, int]) -> dict[str, datetime]:
    """When the permit came into each of these states first; of work on paper, what was entered."""
    found: dict[str, datetime] = {}
    for entry in chain:
        name = MOMENTS.get(STATES.get(entry.kind, ""))
        if name and name not in found:
            found[name], seqs[name] = _moment(entry), entry.seq
        elif entry.kind == ENTERED:
            form = PermitForm.read(entry.line["data"]["form"])
            found |= {"started_at": form.starts_at, "finished_at": form.ends_at, "closed_at": form.ends_at}
    return found


def _told_on_site(chain: Sequence[Written], since: int, seqs: dict[str, int]) -> dict[str, Any]:
    """Briefings and the foreman's check; they belong to one version."""
    found: dict[str, Any] = {"briefed": {}}
    for entry in chain:
        if entry.kind == "permit.approved" or entry.seq == since:
            found = {"briefed": {}}
        elif entry.kind == "permit.briefed":
            worker = entry.line["data"]["worker"]
            found["briefed"] = {**found["briefed"], worker: _briefed(entry)}
            seqs[f"briefed {worker}"] = entry.seq
        elif name := SIGNED_ENTRIES.get(entry.kind):
            found[name], seqs[name] = _signed(entry), entry.seq
    return found


def _inside(chain: Sequence[Written], seqs: dict[str, int]) -> dict[str, Any]:
    """Who and how many tools are inside after the last step of the log."""
    last = next((entry for entry in reversed(chain) if entry.kind == "permit.entry"), None)
    if last is None:
        return {}
    seqs["inside"] = last.seq
    return {"in": list(last.line["data"]["inside"]), "tools": last.line["data"]["tools_inside"]}


def differences(permit: Permit, told: Course, form: PermitForm) -> Iterator[Difference]:
    """form: as the chain has it, where it has one."""
    state, row = told.state, permit.state
    yield from differing("状态", _named(state), _named(row), told.seqs.get("state", 0))
    # Whoever starts the work as its guardian is noted as such, also when nobody has taken over.
    watching = told.work.guardian or form.guardian, permits.guardian(permit)
    yield from differing("谁在监护", *watching, told.seqs.get("guardian", 0))
    leading = told.work.coordinator or form.coordinator, permits.coordinator(permit)
    yield from differing("统一协调人", *leading, told.seqs.get("coordinator", 0))
    for name, what in ON_THE_ROW.items():
        sealed, stored = to_the_second(told.moments.get(name)), to_the_second(getattr(permit, name))
        yield from differing(what, sealed, stored, told.seqs.get(name, 0))
    yield from _signed_differences(permit.work, told)
    yield from differing("停工", list(map(_stop, told.work.stops)), list(map(_stop, permit.work.stops)))
    yield from differing("中途加入的作业人", sorted(told.work.joined), sorted(permit.work.joined))
    inside = sorted(told.work.head_count.people), sorted(permit.work.head_count.people)
    yield from differing("还在里面的人", *inside, told.seqs.get("inside", 0))
    pardoned, kept = (list(map(_let_in, work.let_in)) for work in (told.work, permit.work))
    yield from differing("缺课放行", pardoned, kept, told.seqs["let_in"])
    linked = sorted(told.work.linked), sorted(permit.work.linked)
    yield from differing("与它关联的作业票", *linked, told.seqs.get("linked", 0))
    for measure in sorted({*told.work.measures, *permit.work.measures}):
        mine, theirs = (_measure(work.measures.get(measure)) for work in (told.work, permit.work))
        yield from differing(f"措施 {measure} 的确认", mine, theirs, told.seqs.get(measure, 0))


def _signed_differences(stored: Work, told: Course) -> Iterator[Difference]:
    """Who was told, and who told and checked: the phone's pages and the console show it from here."""
    for name, what in (("briefing", "交底"), ("foreman_check", "现场验票")):
        mine, theirs = _hands(getattr(told.work, name), getattr(stored, name))
        yield from differing(what, mine, theirs, told.seqs.get(name, 0))
    for worker in sorted({*told.work.briefed, *stored.briefed}):
        mine, theirs = _hands(told.work.briefed.get(worker), stored.briefed.get(worker))
        yield from differing(f"{worker} 听交底", mine, theirs, told.seqs.get(f"briefed {worker}", 0))


def _hands(sealed: Signed | None, stored: Signed | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Both with their parts. Rows of before hold no place, which the entry does."""
    placed = stored is not None and bool(stored.presence)
    return _hand(sealed, placed=placed), _hand(stored, placed=placed)


def _hand(signed: Signed | None, *, placed: bool) -> tuple[str, ...]:
    if signed is None:
        return ()
    more = (signed.photo, signed.way) if isinstance(signed, Briefed) else ()
    return (signed.by, to_the_second(signed.at), signed.png, *more, signed.presence if placed else "")


def _granted(data: Mapping[str, Any]) -> dict[str, Any]:
    """Who was let in, as the row would have it."""
    return {**data, "png": data.get("png", {}).get("sha256", "")}


def _let_in(one: LetIn) -> tuple[str, ...]:
    return (
        one.person,
        one.role,
        one.area,
        *one.courses,
        one.reason,
        one.by,
        to_the_second(one.at),
        one.png,
        str(one.ask),
    )


def _stop(stop: StopRecord) -> tuple[str, ...]:
    resumed = f"{to_the_second(stop.resumed_at)} 复工" if stop.resumed_at else "没复工"
    return (to_the_second(stop.at), stop.by, stop.why, resumed)


def _stops(chain: Sequence[Written]) -> list[dict[str, Any]]:
    """Who stopped the work, when and why, and when it went on."""
    stops: list[dict[str, Any]] = []
    for entry in chain:
        data, at = entry.line["data"], entry.line["at"]
        # A danger that is told while the work is stopped is no stop of its own.
        if entry.kind == "permit.suspended" or (entry.kind == "permit.alarmed" and data["from"] != "suspended"):
            ordered = data.get("ordered_at", at)
            stops.append({"at": ordered, "by": entry.line["actor"].get("person", ""), "why": data.get("why", "")})
        elif entry.kind == "permit.working" and stops:
            stops[-1]["resumed_at"] = at
        elif entry.kind == "permit.stop_reason" and 0 < data.get("stop", 0) <= len(stops):
            stops[data["stop"] - 1]["why"] = data["reason"]
    return stops


def _signed(entry: Written) -> dict[str, Any]:
    data = entry.line["data"]
    png, presence = data.get("png", {}).get("sha256", ""), data.get("presence", "")
    return {"by": entry.line["actor"].get("person", ""), "at": entry.line["at"], "png": png, "presence": presence}


def _briefed(entry: Written) -> dict[str, Any]:
    data = entry.line["data"]
    photo = data.get("photo", {}).get("sha256", "") if data.get("way") == "guardian" else ""
    return {**_signed(entry), "way": data.get("way", ""), "photo": photo}


def _confirmed(entry: Written) -> dict[str, Any]:
    """A measure's line as the row would have it."""
    data = entry.line["data"]
    kept = {name: data[name] for name in ("applies", "note", "points", "presence") if name in data}
    photo = {"photo": data["photo"]["sha256"]} if "photo" in data else {}
    return {**kept, **photo, "by": entry.line["actor"].get("person", ""), "at": entry.line["at"]}


def _measure(confirmed: Confirmed | None) -> tuple[object, ...]:
    """Everything of a confirmation that is printed or belongs to it."""
    if confirmed is None:
        return ()
    points = [f"{each.place} 牌 {each.tag} 锁 {each.lock} {each.keeper}" for each in confirmed.locks]
    applies = "不涉及" if confirmed.applies == "no" else "涉及"
    at = _minute(confirmed.at)
    return (applies, confirmed.by, at, confirmed.note, points, confirmed.photo, confirmed.presence)


def _named(state: str) -> str:
    return next((words for name, words in NAMES.items() if name == state), state)


def _moment(entry: Written) -> datetime:
    return datetime.fromisoformat(entry.line["at"])


def _minute(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else NOTHING
