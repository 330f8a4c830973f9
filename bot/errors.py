"""What can go wrong at the edge, one class for each meaning; each platform's `codes` module maps its codes to these.

BotError
├── Throttled(retry_after)        too fast: ask again after so many seconds of plant time
│   └── QuotaExhausted            the month's allowance is used up
├── Expired                       credentials refused, also after one refresh: only the administrator can help
├── Unreachable(account)          this person can't get our messages (left, out of scope, not active)
├── NotUpdatable                  the card that was sent can't be repainted any more: send a new one
├── Rejected(code)                the platform refuses this content or configuration: sending again won't help
├── Held                          a fault of our own: the gate can't tell whether the call may go, so it never left
└── Unavailable(maybe_done)       the platform did not answer or is busy; maybe_done: the call may have taken effect
"""

from __future__ import annotations


class BotError(Exception):
    """Base of everything the edge raises; `code` is the platform's own code, for people who look it up."""

    permanent = True

    def __init__(self, words: str, *, code: str = "") -> None:
        super().__init__(words)
        self.words = words
        self.code = code


class Throttled(BotError):
    permanent = False

    def __init__(self, words: str, *, retry_after: float, code: str = "") -> None:
        super().__init__(words, code=code)
        self.retry_after = retry_after


class QuotaExhausted(Throttled):
    """The month's allowance is gone; `retry_after` reaches to the month's end."""


class Expired(BotError):
    pass


class Unreachable(BotError):
    def __init__(self, words: str, *, account: str, code: str = "") -> None:
        super().__init__(words, code=code)
        self.account = account


class NotUpdatable(BotError):
    pass


class Rejected(BotError):
    """`configuration` means that the administrator has to correct something (scope, address, template, IP list)."""

    def __init__(self, words: str, *, code: str = "", configuration: bool = False) -> None:
        super().__init__(words, code=code)
        self.configuration = configuration


class Unavailable(BotError):
    """late: it took the call and did not answer within our time-out: it may only be slow. overtaken: since it began,
    the platform has been seen to answer again."""

    permanent = False
    overtaken = False

    def __init__(self, words: str, *, maybe_done: bool, late: bool = False, code: str = "") -> None:
        super().__init__(words, code=code)
        self.maybe_done = maybe_done
        self.late = late


class Held(BotError):
    permanent = False


# What a gateway in front of a platform answers by itself when it does not get through to it.
GATEWAY = (502, 503, 504)


def no_answer(words: str, status: int) -> Unavailable:
    """What an HTTP status says of a call that the platform has not answered itself. 504: a gateway has handed it on and
    waited in vain, so the platform may only be slow. 503, or a refusal (4xx): nobody has taken it. 502 and the rest:
    the line broke somewhere behind, and nobody knows."""
    refused = status == 503 or 400 <= status < 500
    return Unavailable(words, maybe_done=not refused, late=status == 504, code=f"HTTP {status}")
