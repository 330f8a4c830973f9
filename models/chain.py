"""Whether a subject's chain is still what was written: no entry deleted, changed, moved or put in.

The same as the verifier looks at, before anything is exported or printed, with a sentence that names the entry.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from models.ledger import entry_hash
from models.seals import Sealed, Written, sealed, written
from models.subject import Subject


class Broken(Exception):
    """The chain is not what was written; the words name subject and entry."""

    def __init__(self, key: str, words: str) -> None:
        super().__init__(f"{key.partition('/')[2] or key} 的记录链断了：{words}")


def unbroken(subject: Subject) -> list[Sealed]:
    """The subject's sealed entries in order. Raises Broken when its chain, with what is not sealed yet, is not
    whole."""
    as_it_was = Subject.get_by_id(subject.id)
    entries = written(subject)
    for words in _faults(as_it_was, entries):
        raise Broken(subject.key, words)
    chain = sealed(subject)
    for before, after in pairwise(chain):
        if (before.seal.number, before.index) >= (after.seal.number, after.index):
            raise Broken(subject.key, f"第 {after.seq} 条的封存次序被换过")
    return chain


def _faults(subject: Subject, entries: Sequence[Written]) -> Iterator[str]:
    before = "0" * 64
    for seq, entry in enumerate(entries, 1):
        if entry.seq != seq:
            yield f"第 {seq} 条不在库里了" + (f"（到第 {entry.seq - 1} 条）" if entry.seq > seq + 1 else "")
        if entry_hash(entry.canonical.encode()) != entry.hash:
            yield f"第 {seq} 条的内容被改过，与它的哈希不符"
        if (entry.line["subject"], entry.line["seq"]) != (subject.key, seq):
            yield f"第 {seq} 条的位置上是 {entry.line['subject']} 第 {entry.line['seq']} 条，次序被换过"
        if entry.line["prev"] != before:
            yield f"第 {seq} 条不接着第 {seq - 1} 条"
        before = entry.hash
    last = len(entries)
    if last < subject.seq:
        yield f"末尾第 {last + 1} 条" + (f"到第 {subject.seq} 条" if subject.seq > last + 1 else "") + "不在库里了"
    elif subject.seq and entries[subject.seq - 1].hash != subject.head:
        yield f"第 {subject.seq} 条与主体上记下的末条不符"
