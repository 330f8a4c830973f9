"""Every kind of ask that drills open, as all rooms know it. The names are in stored data."""

from models.kinds import CARD_ONLY, AskKind

INVITE, NODE, DEBRIEF, CLOCK = "drill.invite", "drill.node", "drill.debrief", "drill.timetable"

KINDS = (
    AskKind(INVITE, "演练", "scene"),
    AskKind(NODE, "演练里选一步", "step"),
    AskKind(DEBRIEF, "看演练讲评", CARD_ONLY, waits=False, repeats=False),
    AskKind(CLOCK, "看演练时间表", CARD_ONLY, life="house", waits=False),
)
