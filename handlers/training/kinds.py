"""Every kind of ask that training opens, as all rooms know it. The names are in stored data."""

from models.kinds import CARD_ONLY, AskKind, Gathered

LESSON, QUESTION, WEEK = "training.lesson", "training.question", "training.week"
COACH, LEVEL, CLEARANCE = "training.coach", "training.level", "training.clearance"
CERTIFICATE, CLOCK = "training.certificate", "training.timetable"
TOGETHER = Gathered("课", "节", "学")

KINDS = (
    AskKind(LESSON, "学一课", "lesson", gathered=TOGETHER, repeats=False),
    AskKind(QUESTION, "答题", "question", repeats=False),
    AskKind(WEEK, "答这周的题", "week", repeats=False),
    AskKind(COACH, "带着学", CARD_ONLY, repeats=False),
    AskKind(LEVEL, "带新人", "level", repeats=False),
    AskKind(CLEARANCE, "签上岗", "clearance", repeats=False),
    AskKind(CERTIFICATE, "知道证快到期", CARD_ONLY, waits=False, repeats=False),
    AskKind(CLOCK, "看培训时间表", CARD_ONLY, life="house", waits=False),
)
