"""A store that comes back from a backup: what was given out since is not given out again, no card of then acts on a
thing of now, and everybody who looks hears what to check."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import forged
import pytest
import requests
from asking import WECOM_PERSON, alert, card_of, taken
from builders import FOREMAN, ask_for_permit, open_card
from forged import wecom_tap
from hazard_acts import again
from major_acts import ask_of, hinted
from plant import Plant
from screens import everybody

from models import delivery as deliveries
from models import plant_time, store
from models.ask import Ask
from models.delivery import Delivery, Rendition
from models.permit import Permit
from workers.backups import package
from workers.backups.restoring import restore
from workers.scenarios.phone import PageRefused, text_of

GONE = "这张卡片对不上任何待办。请看最新的一张。"
ADMINISTRATOR = "U04"
EVERYBODY = (FOREMAN, WECOM_PERSON, ADMINISTRATOR)


def back_to(plant: Plant, file: Path, after: timedelta = timedelta()) -> None:
    """The house stands still, the backup comes back, and the house goes on at the moment at which it stood."""
    settings, now = plant.house.settings, plant.now
    restore(settings, file, plant_time.real_now() + after, replace=True, torn=False, sha256="")
    store.open_store(settings.database)
    plant.set_time(now)


def given_out() -> dict[str, set[int]]:
    """The ids of everything that stands in cards and links."""
    return {table.__name__: {row.id for row in table.select(table.id)} for table in (Ask, Delivery, Rendition, Permit)}


@pytest.mark.both_stores
def test_numbers_go_on_above_a_gap_and_lost_cards_act_on_nothing(plant: Plant, tmp_path: Path) -> None:
    ask_for_permit(plant)
    file = tmp_path / "backup.zip"
    package.write(file, plant_time.real_now())
    kept = given_out()
    plant.expect_all(*EVERYBODY)
    lost_permit = ask_for_permit(plant)
    lost_card = plant.expect(FOREMAN, "请确认")
    lost_ask = alert(plant, WECOM_PERSON, "丢了的")
    plant.settle()
    plant.expect_all(*EVERYBODY)
    lost, lost_row = given_out(), card_of(lost_ask)
    tap = f"acknowledge|{lost_ask.id}|{max(lost['Rendition'])}"

    back_to(plant, file)
    new_permit = ask_for_permit(plant)
    new = alert(plant, WECOM_PERSON, "新的")
    plant.settle()
    plant.expect_all(*EVERYBODY)
    now = given_out()
    for name, ids in now.items():
        assert not (ids - kept[name]) & (lost[name] - kept[name]), f"{name} are given out again"
    assert new_permit.number != lost_permit.number and new_permit.number[:-4] == lost_permit.number[:-4]
    assert int(new_permit.number[-4:]) > 1000 and len(new_permit.number) == len(lost_permit.number)

    with pytest.raises(PageRefused):
        open_card(plant, FOREMAN, lost_card, "退回")
    assert forged.wecom(plant, wecom_tap(plant.person(WECOM_PERSON).account, lost_row.card, tap)).status_code == 200
    plant.settle()
    assert text_of(plant.expect(WECOM_PERSON, GONE))
    assert not taken(new) and Permit.get_by_id(new_permit.id).state == new_permit.state
    plant.expect_all(*EVERYBODY)

    # Nobody knows any more what the first life after the restore has given out, either.
    first = given_out()
    back_to(plant, file, timedelta(minutes=1))
    ask_for_permit(plant)
    again = given_out()
    assert all(not (again[name] - kept[name]) & (first[name] - kept[name]) for name in kept)
    assert Permit.select().order_by(Permit.id.desc()).get().number not in (lost_permit.number, new_permit.number)
    plant.expect_all(*EVERYBODY)


def test_the_administrator_hears_what_to_check_and_every_page_of_operations_says_it(
    plant: Plant, tmp_path: Path
) -> None:
    permit = ask_for_permit(plant)
    Permit.update(state="working").where(Permit.id == permit.id).execute()
    file = tmp_path / "backup.zip"
    package.write(file, plant_time.real_now())
    assert requests.get(f"{plant.base}/readyz", timeout=10).json()["notices"] == []
    back_to(plant, file)
    plant.settle()
    card = text_of(plant.expect(ADMINISTRATOR, "数据是从备份恢复的"))
    [said] = requests.get(f"{plant.base}/readyz", timeout=10).json()["notices"]
    lost = ("叫停", "报的隐患", "停用撤人", "学习", "演练", "隐患重报")
    for words in (f"{permit.number} 作业中", "请逐张到现场核对", *lost):
        assert words in card and words in said
    plant.set_time(plant.now.replace(day=plant.now.day + 4))
    assert requests.get(f"{plant.base}/readyz", timeout=10).json()["notices"] == []
    plant.expect_all(*EVERYBODY)


def test_a_card_that_says_more_than_the_store_knows_is_refused_and_comes_anew(plant: Plant, tmp_path: Path) -> None:
    ask = alert(plant, WECOM_PERSON, "罐区")
    plant.settle()
    file = tmp_path / "backup.zip"
    package.write(file, plant_time.real_now())
    account, card = plant.person(WECOM_PERSON).account, card_of(ask).card
    plant.expect_all(*EVERYBODY)
    back_to(plant, file)
    tap = f"acknowledge|{ask.id}|{max(given_out()['Rendition']) + 50}"
    for _ in range(2):
        assert forged.wecom(plant, wecom_tap(account, card, tap)).status_code == 200
        plant.settle()
    assert not taken(ask) and text_of(plant.expect(WECOM_PERSON, GONE))
    fresh = plant.expect(WECOM_PERSON, "罐区")
    assert len([each for each in deliveries.of_ask(ask) if each.issue == 2]) == 1
    plant.phone(WECOM_PERSON).tap(fresh, "收到，我处理")
    assert taken(ask) == 1
    plant.expect_all(*EVERYBODY)


def test_stopping_from_a_card_of_before_stops_or_says_that_it_did_not(plant: Plant, tmp_path: Path) -> None:
    hazard = hinted(plant)
    sort = ask_of(hazard, "hazard.sort")
    officer = sort.person
    file = tmp_path / "backup.zip"
    package.write(file, plant_time.real_now())
    lost = alert(plant, officer, "丢了的")
    plant.settle()
    who, card = plant.person(officer), card_of(sort).card
    everybody(plant)
    back_to(plant, file)
    rendition = max(given_out()["Rendition"]) + 50

    def tap(ask: int) -> str:
        if who.platform == "wecom":
            assert forged.wecom(plant, wecom_tap(who.account, card, f"stop_use|{ask}|{rendition}")).status_code == 200
            return ""
        sent = forged.card(plant, forged.tap(who.account, card, "stop_use", str(ask), str(rendition)))
        return str(sent.text)

    told = tap(lost.id + 5)
    plant.settle()
    assert not again(hazard).work.major.stopped
    assert "没有停" in told or text_of(plant.expect(officer, "没有停"))
    tap(sort.id)
    plant.settle()
    stopped = again(hazard).work.major.stopped
    assert stopped and stopped.stopped
    everybody(plant)
