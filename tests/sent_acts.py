"""Looks up every act that a page sends in a browser test in the house's table of what acts carry."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import Request

from web.h5.carried import ACTS


def undeclared(request: Request) -> Iterator[str]:
    """A line for each name or field of a sent act that no row of the table declares."""
    body = request.post_data_json if request.url.endswith("/h5/act") else None
    if body is None:
        return
    row = ACTS.get(body["name"])
    if row is None:
        yield f"no row for {body['name']}"
    elif unknown := set(body["data"]) - {*row.given, *row.phones}:
        yield f"{body['name']} carries {sorted(unknown)}: given, or the phone's?"
