"""Cards as WeCom gets them: golden files reviewed by eye, the platform's limits, and any card at all.

`ANHAO_GOLDEN=write pytest tests/cards` writes the golden files anew.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.card import Button, Card
from cards.wecom import check, encode_key, render, render_update
from rules.texts import in_line
from simulator.wecom import cards as cards_there

DATA = Path(__file__).parent / "data"
PLACE = {"ask": 77, "rendition": 3, "card_id": "ask-77@zhangsan", "base_link": "https://safety.example.com"}

SIGN = Card(
    title="请签：一级动火 · 储罐二区",
    lines=("今天 08:30–16:30 · 换焊接管段", "风险前三：火灾、爆炸、中毒", "找你签：安全总监请假，你顶班"),
    deadline="剩 12 分钟（08:30 前）",
    buttons=(
        Button("sign", "签批", "main", "/h5/wecom/sign/77?r=3"),
        Button("refuse", "退回", "danger"),
        Button("why", "为什么找我"),
    ),
    link="/h5/wecom/permit/DH-20261125-003",
    facts=(("票号", "DH-20261125-003"), ("部位", "T-203 进料管")),
)
HELD = Card(
    title="请签：一级动火 · 储罐二区",
    status="待到场：签名已留，请到现场再定位",
    tone="caution",
    buttons=(Button("sign", "到场再签", "main"),),
    notice="你离储罐二区还有 640 米。到场后再点「到场再签」。",
)
SIGNED = Card(
    title="已签：一级动火 · 储罐二区",
    status="王强 08:19 签字",
    tone="done",
    link="/h5/wecom/permit/DH-20261125-003",
    link_text="看签批单",
    facts=(("票号", "DH-20261125-003"),),
    final=True,
)
ALERT = Card(
    title="【红色警报】储罐二区可燃气 32 %LEL",
    lines=("8 秒前", "该区动火票已停", "请确认人员撤离"),
    deadline="现在",
    tone="stop",
    buttons=(Button("acknowledge", "收到，我处理", "main"), Button("hand_over", "转给…")),
)
QUIZ = Card(
    title="第 2 题 / 共 3 题",
    lines=("进罐前先做什么？",),
    buttons=tuple(Button(f"option_{letter}", letter) for letter in "ABCD"),
)
NEW = {"wecom_sign": SIGN, "wecom_held": HELD, "wecom_alert": ALERT, "wecom_quiz": QUIZ, "wecom_notice": SIGNED}
UPDATES = {"wecom_update_held": HELD, "wecom_update_signed": SIGNED}
GOLDEN = {name: render(card, **PLACE) for name, card in NEW.items()} | {
    name: render_update(card, **PLACE) for name, card in UPDATES.items()
}


@pytest.mark.parametrize("name", GOLDEN)
def test_each_card_is_as_it_was_reviewed(name: str) -> None:
    path = DATA / f"{name}.json"
    if os.environ.get("ANHAO_GOLDEN") == "write":
        path.write_text(json.dumps(GOLDEN[name], ensure_ascii=False, indent=1) + "\n")
    assert json.loads(path.read_text()) == GOLDEN[name]


def test_a_button_without_an_address_carries_action_ask_and_rendition() -> None:
    keys = [button.get("key") for button in GOLDEN["wecom_sign"]["button_list"]]
    assert keys == [None, "refuse|77|3", "why|77|3"]
    assert encode_key("open", None, 3) == "open||3"


def test_a_closed_card_keeps_its_type_and_shows_one_grey_word() -> None:
    signed = GOLDEN["wecom_update_signed"]
    assert (signed["card_type"], signed["task_id"]) == ("button_interaction", PLACE["card_id"])
    assert signed["replace_text"] == "已办"
    assert "王强 08:19 签字" in signed["sub_title_text"]


def test_a_short_status_is_the_grey_word_itself() -> None:
    assert render_update(Card("动火票申请", status="正在签"), **PLACE)["replace_text"] == "正在签"


def test_a_card_without_buttons_always_leads_somewhere() -> None:
    body = render(Card("这张票找不到了", status="请找申请人"), **PLACE)
    assert body["card_action"] == {"type": 1, "url": PLACE["base_link"]}


def test_long_words_are_cut_on_purpose_and_stay_behind_the_link() -> None:
    long = Card("长" * 50, lines=("行" * 200,), deadline="限" * 60, link="/h5/7", facts=(("名" * 9, "值" * 40),) * 9)
    body = render(Card(**{**vars(long), "buttons": (Button("a", "按" * 20),)}), **PLACE)
    assert body["main_title"] == {"title": "长" * 35 + "…", "desc": "限" * 43 + "…"}
    assert len(body["sub_title_text"]) == 160
    assert body["horizontal_content_list"][0] == {"keyname": "名" * 4 + "…", "value": "值" * 29 + "…"}
    assert body["button_list"][0]["text"] == "按" * 9 + "…"
    assert [fact.get("url") for fact in body["horizontal_content_list"]][-1] == "https://safety.example.com/h5/7"
    assert len(body["horizontal_content_list"]) == 6


@pytest.mark.parametrize(
    ("card", "place", "field"),
    [
        (Card(""), {}, "title"),
        (Card("x", buttons=(Button("a", ""),)), {}, "text"),
        (Card("x", buttons=(Button("a", "A"), Button("a", "B"))), {}, "keys"),
        (Card("x", buttons=tuple(Button(str(n), "A") for n in range(7))), {}, "7 buttons"),
        (Card("x", buttons=(Button("a" * 1024, "A"),)), {}, "keys"),
        (Card("x", buttons=(Button("a|b", "A"),)), {}, r"\|"),
        (Card("x", buttons=(Button("a", "A"),)), {"card_id": "名字"}, "task_id"),
        (Card("x", buttons=(Button("a", "A"),)), {"card_id": "x" * 129}, "task_id"),
        (Card("x", facts=(("", "A"),)), {}, "keyname"),
        (Card("x", link="javascript:alert(1)"), {}, "url"),
        (Card("x", link="/h5/" + "x" * 2048), {}, "url"),
    ],
)
def test_a_card_that_the_platform_would_refuse_is_not_made(card: Card, place: dict[str, Any], field: str) -> None:
    with pytest.raises(ValueError, match=field):
        render(card, **(PLACE | place))


words = st.text(alphabet=st.characters(codec="utf-8"), max_size=200)
buttons = st.builds(
    Button,
    action=st.text("abcdefgh_.", min_size=1, max_size=12),
    text=words.filter(bool),
    style=st.sampled_from(["main", "plain", "danger"]),
)
cards = st.builds(
    Card,
    title=words.filter(in_line),
    lines=st.lists(words, max_size=6).map(tuple),
    deadline=words,
    status=words,
    tone=st.sampled_from(["info", "done", "caution", "stop", "quiet"]),
    buttons=st.lists(buttons, max_size=6, unique_by=lambda button: button.action).map(tuple),
    link=st.sampled_from(["", "/h5/7", "https://safety.example.com/h5/7"]),
    notice=words,
    facts=st.lists(st.tuples(words.filter(bool), words), max_size=9).map(tuple),
)


@given(cards)
def test_any_card_is_taken_by_a_strict_platform_and_nothing_of_it_is_cut_there(card: Card) -> None:
    for body in (render(card, **PLACE), render_update(card, **PLACE)):
        check(body)
        seen = cards_there.Context(lambda media: False, lambda user: False, is_update="replace_text" in body)
        cards_there.check(json.loads(json.dumps(body)), seen)
        assert seen.warnings == []
