"""What the comparison of a photo before and one after has seen, in words. It is for people to look at: nothing here
closes a hazard, and nobody is called a faker.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Verdict(StrEnum):
    CHANGED = "changed"
    UNSURE = "unsure"
    UNCHANGED = "unchanged"
    COPY = "copy"
    ELSEWHERE = "elsewhere"


class Reason(StrEnum):
    BOX_CHANGED = "box_changed"
    PART_CHANGED = "part_changed"
    BOX_SAME = "box_same"
    SAME_FILE = "same_file"
    SAME_VIEW = "same_view"
    MIRRORED = "mirrored"
    SAME_AS_EARLIER = "same_as_earlier"
    ONLY_BOX_DIFFERS = "only_box_differs"
    NO_MATCH = "no_match"
    POOR_MATCH = "poor_match"
    MIRROR_MATCH = "mirror_match"
    TOO_PLAIN = "too_plain"
    BOX_CUT_OFF = "box_cut_off"
    BOX_PLAIN = "box_plain"
    SURROUNDINGS = "surroundings"
    BESIDE_BOX = "beside_box"
    LIGHT = "light"
    BETWEEN = "between"
    NO_BOX = "no_box"
    TAKEN_EARLY = "taken_early"
    TAKEN_LATER = "taken_later"
    TAKEN_ELSEWHERE = "taken_elsewhere"
    UNREADABLE = "unreadable"
    NO_ANSWER = "no_answer"


VERDICTS: Mapping[Verdict, str] = {
    Verdict.CHANGED: "看得出变化",
    Verdict.UNSURE: "看不准",
    Verdict.UNCHANGED: "看不出变化",
    Verdict.COPY: "像同一张",
    Verdict.ELSEWHERE: "不是同一处",
}
# What follows for people. A change that is seen is no proof that the hazard is gone: it may be covered or moved away.
FOLLOWS: Mapping[Verdict, str] = {
    Verdict.CHANGED: "有变化不等于改好了，还要到现场验。",
    Verdict.UNSURE: "请人看一下。",
    Verdict.UNCHANGED: "请看看是不是还没改，或框的位置不对。",
    Verdict.COPY: "请在现场再拍一张。",
    Verdict.ELSEWHERE: "请站在原处、朝原方向再拍一张。",
}
# Said wherever a verdict is shown.
LIMITS = "电脑只比照片：被盖住、挪开的看不出来，也认不出改得对不对。以现场看到的为准。"
REASONS: Mapping[Reason, str] = {
    Reason.BOX_CHANGED: "框里和整改前不一样，框外对得上",
    Reason.PART_CHANGED: "框里有一块和整改前不一样，框外对得上",
    Reason.BOX_SAME: "框里和整改前一样",
    Reason.SAME_FILE: "两张照片是同一个文件",
    Reason.SAME_VIEW: "取景和整改前分毫不差，手拿着再拍一般做不到",
    Reason.MIRRORED: "左右翻过来，和整改前那张一样",
    Reason.SAME_AS_EARLIER: "和以前传过的一张照片一样",
    Reason.ONLY_BOX_DIFFERS: "取景和整改前几乎分毫不差，只有框里不同",
    Reason.NO_MATCH: "画面和整改前对不上",
    Reason.POOR_MATCH: "有些地方像整改前那处，但对不齐",
    Reason.MIRROR_MATCH: "左右翻过来才和整改前对得上",
    Reason.TOO_PLAIN: "照片太暗、太糊，或画面太空，没法对齐",
    Reason.BOX_CUT_OFF: "框的地方没拍全",
    Reason.BOX_PLAIN: "框里太空，分不清是变了还是照片不清楚",
    Reason.SURROUNDINGS: "框外也有很多地方不一样",
    Reason.BESIDE_BOX: "框里没变，框外有一块变了，可能框偏了",
    Reason.LIGHT: "框里明暗变了，可能是影子，也可能擦过、刷过",
    Reason.BETWEEN: "框里有一点不一样，分不清是改过还是光线不同",
    Reason.NO_BOX: "没有框出隐患的位置",
    Reason.TAKEN_EARLY: "照片里写的时间，比发现隐患或上次去验还早",
    Reason.TAKEN_LATER: "照片里写的时间，比交上来还晚，手机时间可能不准",
    Reason.TAKEN_ELSEWHERE: "照片里写的地点离这一处很远",
    Reason.UNREADABLE: "有一张照片打不开",
    Reason.NO_ANSWER: "这次没有比完",
}


@dataclass(frozen=True)
class Box:
    """The marked region, in shares of the picture's width and height."""

    left: float
    top: float
    width: float
    height: float

    @property
    def share(self) -> float:
        return self.width * self.height


@dataclass(frozen=True)
class Finding:
    """numbers: what was measured; version: of the thresholds; like: the earlier picture that it is like, if that is
    the reason; picture: both photos side by side (JPEG), empty when there is none; of: which of the photos after was
    looked at, counted from 0."""

    verdict: Verdict
    reasons: tuple[Reason, ...]
    version: str = ""
    numbers: Mapping[str, float] = field(default_factory=dict)
    like: str = ""
    picture: bytes = b""
    of: int = 0

    @property
    def words(self) -> str:
        """The verdict, why, and what follows."""
        why = "；".join(REASONS[reason] for reason in self.reasons)
        return f"{VERDICTS[self.verdict]}：{why}。{FOLLOWS[self.verdict]}"
