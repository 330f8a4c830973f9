"""Trades (工种): courses, certificates and the permit roles they open.

The dataclasses have the shape of `posts_matrix.yaml` (docs/rules.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rules.training.levels import Level
from rules.training.topics import Topic


@dataclass(frozen=True)
class Hours:
    general: float
    high_risk: float


@dataclass(frozen=True)
class Grace:
    """For how many days whoever was there before works on without a course that is newly asked of him; permit_roles:
    in a part of a permit that a trade opens which asks for it."""

    general: int
    permit_roles: int


@dataclass(frozen=True)
class CertRule:
    """Certificates of one type. What stands at a person is one date, the nearer of re-check (复审) and end: it is what
    permits and warnings go by, and whoever has passed the re-check gets a later one. review_months: dates that lie
    further ahead are named when the data are loaded. valid_months and block_on_expiry are of the older form and
    nothing asks for them: each certificate has months of its own, and one that is over always shuts out."""

    review_months: int
    warn_days: tuple[int, ...]
    valid_months: int | None = None
    block_on_expiry: bool | None = None


@dataclass(frozen=True)
class PermitRole:
    """A role in permits of these kinds; no kinds: of every kind."""

    role: str
    kinds: frozenset[str] = frozenset()

    def opens(self, role: str, kind: str) -> bool:
        return self.role == role and (not self.kinds or kind in self.kinds)


@dataclass(frozen=True)
class Trade:
    id: str
    name: str
    posts: tuple[str, ...]
    high_risk: bool
    courses: tuple[str, ...]
    certs: tuple[str, ...]
    permit_roles: tuple[PermitRole, ...]
    refresh_months: Mapping[str, int] = field(default_factory=dict)
    initial_hours: float | None = None
    annual_hours: float | None = None
    note: str | None = None


@dataclass(frozen=True)
class Trades:
    version: int
    initial_hours: Hours
    annual_hours: Hours
    cert_rules: Mapping[str, CertRule]
    trades: tuple[Trade, ...]
    levels: tuple[Level, ...] = ()
    grace_days: Grace | None = None
    topics: tuple[Topic, ...] = ()

    def opening(self, role: str, kind: str) -> list[Trade]:
        """The trades that open this part in permits of this kind."""
        return [each for each in self.trades if any(part.opens(role, kind) for part in each.permit_roles)]
