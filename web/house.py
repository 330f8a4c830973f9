"""What the pages get when the house is put together; they build none of it themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import Blueprint, g, request
from werkzeug.exceptions import NotFound

from bot.channel import Action, Answer, Channel
from config.settings import Settings


@dataclass(frozen=True)
class House:
    """channels: by platform; dispatch: does what an action means; now: plant time at this moment."""

    settings: Settings
    channels: Mapping[str, Channel]
    dispatch: Callable[[Action], Answer]
    now: Callable[[], datetime]

    @property
    def base(self) -> str:
        """The public address, without a slash at its end."""
        return self.settings.base_url.rstrip("/")


def live_in(blueprint: Blueprint, house: House) -> None:
    """Lets the views of the blueprint reach the house by `house()`. No address of ours holds a NUL, for which not every
    store can look."""

    @blueprint.before_request
    def _enter() -> None:
        g.house = house
        if holds_nul([request.path, *request.args.values()]):
            raise NotFound


def holds_nul(texts: Iterable[str]) -> bool:
    return any("\0" in text for text in texts)


def house() -> House:
    return cast(House, g.house)
