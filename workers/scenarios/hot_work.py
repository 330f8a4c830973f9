"""The story of the first morning: a level-one hot-work permit at the sewage station, signed by two posts in 15 minutes.

The workshop director signs in DingTalk, the safety manager in WeCom for the absent safety director.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from models import permit as permits
from models import plant_time
from models.permit import Permit
from workers.scenarios import promises
from workers.scenarios.jobs import COMMON, FOREMAN, JOBS
from workers.scenarios.phone import Phone, text_of
from workers.scenarios.stage import wait_for
from workers.scenarios.story import Story

START = datetime.fromisoformat("2026-11-25T08:10:00+08:00")
SHIFT_FOREMAN, WORKSHOP_DIRECTOR, SAFETY_MANAGER = "U27", "U19", "U04"
ANSWERS: dict[str, Any] = JOBS["hot_work"]["inputs"]
OFFICE = (32.5000, 121.9000)


def play(story: Story) -> Permit:
    """Plays the story; returns the approved permit. What did not hold is in `story.broken`."""
    permit = request(story)
    confirm(story)
    check_area(story)
    _two_directors(story, permit)
    final = permits.by_number(permit.number)
    if final is None:
        raise LookupError(permit.number)
    story.promise(final.state == "approved", f"票没有签完：{final.state}")
    promises.of_approval(story, final)
    promises.of_platforms(story)
    return final


def form(now: datetime) -> dict[str, Any]:
    """What the foreman fills in."""
    return {
        **COMMON,
        **JOBS["hot_work"],
        "kind": "hot_work",
        "level": "first",
        "part": "调节池东侧进水管",
        "starts_at": now.replace(hour=8, minute=30).isoformat(),
        "ends_at": now.replace(hour=16, minute=30).isoformat(),
        "inputs": dict(ANSWERS),
    }


def request(story: Story) -> Permit:
    """The foreman asks: the word, the card, the form."""
    foreman = story.house.phone(FOREMAN)
    story.at("08:10")
    story.tell(f"{foreman.name}在企业微信发「动火」")
    foreman.say("动火")
    card = story.card(foreman, "动火票申请")
    page = foreman.open(story.opens(foreman, card, "填写申请"))
    now = plant_time.now()
    answer = page.act("permit.request", {**form(now), "position": foreman.position()})
    story.promise(bool(answer["ok"]), f"申请没交上去：{answer}")
    story.tell(f"交了申请：{answer['words']}")
    newest = Permit.select().order_by(Permit.id.desc())
    permit: Permit = wait_for("作业票", newest.first)
    return permit


def confirm(story: Story) -> None:
    """The work leader, here the foreman himself, confirms."""
    leader = story.house.phone(FOREMAN)
    card = story.card(leader, "请确认")
    story.at("08:11")
    _sign(story, leader, card, "确认签字", "作业负责人")


def check_area(story: Story) -> None:
    """The shift foreman signs for the area, as its safety officer's post is vacant."""
    foreman = story.house.phone(SHIFT_FOREMAN)
    card = story.card(foreman, "请签")
    story.promise("车间安全员空缺" in text_of(card), "属地核查的卡片没说为什么找当班班长")
    story.at("08:13")
    _sign(story, foreman, card, "签批", "属地核查")


def _two_directors(story: Story, permit: Permit) -> None:
    director, manager = story.house.phone(WORKSHOP_DIRECTOR), story.house.phone(SAFETY_MANAGER)
    director_card, manager_card = story.card(director, "请签"), story.card(manager, "请签")
    story.promise("SQ-2026-07" in text_of(manager_card), "顶班的卡片上没有授权书编号")
    story.at("08:16")
    story.taps += 1
    manager.tap(manager_card, "为什么找我")
    wait_for("为什么找我的回答", lambda: next((m for m in manager.messages() if "授权书" in text_of(m)), None))
    story.tell(f"{manager.name}点「为什么找我」，卡片写明安全总监请假和授权书 SQ-2026-07")
    story.at("08:19")
    wait_for("提醒", lambda: next((m for m in director.messages() if "还差你签" in text_of(m)), None))
    story.tell(f"{director.name} 5 分钟没签，收到提醒")
    page = manager.open(story.opens(manager, manager_card, "签批"))
    held = manager.sign(page, at=OFFICE)
    story.promise(held["tone"] == "caution" and "待到场" in held["words"], f"离得远也收了签名：{held}")
    story.tell(f"{manager.name}在办公室签，系统留着：{held['words']}")
    story.at("08:22")
    done = manager.sign(page, attempt=2)
    story.promise(done["tone"] == "done", f"到场后没签上：{done}")
    story.signed("安全总监（顶班）", manager_card)
    story.tell(f"{manager.name}走到现场再签，签好")
    story.repainted(manager, manager_card, "已签")
    story.at("08:24")
    _sign(story, director, director_card, "签批", "车间主任")


def _sign(story: Story, phone: Phone, card: dict[str, Any], button: str, line: str) -> None:
    page = phone.open(story.opens(phone, card, button))
    answer = phone.sign(page)
    story.promise(answer.get("tone") == "done", f"{line}没签上：{answer}")
    story.signed(line, card)
    story.tell(f"{phone.name}签{line}")
    again = phone.sign(page)
    story.promise(again == answer, f"{line}重复提交的回答不一样")
    story.repainted(phone, card, "已签")
