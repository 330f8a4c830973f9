"""What an ask shows, as a typed value; each kind of ask that shows something has its own."""

from __future__ import annotations

from typing import Self

from models.ask import Ask
from models.stored import Stored


class AskData(Stored):
    """for_post, authorization: the post that the person stands in for, and the paper that allows it; empty when he acts
    for himself."""

    for_post: str = ""
    authorization: str = ""

    @classmethod
    def of(cls, ask: Ask) -> Self:
        return cls.read(ask.data)


def keep(ask: Ask, data: AskData) -> None:
    """Makes this what the ask shows from now on."""
    ask.data = dict(data.kept)
    Ask.set_by_id(ask.id, {"data": ask.data})
