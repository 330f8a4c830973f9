"""What a permit may be for: each test tells of one kind of fault that was reported against the standard's words."""

from __future__ import annotations

import io
from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from shutil import copytree

import pytest
import requests
from builders import (
    DAY_GUARDIAN,
    DIRECTOR,
    FOREMAN,
    GUARDIAN,
    MANAGER,
    ask_for_permit,
    asks_of,
    at_the_dual_sign,
    entries,
    filled,
    fresh,
    moment,
    open_card,
    period,
    refuse,
    request_page,
    sign_card,
)
from demo import PLANT, data_of, sample
from gates import BAD, ON_SITE, approved, asking, open_asks, tap, test_gas
from gates import page_of as gate_page
from pdfs import pdf
from plant import Plant, anhe
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from roads import road
from screens import everybody, show, stand
from spoiling import GONE, spoil
from truth import bent

from config.loader import load
from config.problem import PlantInvalid
from config.root import ROOT
from handlers.permits.request import papers
from handlers.plant import keep, notes
from models import store
from models.ask import Ask
from models.book import book
from models.permit import Permit
from models.seals import seal_all
from rules.clashes import Other, clashes
from rules.geo import METRES_PER_DEGREE
from rules.job import Job
from rules.measuring import BadReading, beyond, read
from rules.rest import next_period, too_short
from workers.evidence.people import people_of
from workers.evidence.permits import record
from workers.evidence.permits.blank import blank_forms
from workers.evidence.permits.pdf import permit_pdf
from workers.scenarios.phone import Page as PhonePage
from workers.scenarios.phone import text_of


def test_work_that_began_before_it_was_asked_for_gets_no_permit_afterwards(plant: Plant) -> None:
    page = request_page(plant)
    for attempt, late in enumerate((timedelta(hours=3), timedelta(minutes=1)), 1):
        early = filled(plant, starts_at=(plant.now - late).isoformat())
        answer = page.act("permit.request", early, attempt=attempt)
        assert not answer["ok"] and "不能补办" in answer["words"] and "请改成 11月25日 08:10 以后" in answer["words"]
    assert Permit.select().count() == 0
    assert page.act("permit.request", filled(plant), attempt=3)["ok"]
    plant.settle()
    plant.expect_all(FOREMAN)


def test_the_minute_that_runs_is_not_the_past(plant: Plant) -> None:
    plant.set_time(plant.now + timedelta(seconds=40))
    assert ask_for_permit(plant, starts_at=plant.now.replace(second=0).isoformat()).state == "signing"
    plant.expect_all(FOREMAN)


def test_a_version_that_is_handed_in_late_does_not_reach_back_either(plant: Plant) -> None:
    permit, director, _ = at_the_dual_sign(plant)
    refuse(plant, DIRECTOR, director)
    plant.set_time(permit.starts_at + timedelta(minutes=15))
    page = open_card(plant, FOREMAN, plant.expect(FOREMAN, "请改"), "改好再交")
    late = page.act("permit.rework", filled(plant, starts_at=permit.starts_at.isoformat()))
    assert not late["ok"] and "不能补办" in late["words"]
    assert (fresh(permit).state, fresh(permit).version) == ("returned", 1)
    assert page.act("permit.rework", filled(plant, starts_at=plant.now.isoformat()), attempt=2)["ok"]
    plant.settle()
    assert fresh(permit).version == 2
    everybody(plant)


def test_the_form_says_it_at_its_field_before_it_is_sent(plant: Plant, screen: Page) -> None:
    request_page(plant)
    stand(plant, FOREMAN)
    request = Ask.select().where(Ask.kind == "permit.request").get()
    show(plant, screen, FOREMAN, f"request/{request.id}?r=1")
    words, start = screen.locator("#start-words"), screen.locator("[name=starts_at]")
    start.fill("2026-11-25T07:50")
    expect(words).to_contain_text("不能补办：请改成 11月25日 08:10 以后")
    start.fill("2026-11-25T09:30")
    expect(words).to_be_hidden()
    everybody(plant)


def test_paper_that_was_used_while_the_house_was_out_of_reach_still_tells_of_the_past(plant: Plant) -> None:
    form = store.write(lambda: papers.print_forms("hot_work", 1, plant.now - timedelta(days=1)))[0]
    on_paper = {name: filled(plant)[name] for name in ("area", "part", "project", "work_leader", "guardian", "workers")}
    times = {"signed_at": "2026-11-24T08:20", "starts_at": "2026-11-24T08:40", "ends_at": "2026-11-24T11:05"}
    signed = {"level": "first", "requester": FOREMAN, "signers": "两位领导", "reason": "机房停电"}
    entry = papers.read({**on_paper, **times, **signed})
    scan = papers.scanned(pdf())
    permit = store.write(lambda: papers.enter(form.number, entry, scan, "office", plant.now))
    assert (permit.state, permit.started_at) == ("archived", entry.starts_at)


@road
def almost_over(plant: Plant) -> Permit:
    """The story's permit, whose last two signatures come half an hour before its end."""
    permit, director, manager = at_the_dual_sign(plant)
    plant.set_time(permit.ends_at - timedelta(minutes=30))
    for person, card in ((DIRECTOR, director), (MANAGER, manager)):
        assert sign_card(plant, person, card)["tone"] == "done"
    return fresh(permit)


def test_a_permit_signed_so_late_that_only_minutes_are_left_asks_for_another_day(plant: Plant) -> None:
    permit = almost_over(plant)
    assert (permit.state, [each["data"]["left"] for each in entries(permit, "permit.short_rest")]) == ("returned", [30])
    assert not entries(permit, "permit.approved") and not asks_of(permit, FOREMAN, "permit.briefing")
    plant.expect(FOREMAN, "签完只剩 30 分钟（16:30 到期），不够干活，没有放行")
    card = plant.expect(FOREMAN, "请改")
    assert "11月26日 16:30 前改好" in text_of(card)
    page = open_card(plant, FOREMAN, card, "改好再交")
    assert '["starts_at", "2026-11-26T08:30"]' in page.html and '["hours", "8"]' in page.html
    next_day = period("2026-11-26T08:30", "2026-11-26T16:30")
    assert page.act("permit.rework", filled(plant, guardian=DAY_GUARDIAN, **next_day))["ok"]
    plant.settle()
    again = fresh(permit)
    assert (again.version, again.state, again.ends_at) == (2, "signing", moment("2026-11-26T16:30"))
    everybody(plant)


def test_a_short_job_needs_only_half_of_its_own_time() -> None:
    asked = moment("2026-11-25T08:30"), moment("2026-11-25T09:30")
    assert not too_short(*asked, 60, asked[0])
    assert not too_short(*asked, 60, moment("2026-11-25T09:00"))
    assert too_short(*asked, 60, moment("2026-11-25T09:01"))
    assert next_period(moment("2026-11-25T22:00"), moment("2026-11-26T06:00"), moment("2026-11-26T05:30")) == (
        moment("2026-11-26T22:00"),
        moment("2026-11-27T06:00"),
    )


def test_a_permit_of_rules_from_before_the_useful_rest_is_approved_as_it_was(plant: Plant) -> None:
    data = deepcopy(anhe())
    del data["routing_rules"]["after_signing"]["expiry"]["useful_rest_min"]
    store.write(lambda: keep(data, plant.now))
    permit = almost_over(plant)
    assert permit.state == "approved"
    plant.expect(FOREMAN, "只剩 30 分钟，结束时间不能往后推，做不完就重新办票")
    everybody(plant)


def test_the_useful_rest_comes_from_the_library_and_is_missed_when_it_is_left_out() -> None:
    for name, config in {"plants/anhe": PLANT, "plants/lizhou": data_of("lizhou"), "sample": sample()}.items():
        assert config.rules.after_signing.expiry.useful_rest_min == 60, name
        assert "expiry: {take: all, " in (ROOT / "config" / name / "routing_rules.yaml").read_text(), name
    without = spoil(("routing_rules/after_signing/expiry/useful_rest_min", GONE))
    assert any("没有写 useful_rest_min" in each.message for each in without.found)


WIND = {"unit": "级", "upto": 17, "most": 4}
NUMBERS: list[tuple[str, bool, str]] = [
    ("6", False, "测得 6 级，超过 4 级：不能确认"),
    ("999999", False, "读数要在 0 到 17 级之间"),
    ("999,999", False, "读数只写一个数，单位是级"),
    ("3 米", False, "读数只写一个数，单位是级"),
    ("合格", False, "读数只写一个数，单位是级"),
    ("-1", False, "读数要在 0 到 17 级之间"),
    ("４级", True, "记下了"),
    ("3.5", True, "记下了"),
]


def measuring(plant: Plant) -> PhonePage:
    """The guardian's page of a permit whose line on wind asks for a number."""
    data = deepcopy(anhe())
    line = next(each for each in data["permit_templates"]["kinds"]["hot_work"]["measures"] if each["id"] == "DH16")
    line["reading"] = WIND
    store.write(lambda: keep(data, plant.now))
    permit = approved(plant)
    ask = next(each for each in open_asks(permit, "permit.measures") if each.person == GUARDIAN)
    return gate_page(plant, ask)


def test_a_reading_beyond_its_limit_or_its_instrument_confirms_nothing_and_takes_back_what_was(plant: Plant) -> None:
    page = measuring(plant)
    assert "读数（级，不超过 4）" in page.html and 'inputmode="decimal"' not in page.html
    for attempt, (note, passes, words) in enumerate(NUMBERS, 1):
        answer = page.act("permit.measure", tap("DH16", note=note), attempt=attempt)
        assert (answer["ok"], words in answer["words"]) == (passes, True), (note, answer)
    permit: Permit = Permit.get()
    assert permit.work.measures["DH16"].note == "3.5 级"
    assert [each["data"]["note"] for each in entries(permit, "permit.measure_failed")] == ["6 级"]
    # A later one beyond the limit takes back what was confirmed.
    assert not page.act("permit.measure", tap("DH16", note="5"), attempt=len(NUMBERS) + 1)["ok"]
    assert "DH16" not in Permit.get().work.measures
    plant.expect_all(*ON_SITE)
    assert bent() == []


def test_a_gas_analysis_is_no_word_and_no_other_unit_and_proves_nothing_without_the_gas_test(plant: Plant) -> None:
    """A line of before takes a gas's value that no limit judges: the gas test judges."""
    asking(plant, "DH12", evidence="reading", units=["%LEL", "%vol", "ppm", "mg/m3"])
    assert any("DH12 收气体的读数，却没有限值" in each for each in notes(book(plant.now).config, plant.now.date()))
    permit = approved(plant)
    ask = next(each for each in open_asks(permit, "permit.measures") if "DH12" in each.data["measures"])
    page = gate_page(plant, ask)
    assert "<span>单位</span>" in page.html and "<option>%LEL</option>" in page.html
    for attempt, note in enumerate(("abc", "3级", "0"), 1):
        answer = page.act("permit.measure", tap("DH12", note=note), attempt=attempt)
        assert not answer["ok"] and "单位（%LEL、" in answer["words"], note
    for attempt, (readings, words) in enumerate((([], "还没有测气"), (BAD, "测气不合格：先处理好")), 7):
        if readings:
            test_gas(plant, permit, readings)
        answer = page.act("permit.measure", tap("DH12", note="95 %LEL"), attempt=attempt)
        assert not answer["ok"] and words in answer["words"], answer
    plant.advance(1)
    test_gas(plant, permit)
    assert page.act("permit.measure", tap("DH12", note="0 %LEL"), attempt=9)["ok"]
    assert fresh(permit).work.measures["DH12"].note == "0 %LEL"
    plant.expect_all(*ON_SITE)


@pytest.mark.parametrize(("name", "lines"), [("anhe", {"DZ14", "GC14"}), ("lizhou", {"FS02", "FS03", "FS07", "JS11"})])
def test_no_dose_rate_and_no_wind_of_999999_passes_in_either_plant(name: str, lines: set[str]) -> None:
    kinds = data_of(name).templates.kinds.values()
    asked = {each.id: each.reading for kind in kinds for each in kind.measures if each.reading}
    assert lines <= set(asked)
    for wanted in asked.values():
        with pytest.raises(BadReading, match="读数要在"):
            read("999999", wanted)
        assert beyond(read(f"{wanted.most}", wanted), wanted) == ""
        assert "超过" in beyond(read(f"{wanted.upto}", wanted), wanted)


def test_a_number_without_limit_or_with_one_that_nothing_shows_is_not_loaded(tmp_path: Path) -> None:
    own = tmp_path / "own"
    copytree(ROOT / "config" / "plants" / "lizhou", own)
    templates = own / "permit_templates.yaml"
    good = templates.read_text()
    for bad, words in (
        ("upto: 10000}", "没有限值，多少都会通过"),
        ("upto: 10, most: 15}", "限值要在 from 和 upto 之间"),
        ('upto: "10000", most: 15}', "要写数字，不加引号"),
    ):
        templates.write_text(good.replace("upto: 10000, most: 15}", bad))
        with pytest.raises(PlantInvalid, match=words):
            load(own)
    templates.write_text(good.replace("radius_from: [controlled_m,", "radius_from: [nowhere_m,"))
    with pytest.raises(PlantInvalid, match="没有“nowhere_m”这个数"):
        load(own)


def test_how_near_is_too_near_follows_the_control_radius_on_the_form() -> None:
    config = data_of("lizhou")
    area = next(each for each in config.plant.areas if each.id == "nj-zongpin")
    here = area.center or area.polygon[0]
    there = here[0], here[1] + 150 / METRES_PER_DEGREE
    begins, ends = moment("2026-11-25T09:00"), moment("2026-11-25T12:00")
    hot = Other("DH-1", "donghuo", area.id, there, begins, ends)

    def met(**radii: int) -> list[str]:
        job = Job("shexian", "site-x", area.id, begins, ends, "", "", (), "", False, dict(radii))
        return [each.words for each in clashes(job, here, [hot], config.templates.relations, config.plant)]

    assert met(controlled_m=25, supervised_m=60) == []
    for far in (met(controlled_m=180), met(controlled_m=25, supervised_m=180)):
        assert len(far) == 1 and "不足 180 米" in far[0]


@pytest.mark.parametrize(("form", "cites"), [("表A.1", True), ("表A.9", False)])
def test_only_a_kind_that_the_standard_has_a_form_for_cites_it(plant: Plant, form: str, cites: bool) -> None:
    data = deepcopy(anhe())
    data["permit_templates"]["kinds"]["hot_work"]["form"] = form
    store.write(lambda: keep(data, plant.now))
    permit = ask_for_permit(plant)
    seal_all(plant.now)
    printed = permit_pdf(record.read(permit, people_of(int(permit.rules), plant.now)), plant.base)
    blank = store.write(lambda: papers.print_forms("hot_work", 1, plant.now))
    paper = blank_forms(blank, "hot_work", book(plant.now).config, plant.base, plant.now)
    for pages in (printed, paper):
        words = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pages)).pages)
        assert form in words and ("30871" in words) is cites
    shown = requests.get(f"{plant.base}/console/permits/{permit.number}", timeout=10)
    assert shown.ok and permit.number in shown.text and ("30871" in shown.text) is cites
    plant.expect_all(FOREMAN)


def test_a_plant_may_not_loosen_a_reading_that_the_library_asks_for(tmp_path: Path) -> None:
    own = tmp_path / "own"
    copytree(ROOT / "config" / "plants" / "anhe", own)
    templates = own / "permit_templates.yaml"
    taken = templates.read_text()
    for loose in ("null", "{unit: 级, upto: 17, most: 7}"):
        own_line = f"height: {{take: height, measures: {{change: {{GC14: {{reading: {loose}}}}}}}}}"
        templates.write_text(taken.replace("height: {take: height}", own_line))
        with pytest.raises(PlantInvalid, match="没有写或写松了"):
            load(own)
