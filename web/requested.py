"""How many requests each door has answered, and how long that took: of this process, since it began."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from time import monotonic

from flask import Flask, Response, g, request

from config import logs

REQUESTS, SECONDS = "anhao_requests_total", "anhao_request_seconds"
# Upper ends in seconds.
STEPS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
UNCOUNTED = "anonymous"
CLASSES = ("2xx", "3xx", "4xx", "5xx")
_lock = threading.Lock()
_doors: set[str] = set()
_answers: Counter[tuple[str, str]] = Counter()
_within: Counter[tuple[str, float]] = Counter()
_seconds: defaultdict[str, float] = defaultdict(float)


def count(app: Flask) -> None:
    """Counts every request of the application, once all its doors are there."""
    _doors.update(name for name in app.blueprints if name != UNCOUNTED)
    app.before_request(_begin)
    app.after_request(_end)


def lines() -> Iterator[str]:
    yield f"# HELP {REQUESTS} Requests answered by this process"
    yield f"# TYPE {REQUESTS} counter"
    for door in sorted(_doors):
        for status in CLASSES:
            yield f"{REQUESTS}{written({'door': door, 'status': status})} {_answers[door, status]}"
    yield f"# HELP {SECONDS} How long an answer took"
    yield f"# TYPE {SECONDS} histogram"
    for door in sorted(_doors):
        yield from _histogram(door)


def _histogram(door: str) -> Iterator[str]:
    number = sum(_answers[door, status] for status in CLASSES)
    for step in STEPS:
        yield f"{SECONDS}_bucket{written({'door': door, 'le': f'{step:g}'})} {_within[door, step]}"
    yield f"{SECONDS}_bucket{written({'door': door, 'le': '+Inf'})} {number}"
    yield f"{SECONDS}_sum{written({'door': door})} {_seconds[door]:.6g}"
    yield f"{SECONDS}_count{written({'door': door})} {number}"


def written(labels: Mapping[str, str]) -> str:
    """Labels as Prometheus reads them; what is in quotes can't end them."""
    if not labels:
        return ""
    safe = (
        (name, value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")) for name, value in labels.items()
    )
    return "{" + ",".join(f'{name}="{value}"' for name, value in safe) + "}"


def _begin() -> None:
    g.began = monotonic()
    g.request = logs.begin(request.headers.get("X-Request-Id", ""))


def _end(response: Response) -> Response:
    door = request.blueprint or "none"
    # Who reports without a name leaves no trace, not even as a number.
    if door == UNCOUNTED:
        return response
    took = monotonic() - g.get("began", monotonic())
    with _lock:
        _doors.add(door)
        _answers[door, f"{response.status_code // 100}xx"] += 1
        _seconds[door] += took
        for step in STEPS:
            _within[door, step] += took <= step
    response.headers["X-Request-Id"] = g.get("request", "")
    return response
