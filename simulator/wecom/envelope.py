"""Callback XML: the plain event, the sealed POST body, and the sealed answer. Source: pages 90238, 90241, 96466."""

from typing import Any
from xml.parsers.expat import ExpatError

import xmltodict

from simulator.phones import Json
from simulator.wecom.crypto import Crypto, Unreadable

LISTS = (
    "ActionList",
    "HorizontalContentList",
    "JumpList",
    "VerticalContentList",
    "OptionList",
    "ButtonList",
    "SelectList",
)
NAMES = {"KeyName": "keyname", "CheckBox": "checkbox", "UserId": "userid", "AppId": "appid", "PagePath": "pagepath"}
NUMBERS = frozenset({"Type", "Style", "DescColor", "Mode"})
SWITCHES = frozenset({"IsChecked", "Disable"})


def written(fields: Json) -> str:
    """`<xml>` of the fields: texts as CDATA, numbers bare, objects nested, lists as repeated elements."""
    return f"<xml>{_elements(fields)}</xml>"


def sealed(crypto: Crypto, plain: str, timestamp: str, nonce: str, agent_id: int | None) -> tuple[str, str]:
    """The POST body of a callback and its msg_signature; contact callbacks carry no agent."""
    encrypted = crypto.encrypt(plain)
    outside: Json = {"ToUserName": crypto.receive_id, "Encrypt": encrypted}
    if agent_id is not None:
        outside["AgentID"] = agent_id
    return written(outside), crypto.sign(timestamp, nonce, encrypted)


def opened(crypto: Crypto, answer: str) -> Json:
    """The fields of a sealed passive reply; raises Unreadable."""
    outer = _parsed(answer)
    try:
        plain = crypto.open(outer["MsgSignature"], str(outer["TimeStamp"]), str(outer["Nonce"]), outer["Encrypt"])
    except (KeyError, TypeError, AttributeError) as missing:
        raise Unreadable("not a sealed reply") from missing
    return _parsed(plain)


def card(fields: Json) -> Json:
    """A TemplateCard in XML names as the JSON of message/send."""
    return {_name(name): _value(name, value) for name, value in fields.items() if value is not None}


def _parsed(text: str) -> Json:
    try:
        parsed = xmltodict.parse(text, force_list=LISTS)["xml"]
    except (ExpatError, ValueError, KeyError) as broken:
        raise Unreadable("not the XML of a reply") from broken
    if not isinstance(parsed, dict):
        raise Unreadable("an empty reply")
    return parsed


def _elements(fields: Json) -> str:
    return "".join(
        f"<{name}>{_content(item)}</{name}>"
        for name, value in fields.items()
        for item in (value if isinstance(value, list) else [value])
    )


def _content(value: Any) -> str:
    if isinstance(value, dict):
        return _elements(value)
    if isinstance(value, int | float):
        return str(value)
    return "<![CDATA[" + str(value).replace("]]>", "]]]]><![CDATA[>") + "]]>"


def _name(name: str) -> str:
    snake = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")
    return NAMES.get(name, snake)


def _value(name: str, value: Any) -> Any:
    if isinstance(value, dict):
        return card(value)
    if isinstance(value, list):
        return [card(item) if isinstance(item, dict) else item for item in value]
    if name in NUMBERS and value.isdigit():
        return int(value)
    if name == "AspectRatio" and value.replace(".", "", 1).isdigit():
        return float(value)
    return value.lower() in ("1", "true") if name in SWITCHES else value
