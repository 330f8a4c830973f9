"""The pages' own files, at addresses that change with their content: a phone fetches each once, not at each page."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, request

STATIC = Path(__file__).resolve().parent / "static"
# Signs of the digest in the address.
SIGNS = 12
A_YEAR_S = 365 * 24 * 3600


@cache
def address() -> str:
    """Where the files of this version lie. All of them move when one changes, because scripts name their neighbours."""
    found = hashlib.sha256()
    for path in sorted(path for path in STATIC.rglob("*") if path.is_file()):
        found.update(str(path.relative_to(STATIC)).encode() + path.read_bytes())
    return f"/assets/{found.hexdigest()[:SIGNS]}"


def keep_files(doors: Blueprint) -> None:
    """Phones and browsers keep the blueprint's static files."""

    @doors.after_request
    def _keep(response: Response) -> Response:
        if request.endpoint == f"{doors.name}.static" and response.status_code < 400:
            response.headers["Cache-Control"] = f"public, max-age={A_YEAR_S}, immutable"
        return response
