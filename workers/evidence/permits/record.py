"""A permit as the printed form needs it: read from the store once, in words; what is missing is left out.

Reads the permit's row, the asks of its subject and its sealed entries; the form itself is drawn elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, cast

from handlers.permits.crew import unused
from handlers.permits.gates.facts import gas_needed
from handlers.permits.gates.measures import called, noted, proven
from handlers.permits.request.attachments import carried
from models.book import book_of
from models.ledger import Seal
from models.permit import Permit, coordinator, guardian, linked
from models.permit_work import Confirmed
from models.seals import sealed
from rules import isolation, pictured
from rules.life import NAMES, State
from rules.printed import Printed, joined, named
from rules.templates import Kind
from workers.evidence.anchored import anchor_words
from workers.evidence.people import People, name_of, titled, units_of
from workers.evidence.permits import certificates
from workers.evidence.permits.chain.content import END
from workers.evidence.permits.chain.told import UNSEALED, Told, told
from workers.evidence.permits.on_site import CHECKED, GAS, Act, on_site
from workers.evidence.permits.opinions import Opinion, opinions
from workers.evidence.trail import TrailLine, trail

STATES = {
    "routing": "定流程",
    "signing": "审签中",
    "blocked": "卡住",
    "approved": "已批准",
    "returned": "已退回",
    "expired": "已超期",
    "cancelled": "已作废",
}
SHORT = 16
RISKS = {"high": "高", "medium": "中", "low": "低"}


def day_and_time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


@dataclass(frozen=True)
class JsaLine:
    step: str
    hazard: str
    consequence: str
    risk: str
    measures: str


@dataclass(frozen=True)
class Measure:
    """applies: 涉及 or 不涉及; confirmer: who confirmed it on site and when, or the role that is to."""

    text: str
    applies: str
    confirmer: str


@dataclass(frozen=True)
class PermitRecord:
    """foot: the lines at the foot of each page, the second in small print; told: the permit by its chain, of which all
    of this is made; not_asked: lines of the form that this work has no need of."""

    number: str
    title: str
    form: str
    state: str
    facts: Mapping[str, str]
    starts_at: datetime
    ends_at: datetime
    requested_at: datetime
    level_reasons: tuple[str, ...]
    layout: Printed
    jsa: tuple[JsaLine, ...]
    measures: tuple[Measure, ...]
    opinions: tuple[Opinion, ...]
    on_site: Mapping[str, tuple[Act, ...]]
    not_asked: frozenset[str]
    trail: tuple[TrailLine, ...]
    foot: tuple[str, str]
    told: Told


def read(permit: Permit, people: People) -> PermitRecord:
    """The record of a permit, made from its sealed chain. Raises LookupError when nothing of it is sealed yet."""
    entries = sealed(permit.subject)
    if not entries:
        raise LookupError(permit.number)
    by_chain = with_names(told(permit, entries), people)
    permit = by_chain.permit
    template, templates = permit.template, book_of(int(permit.rules)).config.templates
    kind = templates.kinds[permit.kind]
    return PermitRecord(
        number=permit.number,
        title=template.get("kind_name", permit.kind).removesuffix("作业") + "安全作业票",
        form=template.get("form", ""),
        state=STATES.get(permit.state) or NAMES.get(cast(State, permit.state), permit.state),
        facts=_facts(by_chain, people)
        | {"outside": template.get("outside", "")}
        | {"certificates": "\n".join(certificates.of(permit, people))}
        | _answers(permit, kind, templates.printed),
        starts_at=permit.starts_at,
        ends_at=permit.ends_at,
        requested_at=permit.requested_at,
        level_reasons=tuple(permit.reasons),
        layout=joined(templates.printed, kind.printed),
        jsa=tuple(_jsa(line) for line in template.get("jsa", [])),
        measures=tuple(_measures(permit, people)),
        opinions=tuple(opinions(by_chain, entries, people)),
        on_site=on_site(by_chain.tests, entries, people, {how.ask: unused(permit, how) for how in permit.work.let_in}),
        not_asked=frozenset() if permit.work.paper else frozenset(_not_asked(permit, kind)),
        trail=trail(entries, people, called(permit, numbered=True)),
        foot=foot(entries[-1].seal),
        told=by_chain,
    )


def _not_asked(permit: Permit, kind: Kind) -> Iterator[str]:
    if not gas_needed(permit):
        yield GAS
    if all(gate.id != "foreman_check" for gate in kind.start_gate_extra):
        yield CHECKED


def with_names(by_chain: Told, people: People) -> Told:
    """Differences with the name beside each person's id."""
    ids = re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, sorted(people, reverse=True))) + r")(?![\w-])")

    def named(text: str) -> str:
        return ids.sub(lambda found: f"{found[0]}（{name_of(people, found[0])}）", text) if people else text

    found = (replace(each, sealed=named(each.sealed), stored=named(each.stored)) for each in by_chain.differences)
    return replace(by_chain, differences=tuple(found))


def foot(seal: Seal) -> tuple[str, str]:
    """The seal and what vouches for it."""
    return f"封存块 {seal.number} · {seal.hash[:SHORT]} · {seal.at:%Y-%m-%d %H:%M}", anchor_words(seal)


def _watch(permit: Permit, people: People) -> str:
    """Who watched last, and whom he replaced."""
    last, first = guardian(permit), permit.form.guardian
    return titled(people, last) + (f"，接替{name_of(people, first)}" if last != first else "")


def _facts(by_chain: Told, people: People) -> dict[str, str]:
    """What the rows of the head may say, by the names in `rules.printed.FACTS`; what is missing is empty."""
    permit = by_chain.permit
    form, added = permit.form, permit.work.joined
    ended = f"（结束时间{UNSEALED}）" if END in by_chain.unsealed else ""
    workers = list(dict.fromkeys([*form.workers, *added]))
    doers = [units_of(people, workers), "承包商" if form.contractor else ""]
    return {
        "project": form.project,
        "part": form.part,
        "area": form.area_name or permit.area,
        "level": form.level_name or permit.level,
        "requester": titled(people, permit.requester),
        "requester_unit": units_of(people, [permit.requester]),
        "work_leader": titled(people, form.work_leader),
        "guardian": _watch(permit, people),
        "coordinator": titled(people, coordinator(permit)) if coordinator(permit) else "",
        "workers": "、".join(f"{name_of(people, each)}{'（中途加入）' if each in added else ''}" for each in workers),
        "doer": " · ".join(filter(None, doers)),
        "attachments": "；".join(_attached(permit)) or "无",
        "related": "、".join(linked(permit)) or "无",
        "requested_at": day_and_time(permit.requested_at),
        "period": f"{day_and_time(permit.starts_at)} 至 {day_and_time(permit.ends_at)}{ended}",
        "level_reasons": "；".join(permit.reasons),
    }


def _attached(permit: Permit) -> Iterator[str]:
    """隔离清单：图.jpg（3a7bd3e2，相册里的照片）, for each of the template's attachments that was given."""
    for each, files in carried(permit):
        names = "、".join(
            f"{file.name or '文件'}（{'，'.join(filter(None, (file.sha256[:8], pictured.words(file.kept))))}）"
            for file in files
        )
        yield f"{each.name}：{names}"


def _answers(permit: Permit, kind: Kind, layout: Printed) -> dict[str, str]:
    """The answers to the kind's own questions by their ids; those without a row of their own together (`answers`)."""
    said = dict(permit.form.answers)
    rows = set(named(joined(layout, kind.printed).facts))
    own = {field.id: said.pop(field.label, "") for field in kind.fields if field.id in rows}
    return {**own, "answers": "；".join(f"{label} {words}" for label, words in said.items())}


def _jsa(line: Mapping[str, Any]) -> JsaLine:
    return JsaLine(
        step=line.get("step", ""),
        hazard=line.get("hazard", ""),
        consequence=line.get("consequence", ""),
        risk=RISKS.get(line.get("risk", ""), ""),
        measures=f"划掉：{line['struck']}" if "struck" in line else "；".join(line.get("measures", [])),
    )


def _measures(permit: Permit, people: People) -> Iterator[Measure]:
    lines = permit.template.get("measures", [])
    told = proven(permit, {line["id"]: str(number) for number, line in enumerate(lines, 1) if "id" in line})
    yield from (_measure(line, permit, people, told.get(line.get("id", ""), "")) for line in lines)


def _measure(line: Mapping[str, Any], permit: Permit, people: People, told: str) -> Measure:
    confirmed = permit.work.measures.get(line.get("id", ""), Confirmed())
    asked = found = bool(line.get("applies_here", True))
    role = line.get("confirm", "")
    confirmer = permit.template.get("roles", {}).get(role, role)
    if confirmed.at:
        # What was found on site goes before what the request says.
        found = confirmed.applies != "no"
        confirmer = f"{name_of(people, confirmed.by)} {confirmed.at:%H:%M}{'' if found == asked else '（与申请不同）'}"
    points = [isolation.words(point, partial(name_of, people)) for point in confirmed.locks]
    return Measure(
        "\n".join([line.get("text", ""), *points, *filter(None, [noted(line, confirmed), told])]),
        "涉及" if found else "不涉及",
        confirmer,
    )
