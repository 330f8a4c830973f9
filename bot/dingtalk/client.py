"""DingTalk as a `bot.channel.Channel`: cards by createAndDeliver, to one person or a group; texts by the robot, to one
person.

Pages: `create-and-deliver-cards`, `interactive-card-update-interface`, `delivery-card-interface`,
`chatbots-send-one-on-one-chat-messages-in-batches`. A 200 does not mean delivered: every list in it is read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal

from bot.channel import Call, Finding, Gate, Json, Member, Platform, Rang, Receipt, to_one
from bot.dingtalk import buttons, check, contacts, login, media
from bot.dingtalk.codes import ALREADY_EXISTS, NO_SUCH_SPACE
from bot.dingtalk.gateway import Gateway
from bot.dingtalk.sdk import TIMEOUT, Method, Peer
from bot.errors import BotError, NotUpdatable, Rejected, Throttled, Unavailable, Unreachable
from bot.tokens import TokenCache
from config.settings import DingtalkSettings

# Our own card id makes a repeated creation harmless; nothing does so for the robot's texts.
CREATE = Method("card_1_0", "create_and_deliver_with_options", "CreateAndDeliver", repeatable=True)
DELIVER = Method("card_1_0", "deliver_card_with_options", "DeliverCard", repeatable=False)
UPDATE = Method("card_1_0", "update_card_with_options", "UpdateCard", repeatable=True)
TEXT = Method("robot_1_0", "batch_send_otowith_options", "BatchSendOTO", repeatable=False)

CARRIER = "process_query_key"  # DingTalk's own key for a text or a delivered card
# The signs with which Markdown and HTML make links, pictures, headings and letters of another kind.
NO_MARKUP = str.maketrans("\\`*_[]()#<>!|~", "＼｀＊＿［］（）＃＜＞！｜～")
FLOW_PAUSE = 60.0  # seconds; DingTalk does not say how long it holds back a person's messages
FLOW_CONTROLLED = "flowControlledStaffIdList"
NO_GROUP = "这个钉钉群收不到：请核对 plant.yaml 的 dingtalk_group，把应用的机器人加进群"


@dataclass(frozen=True)
class Space:
    """Where a card goes: to one person, in the robot's chat, or into a group's."""

    kind: Literal["IM_ROBOT", "IM_GROUP"]
    id: str

    @property
    def model(self) -> str:
        """The stem of its models in a request."""
        return "imRobotOpen" if self.kind == "IM_ROBOT" else "imGroupOpen"


class DingtalkChannel:
    """Bodies are those of `cards.dingtalk.render`: `cardData` for all, `userPrivateData` for the person it goes to."""

    platform: Platform = "dingtalk"
    calls = False

    def __init__(
        self,
        settings: DingtalkSettings,
        gate: Gate,
        tokens: TokenCache,
        *,
        base_url: str,
        timeout: tuple[float, float] = TIMEOUT,
    ) -> None:
        self._settings = settings
        self._gateway = Gateway(Peer(settings, timeout), gate, tokens)
        self._base_url = base_url.rstrip("/")

    def send(
        self, account: str, body: Json, *, card: str, purpose: str, urgent: bool, perhaps: bool = False
    ) -> Receipt:
        """Creates and delivers a card under our id `card`. Where an earlier try has created it, it gets the newest body
        and is delivered again: that try may have died half-way, and twice is better than never; but `perhaps` it has
        been twice already, and then it only gets the body."""
        if perhaps:
            with suppress(NotUpdatable):
                return self.update(account, Receipt(card), body, purpose=purpose, urgent=urgent)
        return self._bring(Space("IM_ROBOT", to_one(account, "dingtalk")), body, card, purpose, urgent=urgent)

    def look(self, account: str, body: Json, *, card: str, purpose: str) -> None:
        """The platform has a card of this id already. That it was delivered is left as it is."""
        to = Space("IM_ROBOT", to_one(account, "dingtalk"))
        try:
            self._create(to, body, card, purpose, urgent=True)
        except BotError as error:
            if error.code != ALREADY_EXISTS:
                raise

    def post(self, group: str, body: Json, *, card: str, purpose: str) -> Receipt:
        """The same into a group, by its openConversationId. That it is unknown, or without the robot, may come as a
        code or as a result: nobody has seen which."""
        try:
            return self._bring(Space("IM_GROUP", group), body, card, purpose, urgent=False)
        except BotError as error:
            if isinstance(error, Unreachable) or error.code == NO_SUCH_SPACE:
                raise Rejected(NO_GROUP, code=error.code, configuration=True) from error
            raise

    def update(self, account: str, receipt: Receipt, body: Json, *, purpose: str, urgent: bool) -> Receipt:
        """Repaints by key: variables that the body does not name stay as they are, even an earlier notice."""
        return self._repaint(to_one(account, "dingtalk"), receipt, body, purpose, urgent=urgent)

    def _repaint(self, to: str, receipt: Receipt, body: Json, purpose: str, *, urgent: bool) -> Receipt:
        """to: a person's account, or a group's id."""
        call = Call("dingtalk", "card/instances", to, purpose, urgent)
        request = {
            "outTrackId": receipt.card,
            "cardUpdateOptions": {"updateCardDataByKey": True, "updatePrivateDataByKey": True},
            **self._data(to, body),
        }
        self._gateway.new(UPDATE, request, call)
        return receipt

    def text(self, account: str, words: str, link: str, *, key: str, purpose: str, urgent: bool) -> Receipt:
        """A text or, with a link, a one-button card of the robot. Not idempotent: nothing is repeated here,
        so that a lost answer is `Unavailable(maybe_done=True)` and the store decides under its own `key`."""
        kind, content = _text_message(words, link)
        request = {
            "robotCode": self._robot,
            "userIds": [to_one(account, "dingtalk")],
            "msgKey": kind,
            "msgParam": json.dumps(content, ensure_ascii=False),
        }
        call = Call("dingtalk", "robot/oToMessages/batchSend", account, purpose, urgent)
        answer = self._gateway.new(TEXT, request, call)
        _check_lists(answer, account)
        return Receipt(key, {CARRIER: str(answer.get("processQueryKey", ""))})

    def media(self, reference: str) -> tuple[bytes, str]:
        return media.fetch(self._gateway, self._robot, reference)

    def people(self) -> Iterator[Member]:
        return contacts.people(self._gateway)

    def ring(self, account: str, *, purpose: str) -> str:
        """Raises Rejected: there is no such call."""
        raise Rejected("钉钉这里不能打电话。")

    def rang(self, account: str, number: str, *, purpose: str) -> Rang | None:
        return Rang(False, "钉钉这里不能打电话")

    def member(self, account: str) -> Member | None:
        return contacts.member(self._gateway, account)

    def identify(self, code: str) -> str:
        return login.identify(self._gateway, code)

    def page_config(self, url: str, nonce: str, timestamp: int) -> Json:
        return login.page_config(self._gateway, url, nonce, timestamp)

    def renew_tickets(self) -> None:
        """The one script ticket."""
        login.renew(self._gateway)

    def check(self) -> list[Finding]:
        return check.check(self._gateway, self._base_url)

    @property
    def _robot(self) -> str:
        """An internal app's robot has the app's own id unless another is set."""
        return self._settings.robot_code or self._settings.client_id

    def _bring(self, to: Space, body: Json, card: str, purpose: str, *, urgent: bool) -> Receipt:
        try:
            answer = self._create(to, body, card, purpose, urgent=urgent)
        except BotError as error:
            if error.code != ALREADY_EXISTS:
                raise
            self._repaint(to.id, Receipt(card), body, purpose, urgent=urgent)
            answer = {}
        results = (answer.get("result") or {}).get("deliverResults") or []
        carrier = _carrier(results) or self._deliver_again(to, card, purpose, urgent=urgent)
        return Receipt(card, {CARRIER: carrier})

    def _create(self, to: Space, body: Json, card: str, purpose: str, *, urgent: bool) -> Json:
        call = Call("dingtalk", "card/instances/createAndDeliver", to.id, purpose, urgent)
        return self._gateway.new(CREATE, self._creation(to, body, card, urgent=urgent), call)

    def _creation(self, to: Space, body: Json, card: str, *, urgent: bool) -> dict[str, Any]:
        title = body["cardData"]["cardParamMap"].get("title", "")
        space: dict[str, Any] = {"supportForward": False, "lastMessageI18n": {"ZH_CN": title}}
        if urgent:
            space["notification"] = {"alertContent": title}
        return {
            "cardTemplateId": self._settings.card_template_id,
            "outTrackId": card,
            # Nobody can act on a card that has no one reader.
            **(self._callback() if to.kind == "IM_ROBOT" else {}),
            **self._data(to.id, body),
            f"{to.model}SpaceModel": space,
            **self._delivery(to),
        }

    def _data(self, account: str, body: Json) -> dict[str, Any]:
        """Public variables, and private ones under the person they are for; without private ones, the old ones
        stay."""
        private, public = body.get("userPrivateData"), body["cardData"]
        if self._settings.card_buttons == "fixed":
            public = buttons.fixed(public, self._base_url)
        data: dict[str, Any] = {"cardData": public, "userIdType": 1}
        return data | {"privateData": {account: private}} if private else data

    def _callback(self) -> dict[str, str]:
        if self._settings.callback == "stream":
            return {"callbackType": "STREAM"}
        return {"callbackType": "HTTP", "callbackRouteKey": self._settings.card_route_key}

    def _delivery(self, to: Space) -> dict[str, Any]:
        kind = {"spaceType": to.kind} if to.kind == "IM_ROBOT" else {}
        return {
            "userIdType": 1,
            "openSpaceId": f"dtv1.card//{to.kind}.{to.id}",
            f"{to.model}DeliverModel": {**kind, "robotCode": self._robot},
        }

    def _deliver_again(self, to: Space, card: str, purpose: str, *, urgent: bool) -> str:
        """A card that was created but perhaps not delivered: one more try to deliver it, then the person counts as
        unreachable."""
        call = Call("dingtalk", "card/instances/deliver", to.id, purpose, urgent)
        answer = self._gateway.new(DELIVER, {"outTrackId": card, **self._delivery(to)}, call)
        results = answer.get("result") or []
        carrier = _carrier(results)
        if not carrier:
            reason = str(results[0].get("errorMsg", "")) if results else ""
            raise Unreachable("卡片送不到这个人：可能不在应用可见范围，请管理员看一下", account=to.id, code=reason)
        return carrier


def _carrier(results: list[Json]) -> str:
    """The carrier of a delivery to one space; empty when a line says that it failed."""
    if not results or not all(line.get("success") for line in results):
        return ""
    return str(results[0].get("carrierId", ""))


def _text_message(words: str, link: str) -> tuple[str, dict[str, str]]:
    """Kind and content. A card with a button takes Markdown, so its signs are made full-width: only our button is a
    link, and a line stays as long as it was typed."""
    if not link:
        return "sampleText", {"content": words}
    title = words.splitlines()[0] if words else ""
    return "sampleActionCard", {
        "title": title,
        "text": words.translate(NO_MARKUP),
        "singleTitle": "点开看全部",
        "singleURL": link,
    }


def _check_lists(answer: Json, account: str) -> None:
    """Raises when a 200 lists this person among those who did not get the text, or has no key."""
    if account in (answer.get("flowControlledStaffIdList") or []):
        raise Throttled("钉钉限制了给这个人发消息：稍后再发", retry_after=FLOW_PAUSE, code=FLOW_CONTROLLED)
    refused = [*(answer.get("invalidStaffIdList") or []), *(answer.get("filteredStaffIdList") or [])]
    if account in refused:
        raise Unreachable("钉钉送不到这个人：可能已离职或不在应用可见范围", account=account)
    if not answer.get("processQueryKey"):
        raise Unavailable("钉钉的回答看不懂：稍后再看", maybe_done=True)
