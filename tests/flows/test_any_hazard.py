"""Whatever people do with hazards, whoever leaves, whatever the plant changes and however time jumps: an open one has
one owner or somebody who sorts it, and a next step in time; and people who do what they are asked bring it to its end.

The machine drives the real handlers on a store of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from hazard_life import PLANTS, WELL, HazardBeginnings, HazardLife, sorting, wish
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from plant import Log
from stories import examples

from handlers import untold
from handlers.hazards.checking import STATES
from handlers.hazards.kinds import CLOCK, LOOKS
from models import hazard as hazards
from models import meter
from models.ask import MOVABLE, Ask, of_subject
from models.base import database
from models.book import book
from models.hazard import Hazard
from models.house_asks import Moments
from rules.hazards.life import OVER, TO_BE_LOOKED_AT, TO_MEND, UNDER_WAY

LIVES = settings(
    max_examples=examples(7, 60),
    stateful_step_count=16,
    derandomize=True,
    # Made smaller, a failing life would take minutes, and says no more.
    phases=[Phase.explicit, Phase.generate],
    database=None,
    suppress_health_check=list(HealthCheck),
)
PICK = st.integers(0, 11)
# What is asked of somebody, in each state in which a hazard waits for people.
WAITS_FOR = {state: kind for kind, [state, *_] in STATES.items() if kind != "hazard.visit"}
WAYS = st.sampled_from(["chat", "chat", "chat", "mended", "unnamed", "sensor"])
MOST_ROUNDS = 60


def moved_post(data: dict[str, Any]) -> None:
    """The post of those who mend the first category is somebody else's from now on."""
    people, [first, *_] = data["plant"]["people"], data["hazard_categories"]["categories"]
    one = next(each for each in people if first["owner_post"] in each["posts"])
    other = next(each for each in reversed(people) if each["posts"] != one["posts"])
    one["posts"], other["posts"] = other["posts"], one["posts"]


def shorter(data: dict[str, Any]) -> None:
    data["hazard_categories"]["defaults"]["red_alert_hours_before"] = 1
    for each in data["hazard_categories"]["categories"]:
        each["deadline_hours"] = {"general": 2, "major": 1}


def fewer(data: dict[str, Any]) -> None:
    data["hazard_categories"]["categories"] = data["hazard_categories"]["categories"][2:]


def same(data: dict[str, Any]) -> None:
    """As it was at first."""


CHANGES: tuple[Callable[[dict[str, Any]], None], ...] = (moved_post, shorter, fewer, same)


class AnyHazard(RuleBasedStateMachine):
    """Up to four hazards at once. Subclassed with the stores that its lives begin in."""

    beginnings: HazardBeginnings
    log: Log

    @initialize(number=PICK, plant=st.sampled_from(sorted(PLANTS)), way=WAYS)
    def begin(self, number: int, plant: str, way: str) -> None:
        self.life: HazardLife = self.beginnings.begin(plant)
        self.somebody_reports(number, way)

    def pick(self, number: int, *kinds: str) -> Ask | None:
        """One of the questions, the open ones first: closed ones are tried as well."""
        asks = [ask for each in self.life.all for ask in of_subject(each.subject) if ask.person]
        asks = [ask for ask in asks if ask.kind in (kinds or WELL)]
        asks.sort(key=lambda ask: ask.state not in MOVABLE)
        return asks[number % len(asks)] if asks else None

    def hazard(self, ask: Ask) -> Hazard:
        return hazards.here(ask.subject)

    # People --------------------------------------------------------------------------------------------------------

    @rule(number=PICK, way=WAYS)
    def somebody_reports(self, number: int, way: str) -> None:
        life, known = self.life, len(self.life.all)
        if known >= 4:
            return
        finder, words = life.finders[number % 4], life.words[number % len(life.words)]
        if way == "chat":
            life.report(finder, words)
        elif way == "mended":
            life.report_mended(finder, words)
        elif way == "unnamed":
            life.report_unnamed(words, f"{known:064x}")
        else:
            life.sensed(second=number % 2 == 1)

    @rule(number=PICK)
    def somebody_does_what_he_is_asked(self, number: int) -> None:
        if ask := self.pick(number):
            self.life.well(ask)

    @rule(number=PICK)
    def everybody_does_what_he_is_asked(self, number: int) -> None:
        for ask in self.life.waiting()[number % 3 :]:
            if ask.kind in WELL and Ask.get_by_id(ask.id).state in MOVABLE:
                self.life.well(ask)

    @rule(number=PICK, what=st.sampled_from(["same", "accept", "give", "keep", "grant", "deny", "confirm"]))
    def somebody_taps(self, number: int, what: str) -> None:
        kinds = {
            "same": ("hazard.same",),
            "accept": ("hazard.fix",),
            "give": ("hazard.dispute",),
            "keep": ("hazard.dispute",),
            "grant": ("hazard.extension",),
            "deny": ("hazard.extension",),
        }
        if ask := self.pick(number, *kinds.get(what, LOOKS)):
            self.life.act(ask.person, what, ask, kind="tap")

    @rule(number=PICK)
    def somebody_says_it_is_major(self, number: int) -> None:
        if ask := self.pick(number, "hazard.sort"):
            self.life.act(ask.person, "hazard.sort", ask, data=sorting(self.life, ask, "major"))

    @rule(number=PICK)
    def a_plan_goes_back(self, number: int) -> None:
        if ask := self.pick(number, "hazard.approve"):
            self.life.act(ask.person, "hazard.turn_back", ask, text="钱不够")

    @rule(number=PICK)
    def its_finder_sets_it_right(self, number: int) -> None:
        hazard = self.life.all[number % len(self.life.all)] if self.life.all else None
        if hazard and hazard.finder and book(self.life.now).plant.knows(hazard.finder):
            areas = book(self.life.now).plant.areas
            data = {"number": hazard.number, "area": areas[number % len(areas)].id, "well": "门关得严"}
            self.life.act(hazard.finder, "hazard.correct", data=data)

    @rule(number=PICK)
    def somebody_says_it_is_none(self, number: int) -> None:
        if ask := self.pick(number, "hazard.sort"):
            self.life.act(ask.person, "hazard.reject", ask, text="没坏")

    @rule(number=PICK)
    def somebody_says_it_is_not_his(self, number: int) -> None:
        if ask := self.pick(number, "hazard.fix"):
            people = book(self.life.now).plant.people
            data = {"person": people[number * 7 % len(people)].id}
            self.life.act(ask.person, "hazard.not_mine", ask, text="不是我的", data=data)

    @rule(number=PICK)
    def somebody_asks_for_time(self, number: int) -> None:
        if ask := self.pick(number, "hazard.fix"):
            data = wish(self.life, self.hazard(ask), ask.person)
            self.life.act(ask.person, "hazard.extend", ask, data=data)

    @rule(number=PICK)
    def somebody_sees_that_it_is_not_mended(self, number: int) -> None:
        if ask := self.pick(number, *LOOKS):
            self.life.act(ask.person, "hazard.look", ask, text="还坏着", data={"ok": False, "photos": []})

    @rule(number=PICK)
    def two_are_parted_again(self, number: int) -> None:
        merged = [each for each in self.life.all if each.state == "merged"]
        if merged:
            one = merged[number % len(merged)]
            self.life.act(one.finder or one.follower, "hazard.part", data={"number": one.number})

    @rule(number=PICK)
    def somebody_answers_for_another(self, number: int) -> None:
        ask = self.pick(number, "hazard.fix", *LOOKS)
        stranger = book(self.life.now).plant.people[-1].id
        if ask and ask.person != stranger:
            assert self.life.act(stranger, "confirm", ask, kind="tap").tone == "caution"

    @rule(number=PICK)
    def somebody_is_away(self, number: int) -> None:
        if ask := self.pick(number):
            self.life.act(ask.person, "我不在", kind="word")
            form = Ask.select().where(Ask.kind == "leave.cover").order_by(Ask.id.desc()).first()
            if form:
                self.life.act(ask.person, "leave.take", form, data={"until": f"{self.life.now:%Y-%m-%d}"})

    @rule(number=PICK)
    def somebody_leaves_the_company_or_is_back(self, number: int) -> None:
        if ask := self.pick(number // 2):
            (self.life.back if number % 2 else self.life.left)(ask.person)

    @rule(change=st.sampled_from(CHANGES))
    def the_plant_changes(self, change: Callable[[dict[str, Any]], None]) -> None:
        self.life.changed(change)

    # Time ----------------------------------------------------------------------------------------------------------

    @rule(minutes=st.sampled_from([1, 6, 11, 31, 61]))
    def time_passes(self, minutes: int) -> None:
        self.life.wait(minutes)

    @rule(hours=st.sampled_from([1, 5, 13, 25, 49, 80]))
    def the_clock_was_down(self, hours: int) -> None:
        self.life.sleep(60 * hours)

    @rule(number=PICK)
    def cards_stop_arriving_or_arrive_again(self, number: int) -> None:
        if number % 3 == 0:
            self.life.delivering = not self.life.delivering
            self.life.bring()

    # Promises ------------------------------------------------------------------------------------------------------

    @invariant()
    def no_promise_is_broken(self) -> None:
        if not hasattr(self, "life"):
            return
        # What is due at this moment is done.
        self.life.sleep(0)
        assert not self.log.lines, self.log.lines
        for hazard in self.life.all:
            asks = [ask for ask in of_subject(hazard.subject) if ask.state in MOVABLE]
            if hazard.state in OVER:
                assert not [ask.kind for ask in asks if ask.kind in WELL], (hazard.number, hazard.state)
            else:
                self.it_is_somebodys(hazard, asks)
                self.it_has_a_next_step(hazard, asks)
            self.nobody_looked_at_what_he_mended(hazard)

    def it_is_somebodys(self, hazard: Hazard, asks: list[Ask]) -> None:
        """One owner who is asked, or somebody who sorts it, or somebody who looks."""
        kinds = [ask.kind for ask in asks]
        plant = book(self.life.now).plant
        assert all(plant.knows(ask.person) for ask in asks if ask.person)
        assert plant.knows(hazard.follower)
        owners = [ask.person for ask in asks if ask.kind == "hazard.fix"]
        planners = [ask.person for ask in asks if ask.kind == "hazard.plan"]
        if hazard.state in TO_MEND:
            assert owners == [hazard.owner] and hazard.until and plant.knows(hazard.supervisor)
            assert hazard.supervisor != hazard.owner and hazard.owner not in meter.unreachable()
            assert not {"hazard.sort", "hazard.same", *LOOKS} & set(kinds)
        elif hazard.state == "planning":
            # He writes the plan, or others approve what he wrote.
            assert planners == [hazard.owner] or (not planners and "hazard.approve" in kinds), (planners, kinds)
            assert not owners and hazard.until and hazard.owner not in meter.unreachable()
        elif hazard.state == "triage":
            assert not owners and ("hazard.sort" in kinds) != ("hazard.same" in kinds), kinds
        else:
            assert hazard.state in TO_BE_LOOKED_AT and not owners
            assert set(kinds) & set(LOOKS) == {WAITS_FOR[hazard.state]}, (hazard.state, kinds)

    def it_has_a_next_step(self, hazard: Hazard, asks: list[Ask]) -> None:
        """The clock will look at each question, and at the deadline as long as somebody is to mend it."""
        assert all(ask.next_at is not None and ask.next_at > self.life.now for ask in asks), hazard.number
        moments = {name for ask in asks if ask.kind == CLOCK for name in Moments.of(ask).moments}
        # Whom an order to leave has not reached is looked for in every state.
        steps = moments - {untold.LOOK, untold.LOOK_AGAIN}
        assert bool(steps) == (hazard.state in UNDER_WAY), (hazard.state, hazard.until)

    def nobody_looked_at_what_he_mended(self, hazard: Hazard) -> None:
        for look in hazard.work.checked:
            mended = {each.by for each in hazard.work.mended[: look.round]}
            assert look.level == "finder" or look.by not in mended

    def teardown(self) -> None:
        if hasattr(self, "life"):
            self.everybody_brings_them_to_their_end()

    def everybody_brings_them_to_their_end(self) -> None:
        self.life.delivering = True
        for person in sorted(self.life.gone):
            self.life.back(person)
        for _ in range(MOST_ROUNDS):
            asked = [ask for ask in self.life.waiting() if ask.kind in WELL]
            if not asked:
                break
            answer = self.life.well(asked[0])
            assert answer.tone != "stop", (asked[0].kind, answer.words)
            self.no_promise_is_broken()
        assert not self.life.live, [(each.number, each.state) for each in self.life.live]
        assert list(self.life.untrue()) == []


def test_no_life_of_a_hazard_breaks_a_promise(tmp_path: Path, log: Log) -> None:
    machine = type("ThisLife", (AnyHazard,), {"beginnings": HazardBeginnings(tmp_path), "log": log})
    run_state_machine_as_test(machine, settings=LIVES)
    database.close()
