"""The Stream client: one outgoing connection that carries taps, messages to the robot and directory events.

This module keeps a connection open; `line` speaks on it. Why this is not the official client:
docs/decisions/0002-dingtalk-stream-client.md.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from urllib.parse import quote

import requests
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    retry_if_result,
    sleep_using_event,
    stop_when_event_set,
    wait_exponential_jitter,
)
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.sync.client import ClientConnection, connect

from bot.channel import Dispatch, Json
from bot.dingtalk import frames
from bot.dingtalk.codes import error_for
from bot.dingtalk.inbox import Inbox
from bot.dingtalk.line import Line, Pace, Silent
from bot.dingtalk.sdk import TIMEOUT
from bot.dingtalk.seen import FirstSeen
from bot.errors import BotError, Expired, Unavailable
from config.settings import DingtalkSettings

log = logging.getLogger("anhao.bot.dingtalk")

HANDLERS = 8
FRAME_BYTES = 1024 * 1024
PASSING = (BotError, OSError, WebSocketException)


class Stream:
    """`on_alive` is called every few seconds while the other side is heard; its last call shows the health."""

    def __init__(
        self,
        settings: DingtalkSettings,
        dispatch: Dispatch,
        *,
        on_alive: Callable[[], None],
        seen: FirstSeen | None = None,
        pace: Pace | None = None,
    ) -> None:
        self._settings = settings
        self._inbox = Inbox(settings.corp_id, dispatch, seen or FirstSeen())
        self._on_alive = on_alive
        self._pace = pace or Pace()
        self._backoff = wait_exponential_jitter(
            initial=self._pace.pause, max=self._pace.longest, jitter=self._pace.pause
        )

    def run(self, stop: threading.Event) -> None:
        """Keeps one connection until `stop` is set; each new one comes after a pause, however the last one ended."""
        with ThreadPoolExecutor(HANDLERS, "dingtalk-stream") as pool:
            while not stop.is_set():
                retrying = Retrying(
                    stop=stop_when_event_set(stop),
                    sleep=sleep_using_event(stop),
                    wait=self._wait,
                    before_sleep=_say_lost,
                    retry=retry_if_exception_type(PASSING) | retry_if_result(self._short),
                    retry_error_callback=_given_up,
                )
                retrying(self._session, pool, stop)
                stop.wait(self._pace.pause * random.uniform(1, 2))

    def _wait(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        return self._pace.refused if isinstance(error, Expired) else self._backoff(state)

    def _short(self, lived: float) -> bool:
        return lived < self._pace.healthy

    def _session(self, pool: ThreadPoolExecutor, stop: threading.Event) -> float:
        """One connection and its successors; returns how many seconds it lasted."""
        began = time.monotonic()
        # The pause before this try may have been cut short by `stop`.
        connection = None if stop.is_set() else self._open()
        while connection is not None:
            connection = self._serve(connection, pool, stop)
        return time.monotonic() - began

    def _open(self) -> ClientConnection:
        endpoint, ticket = _ticket(self._settings)
        connection = connect(
            f"{endpoint}?ticket={quote(ticket, safe='')}",
            open_timeout=TIMEOUT[1],
            close_timeout=1,
            ping_interval=None,  # `Line` sends the pings, because only it can tell `on_alive` of the pong
            max_size=FRAME_BYTES,
            legacy=True,  # connects at once: the successor must be open before this connection is closed
        )
        log.info("stream connected")
        return connection

    def _serve(
        self, connection: ClientConnection, pool: ThreadPoolExecutor, stop: threading.Event
    ) -> ClientConnection | None:
        """Serves one connection to its end. Returns its successor when DingTalk asked for one; it is opened before this
        one is closed."""
        line = Line(connection, pool, self._inbox, self._on_alive, self._pace)
        successor: Future[ClientConnection] | None = None
        try:
            while not (stop.is_set() or (successor and successor.done())):
                frame = line.next()
                if frame and (frame.type, frame.topic) == ("SYSTEM", "disconnect"):
                    successor = successor or pool.submit(self._open)
        except (ConnectionClosed, Silent) as error:
            log.info("stream connection ended: %s", error)
        finally:
            line.close()
        return successor.result() if successor else None


def _ticket(settings: DingtalkSettings) -> tuple[str, str]:
    """Endpoint and single-use ticket (90 s); raises Expired for bad credentials, Unavailable, or what the code says."""
    wanted = [{"type": kind, "topic": topic} for kind, topic in frames.SUBSCRIPTIONS]
    body = {
        "clientId": settings.client_id,
        "clientSecret": settings.client_secret.get_secret_value(),
        "subscriptions": wanted,
        "ua": "anhao",
        "localIp": "",
    }
    address = f"{settings.api}/v1.0/gateway/connections/open"
    try:
        response = requests.post(address, json=body, timeout=TIMEOUT)
        answer: Json = response.json()
        return str(answer["endpoint"]), str(answer["ticket"])
    except requests.RequestException as error:
        raise Unavailable("钉钉没有回答：稍后再连", maybe_done=False) from error
    except (KeyError, TypeError) as error:
        raise _open_refused(response) from error


def _open_refused(response: requests.Response) -> BotError:
    if response.status_code == requests.codes.unauthorized:
        return error_for("authFailed", "")
    return Unavailable(f"钉钉没接受长连接（{response.status_code}）：稍后再连", maybe_done=False)


def _say_lost(state: RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome else None
    log.warning("stream connection lost: %s", error or "closed early")


def _given_up(state: RetryCallState) -> None:
    """Only `stop` ends the tries; the result of the last one does not matter then."""
