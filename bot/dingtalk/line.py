"""One Stream connection: reads frames, has them answered in a pool of threads, and checks that the other side is alive.

Every push is acknowledged; DingTalk is asked to send again what the house could not keep.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from bot.channel import NotKept
from bot.dingtalk import frames
from bot.dingtalk.actions import Malformed, read_json
from bot.dingtalk.frames import Frame
from bot.dingtalk.inbox import Inbox
from config import logs

log = logging.getLogger("anhao.bot.dingtalk")

LAST_ACKS = 3.0  # seconds that a closing connection waits for its handlers; DingTalk waits no longer than that


@dataclass(frozen=True)
class Pace:
    """Seconds of real time: pauses between connections, and how long silence is tolerated."""

    pause: float = 1.0
    longest: float = 30.0
    refused: float = 60.0  # after bad credentials: DingTalk throttles whoever keeps trying
    healthy: float = 60.0  # after a connection that lived this long, the back-off starts again from the shortest pause
    tick: float = 0.5
    ping: float = 20.0
    silence: float = 90.0
    sign: float = 5.0  # between two signs of life: a busy hour must not mean a write for each push


class Silent(Exception):
    """Nothing was heard for too long: the connection is half open."""


class Line:
    """One connection: `next` reads a frame and has it answered in the pool; `close` ends it."""

    def __init__(
        self,
        connection: ClientConnection,
        pool: ThreadPoolExecutor,
        inbox: Inbox,
        on_alive: Callable[[], None],
        pace: Pace,
    ) -> None:
        self._connection = connection
        self._pool = pool
        self._inbox = inbox
        self._on_alive = on_alive
        self._pace = pace
        self._pong: threading.Event | None = None
        self._answering: set[Future[None]] = set()
        self._signed = float("-inf")
        self._hear()

    def next(self) -> Frame | None:
        """The next frame, whose answer is under way; None after a tick without one. Raises ConnectionClosed or
        Silent."""
        try:
            raw = self._connection.recv(timeout=self._pace.tick)
        except TimeoutError:
            self._listen()
            return None
        self._hear()
        try:
            frame = frames.parse(raw)
        except Malformed as error:
            log.warning("stream frame not understood: %s", error)
            return None
        self._answering = {answer for answer in self._answering if not answer.done()}
        self._answering.add(self._pool.submit(self._answer, frame))
        return frame

    def close(self) -> None:
        """Closes the connection after the acks under way have left."""
        wait(self._answering, timeout=LAST_ACKS)
        self._connection.close()

    def _answer(self, frame: Frame) -> None:
        try:
            self._connection.send(answered(self._inbox, frame))
        except ConnectionClosed:
            log.warning("stream connection closed before an ack: DingTalk will send the push again")

    def _hear(self) -> None:
        self._heard = time.monotonic()
        if self._heard - self._signed >= self._pace.sign:
            self._signed = self._heard
            self._pool.submit(self._sign)

    def _sign(self) -> None:
        """Runs in the pool: a slow or lost store must neither hold up the frames nor end the connection."""
        try:
            self._on_alive()
        except Exception:  # whatever watches the signs of life sees that this one is missing
            log.exception("no sign of life could be given")

    def _listen(self) -> None:
        """Sends a ping after a quiet while; a pong counts as a sign of life."""
        quiet = time.monotonic() - self._heard
        if self._pong and self._pong.is_set():
            self._pong = None
            self._hear()
        elif quiet > self._pace.silence:
            raise Silent(f"nothing heard for {quiet:.0f} s")
        elif quiet > self._pace.ping and self._pong is None:
            self._pong = self._connection.ping()


def answered(inbox: Inbox, frame: Frame) -> str:
    """The ack of a frame, whatever happens: without one DingTalk would send the push again and again."""
    logs.begin()
    try:
        return _acted(inbox, frame)
    except Malformed as error:
        log.warning("stream push not understood: %s", error)
        return frames.ack(frame, frames.BAD, {})
    except NotKept:  # the log has its one line for the whole outage
        return _later(frame)
    except Exception:  # an ack must go out, so the trace is only logged
        log.exception("stream push failed")
        return _later(frame)


def _later(frame: Frame) -> str:
    """DingTalk is to send the push again."""
    if frame.type == "EVENT":
        return frames.ack(frame, frames.OK, {"status": "LATER", "message": ""})
    return frames.ack(frame, frames.FAILED, {})


def _acted(inbox: Inbox, frame: Frame) -> str:
    match frame.type, frame.topic:
        case "SYSTEM", "ping":
            return frames.ack(frame, frames.OK, frame.data)
        case "SYSTEM", _:
            return frames.ack(frame, frames.OK, {})
        case "EVENT", _:
            inbox.event(*frames.event(frame))
            return frames.ack(frame, frames.OK, {"status": "SUCCESS", "message": ""})
        case "CALLBACK", frames.CARD_TOPIC:
            response = inbox.card(read_json(frame.data, "card"))
            return frames.ack(frame, frames.OK, {"response": response})
        case "CALLBACK", frames.ROBOT_TOPIC:
            inbox.robot(read_json(frame.data, "message"))
            return frames.ack(frame, frames.OK, {"response": None})
    return frames.ack(frame, frames.UNKNOWN, {})
