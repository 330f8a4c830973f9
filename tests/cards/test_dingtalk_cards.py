"""DingTalk cards: reviewed golden files, and every limit of the platform kept whatever a card holds."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dingtalk.buttons import fixed
from cards import dingtalk
from cards.card import Button, Card
from cards.dingtalk import KEY_BYTES, VALUE_BYTES, check, cut, render
from rules.texts import in_line

DATA = Path(__file__).parent / "data"
TEMPLATE = Path(dingtalk.__file__).with_name("dingtalk_template.json")
FIXED = TEMPLATE.with_name("dingtalk_template_fixed.json")
BASE = "https://anhao.example.com"

SIGN = Card(
    title="请签：一级动火 · 储罐二区",
    lines=("今天 08:30–16:30", "换焊接管段", "找你签：安全总监请假，你顶班（SQ-2026-07）"),
    deadline="剩 12 分钟（08:30 前）",
    facts=(("风险", "可燃气、焊渣坠落"),),
    buttons=(
        Button("sign", "签批", "main", url="/h5/dingtalk/permit/7"),
        Button("refuse", "退回"),
        Button("why", "为什么找我"),
    ),
    link="/h5/dingtalk/permit/7",
)
CARDS = {
    "sign": SIGN,
    "alert": Card(
        title="【红色警报】储罐二区可燃气 32 %LEL",
        lines=("8 秒前", "该区动火票已停", "请确认人员撤离"),
        tone="stop",
        buttons=(Button("acknowledge", "收到，我处理", "danger"), Button("hand_over", "转给…")),
    ),
    "receipt": Card(
        title="一级动火 · 储罐二区",
        status="08:19 鲍主任已签",
        tone="done",
        link="/h5/dingtalk/permit/7",
        link_text="看签批单",
        notice="已签。票已交给下一位。",
        final=True,
    ),
}
TEXT = st.text(st.characters(codec="utf-8"), max_size=600)
ANY_CARD = st.builds(
    Card,
    title=TEXT.filter(in_line),
    lines=st.lists(TEXT, max_size=12).map(tuple),
    deadline=TEXT,
    status=TEXT,
    notice=TEXT,
    facts=st.lists(st.tuples(TEXT, TEXT), max_size=8).map(tuple),
)


def rendered(card: Card, **more: Any) -> dict[str, Any]:
    return render(card, **{"ask": 7, "rendition": 3, "card_id": "c-7-1", "base_link": BASE, **more})


def public(card: Card, **more: Any) -> dict[str, str]:
    variables: dict[str, str] = rendered(card, **more)["cardData"]["cardParamMap"]
    return variables


@pytest.mark.parametrize("name", CARDS)
def test_a_card_is_as_it_was_reviewed(name: str) -> None:
    golden = DATA / f"dingtalk_{name}.json"
    assert rendered(CARDS[name]) == json.loads(golden.read_text(encoding="utf-8"))


@given(ANY_CARD)
def test_no_variable_is_ever_too_long(card: Card) -> None:
    body = rendered(card)
    variables = body["cardData"]["cardParamMap"] | body.get("userPrivateData", {}).get("cardParamMap", {})
    assert all(len(key.encode()) <= KEY_BYTES for key in variables)
    assert all(len(value.encode()) <= VALUE_BYTES for value in variables.values())
    assert isinstance(json.loads(variables["lines"]), list)


@given(TEXT, st.integers(3, 200))
def test_a_cut_keeps_whole_characters_and_shows_itself(text: str, limit: int) -> None:
    short = cut(text, limit)
    assert len(short.encode()) <= limit
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


def test_lines_that_no_longer_fit_are_left_out_visibly() -> None:
    lines = json.loads(public(Card("题", lines=tuple(f"第 {n} 行" + "火" * 60 for n in range(9))))["lines"])
    assert lines[0].startswith("第 0 行") and lines[-1] == "…"


def test_facts_follow_the_lines() -> None:
    assert json.loads(public(SIGN)["lines"])[-1] == "风险：可燃气、焊渣坠落"


def test_the_cards_link_is_its_last_button() -> None:
    buttons = json.loads(public(SIGN)["buttons"])
    assert [button["id"] for button in buttons] == ["sign", "refuse", "why", "open"]
    assert buttons[-1]["url"] == f"{BASE}/h5/dingtalk/permit/7"


def test_a_card_without_notice_leaves_an_earlier_one_standing() -> None:
    assert "userPrivateData" not in rendered(SIGN)


def test_a_card_of_no_ask_says_so() -> None:
    assert public(SIGN, ask=None)["ask"] == ""


@pytest.mark.parametrize(
    ("card", "more", "fault"),
    [
        (SIGN, {"card_id": "x" * 65}, "outTrackId"),
        (SIGN, {"card_id": "卡片"}, "outTrackId"),
        (Card(""), {}, "title"),
        (Card("题", buttons=(Button("a", "甲"), Button("a", "乙"))), {}, "one id"),
        (Card("题", buttons=(Button("a", ""),)), {}, "without id or text"),
        (Card("题", buttons=(Button("a", "甲", url="/x"),)), {"base_link": ""}, "url"),
        (Card("题", buttons=(Button("a", "甲", url="/x?" + "t" * 1000),)), {}, "buttons has"),
    ],
)
def test_what_the_platform_would_refuse_is_not_sent(card: Card, more: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        rendered(card, **more)


def test_a_variable_that_is_not_text_is_not_sent() -> None:
    body = rendered(SIGN)
    body["cardData"]["cardParamMap"]["ask"] = 7
    with pytest.raises(ValueError, match="ask is not text"):
        check(body)


def test_an_update_carries_the_same_variables_as_a_new_card() -> None:
    assert dingtalk.render_update(SIGN, ask=7, rendition=3, card_id="c-7-1", base_link=BASE) == rendered(SIGN)


def test_the_template_has_exactly_the_variables_that_cards_fill() -> None:
    declared = json.loads(json.loads(TEMPLATE.read_text(encoding="utf-8"))["editorData"])["variableList"]
    names = {(variable["name"], variable["private"]) for variable in declared}
    filled = rendered(CARDS["receipt"])
    assert names == {(name, False) for name in filled["cardData"]["cardParamMap"]} | {
        (name, True) for name in filled["userPrivateData"]["cardParamMap"]
    }


def test_the_template_of_four_fixed_buttons_has_exactly_the_variables_that_are_filled() -> None:
    editor = json.loads(json.loads(FIXED.read_text(encoding="utf-8"))["editorData"])
    names = {variable["name"] for variable in editor["variableList"] if not variable["private"]}
    data = fixed(rendered(CARDS["receipt"])["cardData"], BASE)
    assert names == set(data["cardParamMap"]) and "loop.id" not in FIXED.read_text(encoding="utf-8")
    places = [node for node in editor["schema"]["componentsTree"][0]["children"] if node["title"].startswith("按钮")]
    assert len(places) == 4 * 6
    for node in places:
        place = f"b{node['title'].split()[1]}"
        conditions = [each["variable"] for each in node["props"]["visible"]["condition"]["conditions"]]
        assert conditions == [f"{place}_url", f"{place}_style"] and f"${{{place}_text}}" in str(node["props"]["text"])
        sent = {each["name"]: each["variable"] for each in node["props"].get("params", [])}
        link = node["props"].get("url", {}).get("variable")
        assert (sent == {"ask": "ask", "rendition": "rendition", "action": f"{place}_id"}) != (link == f"{place}_url")
