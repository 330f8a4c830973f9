"""Sliding windows over plant time: the platform's frequency limits. Source: page 90454."""

from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@dataclass
class Windows:
    """When each thing last happened, under a key that the caller chooses."""

    times: defaultdict[tuple[str, ...], deque[datetime]] = field(default_factory=lambda: defaultdict(deque))

    def take(self, now: datetime, limits: dict[timedelta, int], *key: str) -> bool:
        """Count one more, unless a limit (how many within which span) is reached: then False, and not counted."""
        times = self.times[key]
        longest = max(limits)
        if times and times[-1] > now:
            times.clear()  # the plant's time was set back
        while times and now - times[0] >= longest:
            times.popleft()
        if any(len(times) >= most and (most <= 0 or now - times[-most] < span) for span, most in limits.items()):
            return False
        times.append(now)
        return True
