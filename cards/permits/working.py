"""Cards of a permit at work: the watch, the interim questions, a stop and what follows it, finish and acceptance."""

from __future__ import annotations

from dataclasses import replace

from cards.card import Button, Card
from cards.permits.scene import Build, Scene
from cards.permits.signing import news, when
from models import permit as permits
from models.answered import Outcome
from models.ask import MOVABLE, Ask, expiry
from models.book import name_of
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


def _closing(verb: str, build: Build, *, stopping: bool = False) -> Build:
    """The card of an open ask, or the receipt of a closed one; `verb` says what was done. stopping: it is about a stop,
    and says whom that has not reached."""

    def card(scene: Scene) -> Card:
        made = build(scene) if scene.ask.state in MOVABLE else _receipt(scene, verb)
        return replace(made, lines=(*scene.unreached, *made.lines)) if stopping else made

    return card


def _card(scene: Scene, verb: str, lines: tuple[str, ...], buttons: tuple[Button, ...], deadline: str = "") -> Card:
    """The open card; red where its ask is urgent."""
    return Card(
        title=f"{verb}：{scene.title}",
        lines=(*lines, *scene.ask.why),
        deadline=deadline,
        tone="stop" if scene.ask.urgent else "info",
        buttons=buttons,
        link=scene.link,
        facts=scene.facts(),
    )


def _receipt(scene: Scene, verb: str) -> Card:
    """The receipt: who did what, and when."""
    outcome = Outcome.of(scene.ask)
    status = outcome.words or "不用办了"
    if outcome.result in DONE:
        status = f"{scene.who} {outcome.clock} {DONE[outcome.result]}"
    if outcome.result in ("told", "out"):
        words = {"told": "补了原因", "out": "人员全部撤出"}
        status = f"{outcome.clock} {words[outcome.result]}"
    return scene.receipt(f"{verb}：{scene.title}", status, lines=(when(scene.permit, scene.now),))


def _watch(scene: Scene) -> Card:
    """作业中: stop, hand over, log who goes in, finish."""
    buttons = (
        STOP,
        *((Button("entry", "进出登记", "main", scene.page("entry")),) if Watch.of(scene.ask).entry else ()),
        *((Button("wind", "起风了", url=scene.page("wind")),) if Watch.of(scene.ask).wind else ()),
        Button("handover", "交接监护", url=scene.page("handover")),
        Button("wind_up", "收工"),
    )
    return _card(scene, "作业中", (when(scene.permit, scene.now),), buttons, _until(scene.permit))


def _finish(scene: Scene) -> Card:
    """The leader's card: the end of the work, and who joins it; while the work is stopped, that nobody works. Where a
    platform repaints only once, the stop may stand in the chat for ever: so it is told as what was, with its time."""
    permit = scene.permit
    join = Button("join", "加人", url=scene.page("join", permit.number))
    buttons = (Button("finish", "报完工", "main", scene.page("finish")), join)
    stopped = permit.state == "suspended"
    lines: tuple[str, ...]
    if stopped:
        lines = (f"{_why_stopped(scene)}，没有复工通知不能干", "现在怎样，点开看")
    else:
        lines = (*_went_on(permit), when(permit, scene.now), "到点不能延期，做不完重新办票")
    word = f"{permit.work.last_stop.at:%H:%M} 已停工" if stopped else "作业中"
    card = _card(scene, word, lines, buttons, _until(permit))
    return replace(card, news=news(permit), tone="stop" if stopped else card.tone)


def _went_on(permit: Permit) -> tuple[str, ...]:
    """That the work goes on again after its last stop, beside whose card a new one may stand."""
    last = permit.work.last_stop if permit.work.stops else None
    return (f"{last.at:%H:%M} 停过，{last.resumed_at:%H:%M} 复工了",) if last and last.resumed_at else ()


def _check(scene: Scene) -> Card:
    """One question, two buttons."""
    question = QUESTIONS[Check.of(scene.ask).what]
    return _card(scene, "请报", (question,), (Button("fine", "正常", "main"), STOP), "现在")


def _resume(scene: Scene) -> Card:
    """Why it stopped, and the page that says what is still missing."""
    buttons = [Button("resume", "看条件，确认复工", "main", scene.page("resume"))]
    if scene.ask.slot == "guardian":
        buttons.append(Button("handover", "交接监护", url=scene.page("handover")))
    return _card(scene, "已停工，复工要确认", (_why_stopped(scene),), tuple(buttons))


def _why_stopped(scene: Scene) -> str:
    stop = scene.permit.work.last_stop
    by = name_of(scene.plant, stop.by) if stop.by else ""
    return f"{stop.at:%H:%M} 停：{stop.why or f'{by}叫停'}"


def _reason(scene: Scene) -> Card:
    """Asks for the reason of a stop that has already happened."""
    button = Button("reason", "补原因", url=scene.page("stop", scene.permit.number))
    limit = expiry(scene.ask)
    return _card(scene, "你叫停了", (), (button,), f"{limit:%H:%M} 前" if limit else "")


def _stay(scene: Scene) -> Card:
    """After the work the guardian stays, and can still stop whoever works on. A later stop moves the time: a new card
    says it."""
    permit, until = scene.permit, permits.watched_until(scene.permit)
    over = f"{permit.finished_at:%H:%M} 报完工了" if permit.finished_at else f"{permit.ends_at:%H:%M} 到期了"
    fire = permits.watches_fire(permit)
    alarms = permit.work.alarms
    lines = (
        *(f"{stop.at:%H:%M} {stop.why or f'{name_of(scene.plant, stop.by)}叫停'}" for stop in alarms[-1:]),
        f"{over}，{f'看火到 {until:%H:%M}' if fire else '守到验收签完'}，别离开",
        "有火、有烟、还有人在干，马上点停工",
    )
    card = _card(scene, "请看火" if fire else "请守着", lines, (STOP,), f"{until:%H:%M} 前别离开" if fire else "")
    return replace(card, tone="stop" if alarms else "caution", news=f"alarm/{len(alarms)}")


def _takeover(scene: Scene) -> Card:
    """Asks the next guardian to sign before anybody works on."""
    button = Button("takeover", "签字接手", "main", scene.page("takeover"))
    return _card(scene, "请接手监护", (when(scene.permit, scene.now),), (button,), "现在")


def _count(scene: Scene) -> Card:
    """People are still inside: their names, and a link to the log."""
    plant = scene.plant
    names = "、".join(name_of(plant, each) for each in scene.permit.work.head_count.people)
    button = Button("entry", "登记出来的人", "main", scene.page("entry"))
    return _card(scene, "【红色警报】请点名", (f"还在里面：{names}",), (button,), "现在")


def _accept(scene: Scene) -> Card:
    """请验收: on site, with the checklist and the signature."""
    button = Button("accept", "到现场验收", "main", scene.page("accept"))
    lines = (f"{when(scene.permit, scene.now)} · {scene.permit.form.project}",)
    from_then = permits.watched_until(scene.permit)
    due = f"{from_then:%H:%M} 起" if scene.now < from_then else _due(scene.ask)
    return _card(scene, "请验收", lines, (button,), due)


def _power_cancel(scene: Scene) -> Card:
    """请断电注销: the power unit's part of closing."""
    button = Button("accept", "断电后签字", "main", scene.page("accept"))
    return _card(scene, "请断电注销", (scene.permit.form.project,), (button,), _due(scene.ask))


def _until(permit: Permit) -> str:
    return f"{permit.ends_at:%H:%M} 到期"


def _due(ask: Ask) -> str:
    return f"{ask.due_at:%H:%M} 前" if ask.due_at else "现在"


watch = _closing("监护", _watch)
finish = _closing("作业", _finish)
check = _closing("已报", _check)
resume = _closing("复工确认", _resume, stopping=True)
reason = _closing("叫停", _reason, stopping=True)
stay = _closing("守到验收", _stay)
takeover = _closing("接手监护", _takeover)
count = _closing("点名", _count)
accept = _closing("验收", _accept)
power_cancel = _closing("断电注销", _power_cancel)
