"""An export as a job: one slice at a time, so that cards never wait for it. An export that was cut off goes on from its
own parts."""

from __future__ import annotations

import json
import logging
from datetime import datetime

from config.settings import Settings
from handlers.exports import BadScope, Scope, read
from models import export, store
from models.away import FAULTS
from models.book import book
from models.export import AT_WORK, ExportJob
from models.ledger import stamp
from workers.anchors import anchor_due
from workers.exports import sheets
from workers.exports.audit import Audit, Busy, Empty, opened

log = logging.getLogger("anhao.exports")
SLICE = 3.0
FAILED = "没有做成（{fault}）。做好的部分还在；请管理员看日志，再点「接着做」。"


def advance(job_id: int, settings: Settings, now: datetime, real: datetime) -> bool:
    """One slice of some seconds; True while there is more to do. A fault ends it, in words that the console shows."""
    job = export.find(job_id)
    if job is None or job.state not in AT_WORK:
        return False
    if job.sheet:
        return sheets.advance(job, settings, now)
    try:
        folder, wish = export.folder_of(settings.var, job_id), _wish(job)
        with opened(folder, settings.base_url, wish, afresh=True, listed=job.total) as audit:
            return _slice(job, audit, settings, now, real)
    except Busy:
        return False
    except (BadScope, Empty) as error:
        words = str(error)
        store.write(lambda: export.keep(job_id, state="failed", words=words))
    except FAULTS:
        raise  # the clock gives it again once the store is back
    except Exception as error:
        log.exception("export %s stopped", job_id)
        words = FAILED.format(fault=type(error).__name__)
        store.write(lambda: export.keep(job_id, state="failed", words=words))
    return False


def _wish(job: ExportJob) -> str:
    """What tells this job from every other: a store that was restored gives a number again."""
    return f"{job.id} {stamp(job.asked_at)} {job.asked_by} {json.dumps(job.scope, sort_keys=True)}"


def _slice(job: ExportJob, audit: Audit, settings: Settings, now: datetime, real: datetime) -> bool:
    def told(done: int, total: int) -> None:
        store.write(lambda: export.keep(job.id, state="running", done=done, total=total, touched_at=real))

    scope = read(job.scope, book(now))
    if not audit.begun:
        audit.begin(scope, now)
        anchor_due(settings, now)
    told(audit.done, audit.total)
    if not audit.run(now, SLICE, told):
        told(audit.done, audit.total)
        return True
    _finish(job, audit, scope, now)
    return False


def _finish(job: ExportJob, audit: Audit, scope: Scope, now: datetime) -> None:
    written = audit.finish(scope, now)
    changes = {"state": "done", "done": audit.total, "finished_at": now, "seal": written.seal.hash}
    size = audit.size()
    store.write(lambda: export.keep(job.id, **changes, size=size, words=written.words))
