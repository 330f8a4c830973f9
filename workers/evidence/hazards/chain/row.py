"""What a hazard's row has: each value that pages show, and each item of its lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from models.base import PLANT_ZONE
from models.hazard import Hazard
from models.hazard_major import Reported
from models.hazard_report import Checked, Marked, Mended, Put
from rules.hazards import claims
from rules.hazards.marked import EDGES
from rules.phrases import moment_words
from workers.evidence.hazards.chain import shown

# What the row has, by the name of the value: what people call it, and where it stands.
ROW: Mapping[str, tuple[str, Callable[[Hazard], object]]] = {
    "state": ("状态", lambda row: shown.WORDS.get(row.state, row.state)),
    "words": ("看到", lambda row: row.report.words or "见照片"),
    "finder": ("发现人", lambda row: row.finder),
    "follower": ("跟踪人", lambda row: row.follower),
    "owner": ("责任人", lambda row: row.owner),
    "supervisor": ("督办人", lambda row: row.supervisor),
    "category": ("类别", lambda row: row.category),
    "grade": ("级别", lambda row: row.grade),
    "area": ("地点", lambda row: row.area),
    "spot": ("具体位置", lambda row: row.report.spot),
    "machine": ("设备", lambda row: row.report.machine),
    "area_by": ("地点怎么定的", lambda row: row.report.area_by),
    "way": ("怎么报的", lambda row: row.report.way),
    "danger": ("正在伤人", lambda row: row.report.danger),
    "proposed": ("看说明像哪一类", lambda row: row.report.proposed),
    "proposed_why": ("为什么像这一类", lambda row: row.report.proposed_why),
    "origin": ("哪一圈检查报的", lambda row: dict(row.report.origin.kept) if row.report.origin else {}),
    "photos": ("报的照片", lambda row: shown.shots(row.report.photos)),
    "found_at": ("发现时间", lambda row: shown.second(row.found_at)),
    "received_at": ("上报时间", lambda row: shown.second(row.received_at)),
    "assigned_at": ("派人时间", lambda row: shown.second(row.work.assigned_at)),
    "accepted_at": ("接单时间", lambda row: shown.second(row.work.accepted_at)),
    "due_at": ("最初的期限", lambda row: shown.second(row.due_at)),
    "until": ("期限", lambda row: shown.second(row.until)),
    "until_words": ("期限", lambda row: moment_words(row.until.astimezone(PLANT_ZONE)) if row.until else ""),
    "closed_at": ("销号时间", lambda row: shown.second(row.closed_at)),
    "round": ("第几次改", lambda row: row.round),
    "late": ("超期", lambda row: row.late),
    "reason": ("不算隐患的原因", lambda row: row.work.reason),
    "well": ("怎样算改好", lambda row: row.work.well),
    "into": ("并入", lambda row: row.work.into),
    "repeats": ("以前出过", lambda row: row.work.repeats),
    "marked": ("照片上框的位置", lambda row: _marked(row)),
    "fixed": ("当场改好", lambda row: row.report.fixed.note if row.report.fixed else ""),
    "fixed_photos": ("当场改好的照片", lambda row: shown.shots(row.report.fixed.photos) if row.report.fixed else []),
    "sampled": ("安全部复查怎么抽的", lambda row: dict(row.work.sampled)),
    "stopped": ("停用、撤人", lambda row: _stopped(row)),
    "stopped_area": ("停用、撤人的地点", lambda row: row.work.major.stopped.area if row.work.major.stopped else ""),
    "number": ("编号", lambda row: row.number),
    "position": ("报的人的位置", lambda row: dict(row.report.position)),
    "stopped_to": ("停用、撤人通知了谁", lambda row: list(row.work.major.stopped.to) if row.work.major.stopped else []),
    "plan_by": ("方案谁写的", lambda row: _said_by(row.work.major.plan)),
    "leader": ("方案的责任领导", lambda row: _plan(row, "leader")),
    "executor": ("方案由谁做", lambda row: _plan(row, "executor")),
    "measures": ("方案的措施", lambda row: _plan(row, "measures")),
    "money": ("方案的资金", lambda row: _plan(row, "money")),
    "emergency": ("方案的预案", lambda row: _plan(row, "emergency")),
    "drill": ("方案的演练", lambda row: str(_plan(row, "drill") or "")),
    "approved": ("方案谁批的", lambda row: _approved(row)),
    "returned": ("方案退回的原因", lambda row: _plan(row, "returned")),
    "alarm": ("并进哪条的警报", lambda row: row.report.alarm),
    "awaited": ("还在手机里的照片", lambda row: sorted(row.report.awaited)),
    "given_up": ("说是没了的照片", lambda row: sorted(row.report.given_up)),
    "mark": ("还在手机里的照片上框的位置", lambda row: _region(row.report.mark)),
    "clock": ("手机的时间", lambda row: dict(row.report.clock.kept) if row.report.clock else {}),
    "hinted": ("像重大隐患", lambda row: row.report.hinted),
    "sensor": ("传感器", lambda row: row.report.sensor),
    "draft": ("手机里的编号", lambda row: row.draft or ""),
    "claimed": ("不留名的查询码", lambda row: row.claim is not None),
    "claim": ("不留名的查询码", lambda row: claims.sealed(row.claim or "")),
    "fixed_where": ("当场改好时在哪", lambda row: row.report.fixed.presence if row.report.fixed else ""),
    "fixed_awaited": (
        "当场改好以后、还在手机里的照片",
        lambda row: sorted(row.report.fixed.awaited) if row.report.fixed else [],
    ),
    "since": ("期限从什么时候算", lambda row: shown.second(row.work.since)),
    "disputed": ("说过不归他", lambda row: row.work.disputed),
    "given_back": ("照片对比退回几次", lambda row: row.work.returned),
    "corrected": ("报的人改过", lambda row: row.work.corrected),
    "marked_by": ("照片上谁框的", lambda row: _said_by(row.work.marked)),
    "wanted": ("要先定方案", lambda row: row.work.major.wanted),
    "left": ("马上离开叫了谁", lambda row: _left(row)),
}
# Lists: what people call an item, and the items of the row.
LISTS: Mapping[str, tuple[str, Callable[[Hazard], list[shown.Item]]]] = {
    "mended": ("整改", lambda row: [_mended(each) for each in row.work.mended]),
    "checked": ("查看", lambda row: [_checked(each) for each in row.work.checked]),
    "extended": ("延期", lambda row: [_wish(each) for each in row.work.extended]),
    "graded": ("定级", lambda row: [_item(each, 级别=each.grade, 依据=each.basis) for each in row.work.major.graded]),
    "milestones": ("方案节点", lambda row: _milestones(row)),
    "authority": ("报监管部门", lambda row: _reported_to(row.work.major.authority)),
    "assembly": ("报职工大会", lambda row: _reported_to(row.work.major.assembly)),
}


def _item(each: Any, **more: object) -> shown.Item:
    return {"人": each.by, "时间": shown.second(each.at), **more}


def _mended(done: Mended) -> shown.Item:
    said = {"做了什么": done.note, "原因": done.cause, "作业票": done.permit, "没用票的原因": done.no_permit}
    seen = shown.seen(done.seen.kept) if done.seen else shown.UNSEEN
    clips = [shown.clip(each.kept) for each in done.clips]
    return _item(done, **said, **seen, 在哪=done.presence, 照片=shown.shots(done.photos), 视频=clips)


def _checked(seen: Checked) -> shown.Item:
    said = {"结果": seen.ok, "说了什么": seen.note, "在哪": seen.presence, "哪一级": seen.level}
    said |= {"抽中的可能": seen.rate, "第几次改": seen.round}
    return _item(seen, **said, 照片=shown.shots(seen.photos))


def _wish(put: Put) -> shown.Item:
    said = {"原因": put.reason, "这段时间": put.interim, "批的结果": put.decided, "谁批的": put.decided_by}
    said |= {"为什么不批": put.said}
    until = {"延到": moment_words(put.until.astimezone(PLANT_ZONE)), "延到几点": shown.second(put.until)}
    return _item(put, **said, **until, 照片=shown.shots(put.photos))


def _reported_to(told: Reported | None) -> list[shown.Item]:
    if told is None:
        return []
    on = f"{told.on.astimezone(PLANT_ZONE):%Y-%m-%d %H:%M}"
    return [_item(told, 报给谁=told.to, 哪天=on, 督办号=told.listed, 照片=shown.shots(told.receipt))]


def _stopped(row: Hazard) -> str:
    stopped = row.work.major.stopped
    if stopped is None:
        return ""
    return f"{_said_by(stopped)} {'停用' if stopped.stopped else f'不停用：{stopped.words}'}"


def _said_by(each: Any) -> str:
    return f"{each.by} {shown.second(each.at)}" if each else ""


def _plan(row: Hazard, name: str) -> object:
    plan = row.work.major.plan
    return getattr(plan, name) or "" if plan else ""


def _approved(row: Hazard) -> dict[str, str]:
    plan = row.work.major.plan
    return {item: _said_by(each) for item, each in plan.approved.items()} if plan else {}


def _milestones(row: Hazard) -> list[shown.Item]:
    plan = row.work.major.plan
    return [
        {
            "内容": f"{moment_words(each.until.astimezone(PLANT_ZONE))} {each.what}",
            "做完": shown.second(each.done_at) if each.done_at else "",
            "谁做完的": each.done_by,
            "说了什么": each.note,
        }
        for each in (plan.milestones if plan else ())
    ]


def _marked(row: Hazard) -> dict[str, object]:
    return _region(row.work.marked)


def _region(marked: Marked | None) -> dict[str, object]:
    if marked is None:
        return {}
    edges = {name: getattr(marked, name) for name in EDGES}
    return {"photo": marked.photo, **edges}


def _left(row: Hazard) -> tuple[object, ...]:
    left = row.work.major.left
    return (shown.second(left.at), list(left.to)) if left else ()
