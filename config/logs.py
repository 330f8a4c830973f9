"""How every process writes its log: one line an event, whatever text somebody has sent.

Addresses, buttons and ids come from outside. A line break or a control character in one of them must not look like a
line of ours, nor move the cursor of whoever reads the log.
"""

from __future__ import annotations

import logging
import re
from typing import Any

FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
# Control characters, those that break a line, those that turn the direction of text, and halves of characters.
ODD = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def start() -> None:
    """Logs to stderr, from INFO, with whatever handler the process has (gunicorn and RQ bring their own)."""
    logging.setLogRecordFactory(Line)
    logging.basicConfig(level=logging.INFO, format=FORMAT)


def plain(text: str) -> str:
    """The text with its odd characters written out, as in `\\n`."""
    return ODD.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


class Line(logging.LogRecord):
    """A record whose message is one line; the lines of a traceback are set in, so that none of them looks like one."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        if self.exc_info and self.exc_info[0]:
            lines = logging.Formatter().formatException(self.exc_info).split("\n")
            self.exc_text = "\n".join(f"  {plain(line)}" for line in lines)

    def getMessage(self) -> str:
        return plain(super().getMessage())
