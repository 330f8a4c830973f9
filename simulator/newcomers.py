"""Whoever joins while the simulator runs gets a phone: the service says whom it knows."""

import asyncio

import aiohttp
from pydantic import TypeAdapter, ValidationError

from simulator.config import Owner
from simulator.world import World

LOOK_S, ASK_S = 1, 10


async def meet(world: World) -> None:
    """Asks the service each second, and gives a phone to everybody who has none; `rules`: what was answered last."""
    rules = 0
    while True:
        await asyncio.sleep(LOOK_S)
        rules = await _look(world, rules)


async def _look(world: World, rules: int) -> int:
    url, limit = world.config.people_url, aiohttp.ClientTimeout(total=ASK_S)
    if not url:
        return rules
    try:
        async with world.http.post(url, json={"rules": rules}, timeout=limit) as reply:
            said = await reply.json(content_type=None)
            for owner in TypeAdapter(list[Owner]).validate_python(said["people"]):
                world.join(owner)
            return int(said["rules"])
    except (TimeoutError, aiohttp.ClientError, ValidationError, ValueError, KeyError, TypeError):
        return rules
