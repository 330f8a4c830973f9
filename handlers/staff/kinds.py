"""Every kind of ask that staff opens, as all rooms know it. The names are in stored data."""

from models.kinds import CARD_ONLY, AskKind

CLOCK = "staff.timetable"

KINDS = (AskKind(CLOCK, "看人员变动", CARD_ONLY, life="house", waits=False),)
