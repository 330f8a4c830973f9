"""The people of the second demo plant, 400 of them, written below the hand-made part of its plant.yaml.

`python tests/lizhou_people.py`; the same seed gives the same bytes. Names are combined at random.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count, product
from pathlib import Path
from random import Random

SEED = "lizhou 2026"
PLANT = Path(__file__).parents[1] / "config" / "plants" / "lizhou" / "plant.yaml"
MARK = "# 以下由 tests/lizhou_people.py 生成\n"
HEAD_COUNT = 400
TODAY = date(2026, 11, 25)
CREWS = ("jia", "yi", "bing")

SURNAMES = (
    "仝亢仰佟侍保信修候储冀冉冼冷刁别印双台后咸咎哈回图塔壤夔奕姒宇宦尚尤山岑嵇巢干庾延应归房扶承揭敖斐旷"
    "时昌明晋景智曲月朴朵权来松枚柏柯柴栾桂楼正欧步殳水沃沈洪浦涂温滕漆潘燕牧狄琴甄甘"
)
GIVEN = (
    "云帆舟屿汀渚岚峤崧岱野原禾稷麦桐梓楠榆槐松柏杉棠芷蘅菁荻葭蔚青苍朗晓昀晖旭晟煜炜烁焕铮锐钧铭锴鉴镇磊岩砺砚硕石川泽沛润淳"
    "清澄瀚浩渊江海洋风翔羽翎飞驰骏骋毅恒恺慎敏谨诚谦让信仁礼智和"
)

# post → (by day, of each crew), in a base
BASE: Mapping[str, tuple[int, int]] = {
    "jidizhang": (1, 0),
    "jidifu": (1, 0),
    "anzhu": (1, 0),
    "jishu": (1, 0),
    "shebei": (1, 0),
    "dianqi": (1, 0),
    "fushe": (1, 0),
    "zhuren": (1, 0),
    "fuzhuren": (1, 0),
    "xiaofang": (1, 0),
    "jiaguan": (1, 0),
    "peidian": (0, 1),
    "anyuan": (1, 1),
    "gongzhang": (0, 2),
    "hanzhang": (1, 1),
    "cebaoyuan": (1, 1),
    "jianhu": (2, 3),
    "zhihui": (1, 1),
    "jiance": (0, 1),
    "jiazhang": (1, 0),
    "hangong": (3, 8),
    "maogong": (3, 5),
    "diangong": (1, 1),
    "diaosi": (1, 1),
    "suosi": (2, 2),
}
OFFICE = {"zongjingli": (1, 0), "fuzong": (1, 0), "anzong": (1, 0), "zonggong": (1, 0), "anguan": (2, 0)}
# department → what it has besides (or instead of) the base's posts
PLAN: Mapping[str, Mapping[str, tuple[int, int]]] = {
    "gs": OFFICE,
    "dy": {**BASE, "tugong": (1, 2)},
    "nj": {**BASE, "tugong": (1, 2)},
    "bz": {**BASE, "fuzhuren": (0, 0), "maogong": (5, 6)},
    "fb-jia": {"fenbao": (1, 0), "jiazigong": (6, 7)},
    "fb-tan": {"fenbao": (1, 0), "tanshang": (2, 3)},
}
DINGTALK = ("nj", "fb-tan")

APPROVER = ("PX-SP",)
WORKER = ("RC-3J",)
# post → certificates; whoever is at a base for work has the induction of his sort
CERTIFICATES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("zongjingli", "fuzong", "anzong", "zonggong", "anguan"), APPROVER),
    **dict.fromkeys(("jidizhang", "jidifu", "jishu", "shebei", "zhuren", "fuzhuren", "gongzhang"), APPROVER),
    "anzhu": ("PX-SP", "PX-AQ"),
    "dianqi": ("PX-SP", "ZY-DI"),
    "fushe": ("PX-SP", "FS-GZ"),
    "xiaofang": ("PX-SP", "PX-AQ"),
    "jiaguan": ("PX-SP", "PX-JY"),
    "peidian": ("PX-SP", "ZY-DI"),
    "anyuan": ("PX-SP", "PX-AQ", "JH-TY", "JH-DH"),
    "hanzhang": ("RC-3J", "ZY-HAN", "ZY-GAO", "PX-XZ", "PX-WT"),
    "jiance": ("RC-3J", "FS-GZ", "FS-RT"),
    "jiazhang": ("RC-3J", "ZY-JIA", "PX-JY"),
    "cebaoyuan": ("PX-CB", "PX-KH"),
    "jianhu": ("JH-TY", "JH-DH", "JH-XZ", "JH-FS", "PX-KH"),
    "zhihui": ("TS-ZH", "RC-3J"),
    "hangong": ("ZY-HAN", "RC-3J", "PX-XZ"),
    "maogong": ("RC-3J", "ZY-GAO", "PX-XZ", "PX-WT"),
    "tugong": ("RC-3J", "PX-XZ"),
    "diangong": ("ZY-DI", "ZY-FB", "RC-3J", "PX-SD"),
    "diaosi": ("TS-DC", "RC-3J"),
    "suosi": ("PX-SS", "RC-3J"),
    "fenbao": ("RC-FB",),
    "jiazigong": ("ZY-JIA", "ZY-GAO", "RC-FB"),
    "tanshang": ("FS-GZ", "FS-RT", "RC-FB"),
}
LEADERS = {"fb-jia": ("ZY-JIA", "PX-JY"), "fb-tan": ("FS-GZ", "FS-RT")}
# one in so many of a crew's people has let a certificate lapse
LAPSED = 40

# post → whose people he belongs to: the first of these in his department, of his own crew if there is one
HEADS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("hangong", "maogong"), ("hanzhang",)),
    **dict.fromkeys(("diangong", "peidian"), ("dianqi",)),
    **dict.fromkeys(("anyuan", "xiaofang", "fushe", "cebaoyuan"), ("anzhu",)),
    **dict.fromkeys(("jiaguan", "jiance"), ("jishu",)),
    "jiazhang": ("jiaguan",),
    **dict.fromkeys(("gongzhang", "hanzhang", "fuzhuren"), ("zhuren",)),
    **dict.fromkeys(("jianhu", "zhihui", "tugong", "diaosi", "suosi"), ("gongzhang",)),
    **dict.fromkeys(("anzhu", "jishu", "shebei", "dianqi", "zhuren", "jidifu"), ("jidizhang",)),
    **dict.fromkeys(("jiazigong", "tanshang"), ("fenbao",)),
}
ABOVE = {"jidizhang": "gs-fuzong1", "fuzong": "gs-zongjingli1", "anzong": "gs-zongjingli1"}
ABOVE |= {"zonggong": "gs-zongjingli1", "anguan": "gs-anzong1", "fenbao": "gs-fuzong1"}

# What the demo needs, whatever the random numbers.
LEAVE = {"nj-anzhu1": "{from: 2026-11-16, to: 2026-12-13, reason: 年休假}"}


@dataclass(frozen=True)
class Hand:
    """Somebody before he has a name."""

    id: str
    department: str
    post: str
    shift: str


def people() -> Iterator[str]:
    """A line of YAML for each person, in the order of the plan."""
    luck, hands = Random(SEED), list(_hands())
    if len(hands) != HEAD_COUNT:
        raise ValueError(f"{len(hands)} people planned, not {HEAD_COUNT}")
    names = luck.sample([a + b + c for a, b, c in product(SURNAMES, GIVEN, GIVEN) if len({a, b, c}) == 3], HEAD_COUNT)
    for number, (hand, name) in enumerate(zip(hands, names, strict=True), 1):
        yield _line(hand, name, number, hands, luck)


def _hands() -> Iterator[Hand]:
    for department, posts in PLAN.items():
        for post, (by_day, of_crew) in posts.items():
            numbers = count(1)
            for shift, many in (("day", by_day), *((crew, of_crew) for crew in CREWS)):
                for _ in range(many):
                    yield Hand(f"{department}-{post}{next(numbers)}", department, post, shift)


def _line(hand: Hand, name: str, number: int, hands: Sequence[Hand], luck: Random) -> str:
    dingtalk = hand.department in DINGTALK
    account = f"dt-lz-{number:04}" if dingtalk else f"lz_{number:04}"
    leave = f", leave: [{LEAVE[hand.id]}]" if hand.id in LEAVE else ""
    return (
        f"  - {{id: {hand.id}, name: {name}, department: {hand.department}, posts: [{hand.post}], "
        f"supervisor: {_head(hand, hands)}, platform: {'dingtalk' if dingtalk else 'wecom'}, account: {account}, "
        f'phone: "1000001{number:04}", shift: {hand.shift}, certs: {{{_certificates(hand, luck)}}}{leave}}}\n'
    )


def _head(hand: Hand, hands: Sequence[Hand]) -> str:
    above = [each for each in hands if each.department == hand.department and each.post in HEADS.get(hand.post, ())]
    own = [each for each in above if each.shift == hand.shift]
    found = next(iter(own or above), None)
    return found.id if found else ABOVE.get(hand.post, "null")


def _certificates(hand: Hand, luck: Random) -> str:
    codes = CERTIFICATES[hand.post] + (LEADERS.get(hand.department, ()) if hand.post == "fenbao" else ())
    lapsed = luck.choice(codes) if hand.shift != "day" and luck.randrange(LAPSED) == 0 else ""
    return ", ".join(f"{code}: {_until(code == lapsed, luck)}" for code in codes)


def _until(lapsed: bool, luck: Random) -> date:
    return TODAY - timedelta(days=luck.randint(2, 60)) if lapsed else TODAY + timedelta(days=luck.randint(60, 400))


def whole(text: str) -> str:
    """The text of plant.yaml with new people. Raises ValueError when the mark is missing."""
    head, mark, _ = text.partition(MARK)
    if not mark:
        raise ValueError(f"no line {MARK.strip()!r}")
    return f"{head}{mark}people:\n{''.join(people())}"


def main() -> int:
    PLANT.write_text(whole(PLANT.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
