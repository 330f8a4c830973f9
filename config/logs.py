"""How every process writes its log: one line an event, whatever text somebody has sent.

Addresses, buttons and ids come from outside. A line break or a control character in one of them must not look like a
line of ours, nor move the cursor of whoever reads the log.
"""

from __future__ import annotations

import logging
from typing import Any

from rules.texts import plain

FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"


def start() -> None:
    """Logs to stderr, from INFO, with whatever handler the process has (gunicorn and RQ bring their own)."""
    logging.setLogRecordFactory(Line)
    logging.basicConfig(level=logging.INFO, format=FORMAT)


class Line(logging.LogRecord):
    """A record whose message is one line; the lines of a traceback are set in, so that none of them looks like one."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        if self.exc_info and self.exc_info[0]:
            lines = logging.Formatter().formatException(self.exc_info).split("\n")
            self.exc_text = "\n".join(f"  {plain(line)}" for line in lines)

    def getMessage(self) -> str:
        return plain(super().getMessage())
