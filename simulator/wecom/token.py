"""GET /cgi-bin/gettoken: one access token a secret, 7200 s of real time. Source: page 91039."""

import secrets
import time
from dataclasses import dataclass, field

from simulator.phones import Json
from simulator.wecom.errors import Refusal
from simulator.world import World

APP, CONTACT = "app", "contact"


@dataclass
class Tokens:
    """Which token speaks for which secret, and until when (monotonic seconds)."""

    holders: dict[str, tuple[str, float]] = field(default_factory=dict)

    def revoke(self) -> None:
        """Ends all tokens early, as the platform may do at any time."""
        self.holders.clear()

    def of(self, holder: str, life: float) -> str:
        """The valid token of a secret's holder, or a new one."""
        now = time.monotonic()
        for token, (owner, dies) in self.holders.items():
            if owner == holder and dies > now:
                return token
        token = secrets.token_urlsafe(150)
        self.holders[token] = (holder, now + life)
        return token


def get(world: World, query: Json) -> Json:
    """A token for a corp id and a secret; 41002, 41004, 40013, 40001."""
    own = world.config.wecom
    corp, secret = query.get("corpid"), query.get("corpsecret")
    if not corp or not secret:
        raise Refusal(41004 if corp else 41002)
    if corp != own.corp_id:
        raise Refusal(40013)
    holder = {own.secret: APP, own.contact_secret: CONTACT}.get(secret)
    if holder is None:
        raise Refusal(40001)
    world.counts["wecom"].tokens += 1
    return {"access_token": world.part(Tokens).of(holder, own.token_life_s), "expires_in": int(own.token_life_s)}


def holder(world: World, token: str | None) -> str:
    """Whose token it is: "app" or "contact"; 41001, 40014, 42001."""
    if not token:
        raise Refusal(41001)
    owner, dies = world.part(Tokens).holders.get(token, ("", 0.0))
    if not owner:
        raise Refusal(40014)
    if dies <= time.monotonic():
        raise Refusal(42001)
    return owner
