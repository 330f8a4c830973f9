"""The same alarm again and again: it is told once, so that there is room for the first order of another permit; whoever
sends it reads who has got it."""

from __future__ import annotations

from asking import fault
from at_work import ANALYST, CREW, WORKER, at_work, state
from builders import GUARDIAN, entries
from plant import Plant

from models import store, turns
from models.permit import Permit
from workers.deliver import MOST_OF_ONE
from workers.scenarios.phone import text_of

STRANGER, OTHER_LEADER, OTHER_WORKER, OTHER_GUARDIAN = "U13", "U20", "U35", "U32"
SAFETY = ("U04", "U08")
EVERYBODY = (*CREW, *SAFETY, STRANGER, OTHER_LEADER, OTHER_WORKER, OTHER_GUARDIAN)
FIRE = "【红色警报】停工撤离"


def say(plant: Plant, person: str, words: str) -> None:
    plant.phone(person).say(words)
    plant.settle()


def told(plant: Plant, person: str, *words: str) -> list[str]:
    texts = [text_of(each) for each in plant.phone(person).messages() if each["kind"] != "card"]
    return [each for each in texts if all(part in each for part in words)]


def two_at_work(plant: Plant) -> tuple[Permit, Permit]:
    """Two permits with different people, but for the analyst, who is on WeCom."""
    others = {"work_leader": OTHER_LEADER, "workers": [OTHER_WORKER], "guardian": OTHER_GUARDIAN}
    return at_work(plant), at_work(plant, "height", "II", **others)


def stop_by_page(plant: Plant, permit: Permit) -> str:
    phone = plant.phone(STRANGER)
    page = phone.open(f"{plant.base}/h5/{phone.platform}/stop/{permit.number}")
    words: str = page.act("permit.stop", {"number": permit.number})["words"]
    plant.settle()
    return words


def test_the_same_alarm_is_told_once_and_leaves_room_for_another_permit_s_order(plant: Plant) -> None:
    burning, other = two_at_work(plant)
    again = MOST_OF_ONE + 4
    for _ in range(1 + again):
        say(plant, WORKER, "着火了")
    assert len(told(plant, ANALYST, FIRE)) == len(told(plant, GUARDIAN, FIRE)) == 1
    assert told(plant, WORKER, "人刚才都通知到了")
    stop_by_page(plant, other)
    assert state(other) == "suspended" and len(told(plant, ANALYST, "停工：", other.number)) == 1
    # The trail has each of them.
    assert len(entries(burning, "permit.alarmed")) == again
    # Some minutes later it is told again.
    plant.advance(4)
    say(plant, WORKER, "着火了")
    assert len(told(plant, ANALYST, FIRE)) == 2
    plant.expect_all(*EVERYBODY)


def test_what_says_more_is_always_told_and_one_permit_never_takes_all_the_room(plant: Plant) -> None:
    _, other = two_at_work(plant)
    dangers = ("着火了", "爆炸了", "触电了", "塌了", "泄漏了", "冒烟了", "爆了", "失火了", "起火了", "有人触电")
    say(plant, WORKER, "停工")
    for words in dangers:
        say(plant, WORKER, words)
    assert all(told(plant, ANALYST, f"报「{words}」") for words in dangers[: MOST_OF_ONE - 1])
    assert not told(plant, ANALYST, f"报「{dangers[-1]}」")
    stop_by_page(plant, other)
    assert told(plant, ANALYST, "停工：", other.number)
    plant.advance(1.1)
    assert told(plant, ANALYST, f"报「{dangers[-1]}」")
    plant.expect_all(*EVERYBODY)


def test_whoever_repeats_an_alarm_reads_who_has_not_got_it(plant: Plant) -> None:
    at_work(plant)
    fault(plant, "wecom", "message/send", "5xx", times=9, account=plant.person(ANALYST).account)
    say(plant, WORKER, "着火了")
    say(plant, WORKER, "着火了")
    [words] = told(plant, WORKER, "刚才通知过，还有人没收到")
    assert f"马上打电话或当面叫停：{plant.person(ANALYST).name}。" in words
    plant.simulator.running.within(lambda world: world.faults.open.clear())
    store.write(lambda: turns.bring_all("wecom", plant.now))
    plant.settle()
    assert len(told(plant, ANALYST, FIRE)) == 1
    plant.expect_all(*EVERYBODY)
