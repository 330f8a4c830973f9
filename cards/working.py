"""Cards of a permit at work: the watch, the interim questions, a stop and what follows it, finish and acceptance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from cards.card import Button, Card
from cards.permits import when
from models import permit as permits
from models.answered import Outcome
from models.ask import MOVABLE, Ask, expiry
from models.book import book
from models.permit import Permit
from models.permit_asks import Check, Watch

STOP = Button("stop", "停工", "danger")
DONE = {
    "fine": "报了正常",
    "finished": "报了完工",
    "confirmed": "确认可以复工",
    "taken": "接手监护",
    "signed": "签好了",
}
QUESTIONS = {"interim_check": "现场正常吗", "video_running": "录像还在录吗", "shift": "接班后看过现场吗"}


@dataclass(frozen=True)
class Scene:
    """What a builder here works with: the ask, its permit, and where links lead."""

    ask: Ask
    permit: Permit
    here: str
    rendition: int
    now: datetime

    def page(self, name: str, thing: str = "") -> str:
        return f"{self.here}/{name}/{thing or self.ask.id}?r={self.rendition}"

    def card(self, verb: str, lines: tuple[str, ...], buttons: tuple[Button, ...], deadline: str = "") -> Card:
        """The open card; red where its ask is urgent."""
        return Card(
            title=f"{verb}：{permits.title(self.permit)}",
            lines=(*lines, *self.ask.why),
            deadline=deadline,
            tone="stop" if self.ask.urgent else "info",
            buttons=buttons,
            link=f"{self.here}/permit/{self.permit.number}",
            facts=(("票号", self.permit.number), ("部位", self.permit.form.part)),
        )

    def receipt(self, verb: str) -> Card:
        """What became of the ask: who, what, when."""
        outcome, at = Outcome.of(self.ask), Outcome.of(self.ask).clock
        status = outcome.words or "不用办了"
        if outcome.result in DONE:
            who = book(self.now).plant.person(outcome.by or self.ask.person).name
            status = f"{who} {at} {DONE[outcome.result]}"
        if outcome.result in ("told", "out"):
            status = {"told": f"{at} 补了原因", "out": f"{at} 人员全部撤出"}[outcome.result]
        done = self.ask.state == "done"
        return Card(
            title=f"{verb}：{permits.title(self.permit)}",
            lines=(when(self.permit, self.now),),
            status=status,
            tone="done" if done else "quiet",
            link=f"{self.here}/permit/{self.permit.number}",
            link_text="看签批单",
            facts=(("票号", self.permit.number),),
            final=True,
        )


def _scened(verb: str, build: Callable[[Scene], Card]) -> Callable[[Ask, str, int, datetime], Card]:
    """A builder of the house from one that works with a scene; a closed ask shows its receipt under `verb`."""

    def builder(ask: Ask, base: str, rendition: int, now: datetime) -> Card:
        permit = permits.of_subject(ask.subject)
        if permit is None:
            return Card("这张票找不到了", status="请找申请人", tone="caution", final=True)
        here = f"{base}/h5/{book(now).plant.person(ask.person).platform}"
        scene = Scene(ask, permit, here, rendition, now)
        return build(scene) if ask.state in MOVABLE else scene.receipt(verb)

    return builder


def _watch(scene: Scene) -> Card:
    """作业中: stop, hand over, log who goes in, wind up."""
    buttons = (
        STOP,
        *((Button("entry", "进出登记", "main", scene.page("entry")),) if Watch.of(scene.ask).entry else ()),
        Button("handover", "交接监护", url=scene.page("handover")),
        Button("wind_up", "收工"),
    )
    return scene.card("作业中", (when(scene.permit, scene.now),), buttons, _until(scene.permit))


def _finish(scene: Scene) -> Card:
    """The leader's card: the end of the work, and who joins it."""
    join = Button("join", "加人", url=scene.page("join", scene.permit.number))
    buttons = (Button("finish", "报完工", "main"), join)
    lines = (when(scene.permit, scene.now), "到点不能延期，做不完重新办票")
    return scene.card("作业中", lines, buttons, _until(scene.permit))


def _check(scene: Scene) -> Card:
    """One question, two buttons."""
    question = QUESTIONS[Check.of(scene.ask).what]
    return scene.card("请报", (question,), (Button("fine", "正常", "main"), STOP), "现在")


def _resume(scene: Scene) -> Card:
    """Why it stopped, and the page that says what is still missing."""
    stop = scene.permit.work.last_stop
    by = book(scene.now).plant.person(stop.by).name if stop.by else ""
    why = stop.why or f"{by}叫停"
    buttons = [Button("resume", "看条件，确认复工", "main", scene.page("resume"))]
    if scene.ask.slot == "guardian":
        buttons.append(Button("handover", "交接监护", url=scene.page("handover")))
    return scene.card("已停工，复工要确认", (f"{stop.at:%H:%M} 停：{why}",), tuple(buttons))


def _reason(scene: Scene) -> Card:
    """The stop came first; the reason may follow."""
    button = Button("reason", "补原因", url=scene.page("stop", scene.permit.number))
    limit = expiry(scene.ask)
    return scene.card("你叫停了", (), (button,), f"{limit:%H:%M} 前" if limit else "")


def _takeover(scene: Scene) -> Card:
    """The next guardian signs before anybody goes on."""
    button = Button("takeover", "签字接手", "main", scene.page("takeover"))
    return scene.card("请接手监护", (when(scene.permit, scene.now),), (button,), "现在")


def _count(scene: Scene) -> Card:
    """People are still inside: names, and the log."""
    plant = book(scene.now).plant
    names = "、".join(plant.person(each).name for each in scene.permit.work.head_count.people)
    button = Button("entry", "登记出来的人", "main", scene.page("entry"))
    return scene.card("【红色警报】请点名", (f"还在里面：{names}",), (button,), "现在")


def _accept(scene: Scene) -> Card:
    """请验收: on site, with the checklist and the signature."""
    button = Button("accept", "到现场验收", "main", scene.page("accept"))
    lines = (f"{when(scene.permit, scene.now)} · {scene.permit.form.project}",)
    return scene.card("请验收", lines, (button,), _due(scene.ask))


def _power_cancel(scene: Scene) -> Card:
    """请断电注销: the power unit's part of closing."""
    button = Button("accept", "断电后签字", "main", scene.page("accept"))
    return scene.card("请断电注销", (scene.permit.form.project,), (button,), _due(scene.ask))


def _until(permit: Permit) -> str:
    return f"{permit.ends_at:%H:%M} 到期"


def _due(ask: Ask) -> str:
    return f"{ask.due_at:%H:%M} 前" if ask.due_at else "现在"


watch = _scened("已结束监护", _watch)
finish = _scened("作业", _finish)
check = _scened("已报", _check)
resume = _scened("复工确认", _resume)
reason = _scened("叫停", _reason)
takeover = _scened("接手监护", _takeover)
count = _scened("点名", _count)
accept = _scened("验收", _accept)
power_cancel = _scened("断电注销", _power_cancel)
