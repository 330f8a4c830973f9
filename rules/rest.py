"""Whether the rest of a permit's period is still of use when its last signature comes, and what is proposed instead.

The end never moves (GB 30871—2022 §4.16), so slow signing can leave a permit of minutes, which tempts people to hurry.
"""

from datetime import datetime, timedelta

DAY = timedelta(days=1)


def too_short(starts_at: datetime, ends_at: datetime, useful_min: int, now: datetime) -> bool:
    """Whether less than `useful_min` minutes are left of a period that has begun; a short job needs half of its own.

    useful_min: 0 for rules from before this one, under which any rest will do.
    """
    if not useful_min or now <= starts_at:
        return False
    return ends_at - now < min(timedelta(minutes=useful_min), (ends_at - starts_at) / 2)


def next_period(starts_at: datetime, ends_at: datetime, now: datetime) -> tuple[datetime, datetime]:
    """The same hours on the first later day on which they are still ahead."""
    later = DAY * max(1, -((starts_at - now) // DAY))
    return starts_at + later, ends_at + later
