"""What the service answers inside a callback: nothing, or a sealed passive reply. Source: pages 90241, 96469."""

from simulator.phones import Json, Message
from simulator.wecom import cards, envelope, updates
from simulator.wecom.callbacks import Outcome
from simulator.wecom.codes import Codes
from simulator.wecom.crypto import Crypto, Unreadable
from simulator.wecom.errors import Refusal
from simulator.world import World

UPDATES = frozenset({"update_button", "update_template_card"})
KNOWN = UPDATES | {"text", "image", "voice", "video", "news"}


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
    if reply["MsgType"] == "text":
        return str(reply.get("Content") or "")
    if reply["MsgType"] in UPDATES:
        try:
            permission = world.part(Codes).find(code, world.clock.now(), world.config.wecom.expired_code)
            card = updates.card_after(message, *_asked(reply), context)
            permission.used = True
            updates.show(world, message, card)
        except Refusal as refusal:
            world.report("wecom", "passive update refused", why=str(refusal))
    return None


def _asked(reply: Json) -> tuple[Json | None, Json | None]:
    """The card or the button of a reply, in the JSON names of an update."""
    if reply["MsgType"] == "update_button":
        button = reply.get("Button")
        return None, {"replace_name": button.get("ReplaceName")} if isinstance(button, dict) else {}
    card = reply.get("TemplateCard")
    return envelope.card(card) if isinstance(card, dict) else {}, None
