"""gunicorn reads this file by itself: each of its workers gives its own sign of life, and takes it along at its end."""

from __future__ import annotations

from typing import Any

_names: list[str] = []


def on_starting(server: Any) -> None:
    """gunicorn's own lines look like ours."""
    from config.logs import Json

    for handler in server.log.error_log.handlers:
        handler.setFormatter(Json())


def post_worker_init(worker: Any) -> None:
    from workers.instance import beat_beside
    from wsgi import application

    _names.append(beat_beside("web", application.extensions["anhao"].settings.var))


def worker_exit(server: Any, worker: Any) -> None:
    from workers.instance import leave

    for name in _names:
        leave(name)
