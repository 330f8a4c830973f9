"""One app's calls to WeCom: gate, token, time-outs, and every failure as a `bot.errors` class.

wechatpy makes the calls. Its token keeping is not used: it retries a refused token without end, fetches without a
time-out or a lock, and shares one expiry between apps. Source: document/path/91039 (token), 90454 (limits).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any, Literal

import requests
from requests.adapters import HTTPAdapter
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, stop_after_delay, wait_exponential_jitter
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError
from wechatpy.exceptions import WeChatClientException
from wechatpy.work import WeChatClient

from bot.channel import Call, Gate
from bot.errors import BotError, Expired, Unavailable, no_answer
from bot.tokens import TokenCache
from bot.wecom.codes import error
from config.settings import WecomSettings

# Seconds to connect and to wait for an answer.
TIMEOUT = (3.0, 5.0)
TRIES = 3
CONNECTIONS = 24
# No try starts later than this (seconds), so that a call ends before the caller's lease on a card does (30 s).
PATIENCE = 6.0
SILENT = "企业微信没有回应。稍后会再试。"
# Marks the answer to a repeat: the platform may have dropped the repeat and kept the first try.
REPEATED = "repeated"

# urllib3 logs whole addresses at debug level, and the platform wants secrets and tokens in the query.
logging.getLogger("urllib3").setLevel(logging.INFO)


class Client(WeChatClient):  # type: ignore[misc]  # wechatpy has no types
    """wechatpy's client at the configured address, with time-outs, without its own retries and token keeping."""

    def __init__(self, settings: WecomSettings, timeout: tuple[float, float]) -> None:
        self.API_BASE_URL = f"{settings.api.rstrip('/')}/cgi-bin/"
        secret = settings.secret.get_secret_value()
        super().__init__(settings.corp_id, secret, timeout=timeout, auto_retry=False)
        # One connection for each of a lane's senders, kept open.
        self._http.mount(self.API_BASE_URL, HTTPAdapter(pool_maxsize=CONNECTIONS))

    def fetch_access_token(self) -> Any:
        """The platform's reply with `access_token` and `expires_in` (seconds); keeps nothing."""
        # requests leaves out a parameter that is None; without it, wechatpy would ask for a token first.
        return self.get("gettoken", params={"corpid": self.corp_id, "corpsecret": self.secret, "access_token": None})


class Api:
    """Calls in the name of one app. `app` names it in the token cache."""

    def __init__(
        self, settings: WecomSettings, gate: Gate, tokens: TokenCache, timeout: tuple[float, float] = TIMEOUT
    ) -> None:
        self.client = Client(settings, timeout)
        self._waits = timeout[1]
        self.app = f"wecom:{settings.corp_id}:{settings.agent_id}"
        self.tokens = tokens
        self._gate = gate

    def read(self, path: str, *, account: str = "", **params: object) -> Any:
        """A call without effect, repeated when the platform is busy or silent. Returns the JSON object."""
        call = Call("wecom", path, account=account, purpose="read")
        return self.call(call, "get", params=params, repeatable=True)

    def call(
        self,
        call: Call,
        method: Literal["get", "post"],
        *,
        params: dict[str, object] | None = None,
        data: Mapping[str, object] | None = None,
        repeatable: bool,
        done: str = "",
        file: bool = False,
    ) -> Any:
        """The platform's JSON object; with `file` its `requests.Response`.

        call.api is the path below /cgi-bin. repeatable: may be tried up to three times when the outcome is unknown.
        done: the code with which the platform tells a repeat that the first try did it; answered as {}.
        The object has REPEATED when an earlier try may have taken effect.
        Raises any BotError.
        """

        def request(token: str) -> Any:
            body = {"data": dict(data)} if data else {}
            answer = getattr(self.client, method)(call.api, params={**(params or {}), "access_token": token}, **body)
            if not isinstance(answer, requests.Response if file else dict):
                raise TypeError("neither a JSON object nor the file that was asked for")
            return answer

        unsure = False
        for attempt in _tries(TRIES if repeatable else 1, self._waits):
            with attempt:
                try:
                    answer = self._with_token(call, request)
                    return {**answer, REPEATED: True} if unsure and not file else answer
                except BotError as failure:
                    if unsure and failure.code == done:
                        return {}
                    unsure = unsure or (isinstance(failure, Unavailable) and failure.maybe_done)
                    raise
        raise AssertionError("tenacity re-raises the last failure")

    def token(self, urgent: bool = False) -> str:
        """The app's access token; raises Expired when the credentials are refused."""
        return self.tokens.get(f"{self.app}:token", lambda: self._fetch_token(urgent))

    def _fetch_token(self, urgent: bool) -> tuple[str, int]:
        def request() -> tuple[str, int]:
            reply = self.client.fetch_access_token()
            return str(reply["access_token"]), int(reply["expires_in"])

        try:
            token: tuple[str, int] = self._gated(Call("wecom", "gettoken", purpose="token", urgent=urgent), request)
        except Unavailable as silent:
            # The call that needed the token was never made.
            raise Unavailable(silent.words, maybe_done=False, code=silent.code) from silent
        return token

    def _with_token(self, call: Call, request: Callable[[str], Any]) -> Any:
        token = self.token(call.urgent)
        try:
            return self._gated(call, lambda: request(token))
        except Expired:
            self.tokens.forget(f"{self.app}:token", token)
        renewed = self.token(call.urgent)
        return self._gated(call, lambda: request(renewed))

    def _gated(self, call: Call, request: Callable[[], Any]) -> Any:
        self._gate.before(call)
        failure: BotError | None = None
        try:
            return _understood(call, request)
        except BotError as caught:
            failure = caught
            raise
        finally:
            self._gate.after(call, failure)


def _tries(number: int, waits: float) -> Retrying:
    """waits: seconds for which an answer is waited for; a rest between two tries is a small part of that."""
    return Retrying(
        stop=stop_after_attempt(number) | stop_after_delay(PATIENCE),
        wait=wait_exponential_jitter(multiplier=waits / 50, max=waits / 5, jitter=waits / 25),
        retry=retry_if_exception_type(Unavailable),
        reraise=True,
    )


def _understood(call: Call, request: Callable[[], Any]) -> Any:
    """The answer of one request. Raises its failure as a BotError."""
    try:
        return request()
    except WeChatClientException as refused:
        if refused.errcode:
            raise error(refused.errcode, call.account) from refused
        silence = no_answer(SILENT, refused.response.status_code)
    except (requests.RequestException, ValueError, TypeError, LookupError) as failed:
        late = isinstance(failed, requests.ReadTimeout)
        silence = _silence(type(failed).__name__, maybe_done=not _never_sent(failed), late=late)
    # Raised out here, without the cause: its text holds the whole address, and with it a token or secret.
    raise silence


def _never_sent(failed: Exception) -> bool:
    reason = getattr(failed.args[0] if failed.args else None, "reason", None)
    return isinstance(reason, NewConnectionError | ConnectTimeoutError)


def _silence(kind: str, *, maybe_done: bool, late: bool = False) -> Unavailable:
    return Unavailable(SILENT, maybe_done=maybe_done, late=late, code=kind)
