"""What a template card must hold: each rule with the platform's code, and what is shown cut or by default."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wecom_cast import SAFETY, WeCom, button_card, notice_card, selection_card, vote_card

from simulator.wecom import cards
from simulator.wecom.errors import Refusal

Json = dict[str, Any]
LINK = "https://safety.example.com/h5/1"
MENU = {"desc": "更多", "action_list": [{"text": "转交", "key": "transfer:1"}]}
PICTURE = {"url": "https://safety.example.com/p.png", "aspect_ratio": 1.3}


def _news(**changes: Any) -> Json:
    card = notice_card(card_type="news_notice", card_image=PICTURE) | changes
    return {name: value for name, value in card.items() if value is not None}


def _options(*ids: str) -> list[Json]:
    return [{"id": one, "text": one} for one in ids]


def _buttons(*buttons: Json) -> Json:
    return button_card(button_list=list(buttons))


def _lines(*lines: Json) -> Json:
    return button_card(horizontal_content_list=list(lines))


FULL = button_card(
    source={"icon_url": LINK, "desc": "安全闭环", "desc_color": 1},
    action_menu=MENU,
    quote_area={"type": 1, "url": LINK, "title": "现场描述", "quote_text": "三号线护栏松动"},
    sub_title_text="请于 48 小时内处理",
    horizontal_content_list=[
        {"keyname": "等级", "value": "重大"},
        {"keyname": "责任人", "value": "林静", "type": 3, "userid": SAFETY},
        {"keyname": "照片", "value": "查看", "type": 1, "url": LINK},
    ],
    card_action={"type": 1, "url": LINK},
    button_selection={"question_key": "q", "option_list": _options("r1", "r2"), "selected_id": "r1"},
)

WRONG: list[tuple[str, Json, int]] = [
    ("no type", button_card(card_type=None), 40058),
    ("unknown type", button_card(card_type="poster"), 40058),
    ("a list as type", button_card(card_type=["poster"]), 40058),
    ("unknown field", button_card(colour="red"), 40058),
    ("field of another type", button_card(emphasis_content={"title": "2"}), 40058),
    ("text where an object belongs", button_card(main_title="标题"), 40058),
    ("number where a text belongs", button_card(sub_title_text=7), 40058),
    ("text where a number belongs", _buttons({"text": "好", "key": "k", "style": "1"}), 40058),
    ("replace_text in a send", button_card(replace_text="已处理"), 40058),
    ("notice without action", notice_card(card_action={}), 42045),
    ("notice with action type 0", notice_card(card_action={"type": 0}), 42045),
    ("notice action without url", notice_card(card_action={"type": 1}), 42045),
    ("notice action without appid", notice_card(card_action={"type": 2}), 42045),
    ("button card action without url", button_card(card_action={"type": 1}), 40058),
    ("no task_id", button_card(task_id=None), 42014),
    ("task_id with a colon", button_card(task_id="a:b"), 42014),
    ("task_id of 129", button_card(task_id="a" * 129), 42014),
    ("menu without task_id", notice_card(action_menu=MENU), 42014),
    ("notice without any title", notice_card(main_title={}), 40058),
    ("button card without title", button_card(main_title={"desc": "x"}), 41016),
    ("news without picture", _news(card_image=None), 40058),
    ("news text without picture", _news(image_text_area={"type": 0, "title": "x"}), 40058),
    ("news picture too flat", _news(card_image=PICTURE | {"aspect_ratio": 2.3}), 40058),
    ("seven lines", _lines(*[{"keyname": "x"}] * 7), 40058),
    ("four jumps", notice_card(jump_list=[{"title": "x"}] * 4), 40058),
    ("five paragraphs", _news(vertical_content_list=[{"title": "x"}] * 5), 40058),
    ("no buttons", _buttons(), 40058),
    ("seven buttons", _buttons(*[{"text": "好", "key": str(n)} for n in range(7)]), 40058),
    ("four menu entries", button_card(action_menu={"action_list": [{"text": "x", "key": "y"}] * 4}), 40058),
    ("menu without entries", button_card(action_menu={"desc": "x"}), 40058),
    ("four lists", selection_card(select_list=[{"question_key": "q", "option_list": _options("a")}] * 4), 40058),
    ("vote without boxes", {k: v for k, v in vote_card().items() if k != "checkbox"}, 40058),
    ("21 answers", vote_card(checkbox={"question_key": "q", "option_list": _options(*map(str, range(21)))}), 40058),
    ("a key over 1024 bytes", _buttons({"text": "好", "key": "安" * 342}), 42018),
    ("two buttons, one key", _buttons({"text": "好", "key": "k"}, {"text": "不", "key": "k"}), 42018),
    ("button and menu, one key", button_card(action_menu={"action_list": [{"text": "x", "key": "accept:1"}]}), 42018),
    ("an id over 128 bytes", vote_card(checkbox={"question_key": "q", "option_list": _options("安" * 43)}), 40058),
    ("one id twice", vote_card(checkbox={"question_key": "q", "option_list": _options("a", "a")}), 40058),
    (
        "one question twice",
        selection_card(select_list=[{"question_key": "q", "option_list": _options("a")}] * 2),
        40058,
    ),
    ("a button without key", _buttons({"text": "好"}), 42019),
    ("a link without url", _buttons({"text": "好", "type": 1}), 40058),
    ("a button without text", _buttons({"key": "k"}), 42020),
    ("submit without key", vote_card(submit_button={"text": "交"}), 42019),
    ("a line without keyname", _lines({"value": "x"}), 40058),
    ("a link line without url", _lines({"keyname": "x", "type": 1}), 40058),
    ("an unknown attachment", _lines({"keyname": "x", "type": 2, "media_id": "old"}), 40007),
    ("an unknown member", _lines({"keyname": "x", "type": 3, "userid": "nobody"}), 40058),
    ("a jump without url", notice_card(jump_list=[{"title": "x", "type": 1}]), 40058),
    ("a quote without url", button_card(quote_area={"type": 1, "title": "x"}), 40058),
    ("a url without protocol", button_card(card_action={"type": 1, "url": "safety.example.com"}), 45034),
    ("a url over 2048", button_card(card_action={"type": 1, "url": LINK + "x" * 2048}), 40039),
]


@pytest.mark.parametrize(
    "card", [FULL, vote_card(), selection_card(), notice_card(), _news()], ids=lambda c: c["card_type"]
)
def test_each_card_type_is_accepted_and_shown(wecom: WeCom, card: Json) -> None:
    answer = wecom.send(card)
    assert answer["errcode"] == 0
    assert ("response_code" in answer) == cards.calls_back(card)
    assert wecom.card()["main_title"] == card["main_title"]


@pytest.mark.parametrize(("card", "code"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_a_wrong_card_is_refused(card: Json, code: int) -> None:
    context = cards.Context(knows_media=lambda _id: False, knows_user=lambda user: user == SAFETY)
    with pytest.raises(Refusal) as refused:
        cards.check(card, context)
    assert refused.value.code == code


def test_a_refused_card_leaves_the_phone_and_the_task_id_untouched(wecom: WeCom) -> None:
    assert wecom.send(button_card(colour="red"))["errcode"] == 40058
    assert wecom.phone() == []
    assert wecom.send(button_card())["errcode"] == 0


def test_a_task_id_can_never_be_used_again(wecom: WeCom) -> None:
    wecom.send(button_card("hz-9"))
    wecom.advance(90 * 24 * 3600)
    assert wecom.send(button_card("hz-9"))["errcode"] == 42014


def test_a_repeated_call_under_the_duplicate_check_is_not_a_reused_task_id(wecom: WeCom) -> None:
    check = {"enable_duplicate_check": 1, "duplicate_check_interval": 600}
    assert [wecom.send(button_card(), **check)["errcode"] for _ in range(2)] == [0, 0]
    assert [bool(message["dropped"]) for message in wecom.phone()] == [False, True]


def test_an_app_without_callback_may_send_only_cards_without_buttons(wecom: WeCom) -> None:
    wecom.control("reset", {"wecom": {"callback_url": None}})
    wecom.login()
    assert wecom.send(button_card())["errcode"] == 43012
    assert wecom.send(notice_card(action_menu=MENU, task_id="m-1"))["errcode"] == 43012
    assert wecom.send(notice_card())["errcode"] == 0


def test_texts_over_the_advised_length_are_shown_cut_with_a_warning(wecom: WeCom) -> None:
    wecom.send(_lines({"keyname": "作业负责人姓名", "value": "一" * 31}) | {"main_title": {"title": "隐" * 37}})
    card = wecom.card()
    assert card["main_title"]["title"] == "隐" * 35 + "…"
    assert card["horizontal_content_list"] == [{"keyname": "作业负责…", "value": "一" * 29 + "…"}]
    assert wecom.control("log")[-1]["warning"].count("shown cut") == 3


def test_values_outside_their_range_are_replaced_by_the_default(wecom: WeCom) -> None:
    selection = {"question_key": "q", "option_list": _options("r1", "r2"), "selected_id": "r9"}
    card = _buttons({"text": "好", "key": "k", "style": 9})
    wecom.send(card | {"source": {"desc": "安好", "desc_color": 7}, "button_selection": selection})
    shown = wecom.card()
    assert shown["button_list"][0]["style"] == 1
    assert shown["source"]["desc_color"] == 0
    assert shown["button_selection"]["selected_id"] == "r1"


def test_a_menu_on_a_vote_is_ignored_and_a_bare_submit_button_gets_its_word(wecom: WeCom) -> None:
    wecom.send(vote_card(action_menu=MENU, submit_button={"key": "s"}))
    shown = wecom.card()
    assert "action_menu" not in shown
    assert shown["submit_button"] == {"text": "提交", "key": "s"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
)
SPOILED = st.tuples(st.sampled_from([FULL, vote_card(), selection_card(), _news()]), st.data())


@given(SPOILED, JSON)
def test_any_spoiled_card_is_shown_or_refused_and_nothing_worse(spoiled: tuple[Json, Any], value: Any) -> None:
    card, data = spoiled
    name = data.draw(st.sampled_from(sorted(card)))
    context = cards.Context(knows_media=lambda _id: True, knows_user=lambda _user: True)
    try:
        assert cards.check(card | {name: value}, context)["card_type"] in cards.FIELDS
    except Refusal as refused:
        assert refused.code > 40000
