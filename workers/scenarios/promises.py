"""What must be true of every permit in a story, however it went. What is not true is added to `story.broken`."""

from __future__ import annotations

from datetime import timedelta

from models import plant_time
from models.ask import MOVABLE, Ask, of_subject
from models.book import book
from models.permit import Permit
from models.permit_asks import Sign
from workers.scenarios.story import Story

TARGET_MIN = 15
# What the simulator calls an answer that came after DingTalk's two seconds. A process may wait so long for its turn
# where other work has the cores; how fast answers are on a quiet machine is measured by the benchmarks.
LATE, MOST_LATE = "card callback not answered within 2 s", 1
BEFORE_THE_START = ("permit.sign", "permit.gas_test", "permit.measures", "permit.brief", "permit.foreman_check")


def of_approval(story: Story, permit: Permit) -> None:
    """Approved in time, by people who may approve."""
    minutes = minutes_to_approval(permit)
    story.promise(permit.decided_at is not None, f"{permit.number} 没有签完：{permit.state}")
    story.promise(minutes <= TARGET_MIN, f"{permit.number} 用了 {minutes:.0f} 分钟，超过 {TARGET_MIN} 分钟")
    of_signers(story, permit)


def of_signers(story: Story, permit: Permit) -> None:
    """Approved by people outside the job, and nobody signed two lines that need two people."""
    signed = [ask for ask in of_subject(permit.subject) if ask.state == "done" and Sign.of(ask).approval]
    approvers = [ask.person for ask in signed if _wants_its_own(ask)]
    story.promise(len(approvers) == len(set(approvers)), f"{permit.number} 有人签了两栏：{approvers}")
    own = people_of_the_job(permit) & {ask.person for ask in signed}
    story.promise(not own, f"{permit.number} 有人审批了自己的作业：{own}")


def of_start(story: Story, permit: Permit) -> None:
    """Nothing that must be done before the start was still open at the start."""
    missing = [ask for ask in of_subject(permit.subject) if ask.kind in BEFORE_THE_START and ask.state in MOVABLE]
    words = "，".join(f"{ask.kind}（{ask.person}）" for ask in missing)
    story.promise(not missing, f"{permit.number} 开工时还有没办的：{words}")


def of_platforms(story: Story) -> None:
    """Neither platform objected to anything it was sent; of all taps in this house hardly one was answered late."""
    reports = story.house.simulator.get("reports")
    late = [each for each in reports if each["what"] == LATE]
    others = [each for each in reports if each not in late]
    if late:
        story.say(f"· 有 {len(late)} 次点按没在 2 秒内得到回答")
    story.promise(not others and len(late) <= MOST_LATE, f"平台挑出了毛病：{others or late}")


def minutes_to_approval(permit: Permit) -> float:
    """Plant minutes from the request to the last signature; infinite while there is none."""
    if permit.decided_at is None:
        return float("inf")
    took: timedelta = permit.decided_at - permit.requested_at
    return took.total_seconds() / 60


def people_of_the_job(permit: Permit) -> set[str]:
    """Requester, work leader, guardian and workers: none of them may approve it."""
    form = permit.form
    return {permit.requester, form.work_leader, form.guardian, *form.workers}


def _wants_its_own(ask: Ask) -> bool:
    rules = book(plant_time.now()).config.rules
    return Sign.of(ask).signs_for not in rules.defaults.distinct_except
