"""The trail of a permit as people read it: one short line an entry, from the ledger's own words and nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models.ledger import of_subject
from models.subject import Subject
from rules.plant import Plant
from web.h5.words import clock
from web.people import name_of

WORDS = {
    "permit.requested": "{who}提出申请",
    "permit.line_skipped": "可选的一栏没有人，跳过",
    "permit.changed": "{who}改好再交，第 {version} 版，签过的都作废",
    "permit.routing": "重新定流程",
    "permit.cancelled": "{who}撤回",
    "permit.confirmed": "{who}确认签字",
    "permit.signed": "{who}签批",
    "permit.held": "{who}已签，待到场：{why}",
    "permit.signing": "发卡审签",
    "permit.returned": "退回申请人",
    "permit.refused": "{who}退回：{reason}",
    "permit.late_answer": "{who}来晚了，这次没有算",
    "permit.approved": "审签完成，用了 {minutes} 分钟",
    "permit.blocked": "卡住：找不到能签的人",
    "permit.expired": "过了作业时段，作废",
    "permit.printed": "印出空白纸票",
    "permit.entered": "补录纸票",
    "permit.hold_put": "冻结保全：{reason}",
    "permit.hold_lifted": "解除冻结保全：{reason}",
    "permit.gas_tested": "{who}测气：{words}",
    "permit.gas_silent": "测气仪 {instrument} 漏报",
    "permit.measure_confirmed": "{who}确认措施 {measure}",
    "permit.briefing_given": "{who}做了安全交底",
    "permit.briefed": "{worker}签了安全交底",
    "permit.foreman_checked": "{who}现场验票",
    "permit.not_started": "{who}要开工，关没过齐",
    "permit.person_cut": "{person}证书到期，撤下",
    "permit.worker_named": "{who}请{person}加入作业",
    "permit.worker_added": "{person}签过交底，成为作业人（{from}加的）",
    "permit.same_device": "两个人用同一部手机签字，已请安全管理部核对",
    "permit.working": "{who}开工",
    "permit.suspended": "停工：{why}",
    "permit.stop_reason": "{who}补了停工原因：{reason}",
    "permit.resume_confirmed": "{who}确认可以复工",
    "permit.guardian_changed": "监护交接：{from}交给{to}",
    "permit.entry": "{who}登记进出",
    "permit.checked": "{who}报现场正常",
    "permit.wound_up": "{who}报收工",
    "permit.finished": "{who}报完工",
    "permit.accepted": "{who}验收签字",
    "permit.not_accepted": "{who}看过，还不能验收：{reason}",
    "permit.power_cancelled": "{who}断电注销",
    "permit.closed": "关闭",
    "permit.archived": "封存归档",
    "ask.opened": "请{to}签",
    "ask.reminded": "提醒{person}",
    "ask.escalated": "催{person}，并告诉{to}",
    "permit.copied": "抄送{to}：{why}",
    "permit.signer_added": "{who}加签，请{to}一起签：{reason}",
    "ask.transferred": "{who}转办给{to}：{reason}",
    "leave.taken": "{who}登记不在，到 {until}，顶班：{cover}",
    "leave.ended": "{who}回来了",
    "permit.urged": "{who}催办",
    "ask.substituted": "{from}还没签，加请{to}",
    "ask.post_changed": "{why}，改请别人",
    "ask.no_substitute": "{person}还没签，替补已用完",
    "ask.undelivered": "卡片还没送到{person}",
    "ask.alarmed": "{person}一直没签，已报警",
    "card.delivered": "卡片送到{to}",
    "alert.raised": "报警：{title}",
    "alert.acknowledged": "{who}接手处理",
    "alert.over": "报警解除：{words}",
    "alert.repeated": "报警没人接，再报一次",
}
"""Kind of entry → its words; `who` is the actor, the rest comes from the entry's data."""


@dataclass(frozen=True)
class Step:
    at: str
    words: str


class _Blank(dict[str, str]):
    """A word that an entry does not carry stays empty."""

    def __missing__(self, key: str) -> str:
        return ""


def steps(subject: Subject, plant: Plant, now: datetime) -> list[Step]:
    """The trail so far, oldest first."""
    return [_step(json.loads(entry.canonical), plant, now) for entry in of_subject(subject)]


def _step(line: Mapping[str, Any], plant: Plant, now: datetime) -> Step:
    data = {key: str(value) for key, value in line["data"].items() if isinstance(value, str | int)}
    for key in ("to", "from", "person", "worker"):
        if key in data:
            data[key] = name_of(plant, data[key])
    actor = line["actor"]
    data["who"] = name_of(plant, actor["person"]) if "person" in actor else "系统"
    words = WORDS.get(line["kind"], "其他记录").format_map(_Blank(data))
    return Step(clock(datetime.fromisoformat(line["at"]), now), words.rstrip("：、"))
