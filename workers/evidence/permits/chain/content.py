"""What was asked for: the permit's form, level, times, route and template, as its chain has them last."""

from __future__ import annotations

import json
from ast import literal_eval
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handlers.permits.form import FIELD_WORDS
from handlers.permits.request import content, papers
from models import blob
from models.book import book_of
from models.permit import Permit
from models.permit_form import PermitForm
from models.seals import Written
from workers.evidence.difference import Difference, differing

REQUESTED, ENTERED, PRINTED = ("permit.requested", "permit.changed"), "permit.entered", "permit.printed"
TEMPLATE, END = "安全措施和风险分析的原文", "结束时间"
COLUMNS = {
    "number": "票号",
    "kind": FIELD_WORDS["kind"],
    "level": "定级",
    "area": FIELD_WORDS["area"],
    "starts_at": "作业开始",
    "ends_at": "作业结束",
    "requester": "申请人",
    "requested_at": "申请时间",
    "reasons": "定级与路线的理由",
    "route": "审签路线",
    "rules": "规则版本",
    "related": FIELD_WORDS["related"],
    "version": "第几版",
    "template": TEMPLATE,
    "copied_from": "照哪张票重办",
}
FORM_WORDS = {
    **FIELD_WORDS,
    "area_name": "区域名称",
    "level_name": "级别名称",
    "original_level_name": "原来的级别名称",
    "method": "作业方式",
    "answers": "作业条件",
    "requester": "申请人",
    "changes": "和上一版比",
    "met": "和别的作业碰上",
    "position": "申请人的位置",
    "request_ask": "哪张卡片显示进展",
}
REWORK = "permit.rework"


@dataclass(frozen=True)
class Content:
    """seq: of the entry; columns: the permit's columns as the chain has them; unsealed: what the chain lacks; lost: the
    hash of the sealed text that is gone or was changed."""

    seq: int
    columns: Mapping[str, Any]
    unsealed: frozenset[str] = frozenset()
    lost: str = ""


def last(chain: Sequence[Written]) -> Written | None:
    """The entry with the newest version of the request; None where the chain has no request."""
    kinds = (*REQUESTED, ENTERED)
    return next((entry for entry in reversed(chain) if entry.kind in kinds), None)


def read(permit: Permit, entry: Written, chain: Sequence[Written]) -> Content:
    """The columns that this entry states. What it does not state is left out and named in `unsealed`."""
    form = _form(permit, entry, chain)
    plain: dict[str, Any] = {
        "number": permit.subject.key.partition("/")[2],
        "area": form.area,
        "form": form,
        "starts_at": form.starts_at,
        "requested_at": datetime.fromisoformat(entry.line["at"]),
        "requester": form.requester,
        "rules": str(entry.line["data"]["rules"]).removeprefix("rules@"),
    }
    if entry.kind == ENTERED:
        name = next((str(each.line["data"]["kind"]) for each in chain if each.kind == PRINTED), permit.kind)
        kind = book_of(int(plain["rules"])).config.templates.kinds[name]
        frozen = {"template": papers.template(kind, permit.template["roles"]), "reasons": papers.reasons(form.kept)}
        return Content(entry.seq, {**plain, **frozen, "kind": name, "level": form.level, "ends_at": form.ends_at})
    return _asked(permit, entry, chain, plain)


def _asked(permit: Permit, entry: Written, chain: Sequence[Written], plain: Mapping[str, Any]) -> Content:
    data, form = entry.line["data"], plain["form"]
    columns = {**plain, "kind": form.kind, "level": data["level"], "reasons": data["reasons"]}
    columns |= {"related": list(form.related), "version": data.get("version", 1)}
    columns["copied_from"] = _copied_from(chain)
    columns["route"] = _with_added(data["route"], [each for each in chain if each.seq > entry.seq])
    unsealed = set()
    if "ends_at" in data:
        columns["ends_at"] = datetime.fromisoformat(data["ends_at"])
    elif form.ends_at == permit.ends_at:
        columns["ends_at"] = form.ends_at
    else:
        unsealed.add(END)
    template = _template(data["template"]) if "template" in data else _of_rules(permit, form, data["level"])
    if template is None:
        unsealed.add(TEMPLATE)
    else:
        columns["template"] = _plain(template)
    lost = data["template"]["sha256"] if template is None and "template" in data else ""
    return Content(entry.seq, columns, frozenset(unsealed), lost)


def differences(permit: Permit, told: Content) -> Iterator[Difference]:
    """Where the permit's row does not say what the chain says."""
    for name, what in COLUMNS.items():
        if name in told.columns:
            yield from _column(name, what, told, getattr(permit, name))
    if told.lost:
        yield Difference(TEMPLATE, f"封存的文件 {told.lost[:8]}", "文件不在了或被换过，只好照这里印", told.seq)
    yield from _form_differences(permit, told)


def _form_differences(permit: Permit, told: Content) -> Iterator[Difference]:
    """Fields of the form, and its inputs one by one; a field that nobody filled in may be empty or left out."""
    sealed, stored = told.columns["form"].kept, permit.form.kept
    for name in sorted({*sealed, *(stored.keys() & FORM_WORDS.keys())} - {"inputs"}):
        if (mine := sealed.get(name) or None) != (theirs := stored.get(name) or None):
            yield from differing("表里的" + FORM_WORDS.get(name, name), mine, theirs, told.seq)
    inputs, others = (_said(each.get("inputs", {})) for each in (sealed, stored))
    kinds = book_of(int(told.columns["rules"])).config.templates.kinds
    labels = {field.id: field.label for field in kinds[told.columns["kind"]].fields}
    for name in sorted(inputs.keys() | others.keys()):
        yield from differing("表里的" + labels.get(name, name), inputs.get(name), others.get(name), told.seq)


def _form(permit: Permit, entry: Written, chain: Sequence[Written]) -> PermitForm:
    """The form as the entry has it: inputs as text, so the row's typed values stand for them where they say the same;
    which card shows how the permit stands, by the newest card that asks its requester to change it."""
    data, stored = entry.line["data"], permit.form.inputs
    texts = data.get("inputs", {})
    inputs = {name: stored[name] if _same(stored, name, text) else _value(text) for name, text in texts.items()}
    beside = {"position": data.get("position"), "inputs": inputs}
    later = [each.line["data"] for each in chain if each.seq > entry.seq and each.kind == "ask.opened"]
    shows = [each["ask"] for each in later if each["kind"] == REWORK]
    beside |= {"request_ask": shows[-1]} if shows else {}
    return PermitForm.read({**data["form"], **{name: value for name, value in beside.items() if value}})


def _same(stored: Mapping[str, Any], name: str, text: str) -> bool:
    return name in stored and str(stored[name]) == text


def _value(text: str) -> Any:
    """An input as the form had it; a number stays text."""
    if text in ("True", "False") or text.startswith("["):
        with suppress(ValueError, SyntaxError):
            return literal_eval(text)
    return text


def _said(inputs: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in inputs.items()}


def _copied_from(chain: Sequence[Written]) -> str:
    return next((str(each.line["data"].get("copied_from", "")) for each in chain if each.kind == REQUESTED[0]), "")


def _column(name: str, what: str, told: Content, stored: Any) -> Iterator[Difference]:
    sealed = told.columns[name]
    if name == "template" and sealed != stored:
        yield from _template_differences(sealed, stored, told.seq)
    elif name == "route":
        yield from differing(what, _stages(sealed), _stages(stored), told.seq)
    elif isinstance(sealed, datetime):
        yield from differing(what, _minute(sealed), _minute(stored), told.seq)
    else:
        yield from differing(what, sealed, stored, told.seq)


def _template_differences(sealed: Mapping[str, Any], stored: Mapping[str, Any], seq: int) -> Iterator[Difference]:
    """The lines that differ, of measures and risk analysis; else that something else does."""
    found = [
        Difference(f"{what}第 {number} 行", _line(mine), _line(theirs), seq)
        for name, what in (("measures", "安全措施"), ("jsa", "风险分析"))
        for number, (mine, theirs) in enumerate(_pairs(sealed.get(name, []), stored.get(name, [])), 1)
        if mine != theirs
    ]
    yield from found or [Difference(TEMPLATE, "封存的原文", "另一份", seq)]


def _pairs(sealed: list[Any], stored: list[Any]) -> Iterator[tuple[Any, Any]]:
    for place in range(max(len(sealed), len(stored))):
        yield (sealed[place : place + 1] or [{}])[0], (stored[place : place + 1] or [{}])[0]


def _line(line: Mapping[str, Any]) -> str:
    """What is printed of a line."""
    applies = {True: "涉及", False: "不涉及"}.get(line.get("applies_here", ""), "")
    texts = [line.get(name) for name in ("text", "step", "hazard", "consequence", "risk", "struck", "confirm")]
    return " ".join(filter(None, [*texts, *line.get("measures", []), applies])) or "没有"


def _stages(route: Mapping[str, Any]) -> str:
    """What decides who signs, in words; of an added line only that it was added."""
    stages = route.get("stages", [])
    return "；".join(f"{each['name']}（{each['mode']}：{'、'.join(map(_slot, each['slots']))}）" for each in stages)


def _slot(slot: Mapping[str, Any]) -> str:
    return f"{slot['signs_for']} {slot['id']}" + (" 加签" if "added" in slot else "")


def _with_added(route: Mapping[str, Any], later: Sequence[Written]) -> dict[str, Any]:
    """The route with the lines that signers have added since, by their stage."""
    added: dict[str, list[dict[str, Any]]] = {}
    for entry in later:
        if entry.kind == "permit.signer_added":
            data = entry.line["data"]
            line = {"id": data["slot"], "signs_for": data["signs_for"], "added": {}}
            added.setdefault(data["stage"], []).append(line)
    stages = [{**stage, "slots": [*stage["slots"], *added.get(stage["id"], [])]} for stage in route["stages"]]
    return {**route, "stages": stages}


def _of_rules(permit: Permit, form: PermitForm, level: str) -> dict[str, Any] | None:
    """The template of an older permit, which did not seal its text: made again from its rules, whose digest is sealed.
    None if the row has another one, because older rules are completed when they are read."""
    try:
        made = content.template(form, level, book_of(int(permit.rules)))
    except (LookupError, ValueError):
        return None
    return made if _plain(made) == permit.template else None


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(value))


def _template(named: Mapping[str, Any]) -> dict[str, Any] | None:
    """The template's text by its sealed hash; None where it was changed or lost."""
    try:
        read: dict[str, Any] = json.loads(blob.read(named["sha256"]))
    except blob.Unfit:
        return None
    return read


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
