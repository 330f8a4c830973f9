"""The sign of life of one process, beside that of its part: where two clocks run, the loss of one is seen.

A process has the same name again after a restart, because it takes the first place of its machine that is free.
"""

from __future__ import annotations

import fcntl
import logging
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import IO

from redis import Redis

from models import meter, plant_time, redis_line, store
from models.away import FAULTS
from workers.house import House
from workers.patience import patiently

log = logging.getLogger("anhao.instance")
PULSE = 5.0  # seconds
MACHINE = 32  # most signs of the machine's name
# Open as long as this process lives: whoever closes one gives up its place.
_PLACES: list[IO[str]] = []


def name(part: str, var: Path) -> str:
    """`part@machine:var/place`, for this process until it ends. `var` is a short sign for the folder."""
    folder = var.absolute()
    sign = sha256(os.fsencode(folder)).hexdigest()[:4]
    own = f"{part}@{socket.gethostname()[:MACHINE]}:{sign}/{_place(part, folder / 'run')}"
    log.info("started as %s", own)
    return own


@contextmanager
def living(part: str, var: Path) -> Iterator[None]:
    """This process is one of the part's; its signs of life are those that the part gives in it. After the block it is
    missed by nobody; after a fault it is."""
    own = name(part, var)
    meter.live_as(part, own)
    yield
    leave(own)


def beat_beside(part: str, house: House) -> str:
    """Gives the signs of a process that is busy with something else, in a thread; returns its name."""
    own = name(part, house.settings.var)
    threading.Thread(target=_beat, args=(own, house.redis), name="heartbeat", daemon=True).start()
    return own


def leave(own: str) -> None:
    """Takes the sign of life away, if the store is there."""
    log.info("ended")
    with suppress(*FAULTS):
        store.write(partial(meter.leave, own))


def _beat(own: str, line: Redis) -> None:
    never = threading.Event()
    while True:
        patiently(lambda: store.write(lambda: meter.beat(own, plant_time.real_now())), never)
        redis_line.look(line)
        never.wait(PULSE)


def _place(part: str, folder: Path) -> int:
    """The first place that no other process holds; this process's number where no place can be kept."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return next(place for place in count(1) if _is_ours(folder / f"{part.replace(':', '-')}-{place}.lock"))
    except OSError:
        return os.getpid()


def _is_ours(path: Path) -> bool:
    lock = path.open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return False
    _PLACES.append(lock)
    return True
