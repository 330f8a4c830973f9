"""A simulator's world as plain JSON: what is on the phones, and what the platforms know of it.

With it a demo or a test goes on where another one stopped. What lives in real time (tokens, login codes, tickets), the
wire log, open faults and the windows of limits are not part of it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from simulator.clock import Moment, Rate
from simulator.phones import Json, Message, Phone
from simulator.world import Counts, World

VERSION = 1
_PHONES = TypeAdapter(list[Phone])
_COUNTS = TypeAdapter(dict[str, Counts])
_MOMENT: TypeAdapter[datetime] = TypeAdapter(Moment)
_RATE: TypeAdapter[float] = TypeAdapter(Rate)


def save(world: World, parts: Mapping[str, type]) -> Json:
    """The world of this moment. parts: by name, what a platform remembers of its messages."""
    return {
        "v": VERSION,
        "now": world.clock.now().isoformat(),
        "rate": world.clock.rate,
        "numbers": dict(world.numbers),
        "phones": _PHONES.dump_python(list(world.phones.values()), mode="json"),
        "counts": _COUNTS.dump_python(world.counts, mode="json"),
        "parts": {name: _part(kind).dump_python(world.part(kind), mode="json") for name, kind in parts.items()},
    }


def restore(world: World, parts: Mapping[str, type], saved: Json) -> None:
    """Goes on from there; the phones of people who are not in it stay as they are. Raises ValueError for anything that
    `save` did not make."""
    if saved.get("v") != VERSION:
        raise ValueError(f"v: {VERSION} is understood, not {saved.get('v')!r}")
    try:
        phones = _PHONES.validate_python(saved["phones"])
        counts = _COUNTS.validate_python(saved["counts"])
        messages = {message.id: message for message in _messages(phones)}
        now, rate = _MOMENT.validate_python(saved["now"]), _RATE.validate_python(saved["rate"])
        kept = saved["parts"]
        # A world of earlier knows nothing of what a platform has learned since.
        found = [
            _part(kind).validate_python(kept[name], context=messages) if name in kept else kind()
            for name, kind in parts.items()
        ]
    except (KeyError, TypeError, ValueError) as wrong:
        raise ValueError(str(wrong)) from wrong
    world.phones.update({(phone.person.platform, phone.person.account): phone for phone in phones})
    world.counts, world.numbers = counts, Counter(saved["numbers"])
    world.clock.set(now, rate)
    for part in found:
        world.put(part)
    world.publish({"type": "reset"})


def _part(kind: type) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _messages(phones: Iterable[Phone]) -> Iterable[Message]:
    return (message for phone in phones for message in phone.messages)
