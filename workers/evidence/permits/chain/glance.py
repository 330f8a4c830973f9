"""What a passer-by is told of a permit without login, against the newest entries of its chain.

Few are read, so that the page stays cheap: a chain that was worked out anew is found where the whole of it is compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, cast

from peewee import Value, fn

from models import gas, store
from models import permit as permits
from models.base import to_milliseconds
from models.chain import Broken
from models.gas import GasTest
from models.ledger import Entry, entry_hash
from models.permit import Permit
from models.permit_form import PermitForm
from models.seals import Written
from models.subject import Subject
from rules.life import NAMES, State
from workers.evidence.permits.chain import content, tests
from workers.evidence.permits.chain.work import STATES

GUARDIAN = "permit.guardian_changed"
REQUESTS = (*content.REQUESTED, content.ENTERED)
# Samplings may be typed in another order than they were taken.
MOST = 20
STATE, WATCH, PLACE, TEST = "状态", "监护人", "级别或区域", "最近测气"


def differing(permit: Permit) -> str:
    """In one sentence what of the page is not as the chain has it; empty where it is."""
    try:
        found = list(_differing(permit))
        # The row may have been read before what has just happened.
        found = found and list(_differing(Permit.get_by_id(permit.id)))
        state = _state(permit)
    except Broken as broken:
        return str(broken)
    if not found:
        return ""
    sealed = f"，封存链里这张票是「{NAMES[cast(State, state)]}」" if state and STATE in found else ""
    return f"{'、'.join(found)}与封存链不一致{sealed}"


def _differing(permit: Permit) -> Iterator[str]:
    """Raises Broken."""
    _whole(permit)
    state = _state(permit)
    if state and state != permit.state:
        yield STATE
    for entry in _newest(permit, 1, *REQUESTS):
        form = PermitForm.read(entry.line["data"]["form"])
        if _watch(permit, form) != permits.guardian(permit):
            yield WATCH
        if (form.area_name, form.level_name) != (permit.form.area_name, permit.form.level_name):
            yield PLACE
    measured = [entry.line["data"] for entry in _newest(permit, MOST, tests.TESTED)]
    whole = all(data.keys() >= tests.WHOLE for data in measured)
    stored = [_stored(test) for test in gas.of_permit(permit) if not test.excused]
    sealed = list(map(_sealed, measured))
    if whole and not (set(sealed) <= set(stored) and max(sealed, default=None) == max(stored, default=None)):
        yield TEST


def _whole(permit: Permit) -> None:
    """Raises Broken when entries are missing, at the end or in between, or their rows call them something else."""
    subject: Subject = Subject.get_by_id(permit.subject_id)
    place = fn.INSTR if store.is_sqlite() else fn.STRPOS
    named = place(Entry.canonical, Value('"kind":"').concat(Entry.kind.concat('"'))) > 0
    kept = Entry.select().where(Entry.subject == subject, named).count()
    last = Entry.select(Entry.hash).where(Entry.subject == subject).order_by(Entry.seq.desc()).first()
    if (kept, last.hash if last else subject.head) != (subject.seq, subject.head):
        raise Broken(subject.key, "有记录不在库里了，或被改过")


def _newest(permit: Permit, most: int, *kinds: str) -> list[Written]:
    """The last entries of these kinds, the newest first. Raises Broken when one is not what its hash says."""
    mine = (Entry.subject == permit.subject_id, Entry.kind.in_(kinds))
    rows = list(Entry.select().where(*mine).order_by(Entry.seq.desc()).limit(most))
    for row in rows:
        if entry_hash(row.canonical.encode()) != row.hash:
            raise Broken(permit.subject.key, f"第 {row.seq} 条的内容被改过")
    return [Written(row.seq, row.kind, row.canonical, row.hash) for row in rows]


def _state(permit: Permit) -> str:
    return next((STATES[entry.kind] for entry in _newest(permit, 1, *STATES)), "")


def _watch(permit: Permit, form: PermitForm) -> str:
    return next((str(entry.line["data"]["to"]) for entry in _newest(permit, 1, GUARDIAN)), form.guardian)


def _sealed(data: dict[str, Any]) -> tuple[int, int, bool]:
    return to_milliseconds(datetime.fromisoformat(data["sampled_at"])), data["test"], data["ok"]


def _stored(test: GasTest) -> tuple[int, int, bool]:
    return to_milliseconds(test.sampled_at), test.id, test.ok
