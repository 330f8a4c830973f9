"""Cards of the permit flow: asked to sign, held until on site, the receipts; and what each state is called."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from cards.card import Button, Card
from cards.permits.scene import Scene
from models.answered import Outcome
from models.ask import MOVABLE, Ask, in_stage
from models.book import name_of
from models.matter import Tone
from models.permit import Permit, stands, unaccepted, watched_until, watches_fire
from models.permit_asks import Sign
from rules.phrases import by_words

# As its people read each state; its tone is the same everywhere.
STATES: dict[str, str] = {
    "routing": "正在找人签",
    "signing": "正在签",
    "blocked": "没人能签，已报安全部门",
    "returned": "被退回",
    "approved": "签完了，可以准备开工",
    "working": "作业中",
    "suspended": "停着，不许作业",
    "finished": "干完了，等验收",
    "closed": "验收完，已关闭",
    "expired": "过了作业时段，作废",
    "cancelled": "已撤回",
    "archived": "已归档",
}
ENDED = ("approved", "returned", "closed", "expired", "cancelled", "archived")


def how_it_stands(permit: Permit) -> tuple[str, Tone]:
    """The state in the words of those who work with it, and its tone."""
    return _watching(permit) or STATES[permit.state], stands(permit)[1]


def _watching(permit: Permit) -> str:
    """What is watched for after the work, or nothing."""
    if not unaccepted(permit):
        return ""
    if permit.work.alarms:
        return f"{permit.work.last_stop.at:%H:%M} 有人叫停，到现场看过才能验收"
    if permit.state == "finished" and watches_fire(permit):
        return f"干完了，看火到 {watched_until(permit):%H:%M}，等验收"
    return ""


def news(permit: Permit) -> str:
    """What somebody in the permit must see on his card to be safe: that the work is stopped, and that it goes on
    again."""
    stops = len(permit.work.stops)
    if permit.state == "suspended":
        return f"stopped/{stops}"
    return f"resumed/{stops}" if permit.state == "working" and stops else ""


def sign(scene: Scene) -> Card:
    """请签：what, where, when, why you, by when; after the answer, who did what and when."""
    return _wanted(scene) if scene.ask.state in MOVABLE else _receipt(scene)


def _wanted(scene: Scene) -> Card:
    ask, permit, line = scene.ask, scene.permit, Sign.of(scene.ask)
    held = ask.state == "held"
    sign_text = "到场再签" if held else ("签批" if line.approval else "确认签字")
    return Card(
        title=f"{'请签' if line.approval else '请确认'}：{scene.title}",
        lines=(
            f"{when(permit, scene.now)} · {permit.form.project}",
            f"风险前三：{top_risks(permit)}",
            *_changes(permit),
            *_met(permit),
            line.card,
            *_signed_beside(scene),
        ),
        deadline=f"{by_words(_due(ask, scene.now), scene.now)}签",
        status="待到场：签名已留，请到现场再定位" if held else "",
        tone="caution" if held else "info",
        buttons=(
            Button("sign", sign_text, "main", scene.page("sign")),
            Button("refuse", "退回", "danger", scene.page("refuse")),
            Button("why", "为什么找我"),
        ),
        link=scene.link,
        facts=scene.facts(),
    )


def _changes(permit: Permit) -> Iterator[str]:
    """What has changed in a version that must be signed again."""
    if permit.form.changes:
        yield f"和上一版比：{'；'.join(permit.form.changes)}"


def _met(permit: Permit) -> Iterator[str]:
    """The other work that it meets, and where else the guardian watches: the first of it; the page has all."""
    if met := permit.form.met:
        yield f"注意：{met[0]}{f'（共 {len(met)} 处，见页内）' if len(met) > 1 else ''}"


def _due(ask: Ask, now: datetime) -> datetime:
    """When somebody else is asked as well; while the card is on its way, counted from now."""
    return ask.due_at or now + timedelta(minutes=dict(ask.escalation["steps"])["substitute"])


def _signed_beside(scene: Scene) -> Iterator[str]:
    """Who has signed the other lines of this stage."""
    for other in in_stage(scene.ask.subject, scene.ask.stage):
        if other.state == "done":
            who, line = name_of(scene.plant, other.person), Sign.of(other).signs_for
            yield f"{who} {other.closed_at:%H:%M} 已签{line}栏"


def _receipt(scene: Scene) -> Card:
    outcome, plant = Outcome.of(scene.ask), scene.plant
    at, who = outcome.clock, scene.who
    heads: dict[str, tuple[str, str, Tone]] = {
        "done": ("已签", f"{who} {at} 签字", "done"),
        "refused": ("已退回", f"{who} {at} 退回：{outcome.reason}", "caution"),
        "expired": ("已过期", "过了作业时段，作废", "quiet"),
        "superseded": ("不用签了", f"{at} 已由{who}签", "quiet"),
    }
    head, status, tone = heads[scene.ask.state]
    if outcome.result == "returned":
        status = f"{who} {at} 退回：{outcome.reason}"
    elif scene.withdrawn:
        status = scene.withdrawn
    elif outcome.result == "over":
        status = f"{at} {outcome.words}"
    elif outcome.result == "transferred":
        status = f"{at} 转办给{name_of(plant, outcome.to)}：{outcome.reason}"
    elif outcome.result == "added":
        head, status = "先等别人签", f"{at} 加签，先请{name_of(plant, outcome.to)}签：{outcome.reason}"
    about = f"{when(scene.permit, scene.now)} · {scene.permit.form.project}"
    return replace(scene.receipt(f"{head}：{scene.title}", status, lines=(about,)), tone=tone)


def copy(scene: Scene) -> Card:
    """抄送 goes out as a text with a link to the page where everybody may read the permit."""
    words, tone = how_it_stands(scene.permit)
    return Card(f"抄送：{scene.title}", status=words, tone=tone, link=scene.link, final=True)


def when(permit: Permit, now: datetime) -> str:
    """今天 08:30–16:30, or with the date."""
    day = "今天" if permit.starts_at.date() == now.date() else f"{permit.starts_at:%-m月%-d日}"
    end = "" if permit.ends_at.date() == permit.starts_at.date() else f"{permit.ends_at:%-m月%-d日} "
    return f"{day} {permit.starts_at:%H:%M}–{end}{permit.ends_at:%H:%M}"


def top_risks(permit: Permit) -> str:
    high = [line["consequence"] for line in permit.template["jsa"] if line["risk"] == "high" and "struck" not in line]
    return "；".join(dict.fromkeys(high[:3]))
