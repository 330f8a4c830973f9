"""Shortcuts to a single delivery and its faults, without the permit flow around it."""

from __future__ import annotations

import json
from typing import Any, cast

from plant import Plant

from bot.channel import Channel
from bot.dingtalk.client import DingtalkChannel
from bot.tokens import TokenCache
from bot.wecom.client import WecomChannel
from handlers import alerts, asks
from handlers.asks import Wanted
from models import delivery as deliveries
from models import ledger, store
from models.ask import Ask
from models.delivery import REMIND, Delivery
from models.house_asks import Alert
from models.subject import desk
from workers.scenarios.simulator import Json

WECOM_PERSON, DINGTALK_PERSON = "U05", "U10"
IMPATIENT = (3.0, 0.4)


def alert(plant: Plant, person: str, title: str = "请看一下", *, red: bool = False) -> Ask:
    """An alert card that only this person is to take; nothing is delivered yet."""
    data = Alert(topic=title, title=title, lines=("试一试",), red=red)
    wanted = Wanted(alerts.KIND, person, ["你当班"], stage=f"alert/{title}", urgent=red, data=data)
    return store.write(lambda: asks.open_ask(desk("test", plant.now), wanted, plant.now))


def tell(plant: Plant, ask: Ask, words: str, *, urgent: bool = False, purpose: str = "") -> None:
    """A short text to the ask's person, an order where it is urgent; nothing is delivered yet."""
    purpose = purpose or ("order" if urgent else REMIND)
    store.write(lambda: asks.tell(ask, ask.person, words, plant.now, purpose=purpose, urgent=urgent))


def card_of(ask: Ask) -> Delivery:
    """The ask's card as the store has it now."""
    return next(row for row in deliveries.of_ask(ask) if row.form == "card")


def rename(plant: Plant, ask: Ask, title: str) -> None:
    """Changes what the card says, and orders it to be shown."""
    data = {**ask.data, "title": title}

    def change() -> None:
        Ask.update(data=data).where(Ask.id == ask.id).execute()
        deliveries.want(ask, plant.now)

    store.write(change)


def taken(ask: Ask) -> int:
    """How often the trail says that this alert was taken."""
    said = [json.loads(entry.canonical) for entry in ledger.of_subject(ask.subject)]
    return sum(line["kind"] == "alert.acknowledged" and line["data"]["ask"] == ask.id for line in said)


def fault(plant: Plant, platform: str, call: str, kind: str, **more: Any) -> None:
    """Orders a fault of the platform: `times`, `account`, `code` and `seconds` as in the simulator."""
    plant.simulator.post("faults", {"platform": platform, "call": call, "fault": kind, **more})


def calls(plant: Plant, platform: str, call: str) -> list[Json]:
    """Every call of that name that reached the platform, in order."""
    log: list[Json] = plant.simulator.get("log")
    return [line for line in log if (line["platform"], line["call"], line["direction"]) == (platform, call, "in")]


def lose_patience(plant: Plant) -> None:
    """Makes the channels give up quickly on a silent platform, so that a test need not wait for it."""
    settings, gate = plant.house.settings, plant.house.budget
    tokens = TokenCache(plant.house.redis, "anhao:token")
    channels = cast("dict[str, Channel]", plant.house.channels)
    channels["wecom"] = WecomChannel(settings.wecom, gate, tokens, base_url=plant.base, timeout=IMPATIENT)
    channels["dingtalk"] = DingtalkChannel(settings.dingtalk, gate, tokens, base_url=plant.base, timeout=IMPATIENT)


def try_until_settled(plant: Plant, delivery: Delivery) -> Delivery:
    """Lets plant time pass only for this delivery's own waits; meanwhile the clock takes no step."""
    while (row := Delivery.get_by_id(delivery.id)).state == "waiting":
        plant.set_time(max(plant.now, row.not_before))
        plant.settle()
    return cast(Delivery, row)
