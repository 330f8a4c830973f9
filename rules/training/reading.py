"""How a lesson's text is divided, and how long it takes to learn.

A line in 【】 begins a chapter. Reading goes by 250 characters a minute (punctuation counts, blanks and the brackets do
not): slow, as somebody reads who takes in rules. A drawing takes 15 seconds, a film as long as it plays. Its parts are
what a phone shows at one look.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rules.training.courses import Drawing, Lesson

PACE, DRAWING_S = 250, 15
# How far a stated number of minutes may be off: it is a rounded one.
SPARE = 0.5
# How long a lesson may be.
LEAST_MINUTES, MOST_MINUTES = 5, 8
# So many characters are read at one look.
PART = 120
_HEADING = re.compile(r"【(.+)】")
_BLANK = re.compile(r"\s")
_SENTENCE = re.compile(r"[^。；！？]*[。；！？]?")


@dataclass(frozen=True)
class Chapter:
    """heading: empty where a text begins without one."""

    heading: str
    drawings: tuple[Drawing, ...]
    lines: tuple[str, ...]


def chapters(lesson: Lesson) -> list[Chapter]:
    """The text with its drawings, each at the chapter whose heading it names; the others stand before the text."""
    found: list[tuple[str, list[str]]] = [("", [])]
    for line in filter(None, map(str.strip, lesson.body.splitlines())):
        if heading := _HEADING.fullmatch(line):
            found.append((heading[1], []))
        else:
            found[-1][1].append(line)
    every = [Chapter(heading, _drawn(lesson.drawings, heading), tuple(lines)) for heading, lines in found]
    return [each for each in every if each.drawings or each.lines]


def _drawn(drawings: Sequence[Drawing], heading: str) -> tuple[Drawing, ...]:
    return tuple(each for each in drawings if each.under == heading)


def minutes(lesson: Lesson) -> float:
    """How many minutes the lesson takes by its text, its drawings and its film."""
    told = (line for each in chapters(lesson) for line in (each.heading, *each.lines))
    words = sum(len(_BLANK.sub("", line)) for line in told)
    seen_s = DRAWING_S * len(lesson.drawings) + (lesson.film.seconds if lesson.film else 0)
    return words / PACE + seen_s / 60


def is_true(lesson: Lesson) -> bool:
    """Whether the lesson takes as many minutes as it says."""
    return abs(minutes(lesson) - lesson.minutes) <= SPARE


def parts(line: str) -> list[str]:
    """A line in parts of whole sentences."""
    found = [""]
    for sentence in filter(None, _SENTENCE.findall(line)):
        if found[-1] and len(found[-1]) + len(sentence) > PART:
            found.append("")
        found[-1] += sentence
    return found


def counted(lesson: Lesson) -> int:
    """How many parts it has."""
    return sum(len(parts(line)) for each in chapters(lesson) for line in each.lines)


def unread(lesson: Lesson, at: int) -> int:
    """How many parts have not come before somebody's eyes. at: the furthest that has, from 1; 0 for none."""
    whole = counted(lesson)
    return max(0, whole - at)
