"""What an ask was given to show, as a typed value; each kind of ask that shows something has its own."""

from __future__ import annotations

from typing import Self

from models.ask import Ask
from models.stored import Stored


class AskData(Stored):
    """for_post, authorization: the post that its person stands in for and by which paper; empty where he acts for
    himself."""

    for_post: str = ""
    authorization: str = ""

    @classmethod
    def of(cls, ask: Ask) -> Self:
        return cls.read(ask.data)


def keep(ask: Ask, data: AskData) -> None:
    """From now on the ask shows this."""
    ask.data = dict(data.kept)
    Ask.set_by_id(ask.id, {"data": ask.data})
