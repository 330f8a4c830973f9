"""How a picture was taken is said with whose word it is."""

from __future__ import annotations

from typing import Any

import pytest

from rules.pictured import words

PHONE = {"taken_at": "2026-11-25T08:19:00+08:00", "latitude": "32.504800", "longitude": "121.899900"}
HERE = "2026-11-25 08:19:00 · 北纬 32.5048 东经 121.8999"


@pytest.mark.parametrize(
    ("picture", "said"),
    [
        ({"told": {"way": "camera", **PHONE}}, f"现拍（手机浏览器：不能确认不是相册），手机说 {HERE}"),
        ({"told": {"way": "live", **PHONE}}, f"在这一页里现场拍，手机说 {HERE}"),
        ({"told": {"way": "album", **PHONE}, "read": PHONE}, f"相册里的照片，照片里写 {HERE}"),
        (
            {"told": {"way": "chat"}, "read": {"taken_at": "2026-11-25T08:19:00"}},
            "聊天里发，照片里写 2026-11-25 08:19:00",
        ),
        (
            {"told": {"way": "album", **PHONE}, "read": {"taken_at": "2025-01-01T00:00:00-05:00"}},
            f"相册里的照片，手机说 {HERE}，照片里写 2025-01-01 00:00:00-05:00",
        ),
        (
            {"read": {"latitude": "-33.9", "longitude": "-70.5", "orientation": "6"}},
            "照片里写 南纬 33.9000 西经 70.5000",
        ),
        ({"told": {"way": "camera", "latitude": "x", "longitude": "1"}}, "现拍（手机浏览器：不能确认不是相册）"),
        ({"told": {"hash": "0" * 64, "orientation": "1"}, "read": {}}, ""),
        ({"told": "nonsense"}, ""),
    ],
)
def test_it_says_how_when_and_where_and_who_says_so(picture: dict[str, Any], said: str) -> None:
    assert words({"sha256": "a", **picture}) == said
