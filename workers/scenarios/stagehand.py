"""The wall's button 「演示」: web only starts the story, and loads none of the code that plays it."""

from __future__ import annotations

import subprocess
import sys

from config.root import ROOT
from config.settings import Settings
from models import ledger, plant_time
from models.ask import Ask
from models.book import book
from workers.scenarios import scenarios

PLAYING = "演示正在进行。", "请看手机。"
PAST = (
    "这里已经有人办过票，厂里的时间也过了演示开始的时候：不能往回拨。",
    "要再演一遍，请按「重新开始」，再按「演示」。",
)


class Stagehand:
    """Starts the demo's story as a process of its own, once in a store."""

    def __init__(self, settings: Settings) -> None:
        self._log = settings.var / "log" / "story.log"
        self._playing: subprocess.Popen[bytes] | None = None

    def start(self) -> tuple[str, str] | None:
        """Begins the story; else why not, and what to do. It never turns back the time of what has been done."""
        if self._playing is not None and self._playing.poll() is None:
            return PLAYING
        if self._is_past():
            return PAST
        self._log.parent.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "demo-story"]
        with self._log.open("ab") as log:
            self._playing = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
        return None

    @staticmethod
    def _is_past() -> bool:
        now = plant_time.now()
        config = book(now).config
        begins = scenarios(config).get(config.demo.story)
        if begins is None or now <= begins:
            return False
        written = ledger.newest()
        return Ask.select().exists() or (written is not None and written > begins)
