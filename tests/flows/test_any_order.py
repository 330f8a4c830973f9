"""Whatever the people do, in any order: nothing is approved without two present, unconflicted, different signers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from builders import DAY_GUARDIAN, FOREMAN, WELDER, signature
from demo import OFFICE, form
from hypothesis import event, given, settings
from hypothesis import strategies as st
from plant import MORNING, Plant, running_plant
from stories import examples
from truth import bent
from worlds import Here

from bot.channel import Action, Answer
from models.ask import MOVABLE, Ask, of_subject
from models.delivery import Delivery
from models.ledger import Entry
from models.permit import Permit

STRANGER = "U13"
OF_THE_JOB = {FOREMAN, WELDER, DAY_GUARDIAN}
SATURDAY = 5
HERE = "已在污水处理站现场"

Act = tuple[str, int, str]
SIGN = st.tuples(
    st.just("sign"), st.integers(0, 1), st.sampled_from(["site", "site", "site", "site", "office", "denied", "blank"])
)
ACTS = st.one_of(
    *([SIGN] * 8),
    st.tuples(st.just("refuse"), st.integers(0, 3), st.sampled_from(["", "", "", "措施没落实"])),
    st.tuples(st.sampled_from(["why", "stranger", "twice"]), st.integers(0, 3), st.just("site")),
    st.tuples(st.just("wait"), st.sampled_from([0, 1, 5, 10, 15, 30]), st.just("")),
)


@dataclass
class Game:
    """One permit and what has been done with it; `day` numbers the games: each is played on its own day."""

    plant: Plant
    day: int = 0
    acts: int = 0
    last: Action | None = None
    refused: bool = False
    permit: Permit | None = None

    def begin(self) -> None:
        self.day += 1
        # On a rest day the work would be of a higher level, which wants papers first.
        while (MORNING + timedelta(days=self.day)).weekday() >= SATURDAY:
            self.day += 1
        self.refused, self.last = False, None
        self.plant.set_time(MORNING + timedelta(days=self.day))
        self.act(FOREMAN, None, "动火", kind="word")
        request = Ask.select().where(Ask.kind == "permit.request").order_by(Ask.id.desc()).get()
        answer = self.act(FOREMAN, request, "permit.request", data={**form(self.plant.now), "guardian": DAY_GUARDIAN})
        assert answer.tone == "done", answer
        self.permit = Permit.select().order_by(Permit.id.desc()).get()

    def act(
        self, person: str, ask: Ask | None, name: str, *, kind: str = "page", text: str = "", **more: object
    ) -> Answer:
        who = self.plant.person(person)
        self.acts += 1
        number = ask.id if ask else None
        self.last = Action(f"act-{self.acts}", who.platform, who.account, kind, name, number, text=text, **more)
        return self.plant.house.dispatch(self.last)

    def asks(self) -> list[Ask]:
        assert self.permit is not None
        return [ask for ask in of_subject(self.permit.subject) if ask.kind == "permit.sign"]

    def pick(self, number: int) -> Ask:
        """One of the asks, the open ones first: closed ones are tried as well."""
        found = sorted(self.asks(), key=lambda ask: ask.state not in MOVABLE)
        return found[number % len(found)]

    def play(self, name: str, number: int, how: str) -> None:
        if name == "wait":
            self.plant.advance(number)
            return
        ask = self.pick(number)
        if name == "sign":
            self.act(ask.person, ask, "permit.sign", data=written(self.plant, ask.person, how))
        elif name == "refuse":
            self.refused |= self.act(ask.person, ask, "permit.refuse", text=how).tone == "done"
        elif name == "why":
            self.act(ask.person, ask, "why", kind="tap")
        elif name == "stranger":
            data = written(self.plant, STRANGER, "site")
            assert self.act(STRANGER, ask, "permit.sign", data=data).tone == "caution"
        elif self.last is not None:
            entries = Entry.select().count()
            self.plant.house.dispatch(replace(self.last, text="另一次"))
            assert Entry.select().count() == entries

    def end(self) -> None:
        """Gives the permit back if it still waits, and takes what alerts are open."""
        for ask in of_subject(self.permit.subject) if self.permit else []:
            if ask.person and Ask.get_by_id(ask.id).state in MOVABLE:
                name, kind = ("permit.refuse", "page") if ask.kind == "permit.sign" else ("acknowledge", "tap")
                self.act(ask.person, ask, name, kind=kind, text="到此为止")
        self.plant.settle()


def written(plant: Plant, person: str, how: str) -> dict[str, object]:
    changes: dict[str, dict[str, object]] = {
        "site": {},
        "office": {"position": plant.phone(person).position(OFFICE)},
        "denied": {"position": {"state": "denied"}},
        "blank": {"strokes": []},
    }
    return signature(plant, person, **changes[how])


def check(game: Game) -> None:
    """What must be true at every moment."""
    permit = Permit.get_by_id(game.permit.id)
    trail = [json.loads(each.canonical) for each in chain(permit)]
    signed = [line for line in trail if line["kind"] == "permit.signed"]
    signers = [line["actor"]["person"] for line in signed]
    assert len(signers) == len(set(signers))
    assert not OF_THE_JOB & set(signers)
    assert all(line["data"]["presence"].startswith(HERE) for line in signed)
    if permit.state == "approved":
        assert {line["data"]["signs_for"] for line in signed} >= {"所在基层单位", "安全管理部门"}
        assert any(line["kind"] == "permit.confirmed" for line in trail)
    assert (permit.state == "returned") == game.refused
    for ask in game.asks():
        if ask.state in MOVABLE:
            assert ask.next_at is not None
            assert Delivery.select().where(Delivery.ask == ask, Delivery.form == "card").count() == 1


def chain(permit: Permit) -> list[Entry]:
    """The entries of the permit, after recomputing their hashes."""
    entries = list(Entry.select().where(Entry.subject == permit.subject).order_by(Entry.seq))
    before = "0" * 64
    for number, entry in enumerate(entries, 1):
        assert (entry.seq, json.loads(entry.canonical)["prev"]) == (number, before)
        before = hashlib.sha256(b"\x00" + entry.canonical.encode()).hexdigest()
        assert entry.hash == before
    return entries


@pytest.fixture(scope="module")
def game(simulator: Here, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Game]:
    folder = tmp_path_factory.mktemp("any-order")
    with running_plant(simulator, f"sqlite:///{folder / 'anhao.db'}", redis_url, folder) as plant:
        yield Game(plant)


@settings(max_examples=examples(5, 40), derandomize=True, database=None)
@given(st.lists(ACTS, min_size=8, max_size=16))
def test_no_order_of_acts_breaks_a_promise(game: Game, acts: list[Act]) -> None:
    game.begin()
    for act in acts:
        game.play(*act)
        check(game)
    assert bent() == []
    event(Permit.get_by_id(game.permit.id).state)
    game.end()
