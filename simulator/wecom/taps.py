"""What a person does on their WeCom phone, as events to the service. Source: pages 90240 (events), 90239 (messages)."""

from typing import Any

from simulator.phones import Json, Message, Phone
from simulator.wecom import buttons, callbacks, replies
from simulator.wecom.buttons import Button
from simulator.wecom.callbacks import Outcome
from simulator.wecom.codes import Codes
from simulator.wecom.media import File, Store
from simulator.wecom.send import card_context
from simulator.world import World


async def tap(world: World, phone: Phone, message: Message, button: str, choices: Any, text: str | None) -> Json:
    """Press a button: {"open": url}, {"dead": true}, or the callback's {"status", "answer", "ms", "notice"?}."""
    # A recalled card may still be tapped: the tap and the recall can cross on the way.
    found = buttons.find(message, button)
    if found is None or message.dropped is not None:
        return {"dead": True}
    if found.url:
        return {"open": found.url}
    door = callbacks.app_door(world)
    if door is None:
        return {"status": 0, "answer": None, "ms": 0}
    code = world.part(Codes).issue(message.meta["msgid"], world.clock.now())
    event = _click(message, found, code, choices)
    message.meta["unanswered"] = message.meta.get("unanswered", 0) + 1
    try:
        outcome = await callbacks.post(world, door, event, phone.person.account)
    finally:
        message.meta["unanswered"] -= 1
    reply = replies.read(world, outcome, phone.person.account)
    context = card_context(world, [], is_update=True)
    notice = replies.apply(world, message, reply, code, context) if reply else None
    world.answered(message, button, outcome.status, outcome.ms, notice)
    return _told(outcome, reply) | ({"notice": notice} if notice else {})


async def say(world: World, phone: Phone, text: str) -> Json:
    """A text message to the app."""
    fields: Json = {"MsgType": "text", "Content": text, "MsgId": world.unix() * 1000 + world.number("wecom said")}
    return await _posted(world, phone, fields)


async def picture(world: World, phone: Phone, content: bytes) -> Json:
    """A picture sent to the app: it is kept by the platform, which tells its media_id."""
    number = world.unix() * 1000 + world.number("wecom said")
    media_id = world.part(Store).keep(File("photo.jpg", "image/jpeg", content, world.clock.now()))
    address = f"{world.url}/wecom/media/{media_id}"
    fields: Json = {"MsgType": "image", "PicUrl": address, "MediaId": media_id, "MsgId": number}
    return await _posted(world, phone, fields)


async def menu(world: World, phone: Phone, key: str) -> Json:
    """Press a menu item: a click event, or {"open": url} with a view event for a link."""
    is_link = key.startswith(("http://", "https://"))
    told = await _posted(world, phone, {"MsgType": "event", "Event": "view" if is_link else "click", "EventKey": key})
    return told | ({"open": key} if is_link else {})


async def _posted(world: World, phone: Phone, fields: Json) -> Json:
    door = callbacks.app_door(world)
    if door is None:
        return {"status": 0, "answer": None, "ms": 0}
    outcome = await callbacks.post(world, door, fields, phone.person.account)
    return _told(outcome, replies.read(world, outcome, phone.person.account))


def _click(message: Message, button: Button, code: str, choices: Any) -> Json:
    card = message.body["template_card"]
    fields: Json = {
        "MsgType": "event",
        "Event": button.event,
        "EventKey": button.key,
        "TaskId": message.meta["task_id"],
        "CardType": card["card_type"],
        "ResponseCode": code,
    }
    items = buttons.selected(card, choices) if button.selection else []
    return fields | ({"SelectedItems": {"SelectedItem": items}} if items else {})


def _told(outcome: Outcome, reply: Json | None) -> Json:
    told: Json = {"status": outcome.status, "answer": reply, "ms": outcome.ms}
    return told | ({"held": True} if outcome.held else {})
