"""The trail in words: each sealed entry as one line that an inspector can read. Unknown kinds show as they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models.seals import Sealed
from workers.evidence.people import People, name_of, names_of

KINDS = {
    "permit.requested": "提交申请",
    "permit.confirmed": "确认",
    "permit.signed": "签批同意",
    "permit.refused": "退回",
    "permit.held": "签名待到场",
    "permit.line_skipped": "岗位空缺，跳过",
    "permit.signing": "发卡审签",
    "permit.returned": "退回申请人",
    "permit.approved": "审签完成",
    "permit.blocked": "卡住，无人可签",
    "permit.expired": "过了作业时段",
    "permit.gas_tested": "气体检测",
    "permit.gas_silent": "测气仪漏报",
    "permit.measure_confirmed": "现场确认措施",
    "permit.briefing_given": "安全交底",
    "permit.briefed": "接受交底签认",
    "permit.foreman_checked": "班长现场验票",
    "permit.not_started": "开工关没过齐，没有开工",
    "permit.person_cut": "证书到期，撤下作业人",
    "permit.worker_named": "请人加入作业",
    "permit.worker_added": "签过交底，成为作业人",
    "permit.same_device": "同一部手机两人签字，请核对",
    "permit.late_answer": "来晚的答复，不算",
    "permit.working": "开工",
    "permit.suspended": "停工",
    "permit.stop_reason": "补停工原因",
    "permit.resume_confirmed": "确认复工条件",
    "permit.guardian_changed": "监护交接",
    "permit.entry": "进出登记",
    "permit.checked": "作业中报正常",
    "permit.wound_up": "收工",
    "permit.finished": "报完工",
    "permit.accepted": "完工验收",
    "permit.not_accepted": "还不能验收",
    "permit.power_cancelled": "断电注销",
    "permit.closed": "关闭",
    "permit.archived": "封存归档",
    "permit.printed": "印出纸票",
    "permit.entered": "补录纸票",
    "permit.hold_put": "冻结保全",
    "permit.hold_lifted": "解除冻结保全",
    "ask.opened": "发出待办",
    "ask.reminded": "提醒",
    "ask.escalated": "催办并告知上级",
    "ask.undelivered": "卡片还没送到",
    "ask.alarmed": "红色警报",
    "permit.copied": "抄送",
    "permit.signer_added": "加签",
    "ask.transferred": "转办",
    "leave.taken": "登记不在",
    "leave.ended": "回来了",
    "permit.urged": "催办",
    "ask.substituted": "增加顶班",
    "ask.post_changed": "岗位换人，改请别人",
    "ask.no_substitute": "没有可顶班的人",
    "card.delivered": "卡片送达",
    "card.undeliverable": "卡片送不到",
    "person.unreachable": "联系不上",
    "alert.raised": "发出红色警报",
    "alert.repeated": "再次红色警报",
    "alert.acknowledged": "红色警报已确认",
    "alert.over": "红色警报解除",
}
LONGEST = 400
PLATFORMS = {"wecom": "企业微信", "dingtalk": "钉钉"}


@dataclass(frozen=True)
class TrailLine:
    seq: int
    at: datetime
    who: str
    what: str
    detail: str
    hash: str


def trail(entries: list[Sealed], people: People) -> tuple[TrailLine, ...]:
    return tuple(_line(entry, people) for entry in entries)


def _line(entry: Sealed, people: People) -> TrailLine:
    line = entry.line
    return TrailLine(
        seq=entry.seq,
        at=datetime.fromisoformat(line["at"]),
        who=_who(line["actor"], people),
        what=KINDS.get(entry.kind, entry.kind),
        detail=_shortened("；".join(_detail(line, people))),
        hash=entry.hash,
    )


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST] + "……（全文见证据包）"


def _who(actor: dict[str, Any], people: People) -> str:
    return name_of(people, actor["person"]) if "person" in actor else "系统"


def _detail(line: dict[str, Any], people: People) -> list[str]:
    """To whom, why, on what authority; and for a late entry when it was written."""
    data, actor = line["data"], line["actor"]
    words = []
    if data.get("to"):
        words.append("→ " + names_of(people, data["to"]))
    if data.get("platform") in PLATFORMS:
        words.append(PLATFORMS[data["platform"]])
    for name in ("words", "presence", "reason", "why", "reasons"):
        given = data.get(name) or []
        words += [str(word) for word in given] if isinstance(given, list) else [str(given)]
    if actor.get("authorization") and not any(actor["authorization"] in word for word in words):
        words.append(f"授权书 {actor['authorization']}")
    if line.get("late"):
        words.append(f"补录于 {line['recorded_at'][:16].replace('T', ' ')}：{line['late']}")
    return list(dict.fromkeys(words))
