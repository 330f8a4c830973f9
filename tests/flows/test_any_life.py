"""Whatever people do and however time jumps: nothing is done unsigned, untested or out of time, and every permit ends.

The machine drives the real handlers on a store of its own; what it must never see is judged from the trail.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from demo import OFFICE
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from life import FORMS, GUARDIAN, LEADER, PLACES, WORKER, Beginnings
from plant import Log
from promises_of_life import Witness
from stories import examples
from truth import bent

from handlers.permits import timetable
from models.ask import MOVABLE, Ask
from models.base import database
from models.permit import Permit

# What somebody has to answer, in each state in which the permit waits for people.
WAITS_FOR = {
    "signing": {"permit.sign"},
    "returned": {"permit.rework"},
    "approved": {"permit.measures", "permit.gas_test", "permit.brief", "permit.foreman_check", "permit.start"},
    "working": {"permit.watch", "permit.finish"},
    "suspended": {"permit.resume", "permit.takeover"},
    "finished": {"permit.accept"},
    "blocked": {"nobody"},
}
# What the house does by itself where it found nobody to ask.
LOOKS_AGAIN = {"blocked": "look_again", "finished": timetable.ACCEPT}
ENDS = {"expired", "cancelled", "closed"}
LIVES = settings(
    max_examples=examples(8, 100),
    stateful_step_count=25,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
MINUTES = st.sampled_from([1, 4, 6, 11, 16, 29, 31, 45, 61])
PICK = st.integers(0, 11)
# What would crowd out the acts that make a life, were each as likely as one of them.
SELDOM = (
    "somebody_answers_for_another",
    "a_signature_that_does_not_do",
    "somebody_gives_it_back",
    "somebody_hands_his_line_on",
    "somebody_goes_away",
    "somebody_leaves_the_company_or_is_back",
    "the_requester_urges",
    "the_requester_withdraws",
    "cards_stop_arriving_or_arrive_again",
    "hours_pass",
)


def in_state(*states: str) -> Callable[[AnyLife], bool]:
    return lambda machine: hasattr(machine, "permit") and machine.permit.state in states


class AnyLife(RuleBasedStateMachine):
    """One permit. Subclassed with the stores that its lives begin in."""

    beginnings: Beginnings
    log: Log

    @initialize(kind=st.sampled_from(sorted(FORMS)), so_far=st.sampled_from(PLACES))
    def begin(self, kind: str, so_far: str) -> None:
        self.life = self.beginnings.live(kind, so_far)
        self.witness, self.signed = Witness(self.life), dict[int, int]()
        self.permit = self.life.fresh

    @rule(what=st.sampled_from(SELDOM), number=PICK)
    def something_happens(self, what: str, number: int) -> None:
        getattr(self, what)(number)

    # People --------------------------------------------------------------------------------------------------------

    def pick(self, number: int, *kinds: str) -> Ask | None:
        """One of the asks, the open ones first: closed ones are tried as well."""
        asks = [ask for ask in self.life.asks() if ask.kind in kinds or not kinds]
        asks.sort(key=lambda ask: ask.state not in MOVABLE)
        return asks[number % len(asks)] if asks else None

    @rule(number=PICK)
    def somebody_answers(self, number: int) -> None:
        asked = self.life.open()
        if asked:
            self.life.answer(asked[number % len(asked)])

    @precondition(in_state("approved"))
    @rule(minutes=st.sampled_from([0, 20, 45]))
    def the_guardian_starts(self, minutes: int) -> None:
        self.life.wait(minutes)
        for ask in self.life.open("permit.start"):
            self.life.answer(ask)

    @precondition(in_state("approved"))
    @rule()
    def the_measures_are_confirmed(self) -> None:
        for ask in self.life.open("permit.measures"):
            self.life.answer(ask)

    @precondition(in_state("suspended"))
    @rule(minutes=st.sampled_from([0, 31, 61, 90]))
    def both_sides_confirm(self, minutes: int) -> None:
        self.life.wait(minutes)
        for ask in self.life.open("permit.resume"):
            self.life.answer(ask)

    @rule(number=PICK)
    def everybody_answers_in_turn(self, number: int) -> None:
        for ask in self.life.open()[number % 3 :]:
            if Ask.get_by_id(ask.id).state in MOVABLE:
                self.life.answer(ask)

    def somebody_answers_for_another(self, number: int) -> None:
        ask, person = self.pick(number), [LEADER, WORKER, GUARDIAN, "U13", "U27"][number % 5]
        if ask and ask.kind != "permit.request":
            answer = self.life.answer(ask, person)
            assert person == ask.person or answer.tone == "caution"

    def a_signature_that_does_not_do(self, number: int) -> None:
        how = ["office", "blank", "closed"][number % 3]
        ask = self.pick(number, "permit.sign", "permit.brief", "permit.foreman_check", "permit.accept", "permit.start")
        changes: dict[str, Any] = {"office": {"position": at_the_office()}, "blank": {"strokes": []}}.get(how, {})
        if ask and (how != "closed" or ask.state not in MOVABLE):
            self.life.answer(ask, **changes)

    def somebody_gives_it_back(self, number: int) -> None:
        ask = self.pick(number, "permit.sign")
        if ask:
            self.life.act(ask.person, "permit.refuse", ask, text="措施没落实")

    def somebody_hands_his_line_on(self, number: int) -> None:
        ask = self.pick(number, "permit.sign")
        if ask:
            taker = ["U08", "U02", "U04"][number % 3]
            self.life.act(ask.person, "permit.transfer", ask, text="我去开会", data={"person": taker})

    def the_requester_urges(self, number: int) -> None:
        self.life.act(LEADER, "permit.urge", data={"number": self.life.permit.number})

    def the_requester_withdraws(self, number: int) -> None:
        ask = self.pick(0, "permit.rework", "permit.request") if number == 0 else None
        if ask:
            self.life.act(LEADER, "permit.withdraw", ask)

    @precondition(in_state("approved", "working", "suspended"))
    @rule(value=st.sampled_from(["2", "2", "2", "32"]), minutes_ago=st.sampled_from([0, 0, 5, 25, 35, 90]))
    def the_analyst_tests(self, value: str, minutes_ago: int) -> None:
        ask = self.pick(0, "permit.gas_test", "permit.gas_record")
        if ask:
            self.life.answer(ask, **self.life.sampling(value=value, minutes_ago=minutes_ago))

    @precondition(in_state("working"))
    @rule(person=st.sampled_from([WORKER, GUARDIAN, "U13"]))
    def somebody_stops_the_work(self, person: str) -> None:
        self.life.act(person, "permit.stop", data={"number": self.life.permit.number})

    @precondition(in_state("working", "suspended"))
    @rule(taker=st.sampled_from(["U20", "U32", "U30", "U22", WORKER]))
    def the_guardian_hands_over(self, taker: str) -> None:
        ask = self.pick(0, "permit.watch", "permit.resume")
        if ask:
            self.life.act(ask.person, "permit.handover", ask, data={"person": taker})

    @precondition(in_state("working", "suspended", "expired"))
    @rule(way=st.sampled_from(["in", "out"]))
    def somebody_goes_in_or_out(self, way: str) -> None:
        ask = self.pick(0, "permit.watch", "permit.count")
        if ask and self.life.kind == "confined_space":
            self.life.act(ask.person, "permit.entry", ask, data={"person": WORKER, "way": way})

    def somebody_goes_away(self, number: int) -> None:
        ask = self.pick(number, "permit.sign")
        if ask:
            self.life.act(ask.person, "我不在", kind="word")
            form = Ask.select().where(Ask.kind == "leave.cover").order_by(Ask.id.desc()).get()
            self.life.act(ask.person, "leave.take", form, data={"until": f"{self.life.now:%Y-%m-%d}"})

    def somebody_leaves_the_company_or_is_back(self, number: int) -> None:
        ask = self.pick(number // 2)
        if ask:
            self.life.act(ask.person, "joined" if number % 2 else "left", kind="directory")

    # Time ----------------------------------------------------------------------------------------------------------

    @rule(minutes=MINUTES)
    def time_passes(self, minutes: int) -> None:
        self.life.wait(minutes)

    @rule(minutes=MINUTES)
    def the_clock_was_down(self, minutes: int) -> None:
        self.life.sleep(minutes)

    def hours_pass(self, number: int) -> None:
        (self.life.wait if number % 2 else self.life.sleep)(45 * (number + 1))

    def cards_stop_arriving_or_arrive_again(self, number: int) -> None:
        self.life.delivering = not self.life.delivering
        self.life.bring()

    # Promises ------------------------------------------------------------------------------------------------------

    @invariant()
    def no_promise_is_broken(self) -> None:
        if hasattr(self, "life"):
            permit, asks = self.life.fresh, self.life.asks()
            self.permit = permit
            assert not self.log.lines, self.log.lines
            self.witness.read_on()
            self.no_signature_is_lost(permit, asks)
            self.every_open_ask_has_its_next_step(permit, [ask for ask in asks if ask.state in MOVABLE])
            self.nobody_works_out_of_time_or_after_a_bad_test(permit)

    def no_signature_is_lost(self, permit: Permit, asks: list[Ask]) -> None:
        """What was signed for this version stays signed."""
        states = {ask.id: ask.state for ask in asks}
        self.signed = {ask: version for ask, version in self.signed.items() if version == permit.version}
        assert all(states[ask] == "done" for ask in self.signed)
        signed = (ask for ask in asks if ask.kind == "permit.sign" and ask.state == "done")
        self.signed |= {ask.id: permit.version for ask in signed if ask.stage.startswith(f"{permit.version}/")}

    def every_open_ask_has_its_next_step(self, permit: Permit, waiting: list[Ask]) -> None:
        """The clock will look at each of them, and whoever the permit waits for was asked."""
        assert all(ask.next_at is not None and ask.next_at > self.life.now for ask in waiting)
        kinds, wanted = {ask.kind for ask in waiting}, WAITS_FOR.get(permit.state, set())
        looking = LOOKS_AGAIN.get(permit.state) in self.life.moments()
        assert looking or not wanted or kinds & wanted, (permit.state, kinds)

    def nobody_works_out_of_time_or_after_a_bad_test(self, permit: Permit) -> None:
        if permit.state == "working":
            assert self.life.now < permit.ends_at
            assert not self.witness.tests or max(self.witness.tests)[1]

    def teardown(self) -> None:
        if hasattr(self, "life"):
            self.lives_to_its_end()

    def lives_to_its_end(self) -> None:
        """Time alone ends it; only what was begun waits for somebody to count and to look."""
        for _ in range(3):
            self.life.sleep(12 * 60)
            self.witness.read_on()
        while self.life.fresh.work.head_count.people:
            self.life.answer(self.life.open("permit.count")[0])
        for ask in self.life.open("permit.accept")[:1]:
            assert self.life.answer(ask).tone == "done"
        self.witness.read_on()
        assert self.life.fresh.state in ENDS, self.life.fresh.state
        assert bent() == []
        assert {ask.kind for ask in self.life.open()} <= {"alert.acknowledge", "permit.stop_reason"}


def at_the_office() -> dict[str, Any]:
    return {"state": "ok", "latitude": OFFICE[0], "longitude": OFFICE[1], "accuracy_m": 8, "age_s": 3}


def test_no_life_of_a_permit_breaks_a_promise(tmp_path: Path, log: Log) -> None:
    machine = type("ThisLife", (AnyLife,), {"beginnings": Beginnings(tmp_path), "log": log})
    run_state_machine_as_test(machine, settings=LIVES)
    database.close()
