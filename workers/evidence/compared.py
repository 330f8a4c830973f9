"""What the page of a matter says first, on the phone and in the console: where its rows, which the page shows, do not
say what its sealed chain says. As HTML; empty where they agree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from markupsafe import Markup

from models import bent, gaps
from models.bent import BENT
from models.chain import Broken, unbroken
from models.gaps import KEEP
from models.seals import Sealed
from models.subject import Subject
from workers.evidence.page import template
from workers.evidence.recorder import of

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Said:
    """A difference in words."""

    words: str


@dataclass(frozen=True)
class Told:
    """differences: of rows; lacking: sentences about seals that lack entries, which may be later ones of this matter;
    unsealed: what no entry holds."""

    differences: tuple[Said, ...]
    lacking: tuple[str, ...] = ()
    unsealed: frozenset[str] = frozenset()


def differences(subject: Subject, now: datetime) -> str:
    """A broken chain is named; a flow without records has nothing to compare."""
    try:
        chain = unbroken(subject)
    except Broken as broken:
        return Markup('<section class="card"><p class="stop">{}。{}</p></section>').format(broken, KEEP)
    try:
        differing = of(subject).differing
    except LookupError:
        return ""
    try:
        return differing(subject, chain, now) if differing else ""
    except BENT:
        bent.tell(subject)
        return shown([bent.WORDS], chain)


def shown(found: Iterable[str], chain: Sequence[Sealed]) -> str:
    """These differences as the page says them. chain: the sealed entries, which tell what seals may lack later ones."""
    since = max((entry.seal.number for entry in chain), default=1)
    return page(Told(tuple(map(Said, found)), tuple(gap.words for gap in gaps.counted(since))), "这件事")


def page(told: Any, noun: str) -> str:
    """told: with `differences`, `lacking` and `unsealed`; noun: 本票."""
    made = template(HERE / "differences.html").render(told=told, noun=noun, says="本页照库里的行列出，打印的照封存链。")
    return Markup(made)  # noqa: S704 - made by our own template, which escapes every value
