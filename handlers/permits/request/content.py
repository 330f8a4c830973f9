"""A request becomes a permit's content: form, template, route and reasons, frozen under the rules of this moment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

import rfc8785

from handlers.permits.form import FIELD_WORDS
from handlers.permits.request import answers, attachments
from handlers.permits.request.outlook import Outlook
from models import blob
from models.book import Book, name_of
from models.ledger import stamp
from models.permit_form import PermitForm, Request
from rules import outside
from rules.phrases import moment_words
from rules.printed import cited
from rules.routes import Route
from rules.templates import JsaLine, Kind, Measure

UNIT = {True: "承包商", False: "本厂人员"}


def content(seen: Outlook, route: Route, book: Book, now: datetime, more: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a permit that come from its request. more: what its form keeps beside the request.

    Raises BadForm when an attachment that this level needs is missing.
    """
    form = seen.form
    attachments.check(form, route, book.config.templates.kinds[form.kind])
    return {
        "level": route.level,
        "area": form.area,
        "starts_at": form.starts_at,
        "ends_at": route.valid_until,
        "form": _form(seen, route, book, more),
        "template": template(form, route.level, book),
        "route": _route(route),
        "reasons": [*seen.reasons, *route.reasons, *seen.lasting],
        "rules": str(book.version),
        "requested_at": now,
        "place": {"longitude": seen.place[0], "latitude": seen.place[1]} if seen.place else {},
        "related": list(form.related),
    }


def evidence(columns: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """The content for the trail, which holds no fractions; the template's text is kept once and named by its hash."""
    form: PermitForm = columns["form"]
    return {
        "form": dict(form.without("position", "inputs").kept),
        "position": dict(form.position),
        "inputs": {name: str(value) for name, value in form.inputs.items()},
        "level": columns["level"],
        "ends_at": stamp(columns["ends_at"]),
        "template": blob.keep(rfc8785.dumps(columns["template"]), "application/json", now),
        "route": columns["route"],
        "reasons": list(columns["reasons"]),
        "rules": f"rules@{columns['rules']}",
        "jsa_lines": len(columns["template"]["jsa"]),
        "measures": [measure["id"] for measure in columns["template"]["measures"]],
    }


def worded(form: Request, book: Book) -> dict[str, str]:
    """The whole request as label → words, so that two versions can be compared and shown."""
    plant, kind = book.plant, book.config.templates.kinds[form.kind]
    texts = {measure.id: measure.text for measure in kind.measures}

    def name(person: str) -> str:
        return name_of(plant, person) if plant.knows(person) else person

    def post_name(post: str) -> str:
        return plant.posts[post].name if post in plant.posts else post  # a post that the plant has no longer

    def moment(at: datetime) -> str:
        return moment_words(at.astimezone(plant.zone))

    values = {
        "level": kind.level(form.level).name,
        "area": plant.area(form.area).name,
        "part": form.part,
        "project": form.project,
        "starts_at": moment(form.starts_at),
        "ends_at": moment(form.ends_at),
        "contractor": UNIT[form.contractor],
        "work_leader": name(form.work_leader),
        "guardian": name(form.guardian),
        "workers": "、".join(map(name, form.workers)),
        "also": "、".join(book.config.templates.kinds[each].short for each in form.also),
        "related": "、".join(form.related),
        "struck": "；".join(f"{kind.jsa[each.line].step}（{each.reason}）" for each in form.struck),
        "added": "；".join(f"{each.step}：{each.hazard}" for each in form.added),
        "unconcerned": "；".join(texts.get(each, each) for each in form.unconcerned),
        "excused": "；".join(f"{post_name(post)}（{why}）" for post, why in form.excused.items()),
        "copies": "、".join(map(name, form.copies)),
        "coordinator": name(form.coordinator),
        "attachments": attachments.worded(form.attachments, kind),
    }
    return {FIELD_WORDS[field]: words for field, words in values.items()} | dict(answers.words(form, kind, plant))


def _form(seen: Outlook, route: Route, book: Book, more: Mapping[str, Any]) -> PermitForm:
    form, kind = seen.form, book.config.templates.kinds[seen.form.kind]
    filled = {
        **form.kept,
        "requester": seen.job.requester,
        "area_name": book.plant.area(form.area).name,
        "level_name": kind.level(route.level).name,
        "original_level_name": kind.level(route.original_level).name,
        "answers": [list(each) for each in answers.words(form, kind, book.plant)],
        **({"met": seen.met} if seen.met else {}),
    }
    return PermitForm.read({**filled, **more})


def template(form: Request, level: str, book: Book) -> dict[str, Any]:
    """JSA lines and measures of this rule version, with the requester's changes."""
    templates = book.config.templates
    kind = templates.kinds[form.kind]
    unconcerned = set(form.unconcerned)
    return {
        "kind_name": kind.name,
        "form": kind.form,
        "level_name": kind.level(level).name,
        **({"outside": outside.stated(kind, book.plant)} if kind.outside_standard else {}),
        "standard": cited(kind.form, templates.standard),
        "jsa": list(_jsa(form, kind)),
        "measures": [{**_measure(each), "applies_here": each.id not in unconcerned} for each in kind.measures],
        "roles": dict(templates.roles),
    }


def _jsa(form: Request, kind: Kind) -> Iterator[dict[str, Any]]:
    """The proposed lines, struck ones with their reason, then the added ones."""
    struck = {each.line: each.reason for each in form.struck}
    for number, line in enumerate(kind.jsa):
        yield {**_line(line), **({"struck": struck[number]} if number in struck else {})}
    for added in form.added:
        yield {**added.kept, "added": True}


def _measure(measure: Measure) -> dict[str, Any]:
    """The line as it is kept; what it does not ask for is left out, as on older permits."""
    return {name: value for name, value in asdict(measure).items() if name not in ("reading", "units") or value}


def _line(line: JsaLine) -> dict[str, Any]:
    return {**asdict(line), "measures": list(line.measures)}


def _route(route: Route) -> dict[str, Any]:
    return {
        "id": route.route_id,
        "version": route.version,
        "original_level": route.original_level,
        "stages": [
            {
                "id": stage.id,
                "name": stage.name,
                "mode": stage.mode,
                "approval": stage.is_approval,
                "slots": [{"id": slot.id, "signs_for": slot.signs_for} for slot in stage.slots],
            }
            for stage in route.stages
        ],
    }
