"""What the pages show: the sheet is kept as it is shown, closed asks say who and when, the public page says little."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from room import NOW, NUMBER, Room, ask_of, open_wecom, page_data, seed_request, site_code

from handlers import flows
from models import blob, ledger, store
from models.ask import Ask
from models.book import book
from models.delivery import Rendition
from models.permit import Permit
from models.subject import lock
from rules.templates import Level
from web.h5.offer import Choice, every, found, named
from web.h5.permits.choices import first_period, offer_of
from web.h5.permits.essentials import essentials
from web.h5.trail import steps
from web.people import visitor


def shown_lines(page: str) -> str:
    lines = re.findall(r"<(\w+)[^>]* data-shown>(.*?)</\1>", page, re.DOTALL)
    return "\n".join(html.unescape(re.sub(r"<[^>]+>", "", line)) for _, line in lines)


@pytest.mark.parametrize("page", ["sign", "refuse"])
def test_what_the_page_shows_is_kept_before_it_is_shown(room: Room, permit: Permit, page: str) -> None:
    answer = open_wecom(room, f"/h5/wecom/{page}/{ask_of('U04').id}?r=7", "anhe_u04")
    kept = Rendition.select().order_by(Rendition.id.desc()).get()
    assert sorted(shown_lines(answer.text).splitlines()) == sorted(kept.text.splitlines())
    assert blob.read(kept.shown).decode() == kept.text
    assert kept.delivery is None and kept.body == {"page": page, "card": 7}
    assert page_data(answer.text)["shown"] == kept.shown


def test_the_sheet_says_what_by_when_and_why_you_first(room: Room, permit: Permit) -> None:
    text = essentials(permit, ask_of("U04"), book(NOW).plant, NOW).text.splitlines()
    assert text[:3] == [
        "请签：一级动火 · 污水处理站",
        "剩 12 分钟（08:30 前）",
        "找你签：安全总监请假，你顶班（SQ-2026-07）",
    ]
    assert "监护人：乐正迟 · 一车间监护人" in text
    assert "授权书：SQ-2026-07" in text
    assert text.index("风险前三") < text.index("安全措施")
    assert any(line.startswith("宓有方 · 检修班长") and line.endswith("08:12") for line in text)
    assert text[-1].startswith("我在作业现场核对过")


def test_the_same_sheet_has_the_same_text_and_another_moment_another(room: Room, permit: Permit) -> None:
    plant = book(NOW).plant
    first = essentials(permit, ask_of("U04"), plant, NOW)
    assert essentials(permit, ask_of("U04"), plant, NOW).text == first.text
    late = essentials(permit, ask_of("U04"), plant, NOW + timedelta(minutes=20))
    assert "已过 8 分钟（应在 08:30 前）" in late.text


@pytest.mark.parametrize(
    ("state", "answer", "words"),
    [
        ("done", {"at": "2026-11-25T08:19:00+08:00"}, "这张票你 08:19 已经签过，不用再签。"),
        ("refused", {"at": "2026-11-25T08:19:00+08:00"}, "这张票你 08:19 已经退回。"),
        (
            "superseded",
            {"at": "2026-11-25T08:19:00+08:00", "by": "U05", "result": "signed"},
            "这张票 08:19 已由宿明澈签过，不用再签。",
        ),
        (
            "superseded",
            {"at": "2026-11-25T08:19:00+08:00", "by": "U05", "result": "returned"},
            "这张票 08:19 被宿明澈退回了，不用签。",
        ),
        ("expired", {}, "这张票过了作业时段，已经作废。"),
    ],
)
def test_a_closed_ask_says_what_is_so_and_leads_to_the_permit(
    room: Room, permit: Permit, state: str, answer: dict[str, str], words: str
) -> None:
    ask = ask_of("U04")
    Ask.update(state=state, answer=answer).where(Ask.id == ask.id).execute()
    page = open_wecom(room, f"/h5/wecom/sign/{ask.id}", "anhe_u04")
    assert page.status_code == 200
    assert words in page.text
    assert f'href="/h5/wecom/permit/{NUMBER}"' in page.text
    assert "确认签批" not in page.text


def test_a_held_ask_says_how_far_and_the_two_ways_on(room: Room, permit: Permit) -> None:
    ask = ask_of("U04")
    answer = {"presence": "你离污水处理站约 320 米：请到现场再签"}
    Ask.update(state="held", answer=answer).where(Ask.id == ask.id).execute()
    page = open_wecom(room, f"/h5/wecom/sign/{ask.id}", "anhe_u04").text
    assert "待到场" in page and answer["presence"] in page
    assert "我到了，重新定位" in page and "扫现场码 + 拍照" in page
    site = open_wecom(room, f"/h5/wecom/site/{site_code(room)}", "anhe_u04").text
    assert "你有 1 个签名等你到场" in site
    assert "没有等你到场的签名" in open_wecom(room, f"/h5/wecom/site/{site_code(room, 'tank')}", "anhe_u04").text


def test_the_permit_page_shows_route_reasons_trail_and_its_code(room: Room, permit: Permit) -> None:
    def trail() -> None:
        subject = lock(permit.subject_id)
        ledger.append(subject, "permit.requested", NOW, actor={"person": "U33"}, data={})
        ledger.append(subject, "card.delivered", NOW, actor={"system": "worker"}, data={"to": "U04"})
        ledger.append(subject, "something.new", NOW, actor={"system": "worker"}, data={})

    store.write(trail)
    page = open_wecom(room, f"/h5/wecom/permit/{NUMBER}", "anhe_u04").text
    assert "为什么找我" in page and "你顶班（SQ-2026-07）" in page
    assert "双签审批" in page and "都要签" in page and "代安全总监，SQ-2026-07" in page
    assert "宓有方提出申请" in page and "卡片送到卞予安" in page and "其他记录" in page
    assert '<svg viewBox="0 0' in page and "onload" not in page


def test_every_kind_of_entry_has_words_that_need_nothing_more(room: Room, permit: Permit) -> None:
    def trail() -> None:
        subject = lock(permit.subject_id)
        for kind in flows.here().entries:
            ledger.append(subject, kind, NOW, actor={"system": "clock"}, data={})

    store.write(trail)
    words = [step.words for step in steps(permit.subject, book(NOW).plant, NOW)]
    assert len(words) == len(flows.here().entries)
    assert not any("{" in each or each.endswith("：") for each in words)


def test_the_public_page_shows_five_things_and_no_more(room: Room, permit: Permit) -> None:
    page = room.app.test_client().get(f"/p/{NUMBER}")
    text = re.sub(r"<[^>]+>", " ", page.text)
    assert page.status_code == 200
    for words in (NUMBER, "一级动火", "污水处理站", "正在签", "乐正迟"):
        assert words in text
    for words in ("宓有方", "苑成蹊", "调节池", "U30", "SQ-2026-07"):
        assert words not in page.text
    assert room.app.test_client().get("/p/DH-20261125-9999").status_code == 404


def test_the_form_starts_when_there_is_time_to_sign_on_the_ten_for_the_level_s_hours(room: Room) -> None:
    level, rules = Level("first", "一级", 2, 8, "gb", ""), book(NOW).config.rules
    starts_at, ends_at = first_period(level, rules, NOW)
    assert f"{starts_at:%H:%M}" == "09:40"
    assert ends_at - starts_at == timedelta(hours=8)
    assert first_period(level, rules, NOW.replace(minute=25))[0].minute == 40
    assert first_period(level, rules, NOW.replace(minute=25, second=1))[0].minute == 50


def offered(role: str, words: str = "", **more: Any) -> list[Choice]:
    who = visitor("wecom", "anhe_u33", NOW)
    return found(offer_of(role, "hot_work", who, "sewage", **more), words, who)[0]


def test_the_form_offers_who_may_today_first_and_says_what_others_lack(room: Room) -> None:
    workers = offered("worker")
    able = [choice.id for choice in workers if not choice.lacks]
    assert able == ["U34", "U37"]
    lapsed = next(choice for choice in workers if choice.id == "U38")
    assert "特种作业操作证（焊接与热切割） 2026年10月31日 已过期，要去发证机关复审，先换人" in lapsed.lacks
    assert "没有承包商入厂安全教育" in lapsed.lacks
    never = next(choice for choice in workers if any("没有特种作业操作证" in each for each in choice.lacks))
    assert "没有特种作业操作证（焊接与热切割），要去发证机关考，先换人" in never.lacks
    assert not [each for choice in workers for each in choice.lacks if "操作证" in each and "补学" in each]
    guardians = offered("guardian")
    assert {choice.id for choice in guardians if not choice.lacks} == {"U20", "U22", "U30", "U31"}
    assert [bool(choice.lacks) for choice in guardians] == sorted(bool(choice.lacks) for choice in guardians)


def test_somebody_without_any_paper_is_found_by_his_name_and_told_what_he_lacks(room: Room) -> None:
    assert "U33" not in [choice.id for choice in offered("guardian")]
    [leader] = offered("guardian", "mi有方")
    assert leader.id == "U33" and "没有监护人专项培训（动火）" in leader.lacks[1]


def test_who_asks_leads_by_default_and_who_is_away_cannot(room: Room) -> None:
    who = visitor("wecom", "anhe_u33", NOW)
    whole = offer_of("work_leader", "hot_work", who)
    [himself] = named(whole, ["U33"], who)
    [director] = named(whole, ["U03"], who)
    assert not himself.lacks and director.lacks == ("外出培训到 12月20日",)
    page = open_wecom(room, f"/h5/wecom/request/{store.write(seed_request).id}", "anhe_u33").text
    assert '<input type="hidden" name="work_leader" value="U33">' in page


def test_a_list_that_fits_one_look_is_shown_whole_and_a_longer_one_is_found_by_typing(room: Room) -> None:
    who = visitor("wecom", "anhe_u33", NOW)
    few = every(offer_of("guardian", "hot_work", who), who)
    assert few is not None and len(few) == 8
    assert every(offer_of("work_leader", "hot_work", who), who) is None
    shown, more = found(offer_of("work_leader", "hot_work", who), "", who)
    assert (len(shown), more) == (8, len(who.plant.people) - 8)


def test_the_form_of_a_sent_request_leads_to_its_permit(room: Room, request_ask: Ask) -> None:
    Ask.update(state="done", answer={"permit": NUMBER}).where(Ask.id == request_ask.id).execute()
    page = open_wecom(room, f"/h5/wecom/request/{request_ask.id}", "anhe_u33").text
    assert f"这张申请已经交上去了：{NUMBER}" in page
    assert "发「动火」" in open_wecom(room, "/h5/wecom/new/hot_work", "anhe_u33").text


def test_the_newest_open_form_opens_by_its_kind(room: Room, request_ask: Ask) -> None:
    page = open_wecom(room, "/h5/wecom/new/hot_work", "anhe_u33").text
    assert page_data(page)["ask"] == request_ask.id
