"""Second looks: managers who come unannounced, the share that goes up and down, a fake that a person confirms, and what
the comparison of photos gives back by itself."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from builders import page_of
from hazard_acts import FINDER, again, asked, cleared, kinds, look, mended, undrawn
from major_acts import ask_of, everybody_expects, look_at
from plant import Plant

from handlers.hazards import life, walking
from handlers.hazards.assigning import category_of
from models import hazard as hazards
from models import hazard_fact as facts
from models import hazard_looks as looks
from models import store
from models.ask import of_subject as asks_of
from models.book import book
from models.counted import counted
from models.hazard import Hazard
from models.hazard_fact import HazardFact
from models.ledger import Entry, of_subject
from models.seals import written
from rules.hazards import drawing
from rules.hazards import walking as rules
from rules.hazards.drawing import Rate, rate_of
from rules.hazards.figures import Period
from workers.evidence.hazards.recorder import ROWS
from workers.scenarios import hand
from workers.scenarios.phone import text_of
from workers.walking import walk


def closed(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> Hazard:
    undrawn(monkeypatch)
    hazard = mended(plant)
    look(plant, hazard, "hazard.check", "请验隐患")
    plant.phone(FINDER).tap(plant.expect(FINDER, "改好了吗"), "改好了，认可")
    plant.settle()
    return again(hazard)


def test_a_manager_finds_that_a_closed_one_is_not_mended(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    hazard = closed(plant, monkeypatch)
    monkeypatch.undo()
    monkeypatch.setattr("rules.hazards.walking.share_of", lambda *given: 0.0)
    assert walk(plant.now) == 0
    [visit] = facts.since(facts.VISIT, plant.now)
    assert not visit.asked and not any(ask.kind == "hazard.visit" for ask in asks_of(hazard.subject))
    for change in ({"looks": FINDER}, {"rate": "1.0"}, {"at": visit.at + timedelta(days=30)}, {"kind": "safety"}):
        assert "抽到的回头看" in told_when(hazard, visit, change)
    plant.advance((visit.at - plant.now) / timedelta(minutes=1) + 1)
    assert walk(plant.now) == 1
    plant.settle()
    manager = asked(hazard, "hazard.visit")
    assert manager == visit.looks and manager not in (hazard.owner, FINDER)
    assert "不打招呼" in text_of(plant.expect(manager, "飞检，不打招呼"))
    assert look_at(plant, hazard, "hazard.visit", ok=False, note="门又掉了")["ok"]
    hazard = again(hazard)
    assert hazard.work.checked[-1].rate == visit.rate == str(category_of(hazard).recheck.mgmt * walking.WEEKS)
    assert (hazard.state, hazard.round, hazard.closed_at) == ("assigned", 2, None)
    assert hazard.until == plant.now + timedelta(hours=24)
    assert facts.since(facts.VISIT, visit.at - timedelta(days=1))[0].ok is False
    for change in ({"ok": True}, {"ok": None}, {"looks": FINDER}):
        assert "回头看" in told_when(hazard, visit, change)
    assert "门又掉了" in text_of(plant.expect(hazard.owner, "门又掉了"))
    everybody_expects(plant)


def told_when(hazard: Hazard, visit: HazardFact, change: dict[str, object]) -> str:
    """What is said of the hazard while its visit's row is bent like this, and nothing otherwise."""
    assert ROWS.wrong(hazard.subject, written(hazard.subject)) == []
    before = HazardFact.get_by_id(visit.id)
    HazardFact.update(**change).where(HazardFact.id == visit.id).execute()
    said = "\n".join(ROWS.wrong(hazard.subject, written(hazard.subject)))
    HazardFact.update(**{name: getattr(before, name) for name in change}).where(HazardFact.id == visit.id).execute()
    return said


def test_the_weeks_draw_can_be_made_again_from_the_chain(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    closed(plant, monkeypatch)
    monkeypatch.undo()
    monkeypatch.setattr("rules.hazards.walking.WEEK", rules.LATELY)
    store.write(lambda: walking.walk(plant.now))
    [entry] = Entry.select().where(Entry.kind == walking.DRAWN)
    data = json.loads(entry.canonical)["data"]
    pool = [rules.Closed(p["number"], p["round"], float(p["rate"]), tuple(p["able"])) for p in data["pool"]]
    local = plant.now.astimezone(book(plant.now).plant.zone)
    drawn = rules.draw(pool, data["seed"], data["most"], local)
    assert [(each.number, each.to) for each in drawn] == [(each["number"], each["visits"]) for each in data["drawn"]]
    assert (
        store.write(lambda: walking.walk(plant.now)) == 0
        and Entry.select().where(Entry.kind == walking.DRAWN).count() == 1
    )
    everybody_expects(plant)


def test_a_second_look_is_drawn_anew_from_the_chain_and_weighs_by_its_chance(
    plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    hazard = mended(plant)
    # The department has had its look of the month, so this one is left to the draw.
    other = cleared("U20", plant.now - timedelta(hours=1), 1)
    Hazard.update(area=hazard.area).where(Hazard.id == other.id).execute()
    store.write(lambda: life.tell_trail(hazards.locked(other.subject_id), "hazard.sampled", plant.now))
    rate = category_of(hazard).recheck.safety
    seed = next(f"{at:032x}" for at in range(1000) if drawing.share_of(f"{at:032x}", hazard.number, 1) < rate)
    monkeypatch.setattr("secrets.token_hex", lambda length: seed)
    look(plant, hazard, "hazard.check", "请验隐患")
    *before, last = [
        json.loads(each.canonical) for each in of_subject(hazard.subject) if each.kind.startswith("hazard.")
    ]
    assert last["kind"] == "hazard.sampled" and not any("seed" in each["data"] for each in before)
    told = last["data"]
    again_ = drawing.draw(told["number"], told["round"], drawing.Facts(), Rate(float(told["rate"])), told["seed"])
    assert (again_.taken, f"{again_.share:.6f}", again_.reasons) == (told["taken"], told["share"], (told["why"],))
    look(plant, hazard, "hazard.recheck", "请复查隐患", ok=False, note="门关不上")
    month = Period(plant.now - timedelta(days=1), plant.now + timedelta(days=1))
    one = next(each for each in counted(month, book(plant.now)) if each.number == hazard.number)
    assert [(each.ok, each.rate) for each in one.looks] == [(False, rate)]
    everybody_expects(plant)


def test_07_nothing_of_a_hazard_tells_whether_it_will_be_drawn() -> None:
    """Of one number each seed draws as often as the rate says, and so does one seed of all numbers."""
    taken = [
        [drawing.draw(f"YH-{number}", 1, drawing.Facts(), Rate(0.3), f"{seed:032x}").taken for number in range(60)]
        for seed in range(60)
    ]
    for shares in (map(sum, taken), map(sum, zip(*taken, strict=True))):
        assert all(3 <= hits <= 34 for hits in shares)
    assert 0.27 < sum(map(sum, taken)) / 3600 < 0.33


def test_each_manager_is_drawn_so_often_a_week_at_most(plant: Plant) -> None:
    pool = [rules.Closed(f"YH-{number}", 1, 1.0, ("A", "B")) for number in range(20)]
    visits = rules.draw(pool, "seed", 3, plant.now)
    assert sorted(each.to for each in visits) == ["A"] * 3 + ["B"] * 3
    assert all(8 <= each.at.hour < 17 and each.at.isoweekday() <= 5 and each.at > plant.now for each in visits)


def test_the_share_goes_up_with_what_fails_and_down_with_what_holds() -> None:
    assert rate_of(0.3, [[True] * 8 + [False]]) == Rate(0.6, "上月 11% 没改好，加倍")
    assert rate_of(0.7, [[False]]).share == 1.0
    calm = [[True] * 5] * 3
    assert rate_of(0.3, calm) == Rate(pytest.approx(0.24), "三个月都改得好，调低")
    assert rate_of(0.11, calm).share == 0.1 and rate_of(0.05, calm).share == 0.05
    assert rate_of(0.3, [[True] * 5, [True] * 4, [True] * 5]) == Rate(0.3) == rate_of(0.3, [])


def test_a_person_confirms_a_fake_and_the_owner_is_looked_at_for_a_month(plant: Plant) -> None:
    hazard = mended(plant)
    ask = ask_of(hazard, "hazard.check")
    page = page_of(plant, ask.person, f"recheck/{ask.id}")
    assert "凭什么" in page.act("hazard.fake", {})["words"]
    assert page.act("hazard.fake", {}, text="照片是上个月的，门还是坏的", attempt=2)["ok"]
    plant.settle()
    hazard = again(hazard)
    assert (hazard.state, hazard.round) == ("assigned", 2) and "hazard.fake" in kinds(hazard)
    assert "当面找安全部门" in text_of(plant.expect(hazard.owner, "请整改"))
    assert looks.faked(hazard.owner, plant.now - timedelta(hours=1))
    assert not looks.faked(ask.person, plant.now - timedelta(hours=1))
    fix = ask_of(hazard, "hazard.fix")
    page = page_of(plant, fix.person, f"fix/{fix.id}")
    assert page.act("hazard.mend", {"photos": [page.bring(hand.shot("after2"))]}, text="这次真换了门")["ok"]
    plant.settle()
    assert look_at(plant, hazard, "hazard.check")["ok"]
    assert again(hazard).state == "sampled" and "近期都要查" in str(again(hazard).work.sampled["why"])
    everybody_expects(plant)
