"""One delivery that is cut off half-way, at the two moments where a second try must know of the first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

import pytest
from asking import DINGTALK_PERSON, WECOM_PERSON, alert, card_of, fault, rename, tell
from plant import Plant

from bot.channel import Channel
from models import delivery as deliveries
from models import plant_time
from models.ask import Ask
from models.delivery import LEASE, Delivery
from workers.deliver import deliver
from workers.scenarios.phone import text_of, title

BOTH = pytest.mark.parametrize("person", [WECOM_PERSON, DINGTALK_PERSON], ids=["wecom", "dingtalk"])


class Killed(BaseException):
    """What no part of a worker survives."""


class Dying:
    """A platform's channel in a worker that dies as soon as the call has had its effect."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def text(self, *args: Any, **named: Any) -> None:
        self._channel.text(*args, **named)
        raise Killed


def text_row(ask: Ask) -> Delivery:
    return next(row for row in deliveries.of_ask(ask) if row.form == "text")


def test_a_repaint_that_the_platform_put_off_is_made_later(plant: Plant) -> None:
    ask = alert(plant, DINGTALK_PERSON, "旧的")
    plant.settle()
    card = plant.expect(DINGTALK_PERSON, "旧的")
    fault(plant, "dingtalk", "card/instances", "throttle")
    rename(plant, ask, "新的")
    plant.settle()
    assert card_of(ask).state == "waiting"
    plant.advance(1.1)
    assert title(plant.current(card)) == "新的"


@BOTH
@pytest.mark.parametrize(("urgent", "times"), [(False, 1), (True, 2)], ids=["reminder", "red alert"])
def test_a_text_cut_off_after_its_effect_is_said_again_only_if_it_is_urgent(
    plant: Plant, person: str, urgent: bool, times: int
) -> None:
    ask = alert(plant, person)
    plant.settle()
    plant.expect(person, "请看一下")
    tell(plant, ask, "还差你", urgent=urgent)
    dying = {name: cast(Channel, Dying(channel)) for name, channel in plant.house.channels.items()}
    row, real = text_row(ask), plant_time.real_now()
    with pytest.raises(Killed):
        deliver(row.id, dying, plant.base, plant.now, real)
    plant.set_time(plant.now + timedelta(minutes=2))  # WeCom drops a repeat within a minute by itself
    deliver(row.id, plant.house.channels, plant.base, plant.now, real + LEASE + timedelta(seconds=1))
    said = [message for message in plant.phone(person).messages() if "还差你" in text_of(message)]
    assert len(said) == times
    assert text_row(ask).state == "sent"
    for _ in said:
        plant.expect(person, "还差你")
