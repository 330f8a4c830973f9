"""Settings with which the house does not start: secrets that everybody can read or guess, and a demo open to real
people."""

from __future__ import annotations

import os
from collections.abc import Iterator

from pydantic import SecretStr
from pydantic_settings import BaseSettings

from bot.channel import PLATFORM_NAMES, Platform
from config.environment import mistyped
from config.settings import PlatformSettings, Settings, variable
from workers.scenarios import cast

LEAST = 20
ADDRESSES = {
    "database_url": ("sqlite:///", "postgresql://", "postgresql+psycopg://"),
    "redis_url": ("redis://", "rediss://", "unix://"),
    "base_url": ("http://", "https://"),
    "heartbeat_url": ("http://", "https://"),
    "tsa_url": ("http://", "https://"),
    "simulator_url": ("http://", "https://"),
}
# The simulator's values when it is started by hand. It must not be imported here, so a test compares them.
SIMULATED = (
    "simulated-wecom-app-secret",
    "SimulatedWecomToken",
    "SimulatedWecomAppKey0123456789abcdefghijklk",
    "simulated-wecom-contact-secret",
    "SimulatedContactToken",
    "SimulatedContactKey0123456789abcdefghijklmo",
    "simulated-dingtalk-secret",
    "SimulatedDingtalkToken",
    "SimulatedDingtalkKey0123456789abcdefghijklk",
)
PUBLISHED = frozenset({*map(str, (*cast.WECOM.values(), *cast.DINGTALK.values())), cast.CARD_SECRET, *SIMULATED})


def faults(settings: Settings) -> list[str]:
    """A sentence for each reason not to start with these settings; none: the house may start."""
    unsafe = _real_in_the_demo(settings) if settings.demo else _open_to_anybody(settings)
    return [*mistyped(os.environ), *_no_addresses(settings), *_no_files(settings), *unsafe]


def platforms(settings: Settings) -> dict[Platform, PlatformSettings]:
    return {"wecom": settings.wecom, "dingtalk": settings.dingtalk}


def _no_addresses(settings: Settings) -> Iterator[str]:
    for name in ADDRESSES:
        address = str(getattr(settings, name))
        if address and not address.startswith(ADDRESSES[name]):
            yield f"{variable(Settings, name)} 写得不对：请以 {' 或 '.join(ADDRESSES[name])} 开头"


def _no_files(settings: Settings) -> Iterator[str]:
    file = settings.tsa_certificates
    if file is not None and not file.is_file():
        yield f"{variable(Settings, 'tsa_certificates')} 指的文件 {file} 不在：请改对，或去掉它"


def _real_in_the_demo(settings: Settings) -> Iterator[str]:
    simulated = {settings.simulator_url.rstrip("/")} - {""}
    addresses = {"wecom": {settings.wecom.api}, "dingtalk": {settings.dingtalk.api, settings.dingtalk.oapi}}
    for platform, own in platforms(settings).items():
        if own.configured and {each.rstrip("/") for each in addresses[platform]} != simulated:
            todo = f"真用请去掉 ANHAO_DEMO，演示请去掉 ANHAO_{platform.upper()}_*"
            yield f"演示开着，{PLATFORM_NAMES[platform]}却是真的：演示里谁都能改时间。{todo}"


def _open_to_anybody(settings: Settings) -> Iterator[str]:
    for part in (settings, *platforms(settings).values()):
        for name, value in _secrets(part):
            if value in PUBLISHED:
                yield f"{name} 是演示用的，写在公开的代码里，谁都能冒充：请换成自己的"
    chosen = {
        "ANHAO_SECRET_KEY": settings.secret_key,
        "ANHAO_SENSOR_KEY": settings.sensor_key,
        "ANHAO_DINGTALK_CARD_SECRET": settings.dingtalk.card_secret,
    }
    for name, secret in chosen.items():
        if 0 < len(secret) < LEAST:
            yield f"{name} 太短，猜得出来：请换成至少 {LEAST} 个字符的随机串"


def _secrets(part: BaseSettings) -> Iterator[tuple[str, str]]:
    """Each secret of these settings by the name of its variable."""
    for name in type(part).model_fields:
        value = getattr(part, name)
        if isinstance(value, SecretStr):
            yield f"{part.model_config['env_prefix']}{name}".upper(), value.get_secret_value()
