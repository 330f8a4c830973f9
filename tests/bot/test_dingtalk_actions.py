"""DingTalk's payloads become actions; whatever else comes is refused as malformed and as nothing else."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channel import Action
from bot.dingtalk import actions, frames
from bot.dingtalk.actions import Malformed

PARAMS = {"ask": "7", "rendition": "3", "action": "sign"}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
KNOWN = st.sampled_from(
    ["outTrackId", "userId", "content", "value", "cardPrivateData", "params", "actionIds", "ask", "choices", "eventId"]
)
PAYLOAD = st.dictionaries(KNOWN | st.text(max_size=5), JSON | JSON.map(json.dumps), max_size=8)


def payload(content: Any, **more: Any) -> dict[str, Any]:
    return {"outTrackId": "card-1", "userId": "anna", "content": json.dumps(content), **more}


def tapped(content: Any) -> Action:
    return actions.tap(payload(content), "k")


def private(params: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"cardPrivateData": {"actionIds": ["sign"], "params": params, **more}}


def test_a_tap_names_its_person_ask_rendition_and_button() -> None:
    assert tapped(private(PARAMS)) == Action("k", "dingtalk", "anna", "tap", "sign", ask=7, rendition=3, card="card-1")


@pytest.mark.parametrize(
    "content",
    [
        private({"ask": 7, "rendition": 3.0, "action": "sign"}),
        {"cardPrivateData": {"actionIds": ["sign"]}, "params": PARAMS},
        {"cardPrivateData": {}, "actionIds": ["sign"], "params": PARAMS},
        private({"ask": "7", "rendition": 3}),
    ],
    ids=["numbers", "params beside", "ids beside", "action from actionIds"],
)
def test_the_shapes_that_were_seen_all_mean_the_same_tap(content: Any) -> None:
    assert tapped(content) == tapped(private(PARAMS))


def test_the_older_name_of_the_content_is_read() -> None:
    old = {"outTrackId": "card-1", "userId": "anna", "value": json.dumps(private(PARAMS))}
    assert actions.tap(old, "k") == tapped(private(PARAMS))


@pytest.mark.parametrize("ask", ["", None, "seven", "-1", True, [7], "7" * 30])
def test_an_ask_that_is_no_number_is_left_to_the_cards_id(ask: Any) -> None:
    action = tapped(private({"ask": ask, "action": "sign"}))
    assert (action.ask, action.rendition, action.card) == (None, None, "card-1")


def test_choices_and_inputs_are_read_by_name() -> None:
    inputs = {
        "choices": {"measure": ["1", "2"]},
        "text": "看过了",
        "level": {"index": 1, "value": "二级"},
        "tools": {"index": [0, 2]},
        "agree": True,
        "empty": "",
    }
    action = tapped(private(PARAMS | inputs))
    assert action.text == "看过了"
    assert action.choices == {"measure": ("1", "2"), "level": ("二级",), "tools": ("0", "2"), "agree": ("true",)}


def test_a_bare_list_of_choices_is_kept_under_its_own_name() -> None:
    assert tapped(private(PARAMS | {"choices": ["A"]})).choices == {"choices": ("A",)}


@pytest.mark.parametrize("missing", ["outTrackId", "userId", "content"])
def test_a_tap_without_card_person_or_content_is_refused(missing: str) -> None:
    with pytest.raises(Malformed, match=missing):
        actions.tap({**payload(private(PARAMS)), missing: ""}, "k")


def test_the_digest_tells_acts_apart_and_not_deliveries() -> None:
    first = actions.tap_digest(payload(private(PARAMS), extension="{}"))
    assert first == actions.tap_digest(payload(private(dict(reversed(PARAMS.items()))), spaceId="x"))
    others = [
        payload(private(PARAMS | {"action": "why"})),
        payload(private(PARAMS | {"rendition": "4"})),
        payload(private(PARAMS), userId="boss"),
        payload(private(PARAMS), outTrackId="card-2"),
    ]
    assert first not in map(actions.tap_digest, others)


def test_a_message_to_the_robot_is_a_word() -> None:
    message = {"msgId": "m1", "senderStaffId": "anna", "msgtype": "text", "text": {"content": " 动火 "}}
    said = actions.word(message)
    assert said == Action(said.key, "dingtalk", "anna", "word", "动火", text="动火", data={"type": "text"})
    others = [{"msgId": "m2"}, {"senderStaffId": "bea"}, {"text": {"content": "停工"}}]
    assert said.key not in {actions.word({**message, **other}).key for other in others}
    assert said.key == actions.word({**message, "createAt": 2}).key


def test_a_picture_to_the_robot_travels_as_data() -> None:
    message = {"msgId": "m2", "senderStaffId": "anna", "msgtype": "picture", "content": {"downloadCode": "c"}}
    action = actions.word(message)
    assert (action.name, action.data) == ("", {"type": "picture", "downloadCode": "c", "media": "c"})
    rich = {"richText": [{"text": "焊渣"}, {"type": "picture", "downloadCode": "d"}]}
    both = actions.word({**message, "msgtype": "richText", "content": rich})
    assert (both.name, both.data["media"]) == ("焊渣", "d")


@pytest.mark.parametrize("name", ["errCode", "errorCode"])
def test_a_message_without_text_says_that_the_allowance_is_used_up(name: str) -> None:
    action = actions.word({"msgId": "m3", "senderStaffId": "anna", "msgtype": "text", name: 20001})
    assert (action.name, action.data["error"]) == ("", "20001")


@pytest.mark.parametrize(
    ("kind", "name"), [("user_add_org", "joined"), ("user_modify_org", "changed"), ("user_leave_org", "left")]
)
def test_a_change_of_people_is_one_action_a_person(kind: str, name: str) -> None:
    found = actions.directory(kind, "e1", {"timeStamp": "1", "userId": ["u1", "u2"]})
    assert [(a.key, a.account, a.kind, a.name) for a in found] == [
        ("e1:u1", "u1", "directory", name),
        ("e1:u2", "u2", "directory", name),
    ]


def test_a_change_says_where_it_decides_nothing_about_being_there() -> None:
    def only(kind: str, **data: object) -> object:
        return actions.directory(kind, "e1", {"userId": ["u1"], **data})[0].data.get("only")

    assert only("user_modify_org", diffInfo={"prev": {"name": "a"}, "curr": {"name": "b"}}) == "name"
    assert not only("user_modify_org", diffInfo={"prev": {"name": "a"}, "curr": {"name": "a"}})
    assert not only("user_modify_org")
    assert only("label_user_change") and only("user_leave_org") is None


def test_the_keys_of_an_event_are_read_in_either_case() -> None:
    assert actions.directory("user_leave_org", "e1", {"UserId": "u1"})[0].account == "u1"


def test_a_change_of_departments_concerns_the_scope() -> None:
    (found,) = actions.directory("org_dept_modify", "e1", {"deptId": [432825033]})
    assert (found.name, found.account, found.data["departments"]) == ("scope", "", ["432825033"])


def test_an_event_that_is_none_of_ours_means_nothing() -> None:
    assert actions.directory("chat_update_title", "e1", {}) == ()


@pytest.mark.parametrize(("event_id", "data"), [("", {"userId": ["u1"]}), ("e1", {}), ("e1", {"userId": [{}]})])
def test_an_event_without_id_or_person_is_refused(event_id: str, data: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        actions.directory("user_leave_org", event_id, data)


@given(PAYLOAD)
def test_any_payload_is_a_tap_or_malformed(body: dict[str, Any]) -> None:
    try:
        action = actions.tap(body, actions.tap_digest(body))
    except Malformed:
        return
    assert action.account and action.card


@given(PAYLOAD, st.sampled_from(sorted(actions.DIRECTORY)))
def test_any_payload_is_a_word_or_an_event_or_malformed(body: dict[str, Any], kind: str) -> None:
    for read in (actions.word, lambda body: actions.directory(kind, "e1", body)):
        try:
            read(body)
        except Malformed:
            continue


@given(st.text() | st.binary() | JSON.map(json.dumps) | PAYLOAD.map(json.dumps))
def test_any_frame_is_read_or_malformed(raw: str | bytes) -> None:
    try:
        frame = frames.parse(raw)
    except Malformed:
        return
    assert json.loads(frames.ack(frame, 200, {}))["headers"]["messageId"] == frame.message_id


def test_a_frame_is_read_with_a_number_as_time_and_the_other_name_of_its_headers() -> None:
    raw = {"type": "EVENT", "header": {"topic": "*", "messageId": "m", "time": 1}, "data": {"a": 1}}
    frame = frames.parse(json.dumps(raw).encode())
    assert (frame.type, frame.topic, frame.message_id, json.loads(frame.data)) == ("EVENT", "*", "m", {"a": 1})


def test_deeply_nested_junk_is_malformed() -> None:
    with pytest.raises(Malformed):
        actions.read_json("[" * 50_000, "body")
