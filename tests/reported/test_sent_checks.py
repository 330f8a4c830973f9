"""`check --send`: what a real corporation runs first, tried by hand on both platforms' phones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, cast

import click
import pytest
from asking import DINGTALK_PERSON, WECOM_PERSON, fault
from builders import MANAGER, page_of
from click.testing import CliRunner, Result
from plant import Plant
from playwright.sync_api import Page, expect
from screens import photo, shoot, show, stand
from touch import fits_gloves, write_name

from models import meter, plant_time, store
from models.ask import Ask
from models.blob import Blob
from models.house_asks import Tried
from models.ledger import Entry
from workers import commands, trying
from workers.scenarios.phone import text_of

PEOPLE = pytest.mark.parametrize("person", [WECOM_PERSON, DINGTALK_PERSON], ids=["wecom", "dingtalk"])
Hands = Iterator[Any]


@pytest.fixture
def courier(plant: Plant) -> None:
    """The courier gives its signs of life; the test delivers in its place."""
    store.write(lambda: meter.beat("courier", plant_time.real_now()))


@pytest.fixture
def run(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs the command. Each time that it waits, a hand does its next thing; then every step has waited too long."""

    def ended(person: str, hands: Hands | None = None, wait: str = "180") -> Result:
        clock, doing = [0.0], hands or iter(())

        def sleep(seconds: float) -> None:
            clock[0] += next(doing, 100.0) or seconds

        monkeypatch.setattr(trying.time, "sleep", sleep)
        monkeypatch.setattr(trying.time, "monotonic", lambda: clock[0])
        cli = click.Group()
        commands.register(cli, lambda: plant.house)
        return CliRunner().invoke(cli, ["check", "--send", person, "--wait", wait])

    return ended


def open_page(plant: Plant, screen: Page, person: str) -> None:
    ask = Ask.select().where(Ask.kind == "house.check").order_by(Ask.id.desc()).get()
    show(plant, screen, person, f"check/{ask.id}?r=1")
    expect(screen.locator("h1")).to_have_text("试试这部手机")


def scan(screen: Page, code: str) -> None:
    screen.locator("#read").tap()
    if not code:
        screen.get_by_role("button", name="取消").click()
        return
    screen.locator("[name=code]").fill(code)
    screen.get_by_role("button", name="扫到了").click()


def by_hand(plant: Plant, screen: Page, person: str) -> Hands:
    """Everything once, with what fails first and is tried again."""
    yield plant.settle()
    card = plant.expect(person, "请试一下")
    yield plant.phone(person).tap(card, "试按钮") and None
    yield plant.settle()
    yield open_page(plant, screen, person)
    fits_gloves(screen)
    stand(plant, person, "denied")
    screen.locator("#locate").tap()
    yield expect(screen.locator("#position .told")).to_contain_text("定位。")
    stand(plant, person)
    screen.locator("#locate").tap()
    yield expect(screen.locator("#position .told")).to_have_text("好用：误差约 8 米")
    shoot(screen, screen.locator("#shoot"), photo())
    yield expect(screen.locator("#photo .told")).to_contain_text("好用：收到")
    scan(screen, "")
    yield expect(screen.locator("#scan .told")).to_contain_text("没有扫到码")
    scan(screen, "随便\x1b什么")
    yield expect(screen.locator("#scan .told")).to_contain_text("好用：读出")
    screen.reload()
    expect(screen.locator("#scan .word")).to_have_text("好用")
    screen.locator("#confirm").click()
    expect(screen.locator("#written .fault")).to_contain_text("还没有签名")
    screen.locator("#again").tap()
    write_name(screen)
    screen.locator("#confirm").click()
    yield expect(screen.locator("#answer")).to_contain_text("都好用，试完了。")
    plant.settle()


@PEOPLE
def test_each_step_is_told_as_it_comes_from_a_phone(
    plant: Plant, courier: None, screen: Page, run: Callable[..., Result], person: str
) -> None:
    kept = Blob.select().count()
    ended = run(person, by_hand(plant, screen, person))
    plant.settle()
    assert ended.exit_code == 0, ended.output
    said = ended.output.splitlines()[2:]
    assert [line.split("：")[0] for line in said] == [
        *("✓ 卡片送到了", "✓ 按钮回来了", "✓ 页面打开了", "✗ 定位", "✓ 定位"),
        *("✓ 照片", "✗ 扫码", "✓ 扫码", "✓ 手写", "都好用。"),
    ]
    assert "✓ 定位：误差约 8 米" in said
    ask = Ask.get(Ask.kind == "house.check")
    assert ask.state == "done" and not Tried.of(ask).faults
    assert {entry.kind for entry in Entry.select().where(Entry.subject == ask.subject)} == {
        "ask.opened",
        "card.delivered",
    }
    # Only the texts of the page were kept: no picture and no name.
    assert {row.type for row in Blob.select()} <= {"text/plain"} and Blob.select().count() > kept
    assert "都好用，试完了" in text_of(plant.phone(person).messages()[-1])
    show(plant, screen, person, f"check/{ask.id}?r=1")
    expect(screen.locator("body")).to_contain_text("这张试验卡用完了")


@PEOPLE
def test_a_step_that_does_not_come_says_where_to_look(
    plant: Plant, courier: None, run: Callable[..., Result], person: str
) -> None:
    def hands() -> Hands:
        yield plant.settle()
        ask = Ask.select().where(Ask.kind == "house.check").order_by(Ask.id.desc()).get()
        yield page_of(plant, person, f"check/{ask.id}") and None

    ended = run(person, hands())
    assert ended.exit_code == 1
    button, position = ("✗ 按钮", "✗ 定位")
    lines = {line.split("：")[0]: line for line in ended.output.splitlines()}
    wanted = {WECOM_PERSON: "ANHAO_WECOM_TOKEN", DINGTALK_PERSON: "ANHAO_DINGTALK_CARD_BUTTONS"}
    assert wanted[person] in lines[button] and "docs/platforms.md「Connecting" in lines[button]
    assert "定位" in lines[position] and "还缺：按钮、定位、照片、扫码、手写。" in ended.output
    plant.expect_all(person)


def test_a_card_that_the_platform_refuses_is_told_with_its_words(
    plant: Plant, courier: None, run: Callable[..., Result]
) -> None:
    def hands() -> Hands:
        yield plant.settle()

    fault(plant, "wecom", "message/send", "refuse", times=1, code=60020)
    ended = run(WECOM_PERSON, hands())
    assert ended.exit_code == 1
    assert "不在企业可信 IP 里" in ended.output and "✗ 卡片：平台不收。请看：" in ended.output
    assert "还缺：卡片、按钮、页面、定位、照片、扫码、手写。" in ended.output
    plant.settle()
    plant.expect(MANAGER, "有卡片发不出去")
    # Once that is mended the card comes all the same.
    plant.advance(61)
    plant.expect(WECOM_PERSON, "请试一下")
    plant.expect_all(MANAGER)


def test_ctrl_c_says_what_is_missing(plant: Plant, courier: None, run: Callable[..., Result]) -> None:
    def hands() -> Hands:
        yield plant.settle()
        raise KeyboardInterrupt

    ended = run(WECOM_PERSON, hands())
    assert ended.exit_code == 1
    assert ended.output.splitlines()[-2:] == ["停了。", "还缺：按钮、页面、定位、照片、扫码、手写。"]
    # The next one replaces it.
    assert run(WECOM_PERSON).exit_code == 1
    assert [ask.state for ask in Ask.select().where(Ask.kind == "house.check").order_by(Ask.id)] == [
        "superseded",
        "open",
    ]
    plant.advance(12 * 60 + 1)
    assert Ask.select().where(Ask.kind == "house.check").order_by(Ask.id.desc()).get().state == "expired"
    plant.expect_all(WECOM_PERSON)


def test_nothing_is_sent_to_whom_nothing_can_reach(
    plant: Plant, run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "名单里没有“谁也不是”" in run("谁也不是").output
    assert "发送进程（courier）没有在跑" in run(WECOM_PERSON).output
    store.write(lambda: meter.beat("courier", plant_time.real_now()))
    who = plant.person(WECOM_PERSON)
    store.write(lambda: meter.lost(who.platform, who.account, who.id, "不在应用的可见范围里", plant.now))
    assert "不在应用的可见范围里" in run(WECOM_PERSON).output
    monkeypatch.delitem(cast("dict[str, Any]", plant.house.channels), "dingtalk")
    ended = run(plant.person(DINGTALK_PERSON).name)
    assert ended.exit_code == 1 and "钉钉还没有接上" in ended.output and "ANHAO_DINGTALK_*" in ended.output
    assert not Ask.select().count()


@pytest.mark.parametrize(
    ("person", "kind", "settings"),
    [(WECOM_PERSON, "5xx", False), (WECOM_PERSON, "refuse", True), (DINGTALK_PERSON, "refuse", True)],
)
def test_a_platform_that_does_not_answer_sends_nobody_to_its_settings(
    plant: Plant, run: Callable[..., Result], courier: None, person: str, kind: str, settings: bool
) -> None:
    who = plant.person(person)
    code = {"wecom": 60020, "dingtalk": "60020"}[who.platform]
    fault(plant, who.platform, "*", kind, times=99, account=who.account, code=code)
    said = run(person, iter(lambda: plant.settle(), 1)).output.splitlines()
    [last] = [line for line in said if line.startswith("✗ 卡片：") and "请看：" in line]
    assert ("看：网络" not in last) is settings and ("可见范围" in last or "可用范围" in last) is settings
    plant.expect_all(person, MANAGER, "U04", "U08")
