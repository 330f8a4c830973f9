"""POST menu/create, menu/get, menu/delete: the menu at the foot of the chat. Source: pages 90231 to 90233."""

from simulator.config import MenuItem
from simulator.phones import Json
from simulator.wecom.calls import Call
from simulator.wecom.card_shapes import items
from simulator.wecom.errors import Refusal

TOP, BELOW = 3, 5
NAME_BYTES, SUB_NAME_BYTES, KEY_BYTES = 16, 40, 128
KINDS = frozenset(
    [
        "click",
        "view",
        "scancode_push",
        "scancode_waitmsg",
        "pic_sysphoto",
        "pic_photo_or_album",
        "pic_weixin",
        "location_select",
        "view_miniprogram",
    ]
)


async def create(call: Call) -> Json:
    """`?agentid=`; replaces the whole menu: up to three buttons, each with up to five below."""
    _check_agent(call)
    buttons = call.body.get("button")
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= TOP or len(items(buttons)) != len(buttons):
        raise Refusal(40016)
    call.world.config.wecom.menu = [item for button in buttons for item in _items(button)]
    return {}


async def get(call: Call) -> Json:
    """The menu, flat."""
    _check_agent(call)
    return {"button": [{"type": "click", "name": i.name, "key": i.key} for i in call.world.config.wecom.menu]}


async def delete(call: Call) -> Json:
    """No menu any more."""
    _check_agent(call)
    call.world.config.wecom.menu = []
    return {}


def _check_agent(call: Call) -> None:
    agent = call.query.get("agentid")
    if agent is None:
        raise Refusal(41011)
    if agent != str(call.world.config.wecom.agent_id):
        raise Refusal(40056)


def _items(button: Json) -> list[MenuItem]:
    below = button.get("sub_button")
    if not below:
        return [_item(button, NAME_BYTES)]
    if len(items(below)) != len(below) or len(below) > BELOW:
        raise Refusal(40016)
    _name(button, NAME_BYTES)
    return [_item(one, SUB_NAME_BYTES) for one in below]


def _item(button: Json, most: int) -> MenuItem:
    kind = button.get("type")
    if kind not in KINDS:
        raise Refusal(40017)
    key = button.get("url" if kind == "view" else "key") or ""
    if kind != "view_miniprogram" and (not key or (kind != "view" and len(key.encode()) > KEY_BYTES)):
        raise Refusal(40019)
    return MenuItem(key, _name(button, most))


def _name(button: Json, most: int) -> str:
    name = button.get("name") or ""
    if not 0 < len(name.encode()) <= most:
        raise Refusal(40018)
    return str(name)
