"""How a picture was taken, when and where: by the word of the phone and of the picture itself, unchecked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# `live` is a picture that the page took itself, `camera_api` one of the app's own camera, called without its album.
# `camera` is a file input with `capture`, behind which a browser may offer the album too.
WAYS = {
    "live": "在这一页里现场拍",
    "camera_api": "企业微信或钉钉的相机拍的",
    "camera": "现拍（手机浏览器：不能确认不是相册）",
    "album": "相册里的照片",
    "chat": "聊天里发",
    "clip": "从视频里取",
}
UNCHECKED = "怎么拍的、时间和地点是手机和照片自己说的，安好没有核对。"
_FACTS = ("taken_at", "latitude", "longitude")


def words(picture: Mapping[str, Any]) -> str:
    """在这一页里现场拍，手机说 2026-11-25 08:19:00 · 北纬 32.5048 东经 121.8999. picture: as the trail names it
    (`handlers.pictures`); empty when neither phone nor picture said anything."""
    told, read = _said(picture, "told"), _said(picture, "read")
    same = all(told.get(each) == read.get(each) for each in _FACTS)
    parts = (
        WAYS.get(str(told.get("way", "")), ""),
        _by("手机说", {} if same else told),
        _by("照片里写", read),
    )
    return "，".join(filter(None, parts))


def _said(picture: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = picture.get(name)
    return found if isinstance(found, Mapping) else {}


def _by(whose: str, said: Mapping[str, Any]) -> str:
    """手机说 2026-11-25 08:19:00 · 北纬 32.5048 东经 121.8999"""
    told = " · ".join(filter(None, (_moment(said), _place(said))))
    return f"{whose} {told}" if told else ""


def _moment(said: Mapping[str, Any]) -> str:
    """As a clock shows it; the zone only where it is not China's."""
    return str(said.get("taken_at", "")).replace("T", " ").removesuffix("+08:00")


def _place(said: Mapping[str, Any]) -> str:
    try:
        north, east = float(said["latitude"]), float(said["longitude"])
    except (KeyError, TypeError, ValueError):
        return ""
    return f"{'北' if north >= 0 else '南'}纬 {abs(north):.4f} {'东' if east >= 0 else '西'}经 {abs(east):.4f}"


def shared(photos: Mapping[str, str]) -> dict[str, str]:
    """What to say of a picture that serves several lines. photos: each line's name → the hash of its picture, or empty;
    the result holds the lines that share one: 与第 3、5 条同一张."""
    others = {
        line: [each for each, same in photos.items() if same == photo and each != line]
        for line, photo in photos.items()
        if photo
    }
    return {line: f"照片与第 {'、'.join(them)} 条同一张" for line, them in others.items() if them}
