"""What a simulator is started with: one JSON object. Unknown or ill-typed fields are refused."""

from dataclasses import asdict, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import ConfigDict, TypeAdapter
from pydantic.dataclasses import dataclass

from simulator.clock import Moment, Rate
from simulator.phones import Person

_strict = ConfigDict(extra="forbid")


@dataclass(config=_strict)
class MenuItem:
    key: str
    name: str


# What a page finds that asks for the app's own camera: it opens; an older app has no such call; the app refuses it; it
# never answers.
Camera = Literal["there", "absent", "refused", "silent"]


@dataclass(config=_strict)
class WecomConfig:
    """The corp, its one app, its contact-sync application and the platform's adjustable limits."""

    corp_id: str = "ww0a1b2c3d4e5f6789"
    agent_id: int = 1000002
    secret: str = "simulated-wecom-app-secret"  # noqa: S105 - a fictional credential of the simulator
    token: str = "SimulatedWecomToken"  # noqa: S105 - fictional
    aes_key: str = "SimulatedWecomAppKey0123456789abcdefghijklk"
    callback_url: str | None = None
    contact_secret: str = "simulated-wecom-contact-secret"  # noqa: S105 - fictional
    contact_token: str = "SimulatedContactToken"  # noqa: S105 - fictional
    contact_aes_key: str = "SimulatedContactKey0123456789abcdefghijklmo"
    contact_callback_url: str | None = None
    trusted_hosts: list[str] = field(default_factory=lambda: ["127.0.0.1"])
    allowed_ips: list[str] = field(default_factory=list)
    unlicensed: list[str] = field(default_factory=list)
    menu: list[MenuItem] = field(default_factory=list)
    token_life_s: float = 7200
    code_life_s: float = 300
    api_per_minute: int = 10_000
    member_per_minute: int = 30
    member_per_hour: int = 1000
    tickets_per_hour_app: int = 100
    tickets_per_hour_corp: int = 400
    callback_timeout_s: float = 5
    callback_retries: int = 3
    callback_spacing_s: float = 0.2
    full_contact_events: bool = False
    # Where wx.agentConfig is: in the first script (`same`), in a second one (`second`), or there and needed by every
    # call of a page (`needed`).
    agent_config: Literal["same", "second", "needed"] = "same"
    # With what the platform refuses an update code that is too old.
    expired_code: int = 40058
    camera: Camera = "there"


@dataclass(config=_strict)
class DingtalkConfig:
    """The organisation, its one app and the quotas of its edition."""

    client_id: str = "dingsimulatedapp"
    client_secret: str = "simulated-dingtalk-secret"  # noqa: S105 - fictional
    corp_id: str = "dingsimulatedcorp"
    agent_id: int = 2000001
    robot_code: str = "dingsimulatedapp"
    card_template_id: str = "anhao.schema"
    token: str = "SimulatedDingtalkToken"  # noqa: S105 - fictional
    aes_key: str = "SimulatedDingtalkKey0123456789abcdefghijklk"
    event_callback_url: str | None = None
    robot_callback_url: str | None = None
    quota_api: int = 5000
    quota_push: int = 3000
    callback_timeout_s: float = 5
    callback_retries: int = 3
    callback_spacing_s: float = 0.2
    # How dd.config's signature is made, and the field in which dd.scan gives what it read.
    jsapi_hash: Literal["sha256", "sha1"] = "sha256"
    scan_field: Literal["text", "code"] = "text"
    # Which of the service's templates stands in the console: buttons in a loop, or four fixed ones.
    buttons: Literal["loop", "fixed"] = "loop"
    # What a button inside a loop sends as its action: its own id, or the template's words for it.
    loop_sends: Literal["id", "words"] = "id"
    # How a card is refused for a group that is not there, or without the robot: by a line of a 200, or by a code.
    group_refusal: Literal["result", "code"] = "result"
    # What `cardAlreadyExist` says of a card: that its reader has it; or only that it was made, because every call that
    # makes and delivers a new card fails half-way.
    already_exist: Literal["delivered", "created"] = "delivered"
    camera: Camera = "there"


@dataclass(config=_strict)
class Owner(Person):
    """A person, and where the person's phone is (GCJ-02)."""

    position: dict[str, Any] = field(default_factory=lambda: {"mode": "off"})


@dataclass(config=_strict)
class Site:
    """A place to which the wall can move a phone (GCJ-02)."""

    name: str
    latitude: float
    longitude: float


@dataclass(config=_strict)
class Config:
    port: int = 0
    now: Moment = field(default_factory=lambda: datetime.fromisoformat("2026-11-25T08:00:00+08:00"))
    rate: Rate = 1
    clock_urls: list[str] = field(default_factory=list)
    demo_url: str | None = None
    story_url: str | None = None
    posted_url: str | None = None
    people_url: str | None = None
    console_url: str | None = None
    afresh_url: str | None = None
    kept: Path | None = None
    wecom: WecomConfig = field(default_factory=WecomConfig)
    dingtalk: DingtalkConfig = field(default_factory=DingtalkConfig)
    people: list[Owner] = field(default_factory=list)
    places: list[Site] = field(default_factory=list)


def read(data: object) -> Config:
    """Check plain JSON data; raises pydantic.ValidationError that names each wrong field."""
    return TypeAdapter(Config).validate_python(data)


def merged(config: Config, parts: dict[str, Any]) -> Config:
    """The configuration with some parts replaced; `wecom` and `dingtalk` are merged field by field."""
    data = asdict(config)
    for name, part in parts.items():
        data[name] = data[name] | part if isinstance(data.get(name), dict) and isinstance(part, dict) else part
    return read(data)
