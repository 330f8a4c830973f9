"""What must be true of permits that went on to the end of their work, after any number of crashes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any

from models.blob import Blob
from models.ledger import Entry
from rules import signature
from tests.chaos.at_the_site import ToldAtTheSite

SIGNED = ("permit.briefing_given", "permit.briefed", "permit.foreman_checked")


def broken(told: ToldAtTheSite, entries: Iterable[Entry]) -> Iterator[str]:
    """Everything that somebody was told is done is in the chain; a name was written once, as it was written."""
    lines = [(entry.kind, json.loads(entry.canonical)["data"]) for entry in entries if entry.kind.startswith("permit.")]
    signed = {data["ask"]: data for kind, data in lines if kind in SIGNED}
    tested = {(data.get("ask"), data["point"]) for kind, data in lines if kind == "permit.gas_tested"}
    confirmed = {(data["ask"], data["measure"]) for kind, data in lines if kind == "permit.measure_confirmed"}
    yield from (f"the gas test {each} was acknowledged and is lost" for each in told.tested if each not in tested)
    yield from (f"the measure {each} was acknowledged and is lost" for each in told.confirmed if each not in confirmed)
    for ask, strokes in told.signed.items():
        if ask not in signed:
            yield f"the name on ask {ask} was acknowledged and is lost"
        else:
            yield from kept_strokes(ask, signed[ask], strokes)
    names = Counter(data["ask"] for kind, data in lines if kind in SIGNED)
    yield from (f"ask {ask} was signed {count} times" for ask, count in names.items() if count > 1)


def kept_strokes(ask_id: int, data: Mapping[str, Any], strokes: object) -> Iterator[str]:
    for name in ("png", "strokes"):
        digest = data[name]["sha256"]
        blob = Blob.get_or_none(Blob.sha256 == digest)
        if blob is None or sha256(bytes(blob.data)).hexdigest() != digest:
            yield f"the {name} of ask {ask_id} is not what was signed"
        elif name == "strokes" and json.loads(bytes(blob.data)) != signature.kept(strokes):
            yield f"ask {ask_id} was acknowledged with a signature that is not the one that is kept"
