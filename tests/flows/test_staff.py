"""People who join, move, leave and come back, as HR and the directories say it: what holds, when, and what is kept
aside."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import click
import pytest
import requests
from click.testing import CliRunner
from openpyxl import load_workbook
from plant import Plant, anhe
from sensing import quiet
from staff_acts import day, event, hr_key, post, rows, tell
from training_acts import begin, file_of, lessons, only

from config.problem import Refused
from config.root import ROOT
from config.sheets import blank
from handlers.plant import keep
from handlers.staff import commands, roster
from models import meter, qualified, store, training
from models.ask import of_subject
from models.book import book, book_of, name_of
from models.rulebook import RuleVersion
from models.training import Learning
from rules.job import Job
from rules.plant import Person
from rules.staff.standing import has_left
from workers.scenarios.phone import text_of

NEW, WELDER, FOREMAN, ELECTRICIAN = "N01", "U34", "U33", "U35"


def people(plant: Plant) -> set[str]:
    return {each.id for each in book(plant.now).plant.people if not has_left(each)}


def joined(plant: Plant, number: str = "e1", **said: object) -> dict[str, object]:
    given = {"name": "路新来", "department": "maint", "posts": ["welder"], "supervisor": FOREMAN, **said}
    return event(plant, number, "joined", NEW, **given)


@pytest.mark.both_stores
def test_a_joiner_has_a_plan_on_the_day_and_a_leaver_is_asked_nothing_more(plant: Plant) -> None:
    begin(plant)
    held = hr_key(plant)
    assert tell(plant, held, joined(plant)) == ["kept"]
    assert NEW in people(plant)
    assert {each.course for each in lessons(NEW)} == {each.course for each in lessons(WELDER)}
    versions = RuleVersion.select().count()
    # The same again, and one that says the same in other words, change nothing twice.
    assert tell(plant, held, joined(plant), joined(plant, "e2")) == ["again", "void"]
    assert RuleVersion.select().count() == versions
    # A move: the difference of the two posts.
    assert tell(plant, held, event(plant, "e3", "moved", NEW, posts=["guardian"])) == ["kept"]
    wanted = {each.course for each in lessons(NEW)}
    assert wanted != {each.course for each in lessons(WELDER)} and "CONF-201" in wanted
    # Leaving: his file is closed, and he comes back to it.
    assert tell(plant, held, event(plant, "e4", "left", NEW)) == ["kept"]
    assert NEW not in people(plant) and file_of(NEW).closed_at is not None
    assert tell(plant, held, event(plant, "e5", "returned", NEW)) == ["kept"]
    assert NEW in people(plant) and file_of(NEW).closed_at is None
    quiet(plant)


def test_a_post_that_a_leaver_leaves_empty_is_to_be_filled(plant: Plant) -> None:
    held, manager, above = hr_key(plant), "U04", plant.person("U04").supervisor
    assert tell(plant, held, event(plant, "e1", "left", manager)) == ["kept"]
    card = plant.expect(above, "请补岗")
    assert "卞予安已离职，安全管理部经理没有人任了" in text_of(card)
    office = requests.get(f"{plant.base}/console/house", timeout=10).text
    assert "安全管理部经理空着：卞予安已离职，请补岗" in office and "都正常" not in office
    assert "不再找他：已离职" in office and "企业微信联系不上" not in office
    # Somebody else has the post: the card says so, and nobody is asked again.
    assert tell(plant, held, event(plant, "e2", "moved", "U05", posts=["safety_manager"])) == ["kept"]
    assert "有人接了" in text_of(plant.current(card))
    quiet(plant)


def test_what_comes_early_late_or_in_another_order_holds_from_its_day(plant: Plant) -> None:
    held = hr_key(plant)
    # A move before its join waits for it; the join comes, and holds from tomorrow.
    assert tell(plant, held, event(plant, "m1", "moved", NEW, 2, posts=["guardian"])) == ["waiting"]
    assert tell(plant, held, joined(plant, "j1") | {"on": day(plant, 1)}) == ["kept"]
    assert NEW not in people(plant) and [each.state for each in rows()] == ["kept", "kept"]
    plant.advance(24 * 60)
    assert book(plant.now).plant.person(NEW).posts == ("welder",)
    plant.advance(24 * 60)
    assert book(plant.now).plant.person(NEW).posts == ("guardian",)
    # An older move that comes now does not undo the newer one.
    assert tell(plant, held, event(plant, "m2", "moved", NEW, -1, posts=["electrician"])) == ["kept"]
    assert book(plant.now).plant.person(NEW).posts == ("guardian",)
    quiet(plant)


def test_what_can_not_be_right_is_kept_aside_and_somebody_is_asked_to_look(plant: Plant) -> None:
    held = hr_key(plant)
    director = "U19"
    news = [
        joined(plant, "a1", department="nowhere"),
        joined(plant, "a2", posts=["astronaut"]),
        joined(plant, "a3", supervisor="X99"),
        joined(plant, "a4") | {"on": "2025-01-01"},
        event(plant, "a5", "moved", director, supervisor=director),
        event(plant, "a6", "moved", WELDER),
        joined(plant, "a7", platform="wecom", account=plant.person(WELDER).account),
        event(plant, "a8", "joined", WELDER, name="别的人", department="maint", posts=["welder"]),
    ]
    assert tell(plant, held, *news) == ["aside"] * len(news)
    assert NEW not in people(plant) and all(each.why for each in rows("aside"))
    # Whoever leads somebody can't be led by him.
    above = plant.person(WELDER).supervisor
    assert above and tell(plant, held, event(plant, "a9", "moved", above, supervisor=WELDER)) == ["aside"]
    # Other words under a number that has said something else are kept beside it.
    assert tell(plant, held, event(plant, "a6", "moved", WELDER, posts=["guardian"])) == ["aside"]
    assert plant.person(WELDER).posts == ("welder",)
    told = [each for each in rows("aside") if "来过不同的内容" in each.why]
    assert len(told) == 1
    # An account is that of one person: nothing that a platform takes for many, or that is not quite his own.
    bad = ("@all", "@ALL", "anhe_u03|anhe_u04", "anhe_u04 ", "安禾", "dt-1;IM_GROUP.cidX", "a,b")
    for at, account in enumerate(bad):
        for kind, who, more in (("joined", NEW, joined(plant)), ("moved", WELDER, {}), ("returned", WELDER, {})):
            said = {**more, **event(plant, f"c{at}{kind}", kind, who, platform="wecom", account=account)}
            assert tell(plant, held, said) == ["aside"], account
    assert all("账号“" in each.why for each in rows("aside") if each.key.startswith("hr/hr/c"))
    assert plant.person(WELDER).account == "anhe_u34"
    # Nor is anybody called as the house's own actors are in the ledger, or as no file of the plant could call him.
    odd_numbers = ("house", "SYSTEM", "console", "..", "-", "_a", "a.b")
    for at, number in enumerate(odd_numbers):
        assert tell(plant, held, {**joined(plant, f"d{at}"), "person": number}) == ["aside"], number
        assert tell(plant, held, event(plant, f"f{at}", "moved", number, posts=["welder"])) == ["aside"], number
    assert not {*odd_numbers} & people(plant)
    # No event at all is refused in words, and harms none of the others.
    answer = post(plant, held, {"id": "x", "kind": "fired"}, joined(plant, "a10", phone=plant.person(WELDER).phone))
    assert [each["outcome"] for each in answer.json()["results"]] == ["refused", "kept"]
    plant.advance(0)
    # Nor is one whose name shows something else than it holds, or nothing; a number of any length is its own fault.
    odd = [
        joined(plant, f"b{at}", name=each) for at, each in enumerate(("\u202e安予卞", "\u200b\u2060", "\u3164", " "))
    ]
    answer = post(plant, held, *odd, joined(plant, "b8", account="a\u200b"), joined(plant, "b9", phone=int("9" * 4000)))
    told = answer.json()["results"]
    assert [each["outcome"] for each in told] == ["refused"] * 6
    assert all("看不见的字" in each["words"] for each in told[:5])
    # A phone number that is used again is not the person before.
    assert {NEW, WELDER} <= people(plant)
    quiet(plant)


def test_new_data_of_the_plant_that_say_the_same_take_over(plant: Plant) -> None:
    held = hr_key(plant)
    tell(plant, held, joined(plant), event(plant, "l1", "left", ELECTRICIAN))
    assert NEW in people(plant) and ELECTRICIAN not in people(plant)
    assert book_of(book(plant.now).version).plant.knows(NEW) and name_of(book(plant.now).plant, NEW) == "路新来"
    # Data that say nothing of them leave it as it is.
    data = deepcopy(anhe())
    data["plant"]["version"] += 1
    store.write(lambda: keep(data, plant.now))
    assert NEW in people(plant) and [each.state for each in rows()] == ["kept", "kept"]
    data = deepcopy(data)
    data["plant"]["version"] += 1
    listed = data["plant"]["people"]
    like = next(each for each in listed if each["id"] == WELDER)
    data["plant"]["people"] = [each for each in listed if each["id"] != ELECTRICIAN]
    data["plant"]["people"].append({**like, "id": NEW, "name": "路新来", "account": "anhe_n01", "phone": ""})
    store.write(lambda: keep(data, plant.now))
    assert [each.state for each in rows()] == ["void", "void"]
    assert plant.person(NEW).account == "anhe_n01" and not book(plant.now).plant.knows(ELECTRICIAN)
    quiet(plant)


def test_who_came_or_moved_has_to_learn_before_he_works_and_others_work_as_before(plant: Plant) -> None:
    held = hr_key(plant)
    begin(plant)
    rules = book(plant.now)
    job = Job("hot_work", "", "tank", plant.now, plant.now, FOREMAN, FOREMAN, (WELDER,), "U30", False, {})
    before = qualified.lacks(job, rules, rules.config.templates, plant.now)
    assert before == ()
    # What he once learned here has to hold through the end of the permit, and a certificate too.
    [first, *_] = lessons(WELDER)
    ends, past_it = plant.now + timedelta(days=3), plant.now + timedelta(days=4)
    mine = (Learning.file == first.file) & (Learning.course == first.course)
    store.write(lambda: Learning.update(until=ends.date()).where(mine).execute())
    assert qualified.lacks(job, rules, rules.config.templates, plant.now, ends) == ()
    [late] = qualified.lacks(job, rules, rules.config.templates, plant.now, past_it)
    assert (late.person, late.code, late.expired_on) == (WELDER, first.course, ends.date()) and "到期" in late.words
    store.write(lambda: Learning.update(until=None).where(mine).execute())
    welded = max(rules.plant.person(WELDER).certs.values()) + timedelta(days=1)
    beyond = datetime.combine(welded, time(8), plant.now.tzinfo)
    lapse = qualified.lacks(job, rules, rules.config.templates, plant.now, beyond)
    assert any(each.person == WELDER and "到期，活还没干完" in each.words for each in lapse)
    tell(plant, held, event(plant, "m1", "moved", WELDER, department="ws3"), joined(plant))
    rules = book(plant.now)
    again = replace(job, workers=(WELDER, NEW))
    lacks = qualified.lacks(again, rules, rules.config.templates, plant.now)
    assert {each.person for each in lacks if each.by_course} == {WELDER, NEW}
    assert any(each.person == NEW and not each.by_course for each in lacks)
    assert training.of_person(NEW)
    quiet(plant)


def directory(plant: Plant, person: Person, event: str) -> None:
    """The person's platform tells of him, and the clock turns."""
    plant.simulator.post(f"phones/{person.platform}/{person.account}/event", {"event": event})
    plant.settle()
    plant.advance(0)


def test_whoever_leaves_in_his_directory_leaves_here_and_is_back_with_the_same_account(plant: Plant) -> None:
    who = plant.person(WELDER)
    directory(plant, who, "leave")
    assert WELDER not in people(plant) and [each.source for each in rows()] == [who.platform]
    directory(plant, who, "join")
    assert WELDER in people(plant) and plant.person(WELDER).account == who.account
    assert [each.kind for each in rows()] == ["left", "returned"] and meter.unreachable() == frozenset()
    # An account that nobody has is somebody's to find out, also where HR said that who had it has left.
    other = plant.person(ELECTRICIAN)
    tell(plant, hr_key(plant), event(plant, "l", "left", ELECTRICIAN))
    directory(plant, other, "join")
    assert ELECTRICIAN not in people(plant) and [each.person for each in rows("aside")] == [""]
    quiet(plant)


def test_who_has_a_certificate_that_ends_hears_of_it_on_each_rung_until_he_has_a_new_one(plant: Plant) -> None:
    data = only(anhe(), "welder")
    data["plant"]["version"] += 1
    mine = next(each for each in data["plant"]["people"] if each["id"] == WELDER)
    mine["certs"] = {**mine["certs"], "C-WELD": day(plant, 8)}
    store.write(lambda: keep(data, plant.now))
    begin(plant)
    plant.advance(0)
    plant.seen.clear()
    card = plant.expect(WELDER, "证快到期")
    assert "还剩 8 天" in text_of(card)
    plant.phone(WELDER).tap(card, "知道了")
    plant.settle()
    assert "知道了" in text_of(plant.current(card))
    plant.advance(24 * 60)
    assert plant.expect(WELDER, "还剩 7 天")
    assert plant.expect(FOREMAN, "请安排复审")
    plant.set_time(plant.now + timedelta(7))
    plant.advance(24 * 60)
    over = plant.expect(WELDER, "证过期了")
    told = [ask.state for ask in of_subject(file_of(WELDER).subject) if ask.kind == "training.certificate"]
    assert told == ["done", "superseded", "open"]
    data = deepcopy(data)
    data["plant"]["version"] += 1
    mine = next(each for each in data["plant"]["people"] if each["id"] == WELDER)
    mine["certs"]["C-WELD"] = day(plant, 900)
    store.write(lambda: keep(data, plant.now))
    plant.advance(0)
    assert "换了新证" in text_of(plant.current(over))
    quiet(plant)


def test_a_course_that_a_drill_has_suspended_counts_for_whoever_works_by_it(plant: Plant) -> None:
    begin(plant)
    rules = book(plant.now)
    job = Job("hot_work", "", "tank", plant.now, plant.now, FOREMAN, FOREMAN, (WELDER,), "U30", False, {})
    mine = next(each for each in lessons(WELDER) if each.course == "HOT-201")
    training.keep(mine, suspended_by="YL-1")
    [lack] = qualified.lacks(job, rules, rules.config.templates, plant.now)
    assert (lack.person, lack.code) == (WELDER, "HOT-201") and "暂停" in lack.words
    quiet(plant)


def test_a_whole_list_tells_who_came_moved_and_left_and_half_a_list_archives_nobody(
    plant: Plant, tmp_path: Path
) -> None:
    file = tmp_path / "people.xlsx"
    blank.write(file, ROOT / "config" / "plants" / "anhe")
    same = roster.read_roster(file, plant.now.date(), plant.now)
    assert same.news == () and same.gone == ()

    def edited(*edits: Callable[[Any, list[Any]], None]) -> Path:
        workbook = load_workbook(file)
        sheet = workbook["人员"]
        titles = [cell.value for cell in sheet[1]]
        for edit in edits:
            edit(sheet, titles)
        workbook.save(tmp_path / "edited.xlsx")
        return tmp_path / "edited.xlsx"

    def row(sheet: Any, person: str) -> int:
        return next(each[0].row for each in sheet.iter_rows() if person in [cell.value for cell in each])

    def moves(sheet: Any, titles: list[Any]) -> None:
        sheet.cell(row(sheet, WELDER), 1 + titles.index("岗位")).value = "监护人"

    fewer = edited(moves, lambda sheet, _: sheet.delete_rows(row(sheet, ELECTRICIAN)))
    uncounted = roster.read_roster(fewer, plant.now.date(), plant.now)
    assert [each.kind for each in uncounted.news] == ["moved"] and "--leavers 1" in uncounted.refused
    assert any(ELECTRICIAN in line for line in roster.told(uncounted, plant.now))
    found = roster.read_roster(fewer, plant.now.date(), plant.now, 1)
    assert [(each.kind, each.person) for each in found.news] == [("moved", WELDER), ("left", ELECTRICIAN)]
    store.write(lambda: roster.keep(found, plant.now))
    assert {each.outcome for each in store.write(lambda: roster.keep(found, plant.now))} == {"again"}
    plant.advance(0)
    assert plant.person(WELDER).posts == ("guardian",) and ELECTRICIAN not in people(plant)
    # An account in a cell is that of one person, too.
    for account in ("@all", "anhe_u03|anhe_u04", "anhe_u34\u3000x"):

        def to_many(sheet: Any, titles: list[Any], account: str = account) -> None:
            sheet.cell(row(sheet, "U33"), 1 + titles.index("账号")).value = account

        many = roster.read_roster(edited(to_many), plant.now.date(), plant.now, 1)
        kept = store.write(lambda found=many: roster.keep(found, plant.now))
        assert [each.words for each in kept if "账号“" in each.words], account
        plant.advance(0)
        assert plant.person("U33").account == "anhe_u33"
    # A list that was cut off archives nobody, and an empty one is refused.
    half = edited(lambda sheet, _: sheet.delete_rows(sheet.max_row - 7, 8))
    cut = roster.read_roster(half, plant.now.date(), plant.now)
    assert "没导全" in cut.refused and "left" not in {each.kind for each in cut.news}
    assert roster.read_roster(half, plant.now.date(), plant.now, 1).refused
    counted = roster.read_roster(half, plant.now.date(), plant.now, len(cut.gone))
    assert sum(each.kind == "left" for each in counted.news) == len(cut.gone)
    told = CliRunner().invoke(cli(), ["import-staff", str(half)]).output
    # A slip of the year: nothing is shown as if it could be kept.
    slip = (plant.now - timedelta(365)).date().isoformat()
    for more in ([], ["--write"]):
        late = CliRunner().invoke(cli(), ["import-staff", str(fewer), "--on", slip, "--leavers", "1", *more])
        assert late.exit_code == 1 and "最多补记 31 天：是不是年份写错了？什么也没记" in late.output
    assert "没导全" in told
    with pytest.raises(Refused, match="一个人也没有"):
        roster.read_roster(edited(lambda sheet, _: sheet.delete_rows(2, 900)), plant.now.date(), plant.now)
    quiet(plant)


def cli() -> click.Group:
    group = click.Group()
    commands.register(group)
    return group
