"""Readings from a broker (MQTT): each message is taken once it is in the store, and only then told to be taken.

The broker keeps for us what comes while this program is away (a fixed name, a session that stays), so nothing is lost
with a restart; what comes twice has the same key. A line that is quiet for too long is cut and opened anew by a
watchdog of our own, because a half-open one looks alive to its library.
"""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from queue import Empty, Full, Queue
from typing import Any
from urllib.parse import unquote, urlsplit

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion

from handlers.given import exact
from handlers.sensors import broker
from handlers.sensors.broker import Message
from models import meter, plant_time, store
from models.away import FAULTS
from models.book import book
from workers.house import House
from workers.patience import patiently

PART = "mqtt"
# Seconds. A sender that is alive says something within this time; a line without anything is opened anew.
QUIET, KEEPALIVE, PULSE = 60.0, 20, 5.0
MOST, WAIT = 500, 0.2
# So many may wait here; the broker holds what is more.
WAITING = 20_000
PORTS = {"mqtt": 1883, "mqtts": 8883}
TOPIC = re.compile(r"plant/([^/]+)/area/([^/]+)/sensor/([^/]+)/value")
STATUS = re.compile(r"plant/([^/]+)/gateway/([^/]+)/status")
LONGEST = 4096
log = logging.getLogger("anhao.mqtt")


class NoBroker(ValueError):
    """ANHAO_MQTT_URL is no address of a broker; the message says what it should look like."""


@dataclass(frozen=True)
class Address:
    """The broker's, with the account that may listen there."""

    host: str
    port: int
    secure: bool
    account: str
    password: str


def address(url: str) -> Address:
    """`mqtts://name:password@host:8883`. Raises NoBroker."""
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS[parts.scheme]
    except (ValueError, KeyError):
        raise NoBroker("ANHAO_MQTT_URL 要写成 mqtt://账号:密码@主机:1883，加密的写 mqtts://") from None
    if not parts.hostname:
        raise NoBroker("ANHAO_MQTT_URL 里没有主机名")
    return Address(
        parts.hostname, port, parts.scheme == "mqtts", unquote(parts.username or ""), unquote(parts.password or "")
    )


class Line:
    """One connection to the broker, and the next one after it.

    take: keeps messages, in one transaction; lives: called now and then while the line is up; quiet: seconds without a
    message after which it is opened anew."""

    def __init__(
        self,
        to: Address,
        plant: str,
        take: Callable[[Sequence[Message]], None],
        lives: Callable[[], object] = lambda: None,
        quiet: float = QUIET,
    ) -> None:
        self._to, self._plant, self._take, self._lives, self._quiet = to, plant, take, lives, quiet
        self._told = 0.0
        self._came: Queue[tuple[Client, MQTTMessage]] = Queue(WAITING)
        self._heard = time.monotonic()
        self._client: Client | None = None
        self.opened = 0

    def run(self, stop: threading.Event) -> None:
        """Takes what comes until `stop`."""
        while not stop.is_set():
            if self._client is None:
                self._open(stop)
            elif time.monotonic() - self._heard > self._quiet:
                log.warning("nothing came for %s seconds: the line is opened anew", round(self._quiet))
                self._close()
            else:
                self._keep(stop)
                self._say_so(stop)
        self._close()

    def _say_so(self, stop: threading.Event) -> None:
        """A sign of life, only while the broker is there: readings that can't come are nobody's good news."""
        if self._client and self._client.is_connected() and time.monotonic() - self._told > PULSE:
            self._told = time.monotonic()
            patiently(self._lives, stop)

    def _open(self, stop: threading.Event) -> None:
        client = Client(
            CallbackAPIVersion.VERSION2,
            client_id=f"anhao-{self._plant}",
            clean_session=False,
            manual_ack=True,
        )
        if self._to.account:
            client.username_pw_set(self._to.account, self._to.password)
        if self._to.secure:
            client.tls_set()
        client.on_connect = self._on_connect
        client.on_message = lambda client, _, message: self._on_message(client, message)
        client.max_inflight_messages_set(MOST)
        self._heard = time.monotonic()
        try:
            client.connect(self._to.host, self._to.port, KEEPALIVE)
        except OSError as error:
            log.warning("the broker does not answer: %s", error)
            stop.wait(PULSE)
            return
        self.opened += 1
        self._client = client
        client.loop_start()

    def _close(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.disconnect()
            client.loop_stop()

    def _on_connect(self, client: Client, _: Any, flags: Any, reason: Any, properties: Any) -> None:
        if reason.is_failure:
            log.error("the broker refuses us: %s", reason)
            return
        self._heard = time.monotonic()
        client.subscribe(
            [(f"plant/{self._plant}/area/+/sensor/+/value", 1), (f"plant/{self._plant}/gateway/+/status", 1)]
        )

    def _on_message(self, client: Client, message: MQTTMessage) -> None:
        self._heard = time.monotonic()
        while client is self._client:
            # The broker waits while there is no room.
            with suppress(Full):
                self._came.put((client, message), timeout=1)
                return

    def _keep(self, stop: threading.Event) -> None:
        """What has come, in one transaction; told to the broker after that."""
        batch = self._batch()
        if not batch:
            return
        messages = [each for _, message in batch if (each := _read(message))]
        patiently(partial(self._take, messages), stop)
        if stop.is_set():
            return
        for client, message in batch:
            client.ack(message.mid, message.qos)

    def _batch(self) -> list[tuple[Client, MQTTMessage]]:
        found: list[tuple[Client, MQTTMessage]] = []
        until = time.monotonic() + WAIT
        while len(found) < MOST and (left := until - time.monotonic()) > 0:
            try:
                found.append(self._came.get(timeout=left))
            except Empty:
                break
        return found


def _read(message: MQTTMessage) -> Message | None:
    """The same as `read_message`, whatever it holds: one can't hold up the others, now or when it comes again."""
    try:
        return read_message(message)
    except Exception:
        log.exception("a message could not be read")
        return None


def read_message(message: MQTTMessage) -> Message | None:
    """What a message of the broker says; None for one of which nothing can be said."""
    payload = message.payload[:LONGEST]
    if status := STATUS.fullmatch(message.topic):
        return Message(sender=status[2], offline=payload.strip().lower() in (b"offline", b"0", b'"offline"'))
    topic = TOPIC.fullmatch(message.topic)
    if topic is None:
        return None
    try:
        sent = exact(payload)
    except ValueError:
        sent = None
    gateway = str(sent.pop("gateway", "")) if isinstance(sent, dict) else ""
    reading = {**sent, "sensor": topic[3]} if isinstance(sent, dict) else {"sensor": topic[3]}
    return Message(sender=gateway or PART, area=topic[2], reading=reading, retained=bool(message.retain))


def run(house: House, stop: threading.Event) -> None:
    """Listens at the broker until `stop`. Raises NoBroker."""
    to = address(house.settings.mqtt_url)
    plant = patiently(lambda: book(plant_time.now()).plant.company.id, stop)
    if plant is None:
        return
    Line(to, plant, take, lambda: store.write(lambda: meter.beat(PART, plant_time.real_now()))).run(stop)


def take(messages: Sequence[Message]) -> None:
    """Keeps these messages. What breaks the whole is tried one by one, so that one can't hold up the others."""
    now = plant_time.now()
    try:
        store.write(lambda: broker.take(messages, now))
    except FAULTS:
        raise
    except Exception:
        log.exception("%s messages could not be kept together", len(messages))
        for each in messages:
            _alone(each, now)


def _alone(message: Message, now: datetime) -> None:
    try:
        store.write(lambda: broker.take([message], now))
    except FAULTS:
        raise
    except Exception:
        log.exception("a message of %s could not be kept", message.sender)
