"""Whether a subject's chain is still what was written and sealed: no entry deleted, changed, moved or put in.

The same as the verifier looks at, before anything is exported, printed or compared, with a sentence that names the
entry. Only the seals on which the chain rests are read, and their neighbours; and of the others when they were made,
because small steps back add up.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import accumulate, chain, pairwise

from models.base import to_milliseconds
from models.ledger import Entry, Seal, entry_hash, of_subject
from models.seals import LARGEST, NO_SEAL, Sealed, newest_number, seal_hash, tree_of
from models.subject import Subject

# A transaction may take a while, and entries of before run back by some milliseconds.
TOLERANCE = timedelta(seconds=60)
Seals = Mapping[int, Seal]


class Broken(Exception):
    """The chain is not what was written; the words name subject and entry."""

    def __init__(self, key: str, words: str) -> None:
        super().__init__(f"{key.partition('/')[2] or key} 的记录链断了：{words}")
        self.words = words


def unbroken(subject: Subject) -> list[Sealed]:
    """The subject's sealed entries in order. Raises Broken when its chain, with what is not sealed yet, is not whole,
    or not what was sealed."""
    # What is sealed while this reads was not sealed by the newest seal of before.
    newest = newest_number()
    as_it_was = Subject.get_by_id(subject.id)
    rows = of_subject(subject)
    seals = _seals({number for number in map(_seal_of, rows) if number}, newest)
    for words in chain(
        _faults(as_it_was, rows),
        _faults_of_seals(rows, seals, newest),
        _faults_of_places(rows, seals),
        _faults_of_times(rows, seals, newest),
    ):
        raise Broken(subject.key, words)
    return [
        Sealed(row.seq, row.kind, row.canonical, row.hash, seals[number], row.leaf or 0)
        for row in rows
        if (number := _seal_of(row))
    ]


def fault_of(seal: Seal) -> str:
    """What is wrong with a seal by itself, or nothing."""
    if seal_hash(seal.canonical.encode()) != seal.hash:
        return f"封存块 {seal.number} 的内容被改过，与它的哈希不符"
    line = json.loads(seal.canonical)
    sealed = line["seal"], line["size"], line["total"], to_milliseconds(datetime.fromisoformat(line["at"]))
    if sealed != (seal.number, seal.size, seal.total, to_milliseconds(seal.at)):
        return f"封存块 {seal.number} 的行与它封存的内容不符"
    return ""


def follows(seal: Seal, before: Seal | None) -> bool:
    """Whether a seal is chained to the one before it; None stands for the beginning."""
    prev, total = (before.hash, before.total) if before else (NO_SEAL, 0)
    return json.loads(seal.canonical)["prev"] == prev and seal.total == total + seal.size


def torn(seals: Iterable[Seal]) -> Iterator[tuple[Seal, bool]]:
    """Each of all seals in order, and whether it is not what was sealed: by itself, behind the one before it, or
    earlier than any before it."""
    before, latest = None, None
    for seal in seals:
        early = latest is not None and seal.at < latest - TOLERANCE
        yield seal, bool(early or fault_of(seal) or not follows(seal, before))
        before, latest = seal, max(latest or seal.at, seal.at)


def _faults(subject: Subject, rows: Sequence[Entry]) -> Iterator[str]:
    before = "0" * 64
    for seq, row in enumerate(rows, 1):
        if row.seq != seq:
            yield f"第 {seq} 条不在库里了" + (f"（到第 {row.seq - 1} 条）" if row.seq > seq + 1 else "")
        if entry_hash(row.canonical.encode()) != row.hash:
            yield f"第 {seq} 条的内容被改过，与它的哈希不符"
        line = json.loads(row.canonical)
        if (line["subject"], line["seq"]) != (subject.key, seq):
            yield f"第 {seq} 条的位置上是 {line['subject']} 第 {line['seq']} 条，次序被换过"
        if line["kind"] != row.kind:
            yield f"第 {seq} 条的行写的是另一种记录，与它的内容不符"
        if line["prev"] != before:
            yield f"第 {seq} 条不接着第 {seq - 1} 条"
        before = row.hash
    last = len(rows)
    if last < subject.seq:
        yield f"末尾第 {last + 1} 条" + (f"到第 {subject.seq} 条" if subject.seq > last + 1 else "") + "不在库里了"
    elif subject.seq and rows[subject.seq - 1].hash != subject.head:
        yield f"第 {subject.seq} 条与主体上记下的末条不符"


def _seals(numbers: set[int], newest: int) -> Seals:
    """These seals, their neighbours, and the newest, by which anything older should have been sealed."""
    wanted = {number + step for number in numbers for step in (-1, 0, 1)} | {newest}
    return {seal.number: seal for seal in Seal.select().where(Seal.number.in_(sorted(wanted)))}


def _faults_of_seals(rows: Sequence[Entry], seals: Seals, newest: int) -> Iterator[str]:
    """Each seal is itself and hangs between its neighbours."""
    numbers = {number for number in map(_seal_of, rows) if number}
    around = {number + step for number in numbers for step in (-1, 0, 1)}
    for number in sorted(each for each in around if each in numbers or 1 <= each <= newest):
        seal = seals.get(number)
        if seal is None:
            yield f"封存块 {number} 不在库里了"
            return
        if words := fault_of(seal):
            yield words
        before = seals.get(number - 1)
        if (number == 1 or number - 1 in around) and not follows(seal, before):
            yield f"封存块 {number} 不接着封存块 {number - 1}"


def _faults_of_places(rows: Sequence[Entry], seals: Seals) -> Iterator[str]:
    """Each entry is where it was sealed."""
    for before, after in pairwise(rows):
        if _seal_of(after) and (_seal_of(before) or 0, before.leaf) >= (_seal_of(after), after.leaf):
            yield f"第 {after.seq} 条的封存次序被换过"
        if _seal_of(after) and not _seal_of(before):
            yield f"第 {before.seq} 条的封存标记没有了，后面的却封存了"
    trees = {number: tree_of(seals[number]) for number in sorted({_seal_of(row) for row in rows} - {0})}
    for row in rows:
        number = _seal_of(row)
        tree = trees.get(number)
        if number and tree is None:
            yield f"第 {row.seq} 条所在的封存块 {number} 缺了别的记录，走不到它的根"
        elif tree and not tree.holds(-1 if row.leaf is None else row.leaf, bytes.fromhex(row.hash)):
            yield f"第 {row.seq} 条不在封存块 {number} 封存时的位置上"


def _faults_of_times(rows: Sequence[Entry], seals: Seals, newest: int) -> Iterator[str]:
    """Each entry was written after the ones before it, before its seal was made, and after the seals before that, which
    would have taken it; what no seal has yet is newer than every seal."""
    numbers = sorted({_seal_of(row) for row in rows} - {0})
    written = [_written_at(row) for row in rows]
    made = _made_since(min(written), max([newest, *numbers])) if rows else []
    before_seal, since = _latest(made), _latest([each for each in made if each.size < LARGEST])
    for number in numbers:
        if (latest := before_seal(number)) and seals[number].at < latest.at - TOLERANCE:
            yield f"封存块 {number} 比封存块 {latest.number} 早"
    for row, at, last in zip(rows, written, [None, *accumulate(written, max)], strict=False):
        number = _seal_of(row)
        words = f"第 {row.seq} 条写入的时间与它所称的不符："
        if last and at < last - TOLERANCE:
            yield f"{words}比前面的记录早"
        if number and at > seals[number].at + TOLERANCE:
            yield f"{words}比封存它的封存块 {number} 晚"
        if (latest := since(number or newest + 1)) and at < latest.at - TOLERANCE:
            yield f"{words}比封存块 {latest.number} 早，那一块里却没有它"


def _written_at(row: Entry) -> datetime:
    return datetime.fromisoformat(json.loads(row.canonical)["recorded_at"])


def _made_since(moment: datetime, newest: int) -> list[Seal]:
    """Number, size and time of the seals up to this number that were made after the moment."""
    made = Seal.select(Seal.number, Seal.size, Seal.at).where(Seal.number <= newest, Seal.at > moment)
    return list(made.order_by(Seal.number).namedtuples())


def _latest(seals: Sequence[Seal]) -> Callable[[int], Seal | None]:
    """number → the one of these seals before it that bears the latest moment."""
    numbers = [seal.number for seal in seals]
    latest = list(accumulate(seals, _later))

    def before(number: int) -> Seal | None:
        place = bisect_left(numbers, number)
        return latest[place - 1] if place else None

    return before


def _later(one: Seal, other: Seal) -> Seal:
    return one if one.at > other.at else other


def _seal_of(row: Entry) -> int:
    """The number of the seal that the row names, or 0."""
    return int(row.seal_id or 0)
