"""WeCom as the rest of the house sees it: cards, texts, pictures, directory, login.

Source: document/path/90236 (send), 94888 (update).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from typing import Any

from bot.channel import Call, Finding, Gate, Json, Member, Platform, Rang, Receipt, to_one
from bot.errors import Expired, NotUpdatable, Rejected, Unreachable
from bot.tokens import TokenCache
from bot.wecom import check, contacts, jssdk, login, media, menu, voice
from bot.wecom.api import REPEATED, TIMEOUT, Api
from config.settings import WecomSettings
from rules.accounts import account_key

TEXT_BYTES = 2048
LINK_WORDS = "点开看详情"
# For how many seconds the platform drops a repeat of the same JSON; 0: it never does. For a card that is the longest
# allowed, because its JSON holds its own id. A text's JSON has no id, and the same words may be wanted again at once:
# its own number of seconds, between these two, makes it differ from every other text.
CARD_REPEAT, TEXT_REPEAT, NEVER_DROPPED = 14400, (60, 660), 0
NO_CHECK = {"enable_duplicate_check": 0}
# Purposes of cards whose repeat must never be dropped.
RED_ALERT = "alert."
# We have checked the form of the id, so this code can only mean that the platform has this card already.
TASK_ID_USED = "42014"
CODE_USED = "42022"
OUT_OF_SPEC = "40058"
TOKEN_OLD = ("40014", "42001")


class WecomChannel:
    """One app of one corporation. Safe to share between threads."""

    platform: Platform = "wecom"

    def __init__(
        self,
        settings: WecomSettings,
        gate: Gate,
        tokens: TokenCache,
        *,
        base_url: str,
        timeout: tuple[float, float] = TIMEOUT,
    ) -> None:
        self._settings = settings
        self._base_url = base_url.rstrip("/")
        self.calls = settings.voice
        self._api = Api(settings, gate, tokens, timeout)

    def send(
        self, account: str, body: Json, *, card: str, purpose: str, urgent: bool, perhaps: bool = False
    ) -> Receipt:
        """Sends a template card to one person; `body` is the `template_card` object with task_id `card`, of which the
        platform keeps one, however often it is sent.

        The receipt holds msgid and response_code (one repaint, 72 h), as far as given.
        """
        message = {"msgtype": "template_card", "template_card": dict(body)}
        try:
            repeat = NEVER_DROPPED if purpose.startswith(RED_ALERT) else CARD_REPEAT
            reply = self._send(account, message, repeat, purpose=purpose, urgent=urgent)
        except Rejected as refusal:
            if refusal.code != TASK_ID_USED:
                raise
            return Receipt(card, kept_first=True)
        if reply.get(REPEATED):
            # The card in the chat is that of the first try; a code from a dropped repeat would repaint nothing.
            reply = {}
        return Receipt(card, _tokens(reply, "msgid", "response_code"))

    def look(self, account: str, body: Json, *, card: str, purpose: str) -> None:
        """The platform knows the card's id already."""
        self.send(account, body, card=card, purpose=purpose, urgent=True)

    def text(self, account: str, words: str, link: str, *, key: str, purpose: str, urgent: bool) -> Receipt:
        """Sends words, cut to 2,048 bytes together with the link; the receipt's card is `key`.

        `key` is that of this text: only a repeat with the same key may be dropped, other texts with the same words
        arrive. An urgent text is never dropped: a second stop within a minute is news, whatever its words. So it is
        not repeated here either, and a lost answer is `Unavailable(maybe_done=True)` for the store to decide.
        """
        message = {"msgtype": "text", "text": {"content": _content(words, link)}}
        repeat = NEVER_DROPPED if urgent else _own_interval(key)
        reply = self._send(account, message, repeat, purpose=purpose, urgent=urgent, repeatable=not urgent)
        return Receipt(key, _tokens(reply, "msgid"))

    def update(self, account: str, receipt: Receipt, body: Json, *, purpose: str, urgent: bool) -> Receipt:
        """Repaints a card with its response_code, which works once: the receipt returned has none."""
        code = receipt.tokens.get("response_code")
        if not code:
            raise NotUpdatable("这张卡片没有可用的更新码了。请发一张新的。")
        data = {
            "userids": [to_one(account, "wecom")],
            "agentid": self._settings.agent_id,
            "response_code": code,
            "template_card": dict(body),
        }
        call = Call("wecom", "message/update_template_card", account, purpose, urgent)
        reply = self._once(call, data, done=CODE_USED)
        if _named(account, reply.get("invaliduser")):
            raise NotUpdatable("这个人没有收到过这张卡片。请发一张新的。")
        return Receipt(receipt.card, {name: value for name, value in receipt.tokens.items() if name != "response_code"})

    def post(self, group: str, body: Json, *, card: str, purpose: str) -> Receipt:
        """Raises Rejected: an app may write only to groups that it has made itself."""
        raise Rejected("企业微信这里不能发到群里。", configuration=True)

    def ring(self, account: str, *, purpose: str) -> str:
        """An automatic call (紧急通知); the plant pays for it."""
        return voice.ring(self._api, to_one(account, "wecom"), purpose)

    def rang(self, account: str, number: str, *, purpose: str) -> Rang | None:
        """What came of the call."""
        return voice.rang(self._api, account, number, purpose)

    def media(self, reference: str) -> tuple[bytes, str]:
        """A picture by its media_id (three days): bytes and content type."""
        return media.fetch(self._api, reference)

    def people(self) -> Iterator[Member]:
        """Everybody in the app's visible scope."""
        return contacts.people(self._api)

    def member(self, account: str) -> Member | None:
        """This person, where the app's visible scope has him."""
        return contacts.member(self._api, account)

    def identify(self, code: str) -> str:
        """The account behind an OAuth code."""
        return login.identify(self._api, code)

    def page_config(self, url: str, nonce: str, timestamp: int) -> Json:
        """`{"script", "config", "agentConfig"}` for the page at `url`."""
        return jssdk.page_config(self._api, self._settings, url, nonce, timestamp)

    def renew_tickets(self) -> None:
        """Both script tickets."""
        jssdk.renew(self._api)

    def check(self) -> list[Finding]:
        """The findings of the start-up check."""
        return check.check(self._api, self._settings, self._base_url)

    def publish_menu(self, entries: Sequence[menu.MenuEntry]) -> Finding:
        """Publishes the app's menu."""
        return menu.publish_menu(self._api, self._settings.agent_id, entries)

    def _send(
        self, account: str, message: Json, repeat: int, *, purpose: str, urgent: bool, repeatable: bool = True
    ) -> Any:
        check = {"enable_duplicate_check": 1, "duplicate_check_interval": repeat} if repeat else NO_CHECK
        data = {"touser": to_one(account, "wecom"), "agentid": self._settings.agent_id, **message, **check}
        call = Call("wecom", "message/send", account, purpose, urgent)
        reply = self._api.call(call, "post", data=data, repeatable=repeatable)
        if _named(account, reply.get("invaliduser")) or _named(account, reply.get("unlicenseduser")):
            raise Unreachable("企业微信发不到这个人：不在应用可见范围，或没有许可。请管理员核对。", account=account)
        return reply

    def _once(self, call: Call, data: Json, done: str = "") -> Any:
        """A call that uses up a code or an id. Raises NotUpdatable when that has expired."""
        try:
            return self._api.call(call, "post", data=data, repeatable=True, done=done)
        except Expired as refusal:
            if refusal.code not in TOKEN_OLD:
                raise
            # The token is a new one, so this is said of the code.
            raise NotUpdatable("这张卡片的更新码过期了。请发一张新的。", code=refusal.code) from refusal
        except Rejected as refusal:
            if refusal.code != OUT_OF_SPEC:
                raise
            raise NotUpdatable("已过了可以更改的时间。请发一张新的。", code=refusal.code) from refusal


def _own_interval(key: str) -> int:
    """How long a repeat of this text is dropped, in seconds; the platform compares whole requests, this number too."""
    shortest, longest = TEXT_REPEAT
    return shortest + zlib.crc32(key.encode()) % (longest - shortest)


def _tokens(reply: Json, *names: str) -> dict[str, str]:
    return {name: str(reply[name]) for name in names if reply.get(name)}


def _named(account: str, listed: str | Sequence[str] | None) -> bool:
    """Whether the platform names the person, in lower case, in `a|b` (send) or in a list (update)."""
    names = listed.split("|") if isinstance(listed, str) else listed or ()
    return account_key("wecom", account) in {account_key("wecom", name) for name in names}


def _content(words: str, link: str) -> str:
    """Words and link within the platform's limit. A `<` in the words is made full-width, so that only our own link is a
    link.

    Raises ValueError for a link that would leave no room for words.
    """
    tail = f'\n<a href="{link}">{LINK_WORDS}</a>' if link else ""
    if len(tail.encode()) > TEXT_BYTES // 2:
        raise ValueError("the link of a text is too long")
    return _cut(words.replace("<", "＜"), TEXT_BYTES - len(tail.encode())) + tail


def _cut(words: str, limit: int) -> str:
    """At most `limit` bytes of UTF-8, never cut inside a character; a cut is shown."""
    if len(words.encode()) <= limit:
        return words
    return words.encode()[: limit - len("…".encode())].decode(errors="ignore") + "…"
