"""The app's menu at the foot of its chat. Source: document/path/90231."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.channel import Call, Finding
from bot.errors import BotError
from bot.wecom.api import Api

TOPIC = "企业微信应用菜单"
FIRST_LEVEL, SECOND_LEVEL = 3, 5
FIRST_NAME_BYTES, SECOND_NAME_BYTES, KEY_BYTES = 16, 40, 128


@dataclass(frozen=True)
class MenuEntry:
    """An item that sends `key` when pressed, or a group that opens `children`."""

    name: str
    key: str = ""
    children: tuple[MenuEntry, ...] = ()


def publish_menu(api: Api, agent_id: int, entries: Sequence[MenuEntry]) -> Finding:
    """Publishes the menu. A failure is only a finding, because people can also type what they want."""
    if fault := _fault(entries):
        return Finding(TOPIC, False, fault)
    body = {"button": [_button(entry) for entry in entries]}
    call = Call("wecom", "menu/create", purpose="menu")
    try:
        api.call(call, "post", params={"agentid": agent_id}, data=body, repeatable=True)
    except BotError as error:
        return Finding(TOPIC, False, f"菜单没有发布：{error.words}")
    return Finding(TOPIC, True, f"菜单已发布，共 {len(entries)} 组。")


def _button(entry: MenuEntry) -> dict[str, object]:
    if entry.children:
        return {"name": entry.name, "sub_button": [_button(child) for child in entry.children]}
    return {"type": "click", "name": entry.name, "key": entry.key}


def _fault(entries: Sequence[MenuEntry]) -> str:
    """What breaks the platform's limits, in words; empty when nothing does."""
    if not 1 <= len(entries) <= FIRST_LEVEL:
        return f"菜单应有 1 到 {FIRST_LEVEL} 组，现有 {len(entries)} 组。请合并成三组以内。"
    for entry in entries:
        if len(entry.children) > SECOND_LEVEL:
            return f"「{entry.name}」下有 {len(entry.children)} 项，最多 {SECOND_LEVEL} 项。请减少。"
    first = [(entry, FIRST_NAME_BYTES) for entry in entries]
    second = [(child, SECOND_NAME_BYTES) for entry in entries for child in entry.children]
    for entry, limit in first + second:
        if not 0 < len(entry.name.encode()) <= limit:
            return f"菜单名「{entry.name}」应是 1 到 {limit} 字节。请改短。"
        if not entry.children and not 0 < len(entry.key.encode()) <= KEY_BYTES:
            return f"「{entry.name}」的键应是 1 到 {KEY_BYTES} 字节。请改正。"
    return ""
