"""What a newcomer could not read who played a permit's life by hand: readings on paper and in the trail, who stopped
the work and why, what was really sent, and a button that appears under the thumb."""

from __future__ import annotations

import io
import json
import re
from html import unescape
from typing import Any

import pytest
from at_work import CREW, LEADER, WORKER, at_work, state
from builders import DIRECTOR, FOREMAN, GUARDIAN, MANAGER, ON_SITE, SHIFT_FOREMAN, entries, fresh
from builders import page_of as opened
from gates import approved, asking, confirm_measures, open_asks, page_of, ready, tap, test_gas, working
from papers import paper, recorded
from PIL import Image
from plant import Plant
from playwright.sync_api import Locator, Page, expect
from screens import ask_of, choose, everybody, follow, show, stand

from handlers import flows
from models.ask import Ask
from models.book import book
from models.permit import Permit
from models.seals import Written, seal_all
from web.console.cards_sent import sent_cards
from workers.evidence.trail import trail

NEXT_GUARDIAN = "U20"
# Measures with a reading: %LEL by the analyst, at plants of before; the wind force by the guardian.
LEL, WIND = "DH12", "DH16"
# Fields of a trail's line that are people's ids, and those that are no values of the entry.
IDS, WHO = ("to", "from", "person", "worker"), ("who", "label")


def on_phone(plant: Plant, permit: Permit) -> list[str]:
    """The trail as the permit's page has it, with what is folded away."""
    page = opened(plant, WORKER, f"permit/{permit.number}").html
    return [unescape(words) for words in re.findall(r"<li><time>[^<]*</time>([^<]*)</li>", page)]


def measured(plant: Plant, permit: Permit, measure: str, *, ok: bool = True, **answer: Any) -> None:
    """The confirmer of this measure answers it."""
    [ask] = [each for each in open_asks(permit, "permit.measures") if measure in each.data["measures"]]
    told = page_of(plant, ask).act("permit.measure", tap(measure, **answer), attempt=50)
    plant.settle()
    assert told.get("ok") is ok, told


def test_paper_and_phone_name_each_measure_its_reading_and_the_instrument(plant: Plant) -> None:
    asking(plant, LEL, evidence="reading", units=["%LEL"])
    permit = approved(plant)
    test_gas(plant, permit)
    measured(plant, permit, WIND, ok=False, note="7")
    measured(plant, permit, WIND, note="3")
    measured(plant, permit, LEL, note="2 %LEL")
    measured(plant, permit, "DH06", applies="no", note="没有可燃内衬")
    seal_all(plant.now)
    record = recorded(plant, fresh(permit))
    lines = {number: line.text for number, line in enumerate(record.measures, 1)}
    assert "读数：3 级" in lines[16] and "读数：2 %LEL" in lines[12] and "原因：没有可燃内衬" in lines[6]
    said = {line.what: line.detail for line in record.trail}
    assert (
        "第 16 条「露天风力低于五级" in said["读数不合格，措施没有确认"] and "7 级" in said["读数不合格，措施没有确认"]
    )
    assert "第 6 条" in said["现场确认不涉及"] and "没有可燃内衬" in said["现场确认不涉及"]
    confirmed = [line.detail for line in record.trail if line.what == "现场确认措施"]
    assert any("第 12 条「" in each and "：2 %LEL" in each for each in confirmed)
    assert "XP-302M 0017（检定到 2027-03-31）" in said["气体检测"]
    [test] = record.on_site["气体分析"]
    assert "XP-302M 0017（检定到 2027-03-31）" in test.words and "便携式检测仪" in test.words
    words = paper(record)[0]
    assert "读数：3级" in words and "测得7级，不合格，措施第16条" in words
    phone = "\n".join(on_phone(plant, permit))
    assert (
        "测得 7 级，不合格，措施 DH16「露天风力低于五级" in phone
        and "DH16「露天风力低于五级；达到五级的已停止或已升级」：3 级" in phone
    )
    assert "确认不涉及 DH06「" in phone and "仪器 XP-302M 0017（检定到 2027-03-31）" in phone
    page = opened(plant, WORKER, f"permit/{permit.number}").html
    assert "读数：3 级" in page and "读数：2 %LEL" in page and "原因：没有可燃内衬" in page
    plant.expect_all(*ON_SITE)


def test_paper_says_whatever_the_phones_line_says() -> None:
    """Every kind of entry, with a value in every field that its line names."""
    entries = flows.here().entries
    for kind, words in entries.items():
        for each, more in ((words, {}), *((other, {words.by: value}) for value, other in words.after.items())):
            data = {name: f"<{name}>" for name in each.fields - set(WHO)} | more
            line = {"kind": kind, "at": "2026-11-25T08:30:00+08:00", "actor": {"person": "A"}, "data": data}
            [on_paper] = trail([Written(1, kind, json.dumps(line), "0" * 64)], {})
            told = f"{on_paper.who} {on_paper.what} {on_paper.detail}"
            missing = [value for value in data.values() if str(value) not in told and value not in more.values()]
            assert not missing, (kind, told, missing)


SKIPPED = {
    "moved to another line": ["公用工程车间安全员空缺，由厍云卷签"],
    "optional": ["土建工程师空缺，已跳过"],
    "one of several": ["设备部经理请假，由苌若谷签"],
}


@pytest.mark.parametrize("why", SKIPPED)
def test_a_line_that_nobody_signs_says_why(why: str) -> None:
    [reason] = SKIPPED[why]
    words = flows.here().entries["permit.line_skipped"]
    assert words.said({"line": "属地核查", "why": [reason]}, str) == f"属地核查：{reason}"


def test_the_trail_does_not_call_unsigned_what_is_signed_two_minutes_later(plant: Plant) -> None:
    permit = approved(plant)
    [skipped] = entries(permit, "permit.line_skipped")
    phone = on_phone(plant, permit)
    [line] = [words for words in phone if words.startswith("属地核查")]
    assert line == f"属地核查：{skipped['data']['why'][0]}" and "由厍云卷签" in line
    assert not [words for words in phone if "没有人签" in words]
    plant.expect_all(*ON_SITE)


def test_lists_of_reasons_are_read_on_the_phone_too(plant: Plant) -> None:
    words = flows.here().entries["permit.suspended"]
    assert words.said({"why": ["风大", "有味"]}, str, who="甲") == "甲停工：风大；有味"
    names = {"A": "甲", "B": "乙"}
    assert flows.here().entries["ask.escalated"].said({"person": "A", "to": ["A", "B"]}, names.__getitem__) == (
        "催甲，并告诉甲、乙"
    )


def test_the_page_says_at_once_what_somebody_on_site_needs(plant: Plant, screen: Page) -> None:
    """The last gas test and how long it holds, who briefed and checked, and while it is stopped who stopped it; and no
    delivery, until they are unfolded."""
    permit = ready(plant)
    show(plant, screen, WORKER, f"permit/{permit.number}")
    head = screen.locator("header")
    expect(head).to_contain_text("测气：08:30 合格 · 甲烷 2 %LEL")
    expect(head).to_contain_text("09:00 前开工不用重测")
    expect(head).to_contain_text("XP-302M 0017（检定到 2027-03-31）")
    hands = screen.locator("section", has_text="现场签字")
    for words in ("交底：宓有方 08:30", "签了交底：苑成蹊 08:30", "验票：厍云卷 08:30"):
        expect(hands).to_contain_text(words)
    [ask] = open_asks(permit, "permit.start")
    page_of(plant, ask).act("permit.start", {"position": plant.phone(ask.person).position()})
    plant.settle()
    screen.reload()
    expect(head).to_contain_text("停工超过 30 分钟要重测")
    # Deliveries are folded away in the trail.
    way = screen.locator("section", has=screen.get_by_role("heading", name="经过"))
    sent = [words for words in on_phone(plant, permit) if words.startswith("卡片送到")]
    assert len(sent) > 10
    expect(way.locator("details")).to_contain_text("送达记录")
    assert "卡片送到" not in way.inner_text()
    way.locator("summary").tap()
    assert way.inner_text().count("卡片送到") == len(sent)
    page = opened(plant, LEADER, f"stop/{permit.number}")
    page.act("permit.stop", {"number": permit.number})
    page.act("permit.stop_reason", {"number": permit.number}, "气味不对")
    plant.settle()
    screen.reload()
    expect(head).to_contain_text("停着，不许作业")
    expect(head).to_contain_text("谁停的：08:30 宓有方 · 检修班长")
    expect(head).to_contain_text("为什么停：气味不对")
    expect(head).to_contain_text("09:00 前复工不用重测")
    everybody(plant)


def test_the_result_of_the_start_has_the_button_that_stops(plant: Plant, screen: Page) -> None:
    permit = ready(plant)
    [ask] = open_asks(permit, "permit.start")
    stand(plant, ask.person)
    show(plant, screen, ask.person, f"start/{ask.id}?r=1")
    expect(screen.locator("#place-words")).to_contain_text("误差约 8 米")
    screen.locator("#confirm").click()
    # It says when: after a stop it is still true.
    expect(screen.locator("#answer")).to_contain_text("08:30 开工了")
    expect(screen.get_by_role("link", name="看签批单")).to_be_visible()
    follow(screen, "停工")
    screen.get_by_role("button", name="停工", exact=True).click()
    expect(screen.locator("#answer")).to_contain_text("停了，正在通知")
    expect(screen.get_by_role("link", name="停工", exact=True)).to_have_count(0)
    assert state(permit) == "suspended"
    everybody(plant)


def test_a_second_tap_does_not_hit_what_appeared_under_it(plant: Plant, screen: Page) -> None:
    """A double tap on 「停工并交接」 went on to 「看签批单」, and nobody saw what had been done."""
    permit = at_work(plant)
    show(plant, screen, GUARDIAN, f"handover/{ask_of(permit, 'permit.watch', GUARDIAN)}?r=1")
    choose(screen, NEXT_GUARDIAN)
    button = screen.get_by_role("button", name="停工并交接")
    box = button.bounding_box()
    assert box is not None
    # What a tap in the same place would hit in the moment in which the result has appeared, and a second later.
    screen.evaluate(
        """([x, y]) => {
          const hit = () => document.elementFromPoint(x, y).closest("a, button")?.textContent ?? "";
          window.hits = [];
          new MutationObserver((_, self) => {
            if (!document.querySelector("#answer.tone-done")) return;
            self.disconnect();
            setTimeout(() => window.hits.push(hit()), 200);
            setTimeout(() => window.hits.push(hit()), 1000);
          }).observe(document.body, { childList: true, subtree: true });
        }""",
        [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2],
    )
    button.click()
    expect(screen.locator("#answer")).to_contain_text("签字接手")
    wait = "async () => { while (hits.length < 2) await new Promise(done => setTimeout(done, 50)); return hits; }"
    assert screen.evaluate(wait) == ["", "看签批单"]
    everybody(plant)


def test_the_console_says_what_was_delivered_and_what_it_shows_by_now(plant: Plant) -> None:
    permit = working(plant)
    rows = sent_cards(permit.subject, book(plant.now).plant, plant.now)
    [asked] = [row for row in rows if row.who.startswith("宓有方") and "确认" in row.what and "措施" not in row.what]
    assert (asked.what, asked.now) == ("请确认：一级动火 · 污水处理站", "已签：一级动火 · 污水处理站")
    assert all(row.what.startswith(("请", "作业中")) for row in rows if row.platform == "企业微信"), rows
    plant.expect_all(*ON_SITE, FOREMAN, DIRECTOR, MANAGER, SHIFT_FOREMAN)


DONE = {
    "permit.measures": {"已确认措施"},
    "permit.brief": {"已交底", "已签交底"},
    "permit.foreman_check": {"已验票"},
    "permit.start": {"已开工"},
}


def test_each_finished_card_says_what_was_done(plant: Plant) -> None:
    permit = working(plant)
    asks = list(Ask.select().where(Ask.subject == permit.subject, Ask.kind.in_(list(DONE))))
    now = {row.now or row.what for row in sent_cards(permit.subject, book(plant.now).plant, plant.now)}
    for kind, heads in DONE.items():
        assert any(ask.kind == kind for ask in asks)
        for head in heads:
            assert f"{head}：一级动火 · 污水处理站" in now, now
    assert not [title for title in now if title.startswith("已办")]
    plant.expect_all(*ON_SITE)


def test_a_question_that_is_over_says_what_is_not_needed_any_more(plant: Plant) -> None:
    permit = approved(plant)
    confirm_measures(plant, permit, leave=(LEL,))
    page = opened(plant, LEADER, f"permit/{permit.number}")
    assert "撤回" in page.html
    request = fresh(permit).form.request_ask
    answer = opened(plant, LEADER, f"withdraw/{request}").act("permit.withdraw", {}, "不做了")
    assert answer["ok"], answer
    plant.settle()
    now = [row.now or row.what for row in sent_cards(permit.subject, book(plant.now).plant, plant.now)]
    for head in ("不用确认措施了", "不用交底了"):
        assert f"{head}：一级动火 · 污水处理站" in now, now
    everybody(plant)


def picture(name: str, colour: str) -> dict[str, Any]:
    file = io.BytesIO()
    Image.new("RGB", (400, 300), colour).save(file, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": file.getvalue()}


def drawn(pictures: Locator) -> list[int]:
    """How wide each picture is that the browser could read."""
    expect(pictures.first).to_be_visible()
    read = "async all => { for (const each of all) await each.decode(); return all.map(each => each.naturalWidth); }"
    widths: list[int] = pictures.evaluate_all(read)
    return widths


def test_photos_of_a_request_are_told_apart_by_sight(plant: Plant, screen: Page) -> None:
    plant.phone(LEADER).say("受限空间")
    plant.settle()
    plant.expect(LEADER, "填写申请")
    ask = Ask.get(Ask.kind == "permit.request")
    show(plant, screen, LEADER, f"request/{ask.id}?r=1")
    box = screen.locator('[data-attachment="rescue_plan"]')
    box.locator('[name="album"]').set_input_files([picture("a.jpg", "#a33"), picture("b.jpg", "#3a3")])
    expect(box.locator("li")).to_have_count(2)
    assert drawn(box.locator(".thumbnail")) == [400, 400]
    screen.reload()
    box.scroll_into_view_if_needed()
    expect(box.locator(".thumbnail")).to_have_count(2)
    assert drawn(box.locator(".thumbnail")) == [400, 400]
    assert "/h5/file/" in str(box.locator(".thumbnail").first.get_attribute("src"))


def test_no_message_at_the_foot_covers_the_end_of_a_page(plant: Plant, screen: Page) -> None:
    permit = approved(plant)
    plant.phone(FOREMAN).say("动火")
    plant.settle()
    request = Ask.select().where(Ask.kind == "permit.request").order_by(Ask.id.desc()).get()
    for person, path in (
        (FOREMAN, f"request/{request.id}?r=1"),
        (GUARDIAN, f"measures/{ask_of(permit, 'permit.measures', GUARDIAN)}?r=1"),
    ):
        show(plant, screen, person, path)
        expect(screen.locator("main")).to_be_visible()
        covered = screen.evaluate(
            """() => {
            const [bar, foot] = ["#bar", ".foot"].map((each) => document.querySelector(each));
            foot.hidden = bar.hidden = false;
            bar.textContent = "没有回音，不知道收到没有。有信号后再点一下，不会重复。".repeat(3);
            scrollTo(0, document.documentElement.scrollHeight);
            const last = [...document.querySelectorAll("main > *")].filter((each) => each.offsetHeight).at(-1);
            return last.getBoundingClientRect().bottom - foot.getBoundingClientRect().top;
        }"""
        )
        assert covered <= 0, path
    everybody(plant)


def test_the_console_folds_what_went_its_way_and_leads_to_each_part_of_a_permit(plant: Plant, screen: Page) -> None:
    permit = at_work(plant)
    screen.goto(f"{plant.base}/console/permits/{permit.number}")
    sent, trail = screen.locator("#cards"), screen.locator("#trail")
    expect(sent.locator("tbody tr:visible")).to_have_count(0)
    expect(trail.get_by_text("开工", exact=False).first).to_be_visible()
    expect(trail.locator("li:visible", has_text="送达")).to_have_count(0)
    screen.emulate_media(media="print")
    expect(sent.locator("tbody tr").first).to_be_visible()
    screen.emulate_media(media="screen")
    sent.locator("summary").click()
    trail.locator("summary").click()
    expect(sent.locator("tbody tr").first).to_be_visible()
    expect(trail.locator("details li").first).to_be_visible()
    for link in screen.locator(".jumps a").all():
        link.click()
        part = screen.locator(f"section{link.get_attribute('href')}")
        expect(part.locator("h2")).to_be_in_viewport()
        expect(part.locator("h2")).to_have_text(link.inner_text())
    plant.expect_all(*CREW)
