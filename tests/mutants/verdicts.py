"""How the changes of a run ended, and what was judged of those that no test saw (`judged.yaml`)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

from tests.mutants.changes import Change

JUDGED = Path(__file__).parent / "judged.yaml"
KILLED, SURVIVED, NO_TEST = "killed", "survived", "no test"
OUT_OF_TIME, NOT_TRIED, ODD = "out of time", "not tried", "odd end"
# mutmut keeps how the tests of a change ended; -24: the system stopped them, 36: they reached their limit.
ENDS: dict[int | None, str] = {1: KILLED, 3: KILLED, 0: SURVIVED, 5: NO_TEST, 33: NO_TEST, None: NOT_TRIED}
ENDS |= dict.fromkeys((-24, 24, 36, 152, 255), OUT_OF_TIME)
# Whoever ran out of time may loop for ever, which somebody would see: no survivor, and not killed either.
UNSEEN = (SURVIVED, NO_TEST)


@dataclass(frozen=True)
class Judgement:
    """Why no test needs to see a change: it changes nothing, or only a wording, …"""

    change: Change
    why: str


def read(folder: Path, room: str) -> dict[str, str]:
    """Each change that mutmut knows in its folder → how it ended."""
    kept = (json.loads(path.read_text()) for path in sorted((folder / room).rglob("*.meta")))
    return {name: ENDS.get(code, ODD) for each in kept for name, code in each["exit_code_by_key"].items()}


def share(ends: Iterable[str]) -> float:
    """The share of killed ones among all: whoever ran out of time, or has no test, was not killed."""
    counted = Counter(ends)
    return counted[KILLED] / max(counted.total(), 1)


def judgements(text: str) -> list[Judgement]:
    """Raises KeyError where one lacks its reason."""
    return [
        Judgement(Change(function, each["was"], becomes), each["why"])
        for function, judged in (YAML(typ="safe").load(text) or {}).items()
        for each in judged
        for becomes in each["becomes"]
    ]


def unjudged(found: Mapping[str, Change], known: Collection[Judgement]) -> dict[str, Change]:
    """The survivors that nobody has judged yet, by name."""
    judged = {each.change for each in known}
    return {name: each for name, each in found.items() if each not in judged}


def needless(found: Collection[Change], known: Collection[Judgement]) -> list[Judgement]:
    """Judgements of what does not survive any more."""
    return [each for each in known if each.change not in found]
