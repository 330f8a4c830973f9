"""The one-time response codes of card updates: from a sending or from a click, 72 h. Source: page 94945."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from simulator.wecom.errors import Refusal

LIFE = timedelta(hours=72)


@dataclass
class Code:
    """Permission for one update of the cards of one sending."""

    msgid: str
    issued_at: datetime
    used: bool = False


@dataclass
class Codes:
    """All response codes, by their text."""

    codes: dict[str, Code] = field(default_factory=dict)

    def issue(self, msgid: str, now: datetime) -> str:
        """A new code for the cards of a sending."""
        text = secrets.token_urlsafe(32)
        self.codes[text] = Code(msgid, now)
        return text

    def find(self, text: object, now: datetime, expired: int) -> Code:
        """An unused code, to be marked used; 42022 when it was used, `expired` when unknown or older than 72 h."""
        code = self.codes.get(text) if isinstance(text, str) else None
        if code is None or now - code.issued_at >= LIFE:
            raise Refusal(expired, "invalid response_code")
        if code.used:
            raise Refusal(42022)
        return code
