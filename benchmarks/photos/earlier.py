"""Photos of the plant's earlier hazards, handed in again for another one: how many are found among those kept."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import partial

import cv2

from benchmarks.figure import Figure
from benchmarks.photos.pairs import KINDS, Pair, pair
from handlers.fingerprint import fingerprint
from rules.hazards.seen import Verdict
from rules.prints import Print, hints
from workers.photos.compare import compare

# How a photo is changed before it is handed in again, and in how many per cent that must be found.
# The fingerprint is only a hint, and doesn't know a photo of which much was cut or covered.
AGAIN: Mapping[str, int] = {
    "re-saved": 95,
    "brighter or darker": 95,
    "mirrored": 95,
    "cropped": 50,
    "stamped and made smaller": 50,
}
# Honest photos of these kinds must be found nowhere.
HONEST = ("patch", "other light")
# Whose photos before the plant has kept besides.
OTHERS = ("another place", "cast shadow")

Known = Mapping[str, tuple[Print, bytes]]


def figures(seed: str, fsync: float) -> Iterator[Figure]:
    """The plant has kept some 60 photos of other hazards; each way of handing one in again has a line."""
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for name, least in AGAIN.items():
            found = list(pool.map(partial(_handed_in_again, seed, name), range(KINDS[name].count), chunksize=4))
            how = f"{sum(found)} of {len(found)}"
            share = 100 * sum(found) / len(found)
            yield Figure(f"photos {seed}: an earlier photo, {name}, found", share, least, "%", fsync, how, True)
        said = [each for name in HONEST for each in pool.map(partial(_honest, seed, name), range(KINDS[name].count))]
        how = f"{sum(said)} of {len(said)}"
        yield Figure(
            f"photos {seed}: honest photos found among the earlier", 100 * sum(said) / len(said), 1, "%", fsync, how
        )


def _handed_in_again(seed: str, name: str, number: int) -> bool:
    """The photo of one place is handed in as that after of another."""
    forged, asked = pair(seed, name, number), pair(seed, "another place", number)
    return _is_copy(Pair(asked.before, forged.after, asked.box), _plant(seed, {f"{name} {number}": forged.before}))


def _honest(seed: str, name: str, number: int) -> bool:
    return _is_copy(pair(seed, name, number), _plant(seed, {}))


def _is_copy(shown: Pair, known: Known) -> bool:
    cv2.setNumThreads(1)
    near = hints(fingerprint(shown.after), ((name, of) for name, (of, _) in known.items()))
    found = compare(shown.before, shown.after, shown.box, [(name, known[name][1]) for name in near])
    return found.verdict is Verdict.COPY


_kept: dict[str, dict[str, tuple[Print, bytes]]] = {}


def _plant(seed: str, more: Mapping[str, bytes]) -> Known:
    """What the plant keeps: the photos before of other places, and this one."""
    if seed not in _kept:
        photos = {f"{name} {at}": pair(seed, name, at).before for name in OTHERS for at in range(30)}
        _kept[seed] = {name: (fingerprint(content), content) for name, content in photos.items()}
    return _kept[seed] | {name: (fingerprint(content), content) for name, content in more.items()}
