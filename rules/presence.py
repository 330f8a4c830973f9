"""Whether a signer is at the site: a phone's position against the area, with the words that he sees.

GB 30871—2022 §4.11 asks for approval at the work site; radius, accuracy and age are the plant's (`presence` in the
routing rules). Without a good position the signature is held, never accepted in silence.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from rules.geo import distance_m, wgs84_to_gcj02
from rules.given import moment, number, point
from rules.plant import Area, Plant
from rules.routing_rules import Presence

Verdict = Literal["ok", "far", "stale", "denied"]
HERE = "已在"
# What stands before a fact about a signature.
SIGNING = "签时"
UNSURE = f"{SIGNING}定位不准"
NOWHERE = "没有位置"
PHONE = "手机说"
AWAY = re.compile(f"(?:{SIGNING}|{PHONE})离")
NOT_SEEN = re.compile(f"{SIGNING}|{PHONE}|{NOWHERE}")


@dataclass(frozen=True)
class Position:
    """What the phone gave: degrees, accuracy in metres, the moment of the fix, and the coordinate system."""

    latitude: float
    longitude: float
    accuracy: float
    at: datetime
    crs: Literal["GCJ-02", "WGS-84"]


@dataclass(frozen=True)
class PresenceAnswer:
    """words: what the signer sees, with what to do; found: the bare fact, for a line that may be signed anywhere."""

    verdict: Verdict
    words: str
    distance_m: float | None = None
    found: str = ""

    @property
    def ok(self) -> bool:
        return self.verdict == "ok"


def read_position(given: Mapping[str, object] | None) -> Position | None:
    """The position in a page's answer (`latitude`, `longitude`, `accuracy`, `at` in ISO, `crs`); None: not given."""
    if not given:
        return None
    try:
        at = moment(given["at"])
        crs: Literal["GCJ-02", "WGS-84"] = "WGS-84" if given.get("crs") == "WGS-84" else "GCJ-02"
        accuracy = number(given["accuracy"])
    except (KeyError, ValueError):
        return None
    where = point(given)
    if where is None or accuracy < 0 or at.tzinfo is None:
        return None
    longitude, latitude = where
    return Position(latitude, longitude, accuracy, at, crs)


def check(
    given: Mapping[str, object] | None,
    area: Area,
    plant: Plant,
    rule: Presence,
    now: datetime,
    then: str = "再签",
    *,
    photo: bool = True,
) -> PresenceAnswer:
    """Whether the position shows that the person is at the area at `now`; then: what he does once it does; photo:
    whether the site's code takes one besides."""
    if not rule.required:
        return PresenceAnswer("ok", "本票不要求定位")
    position = read_position(given)
    if position is None:
        other_way = f"，或扫现场二维码{'并拍照' if photo else ''}" if rule.by_code else ""
        return PresenceAnswer("denied", f"没有拿到定位：请打开手机定位{then}{other_way}", found=f"{SIGNING}没有定位")
    age = (now - position.at).total_seconds()
    if age < -rule.max_age_s:
        return PresenceAnswer("stale", "手机报的定位时间还没到：请校准手机时间，再重新定位", found=UNSURE)
    if age > rule.max_age_s:
        return PresenceAnswer("stale", f"定位是 {round(age / 60)} 分钟前的：请在现场重新定位", found=UNSURE)
    if position.accuracy > rule.max_accuracy_m:
        return PresenceAnswer(
            "stale", f"定位误差 {round(position.accuracy)} 米，太大：请到开阔处重新定位", found=UNSURE
        )
    away = distance_m(_in_plant(position, plant), area)
    if away > rule.radius_m:
        distance = f"离{area.name}约 {round(away)} 米"
        return PresenceAnswer("far", f"你{distance}：请到现场{then}", away, f"{SIGNING}{distance}")
    return PresenceAnswer("ok", f"{HERE}{area.name}现场（{_told(away, position)}）", away)


def told(answer: PresenceAnswer) -> str:
    """Where the phone was by its own word, for an act that may be done anywhere."""
    if answer.ok:
        return answer.words
    return NOWHERE if answer.verdict == "denied" else f"{PHONE}{answer.found.removeprefix(SIGNING)}"


def seen(words: str) -> bool:
    """Whether kept words about a place leave no doubt: he was at the site, or nobody asked where he was."""
    return NOT_SEEN.match(words) is None


def doubts(places: Iterable[str], each: str, done: str) -> str:
    """其中 2 条不在现场确认、1 条没有定位; empty without doubt. each: what is counted; done: what was done there."""
    unseen = [words for words in places if not seen(words)]
    away = sum(AWAY.match(words) is not None for words in unseen)
    counted = ((away, f"不在现场{done}"), (len(unseen) - away, "没有定位"))
    said = "、".join(f"{number} {each}{words}" for number, words in counted if number)
    return f"其中 {said}" if said else ""


def _told(away: float, position: Position) -> str:
    """How far from the area's edge the phone says that it is, and how exactly."""
    where = f"离区域约 {round(away)} 米" if away >= 1 else "在区域内"
    return f"手机定位{where}，误差 {round(position.accuracy)} 米"


def _in_plant(position: Position, plant: Plant) -> tuple[float, float]:
    """The position in the plant's coordinates. A plant kept in WGS-84 must be given WGS-84 positions."""
    point = position.longitude, position.latitude
    return wgs84_to_gcj02(point) if (position.crs, plant.crs) == ("WGS-84", "GCJ-02") else point
