"""The policy of every call to DingTalk: gate, token, bounded repetition. `sdk` and `oapi` know the two hosts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception,
    stop_after_attempt,
    stop_after_delay,
    wait_random_exponential,
)

from bot.channel import Call, Gate, Json
from bot.dingtalk import oapi, oauth, sdk
from bot.dingtalk.codes import TOKEN_DEAD
from bot.errors import BotError, Throttled, Unavailable
from bot.tokens import TokenCache

T = TypeVar("T")
TRIES = 3
PATIENCE = 5.0  # seconds that a reading call waits when throttled; sending calls leave all waiting to the store
LAST_START = 6.0  # seconds: no try starts later, so that a call is over before the caller's lease on a card (30 s)
_jitter = wait_random_exponential(multiplier=0.2, max=2)


class Gateway:
    """Calls DingTalk for the rest of the package; raises nothing but `bot.errors.BotError`."""

    def __init__(self, peer: sdk.Peer, gate: Gate, tokens: TokenCache) -> None:
        self.settings = peer.settings
        self.tokens = tokens
        self._peer = peer
        self._gate = gate
        self._token_name = f"dingtalk:{peer.settings.client_id}:access"

    def new(self, method: sdk.Method, body: Json, call: Call) -> Json:
        """A method of api.dingtalk.com; repeated at most three times where it is safe to repeat."""

        def once(token: str) -> Json:
            return sdk.call(self._peer, method, body, token, call.account)

        return self._repeat(call, once, tries=TRIES if method.repeatable else 1, passing=_unavailable)

    def old(self, path: str, body: Json, call: Call, tries: int = TRIES) -> Json:
        """A reading method of oapi.dingtalk.com; repeated at most three times, also when throttled. tries: one where
        somebody waits for the answer, and asks again himself."""

        def once(token: str) -> Json:
            return oapi.call(self._peer, path, body, token, call.account)

        return self._repeat(call, once, tries=tries, passing=_passing)

    def script_ticket(self, call: Call) -> tuple[str, int]:
        """A ticket for `dd.config` and its life in seconds."""
        return self._repeat(
            call, lambda token: oauth.script_ticket(self._peer, token), tries=TRIES, passing=_unavailable
        )

    def token(self) -> str:
        """The app's token, from the cache or fetched; both hosts accept it."""
        return self.tokens.get(self._token_name, self._fetch_token)

    def _fetch_token(self) -> tuple[str, int]:
        call = Call("dingtalk", "oauth2/accessToken", purpose="token")
        try:
            return self._metered(call, lambda: oauth.access_token(self._peer))
        except Unavailable as error:
            # Whatever happened to the fetch, the call that needed the token was never made.
            raise Unavailable(error.words, maybe_done=False, code=error.code) from error

    def _repeat(
        self, call: Call, once: Callable[[str], T], *, tries: int, passing: Callable[[BaseException], bool]
    ) -> T:
        stop = stop_after_attempt(tries) | stop_after_delay(LAST_START)
        retrying = Retrying(stop=stop, wait=_pause, retry=retry_if_exception(passing), reraise=True)
        answer: T = retrying(self._with_token, call, once)
        return answer

    def _with_token(self, call: Call, once: Callable[[str], T]) -> T:
        """A dead token is forgotten and fetched once more; after a second refusal only the administrator can help."""
        token = self.token()
        try:
            return self._metered(call, lambda: once(token))
        except BotError as error:
            if error.code not in TOKEN_DEAD:
                raise
        self.tokens.forget(self._token_name, token)
        fresh = self.token()
        return self._metered(call, lambda: once(fresh))

    def _metered(self, call: Call, act: Callable[[], T]) -> T:
        self._gate.before(call)
        try:
            done = act()
        except BotError as error:
            self._gate.after(call, error)
            raise
        self._gate.after(call, None)
        return done


def _unavailable(error: BaseException) -> bool:
    return isinstance(error, Unavailable)


def _passing(error: BaseException) -> bool:
    return _unavailable(error) or (isinstance(error, Throttled) and error.retry_after <= PATIENCE)


def _pause(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    told = error.retry_after if isinstance(error, Throttled) else 0.0
    return told + _jitter(state)
