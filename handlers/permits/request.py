"""Asking for a permit: the word or the menu brings a card, its page sends the form, the form becomes a permit."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from bot.channel import Action, Answer
from handlers import asks
from handlers.asks import Wanted
from handlers.permits import stages
from handlers.permits.form import BadForm, RequestForm, check, read
from models import ledger
from models.ask import MOVABLE, Ask
from models.book import Book, book
from models.permit import Permit
from models.subject import Subject, desk, next_number, open_subject
from rules.job import Job
from rules.plant import Person
from rules.routes import Forbidden, Route, route

KIND = "permit.request"
FORM_LIFE = timedelta(hours=12)


def begin(action: Action, person: Person, now: datetime) -> Answer:
    """「动火」: a card with the form's link; an older one of the same person makes way."""
    if book(now).plant.is_contractor(person):
        return Answer("承包商人员不能申请。请找本厂作业负责人来申请。", "caution")
    subject = desk(person.id, now)
    for old in Ask.select().where(Ask.subject == subject, Ask.kind == KIND, Ask.state.in_(MOVABLE)):
        asks.close(old, "superseded", now)
    wanted = Wanted(KIND, person.id, ["你要办动火票"], expires_at=now + FORM_LIFE, data={"permit_kind": "hot_work"})
    asks.open_ask(subject, wanted, now)
    return Answer("动火票申请卡片发给你了，点开填写。", "info")


def submit(action: Action, ask: Ask, person: Person, now: datetime) -> Answer:
    """The form: a permit with its number, level, route and reasons, or every fault in plain words and nothing kept."""
    if ask.state not in MOVABLE:
        return Answer("这张申请已经交过了。要再办一张，请重新发「动火」。", "caution")
    rules = book(now)
    try:
        form = read({**action.data, "kind": ask.data["permit_kind"]})
        job = check(form, person.id, rules, now)
        way = route(job, rules.plant, rules.config.rules, now)
    except (BadForm, Forbidden) as error:
        faults = error.faults if isinstance(error, BadForm) else list(error.reasons)
        return Answer("；".join(faults), "stop")
    permit, subject = _raise_permit(form, job, way, rules, now, ask)
    _keep_request(permit, subject, ask, action, person, now)
    stages.open_stage(permit, subject, 0, now)
    return Answer(f"交上去了：{permit.number}。签到哪一步，点申请卡片看。", "done")


def _raise_permit(
    form: RequestForm, job: Job, way: Route, rules: Book, now: datetime, ask: Ask
) -> tuple[Permit, Subject]:
    kind = rules.config.templates.kinds[job.kind]
    day = f"{kind.code}-{rules.plant.day(now):%Y%m%d}"
    number = f"{day}-{next_number(day):04d}"
    subject = open_subject(f"permit/{number}", now)
    permit = Permit.create(
        subject=subject,
        number=number,
        kind=job.kind,
        level=way.level,
        area=job.area,
        state="routing",
        requester=job.requester,
        starts_at=job.starts_at,
        ends_at=way.valid_until,
        form=_form(form, job, way, rules, ask),
        template=_template(job, way, rules),
        route=_route(way),
        reasons=list(way.reasons),
        rules=str(rules.version),
        requested_at=now,
    )
    return permit, subject


def _form(form: RequestForm, job: Job, way: Route, rules: Book, ask: Ask) -> dict[str, Any]:
    kind = rules.config.templates.kinds[job.kind]
    return {
        **form.model_dump(mode="json"),
        "requester": job.requester,
        "request_ask": ask.id,
        "area_name": rules.plant.area(job.area).name,
        "level_name": kind.level(way.level).name,
        "original_level_name": kind.level(way.original_level).name,
    }


def _template(job: Job, way: Route, rules: Book) -> dict[str, Any]:
    """JSA lines and measures as they stand in this rule version: frozen into the permit."""
    kind = rules.config.templates.kinds[job.kind]
    return {
        "kind_name": kind.name,
        "form": kind.form,
        "level_name": kind.level(way.level).name,
        "standard": rules.config.templates.standard,
        "jsa": [{**asdict(line), "measures": list(line.measures)} for line in kind.jsa],
        "measures": [asdict(measure) for measure in kind.measures],
        "roles": dict(rules.config.templates.roles),
    }


def _route(way: Route) -> dict[str, Any]:
    return {
        "id": way.route_id,
        "version": way.version,
        "original_level": way.original_level,
        "stages": [
            {
                "id": stage.id,
                "name": stage.name,
                "mode": stage.mode,
                "approval": stage.is_approval,
                "slots": [{"id": slot.id, "signs_for": slot.signs_for} for slot in stage.slots],
            }
            for stage in way.stages
        ],
    }


def _keep_request(permit: Permit, subject: Subject, ask: Ask, action: Action, person: Person, now: datetime) -> None:
    asks.close(ask, "done", now, {"result": "submitted", "at": ledger.stamp(now), "permit": permit.number})
    form = {name: value for name, value in permit.form.items() if name not in ("position", "inputs")}
    ledger.append(
        subject,
        "permit.requested",
        now,
        actor={"person": person.id, "post": "", "platform": person.platform, "account": person.account},
        data={
            "form": form,
            "position": dict(permit.form["position"]),
            "inputs": {name: str(value) for name, value in permit.form["inputs"].items()},
            "level": permit.level,
            "route": permit.route,
            "reasons": list(permit.reasons),
            "rules": f"rules@{permit.rules}",
            "jsa_lines": len(permit.template["jsa"]),
            "measures": [measure["id"] for measure in permit.template["measures"]],
        },
        shown=asks.shown_to(action),
    )


def step(ask: Ask, subject: Subject, name: str, now: datetime) -> None:
    """A form that nobody sent in lapses in silence: nothing depends on it."""
    if name == "expire":
        asks.close(ask, "expired", now)


def unreachable(ask: Ask, subject: Subject, words: str, now: datetime) -> None:
    asks.close(ask, "expired", now)
