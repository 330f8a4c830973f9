"""What the asks of a permit show: a value for each kind that shows more than the permit itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Literal, Self

from models.answered import Outcome
from models.asked import AskData
from models.permit_form import File
from models.stored import NONE
from rules.gates import WINDOW, Gate


class Wish(AskData):
    """`permit.request`, `permit.rework`. copied_from: the number of the permit whose form fills this one.

    attached: files sent so far, by the template's id.
    """

    permit_kind: str = ""
    kind_name: str = ""
    copied_from: str = ""
    attached: Mapping[str, tuple[File, ...]] = NONE

    def copying(self, number: str) -> Self:
        return self.but(copied_from=number)

    def attaching(self, wanted: str, files: Collection[File]) -> Self:
        """The wish with these files for one of the template's attachments."""
        return self.but(attached={**self.attached, wanted: tuple(files)})


class Sign(AskData):
    """`permit.sign`. approval: whether it is a line of approval, or the leader's confirmation; signs_for: the line's
    name on the form; for_post_name: whose line it is when somebody stands in; reasons: why this person, in the trail's
    words; card: the same in the card's words."""

    approval: bool = True
    stage_id: str = ""
    stage_name: str = ""
    signs_for: str = ""
    post_name: str = ""
    for_post_name: str = ""
    reasons: tuple[str, ...] = ()
    card: str = ""
    on_call: bool = False

    @property
    def line(self) -> str:
        return self.signs_for or self.stage_name

    def evidence(self) -> dict[str, Any]:
        """For which line he is asked and as what, for the trail."""
        named = {"signs_for": self.signs_for, "post_name": self.post_name, "for_post_name": self.for_post_name}
        return {**named, "authorization": self.authorization, "reasons": list(self.reasons)}

    @property
    def stands_in(self) -> str:
        """代安全总监，SQ-2026-07; empty when he signs for himself."""
        return f"代{self.for_post_name}，{self.authorization}" if self.authorization else ""


class Pardon(AskData):
    """`permit.let_in`. Who asks that a person may do a part without these courses, and why; titles: the courses in
    words; what: the work as who asked knew it; request: the ask for the permit, 0 when the permit is there."""

    person: str
    role: str
    role_name: str
    kind: str
    area: str
    courses: tuple[str, ...]
    titles: str
    what: str
    reason: str
    asked_by: str
    request: int = 0


class Measures(AskData):
    """`permit.measures`. measures: the ids that the person is to confirm."""

    measures: tuple[str, ...] = ()


class Brief(AskData):
    """`permit.brief`. worker: who is told; roles, joins: the roles in which he is to join, and who named him."""

    part: Literal["giver", "worker"]
    worker: str = ""
    roles: tuple[str, ...] = ()
    joins: str = ""

    @property
    def giving(self) -> bool:
        return self.part == "giver"


class Start(AskData):
    """`permit.start`. gates: how many there are; later: how many of them open at the start itself; shut: what each shut
    one waits for, in words; begins: from when work may begin, in words, empty once it may."""

    gates: int = 0
    later: int = 0
    begins: str = ""
    shut: tuple[str, ...] = ()

    def standing(self, gates: Sequence[Gate], begins: str) -> Self:
        """The gates as they are now. What nobody has looked at yet is seen at the start; so is the time, which opens by
        itself: a card that can't be repainted then says from when."""
        looked = [gate for gate in gates if not gate.later and not (begins and gate.id == WINDOW)]
        shut = [gate.todo for gate in looked if not gate.ok]
        return self.but(begins=begins, gates=len(gates), later=len(gates) - len(looked), shut=shut)


class Watch(AskData):
    """`permit.watch`. entry: whether people and tools are logged in and out; wind: whether wind stops the work."""

    entry: bool = False
    wind: bool = False


class Check(AskData):
    """`permit.check`, `permit.shift_check`, `permit.gas_record`. what: the rule's question; on_silent: `suspend` if
    silence stops the work; alarm: minutes until silence counts."""

    what: str = ""
    on_silent: str = ""
    alarm: int


class StopOffer(AskData):
    """`permit.stop_offer`. permits: numbers of the permits that a tap stops, in the order of the buttons; danger: what
    he wrote, where it says more than that work must stop."""

    permits: tuple[str, ...] = ()
    danger: str = ""


class Tested(Outcome):
    """The answer to a question for a gas test. ok: within the limits."""

    ok: bool = False
