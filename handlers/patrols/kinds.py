"""Every kind of ask that rounds and campaigns open, as all rooms know it. The names are in stored data."""

from models.kinds import CARD_ONLY, AskKind, Gathered

WALK, MISSED, CLOCK = "patrol.walk", "patrol.missed", "patrol.timetable"
TOGETHER = Gathered("检查", "圈", "查")

KINDS = (
    AskKind(WALK, "巡检", "round", keep_going=True, gathered=TOGETHER),
    AskKind(MISSED, "知道漏查了", CARD_ONLY, waits=False, repeats=False),
    AskKind(CLOCK, "看巡检时间表", CARD_ONLY, life="house", waits=False),
)
