"""WeCom (企业微信) as a local server: what the control API presses and which addresses are served."""

from typing import Any

from aiohttp import web

from simulator.phones import Json, Message, Phone
from simulator.world import World


def routes(world: World) -> list[web.RouteDef]:
    """Every address of the platform."""
    return []


async def tap(
    world: World, phone: Phone, message: Message, button: str, choices: Any, text: str | None
) -> Json:
    """Press a button of a card."""
    return {"dead": True}


async def say(world: World, phone: Phone, text: str) -> Json:
    """Write to the app."""
    return {}


async def menu(world: World, phone: Phone, key: str) -> Json:
    """Press an item of the app's menu."""
    return {}


async def directory_event(world: World, phone: Phone, event: str) -> Json:
    """Tell the contact-sync callback of a change."""
    return {}
