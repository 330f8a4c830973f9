"""One running simulator with WeCom's small plant and a callback door, new for each test."""

from collections.abc import Iterator

import pytest
from wecom_cast import Door, WeCom, open_door, plant

from simulator.config import WecomConfig
from simulator.server import Running


@pytest.fixture
def door() -> Iterator[Door]:
    with open_door(WecomConfig()) as opened:
        yield opened


@pytest.fixture
def wecom(door: Door) -> Iterator[WeCom]:
    config = plant(callback_url=f"{door.url}/app", contact_callback_url=f"{door.url}/contacts", callback_spacing_s=0.01)
    with Running(config) as running:
        yield WeCom(running.url, config.wecom).login()
