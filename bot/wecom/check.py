"""The start-up check: looks once at everything that an administrator may have set wrong. Never raises."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from pydantic import SecretStr

from bot.channel import Finding
from bot.errors import BotError
from bot.wecom.api import Api
from bot.wecom.crypto import Seal
from bot.wecom.jssdk import ticket
from config.settings import WecomSettings


def check(api: Api, settings: WecomSettings, base_url: str) -> list[Finding]:
    """Findings on credentials, directory, page script, callback keys and public address, in plain Chinese."""
    if not settings.configured:
        return [Finding("企业微信", False, "还没有填企业 ID、AgentId 和 Secret。不用企业微信就不必管。")]
    return [
        _asked("企业微信凭证", "企业 ID 和应用 Secret 有效。", api.token),
        _asked("企业微信通讯录", "看得到应用可见范围里的部门。", lambda: api.read("department/list")),
        _asked(
            "企业微信网页脚本", "拿得到定位和拍照用的票据。", lambda: [ticket(api, kind) for kind in ("jsapi", "agent")]
        ),
        _callback(settings, base_url),
        _contact_sync(settings, base_url),
        _address(base_url),
    ]


def _asked(topic: str, well: str, question: Callable[[], object]) -> Finding:
    try:
        question()
    except BotError as error:
        return Finding(topic, False, f"{error.words}（{error.code}）" if error.code else error.words)
    except Exception as error:
        # A wrong address may answer anything; the check itself must come to its end.
        return Finding(topic, False, f"回答看不懂（{type(error).__name__}）。请核对 ANHAO_WECOM_API。")
    return Finding(topic, True, well)


def _callback(settings: WecomSettings, base_url: str) -> Finding:
    topic, address = "企业微信消息回调", f"{base_url}/callback/wecom"
    if not settings.token.get_secret_value():
        words = f"没有设置 Token，点卡片不会有反应。请在后台「接收消息」里填 {address}，再把 Token 配到这里。"
        return Finding(topic, False, words)
    return _keys(topic, settings.token, settings.aes_key, f"后台「接收消息」的地址应是 {address}。")


def _contact_sync(settings: WecomSettings, base_url: str) -> Finding:
    topic, address = "企业微信通讯录回调", f"{base_url}/callback/wecom/contacts"
    if not settings.contact_token.get_secret_value():
        return Finding(topic, True, "没有设置也能用：有人离职，应用的回调会说。要更全，请设置「通讯录同步」。")
    return _keys(topic, settings.contact_token, settings.contact_aes_key, f"「通讯录同步」的地址应是 {address}。")


def _keys(topic: str, token: SecretStr, aes_key: SecretStr, where: str) -> Finding:
    try:
        Seal(token, aes_key, "")
    except ValueError as error:
        return Finding(topic, False, str(error))
    return Finding(topic, True, f"密钥齐全。{where}")


def _address(base_url: str) -> Finding:
    topic, parts = "公开地址", urlsplit(base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return Finding(topic, False, f"ANHAO_BASE_URL 不是网址：{base_url}。请填手机能打开的网址。")
    if parts.hostname in ("127.0.0.1", "localhost"):
        return Finding(topic, True, "只在本机可用。真手机要打开，请把 ANHAO_BASE_URL 换成公司的可信域名。")
    return Finding(topic, True, f"{parts.hostname} 应在应用的可信域名里。")
