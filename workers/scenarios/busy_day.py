"""A busy day: twelve permits of all kinds, asked for and signed through the doors while approvers are away.

Who is away and who signs instead comes from the plant's data. When people answer is an assumption of this story: three
of four within four minutes after the card comes, the fourth only after a reminder; one manager is in a meeting. The
seed is the day's date. Other seeds give medians between 12 and 18 minutes, nearly all of it people's own time.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from heapq import heappop, heappush
from statistics import median

from config.shapes.demo import BusyDay, Demo
from models import permit as permits
from models import plant_time
from models.ask import MOVABLE, Ask
from models.book import book
from models.permit import Permit
from workers.scenarios import promises
from workers.scenarios.stage import Late, wait_for
from workers.scenarios.story import Story
from workers.scenarios.turns import SIGN, standing, take
from workers.scenarios.whole_life import request

SEED = 20261203
ANSWERS_IN = (1, 4)  # minutes
PAPER_H = 8.2
# Within so many mornings a crew works by day again.
MOST_DAYS = 30


@dataclass
class Day:
    """agenda: (when, running number, what happens then); told: the questions whose answer is on it."""

    story: Story
    begins: datetime
    plan_of: BusyDay
    dice: random.Random = field(default_factory=lambda: random.Random(SEED))
    agenda: list[tuple[datetime, int, Callable[[], None]]] = field(default_factory=list)
    told: set[int] = field(default_factory=set)
    numbers: list[str] = field(default_factory=list)
    planned: int = 0

    def plan(self, when: datetime, act: Callable[[], None]) -> None:
        self.planned += 1
        heappush(self.agenda, (when, self.planned, act))

    def plan_answers(self) -> None:
        """Plans the answer of everybody who has a new card, each in his own time."""
        for ask in _asked():
            if ask.id not in self.told:
                self.told.add(ask.id)
                self.plan(self._answers_at(ask), partial(self._sign, ask))

    def _answers_at(self, ask: Ask) -> datetime:
        reminded = dict(ask.escalation["steps"]).get("remind", 0)
        took = timedelta(minutes=self.dice.uniform(*ANSWERS_IN) + self.dice.choice((0, 0, 0, reminded)))
        answers: datetime = (ask.delivered_at or ask.opened_at) + took
        absent, until = self.plan_of.absent_from, self.begins + timedelta(minutes=self.plan_of.absent_to)
        away = ask.person == self.plan_of.absent and self.begins + timedelta(minutes=absent) <= answers < until
        return until + took if away else answers

    def _sign(self, ask: Ask) -> None:
        permit = Permit.get(Permit.subject == ask.subject_id)
        if Ask.get_by_id(ask.id).state in MOVABLE:
            take(self.story, permit, ask)

    def order(self, job: dict[str, object]) -> None:
        self.numbers.append(request(self.story, job).number)


def play(story: Story) -> Permit:
    """Plays the day; returns the permit that took longest. What did not hold is in `story.broken`."""
    demo = book(plant_time.now()).config.demo
    if demo.busy_day is None:
        raise LookupError(story.name)
    story.until_at_work(_named(demo), (demo.busy_day.begins + timedelta(days=each) for each in range(MOST_DAYS)))
    day = Day(story, plant_time.now().replace(second=0, microsecond=0), demo.busy_day)
    for order in demo.busy_day.orders:
        job = demo.form(order.kind, order.ask)
        day.plan(day.begins + timedelta(minutes=order.minute), partial(day.order, job))
    while day.agenda:
        _go_on(day)
    return _account(day)


def _named(demo: Demo) -> set[str]:
    """Whoever has a part in the work that the day's orders ask for."""
    forms = [demo.form(order.kind, order.ask) for order in (demo.busy_day.orders if demo.busy_day else ())]
    return {person for form in forms for person in (form["work_leader"], form["guardian"], *form["workers"])}


def _go_on(day: Day) -> None:
    """Goes on to the next moment: the clock's next step for an unanswered signature, or what is on the agenda."""
    moment = min([day.agenda[0][0], *(each.next_at for each in _asked())])
    day.story.until(moment)
    while day.agenda and day.agenda[0][0] <= moment:
        heappop(day.agenda)[2]()
    wait_for("提醒和顶班", _settled)
    day.plan_answers()


def _settled() -> bool:
    """Whether the clock has taken every due step and every card has come."""
    now = plant_time.now()
    return all(each.delivered_at and each.next_at > now for each in _asked())


def _asked() -> list[Ask]:
    return list(Ask.select().where(Ask.kind == SIGN, Ask.state.in_(MOVABLE)).order_by(Ask.id))


def _account(day: Day) -> Permit:
    """The day's figures and promises; the permit that took longest."""
    story = day.story
    raised = [found for number in day.numbers if (found := permits.by_number(number))]
    for permit in raised:
        if permit.decided_at is None:
            raise Late(f"{permit.number} 批准；{standing(permit)}")
        promises.of_signers(story, permit)
    took = {f"{each.number}（{permits.title(each)}）": round(promises.minutes_to_approval(each)) for each in raised}
    story.minutes = took
    middle, longest = median(took.values()), max(took.values())
    story.say(f"· {len(took)} 张票，申请到批准：中位 {middle:g} 分，最长 {longest} 分；纸票 {PAPER_H} 小时")
    story.say("· 答复时间是假定：四人里三人收卡后 1–4 分钟答复，一人等到提醒；一位经理开会一小时")
    story.say("· 批准以后的事这里不演：开工前的卡片没有人答，所以平台收到的条数偏多")
    story.promise(middle < promises.TARGET_MIN, f"中位 {middle:g} 分，没有少于 {promises.TARGET_MIN} 分")
    waited = [ask for ask in Ask.select().where(Ask.person == day.plan_of.absent) if ask.state == "superseded"]
    story.promise(bool(waited), "开会的经理没有一次由别人顶班")
    promises.of_platforms(story)
    return max(raised, key=promises.minutes_to_approval)
