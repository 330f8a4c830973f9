"""The wall's button 「演示」: web only starts the story, and loads none of the code that plays it."""

from __future__ import annotations

import subprocess
import sys

from config.settings import ROOT, Settings


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
