"""Trades (工种): courses, certificates and the permit roles they open; the shape of posts_matrix.yaml."""

from collections.abc import Mapping

from config.shapes.base import Shape


class Hours(Shape):
    general: float
    high_risk: float


class CertRule(Shape):
    valid_months: int
    review_months: int
    warn_days: tuple[int, ...]
    block_on_expiry: bool


class PermitRole(Shape):
    """A role in permits of these kinds; no kinds: of every kind."""

    role: str
    kinds: frozenset[str] = frozenset()


class Trade(Shape):
    id: str
    name: str
    posts: tuple[str, ...]
    high_risk: bool
    courses: tuple[str, ...]
    certs: tuple[str, ...]
    permit_roles: tuple[PermitRole, ...]
    refresh_months: Mapping[str, int] = {}
    initial_hours: float | None = None
    annual_hours: float | None = None
    note: str | None = None


class Trades(Shape):
    version: int
    initial_hours: Hours
    annual_hours: Hours
    cert_rules: Mapping[str, CertRule]
    trades: tuple[Trade, ...]
