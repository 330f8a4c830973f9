"""What a card request must hold, with the exact `param.*` code for each fault.

Pure: bodies in, `Refusal` out. Source: pages create-and-deliver-cards, open-the-interface-to-create-a-card-instance,
delivery-card-interface and interactive-card-update-interface. Lengths count bytes of UTF-8.
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from simulator.dingtalk.errors import refuse

TRACK_ID_CHARACTERS = 100
KEY_BYTES = 100
VALUE_BYTES = 1024
CARD_BYTES = 100 * 1024

SPACE = re.compile(r"dtv1\.card//(?P<targets>[^;]+(?:;[^;]+)*)")
TARGET = re.compile(r"(?P<type>IM_ROBOT|IM_GROUP|IM_SINGLE|ONE_BOX)\.(?P<id>.+)", re.IGNORECASE | re.ASCII)
MODEL_NAMES = {
    "IM_ROBOT": "imRobotOpen",
    "IM_GROUP": "imGroupOpen",
    "IM_SINGLE": "imSingleOpen",
    "ONE_BOX": "topOpen",
}


class Target(NamedTuple):
    """One space that a card is delivered to."""

    type: str
    id: str


def check_create(body: Mapping[str, Any]) -> None:
    """A card instance: template, id, callback and data; raises Refusal."""
    _need(body, "cardTemplateId", "param.cardTemplateIdEmpty")
    check_track_id(body)
    card_data = body.get("cardData")
    if not isinstance(card_data, dict) or not isinstance(card_data.get("cardParamMap"), dict):
        raise refuse("param.cardPublicDataEmpty")
    if body.get("callbackType") not in (None, "STREAM", "HTTP"):
        raise refuse("param.invalid", "callbackType")
    if body.get("callbackType") == "HTTP" and not body.get("callbackRouteKey"):
        raise refuse("param.invalid", "callbackRouteKey")
    check_user_id_type(body)
    check_data(body)


def check_track_id(body: Mapping[str, Any]) -> None:
    """The card's own id: text of at most 100 characters."""
    if not body:
        raise refuse("param.empty")
    _need(body, "outTrackId", "param.outTrackIdEmpty")
    if len(body["outTrackId"]) > TRACK_ID_CHARACTERS:
        raise refuse("param.invalid", "outTrackId")


def check_user_id_type(body: Mapping[str, Any]) -> None:
    """1 means userId, 2 unionId; nothing else."""
    if body.get("userIdType", 1) not in (1, 2):
        raise refuse("param.invalid", "userIdType")


def check_data(body: Mapping[str, Any]) -> None:
    """Public and private variables: text only, key ≤ 100 B, value ≤ 1 KB, a card ≤ 100 KB."""
    check_variables(public_data(body))
    for variables in private_data(body).values():
        check_variables(variables)


def check_variables(variables: Any) -> None:
    """One `cardParamMap`."""
    if not isinstance(variables, dict):
        raise refuse("param.invalid", "cardParamMap")
    total = 0
    for key, value in variables.items():
        if not isinstance(value, str):
            raise refuse("param.invalid", f"cardParamMap.{key} is not a string")
        size = len(value.encode())
        if len(key.encode()) > KEY_BYTES or size > VALUE_BYTES:
            raise refuse("param.invalid", f"cardParamMap.{key} is too long")
        total += size
    if total > CARD_BYTES:
        raise refuse("param.invalid", "cardParamMap is too long")


def public_data(body: Mapping[str, Any]) -> Any:
    """The public variables of a request (empty when it has none)."""
    return _of_type(body.get("cardData"), "cardData").get("cardParamMap", {})


def private_data(body: Mapping[str, Any]) -> dict[str, Any]:
    """User id → private variables of a request."""
    by_user = _of_type(body.get("privateData"), "privateData")
    return {user: _of_type(data, "privateData").get("cardParamMap", {}) for user, data in by_user.items()}


def check_deliver(body: Mapping[str, Any], robot_code: str, *, space_models: bool) -> list[Target]:
    """The spaces of a delivery and the models that each space type needs; returns the targets."""
    _need(body, "openSpaceId", "param.openSpaceIdEmpty")
    targets = parse_space(body["openSpaceId"])
    for space_type in dict.fromkeys(target.type for target in targets):
        name = MODEL_NAMES[space_type]
        if space_models:
            _check_space_model(space_type, body.get(f"{name}SpaceModel"))
        _check_deliver_model(space_type, body.get(f"{name}DeliverModel"), robot_code)
    return targets


def parse_space(text: str) -> list[Target]:
    """`dtv1.card//IM_ROBOT.u1;im_group.cid…` as targets; types in either case."""
    whole = SPACE.fullmatch(text)
    found = [TARGET.fullmatch(part) for part in whole["targets"].split(";")] if whole else []
    targets = [Target(match["type"].upper(), match["id"]) for match in found if match]
    if not targets or len(targets) != len(found):
        raise refuse("param.openSpaceIdInvalid")
    return targets


def _check_space_model(space_type: str, model: Any) -> None:
    if not isinstance(model, dict):
        raise refuse("param.openSpaceModelInvalid")
    if space_type == "IM_ROBOT" and not isinstance(model.get("supportForward"), bool):
        raise refuse("param.openSpaceModelInvalid")
    if space_type == "ONE_BOX" and model.get("spaceType") != "ONE_BOX":
        raise refuse("param.openSpaceModelInvalid")


def _check_deliver_model(space_type: str, model: Any, robot_code: str) -> None:
    if not isinstance(model, dict):
        raise refuse("param.openDeliverModelEmpty")
    if space_type == "IM_ROBOT" and not model:
        raise refuse("param.openDeliverModelError")
    if space_type == "IM_GROUP" and not model.get("robotCode"):
        raise refuse("param.openDeliverModelError")
    if space_type == "ONE_BOX" and not model.get("expiredTimeMillis"):
        raise refuse("param.openDeliverModelError")
    if model.get("spaceType", space_type) != space_type or model.get("robotCode", robot_code) != robot_code:
        raise refuse("param.openDeliverModelError")


def check_update(body: Mapping[str, Any]) -> None:
    """An update: an id and some data."""
    check_track_id(body)
    if not body.get("cardData") and not body.get("privateData"):
        raise refuse("param.cardDataAndPrivateDataBothEmpty")
    check_user_id_type(body)
    check_data(body)


def _need(body: Mapping[str, Any], key: str, code: str) -> None:
    if not body:
        raise refuse("param.empty")
    if not isinstance(body.get(key), str) or not body[key]:
        raise refuse(code)


def _of_type(value: Any, name: str) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise refuse("param.invalid", name)
    return value
