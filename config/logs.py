"""How every process writes its log: one line of JSON an event, whatever text somebody has sent.

Addresses, buttons and ids come from outside. A line break or a control character in one of them must not look like a
line of ours, nor move the cursor of whoever reads the log. What people write, and who they are, is in no line.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import tomllib
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cache
from typing import Any

from config.root import ROOT
from rules.texts import plain

# What a line may say beside its words, where it is known: `extra={…}` of the call.
FIELDS = ("platform", "ask", "number", "delivery", "outcome")
GIVEN = re.compile(r"[\w-]{6,64}", re.ASCII)
_request: ContextVar[str] = ContextVar("request", default="")
_number: ContextVar[str] = ContextVar("number", default="")


def start() -> None:
    """Logs to stderr, from INFO, unless the process has brought a handler of its own."""
    logging.setLogRecordFactory(Line)
    handler = logging.StreamHandler()
    handler.setFormatter(Json())
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    # Who asks for them is told, and a backup's own file is nobody's matter.
    logging.getLogger("peewee.migrations").setLevel(logging.WARNING)


def begin(given: str = "") -> str:
    """All lines from here on belong to one request: under the id that a web server in front gave it, else a new one."""
    own = given if GIVEN.fullmatch(given) else secrets.token_hex(6)
    _request.set(own)
    _number.set("")
    return own


def about(number: str) -> None:
    """The request's lines from here on are about the matter of this number."""
    _number.set(number)


@cache
def version() -> str:
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"])


class Line(logging.LogRecord):
    """A record whose message is one line; the lines of a traceback are set in, so that none of them looks like one."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        if self.exc_info and self.exc_info[0]:
            lines = logging.Formatter().formatException(self.exc_info).split("\n")
            self.exc_text = "\n".join(f"  {plain(line)}" for line in lines)

    def getMessage(self) -> str:
        return plain(super().getMessage())


class Json(logging.Formatter):
    """A record as a line of JSON; `at` is real time with its zone."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).astimezone()
        known = {name: getattr(record, name, None) for name in FIELDS}
        line = {
            "at": at.isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "from": record.name,
            "version": version(),
            "request": _request.get(),
            **known,
            "number": known["number"] or _number.get(),
            "words": record.getMessage(),
            "trace": record.exc_text or (self.formatException(record.exc_info) if record.exc_info else None),
        }
        return json.dumps({name: value for name, value in line.items() if value not in (None, "")}, ensure_ascii=False)
