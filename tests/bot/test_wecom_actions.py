"""From decrypted XML to actions: every kind of message, and any junk."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channel import Action
from bot.wecom.actions import APP, CONTACTS, Malformed, Takes, parse
from bot.wecom.keys import decode_key
from cards.wecom import encode_key


def xml(**elements: object) -> str:
    head = {"ToUserName": "ww1", "FromUserName": "zhangsan", "CreateTime": 1790000000, "AgentID": 1000002}
    parts = "".join(f"<{name}>{value}</{name}>" for name, value in {**head, **elements}.items())
    return f"<xml>{parts}</xml>"


def event(name: str, **elements: object) -> str:
    return xml(MsgType="event", Event=name, **elements)


TAP: dict[str, Any] = {
    "EventKey": "sign|77|3",
    "TaskId": "ask-77@zhangsan",
    "CardType": "button_interaction",
    "ResponseCode": "rc1",
}


def tap(**changed: object) -> str:
    return event("template_card_event", **{**TAP, **changed})


def action(plain: str) -> Action:
    parsed = parse(plain, APP) or parse(plain, CONTACTS)
    assert parsed is not None
    return parsed


def test_a_tap_names_its_ask_rendition_card_and_repaint() -> None:
    tapped = action(tap())
    assert (tapped.kind, tapped.account, tapped.name) == ("tap", "zhangsan", "sign")
    assert (tapped.ask, tapped.rendition) == (77, 3)
    assert (tapped.card, tapped.repaint) == ("ask-77@zhangsan", "rc1")


def test_a_corner_menu_of_a_card_is_a_tap_too() -> None:
    assert action(event("template_card_menu_event", **TAP)).kind == "tap"


def test_a_redelivered_tap_has_the_same_key() -> None:
    assert action(tap()).key == action(tap()).key


@pytest.mark.parametrize(
    "changed",
    [
        {"ResponseCode": "rc2"},
        {"EventKey": "refuse|77|3"},
        {"TaskId": "ask-78@zhangsan"},
        {"CreateTime": 1790000001},
        {"FromUserName": "lisi"},
    ],
)
def test_another_tap_has_another_key(changed: dict[str, object]) -> None:
    assert action(tap(**changed)).key != action(tap()).key


@pytest.mark.parametrize("options", [["r1"], ["r1", "r2"]])
def test_one_chosen_option_is_read_like_several(options: list[str]) -> None:
    ids = "".join(f"<OptionId>{option}</OptionId>" for option in options)
    item = f"<SelectedItem><QuestionKey>q1</QuestionKey><OptionIds>{ids}</OptionIds></SelectedItem>"
    assert action(tap(SelectedItems=item)).choices == {"q1": tuple(options)}


def test_a_vote_without_a_choice_has_no_choices() -> None:
    assert action(tap(SelectedItems="")).choices == {}


def test_a_typed_word_is_trimmed_and_keyed_by_its_message() -> None:
    said = action(xml(MsgType="text", Content=" 动火 ", MsgId="900"))
    assert (said.kind, said.name, said.text) == ("word", "动火", "动火")
    assert said.key == action(xml(MsgType="text", Content=" 动火 ", MsgId="900", CreateTime="1")).key
    others = [
        xml(MsgType="text", Content="停工", MsgId="900"),
        xml(MsgType="text", Content=" 动火 ", MsgId="901"),
        xml(MsgType="text", Content=" 动火 ", MsgId="900", FromUserName="bea"),
    ]
    assert said.key not in {action(other).key for other in others}


def test_what_a_person_writes_may_look_like_a_document_type() -> None:
    assert action(xml(MsgType="text", Content="<![CDATA[<!DOCTYPE html>]]>", MsgId="901")).name == "<!DOCTYPE html>"


def test_a_picture_and_a_place_are_words_with_data() -> None:
    picture = action(xml(MsgType="image", PicUrl="http://x/p", MediaId="m1", MsgId=1))
    place = action(xml(MsgType="location", Location_X="29.9", Location_Y="121.6", Scale="15", Label="罐区", MsgId=2))
    assert (picture.kind, picture.data) == ("word", {"type": "image", "media": "m1"})
    assert place.data == {"type": "location", "latitude": 29.9, "longitude": 121.6, "label": "罐区"}


@pytest.mark.parametrize("latitude", ["nan", "inf", "91", "north", ""])
def test_a_place_off_the_earth_is_refused(latitude: str) -> None:
    with pytest.raises(Malformed):
        parse(xml(MsgType="location", Location_X=latitude, Location_Y="121.6", MsgId=2), APP)


def test_a_menu_item_is_named_by_its_key() -> None:
    pressed = action(event("click", EventKey="permit.hot_work"))
    assert (pressed.kind, pressed.name) == ("menu", "permit.hot_work")


@pytest.mark.parametrize(
    ("name", "means"), [("subscribe", "joined"), ("unsubscribe", "scope"), ("SUBSCRIBE", "joined")]
)
def test_entering_and_leaving_the_scope_is_a_directory_action(name: str, means: str) -> None:
    seen = action(event(name, EventKey=""))
    assert (seen.kind, seen.name, seen.account) == ("directory", means, "zhangsan")


@pytest.mark.parametrize(
    ("change", "means"), [("create_user", "joined"), ("update_user", "changed"), ("delete_user", "left")]
)
def test_a_contact_change_is_about_its_member_not_its_sender(change: str, means: str) -> None:
    seen = action(event("change_contact", FromUserName="sys", ChangeType=change, UserID="lisi", Department="1,2"))
    assert (seen.kind, seen.name, seen.account) == ("directory", means, "lisi")
    assert seen.data == {"department": "1,2"}


@pytest.mark.parametrize(
    ("told", "only"),
    [
        ({"Department": "1"}, None),
        ({"Department": "1", "Name": "李四", "Mobile": "1"}, "Name,Mobile"),
        ({"Name": "李四", "Status": "2"}, None),
    ],
)
def test_a_change_says_where_it_decides_nothing_about_being_there(told: dict[str, str], only: str | None) -> None:
    seen = action(event("change_contact", ChangeType="update_user", UserID="lisi", **told))
    assert seen.data.get("only") == only


def test_a_renamed_member_carries_the_new_account() -> None:
    seen = action(event("change_contact", ChangeType="update_user", UserID="lisi", NewUserID="lisi2"))
    assert seen.data == {"renamed": "lisi2"}


def test_a_changed_department_asks_for_the_whole_directory() -> None:
    seen = action(event("change_contact", FromUserName="sys", ChangeType="update_party", Id=7))
    assert (seen.name, seen.account, seen.data) == ("scope", "", {"department": "7"})


def test_a_bulk_import_in_one_second_stays_apart() -> None:
    moves = {action(event("change_contact", ChangeType="update_user", UserID="u", Department=n)).key for n in "12"}
    assert len(moves) == 2
    keys = {action(event("change_contact", ChangeType="create_user", UserID=f"u{n}")).key for n in range(20)}
    assert len(keys) == 20


@pytest.mark.parametrize("name", ["enter_agent", "LOCATION", "view", "batch_job_result", "something_new"])
def test_events_that_mean_nothing_here_are_passed_over(name: str) -> None:
    assert parse(event(name, EventKey=""), APP) is None


def test_tags_and_unknown_messages_are_passed_over() -> None:
    assert parse(event("change_contact", ChangeType="update_tag", TagId=1), CONTACTS) is None
    assert parse(xml(MsgType="link", Url="https://example.com", MsgId=3), APP) is None


def test_a_spoken_message_is_a_word_without_text() -> None:
    spoken = parse(xml(MsgType="voice", MediaId="m1", MsgId=3), APP)
    assert spoken is not None
    assert (spoken.kind, spoken.name, spoken.data) == ("word", "", {"type": "voice"})


@pytest.mark.parametrize(
    "plain",
    [
        "",
        "3894502120257093631",
        "<xml>",
        "<html><xml></xml></html>",
        "<xml>only text</xml>",
        "<xml><MsgType>text</MsgType></xml>",
        "<xml><FromUserName><a>b</a></FromUserName><MsgType>text</MsgType></xml>",
        "<xml><FromUserName>a</FromUserName><FromUserName>b</FromUserName><MsgType>text</MsgType></xml>",
        '<!DOCTYPE xml SYSTEM "http://x/evil.dtd"><xml><MsgType>text</MsgType></xml>',
        '<!-- <xml> --><!DOCTYPE xml [<!ENTITY a "b">]><xml><MsgType>&a;</MsgType></xml>',
    ],
)
def test_what_is_no_message_is_malformed(plain: str) -> None:
    with pytest.raises(Malformed):
        parse(plain, APP)


NAMES = ["FromUserName", "MsgType", "Event", "EventKey", "TaskId", "SelectedItems", "SelectedItem", "OptionIds", "xml"]
WORDS = [
    "event",
    "text",
    "location",
    "template_card_event",
    "change_contact",
    "create_user",
    "a|1|2",
    "<![CDATA[",
    "&x;",
]
pieces = st.one_of(st.sampled_from([f"<{n}>" for n in NAMES] + [f"</{n}>" for n in NAMES] + WORDS), st.text(max_size=8))


@given(st.lists(pieces, max_size=30).map("".join))
def test_any_text_is_an_action_or_nothing_or_malformed(inside: str) -> None:
    try:
        parsed = parse(f"<xml>{inside}</xml>", APP)
    except Malformed:
        return
    assert parsed is None or parsed.platform == "wecom"


@given(
    st.dictionaries(st.sampled_from([*NAMES, "ChangeType", "Location_X"]), st.sampled_from(WORDS[:7]), min_size=3),
    st.sampled_from([APP, CONTACTS]),
)
def test_any_mix_of_elements_is_an_action_or_nothing_or_malformed(elements: dict[str, str], takes: Takes) -> None:
    try:
        parsed = parse(xml(**elements), takes)
    except Malformed:
        return
    assert parsed is None or parsed.key.startswith("wecom:")


numbers = st.integers(0, 10**18 - 1)


@given(st.text().filter(lambda text: "|" not in text), st.none() | numbers, numbers)
def test_what_a_card_writes_into_a_button_the_callback_reads(name: str, ask: int | None, rendition: int) -> None:
    assert decode_key(encode_key(name, ask, rendition)) == (name, ask, rendition)


@given(st.text())
def test_any_key_can_be_read(key: str) -> None:
    name, ask, rendition = decode_key(key)
    assert name in key and (ask is None or ask >= 0) and (rendition is None or rendition >= 0)
