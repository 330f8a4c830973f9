"""Permits go on under the rules with which they were raised, whatever is taken out of the plant's data meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import datetime
from typing import Any

import gates
import pytest
from builders import ON_SITE
from life import ANALYST, GUARDIAN, LEADER, Beginnings, Life
from plant import Log, Plant, anhe
from stories import everywhere
from truth import bent

from cards.builders import build
from config.checks import leaving
from handlers.permits.gates import analyst
from handlers.permits.work import stopping
from handlers.plant import Faulty, keep
from models import store
from models.ask import MOVABLE, Ask, of_subject
from models.base import database
from models.book import book
from models.gas import GasTest
from workers.archive import archive
from workers.scenarios.phone import PageRefused

Data = dict[str, Any]
# What nobody has to answer.
LEFT = ("alert.acknowledge", "permit.stop_reason", "permit.watch", "permit.stay")
NEXT = {"hot_work": "U31", "confined_space": "U32"}
KINDS = ("hot_work", "confined_space")
PLACES = ("signing", "approved", "checked", "ready", "working", "stopped")


def kinds(data: Data) -> Data:
    found: Data = data["permit_templates"]["kinds"]
    return found


def every_kind(part: str, value: object) -> Callable[[Data], None]:
    def change(data: Data) -> None:
        for kind in kinds(data).values():
            kind[part] = deepcopy(value)

    return change


def kind_removed(data: Data) -> None:
    for each in KINDS:
        del kinds(data)[each]


def kind_renamed(data: Data) -> None:
    for each in KINDS:
        kinds(data)[f"own_{each}"] = kinds(data).pop(each)


def level_renamed(data: Data) -> None:
    for kind in kinds(data).values():
        for level in kind["levels"]:
            level["id"] = f"own_{level['id']}"
        kind["level_rules"] = []


def gas_removed(data: Data) -> None:
    data["permit_templates"]["gas"]["media"] = []
    data["permit_templates"]["gas"]["toxic"]["limits"] = []


def areas_have_other_gases(data: Data) -> None:
    for area in data["plant"]["areas"]:
        area["media"] = ["苯"]


def roles_renamed(data: Data) -> None:
    roles = data["permit_templates"]["roles"]
    data["permit_templates"]["roles"] = {f"own_{name}": called for name, called in roles.items()}
    for kind in kinds(data).values():
        kind["required_roles"] = [f"own_{name}" for name in kind["required_roles"]]


def certificates_renamed(data: Data) -> None:
    papers = data["permit_templates"]["qualifications"]
    data["permit_templates"]["qualifications"] = {f"X-{code}": paper for code, paper in papers.items()}
    for kind in kinds(data).values():
        kind["qualifications"] = {
            role: [f"X-{code}" for code in codes] for role, codes in kind["qualifications"].items()
        }


def posts_of(data: Data, change: Callable[[str], str]) -> None:
    plant = data["plant"]
    plant["posts"] = {change(name): post for name, post in plant["posts"].items()}
    for person in plant["people"]:
        person["posts"] = [change(name) for name in person["posts"]]
    roles = plant["roles"]
    for name, posts in roles.items():
        if name == "on_permit":
            roles[name] = {role: [change(each) for each in given] for role, given in posts.items()}
        else:
            roles[name] = [change(each) for each in posts]


def posts_renamed(data: Data) -> None:
    posts_of(data, lambda name: f"own_{name}")


def routes_removed(data: Data) -> None:
    data["routing_rules"]["routes"] = []
    data["routing_rules"]["after_signing"]["pre_start"] = []
    data["routing_rules"]["after_signing"]["during"] = []
    data["routing_rules"]["after_signing"]["close"] = []


def departments_renamed(data: Data) -> None:
    for each in data["plant"]["departments"]:
        each["id"] = f"own_{each['id']}"
    for part in ("areas", "people"):
        for each in data["plant"][part]:
            each["department"] = f"own_{each['department']}"
    for post in data["plant"]["posts"].values():
        post["vacant"] = [each if each == "plant" else f"own_{each}" for each in post.get("vacant", [])]


def crews_renamed(data: Data) -> None:
    shifts = data["plant"]["shifts"]
    shifts["crews"] = [f"own_{each}" for each in shifts["crews"]]
    shifts["offset"] = {f"own_{each}": number for each, number in shifts["offset"].items()}
    for person in data["plant"]["people"]:
        person["shift"] = person["shift"] if person["shift"] == "day" else f"own_{person['shift']}"


def courses_removed(data: Data) -> None:
    data["courses"]["courses"] = []
    data["posts_matrix"]["trades"] = []


def instruments_removed(data: Data) -> None:
    data["sensors"]["instruments"] = []


def gates_removed(data: Data) -> None:
    data["permit_templates"]["common_start_gate"] = []
    every_kind("start_gate_extra", [])(data)


def relations_removed(data: Data) -> None:
    relations = data["permit_templates"]["relations"]
    data["permit_templates"]["relations"] = {**relations, "conflicts": [], "together": [], "vertical": None}


INSIDE = (
    level_renamed,
    every_kind("fields", []),
    every_kind("measures", []),
    every_kind("jsa", []),
    every_kind("attachments", []),
    every_kind("closeout", []),
    gates_removed,
    every_kind("gas_test", {"required": "never"}),
)
# What stands outside the kinds, together with each of these.
OUTSIDE = (
    gas_removed,
    areas_have_other_gases,
    roles_renamed,
    certificates_renamed,
    routes_removed,
    departments_renamed,
    crews_renamed,
    courses_removed,
    instruments_removed,
    relations_removed,
)
CHANGES: dict[str, tuple[Callable[[Data], None], ...]] = {
    "kind removed": (kind_removed,),
    "kind renamed": (kind_renamed,),
    "all in it changed": INSIDE,
}


@pytest.fixture(scope="module")
def beginnings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Beginnings]:
    yield Beginnings(tmp_path_factory.mktemp("lives"))
    database.close()


def changed(now: datetime, monkeypatch: pytest.MonkeyPatch, *changes: Callable[[Data], None]) -> None:
    """A house whose data were changed without being asked what is open, as earlier versions allowed it."""
    data = deepcopy(anhe())
    for change in changes:
        change(data)
    with monkeypatch.context() as unasked:
        unasked.setattr(leaving, "left", lambda *given: ())
        store.write(lambda: keep(data, now))


def shown(life: Life) -> None:
    """Every card is painted as it stands."""
    for ask in life.asks():
        build(ask, "https://house.example", 1, life.now)


def goes_on(life: Life) -> None:
    """Everybody answers what he is asked, to the end. On the way a gas test is bad, somebody is to join, the watch
    changes hands and the work is stopped."""
    bad = False
    for _ in range(40):
        permit = life.fresh
        shown(life)
        if permit.state == "closed":
            assert bad
            return
        tests = [ask for ask in life.asks() if ask.kind == "permit.gas_test"]
        if tests and not bad:
            bad = True
            answer = life.act(tests[0].person, "permit.gas", tests[0], data=life.sampling(value="32"))
            assert answer.tone == "caution", answer.words
            continue
        if permit.state == "working" and not any(stop.handover for stop in permit.work.stops):
            joining(life)
            handing_over(life)
            continue
        waiting = [ask for ask in life.open() if ask.kind not in LEFT]
        at_last = [ask for ask in waiting if ask.kind in ("permit.start", "permit.finish")]
        first = [ask for ask in waiting if ask not in at_last]
        if not first and life.now < permit.starts_at:
            life.wait(20)
        for ask in first or at_last:
            if Ask.get_by_id(ask.id).state in MOVABLE:
                life.answer(ask)
    raise AssertionError((life.fresh.state, [(each.kind, each.person, each.why) for each in life.open()]))


def joining(life: Life) -> None:
    answer = life.act(LEADER, "permit.join", data={"number": life.permit.number, "worker": ["U35"]})
    assert answer.words.startswith(("没有加人：暴雪霁没有", "请暴雪霁签交底了")), answer.words


def handing_over(life: Life) -> None:
    """To somebody whose certificates are those of this kind of work."""
    [watch] = life.open("permit.watch")
    answer = life.act(GUARDIAN, "permit.handover", watch, data={"person": NEXT[life.kind]})
    assert answer.tone == "done", answer.words


# The kinds take turns; each is gone at each place, removed or renamed. `make test` plays a third: each place once, each
# change twice, both kinds with three.
LIVES = [
    (name, place, KINDS[(row + column) % 2])
    for row, name in enumerate(CHANGES)
    for column, place in enumerate(PLACES)
    if everywhere() or (row + column) % 3 == 0
]


@pytest.mark.parametrize(("name", "place", "kind"), LIVES)
def test_a_permit_goes_on_to_its_archive_under_the_rules_it_was_raised_with(
    beginnings: Beginnings, monkeypatch: pytest.MonkeyPatch, log: Log, name: str, place: str, kind: str
) -> None:
    life = beginnings.live(kind, place)
    changed(life.now, monkeypatch, *OUTSIDE, *CHANGES[name])
    goes_on(life)
    assert archive(life.now) == 1
    assert life.fresh.state == "archived"


# what new data may not leave out while a permit needs it, and words of the fault
KEPT: dict[str, tuple[Callable[[Data], None], str, str]] = {
    "kind renamed": (kind_renamed, "permit_templates.yaml", "再删这一类或改编号；只改名称，编号不动"),
    "certificates renamed": (certificates_renamed, "permit_templates.yaml", "没办完的票还要看这种证"),
    "posts renamed": (posts_renamed, "plant.yaml", "隐患要找这个岗位"),
    "areas removed": (lambda data: data["plant"].update(areas=[]), "plant.yaml", "污水处理站（sewage）还有没办完的票"),
    "people removed": (lambda data: data["plant"].update(people=[]), "plant.yaml", "乐正迟（U30）还有没办完的事"),
}


@pytest.mark.parametrize("place", PLACES)
def test_what_an_open_permit_needs_can_not_be_left_out(beginnings: Beginnings, place: str) -> None:
    life, data = beginnings.live("hot_work", place), deepcopy(anhe())
    before = book(life.now).version
    for change, _, _ in KEPT.values():
        change(data)
    with pytest.raises(Faulty) as refused:
        store.write(lambda: keep(data, life.now))
    told = [(fault.file, fault.message) for fault in refused.value.faults]
    for name, (_, file, words) in KEPT.items():
        assert any(file == where and words in message for where, message in told), (name, told)
    assert book(life.now).version == before


def test_what_no_open_permit_needs_can_go(beginnings: Beginnings) -> None:
    life, data = beginnings.live("hot_work", "working"), deepcopy(anhe())
    for each in ("blind_plate", "road_closure"):
        del kinds(data)[each]
    del data["plant"]["posts"]["rigger"]
    data["plant"]["people"] = [each for each in data["plant"]["people"] if "rigger" not in each["posts"]]
    assert store.write(lambda: keep(data, life.now)).new


@pytest.mark.parametrize("place", ["approved", "working"])
def test_a_bad_gas_value_is_kept_even_when_what_follows_from_it_fails(
    beginnings: Beginnings, monkeypatch: pytest.MonkeyPatch, log: Log, place: str
) -> None:
    def fails(*given: Any) -> None:
        raise KeyError("hot_work")

    life = beginnings.live("hot_work", place)
    [*_, ask] = [ask for ask in life.asks() if ask.kind == "permit.gas_test"]
    monkeypatch.setattr(analyst, "ask_for_test", fails)
    monkeypatch.setattr(stopping, "suspend", fails)
    answer = life.act(ANALYST, "permit.gas", ask, data=life.sampling(value="32"))
    assert "记下了" in answer.words and "系统没能" in answer.words
    [*_, test] = GasTest.select().order_by(GasTest.id)
    assert not test.ok
    assert [each.person for each in life.open("alert.acknowledge")] != []
    assert bent() == []
    log.expect("what follows from a bad gas value failed")


def test_a_request_of_a_kind_that_is_gone_is_answered_in_words(
    beginnings: Beginnings, monkeypatch: pytest.MonkeyPatch, log: Log
) -> None:
    life = beginnings.live("hot_work", "approved")
    life.act(LEADER, "动火", kind="word")
    [*_, request] = Ask.select().where(Ask.kind == "permit.request").order_by(Ask.id)
    changed(life.now, monkeypatch, kind_removed)
    gone = "这里现在不办这一类票"
    assert gone in life.act(LEADER, "permit.attach", request, data={"attachment": "plan", "photo": "x"}).words
    assert "没有这类作业票" in life.act(LEADER, "permit.request", request, data=life.form()).words
    again = life.act(LEADER, "permit.again", kind="menu", data={"number": life.permit.number})
    assert gone in again.words
    build(request, "https://house.example", 1, life.now)


def test_every_page_of_a_permit_opens_after_its_kind_is_gone(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    permit = gates.approved(plant)
    changed(plant.now, monkeypatch, kind_renamed)
    plant.set_time(permit.starts_at)
    gates.brief(plant, permit)
    gates.confirm_measures(plant, permit)
    assert gates.test_gas(plant, permit, gates.BAD)["tone"] == "caution"
    assert gates.test_gas(plant, permit)["tone"] == "done"
    gates.check(plant, permit)
    assert gates.start(plant, permit)["tone"] == "done"
    for person, page in ((LEADER, "join"), (LEADER, "permit"), (GUARDIAN, "permit"), (LEADER, "again")):
        try:
            plant.phone(person).open(f"{plant.base}/h5/wecom/{page}/{permit.number}")
        except PageRefused as refused:
            assert page == "again" and "这里现在不办这一类票了" in str(refused)
    [watch] = gates.open_asks(permit, "permit.watch")
    plant.phone(GUARDIAN).open(f"{plant.base}/h5/wecom/handover/{watch.id}")
    plant.settle()
    plant.expect_all(*ON_SITE, *[ask.person for ask in of_subject(permit.subject) if ask.person])


def test_the_form_of_a_kind_that_is_gone_says_so(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    plant.phone(LEADER).say("动火")
    plant.settle()
    plant.expect(LEADER, "动火票申请")
    [request] = Ask.select().where(Ask.kind == "permit.request")
    changed(plant.now, monkeypatch, kind_removed)
    for page in (f"request/{request.id}", "new/hot_work"):
        with pytest.raises(PageRefused, match="这里现在不办这一类票了"):
            plant.phone(LEADER).open(f"{plant.base}/h5/wecom/{page}")
    plant.expect_all(LEADER)
