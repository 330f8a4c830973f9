"""From a decrypted callback to an `Action`; pure. Any text ends as an Action, None (not our concern) or `Malformed`.

The key is the replay defence. It is made of what the platform signs and repeats on a redelivery (person, second, event,
card, button, one-time ResponseCode), never of nonce or ciphertext. A redelivered or replayed tap has the first one's
key; a second tap on the same button has another ResponseCode, so another key.
Source: document/path/90239 (messages), 90240 (events), 96302 (contacts).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from xml.parsers.expat import ExpatError

import xmltodict

from bot.channel import Action
from bot.wecom.keys import decode_key

# Nothing may come before the root: that is the only place for a document type.
ROOT = re.compile(r"\s*(?:<\?xml[^<>]{0,200}\?>\s*)?<xml>")
MANY = ("SelectedItem", "OptionId")
Fields = Mapping[str, Any]
# `scope` without an account: the departments changed, so the directory is to be read again.
DIRECTORY = {
    "create_user": "joined",
    "update_user": "changed",
    "delete_user": "left",
    "create_party": "scope",
    "update_party": "scope",
    "delete_party": "scope",
}


OF_NO_ACCOUNT = {
    *("Name", "Alias", "Position", "Mobile", "Telephone", "Email", "BizMail", "Gender", "Avatar", "Address"),
    *("DirectLeader", "IsLeaderInDept", "MainDepartment", "ExtAttr"),
}


class Malformed(ValueError):
    """The plaintext is no WeCom message."""


def parse(plain: str, takes: Takes) -> Action | None:
    """The act in a decrypted callback; None for what this door does not take. Raises Malformed."""
    fields = _fields(plain)
    kind = _text(fields, "MsgType").lower()
    account = _text(fields, "FromUserName")
    if not kind or not account:
        raise Malformed("MsgType or FromUserName is missing")
    read = takes.events.get(_text(fields, "Event").lower()) if kind == "event" else takes.messages.get(kind)
    return read(fields, account) if read else None


def describe(plain: str) -> str:
    """What kind of callback it was, for the log: no person and no content."""
    fields = _fields(plain)
    return f"{_text(fields, 'MsgType')}/{_text(fields, 'Event')}"[:80]


def _fields(plain: str) -> Fields:
    if not ROOT.match(plain):
        raise Malformed("the root is not <xml>")
    try:
        root = xmltodict.parse(plain, force_list=MANY)["xml"]
    except (ExpatError, ValueError) as error:
        raise Malformed(f"not well-formed: {type(error).__name__}") from error
    if not isinstance(root, Mapping):
        raise Malformed("the root has no elements")
    return root


def _text(fields: Fields, name: str) -> str:
    value = fields.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Malformed(f"{name} is not a text")
    return value


def _key(fields: Fields, *names: str) -> str:
    parts = "\x1f".join(_text(fields, name) for name in names)
    return f"wecom:{hashlib.sha256(parts.encode()).hexdigest()}"


def _tap(fields: Fields, account: str) -> Action:
    action, ask, rendition = decode_key(_text(fields, "EventKey"))
    return Action(
        key=_key(fields, "FromUserName", "CreateTime", "Event", "TaskId", "EventKey", "ResponseCode"),
        platform="wecom",
        account=account,
        kind="tap",
        name=action,
        ask=ask,
        rendition=rendition,
        choices=_choices(fields),
        card=_text(fields, "TaskId"),
        repaint=_text(fields, "ResponseCode"),
    )


def _choices(fields: Fields) -> dict[str, tuple[str, ...]]:
    items = _inside(fields, "SelectedItems").get("SelectedItem", [])
    chosen = [item for item in items if isinstance(item, Mapping)]
    return {_text(item, "QuestionKey"): _options(_inside(item, "OptionIds")) for item in chosen}


def _options(ids: Fields) -> tuple[str, ...]:
    return tuple(option for option in ids.get("OptionId", []) if isinstance(option, str))


def _inside(fields: Fields, name: str) -> Fields:
    value = fields.get(name)
    return value if isinstance(value, Mapping) else {}


def _menu(fields: Fields, account: str) -> Action:
    key = _key(fields, "FromUserName", "CreateTime", "Event", "EventKey")
    return Action(key=key, platform="wecom", account=account, kind="menu", name=_text(fields, "EventKey"))


def _word(fields: Fields, account: str) -> Action:
    return _said(fields, account, text=_text(fields, "Content"), data={"type": "text"})


def _picture(fields: Fields, account: str) -> Action:
    return _said(fields, account, data={"type": "image", "media": _text(fields, "MediaId")})


def _voice(fields: Fields, account: str) -> Action:
    """A spoken message, of which the platform tells nothing but that it came."""
    return _said(fields, account, data={"type": "voice"})


def _place(fields: Fields, account: str) -> Action:
    try:
        latitude, longitude = (float(_text(fields, name)) for name in ("Location_X", "Location_Y"))
    except ValueError as error:
        raise Malformed("the location is not a number") from error
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise Malformed("the location is not on the earth")
    place = {"type": "location", "latitude": latitude, "longitude": longitude, "label": _text(fields, "Label")}
    return _said(fields, account, data=place)


def _said(fields: Fields, account: str, *, text: str = "", data: Fields) -> Action:
    # Content and sender too: nobody's words are ever taken for somebody else's, or for what was said before.
    number = "MsgId" if _text(fields, "MsgId") else "CreateTime"
    key = _key(fields, number, "FromUserName", "MsgType", "Content", "MediaId", "Location_X", "Location_Y")
    return Action(key=key, platform="wecom", account=account, kind="word", name=text, text=text, data=data)


def _scope(name: Literal["joined", "scope"]) -> Callable[[Fields, str], Action]:
    """Somebody came into the app's visible scope, or left it (also by leaving or being disabled)."""

    def read(fields: Fields, account: str) -> Action:
        key = _key(fields, "FromUserName", "CreateTime", "Event")
        return Action(key=key, platform="wecom", account=account, kind="directory", name=name)

    return read


def _contact(fields: Fields, _sender: str) -> Action | None:
    change = _text(fields, "ChangeType")
    if change not in DIRECTORY:
        return None
    data = {"department": _text(fields, "Id") or _text(fields, "Department"), "renamed": _text(fields, "NewUserID")}
    if change == "update_user":
        data["only"] = _only(fields)
    return Action(
        # The sender is always `sys`, so the person or department has to distinguish the changes of one second.
        key=_key(fields, "ChangeType", "UserID", "NewUserID", "Id", "Department", "CreateTime"),
        platform="wecom",
        account=_text(fields, "UserID"),
        kind="directory",
        name=DIRECTORY[change],
        data={name: value for name, value in data.items() if value},
    )


def _only(fields: Fields) -> str:
    """What of a member has changed, where that decides nothing about whether the member is there. Callbacks that are
    configured today tell no more than the department, whatever has changed."""
    told = [name for name in fields if name in OF_NO_ACCOUNT]
    return "" if fields.keys() & {"Status", "NewUserID"} else ",".join(told)


Reader = Callable[[Fields, str], Action | None]


@dataclass(frozen=True)
class Takes:
    """What one door takes, by the kind of event or message. Each door has its own, because each has its own token: who
    holds that of contact sync can say that somebody has left, but not act as him."""

    events: Mapping[str, Reader]
    messages: Mapping[str, Reader]


APP = Takes(
    events={
        "template_card_event": _tap,
        "template_card_menu_event": _tap,
        "click": _menu,
        "subscribe": _scope("joined"),
        "unsubscribe": _scope("scope"),
    },
    messages={"text": _word, "image": _picture, "voice": _voice, "location": _place},
)
CONTACTS = Takes(events={"change_contact": _contact}, messages={})
