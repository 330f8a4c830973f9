"""Playing a story: with a house of its own (the `scenario` command), or in the running demo (the wall's button)."""

from __future__ import annotations

import importlib
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Protocol, cast

from config.settings import ROOT, Settings
from models import plant_time
from models.permit import Permit
from workers.evidence.export import export_permit
from workers.scenarios import SCENARIOS
from workers.scenarios.simulator import Json, Simulator
from workers.scenarios.stage import Stage, stage
from workers.scenarios.story import Story

Say = Callable[[str], None]
# Real seconds between two moves, for people who watch the wall.
WATCHED = 2.5


class Script(Protocol):
    """What a story's module has."""

    START: datetime

    def play(self, story: Story) -> Permit: ...


def script(name: str) -> Script:
    return cast(Script, importlib.import_module(SCENARIOS[name]))


def play_alone(name: str, settings: Settings, say: Say) -> bool:
    """Plays a story in a house of its own, its package to `var/scenarios/NAME.zip`; True when all promises held."""
    began = time.monotonic()
    tale = script(name)
    folder = settings.var / "scenarios"
    with stage(settings, folder / name, tale.START) as house:
        say(f"· 场景 {name}：进程就绪，用时 {time.monotonic() - began:.1f} 秒")
        story = Story(house, say)
        permit = tale.play(story)
        package = folder / f"{name}.zip"
        export_permit(permit, package, house.base, plant_time.now())
        _verify(story, package)
        _figures(story, house)
    for broken in story.broken:
        say(f"✗ {broken}")
    verdict = "✗ 有承诺没做到" if story.broken else "✓ 承诺都做到了"
    say(f"{verdict}，证据包 {package}，共 {time.monotonic() - began:.1f} 秒")
    return not story.broken


def play_here(name: str, settings: Settings, say: Say) -> bool:
    """Plays a story in the running demo, slowly enough to watch."""
    tale = script(name)
    house = Stage(settings.base_url, Simulator(settings.simulator_url), settings.var, {}, {})
    house.set_time(tale.START)
    house.arrived(tale.START)
    story = Story(house, say, pace=WATCHED)
    tale.play(story)
    return not story.broken


class Stagehand:
    """Starts the demo's story as a process of its own, one at a time."""

    def __init__(self, settings: Settings) -> None:
        self._log = settings.var / "log" / "story.log"
        self._playing: subprocess.Popen[bytes] | None = None

    def start(self) -> bool:
        """Begins the story; False while one is being played."""
        if self._playing is not None and self._playing.poll() is None:
            return False
        self._log.parent.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "demo-story"]
        with self._log.open("ab") as log:
            self._playing = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
        return True


def _verify(story: Story, package: Path) -> None:
    """The package's own verifier, run by a bare Python, must find nothing."""
    command = [sys.executable, "-I", str(Path(__file__).parents[1] / "evidence" / "verify.py"), str(package)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    story.promise(checked.returncode == 0, f"证据包核验不过：{checked.stdout}{checked.stderr}")
    story.say(f"· 证据包核验：{checked.stdout.strip().splitlines()[0] if checked.stdout else '没有输出'}")


def _figures(story: Story, house: Stage) -> None:
    sent = house.simulator.get("counters")
    minutes = "，".join(f"{who} {number} 分" for who, number in story.minutes.items())
    say = story.say
    say(f"· 每一签用时：{minutes}")
    say(f"· 点按 {story.taps} 次；平台收到：{_calls(sent)}")


def _calls(counters: Json) -> str:
    """The platforms' own counts of what was sent and repainted."""
    wanted = {
        "message/send": "企业微信发卡和短信",
        "message/update_template_card": "企业微信改卡",
        "card/instances/createAndDeliver": "钉钉发卡",
        "card/instances": "钉钉改卡",
        "robot/oToMessages/batchSend": "钉钉短信",
    }
    counted = {name: number for counts in counters.values() for name, number in counts["calls"].items()}
    return "，".join(f"{words} {counted[name]}" for name, words in wanted.items() if counted.get(name))
