"""An export in one go, for the command line; the same command goes on from the parts that a cut-off run left."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from config.settings import Settings
from handlers.exports import BadScope, Scope
from models.export import WHOLE
from workers.anchors import anchor_due
from workers.evidence.package import Written
from workers.exports.audit import Another, Audit, Busy, Empty, opened
from workers.private import base_of

OTHER = "{folder} 里有别的范围、别的库或旧版本没做完的部分。请删掉它，或换一个文件名。"
BUSY = "另一个进程正在做这个导出。请等它做完，或换一个文件名。"


def export_at_once(
    scope: Scope, target: Path, settings: Settings, now: datetime, told: Callable[[int, int], None]
) -> Written:
    """Writes the package to `target`; meanwhile its parts lie beside it. told: hears done and total. Raises
    BadScope."""
    folder = target.with_name(target.name + ".parts")
    try:
        with opened(folder, base_of(settings), repr(scope)) as audit:
            written = _whole(audit, scope, settings, now, told)
    except Busy:
        raise BadScope(BUSY) from None
    except Another:
        raise BadScope(OTHER.format(folder=folder)) from None
    except Empty as empty:
        shutil.rmtree(folder)
        raise BadScope(str(empty)) from None
    (folder / WHOLE).replace(target)
    shutil.rmtree(folder)
    return written


def _whole(audit: Audit, scope: Scope, settings: Settings, now: datetime, told: Callable[[int, int], None]) -> Written:
    if not audit.begun:
        audit.begin(scope, now)
        anchor_due(settings, now)
    audit.run(now, None, told)
    return audit.finish(scope, now)
