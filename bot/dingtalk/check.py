"""The look at DingTalk at start-up: credentials, card template, callbacks, rights. Says in plain Chinese what to do."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from bot.channel import Call, Finding
from bot.dingtalk import login
from bot.dingtalk.codes import ROUTE_KEY_EXISTS
from bot.dingtalk.crypto import Crypto
from bot.dingtalk.gateway import Gateway
from bot.dingtalk.sdk import Method
from bot.errors import BotError

CREATE_CARD = Method("card_1_0", "create_card_with_options", "CreateCard", repeatable=True)
REGISTER = Method("card_1_0", "register_callback_with_options", "RegisterCallback", repeatable=True)


class Missing(Exception):
    """A setting that is not there; the text says what to do."""


def check(gateway: Gateway, base_url: str) -> list[Finding]:
    """One finding for each topic; never raises. Costs one counted call (two in http mode): a card that nobody gets."""
    credentials = _finding("钉钉凭证", lambda: _credentials(gateway))
    if not credentials.ok:
        return [credentials]
    return [
        credentials,
        _finding("钉钉卡片模板", lambda: _template(gateway)),
        _finding("钉钉回调", lambda: _callback(gateway, base_url)),
        _finding("钉钉通讯录", lambda: _directory(gateway)),
        _finding("钉钉页面签名", lambda: _page(gateway)),
    ]


def _finding(topic: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(topic, True, look())
    except BotError as error:
        code = f"（{error.code}）" if error.code else ""
        return Finding(topic, False, f"{error.words}{code}")
    except Missing as error:
        return Finding(topic, False, str(error))


def _credentials(gateway: Gateway) -> str:
    if not gateway.settings.configured:
        raise Missing("没填 Client ID 或 Client Secret：请从开发者后台「凭证与基础信息」复制")
    gateway.token()
    return "凭证有效"


def _template(gateway: Gateway) -> str:
    """A card instance that is never delivered: DingTalk checks the template and our right to use it, and nobody sees
    it."""
    settings = gateway.settings
    if not settings.card_template_id:
        raise Missing("没填卡片模板 ID：请按 docs/dingtalk-template.md 导入模板并发布")
    body = {
        "cardTemplateId": settings.card_template_id,
        "outTrackId": f"check-{uuid.uuid4().hex}",
        "cardData": {"cardParamMap": {"title": "检查"}},
    }
    gateway.new(CREATE_CARD, body, Call("dingtalk", "card/instances/create", purpose="check"))
    return "模板可用，有发卡片的权限"


def _callback(gateway: Gateway, base_url: str) -> str:
    if gateway.settings.callback == "stream":
        return "用 Stream 长连接收回调，不需要公网地址"
    _push_settings(gateway)
    return _registered(gateway, f"{base_url}/callback/dingtalk/card")


def _push_settings(gateway: Gateway) -> None:
    """Without these the doors refuse everything."""
    settings = gateway.settings
    if not settings.card_secret.get_secret_value():
        raise Missing("没填卡片回调密钥：请设一个长的随机串，否则回调无法验真")
    if not settings.token.get_secret_value():
        raise Missing("没填事件订阅的 Token：请从开发者后台「事件订阅」复制")
    try:
        Crypto(settings.token.get_secret_value(), settings.aes_key.get_secret_value(), settings.client_id)
    except ValueError as error:
        raise Missing(str(error)) from error


def _registered(gateway: Gateway, address: str) -> str:
    settings = gateway.settings
    body = {
        "callbackRouteKey": settings.card_route_key,
        "callbackUrl": address,
        "apiSecret": settings.card_secret.get_secret_value(),
        "forceUpdate": True,
    }
    try:
        gateway.new(REGISTER, body, Call("dingtalk", "card/callbacks/register", purpose="check"))
    except BotError as error:
        if error.code == ROUTE_KEY_EXISTS:
            raise Missing("卡片回调的路由名已被占用：请换一个 ANHAO_DINGTALK_CARD_ROUTE_KEY") from error
        raise
    return f"卡片回调已登记到 {address}"


def _directory(gateway: Gateway) -> str:
    call = Call("dingtalk", "topapi/v2/department/listsub", purpose="check")
    gateway.old("topapi/v2/department/listsub", {"dept_id": 1}, call)
    return "能读部门和成员"


def _page(gateway: Gateway) -> str:
    if not (gateway.settings.corp_id and gateway.settings.agent_id):
        raise Missing("没填 CorpId 或 AgentId：手机页面不能定位和拍照，请从开发者后台复制")
    login.ticket(gateway)
    return "手机页面可以定位和拍照"
