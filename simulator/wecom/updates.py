"""POST /cgi-bin/message/update_template_card, for one sending's receivers. Source: page 94945."""

from simulator.phones import Json, Message
from simulator.wecom import cards, contacts, send
from simulator.wecom.calls import Call
from simulator.wecom.card_shapes import INTERACTIVE
from simulator.wecom.codes import Codes
from simulator.wecom.errors import Refusal
from simulator.world import World

USERS, PARTIES = 1000, 100


async def update(call: Call) -> Json:
    """Grey the button or replace the card for the named receivers; the array `invaliduser` names the others."""
    world, body = call.world, call.body
    send.check_agent(world, body)
    users = _targets(world, body)
    code = world.part(Codes).find(body.get("response_code"), world.clock.now(), world.config.wecom.expired_code)
    messages = world.part(send.Sent).sendings[code.msgid].messages
    theirs = {message.account.lower(): message for message in messages}
    chosen = list(theirs) if body.get("atall") == 1 else users
    reached = [theirs[user] for user in chosen if user in theirs]
    context = send.card_context(world, call.warnings, is_update=True)
    asked = (body.get("template_card"), body.get("button"))
    cards_after = [card_after(message, *asked, context) for message in reached or messages[:1]]
    code.used = True
    for message, card in zip(reached, cards_after, strict=False):
        _report_mistakes(world, message, card)
        show(world, message, card)
    invalid = [user for user in chosen if user not in theirs]
    return {"invaliduser": invalid} if invalid else {}


def card_after(message: Message, card: object, button: object, context: cards.Context) -> Json:
    """What an update leaves on the phone: the new card, or the old one with a grey text in place of its buttons."""
    if (card is None) == (button is None):
        raise Refusal(40063, "one of button and template_card")
    if isinstance(card, dict):
        return cards.check(card, context)
    name = button.get("replace_name") if isinstance(button, dict) else None
    if not isinstance(name, str) or not name:
        raise Refusal(40058, "button.replace_name")
    before: Json = message.body["template_card"]
    if before["card_type"] not in INTERACTIVE:
        raise Refusal(40058, "replace_name on a card without buttons")
    return before | {"replace_text": name}


def show(world: World, message: Message, card: Json) -> None:
    """Put the card on its phone."""
    message.body = message.body | {"template_card": card}
    world.changed(message)


def _targets(world: World, body: Json) -> list[str]:
    users, parties, tags = (body.get(name) or [] for name in ("userids", "partyids", "tagids"))
    if not users and not parties and not tags and body.get("atall") != 1:
        raise Refusal(40063, "userids, partyids, tagids, atall")
    for names, most, code in ((users, USERS, 40032), (parties, PARTIES, 82002), (tags, PARTIES, 82003)):
        if not isinstance(names, list):
            raise Refusal(40058, "receivers must be arrays")
        if len(names) > most:
            raise Refusal(code)
    of_parties = [p.person.account.lower() for party in parties for p in contacts.members(world, str(party))]
    return list(dict.fromkeys([str(user).lower() for user in users] + of_parties))


def _report_mistakes(world: World, message: Message, card: Json) -> None:
    if message.meta.get("unanswered"):
        world.report("wecom", "update before the callback was answered", message=message.id)
    if card.get("task_id") not in (None, message.meta["task_id"]):
        world.report("wecom", "update carries another task_id", message=message.id)
