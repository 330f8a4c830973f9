"""Every kind of ask that a permit opens, as all rooms know it. The names are in stored data."""

from models import let_in
from models.kinds import CARD_ONLY, MATTER_PAGE, AskKind, Gathered

STOP_OFFER, STAY = "permit.stop_offer", "permit.stay"
REASON, RESUME = "permit.stop_reason", "permit.resume"
LET_IN = let_in.KIND
ACCEPT, POWER_CANCEL = CLOSING = ("permit.accept", "permit.power_cancel")
KINDS = (
    AskKind("permit.request", "填申请", "request", waits=False, repeats=False),
    AskKind("permit.rework", "改申请", "rework", repeats=False),
    AskKind(LET_IN, "定缺课的人能不能干", "letin", signs=True),
    AskKind("permit.sign", "签字", "sign", keep_going=True, gathered=Gathered("票", "张", "签")),
    AskKind("permit.copy", "知道", MATTER_PAGE, life="told", waits=False),
    AskKind("permit.gas_test", "测气", "gas", keep_going=True),
    AskKind("permit.measures", "确认安全措施", "measures", keep_going=True),
    AskKind("permit.brief", "签安全交底", "brief", keep_going=True, signs=True),
    AskKind("permit.foreman_check", "现场验票", "foreman", keep_going=True, signs=True),
    AskKind("permit.start", "开工", "start", keep_going=True),
    AskKind("permit.watch", "监护", MATTER_PAGE, waits=False, keep_going=True),
    AskKind("permit.finish", "报完工", "finish", waits=False),
    AskKind("permit.check", "报现场正常", CARD_ONLY, keep_going=True),
    AskKind("permit.shift_check", "交接班报现场正常", CARD_ONLY, keep_going=True),
    AskKind("permit.gas_record", "按时测气", "gas", keep_going=True),
    AskKind("permit.count", "点名", "entry", keep_going=True),
    AskKind(REASON, "补停工原因", "stop", waits=False),
    AskKind(STOP_OFFER, "说要不要停工", CARD_ONLY, waits=False, keep_going=True),
    AskKind(RESUME, "确认可以复工", "resume", keep_going=True, signs=True),
    AskKind("permit.takeover", "接手监护", "takeover", keep_going=True, signs=True),
    AskKind(STAY, "守到验收", MATTER_PAGE, waits=False, keep_going=True),
    AskKind(ACCEPT, "验收签字", "accept", signs=True),
    AskKind(POWER_CANCEL, "断电注销", "accept", signs=True),
    AskKind("detector.inhibit", "屏蔽测气仪", "detectors", waits=False),
    AskKind("permit.timetable", "看时间表", CARD_ONLY, life="house", waits=False),
)
