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
    """Grey the button or replace the card for the named receivers; others come back in the array `invaliduser`."""
    world, body = call.world, call.body
    send.check_agent(world, body)
    card, name = _wanted(call)
    users = _targets(world, body)
    code = world.part(Codes).use(body.get("response_code"), world.clock.now())
    messages = world.part(send.Sent).sendings[code.msgid].messages
    if name is not None and messages[0].body["template_card"]["card_type"] not in INTERACTIVE:
        raise Refusal(40058, "replace_name on a card without buttons")
    theirs = {message.account.lower(): message for message in messages}
    chosen = list(theirs) if body.get("atall") == 1 else users
    for message in (theirs[user] for user in chosen if user in theirs):
        _report_haste(world, message)
        _report_other_task(world, message, card)
        apply(world, message, card, name)
    invalid = [user for user in chosen if user not in theirs]
    return {"invaliduser": invalid} if invalid else {}


def apply(world: World, message: Message, card: Json | None, name: str | None) -> None:
    """Put the new card on a phone, or the grey text in place of its buttons."""
    shown = card if card is not None else message.body["template_card"] | {"replace_text": name}
    message.body = message.body | {"template_card": shown}
    world.changed(message)


def _wanted(call: Call) -> tuple[Json | None, str | None]:
    card, button = call.body.get("template_card"), call.body.get("button")
    if (card is None) == (button is None):
        raise Refusal(40063, "one of button and template_card")
    if isinstance(card, dict):
        return cards.check(card, send.card_context(call.world, call.warnings, is_update=True)), None
    if not isinstance(button, dict) or not button.get("replace_name"):
        raise Refusal(40058, "button.replace_name")
    return None, str(button["replace_name"])


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


def _report_haste(world: World, message: Message) -> None:
    if message.meta.get("unanswered"):
        world.report("wecom", "update before the callback was answered", message=message.id)


def _report_other_task(world: World, message: Message, card: Json | None) -> None:
    if card is not None and card.get("task_id") not in (None, message.meta["task_id"]):
        world.report("wecom", "update carries another task_id", message=message.id)
