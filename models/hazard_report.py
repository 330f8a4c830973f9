"""What was reported of a hazard and what was done about it, as kept in its row (`hazard.report`, `hazard.work`)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Self

from models.hazard_major import Major
from models.hazard_photo import Clip, Photo
from models.stored import NONE, Stored
from rules.hazards.marked import Region


class Clock(Stored):
    """What a phone said of the time at which it found a hazard. shown: what its clock showed then; skew_s: by how many
    seconds that clock is ahead of the house's, None where nobody knows; suspect: it is or was more than five minutes
    wrong."""

    shown: str
    skew_s: int | None = None
    suspect: bool = False


class Marked(Stored):
    """Where in which photo the hazard is, by somebody's finger: in thousandths of its width and height
    (`rules.hazards.marked`). photo: its hash."""

    photo: str
    left: int
    top: int
    width: int
    height: int
    by: str
    at: datetime

    @property
    def region(self) -> Region:
        return Region(self.left, self.top, self.width, self.height)


class Fixed(Stored):
    """What the finder did at once (即查即改), with pictures of after. awaited: those that are still in his phone;
    presence: where it was, in words."""

    note: str = ""
    photos: tuple[Photo, ...] = ()
    awaited: tuple[str, ...] = ()
    presence: str = ""


class Origin(Stored):
    """From which round or campaign a report comes. source: `patrol`, or the kind of campaign; number: its own; point,
    measure: what was looked at, and which control measure failed, where somebody said so."""

    source: str
    number: str
    point: str = ""
    measure: str = ""


class Report(Stored):
    """words: as they were typed; way: `page`, `chat`, `anonymous` or `sensor` (then sensor is its id); position: what
    the phone said of its place; area_by: how the area was found (`position`, `chosen`, `words`, `code`, `sensor`);
    machine: the id of the machine whose code was scanned;
    proposed: the category that the words made likely, empty when none did; danger: it puts people in danger now, by the
    finder's word; fixed: what he mended on the spot, None where he did not. awaited: pictures that are still in the
    finder's phone, by the SHA-256 of what it will send; given_up: those of them that somebody has said are gone; mark:
    where in one of them it is. clock: where the report waited in the phone for signal; origin:
    the round in which it was found, None for what somebody came across; alarm: the number of the hazard with whose
    alert people were called, empty where it has its own."""

    words: str = ""
    photos: tuple[Photo, ...] = ()
    way: str = ""
    position: Mapping[str, str] = NONE
    area_by: str = ""
    spot: str = ""
    machine: str = ""
    proposed: str = ""
    proposed_why: str = ""
    danger: bool = False
    alarm: str = ""
    awaited: tuple[str, ...] = ()
    given_up: tuple[str, ...] = ()
    mark: Marked | None = None
    clock: Clock | None = None
    fixed: Fixed | None = None
    origin: Origin | None = None
    hinted: bool = False
    sensor: str = ""


class Seen(Stored):
    """What the comparison of two photos saw (`rules.hazards.seen`). words: for people; version: of its thresholds;
    picture: the hash of both side by side, empty when there is none; marked: the region that was looked at; like:
    the hash of the earlier photo of the plant that the one after is a copy of."""

    verdict: str
    reasons: tuple[str, ...] = ()
    version: str = ""
    words: str = ""
    picture: str = ""
    marked: Marked | None = None
    like: str = ""


class Mended(Stored):
    """What the owner said he did. presence: where his phone was, in words; cause: why it came about, where that was
    asked; permit: the number of the one under which he worked; no_permit: why there was none; seen: once his photo was
    compared; clips: short ones, whose key frames are among the photos."""

    by: str
    at: datetime
    note: str = ""
    photos: tuple[Photo, ...] = ()
    presence: str = ""
    cause: str = ""
    permit: str = ""
    no_permit: str = ""
    seen: Seen | None = None
    clips: tuple[Clip, ...] = ()


class Checked(Stored):
    """A look whether it was mended. level: of `rules.hazards.major`; note: what was seen, or what is missing. rate: how
    likely the look was drawn, empty where nobody kept it."""

    level: str
    by: str
    at: datetime
    ok: bool
    note: str = ""
    photos: tuple[Photo, ...] = ()
    presence: str = ""
    round: int = 1
    rate: str = ""


class Put(Stored):
    """An extension that was asked for. interim, photos: what keeps people safe meanwhile, and how it looks; decided:
    empty until then; `granted`, `denied`, or `dropped` when it was mended before; said: why not."""

    by: str
    at: datetime
    until: datetime
    reason: str
    interim: str
    photos: tuple[Photo, ...] = ()
    decided: str = ""
    decided_by: str = ""
    said: str = ""


class Rectification(Stored):
    """assigned_at: the first time; since: from when the present deadline runs; disputed: the owner has said once that
    it is not his; sampled: how the safety office's look was drawn; into: the number of the hazard that it is the same
    as; repeats: of the closed hazard that has come again; reason: why it is none; marked: where it is in a photo of the
    report, once somebody has marked it; major: what a major one has beyond others; returned: how often the comparison
    of its photos gave it back by itself; well: how it is told that it is mended, where somebody
    wrote that; corrected: its finder has set right where his report was put."""

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
    marked: Marked | None = None
    major: Major = Major.read(NONE)
    returned: int = 0
    well: str = ""
    corrected: bool = False

    def with_mended(self, mended: Mended) -> Self:
        return self.but(mended=(*self.mended, mended))

    def without_wishes(self) -> Self:
        """No extension waits any more."""
        return self.but(extended=tuple(each if each.decided else each.but(decided="dropped") for each in self.extended))

    def with_checked(self, checked: Checked) -> Self:
        return self.but(checked=(*self.checked, checked))
