"""What was reported of a hazard and what was done about it, as kept in its row (`hazard.report`, `hazard.work`)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Self

from models.stored import NONE, Stored, key


class Photo(Stored):
    """A picture in the store of binaries, with what the phone told of it and what stands in it."""

    sha256: str
    bytes: int
    type: str
    told: Mapping[str, str] = NONE
    read_in: Mapping[str, str] = key("read", default=NONE)
    received: Mapping[str, object] = NONE


class Report(Stored):
    """words: as they were typed; way: `page` or `chat`; position: what the phone said of its place; area_by: how the
    area was found (`position`, `chosen`, `words`); proposed: the category that the words made likely, empty when none
    did; danger: it puts people in danger now, by the finder's word."""

    words: str = ""
    photos: tuple[Photo, ...] = ()
    way: str = ""
    position: Mapping[str, str] = NONE
    area_by: str = ""
    spot: str = ""
    proposed: str = ""
    proposed_why: str = ""
    danger: bool = False


class Seen(Stored):
    """What the comparison of two photos saw (`rules.hazards.seen`). words: for people; version: of its thresholds;
    picture: the hash of both side by side, empty when there is none."""

    verdict: str
    reasons: tuple[str, ...] = ()
    version: str = ""
    words: str = ""
    picture: str = ""


class Mended(Stored):
    """What the owner said he did. presence: where his phone was, in words; seen: once his photo was compared."""

    by: str
    at: datetime
    note: str = ""
    photos: tuple[Photo, ...] = ()
    presence: str = ""
    seen: Seen | None = None


class Checked(Stored):
    """A look whether it was mended. level: crew, safety or finder; note: what was seen, or what is missing."""

    level: str
    by: str
    at: datetime
    ok: bool
    note: str = ""
    photos: tuple[Photo, ...] = ()
    presence: str = ""
    round: int = 1


class Put(Stored):
    """An extension that was asked for. decided: empty until then, `granted` or `denied`."""

    by: str
    at: datetime
    until: datetime
    reason: str
    interim: str
    decided: str = ""
    decided_by: str = ""


class Rectification(Stored):
    """assigned_at: the first time; since: from when the present deadline runs; disputed: the owner has said once that
    it is not his; sampled: how the safety office's look was drawn; into: the number of the hazard that it is the same
    as; repeats: of the closed hazard that has come again; reason: why it is none."""

    assigned_at: datetime | None = None
    since: datetime | None = None
    accepted_at: datetime | None = None
    disputed: bool = False
    mended: tuple[Mended, ...] = ()
    checked: tuple[Checked, ...] = ()
    extended: tuple[Put, ...] = ()
    sampled: Mapping[str, object] = NONE
    into: str = ""
    repeats: str = ""
    reason: str = ""

    def with_mended(self, mended: Mended) -> Self:
        return self.but(mended=(*self.mended, mended))

    def with_checked(self, checked: Checked) -> Self:
        return self.but(checked=(*self.checked, checked))
