"""A major hazard: a named officer says so, its use is stopped first, the plan has five items, every level looks."""

from __future__ import annotations

import io
import json
from pathlib import Path
from zipfile import ZipFile

from builders import open_card, page_of
from hazard_acts import FINDER, again, another_shot, asked, decide, extend, kinds, owned, report
from major_acts import (
    approve_all,
    ask_of,
    everybody_expects,
    hinted,
    look_at,
    mend_major,
    sorted_as_major,
    write_plan,
)
from plant import Plant
from pypdf import PdfReader

from models import hazard as hazards
from models import hazard_search
from models.ask import of_subject as asks_of
from models.hazard import Hazard
from models.hazard_search import OPEN, Sought
from workers.archive import archive
from workers.evidence.export import export_matter
from workers.evidence.verify import verify
from workers.scenarios import hand
from workers.scenarios.phone import text_of


def test_13_a_major_hazard_from_its_words_through_its_plan_to_the_directors_decision(plant: Plant) -> None:
    hazard = hinted(plant)
    assert (hazard.state, hazard.owner, hazard.report.hinted) == ("triage", "", True)
    officer = asked(hazard, "hazard.sort")
    assert " 前" in text_of(plant.expect(officer, "请定级"))
    page = page_of(plant, officer, f"sort/{ask_of(hazard, 'hazard.sort').id}")
    lacking = page.act(
        "hazard.sort", {"category": "LEAK", "area": "tank", "grade": "major", "use": "go_on", "safe": ""}
    )
    assert not lacking["ok"] and "停不停用" in lacking["words"]

    hazard = sorted_as_major(plant, hazard)
    assert (hazard.state, hazard.grade) == ("planning", "major") and hazard.work.major.stopped.stopped
    told = hazard.work.major.stopped.to
    assert len(told) > 1 and "停用撤人" in text_of(plant.expect(told[-1], "停用撤人"))
    assert not any(ask.kind == "hazard.fix" for ask in asks_of(hazard.subject))

    # Without the money it can't start.
    lacking = write_plan(plant, hazard, money="")
    assert not lacking["ok"] and "还缺资金" in str(lacking["words"])
    assert write_plan(plant, hazard)["ok"]
    approvers = approve_all(plant, hazard)
    assert len(approvers) == len(set(approvers)) >= 3 and hazard.owner not in approvers
    hazard = again(hazard)
    assert hazard.state == "accepted" and hazard.until == hazard.work.major.plan.until

    mend_major(plant, hazard)
    looked = [asked(hazard, "hazard.check")]
    assert look_at(plant, hazard, "hazard.check")["ok"]
    for state, kind in (("sampled", "recheck"), ("walking", "walk"), ("evaluating", "evaluate")):
        assert again(hazard).state == state
        looked.append(asked(hazard, f"hazard.{kind}"))
        assert look_at(plant, hazard, f"hazard.{kind}")["ok"]
    assert len(set(looked)) == 4 and hazard.owner not in looked
    assert look_at(plant, hazard, "hazard.confirm", note="")["ok"]
    assert again(hazard).state == "deciding" and asked(hazard, "hazard.decide") == "U01"
    lacking = look_at(plant, hazard, "hazard.decide", note="")
    assert not lacking["ok"] and "写一句决定" in str(lacking["words"])
    assert look_at(plant, hazard, "hazard.decide", note="同意销号")["ok"]
    assert again(hazard).state == "closed_out"
    assert "恢复使用" in text_of(plant.expect(told[-1], "恢复使用"))
    assert [kind for kind in kinds(hazard) if kind.endswith(("stopped", "planned", "may_begin", "in_use_again"))] == [
        "hazard.stopped",
        "hazard.planned",
        "hazard.may_begin",
        "hazard.in_use_again",
    ]
    everybody_expects(plant)


def test_only_the_head_of_safety_makes_it_general_again_and_an_officer_may_make_one_major(plant: Plant) -> None:
    hazard = owned(plant)
    page = page_of(plant, hazard.owner, f"hazard/{hazard.number}")
    assert (
        "安全部门的人定"
        in page.act("hazard.grade", {"number": hazard.number, "to": "major", "basis": "第 5 条"})["words"]
    )
    page = page_of(plant, "U05", f"hazard/{hazard.number}")
    assert "停不停用" in page.act("hazard.grade", {"number": hazard.number, "to": "major", "basis": "第 5 条"})["words"]
    given = {"number": hazard.number, "to": "major", "basis": "第 5 条", "safe": "没有人去那里"}
    assert page.act("hazard.grade", given, attempt=2)["ok"]
    plant.settle()
    hazard = again(hazard)
    assert (hazard.grade, hazard.state) == ("major", "planning") and not hazard.work.major.stopped.stopped
    plant.expect(hazard.owner, "请写整改方案")
    lower = {"number": hazard.number, "to": "general", "basis": "量小，够不上第 5 条"}
    assert (
        "只有安全部门负责人能定" in page_of(plant, "U05", f"hazard/{hazard.number}").act("hazard.grade", lower)["words"]
    )
    head = page_of(plant, "U04", f"hazard/{hazard.number}")
    assert "为什么" in head.act("hazard.grade", {**lower, "basis": ""})["words"]
    assert head.act("hazard.grade", lower, attempt=2)["ok"]
    plant.settle()
    hazard = again(hazard)
    assert (hazard.grade, hazard.state) == ("general", "assigned")
    assert [each.grade for each in hazard.work.major.graded] == ["major", "general"]
    everybody_expects(plant)


def test_a_plan_that_goes_back_is_written_again_and_approved_anew(plant: Plant) -> None:
    hazard = sorted_as_major(plant, hinted(plant))
    assert write_plan(plant, hazard)["ok"]
    first = ask_of(hazard, "hazard.approve")
    page = page_of(plant, first.person, f"approve/{first.id}")
    assert "写一句" in page.act("hazard.turn_back", {})["words"]
    assert page.act("hazard.turn_back", {}, text="没写怎么倒空", attempt=2)["ok"]
    plant.settle()
    assert "没写怎么倒空" in text_of(plant.expect(hazard.owner, "没写怎么倒空"))
    assert not any(ask.kind == "hazard.approve" and ask.state == "open" for ask in asks_of(hazard.subject))
    assert write_plan(plant, hazard, measures="先接临时管倒空，再换阀")["ok"]
    approve_all(plant, hazard)
    assert again(hazard).work.major.plan.measures.startswith("先接临时管")
    everybody_expects(plant)


def test_a_late_major_one_is_asked_about_each_shift_and_called_up(plant: Plant) -> None:
    hazard = sorted_as_major(plant, hinted(plant))
    plant.advance(hours_of(hazard) * 60 + 1)
    assert again(hazard).late
    assert "整改方案" in text_of(plant.expect("U01", "【红色预警】"))
    first = ask_of(hazard, "hazard.interim")
    plant.phone(first.person).tap(plant.expect(first.person, "临时措施还有效吗"), "去看过，还有效")
    plant.settle()
    plant.advance(13 * 60)
    second = ask_of(hazard, "hazard.interim")
    assert second.id != first.id
    plant.phone(second.person).tap(plant.expect(second.person, "临时措施还有效吗"), "失效了")
    plant.settle()
    assert any(ask.kind == "alert.acknowledge" for ask in asks_of(hazard.subject))
    assert "hazard.interim_confirmed" in kinds(hazard)
    everybody_expects(plant)


def test_who_said_that_the_measures_hold_may_say_that_they_do_not(plant: Plant) -> None:
    hazard = sorted_as_major(plant, hinted(plant))
    plant.advance(hours_of(hazard) * 60 + 1)
    ask = ask_of(hazard, "hazard.interim")
    card = plant.expect(ask.person, "临时措施还有效吗")
    before = sum(each.kind == "alert.acknowledge" for each in asks_of(hazard.subject))
    plant.phone(ask.person).tap(card, "去看过，还有效")
    plant.phone(ask.person).tap(card, "失效了")
    plant.settle()
    assert sum(each.kind == "alert.acknowledge" for each in asks_of(hazard.subject)) > before
    everybody_expects(plant)


def test_the_safety_office_says_who_was_told(plant: Plant) -> None:
    hazard = sorted_as_major(plant, hinted(plant))
    ask = ask_of(hazard, "hazard.register")
    page = page_of(plant, ask.person, f"register/{ask.id}")
    on = f"{plant.now:%Y-%m-%dT%H:%M}"
    assert "回执" in page.act("hazard.authority", {"to": "区应急管理局", "on": on, "photos": []})["words"]
    receipt = page.bring(hand.shot("receipt"))
    told = {"to": "区应急管理局", "on": on, "listed": "督 12", "photos": [receipt]}
    assert page.act("hazard.authority", told, attempt=2)["ok"]
    assert page.act("hazard.assembly", {"to": "职代会", "on": on}, attempt=3)["ok"]
    plant.settle()
    major = again(hazard).work.major
    assert major.authority.listed == "督 12" and len(major.authority.receipt) == 1 and major.assembly.to == "职代会"
    everybody_expects(plant)


def test_one_that_was_put_off_twice_needs_a_plan(plant: Plant) -> None:
    hazard = owned(plant)
    for _ in range(2):
        assert extend(plant, hazard, 1)["ok"]
        decide(plant, hazard)
    assert extend(plant, hazard, 1)["ok"]
    assert again(hazard).state == "planning"
    assert write_plan(plant, hazard)["ok"]
    approve_all(plant, hazard)
    assert (again(hazard).state, again(hazard).grade) == ("accepted", "general")
    everybody_expects(plant)


def hours_of(hazard: Hazard) -> float:
    return (hazard.until - hazard.received_at).total_seconds() / 3600


def test_what_sounds_major_looks_so_until_it_is_decided_and_stays_urgent(plant: Plant) -> None:
    hazard, word = hinted(plant), "待定级（像重大）"
    ordinary = report(plant, shot=another_shot(), position=plant.phone(FINDER).position())
    assert ordinary.id > hazard.id and hazards.stands(hazard) == (word, "stop")
    assert [each.id for each in hazard_search.page(Sought(), 1, 1)] == [hazard.id]
    assert [each.id for each in hazard_search.page(Sought(), 2, 1)] == [ordinary.id]
    assert [each.id for each in hazard_search.open_ones(0, 2)] == [hazard.id, ordinary.id]
    assert [each.id for each in hazard_search.open_ones(1, 1)] == [ordinary.id]
    assert [hazard_search.count(Sought(state=OPEN, grade=each)) for each in ("undecided", "major", "general")] == [
        1,
        0,
        1,
    ]
    first = asked(hazard, "hazard.sort")
    # One word for what is asked, on the card, its button, the page and in the reminder.
    open_card(plant, first, plant.expect(first, "请定级"), "去定级")
    plant.advance(6)
    plant.expect(first, "还等你定级")
    plant.advance(10)
    second = asked(hazard, "hazard.sort")
    assert second != first and all(ask.urgent for ask in asks_of(hazard.subject) if ask.kind == "hazard.sort")
    # Decided, it is like any other.
    plant.expect(second, "请定级")
    sorted_as_major(plant, hazard)
    assert hazards.stands(again(hazard)) == ("等整改方案", "caution")
    everybody_expects(plant)


def test_the_sealed_record_calls_what_sounds_major_undecided_until_it_is_decided(plant: Plant, tmp_path: Path) -> None:
    hazard = hinted(plant)
    record, codes = told_of(plant, hazard, tmp_path / "before.zip")
    assert "待定级（像重大）" in record and "dangerLevel" not in codes
    hazard = sorted_as_major(plant, hazard)
    record, codes = told_of(plant, hazard, tmp_path / "after.zip")
    assert "待定级" not in record and codes["dangerLevel"] == 1
    everybody_expects(plant)


def test_what_sounded_major_and_was_none_was_never_graded(plant: Plant, tmp_path: Path) -> None:
    hazard = hinted(plant)
    page = page_of(plant, asked(hazard, "hazard.sort"), f"sort/{ask_of(hazard, 'hazard.sort').id}")
    assert page.act("hazard.reject", {}, text="是冲洗水")["tone"] == "done"
    plant.settle()
    assert hazards.graded(again(hazard)) == "没有定级（像重大）"
    assert "没有定级（像重大）" in told_of(plant, hazard, tmp_path / "none.zip")[0]
    everybody_expects(plant)


def told_of(plant: Plant, hazard: Hazard, package: Path) -> tuple[str, dict[str, object]]:
    """The facts on the printed record in a package that verifies, and the regulator's codes."""
    archive(plant.now)
    export_matter(hazard.subject, package, plant.base, plant.now)
    assert verify(package)[0]
    with ZipFile(package) as packed:
        [paper] = [each for each in packed.namelist() if each.endswith(".pdf")]
        [codes] = [each for each in packed.namelist() if each.endswith(".codes.json")]
        words = PdfReader(io.BytesIO(packed.read(paper))).pages[0].extract_text()
        return words.partition("经过")[0], json.loads(packed.read(codes))
