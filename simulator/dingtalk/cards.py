"""Interactive cards: create, deliver, both at once, update. What a tap on one does is in `callbacks`.

Source: pages create-and-deliver-cards, delivery-card-interface and interactive-card-update-interface.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from simulator.dingtalk import card_rules, people, receipts, templates
from simulator.dingtalk.card_rules import Target
from simulator.dingtalk.errors import refuse
from simulator.dingtalk.receipts import Receipts
from simulator.phones import Json, MessageById
from simulator.world import World

ADVISED_PRIVATE_USERS = 50

Variables = dict[str, str]


@dataclass
class Card:
    """One card instance and the messages it was delivered as."""

    out_track_id: str
    template_id: str
    callback_type: str | None
    route_key: str
    user_id_type: int
    public: Variables
    private: dict[str, Variables]
    """by account"""
    messages: list[MessageById] = field(default_factory=list)
    answering: int = 0
    """callbacks that are waiting for the service's answer"""


@dataclass
class Cards:
    """All cards by outTrackId, and the console's templates (id → published)."""

    by_id: dict[str, Card] = field(default_factory=dict)
    published: dict[str, bool] = field(default_factory=dict)

    def holders(self, out_track_id: object) -> Iterable[str]:
        """The accounts that have a card."""
        card = self.by_id.get(str(out_track_id))
        return [message.account for message in card.messages] if card else []


def about(world: World, body: Json) -> str:
    """Whom a card request concerns: those it is delivered to, else those who have the card."""
    if isinstance(body.get("openSpaceId"), str):
        return "|".join(target.id for target in card_rules.parse_space(body["openSpaceId"]))
    return "|".join(world.part(Cards).holders(body.get("outTrackId")))


async def create(world: World, _request: web.Request, body: Json) -> Json:
    """`POST /v1.0/card/instances`: an instance that nobody has yet."""
    card = _created(world, body)
    world.part(Cards).by_id[card.out_track_id] = card
    return {"success": True, "result": card.out_track_id}


async def deliver(world: World, _request: web.Request, body: Json) -> Json:
    """`POST /v1.0/card/instances/deliver`: an instance to spaces."""
    card_rules.check_track_id(body)
    card_rules.check_user_id_type(body)
    targets = card_rules.check_deliver(body, world.config.dingtalk.robot_code, space_models=False)
    card = _known(world, body)
    _check_targets(world, targets, card.user_id_type)
    return {"success": True, "result": [_deliver_to(world, card, target) for target in targets]}


async def create_and_deliver(world: World, _request: web.Request, body: Json) -> Json:
    """`POST /v1.0/card/instances/createAndDeliver`: both, or neither when anything is wrong with the request; if so
    configured, it fails between the two."""
    card = _created(world, body)
    targets = card_rules.check_deliver(body, world.config.dingtalk.robot_code, space_models=True)
    _check_targets(world, targets, card.user_id_type)
    world.part(Cards).by_id[card.out_track_id] = card
    if world.config.dingtalk.already_exist == "created":
        raise refuse("system.error")
    results = [_deliver_to(world, card, target) for target in targets]
    return {"success": True, "result": {"outTrackId": card.out_track_id, "deliverResults": results}}


async def update(world: World, _request: web.Request, body: Json) -> Json:
    """`PUT /v1.0/card/instances`: overwrites every variable unless the by-key options are set."""
    card_rules.check_update(body)
    card = _known(world, body)
    private = _by_account(world, body)
    if card.answering:
        world.report("dingtalk", "card updated before its callback was answered", outTrackId=card.out_track_id)
    options = body.get("cardUpdateOptions") or {}
    if body.get("cardData"):
        _change_public(world, card, card_rules.public_data(body), bool(options.get("updateCardDataByKey")))
    for account, variables in private.items():
        before, by_key = card.private.get(account, {}), bool(options.get("updatePrivateDataByKey"))
        card.private[account] = changed(before, variables, by_key)
    _warn_of_template(world, card)
    for message in card.messages:
        message.body["private"] = dict(card.private.get(message.account, {}))
        if body.get("cardData") or message.account in private:
            world.changed(message)
    return {"success": True, "result": True}


def _change_public(world: World, card: Card, given: Variables, by_key: bool) -> None:
    """Change the card, and what each phone shows of it. A clicker's own card may differ after the callback's answer."""
    wiped = sorted(card.public.keys() - given.keys())
    if wiped and not by_key:
        world.report("dingtalk", "update wiped variables", outTrackId=card.out_track_id, variables=wiped)
    card.public = changed(card.public, given, by_key)
    for message in card.messages:
        message.body["cardParamMap"] = changed(message.body["cardParamMap"], given, by_key)


def changed(before: Mapping[str, str], given: Mapping[str, str], by_key: bool) -> Variables:
    """Variables after a change: by key, the given ones over the old ones; else only the given ones."""
    return {**before, **given} if by_key else dict(given)


def _created(world: World, body: Json) -> Card:
    card_rules.check_create(body)
    cards = world.part(Cards)
    state = (templates.published(world.config.dingtalk.card_template_id) | cards.published).get(body["cardTemplateId"])
    if state is None:
        raise refuse("param.templateNotExist")
    if not state:
        raise refuse("param.templateUnpublished")
    if body["outTrackId"] in cards.by_id:
        raise refuse("param.cardAlreadyExist")
    card = Card(
        body["outTrackId"],
        body["cardTemplateId"],
        body.get("callbackType"),
        body.get("callbackRouteKey", ""),
        body.get("userIdType", 1),
        dict(card_rules.public_data(body)),
        _by_account(world, body),
    )
    _warn_of_template(world, card)
    return card


def _known(world: World, body: Json) -> Card:
    card = world.part(Cards).by_id.get(body["outTrackId"])
    if card is None:
        raise refuse("param.cardNotExist")
    return card


def _by_account(world: World, body: Json) -> dict[str, Variables]:
    """Private variables by account; raises Refusal for an unknown user."""
    given = card_rules.private_data(body)
    if len(given) > ADVISED_PRIVATE_USERS:
        world.report("dingtalk", "more than 50 users' private data in one request", users=len(given))
    found = {user: people.phone(world, user, body.get("userIdType", 1)) for user in given}
    if None in found.values():
        raise refuse("param.userIdNotExist")
    return {phone.person.account: dict(given[user]) for user, phone in found.items() if phone}


def _check_targets(world: World, targets: Iterable[Target], id_type: int) -> None:
    for target in targets:
        if target.type == "IM_ROBOT" and people.phone(world, target.id, id_type) is None:
            raise refuse("param.userIdNotExist")
        by_code = world.config.dingtalk.group_refusal == "code"
        if target.type == "IM_GROUP" and by_code and people.group(world, target.id) is None:
            raise refuse("param.openSpaceIdInvalid")


def _deliver_to(world: World, card: Card, target: Target) -> Json:
    """One line of `deliverResults`: people out of scope can't be reached, nor groups without the robot."""
    result: dict[str, Any] = {"spaceType": target.type, "spaceId": target.id, "success": False}
    phone = None
    if target.type == "IM_ROBOT":
        phone = people.phone(world, target.id, card.user_id_type)
    elif target.type == "IM_GROUP":
        phone = people.group(world, target.id)
    if phone is None or not phone.person.in_scope:
        return result | {"carrierId": "", "errorMsg": "SYSTEM_ERROR"}
    account = phone.person.account
    body = {
        "cardParamMap": dict(card.public),
        "private": dict(card.private.get(account, {})),
        "outTrackId": card.out_track_id,
    }
    meta = {"templateId": card.template_id, "callbackType": card.callback_type}
    message = receipts.put(world, account, "card", body, meta)
    card.messages.append(message)
    message.meta["carrierId"] = world.part(Receipts).keep([message], message.sent_at)
    return result | {"success": True, "carrierId": message.meta["carrierId"], "errorMsg": ""}


def _warn_of_template(world: World, card: Card) -> None:
    if card.template_id != world.config.dingtalk.card_template_id:
        return
    for private in card.private.values() or [{}]:
        for fault in templates.faults(card.public, private, world.config.dingtalk.buttons):
            world.report("dingtalk", fault, outTrackId=card.out_track_id)
