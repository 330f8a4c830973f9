"""A hazard from a sentence or a picture to its closure, through cards and pages."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from zipfile import ZipFile

import pytest
from builders import open_card, page_of
from doors import doors
from hazard_acts import (
    FINDER,
    again,
    another_shot,
    asked,
    form,
    kinds,
    look,
    mend,
    mended,
    newest,
    owned,
    report,
    undrawn,
)
from plant import Log, Plant, running_plant
from pypdf import PdfReader
from worlds import Here

from config.loader import raw
from config.root import ROOT
from handlers import people
from handlers.hazards import assigning
from models import hazard as hazards
from models import meter, plant_time, store
from models.ask import Ask
from models.ask import of_subject as of
from models.book import book
from models.hazard import Hazard
from models.ledger import of_subject
from workers.archive import archive
from workers.comparing import compare
from workers.evidence.export import export_matter
from workers.evidence.verify import verify
from workers.scenarios.phone import PageRefused, text_of
from workers.watchman import look as look_for_trouble


def test_a_report_is_owned_at_once_mended_checked_and_closed(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    undrawn(monkeypatch)
    hazard = mended(plant)
    assert (hazard.category, hazard.area, hazard.state) == ("ELEC", "sewage", "submitted")
    assert hazard.until - hazard.received_at == timedelta(hours=48)
    checker = asked(hazard, "hazard.check")
    assert checker not in (hazard.owner, hazard.finder)
    assert look(plant, hazard, "hazard.check", "请验隐患", note="看过，门关得严")["ok"]
    assert again(hazard).state == "confirming"
    phone = plant.phone(FINDER)
    phone.tap(plant.expect(FINDER, "改好了吗"), "改好了，认可")
    plant.settle()
    assert again(hazard).state == "closed_out"
    assert kinds(hazard) == [
        "hazard.reported",
        "hazard.assigned",
        "hazard.accepted",
        "hazard.mended",
        "hazard.checked",
        "hazard.to_confirm",
        "hazard.checked",
        "hazard.closed_out",
    ]
    assert "销号" in text_of(plant.expect(FINDER, "销号"))
    plant.expect_all(hazard.supervisor)


def test_what_a_check_finds_not_mended_goes_back_for_half_the_time(plant: Plant) -> None:
    hazard = mended(plant)
    answer = look(plant, hazard, "hazard.check", "请验隐患", ok=False, note="箱门还关不上")
    assert answer["ok"], answer
    hazard = again(hazard)
    assert (hazard.state, hazard.round) == ("assigned", 2)
    assert hazard.until == plant.now + timedelta(hours=24)
    card = plant.expect(hazard.owner, "箱门还关不上")
    assert "请整改" in text_of(card)


def test_nobody_looks_at_what_he_mended(plant: Plant) -> None:
    hazard = mended(plant)
    assert asked(hazard, "hazard.check") != hazard.owner
    plant.expect_all(asked(hazard, "hazard.check"))


def test_the_red_alert_goes_to_owner_and_supervisor_together_a_day_before(plant: Plant) -> None:
    hazard = owned(plant)
    plant.advance(24 * 60 - 1)
    assert "hazard.red" not in kinds(hazard)
    plant.expect_all(hazard.owner, hazard.supervisor)
    plant.advance(2)
    for person in (hazard.owner, hazard.supervisor):
        assert "只剩 24 小时" in text_of(plant.expect(person, "【红色预警】"))


def test_overdue_is_told_up_the_ladder_and_stands_in_red(plant: Plant) -> None:
    hazard = owned(plant)
    plant.advance(48 * 60 + 1)
    hazard = again(hazard)
    assert hazard.late and hazards.stands(hazard) == ("等接单，超期", "stop")
    red = [json.loads(entry.canonical) for entry in of_subject(hazard.subject) if entry.kind == "hazard.overdue"]
    told = {person for entry in red for person in entry["data"]["to"]}
    assert {hazard.owner, hazard.supervisor, FINDER} <= told and len(told) >= 4
    plant.expect_all(*told)


def test_words_that_say_nothing_go_to_somebody_who_sorts_them(plant: Plant) -> None:
    page = form(plant)
    assert page.act("hazard.report", {"photos": []}, text="这里不太对劲，来看看")["ok"]
    plant.settle()
    hazard = newest()
    assert hazard.state == "triage"
    person = asked(hazard, "hazard.sort")
    sort = open_card(plant, person, plant.expect(person, "请分派隐患"), "去分派")
    assert "选类别" in sort.act("hazard.sort", {"grade": "general"})["words"]
    assert sort.act("hazard.sort", {"category": "5S", "area": "util", "grade": "general"}, attempt=2)["ok"]
    plant.settle()
    hazard = again(hazard)
    assert (hazard.state, hazard.area) == ("assigned", "util")
    plant.expect_all(FINDER, hazard.owner, hazard.supervisor)


def test_two_categories_that_are_too_close_are_one_tap_each(plant: Plant) -> None:
    page = form(plant)
    assert page.act("hazard.report", {"photos": [], "area": "sewage"}, text="手套有洞，酸会渗进来")["ok"]
    plant.settle()
    hazard = newest()
    assert (hazard.state, hazard.category) == ("triage", "")
    person = asked(hazard, "hazard.sort")
    first, second = hazards.leads(hazard).values()
    card = plant.expect(person, "请分派隐患")
    assert all(each in str(card) for each in (first.name, second.name, "去分派"))
    plant.phone(person).tap(card, first.name)
    plant.settle()
    hazard = again(hazard)
    assert (hazard.state, hazard.category, hazard.grade, first.id) == ("assigned", "PPE", "general", "PPE")
    assert "hazard.sorted" in [entry.kind for entry in of_subject(hazard.subject)]
    plant.expect_all(FINDER, person, hazard.owner, hazard.supervisor)


def test_06_whoever_mends_it_can_not_be_the_crew_that_looks(plant: Plant) -> None:
    hazard = mended(plant)
    [check] = [ask for ask in of(hazard.subject) if ask.kind == "hazard.check"]
    assert check.person != hazard.owner
    with pytest.raises(PageRefused):
        page_of(plant, hazard.owner, f"recheck/{check.id}")
    answer = page_of(plant, hazard.owner, f"hazard/{hazard.number}").act("hazard.look", {"ok": True, "photos": []})
    assert not answer["ok"] and again(hazard).state == "submitted"
    plant.expect_all(FINDER, hazard.owner, hazard.supervisor, check.person)


def test_an_empty_report_is_no_report(plant: Plant) -> None:
    answer = form(plant).act("hazard.report", {"photos": []}, text="。")
    assert not answer["ok"] and "至少要有一样" in answer["words"]
    assert not Hazard.select().exists()


def test_a_sentence_in_the_chat_is_a_report(plant: Plant) -> None:
    plant.phone(FINDER).say("隐患：锅炉房灭火器压力不够，指针在红区")
    plant.settle()
    hazard = newest()
    assert (hazard.category, hazard.area) == ("FIRE", "boiler")
    assert hazard.number in text_of(plant.expect(FINDER, "记下了"))
    plant.expect_all(FINDER, hazard.owner, hazard.supervisor)


def test_the_finder_sets_right_once_where_it_was_put_and_says_how_it_is_told_that_it_is_mended(plant: Plant) -> None:
    plant.phone(FINDER).say("隐患：锅炉房灭火器压力不够，指针在红区")
    plant.settle()
    first = newest()
    assert first.category == "FIRE" and "点开改" in text_of(plant.expect(FINDER, "点开改"))
    plant.expect_all(first.owner, first.supervisor)
    page = page_of(plant, FINDER, f"hazard/{first.number}")
    given = {"number": first.number, "category": "ELEC", "area": "sewage", "well": "门关得严，线都包好"}
    assert "只有报的人" in page_of(plant, first.owner, f"hazard/{first.number}").act("hazard.correct", given)["words"]
    unmoved = {**given, "category": "", "area": "", "well": "门关得严"}
    assert page.act("hazard.correct", unmoved, attempt=3)["ok"], "words alone do not spend the one correction"
    assert page.act("hazard.correct", given)["ok"]
    plant.settle()
    hazard = again(first)
    assert (hazard.category, hazard.area, hazard.state) == ("ELEC", "sewage", "assigned")
    assert hazard.owner != first.owner and hazard.until - hazard.received_at == timedelta(hours=48)
    assert {"hazard.corrected", "hazard.well"} <= set(kinds(hazard))
    card = plant.expect(hazard.owner, "请整改")
    assert "怎样算改好：门关得严" in text_of(card)
    told = page.act("hazard.correct", {**given, "category": "FIRE"}, attempt=2)["words"]
    assert f"你 {plant.now:%H:%M} 已经改过，那次算数：" in told and f"现在归{plant.person(hazard.owner).name}改" in told
    assert mend(plant, hazard, card)["ok"]
    checker = asked(hazard, "hazard.check")
    assert "怎样算改好：门关得严" in text_of(plant.expect(checker, "请验隐患"))
    assert "门关得严，线都包好" in page_of(plant, checker, f"hazard/{first.number}").html
    plant.expect_all(FINDER, first.owner, first.supervisor, hazard.owner, hazard.supervisor, checker)


def test_closed_hazards_are_archived(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rules.hazards.drawing.share_of", lambda *given: 0.0)
    hazard = mended(plant)
    look(plant, hazard, "hazard.check", "请验隐患")
    assert again(hazard).state == "sampled"
    office = asked(hazard, "hazard.recheck")
    assert office not in (hazard.owner, FINDER)
    look(plant, hazard, "hazard.recheck", "请复查隐患")
    look(plant, hazard, "hazard.confirm", "改好了吗")
    plant.expect_all(FINDER, hazard.owner, hazard.supervisor)
    assert again(hazard).state == "closed_out"
    assert archive(plant.now + timedelta(days=1)) == 1
    assert again(hazard).state == "archived"


def test_a_closed_hazard_leaves_a_package_that_verifies(plant: Plant, tmp_path: Path) -> None:
    hazard = mended(plant)
    look(plant, hazard, "hazard.check", "请验隐患", ok=False, note="门还关不上")
    plant.expect_all(hazard.owner, hazard.supervisor, FINDER, asked(hazard, "hazard.fix"))
    export_matter(hazard.subject, tmp_path / "a.zip", plant.base, plant.now)
    with ZipFile(tmp_path / "a.zip") as package:
        [paper] = [name for name in package.namelist() if name.endswith(".pdf")]
        pages = PdfReader(io.BytesIO(package.read(paper))).pages
        (tmp_path / "a.pdf").write_bytes(package.read(paper))
    words = "".join(page.extract_text() for page in pages)
    for told in (hazard.number, "配电箱门坏了", "门换了，电缆穿了管", "没改好：门还关不上", "电气"):
        assert told in words, told
    sound, said = verify(tmp_path / "a.zip")
    assert sound, said


@pytest.fixture
def lizhou(simulator: Here, redis_url: str, usual_store: str, log: Log) -> Iterator[Plant]:
    """The second plant, with its own posts and categories."""
    with running_plant(
        simulator, usual_store, redis_url, doors().home, data=raw(ROOT / "config" / "plants" / "lizhou")
    ) as running:
        yield running
        assert not running.unexpected()


def test_it_is_the_same_in_a_plant_with_other_posts(lizhou: Plant) -> None:
    plant = book(lizhou.now).plant
    area = plant.areas[0]
    finder = next(each.id for each in plant.people if each.department == area.department and each.shift == "day")
    hazard = report(lizhou, finder, f"{area.name}的灭火器过期了，压力在红区")
    assert hazard.category == "YL-XF" and hazard.area == area.id and hazard.state == "assigned"
    other = next(each.id for each in plant.people if each.shift == "day" and each.id not in (finder, hazard.owner))
    second = report(lizhou, other, f"{area.name}的灭火器过期了，压力在红区", shot=another_shot())
    officer = asked(second, "hazard.same")
    assert officer in assigning.officers(lizhou.now) - {other, hazard.owner}
    lizhou.phone(officer).tap(lizhou.expect(officer, hazard.number), "是同一处，并过去")
    lizhou.settle()
    assert again(second).work.into == hazard.number
    lizhou.advance(23 * 60)
    assert again(hazard).state == "assigned" and "hazard.red" in kinds(hazard)
    here = lizhou.phone(finder).position()
    alone(lizhou, hazard)
    third = report(lizhou, finder, "配电箱门坏了，电缆露在外面", position=here)
    fourth = report(lizhou, other, "电线皮破了，会触电", position=here, shot=another_shot())
    assert third.category == fourth.category != hazard.category
    assert third.number in text_of(lizhou.expect(other, "是不是同一处"))
    lizhou.expect_all(*(person.id for person in plant.people))


def alone(plant: Plant, hazard: Hazard) -> None:
    """The last one who could own it leaves: the watchman sees it, and no more once somebody is back."""
    owner, real = plant.person(again(hazard).owner), plant_time.real_now()

    def unowned() -> list[str]:
        seen = look_for_trouble(plant.house, plant.now, real)
        return [each.words for each in seen if each.topic == "matters/unowned"]

    assert unowned() == []
    others = [each for each in book(plant.now).plant.people if each.id != owner.id]
    store.write(lambda: [meter.lost(each.platform, each.account, each.id, "已离开", plant.now) for each in others])
    store.write(lambda: people.gone(owner, "平台核实：已离开企业", plant.now))
    assert hazard.number in unowned()[0]
    for each in (owner, *others):
        store.write(partial(meter.found, each.platform, each.account))
    plant.settle()
    assert unowned() == []


def test_what_an_owner_who_left_had_to_mend_somebody_else_has_at_once(plant: Plant) -> None:
    hazard = owned(plant)
    left = plant.person(hazard.owner)
    store.write(lambda: people.gone(left, "平台核实：已离开企业", plant.now))
    plant.settle()
    hazard = again(hazard)
    assert hazard.owner != left.id and hazard.state == "assigned"
    assert "请整改" in text_of(plant.expect(hazard.owner, "请整改"))
    alone(plant, hazard)
    plant.expect_all(left.id, hazard.supervisor, FINDER, *(each.id for each in book(plant.now).plant.people))


def test_02_two_reports_of_the_same_become_one_with_a_tap_and_can_be_parted(plant: Plant) -> None:
    first = owned(plant)
    plant.advance(20)
    words, here = "配电箱的门关不上，里面电线都露着", plant.phone("U35").position()
    second = report(plant, "U35", words, position=here, shot=another_shot())
    assert second.state == "triage" and not second.owner
    card = plant.expect("U35", "是不是同一处")
    assert first.number in text_of(card)
    plant.phone("U35").tap(card, "是同一处，并过去")
    plant.settle()
    assert (again(second).state, again(second).work.into) == ("merged", first.number)
    plant.expect_all("U35")
    assert archive(plant.now + timedelta(days=1)) == 0, "it can be parted as long as the other is not over"
    page = page_of(plant, "U35", f"hazard/{second.number}")
    assert f"和 {first.number} 是同一处" in page.html and "分开另办" in page.html
    assert page.act("hazard.part", {"number": second.number})["ok"]
    plant.settle()
    assert again(second).state == "assigned"
    plant.expect_all("U35", again(second).owner, again(second).supervisor)


def chained(plant: Plant) -> tuple[Hazard, Hazard, Hazard]:
    """Three reports: the third was joined to the second, that to the first."""
    first = owned(plant)
    second = report(plant, "U35", position=plant.phone("U35").position())
    words = "配电箱的门关不上，里面电线都露着"
    third = report(plant, "U33", words, position=plant.phone("U33").position(), shot=another_shot())
    ask = next(each for each in of(third.subject) if each.kind == "hazard.same")
    store.write(lambda: Ask.update(data={"number": second.number}).where(Ask.id == ask.id).execute())
    for person in ("U33", "U35"):
        plant.phone(person).tap(plant.expect(person, "是不是同一处"), "是同一处，并过去")
        plant.settle()
    return first, second, third


def test_what_was_joined_to_one_that_was_joined_itself_can_still_be_parted(plant: Plant) -> None:
    first, second, third = chained(plant)
    assert archive(plant.now + timedelta(days=1)) == 0, "the first one goes on"
    page = page_of(plant, "U33", f"hazard/{third.number}")
    assert "分开另办" in page.html and page.act("hazard.part", {"number": third.number})["ok"]
    plant.settle()
    assert [again(each).state for each in (first, second, third)] == ["assigned", "merged", "assigned"]
    plant.expect_all(*(each.id for each in book(plant.now).plant.people))


def test_whoever_reported_the_same_hears_that_it_is_mended_over_two_others_too(
    plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    undrawn(monkeypatch)
    first, second, third = chained(plant)
    assert [again(each).work.into for each in (third, second)] == [second.number, first.number]
    assert f"也报了这一处（{second.number}）" in page_of(plant, FINDER, f"hazard/{first.number}").html
    phone = plant.phone(first.owner)
    phone.tap(phone.card(lambda title: "请整改" in title), "接单")
    plant.settle()
    assert mend(plant, first, phone.card(lambda title: "整改中" in title))["ok"]
    look(plant, first, "hazard.check", "请验隐患")
    plant.phone(FINDER).tap(plant.expect(FINDER, "改好了吗"), "改好了，认可")
    plant.settle()
    for person, mine in (("U33", third), ("U35", second)):
        told = text_of(plant.expect(person, "并进了"))
        assert f"你报的 {mine.number} 并进了 {first.number}：改好了" in told
    plant.expect_all(*(each.id for each in book(plant.now).plant.people))
    # The archive tells nobody anything, also those whose card is on WeCom (U33).
    assert archive(plant.now + timedelta(days=1)) == 3
    plant.settle()
    # Its photos had not had their turn yet.
    assert compare(plant.now) == 1 and kinds(first)[-2:] == ["hazard.archived", "hazard.compared"]
    assert again(first).state == "archived"
    plant.settle()


def test_who_reported_it_hears_whose_it_is_and_its_end_once(plant: Plant) -> None:
    """WeCom repaints a card once only: what was promised at the report comes all the same, the archive does not."""
    finder = next(each.id for each in book(plant.now).plant.people if each.platform == "wecom" and each.id == "U24")
    hazard = report(plant, finder, "这里不太对劲，来看看", position=plant.phone(finder).position())
    [ask] = [each for each in of(hazard.subject) if each.kind == "hazard.sort"]
    page = page_of(plant, ask.person, f"sort/{ask.id}")
    given = {"category": "5S", "area": "sewage", "grade": "general"}
    assert page.act("hazard.sort", given)["ok"]
    plant.settle()
    hazard = again(hazard)
    card = text_of(plant.expect(finder, "点开改"))
    assert plant.person(hazard.owner).name in card and "改好" in card and "能改一次" in card
    told = page.act("hazard.sort", {**given, "category": "FIRE"}, attempt=2)["words"]
    assert "打开这条隐患能改" in told and "安全部门" not in told
    plant.expect_all(*(each.id for each in book(plant.now).plant.people))


def test_who_does_not_say_whether_it_is_the_same_lets_it_go_on(plant: Plant) -> None:
    owned(plant)
    second = report(plant, "U35", position=plant.phone("U35").position())
    plant.expect("U35", "是不是同一处")
    plant.advance(11)
    assert again(second).state == "assigned"
    third = report(plant, "U33", position=plant.phone("U33").position(), shot=another_shot())
    plant.phone("U33").tap(plant.expect("U33", "是不是同一处"), "不是，另派人")
    plant.settle()
    assert again(third).state == "assigned" and "hazard.another" in kinds(third)
    plant.expect_all("U33", "U35", again(second).owner, again(second).supervisor)


def test_the_crew_sees_what_the_comparison_of_the_photos_saw(plant: Plant) -> None:
    hazard = mended(plant)
    plant.expect_all(asked(hazard, "hazard.check"))
    assert compare(plant.now) == 1 and compare(plant.now) == 0
    plant.settle()
    seen = again(hazard).work.mended[-1].seen
    assert seen and seen.verdict in ("unsure", "elsewhere", "unchanged") and again(hazard).state == "submitted"
    assert "hazard.compared" in kinds(hazard)
    ask = next(each for each in of(hazard.subject) if each.kind == "hazard.check")
    page = page_of(plant, ask.person, f"recheck/{ask.id}")
    assert (seen.words in page.html and "以现场看到的为准" in page.html) or not seen.picture
    plant.expect_all(hazard.owner, hazard.supervisor, FINDER, ask.person)


def test_what_hurts_people_now_calls_those_who_answer_for_the_plant(plant: Plant) -> None:
    hazard = report(plant, danger=True)
    called = {ask.person for ask in of(hazard.subject) if ask.kind == "alert.acknowledge"}
    assert len(called) >= 2
    for person in called:
        assert "正在伤人" in text_of(plant.expect(person, "【红色警报】"))
    owners = plant.phone(hazard.owner).card(lambda title: "请整改" in title)
    assert "先让人离开" in text_of(owners) and '"tone": "stop"' in text_of(owners)
    plant.expect_all(hazard.owner, hazard.supervisor, *called)


def test_a_number_in_the_chat_is_answered_and_a_wrong_one_asked_about(plant: Plant) -> None:
    hazard = owned(plant)
    phone = plant.phone(FINDER)
    phone.say(f"yh {hazard.number.removeprefix('YH-')}")
    plant.settle()
    plant.expect(FINDER, "等接单，")
    digits = hazard.number.removeprefix("YH-")
    wrong = digits[:-2] + str((int(digits[-2]) + 1) % 10) + digits[-1]
    phone.say(f"YH-{wrong}")
    plant.settle()
    assert f"是不是 {hazard.number}" in text_of(plant.expect(FINDER, "号码不对"))


def test_a_category_that_the_plant_does_not_have_is_not_taken(plant: Plant) -> None:
    hazard = report(plant, category="NOWHERE")
    assert hazard.category == "ELEC"
    plant.expect_all(hazard.owner, hazard.supervisor)
