"""The posted codes that acts of the permit have read: each must have been made for the area of its work."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from models import posted
from models.chain import Broken
from models.seals import Written
from workers.evidence.difference import Difference

NOT_OF_THE_AREA = "这个区域没有印过这一张"


def differences(area: str, chain: Sequence[Written]) -> Iterator[Difference]:
    """Acts that a code of another place proved, as when the row had another area just then. area: by the chain."""
    read = [(entry.seq, entry.line["data"]["code"]) for entry in chain if entry.line["data"].get("code")]
    try:
        made = {each["number"] for each in posted.made(posted.AREA, area)} if read else set()
    except Broken as broken:
        yield Difference("现场码", "扫过", str(broken))
        return
    for seq, number in read:
        if number not in made:
            yield Difference("扫的现场码", number, NOT_OF_THE_AREA, seq)
