"""Where a phone was, by its own account: as it is kept, and as `rules.presence` reads it."""

from __future__ import annotations

from datetime import datetime, timedelta

from rules.given import number


def kept(given: object) -> dict[str, str]:
    """A phone's position as it is kept: its fields as short texts; empty for anything else."""
    position = given if isinstance(given, dict) else {}
    return {str(name)[:32]: str(value)[:64] for name, value in list(position.items())[:12]}


def fix(given: object, now: datetime) -> dict[str, object] | None:
    """The position with the moment of its fix; None when the phone gave none. Its age is in real seconds, so that plant
    time does not distort it."""
    if not isinstance(given, dict) or given.get("state") != "ok":
        return None
    try:
        age = timedelta(seconds=number(given["age_s"]))
    except (KeyError, ValueError):
        return None
    return {**dict[str, object](given), "accuracy": given.get("accuracy_m"), "at": (now - age).isoformat()}
