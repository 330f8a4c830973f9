"""What a worker needs: settings, the platforms' channels, the queue. `opening.py` puts it together once a process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from redis import Redis

from bot.channel import Channel, Dispatch
from config.settings import Settings
from handlers.budget import Budget
from workers.queue import Wake


@dataclass(frozen=True)
class House:
    settings: Settings
    channels: Mapping[str, Channel]
    redis: Redis
    wake: Wake
    budget: Budget
    dispatch: Dispatch
