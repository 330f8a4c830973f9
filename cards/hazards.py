"""Cards of hazards: what was found where, by when it is to be mended, who mends it, and what this person does next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from cards.card import Builder, Button, Card
from models import hazard as hazards
from models.answered import Outcome
from models.ask import MOVABLE, Ask, expiry
from models.book import book, name_of
from models.hazard import Hazard
from models.hazard_asks import Alike, Decision
from rules.hazards.life import OVER
from rules.phrases import moment_words
from rules.plant import Plant

GONE = Card("这条隐患找不到了", status="请找报的人", tone="caution", final=True)
LONGEST = 40
RESULTS = {
    "joined": "说是同一处，并过去了",
    "other": "说不是同一处，另派人",
    "sorted": "定好了",
    "rejected": "定为不算隐患",
    "mended": "报改好了",
    "ok": "看过，改好了",
    "not": "看过，没改好",
    "given": "定了换人改",
    "kept": "定了不换人",
    "granted": "同意延期",
    "denied": "不同意延期",
}


@dataclass(frozen=True)
class Scene:
    """here: the address of this person's pages, without the page."""

    ask: Ask
    hazard: Hazard
    here: str
    rendition: int
    now: datetime

    @property
    def plant(self) -> Plant:
        return book(self.now).plant

    @property
    def link(self) -> str:
        return f"{self.here}/hazard/{self.hazard.number}"

    @property
    def until(self) -> str:
        """The deadline as clock time; empty while there is none."""
        until: datetime | None = self.hazard.until
        return f"{moment_words(until.astimezone(self.plant.zone))} 前" if until else ""

    @property
    def seen(self) -> str:
        """What was found, in the finder's words."""
        words = self.hazard.report.words or "见照片"
        return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"

    def page(self, name: str) -> str:
        return f"{self.here}/{name}/{self.ask.id}?r={self.rendition}"

    def facts(self) -> tuple[tuple[str, str], ...]:
        owner = (("责任人", name_of(self.plant, self.hazard.owner)),) if self.hazard.owner else ()
        spot = self.hazard.report.spot
        return (("编号", self.hazard.number), *((("位置", spot),) if spot else ()), *owner)

    def open(self, verb: str, buttons: tuple[Button, ...], *lines: str, deadline: str = "") -> Card:
        """The card of something that this person is still to do."""
        return Card(
            title=f"{verb}：{hazards.title(self.hazard)}",
            lines=(self.seen, *lines, *self.ask.why),
            deadline=deadline,
            tone="stop" if self.hazard.late or self.ask.urgent else "info",
            buttons=buttons,
            link=self.link,
            facts=self.facts(),
        )

    def receipt(self, verb: str) -> Card:
        outcome = Outcome.of(self.ask)
        by = name_of(self.plant, outcome.by or self.ask.person)
        done = RESULTS.get(outcome.result)
        status = f"{by} {outcome.clock} {done}" if done else outcome.words or "不用办了"
        return Card(
            title=f"{verb}：{hazards.title(self.hazard)}",
            lines=(self.seen,),
            status=status,
            tone="done" if self.ask.state == "done" else "quiet",
            link=self.link,
            facts=self.facts()[:1],
            final=True,
        )


Build = Callable[[Scene], Card]
Lines = Callable[[Scene, Decision], tuple[str, ...]]


def report(ask: Ask, base: str, rendition: int, now: datetime) -> Card:
    page = f"{base}/h5/{book(now).plant.person(ask.person).platform}/report/{ask.id}?r={rendition}"
    if ask.state in MOVABLE:
        return Card(
            title="报隐患",
            lines=("拍一张，或写一句，点发送。地点手机会找", *ask.why),
            deadline=f"{expiry(ask):%H:%M} 前",
            buttons=(Button("report", "去报", "main", page),),
            link=page,
        )
    number = Outcome.of(ask).reason
    status = f"报了，编号 {number}" if number else "这张不用了"
    return Card("报隐患", status=status, tone="done" if number else "quiet", final=True)


def _sort(scene: Scene) -> Card:
    if scene.ask.state not in MOVABLE:
        return scene.receipt("分派隐患")
    return scene.open("请分派隐患", (Button("sort", "去分派", "main", scene.page("sort")),), deadline="30 分钟内")


def _same(scene: Scene) -> Card:
    """The reporter says whether it is the same as an open one."""
    if scene.ask.state not in MOVABLE:
        return scene.receipt("是不是同一处")
    other = hazards.by_number(Alike.of(scene.ask).number)
    told = (f"{other.number}：{other.report.words or '见照片'}",) if other else ()
    buttons = (Button("same", "是同一处，并过去", "main"), Button("other", "不是，另派人"))
    return scene.open("是不是同一处", buttons, *told, deadline="10 分钟内")


def _fix(scene: Scene) -> Card:
    if scene.ask.state not in MOVABLE:
        return scene.receipt("整改")
    fix = Button("fix", "报改好了", url=scene.page("fix"))
    if scene.hazard.state == "accepted":
        return scene.open("整改中", (Button("fix", "报改好了", "main", fix.url),), deadline=scene.until)
    accept = Button("accept", "接单", "main")
    return scene.open("请整改", (accept, fix), deadline=scene.until)


def _decide(verb: str, yes: Button, no: Button, lines: Lines) -> Build:
    def build(scene: Scene) -> Card:
        if scene.ask.state not in MOVABLE:
            return scene.receipt(verb)
        return scene.open(verb, (yes, no), *lines(scene, Decision.of(scene.ask)), deadline="4 小时内")

    return build


def _disputed(scene: Scene, wanted: Decision) -> tuple[str, ...]:
    return (f"该归{name_of(scene.plant, wanted.to)}：{wanted.reason}",)


def _extended(scene: Scene, wanted: Decision) -> tuple[str, ...]:
    until = moment_words(wanted.until.astimezone(scene.plant.zone)) if wanted.until else ""
    return (f"原定 {scene.until}，要延到 {until}", wanted.reason, f"这段时间：{wanted.interim}")


def _look(verb: str, tap: str = "") -> Build:
    def build(scene: Scene) -> Card:
        if scene.ask.state not in MOVABLE:
            return scene.receipt(verb)
        mended = scene.hazard.work.mended
        did = (f"{name_of(scene.plant, mended[-1].by)}：{mended[-1].note}",) if mended else ()
        seen = mended[-1].seen if mended else None
        compared = (f"照片对比：{seen.words.partition('：')[0]}",) if seen else ()
        page = Button("look", "去看" if not tap else "看照片", "plain" if tap else "main", scene.page("recheck"))
        buttons = (Button("confirm", tap, "main"), page) if tap else (page,)
        return scene.open(verb, buttons, *did, *compared, deadline="24 小时内")

    return build


def _follow(scene: Scene) -> Card:
    """How it stands, for the finder and the owner's supervisor."""
    word, tone = hazards.stands(scene.hazard)
    over = scene.hazard.state in OVER
    until = scene.until if not over and scene.hazard.owner else ""
    return Card(
        title=hazards.title(scene.hazard),
        lines=(scene.seen, *scene.ask.why),
        deadline=f"{until}改好" if until else "",
        status=word,
        tone=tone,
        link=scene.link,
        facts=scene.facts(),
        final=over,
    )


_GIVE, _KEEP = Button("give", "换给他", "main"), Button("keep", "不换，还是他")
_GRANT, _DENY = Button("grant", "同意", "main"), Button("deny", "不同意", "danger")
_BUILDS: Mapping[str, Build] = {
    "hazard.follow": _follow,
    "hazard.sort": _sort,
    "hazard.same": _same,
    "hazard.fix": _fix,
    "hazard.dispute": _decide("定归谁改", _GIVE, _KEEP, _disputed),
    "hazard.extension": _decide("批延期", _GRANT, _DENY, _extended),
    "hazard.check": _look("请验隐患"),
    "hazard.recheck": _look("请复查隐患"),
    "hazard.confirm": _look("改好了吗", "改好了，认可"),
}


def _builder(build: Build) -> Builder:
    def with_hazard(ask: Ask, base: str, rendition: int, now: datetime) -> Card:
        hazard = hazards.of_subject(ask.subject)
        here = f"{base}/h5/{book(now).plant.person(ask.person).platform}"
        return build(Scene(ask, hazard, here, rendition, now)) if hazard else GONE

    return with_hazard


BUILDERS: dict[str, Builder] = {"hazard.report": report, **{kind: _builder(build) for kind, build in _BUILDS.items()}}
