"""What comes in from DingTalk: a function for each kind of payload, used by `callback` (HTTP) and `stream`.

The answer to a tap goes into the private data of the person who tapped. Even `cardData` in an answer would reach only
that person (page `message-card-sending-and-updating`); everybody else gets the card's update later.
"""

from __future__ import annotations

import logging
import secrets

from bot.channel import Answer, Dispatch, Json
from bot.dingtalk import actions
from bot.dingtalk.actions import Malformed
from bot.dingtalk.seen import FirstSeen

log = logging.getLogger("anhao.bot.dingtalk")

# Redeliveries were seen after 16 s and about 60 s (`actions` says why a tap needs a memory).
TAP_MEMORY = 90
# Answers to a tap that changed nothing.
REFUSED = ("stop", "caution")
VALUE_BYTES = 1024  # page `create-and-deliver-cards`


class Inbox:
    """Turns payloads into actions. Raises actions.Malformed for bad input, and whatever `dispatch` raises."""

    def __init__(self, corp_id: str, dispatch: Dispatch, seen: FirstSeen) -> None:
        self._corp_id = corp_id
        self._dispatch = dispatch
        self._seen = seen

    def card(self, payload: Json) -> Json:
        """A tap on a card: returns the callback's response (page `event-callback-card`)."""
        self._only_ours(payload.get("corpId"))
        digest = actions.tap_digest(payload)
        key = self._seen.first(f"tap:{digest}", f"{digest[:32]}:{secrets.token_hex(8)}", TAP_MEMORY)
        answer = self._dispatch(actions.tap(payload, key))
        if answer.tone in REFUSED:
            self._seen.forget(f"tap:{digest}")
        return response(answer)

    def robot(self, payload: Json) -> None:
        """A message to the robot; the reply comes later as a card or a text."""
        self._only_ours(payload.get("chatbotCorpId"))
        self._dispatch(actions.word(payload))

    def event(self, kind: str, event_id: str, data: Json) -> None:
        """An event of the directory; other events are logged and ignored."""
        for corp_id in actions.organisations(data):
            self._only_ours(corp_id)
        found = actions.directory(kind, event_id, data)
        if not found:
            log.info("event %s is none of ours", kind[:40])
        for action in found:
            self._dispatch(action)

    def _only_ours(self, corp_id: object) -> None:
        if corp_id and self._corp_id and corp_id != self._corp_id:
            raise Malformed("corpId")


def response(answer: Answer) -> Json:
    """An answer as the clicker's private `notice`; by key, so that no other variable is wiped."""
    if not answer.on_card:
        return {}
    notice = answer.on_card.encode()[:VALUE_BYTES].decode(errors="ignore")
    return {
        "cardUpdateOptions": {"updateCardDataByKey": True, "updatePrivateDataByKey": True},
        "userPrivateData": {"cardParamMap": {"notice": notice}},
    }
