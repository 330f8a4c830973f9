"""Exports: ask for one over a period, see how far it is, download it. And the last seals with their anchors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Response, g, make_response, redirect, render_template, request, send_file, url_for

from config.settings import Settings
from handlers.exports import NAMES, BadScope, read
from models import anchored, export, matter, store
from models.book import Book
from models.export import ExportJob
from models.gaps import KEEP
from models.ledger import Seal
from web.console.finding import Unclear, ever, shown
from web.h5.words import clock
from web.house import house
from web.people import rulebook
from web.refused import Refused

SHOWN, SEALS = 30, 10
STATES = {
    "waiting": ("排队", "info"),
    "running": ("在做", "info"),
    "done": ("做好了", "done"),
    "failed": ("停下了", "stop"),
}
MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Row:
    """One export as the table shows it; ready: it can be downloaded; stopped: it can be resumed;
    take: what its button says."""

    id: int
    scope: str
    asked: str
    word: str
    tone: str
    how: str
    ready: bool
    stopped: bool
    seal: str
    take: str


@dataclass(frozen=True)
class SealRow:
    number: int
    at: str
    size: int
    hash: str
    word: str
    tone: str
    how: str


def show(told: str = "", given: dict[str, str] | None = None) -> str:
    """The form, the newest exports and the last seals. While an export is being made, the page reloads itself and shows
    no form, so that nothing half filled in gets lost."""
    now = house().now()
    rules, settings = rulebook(now), house().settings
    jobs = export.newest(SHOWN)
    today = f"{now:%Y-%m-%d}"
    return render_template(
        "console/exports.html",
        given=given or {"from": f"{now:%Y-%m}-01", "to": today, **_wished(rules)},
        told=told,
        areas=[(area.id, area.name) for area in rules.plant.areas],
        kinds=list(matter.kinds(rules).items()),
        rows=[_row(job, rules, settings, now) for job in jobs],
        watching=not told and "new" not in request.args and any(job.state in export.AT_WORK for job in jobs),
        seals=[_seal(seal, settings, now) for seal in Seal.select().order_by(Seal.number.desc()).limit(SEALS)],
    )


def _wished(rules: Book) -> dict[str, str]:
    """What a link from another page fills in."""
    given = {name: request.args[name][:64] for name in NAMES if name in request.args}
    return given | ({"person": shown(rules.plant, given["person"])} if given.get("person") else {})


def ask() -> Response:
    """Orders an export. A wish that makes no sense comes back with what is wrong, and nothing is kept."""
    given = {name: request.form.get(name, "")[:64] for name in NAMES}
    now = house().now()
    rules = rulebook(now)
    try:
        wanted = {**given, "person": ever(given["person"], rules.plant)}
        read(wanted, rules)
    except (Unclear, BadScope) as error:
        return make_response(show(str(error), given), 400)
    store.write(lambda: export.ask_for(wanted, str(g.name), now))
    return make_response(redirect(url_for("records.exports")))


def again(job_id: int) -> Response:
    """Resumes an export that stopped, from its parts."""
    job = _job(job_id)
    if job.state == "failed":
        store.write(lambda: export.keep(job.id, state="waiting", words=""))
    return make_response(redirect(url_for("records.exports")))


def fetch(job_id: int) -> Response:
    job = _job(job_id)
    path = export.file_of(house().settings.var, job)
    if path is None:
        raise Refused("这个导出还没有做好，或文件已不在这台机器上。", "请等它做好，或再要一次。", 404)
    if job.sheet:
        return send_file(path.resolve(), as_attachment=True, download_name=f"anhao-{job.sheet}-{job.id}.xlsx")
    name = f"anhao-{job.scope['from']}-{job.scope['to']}-{job.id}.zip"
    return send_file(path.resolve(), mimetype="application/zip", as_attachment=True, download_name=name)


def _job(job_id: int) -> ExportJob:
    job = export.find(job_id)
    if job is None:
        raise Refused("没有这个导出。", "请从导出页打开。", 404)
    return job


def _row(job: ExportJob, rules: Book, settings: Settings, now: datetime) -> Row:
    word, tone = STATES[job.state]
    how = f"{job.done} / {job.total} 件" if job.total else ""
    how += f"，{job.size / MEGABYTE:.1f} MB" if job.size else ""
    how += f"。{job.words}" if job.words else ""
    ready = export.file_of(settings.var, job) is not None
    asked = f"{job.asked_by} {clock(job.asked_at, now)}"
    return Row(
        job.id,
        _scope(job, rules),
        asked,
        word,
        tone,
        how.strip("。，"),
        ready,
        job.state == "failed",
        job.seal,
        "取表" if job.sheet else "取包",
    )


def _scope(job: ExportJob, rules: Book) -> str:
    """What it holds, in words; a table's are kept with it."""
    if job.sheet:
        return str(job.scope.get("told", ""))
    try:
        return read(job.scope, rules).words(rules)
    except BadScope:
        return " · ".join(filter(None, job.scope.values()))


def _seal(seal: Seal, settings: Settings, now: datetime) -> SealRow:
    if vouching := anchored.ways_of(seal):
        word, tone, how = "有外部锚定", "done", "、".join(vouching.values())
    elif anchored.claims_more(seal):
        word, tone, how = "锚定不作数", "stop", f"它的文件不在、被换过或不是本块的。{KEEP}"
    elif seal.anchor_words:
        word, tone, how = "还没有锚定", "caution", seal.anchor_words
    elif settings.tsa_url or settings.anchor_url:
        word, tone, how = "等锚定", "info", "稍后由工作进程办理"
    else:
        word, tone, how = "没有外部锚定", "quiet", "没有配置：把哈希抄存到别处，或设 ANHAO_TSA_URL"
    return SealRow(seal.number, clock(seal.at, now), seal.size, seal.hash, word, tone, how)
