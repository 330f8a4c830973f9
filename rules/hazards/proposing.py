"""What the words of a report mean: which category they make likely, and whether they sound like a major hazard. Only
ever a proposal: people may change it, and a major one is decided by a named officer (hazards.md §2.3).

A report is read in four steps, with the words of the plant's rules (docs/rules.md, `speech` and `words`):

1. Common slips are set right. Of words that overlap the longest counts: 漏电 is no 漏, 卫生间 has nothing of 卫生.
2. A denial goes with the word after it. A denied fault is fine (无裸露电线), a denied thing is lacking (没有护栏), and
   a denial of anything else is itself a fault (灯不亮).
3. "All is well" takes back what was said before it (漏点已经处理完), up to a turn of speech (但是).
4. Where something is wrong, the category with the most points is proposed, if it has enough of them and leads far
   enough (hazards.md §2.3); else the two that have the most, the one that was named first before its equals, because
   that is what a sentence is about: the safety office says which. A question tells of nothing wrong.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rules.hazards.categories import Category, HazardCategories, Speech

# What a word counts, by its group; `lacks` are things that are denied.
POINTS = {"acts": 5, "lacks": 5, "faults": 4, "things": 3, "works": 3, "hints": 1, "against": -3}
WRONG = ("acts", "faults", "denials")
# How a thing ends that is a place: 楼梯口, 配电室, 通道上. And what may be there.
PLACED = ("间", "室", "上", "边", "楼梯口", "门口", "路口")
THINGS = ("things", "lacks")
# Denied, these are nothing wrong.
FINE_DENIED = ("acts", "faults", "works")
# So many points, and so many more than the next, propose a category by themselves.
LEAST, LEAD = 3, 2
MOST_LEADS = 2
# A denial reaches over so many letters to the word that it denies.
NEAR = 3
# A denial, or "all is well", does not reach over these.
STOPS = re.compile(r"[。！!；;，,\n]")
# A thing before these only says where it is (配电室门口), and counts as a hint.
PLACE = re.compile(r"(?:基础|底座|机座)?(?:旁|边|门口|附近|对面|后面|上|下面|底下)")


@dataclass(frozen=True)
class Proposal:
    """category: the id, empty where the words do not lead far enough; why: in words, for the reporter. major: whether
    the words hint at a major hazard, which a named officer decides; leads: where no category is proposed, the ids of
    those that the words point to most."""

    category: str
    why: str
    major: bool = False
    leads: tuple[str, ...] = ()


NOTHING = Proposal("", "")


class Hit(NamedTuple):
    """A word in the text. role: its group of the category's words, or of `speech`, where category is empty."""

    start: int
    end: int
    role: str
    category: str

    def hidden_by(self, other: Hit) -> bool:
        """Inside a longer word. What only points a little to a category hides nothing but such words of its own."""
        longer = other.end - other.start > self.end - self.start
        able = other.role != "hints" or (self.role, self.category) == (other.role, other.category)
        return able and longer and other.start <= self.start and self.end <= other.end


def propose(words: str, hazards: HazardCategories) -> Proposal:
    """The category that the words speak of, if they tell of something wrong."""
    speech = hazards.speech
    text = heard(words, speech)
    heard_all = _longest(_hits(text, hazards))
    hits = _standing(text, heard_all)
    roles = {each.role for each in hits}
    major = any(_hinted(hint, text) for each in hazards.categories for hint in each.major_hints)
    if speech and "questions" in roles:
        return NOTHING
    if speech and roles.isdisjoint(WRONG):
        # What a plant calls major needs no word of what is wrong (冷库关人了), unless all is said to be well.
        return Proposal("", "", major and all(each.role != "well" for each in heard_all))
    named = dict.fromkeys(each.category for each in hits if each.category)
    scores = {each.id: score for each in hazards.categories if (score := _score(text, hits, each)) > 0}
    first, *others = sorted((each for each in named if each in scores), key=lambda each: -scores[each]) or [""]
    if not first or scores[first] < LEAST or (others and scores[first] - scores[others[0]] < LEAD):
        return Proposal("", "", major, tuple(filter(None, (first, *others)))[:MOST_LEADS])
    said = dict.fromkeys(text[each.start : each.end] for each in hits if each.category == first)
    return Proposal(first, f"说到{'、'.join(list(said)[:3])}", major)


def heard(words: str, speech: Speech | None) -> str:
    """The words in one width and case, with common slips set right."""
    text = unicodedata.normalize("NFKC", words).casefold()
    for slip, meant in speech.slips.items() if speech else ():
        text = text.replace(slip, meant)
    return text


def _hits(text: str, hazards: HazardCategories) -> Iterator[Hit]:
    groups = [(role, "", words) for role, words in (hazards.speech.groups() if hazards.speech else {}).items()]
    for each in hazards.categories:
        groups += [(role, each.id, words) for role, words in each.spoken.groups().items()]
    return (Hit(at, end, role, of) for role, of, words in groups for word in words for at, end in _found(text, word))


def _found(text: str, word: str) -> Iterator[tuple[int, int]]:
    word = word.casefold()
    at = text.find(word)
    while at >= 0:
        yield at, at + len(word)
        at = text.find(word, at + 1)


def _longest(hits: Iterator[Hit]) -> list[Hit]:
    """In the order of the text, without those that stand inside a longer word."""
    found = sorted(set(hits))
    return [each for each in found if not any(each.hidden_by(other) for other in found)]


def _standing(text: str, hits: list[Hit]) -> list[Hit]:
    """What the report says once its denials, and its "all is well", are understood."""
    left: list[Hit] = []
    denial: Hit | None = None
    denied = 0
    for hit in hits:
        if hit.start < denied:
            continue
        if denial and not _reaches(text, denial, hit):
            denial = None
        if denial and hit.start < denial.end:
            # A word that overlaps the denial itself: 有人 in 没有人受伤.
            left.append(hit)
        elif denial and hit.role in FINE_DENIED:
            left = [each for each in left if each is not denial]
            # 法兰不漏了, 没再漏: it did, and is mended.
            if text.startswith("了", hit.end) or (denial and text.endswith("再", denial.end, hit.start)):
                left = _until_well(text, left, hit)
            denied = hit.end
            # 没有漏油漏水: the denial goes on to the next fault.
            denial = hit if hit.role == "faults" else None
        elif denial and hit.role == "well":
            denial = None
        elif hit.role == "well":
            left = _until_well(text, left, hit)
        elif hit.role == "denials":
            denial = hit
            left.append(hit)
        else:
            left.append(hit._replace(role="lacks") if denial and hit.role == "things" else hit)
    return left


def _reaches(text: str, denial: Hit, hit: Hit) -> bool:
    between = text[denial.end : hit.start]
    return hit.start <= denial.end + NEAR and " " not in between and not STOPS.search(between)


def _until_well(text: str, left: list[Hit], well: Hit) -> list[Hit]:
    """Without what was said before, back to the last turn of speech or stop."""
    ends = [each.end for each in left if each.role == "turns"]
    ends += [found.end() for found in STOPS.finditer(text, 0, well.start)]
    return [each for each in left if each.start < max(ends, default=0)]


def _score(text: str, hits: Sequence[Hit], category: Category) -> int:
    """Each word of the category counts once."""
    mine = {text[each.start : each.end]: each for each in hits if each.category == category.id}
    return sum(_points(text, hits, each) for each in mine.values())


def _points(text: str, hits: Sequence[Hit], hit: Hit) -> int:
    """A thing that is a place, right before another one, only says where that is: 楼梯口护栏."""
    there = any(each.start == hit.end and each.role in THINGS for each in hits)
    where = there and text[hit.start : hit.end].endswith(PLACED)
    placed = hit.role == "things" and (where or PLACE.match(text, hit.end))
    return POINTS["hints" if placed else hit.role]


def _hinted(hint: str, text: str) -> bool:
    """A hint may be of several words, all of which must be said: 安全出口 锁."""
    return all(part in text for part in hint.casefold().split())
