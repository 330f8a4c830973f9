"""One typed class for everything the environment sets; nothing else in the house reads the environment, to which
`environment.py` has added the settings file.

Secrets are `SecretStr`: they are printed as stars, so that they can't get into a log by accident.
"""

from __future__ import annotations

import os
import re
import tempfile
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import ClassVar, Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from config import ports
from config.root import ROOT

# Most bytes of a UNIX socket's path on the stricter of our systems (macOS: 104 with the closing zero).
SOCKET_PATH = 103
SOCKET_WORDS = re.compile(r"[\w/.+@~-]+", re.ASCII)


class PlatformSettings(BaseSettings):
    """A platform counts as configured when everything in NEEDS is set."""

    NEEDS: ClassVar[tuple[str, ...]]

    @property
    def configured(self) -> bool:
        return not self.missing

    @property
    def missing(self) -> list[str]:
        """The necessary variables that are not set."""
        return [variable(type(self), name) for name in self.NEEDS if not getattr(self, name)]

    @property
    def begun(self) -> bool:
        """Whether anything is set that only this platform's owner knows."""
        return any(getattr(self, name) for name, field in type(self).model_fields.items() if not field.default)


class WecomSettings(PlatformSettings):
    """WeCom; the addresses default to the real platform. `api` is without /cgi-bin."""

    model_config = SettingsConfigDict(env_prefix="ANHAO_WECOM_", extra="ignore", env_ignore_empty=True)
    NEEDS = ("corp_id", "agent_id", "secret")

    api: str = "https://qyapi.weixin.qq.com"
    oauth: str = "https://open.weixin.qq.com/connect/oauth2/authorize"
    jssdk: str = "https://res.wx.qq.com/open/js/jweixin-1.2.0.js"
    agent_jssdk: str = "https://open.work.weixin.qq.com/wwopen/js/jwxwork-1.0.0.js"
    corp_id: str = ""
    agent_id: int = 0
    secret: SecretStr = SecretStr("")
    token: SecretStr = SecretStr("")
    aes_key: SecretStr = SecretStr("")
    contact_secret: SecretStr = SecretStr("")
    contact_token: SecretStr = SecretStr("")
    contact_aes_key: SecretStr = SecretStr("")
    voice: bool = False


class DingtalkSettings(PlatformSettings):
    """DingTalk; the addresses default to the real platform and are host addresses without a path."""

    model_config = SettingsConfigDict(env_prefix="ANHAO_DINGTALK_", extra="ignore", env_ignore_empty=True)
    NEEDS = ("client_id", "client_secret")

    api: str = "https://api.dingtalk.com"
    oapi: str = "https://oapi.dingtalk.com"
    jsapi: str = "https://g.alicdn.com/dingding/dingtalk-jsapi/3.0.25/dingtalk.open.js"
    jsapi_hash: Literal["sha256", "sha1"] = "sha256"
    client_id: str = ""
    client_secret: SecretStr = SecretStr("")
    corp_id: str = ""
    agent_id: int = 0
    robot_code: str = ""
    card_template_id: str = ""
    card_buttons: Literal["loop", "fixed"] = "loop"
    card_route_key: str = "anhao"
    card_secret: SecretStr = SecretStr("")
    callback: Literal["stream", "http"] = "stream"
    token: SecretStr = SecretStr("")
    aes_key: SecretStr = SecretStr("")


class Limits(BaseSettings):
    """Platform limits, kept below what the platforms allow (wecom.md §8.1: above 30 a minute or 1,000 an hour, a
    member's messages are silently dropped; dingtalk.md §10: 20 a second, 5,000 calls and 3,000 pushes a month); and how
    many MB of pictures and files one person, and all together, may send a day."""

    model_config = SettingsConfigDict(env_prefix="ANHAO_LIMIT_", extra="ignore", env_ignore_empty=True)

    wecom_member_minute: int = 25
    wecom_member_hour: int = 900
    wecom_api_minute: int = 9000
    dingtalk_api_second: int = 20
    dingtalk_api_month: int = 5000
    dingtalk_push_month: int = 3000
    warn_at_percent: int = 80
    degrade_at_percent: int = 95
    upload_person_mb: int = 300
    upload_day_mb: int = 5000


class Settings(BaseSettings):
    """Everything else: store, queue, public address, plant, demo doors, optional services."""

    model_config = SettingsConfigDict(env_prefix="ANHAO_", extra="ignore", env_ignore_empty=True)

    database_url: str = ""
    redis_url: str = ""
    base_url: str = "http://127.0.0.1:8000"
    secret_key: SecretStr = SecretStr("")
    plant: Path = ROOT / "config" / "plants" / "anhe"
    demo: bool = False
    var: Path = ROOT / "var"
    administrator: str = ""
    mqtt_url: str = ""
    sensor_key: SecretStr = SecretStr("")
    tsa_url: str = ""
    tsa_certificates: Path | None = None
    anchor_url: str = ""
    heartbeat_url: str = ""
    proxies: int = Field(default=0, ge=0, le=9)
    simulator_url: str = ""
    wecom: WecomSettings = Field(default_factory=WecomSettings)
    dingtalk: DingtalkSettings = Field(default_factory=DingtalkSettings)
    limits: Limits = Field(default_factory=Limits)

    @model_validator(mode="after")
    def _where_it_runs(self) -> Self:
        """A house without a public address is where it was started last."""
        port = ports.remembered(self.var, ports.WEB)
        if port and "base_url" not in self.model_fields_set:
            self.base_url = f"http://127.0.0.1:{port}"
        return self

    @cached_property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.var / 'anhao.db'}"

    @cached_property
    def redis(self) -> str:
        return self.redis_url or f"unix://{self.redis_socket}"

    @cached_property
    def redis_socket(self) -> Path:
        """Where the embedded Redis listens: in `var/`, or in the machine's temporary folder when that path can't be
        used: it is too long, or has a blank or the like, at which the queue's client would split it."""
        near = self.var.absolute() / "run"
        own = f"anhao-{sha256(os.fsencode(near / 'redis.sock')).hexdigest()[:12]}"
        folders = (near, Path(tempfile.gettempdir()) / own, Path("/tmp") / own)  # noqa: S108 - its owner is looked at
        sockets = [folder / "redis.sock" for folder in folders]
        return next((each for each in sockets if _fits(each)), sockets[-1])

    @cached_property
    def signing_key(self) -> str:
        """The given key, or the one that the first start made in `var/`."""
        given = self.secret_key.get_secret_value()
        return given or (self.var / "secret_key").read_text().strip()


def _fits(socket: Path) -> bool:
    return len(os.fsencode(socket)) <= SOCKET_PATH and bool(SOCKET_WORDS.fullmatch(str(socket)))


def variable(owner: type[BaseSettings], name: str) -> str:
    """The environment variable of this field."""
    return f"{owner.model_config['env_prefix']}{name}".upper()
