"""Every kind of ask that a hazard opens, as all rooms know it. The names are in stored data."""

from models.kinds import CARD_ONLY, MATTER_PAGE, AskKind, Gathered

REPORT, FOLLOW, SORT, FIX = "hazard.report", "hazard.follow", "hazard.sort", "hazard.fix"
DISPUTE, EXTENSION, SAME = "hazard.dispute", "hazard.extension", "hazard.same"
CHECK, RECHECK, CONFIRM = LOOKS = ("hazard.check", "hazard.recheck", "hazard.confirm")
CLOCK = "hazard.timetable"
TOGETHER = Gathered("隐患", "条", "办")

KINDS = (
    AskKind(REPORT, "报隐患", "report", waits=False),
    AskKind(FOLLOW, "跟踪隐患", MATTER_PAGE, waits=False),
    AskKind(SORT, "分派隐患", "sort", gathered=TOGETHER),
    AskKind(SAME, "说是不是同一处", CARD_ONLY),
    AskKind(FIX, "整改隐患", "fix", keep_going=True, gathered=TOGETHER),
    AskKind(DISPUTE, "定隐患归谁改", CARD_ONLY),
    AskKind(EXTENSION, "批隐患延期", CARD_ONLY),
    AskKind(CHECK, "班组验隐患", "recheck", gathered=TOGETHER),
    AskKind(RECHECK, "安全部查隐患", "recheck", gathered=TOGETHER),
    AskKind(CONFIRM, "认可隐患改好了", "recheck", gathered=TOGETHER),
    AskKind(CLOCK, "看隐患时间表", CARD_ONLY, life="house", waits=False),
)
