"""独立上岗: after levels and lessons three sign by hand; until then nobody lets him work alone, and any of them may
send him back."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import requests
from builders import open_card, signature
from doors import doors
from onboarding_acts import (
    asked,
    barred,
    card_of,
    hours_go_by,
    joins,
    learned,
    newcomer,
    ready_to_sign,
    sign,
    signer,
    taught,
    teach,
    with_one_lesson,
)
from plant import Log, Plant, running_plant
from pypdf import PdfReader
from sensing import quiet
from staff_acts import event, hr_key, tell
from training_acts import DAY, file_of
from worlds import Here

from models import ledger, store
from models.ask import Ask
from models.book import book
from models.training import Learning, TrainingFile
from models.training_counted import counted
from models.training_levels import CLEARANCE, open_files
from models.training_paper import Clearance, Teaching
from rules.training.levels import PARTS
from workers.evidence.export import export_matter
from workers.evidence.verify import verify
from workers.scenarios.phone import text_of


@pytest.fixture(params=["anhe", "lizhou"])
def each_plant(
    request: pytest.FixtureRequest, simulator: Here, redis_url: str, usual_store: str, log: Log
) -> Iterator[Plant]:
    data = with_one_lesson(request.param)
    with running_plant(simulator, usual_store, redis_url, doors().home, data=data) as running:
        yield running


@pytest.fixture
def one(simulator: Here, redis_url: str, usual_store: str, log: Log) -> Iterator[Plant]:
    data = with_one_lesson("anhe")
    with running_plant(simulator, usual_store, redis_url, doors().home, data=data) as running:
        yield running


def told(person: str, *kinds: str) -> list[dict[str, Any]]:
    lines = (json.loads(entry.canonical) for entry in ledger.of_subject(file_of(person).subject))
    return [line for line in lines if line["kind"] in kinds]


def dangerous(plant: Plant) -> Mapping[str, tuple[str, ...]]:
    """Who is missing among those whose trades are in permits."""
    found = counted(book(plant.now), plant.now).hundreds
    return next(each.missing for each in found if each.key == "dangerous")


def test_three_sign_before_somebody_new_works_alone_and_it_stands_in_his_file(
    each_plant: Plant, tmp_path: Path
) -> None:
    plant = each_plant
    person = joins(plant)
    name = plant.person(person).name
    assert "安全教育没带完" in "".join(barred(plant, person))
    taught(plant, person)
    # Nobody is asked while he has something to learn.
    assert asked(person, CLEARANCE) == [] and "还没到签上岗" in "".join(barred(plant, person))
    learned(plant, person)
    in_permits = bool(book(plant.now).config.trades.trades[0].permit_roles)
    by = {part: signer(person, part).person for part in PARTS}
    assert by["trainee"] == person and len({*by.values()}) == 3
    papers: dict[str, tuple[str, dict[str, Any]]] = {}
    for part in ("mentor", "leader", "trainee"):
        [words] = barred(plant, person)
        assert f"{plant.person(by[part]).name}（{PARTS[part]}）" in words
        assert ("还不能独立上岗" in dangerous(plant).get(person, ())) == in_permits
        card = plant.phone(by[part]).messages()[-1]
        assert "请签上岗" in text_of(card)
        assert sign(plant, person, part)["tone"] == "done"
        papers[part] = by[part], card
        left = [each for each in PARTS if each not in papers]
        if left:
            # His name alone lets nobody work alone.
            assert f"你签了，还差{'、'.join(plant.person(by[each]).name for each in left)}" in text_of(
                plant.current(card)
            )
    for who, _ in papers.values():
        assert "三个人都签了，可以独立上岗" in text_of(paper_of(plant, who))
    assert barred(plant, person) == [] and file_of(person).alone == "signed" and open_files() == []
    plant.expect(person, "你可以独立上岗了")
    assert "还不能独立上岗" not in dangerous(plant).get(person, ())
    assert len(told(person, "training.signed")) == 3 and len(told(person, "training.cleared")) == 1
    package = tmp_path / "file.zip"
    export_matter(file_of(person).subject, package, plant.base, plant.now)
    sound, words = verify(package)
    assert sound, words
    with ZipFile(package) as archive:
        pages = PdfReader(io.BytesIO(archive.read(f"training~{person}.pdf"))).pages
    text = "".join("".join(page.extract_text() for page in pages).split())
    # The hours that whoever taught him told count, and say where they come from.
    levels = sum(each.hours for each in book(plant.now).config.trades.levels)
    assert f"三级教育{levels:.1f}学时，微课0.1学时" in text and "够了" in text
    shown = requests.get(f"{plant.base}/console/matters/{file_of(person).number}", timeout=10).text
    assert f"三级教育 {levels:.1f} 学时，微课 0.1 学时" in shown and "够了" in shown
    assert "独立上岗：三个人都签了" in text and "库里与封存链不一致" not in text
    assert all(f"{plant.person(each).name}" in text for each in by.values()) and name in text
    assert sum(len(page.images) for page in pages) >= 3
    # Somebody bends the row: his file says so.
    store.write(lambda: TrainingFile.update(alone="due").where(TrainingFile.person == person).execute())
    again = tmp_path / "bent.zip"
    export_matter(file_of(person).subject, again, plant.base, plant.now)
    with ZipFile(again) as archive:
        pages = PdfReader(io.BytesIO(archive.read(f"training~{person}.pdf"))).pages
    assert "独立上岗" in "".join(page.extract_text() for page in pages).split("本页按链印出：")[1][:40]


def test_whoever_would_not_sign_says_why_and_he_practises_again(one: Plant) -> None:
    plant = one
    person = ready_to_sign(plant)
    own, given = signer(person, "trainee"), {"strokes": signature(plant, person)["strokes"], "device": "test"}
    card = card_of(plant, own)
    signing = open_card(plant, person, card, "去看、去签")
    assert signing.act("training.sign", given)["tone"] == "done"
    plant.settle()
    assert "你签了，还差" in text_of(plant.current(card))
    ask, others = signer(person, "leader"), signer(person, "mentor")
    page = open_card(plant, ask.person, card_of(plant, ask), "去看、去签")
    assert page.act("training.send_back", {}, " ")["tone"] == "stop"
    assert page.act("training.send_back", {}, "空呼戴不好")["tone"] == "done"
    plant.settle()
    plant.expect(person, "空呼戴不好")
    assert f"没签成：{plant.person(ask.person).name}说空呼戴不好" in text_of(paper_of(plant, person))
    assert "退回了，再练" in text_of(plant.current(card_of(plant, others)))
    assert "后来有人退回了" in signing.act("training.sign", given)["words"]
    [again] = asked(person)
    assert "空呼戴不好" in again.why[0] and "安全教育没带完" in "".join(barred(plant, person))
    assert Teaching.of(again).level == told(person, "training.levelled")[-1]["data"]["level"]
    # What he signed before counts no more: all three are asked anew.
    teach(plant, person)
    plant.turn()
    assert sorted(Clearance.of(each).part for each in asked(person, CLEARANCE)) == sorted(PARTS)
    quiet(plant)


def test_whoever_is_away_leaves_or_keeps_silent_is_stood_in_for_and_the_three_stay_three(one: Plant) -> None:
    plant = one
    person = ready_to_sign(plant)
    above = plant.person(newcomer(plant).supervisor)
    # Who taught him is his superior: another one of the line signs as the leader.
    mentor, leader = signer(person, "mentor"), signer(person, "leader")
    assert mentor.person == above.id and leader.person == above.supervisor
    assert leader.why[1] == f"他的上级{above.name}签的是师傅那一栏"
    # The mentor leaves the plant: somebody else is asked in his place.
    assert tell(plant, hr_key(plant, "hr2"), event(plant, "e9", "left", mentor.person)) == ["kept"]
    plant.turn()
    heir = signer(person, "mentor")
    assert heir.person not in (mentor.person, leader.person) and Ask.get_by_id(mentor.id).state == "superseded"
    quiet(plant)
    plant.advance(DAY + 5)
    assert "等你签字" in text_of(plant.expect(leader.person, "等你签字"))
    plant.advance(2 * DAY)
    second = signer(person, "leader")
    assert second.id != leader.id and second.person not in (person, heir.person, leader.person)
    plant.expect(str(plant.person(person).supervisor), "还没签，请催他看卡片")
    # The stand-in's signature counts, and his predecessor is not asked any more.
    sign(plant, person, "leader")
    assert Ask.get_by_id(leader.id).state == "superseded"
    assert (
        len({each.person for each in asked(person, CLEARANCE)} | {second.person}) == len(asked(person, CLEARANCE)) + 1
    )
    plant.leap(4 * DAY)
    assert any("一周没签完" in text_of(each) for who in plant.simulator.in_use() for each in _to(plant, who))
    quiet(plant)


def test_who_takes_leave_is_stood_in_for_at_once(one: Plant) -> None:
    plant = one
    person = ready_to_sign(plant)
    mentor = signer(person, "mentor")
    plant.phone(mentor.person).say("我不在")
    plant.settle()
    form = open_card(plant, mentor.person, plant.expect(mentor.person, "登记：我不在"), "去登记")
    assert "已找人替" in form.act("leave.take", {"until": plant.now.date().isoformat(), "cover": ""})["words"]
    plant.settle()
    heir = signer(person, "mentor")
    assert heir.person != mentor.person and Ask.get_by_id(mentor.id).state == "open"
    quiet(plant)


def test_other_hours_are_kept_and_a_level_ends_only_with_as_many_as_are_asked(one: Plant) -> None:
    plant = one
    person = joins(plant)
    [ask] = asked(person)
    card = plant.expect(ask.person, "请带新人")
    page = open_card(plant, ask.person, card, "学时不一样")
    for odd in ("", "很多", "-2", "0", "0.04", "1e99", "nan", None, [8]):
        assert page.act("training.taught", {"hours": odd})["words"] == "学时写数字，比 0 多，如 20 或 7.5。"
    for more in ("24.5", "100", "999"):
        assert page.act("training.taught", {"hours": more})["words"] == "公司级一共 24 学时，最多写 24。"
    # He joined minutes before: nothing of it can have been taught, by hand or by one tap.
    for hours in ("2", "24"):
        assert "才开始，到现在最多 0 学时" in page.act("training.taught", {"hours": hours})["words"]
    assert "最早 11月26日 0" in text_of(card)
    plant.phone(ask.person).tap(card, "带满了，会做了")
    plant.settle()
    assert "24 学时最早 11月26日 0" in "".join(map(text_of, plant.phone(ask.person).messages()))
    assert asked(person)[0].id == ask.id and not told(person, "training.hours", "training.levelled")
    # On one day twelve at most, however late.
    plant.set_time(plant.now.replace(hour=23, minute=0))
    assert "到现在最多 12 学时" in page.act("training.taught", {"hours": "16"}, attempt=2)["words"]
    hours_go_by(plant, person)
    page = open_card(plant, ask.person, plant.current(card), "学时不一样")
    assert page.act("training.taught", {"hours": "16"})["words"].startswith("记下了：带了 16/24 学时")
    plant.settle()
    assert asked(person)[0].id == ask.id
    page = open_card(plant, ask.person, plant.current(card), "学时不一样")
    assert "已经记的：</span>16 学时" in page.html
    # He is stood in for: what was taught by now goes along, and one tap of either ends the level once.
    plant.advance(8 * DAY)
    first, second = asked(person)
    assert Teaching.of(second).done == "16"
    answer = open_card(plant, second.person, plant.expect(second.person, "请带新人"), "学时不一样").act(
        "training.taught", {"hours": "24"}
    )
    assert answer["tone"] == "done" and Ask.get_by_id(first.id).state == "superseded"
    plant.turn()
    [after] = asked(person)
    assert Teaching.of(after).level != Teaching.of(ask).level
    assert [each["data"]["hours"] for each in told(person, "training.levelled")] == ["24"]
    quiet(plant)


def test_a_post_that_the_matrix_does_not_name_is_no_way_round_the_levels(each_plant: Plant) -> None:
    plant = each_plant
    named = {post for trade in book(plant.now).config.trades.trades for post in trade.posts}
    post = next(each for each in book(plant.now).plant.posts if each not in named)
    person = joins(plant, post)
    called = book(plant.now).plant.posts[post].name
    assert len(asked(person)) == 1 and "安全教育没带完" in "".join(barred(plant, person))
    for page in ("training/newcomers", "staff?view=kept"):
        seen = requests.get(f"{plant.base}/console/{page}", timeout=20).text
        assert f"能力矩阵没有给{called}定课，没有课要学：请在 posts_matrix.yaml 里补上" in seen
    taught(plant, person)
    plant.turn()
    for part in PARTS:
        sign(plant, person, part)
    assert barred(plant, person) == [] and file_of(person).alone == "signed" and open_files() == []
    quiet(plant)


def test_a_house_in_the_middle_of_the_levels_goes_on_and_who_had_finished_stays(one: Plant) -> None:
    """As the version before these signatures left it: files that say nothing of them."""
    plant = one
    person = joins(plant)
    teach(plant, person)
    store.write(lambda: TrainingFile.update(alone="").execute())
    assert "安全教育没带完" in "".join(barred(plant, person))
    taught(plant, person)
    learned(plant, person)
    assert file_of(person).alone == "due" and len(asked(person, CLEARANCE)) == 3
    # Of somebody who had finished everything.
    store.write(lambda: TrainingFile.update(alone="").execute())
    store.write(lambda: Ask.update(state="done").where(Ask.kind == CLEARANCE).execute())
    assert barred(plant, person) == []
    quiet(plant)


def test_who_leaves_in_the_middle_and_comes_back_is_taught_what_was_left(one: Plant) -> None:
    plant = one
    person = joins(plant)
    first, held, new = teach(plant, person), hr_key(plant, "hr2"), newcomer(plant)
    assert tell(plant, held, event(plant, "e8", "left", person)) == ["kept"]
    plant.turn()
    assert asked(person) == []
    plant.advance(DAY)
    said = {name: getattr(new, name) for name in ("name", "department", "supervisor", "platform", "account")}
    assert tell(plant, held, event(plant, "e9", "joined", person, posts=list(new.posts), **said)) == ["kept"]
    plant.turn()
    [after] = asked(person)
    assert Teaching.of(after).level == first.left[0]
    quiet(plant)


def test_a_blot_is_no_signature_and_nobody_signs_for_another(one: Plant) -> None:
    plant = one
    person = ready_to_sign(plant)
    ask = signer(person, "mentor")
    page = open_card(plant, ask.person, card_of(plant, ask), "去看、去签")
    assert page.act("training.sign", {"strokes": [], "device": "x"})["tone"] == "stop"
    other = signer(person, "leader").person
    assert not told(person, "training.signed")
    with pytest.raises(Exception, match="不是你"):
        plant.phone(other).open(f"{plant.base}/h5/{plant.person(other).platform}/clearance/{ask.id}")
    # Meanwhile a course has lapsed: he is not signed for.
    store.write(lambda: _lapse(person))
    given = {"strokes": signature(plant, ask.person)["strokes"], "device": "x"}
    assert "现在不能签" in page.act("training.sign", given)["words"]
    quiet(plant)


def paper_of(plant: Plant, who: str) -> dict[str, Any]:
    """The newest card by which somebody was asked to sign, as it looks now."""
    return [each for each in plant.phone(who).messages() if "请签上岗" in text_of(each)][-1]


def _lapse(person: str) -> None:
    Learning.update(until="2020-01-01").where(Learning.file == file_of(person)).execute()


def _to(plant: Plant, who: dict[str, str]) -> list[dict[str, Any]]:
    return list(plant.simulator.messages(who["platform"], who["account"]))
