"""The floor under a callback: bare Flask, signature and decryption, one INSERT in one durable commit, an empty answer.

The same web server, SQLite settings, thread lock and file lock as the service; nothing else that it does.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import threading
from pathlib import Path

from flask import Flask, Response, request
from pydantic import SecretStr

from bot.wecom.crypto import Envelope, Seal
from workers.scenarios import cast

_lock = threading.Lock()
_local = threading.local()
_folder = Path(os.environ.get("ANHAO_VAR", "var"))
_seal = Seal(SecretStr(str(cast.WECOM["token"])), SecretStr(str(cast.WECOM["aes_key"])), str(cast.WECOM["corp_id"]))
application = Flask("floor")


def _connection() -> sqlite3.Connection:
    if not hasattr(_local, "connection"):
        connection = sqlite3.connect(_folder / "floor.db", timeout=5, isolation_level=None)
        connection.executescript("PRAGMA journal_mode=wal; PRAGMA synchronous=full; PRAGMA foreign_keys=1")
        connection.execute("CREATE TABLE IF NOT EXISTS received (id INTEGER PRIMARY KEY, body TEXT)")
        _local.connection = connection
    made: sqlite3.Connection = _local.connection
    return made


@application.post("/callback/wecom")
def receive() -> Response:
    query = request.args
    envelope = Envelope(query["msg_signature"], query["timestamp"], query["nonce"])
    plain = _seal.open_body(envelope, request.get_data())
    with _lock, (_folder / "floor.lock").open("ab", buffering=0) as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        connection = _connection()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO received (body) VALUES (?)", (plain,))
        connection.execute("COMMIT")
    return Response("", content_type="text/plain; charset=utf-8")
