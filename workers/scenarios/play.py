"""Playing a story: with a house of its own (the `scenario` command), or in the running demo (the wall's button)."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from fnmatch import fnmatch
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from config.files import PlantConfig
from config.loader import load
from config.settings import Settings
from models import drill as drills
from models import hazard as hazards
from models import matter, plant_time, training
from models import patrol as patrols
from models import permit as permits
from models.book import book
from models.matter import Matter
from workers.evidence.export import export_matter
from workers.scenarios import (
    BUSY,
    CAMPAIGN,
    DRILL,
    HAZARD,
    LIFE,
    PATROL,
    STORM,
    TEAM_DRILL,
    TRAINING,
    busy_day,
    drill_life,
    hazard_life,
    patrol_life,
    scenarios,
    sensor_storm,
    told,
    training_life,
    whole_life,
)
from workers.scenarios.phone import PageRefused
from workers.scenarios.simulator import Simulator
from workers.scenarios.stage import Late, Stage, stage, wait_for
from workers.scenarios.story import Story

# The flows' stories by their names, the first that fits: what plays one, and as what matter it ends.
TALES: dict[str, tuple[Callable[[Story], Any], Callable[[Any], Matter]]] = {
    PATROL: (patrol_life.walk, patrols.matter),
    CAMPAIGN: (patrol_life.campaign, patrols.matter),
    DRILL: (drill_life.alone, drills.matter),
    TEAM_DRILL: (drill_life.team, drills.matter),
    STORM: (sensor_storm.play, hazards.matter),
    f"{TRAINING}*": (training_life.play, training.matter),
    f"{HAZARD}*": (hazard_life.play, hazards.matter),
    f"{LIFE}*": (whole_life.play, permits.matter),
    BUSY: (busy_day.play, permits.matter),
    "*": (told.play, permits.matter),
}
Say = Callable[[str], None]
# States that only wait for the archive, or were archived meanwhile.
ENDED = ("closed", "closed_out", "done", "missed", "archived")
T = TypeVar("T")
# Real seconds between two moves, for people who watch the wall.
WATCHED = 2.5
# Plant minutes between two stories.
BETWEEN = 5
# What the wall says when the story is over.
YOURS = "演完了，换你来：按「找人」找一个要办票的人，在他手机下面点一种作业，填表，跟着卡片走。"
FAILED = "演示断在半路，不再往下演。请按「重新开始」，再按「演示」。断在哪一步，写在 var/log/story.log。"


class UnknownStory(Exception):
    """The plant's demo has no story of this name; the text lists those it has."""


def _tale(name: str) -> Callable[[Story], Matter]:
    """The function that plays the story of that name, to what came of it as it then stood."""
    play, matter_of = next(tale for known, tale in TALES.items() if fnmatch(name, known))
    return lambda story: matter_of(play(story))


def play_alone(names: Sequence[str], settings: Settings, say: Say) -> bool:
    """Plays stories one after the other in one house, in the plant's order, because plant time only moves forward.

    Each one's package goes to `var/scenarios/NAME.zip`. True when all promises held. Raises UnknownStory.
    """
    config = load(settings.plant)
    began, begins = time.monotonic(), scenarios(config, plant_time.real_now())
    if unknown := [name for name in names if name not in begins]:
        raise UnknownStory(_unknown(unknown, list(begins), config))
    first, *_ = wanted = [name for name in begins if name in names]
    folder = settings.var / "scenarios"
    with stage(settings, folder / first, begins[first]) as house:
        say(f"· 进程就绪，用时 {time.monotonic() - began:.1f} 秒")
        played = [_play(house, name, begins[name], say) for name in wanted]
        kept = [_conclude(story, permit, folder / f"{story.name}.zip") for story, permit in played]
    say(f"· 演完 {len(kept)} 个场景，共 {time.monotonic() - began:.1f} 秒")
    return all(kept)


def _unknown(names: Sequence[str], there: Sequence[str], config: PlantConfig) -> str:
    """What is missing for these stories, and where it is written."""
    said = f"没有故事「{'、'.join(names)}」"
    lives = [name.removeprefix(LIFE) for name in names if name.startswith(LIFE)]
    kinds = [kind for kind in lives if kind in config.templates.kinds]
    if kinds:
        said += f"：demo.yaml 的 jobs 里没有写 {'、'.join(kinds)}，请补上（写法见 docs/rules.md 的 demo.yaml）"
    return f"{said}。这个厂有：{'、'.join(there) or '一个也没有，demo.yaml 的 jobs、stories 都空着或没有这个文件'}"


def _play(house: Stage, name: str, start: datetime, say: Say) -> tuple[Story, Matter | None]:
    """Plays one story; returns it with its figures, and what came of it. A story that comes to a halt has broken a
    promise; the next one is played all the same."""
    began = time.monotonic()
    story, before = Story(house, say, name), _counted(house)
    say(f"· 场景 {name}")
    story.until(start)
    played = _unless_late(story, _tale(name))
    _figures(story, _counted(house) - before)
    say(f"· 演了 {time.monotonic() - began:.1f} 秒")
    story.later(BETWEEN)
    return story, played


def _conclude(story: Story, played: Matter | None, package: Path) -> bool:
    """Writes and verifies the package of what was played; says whether all promises held."""
    package.unlink(missing_ok=True)
    story.say(f"· 场景 {story.name} 的证据")
    if played is not None:
        _unless_late(story, partial(_package, played, package))
    verdict = f"✗ {len(story.broken)} 条承诺没做到" if story.broken else "✓ 承诺都做到了"
    story.say(f"{verdict}，证据包 {package}")
    return not story.broken


def _unless_late(story: Story, act: Callable[[Story], T]) -> T | None:
    """The result of `act`. When it comes to a halt: None, and a broken promise that says who was waited for."""
    try:
        return act(story)
    except (Late, PageRefused) as halted:
        story.promise(False, f"没等到：{halted}。进程的日志在 {story.house.folder}")
        return None


def _package(played: Matter, package: Path, story: Story) -> None:
    """The package of a matter, archived first if it is over. The package's own verifier, run by a bare Python, must
    find no fault."""
    if played.state in ENDED:
        wait_for(f"{played.number} 归档", lambda: _state(played) == "archived")
        story.tell(f"{played.number} 归档")
    export_matter(played.subject, package, story.house.base, plant_time.now())
    command = [sys.executable, "-I", str(Path(__file__).parents[1] / "evidence" / "verify.py"), str(package)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    story.promise(checked.returncode == 0, f"证据包核验不过：{checked.stdout}{checked.stderr}")
    story.say(f"· 证据包核验：{checked.stdout.strip().splitlines()[0] if checked.stdout else '没有输出'}")


def _state(played: Matter) -> str:
    """As it stands now."""
    about = matter.of(played.subject)
    return about.state if about else ""


def play_here(settings: Settings, say: Say) -> bool:
    """Plays the demo's story in the running demo, slowly enough to watch. Raises UnknownStory when it has none."""
    rules = book(plant_time.now())
    name, begins = rules.config.demo.story, scenarios(rules.config)
    if name not in begins:
        raise UnknownStory("这个厂的 demo.yaml 里没有可演的故事")
    house = Stage(settings.base_url, Simulator(settings.simulator_url), settings.var, {}, {}, signed_by=settings)
    story, words = Story(house, say, name, pace=WATCHED), FAILED
    try:
        house.set_time(begins[name])
        _unless_late(story, partial(_from, begins[name], _tale(name)))
        words = FAILED if story.broken else YOURS
    finally:
        house.simulator.post("told", {"words": words})
    return not story.broken


def _from(start: datetime, tale: Callable[[Story], Matter], story: Story) -> Matter:
    """Plays the story once the house's own clock stands at its beginning."""
    story.house.arrived(start)
    return tale(story)


def _figures(story: Story, calls: Counter[str]) -> None:
    minutes = "，".join(f"{who} {number} 分" for who, number in story.minutes.items())
    wanted = {
        "message/send": "企业微信发卡和短信",
        "message/update_template_card": "企业微信改卡",
        "card/instances/createAndDeliver": "钉钉发卡",
        "card/instances": "钉钉改卡",
        "robot/oToMessages/batchSend": "钉钉短信",
    }
    sent = "，".join(f"{words} {calls[name]}" for name, words in wanted.items() if calls[name])
    story.say(f"· 用时：{minutes}")
    story.say(f"· 点按 {story.taps} 次；平台收到：{sent}")


def _counted(house: Stage) -> Counter[str]:
    """The platforms' own counts of what was sent and repainted so far."""
    total: Counter[str] = Counter()
    for counts in house.simulator.get("counters").values():
        total.update(counts["calls"])
    return total
