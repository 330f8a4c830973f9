"""Whether what the open store holds is still what was written: every chain, every seal, every picture and paper."""

from __future__ import annotations

from collections.abc import Iterator

from models import gaps, posted, vouched
from models.blob import Blob, is_itself
from models.chain import Broken, unbroken
from models.subject import Subject


def faults() -> Iterator[str]:
    """A sentence for each thing that is not what it was."""
    yield from gaps.faults()
    yield from vouched.faults()
    yield from posted.faults()
    for subject in Subject.select().order_by(Subject.id):
        try:
            unbroken(subject)
        except Broken as broken:
            yield str(broken)
    for blob in Blob.select().iterator():
        if not is_itself(blob):
            yield f"附件 {blob.sha256} 的内容与它的哈希不符"
