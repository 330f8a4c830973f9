"""What the service answers inside a callback: nothing, or a sealed passive reply. Source: pages 90241, 96469."""

from simulator.phones import Json, Message
from simulator.wecom import cards, envelope, updates
from simulator.wecom.callbacks import Outcome
from simulator.wecom.codes import Codes
from simulator.wecom.crypto import Crypto, Unreadable
from simulator.wecom.errors import Refusal
from simulator.world import World

KNOWN = frozenset({"text", "image", "voice", "video", "news", "update_button", "update_template_card"})


def read(world: World, outcome: Outcome, account: str) -> Json | None:
    """The reply's fields; None for an empty answer or one that breaks the protocol, which is reported."""
    if outcome.status != 200 or outcome.answer in ("", "success"):
        return None
    own = world.config.wecom
    try:
        reply = envelope.opened(Crypto(own.token, own.aes_key, own.corp_id), outcome.answer)
    except Unreadable as wrong:
        world.report("wecom", "passive reply is unreadable", why=str(wrong))
        return None
    to, sender = str(reply.get("ToUserName")), str(reply.get("FromUserName"))
    if to.lower() != account.lower() or sender != own.corp_id or reply.get("MsgType") not in KNOWN:
        world.report("wecom", "passive reply has wrong ToUserName, FromUserName or MsgType", account=account)
        return None
    return reply


def apply(world: World, message: Message, reply: Json, code: str, context: cards.Context) -> str | None:
    """Change the clicked card for its clicker; gives the text of a text reply, which is shown as a notice."""
    kind = reply["MsgType"]
    try:
        if kind == "update_button":
            world.part(Codes).use(code, world.clock.now())
            updates.apply(world, message, None, str((reply.get("Button") or {}).get("ReplaceName") or ""))
        if kind == "update_template_card":
            card = cards.check(envelope.card(reply.get("TemplateCard") or {}), context)
            world.part(Codes).use(code, world.clock.now())
            updates.apply(world, message, card, None)
    except Refusal as refusal:
        world.report("wecom", "passive update refused", why=str(refusal))
    return str(reply.get("Content") or "") if kind == "text" else None
