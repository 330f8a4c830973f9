"""DingTalk's payloads as plain `Action`s: pure, the same for HTTP and Stream. Bad input raises `Malformed` only.

The key of a tap. The payload has no click id and no time, and a redelivery in Stream mode may come with a new
messageId (seen after 16 s and about 60 s). So nothing in the payload can be the key. `tap_digest` is a hash of card,
person and content; the content names ask, rendition and button. `inbox` binds the digest to the moment when it was
first seen and remembers that for 90 s, so:
- a redelivered tap has the key of the first one, whichever process it reaches;
- a second tap on the same button of the same rendition within 90 s shares the key: the first answer is repeated. The
  person is told the same (「为什么找我」 still answers) and nothing changes, because an ask moves only once;
- a tap that was refused (nobody may finish while somebody is inside) changed nothing and is forgotten at once: the next
  tap is judged by the state of its own moment;
- a later tap, or one on another button or a newer rendition, is a new act: somebody who was held for being off
  site can tap again once there, even if the card did not change.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from bot.channel import Action, Json

Choices = dict[str, tuple[str, ...]]
# Longer than any user, card or message id of the platform; what is longer is not one.
ID_LENGTH = 128
OWN = frozenset({"action", "ask", "rendition", "text"})

DIRECTORY = {
    "user_add_org": "joined",
    "user_active_org": "joined",
    "user_modify_org": "changed",
    "label_user_change": "changed",
    "user_leave_org": "left",
    "org_dept_create": "scope",
    "org_dept_modify": "scope",
    "org_dept_remove": "scope",
    "org_change": "scope",
}


class Malformed(ValueError):
    """A payload that is not what DingTalk documents; the text says which part."""


def read_json(text: object, what: str) -> Json:
    """A JSON object out of text (DingTalk nests JSON as text); an object itself passes."""
    if isinstance(text, dict):
        return text
    try:
        value = json.loads(text) if isinstance(text, str | bytes) else None
    except (ValueError, RecursionError) as error:
        raise Malformed(what) from error
    if not isinstance(value, dict):
        raise Malformed(what)
    return value


def tap_digest(payload: Json) -> str:
    """The same for the same card, person and content, whatever the delivery."""
    content = json.dumps(_content(payload), sort_keys=True, ensure_ascii=True)
    parts = [_text(payload.get("outTrackId")), _text(payload.get("userId")), content]
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()


def tap(payload: Json, key: str) -> Action:
    """A card's button (page `event-callback-card`). A missing ask or rendition stays None: it is found by the card's
    id."""
    card, account = _need(payload, "outTrackId"), _need(payload, "userId")
    content = _content(payload)
    private = _mapping(content.get("cardPrivateData"))
    params = _mapping(private.get("params")) or _mapping(content.get("params"))
    return Action(
        key=key,
        platform="dingtalk",
        account=account,
        kind="tap",
        name=_named(_text(params.get("action"))) or _named(_first_id(private)) or _named(_first_id(content)),
        ask=_number(params.get("ask")),
        rendition=_number(params.get("rendition")),
        choices=_choices(params),
        text=_text(params.get("text")),
        card=card,
    )


def _named(action: str) -> str:
    """The button's action; empty where the phone sends the template's own words instead, as one might do inside a
    loop."""
    return "" if action.startswith(("${", "buttons[")) else action


def word(payload: Json) -> Action:
    """A message to the robot (page `receive-message`); pictures and other kinds travel in `data`.

    When the month's allowance is used up, the message comes without its text; then `name` is empty and `data` says so.
    """
    number, account = _need(payload, "msgId"), _need(payload, "senderStaffId")
    kind, content = _text(payload.get("msgtype")), _mapping(payload.get("content"))
    text = _text(_mapping(payload.get("text")).get("content")).strip() or _rich(content) or _spoken(content)
    data = {"type": kind, **content}
    if picture := _picture(kind, content):
        data["media"] = picture
    short = payload.get("errCode") or payload.get("errorCode")
    if short:
        data["error"] = _text(short)
    return Action(_word_key(number, account, kind, text), "dingtalk", account, "word", text, text=text, data=data)


def _word_key(*parts: str) -> str:
    """The same for a redelivery. Sender and words count too: nobody's words are ever taken for somebody else's, or for
    what was said before."""
    return f"dingtalk:{hashlib.sha256(chr(31).join(parts).encode()).hexdigest()}"


def _rich(content: Json) -> str:
    """What is written in a message of several parts (`richText`): words beside a picture, or with a format."""
    parts = content.get("richText")
    return "".join(_text(_mapping(part).get("text")) for part in parts).strip() if isinstance(parts, list) else ""


def _picture(kind: str, content: Json) -> str:
    """By what a picture is given out: the message's own, or the first that stands among words."""
    parts = content.get("richText")
    holders = [content] if kind == "picture" else map(_mapping, parts) if isinstance(parts, list) else []
    return next(filter(None, (_text(each.get("downloadCode")) for each in holders)), "")


def _spoken(content: Json) -> str:
    """What DingTalk understood of a spoken message."""
    return _text(content.get("recognition")).strip()


def organisations(data: Json) -> list[object]:
    """Whose directory an event is about, wherever it says so; older bodies don't."""
    return [value for key, value in data.items() if str(key).lower() in ("corpid", "eventcorpid")]


def directory(kind: str, event_id: str, data: Json) -> tuple[Action, ...]:
    """A change of the directory, one action for each person; no actions for other events.

    Only who changed is taken: events come in any order, so the reader asks the platform for the current state.
    """
    name = DIRECTORY.get(kind)
    if name is None:
        return ()
    if not event_id or len(event_id) > ID_LENGTH:
        raise Malformed("eventId")
    event_id = _text(event_id)
    folded = {str(key).lower(): value for key, value in data.items()}
    people = [""] if name == "scope" else _texts(folded.get("userid"))
    if not people:
        raise Malformed("userId")
    seen = {"event": kind, "departments": _texts(folded.get("deptid"))}
    if name == "changed":
        seen["only"] = "label" if kind == "label_user_change" else _only(_mapping(folded.get("diffinfo")))
    return tuple(Action(f"{event_id}:{person}", "dingtalk", person, "directory", name, data=seen) for person in people)


def _only(diff: Mapping[str, Any]) -> str:
    """What of a person has changed, where the event tells it: none of that decides whether he is there. A move to
    another department is not told."""
    before, after = _mapping(diff.get("prev")), _mapping(diff.get("curr"))
    return ",".join(sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name)))


def _content(payload: Json) -> Json:
    """`content` is JSON text; older bodies call it `value`."""
    return read_json(payload.get("content") or payload.get("value"), "content")


def _need(payload: Json, name: str) -> str:
    value = _text(payload.get(name))
    if not value or len(value) > ID_LENGTH:
        raise Malformed(name)
    return value


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _texts(value: object) -> list[str]:
    listed = value if isinstance(value, list) else [value]
    return [text for text in map(_text, listed) if text]


def _text(value: object) -> str:
    """Template parameters may be text, numbers or booleans. What no store can keep (NUL, half a character) becomes
    `?`."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, str | int | float):
        return ""
    return str(value).replace("\0", "?").encode(errors="replace").decode()


def _number(value: object) -> int | None:
    text = _text(value)
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None


def _first_id(holder: Mapping[str, Any]) -> str:
    return next(iter(_texts(holder.get("actionIds"))), "")


def _choices(params: Mapping[str, Any]) -> Choices:
    """What was chosen: `choices` as {name: one or many}, and each input that the template added under its own name."""
    chosen = _mapping(params.get("choices"))
    listed = {"choices": params.get("choices")} if not chosen else {}
    inputs = {name: value for name, value in params.items() if name not in OWN | {"choices"}}
    picked = {name: tuple(_picked(value)) for name, value in {**inputs, **listed, **chosen}.items()}
    return {name: values for name, values in picked.items() if values}


def _picked(value: object) -> list[str]:
    """A select sends {"index": 1, "value": …}, a multi-select {"index": […]}; lists and plain values as they are."""
    if isinstance(value, dict):
        return _texts(value.get("value")) or _texts(value.get("index"))
    return _texts(value)
