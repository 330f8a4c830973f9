"""Every kind of ask that a hazard opens, as all rooms know it. The names are in stored data."""

from models.kinds import CARD_ONLY, MATTER_PAGE, AskKind, Gathered

REPORT, FOLLOW, SORT, FIX = "hazard.report", "hazard.follow", "hazard.sort", "hazard.fix"
DISPUTE, EXTENSION, SAME = "hazard.dispute", "hazard.extension", "hazard.same"
PLAN, APPROVE, INTERIM, REGISTER = "hazard.plan", "hazard.approve", "hazard.interim", "hazard.register"
USE = "hazard.use"
# What people are told by text: an order to stop the use and withdraw, or to leave; that it may go on.
STOP, GO_ON, LEAVE = "hazard.stop_use", "hazard.go_on", "hazard.leave"
CHECK, RECHECK, WALK = "hazard.check", "hazard.recheck", "hazard.walk"
EVALUATE, CONFIRM, DECIDE, VISIT = "hazard.evaluate", "hazard.confirm", "hazard.decide", "hazard.visit"
# Whoever looks whether it was mended, one after the other; a visit comes after it was closed.
LOOKS = (CHECK, RECHECK, WALK, EVALUATE, CONFIRM, DECIDE, VISIT)
PHOTOS = "hazard.photos"
CLOCK, AWAITING = "hazard.timetable", "hazard.awaiting"
FAME, MONTHS = "hazard.fame", "hazard.months"
TOGETHER = Gathered("隐患", "条", "办")

KINDS = (
    AskKind(REPORT, "报隐患", "report", waits=False, repeats=False),
    AskKind(PHOTOS, "传隐患照片", "gone", gathered=TOGETHER),
    AskKind(FOLLOW, "跟踪隐患", MATTER_PAGE, waits=False, repeats=False),
    AskKind(SORT, "分派隐患", "sort", gathered=TOGETHER),
    AskKind(SAME, "说是不是同一处", CARD_ONLY),
    AskKind(FIX, "整改隐患", "fix", keep_going=True, gathered=TOGETHER, repeats=False),
    AskKind(DISPUTE, "定隐患归谁改", CARD_ONLY),
    AskKind(EXTENSION, "批隐患延期", "extension", gathered=TOGETHER),
    AskKind(PLAN, "写隐患整改方案", "plan", keep_going=True, repeats=False),
    AskKind(APPROVE, "批隐患整改方案", "approve", keep_going=True),
    AskKind(USE, "定停不停用", "use", keep_going=True),
    AskKind(INTERIM, "确认隐患临时措施", CARD_ONLY, keep_going=True),
    AskKind(REGISTER, "登记重大隐患上报", "register", keep_going=True),
    AskKind(CHECK, "班组验隐患", "recheck", gathered=TOGETHER),
    AskKind(RECHECK, "安全部查隐患", "recheck", gathered=TOGETHER),
    AskKind(WALK, "飞检隐患", "recheck", gathered=TOGETHER),
    AskKind(EVALUATE, "评估重大隐患", "recheck"),
    AskKind(CONFIRM, "认可隐患改好了", "recheck", gathered=TOGETHER),
    AskKind(FAME, "看清零榜", CARD_ONLY, life="told", waits=False),
    AskKind(MONTHS, "看清零榜的日子", CARD_ONLY, life="house", waits=False),
    AskKind(DECIDE, "定重大隐患销号", "recheck"),
    AskKind(VISIT, "飞检已销号的隐患", "recheck", gathered=TOGETHER),
    AskKind(CLOCK, "看隐患时间表", CARD_ONLY, life="house", waits=False),
    AskKind(AWAITING, "看没到的照片", CARD_ONLY, life="house", waits=False),
)
